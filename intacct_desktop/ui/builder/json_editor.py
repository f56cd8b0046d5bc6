"""The text of the JSON pane: what it refuses to take in, indents, completes, pairs and underlines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from intacct_desktop.ui.builder.json_completion import JsonCompletion
from intacct_desktop.ui.builder.json_text import bracket_pair, indent_at
from intacct_desktop.ui.theme import Role, mono_font, theme

LONGEST = 500_000  # characters; a body with ten thousand ids has a third of it
_PAIRED = 200_000  # characters; brackets are paired in texts up to this
_MOST_LINES = 40  # of one mark
_FOR_THE_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of the text with a wavy line in a colour; ``words`` are shown over it."""

    start: int
    length: int
    role: Role
    words: str


class JsonEditor(QPlainTextEdit):
    """Ctrl+Space offers what can be written at the cursor."""

    left = Signal()
    """The focus went elsewhere."""
    refused = Signal(int)
    """A text of so many characters was to be inserted: more than a body has. What was there stays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()
        self._waves: list[QTextEdit.ExtraSelection] = []
        self.setProperty("role", "mono")
        self.setProperty("pane", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("JSON body"))
        self.setTabChangesFocus(True)
        self.setFont(mono_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.completion = JsonCompletion(self)
        self.cursorPositionChanged.connect(self._redraw)

    @property
    def length(self) -> int:
        """Characters of the text."""
        return self.document().characterCount() - 1

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is underlined."""
        return self._marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Underline these and no others."""
        self._marks = tuple(marks)
        text = self.toPlainText() if marks else ""
        self._waves = [self._selection(*span, _wave(mark.role)) for mark in marks for span in _lines(text, mark)]
        self._redraw()

    def marked(self, position: int) -> Mark | None:
        """What is underlined at a character; the shortest where several are."""
        found = [mark for mark in self._marks if mark.start <= position < mark.start + mark.length]
        return min(found, key=lambda mark: mark.length, default=None)

    def go_to(self, position: int) -> None:
        """Put the cursor before a character, in view, with the focus."""
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.length))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def replace_text(self, text: str) -> None:
        """Make the text another, as one step that can be undone. Only what differs is touched, so that a long text stays in place."""
        present = self.toPlainText()
        start = _common(present, text)
        end = _common(present[: start - len(present) - 1 : -1], text[: start - len(text) - 1 : -1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(len(present) - end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        cursor = self.textCursor()
        if self.length - (cursor.selectionEnd() - cursor.selectionStart()) + len(text) > LONGEST:
            self.refused.emit(len(text))
            return
        cursor.insertText(text)
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if self.completion.is_open and key in _FOR_THE_LIST:
            event.ignore()
        elif key == Qt.Key.Key_Space and control:
            self.completion.open()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._break_line()
        else:
            super().keyPressEvent(event)
            if self.completion.is_open:
                self.completion.follow()

    def _break_line(self) -> None:
        """A new line as far in as its bracket says; between a pair of brackets, one for each."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        line, column = cursor.block().text(), cursor.positionInBlock()
        here, closing = indent_at(line, column)
        cursor.insertText("\n" + here)
        if closing is not None:
            position = cursor.position()
            cursor.insertText("\n" + closing)
            cursor.setPosition(position)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._redraw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._redraw()
        self.left.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            mark = self.marked(self.cursorForPosition(QPoint(event.x(), event.y())).position())
            QToolTip.showText(event.globalPos(), mark.words if mark is not None else "", self)
            return True
        return super().viewportEvent(event)

    def _redraw(self) -> None:
        found = list(self._waves)
        if self.hasFocus() and self.length <= _PAIRED:
            found += [self._selection(at, 1, _pair()) for at in bracket_pair(self.toPlainText(), self.textCursor().position())]
        self.setExtraSelections(found)

    def _selection(self, start: int, length: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, self.length))
        cursor.setPosition(min(start + length, self.length), QTextCursor.MoveMode.KeepAnchor)
        found.format, found.cursor = form, cursor
        return found


def _lines(text: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """First character and length of what a mark has on each line, without the blanks before it; of many lines, the first."""
    at = mark.start
    for line in text[at : at + mark.length].split("\n")[:_MOST_LINES]:
        blank = len(line) - len(line.lstrip())
        yield at + blank, max(len(line) - blank, 1)
        at += len(line) + 1


def _wave(role: Role) -> QTextCharFormat:
    wave = QTextCharFormat()
    wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    wave.setUnderlineColor(QColor(theme().color(role)))
    return wave


def _pair() -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(theme().color(Role.SELECTION))
    return form


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
