"""The attachments of the selected rows' records, saved into a folder."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QFileDialog

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.tour.hands import until
from tests.journeys.conftest import BILLS, VENDORS, Desk, said, settled

SCANNED = replace(BILLS, filters=(Filter(Operator.NE, "attachment.key", None),))


def _select(tab: QueryTab, rows: int) -> None:
    model = tab.view.grid.rows
    last = model.index(rows - 1, model.columnCount() - 1)
    tab.view.grid.selectionModel().select(
        QItemSelection(model.index(0, 0), last), QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    )


async def test_into_a_folder(desk: Desk, tmp_path: Path) -> None:
    tab = await desk.opened(SCANNED)
    _select(tab, 3)
    desk.window.registry.action("record.attachments").trigger()
    await until(lambda: tab.findChildren(QFileDialog), "the folder is asked for")
    [chooser] = tab.findChildren(QFileDialog)
    assert "3 records" in chooser.windowTitle()
    folder = tmp_path / "scans"
    folder.mkdir()
    chooser.fileSelected.emit(str(folder))
    chooser.close()
    await until(lambda: tab.notices.notices, "it is said what became of them")
    await settled()
    assert "3 files of 3 records are saved in scans" in tab.notices.notices[0].message.happened
    assert len(list(folder.iterdir())) == 3
    assert all(path.read_bytes().startswith(b"%PDF") for path in folder.iterdir())


async def test_records_without_and_a_folder_that_went(desk: Desk, tmp_path: Path) -> None:
    tab = await desk.opened(VENDORS)
    _select(tab, 2)
    desk.window.registry.action("record.attachments").trigger()
    await until(lambda: bool(tab.notices.notices or tab.findChildren(QFileDialog)), "an answer")
    await settled()
    for dialog in tab.findChildren(QFileDialog):
        dialog.close()
    tab = await desk.opened(SCANNED)
    _select(tab, 1)
    desk.window.registry.action("record.attachments").trigger()
    await until(lambda: tab.findChildren(QFileDialog), "the folder is asked for")
    [chooser] = tab.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "gone"))
    chooser.close()
    notice = await said(tab.notices)
    assert "folder" in notice.message.happened.lower()
    await settled()
