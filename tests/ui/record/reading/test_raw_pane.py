"""The JSON beside the form."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from intacct_desktop.ui.record.reading.raw_pane import RawPane
from intacct_desktop.ui.theme import Role, theme
from tests.ui.conftest import Until
from tests.ui.record.reading.conftest import BILL

Settled = Callable[[], Awaitable[None]]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
async def pane(qtbot: QtBot, settled: Settled, until: Until) -> RawPane:
    pane = RawPane()
    qtbot.addWidget(pane)
    pane.resize(480, 300)
    pane.show()
    pane.activateWindow()
    pane.show_record(BILL)
    await settled()
    await until(pane.isActiveWindow)
    return pane


def selected(pane: RawPane) -> list[str]:
    """What is marked, in the order of the text."""
    return [selection.cursor.selectedText() for selection in pane.text.extraSelections()]


def put_cursor_on(pane: RawPane, text: str) -> None:
    cursor = pane.text.document().find(text)
    cursor.setPosition(cursor.selectionStart())
    pane.text.setTextCursor(cursor)


async def test_it_is_the_record_and_cannot_be_changed(pane: RawPane, settled: Settled) -> None:
    assert json.loads(pane.text.toPlainText()) == BILL
    QTest.keyClicks(pane.text, "xyz")
    QTest.keyClick(pane.text, Qt.Key.Key_Return)
    assert json.loads(pane.text.toPlainText()) == BILL
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    await settled()
    assert json.loads(QGuiApplication.clipboard().text()) == BILL


async def test_the_lines_in_view_are_coloured_in_both_schemes(pane: RawPane) -> None:
    pane.grab()
    block = pane.text.document().find("billNumber").block()
    colours = [span.format.foreground().color() for span in block.layout().formats()]
    assert colours == [theme().color(Role.ACCENT), theme().color(Role.SUCCESS)]
    theme().changed.emit()
    assert pane.text.document().find("billNumber").block().layout().formats()


async def test_search_goes_round(pane: RawPane) -> None:
    pane.focus_search()
    QTest.keyClicks(pane.search, "MAINTENANCE")
    assert pane.found.text() == "1 of 2"
    assert pane.text.textCursor().block().text().endswith('"Étoile 😀 maintenance",')
    found = []
    for key, modifier in (
        (Qt.Key.Key_Return, 0),
        (Qt.Key.Key_Return, 0),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_F3, 0),
    ):
        QTest.keyClick(pane.search, key, Qt.KeyboardModifier(modifier))
        found.append((pane.found.text(), pane.path.text().split()[0]))
    assert found == [("2 of 2", "lines[2].memo"), ("1 of 2", "description"), ("2 of 2", "lines[2].memo"), ("1 of 2", "description")]
    pane.grab()
    assert "maintenance" in selected(pane), "behind a character that Qt counts twice"
    QTest.keyClicks(pane.search, "!")
    assert (pane.found.text(), pane.next.isEnabled()) == ("no hit", False)
    QTest.keyClick(pane.search, Qt.Key.Key_Escape)
    assert (pane.search.text(), pane.found.text(), selected(pane)) == ("", "", [])


async def test_in_the_pane_the_shortcut_of_searching_is_its_own(qtbot: QtBot, settled: Settled, until: Until) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = RawPane(window)
    window.setCentralWidget(pane)
    elsewhere: list[bool] = []
    action = QAction("Find", window)
    action.setShortcut("Ctrl+F")
    action.triggered.connect(elsewhere.append)
    window.addAction(action)
    window.show()
    pane.show_record(BILL)
    await settled()
    window.activateWindow()
    await until(window.isActiveWindow)
    pane.text.setFocus()
    QTest.keyClick(pane.text, Qt.Key.Key_F, CONTROL)
    assert pane.search.hasFocus()
    assert not elsewhere


async def test_the_path_at_the_cursor_is_shown_said_and_copied(pane: RawPane) -> None:
    said: list[str] = []
    pane.text.place_chosen.connect(said.append)
    put_cursor_on(pane, "28301.00")
    assert said == ["/lines/1/txnAmount"]
    assert pane.path.text().split() == ["lines[2].txnAmount", "/lines/1/txnAmount"]
    QTest.mouseClick(pane.path_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "lines[2].txnAmount"
    QTest.mouseClick(pane.pointer_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "/lines/1/txnAmount"
    pane.reveal("/vendor/name")
    assert pane.path.text().endswith("/vendor/name")
    assert said == ["/lines/1/txnAmount"], "what is revealed is not chosen"
    pane.text.moveCursor(QTextCursor.MoveOperation.Start)
    assert pane.path.text() == "the whole record"
    assert not pane.path_button.isEnabled()


async def test_the_place_and_the_search_stay_when_the_record_changes(pane: RawPane, settled: Settled) -> None:
    pane.reveal("/lines/1/memo")
    pane.show_record({"new": "first", **BILL})
    await settled()
    assert pane.text.place == "/lines/1/memo"
    pane.search.setText("memo")
    pane.show_record(BILL)
    await settled()
    assert pane.found.text() == "2 of 2"


async def test_a_place_may_be_wanted_before_it_is_there(qtbot: QtBot, settled: Settled) -> None:
    pane = RawPane()
    qtbot.addWidget(pane)
    assert pane.state.heading.text() == "No record"
    pane.show_record(BILL)
    pane.reveal("/lines/1/memo")
    await settled()
    assert pane.text.place == "/lines/1/memo"


async def test_a_long_value_is_cut_here_and_whole_in_a_copy(pane: RawPane, settled: Settled) -> None:
    record = {"key": "1", "content": "A" * 2_000_000}
    pane.show_record(record)
    await settled()
    assert pane.text.document().characterCount() < 10_000
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    await settled()
    assert json.loads(QGuiApplication.clipboard().text()) == record


async def test_two_megabytes_do_not_hold_the_window_up(pane: RawPane, settled: Settled) -> None:
    line = {"memo": "Annual maintenance", "txnAmount": "12.50", "dimensions": {"location": {"key": "1", "id": "100", "name": "Riverside"}}}
    record = {"key": "1", "lines": [line | {"key": str(at)} for at in range(14_000)]}
    assert len(json.dumps(record)) > 2_000_000
    longest, began, last = 0.0, perf_counter(), perf_counter()
    pane.show_record(record)
    showing = asyncio.ensure_future(settled())
    while not showing.done():
        await asyncio.sleep(0)
        now = perf_counter()
        longest, last = max(longest, now - last), now
    assert longest < (last - began) / 2
    assert pane.text.blockCount() > 100_000
    pane.reveal("/lines/13999/memo")
    assert pane.text.textCursor().block().text().strip() == '"memo": "Annual maintenance",'


async def test_another_record_while_one_is_written_out(pane: RawPane, settled: Settled) -> None:
    pane.show_record({"lines": [{"key": str(at)} for at in range(30_000)]})
    await asyncio.sleep(0.01)
    pane.show_record(BILL)
    await settled()
    assert json.loads(pane.text.toPlainText()) == BILL
