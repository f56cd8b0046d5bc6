"""How values are written in files that are read by people: on paper, as a web page, as a table in a text."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# What neither a page nor a text file for people can hold: control characters, halves of characters, what is no character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Notation:
    """``decimal_point`` and ``group_separator`` ("" for none) of amounts, ``date_pattern`` as `strftime` has it.

    A negative number begins with a hyphen, which other programs read when it is copied out of the file.
    """

    decimal_point: str = "."
    group_separator: str = ""
    date_pattern: str = "%Y-%m-%d"

    def text(self, value: Any) -> str:
        """A value as text: nothing for null, amounts digit for digit, times in UTC and said so."""
        match value:
            case None:
                return ""
            case str():
                return value
            case bool():
                return "true" if value else "false"
            case Decimal() | int():
                return self.number(value)
            case datetime():
                return f"{self.day(value.date())} {value:%H:%M:%S} UTC"
            case date():
                return self.day(value)
        return str(value)

    def number(self, value: Decimal | int) -> str:
        """Every digit that it has, in groups of three."""
        # `abs` of a Decimal would round it to 28 digits.
        digits = f"{value.copy_abs():f}" if isinstance(value, Decimal) else str(abs(value))
        whole, _, fraction = digits.partition(".")
        if self.group_separator:
            start = len(whole) % 3
            whole = self.group_separator.join([whole[:start]] * bool(start) + [whole[at : at + 3] for at in range(start, len(whole), 3)])
        return f"{'-' if value < 0 else ''}{whole}{self.decimal_point + fraction if fraction else ''}"

    def day(self, value: date) -> str:
        # `strftime` leaves out the leading zeros of a year before 1000 on some systems.
        return value.strftime(self.date_pattern.replace("%Y", f"{value.year:04}"))

    def time(self, value: datetime) -> str:
        """A moment with its own clock's reading, to the second."""
        return f"{self.day(value.date())} {value:%H:%M:%S}"


PLAIN = Notation()
"""As programs read it: ``-68400.00``, ``2026-11-20``."""


def printable(text: str) -> str:
    """``text`` with a mark in the place of each character that cannot be shown."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
