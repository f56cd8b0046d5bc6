"""A query is one value (design idea 1): the body of ``POST /services/core/query``, immutable and lossless (facts 3.1).

Any legal body becomes a `Query` and comes out again without change: the order of its members, members that we do not know, and every
digit of its numbers included (1e5 comes out as 1E+5).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, Self, TypeAlias

import msgspec

from intacct_desktop.api import expression
from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.operators import Operator

Scalar: TypeAlias = str | int | Decimal | bool | None
FilterValue: TypeAlias = Scalar | tuple[Scalar, ...]

DEFAULT_SIZE = 100
MAX_SIZE = 4000

_MEMBERS = ("object", "fields", "filters", "filterExpression", "filterParameters", "orderBy", "start", "size")
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[A-Za-z_]\w*)\s*\}\}")


class Aggregate(StrEnum):
    """A prefix of a field, ``sum:totalTxnAmount``; the other fields become the grouping (facts 3.4)."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


class Direction(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


Problem: TypeAlias = Literal["not-json", "not-an-object", "missing", "wrong-type", "unknown-operator", "one-operator", "one-field"]


class QueryError(ValueError):
    """A body that is no query. ``path`` is a JSON pointer to the member at fault; ``position`` a character, for broken JSON."""

    def __init__(self, problem: Problem, path: str, found: object = None, position: int | None = None) -> None:
        super().__init__(f"{problem} at {path or '/'}: {found!r}")
        self.problem = problem
        self.path = path
        self.found = found
        self.position = position


@dataclass(frozen=True, slots=True)
class Filter:
    """``{"$op": {"field": value}}``. Amounts are text or `Decimal`, never float."""

    operator: Operator
    field: str
    value: FilterValue

    def to_body(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {self.operator.value: {self.field: value}}


@dataclass(frozen=True, slots=True)
class Order:
    field: str
    direction: Direction = Direction.ASCENDING


@dataclass(frozen=True)
class Query:
    """One request of the query service.

    Members that are None were not given and are not sent: the service's own defaults hold (``start`` 1, ``size`` 100, all filters
    joined by ``and``). ``others`` keeps members that this program does not know.

    ``muted`` are places in ``filters`` (from 0) that are kept here and not sent: numbers of the expression count them, the body does not.
    """

    object: str
    fields: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    filter_expression: str | None = None
    filter_parameters: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    order_by: tuple[Order, ...] = ()
    start: int | None = None
    size: int | None = None
    others: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    muted: frozenset[int] = field(default=frozenset(), repr=False)  # a set has no order to write it in
    member_order: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Raises `QueryError` for text that is not JSON or not a query."""
        try:
            body = DECODER.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise QueryError("not-json", "", str(error), _byte_position(error)) from None
        return cls.from_body(body)

    @classmethod
    def from_body(cls, body: Any) -> Self:
        """Raises `QueryError`, naming the member at fault."""
        if not isinstance(body, Mapping):
            raise QueryError("not-an-object", "", body)
        return cls(
            object=_required_text(body, "object"),
            fields=tuple(_text(name, f"/fields/{at}") for at, name in enumerate(_sequence(body, "fields"))),
            filters=tuple(_filter(entry, f"/filters/{at}") for at, entry in enumerate(_sequence(body, "filters"))),
            filter_expression=_optional(body, "filterExpression", str),
            filter_parameters=MappingProxyType(dict(_optional(body, "filterParameters", dict) or {})),
            order_by=tuple(_order(entry, f"/orderBy/{at}") for at, entry in enumerate(_sequence(body, "orderBy"))),
            start=_optional(body, "start", int),
            size=_optional(body, "size", int),
            others=MappingProxyType({name: value for name, value in body.items() if name not in _MEMBERS}),
            member_order=tuple(body),
        )

    def to_body(self) -> dict[str, Any]:
        """The request body. An empty list or mapping is left out unless it stood in the body that this query came from."""
        if self.muted:
            return self.sent.to_body()
        members: dict[str, Any] = {
            "object": self.object,
            "fields": list(self.fields),
            "filters": self._unless_empty("filters", [entry.to_body() for entry in self.filters]),
            "filterExpression": self.filter_expression,
            "filterParameters": self._unless_empty("filterParameters", dict(self.filter_parameters)),
            "orderBy": self._unless_empty("orderBy", [{entry.field: entry.direction.value} for entry in self.order_by]),
            "start": self.start,
            "size": self.size,
            **self.others,
        }
        names = _in_order(self.member_order, self.others)
        return {name: members[name] for name in names if members[name] is not None or name in self.others}

    def _unless_empty(self, name: str, value: Any) -> Any:
        return value if value or name in self.member_order else None

    def to_json(self, indent: int = 0) -> str:
        """The body as JSON text; a `Decimal` is written as the number that it is, digit for digit."""
        encoded = ENCODER.encode(self.to_body())
        return (msgspec.json.format(encoded, indent=indent) if indent else encoded).decode()

    @property
    def sent(self) -> Self:
        """The query as the company gets it: without the muted filters, the expression renumbered. A broken expression is left as it is.

        Where all filters that the expression names are muted, none is sent: those that it leaves out would count otherwise.
        """
        if not self.muted:
            return self
        filters = tuple(entry for at, entry in enumerate(self.filters) if at not in self.muted)
        text = self.filter_expression
        if (node := self._by_numbers) is not None:
            for position in sorted(self.muted, reverse=True):
                node = expression.without(node, position + 1) if node is not None else None
            filters = filters if node is not None else ()
            text = expression.write(node) if node is not None else None
        return replace(self, filters=filters, filter_expression=text if filters else None, muted=frozenset())

    @property
    def aggregates(self) -> tuple[str, ...]:
        """The fields that carry an aggregate prefix."""
        return tuple(name for name in self.fields if split_aggregate(name)[0] is not None)

    @property
    def page_size(self) -> int:
        return self.size if self.size is not None else DEFAULT_SIZE

    @property
    def condition(self) -> expression.Node | None:
        """The tree of the filters; None without filters. Raises `ExpressionError`."""
        if not self.filters:
            return None
        return expression.parse(self.filter_expression or "and", len(self.filters))

    def at(self, start: int) -> Self:
        """The same query from another row on (1-based)."""
        return replace(self, start=start)

    def adding_field(self, name: str) -> Self:
        return self if name in self.fields else replace(self, fields=(*self.fields, name))

    def adding_filter(self, entry: Filter) -> Self:
        """With one more filter; an expression by numbers gets it as a further condition."""
        text = self.filter_expression
        if (node := self._by_numbers) is not None:
            text = expression.write(expression.And((*_conjuncts(node), expression.Leaf(len(self.filters) + 1))))
        return replace(self, filters=(*self.filters, entry), filter_expression=text)

    def removing_filter(self, position: int) -> Self:
        """Without the filter at ``position`` (0-based); the expression is renumbered. A broken expression is left as it is.

        Where the expression named no other, those that it left out are muted: they would count otherwise.
        """
        text = self.filter_expression
        filters = self.filters[:position] + self.filters[position + 1 :]
        muted = frozenset(at - (at > position) for at in self.muted if at != position)
        if (node := self._by_numbers) is not None:
            left = expression.without(node, position + 1)
            text = expression.write(left) if left is not None else None
            muted = muted if left is not None else frozenset(range(len(filters)))
        return replace(self, filters=filters, filter_expression=text if filters else None, muted=muted)

    def duplicating_filter(self, position: int) -> Self:
        """With a copy of the filter at ``position`` (0-based) after it, muted as it is; where it stands in the expression, both do."""
        text, count = self.filter_expression, len(self.filters)
        if (node := self._by_numbers) is not None:
            shifted = expression.renumbered(node, {number: number + (number > position + 1) for number in range(1, count + 1)})
            text = expression.write(_doubled(shifted, position + 1))
        filters = (*self.filters[: position + 1], *self.filters[position:])
        muted = frozenset(at + (at > position) for at in self.muted) | ({position + 1} if position in self.muted else set())
        return replace(self, filters=filters, filter_expression=text, muted=muted)

    def moving_filter(self, old: int, new: int) -> Self:
        """With the filter at ``old`` standing at ``new`` (both 0-based); the expression's numbers follow their filters."""
        places = list(range(len(self.filters)))
        places.insert(new, places.pop(old))
        text = self.filter_expression
        if (node := self._by_numbers) is not None:
            text = expression.write(expression.renumbered(node, {before + 1: now for now, before in enumerate(places, start=1)}))
        muted = frozenset(now for now, before in enumerate(places) if before in self.muted)
        return replace(self, filters=tuple(self.filters[before] for before in places), filter_expression=text, muted=muted)

    def muting_filter(self, position: int, muted: bool) -> Self:
        """With the filter at ``position`` (0-based) kept and not sent, or sent again."""
        return replace(self, muted=self.muted | {position} if muted else self.muted - {position})

    @property
    def _by_numbers(self) -> expression.Node | None:
        """The tree of an expression that names filters by number; None for a word alone and for a broken one."""
        text = self.filter_expression
        if text is None or text.strip().lower() in ("and", "or"):
            return None
        try:
            return expression.parse(text, len(self.filters))
        except expression.ExpressionError:
            return None


def is_placeholder(value: object) -> bool:
    """True for a text like ``{{from}}``, which stands for a value that is asked for when the query is run."""
    return placeholder_name(value) is not None


def placeholder_name(value: object) -> str | None:
    """``{{ from }}`` → ``from``; None for a value that is no placeholder."""
    found = _PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return None if found is None else found["name"]


def split_aggregate(name: str) -> tuple[Aggregate | None, str]:
    """``sum:totalTxnAmount`` → (SUM, "totalTxnAmount"). A custom field's ``nsp::name`` carries no aggregate."""
    prefix, colon, rest = name.partition(":")
    if colon and not rest.startswith(":") and prefix in Aggregate.__members__.values():
        return Aggregate(prefix), rest
    return None, name


def _in_order(given: tuple[str, ...], others: Mapping[str, Any]) -> list[str]:
    """The member names as they were given; those not given stand after the member that they follow in the reference."""
    names = list(given)
    for at, name in enumerate(_MEMBERS):
        if name not in names:
            before = next((names.index(earlier) + 1 for earlier in reversed(_MEMBERS[:at]) if earlier in names), 0)
            names.insert(before, name)
    return [*names, *(name for name in others if name not in names)]


def _conjuncts(node: expression.Node) -> tuple[expression.Node, ...]:
    return node.items if isinstance(node, expression.And) else (node,)


def _doubled(node: expression.Node, number: int) -> expression.Node:
    """The tree with ``number and number + 1`` wherever ``number`` stands."""
    match node:
        case expression.Leaf(leaf):
            return expression.And((node, expression.Leaf(number + 1))) if leaf == number else node
        case expression.And(items):
            return expression.And(tuple(part for item in items for part in _conjuncts(_doubled(item, number))))
        case expression.Or(items):
            return expression.Or(tuple(_doubled(item, number) for item in items))


def _byte_position(error: Exception) -> int | None:
    _, found, number = str(error).rpartition("(byte ")
    return int(number.rstrip(")")) if found else None


def _required_text(body: Mapping[str, Any], name: str) -> str:
    if name not in body:
        raise QueryError("missing", f"/{name}")
    return _text(body[name], f"/{name}")


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise QueryError("wrong-type", path, value)
    return value


def _optional(body: Mapping[str, Any], name: str, kind: type) -> Any:
    value = body.get(name)
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise QueryError("wrong-type", f"/{name}", value)
    return value


def _sequence(body: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QueryError("wrong-type", f"/{name}", value)
    return value


def _single(entry: object, path: str, problem: Problem) -> tuple[str, Any]:
    if not isinstance(entry, Mapping) or len(entry) != 1:
        raise QueryError(problem, path, entry)
    return next(iter(entry.items()))


def _filter(entry: object, path: str) -> Filter:
    symbol, condition = _single(entry, path, "one-operator")
    if symbol not in Operator.__members__.values():
        raise QueryError("unknown-operator", path, symbol)
    name, value = _single(condition, f"{path}/{symbol}", "one-field")
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = tuple(value)
    elif isinstance(value, Mapping):
        raise QueryError("wrong-type", f"{path}/{symbol}/{name}", value)
    return Filter(Operator(symbol), name, value)


def _order(entry: object, path: str) -> Order:
    name, direction = _single(entry, path, "one-field")
    if direction not in Direction.__members__.values():
        raise QueryError("wrong-type", f"{path}/{name}", direction)
    return Order(name, Direction(direction))
