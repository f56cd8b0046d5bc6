"""The groups of a result as a plain table, for the file writers and the clipboard: the keys, the number of rows, the sums."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Aggregate
from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.results.statistics import Group, GroupKey

MOST_GROUPS = 50_000
"""That are kept and shown; how many there are is known all the same."""
COUNT = "rows"

Line = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class GroupsTable:
    """A `writers.Table`. Each line has the values of ``keys``, the number of rows, and the sums of the columns at ``summed``.

    ``count`` lines are here, of ``groups`` that there are; ``total`` has the number of all rows and their sums, where a line has them.
    """

    keys: tuple[GroupKey, ...]
    summed: tuple[int, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    groups: int
    rows: int
    loaded: int
    complete: bool
    folder: Path

    @property
    def count(self) -> int:
        return len(self.lines)

    def window(self, start: int, count: int, width: int | None = None) -> list[Line]:
        return [line[:width] for line in self.lines[start : start + count]]

    def ordered(self, position: int, *, descending: bool) -> "GroupsTable":
        """In the order of one column: what has no value stands last either way, and before it what is not of the column's type."""
        ranked = sorted(self.lines, key=_sort_key(position), reverse=descending)
        ranked.sort(key=lambda line: 2 if line[position] is None else isinstance(line[position], Misfit))
        return replace(self, lines=tuple(ranked))


def grouped(
    result_set: ResultSet,
    arrangement: Arrangement,
    keys: Sequence[GroupKey],
    summed: Sequence[int],
    hold: Callable[[Rows], AbstractContextManager[None]] = lambda rows: nullcontext(),
) -> GroupsTable:
    """Put the rows of a result together, as many as ``arrangement`` leaves. Blocks.

    Within ``hold`` the reader may be interrupted from another thread. Raises what `Rows` raises.
    """
    with result_set.rows(replace(arrangement, order=())) as rows, hold(rows):
        columns = rows.columns
        found = rows.groups(keys, summed, MOST_GROUPS)
        [whole] = rows.groups((), summed).groups
        headings = (
            *(_key_column(columns[key.position], key) for key in keys),
            Column(COUNT, ValueKind.INTEGER, None, COUNT),
            *(replace(columns[at], path=f"{Aggregate.SUM}:{columns[at].path}") for at in summed),
        )
        return GroupsTable(
            tuple(keys),
            tuple(summed),
            headings,
            tuple(_line(group) for group in found.groups),
            (*(None for _ in keys), whole.rows, *whole.sums),
            found.count,
            rows.count,
            rows.loaded,
            result_set.complete and not arrangement.filters and found.count <= MOST_GROUPS,
            result_set.folder,
        )


def _line(group: Group) -> Line:
    return (*group.values, group.rows, *group.sums)


def _key_column(column: Column, key: GroupKey) -> Column:
    return column if key.part is None else Column(f"{column.path} ({key.part.value})", ValueKind.TEXT, None, column.title)


def _sort_key(position: int) -> Callable[[Line], tuple[str, Any]]:
    """Values of one type are compared as what they are; of different types each type for itself."""

    def key(line: Line) -> tuple[str, Any]:
        value = line[position]
        match value:
            case None:
                return ("", "")
            case str():
                return ("text", (value.casefold(), value))
            case bool() | int() | Decimal():
                return ("number", value)
            case date():
                return ("time", value.isoformat())
        return ("other", str(value))

    return key
