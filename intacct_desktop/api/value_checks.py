"""What is wrong with a filter's operator and value, as far as its field is known (facts 3.2, 3.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_desktop.api.filter_values import is_date, is_missing, is_of_kind, is_reversed, number_in
from intacct_desktop.api.mends import Cure, Remedy
from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import RELATIVE_DATES, Operator
from intacct_desktop.api.problems import Problem, Severity
from intacct_desktop.api.query import Filter, FilterValue, Scalar, is_placeholder

_NOT_FOR_BOOLEANS = (Operator.LT, Operator.GT, Operator.BETWEEN, Operator.NOT_BETWEEN)
_NO_TEXTS = (ValueKind.DATE, ValueKind.DATE_TIME, ValueKind.BOOLEAN, ValueKind.ARRAY)
_YES_NO: Mapping[str, bool] = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MUTE = Cure(Remedy.MUTE)
_LEAVE_OUT = Cure(Remedy.LEAVE_OUT)


@dataclass(frozen=True, slots=True)
class Fault:
    """``found`` has what `Problem` names, but for the field."""

    severity: Severity
    problem: Problem
    found: Mapping[str, Any]
    cure: Cure | None


def value_faults(field: Field | None, entry: Filter) -> Iterator[Fault]:
    """What is wrong with one filter, the gravest first; of its values only the first that is wrong. ``field`` None is not known."""
    misfit = _operator_fault(field, entry)
    if misfit is not None:
        yield misfit
        return
    if is_placeholder(entry.value):
        return
    fault = _shape_fault(field, entry)
    if fault is None:
        fault = _items_fault(field, entry)
    if fault is not None:
        yield fault
    elif is_reversed(field, entry):
        yield Fault(Severity.WARNING, Problem.REVERSED, {}, Cure(Remedy.SWAP))


def _operator_fault(field: Field | None, entry: Filter) -> Fault | None:
    if field is None:
        return None
    operator, kind = entry.operator, field.kind
    found = {"operator": operator, "kind": kind}
    if kind is ValueKind.ARRAY and not operator.is_textual:
        is_null_test = entry.value is None and operator.takes_null
        if operator is Operator.HAS or is_null_test:
            return None
        # Not documented, which is not the same as refused.
        instead = _instead(Operator.HAS, entry)
        return Fault(Severity.WARNING, Problem.OPERATOR, found, None if instead == _MUTE else instead)
    if (
        (operator.is_textual and kind in _NO_TEXTS)
        or (operator is Operator.HAS and kind is not ValueKind.ARRAY)
        or (operator in _NOT_FOR_BOOLEANS and kind is ValueKind.BOOLEAN)
    ):
        fitting = Operator.HAS if kind is ValueKind.ARRAY else Operator.NE if operator.is_negative else Operator.EQ
        return Fault(Severity.ERROR, Problem.OPERATOR, found, _instead(fitting, entry))
    return None


def _instead(fitting: Operator, entry: Filter) -> Cure:
    """Another operator, where it means about the same and takes the value that is there."""
    turned_round = fitting is Operator.HAS and entry.operator.is_negative
    return _MUTE if turned_round or isinstance(entry.value, tuple) else Cure(Remedy.USE_OPERATOR, fitting)


def _shape_fault(field: Field | None, entry: Filter) -> Fault | None:
    operator, value = entry.operator, entry.value
    found = {"operator": operator} if field is None else {"operator": operator, "kind": field.kind}
    if is_missing(field, entry):
        return Fault(Severity.ERROR, Problem.EMPTY_LIST if operator.takes_list and value == () else Problem.MISSING, found, _LEAVE_OUT)
    if value is None and not operator.takes_null:
        return Fault(Severity.ERROR, Problem.NULL, found, Cure(Remedy.USE_OPERATOR, Operator.NE if operator.is_negative else Operator.EQ))
    if operator.takes_list:
        return None if isinstance(value, tuple) else Fault(Severity.ERROR, Problem.NOT_A_LIST, found, Cure(Remedy.USE_VALUE, (value,)))
    if operator.takes_range:
        whole = isinstance(value, tuple) and len(value) == 2 and None not in value
        return None if whole else Fault(Severity.ERROR, Problem.NOT_A_RANGE, found, _MUTE)
    if isinstance(value, tuple):
        several = {Operator.EQ: Operator.IN, Operator.NE: Operator.NOT_IN}.get(operator)
        cure = _MUTE if several is None else Cure(Remedy.USE_OPERATOR, several)
        return Fault(Severity.ERROR, Problem.NO_LIST, found, Cure(Remedy.USE_VALUE, value[0]) if len(value) == 1 else cure)
    return None


def _items_fault(field: Field | None, entry: Filter) -> Fault | None:
    items = entry.value if isinstance(entry.value, tuple) else (entry.value,)
    for at, item in enumerate(items):
        if item is None or is_placeholder(item):
            continue
        fault = _item_fault(field, entry.operator, item)
        if fault is None:
            continue
        severity, problem, found, meant = fault
        value: FilterValue = meant if not isinstance(entry.value, tuple) or meant is None else (*items[:at], meant, *items[at + 1 :])
        helpless = _MUTE if severity is Severity.ERROR else None
        return Fault(severity, problem, {"value": item, **found}, helpless if value is None else Cure(Remedy.USE_VALUE, value))
    return None


_ItemFault = tuple[Severity, Problem, Mapping[str, Any], Scalar]
"""The last is the value that is meant; None where that is not to be guessed."""


def _item_fault(field: Field | None, operator: Operator, item: object) -> _ItemFault | None:
    if not isinstance(item, str | int | Decimal):
        return Severity.ERROR, Problem.NOT_A_VALUE, {}, None
    if field is None:
        return None
    if operator.is_textual:
        wrong = isinstance(item, bool)
        return (Severity.ERROR, Problem.WRONG_KIND, {"kind": ValueKind.TEXT}, _plain(item)) if wrong else None
    match field.kind:
        case ValueKind.ARRAY:
            wrong = operator is Operator.HAS and not isinstance(item, str)
            return (Severity.ERROR, Problem.WRONG_KIND, {"kind": ValueKind.TEXT}, _plain(item)) if wrong else None
        case ValueKind.ENUM:
            if item in field.enum or item == "":
                return None
            # Not an error: Intacct answers with values of its own, too, that are none of the model's (facts 3.5).
            return Severity.WARNING, Problem.NO_CHOICE, {}, _nearest(_plain(item), field.choices)
        case ValueKind.TEXT:
            if isinstance(item, str) or (field.name == "key" and not isinstance(item, bool)):
                return None
            return Severity.WARNING, Problem.NUMBER_AS_TEXT, {}, _plain(item)
    if not is_of_kind(field, item):
        return Severity.ERROR, Problem.WRONG_KIND, {"kind": field.kind}, _meant(field.kind, item)
    scale = field.scale
    if scale is not None and (number := number_in(item)) is not None and len(f"{number:f}".partition(".")[2].rstrip("0")) > scale:
        return Severity.WARNING, Problem.TOO_PRECISE, {"scale": scale}, None
    return None


def _meant(kind: ValueKind, item: Scalar) -> Scalar:
    match kind:
        case ValueKind.BOOLEAN:
            return _YES_NO.get(_plain(item).strip().lower())
        case ValueKind.DATE | ValueKind.DATE_TIME:
            text = _plain(item).strip()
            day = text[:10]
            if kind is ValueKind.DATE and is_date(day):
                return day
            return next((name for name in RELATIVE_DATES if name.lower() == text.lower().replace(" ", "")), None)
        case ValueKind.DECIMAL | ValueKind.INTEGER:
            text = _plain(item).strip()
            return text if is_of_kind(Field("", "number"), text) and kind is ValueKind.DECIMAL else None
    return None


def _nearest(text: str, choices: tuple[str, ...]) -> str | None:
    # Loaded by the first slip, not at the start of the program.
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(text, choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60)
    return found[0] if found is not None else None


def _plain(item: Scalar) -> str:
    """A value as the text that a person would write for it."""
    match item:
        case bool():
            return "true" if item else "false"
        case Decimal():
            return f"{item:f}" if number_in(item) is not None else str(item)
    return str(item)
