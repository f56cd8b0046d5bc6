"""The current cell as a whole: long text, JSON with a member a line, what is not of its column's type; to search, copy and save."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside.cell_text import CellText, cut_up, indented, places_of
from intacct_desktop.ui.results.beside.cell_text_view import CellTextView
from intacct_desktop.ui.results.export.saving import choose_file, write_file
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE, Role, set_role

FIRST = 1_000_000
"""Characters that are shown without being asked for more."""

_NOTHING = object()
_LONG = 20_000


class CellViewer(QWidget):
    """Shows a value; while it is hidden it only remembers it."""

    close_wished = Signal()
    shown = Signal()
    """It was not, so the current cell may be another than the last it heard of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Cell"))
        self._value: Any = _NOTHING
        self._column: Column | None = None
        self._raw = cut_up("")
        self._stale = True
        self._waiting = False
        self._hits: Sequence[int] = ()
        self._at = 0
        header = PaneHeader(self.tr("Cell"), self)
        self.copy_button = header.add_button("copy", self.tr("Copy the whole value"), self.copy)
        self.save_button = header.add_button("save", self.tr("Save the value as a file…"), self.choose_file)
        self.close_button = header.add_button("close", self.tr("Close the cell"), self.close_wished.emit)
        self.place = QLabel(self)
        self.place.setProperty("role", "mono")
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.size_label = QLabel(self)
        self.size_label.setProperty("role", "muted")
        self.kind = QLabel(self)
        self.kind.setProperty("role", "muted")
        self.as_json = QCheckBox(self.tr("A member a line"), self)
        self.as_json.setToolTip(self.tr("Write JSON out with a member a line"))
        self.as_json.setChecked(True)
        self.text = CellTextView(self)
        self.state = StatePane(self.text, self)
        self.search = SearchBox(self.tr("Find in the value"), self)
        self.found = QLabel(self)
        self.found.setProperty("role", "muted")
        self.previous = sign_button("arrow-up", self.tr("Previous hit"), lambda: self.step(-1), self, Role.MUTED)
        self.next = sign_button("arrow-down", self.tr("Next hit"), lambda: self.step(1), self, Role.MUTED)
        self.more = QPushButton(self.tr("Show all"), self)
        self._lay_out(header)
        self.as_json.toggled.connect(self._show_anew)
        self.search.textChanged.connect(self._search)
        self.more.clicked.connect(self.show_all)
        self.clear()

    def clear(self) -> None:
        """There is no current cell."""
        self._value, self._column, self._waiting = _NOTHING, None, False
        self._stale = False
        self._raw = cut_up("")
        self.text.begin(self._raw, monospace=False)
        self.place.clear()
        self.kind.clear()
        self.size_label.clear()
        self.state.show_words(self.tr("No cell"), self.tr("Choose a cell of the rows: its value is shown here whole, however long it is."))
        self._offer()

    def show_waiting(self) -> None:
        """The value is on its way."""
        self._value, self._waiting = _NOTHING, True
        self.state.show_words(self.tr("Reading the cell…"), "")
        self._offer()

    def show_value(self, column: Column, row: int, value: Any) -> None:
        """``row`` is the cell's row as the grid counts it, from 1."""
        self._column, self._value, self._waiting = column, value, False
        self.place.setText(self.tr("{column} · row {row}").format(column=column.path, row=words.number(row)))
        self._stale = True
        if self.isVisible():
            self._show_anew()

    @property
    def is_waiting(self) -> bool:
        """Whether the value of the current cell is still to come."""
        return self._waiting

    @property
    def content(self) -> CellText:
        """What is shown, whole."""
        return self.text.content

    def copy(self) -> None:
        """Put the whole value on the clipboard, as it came."""
        QGuiApplication.clipboard().setText(self._raw.text)

    def choose_file(self) -> None:
        """Ask for a name, and save the value."""
        forms = [(self.tr("Text"), ".txt"), (self.tr("JSON"), ".json")]
        stem = self._column.path if self._column is not None else ""
        choose_file(self, self.tr("Save the value as"), stem, forms[::-1] if self._raw.is_json else forms, self.save)

    def save(self, path: Path) -> tasks.TaskHandle:
        """Write the value as it came, in UTF-8."""
        text = self._raw.text

        async def write() -> None:
            await tasks.finish_in_thread(lambda: write_file(path, text.encode("utf-8", "surrogatepass")))
            self.found.setText(self.tr("{name} is saved.").format(name=path.name))

        return tasks.run(self, write(), name=self.tr("Save {name}").format(name=path.name))

    def show_all(self) -> tasks.TaskHandle:
        """Show what is beyond the first million characters."""
        return tasks.latest(self, "fill", self._fill(None), name=self.tr("Show the whole value"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
        if self._stale:
            self._show_anew()

    # showing

    def _show_anew(self) -> None:
        self._stale = False
        if self._value is _NOTHING or self._column is None:
            return
        value, column = self._value, self._column
        text = value if isinstance(value, str) else "" if value is None else words.shown(value)
        if len(text) < _LONG:
            raw = cut_up(text)
            self._begin(column, value, raw, self._written(raw))
            self._note_size()
            self._search(self.search.text())
        else:
            tasks.latest(self, "fill", self._show_long(column, value, text), name=self.tr("Show the cell"))

    async def _show_long(self, column: Column, value: Any, text: str) -> None:
        raw = await tasks.in_thread(cut_up, text)
        await tasks.in_thread(lambda: raw.is_json)
        shown = await tasks.in_thread(self._written, raw) if self.as_json.isChecked() else raw
        if value is self._value:
            self._begin(column, value, raw, shown)
            await self._fill(FIRST)
            self._search(self.search.text())

    def _written(self, raw: CellText) -> CellText:
        return cut_up(indented(raw.text)) if raw.is_json and self.as_json.isChecked() else raw

    def _begin(self, column: Column, value: Any, raw: CellText, shown: CellText) -> None:
        self._raw = raw
        self.as_json.setVisible(raw.is_json)
        self._say_kind(column, value)
        if value is None:
            self.text.begin(raw, monospace=False)
            self.state.show_words(self.tr("null"), self.tr("The cell has no value: Intacct sent null, or left it out."))
        elif value == "":
            self.text.begin(raw, monospace=False)
            self.state.show_words(self.tr("empty"), self.tr("The cell has a text of no characters, which is another value than null."))
        else:
            self.text.begin(shown, monospace=raw.is_json)
            self.state.show_content()
        self._offer()

    def _say_kind(self, column: Column, value: Any) -> None:
        if isinstance(value, Misfit):
            text = self.tr("Not a value of type {kind}: kept as it came.").format(kind=column.kind.value)
        else:
            text = self.tr("JSON") if self._raw.is_json and column.kind is not ValueKind.ARRAY else column.kind.value
        set_role(self.kind, "warning" if isinstance(value, Misfit) else "muted")
        self.kind.setText(text)

    async def _fill(self, characters: int | None) -> None:
        await self.text.fill(characters)
        self._note_size()

    def _note_size(self) -> None:
        raw, content = self._raw, self.content
        count = len(raw.text)
        characters = self.tr("1 character") if count == 1 else self.tr("{count} characters").format(count=words.number(count))
        self.size_label.setText(f"{characters} · {words.size(raw.size)}" if isinstance(self._value, str) else "")
        whole = self.text.filled >= content.pieces
        self.more.setVisible(not whole)
        if not whole:
            shown, count = content.ends[self.text.filled - 1], len(content.text)
            words_of_it = self.tr("Show all: {shown} of {count} characters are shown")
            self.more.setText(words_of_it.format(shown=words.number(shown), count=words.number(count)))

    def _offer(self) -> None:
        there = self._value is not _NOTHING and self._value is not None
        for button in (self.copy_button, self.save_button):
            button.setEnabled(there)
        self.more.hide()
        if not there:
            self.as_json.hide()
        self._show_hits()

    # search

    def _search(self, text: str) -> None:
        content = self.content
        if len(content.text) < _LONG or not text:
            self._take_hits(places_of(text, content.text))
            return

        async def find() -> None:
            found = await tasks.in_thread(places_of, text, content.text)
            if self.content is content and self.search.text() == text:
                self._take_hits(found)

        tasks.latest(self, "find", find(), name=self.tr("Find in the value"))

    def _take_hits(self, hits: Sequence[int]) -> None:
        self._hits, self._at = hits, 0
        if hits:
            self._reveal()
        self._show_hits()

    def step(self, by: int) -> None:
        """To the next hit, or the one before; after the last comes the first."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._reveal()
            self._show_hits()

    def _reveal(self) -> None:
        place, length = self._hits[self._at], len(self.search.text())
        if not self.text.reveal(place, length):

            async def reveal() -> None:
                await self._fill(None)
                self.text.reveal(place, length)

            tasks.latest(self, "fill", reveal(), name=self.tr("Show the whole value"))

    def _show_hits(self) -> None:
        said = ""
        if self._hits and self.search.text():
            said = self.tr("{number} of {count}").format(number=words.number(self._at + 1), count=words.number(len(self._hits)))
        elif self.search.text():
            said = self.tr("no hit")
        self.found.setText(said)
        self.search.setAccessibleDescription(said)
        for button in (self.previous, self.next):
            button.setEnabled(bool(self._hits))

    # keys: while the focus is in here, the shortcuts of searching are this pane's

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_search(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        returns = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus()
        if event.matches(QKeySequence.StandardKey.Find):
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif event.matches(QKeySequence.StandardKey.FindPrevious) or (returns and back):
            self.step(-1)
        elif event.matches(QKeySequence.StandardKey.FindNext) or returns:
            self.step(1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_wished.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, header: PaneHeader) -> None:
        about = QFrame(self)
        about.setProperty("role", "bar")
        facts = QVBoxLayout(about)
        facts.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[0])
        facts.setSpacing(SPACE[0])
        self.place.setWordWrap(True)
        self.kind.setWordWrap(True)
        facts.addWidget(self.place)
        line = QHBoxLayout()
        line.addWidget(self.kind, 1)
        line.addWidget(self.size_label)
        facts.addLayout(line)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE[0])
        tools.addWidget(self.search, 1)
        tools.addWidget(self.found)
        tools.addWidget(self.previous)
        tools.addWidget(self.next)
        facts.addLayout(tools)
        facts.addWidget(self.as_json)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(about)
        column.addWidget(self.state, 1)
        column.addWidget(self.more)


def _is_search(event: QKeyEvent) -> bool:
    keys = (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.FindNext, QKeySequence.StandardKey.FindPrevious)
    return any(event.matches(key) for key in keys)
