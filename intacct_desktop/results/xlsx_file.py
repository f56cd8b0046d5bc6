"""XLSX: typed cells, nothing run as a formula, nothing lost without being counted.

Written in the caller's thread with a short switch interval instead of in a process of its own: a second process cannot open the result's
DuckDB file, so every cell would have to be pickled across, and the thread holds the window up less (20 ms at most against 38, libraries
3.4).
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.csv_file import plain

if TYPE_CHECKING:
    from intacct_desktop.results.writers import Rows

MOST_ROWS = 1_048_575  # a sheet's limit, less the header
_MOST_CHARACTERS = 32_767
_SHORTENED = -2  # what the writer says of a text longer than that
_MOST_DIGITS = 15  # a cell is an IEEE double
_FIRST_DATE = date(1900, 3, 1)  # before it Excel counts a 29 February that never was
_SAMPLE = 200
_WIDEST = 60
_SWITCH_SECONDS = 0.0005


def write_xlsx(path: Path, columns: Sequence[Column], rows: "Rows", scratch: Path, *, sheet_rows: int = MOST_ROWS) -> int:
    """Write all rows, on as many sheets as they take; the number of texts that were longer than a cell can be.

    An amount of more than 15 digits, which a cell would round, and a date that Excel does not know are written as text.
    """
    with _responsive():
        workbook = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "use_zip64": True,
                "tmpdir": str(scratch),
            },
        )
        try:
            shortened = _Book(workbook, columns, sheet_rows).fill(rows)
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            _abandon(workbook)
            raise error.args[0] from error
        except BaseException:
            _abandon(workbook)
            raise
        return shortened


def _abandon(workbook: Any) -> None:
    """Close the sheets' scratch files without making a workbook of them: `Workbook.close` has no other way out than to finish the file."""
    for sheet in workbook.worksheets():
        with suppress(OSError):
            sheet._opt_close()


class _Book:
    def __init__(self, workbook: Any, columns: Sequence[Column], sheet_rows: int) -> None:
        self._workbook = workbook
        self._columns = columns
        self._sheet_rows = sheet_rows
        self._header = workbook.add_format({"bold": True, "bottom": 1})
        self._plain = workbook.add_format()
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._numbers = [workbook.add_format({"num_format": _number_format(column)}) if column.is_number else None for column in columns]
        self._shortened = 0

    def fill(self, rows: "Rows") -> int:
        sample = [row for _, row in zip(range(_SAMPLE), rows, strict=False)]
        widths = [_width(column, [row[at] for row in sample]) for at, column in enumerate(self._columns)]
        sheet, line = self._sheet(widths), 0
        for row in _both(sample, rows):
            if line == self._sheet_rows:
                sheet.autofilter(0, 0, line, len(self._columns) - 1)
                sheet, line = self._sheet(widths), 0
            line += 1
            for at, value in enumerate(row):
                if value is not None:
                    self._write(sheet, line, at, value)
        sheet.autofilter(0, 0, line, len(self._columns) - 1)
        return self._shortened

    def _sheet(self, widths: Sequence[int]) -> Any:
        sheet = self._workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        # On paper: as wide as one page, the header on each.
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        for at, column in enumerate(self._columns):
            sheet.write_string(0, at, column.path, self._header)
        return sheet

    def _write(self, sheet: Any, line: int, at: int, value: Any) -> None:
        if isinstance(value, str):
            self._write_text(sheet, line, at, value)
        elif isinstance(value, bool):
            sheet.write_boolean(line, at, value)
        elif isinstance(value, Decimal | int) and _fits_cell(value):
            sheet.write_number(line, at, value, self._numbers[at])
        elif isinstance(value, datetime) and value.date() >= _FIRST_DATE:
            sheet.write_datetime(line, at, value, self._time)
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DATE:
            sheet.write_datetime(line, at, value, self._day)
        else:
            sheet.write_string(line, at, plain(value))

    def _write_text(self, sheet: Any, line: int, at: int, text: str) -> None:
        if text.startswith("<r>") and text.endswith("</r>") and len(text) <= _MOST_CHARACTERS:
            # The writer would take it for the XML of a rich text.
            sheet.write_rich_string(line, at, self._plain, text[:1], text[1:])
        elif sheet.write_string(line, at, text) == _SHORTENED:
            self._shortened += 1


def _fits_cell(value: Decimal | int) -> bool:
    """Whether a double keeps every digit."""
    return len(Decimal(value).normalize().as_tuple().digits) <= _MOST_DIGITS


def _number_format(column: Column) -> str:
    if column.kind is ValueKind.INTEGER:
        return "0"
    return f"#,##0.{'0' * column.scale}" if column.scale else "#,##0"


def _width(column: Column, values: Sequence[Any]) -> int:
    """In characters; grouping commas and the filter's arrow included."""
    longest = max((len(plain(value)) + (4 if column.is_number else 1) for value in values if value is not None), default=0)
    return min(max(longest, len(column.path) + 4, 8), _WIDEST)


def _both(first: Sequence[tuple[Any, ...]], rest: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield from first
    yield from rest


class _Switching:
    """The interpreter's switch interval is one for all threads: the first writer shortens it, the last one restores it."""

    lock = threading.Lock()
    writers = 0
    usual = 0.0


@contextmanager
def _responsive() -> Iterator[None]:
    with _Switching.lock:
        if _Switching.writers == 0:
            _Switching.usual = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_SECONDS)
        _Switching.writers += 1
    try:
        yield
    finally:
        with _Switching.lock:
            _Switching.writers -= 1
            if _Switching.writers == 0:
                sys.setswitchinterval(_Switching.usual)
