"""XLSX, in a temporary file while it grows."""

import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import xlsxwriter

from intacct_desktop.sandbox.exports import Sheet, as_text
from intacct_desktop.sandbox.store import Kind

# A spreadsheet keeps numbers as floating point, which is exact up to here; longer amounts stay text.
_EXACT_DIGITS = 15

_PART = 256 * 1024

# What the name of a sheet cannot hold.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']+")


def write(sheet: Sheet) -> Generator[bytes, None, None]:
    """The parts of the file; empty ones, one for each window, until it is finished."""
    with tempfile.TemporaryDirectory(prefix="practice-export-") as folder:
        file = Path(folder, "export.xlsx")
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(file, options)
        worksheet = workbook.add_worksheet(_NOT_IN_NAMES.sub(" ", sheet.object_name.rpartition("/")[2])[:31])
        try:
            yield from _fill(workbook, worksheet, sheet)
        except BaseException:
            worksheet.row_data_fh.close()
            raise
        workbook.close()
        with file.open("rb") as finished:
            while part := finished.read(_PART):
                yield part


def _fill(workbook: Any, worksheet: Any, sheet: Sheet) -> Iterator[bytes]:
    cells = []
    for at, (name, kind, scale) in enumerate(sheet.columns):
        worksheet.set_column(at, at, max(12, len(name) + 2))
        cell, number_format = _cell_of(kind, scale)
        cells.append((cell, workbook.add_format({"num_format": number_format}) if number_format else None))
    worksheet.freeze_panes(1, 0)
    worksheet.write_row(0, 0, sheet.names, workbook.add_format({"bold": True}))
    lines = count(1)
    for window in sheet.windows:
        for row, line in zip(window, lines):  # noqa: B905 - there is always another line
            for at, ((cell, style), value) in enumerate(zip(cells, row, strict=True)):
                _write(worksheet, line, at, cell(value), style)
        yield b""


def _write(worksheet: Any, line: int, at: int, value: Any, style: Any) -> None:
    match value:
        case None:
            pass
        case bool() as truth:
            worksheet.write_boolean(line, at, truth)
        case datetime() | date() as day:
            worksheet.write_datetime(line, at, day, style)
        case int() | Decimal() as number:
            worksheet.write_number(line, at, number, style)
        case text:
            worksheet.write_string(line, at, as_text(text))


def _cell_of(kind: Kind, scale: int) -> tuple[Callable[[Any], Any], str | None]:
    """How a value of a kind becomes a cell, and the number format it has there."""
    match kind:
        case Kind.DECIMAL:
            return _amount, f"#,##0.{'0' * scale}" if scale else "#,##0"
        case Kind.DATE:
            return lambda value: date.fromisoformat(value) if value and value >= "1900-01-01" else value, "yyyy-mm-dd"
        case Kind.DATE_TIME:
            return lambda value: _moment(value) if value and value >= "1900-01-01" else value, "yyyy-mm-dd hh:mm:ss"
        case _:
            return lambda value: value, None


def _amount(value: str | None) -> Decimal | str | None:
    if value is None:
        return None
    amount = Decimal(value)
    return amount if len(amount.as_tuple().digits) <= _EXACT_DIGITS else value


def _moment(value: str) -> datetime:
    # A spreadsheet knows no time zones: the cell shows UTC.
    return datetime.fromisoformat(value).replace(tzinfo=None)
