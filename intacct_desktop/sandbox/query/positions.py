"""Where the rows of a listing stand: the keys of any page, without going through all the rows before it.

What was found out about a listing is remembered while the store's content stays as it is: how many rows there are, and the keys at some
places. A page in the order of the keys is read from the nearest of these places, from either side. For any other order all keys are sorted
once, when a second page is asked for.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from intacct_desktop.api.query import Direction
from intacct_desktop.sandbox.query.compiler import Matching, Statement
from intacct_desktop.sandbox.store import Store, Value

# Listings that are remembered, places of one of them, and sorted keys of all of them (of eight bytes each).
_MOST_LISTINGS = 64
_MOST_PLACES = 4_000
_MOST_KEYS = 2_000_000

_BEYOND = 2**63


@dataclass(slots=True)
class _Known:
    """What is known of one listing. ``places`` are row numbers (from 0) with their keys, in order; ``keys`` those of all rows."""

    total: int | None = None
    places: list[tuple[int, int]] = field(default_factory=list)
    keys: "array[int] | None" = None


class Positions:
    """Finds pages in one store. Its methods are called under the store's lock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version: object = None
        self._listings: OrderedDict[tuple[str, tuple[Value, ...]], _Known] = OrderedDict()

    def page(self, matching: Matching, start: int, size: int) -> tuple[Sequence[int], int]:
        """The keys of ``size`` rows from row ``start`` (1-based) on, and the number of all rows."""
        known = self._known(matching.keys, matching.where.values)
        skip = start - 1
        if skip and known.total is None:
            known.total = self._count(matching)
        if known.total is not None and skip >= known.total:
            return [], known.total
        if matching.by_key:
            keys = self._by_key(matching, known, skip, size)
        elif known.keys is None and (skip == 0 or (known.total or 0) > _MOST_KEYS):
            keys = self._keys(matching, "", (), matching.order, size, skip)
        else:
            keys = self._sorted(matching, known)[skip : skip + size]
        if known.total is None:
            known.total = len(keys) if len(keys) < size else self._count(matching, after=keys)
        return keys, known.total

    def count(self, matching: Matching) -> int:
        """The number of all rows."""
        known = self._known(matching.keys, matching.where.values)
        if known.total is None:
            known.total = self._count(matching)
        return known.total

    def count_groups(self, statement: Statement) -> int:
        """The number of all rows of a grouping."""
        known = self._known(statement.sql, statement.values)
        if known.total is None:
            known.total = self._number(f"SELECT COUNT(*) FROM ({statement.sql})", statement.values)  # noqa: S608 - compiled
        return known.total

    def _known(self, sql: str, values: tuple[Value, ...]) -> _Known:
        if self._version != self._store.version:
            self._listings.clear()
            self._version = self._store.version
        known = self._listings.setdefault((sql, values), _Known())
        self._listings.move_to_end((sql, values))
        if len(self._listings) > _MOST_LISTINGS:
            self._listings.popitem(last=False)
        return known

    def _count(self, matching: Matching, after: Sequence[int] = ()) -> int:
        """All rows; with the keys of the first page ``after`` it goes on from there, so that a filter looks at no record twice."""
        sql, values = f"SELECT COUNT(*) {matching.source} WHERE {matching.where.sql}", matching.where.values
        if not (after and matching.is_filtered and matching.by_key):
            return self._number(sql, values)
        return len(after) + self._number(f"{sql} AND t0.key {'>' if _ascends(matching) else '<'} ?", (*values, after[-1]))

    def _by_key(self, matching: Matching, known: _Known, skip: int, size: int) -> Sequence[int]:
        stop = skip + size if known.total is None else min(skip + size, known.total)
        places = known.places
        before = bisect_right(places, (skip, _BEYOND)) - 1
        after = bisect_left(places, (stop, -_BEYOND))
        row, key = places[before] if before >= 0 else (0, None)
        last_row, last_key = places[after] if after < len(places) else (known.total, None)
        upward, downward = (">=", "<") if _ascends(matching) else ("<=", ">")
        if last_row is None or skip - row <= last_row - stop:
            keys = self._from(matching, upward, key, matching.order, stop - skip, skip - row)
        else:
            back = f"t0.key {'DESC' if _ascends(matching) else 'ASC'}"
            keys = self._from(matching, downward, last_key, back, stop - skip, last_row - stop)[::-1]
        if keys:
            _remember(places, {skip: keys[0], skip + len(keys) - 1: keys[-1]})
        return keys

    def _from(self, matching: Matching, side: str, key: int | None, order: str, size: int, skip: int) -> list[int]:
        test, values = ("", ()) if key is None else (f" AND t0.key {side} ?", (key,))
        return self._keys(matching, test, values, order, size, skip)

    def _keys(self, matching: Matching, test: str, values: tuple[Value, ...], order: str, size: int, skip: int) -> list[int]:
        sql = f"SELECT t0.key AS key {matching.source} WHERE {matching.where.sql}{test} ORDER BY {order} LIMIT {size:d} OFFSET {skip:d}"
        # One array, not a row for each key: Python's threads take turns for every row.
        [(keys,)] = self._store.rows(f"SELECT json_group_array(key) FROM ({sql})", (*matching.where.values, *values))  # noqa: S608 - compiled
        return msgspec.json.decode(str(keys), type=list[int])

    def _sorted(self, matching: Matching, known: _Known) -> "array[int]":
        if known.keys is None:
            known.keys = array("q", self._keys(matching, "", (), matching.order, -1, 0))
            others = [entry for entry in self._listings.values() if entry.keys is not None and entry is not known]
            kept = len(known.keys)
            for entry in reversed(others):
                kept += len(entry.keys or ())
                if kept > _MOST_KEYS:
                    entry.keys = None
        return known.keys

    def _number(self, sql: str, values: Sequence[Value]) -> int:
        [(number,)] = self._store.rows(sql, values)
        return int(number or 0)


def _ascends(matching: Matching) -> bool:
    return matching.by_key is not Direction.DESCENDING


def _remember(places: list[tuple[int, int]], found: dict[int, int]) -> None:
    if len(places) >= _MOST_PLACES:
        places.clear()
    for place in found.items():
        at = bisect_left(places, place)
        if at == len(places) or places[at] != place:
            places.insert(at, place)
