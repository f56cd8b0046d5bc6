"""One filter as a relative clause: "whose due date is before today", "that are not on hold", "that have no project"."""

import re
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.naming import readable
from intacct_desktop.api.operators import RELATIVE_DATES, Operator
from intacct_desktop.api.query import Filter, FilterValue, is_placeholder
from intacct_desktop.ui.builder.entry import Notation
from intacct_desktop.ui.builder.said_value import DATES, NUMBERS, is_period, placeholder_name, said, said_list, spoken

_IS = re.compile(r"is(?=[A-Z0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sentence", text)


def clause(entry: Filter, field: Field | None, notation: Notation) -> str:
    """The filter in words; ``field`` is None where the model does not know it (yet)."""
    kind = field.kind if field is not None else _likely(entry.value)
    operator, value = entry.operator, entry.value
    title = spoken(field.title if field is not None else readable(entry.field))
    if operator.takes_list:
        single = value[0] if isinstance(value, tuple) and len(value) == 1 else value
        if isinstance(single, str) and is_placeholder(single):  # which may be filled by several values
            words = _tr("whose {field} is one of those you give as “{name}”")
            words = words if operator is Operator.IN else _tr("whose {field} is none of those you give as “{name}”")
            return words.format(field=title, name=placeholder_name(single))
        if isinstance(value, tuple) and len(value) == 1:
            operator, value = (Operator.EQ if operator is Operator.IN else Operator.NE), single
    if value is None and operator.takes_null:
        words = _tr("that have no {field}") if operator is Operator.EQ else _tr("whose {field} is filled in")
        return words.format(field=title)
    if isinstance(value, bool) and operator.takes_null:
        return _yes_or_no(entry.field, title, value == (operator is Operator.EQ))
    if operator.takes_range and isinstance(value, tuple) and len(value) == 2:
        words = (
            _tr("whose {field} is between {low} and {high}")
            if operator is Operator.BETWEEN
            else _tr("whose {field} is not between {low} and {high}")
        )
        low, high = (said(end, kind, notation) for end in value)
        return words.format(field=title, low=low, high=high)
    shown = said_list(value, kind, notation) if isinstance(value, tuple) else said(value, kind, notation)
    return _pattern(operator, value, kind).format(field=title, value=shown)


def _likely(value: FilterValue) -> ValueKind | None:
    """The kind of a field that is not known, by what it is compared with."""
    first = value[0] if isinstance(value, tuple) and value else value
    match first:
        case bool():
            return ValueKind.BOOLEAN
        case int() | Decimal():
            return ValueKind.DECIMAL
        case str() if first in RELATIVE_DATES or _DATE.fullmatch(first):
            return ValueKind.DATE
    return None


def _yes_or_no(path: str, title: str, yes: bool) -> str:
    """``isOnHold`` is an adjective of the record or of what it refers to; other names are said as they are."""
    above, _, name = path.rpartition(".")
    rest, found = _IS.subn("", name.rpartition("::")[2], count=1)
    if not found:
        words = _tr("for which “{field}” is yes") if yes else _tr("for which “{field}” is no")
        return words.format(field=title)
    quality = spoken(readable(rest))
    if not above:
        return (_tr("that are {quality}") if yes else _tr("that are not {quality}")).format(quality=quality)
    words = _tr("whose {owner} is {quality}") if yes else _tr("whose {owner} is not {quality}")
    return words.format(owner=spoken(readable(above)), quality=quality)


def _pattern(operator: Operator, value: FilterValue, kind: ValueKind | None) -> str:
    if operator in _COMPARED:
        return _compared(operator, value, kind)
    return {
        Operator.IN: _tr("whose {field} is one of {value}"),
        Operator.NOT_IN: _tr("whose {field} is none of {value}"),
        Operator.BETWEEN: _tr("whose {field} is between {value}"),
        Operator.NOT_BETWEEN: _tr("whose {field} is not between {value}"),
        Operator.CONTAINS: _tr("whose {field} contains {value}"),
        Operator.NOT_CONTAINS: _tr("whose {field} does not contain {value}"),
        Operator.STARTS_WITH: _tr("whose {field} starts with {value}"),
        Operator.NOT_STARTS_WITH: _tr("whose {field} does not start with {value}"),
        Operator.ENDS_WITH: _tr("whose {field} ends with {value}"),
        Operator.NOT_ENDS_WITH: _tr("whose {field} does not end with {value}"),
        Operator.HAS: _tr("whose {field} includes {value}"),
    }[operator]


_COMPARED = (Operator.EQ, Operator.NE, Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)


def _compared(operator: Operator, value: FilterValue, kind: ValueKind | None) -> str:
    if is_period(value, kind):
        words = (
            _tr("whose {field} is in {value}"),
            _tr("whose {field} is not in {value}"),
            _tr("whose {field} is before {value}"),
            _tr("whose {field} is in or before {value}"),
            _tr("whose {field} is after {value}"),
            _tr("whose {field} is in or after {value}"),
        )
    elif kind in DATES:
        words = (
            _tr("whose {field} is {value}"),
            _tr("whose {field} is not {value}"),
            _tr("whose {field} is before {value}"),
            _tr("whose {field} is on or before {value}"),
            _tr("whose {field} is after {value}"),
            _tr("whose {field} is on or after {value}"),
        )
    elif kind in NUMBERS:
        words = (
            _tr("whose {field} is {value}"),
            _tr("whose {field} is not {value}"),
            _tr("whose {field} is less than {value}"),
            _tr("whose {field} is at most {value}"),
            _tr("whose {field} is more than {value}"),
            _tr("whose {field} is at least {value}"),
        )
    else:
        words = (
            _tr("whose {field} is {value}"),
            _tr("whose {field} is not {value}"),
            _tr("whose {field} sorts before {value}"),
            _tr("whose {field} sorts up to {value}"),
            _tr("whose {field} sorts after {value}"),
            _tr("whose {field} sorts from {value} on"),
        )
    return words[_COMPARED.index(operator)]
