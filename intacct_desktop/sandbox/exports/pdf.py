"""PDF: the rows as a table on pages."""

from collections.abc import Generator, Sequence
from typing import cast

from fpdf import FPDF
from fpdf.fonts import TTFFont

from intacct_desktop.resources import resource
from intacct_desktop.sandbox.exports import Sheet, as_text, printable
from intacct_desktop.sandbox.store import Kind

_FONT = "dejavu"
_POINTS = 7
_STEP = 500  # rows after which the making may be ended
_LINE = 3.6  # millimetres
_MARGIN = 10
_PADDING = 1
_NARROWEST, _WIDEST = 10, 70
_A4 = (210, 297)

_RIGHT = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.NUMBER})


def write(sheet: Sheet) -> Generator[bytes, None, None]:
    """A table with its heading on every page. Long texts wrap, and a page is as wide as its columns need: nothing is cut off."""
    pdf = FPDF(orientation="landscape", unit="mm", format=_A4)
    pdf.add_font(_FONT, fname=resource("fonts", "DejaVuSansCondensed.ttf"))
    pdf.set_font(_FONT, size=_POINTS)
    pdf.set_title(sheet.object_name)
    font = pdf.fonts[_FONT]
    if not isinstance(font, TTFFont):
        raise TypeError(f"{_FONT} is not a TrueType font")
    # The library reads the font's file to the end of the making, and leaves it open.
    with font.ttfont:
        yield from _made(pdf, sheet, frozenset(font.cmap))


def _made(pdf: FPDF, sheet: Sheet, known: frozenset[int]) -> Generator[bytes, None, None]:
    rows = []
    for window in sheet.windows:
        rows += [[_drawable(as_text(value), known) for value in row] for row in window]
        yield b""
    widths = [_width(pdf, name, [row[at] for row in rows]) for at, name in enumerate(sheet.names)]
    table = _Table(pdf, sheet, widths)
    table.begin_page()
    for number, row in enumerate(rows):
        table.add(row)
        if number % _STEP == 0:
            yield b""
    yield bytes(pdf.output())


class _Table:
    """Draws rows line by line, and a new page with the heading where the old one is full."""

    def __init__(self, pdf: FPDF, sheet: Sheet, widths: Sequence[float]) -> None:
        self._pdf = pdf
        self._sheet = sheet
        self._widths = widths
        self._aligns = ["R" if kind in _RIGHT else "L" for _, kind, _ in sheet.columns]
        self._page = (_A4[0], max(_A4[1], sum(widths) + 2 * _MARGIN))

    def begin_page(self) -> None:
        pdf = self._pdf
        pdf.set_auto_page_break(False)
        pdf.add_page(format=self._page)
        pdf.set_xy(_MARGIN, _MARGIN)
        pdf.cell(w=0, h=_LINE, text=f"{self._sheet.object_name}: {self._sheet.total}")
        pdf.set_y(_MARGIN + 2 * _LINE)
        self._draw([[name] for name in self._sheet.names])
        y = pdf.get_y()
        pdf.line(_MARGIN, y, _MARGIN + sum(self._widths), y)
        pdf.set_y(y + _PADDING)

    def add(self, row: Sequence[str]) -> None:
        lines = [self._wrapped(text, width) for text, width in zip(row, self._widths, strict=True)]
        if self._pdf.get_y() + _LINE * max(map(len, lines)) > _A4[0] - _MARGIN:
            self.begin_page()
        self._draw(lines)

    def _wrapped(self, text: str, width: float) -> list[str]:
        # Only what could be too wide is measured: measuring is most of the work.
        if len(text) * _LINE < width and "\n" not in text:
            return [text]
        if "\n" not in text and self._pdf.get_string_width(text) <= width - 2 * _PADDING:
            return [text]
        lines = self._pdf.multi_cell(width, _LINE, text, dry_run=True, output="LINES")
        return cast("list[str]", lines)

    def _draw(self, cells: Sequence[Sequence[str]]) -> None:
        pdf = self._pdf
        top, x = pdf.get_y(), float(_MARGIN)
        for lines, width, align in zip(cells, self._widths, self._aligns, strict=True):
            for at, line in enumerate(lines):
                if line:
                    pdf.set_xy(x, top + at * _LINE)
                    pdf.cell(w=width, h=_LINE, text=line, align=align)
            x += width
        pdf.set_y(top + _LINE * max(map(len, cells)))


def _width(pdf: FPDF, name: str, texts: Sequence[str]) -> float:
    longest = max(texts, key=len, default="")
    # Digits and small letters differ in width: a tenth more keeps most texts of that length on one line.
    needed = max(pdf.get_string_width(name), pdf.get_string_width(longest) * 1.1) + 2 * _PADDING + 1
    return min(max(needed, _NARROWEST, pdf.get_string_width(name) + 2 * _PADDING + 1), max(_WIDEST, pdf.get_string_width(name) + 4))


def _drawable(text: str, known: frozenset[int]) -> str:
    return "".join(
        character if ord(character) in known or character == "\n" else "\N{REPLACEMENT CHARACTER}" for character in printable(text)
    )
