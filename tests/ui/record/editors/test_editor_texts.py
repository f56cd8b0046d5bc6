"""Texts of one line and of several; members that are JSON; lists of values."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from intacct_desktop.api.model import Field
from intacct_desktop.api.records.form import EntryKind, Lock
from intacct_desktop.ui.record.editors.json_box import JsonBox
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.several_editor import SeveralEditor
from intacct_desktop.ui.record.editors.text_editor import TextEditor
from intacct_desktop.ui.theme import CONTROL
from tests.ui.record.editors.conftest import Show, entry_of

TEXT = entry_of(EntryKind.TEXT)
JSON = entry_of(EntryKind.JSON, "object")
SEVERAL = entry_of(EntryKind.SEVERAL, "array", items=Field("member", "string"), nullable=False)


def copy(text: str) -> None:
    copied = QMimeData()
    copied.setText(text)
    QGuiApplication.clipboard().setMimeData(copied)


async def test_pasted_line_breaks_are_kept_and_the_line_grows(show: Show) -> None:
    shown = await show(TEXT, "One line")
    editor = shown.editor
    assert isinstance(editor, TextEditor)
    assert editor.height() == CONTROL
    copy("First\nSecond\n\nFourth")
    shown.line.setFocus()
    shown.line.selectAll()
    QTest.keyClick(shown.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shown.values == ["First\nSecond\n\nFourth"]
    assert editor.is_several_lines
    assert editor.lines is not None
    assert editor.lines.toPlainText() == "First\nSecond\n\nFourth"
    assert editor.lines.hasFocus()
    assert editor.lines.accessibleName() == "Member"
    assert editor.lines.height() > 4 * 14
    QTest.keyClicks(editor.lines, "!")
    assert shown.values[-1] == "First\nSecond\n\nFourth!"  # where the cursor was


async def test_a_long_text_shows_how_it_begins_once_it_is_left(show: Show) -> None:
    shown = await show(TEXT, "")
    shown.line.setFocus()
    QTest.keyClicks(shown.line, "A text that is longer than the line. " * 9)
    shown.leaves()
    assert shown.line.cursorPosition() == 0


async def test_a_text_without_breaks_goes_back_to_one_line_when_it_is_left(show: Show) -> None:
    shown = await show(TEXT, "First\nSecond")
    editor = shown.editor
    assert isinstance(editor, TextEditor)
    assert editor.lines is not None
    editor.lines.setFocus()
    editor.lines.selectAll()
    QTest.keyClicks(editor.lines, "One")
    assert editor.is_several_lines
    shown.leaves()
    assert shown.line.isVisible()
    assert shown.line.text() == shown.values[-1] == "One"
    QTest.keyClick(shown.line, Qt.Key.Key_End)
    QTest.keyClick(shown.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert shown.values[-1] == "One\n"
    assert editor.is_several_lines


async def test_a_step_back_to_one_line_keeps_the_focus(show: Show) -> None:
    shown = await show(TEXT, "First\nSecond")
    assert isinstance(shown.editor, TextEditor)
    assert shown.editor.lines is not None
    shown.editor.lines.setFocus()
    shown.editor.set_value("One")
    assert shown.line.hasFocus()
    assert shown.values == []


async def test_nothing_is_what_it_was(show: Show) -> None:
    null, empty = await show(TEXT, None), await show(TEXT, "")
    for shown, nothing in ((null, None), (empty, "")):
        shown.types("x")
        QTest.keyClick(shown.line, Qt.Key.Key_Backspace)
        assert shown.values == ["x", nothing]


async def test_a_huge_paste_is_kept_whole(show: Show) -> None:
    shown = await show(TEXT, "")
    text = "0123456789" * 30_000
    shown.pastes(text)
    assert shown.values[-1] == text
    assert shown.editor.value == text
    assert isinstance(shown.editor, TextEditor)
    assert shown.editor.is_several_lines  # it is laid out in lines, as one line it would be slow
    copy(text)
    lines = shown.editor.lines
    assert lines is not None
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(shown.values[-1]) == 2 * len(text)
    table = "a\tb\n" * 2_000
    shown.editor.set_value(table)
    assert lines.toPlainText() == table
    assert lines.height() < 200


async def test_locked_lines_can_be_copied_and_not_changed(show: Show) -> None:
    shown = await show(TEXT, "First\nSecond")
    shown.editor.set_lock(Lock.READ_ONLY)
    assert isinstance(shown.editor, TextEditor)
    lines = shown.editor.lines
    assert lines is not None
    assert lines.isReadOnly()
    assert "sets this itself" in lines.accessibleDescription()
    lines.setFocus()
    lines.selectAll()
    QTest.keyClicks(lines, "x")
    QTest.keyClick(lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert shown.values == []
    assert QGuiApplication.clipboard().text() == "First\nSecond"


async def test_json_is_checked_as_it_is_typed_and_keeps_its_digits(show: Show) -> None:
    shown = await show(JSON, {"a": 1})
    assert isinstance(shown.editor, JsonBox)
    text = shown.editor.text
    assert text.toPlainText() == '{\n  "a": 1\n}'
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, '{"b": 1.10')
    assert shown.values[-1] == '{"b": 1.10'
    assert shown.editor.problem.startswith("This is not JSON")
    assert text.property("invalid") is True
    shown.leaves()
    assert text.toPlainText() == '{"b": 1.10'
    text.setFocus()
    text.moveCursor(text.textCursor().MoveOperation.End)
    QTest.keyClicks(text, "}")
    assert repr(shown.values[-1]) == repr({"b": Decimal("1.10")})
    assert not shown.editor.problem
    shown.leaves()
    assert text.toPlainText() == '{\n  "b": 1.10\n}'
    shown.editor.set_value('{"b": 1.10')  # a draft that was written down
    assert text.toPlainText() == '{"b": 1.10'
    assert "JSON" in shown.editor.problem
    text.selectAll()
    QTest.keyClick(text, Qt.Key.Key_Delete)
    assert shown.values[-1] is None


async def test_values_are_written_pasted_and_counted(show: Show) -> None:
    shown = await show(SEVERAL, ["V-1", "Smith, Jones"])
    assert shown.line.text() == 'V-1, "Smith, Jones"'
    assert isinstance(shown.line, Line)
    assert shown.line.tag == "2 values"
    shown.pastes("a\nb\na\n\nc\n")
    assert shown.values[-1] == ["a", "b", "c"]
    assert shown.line.text() == "a, b, c"
    shown.types('a, "b')
    assert shown.values[-1] == 'a, "b'
    assert shown.editor.problem
    shown.types("a,b ")
    shown.leaves()
    assert (shown.values[-1], shown.line.text()) == (["a", "b"], "a, b")
    shown.types(" ")
    assert shown.values[-1] == []
    assert not shown.editor.problem


async def test_choices_are_ticked_and_what_is_none_of_them_stays(show: Show) -> None:
    entry = entry_of(EntryKind.SEVERAL, "array", items=Field("member", "string", enum=("read", "write", "delete")))
    shown = await show(entry, ["read", "old"])
    assert isinstance(shown.editor, SeveralEditor)
    ticks = shown.editor.ticks
    assert ticks is not None
    ticks.showPopup()
    listed = ticks.panel.list
    assert [listed.item(row).text() for row in range(listed.count())] == ["read", "write", "delete", "old"]
    listed.setCurrentRow(1)
    QTest.keyClick(listed, Qt.Key.Key_Space)
    assert shown.values[-1] == ["read", "old", "write"]
    ticks.panel.close()
    shown.editor.set_lock(Lock.NOT_ALLOWED)
    assert shown.editor.line.isVisible()
    assert shown.editor.line.text() == "read, old, write"


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, [["x"]]])
async def test_a_list_of_other_things_is_shown_as_it_is(show: Show, value: object) -> None:
    shown = await show(SEVERAL, value)
    assert shown.line.text().startswith(("[", "{"))
    shown.leaves()
    assert shown.values == []


async def test_a_text_that_travels_with_a_delimiter_is_a_list(show: Show) -> None:
    entry = entry_of(EntryKind.SEVERAL, "array", items=Field("member", "string"), delimiter="|")
    shown = await show(entry, "a|b")
    assert shown.line.text() == "a, b"
