"""What stands beside the rows follows the grid, and asks for what changes the rows or the query."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.results import clipboard
from intacct_desktop.results.clipboard import CopyFormat
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import DatePart, GroupKey
from intacct_desktop.ui.results.beside import inspection
from intacct_desktop.ui.results.beside.inspection import Inspection
from intacct_desktop.ui.results.grid import copying
from intacct_desktop.ui.results.result_view import ResultView
from tests.ui.results.waiting import settled

Make = Callable[..., ResultSet]

COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "amount": (ValueKind.DECIMAL, 2),
    "due": (ValueKind.DATE, None),
}
ROWS: list[dict[str, Any]] = [
    {"id": "001", "state": "posted", "amount": "1240.50", "due": "2026-11-20"},
    {"id": "002", "state": "draft", "amount": "-320.00", "due": "2026-11-21"},
    {"id": "003", "state": None, "amount": "n/a", "due": "2026-12-01"},
    {"id": "004", "state": "posted", "amount": "1.00", "due": None},
]
SELECT = QItemSelectionModel.SelectionFlag


class Place(QWidget):
    """A view and what is beside it, as a query tab has them."""

    def __init__(self) -> None:
        super().__init__()
        self.view = ResultView(self)
        self.inspection = Inspection(self.view, lambda: Query("accounts-payable/bill", tuple(COLUMNS)), self)
        self.view.setGeometry(0, 0, 600, 400)
        for pane in self.inspection.panes.values():
            pane.setGeometry(600, 0, 400, 600)
            pane.hide()
        self.inspection.pane_wished.connect(self._show)

    def _show(self, name: str) -> None:
        for own, pane in self.inspection.panes.items():
            pane.setVisible(own == name)

    def show_rows(self, result_set: ResultSet) -> None:
        count = result_set.count
        self.view.show_rows(result_set, 0, count, 1, (), result_set.window(0, min(count, 200)))

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        grid = self.view.grid
        grid.setCurrentIndex(grid.rows.index(top, left))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid.selectionModel().select(grid.rows.index(row, column), SELECT.Select)


@pytest.fixture
def place(qtbot: QtBot) -> Place:
    made = Place()
    qtbot.addWidget(made)
    made.resize(1_000, 600)
    made.show()
    return made


def text() -> str:
    return QGuiApplication.clipboard().text()


async def test_the_selected_cells_are_copied_as_the_screen_has_them(place: Place, make_result: Make) -> None:
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(1, 0, 2, 2)
    place.view.grid.horizontalHeader().moveSection(2, 0)
    place.view.grid.setColumnHidden(1, True)
    place.view.grid.copy()
    await settled()
    assert text() == "-320.00\t002\nn/a\t003\n"
    html = QGuiApplication.clipboard().mimeData().html()
    assert 'x:num="-320.00"' in html
    assert ">002</td>" in html
    place.view.grid.copy(CopyFormat.WITH_HEADERS)
    await settled()
    assert text().splitlines()[0] == "amount\tid"
    place.view.grid.copy(CopyFormat.JSON)
    await settled()
    assert text() == '[\n{"amount":"-320.00","id":"002"},\n{"amount":"n/a","id":"003"}\n]\n'
    assert not QGuiApplication.clipboard().mimeData().hasHtml()
    assert place.view.status.state.text() == "2 rows copied"


async def test_too_many_cells_name_the_way_that_is_left(
    place: Place, make_result: Make, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    for module in (clipboard, copying):
        monkeypatch.setattr(module, "MOST_CELLS", 3)
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(0, 0, 1, 1)
    QGuiApplication.clipboard().setText("before")
    with qtbot.waitSignal(place.inspection.message) as said:
        place.view.grid.copy()
    assert said.args is not None
    assert "4 cells are too many for the clipboard" in said.args[0].means
    assert "Export" in said.args[0].means
    await settled()
    assert text() == "before"


async def test_a_hundred_thousand_rows_are_copied_while_the_window_answers(place: Place, make_result: Make) -> None:
    result_set = make_result(COLUMNS, *(b'{"id":"%06d","state":"posted","amount":"1.10"}' % number for number in range(100_000)))
    place.show_rows(result_set)
    place.view.grid.selectAll()
    place.view.grid.copy()
    assert place.view.status.state.text() == "Copying 100,000 rows…"
    await settled()
    assert text().count("\n") == 100_000
    assert QGuiApplication.clipboard().mimeData().hasHtml()


async def test_rows_that_go_meanwhile_are_said(place: Place, make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    place.show_rows(result_set)
    place.select(0, 0, 3, 3)
    result_set.close()
    place.view.grid.copy()
    await settled()
    assert "Not copied" in place.view.status.state.text()


async def test_the_values_of_a_column_become_a_list_and_a_filter(place: Place, make_result: Make, qtbot: QtBot) -> None:
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(0, 1, 3, 1)
    place.inspection.copy_list()
    await settled()
    assert text() == '["posted","draft"]'
    assert place.view.status.state.text() == "2 values copied as a list"
    with qtbot.waitSignal(place.inspection.filter_wished) as wished:
        place.inspection.filter_by_values()
        await settled()
    assert wished.args == [Filter(Operator.IN, "state", ("posted", "draft"))]
    place.view.grid.clearSelection()
    place.select(1, 2, 1, 2)
    with qtbot.waitSignal(place.inspection.filter_wished) as wished:
        place.inspection.filter_by_values()
        await settled()
    assert wished.args == [Filter(Operator.EQ, "amount", "-320.00")]


async def test_too_many_values_are_no_filter(place: Place, make_result: Make, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(inspection, "MOST_VALUES", 3)
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(0, 0, 3, 0)
    with qtbot.assertNotEmitted(place.inspection.filter_wished), qtbot.waitSignal(place.inspection.message):
        place.inspection.filter_by_values()
        await settled()


async def test_the_panes_follow_the_current_cell(place: Place, make_result: Make) -> None:
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(0, 2, 0, 2)
    QTest.keyClick(place.view.grid, Qt.Key.Key_Space)
    cell = place.inspection.cell
    assert cell.isVisible()
    assert cell.text.toPlainText() == "1,240.50"
    QTest.keyClick(place.view.grid, Qt.Key.Key_Down)
    assert cell.text.toPlainText() == "−320.00"
    place.inspection.show_statistics()
    await settled()
    assert not cell.isVisible()
    assert place.inspection.statistics.columns.currentText() == "amount"
    QTest.keyClick(place.view.grid, Qt.Key.Key_Right)
    await settled()
    assert place.inspection.statistics.columns.currentText() == "due"
    place.inspection.statistics.close_button.click()
    assert not place.inspection.statistics.isVisible()


async def test_a_value_and_a_group_leave_only_their_rows(place: Place, make_result: Make) -> None:
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.inspection.show_statistics(1)
    await settled()
    values = place.inspection.statistics.values
    values.setCurrentIndex(values.model().index(0, 0))
    place.inspection.statistics.only.click()
    await settled()
    assert place.view.grid.rows.rowCount() == 2
    assert place.inspection.statistics.scope.text() == "Of the 2 rows that the grid shows, of 4 loaded"
    place.view.clear_filters()
    await settled()
    groups = place.inspection.groups
    place.inspection.show_groups(3)
    await settled()
    assert groups.form.keys == (GroupKey(3, DatePart.MONTH),)
    groups.grid.setCurrentIndex(groups.grid.groups.index(0, 0))
    QTest.keyClick(groups.grid, Qt.Key.Key_Return)
    await settled()
    rows = place.view.grid.rows
    assert [rows.value(rows.index(row, 3)) for row in range(rows.rowCount())] == [date(2026, 11, 20), date(2026, 11, 21)]
    await settled()


async def test_the_menus_of_headers_and_cells_offer_it(place: Place, make_result: Make) -> None:
    place.show_rows(make_result(COLUMNS, *ROWS))
    place.select(0, 1, 0, 1)
    menu = QMenu(place)
    place.view.grid.column_menu_shown.emit(menu, 2)
    assert [action.text() for action in menu.actions() if action.text()] == ["Statistics of this column", "Group by this column"]
    menu.actions()[1].trigger()
    await settled()
    assert place.inspection.statistics.position == 2
    cells = QMenu(place)
    place.view.grid.cell_menu_shown.emit(cells, place.view.grid.rows.index(0, 1))
    assert [action.text() for action in cells.actions() if action.text()] == [
        "Show the cell",
        "Copy as",
        "Ask Intacct for the selected values",
    ]
    await settled()


async def test_nothing_selected_and_nothing_there(place: Place, make_result: Make) -> None:
    QGuiApplication.clipboard().setText("before")
    for slot in (place.view.grid.copy, place.inspection.copy_list, place.inspection.filter_by_values, place.inspection.show_cell):
        slot()
    place.show_rows(make_result(COLUMNS))
    place.view.grid.copy()
    await settled()
    assert text() == "before"
    assert not place.inspection.cell.state.is_content
    place.view.grid.viewport().grab()
    assert place.view.grid.indexAt(QPoint(5, 5)).isValid() is False
    await settled()
