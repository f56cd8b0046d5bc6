"""Rows as newline-delimited JSON for DuckDB, without a digit lost.

DuckDB reads JSON numbers with a fraction through a double (``12345678901234567890.12`` would come back as another number), refuses rows
with a member twice and text that is no Unicode. Rows of that sort, which are rare, are written anew with every number as text; all others
are joined as they came, without a Python object per cell.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec

_INEXACT = re.compile(rb'":\s*(?:-?\d+[.eE]|[\[{])')
_PERHAPS = re.compile(rb'":[-0-9\[{ \t\r\n]')  # a fifth of the time; no value that is neither text nor one of three words
_PART = 1_000
_ENCODER = msgspec.json.Encoder()
_MOST_DIGITS = 60


class NotARow(ValueError):
    """A row of the answer that is no JSON object. ``found`` is its beginning."""

    def __init__(self, found: str) -> None:
        super().__init__(f"not a row: {found}")
        self.found = found


def parts(rows: Sequence[msgspec.Raw]) -> list[bytes]:
    """The rows as they came, one a line, some hundred of them a part. Raises `NotARow`.

    In parts, since each step of work on one holds up all other threads of the interpreter, the window's among them.
    """
    return [_joined(rows[start : start + _PART]) for start in range(0, len(rows), _PART)]


def _joined(rows: Sequence[msgspec.Raw]) -> bytes:
    body = b"\n".join(cast("Sequence[bytes]", rows))
    begun = body.count(b"\n{") + body.startswith(b"{")
    if begun == len(rows) and body.count(b"\n") < len(rows):
        return body
    # Pretty-printed, or no rows at all; within a string a line break is always escaped.
    lines = [bytes(row) for row in rows]
    for line in lines:
        if not line.lstrip().startswith(b"{"):
            raise NotARow(line[:80].decode("utf-8", "replace"))
    return b"\n".join(line.replace(b"\n", b" ").replace(b"\r", b" ") for line in lines)


def loses_digits(part: bytes) -> bool:
    """Whether DuckDB would read some value of these rows inexactly. A false alarm costs time only."""
    return _PERHAPS.search(part) is not None and _INEXACT.search(part) is not None


def spelled_out(rows: Iterable[msgspec.Raw], sources: Mapping[str, str]) -> bytes:
    """The rows with members named anew (``sources``: new name → member) and every number as the text that it was.

    Of a member that stands twice the last counts; what is no Unicode becomes U+FFFD; nested values become their JSON text.
    """
    return b"\n".join(_line(row, sources) for row in rows)


def pairs(values: Mapping[str, Any]) -> bytes:
    """Values by key as lines of ``k`` and ``x``, each value as the text that it is on the wire; null stays null."""
    return b"\n".join(_encoded({"k": key, "x": _text(value)}) for key, value in values.items())


def members(row: msgspec.Raw) -> tuple[str, ...]:
    """The names of a row's members, in their order."""
    return tuple(_decode(row))


def _line(row: msgspec.Raw, sources: Mapping[str, str]) -> bytes:
    found = _decode(row)
    return _encoded({name: _flat(found.get(member)) for name, member in sources.items()})


def _encoded(cells: Mapping[str, Any]) -> bytes:
    try:
        return _ENCODER.encode(cells)
    except UnicodeEncodeError:
        return _ENCODER.encode({name: _mended(cell) if isinstance(cell, str) else cell for name, cell in cells.items()})


def _decode(row: msgspec.Raw) -> dict[str, Any]:
    found: dict[str, Any] = _DECODER.decode(bytes(row).decode("utf-8", "replace").strip())
    return found


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _text(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case Decimal():
            return _plain(str(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
    return _ENCODER.encode(value).decode()


def _mended(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _plain(number: str) -> str:
    """A number without an exponent, unless that would take pages."""
    if "e" not in number and "E" not in number:
        return number
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number
    return f"{value:f}" if abs(value.adjusted()) < _MOST_DIGITS else number


_DECODER = json.JSONDecoder(parse_float=_plain, parse_int=str, parse_constant=str)
