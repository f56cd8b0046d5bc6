"""Finding objects, services and workflow actions by their names, objects by their fields' names too, in a whole company. No Qt here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intacct_desktop.api.model import ModelEntry, ObjectModel, ResourceKind
from intacct_desktop.api.naming import readable, short_name, without_prefix
from intacct_desktop.ui.explorer.matching import Candidate, candidate, matches, words_of

SHORTEST = 3
"""Characters from which on fields are searched too; two letters are in nearly every object."""

FIELDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What matches by its own name (``by_name``), or an object by ``fields``: paths, the best first, of ``field_count`` that match."""

    entry: ModelEntry
    rank: int
    by_name: bool
    fields: tuple[str, ...] = ()
    field_count: int = 0


@dataclass(frozen=True, slots=True)
class _Members:
    """``folded`` is all names of ``members`` in one text: one look tells whether any can match."""

    folded: str
    members: tuple[Candidate[str], ...]


class ObjectSearch:
    """What one company has; fields are found in the models that were added."""

    def __init__(self, entries: Iterable[ModelEntry]) -> None:
        self.entries = tuple(entries)
        self._names = [candidate(entry, *_names(entry)) for entry in self.entries]
        self._members: dict[str, _Members] = {}
        self._folded: dict[str, Candidate[str]] = {}

    @property
    def objects_with_fields(self) -> int:
        return len(self._members)

    def add(self, models: Iterable[ObjectModel]) -> None:
        """Let the fields of these be found. Takes about 1 ms for 100 fields: in a thread for a whole company."""
        for model in models:
            if model.name not in self._members:
                members = tuple(self._member(path) for path in _paths(model))
                self._members[model.name] = _Members("\n".join(member.folded for member in members), members)

    def find(self, words: tuple[str, ...]) -> list[Found]:
        """What matches, the best first: by name before by a field, and among equals objects first, then by title."""
        if not words:
            return []
        in_fields = max(map(len, words)) >= SHORTEST
        by_name = {entry.name: found for found, entry in matches(self._names, words)}
        hits = [self._hit(entry, by_name.get(entry.name), words, in_fields) for entry in self.entries]
        return sorted((hit for hit in hits if hit is not None), key=_order)

    def _hit(self, entry: ModelEntry, rank: int | None, words: tuple[str, ...], in_fields: bool) -> Found | None:
        members = self._members.get(entry.name) if in_fields else None
        fields: Sequence[tuple[int, str]] = ()
        if members is not None and all(word in members.folded for word in words):
            fields = sorted(matches(members.members, words), key=lambda match: match[0])
        if rank is None and not fields:
            return None
        paths = tuple(path for _, path in fields[:FIELDS_SHOWN])
        return Found(entry, fields[0][0] if rank is None else rank, rank is not None, paths, len(fields))

    def _member(self, path: str) -> Candidate[str]:
        """Most paths, such as those of ``audit``, are in many objects: their words are made once."""
        if path not in self._folded:
            self._folded[path] = candidate(path, path.rpartition(".")[2], path, readable(path))
        return self._folded[path]


def search_words(typed: str) -> tuple[str, ...]:
    """The words to look for. A resource's whole path, ``/services/core/query``, is as good as its name."""
    words = (without_prefix(word.removeprefix("/").removeprefix("objects/")) for word in words_of(typed))
    return tuple(word for word in words if word)


def _names(entry: ModelEntry) -> list[str]:
    """Without the prefix of services and workflow actions: else "work" and "serv" would find every one of them."""
    names = [entry.title, short_name(entry.name), without_prefix(entry.name)]
    if entry.kind is not ResourceKind.OBJECT:
        names.append(readable(entry.name.rpartition("/")[2]))
    return names


def _order(hit: Found) -> tuple[bool, int, bool, str]:
    return not hit.by_name, hit.rank, hit.entry.kind is not ResourceKind.OBJECT, hit.entry.title


def _paths(model: ObjectModel) -> list[str]:
    """The object's own fields and references, those in its groups included; not the inline members of references."""
    found: list[str] = []
    for group in model.root.walk():
        found += [field.path for field in group.fields.values()]
        found += [reference.path for reference in group.references.values()]
    return found
