"""Files made from the dialog, read back, and what the dialog says of them."""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.query import Order, Query
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.ui import tasks
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.results.export_dialog import ExportDialog
from intacct_desktop.workspace.query_file import SavedQuery

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
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
async def tab(open_company: OpenCompany, qtbot: QtBot) -> AsyncIterator[QueryTab]:
    made = QueryTab(open_company, QueryDocument(SavedQuery("", QUERY)))
    made.show()
    await made.run()
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
    sheet = openpyxl.load_workbook(tmp_path / "vendors.xlsx").active
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
    assert Path(tab.export().path.text()) == tmp_path / "vendor.csv"
