"""Values of a result as a filter of the query service takes them, so that what is seen can be asked for."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Scalar, split_aggregate
from intacct_desktop.results.columns import Column

MOST_VALUES = 1_000
"""Of one list; a longer one makes a request that nobody reads any more."""

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
    return split_aggregate(column.path)[0] is None and column.kind not in (ValueKind.ARRAY, ValueKind.BINARY)


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
