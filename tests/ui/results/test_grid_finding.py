"""Finding a text in the rows, and cells that lead to other records."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.grid.links import Link, Wish
from intacct_desktop.ui.results.result_view import ResultView
from tests.ui.results.views import BILLS, FIVE, settled, show

Make = Callable[..., ResultSet]
Until = Callable[..., Any]


def place(view: ResultView) -> tuple[int, int]:
    index = view.grid.currentIndex()
    return index.row(), index.column()


async def test_hits_are_gone_through_round_and_round_and_tinted(make_result: Make, view: ResultView, until: Until) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.grid.setFocus()
    QTest.keyClick(view.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert view.find_bar.isVisible()
    QTest.keyClicks(view.find_bar.search, "etoile")
    await until(lambda: place(view) == (0, 1))
    assert view.grid.rows.is_hit(0, 1)
    assert view.grid.rows.is_hit(2, 1)
    assert not view.grid.rows.is_hit(1, 1)
    QTest.keyClick(view.find_bar.search, Qt.Key.Key_Return)
    await settled()
    assert place(view) == (2, 1)
    QTest.keyClick(view.find_bar.search, Qt.Key.Key_F3)
    await settled()
    assert place(view) == (0, 1)
    assert view.find_bar.said.text() == "From the beginning again"
    QTest.keyClick(view.grid, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    await settled()
    assert place(view) == (2, 1)
    assert view.find_bar.said.text() == "From the end again"
    view.find_bar.search.setText("1,240")
    await until(lambda: place(view) == (0, 4))
    view.find_bar.step()
    await settled()
    assert view.find_bar.said.text() == "This is the only hit"
    view.find_bar.search.setText("nobody")
    await until(lambda: view.find_bar.said.text() == "No hit")
    QTest.keyClick(view.find_bar.search, Qt.Key.Key_Escape)
    assert view.find_bar.isHidden()
    assert not view.grid.rows.is_sought
    await settled()


async def test_columns_are_searched_in_the_order_of_the_screen_and_hidden_ones_are_not(make_result: Make, view: ResultView) -> None:
    show(
        view,
        make_result(
            {"a": (ValueKind.TEXT, None), "b": (ValueKind.TEXT, None), "c": (ValueKind.TEXT, None)}, {"a": "x", "b": "x", "c": "x"}
        ),
    )
    view.grid.horizontalHeader().moveSection(2, 0)
    view.grid.columns.hide([1])
    view.grid.go_to(0, 2)
    view.find_bar.begin()
    view.find_bar.search.setText("x")
    seen = []
    for _ in range(2):
        view.find_bar.step()
        await settled()
        seen.append(place(view))
    assert seen == [(0, 0), (0, 2)]
    view.find_bar.dismiss()
    await settled()


async def test_a_hit_far_away_is_scrolled_to_in_sorted_rows_too(make_result: Make, view: ResultView) -> None:
    rows = ({"key": str(n), "amount": f"{n}.00"} for n in range(5_000))
    show(view, make_result(BILLS, *rows))
    view.sort(4)
    view.sort(4)
    await settled()
    view.find_bar.begin()
    view.find_bar.search.setText("123.00")
    view.find_bar.step()
    await settled()
    assert view.grid.currentIndex().data() == "4,123.00"
    assert view.grid.viewport().rect().contains(view.grid.visualRect(view.grid.currentIndex()))
    view.find_bar.dismiss()
    await settled()


async def test_a_hit_outside_the_page_asks_for_all_rows(make_result: Make, view: ResultView) -> None:
    result_set = make_result(BILLS, *({"key": str(n)} for n in range(500)))
    show(view, result_set, 100)
    view.all_wished.connect(lambda: show(view, result_set))
    view.find_bar.begin()
    view.find_bar.search.setText("444")
    view.find_bar.step()
    await settled()
    assert place(view) == (444, 0)
    view.find_bar.dismiss()
    await settled()


async def test_a_reference_is_opened_by_ctrl_and_a_click_and_from_the_menu(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.links.set_links({1: Link("accounts-payable/vendor", "key", 0)})
    wished: list[Wish] = []
    view.links.wished.connect(wished.append)
    grid, port = view.grid, view.grid.viewport()
    link, other = (grid.cell_rect(grid.rows.index(1, column)).center() for column in (1, 2))
    underlined = []
    for point in (other, link):
        QTest.mouseMove(port, point)
        underlined.append(grid.cells.link)
    assert underlined == [None, (1, 1)]
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, link)
    assert wished == [Wish("accounts-payable/vendor", "key", "9")]
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=link)
    assert len(wished) == 1, "a plain click selects"
    menu = QMenu(view)
    grid.cell_menu_shown.emit(menu, grid.rows.index(1, 1))
    assert menu.actions()[0].text() == "Open vendor 9"
    menu.actions()[0].trigger()
    assert len(wished) == 2
    assert view.links.wish(grid.rows.index(1, 2)) is None
    grid.setCurrentIndex(grid.rows.index(2, 1))
    shown: list[QModelIndex] = []
    grid.cell_menu_shown.connect(lambda _menu, index: shown.append(index))
    below = grid.visualRect(grid.currentIndex()).bottomLeft() + QPoint(5, 8)
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        QApplication.sendEvent(port, QContextMenuEvent(reason, below, port.mapToGlobal(below)))
        grid.findChildren(QMenu)[-1].close()
    assert [index.row() for index in shown] == [2, 3], "by the keyboard it is that of the current cell"
    grid.setCurrentIndex(grid.rows.index(0, 1))
    view.links.open()
    assert wished[-1].value == "10"
    QTest.mouseMove(port, QPoint(2, port.height() - 2))
    assert grid.cells.link is None
    await settled()
