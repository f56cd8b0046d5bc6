"""Requests exactly as they are sent: method, path, headers, body. To read and to copy."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from intacct_desktop.api.records.request_words import request_words
from intacct_desktop.api.records.writes import Write
from intacct_desktop.ui.builder.code_colours import CodeHighlighter
from intacct_desktop.ui.theme import SPACE, mono_font

_LEAST_LINES, _MOST_LINES = 4, 14  # that one sees at once
_MOST_COLOURED = 50_000  # characters; colours of more would keep the window waiting


class _BodyColours(CodeHighlighter):
    def highlightBlock(self, text: str) -> None:
        if text.startswith((" ", "{", "[", "}", "]")):  # as no header does
            super().highlightBlock(text)


class RequestText(QPlainTextEdit):
    """Requests to look at, whole, however long they are. `show_writes` keeps the place where one reads. As high as the text, up to some
    lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "mono")
        self.setAccessibleName(self.tr("Request"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setFont(mono_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._highlighter = _BodyColours(self.document(), self, "json")

    def show_writes(self, *writes: Write) -> None:
        text = request_words(writes)
        if text == self.toPlainText():
            return
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._highlighter.setDocument(self.document() if len(text) <= _MOST_COLOURED else None)
        self.setPlainText(text)
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(_MOST_LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._height(_LEAST_LINES))

    def _height(self, most: int) -> int:
        """With room for the bar below."""
        return min(self.blockCount(), most) * self.fontMetrics().lineSpacing() + 4 * SPACE[1]
