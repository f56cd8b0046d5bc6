"""CSV, XML and XLSX."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import xlsxwriter

from intacct_desktop.sandbox.exports import Sheet, as_text, printable
from intacct_desktop.sandbox.store import Kind

# A spreadsheet keeps numbers as floating point, which is exact up to here; longer amounts stay text.
_EXACT_DIGITS = 15


def write_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a line of names first; lines end with CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.names)
    writer.writerows([as_text(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8", "replace")


def write_xml(sheet: Sheet) -> bytes:
    """``<export object=…><record><field name=…>value</field>…``; a null field carries ``null="true"``."""
    out = io.BytesIO()
    xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("export", AttributesImpl({"object": sheet.object_name, "records": str(len(sheet.rows))}))
    for row in sheet.rows:
        xml.startElement("record", AttributesImpl({}))
        for name, value in zip(sheet.names, row, strict=True):
            xml.startElement("field", AttributesImpl({"name": name, "null": "true"} if value is None else {"name": name}))
            xml.characters(printable(as_text(value)))
            xml.endElement("field")
        xml.endElement("record")
    xml.endElement("export")
    xml.endDocument()
    return out.getvalue()


def write_xlsx(sheet: Sheet) -> bytes:
    """One sheet with a frozen line of names: amounts are numbers with their digits, dates are dates, ids are text."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    )
    worksheet = workbook.add_worksheet(sheet.object_name.rpartition("/")[2].replace("::", " ")[:31])
    worksheet.freeze_panes(1, 0)
    worksheet.write_row(0, 0, sheet.names, workbook.add_format({"bold": True}))
    for at, (name, kind, scale) in enumerate(sheet.columns):
        worksheet.set_column(at, at, max(12, len(name) + 2))
        _write_column(workbook, worksheet, at, [row[at] for row in sheet.rows], kind, scale)
    workbook.close()
    return out.getvalue()


def _write_column(workbook: Any, worksheet: Any, at: int, values: list[Any], kind: Kind, scale: int) -> None:
    cell, number_format = _cell_of(kind, scale)
    style = workbook.add_format({"num_format": number_format}) if number_format else None
    for line, value in enumerate(values, start=1):
        match cell(value):
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
