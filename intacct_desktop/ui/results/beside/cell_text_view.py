"""A long text in the window: filled bit by bit, so that the window answers meanwhile; what is copied of it is the text itself."""

import asyncio

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from intacct_desktop.ui.results.beside.cell_text import CellText, cut_up
from intacct_desktop.ui.theme import mono_font, ui_font

_STEP = 120  # pieces that are added at a time
_STEP_LINES = 4_000
_SHORT = 200

_NOTHING = cut_up("")


class CellTextView(QPlainTextEdit):
    """Shows the first pieces of a `CellText`, all once `fill` was asked for that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Value of the cell"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.content = _NOTHING
        self.filled = 0
        """The pieces that are shown."""

    def begin(self, content: CellText, *, monospace: bool) -> None:
        """Show the beginning of another text."""
        self.content = content
        self.setFont(mono_font() if monospace else ui_font())
        self.filled = min(content.pieces, self._step(0))
        self.setPlainText(content.lines(0, self.filled))

    async def fill(self, characters: int | None = None) -> None:
        """Show as many ``characters``, by default all. Another text ends it."""
        content = self.content
        wanted = content.pieces if characters is None else min(content.pieces, content.pieces_of(characters))
        while self.content is content and self.filled < wanted:
            await asyncio.sleep(0)  # the window's turn
            if self.content is not content or self.filled >= wanted:
                return
            after = min(wanted, self.filled + self._step(self.filled))
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText("\n" + content.lines(self.filled, after))
            self.filled = after

    def _step(self, first: int) -> int:
        """Few long pieces or many short ones."""
        ends, starts = self.content.ends, self.content.starts
        some = ends[min(first + _SHORT, len(ends)) - 1] - starts[min(first, len(starts) - 1)]
        return _STEP_LINES if some < _SHORT * _SHORT else _STEP

    def reveal(self, place: int, length: int) -> bool:
        """Select a part of the text and bring it into view; False where it is not shown yet."""
        cursor = self.textCursor()
        if (start := self._position(place)) is None or (end := self._position(place + length)) is None:
            return False
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()
        return True

    def createMimeDataFromSelection(self) -> QMimeData:
        """The text as it is, without the breaks between its pieces."""
        cursor = self.textCursor()
        copied = QMimeData()
        copied.setText(self.content.text[self._place(cursor.selectionStart()) : self._place(cursor.selectionEnd())])
        return copied

    def _position(self, place: int) -> int | None:
        piece, within = self.content.piece_at(place)
        if piece >= self.filled:
            return None
        block: QTextBlock = self.document().findBlockByNumber(piece)
        text = self.content.text[self.content.starts[piece] : self.content.starts[piece] + within]
        return block.position() + _units(text)

    def _place(self, position: int) -> int:
        block = self.document().findBlock(position)
        piece = min(block.blockNumber(), self.content.pieces - 1)
        start, end = self.content.starts[piece], self.content.ends[piece]
        units, wanted = 0, position - block.position()
        for at in range(start, end):
            if units >= wanted:
                return at
            units += 1 + (self.content.text[at] > "\uffff")
        return end


def _units(text: str) -> int:
    """As Qt counts characters: those beyond the first plane twice."""
    return len(text) + sum(character > "\uffff" for character in text)
