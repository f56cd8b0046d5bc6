"""What can be said of the columns and groups of a result: values, no SQL."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from intacct_desktop.results.columns import Column


@dataclass(frozen=True, slots=True)
class Frequent:
    """A value, None among them, and the rows that have it."""

    value: Any
    rows: int


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """Of one column. ``rows`` = ``nulls`` + ``empty`` + ``misfits`` + the others; ``distinct`` counts the different values but null.

    ``sum`` and ``average`` are None for a column that has no numbers, ``least`` and ``most`` where there is no value; the average
    has six digits more than the column.
    """

    column: Column
    rows: int
    nulls: int
    empty: int
    misfits: int
    distinct: int
    sum: Decimal | int | None
    average: Decimal | None
    least: Decimal | int | date | datetime | str | bool | None
    most: Decimal | int | date | datetime | str | bool | None
    top: tuple[Frequent, ...]
    """The values that most rows have, null among them, most frequent first."""


class DatePart(StrEnum):
    """How dates are put together in a group."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """Group by the column at ``position``; dates and times by their ``part``, which is then a text such as ``2026-11`` or ``2026-Q4``."""

    position: int
    part: DatePart | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """``values`` of the keys, in their order; ``sums`` of the summed columns, None where no row of the group has a number."""

    values: tuple[Any, ...]
    rows: int
    sums: tuple[Decimal | int | None, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups in the order of their keys, at most as many as were asked for; ``count`` is how many there are."""

    groups: tuple[Group, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A cell by its place: the row (from 0, as arranged) and the column's position."""

    row: int
    position: int
