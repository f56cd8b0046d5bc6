"""The JSON of a record beside its form: to read, to search, and to copy paths from."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.records.values import Place, Record, path_of
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.buttons import flat_button, sign_button
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.record.reading.copying import as_json
from intacct_desktop.ui.record.reading.record_text import RecordText
from intacct_desktop.ui.record.reading.written import write_out
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import Role


class RawPane(QWidget):
    """Shows one record. A large one is written out in a thread; what was shown before stays until then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("JSON of the record"))
        self._record: Record = {}
        self._wanted: Place | None = None
        self._header = PaneHeader(self.tr("JSON"), self)
        self.copy_button = self._header.add_button("copy", self.tr("Copy the record as JSON"), self.copy)
        self.text = RecordText(self)
        self.state = StatePane(self.text, self)
        self.state.show_words(self.tr("No record"), self.tr("The JSON of a record stands here as soon as it is read."))
        self.search = SearchBox(self.tr("Find in the JSON"), self)
        self.found = QLabel(self)
        self.found.setProperty("role", "muted")
        self.previous = sign_button("arrow-up", self.tr("Previous hit"), partial(self._step, -1), self, Role.MUTED)
        self.next = sign_button("arrow-down", self.tr("Next hit"), partial(self._step, 1), self, Role.MUTED)
        self.path = Elided(self)
        self.path.setProperty("role", "mono")
        self.path.setAccessibleName(self.tr("Path"))
        self.path_button = self._copy_button(self.tr("Path"), self.tr("Copy path"), lambda: path_of(self.text.place))
        self.pointer_button = self._copy_button(self.tr("Pointer"), self.tr("Copy pointer"), lambda: self.text.place)
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.text.place_chosen.connect(self._show_place)
        self._show_place()
        self._show_hits()

    def show_record(self, record: Record) -> None:
        """Show a record, or the same one as it is now: the cursor and the search stay."""
        self._record = record
        tasks.latest(self, "write", self._write(record), name=self.tr("Write out the record"), on_error=self._failed)

    def reveal(self, place: Place) -> None:
        """Put a place into view, at once or when it is written out."""
        self._wanted = place
        self.text.reveal(place)
        self._show_place()

    def copy(self) -> None:
        """Put the whole record on the clipboard, as JSON."""
        record = self._record

        async def write() -> None:
            _copy(await tasks.in_thread(as_json, record))

        tasks.latest(self, "copy", write(), name=self.tr("Copy the record as JSON"))

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    async def _write(self, record: Record) -> None:
        written = await tasks.in_thread(write_out, record)
        self.state.show_content()
        await self.text.show_written(written)
        self._header.state.setText(self.tr("long values are cut here, not in a copy") if written.cut else "")
        if self._wanted is not None:
            self.text.reveal(self._wanted)
            self._wanted = None
        if self.search.text():
            self._search(self.search.text())
        self._show_place()

    def _failed(self, error: BaseException) -> None:
        self.state.show_error(error, lambda: self.show_record(self._record))

    # search

    def _search(self, text: str) -> None:
        self.text.search(text)
        self._show_hits()
        self._show_place()

    def _step(self, by: int) -> None:
        self.text.step(by)
        self._show_hits()
        self._show_place()

    def _show_hits(self) -> None:
        hits, current = self.text.hits, self.text.current
        words = ""
        if current is not None:
            words = self.tr("{number} of {count}").format(number=number(hits.index(current) + 1), count=number(len(hits)))
        elif self.search.text():
            words = self.tr("no hit")
        self.found.setText(words)
        self.search.setAccessibleDescription(words)
        for button in (self.previous, self.next):
            button.setEnabled(bool(hits))

    # keys: while the focus is in here, the shortcuts of searching are this pane's

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_search(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Find):
            self.focus_search()
        elif event.matches(QKeySequence.StandardKey.FindPrevious) or (self._returns(event) and back):
            self._step(-1)
        elif event.matches(QKeySequence.StandardKey.FindNext) or self._returns(event):
            self._step(1)
        elif event.key() == Qt.Key.Key_Escape and self.search.hasFocus():
            self.search.clear()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _returns(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus()

    # place

    def _show_place(self) -> None:
        place = self.text.place
        self.path.setText(f"{path_of(place)}   {place}" if place else self.tr("the whole record"))
        for button in (self.path_button, self.pointer_button):
            button.setEnabled(bool(place))

    def _copy_button(self, text: str, words: str, copied: Callable[[], str]) -> QPushButton:
        button = flat_button("copy", text, lambda: _copy(copied()), self, Role.MUTED)
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _lay_out(self) -> None:
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        tools = QHBoxLayout(bar)
        tools.setContentsMargins(12, 4, 4, 4)
        tools.setSpacing(4)
        tools.addWidget(self.search, 1)
        tools.addSpacing(4)
        tools.addWidget(self.found)
        tools.addWidget(self.previous)
        tools.addWidget(self.next)
        foot = QFrame(self)
        foot.setProperty("role", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(4)
        row.addWidget(self.path, 1)
        row.addWidget(self.path_button)
        row.addWidget(self.pointer_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(bar)
        column.addWidget(self.state, 1)
        column.addWidget(foot)


def _is_search(event: QKeyEvent) -> bool:
    keys = (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.FindNext, QKeySequence.StandardKey.FindPrevious)
    return any(event.matches(key) for key in keys)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
