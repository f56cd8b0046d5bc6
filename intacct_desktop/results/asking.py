"""Values of a result as a filter of the query service takes them, so that what is seen can be asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from intacct_desktop.api.columns import computed
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import MAX_SIZE, Aggregate, Filter, Order, Query, Scalar, split_aggregate
from intacct_desktop.results.columns import Column
from intacct_desktop.results.statistics import DatePart, GroupKey

MOST_VALUES = 1_000
"""Of one list; a longer one makes a request that nobody reads any more."""

COUNTED = "key"
"""What is counted for the number of rows: every record has one."""

_UNGROUPED = (ValueKind.ARRAY, ValueKind.BINARY)
_UNLISTED = (ValueKind.BOOLEAN, ValueKind.ARRAY, ValueKind.BINARY)


def filter_value(value: Any) -> Scalar:
    """A cell's value as it stands in a filter: amounts are text, dates ``2026-11-18``, times ``2026-11-18T16:30:00Z`` (facts 3.3)."""
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"{value.isoformat(timespec='seconds')}Z"
        case date():
            return value.isoformat()
    return str(value)


def can_ask(column: Column) -> bool:
    """Whether rows can be asked for by the values of a column: not by what is computed of a group (facts 3.4), nor by a list."""
    return split_aggregate(column.path)[0] is None and column.kind not in _UNGROUPED


def can_ask_several(column: Column) -> bool:
    """Whether a list of values can be asked for."""
    return can_ask(column) and column.kind not in _UNLISTED


def filter_for(column: Column, values: Sequence[Any]) -> Filter:
    """The filter that matches rows with one of ``values``: ``$eq`` of one, of null too, ``$in`` of several, which cannot have null.

    Raises ValueError where no value is left to ask for.
    """
    if len(values) == 1:
        return Filter(Operator.EQ, column.path, filter_value(values[0]))
    asked = tuple(dict.fromkeys(filter_value(value) for value in values if value is not None))
    if not asked:
        raise ValueError("no value")
    return Filter(Operator.IN, column.path, asked)


def in_list(values: Sequence[Any]) -> str:
    """The values as the list of a filter, on one line: ``["V-1","V-2"]``."""
    return msgspec.json.encode(list(dict.fromkeys(filter_value(value) for value in values if value is not None))).decode()


class NotGrouped(ValueError):
    """Intacct cannot group by a column like that; ``is_period`` says that it is the period that it does not know."""

    def __init__(self, column: Column, *, is_period: bool) -> None:
        super().__init__(column.path)
        self.column = column
        self.is_period = is_period


def grouped_query(query: Query, columns: Sequence[Column], keys: Sequence[GroupKey], summed: Sequence[int]) -> Query:
    """The query whose rows are these groups of what ``query`` asks for: columns without an aggregate are the grouping (facts 3.4).

    Its filters stay. Raises `NotGrouped`: what is computed is not grouped by, and Intacct knows no months.
    """
    for key in keys:
        column = columns[key.position]
        if split_aggregate(column.path)[0] is not None or column.kind in _UNGROUPED:
            raise NotGrouped(column, is_period=False)
        if key.part is not None and (key.part is not DatePart.DAY or column.kind is not ValueKind.DATE):
            raise NotGrouped(column, is_period=True)
    for column in (columns[at] for at in summed):
        if split_aggregate(column.path)[0] is not None:
            raise NotGrouped(column, is_period=False)
    paths = [columns[key.position].path for key in keys]
    figures = [computed(COUNTED, Aggregate.COUNT), *(computed(columns[at].path, Aggregate.SUM) for at in summed)]
    order = tuple(Order(path) for path in paths)
    return replace(query, fields=(*paths, *figures), order_by=order, start=None, size=MAX_SIZE)


def dates_of(period: str, part: DatePart) -> tuple[date, ...]:
    """Every day of a period as `GroupKey` names it."""
    match part:
        case DatePart.DAY:
            first, after = date.fromisoformat(period), None
        case DatePart.MONTH:
            first, after = _months(int(period[:-3]), int(period[-2:]), 1)
        case DatePart.QUARTER:
            first, after = _months(int(period[:-3]), int(period[-1]) * 3 - 2, 3)
        case DatePart.YEAR:
            first, after = _months(int(period), 1, 12)
    last = after.toordinal() if after is not None else first.toordinal() + 1
    return tuple(date.fromordinal(day) for day in range(first.toordinal(), last))


def _months(year: int, month: int, count: int) -> tuple[date, date | None]:
    after = month + count
    return date(year, month, 1), date(year + (after > 12), after - 12 * (after > 12), 1)
