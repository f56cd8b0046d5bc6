"""What a person types for one value of a filter, read and written back. Knows no Qt; amounts never pass a float.

A codec reads what was typed and writes what is in a query. Empty text is the empty string: nothing entered yet. `write` answers None for
a value that is not of its kind (a query may hold anything): the caller shows such a value as JSON and keeps it as it is. A placeholder
like ``{{from}}`` is a value of every kind: `read_one` and `write_one` know it, codecs do not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import RELATIVE_DATES
from intacct_desktop.api.query import FilterValue, Scalar, is_placeholder
from intacct_desktop.api.records.local_text import Locale, NotAValue, read_amount, read_date, write_amount, write_date

Problem: TypeAlias = Literal["not-a-number", "not-whole", "not-a-date", "not-a-time", "ambiguous", "open-quote", "not-json"]


class EntryError(ValueError):
    """Text that is no value. ``text`` is the part at fault."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(f"{problem}: {text!r}")
        self.problem = problem
        self.text = text


@dataclass(frozen=True)
class Notation:
    """How the person's language writes numbers and dates. ``relative`` names the relative dates of facts 3.3."""

    decimal_point: str = "."
    group: str = ","
    date_order: Literal["dmy", "mdy", "ymd"] = "ymd"
    date_separator: str = "-"
    relative: Mapping[str, str] = field(default_factory=lambda: {name: name for name in RELATIVE_DATES})

    @property
    def locale(self) -> Locale:
        return Locale(self.decimal_point, self.group, self.date_order, self.date_separator, today=())


class Codec(Protocol):
    def read(self, text: str) -> Scalar:
        """Raises `EntryError`."""
        ...

    def write(self, value: FilterValue) -> str | None: ...


def read_one(codec: Codec, text: str) -> Scalar:
    """What was typed, as the codec reads it or a placeholder. Raises `EntryError`."""
    return text.strip() if is_placeholder(text.strip()) else codec.read(text)


def write_one(codec: Codec, value: FilterValue) -> str | None:
    """The text of one value; None for one that is neither of the codec's kind nor a placeholder."""
    return str(value) if is_placeholder(value) else codec.write(value)


class TextCodec:
    def read(self, text: str) -> Scalar:
        return text

    def write(self, value: FilterValue) -> str | None:
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class DecimalCodec:
    """Amounts, read to plain text with every digit that was typed: ``1 234,50`` is ``"1234.50"`` in French."""

    notation: Notation

    def read(self, text: str) -> Scalar:
        try:
            return read_amount(text, self.notation.locale) or ""
        except NotAValue:
            raise EntryError("not-a-number", text.strip()) from None

    def write(self, value: FilterValue) -> str | None:
        return "" if value == "" else write_amount(value, self.notation.locale)


@dataclass(frozen=True)
class IntegerCodec:
    notation: Notation

    def read(self, text: str) -> Scalar:
        number = DecimalCodec(self.notation).read(text)
        if number == "":
            return ""
        if "." in str(number):
            raise EntryError("not-whole", text.strip())
        return int(str(number))

    def write(self, value: FilterValue) -> str | None:
        written = DecimalCodec(self.notation).write(value)
        return None if isinstance(value, Decimal) or (isinstance(value, str) and "." in value) else written


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(rf"({_ISO_DATE.pattern})T([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})Z")


@dataclass(frozen=True)
class DateCodec:
    """Dates as ``2026-11-18``, and the relative ones by name (facts 3.3)."""

    notation: Notation

    def read(self, text: str) -> Scalar:
        typed = text.strip()
        if not typed:
            return ""
        for name, words in self.notation.relative.items():
            if typed.casefold() in (name.casefold(), words.casefold()):
                return name
        try:
            return read_date(typed, self.notation.locale) or ""
        except NotAValue:
            raise EntryError("not-a-date", typed) from None

    def write(self, value: FilterValue) -> str | None:
        if not isinstance(value, str):
            return None
        if value == "" or value in self.notation.relative:
            return self.notation.relative.get(value, "")
        return write_date(value, self.notation.locale)


@dataclass(frozen=True)
class DateTimeCodec:
    """Moments as ``2026-11-18T16:30:00Z``; a date alone means its midnight, in UTC as everything Intacct stores."""

    notation: Notation

    def read(self, text: str) -> Scalar:
        day, _, clock = text.strip().replace("T", " ").removesuffix("Z").rpartition(" ")
        if ":" not in clock:
            day, clock = text.strip(), ""
        found = DateCodec(self.notation).read(day)
        if found == "" or (found in self.notation.relative and not clock):
            return found
        if found in self.notation.relative:
            raise EntryError("not-a-date", text.strip())
        try:
            moment = time.fromisoformat(clock or "00:00")
        except ValueError:
            raise EntryError("not-a-time", clock) from None
        return f"{found}T{moment.isoformat('seconds')}Z"

    def write(self, value: FilterValue) -> str | None:
        days = DateCodec(self.notation)
        found = _ISO_TIME.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return days.write(value)
        day = days.write(found[1])
        return None if day is None else f"{day} {found[2]}"


def codec_for(kind: ValueKind | None, notation: Notation) -> Codec:
    """The codec of one value of a kind; text where the kind is not known."""
    match kind:
        case ValueKind.DECIMAL:
            return DecimalCodec(notation)
        case ValueKind.INTEGER:
            return IntegerCodec(notation)
        case ValueKind.DATE:
            return DateCodec(notation)
        case ValueKind.DATE_TIME:
            return DateTimeCodec(notation)
    return TextCodec()


def kind_of(field: Field | None) -> ValueKind | None:
    return field.kind if field is not None else None
