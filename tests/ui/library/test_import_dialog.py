"""The dialog that opens queries from a text."""

import json
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from intacct_desktop.ui import tasks
from intacct_desktop.ui.library.import_dialog import MOST_SHOWN, ImportDialog
from intacct_desktop.workspace.importing import MAX_LENGTH, Imported
from tests.ui.conftest import Until

BODY = '{"object": "accounts-payable/bill", "fields": ["key", "id"], "filters": [{"$eq": {"state": "posted"}}]}'
VENDORS = '{"object": "accounts-payable/vendor", "fields": ["key"]}'
CURL = f"curl -X POST https://api.intacct.com/ia/api/v1/services/core/query -H 'Authorization: Bearer abc' -d '{BODY}'"


class Taken(list[Sequence[Imported]]):
    @property
    def objects(self) -> list[list[str]]:
        return [[imported.query.object for imported in found] for found in self]


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def opened(taken: Taken) -> Iterator[Callable[[str], ImportDialog]]:
    dialogs: list[ImportDialog] = []

    def make(clipboard: str = "") -> ImportDialog:
        QGuiApplication.clipboard().setText(clipboard)
        dialog = ImportDialog()
        dialog.taken.connect(taken.append)
        dialogs.append(dialog)
        dialog.open()
        return dialog

    yield make
    for dialog in dialogs:
        if is_open(dialog):
            dialog.close()
    QGuiApplication.clipboard().clear()


def is_open(dialog: ImportDialog) -> bool:
    """A dialog that was closed is soon destroyed."""
    return shiboken6.isValid(dialog) and dialog.isVisible()


def paste(dialog: ImportDialog, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    dialog.text.setFocus()
    QTest.keyClick(dialog.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def rows(dialog: ImportDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


async def settled(until: Until) -> None:
    await until(lambda: not tasks.running())


async def test_a_query_on_the_clipboard_stands_there_ready_to_open(
    opened: Callable[[str], ImportDialog], taken: Taken, until: Until
) -> None:
    dialog = opened(CURL)
    await until(lambda: rows(dialog))
    assert dialog.text.toPlainText() == CURL
    assert rows(dialog) == ["Bill · accounts-payable/bill · 2 columns · 1 filter · cURL"]
    assert "token or password" in dialog.notes.text()
    QTest.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert taken.objects == [["accounts-payable/bill"]]
    assert not is_open(dialog)


@pytest.mark.parametrize("clipboard", ["", "   ", "a letter to a friend", "{ not json", "[1, 2]"])
async def test_what_is_no_query_on_the_clipboard_is_left_alone(clipboard: str, opened: Callable[[str], ImportDialog], until: Until) -> None:
    dialog = opened(clipboard)
    await settled(until)
    assert dialog.text.toPlainText() == ""
    assert dialog.state.text() == ""
    assert not dialog.take.isEnabled()


async def test_typing_says_what_is_wrong_and_then_what_was_found(opened: Callable[[str], ImportDialog], taken: Taken, until: Until) -> None:
    dialog = opened("")
    QTest.keyClicks(dialog.text, VENDORS[:-1])
    await until(lambda: "not JSON" in dialog.state.text())
    assert dialog.state.property("role") == "negative"
    assert not dialog.take.isEnabled()
    QTest.keyClicks(dialog.text, "}")
    assert not dialog.take.isEnabled(), "not before it was looked at"
    await until(dialog.take.isEnabled)
    assert dialog.text.toPlainText() == VENDORS
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert taken.objects == [["accounts-payable/vendor"]]


async def test_of_several_queries_one_chooses(opened: Callable[[str], ImportDialog], taken: Taken, until: Until) -> None:
    names = ("accounts-payable/bill", "accounts-payable/vendor", "general-ledger/account")
    dialog = opened(json.dumps([{"object": name, "fields": ["key"]} for name in names]))
    await until(lambda: len(rows(dialog)) == 3)
    assert dialog.take.text() == "Open", "the first is chosen, not a hundred tabs"
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.take.text() == "Open 2 queries"
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert taken.objects == [["accounts-payable/vendor", "general-ledger/account"]]


async def test_a_long_collection_is_looked_at_without_being_shown(
    opened: Callable[[str], ImportDialog], taken: Taken, until: Until
) -> None:
    dialog = opened("")
    long = json.dumps([{"object": "accounts-payable/bill", "fields": [f"field{number}" for number in range(20_000)]}])
    assert MOST_SHOWN < len(long) < MAX_LENGTH
    paste(dialog, long)
    await until(lambda: rows(dialog))
    assert dialog.text.toPlainText() == ""
    assert dialog.held.isVisible()
    assert rows(dialog) == ["Bill · accounts-payable/bill · 20000 columns · 0 filters · JSON body"]
    QTest.mouseClick(dialog.type_again, Qt.MouseButton.LeftButton)
    assert dialog.text.isVisible()
    assert not rows(dialog)
    assert not dialog.take.isEnabled()


async def test_ten_megabytes_do_not_freeze_the_window(opened: Callable[[str], ImportDialog], until: Until) -> None:
    huge = "x" * 10_000_000
    began = time.perf_counter()
    dialog = opened(huge)
    assert dialog.state.text() == "What is on the clipboard is too long to be a query."
    QTest.keyClicks(dialog.text, "mine")
    paste(dialog, huge)
    dragged = QMimeData()
    dragged.setText(huge)
    dialog.text.insertFromMimeData(dragged)
    assert time.perf_counter() - began < 1.0
    assert "10,000,000 characters" in dialog.state.text()
    assert dialog.text.toPlainText() == "mine", "what was typed stays"
    await until(lambda: "This is no query." in dialog.state.text())


async def test_closing_while_a_text_is_looked_at_is_no_failure(opened: Callable[[str], ImportDialog], taken: Taken, until: Until) -> None:
    dialog = opened("")
    paste(dialog, json.dumps([{"object": "a/b", "fields": ["key"] * 50} for _ in range(2_000)]))
    assert tasks.running()
    dialog.close()
    await until(lambda: not shiboken6.isValid(dialog))
    await settled(until)
    assert not taken


async def test_a_failure_names_the_line(opened: Callable[[str], ImportDialog], until: Until) -> None:
    dialog = opened("")
    paste(dialog, '{\n  "object": "accounts-payable/bill",\n  oops\n}')
    await until(lambda: "Line 3" in dialog.state.text())


async def test_escape_takes_nothing(opened: Callable[[str], ImportDialog], taken: Taken, until: Until) -> None:
    dialog = opened(BODY)
    await until(lambda: rows(dialog))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not is_open(dialog)
    assert not taken
