"""Word: the rows as a table in a document."""

import io
from collections.abc import Generator, Sequence
from functools import cache

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from intacct_desktop.sandbox.exports import Sheet, as_text, printable


def write(sheet: Sheet) -> Generator[bytes, None, None]:
    """A document with one table, whose heading line repeats on every page."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(8)
    document.add_heading(sheet.object_name, level=1)
    document.add_paragraph(str(sheet.total))
    table = document.add_table(rows=0, cols=len(sheet.columns), style="Table Grid")
    heading = _row(sheet.names)
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:tblHeader"))
    heading.insert(0, properties)
    # Through the table's own methods the time would grow with the square of the rows.
    table._tbl.append(heading)
    for window in sheet.windows:
        for row in window:
            table._tbl.append(_row([printable(as_text(value)) for value in row]))
        yield b""
    out = io.BytesIO()
    document.save(out)
    yield out.getvalue()


def _row(texts: Sequence[str]):  # type: ignore[no-untyped-def]
    row = OxmlElement("w:tr")
    for text in texts:
        paragraph = _tag("w:p")
        cell = row.makeelement(_tag("w:tc"))
        row.append(cell)
        inner = cell.makeelement(paragraph)
        cell.append(inner)
        if text:
            run = inner.makeelement(_tag("w:r"))
            inner.append(run)
            run.text = text
    return row


@cache
def _tag(name: str) -> str:
    return str(qn(name))
