"""The grid over real rows: read by windows, drawn by kind, copied and summed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Direction, Order
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.grid.model import ABSENT, SEGMENT, WAITING, ResultModel
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from intacct_desktop.ui.results.grid.selection import Block
from intacct_desktop.ui.theme import ROW, Role, theme

Make = Callable[..., ResultSet]

COLUMNS = {
    "key": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "days": (ValueKind.INTEGER, None),
    "amount": (ValueKind.DECIMAL, 2),
}
ROWS: list[dict[str, Any]] = [
    {"key": "001", "state": "posted", "days": 3, "amount": "1240.50"},
    {"key": "002", "state": None, "days": None, "amount": "-320.00"},
    {"key": "a\tb", "state": "", "days": 4, "amount": "n/a"},
]
SELECT_ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def grid(qtbot: QtBot) -> ResultGrid:
    made = ResultGrid()
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    return made


async def settled() -> None:
    while tasks.running():
        for handle in tasks.running():
            await handle.wait()


async def test_rows_are_read_behind_and_shown_when_they_are_here(make_result: Make) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(1_000)))
    model = ResultModel()
    model.show_rows(result_set, 100, 900)
    assert model.rowCount() == 900
    index = model.index(500, 0)
    assert index.data() == WAITING
    assert model.value(index) is ABSENT
    await settled()
    assert index.data() == "600"
    assert model.value(index) == 600
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await settled()


async def test_rows_at_hand_are_not_read_again(make_result: Make) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(300)))
    model = ResultModel()
    model.show_rows(result_set, 0, 300, rows=result_set.window(0, SEGMENT))
    assert model.index(SEGMENT - 1, 0).data() == str(SEGMENT - 1)
    assert not tasks.running()
    await settled()


async def test_other_rows_may_take_the_place_of_those_being_read(make_result: Make) -> None:
    first, second = (make_result({"n": (ValueKind.INTEGER, None)}, {"n": n}) for n in (1, 2))
    model = ResultModel()
    model.show_rows(first, 0, 1)
    assert model.index(0, 0).data() == WAITING
    model.show_rows(second, 0, 1)
    first.close()
    assert model.index(0, 0).data() == WAITING
    await settled()
    assert model.index(0, 0).data() == "2"
    await settled()


async def test_what_a_cell_looks_like(make_result: Make, grid: ResultGrid) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    grid.show_rows(result_set, 0, 3, (Order("amount", Direction.DESCENDING),), result_set.window(0, 3))
    assert [grid.rows.index(1, column).data() for column in range(4)] == ["002", "null", "null", "−320.00"]
    assert grid.rows.headerData(3, Qt.Orientation.Horizontal) == "amount ↓"
    assert [grid.rowHeight(row) for row in range(3)] == [ROW] * 3
    assert grid.rows.index(0, 3).data(int(Qt.ItemDataRole.TextAlignmentRole)) & int(Qt.AlignmentFlag.AlignRight)
    assert "decimal" in grid.rows.index(2, 3).data(int(Qt.ItemDataRole.ToolTipRole))
    assert _ink(grid, 1, 3) is Role.NEGATIVE
    assert _ink(grid, 2, 3) is Role.WARNING
    assert _ink(grid, 1, 1) is Role.MUTED
    assert _ink(grid, 0, 3) is Role.TEXT
    grid.set_faded(True)
    assert _ink(grid, 0, 3) is Role.MUTED
    await settled()


def _ink(grid: ResultGrid, row: int, column: int) -> Role:
    """The role whose colour is nearest to what was drawn."""
    box = grid.visualRect(grid.rows.index(row, column)).adjusted(2, 2, -2, -2)
    image = grid.viewport().grab(box).toImage()
    ground = image.pixelColor(QPoint(0, 0))
    inks = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    drawn = max(inks, key=lambda ink: _distance(ink, ground))
    return min((Role.TEXT, Role.MUTED, Role.NEGATIVE, Role.WARNING), key=lambda role: _distance(theme().color(role), drawn))


def _distance(one: QColor, other: QColor) -> int:
    return (one.red() - other.red()) ** 2 + (one.green() - other.green()) ** 2 + (one.blue() - other.blue()) ** 2


async def test_copying(make_result: Make, grid: ResultGrid) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    grid.show_rows(result_set, 0, 3, (), result_set.window(0, 3))
    for row in (0, 2):
        grid.selectionModel().select(grid.rows.index(row, 0), SELECT_ROWS)
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await settled()
    assert QGuiApplication.clipboard().text() == '001\tposted\t3\t1240.50\n"a\tb"\t\t4\tn/a\n'
    grid.horizontalHeader().moveSection(3, 0)
    grid.copy(headers=True)
    await settled()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "amount\tkey\tstate\tdays"
    grid.setCurrentIndex(grid.rows.index(1, 3))
    grid.copy_cell()
    assert QGuiApplication.clipboard().text() == "-320.00"
    await settled()


async def test_the_sum_of_a_selection_is_exact_and_of_all_rows_not_only_those_in_view(make_result: Make, grid: ResultGrid) -> None:
    result_set = make_result(COLUMNS, *({"key": str(n), "days": n, "amount": "0.10"} for n in range(3_000)))
    said: list[str] = []
    grid.selection_totalled.connect(said.append)
    grid.show_rows(result_set, 1_000, 2_000, (), result_set.window(1_000, SEGMENT))
    grid.selectAll()
    await settled()
    assert said[-1] == "2,000 rows selected · sum 200.00 of amount · average 0.10"
    assert result_set.sum_of(3, grid.selected_ranges()) == Decimal("200.00")
    grid.setCurrentIndex(grid.rows.index(0, 2))
    grid.selectAll()
    await settled()
    assert said[-1] == "2,000 rows selected · sum 3,999,000 of days · average 1,999.50"
    grid.clearSelection()
    grid.selectRow(1)
    await settled()
    assert said[-1] == ""
    await settled()


async def test_a_click_on_a_header_asks_for_that_order(make_result: Make, grid: ResultGrid, qtbot: QtBot) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    grid.show_rows(result_set, 0, 3, (), result_set.window(0, 3))
    header = grid.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(3) + 10, header.height() // 2)
    with qtbot.waitSignal(grid.sort_wished) as wished:
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wished.args == [3, False]
    with qtbot.waitSignal(grid.sort_wished) as wished:
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert wished.args == [3, True]
    assert not grid.selectionModel().hasSelection()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, place)
    assert grid.selected_blocks() == (Block(range(3), (3,)),)
    await settled()


async def test_the_widths_a_person_chose_stay_while_the_columns_do(make_result: Make, grid: ResultGrid) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    grid.show_rows(result_set, 0, 3, (), result_set.window(0, 3))
    grid.setColumnWidth(0, 222)
    grid.show_rows(result_set, 0, 3, (), result_set.window(0, 3))
    assert grid.columnWidth(0) == 222
    other = make_result({"key": (ValueKind.TEXT, None)}, {"key": "1"})
    grid.show_rows(other, 0, 1, (), other.window(0, 1))
    assert grid.columnWidth(0) != 222
    await settled()
