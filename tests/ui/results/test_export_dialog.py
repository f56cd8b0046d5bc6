"""Files made from the dialog, read back, and what the dialog says of them."""

import csv
import hashlib
import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pypdf
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.query import Order, Query
from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.results.formats import parquet_file
from intacct_desktop.results.formats.file_format import PRESETS, FileFormat, Header, Partition, Preset, Quote
from intacct_desktop.results.formats.page_setup import PageSetup, Paper
from intacct_desktop.results.statistics import DatePart
from intacct_desktop.ui import tasks
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.results.export import export_dialog
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.settings import CsvChoices, ExportChoices, Settings, SettingsFile
from tests.ui.conftest import Until

QUERY = Query("accounts-payable/vendor", ("key", "id", "name"), order_by=(Order("key"),), size=20)
SIGNATURES = {
    ExportFormat.CSV: b"",
    ExportFormat.XLSX: b"PK",
    ExportFormat.XML: b"<?xml",
    ExportFormat.PDF: b"%PDF",
    ExportFormat.WORD: b"PK",
}


UnderWay = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    QLocale.setDefault(QLocale("en_US"))
    monkeypatch.setattr(ExportDialog, "choices", ExportChoices())
    monkeypatch.setattr(ExportDialog, "folder", None)


@pytest.fixture
async def tab(open_company: OpenCompany, qtbot: QtBot) -> AsyncIterator[QueryTab]:
    made = QueryTab(open_company, QueryDocument(SavedQuery("", QUERY)))
    made.show()
    await made.run()
    await settled()  # between a test and its fixtures Qt goes on without a running loop
    yield made
    await made.aclose()
    made.close()  # not by qtbot: it would destroy the tab before it is closed
    made.deleteLater()
    await settled()


async def settled() -> None:
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()


def files_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.is_file()]


def said(dialog: ExportDialog) -> str:
    message = dialog.notices.notices[0].message
    return f"{message.happened} {message.means}"


async def test_the_rows_loaded_are_not_all(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.loaded_rows.setChecked(True)
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    await settled()
    assert dialog.made is not None
    assert (dialog.made.rows, dialog.made.complete) == (20, False)
    with (tmp_path / "vendors.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 20
    assert tab.result_set is not None
    assert f"not all {tab.result_set.total_count:,} that match" in said(dialog)
    assert dialog.open_file.isVisible()
    assert dialog.open_folder.isVisible()
    dialog.reject()


async def test_everything_that_matches(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.set_format(FileFormat.XLSX)
    assert dialog.everything.isChecked()
    dialog.path.setText(str(tmp_path / "vendors.xlsx"))
    await dialog.begin().wait()
    assert tab.result_set is not None
    total = tab.result_set.total_count
    assert total is not None
    sheet = openpyxl.load_workbook(tmp_path / "vendors.xlsx").worksheets[0]
    assert sheet.max_row == total + 1
    assert tab.result_set.count == 20, "the grid's own rows are left alone"
    assert f"{total:,} rows" in said(dialog)
    assert "every row that matches" in said(dialog)
    dialog.reject()


@pytest.mark.parametrize("file_format", ExportFormat)
async def test_files_that_the_server_makes(tab: QueryTab, tmp_path: Path, file_format: ExportFormat) -> None:
    dialog = tab.export()
    dialog.set_format(file_format)
    assert dialog.file_format is file_format
    assert not dialog.loaded_rows.isEnabled()
    path = tmp_path / f"vendors{file_format.suffix}"
    dialog.path.setText(str(path))
    await dialog.begin().wait()
    assert path.read_bytes().startswith(SIGNATURES[file_format])
    assert "does not say how many rows" in said(dialog)
    assert files_in(tmp_path) == [path.name]
    dialog.reject()


@pytest.mark.parametrize("choice", [FileFormat.CSV, ExportFormat.PDF])
async def test_cancelling_leaves_no_file(tab: QueryTab, under_way: UnderWay, tmp_path: Path, choice: FileFormat | ExportFormat) -> None:
    path = tmp_path / "vendors.out"
    path.write_text("before")
    dialog = tab.export()
    dialog.set_format(choice)
    dialog.path.setText(str(path))
    handle = dialog.begin()
    await under_way()
    dialog.cancel.click()
    await handle.wait()
    assert handle.cancelled
    assert dialog.made is None
    assert path.read_text() == "before"
    assert files_in(tmp_path) == [path.name]
    assert dialog.start.isEnabled()
    dialog.reject()


async def test_a_folder_that_is_not_there_is_said_before_any_call(tab: QueryTab, client: Client, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.path.setText(str(tmp_path / "nowhere" / "vendors.csv"))
    calls = client.calls
    await dialog.begin().wait()
    assert client.calls == calls
    assert "does not exist" in said(dialog)
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    await dialog.begin().wait()
    assert dialog.made is not None
    dialog.reject()


async def test_closing_waits_until_nothing_is_left(tab: QueryTab, under_way: UnderWay, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    handle = dialog.begin()
    await under_way()
    dialog.reject()
    assert dialog.isVisible()
    await handle.wait()
    assert not files_in(tmp_path)
    assert len(list((tmp_path / "cache").iterdir())) == 1


async def test_another_format_has_another_ending_and_the_folder_is_remembered(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    dialog.set_format(ExportFormat.WORD)
    assert dialog.path.text().endswith("vendors.docx")
    dialog.set_format(FileFormat.JSON)
    await dialog.begin().wait()
    dialog.reject()
    again = tab.export()
    assert again.file_format is FileFormat.JSON
    assert Path(again.path.text()) == tmp_path / "vendor.json"
    again.reject()


# every file that is made here


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_pdf(path: Path) -> list[list[str]]:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return [[word] for word in text.split()]


def read_html(path: Path) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", path.read_text("utf-8"), re.DOTALL)
    return [[html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def read_markdown(path: Path) -> list[list[str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split(" | ")] for line in (lines[0], *lines[2:])]


def read_by_duckdb(path: Path) -> list[list[str]]:
    found = duckdb.read_json(str(path)) if path.suffix != ".parquet" else duckdb.read_parquet(str(path))
    return [list(found.columns), *(list(map(str, row)) for row in found.fetchall())]


def read_xlsx(path: Path) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]


READERS: dict[FileFormat, Callable[[Path], list[list[str]]]] = {
    FileFormat.CSV: read_csv,
    FileFormat.XLSX: read_xlsx,
    FileFormat.JSON: read_by_duckdb,
    FileFormat.NDJSON: read_by_duckdb,
    FileFormat.PARQUET: read_by_duckdb,
    FileFormat.PDF: read_pdf,
    FileFormat.HTML: read_html,
    FileFormat.MARKDOWN: read_markdown,
}


@pytest.mark.parametrize("file_format", FileFormat)
async def test_every_format_has_the_rows_and_says_what_it_is(tab: QueryTab, tmp_path: Path, file_format: FileFormat) -> None:
    dialog = tab.export()
    dialog.set_format(file_format)
    dialog.loaded_rows.setChecked(True)
    path = tmp_path / f"vendors{file_format.suffix}"
    dialog.path.setText(str(path))
    await dialog.begin().wait()
    assert tab.result_set is not None
    ids = [row[1] for row in tab.result_set.window(0, 20)]
    found = [cell for row in READERS[file_format](path) for cell in row]
    assert [cell for cell in found if cell in ids] == ids
    assert "INCOMPLETE" in said(dialog)
    outcome = dialog.outcome
    assert outcome.isVisible()
    assert outcome.state.text() == "INCOMPLETE"
    assert outcome.rows.text().startswith(f"20 rows · {tab.result_set.total_count} matched before")
    assert outcome.digest.text() == hashlib.sha256(path.read_bytes()).hexdigest()
    outcome.copy.click()
    assert QGuiApplication.clipboard().text() == outcome.digest.text()
    dialog.reject()


async def test_sums_and_totals_of_everything(open_company: OpenCompany, qtbot: QtBot, tmp_path: Path) -> None:
    tab = QueryTab(open_company, QueryDocument(SavedQuery("", Query("accounts-payable/bill", ("key", "totalTxnAmount"), size=10))))
    tab.show()
    await tab.run()
    dialog = tab.export()
    dialog.path.setText(str(tmp_path / "bills.csv"))
    dialog.everything.setChecked(True)
    await dialog.begin().wait()
    amounts = [Decimal(row[1]) for row in read_csv(tmp_path / "bills.csv")[1:]]
    assert dialog.outcome.state.text() == "COMPLETE"
    assert dialog.outcome.sums.text() == f"totalTxnAmount {sum(amounts):,}"
    assert "every row that matches" in said(dialog)
    dialog.reject()
    await tab.aclose()
    tab.close()
    tab.deleteLater()
    await settled()


async def test_as_arranged_in_the_grid(tab: QueryTab, tmp_path: Path, until: Until) -> None:
    assert tab.result_set is not None
    kept = [row[2] for row in tab.result_set.window(0, 3)]
    wanted = Arrangement((SortKey(2, descending=True),), restrictions=(Restriction(2, tuple(kept)),))
    tab.view.arrange(wanted)
    await until(lambda: tab.view.arrangement == wanted)
    dialog = tab.export()
    assert dialog.shown_rows.isChecked()
    assert f"({len(kept)})" in dialog.shown_rows.text()
    assert "name descending" in dialog.shown_rows.toolTip()
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    await dialog.begin().wait()
    assert [row[2] for row in read_csv(tmp_path / "vendors.csv")[1:]] == sorted(kept, key=str.casefold, reverse=True)
    assert "as they are filtered here" in said(dialog)
    dialog.reject()
    printing = tab.start_print()
    assert printing is not None
    await until(lambda: printing.laid_out is not None)
    assert printing.laid_out is not None
    assert [row[2] for row in printing.laid_out.content.rows] == sorted(kept, key=str.casefold, reverse=True)
    assert "name descending" in " ".join(text.text for text in printing.laid_out.page(1).texts)
    printing.reject()
    await settled()


async def test_presets_set_the_options_and_a_change_makes_them_one_s_own(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    csv_box = dialog.csv
    assert csv_box.preset.currentData() == Preset.EXCEL_US
    csv_box.preset.setCurrentIndex(csv_box.preset.findData(Preset.EXCEL_FRENCH))
    csv_box.preset.activated.emit(csv_box.preset.currentIndex())
    assert csv_box.options() == PRESETS[Preset.EXCEL_FRENCH]
    csv_box.guard.setChecked(False)
    assert csv_box.preset.currentData() is None
    csv_box.guard.setChecked(True)
    assert csv_box.preset.currentData() == Preset.EXCEL_FRENCH
    dialog.loaded_rows.setChecked(True)
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    await dialog.begin().wait()
    assert (tmp_path / "vendors.csv").read_text("utf-8-sig").startswith("key;id;name")
    dialog.reject()
    again = tab.export()
    assert again.csv.options() == PRESETS[Preset.EXCEL_FRENCH], "remembered"
    again.reject()


@pytest.mark.parametrize(("locale", "preset"), [("fr_FR", Preset.EXCEL_FRENCH), ("en_US", Preset.EXCEL_US), ("en_GB", None)])
async def test_the_first_csv_is_as_the_language_wants_it(tab: QueryTab, locale: str, preset: Preset | None) -> None:
    QLocale.setDefault(QLocale(locale))
    dialog = tab.export()
    assert dialog.csv.preset.currentData() == preset
    dialog.reject()


async def test_parquet_in_folders(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.set_format(FileFormat.PARQUET)
    dialog.loaded_rows.setChecked(True)
    path = tmp_path / "vendors.parquet"
    dialog.path.setText(str(path))
    dialog.parquet.by.setCurrentIndex(dialog.parquet.by.findData("id"))
    assert not dialog.parquet.part.isVisible(), "an id is no date"
    assert "will be a folder" in dialog.hint.text()
    await dialog.begin().wait()
    assert dialog.made is not None, said(dialog)
    assert len(list(path.glob("by_id=*"))) == 20
    dialog.reject()
    again = tab.export()
    assert again.parquet.partition() == Partition("id")
    again.reject()


async def test_too_many_folders_are_refused_in_words(tab: QueryTab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parquet_file, "MOST_PARTS", 5)
    dialog = tab.export()
    dialog.set_format(FileFormat.PARQUET)
    dialog.loaded_rows.setChecked(True)
    dialog.path.setText(str(tmp_path / "vendors.parquet"))
    dialog.parquet.by.setCurrentIndex(dialog.parquet.by.findData("id"))
    await dialog.begin().wait()
    assert "id has 20 different values" in said(dialog)
    assert not (tmp_path / "vendors.parquet").exists()
    dialog.reject()


async def test_a_page_set_up_is_remembered_for_paper(tab: QueryTab, tmp_path: Path, until: Until) -> None:
    dialog = tab.export()
    dialog.set_format(FileFormat.PDF)
    dialog.page.set_setup(PageSetup(Paper.A3, landscape=False, margin=20))
    dialog.loaded_rows.setChecked(True)
    dialog.path.setText(str(tmp_path / "vendors.pdf"))
    await dialog.begin().wait()
    box = pypdf.PdfReader(tmp_path / "vendors.pdf").pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 1191)
    dialog.reject()
    printing = tab.start_print()
    assert printing is not None
    assert printing.setup_box.setup == PageSetup(Paper.A3, landscape=False, margin=20)
    await until(lambda: printing.laid_out is not None)
    printing.reject()
    await settled()


async def test_more_rows_than_belong_on_paper_are_said_before(tab: QueryTab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_dialog, "most_rows", lambda columns: 10)
    dialog = tab.export()
    dialog.set_format(FileFormat.PDF)
    assert "CSV and XLSX" in dialog.hint.text()
    assert not dialog.start.isEnabled()
    dialog.set_format(FileFormat.HTML)
    assert dialog.start.isEnabled()
    dialog.reject()


async def test_the_options_come_back_when_something_else_is_set(tab: QueryTab, tmp_path: Path) -> None:
    dialog = tab.export()
    dialog.loaded_rows.setChecked(True)
    dialog.path.setText(str(tmp_path / "vendors.csv"))
    await dialog.begin().wait()
    assert dialog.outcome.isVisible()
    assert not dialog.csv.isVisible()
    QTest.keyClicks(dialog.path, "x")
    assert not dialog.outcome.isVisible()
    assert dialog.csv.isVisible()
    assert not dialog.notices.notices
    dialog.reject()


async def test_the_dialog_fits_a_small_window(tab: QueryTab) -> None:
    dialog = tab.export()
    for choice in dialog.formats.choices:
        dialog.set_format(choice)
        hint = dialog.layout().totalSizeHint()  # type: ignore[union-attr]
        assert hint.width() <= 880
        assert hint.height() <= 560
    dialog.reject()


def test_choices_are_kept_in_the_settings(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    settings = Settings()
    settings.export.page = PageSetup(Paper.LETTER, margin=25, scale=90)
    settings.export.format, settings.export.folder_part = "parquet", DatePart.MONTH
    settings.export.csv = CsvChoices(
        separator=";",
        byte_order_mark=False,
        formula_guard=True,
        quote=Quote.ALL,
        decimal_mark=",",
        date_format="dd/mm/yyyy",
        null="NULL",
        header=Header.TITLE,
    )
    file.save(settings)
    assert file.load() == settings
