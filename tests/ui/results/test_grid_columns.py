"""Columns hidden, moved, frozen and fitted, and how all of it is remembered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.grid.cell_style import CellStyle
from intacct_desktop.ui.results.grid.remembering import LayoutPlace
from intacct_desktop.ui.results.grid.result_grid import COMPACT_ROW
from intacct_desktop.ui.results.grid.selection import Block
from intacct_desktop.ui.results.result_view import ResultView
from intacct_desktop.ui.theme import ROW, Role, theme
from intacct_desktop.workspace.grid_layouts import GridLayout, GridLayouts, name_of_columns
from tests.ui.results.views import BILLS, FIVE, settled, show

Make = Callable[..., ResultSet]


@pytest.fixture
def layouts(tmp_path: Path, view: ResultView) -> GridLayouts:
    made = GridLayouts(tmp_path / "layouts.db")
    view.remember(LayoutPlace(made, lambda columns: [name_of_columns("bill", columns)]))
    return made


def paths(view: ResultView) -> list[str]:
    return [view.grid.rows.columns[at].path for at in view.grid.shown_columns()]


def wide(make_result: Make) -> ResultSet:
    columns = {f"c{at}": (ValueKind.TEXT if at % 2 else ValueKind.INTEGER, None) for at in range(400)}
    return make_result(columns, *({f"c{at}": at * row for at in range(400)} for row in range(300)))


async def test_four_hundred_columns_are_hidden_and_found_by_a_search(make_result: Make, view: ResultView) -> None:
    show(view, wide(make_result))
    picker = view.pick_columns()
    QTest.keyClicks(picker.search, "c39")
    picker.none_button.click()
    assert len(paths(view)) == 400 - 11
    assert picker.said.text() == "389 of 400 columns are shown"
    picker.search.setText("c399")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert paths(view)[-1] == "c399"
    picker.search.clear()
    picker.none_button.click()
    assert len(paths(view)) == 1, "the last column stays"
    picker.all_button.click()
    assert len(paths(view)) == 400
    picker.close()
    await settled()


async def test_frozen_columns_stay_and_follow_order_width_and_what_is_hidden(make_result: Make, view: ResultView) -> None:
    show(view, wide(make_result))
    grid, header = view.grid, view.grid.horizontalHeader()
    grid.columns.freeze_to(2)
    assert grid.frozen.isVisible()
    assert [lane.position for lane in grid.frozen.lanes()] == [0, 1, 2]
    grid.horizontalScrollBar().setValue(1_000)
    grid.setColumnWidth(1, 90)
    assert [lane.width for lane in grid.frozen.lanes()] == [header.sectionSize(0), 90, header.sectionSize(2)]
    assert grid.frozen.header.sectionSize(1) == 90
    grid.frozen.header.resizeSection(0, 77)
    assert header.sectionSize(0) == 77
    grid.columns.hide([1])
    assert [lane.position for lane in grid.frozen.lanes()] == [0, 2]
    grid.frozen.header.moveSection(0, 2)
    assert [lane.position for lane in grid.frozen.lanes()] == [2, 0]
    assert header.logicalIndex(2) == 0
    grid.columns.show([1])
    assert [lane.position for lane in grid.frozen.lanes()] == [1, 2, 0]
    view.resize(300, 400)
    assert len(grid.frozen.lanes()) < 3, "where there is no room for others, less stands still"
    grid.columns.unfreeze()
    assert not grid.frozen.isVisible()
    await settled()


async def test_the_mouse_and_the_keyboard_reach_through_frozen_columns(make_result: Make, view: ResultView) -> None:
    show(view, wide(make_result))
    grid = view.grid
    grid.columns.freeze_to(1)
    grid.horizontalScrollBar().setValue(2_000)
    port = grid.viewport()
    lane = grid.frozen.lanes()[1]
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(lane.x + 20, 3 * ROW + 5))
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (3, 1)
    assert grid.horizontalScrollBar().value() == 2_000, "what stands still need not be scrolled to"
    first = next(lane for lane in grid.lanes() if lane.x >= grid.frozen.right)
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(first.x + 5, 5))
    assert grid.currentIndex().column() == first.position
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.currentIndex().column() == first.position - 1
    assert grid.cell_rect(grid.currentIndex()).left() >= grid.frozen.right, "no cell is left below the frozen ones"
    for _ in range(4):
        QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_blocks() == (Block(range(1), tuple(range(first.position - 1, first.position + 4))),)
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().column() == 0
    grid.horizontalScrollBar().setValue(2_000)
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(first.x + 5, 2 * ROW + 5))
    assert grid.selected_blocks()[0].rows == range(3)
    await settled()


async def test_a_drag_selects_a_range_of_cells(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    grid, port = view.grid, view.grid.viewport()
    first, last = (grid.cell_rect(grid.rows.index(row, column)).center() for row, column in ((1, 1), (3, 3)))
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=first)
    for place in (first + QPoint(12, 12), last):
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            place.toPointF(),
            port.mapToGlobal(place).toPointF(),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(port, move)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=last)
    assert grid.selected_blocks() == (Block(range(1, 4), (1, 2, 3)),)
    QTest.keyClick(grid, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_blocks() == (Block(range(1, 4), tuple(range(5))),)
    await settled()


async def test_a_width_fits_the_rows_on_the_screen_only(make_result: Make, view: ResultView) -> None:
    rows = [{"key": "x" * (80 if n == 180 else 3)} for n in range(200)]
    show(view, make_result({"key": (ValueKind.TEXT, None)}, *rows))
    grid = view.grid
    narrow = grid.columnWidth(0)
    grid.columns.fit([0], grid.top_row)
    assert grid.columnWidth(0) == narrow
    grid.verticalScrollBar().setValue(175)
    grid.horizontalHeader().sectionHandleDoubleClicked.emit(0)
    assert grid.columnWidth(0) > 2 * narrow
    await settled()


async def test_frozen_cells_are_drawn_as_the_others_in_light_and_dark(make_result: Make, view: ResultView, qapp: QApplication) -> None:
    show(view, make_result(BILLS, *FIVE))
    grid = view.grid
    for scheme in ("dark", "light"):
        theme().apply(qapp, scheme)
        grid.columns.unfreeze()
        plain = _ground(grid.grab(grid.cell_rect(grid.rows.index(2, 0)).translated(grid.viewport().pos())).toImage())
        grid.columns.freeze_to(0)
        frozen = _ground(grid.grab(grid.cell_rect(grid.rows.index(2, 0)).translated(grid.viewport().pos())).toImage())
        assert plain == frozen == theme().color(Role.BASE)
    await settled()


def _ground(image: QImage) -> QColor:
    return image.pixelColor(2, 2)


async def test_nulls_and_negatives_look_as_one_likes(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.set_style(CellStyle(blank_nulls=True, parentheses=True))
    rows = view.grid.rows
    assert [rows.index(row, 4).data() for row in range(5)] == ["1,240.50", "(320.00)", "n/a", "", "99.90"]
    assert rows.index(3, 4).data(Qt.ItemDataRole.AccessibleTextRole) == "null"
    view.set_compact(True)
    assert view.grid.rowHeight(0) == COMPACT_ROW
    await settled()


async def test_the_layout_is_remembered_and_forgotten(make_result: Make, view: ResultView, layouts: GridLayouts) -> None:
    show(view, make_result(BILLS, *FIVE))
    grid = view.grid
    grid.columns.hide([2])
    grid.horizontalHeader().moveSection(4, 0)
    grid.columns.freeze_to(0)
    grid.setColumnWidth(1, 234)
    view.set_compact(True)
    view.set_style(CellStyle(blank_nulls=True))
    await view.aclose()
    read = GridLayouts(layouts.path)
    read.read()
    kept = read.of(name_of_columns("bill", BILLS))
    assert kept == GridLayout(
        order=("amount", "key", "vendor.name", "state", "dueDate"),
        widths={"vendor.name": 234},
        hidden=("state",),
        frozen="key",
        compact=True,
        blank_nulls=True,
    )
    show(view, make_result({"key": (ValueKind.TEXT, None)}, {"key": "1"}))
    assert not grid.is_compact
    show(view, make_result(BILLS, *FIVE))
    assert paths(view) == ["amount", "key", "vendor.name", "dueDate"]
    assert (grid.columnWidth(1), grid.is_compact, grid.columns.frozen_count) == (234, True, 2)
    assert view.remembering.present() == kept
    view.reset_layout()
    assert paths(view) == list(BILLS)
    assert not grid.is_compact
    assert layouts.of(name_of_columns("bill", BILLS)) is None
    await view.aclose()
    await settled()


async def test_a_layout_knows_nothing_of_columns_that_came_later(make_result: Make, view: ResultView, layouts: GridLayouts) -> None:
    layouts.keep("always", GridLayout(order=("amount", "key"), hidden=("state", "gone"), frozen="gone", widths={"gone": 9, "key": 123}))
    view.remember(LayoutPlace(layouts, lambda _columns: ["always"]))
    show(view, make_result(BILLS, *FIVE))
    assert paths(view) == ["amount", "key", "vendor.name", "dueDate"]
    assert view.grid.columnWidth(0) == 123
    layouts.keep("always", GridLayout(hidden=tuple(BILLS)))
    view.show_start(lambda: None)
    show(view, make_result(BILLS, *FIVE))
    assert paths(view) == list(BILLS), "a grid without columns helps nobody"
    await view.aclose()
    await settled()


async def test_columns_stay_as_they_were_arranged_when_rows_are_sorted(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    grid = view.grid
    grid.columns.hide([2])
    grid.horizontalHeader().moveSection(4, 0)
    grid.columns.freeze_to(0)
    grid.setColumnWidth(4, 150)
    before = (paths(view), grid.frozen.lanes(), [grid.columnWidth(at) for at in (0, 1, 3, 4)])
    for _ in range(3):
        view.sort(3)
        await settled()
        assert (paths(view), grid.frozen.lanes(), [grid.columnWidth(at) for at in (0, 1, 3, 4)]) == before
        header = grid.frozen.header
        shown = [at for at in range(header.count()) if not header.isSectionHidden(at)]
        assert sorted(shown, key=header.visualIndex) == [4, 0]
        assert [header.sectionSize(at) for at in (4, 0)] == [150, grid.columnWidth(0)]
    await settled()
