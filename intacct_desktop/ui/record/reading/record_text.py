"""The JSON of a record as text to read: of any length, since only the lines in view are coloured and marked."""

import asyncio
import re
from bisect import bisect_left
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QTextBlock, QTextCharFormat, QTextCursor, QTextLayout
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from intacct_desktop.api.records.values import Place
from intacct_desktop.ui.builder.json_text import json_formats, tokens
from intacct_desktop.ui.record.reading.written import WrittenRecord
from intacct_desktop.ui.theme import Role, mono_font, theme

_PIECE = 10_000  # lines
_NOTHING = WrittenRecord((), (), cut=False)


class Hit(NamedTuple):
    """Where a searched text stands: a line, and in it the first character, all from 0."""

    line: int
    start: int
    length: int


class RecordText(QPlainTextEdit):
    """Shows a `WrittenRecord`; `hits` of a search are marked, the current one most."""

    place_chosen = Signal(str)
    """The person put the cursor at another place, a JSON pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "mono")
        self.setProperty("pane", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("JSON of the record"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setFont(mono_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.hits: list[Hit] = []
        self.current: Hit | None = None
        self._written = _NOTHING
        self._place: Place = ""
        self._moving = False
        self._formats = json_formats()
        self._in_view = range(0)
        self._colours = 1
        theme().changed.connect(self._recolour)
        self.cursorPositionChanged.connect(self._follow)

    @property
    def place(self) -> Place:
        """The JSON pointer of what the cursor is at."""
        return self._place

    async def show_written(self, written: WrittenRecord) -> None:
        """Show another record; the cursor stays at its place, as far as there is one. A long one comes in pieces, between which the
        window lives on."""
        place = self._place
        self._written = _NOTHING
        self.hits, self.current = [], None
        self._moving = True
        self.clear()
        try:
            cursor = QTextCursor(self.document())
            for start in range(0, len(written.lines), _PIECE):
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertText("\n" * bool(start) + "\n".join(written.lines[start : start + _PIECE]))
                self._in_view = range(0)
                await asyncio.sleep(0)
        finally:
            self._moving = False
        self._written = written
        self.reveal(place)

    def reveal(self, place: Place) -> None:
        """Put the cursor at a place, in view, without a word about it."""
        self._moving = True
        self._go_to(self._written.line_of(place))
        self._moving = False
        self._place = self._here()

    def search(self, text: str) -> None:
        """Find a text anywhere, whatever its case; the first hit from the cursor on becomes the current one."""
        self.hits = list(_find(self._written.lines, text))
        at = bisect_left(self.hits, (self.textCursor().blockNumber(), 0, 0))
        self._choose(self.hits[at % len(self.hits)] if self.hits else None)

    def step(self, by: int) -> None:
        """Go on to the next hit, or back with a negative number; from the last one to the first."""
        if self.hits and self.current is not None:
            self._choose(self.hits[(self.hits.index(self.current) + by) % len(self.hits)])

    def paintEvent(self, event: QPaintEvent) -> None:
        first = self.firstVisibleBlock().blockNumber()
        in_view = range(first, first + self.viewport().height() // self.fontMetrics().lineSpacing() + 2)
        if in_view != self._in_view:
            self._in_view = in_view
            self._dress()
        super().paintEvent(event)

    def _choose(self, hit: Hit | None) -> None:
        self.current = hit
        if hit is not None:
            self._moving = True
            self._go_to(hit.line, hit.start)
            self._moving = False
            self._place = self._here()
        self._mark()

    def _go_to(self, line: int, character: int = 0) -> None:
        block = self.document().findBlockByNumber(line)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + _units(block.text(), character))
        self.setTextCursor(cursor)
        self.centerCursor()

    def _here(self) -> Place:
        line = self.textCursor().blockNumber()
        return self._written.places[line] if line < len(self._written.places) else ""

    def _follow(self) -> None:
        if not self._moving and (place := self._here()) != self._place:
            self._place = place
            self.place_chosen.emit(place)

    def _recolour(self) -> None:
        self._formats = json_formats()
        self._colours += 1
        self._dress()

    def _dress(self) -> None:
        """Colour and mark the lines in view."""
        block = self.document().findBlockByNumber(self._in_view.start)
        while block.isValid() and block.blockNumber() in self._in_view:
            if block.userState() != self._colours:
                self._colour(block)
            block = block.next()
        self._mark()

    def _colour(self, block: QTextBlock) -> None:
        text = block.text()
        block.setUserState(self._colours)
        block.layout().setFormats([_span(text, start, length, self._formats[kind]) for kind, start, length in tokens(text)])
        self.document().markContentsDirty(block.position(), block.length())

    def _mark(self) -> None:
        start = bisect_left(self.hits, (self._in_view.start, 0, 0))
        stop = bisect_left(self.hits, (self._in_view.stop, 0, 0))
        self.setExtraSelections([self._selection(hit) for hit in self.hits[start:stop]])

    def _selection(self, hit: Hit) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(hit.line)
        text = block.text()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + _units(text, hit.start))
        cursor.setPosition(block.position() + _units(text, hit.start + hit.length), QTextCursor.MoveMode.KeepAnchor)
        form = QTextCharFormat()
        is_current = hit == self.current
        form.setBackground(theme().color(Role.ACCENT if is_current else Role.SELECTION))
        form.setForeground(theme().color(Role.ON_ACCENT if is_current else Role.TEXT))
        found.format, found.cursor = form, cursor
        return found


def _find(lines: tuple[str, ...], text: str) -> "list[Hit]":
    if not text:
        return []
    pattern = re.compile(re.escape(text), re.IGNORECASE)
    return [Hit(at, found.start(), len(found[0])) for at, line in enumerate(lines) for found in pattern.finditer(line)]


def _span(text: str, start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = _units(text, start)
    found.length = _units(text, start + length) - found.start
    found.format = form
    return found


def _units(text: str, characters: int) -> int:
    """Where Qt has a character: it counts those beyond the 65,536 first of Unicode twice."""
    return characters if text.isascii() else len(text[:characters].encode("utf-16-le")) // 2
