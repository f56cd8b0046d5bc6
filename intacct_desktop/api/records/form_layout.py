"""What stands where in a form: the most telling members first, then amounts and lists, what the company keeps for itself at the end.

The model lists members by name, which says nothing of what people look for. The order here is made of what a member is (its name within
the record, its type, whether a new record must have it), for every object in the same way.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum

from intacct_desktop.api.naming import short_name
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines, Lock, Section

_SYSTEM = ("id", "key", "webURL", "href")
_STAMPS = "audit"
_STATES = frozenset({"state", "status"})
_NAMES = ("name", "title", "number")
_USUAL = frozenset(
    (
        *("createdDate", "dueDate", "invoiceDate", "postingDate", "glPostingDate", "txnDate", "startDate", "endDate"),
        *("vendor", "customer", "employee", "project", "contract", "item", "bankAccount", "glAccount", "glJournal"),
        *("location", "department", "parent", "manager", "category", "term", "terms", "currency", "paymentMethod"),
        *("referenceNumber", "documentNumber", "quantity", "unit", "description", "memo", "notes", "taxId", "isOnHold"),
    )
)
"""Names of members that people enter and look at most, whatever the object."""
_AMOUNT = re.compile(r"(?i:amount|total|balance)|Due$", re.ASCII)
_FEW = 16
"""Members of its own up to which an object's form has no part for the rarer ones."""
_LEAST_FIRST = 8


class _Rank(IntEnum):
    """What people look for first."""

    ID = 0
    NAME = 1
    """Its own: ``name``, or of a bill ``billNumber``."""
    REQUIRED = 2
    STATE = 3
    OTHER_NAME = 4
    REFERENCE = 5
    DATE = 6
    AMOUNT = 7
    TEXT = 8
    CHOICE = 9
    NUMBER = 10
    YES_NO = 11
    REST = 12


_RANKS = {
    EntryKind.REFERENCE: _Rank.REFERENCE,
    EntryKind.DATE: _Rank.DATE,
    EntryKind.DATE_TIME: _Rank.DATE,
    EntryKind.DECIMAL: _Rank.AMOUNT,
    EntryKind.TEXT: _Rank.TEXT,
    EntryKind.ENUM: _Rank.CHOICE,
    EntryKind.INTEGER: _Rank.NUMBER,
    EntryKind.BOOLEAN: _Rank.YES_NO,
}


class Part(Enum):
    """What of the record a block has."""

    OBJECT = "object"
    """What the object is entered and known by, and all that a new record must have, in whatever group it is."""
    AMOUNTS = "amounts"
    """The object's own totals."""
    LISTS = "lists"
    """Lists of the object's own; they have headings themselves."""
    MORE = "more"
    """The object's rarer members."""
    GROUP = "group"
    """A group of the model, or a part of one."""
    ABOUT = "about"
    """Audit stamps, system fields and deprecated members of all groups."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in its place. ``target`` are the members of the record that a reference leads to, shown beneath it."""

    entry: Entry
    target: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and what stands beneath it. ``level`` 0 is a section, 1 and more a part of the section before it.

    ``path`` is that of a group, else empty; ``title`` is empty where the model has no word for it.
    """

    part: Part
    path: str = ""
    title: str = ""
    level: int = 0
    rows: tuple[Row, ...] = ()
    lines: tuple[Lines, ...] = ()


def layout_of(form: Form, filled: Collection[str] = ()) -> tuple[Block, ...]:
    """The blocks of a form from top to bottom. Every entry and every list of the form is in exactly one of them.

    ``filled`` are the paths of lists that have items: of the object's own, those and the required ones come before its rarer members.
    """
    return tuple(block for block in _Layout(form).blocks(filled) if block.rows or block.lines or block.part is Part.GROUP)


class _Layout:
    def __init__(self, form: Form) -> None:
        self._form = form
        self._rank = _ranks_of(form)
        self._targets: dict[str, list[Entry]] = {}
        entries = list(form.entries.values())
        for entry in entries:
            if entry.of is not None:
                self._targets.setdefault(entry.of, []).append(entry)
        own = [entry for entry in entries if entry.of is None]
        self._about = sorted((entry for entry in own if _is_about(entry)), key=_about_order)
        self._first = [entry for entry in own if not _is_about(entry) and (entry.required or "." not in entry.path)]

    def blocks(self, filled: Collection[str]) -> Iterator[Block]:
        first, amounts, more = self._split()
        early = [lines for lines in self._form.root.lines if lines.required or lines.path == "lines" or lines.path in filled]
        early.sort(key=lambda lines: not lines.required)
        late = [lines for lines in self._form.root.lines if lines not in early]
        yield Block(Part.OBJECT, title=self._form.model.title, rows=self._rows(first))
        yield Block(Part.AMOUNTS, rows=self._rows(amounts))
        yield Block(Part.LISTS, lines=tuple(early))
        yield Block(Part.MORE, rows=self._rows(more))
        for section in self._form.root.sections:
            yield from self._group(section, level=0)
        yield Block(Part.LISTS, lines=tuple(late))
        yield Block(Part.ABOUT, rows=self._rows(self._about))

    def _split(self) -> tuple[list[Entry], list[Entry], list[Entry]]:
        """What stands first, the totals, and the rest; small objects have no rest."""
        amounts = [entry for entry in self._first if _is_total(entry) and not entry.required]
        amounts = amounts if len(amounts) > 1 else []
        rest = self._sorted(entry for entry in self._first if entry not in amounts)
        if len(rest) <= _FEW:
            return rest, amounts, []
        first = [entry for entry in rest if self._rank(entry) <= _Rank.STATE or entry.name in _USUAL]
        others = [entry for entry in rest if entry not in first]
        others.sort(key=lambda entry: entry.lock is not None)
        first += others[: max(0, _LEAST_FIRST - len(first))]
        return self._sorted(first), amounts, [entry for entry in rest if entry not in first]

    def _group(self, section: Section, level: int) -> Iterator[Block]:
        own = self._sorted(entry for entry in section.entries if entry.of is None and not entry.required and not _is_about(entry))
        parts = [block for inner in section.sections for block in self._group(inner, level + 1)]
        if own or section.lines or parts:  # the heading of a group stays where only its parts have members
            yield Block(Part.GROUP, section.path, section.title, level, self._rows(own), section.lines)
        yield from parts

    def _sorted(self, entries: Iterable[Entry]) -> list[Entry]:
        """Among equals, the record that a new one belongs to, then what can be entered, then the model's order."""
        return sorted(entries, key=lambda entry: (self._rank(entry), not _is_link(entry), entry.lock is not None))

    def _rows(self, entries: Iterable[Entry]) -> tuple[Row, ...]:
        return tuple(Row(entry, tuple(self._targets.get(entry.path, ()))) for entry in entries)


def _ranks_of(form: Form) -> Callable[[Entry], _Rank]:
    own_name = re.sub(r"[^a-z0-9]", "", short_name(form.model.name).rpartition("::")[2].lower())
    own_names = {*_NAMES, *(own_name + name for name in (*_NAMES, "id"))}

    def rank(entry: Entry) -> _Rank:
        name = entry.name.lower()
        if entry.path == "id":
            return _Rank.ID
        if name in own_names:
            return _Rank.NAME
        if entry.required:
            return _Rank.REQUIRED
        if name in _STATES:
            return _Rank.STATE
        if entry.kind is EntryKind.TEXT and name.endswith(_NAMES):
            return _Rank.OTHER_NAME
        return _RANKS.get(entry.kind, _Rank.REST)

    return rank


def _is_link(entry: Entry) -> bool:
    return entry.kind is EntryKind.REFERENCE


def _is_total(entry: Entry) -> bool:
    return entry.kind is EntryKind.DECIMAL and _AMOUNT.search(entry.name) is not None


def _is_about(entry: Entry) -> bool:
    """What the company notes for itself. An id that it sets is its key in other words."""
    of_record = entry.path in _SYSTEM and (entry.path != "id" or entry.lock is Lock.READ_ONLY)
    return of_record or _STAMPS in entry.path.split(".")[:-1] or _is_deprecated(entry)


def _about_order(entry: Entry) -> tuple[bool, int]:
    """Addresses, stamps, and what is deprecated at the very end."""
    return _is_deprecated(entry), _SYSTEM.index(entry.path) if entry.path in _SYSTEM else len(_SYSTEM)


def _is_deprecated(entry: Entry) -> bool:
    return entry.field is not None and entry.field.deprecated
