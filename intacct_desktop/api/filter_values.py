"""Values of filters, read as the service reads them: which are of a field's kind, which are still missing, which ranges run backwards."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import RELATIVE_DATES
from intacct_desktop.api.query import Filter, is_placeholder

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(rf"{_DATE.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z")
_LONGEST = 400  # digits; a number of more is no amount
_NUMBERS = (ValueKind.DECIMAL, ValueKind.INTEGER)
_DATES = (ValueKind.DATE, ValueKind.DATE_TIME)


def number_in(value: object) -> Decimal | None:
    """The exact number that a value is; None for what is none, such as a text with separators."""
    match value:
        case bool():
            return None
        case Decimal():
            return value if value.is_finite() and abs(value.adjusted()) < _LONGEST else None
        case int():
            return Decimal(value) if abs(value) < 10**_LONGEST else None
        case str() if len(value) < _LONGEST and _NUMBER.fullmatch(value):
            return Decimal(value)
    return None


def is_date(value: object) -> bool:
    """``2026-11-18``, a day of the calendar (facts 3.3)."""
    return isinstance(value, str) and _DATE.fullmatch(value) is not None and _parses(date.fromisoformat, value)


def is_moment(value: object) -> bool:
    """``2026-11-18T16:30:00Z`` (facts 3.3)."""
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None and _parses(datetime.fromisoformat, value)


def is_day(value: object) -> bool:
    """A date, or a relative one by name."""
    return value in RELATIVE_DATES or is_date(value)


def is_missing(field: Field | None, entry: Filter) -> bool:
    """True while the filter still waits for its value. An empty text is a value for "is" and "is not"."""
    match entry.value:
        case ():
            return True
        case tuple():
            return entry.operator.takes_range and "" in entry.value
        case "":
            return (field is not None and field.kind not in (ValueKind.TEXT, ValueKind.ENUM)) or not entry.operator.takes_null
    return False


def is_reversed(field: Field | None, entry: Filter) -> bool:
    """True for a range whose lower end is the higher one; relative dates and placeholders are not compared."""
    if not entry.operator.takes_range or not isinstance(entry.value, tuple) or len(entry.value) != 2 or field is None:
        return False
    low, high = entry.value
    if field.kind in _NUMBERS:
        first, second = number_in(low), number_in(high)
        return first is not None and second is not None and first > second
    if field.kind in _DATES:
        return all(is_date(end) or is_moment(end) for end in (low, high)) and str(low) > str(high)
    return False


def is_of_kind(field: Field, value: object) -> bool:
    """Whether one value can be compared with the field. Texts are not judged here: the service may turn a number into one."""
    if is_placeholder(value):
        return True
    match field.kind:
        case ValueKind.DECIMAL:
            return number_in(value) is not None
        case ValueKind.INTEGER:
            number = number_in(value)
            return number is not None and number == number.to_integral_value()
        case ValueKind.BOOLEAN:
            return isinstance(value, bool)
        case ValueKind.DATE:
            return is_day(value)
        case ValueKind.DATE_TIME:
            return is_day(value) or is_moment(value)
    return isinstance(value, str | int | Decimal)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
