"""A query as SQL: fields or aggregates, conditions, grouping and order (facts 3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from intacct_desktop.api.expression import ExpressionError
from intacct_desktop.api.query import Direction, Query, split_aggregate
from intacct_desktop.sandbox.errors import invalid_payload, not_queryable
from intacct_desktop.sandbox.query.conditions import Comparison, Condition, condition, joined
from intacct_desktop.sandbox.query.reading import object_sql
from intacct_desktop.sandbox.query.selected import Selected, selected_of
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.store import Kind, Store, Value


@dataclass(frozen=True, slots=True)
class Matching:
    """Which records a query finds and in which order, without any of their members.

    ``by_key`` is the direction when that order is the keys' own. ``is_filtered``: the query itself asks for less than can be seen.
    """

    source: str
    where: Condition
    order: str
    by_key: Direction | None
    is_filtered: bool

    @property
    def keys(self) -> str:
        """The SELECT of the keys of all of them, in order."""
        return f"SELECT t0.key {self.source} WHERE {self.where.sql} ORDER BY {self.order}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled query.

    A listing has ``matching``; ``sql`` is given the keys of a page as a JSON array and selects their members, in the order of the keys,
    and ``objects`` selects the JSON array of all of them that an answer has. A grouping has none; ``sql`` with ``values`` selects all of
    its rows in order.
    """

    selected: tuple[Selected, ...]
    sql: str
    values: tuple[Value, ...] = ()
    matching: Matching | None = None
    objects: str = ""

    def columns(self, stored: Sequence[tuple[Value, ...]]) -> list[Sequence[Any]]:
        """The values of an answer, a column at a time: most columns need no work at all."""
        taken = iter(zip(*stored, strict=True)) if stored else iter([()] * sum(len(entry.sql) for entry in self.selected))
        return [entry.values([next(taken) for _ in entry.sql]) for entry in self.selected]


def compile_query(query: Query, store: Store, comparison: Comparison, visible: Callable[[Source], Iterable[Condition]]) -> Statement:
    """The statement of ``query``, whose object is known to exist. ``visible`` says which records the caller may see.

    Raises `ApiError`: REST-1106 for the first field that cannot be named, REST-1064 for anything else that is wrong.
    """
    members = Source(store, query.object, hides=True)
    selected = tuple(selected_of(members, name) for name in dict.fromkeys(query.fields))
    columns = ", ".join(sql for entry in selected for sql in entry.sql)
    is_grouped = bool(query.aggregates)
    # A listing finds its records without the joins that only their members need.
    source = members if is_grouped else Source(store, query.object, hides=True)
    conditions = _conditions(query, source, comparison)
    terms = _order(query, source, selected, is_grouped)
    where = [*visible(source), *conditions]
    test = Condition(" AND ".join(entry.sql for entry in where) or "1", tuple(value for entry in where for value in entry.values))
    if is_grouped:
        by = [term for entry in selected if split_aggregate(entry.name)[0] is None for term in entry.order]
        grouping = f" GROUP BY {', '.join(by)}" if by else ""
        order = ", ".join([*terms, *by] or ["1"])
        return Statement(selected, f"SELECT {columns} {source.sql} WHERE {test.sql}{grouping} ORDER BY {order}", test.values)
    by_key = _direction_of_key(query)
    order = f"{source.key} {by_key}" if by_key else ", ".join([*terms, source.key])
    matching = Matching(source.sql, test, order, by_key, bool(conditions))
    of_page = members.sql_of("json_each(?) AS page", "page.value")
    each = object_sql((entry.name, entry.sql[0], entry.kind, entry.scale) for entry in selected)
    # The array has the order of the keys, which come from json_each in theirs. It is one value, because Python's threads take turns for
    # every row that they are given.
    objects = f"SELECT CAST('[' || group_concat({each}, ',') || ']' AS BLOB) {of_page}"
    return Statement(selected, f"SELECT {columns} {of_page} ORDER BY page.key", (), matching, objects)


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


def _order(query: Query, source: Source, selected: Sequence[Selected], is_grouped: bool) -> list[str]:
    """The terms of ``orderBy``. Null comes last in ascending and first in descending order.

    The key, or the grouping, has to make the order complete, so that pages neither repeat nor lose a row.
    """
    by_name = {entry.name: entry for entry in selected}
    terms = []
    for entry in query.order_by:
        aggregate, path = split_aggregate(entry.field)
        column = source.column(path)
        if column.is_href or column.kind is Kind.ARRAY or ((is_grouped or aggregate) and entry.field not in by_name):
            raise not_queryable(entry.field, source.object_name)
        direction = "DESC NULLS FIRST" if entry.direction is Direction.DESCENDING else "ASC NULLS LAST"
        terms += [f"{sql} {direction}" for sql in (by_name[entry.field].order if is_grouped else (column.sql,))]
    return terms


def _direction_of_key(query: Query) -> Direction | None:
    """The direction of a listing in the order of its keys, whatever it is ordered by after them; None for any other order."""
    if not query.order_by:
        return Direction.ASCENDING
    first = query.order_by[0]
    return first.direction if first.field == "key" else None
