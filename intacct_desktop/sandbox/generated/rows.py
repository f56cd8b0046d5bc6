"""A handful of plausible rows for every object that the practice company does not fill by hand.

The rows follow from the object's facts alone: its types, enumerations, formats and references decide what fits, the names of its members
what is plausible.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.people import ENTITIES, USERS
from intacct_desktop.sandbox.facts import OWNER, Facts, ObjectFacts, PathFacts, Reference
from intacct_desktop.sandbox.generated.plausible import Maker, Row, maker_of
from intacct_desktop.sandbox.store import ENTITY, Record, Value, stored_column

Keys = Callable[[str], Sequence[int]]

_ENTITIES, _USERS = "company-config/entity", "company-config/user"

# Who may only look has made nothing.
_READERS = frozenset(user.key for user in USERS if user.is_read_only)
_ADMIN = USERS[0].key


@dataclass(frozen=True, slots=True)
class _Member:
    """A scalar column and how its values are made. ``reference`` is the path of the reference it belongs to, if any."""

    path: str
    reference: str | None
    make: Maker
    may_be_null: bool


class Generator:
    """Makes the rows. The same seed, day and object give the same rows, whatever was asked for before."""

    # What the top level does not see by itself.
    hidden = frozenset(entity.key for entity in ENTITIES if entity.private)

    def __init__(self, facts: Facts, seed: int, today: date) -> None:
        self._facts = facts
        self._seed = seed
        self._today = today

    def count(self, name: str) -> int:
        """How many rows the object gets, without making them: one for preferences and setups, else 3 to 8."""
        if self._facts.objects[name].type == "rootObject" and name.endswith(("-preference", "/setup")):
            return 1
        return self._chance(f"{name}:count").randint(3, 8)

    def rows(self, name: str, keys: Keys) -> list[Record]:
        """The rows of the object ``name``, keys from 1, by the columns of its table.

        ``keys`` gives the keys of another object's records; where there are none, references to it stay empty. It is never asked for
        ``name`` itself.
        """
        facts = self._facts.objects[name]
        chance = self._chance(name)
        members, references = list(_members(facts)), _references(facts)
        targets = {reference.target for reference, _ in references if reference.target}
        lister = self._lister(facts)
        reachable = {target: keys(target) for target in sorted((targets | {lister} if lister else targets) - {name})}
        everyone = reachable.get(_USERS) or (range(1, self.count(name) + 1) if name == _USERS else ())
        users = [_ADMIN if key in _READERS else key for key in everyone]
        rows = []
        for number in range(1, self.count(name) + 1):
            day = self._today - timedelta(days=chance.randint(12, 400))
            row = Row(chance, number, day, chance.randint(40, 90_000) * 25, chance.choice(users) if users else None)
            record: Record = {"key": number}
            for reference, is_needed in references:
                record[f"{reference.path}.key"] = _key(row, reference, is_needed, name, reachable)
            for member in members:
                is_null = record[f"{member.reference}.key"] is None if member.reference else member.may_be_null and chance.random() < 0.2
                record[member.path] = None if is_null else member.make(row)
            record[ENTITY] = record.get("entity.key")
            record[OWNER] = chance.choice(reachable[lister]) if lister and reachable[lister] else None
            rows.append(record)
        return rows

    def _lister(self, facts: ObjectFacts) -> str | None:
        """The object in whose list the records stand, where they have no reference to it."""
        if facts.type != "ownedObject" or (facts.owner and facts.owner.target):
            return None
        return next((other.name for other in self._facts.objects.values() if facts.name in other.lists.values()), None)

    def _chance(self, subject: str) -> random.Random:
        return random.Random(f"{self._seed}:{subject}")  # noqa: S311 - invented data, not a secret


def _members(facts: ObjectFacts) -> Iterator[_Member]:
    """The scalar columns; of two members that differ only in case, which SQLite keeps in one column, the first."""
    needed = {path.partition(".")[0] for path in facts.required_on_create} | {"id", "name", "status", "state"}
    seen = set()
    for path in facts.paths.values():
        is_joined = path.reference is not None and path.target is not None
        if path.write_only or is_joined or path.member in {"href", "key"} or path.path.lower() in seen:
            continue
        seen.add(path.path.lower())
        make = maker_of(facts, path, stored_column(path), facts.defaults.get(path.path))
        yield _Member(path.path, path.reference, make, path.path not in needed and _may_be_null(path))


def _may_be_null(path: PathFacts) -> bool:
    # Null is rare where it says little: in flags, in amounts, and in the audit stamp.
    return path.nullable and path.type != "boolean" and path.scale is None and not path.path.startswith("audit.")


def _references(facts: ObjectFacts) -> list[tuple[Reference, bool]]:
    """The references, and whether a record without this one would make no sense."""
    needed = set(facts.required_on_create)
    references: dict[str, Reference] = {}
    for reference in facts.references.values():
        references.setdefault(reference.path.lower(), reference)
    return [(each, each.is_owner or each.path in needed or f"{each.path}.id" in needed) for each in references.values()]


def _key(row: Row, reference: Reference, is_needed: bool, name: str, reachable: dict[str, Sequence[int]]) -> Value:
    chance = row.chance
    if reference.path.startswith("audit."):
        return row.user
    if reference.target is None:
        return str(row.number) if is_needed or chance.random() < 0.5 else None
    if reference.target == name:
        # Only to an earlier row: nothing is its own ancestor.
        return chance.randint(1, row.number - 1) if row.number > 1 and chance.random() < 0.25 else None
    candidates = reachable[reference.target]
    is_filled = is_needed or chance.random() < (0.2 if reference.target == _ENTITIES else 0.65)
    return chance.choice(candidates) if candidates and is_filled else None
