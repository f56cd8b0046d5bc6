"""A query as one SELECT: fields or aggregates, conditions, grouping, order and page (facts 3)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from intacct_desktop.api.expression import ExpressionError
from intacct_desktop.api.query import Aggregate, Direction, Query, split_aggregate
from intacct_desktop.sandbox.errors import invalid_payload, not_queryable
from intacct_desktop.sandbox.facts import NUMBER_SCALE, Facts
from intacct_desktop.sandbox.query.conditions import Comparison, Condition, condition, joined
from intacct_desktop.sandbox.query.source import Column, Source
from intacct_desktop.sandbox.store import Kind, Store, Value

Reader = Callable[[Sequence[Value]], Any]


@dataclass(frozen=True, slots=True)
class Selected:
    """One member of the answer's rows: its name, its kind, its SQL columns, and how to read the value from them."""

    name: str
    kind: Kind
    scale: int
    sql: tuple[str, ...]
    order: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled query. ``sql`` lacks only the page, which ``page`` adds; ``count`` is the SELECT of the number of all rows."""

    selected: tuple[Selected, ...]
    sql: str
    order: str
    values: tuple[Value, ...]

    @property
    def count(self) -> str:
        return f"SELECT COUNT(*) FROM ({self.sql})"  # noqa: S608 - compiled here

    def page(self, start: int, size: int) -> str:
        """The SELECT of ``size`` rows from row ``start`` (1-based) on; all rows from there for a size of -1."""
        return f"{self.sql} ORDER BY {self.order} LIMIT {size:d} OFFSET {start - 1:d}"

    def row(self, stored: Sequence[Value]) -> dict[str, Any]:
        """One row of the answer, members in the order of the query's fields."""
        row = {}
        at = 0
        for selected in self.selected:
            row[selected.name] = selected.read(stored[at : at + len(selected.sql)])
            at += len(selected.sql)
        return row


def compile_query(query: Query, facts: Facts, store: Store, comparison: Comparison, visible: Callable[[Source], Condition]) -> Statement:
    """The statement of ``query``, whose object is known to exist. ``visible`` says which records the caller may see.

    Raises `ApiError`: REST-1106 for the first field that cannot be named, REST-1064 for anything else that is wrong.
    """
    source = Source(facts, store, query.object)
    aggregated = bool(query.aggregates)
    selected = tuple(_selected(source, name) for name in dict.fromkeys(query.fields))
    where = [visible(source), *_conditions(query, source, comparison)]
    order = _order(query, source, selected, aggregated)
    columns = ", ".join(sql for entry in selected for sql in entry.sql)
    sql = f"SELECT {columns} {source.sql} WHERE {' AND '.join(entry.sql for entry in where)}"
    grouping = [entry.order for entry in selected if split_aggregate(entry.name)[0] is None]
    if aggregated and grouping:
        sql += f" GROUP BY {', '.join(grouping)}"
    return Statement(selected, sql, order, tuple(value for entry in where for value in entry.values))


def _selected(source: Source, name: str) -> Selected:
    aggregate, path = split_aggregate(name)
    column = source.column(path)
    if aggregate is None:
        return Selected(name, column.kind, column.scale, (column.sql,), column.sql, lambda stored: column.read(stored[0]))
    _check_aggregate(aggregate, column, name, source.object_name)
    sql = column.sql
    match aggregate:
        case Aggregate.COUNT:
            return Selected(name, Kind.INTEGER, 0, (f"COUNT({sql})",), f"COUNT({sql})", lambda stored: stored[0])
        case Aggregate.AVG:
            kind, scale = (Kind.DECIMAL, column.scale) if column.kind is Kind.DECIMAL else (Kind.NUMBER, NUMBER_SCALE)
            average = Column(name, sql, kind, scale)
            # The floating quotient only sorts; the value in the answer is divided exactly.
            return Selected(name, kind, scale, (f"SUM({sql})", f"COUNT({sql})"), f"AVG({sql})", _average(column.scale, average))
        case _:
            function = f"{aggregate.value.upper()}({sql})"
            return Selected(name, column.kind, column.scale, (function,), function, lambda stored: column.read(stored[0]))


def _check_aggregate(aggregate: Aggregate, column: Column, name: str, object_name: str) -> None:
    """Refuse what has no meaning: sums of texts, the smallest of a list, anything of binary content (facts 3.4)."""
    if column.is_binary or column.is_href:
        raise not_queryable(name, object_name)
    if aggregate in (Aggregate.SUM, Aggregate.AVG) and not column.is_numeric:
        raise not_queryable(name, object_name)
    if aggregate in (Aggregate.MIN, Aggregate.MAX) and column.kind in (Kind.BOOLEAN, Kind.ARRAY):
        raise not_queryable(name, object_name)


def _average(scale: int, average: Column) -> Reader:
    """How to read the columns SUM and COUNT of a field with ``scale`` digits as the column ``average``, rounded half up."""

    def read(values: Sequence[Value]) -> Any:
        total, count = values
        if not count:
            return None
        quotient = Fraction(int(total or 0), int(count)) * 10 ** (average.scale - scale)
        return average.read(math.floor(abs(quotient) + Fraction(1, 2)) * (-1 if quotient < 0 else 1))

    return read


def _conditions(query: Query, source: Source, comparison: Comparison) -> list[Condition]:
    """The filters joined by the filter expression: one condition, or none without filters."""
    conditions = []
    for at, entry in enumerate(query.filters):
        column = source.column(entry.field)
        if column.is_href:
            raise not_queryable(entry.field, source.object_name)
        target = f"/filters/{at}/{entry.operator.value}/{entry.field}"
        conditions.append(condition(column, entry.operator, entry.value, comparison, target))
    try:
        node = query.condition
        return [joined(node, conditions)] if node else []
    except ExpressionError as error:
        raise invalid_payload("The filterExpression is not valid", str(error), "/filterExpression") from None
    except RecursionError:
        raise invalid_payload("The filterExpression is nested too deeply", "Too many levels of parentheses", "/filterExpression") from None


def _order(query: Query, source: Source, selected: Sequence[Selected], aggregated: bool) -> str:
    """The ORDER BY list, made complete by the key (or by the grouping), so that pages neither repeat nor lose a row.

    Null comes last in ascending and first in descending order.
    """
    by_name = {entry.name: entry for entry in selected}
    terms = []
    for entry in query.order_by:
        aggregate, path = split_aggregate(entry.field)
        column = source.column(path)
        if column.is_href or column.kind is Kind.ARRAY or ((aggregated or aggregate) and entry.field not in by_name):
            raise not_queryable(entry.field, source.object_name)
        sql = by_name[entry.field].order if aggregated else column.sql
        terms.append(f"{sql} {'DESC NULLS FIRST' if entry.direction is Direction.DESCENDING else 'ASC NULLS LAST'}")
    rest = [entry.order for entry in selected if split_aggregate(entry.name)[0] is None] if aggregated else [source.key]
    return ", ".join([*terms, *rest] or ["1"])
