"""A page of the bottom panel that lists what was kept: searched as one types, of this company only if wished, and read when it is shown."""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.row_table import row_table
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE

DEBOUNCE_MS = 150

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SearchedPage(QWidget):
    """A subclass makes ``state`` around ``table``, lays out, and says how the list is read (`_load`), what a chosen row does (`_enter`) and
    what can be done with it (`menu`). `_load` ends by setting ``_stale`` to False.

    Call `reload` when something was added; while the page is not shown, that costs nothing.
    """

    state: StatePane

    def __init__(
        self, model: QAbstractItemModel, name: str, find: str, widths: Mapping[int, int], stretched: int | None, parent: QWidget | None
    ) -> None:
        """``find`` stands in the empty search box; ``widths`` are pixels by column, ``stretched`` takes the rest."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self._profile_id: str | None = None
        self._stale = True
        self.search = SearchBox(find, self)
        self.here = QCheckBox(self.tr("This company only"), self)
        self.here.setEnabled(False)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self._delegate = MatchDelegate(self)
        model.setParent(self)
        self.table = row_table(model, name, stretched, self)
        self.table.setItemDelegate(self._delegate)
        for column, width in widths.items():
            self.table.setColumnWidth(column, width)
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._load)
        self.search.textChanged.connect(self._debounce.start)
        self.search.installEventFilter(self)
        self.here.toggled.connect(self._load)
        self.table.installEventFilter(self)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.doubleClicked.connect(self._enter)

    def set_profile(self, profile_id: str | None) -> None:
        """The connection of the moment, which "This company only" means; None while nobody is signed in."""
        self._profile_id = profile_id
        self.here.setEnabled(profile_id is not None)
        if profile_id is None and self.here.isChecked():
            self.here.setChecked(False)
        elif self.here.isChecked():
            self.reload()

    def reload(self) -> None:
        """Read the list again; later, if the page is not shown now."""
        self._stale = True
        if self.isVisible():
            self._load()

    def focus_search(self) -> None:
        """Put the cursor into the search box: for the window's shortcut."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def menu(self) -> QMenu:
        """What can be done with the chosen row. The menu deletes itself when it closes."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if watched is self.search and event.key() in _STEPS and self.state.is_content:
                self.table.setFocus()
                return False
            if event.key() in _ENTERS and self._enters(watched):
                self._enter()
                return True
        return super().eventFilter(watched, event)

    def _enters(self, watched: QObject) -> bool:
        """Whether Enter, in search box or table, does what a row does: not while another list is about to come."""
        return not self._debounce.isActive()

    def _load(self) -> None:
        raise NotImplementedError

    def _enter(self) -> None:
        raise NotImplementedError

    @property
    def _of_profile(self) -> str | None:
        """The connection whose rows are wished; None for all."""
        return self._profile_id if self.here.isChecked() else None

    def _chosen_row(self) -> int | None:
        index = self.table.currentIndex()
        return index.row() if index.isValid() else None

    def _select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.table.model().index(row, 0), flags)

    def _open_menu(self, where: QPoint) -> None:
        if self._chosen_row() is not None:
            self.menu().popup(self.table.viewport().mapToGlobal(where))

    def _lay_out(self, filters: tuple[QWidget, ...], doing: QWidget) -> None:
        """``filters`` follow the search box, ``doing`` stands at the other end."""
        head = QFrame(self)
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        row.setSpacing(SPACE[1])
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(320)
        row.addWidget(self.search, 1)
        for widget in (self.here, *filters, self.count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(doing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.state, 1)
        for one, following in pairwise((self.search, self.here, *filters, doing, self.table)):
            self.setTabOrder(one, following)
