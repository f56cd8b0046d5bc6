"""What a person does to a list of items, as one new list for each deed. Knows no Qt.

Items that the company has carry a ``key`` and keep their order, for no call changes it (facts 5.7); new ones come after them. A list that
is not keyed is sent whole, so that anything in it may move.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from intacct_desktop.api.records.draft import same_value
from intacct_desktop.api.records.form import Entry, Lines
from intacct_desktop.api.records.values import Record, value_at, with_value

Items: TypeAlias = Sequence[Record]

CellEdit: TypeAlias = tuple[int, Entry, Any]
"""Row, column and the value to be."""


def is_there(lines: Lines, item: Record) -> bool:
    """Whether the company has this item."""
    return lines.keyed and item.get("key") is not None


def first_free(lines: Lines, items: Items) -> int:
    """From which place on items may stand in any order."""
    return max((at + 1 for at, item in enumerate(items) if is_there(lines, item)), default=0)


def partners(lines: Lines, items: Items, base: Items) -> list[Record | None]:
    """For each item what it was before, None for a new one. Without keys, what is alike at both ends is the same, and so is what stands
    between at the same place."""
    if lines.keyed:
        there = {item["key"]: item for item in base if item.get("key") is not None}
        return [there.get(key) if (key := item.get("key")) is not None else None for item in items]
    same, tail = _alike(items, base), 0
    tail = _alike(items[same:][::-1], base[same:][::-1])
    middle = list(base[same : len(base) - tail])
    count = len(items) - same - tail
    return [*base[:same], *([*middle, *([None] * count)][:count]), *(base[len(base) - tail :] if tail else ())]


def removed(lines: Lines, items: Items, base: Items) -> list[Record]:
    """What the list had before and has no more."""
    left = {id(item) for item in partners(lines, items, base) if item is not None}
    return [item for item in base if id(item) not in left]


def differs(column: Entry, item: Record, was: Record) -> bool:
    return not same_value(column, value_at(was, column.place), value_at(item, column.place))


def with_cells(items: Items, edits: Iterable[CellEdit]) -> list[Record]:
    changed = list(items)
    for row, column, value in edits:
        changed[row] = with_value(changed[row], column.place, value)
    return changed


def with_items(lines: Lines, items: Items, new: Items, at: int | None = None) -> tuple[list[Record], int]:
    """The list with new items, at a place where one may stand or else after what the company has; and where the first of them is."""
    place = len(items) if at is None else min(max(at, first_free(lines, items)), len(items))
    return [*items[:place], *new, *items[place:]], place


def without(items: Items, rows: Collection[int]) -> list[Record]:
    return [item for at, item in enumerate(items) if at not in rows]


def put_back(lines: Lines, items: Items, base: Items, item: Record) -> list[Record]:
    """The list with an item that was removed, where it stood before."""
    before = {id(each) for each in base[: _place(base, item)]}
    there = [at for at, was in enumerate(partners(lines, items, base)) if was is not None and id(was) in before]
    place = max(there, default=-1) + 1
    return [*items[:place], item, *items[place:]]


def moved(lines: Lines, items: Items, row: int, to: int) -> list[Record] | None:
    """The list with an item at another place; None where it may not stand there, or stands there already."""
    free = first_free(lines, items)
    if row == to or min(row, to) < free or max(row, to) >= len(items):
        return None
    left = without(items, {row})
    return [*left[:to], items[row], *left[to:]]


def copied_down(lines: Lines, items: Items, cells: Mapping[int, Sequence[int]], columns: Sequence[Entry]) -> list[CellEdit]:
    """For each column by its number, and the rows that are selected in it: the cells below the first as that one; of a single cell, as the
    one above. What is locked stays."""
    edits: list[CellEdit] = []
    for column, rows in cells.items():
        source = rows[0] if len(rows) > 1 else rows[0] - 1
        if source < 0:
            continue
        value = value_at(items[source], columns[column].place)
        edits += [(row, columns[column], value) for row in rows if row != source and lines.lock_of(columns[column], items[row]) is None]
    return edits


def _alike(items: Items, base: Items) -> int:
    count = 0
    for item, was in zip(items, base, strict=False):
        if item is not was and item != was:
            break
        count += 1
    return count


def _place(base: Items, item: Record) -> int:
    return next(at for at, each in enumerate(base) if each is item)
