"""Finding a text in the rows: from cell to cell, round and round, the hits that one sees tinted."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import Found
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.results.arranging.spellings import spellings
from intacct_desktop.ui.results.beside.reading import Hold, Reading
from intacct_desktop.ui.results.grid.model import Source
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import Role, set_role
from intacct_desktop.ui.wording import describe

_PAUSE_MS = 120
_BOX = 320


class FindBar(QFrame):
    """The bar above the rows, and what it does in a ``grid``."""

    beyond = Signal(int, int)
    """The hit is in a row that is loaded and not in view: its place in the result, and the column."""

    def __init__(self, grid: ResultGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Find in the rows"))
        self._grid = grid
        self._reading: Reading[Found | None] = Reading(self, "find")
        self.search = SearchBox(self.tr("Find in the rows"), self)
        self.search.setMaximumWidth(_BOX)
        self.said = Elided(self)
        self.said.setProperty("role", "muted")
        self.previous = sign_button("chevron-up", self.tr("Previous hit (Shift+F3)"), lambda: self.step(backwards=True), self)
        self.next = sign_button("chevron-down", self.tr("Next hit (F3)"), self.step, self)
        self.close_button = sign_button("close", self.tr("Close the search"), self.dismiss, self, Role.MUTED)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.search, 2)
        row.addWidget(self.said, 3)
        for button in (self.previous, self.next, self.close_button):
            row.addWidget(button)
        self._offer()
        self.hide()

    def begin(self) -> None:
        """Let the person type."""
        self.show()
        self._mark()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def dismiss(self) -> None:
        """Tint nothing more, and go back to the rows."""
        self._pause.stop()
        self.hide()
        self._grid.rows.set_sought(())
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Nothing that was typed is looked for any more."""
        self._pause.stop()
        self._reading.stop()

    def key(self, key: QKeySequence.StandardKey) -> None:
        """A key of searching was pressed in the grid."""
        if key is QKeySequence.StandardKey.Find or self.isHidden() or not self.search.text():
            self.begin()
        else:
            self.step(backwards=key is QKeySequence.StandardKey.FindPrevious)

    def step(self, *, backwards: bool = False) -> None:
        """Go to the next hit, or the one before."""
        self._pause.stop()
        wanted = spellings(self.search.text())
        if wanted and self._grid.source is not None:
            self._start(wanted, self._grid.currentIndex(), backwards=backwards)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent):
            slot = self._slot(event)
            if slot is not None and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
                if event.type() is QEvent.Type.KeyPress:
                    slot()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _slot(self, event: QKeyEvent) -> Callable[[], None] | None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            return self.dismiss
        if event.matches(QKeySequence.StandardKey.Find):
            return self.search.selectAll
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.matches(QKeySequence.StandardKey.FindNext) or (enters and not back):
            return self.step
        if event.matches(QKeySequence.StandardKey.FindPrevious) or (enters and back):
            return lambda: self.step(backwards=True)
        return None

    def _look(self) -> None:
        """The text has changed: the first hit from the current cell on, that cell too."""
        self._mark()
        wanted = spellings(self.search.text())
        if wanted and self._grid.source is not None:
            current = self._grid.currentIndex()
            if current.isValid() and self._grid.rows.is_hit(current.row(), current.column()):
                self._say("")
                return
            self._start(wanted, current, backwards=False)

    def _mark(self) -> None:
        self._grid.rows.set_sought(spellings(self.search.text()))
        self._offer()
        self._say("")

    def _start(self, wanted: tuple[str, ...], current: QModelIndex, *, backwards: bool) -> None:
        grid, source = self._grid, self._grid.source
        shown = grid.shown_columns()
        if source is None or not shown:
            return
        row = grid.rows.first + max(current.row(), 0)
        place = shown.index(current.column()) if current.column() in shown else -1
        asked: Source = source

        def take(found: Found | None) -> None:
            if asked is grid.source:
                self._arrive(found, row, place, shown, backwards=backwards)

        def failed(error: BaseException) -> None:
            self._say(describe(error).happened, role="warning")

        work = partial(_found, asked, wanted, row, place, shown, backwards)
        self._reading.start(work, take, failed, name=self.tr("Find in the rows"))

    def _arrive(self, found: Found | None, row: int, place: int, shown: list[int], *, backwards: bool) -> None:
        if found is None:
            self._say(self.tr("No hit"), role="warning")
            return
        there, here = (found.row, shown.index(found.position)), (row, place)
        if there == here:
            self._say(self.tr("This is the only hit"))
        elif there > here if backwards else there < here:
            self._say(self.tr("From the end again") if backwards else self.tr("From the beginning again"))
        else:
            self._say("")
        at = found.row - self._grid.rows.first
        if 0 <= at < self._grid.rows.rowCount():
            self._grid.go_to(at, found.position)
        else:
            self.beyond.emit(found.row, found.position)

    def _say(self, text: str, *, role: str = "muted") -> None:
        self.said.setText(text)
        self.search.setAccessibleDescription(text)
        set_role(self.said, role)

    def _offer(self) -> None:
        for button in (self.previous, self.next):
            button.setEnabled(bool(self.search.text().strip()))


def _found(source: Source, wanted: tuple[str, ...], row: int, place: int, shown: list[int], backwards: bool, hold: Hold) -> Found | None:
    if isinstance(source, ResultSet):
        with source.rows() as rows, hold(rows):
            return rows.find(wanted, row, place, shown, backwards=backwards)
    with hold(source):
        return source.find(wanted, row, place, shown, backwards=backwards)
