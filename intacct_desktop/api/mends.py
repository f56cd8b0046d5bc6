"""What would put a fault of a query right: small edits that each give a whole new query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from intacct_desktop.api import expression
from intacct_desktop.api.query import Filter, Query, split_aggregate


class Remedy(StrEnum):
    """What is done at the place of the fault; ``with_`` of `Cure` says with what."""

    LEAVE_OUT = "leave-out"
    MUTE = "mute"
    """The filter stays in the query and is not sent."""
    USE_FIELD = "use-field"
    USE_OPERATOR = "use-operator"
    USE_VALUE = "use-value"
    SWAP = "swap"
    """The ends of a range change places."""
    PLAIN = "plain"
    """The field without its aggregate."""
    ADD_COLUMN = "add-column"
    JOIN_FILTER = "join-filter"
    """A filter that the expression leaves out becomes one more condition."""
    JOIN_ALL = "join-all"
    """No expression: all filters hold at once."""
    TO_PARAMETERS = "to-parameters"
    """A member that stands beside ``filterParameters`` moves into them."""


@dataclass(frozen=True, slots=True)
class Cure:
    remedy: Remedy
    with_: Any = None
    """A path, an operator, a value, or a filter's number, as the remedy has it."""


def mended(query: Query, place: str, cure: Cure) -> Query:
    """The query after a cure at a place (a JSON pointer, filters counted with the muted ones)."""
    section, rest = (_unescaped(step) for step in f"{place[1:]}/".split("/")[:2])
    match cure.remedy:
        case Remedy.JOIN_ALL:
            return replace(query, filter_expression=None)
        case Remedy.JOIN_FILTER:
            return _joined(query, cure.with_)
        case Remedy.ADD_COLUMN:
            return query.adding_field(cure.with_)
        case Remedy.TO_PARAMETERS:
            moved = MappingProxyType({**query.filter_parameters, section: query.others[section]})
            return replace(query, others=_without(query.others, section), filter_parameters=moved)
    match section:
        case "fields":
            at = int(rest)
            aggregate, plain = split_aggregate(query.fields[at])
            prefix = f"{aggregate.value}:" if aggregate is not None else ""
            column = {Remedy.USE_FIELD: f"{prefix}{cure.with_}", Remedy.PLAIN: plain}.get(cure.remedy)
            return replace(query, fields=_changed(query.fields, at, column))
        case "orderBy":
            at = int(rest)
            order = replace(query.order_by[at], field=cure.with_) if cure.remedy is Remedy.USE_FIELD else None
            return replace(query, order_by=_changed(query.order_by, at, order))
        case "filters":
            return _filter_mended(query, int(rest), cure)
        case "filterParameters":
            parameters = {**query.filter_parameters, rest: cure.with_}
            if cure.remedy is Remedy.LEAVE_OUT:
                del parameters[rest]
            return replace(query, filter_parameters=MappingProxyType(parameters))
        case "size":
            return replace(query, size=cure.with_)
        case "start":
            return replace(query, start=cure.with_)
    return replace(query, others=_without(query.others, section))


def _unescaped(step: str) -> str:
    """A step of a JSON pointer as the name that it stands for."""
    return step.replace("~1", "/").replace("~0", "~")


def _filter_mended(query: Query, at: int, cure: Cure) -> Query:
    entry = query.filters[at]
    match cure.remedy:
        case Remedy.MUTE:
            return query.muting_filter(at, True)
        case Remedy.USE_FIELD:
            entry = replace(entry, field=cure.with_)
        case Remedy.PLAIN:
            entry = replace(entry, field=split_aggregate(entry.field)[1])
        case Remedy.USE_OPERATOR:
            entry = replace(entry, operator=cure.with_)
        case Remedy.USE_VALUE:
            entry = replace(entry, value=cure.with_)
        case Remedy.SWAP:
            entry = _swapped(entry)
        case _:
            return query.removing_filter(at)
    return replace(query, filters=_changed(query.filters, at, entry))


def _swapped(entry: Filter) -> Filter:
    return replace(entry, value=entry.value[::-1]) if isinstance(entry.value, tuple) else entry


def _joined(query: Query, number: int) -> Query:
    node = expression.parse(query.filter_expression or "and", len(query.filters))
    items = node.items if isinstance(node, expression.And) else (node,)
    return replace(query, filter_expression=expression.write(expression.And((*items, expression.Leaf(number)))))


def _changed(entries: tuple[Any, ...], at: int, entry: object | None) -> tuple[Any, ...]:
    """With another entry at a place, or with none there."""
    return (*entries[:at], *(() if entry is None else (entry,)), *entries[at + 1 :])


def _without(members: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return MappingProxyType({other: value for other, value in members.items() if other != name})
