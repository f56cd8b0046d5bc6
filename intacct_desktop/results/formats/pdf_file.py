"""PDF: the rows as a table on pages, as they would be printed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.fonts import TTFFont
from fpdf.output import OutputProducer

from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_words import ENGLISH, Words
from intacct_desktop.results.formats.notation import PLAIN, Notation
from intacct_desktop.results.formats.page_layout import Content, Layout, Page, heads_of
from intacct_desktop.results.formats.page_setup import USUAL_SETUP, PageSetup
from intacct_desktop.results.formats.paper_font import font_file, is_right_to_left
from intacct_desktop.results.provenance import Provenance

_FONT = "paper"
_BLACK, _MUTED, _LINE, _TINT = 0, 90, 150, 238


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """``title`` heads each page."""

    title: str = ""
    setup: PageSetup = USUAL_SETUP
    notation: Notation = PLAIN
    words: Words = ENGLISH


def write_pdf(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    origin: Callable[[], Provenance],
    options: PdfOptions,
    check: Callable[[], object] = int,
) -> int:
    """Write all rows; the number of texts whose end is cut off. ``origin`` is asked once the last row was read.

    Raises `TooMuchForPaper` when there are more rows than belong on paper: everything is in memory at the same time, since each page says
    how many there are. ``check`` is called between the pages, and ends the writing by raising.
    """
    content = Content(columns, rows, options.notation)
    heads = heads_of(options.title, origin(), content, options.words)
    layout = Layout(content, options.setup, heads, options.words, check)
    pdf = FPDF(unit="pt", format=layout.setup.size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.add_font(_FONT, fname=font_file())
    pdf.set_title(options.title)
    pdf.set_subject(heads.place)
    pdf.set_creator("Intacct Desktop")
    font = pdf.fonts[_FONT]
    if not isinstance(font, TTFFont):
        raise TypeError(f"{_FONT} is not a TrueType font")
    # The library reads the font's file to the end of the making, and leaves it open.
    with font.ttfont:
        for number in range(1, layout.pages + 1):
            check()
            pdf.add_page()
            _paint(pdf, layout.page(number))
        pdf.output(str(path), output_producer_class=_checking(check))
    return layout.shortened


def _checking(check: Callable[[], object]) -> type[OutputProducer]:
    """What puts the file together, two seconds for hundreds of pages, and asks before each part whether it is still wanted."""

    class Checking(OutputProducer):
        def _add_pdf_obj(self, *args: Any, **named: Any) -> Any:
            check()
            return super()._add_pdf_obj(*args, **named)

    return Checking


def _paint(pdf: FPDF, page: Page) -> None:
    pdf.set_fill_color(_TINT)
    for fill in page.fills:
        pdf.rect(fill.x, fill.y, fill.width, fill.height, style="F")
    pdf.set_draw_color(_LINE)
    weight = 0.0
    for rule in page.rules:
        if rule.weight != weight:
            weight = rule.weight
            pdf.set_line_width(weight)
        pdf.line(rule.x, rule.y, rule.x + rule.width, rule.y)
    size, muted = 0.0, None
    for text in page.texts:
        if (text.size, text.muted) != (size, muted):
            size, muted = text.size, text.muted
            pdf.set_font(_FONT, size=size)
            # Letters are filled: with both colours the same the library writes no colour for every text.
            pdf.set_text_color(_MUTED if muted else _BLACK)
            pdf.set_fill_color(_MUTED if muted else _BLACK)
        # A PDF has its letters as they stand from left to right.
        turned = BidiParagraph(text.text).get_reordered_string() if is_right_to_left(text.text) else text.text
        pdf.text(text.x, text.y, turned)
