"""Cells on their way to the clipboard: as text for any program, and as a table whose cells keep their types in a spreadsheet.

A spreadsheet reads pasted text as it likes: ``00123`` becomes 123 and ``1-2`` a date. So the text goes with a table in HTML, in which
Excel (``mso-number-format``, ``x:num``, ``x:str``) and LibreOffice (``sdval``, ``sdnum``) find each cell's type and exact value.
"""

import csv
import io
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from html import escape
from typing import Any, Protocol

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column

MOST_CELLS = 5_000_000
"""What is copied at once. As text that is some 50 MB, which another program still takes; a file has no such bound."""
MOST_TYPED_CELLS = 1_000_000
"""Of more, only the text is made: as a table it would be more than 100 MB."""

_WINDOW_CELLS = 50_000
_MOST_DIGITS = 15  # a cell of a spreadsheet is an IEEE double
_MOST_WHOLE = 999_999_999_999_999
_FIRST_DATE = date(1900, 3, 1)  # before it Excel counts a 29 February that never was
_DAY_ZERO = date(1899, 12, 30)
_DAY_SECONDS = 86_400
_SPACES = re.compile(r"^ +| {2,}| +$", re.MULTILINE)


class CopyFormat(StrEnum):
    """What is made of the selected cells."""

    CELLS = "cells"
    WITH_HEADERS = "with-headers"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"

    @property
    def is_typed(self) -> bool:
        """Whether a spreadsheet is what it is for."""
        return self in (CopyFormat.CELLS, CopyFormat.WITH_HEADERS)


class Readable(Protocol):
    """What cells are read of: `Rows`, and whatever has its rows as they have."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def window(self, start: int, count: int, width: int | None = None) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows (by their places, in order) of some columns (by position, in the order in which they are to stand)."""

    rows: Readable
    spans: tuple[range, ...]
    positions: tuple[int, ...]

    @property
    def row_count(self) -> int:
        return sum(len(span) for span in self.spans)

    @property
    def cells(self) -> int:
        return self.row_count * len(self.positions)

    @property
    def columns(self) -> tuple[Column, ...]:
        columns = self.rows.columns
        return tuple(columns[at] for at in self.positions)


@dataclass(frozen=True, slots=True)
class Copied:
    """``html`` is empty where only the text was made."""

    rows: int
    text: str
    html: str = ""


class TooMany(Exception):
    """More cells than go on a clipboard."""

    def __init__(self, cells: int) -> None:
        super().__init__(f"{cells} cells")
        self.cells = cells


class Cancelled(Exception):
    """The copying was called off."""


def copied(excerpt: Excerpt, form: CopyFormat, decimal_point: str = ".", cancelled: threading.Event | None = None) -> Copied:
    """Make what goes on the clipboard. Blocks for as long as the rows take to read: call it in a thread.

    ``decimal_point`` is that of the person's spreadsheet, for plain text; CSV, JSON and Markdown have points. Raises `TooMany`,
    `Cancelled`, and what reading raises.
    """
    if excerpt.cells > MOST_CELLS:
        raise TooMany(excerpt.cells)
    rows = _rows(excerpt, cancelled or threading.Event())
    match form:
        case CopyFormat.CSV:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow([column.path for column in excerpt.columns])
            writer.writerows([_plain(value) for value in row] for row in rows)
            return Copied(excerpt.row_count, text.getvalue())
        case CopyFormat.JSON:
            return Copied(excerpt.row_count, _json(excerpt.columns, rows))
        case CopyFormat.MARKDOWN:
            return Copied(excerpt.row_count, _markdown(excerpt.columns, rows))
    return _typed(excerpt, rows, decimal_point, headers=form is CopyFormat.WITH_HEADERS)


def _rows(excerpt: Excerpt, cancelled: threading.Event) -> Iterator[tuple[Any, ...]]:
    positions = excerpt.positions
    width = max(positions, default=-1) + 1
    whole = positions == tuple(range(width))
    step = max(1, _WINDOW_CELLS // max(1, width))
    for span in excerpt.spans:
        for start in range(span.start, span.stop, step):
            if cancelled.is_set():
                raise Cancelled
            window = excerpt.rows.window(start, min(step, span.stop - start), width)
            yield from window if whole else (tuple(row[at] for at in positions) for row in window)


def _plain(value: Any) -> str:
    """As every program reads it: ``68400.00``, ``2026-11-20``, ``2026-11-20T08:30:00Z``, ``true``; nothing for null."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else typed_text(value, ".")


# text and table


def _typed(excerpt: Excerpt, rows: Iterator[tuple[Any, ...]], decimal_point: str, *, headers: bool) -> Copied:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    table = _Table(excerpt.columns) if excerpt.cells <= MOST_TYPED_CELLS else None
    if headers:
        names = [column.path for column in excerpt.columns]
        writer.writerow(names)
        if table is not None:
            table.add_header(names)
    for row in rows:
        cells = [typed_text(value, decimal_point) for value in row]
        writer.writerow(cells)
        if table is not None:
            table.add(row, cells)
    return Copied(excerpt.row_count, text.getvalue(), table.html() if table is not None else "")


def typed_text(value: Any, decimal_point: str) -> str:
    """A value as a spreadsheet in the person's language reads it when it is typed: nothing for null."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}" if decimal_point == "." else f"{value:f}".replace(".", decimal_point)
        case datetime():
            return value.isoformat(" ", "seconds")
    return str(value)


class _Table:
    """A table in HTML, a row at a time."""

    def __init__(self, columns: Sequence[Column]) -> None:
        formats = [f"0.{'0' * column.scale}" if column.scale else "0" for column in columns]
        self._formats = formats
        self._classes = {shape: f"n{number}" for number, shape in enumerate(dict.fromkeys(formats))}
        self._numbers = [f'<td class={self._classes[shape]} sdnum=";;{shape}" sdval="%s" x:num="%s">%s</td>' for shape in formats]
        self._lines: list[str] = []

    def add_header(self, names: Sequence[str]) -> None:
        self._lines.append(f"<tr>{''.join(f'<th class=t x:str>{escape(name)}</th>' for name in names)}</tr>")

    def add(self, row: Sequence[Any], texts: Sequence[str]) -> None:
        cells = (self._cell(at, value, text) for at, (value, text) in enumerate(zip(row, texts, strict=True)))
        self._lines.append(f"<tr>{''.join(cells)}</tr>")

    def _cell(self, at: int, value: Any, text: str) -> str:
        match value:
            case None | "":
                return "<td></td>"
            case str():
                return _text_cell(value)
            case bool():
                return f'<td sdnum=";;BOOLEAN" sdval="{value:d}" x:bool="{str(value).upper()}">{text}</td>'
            case Decimal() | int() if _fits_cell(value):
                number = f"{value:f}" if isinstance(value, Decimal) else text
                return self._numbers[at] % (number, number, text)
            case datetime() if value.date() >= _FIRST_DATE:
                return f'<td class=s sdnum=";;YYYY-MM-DD HH:MM:SS" sdval="{(serial := _serial(value))}" x:num="{serial}">{text}</td>'
            case date() if not isinstance(value, datetime) and value >= _FIRST_DATE:
                return f'<td class=d sdnum=";;YYYY-MM-DD" sdval="{(day := (value - _DAY_ZERO).days)}" x:num="{day}">{text}</td>'
        return _text_cell(text)

    def html(self) -> str:
        styles = "\n".join(f'.{name}{{mso-number-format:"{_escaped(shape)}"}}' for shape, name in self._classes.items())
        lines = "\n".join(self._lines)
        return (
            '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><style>\n'
            'td{white-space:nowrap}\nth{text-align:left}\nbr{mso-data-placement:same-cell}\n.t{mso-number-format:"\\@"}\n'
            '.d{mso-number-format:"yyyy\\-mm\\-dd"}\n.s{mso-number-format:"yyyy\\-mm\\-dd\\ hh\\:mm\\:ss"}\n'
            f"{styles}\n</style></head><body><table>\n{lines}\n</table></body></html>"
        )


def _text_cell(text: str) -> str:
    """Never a number, a date or a formula, whatever it looks like; spaces and line breaks stay."""
    inner = escape(text)
    if " " in inner:
        inner = _SPACES.sub(lambda found: f'<span style="mso-spacerun:yes">{"&nbsp;" * len(found[0])}</span>', inner)
    if "\n" in inner or "\r" in inner:
        inner = inner.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
    return f'<td class=t sdnum=";;@" x:str>{inner}</td>'


def _fits_cell(value: Decimal | int) -> bool:
    """Whether a double keeps every digit."""
    if isinstance(value, int):
        return abs(value) <= _MOST_WHOLE
    return any(len(exact.as_tuple().digits) <= _MOST_DIGITS for exact in (value, value.normalize()))


def _serial(moment: datetime) -> str:
    """Days since the spreadsheets' day zero, the time as their fraction."""
    seconds = moment.hour * 3_600 + moment.minute * 60 + moment.second
    return f"{(moment.date() - _DAY_ZERO).days}.{seconds * 10**10 // _DAY_SECONDS + (seconds > 0):010}"


def _escaped(shape: str) -> str:
    return shape.replace(".", "\\.")


# for programs and for people


def _json(columns: Sequence[Column], rows: Iterator[tuple[Any, ...]]) -> str:
    """An object a line: the API's own names, amounts as text, lists as the lists that they are."""
    names = [column.path for column in columns]
    makers = [_list_value if column.kind is ValueKind.ARRAY else _json_value for column in columns]
    encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode
    lines = b",\n".join(encode({name: make(value) for name, make, value in zip(names, makers, row, strict=True)}) for row in rows)
    return f"[\n{lines.decode()}\n]\n" if lines else "[]\n"


def _json_value(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(_plain(value))


def _list_value(value: Any) -> Any:
    if not isinstance(value, str):
        return _json_value(value)
    try:
        msgspec.json.decode(value)
    except msgspec.DecodeError:
        return str(value)
    return msgspec.Raw(value.encode())


def _markdown(columns: Sequence[Column], rows: Iterator[tuple[Any, ...]]) -> str:
    lines = [
        _markdown_row(column.path for column in columns),
        _markdown_row("---:" if column.is_number else "---" for column in columns),
        *(_markdown_row(_markdown_cell(_plain(value)) for value in row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _markdown_row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(text: str) -> str:
    """What would end the cell or begin markup is escaped."""
    text = re.sub(r"([\\|`*_\[\]<>])", r"\\\1", text)
    return text.replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")
