"""What stands where in a form: the most telling members first, what the company keeps for itself at the end.

The model lists members by name, which says nothing of what people look for. The order here is made of what a member is (its name within
the record, its type, whether a new record must have it), for every object in the same way.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from intacct_desktop.api.form import Entry, EntryKind, Form, Lines, Lock, Section
from intacct_desktop.api.naming import short_name

_SYSTEM = ("id", "key", "webURL", "href")
_STAMPS = "audit"
_STATES = frozenset({"state", "status"})
_NAMES = ("name", "title", "number")


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


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in its place. ``target`` are the members of the record that a reference leads to, shown beneath it."""

    entry: Entry
    target: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and what stands beneath it. ``level`` 0 is a section, 1 and more a part of the section before it.

    ``about`` is the last block: audit stamps, system fields and deprecated members of all groups.
    """

    path: str
    title: str
    level: int
    rows: tuple[Row, ...] = ()
    lines: tuple[Lines, ...] = ()
    about: bool = False


def layout_of(form: Form) -> tuple[Block, ...]:
    """The blocks of a form from top to bottom. Every entry and every list of the form is in exactly one of them."""
    found = list(_blocks(form, form.root, form.model.title, level=0))
    about = [entry for entry in form.entries.values() if entry.of is None and _is_about(entry)]
    if about:
        found.append(Block("", "", 0, _rows(sorted(about, key=_about_order), form.entries.values()), about=True))
    return tuple(found)


def _blocks(form: Form, section: Section, title: str, level: int) -> Iterator[Block]:
    ranks = _ranks_of(form)
    own = [entry for entry in section.entries if entry.of is None and not _is_about(entry)]
    # Among equals, what can be entered comes first, then the model's order.
    own.sort(key=lambda entry: (ranks(entry), entry.lock is not None))
    is_root = not section.path
    parts = [block for inner in _telling_first(section) for block in _blocks(form, inner, inner.title, 0 if is_root else level + 1)]
    if own or section.lines or (parts and not is_root):  # the heading of a group stays where only its parts have members
        yield Block(section.path, title, level, _rows(own, section.entries), section.lines)
    yield from parts


def _rows(entries: Iterable[Entry], among: Iterable[Entry]) -> tuple[Row, ...]:
    targets: dict[str | None, list[Entry]] = {}
    for entry in among:
        targets.setdefault(entry.of, []).append(entry)
    return tuple(Row(entry, tuple(targets.get(entry.path, ()))) for entry in entries)


def _telling_first(section: Section) -> list[Section]:
    """Groups in which a new record must have something, then the others; each in the model's order."""
    return sorted(section.sections, key=lambda inner: not any(entry.required for part in inner.walk() for entry in part.entries))


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


def _is_about(entry: Entry) -> bool:
    """What the company notes for itself. An id that it sets is its key in other words."""
    of_record = entry.path in _SYSTEM and (entry.path != "id" or entry.lock is Lock.READ_ONLY)
    return of_record or _STAMPS in entry.path.split(".")[:-1] or _is_deprecated(entry)


def _about_order(entry: Entry) -> tuple[bool, int]:
    """Addresses, stamps, and what is deprecated at the very end."""
    return _is_deprecated(entry), _SYSTEM.index(entry.path) if entry.path in _SYSTEM else len(_SYSTEM)


def _is_deprecated(entry: Entry) -> bool:
    return entry.field is not None and entry.field.deprecated
