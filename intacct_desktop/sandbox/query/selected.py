"""What a query asks for by one name: a field, or an aggregate of a field (facts 3.4)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from intacct_desktop.api.query import Aggregate, split_aggregate
from intacct_desktop.sandbox.errors import not_queryable
from intacct_desktop.sandbox.facts import NUMBER_SCALE
from intacct_desktop.sandbox.query.reading import reader
from intacct_desktop.sandbox.query.source import Column, Source
from intacct_desktop.sandbox.store import Kind, Value

# A sum is taken in two halves and put together where integers have no end: SQLite's end at 64 bits.
_BITS = 32
_LOW = 2**_BITS - 1


@dataclass(frozen=True, slots=True)
class Selected:
    """One member of the answer's rows: its name, its kind, its SQL columns, and the SQL terms that sort by it.

    ``read`` makes the value of the stored value, or of the stored values where there are several columns; None where there is nothing to
    make. It is not asked about a single null.
    """

    name: str
    kind: Kind
    scale: int
    sql: tuple[str, ...]
    order: tuple[str, ...]
    read: Callable[[Any], Any] | None
    is_enum: bool = False

    def values(self, columns: Sequence[Sequence[Value]]) -> Sequence[Any]:
        """The values of many rows, given its SQL columns."""
        read = self.read
        if read is None:
            return columns[0]
        if len(columns) > 1:
            return [read(stored) for stored in zip(*columns, strict=True)]
        return [None if stored is None else read(stored) for stored in columns[0]]


def selected_of(source: Source, name: str) -> Selected:
    """What ``name`` means. Raises REST-1106 for what a query cannot name."""
    aggregate, path = split_aggregate(name)
    column = source.column(path)
    sql = column.sql
    if aggregate is None:
        return Selected(name, column.kind, column.scale, (sql,), (sql,), reader(column.kind, column.scale), column.is_enum)
    _check(aggregate, column, name, source.object_name)
    match aggregate:
        case Aggregate.COUNT:
            return Selected(name, Kind.INTEGER, 0, (f"COUNT({sql})",), (f"COUNT({sql})",), None)
        case Aggregate.SUM:
            halves = (f"SUM({sql} >> {_BITS})", f"SUM({sql} & {_LOW})")
            order = (f"{halves[0]} + ({halves[1]} >> {_BITS})", f"{halves[1]} & {_LOW}")
            return Selected(name, column.kind, column.scale, halves, order, _total(column))
        case Aggregate.AVG:
            kind, scale = (Kind.DECIMAL, column.scale) if column.kind is Kind.DECIMAL else (Kind.NUMBER, NUMBER_SCALE)
            parts = (f"SUM({sql} >> {_BITS})", f"SUM({sql} & {_LOW})", f"COUNT({sql})")
            # The floating quotient only sorts; the value in the answer is divided exactly.
            return Selected(name, kind, scale, parts, (f"AVG({sql})",), _average(column.scale, Column(name, sql, kind, scale)))
        case _:
            function = f"{aggregate.value.upper()}({sql})"
            return Selected(name, column.kind, column.scale, (function,), (function,), reader(column.kind, column.scale), column.is_enum)


def _check(aggregate: Aggregate, column: Column, name: str, object_name: str) -> None:
    """Refuse what has no meaning: sums of texts, the smallest of a list."""
    if (
        column.is_href
        or (aggregate in (Aggregate.SUM, Aggregate.AVG) and not column.is_numeric)
        or (aggregate in (Aggregate.MIN, Aggregate.MAX) and column.kind in (Kind.BOOLEAN, Kind.ARRAY))
    ):
        raise not_queryable(name, object_name)


def _total(column: Column) -> Callable[[Sequence[Value]], Any]:
    def read(halves: Sequence[Value]) -> Any:
        high, low = halves
        return None if high is None or low is None else column.read((int(high) << _BITS) + int(low))

    return read


def _average(scale: int, average: Column) -> Callable[[Sequence[Value]], Any]:
    """How to read the halves of a sum of values with ``scale`` digits and their count as the column ``average``, rounded half up."""

    def read(parts: Sequence[Value]) -> Any:
        high, low, count = (int(part or 0) for part in parts)
        if not count:
            return None
        quotient = Fraction((high << _BITS) + low, count) * 10 ** (average.scale - scale)
        return average.read(math.floor(abs(quotient) + Fraction(1, 2)) * (-1 if quotient < 0 else 1))

    return read
