"""Which comparisons a filter's row offers, which entry its value gets, and what becomes of it under another field. Knows no Qt."""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import Operator, negated, operators_for
from intacct_desktop.api.query import Filter, FilterValue, Scalar, is_placeholder
from intacct_desktop.ui.builder.entry import Notation, codec_for, kind_of, write_one


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator as a person chooses it: the null test (facts 3.2) stands beside the operators, as "is empty"."""

    operator: Operator
    null: bool = False


IS_EMPTY = Comparison(Operator.EQ, null=True)
IS_NOT_EMPTY = Comparison(Operator.NE, null=True)


class Entry(Enum):
    """How many values a row takes. FOREIGN is a value that the field and operator do not account for: shown as JSON and kept."""

    NOTHING = auto()
    ONE = auto()
    RANGE = auto()
    LIST = auto()
    FOREIGN = auto()


_PLAIN = Notation()


def same(one: object, other: object) -> bool:
    """Equal digit for digit and kind for kind: to ``==``, True is 1 and 10.0 is 10."""
    return repr(one) == repr(other) and one == other


def comparison_of(entry: Filter) -> Comparison:
    return Comparison(entry.operator, null=entry.value is None and entry.operator.takes_null)


def comparisons_for(field: Field | None) -> tuple[Comparison, ...]:
    """What a row offers, the most usual first; everything where the field is not known."""
    operators = tuple(Operator) if field is None else operators_for(field)
    null = (IS_EMPTY, IS_NOT_EMPTY) if Operator.EQ in operators else ()
    return (*(Comparison(operator) for operator in operators), *null)


def entry_for(field: Field | None, entry: Filter) -> Entry:
    """The kind of entry for the value that the filter has."""
    shape = _shape(comparison_of(entry))
    return shape if _fits(field, shape, entry.value) else Entry.FOREIGN


def starting_filter(field: Field | None, path: str) -> Filter:
    """The filter of a new row: the field's most usual comparison, its value still to be entered."""
    comparison = (comparisons_for(field) or (Comparison(Operator.EQ),))[0]
    return Filter(comparison.operator, path, _blank(field, _shape(comparison)))


def with_comparison(field: Field | None, entry: Filter, comparison: Comparison) -> Filter:
    """The filter with another comparison; of its value, what still fits."""
    return replace(entry, operator=comparison.operator, value=_refitted(field, comparison, entry.value))


def with_field(field: Field | None, entry: Filter, path: str) -> Filter:
    """The filter on another field, which keeps comparison and value where they fit the new one."""
    comparison = comparison_of(entry)
    offered = comparisons_for(field)
    if comparison not in offered:
        if not offered:
            return replace(entry, field=path)
        comparison = offered[0]
    return Filter(comparison.operator, path, _refitted(field, comparison, entry.value))


def negated_filter(field: Field | None, entry: Filter) -> Filter | None:
    """The filter that holds where this one does not; None where there is no such operator, or the field does not take it."""
    opposite = negated(entry.operator)
    if opposite is None or (field is not None and opposite not in operators_for(field)):
        return None
    return replace(entry, operator=opposite)


def asked_filter(entry: Filter) -> Filter:
    """The filter with a placeholder for its value, named after its field: both ends of a range get one each."""
    name = re.sub(r"\W+", "_", entry.field, flags=re.ASCII).strip("_")
    name = name if name[:1].isalpha() else f"value_{name}".rstrip("_")
    if entry.operator.takes_range:
        return replace(entry, value=(f"{{{{{name}_from}}}}", f"{{{{{name}_to}}}}"))
    placeholder = f"{{{{{name}}}}}"
    return replace(entry, value=(placeholder,) if entry.operator.takes_list else placeholder)


def is_asked(entry: Filter) -> bool:
    """True where a part of the value is asked for when the query is run."""
    return any(map(is_placeholder, entry.value if isinstance(entry.value, tuple) else (entry.value,)))


def unasked_filter(field: Field | None, entry: Filter) -> Filter:
    """The filter with a value to enter in place of what is asked for; of a list or range, the other values stay."""
    if not isinstance(entry.value, tuple):
        return replace(entry, value=_blank(field, _shape(comparison_of(entry))))
    if entry.operator.takes_range:
        return replace(entry, value=tuple("" if is_placeholder(item) else item for item in entry.value))
    return replace(entry, value=tuple(item for item in entry.value if not is_placeholder(item)))


def _shape(comparison: Comparison) -> Entry:
    if comparison.null:
        return Entry.NOTHING
    if comparison.operator.takes_list:
        return Entry.LIST
    return Entry.RANGE if comparison.operator.takes_range else Entry.ONE


def _fits(field: Field | None, shape: Entry, value: FilterValue) -> bool:
    match shape:
        case Entry.NOTHING:
            return value is None
        case Entry.LIST:
            return is_placeholder(value) or (isinstance(value, tuple) and all(_fits_one(field, item) for item in value))
        case Entry.RANGE:
            return isinstance(value, tuple) and len(value) == 2 and all(_fits_one(field, item) for item in value)
    return not isinstance(value, tuple) and _fits_one(field, value)


def _fits_one(field: Field | None, value: Scalar) -> bool:
    if kind_of(field) is ValueKind.BOOLEAN:
        return isinstance(value, bool) or is_placeholder(value)
    return write_one(codec_for(kind_of(field), _PLAIN), value) is not None


def _refitted(field: Field | None, comparison: Comparison, value: FilterValue) -> FilterValue:
    shape = _shape(comparison)
    items = tuple(item for item in (value if isinstance(value, tuple) else (value,)) if item not in ("", None))
    fitted: FilterValue
    match shape:
        case Entry.NOTHING:
            fitted = None
        case Entry.LIST:
            fitted = items
        case Entry.RANGE:
            fitted = (*items[:2], "", "")[:2]
        case _:
            fitted = items[0] if items else ""
    if fitted != "" and _fits(field, shape, fitted):
        return fitted
    return _blank(field, shape)


def _blank(field: Field | None, shape: Entry) -> FilterValue:
    match shape:
        case Entry.NOTHING:
            return None
        case Entry.LIST:
            return ()
        case Entry.RANGE:
            return ("", "")
    kind = kind_of(field)
    if kind is ValueKind.BOOLEAN:
        return True
    return "today" if kind is ValueKind.DATE else ""
