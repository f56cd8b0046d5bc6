"""How a line of text is read for a kind of value, and a value written as such a line. Knows no Qt."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.local_text import (
    Locale,
    read_amount,
    read_date,
    read_integer,
    read_moment,
    write_amount,
    write_date,
    write_moment,
)

_MONEY_PLACES = 2


class Reading(Protocol):
    """`read` raises `NotAValue`; `write` answers None for what is no value of the kind, such as text that could not be read."""

    def read(self, text: str) -> Any: ...
    def write(self, value: object) -> str | None: ...


@dataclass(frozen=True)
class AmountReading:
    """Amounts and rates. ``as_text`` is how they travel (facts 3.5); an amount of money has its two places, as the company writes it."""

    locale: Locale
    scale: int | None = None
    as_text: bool = True

    def read(self, text: str) -> Any:
        number = read_amount(text, self.locale, self.scale)
        if number is None or not self.as_text:
            return None if number is None else Decimal(number) if "." in number else int(number)
        whole, _, part = number.partition(".")
        return f"{whole}.{part.ljust(_MONEY_PLACES, '0')}" if self.scale == _MONEY_PLACES else number

    def write(self, value: object) -> str | None:
        return write_amount(value, self.locale)


@dataclass(frozen=True)
class IntegerReading:
    locale: Locale

    def read(self, text: str) -> Any:
        return read_integer(text, self.locale)

    def write(self, value: object) -> str | None:
        return None if isinstance(value, Decimal) or (isinstance(value, str) and "." in value) else write_amount(value, self.locale)


@dataclass(frozen=True)
class DateReading:
    locale: Locale

    def read(self, text: str) -> Any:
        return read_date(text, self.locale)

    def write(self, value: object) -> str | None:
        return write_date(value, self.locale)


@dataclass(frozen=True)
class MomentReading:
    locale: Locale

    def read(self, text: str) -> Any:
        return read_moment(text, self.locale)

    def write(self, value: object) -> str | None:
        return write_moment(value, self.locale)


def reading_for(entry: Entry, locale: Locale) -> Reading | None:
    """None for a kind whose values have no other form in another language."""
    field = entry.field
    match entry.kind:
        case EntryKind.DECIMAL:
            return AmountReading(locale, field.scale if field else None, as_text=field is None or field.type != "number")
        case EntryKind.INTEGER:
            return IntegerReading(locale)
        case EntryKind.DATE:
            return DateReading(locale)
        case EntryKind.DATE_TIME:
            return MomentReading(locale)
    return None
