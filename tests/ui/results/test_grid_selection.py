"""Ranges of cells: which they are, their sum and their average, of a million rows as of three."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.grid.selection import Block
from intacct_desktop.ui.results.result_view import ResultView
from tests.ui.results.views import BILLS, FIVE, settled, show

Make = Callable[..., ResultSet]
FLAGS = QItemSelectionModel.SelectionFlag


def select(view: ResultView, top: int, left: int, bottom: int, right: int, flags: QItemSelectionModel.SelectionFlag = FLAGS.Select) -> None:
    rows = view.grid.rows
    view.grid.selectionModel().select(QItemSelection(rows.index(top, left), rows.index(bottom, right)), flags)


async def test_a_range_says_its_sum_and_its_average_of_the_numbers_in_it(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    select(view, 0, 4, 4, 4)
    await settled()
    assert view.status.selection.text() == "5 cells selected · sum 1,020.40 · average 340.13", "null and n/a are no numbers"
    select(view, 1, 4, 3, 4, FLAGS.Deselect)
    await settled()
    assert view.status.selection.text() == "2 cells selected · sum 1,340.40 · average 670.20"
    select(view, 2, 4, 3, 4, FLAGS.ClearAndSelect)
    await settled()
    assert view.status.selection.text() == "2 cells selected · sum 0"
    select(view, 0, 1, 1, 2, FLAGS.ClearAndSelect)
    await settled()
    assert view.status.selection.text() == "4 cells selected"


async def test_blocks_follow_the_screen_and_pass_over_hidden_columns(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.grid.horizontalHeader().moveSection(4, 0)
    view.grid.columns.hide([2])
    view.grid.selectAll()
    assert view.grid.selected_blocks() == (Block(range(5), (4, 0, 1, 3)),)
    view.grid.clearSelection()
    select(view, 0, 0, 1, 1)
    select(view, 1, 0, 3, 0)
    select(view, 4, 3, 4, 3)
    assert view.grid.selected_blocks() == (Block(range(4), (0,)), Block(range(2), (1,)), Block(range(4, 5), (3,)))
    assert view.grid.selected_ranges() == [range(5)]
    await settled()


async def test_sums_are_of_the_rows_as_they_are_arranged(make_result: Make, view: ResultView) -> None:
    rows = ({"key": str(n), "n": n} for n in range(4_000))
    show(view, make_result({"key": (ValueKind.TEXT, None), "n": (ValueKind.INTEGER, None)}, *rows))
    view.sort(1)
    view.sort(1)
    await settled()
    select(view, 0, 1, 999, 1)
    await settled()
    assert view.status.selection.text() == "1,000 cells selected · sum 3,499,500 · average 3,499.50"
    QTest.keyClick(view.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    await settled()
    assert view.status.selection.text() == "4,000 rows selected · sum 7,998,000 · average 1,999.50"
