"""Text: one line, which becomes several where the text has line breaks."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.form import Entry
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.line import Line
from intacct_desktop.ui.record.editors.lines_box import LinesBox

_MOST_LINES = 8
_LONGEST_LINE = 10_000  # characters


class _OneLine(Line):
    """Shift+Enter begins a second line."""

    def __init__(self, editor: "TextEditor") -> None:
        super().__init__(editor)
        self._editor = editor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if shift and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isReadOnly():
            self.insert("\n")
            self.textEdited.emit(self.text())
        else:
            super().keyPressEvent(event)


class TextEditor(Editor):
    """Line breaks are kept as they are pasted. No text is what nothing was before: null, or the empty text."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(entry, parent)
        self._nothing: str | None = None
        self.line = _OneLine(self)
        self.lines: LinesBox | None = None
        self._use(self.line)
        self.line.textEdited.connect(self._read)

    @property
    def is_several_lines(self) -> bool:
        return self._control is not self.line

    def commit(self) -> None:
        """A text without line breaks goes back to one line."""
        if self.is_several_lines and _fits_line(self._text()) and not self._control.hasFocus():
            self._show_value()

    def _text(self) -> str:
        return "" if self._value is None else str(self._value)

    def _read(self, text: str) -> None:
        self._take(text or self._nothing)
        if not self.is_several_lines and not _fits_line(text):
            at = self.line.cursorPosition()
            self._show_several(text)
            if self.lines is not None:
                cursor = self.lines.textCursor()
                cursor.setPosition(min(at, len(text)))
                self.lines.setTextCursor(cursor)

    def _read_lines(self) -> None:
        if self.lines is not None:
            self._read(self.lines.toPlainText())

    def _show_value(self) -> None:
        text = self._text()
        self._nothing = "" if self._value == "" else None if self._value is None else self._nothing
        if _fits_line(text):
            self.line.setText(text)
            self.line.setCursorPosition(0)
            self._swap(self.line)
        else:
            self._show_several(text)

    def _show_several(self, text: str) -> None:
        if self.lines is None:
            self.lines = LinesBox(2, _MOST_LINES, self)
            self._row.addWidget(self.lines, 1)
            self.lines.textChanged.connect(self._read_lines)
            self.lines.left.connect(self.commit)
        self.lines.put(text)
        self._swap(self.lines)

    def _swap(self, control: QWidget) -> None:
        if control is self._control:
            return
        left, self._control = self._control, control
        had_focus = left.hasFocus()
        control.setVisible(True)
        self.setFocusProxy(control)
        if had_focus:  # before it is hidden, which would hand it to the next control
            control.setFocus()
        left.setVisible(False)
        self._show_name()
        self._show_lock()
        self._describe()
        self.updateGeometry()

    def _show_lock(self) -> None:
        self.line.setReadOnly(self._lock is not None)
        if self.lines is not None:
            self.lines.lock(self._lock is not None)


def _fits_line(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and not any(sign in text for sign in "\n\r\u2028\u2029")
