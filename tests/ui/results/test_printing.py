"""Rows on paper: what the preview shows is what the printer gets."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.results.formats.page_layout import Layout
from intacct_desktop.results.formats.page_setup import PageSetup, Paper
from intacct_desktop.results.formats.paper_font import paper_font
from intacct_desktop.results.provenance import Source
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.paper import printing
from intacct_desktop.ui.results.paper.page_painter import paint_page
from intacct_desktop.ui.results.paper.printing import PrintDialog
from tests.ui.conftest import Until

COLUMNS = {
    "key": (ValueKind.TEXT, None),
    "vendor.name": (ValueKind.TEXT, None),
    "totalTxnAmountDue": (ValueKind.DECIMAL, 2),
    "dueDate": (ValueKind.DATE, None),
}
SOURCE = Source(
    company="riverside",
    environment="Practice",
    base_url="http://127.0.0.1:1",
    entity="10",
    user="admin",
    connection="Riverside Group",
    query="{}",
    api_version="v1",
    asked=datetime(2026, 11, 20, 8, 30, 5, tzinfo=UTC),
)
NAMES = ("Café Étoile SARL", "O'Neill & Sons", "お支払い済み", "שולם במלואו")
MakeResult = Callable[..., ResultSet]
Open = Callable[..., PrintDialog]


@pytest.fixture
def bills(make_result: MakeResult) -> ResultSet:
    rows = (
        {"key": str(n), "vendor.name": NAMES[n % 4], "totalTxnAmountDue": f"{n * 37 - 1_000}.50", "dueDate": f"2026-11-{1 + n % 28:02}"}
        for n in range(150)
    )
    return make_result(COLUMNS, *rows, total=200)


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def make(result_set: ResultSet, **more: object) -> PrintDialog:
        dialog = PrintDialog("Bill", result_set, SOURCE, **more)  # type: ignore[arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return make


async def laid_out(dialog: PrintDialog) -> Layout:
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()
    assert dialog.laid_out is not None
    return dialog.laid_out


def printed(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


def to_file(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


async def test_what_is_shown_is_what_is_printed(bills: ResultSet, opened: Open, tmp_path: Path) -> None:
    kept: list[PageSetup] = []
    dialog = opened(bills, keep=kept.append, setup=PageSetup(Paper.LETTER, margin=15))
    layout = await laid_out(dialog)
    assert "150 rows" in dialog.facts.text()
    assert f"{layout.pages} pages" in dialog.facts.text()
    path = tmp_path / "bills.pdf"
    await dialog.print_to(to_file(path)).wait()
    pages = printed(path)
    assert len(pages) == layout.pages > 2
    for number, page in enumerate(pages, 1):
        assert "Riverside Group (riverside) · Practice · Entity: 10" in page
        assert "vendor.name" in page or (number == len(pages) and "INCOMPLETE" in page)
        assert f"Page {number} of {len(pages)}" in page
        assert "by admin" in page
    assert "-1,000.50" in pages[0]
    assert "INCOMPLETE: these are 150 of the 200 rows that match." in pages[-1]
    total = sum(Decimal(f"{n * 37 - 1_000}.50") for n in range(150))
    assert f"Sums: totalTxnAmountDue {total:,}" in pages[-1]
    assert kept == [PageSetup(Paper.LETTER, margin=15)]
    assert f"{layout.pages} pages were sent to" in dialog.notices.notices[0].message.happened
    box = pypdf.PdfReader(path).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((792, 612), abs=1)


async def test_as_arranged(bills: ResultSet, opened: Open) -> None:
    arrangement = Arrangement((SortKey(2, descending=True),), restrictions=(Restriction(1, (NAMES[0],)),))
    layout = await laid_out(opened(bills, arrangement=arrangement))
    amounts = [Decimal(row[2].replace(",", "")) for row in layout.content.rows]
    assert amounts == sorted(amounts, reverse=True)
    assert {row[1] for row in layout.content.rows} == {NAMES[0]}


async def test_another_set_up_lays_the_pages_out_anew(bills: ResultSet, opened: Open) -> None:
    dialog = opened(bills)
    before = await laid_out(dialog)
    dialog.view.number.setValue(before.pages)
    dialog.setup_box.paper.setCurrentIndex(dialog.setup_box.paper.findData(Paper.A3))
    dialog.setup_box.paper.activated.emit(dialog.setup_box.paper.currentIndex())
    after = await laid_out(dialog)
    assert after.setup == replace(before.setup, paper=Paper.A3)
    assert after.pages < before.pages
    assert dialog.view.number.value() == after.pages
    QTest.keyClick(dialog.view.area, Qt.Key.Key_Home)
    assert dialog.view.number.value() == 1
    assert not dialog.view.back.isEnabled()


async def test_some_pages_only(bills: ResultSet, opened: Open, tmp_path: Path) -> None:
    dialog = opened(bills)
    layout = await laid_out(dialog)
    printer = to_file(tmp_path / "some.pdf")
    printer.setFromTo(2, 3)
    await dialog.print_to(printer).wait()
    assert [f"Page {number} of {layout.pages}" in page for number, page in enumerate(printed(tmp_path / "some.pdf"), 2)] == [True, True]


async def test_the_system_s_dialog_is_opened_and_called_off(bills: ResultSet, opened: Open) -> None:
    dialog = opened(bills)
    await laid_out(dialog)
    chooser = dialog.choose_printer()
    assert isinstance(chooser, QPrintDialog)
    assert chooser.isVisible()
    assert chooser.maxPage() == dialog.view.number.maximum()
    chooser.reject()
    assert not dialog.busy


async def test_too_many_rows_are_refused_in_words(bills: ResultSet, opened: Open, monkeypatch: pytest.MonkeyPatch, until: Until) -> None:
    monkeypatch.setattr(printing, "most_rows", lambda columns: 100)
    dialog = opened(bills)
    await until(lambda: "too many rows" in dialog.pane.heading.text())
    assert "CSV or XLSX" in dialog.pane.message.text()
    assert not dialog.print_button.isEnabled()


async def test_called_off_between_two_pages(bills: ResultSet, opened: Open, tmp_path: Path, until: Until) -> None:
    dialog = opened(bills, setup=PageSetup(scale=150))
    await laid_out(dialog)
    handle = dialog.print_to(to_file(tmp_path / "off.pdf"))
    await until(lambda: bool(dialog.notices.notices))
    dialog.close_button.click()
    await handle.wait()
    assert handle.cancelled
    assert dialog.isVisible()
    assert dialog.print_button.isEnabled()
    dialog.close_button.click()
    assert not dialog.isVisible()


@pytest.mark.qt_log_ignore("QPainter::begin")
async def test_a_printer_that_does_not_begin(bills: ResultSet, opened: Open, tmp_path: Path) -> None:
    dialog = opened(bills)
    await laid_out(dialog)
    await dialog.print_to(to_file(tmp_path / "nowhere" / "a.pdf")).wait()
    assert "did not take the pages" in dialog.notices.notices[0].message.happened


async def test_ink_stands_where_the_layout_says(bills: ResultSet, opened: Open) -> None:
    layout = await laid_out(opened(bills))
    width, height = layout.setup.size
    image = QImage(round(width * 2), round(height * 2), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    paint_page(painter, layout.page(1), 2.0)
    painter.end()
    edge = layout.setup.edge * 2
    dark = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2) if image.pixelColor(x, y).red() < 120]
    assert len(dark) > 1_000
    assert all(edge - 2 <= x <= image.width() - edge + 2 and edge - 2 <= y <= image.height() - edge + 2 for x, y in dark)
    # An amount ends at the right edge of its column: the font is as wide as the layout reckons.
    amounts = [text for text in layout.page(1).texts if text.text.endswith(".50")]
    right = max(text.x + paper_font().width(text.text) * text.size for text in amounts) * 2
    last = max(x for x, y in dark if abs(x - right) < 12 and any(abs(y / 2 - text.y) < text.size for text in amounts))
    assert abs(last - right) <= 3


@pytest.mark.parametrize(("locale", "amount", "day"), [("fr_FR", "963,50", "02/11/2026"), ("en_US", "963.50", "11/02/2026")])
async def test_in_the_person_s_notation(bills: ResultSet, opened: Open, locale: str, amount: str, day: str) -> None:
    QLocale.setDefault(QLocale(locale))
    layout = await laid_out(opened(bills))
    assert layout.content.rows[1][2:] == (f"-{amount}", day)
