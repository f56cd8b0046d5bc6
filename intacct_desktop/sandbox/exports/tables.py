"""CSV, XML and XLSX, of any length in little memory."""

import csv
import io
from collections.abc import Generator
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from intacct_desktop.sandbox.exports import Sheet, as_text, printable

# A sheet has 1,048,576 lines, one of them for the names.
MOST_ROWS_IN_SHEET = 1_048_575


def write_csv(sheet: Sheet) -> Generator[bytes, None, None]:
    """UTF-8 with a line of names first; lines end with CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.names)
    for window in sheet.windows:
        writer.writerows([as_text(value) for value in row] for row in window)
        yield _taken(out).encode("utf-8", "replace")
    yield _taken(out).encode("utf-8", "replace")


def write_xml(sheet: Sheet) -> Generator[bytes, None, None]:
    """``<export object=…><record><field name=…>value</field>…``; a null field carries ``null="true"``."""
    out = io.StringIO()
    xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("export", AttributesImpl({"object": sheet.object_name, "records": str(sheet.total)}))
    for window in sheet.windows:
        for row in window:
            xml.startElement("record", AttributesImpl({}))
            for name, value in zip(sheet.names, row, strict=True):
                xml.startElement("field", AttributesImpl({"name": name, "null": "true"} if value is None else {"name": name}))
                xml.characters(printable(as_text(value)))
                xml.endElement("field")
            xml.endElement("record")
        yield _taken(out).encode()
    xml.endElement("export")
    xml.endDocument()
    yield _taken(out).encode()


def _taken(out: io.StringIO) -> str:
    """What was written since the last time."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def write_xlsx(sheet: Sheet) -> Generator[bytes, None, None]:
    """One sheet with a frozen line of names: amounts are numbers with their digits, dates are dates, ids are text.

    The file is sent when it is finished: until then the parts are empty, one for each window.
    """
    # Loaded when the first such file is asked for, like the libraries of `pages`.
    from intacct_desktop.sandbox.exports import workbook

    return workbook.write(sheet)
