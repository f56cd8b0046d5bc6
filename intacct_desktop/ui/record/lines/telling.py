"""Which columns of a list tell something, and in which order. The model and what is filled decide; no object is special. Knows no Qt."""

import functools
from collections.abc import Iterable, Mapping

from intacct_desktop.api.records.form import Entry, EntryKind, Lines, Lock
from intacct_desktop.api.records.values import Record, is_empty, value_at
from intacct_desktop.ui.record.lines.edits import Items

_ABOUT = frozenset({"glAccount", "account", "item", "memo", "description", "quantity", "amount", "txnAmount", "id", "name"})
"""What the API calls the members that say what a line is about, in every object that has them."""
_UNTOLD = frozenset({"key", "href", "audit"})
_FEW = 5


def in_order(lines: Lines) -> tuple[Entry, ...]:
    """What a line refers to, its words, its dimensions, what else there is, its amounts; as somebody arranged them, where that is so."""
    return lines.columns if lines.arranged else tuple(sorted(lines.columns, key=_rank))


def telling(lines: Lines, items: Items, header: Record) -> frozenset[str]:
    """The paths of the columns to show: those that a line is about, required ones, and what is filled in and says something of its line.
    All where they were arranged."""
    if lines.arranged:
        return frozenset(column.path for column in lines.columns)
    given = [column for column in lines.columns if column.lock not in (Lock.READ_ONLY, Lock.OF_TARGET)]
    if not given:
        seen = (column for column in lines.columns if column.path.partition(".")[0] not in _UNTOLD)
        return frozenset(column.path for column in seen if _is_filled(column, items))
    leading = [column for column in given if column.required or column.path in _ABOUT or column.kind is EntryKind.FILE]
    others = [column for column in given if column not in leading and _is_filled(column, items)]
    found = [*leading, *(column for column in others if not _says_again(column, leading, items, header))]
    return frozenset(column.path for column in found or given[:_FEW])


def said_by(lines: Lines, items: Iterable[Record]) -> frozenset[str]:
    """The paths of what is said in new items, all of which is sent."""
    return frozenset(column.path for item in items for column, value in lines.said(item) if column.lock is None and value is not False)


@functools.cache
def chosen(name: str) -> dict[str, bool]:
    """What the person chose to see (True) or not (False) of the lines of an object, by path, as long as the program runs."""
    return {}


def _is_filled(column: Entry, items: Items) -> bool:
    return any(_tells(column, value_at(item, column.place)) for item in items)


def _tells(column: Entry, value: object) -> bool:
    return not is_empty(value) and value not in (False, "false") and value != (column.field.default if column.field is not None else None)


def _says_again(column: Entry, leading: list[Entry], items: Items, header: Record) -> bool:
    """What is the same in every line, the header's own, or the amount that a line is about."""
    values = [value_at(item, column.place) for item in items]
    if column.kind is EntryKind.REFERENCE:
        if len(values) > 1 and "." not in column.path and all(value == values[0] for value in values):
            return True  # of what is alike in all lines, only dimensions are worth a column
        named = {_key(value) for value in header.values() if isinstance(value, Mapping)} - {None}
        return all(_key(value) in named for value in values)
    if column.kind is EntryKind.DECIMAL:
        amounts = (other for other in leading if other.kind is EntryKind.DECIMAL)
        if any(values == [value_at(item, other.place) for item in items] for other in amounts):
            return True
    same = all(value == values[0] for value in values)
    return same and (len(values) > 1 or values[0] == value_at(header, column.place))


def _key(value: object) -> tuple[object, object] | None:
    """Whom a reference leads to."""
    return (value.get("key"), value.get("id")) if isinstance(value, Mapping) and value.get("key") is not None else None


def _rank(column: Entry) -> tuple[int, ...]:
    own = "." not in column.path
    match column.kind:
        case EntryKind.REFERENCE:
            return (0 if own else 2, not (column.required or column.path in _ABOUT))
        case EntryKind.TEXT:
            return (1 if own else 3,)
        case EntryKind.ENUM:
            return (4,)
        case EntryKind.INTEGER | EntryKind.DECIMAL:
            return (5,)
        case EntryKind.JSON | EntryKind.FILE:
            return (6,)
    return (3,)
