"""Placeholders like ``{{from}}`` in a query, what is asked for them, and the query with the answers in their places.

A placeholder is a whole text: a filter's value, one item of its list or range, or a value in ``filterParameters``. Muted filters are not
sent, so nothing is asked for them. ``start`` and ``size`` are numbers of the body and have no placeholders.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any

from intacct_desktop.api.filter_values import is_day, is_moment, number_in
from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator, operators_for
from intacct_desktop.api.query import Filter, FilterValue, Query, Scalar, placeholder_name

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_WHOLE = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is asked for in place of ``{{name}}``.

    ``default`` stands in the dialog at first. ``optional``: may be left empty, and then takes its filter away. ``many``: any number of
    values, as a tuple. ``choices`` are the values of an enumeration. ``object`` is the object whose ids are offered, e.g.
    ``accounts-payable/vendor``. ``others`` keeps members of a file that this program does not know.
    """

    name: str
    label: str = ""
    kind: ValueKind = ValueKind.TEXT
    default: FilterValue = None
    optional: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    object: str | None = None
    others: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


class Problem(StrEnum):
    """Why a value cannot stand for a parameter."""

    MISSING = "missing"
    ONE_ONLY = "one-only"
    NOT_A_TEXT = "not-a-text"
    NOT_A_CHOICE = "not-a-choice"
    NOT_TRUE_OR_FALSE = "not-true-or-false"
    NOT_A_NUMBER = "not-a-number"
    NOT_WHOLE = "not-whole"
    NOT_A_DATE = "not-a-date"


class WrongValue(ValueError):
    """A value that cannot stand for the parameter ``name``."""

    def __init__(self, name: str, problem: Problem, value: FilterValue) -> None:
        super().__init__(f"{problem} for {name}: {value!r}")
        self.name = name
        self.problem = problem
        self.value = value


class MissingValue(WrongValue):
    """The parameter ``name`` is required and has no value."""

    def __init__(self, name: str) -> None:
        super().__init__(name, Problem.MISSING, None)


def placeholders(query: Query) -> tuple[str, ...]:
    """The names that have to be filled before the query is run, in the order in which they first appear."""
    in_filters = (name for entry in _asking(query) for name in _names(entry.value))
    return tuple(dict.fromkeys([*in_filters, *_names(query.filter_parameters)]))


def declared(query: Query, parameters: Iterable[Parameter], bare: Callable[[str], Parameter] = Parameter) -> tuple[Parameter, ...]:
    """What is asked for this query: the ``parameters`` that it uses, as they are ordered, then those that ``bare`` makes of the names that
    have none (see `inferred`)."""
    used = placeholders(query)
    known = {parameter.name: parameter for parameter in reversed(tuple(parameters))}
    ordered = [parameter for parameter in reversed(known.values()) if parameter.name in used]
    return (*ordered, *(bare(name) for name in used if name not in known))


def inferred(
    name: str,
    query: Query,
    find_field: Callable[[str], Field | None],
    find_target: Callable[[str], str | None] = lambda path: None,
) -> Parameter:
    """A parameter as its place in the query suggests it: its kind from the field that it is compared with, many values for a list.

    ``find_field`` knows the fields by dotted path; ``find_target`` says, for a path such as ``vendor.id``, which object's ids these are.
    """
    for entry in _asking(query):
        if name not in _names(entry.value):
            continue
        found, many, target = find_field(entry.field), entry.operator.takes_list, find_target(entry.field)
        if found is None or found.kind is ValueKind.ARRAY or entry.operator not in operators_for(found):  # parts of texts, items of arrays
            return Parameter(name, many=many, object=target)
        choices = found.choices if found.kind is ValueKind.ENUM else ()
        return Parameter(name, kind=found.kind, many=many, choices=choices, object=target)
    for member, value in query.filter_parameters.items():
        if name in _names(value):
            return Parameter(name, kind=_FILTER_PARAMETERS.get(member, ValueKind.TEXT))
    return Parameter(name)


def is_empty(value: FilterValue) -> bool:
    """True where nothing was entered."""
    return value is None or value in ("", ())


def problem(parameter: Parameter, value: FilterValue) -> Problem | None:
    """Why ``value`` cannot stand for ``parameter``; None when it can."""
    try:
        _answer(parameter, value)
    except WrongValue as error:
        return error.problem
    return None


def fill(query: Query, parameters: Iterable[Parameter], values: Mapping[str, FilterValue]) -> Query:
    """The query to send: without the muted filters, every placeholder replaced by its value, written as the API wants one of its kind.

    A parameter that ``values`` does not name has its default; None, an empty text and an empty tuple mean that it was left empty. An
    optional one left empty takes its filters away as if they were muted, its item out of a list, its end off a range, its member out of
    ``filterParameters``. Raises `MissingValue` for a required one without a value, `WrongValue` for one that is not of its kind or for
    several where one belongs.
    """
    answers = {
        parameter.name: _answer(parameter, values.get(parameter.name, parameter.default)) for parameter in declared(query, parameters)
    }
    filled = [entry if at in query.muted else _filled(entry, answers) for at, entry in enumerate(query.filters)]
    kept = {name: _in_parameters(value, answers) if any(_names(value)) else value for name, value in query.filter_parameters.items()}
    return replace(
        query,
        filters=tuple(new or old for new, old in zip(filled, query.filters, strict=True)),
        filter_parameters=MappingProxyType({name: value for name, value in kept.items() if value is not _Gone.GONE}),
        muted=query.muted.union(at for at, entry in enumerate(filled) if entry is None),
    ).sent


# Those of every object (facts 3.1); an object's own are texts as far as its model says.
_FILTER_PARAMETERS = {
    "asOfDate": ValueKind.DATE,
    "includeHierarchyFields": ValueKind.BOOLEAN,
    "caseSensitiveComparison": ValueKind.BOOLEAN,
    "includePrivate": ValueKind.BOOLEAN,
}
# What is left of a range without its upper end, and without its lower one.
_OPEN_ENDS = {Operator.BETWEEN: (Operator.GTE, Operator.LTE), Operator.NOT_BETWEEN: (Operator.LT, Operator.GT)}


class _Gone(Enum):
    """What a parameter that was left empty stands for."""

    GONE = "gone"


@dataclass(frozen=True, slots=True)
class _Answer:
    """The values for one parameter: none where it was left empty."""

    name: str
    values: tuple[Scalar, ...]

    def one(self) -> Scalar | _Gone:
        if len(self.values) > 1:
            raise WrongValue(self.name, Problem.ONE_ONLY, self.values)
        return self.values[0] if self.values else _Gone.GONE


def _asking(query: Query) -> Iterator[Filter]:
    return (entry for at, entry in enumerate(query.filters) if at not in query.muted)


def _names(value: object) -> Iterator[str]:
    if (name := placeholder_name(value)) is not None:
        yield name
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _names(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _names(item)


def _answer(parameter: Parameter, value: FilterValue) -> _Answer:
    items = tuple(item for item in (value if isinstance(value, tuple) else (value,)) if not is_empty(item))
    if not items and not parameter.optional:
        raise MissingValue(parameter.name)
    if len(items) > 1 and not parameter.many:
        raise WrongValue(parameter.name, Problem.ONE_ONLY, value)
    return _Answer(parameter.name, tuple(_typed(parameter, item) for item in items))


def _filled(entry: Filter, answers: Mapping[str, _Answer]) -> Filter | None:
    """The filter with its answers; None where an answer left empty takes it away."""
    several = entry.operator.takes_list or entry.operator.takes_range
    if (name := placeholder_name(entry.value)) is not None:
        found = answers[name]
        value = found.values if several else found.one()
        return None if isinstance(value, _Gone) or not found.values else replace(entry, value=value)
    if not isinstance(entry.value, tuple) or not any(map(placeholder_name, entry.value)):
        return entry
    if entry.operator.takes_range:
        return _with_ends(entry, [_one(item, answers) for item in entry.value])
    items = tuple(filled for item in entry.value for filled in _items(item, answers))
    return replace(entry, value=items) if items else None


def _with_ends(entry: Filter, ends: list[Scalar | _Gone]) -> Filter | None:
    given = tuple(end for end in ends if not isinstance(end, _Gone))
    if len(given) == len(ends):
        return replace(entry, value=given)
    if len(given) == 1 and len(ends) == 2:
        from_there_on, up_to_there = _OPEN_ENDS[entry.operator]
        return replace(entry, operator=from_there_on if isinstance(ends[1], _Gone) else up_to_there, value=given[0])
    return None


def _one(item: Scalar, answers: Mapping[str, _Answer]) -> Scalar | _Gone:
    name = placeholder_name(item)
    return answers[name].one() if name is not None else item


def _in_parameters(value: Any, answers: Mapping[str, _Answer]) -> Any:
    """A value of ``filterParameters`` with its answers, to any depth."""
    if (name := placeholder_name(value)) is not None:
        return answers[name].one()
    if isinstance(value, Mapping):
        members = {member: _in_parameters(inner, answers) for member, inner in value.items()}
        return {member: inner for member, inner in members.items() if inner is not _Gone.GONE}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [filled for item in value for filled in _items(item, answers)]
    return value


def _items(item: Any, answers: Mapping[str, _Answer]) -> Iterable[Any]:
    name = placeholder_name(item)
    return answers[name].values if name is not None else (_in_parameters(item, answers),)


def _typed(parameter: Parameter, value: Scalar) -> Scalar:
    """The value as the API wants one of the parameter's kind: amounts and dates are texts (facts 3.2, 3.3). Raises `WrongValue`."""
    typed: Scalar
    match parameter.kind:
        case ValueKind.BOOLEAN:
            typed, wrong = _truth(value), Problem.NOT_TRUE_OR_FALSE
        case ValueKind.INTEGER:
            number = _number(value)
            typed = int(number) if number is not None and _WHOLE.fullmatch(number) else None
            wrong = Problem.NOT_A_NUMBER if number is None else Problem.NOT_WHOLE
        case ValueKind.DECIMAL:
            typed, wrong = _number(value), Problem.NOT_A_NUMBER
        case ValueKind.DATE:
            typed, wrong = _day(value), Problem.NOT_A_DATE
        case ValueKind.DATE_TIME:
            typed, wrong = _moment(value) or _day(value), Problem.NOT_A_DATE
        case _:
            typed = _text(value)
            wrong = Problem.NOT_A_TEXT if typed is None else Problem.NOT_A_CHOICE
            if parameter.choices and typed not in parameter.choices:
                typed = None
    if typed is None:
        raise WrongValue(parameter.name, wrong, value)
    return typed


def _truth(value: Scalar) -> bool | None:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).strip().lower())


def _number(value: Scalar) -> str | None:
    """Plain digits, every one that was given."""
    number = number_in(_trimmed(value))
    return None if number is None else format(number, "f")


def _day(value: Scalar) -> Scalar:
    trimmed = _trimmed(value)
    return trimmed if is_day(trimmed) else None


def _moment(value: Scalar) -> Scalar:
    trimmed = _trimmed(value)
    return trimmed if is_moment(trimmed) else None


def _trimmed(value: Scalar) -> Scalar:
    return value.strip() if isinstance(value, str) else value


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else _number(value)
