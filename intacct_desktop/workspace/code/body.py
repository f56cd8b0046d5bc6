"""The request body as the text that stands in a program.

A program keeps the body as JSON text and never as an object of its own language: most would send 10000.00 as 10000, or round a long
number. What JSON itself can escape is escaped there, so that every language gets a text that is easy to quote.
"""

import re
from dataclasses import replace
from typing import Any

import msgspec

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.query import Query

_WIDTH = 100
_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e\n]")


def whole_body(query: Query) -> str:
    """The body of one call, its members on a line each and what is too long for one broken further.

    Line feeds are its only control characters, and no line begins with anything but a bracket, a straight double quote, a number, true,
    false or null. Whatever does not show (line separators, marks that turn the reading direction) is escaped, so that a program says what
    it seems to say.
    """
    lines = [f"  {_text(name)}: {_written(value, '  ')}" for name, value in query.sent.to_body().items()]
    text = "{\n" + ",\n".join(lines) + "\n}"
    return _NOT_PRINTABLE.sub(lambda found: found[0] if found[0].isprintable() else escaped(found[0]), text)


def paged_body(query: Query) -> str:
    """The body without its ``start``: a program puts that of each page after the opening brace."""
    return whole_body(replace(query, start=None))


def first_start(query: Query) -> int:
    return 1 if query.start is None else query.start


def escaped(text: str) -> str:
    """Every character as JSON's ``\\uXXXX``: for characters within a text of a body that mean something to the language around it."""
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def _written(value: Any, margin: str) -> str:
    line = _text(value)
    if len(margin) + len(line) <= _WIDTH or not isinstance(value, list | dict):
        return line
    inner = margin + "  "
    if isinstance(value, list):
        items, (opening, closing) = [_written(item, inner) for item in value], "[]"
    else:
        items, (opening, closing) = [f"{_text(name)}: {_written(item, inner)}" for name, item in value.items()], "{}"
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{margin}{closing}"


def _text(value: Any) -> str:
    """JSON in one line; a `Decimal` is the number that it is, digit for digit."""
    return msgspec.json.format(ENCODER.encode(value), indent=0).decode()
