"""The page of the bottom panel that lists every run of a query."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.connections.profile import Environment
from intacct_desktop.ui import tasks
from intacct_desktop.ui.library.history_rows import Column, HistoryModel
from intacct_desktop.ui.library.history_view import HistoryView
from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.workspace.history import History, HistoryEntry, Outcome
from tests.ui.conftest import Until

BILLS = Query("accounts-payable/bill", ("key", "id"), (Filter(Operator.EQ, "state", "posted"),))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def entry(number: int = 0, title: str = "Open payables", outcome: Outcome = Outcome.DONE, **more: object) -> HistoryEntry:
    values = {"profile_id": "practice", "company": "Riverside Group", "rows": 200, "total": 1312, "seconds": 0.314, "query": BILLS, **more}
    return HistoryEntry(
        at=NOON + timedelta(minutes=number),
        title=title,
        outcome=outcome,
        environment=Environment.PRACTICE,
        **values,  # type: ignore[arg-type]
    )


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.db")


@pytest.fixture
def view(history: History, qtbot: QtBot) -> HistoryView:
    view = HistoryView(history)
    qtbot.addWidget(view)
    view.resize(1100, 300)
    return view


def titles(view: HistoryView) -> list[str]:
    return [view.model.index(row, Column.TITLE).data() for row in range(view.model.rowCount())]


async def settled(until: Until) -> None:
    await until(lambda: not tasks.running())


def test_the_model_holds_what_qt_asks_of_one() -> None:
    model = HistoryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([entry(1), entry(2)])
    model.show([])
    assert tester.model() is model


def test_a_row_says_what_ran_where_and_how_it_ended() -> None:
    model = HistoryModel()
    model.show([entry(), entry(title="", entity="E100", rows=None, outcome=Outcome.FAILED, detail="Refused: no such field")])
    rows = [[model.index(row, column).data() for column in Column if column is not Column.WHEN] for row in range(2)]
    assert rows == [
        ["Open payables", "bill", "Riverside Group", "Top level", "200 of 1,312", "0.31 s", "done"],
        ["Bills whose state is posted", "bill", "Riverside Group", "E100", "", "0.31 s", "failed"],
    ]
    failed = model.index(1, Column.OUTCOME)
    assert failed.data(Qt.ItemDataRole.ForegroundRole) == theme().color(Role.NEGATIVE)
    assert failed.data(Qt.ItemDataRole.ToolTipRole) == "Refused: no such field"
    assert model.index(0, Column.OUTCOME).data(Qt.ItemDataRole.ForegroundRole) is None


async def test_an_empty_history_says_what_it_is_for(view: HistoryView, until: Until) -> None:
    view.show()
    await settled(until)
    assert view.state.heading.text() == "No query was run yet"
    assert not view.clear_button.isEnabled()


async def test_runs_stand_latest_first_and_a_new_one_comes_with_reload(view: HistoryView, history: History, until: Until) -> None:
    history.add(entry(1, "first"))
    view.show()
    await until(lambda: titles(view) == ["first"])
    history.add(entry(2, "second"))
    view.reload()
    await until(lambda: titles(view) == ["second", "first"])
    assert view.model.entry(view.table.currentIndex().row()).title == "first", "the chosen run stays chosen"


async def test_a_page_that_is_not_shown_reads_nothing_until_it_is(view: HistoryView, history: History, until: Until) -> None:
    history.add(entry())
    view.reload()
    assert not tasks.running()
    view.show()
    await until(lambda: titles(view) == ["Open payables"])


async def test_what_is_typed_is_found_and_the_arrows_lead_into_the_table(
    view: HistoryView, history: History, until: Until, qtbot: QtBot
) -> None:
    for number in range(3):
        history.add(entry(number, f"Open payables {number}"))
    history.add(entry(9, "Vendors"))
    view.show()
    await until(lambda: len(titles(view)) == 4)
    view.activateWindow()
    view.focus_search()
    QTest.keyClicks(view.search, "payables")
    await until(lambda: len(titles(view)) == 3)
    assert view.count.text() == "3 runs"
    QTest.keyClick(view.search, Qt.Key.Key_Down)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.restore_wished) as wished:
        QTest.keyClick(view.table, Qt.Key.Key_Return)
    assert wished.args[0].title == "Open payables 1"
    assert wished.args[0].query == BILLS
    QTest.keyClick(view.search, Qt.Key.Key_Escape)
    await until(lambda: len(titles(view)) == 4)


async def test_nothing_found_offers_everything_again(view: HistoryView, history: History, until: Until) -> None:
    history.add(entry())
    view.show()
    view.set_profile("another")
    view.here.setChecked(True)
    await settled(until)
    assert view.state.heading.text() == "Nothing found"
    QTest.mouseClick(view.state.button, Qt.MouseButton.LeftButton)
    await until(lambda: titles(view) == ["Open payables"])
    assert not view.here.isChecked()


async def test_only_this_companys_runs(view: HistoryView, history: History, until: Until) -> None:
    history.add(entry(1, "here"))
    history.add(entry(2, "there", profile_id="other"))
    view.show()
    await settled(until)
    assert not view.here.isEnabled()
    view.set_profile("practice")
    QTest.mouseClick(view.here, Qt.MouseButton.LeftButton, pos=QPoint(8, view.here.height() // 2))
    await until(lambda: titles(view) == ["here"])
    view.set_profile("other")
    await until(lambda: titles(view) == ["there"])
    view.set_profile(None)
    await until(lambda: titles(view) == ["there", "here"])


async def test_a_double_click_opens_and_the_menu_copies_the_body(view: HistoryView, history: History, until: Until, qtbot: QtBot) -> None:
    history.add(entry())
    view.show()
    await until(lambda: titles(view) == ["Open payables"])
    place = view.table.visualRect(view.model.index(0, Column.TITLE)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(view.restore_wished) as wished:
        QTest.mouseDClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wished.args[0].query == BILLS
    menu = view.menu()
    copy = next(action for action in menu.actions() if action.text() == "Copy as JSON")
    copy.trigger()
    assert Query.from_json(QGuiApplication.clipboard().text()) == BILLS
    menu.close()


async def test_clearing_asks_first_and_leaves_everything_when_one_thinks_better_of_it(
    view: HistoryView, history: History, until: Until
) -> None:
    history.add(entry())
    view.show()
    await until(lambda: titles(view) == ["Open payables"])
    for answer, left in (("Cancel", 1), ("Clear history", 0)):
        QTest.mouseClick(view.clear_button, Qt.MouseButton.LeftButton)
        await until(lambda: question() is not None)
        dialog = question()
        assert dialog is not None
        button = next(button for button in dialog.findChildren(QPushButton) if button.text() == answer)
        assert button.isDefault() is (answer == "Cancel"), "Enter destroys nothing"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await settled(until)
        assert len(history.search()) == left
    assert view.state.heading.text() == "No query was run yet"


def question() -> QDialog | None:
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()), None)


async def test_a_history_that_cannot_be_read_says_so_and_is_read_again(view: HistoryView, history: History, until: Until) -> None:
    history.path.mkdir()
    view.show()
    await settled(until)
    assert view.state.button.text() == "Try again"
    assert "history" in view.state.heading.text().lower()
    history.path.rmdir()
    history.add(entry())
    QTest.mouseClick(view.state.button, Qt.MouseButton.LeftButton)
    await until(lambda: titles(view) == ["Open payables"])


async def test_another_program_that_holds_the_history_does_not_hold_the_window(tmp_path: Path, qtbot: QtBot, until: Until) -> None:
    history = History(tmp_path / "history.db", patience=0.1)
    history.add(entry())
    with sqlite3.connect(history.path) as other:
        other.execute("BEGIN EXCLUSIVE")
        view = HistoryView(history)
        qtbot.addWidget(view)
        view.show()
        await settled(until)
    other.close()
    view.reload()
    await until(lambda: titles(view) == ["Open payables"])
