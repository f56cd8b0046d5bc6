"""A request body read against an object's facts: what it says goes into the rows of a change, what is wrong with it is collected.

Everything wrong is told at once (facts 6.2). A body may name what can be written and nothing else: members that are read-only are
refused even where they are unchanged, so a client sends what it means and not what it read.
"""

from collections.abc import Mapping
from typing import Any

from intacct_desktop.sandbox.facts import Model, ObjectFacts, PathFacts, Reference
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import LISTS, Store, Value
from intacct_desktop.sandbox.writing import inline, targets
from intacct_desktop.sandbox.writing.change import Problem, Row
from intacct_desktop.sandbox.writing.ownership import Place, owned_lists, places
from intacct_desktop.sandbox.writing.requirements import missing, required_of_item
from intacct_desktop.sandbox.writing.values import defaults, stored

OPERATION = "ia::operation"


class Payload:
    """Reads one body into rows. ``problems`` is what was wrong so far."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self.problems: list[Problem] = []
        self._store = store
        self._scope = scope

    def read(self, row: Row, body: Any, required: tuple[str, ...]) -> None:
        """Take what the body says into ``row`` and its lists.

        A new row gets the model's defaults, and must then have what is required; another keeps what is required.
        """
        if not isinstance(body, dict):
            self._wrong(row.pointer, "is an object")
            return
        if row.is_new:
            row.values = {**defaults(row.name), **row.values}
        facts = self._store.facts.objects[row.name]
        self._group(row, facts, facts.model, body, "", row.pointer)
        lacking = missing(self._store, row, required)
        self.problems += [_required(row, path) for path in lacking if row.is_new or _is_cleared(row, facts, path)]

    def owner(self, name: str, place: Place, body: Any) -> int | None:
        """The key of the owner that the body of a new item of ``name`` names; None where that is wrong."""
        reference = self._store.facts.objects[name].owner
        path = reference.path if reference else place.owner
        value = body.get(path) if isinstance(body, dict) else None
        given = {member: each for member, each in (value if isinstance(value, dict) else {}).items() if member in ("id", "key")}
        if not given or not all(isinstance(each, str) for each in given.values()):
            self._wrong(f"/{path}", "is required, as the id or the key of a record")
            return None
        return self._found(place.owner, given, f"/{path}")

    def _group(self, row: Row, facts: ObjectFacts, node: Model, body: Mapping[str, Any], prefix: str, pointer: str) -> None:
        for name, value in body.items():
            path, target = prefix + name, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in (node.get("fields") or {}):
                self._field(row, facts.paths[path], value, target)
            elif group := (node.get("groups") or {}).get(name):
                if isinstance(value, dict):
                    self._group(row, facts, group, value, f"{path}.", target)
                else:
                    self._wrong(target, "is an object")
            elif name in (node.get("refs") or {}):
                self._reference(row, facts, facts.references[path], value, target)
            elif name in (node.get("lists") or {}):
                self._list(row, facts, path, value, target)
            else:
                self._unknown(target)

    def _field(self, row: Row, facts: PathFacts, value: Any, target: str) -> None:
        """One scalar. The key is the company's to give; an id is given once; a new record that begins as a draft says so or nothing."""
        is_object = row.name in self._store.facts.objects
        if facts.read_only or (is_object and facts.path == "key") or not (row.is_new or facts.mutable):
            self._read_only(target)
            return
        try:
            found = stored(value, facts)
        except ValueError as error:
            self._wrong(target, str(error))
            return
        if is_object and facts.path == "id":
            if found == "" or (found is None and not row.is_new):
                self._wrong(target, "cannot be blank")
            elif row.before and row.before.get("id") not in (None, found):
                self._read_only(target)
        elif is_object and facts.path == "state" and row.is_new and "draft" in (facts.enum or ()) and found != "draft":
            self._wrong(target, "can only be draft in a new record")
        row.values[facts.path] = found
        row.sent |= {facts.path}

    def _reference(self, row: Row, facts: ObjectFacts, reference: Reference, value: Any, target: str) -> None:
        members = self._members(facts, reference)
        if value is not None and not isinstance(value, dict):
            self._wrong(target, "is an object with the id or the key of a record")
            return
        given = self._identity(reference.path, members, value, target)
        if given is None:
            return
        name = reference.target
        if reference.is_owner and (place := next(iter(places(row.name)), None)):
            self._same_owner(row, place.owner, place.column, given, target)
        elif name not in self._store.facts.objects:
            # Nothing says which object is meant, so nothing can be looked up: the record keeps what it is told.
            row.values |= {path: given.get(member.member) for path, member in members.items() if not member.read_only}
            row.sent |= {f"{reference.path}.key"}
        elif key := self._found(str(name), given, target):
            row.values |= {f"{reference.path}.key": key}
            row.sent |= {f"{reference.path}.key"}
        elif not given:
            row.values |= {f"{reference.path}.key": None}
            row.sent |= {f"{reference.path}.key"}

    def _members(self, facts: ObjectFacts, reference: Reference) -> dict[str, PathFacts]:
        return {path: member for path, member in facts.paths.items() if member.reference == reference.path}

    def _identity(
        self, path: str, members: Mapping[str, PathFacts], value: Mapping[str, Any] | None, target: str
    ) -> dict[str, Value] | None:
        """What a reference says of its record, as stored values by member; empty for none, None where it says something wrong."""
        names = [member for member in members.values() if member.member in ("id", "key")]
        if value is None or not value:
            if all(member.read_only for member in names):
                self._read_only(target)
            elif value is not None:
                self._wrong(target, "names no record")
            elif not any(member.nullable for member in names):
                self._wrong(target, "cannot be null")
            else:
                return {}
            return None
        given: dict[str, Value] = {}
        count = len(self.problems)
        for name, each in _flat(value, "", {member.member for member in members.values()}):
            member, at = members.get(f"{path}.{name}"), f"{target}/{name.replace('.', '/')}"
            if member is None:
                self._unknown(at)
            elif member.read_only:
                self._read_only(at)
            elif each == "" and name in ("id", "key"):
                self._wrong(at, "cannot be blank")
            else:
                try:
                    given[name] = stored(each, member)
                except ValueError as error:
                    self._wrong(at, str(error))
        return None if len(self.problems) > count else {name: each for name, each in given.items() if each is not None}

    def _same_owner(self, row: Row, owner: str, column: str, given: dict[str, Value], target: str) -> None:
        """A record stays in the list that it stands in (facts 5.7)."""
        if not given or row.values.get(column) is None or self._find(owner, given) != row.values[column]:
            self._wrong(target, "cannot be another record than the one it belongs to")

    def _found(self, name: str, given: dict[str, Value], target: str) -> int | None:
        if not given:
            return None
        key = self._find(name, given)
        if key is None:
            members = ", ".join(f"{member} {value}" for member, value in given.items())
            self._wrong(target, f"names no {name}: there is none with {members}")
        return key

    def _find(self, name: str, given: dict[str, Value]) -> int | None:
        paths = self._store.facts.objects[name].paths
        known = {member: value for member, value in given.items() if member in paths or member == "key"}
        return targets.find(self._store, name, known, self._scope) if known else None

    def _list(self, row: Row, facts: ObjectFacts, path: str, value: Any, target: str) -> None:
        if not isinstance(value, list):
            self._wrong(target, "is an array")
            return
        row.sent |= {path}
        item = facts.lists[path]
        if item is None or item not in self._store.facts.objects:
            self._inline(row, facts, path, value, target)
            return
        place = owned_lists(row.name)[item]
        rows = row.lists.setdefault(place.path, [])
        known = {str(each.key): each for each in rows if not each.is_new}
        required = required_of_item(facts, path, self._store.facts.objects[item])
        for number, entry in enumerate(value):
            found = self._item(row, known, item, entry, f"{target}/{number}")
            if found is None:
                continue
            if found.is_new:
                found.values[place.column] = row.key
                rows.append(found)
            if not found.removed:
                self.read(found, {name: each for name, each in entry.items() if found.is_new or name not in (OPERATION, "key")}, required)

    def _item(self, row: Row, known: dict[str, Row], item: str, entry: Any, pointer: str) -> Row | None:
        """The item that an entry of a list means: the one whose key it gives, else a new one. None where that is wrong."""
        if not isinstance(entry, dict):
            self._wrong(pointer, "is an object")
            return None
        if row.is_new or not entry.keys() & {"key", OPERATION}:
            return Row(item, {}, pointer=pointer)
        # An item can be named once, so that what becomes of it does not hang on the order.
        key = entry.get("key")
        found = known.pop(key, None) if isinstance(key, str) else None
        if found is None:
            self._wrong(f"{pointer}/key", "names no item of this list" if "key" in entry else "is required")
            return None
        if entry.get(OPERATION, "patch") not in ("patch", "delete"):
            self._wrong(f"{pointer}/{OPERATION}", "is patch or delete")
            return None
        found.pointer = pointer
        found.removed = entry.get(OPERATION) == "delete"
        return found

    def _inline(self, row: Row, owner: ObjectFacts, path: str, value: list[Any], target: str) -> None:
        """A list that is sent stands for the whole list: its items have no keys by which one could be told from another."""
        facts = inline.item_facts(owner, path)
        items = []
        for number, entry in enumerate(value):
            pointer = f"{target}/{number}"
            if not isinstance(entry, dict):
                self._wrong(pointer, "is an object")
            elif facts is None:
                if not inline.is_plain(entry):
                    self._wrong(pointer, "goes too deep")
                items.append(entry)
            else:
                item = Row(facts.name, {}, pointer=pointer)
                self._group(item, facts, facts.model, entry, "", pointer)
                items.append(inline.to_json(facts, item.values | self._ids(facts, item)))
        row.values[LISTS] = inline.with_list(row.values.get(LISTS), path, items)

    def _ids(self, facts: ObjectFacts, item: Row) -> dict[str, Value]:
        """The ids of what an inline item refers to: they are kept in its JSON, where nothing can be joined."""
        keys = {each: item.values.get(f"{each.path}.key") for each in facts.references.values() if each.target in self._store.facts.objects}
        found = {each: self._store.record(str(each.target), int(key)) for each, key in keys.items() if key is not None}
        return {f"{each.path}.id": record["id"] for each, record in found.items() if record}

    def _unknown(self, target: str) -> None:
        self._add(target, "is not a valid field", "REST-1043", "IA.NOT_A_VALID_FIELD")

    def _read_only(self, target: str) -> None:
        self._add(target, "is a read-only field", "REST-1050", "IA.READ_ONLY_FIELD")

    def _wrong(self, target: str, what: str) -> None:
        self._add(target, what)

    def _add(self, target: str, what: str, error_id: str | None = None, message_id: str | None = None) -> None:
        placeholders = {"FIELD": target} if message_id else {}
        self.problems.append(Problem(target, f"{target or 'The payload'} {what}", error_id, message_id, placeholders))


def _required(row: Row, path: str) -> Problem:
    target = f"{row.pointer}/{path.replace('.', '/')}"
    return Problem(target, f"{target} is required")


def _is_cleared(row: Row, facts: ObjectFacts, path: str) -> bool:
    """Whether the body itself said that the record is to be without this member. What becomes of lists is for the rules to say."""
    member = facts.paths.get(path)
    reference = member.reference if member else path
    return path not in facts.lists and not row.sent.isdisjoint({path, f"{reference}.key"})


def _flat(value: Mapping[str, Any], prefix: str, members: set[str]) -> list[tuple[str, Any]]:
    """Values by dotted path, as deep as ``members`` go."""
    found: list[tuple[str, Any]] = []
    for name, each in value.items():
        path = prefix + name
        is_group = isinstance(each, dict) and any(member.startswith(f"{path}.") for member in members)
        found += _flat(each, f"{path}.", members) if is_group else [(path, each)]
    return found
