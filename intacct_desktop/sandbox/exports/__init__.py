"""The files of the export service: what goes into each of them, and how a value reads as text."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from intacct_desktop.sandbox.store import Kind

Writer: TypeAlias = "Callable[[Sheet], Generator[bytes, None, None]]"

# What neither XML 1.0 nor a page can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows to be written, with values as the query service gives them; ``columns`` are name, kind and decimal digits.

    ``windows`` are the rows, some at a time, to be read once; ``total`` is how many there are.
    """

    object_name: str
    columns: Sequence[tuple[str, Kind, int]]
    total: int
    windows: Iterator[Sequence[Sequence[Any]]]

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.columns]


def as_text(value: Any) -> str:
    """A value as it stands in a file of text: amounts digit for digit, null as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case list():
            return "|".join(map(as_text, value))
        case _:
            return str(value)


def printable(text: str) -> str:
    """``text`` with a mark in the place of each character that cannot be written."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
