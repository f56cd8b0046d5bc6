"""The bar above the rows that leaves some of them out: a text that must stand in them, and a chip for each column's wish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.results.arrangement import Arrangement, Restriction
from intacct_desktop.results.columns import Column
from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import Role

DEBOUNCE_MS = 120
_NAMED = 2
_LONGEST = 48
_BOX = 320


@dataclass(frozen=True, slots=True)
class _Chip:
    text: str
    tip: str
    remove: Callable[[], None]


class FilterBar(QFrame):
    """Shows the wishes of an `Arrangement`. `searched` carries the text a moment after it was typed."""

    searched = Signal(str)
    removed = Signal(object)
    """Carries the `Restriction` whose chip was taken away."""
    cleared = Signal()
    left = Signal()
    """The person is done here: the rows are to have the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Filter the loaded rows"))
        self.search = SearchBox(self.tr("Filter the loaded rows"), self)
        self.search.setMaximumWidth(_BOX)
        self.count = Elided(self)
        self.count.setProperty("role", "muted")
        self.clear = QPushButton(self.tr("Clear all filters"), self)
        self.clear.setProperty("role", "link")
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(lambda _checked=False: self.cleared.emit())
        self.close_button = sign_button("close", self.tr("Close and show all rows"), self.dismiss, self, Role.MUTED)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        self._shown: tuple[_Chip, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self._tell)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.textChanged.connect(self._notice_cleared)
        self.search.installEventFilter(self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 2)
        row.addWidget(self.count, 3)
        row.addWidget(self.clear)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 4, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._chips)
        self._chips.hide()
        self.clear.setEnabled(False)
        self.hide()

    def begin(self) -> None:
        """Let the person type."""
        self.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def dismiss(self) -> None:
        """Take every wish away, and go."""
        self._pause.stop()
        self.hide()
        self.cleared.emit()
        self.left.emit()

    def show_arrangement(self, arrangement: Arrangement, columns: Sequence[Column]) -> None:
        """The wishes that there are now; the bar comes with the first one."""
        if not arrangement.search and not self._pause.isActive() and self.search.text():
            self.search.clear()
        self._show_chips([self._chip(entry, columns[entry.position]) for entry in arrangement.restrictions])
        self.clear.setEnabled(arrangement.filters)
        if arrangement.filters:
            self.show()

    def show_count(self, left: int, loaded: int, *, filtered: bool) -> None:
        """How many of the loaded rows are left."""
        text = self.tr("{left} of {rows}") if filtered else self.tr("all of {rows}")
        self.count.setText(text.format(left=words.number(left), rows=words.loaded_rows(loaded)))

    def stop(self) -> None:
        """What was typed last is not told any more."""
        self._pause.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent):
            pressed = event.type() is QEvent.Type.KeyPress
            if event.key() == Qt.Key.Key_Escape and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
                if pressed:
                    self.dismiss()
                event.accept()
                return True
            if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self._tell()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        self._pause.stop()
        self.searched.emit(self.search.text())

    def _notice_cleared(self, text: str) -> None:
        """By its own button, which edits nothing by Qt's account."""
        if not text and self.clear.isEnabled():
            self._tell()

    def _show_chips(self, chips: list[_Chip]) -> None:
        said = tuple((chip.text, chip.tip) for chip in chips)
        before = tuple((chip.text, chip.tip) for chip in self._shown)
        self._shown = tuple(chips)
        self._chips.setVisible(bool(chips))
        if said == before:
            return
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, chip in enumerate(chips):
            button = QPushButton(icon("close", Role.MUTED), chip.text, self._chips)
            button.setProperty("role", "chip")
            button.setAutoDefault(False)
            button.setToolTip(self.tr("{filter}\nClick to take it away.").format(filter=chip.tip))
            button.setAccessibleName(self.tr("Take away the filter: {filter}").format(filter=chip.tip))
            button.clicked.connect(lambda _checked=False, at=at: self._shown[at].remove())
            self._flow.addWidget(button)
            button.show()
        self._chips.updateGeometry()

    def _chip(self, entry: Restriction, column: Column) -> _Chip:
        values = [words.shown(value) for value in entry.values]
        named = ", ".join(values[:_NAMED])
        if len(values) > _NAMED:
            named = self.tr("{values} and {count} more").format(values=named, count=words.number(len(values) - _NAMED))
        sign = "≠" if entry.excluded else "="
        text = f"{column.path} {sign} {named}"
        whole = self.tr("{column} is not {values}") if entry.excluded else self.tr("{column} is one of {values}")
        tip = whole.format(column=column.path, values=", ".join(values[:50]))
        return _Chip(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", tip, lambda: self.removed.emit(entry))
