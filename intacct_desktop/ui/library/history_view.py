"""The page "History" of the bottom panel: every run of a query, searched as one types, each to be opened again."""

import contextlib

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.ui import tasks
from intacct_desktop.ui.asking import Declined, confirmed
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.library.history_rows import Column, HistoryModel
from intacct_desktop.ui.row_table import row_table
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.history import History, HistoryEntry, HistoryError

DEBOUNCE_MS = 150
MOST = 500
"""Runs that are listed; older ones are found by searching."""

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class HistoryView(QWidget):
    """`restore_wished` carries the `HistoryEntry` whose query is to be opened in a new tab.

    Call `reload` after a run was added; while the page is not shown, that costs nothing.
    """

    restore_wished = Signal(object)

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("History"))
        self._history = history
        self._profile_id: str | None = None
        self._stale = True
        self.model = HistoryModel(self)
        self.search = SearchBox(self.tr("Find in the history"), self)
        self.here = QCheckBox(self.tr("This company only"), self)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.clear_button = QPushButton(icon("trash"), self.tr("Clear history…"), self)
        self.clear_button.setProperty("role", "flat")
        self._delegate = MatchDelegate(self)
        self.table = self._build_table()
        self.state = StatePane(self.table, self)
        self._lay_out()
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._load)
        self.search.textChanged.connect(self._debounce.start)
        self.search.installEventFilter(self)
        self.table.installEventFilter(self)
        self.here.toggled.connect(self._load)
        self.clear_button.clicked.connect(self.clear)
        self.set_profile(None)
        self.state.show_words(self.tr("Reading the history…"))

    def set_profile(self, profile_id: str | None) -> None:
        """The connection of the moment, which "This company only" means; None while nobody is signed in."""
        self._profile_id = profile_id
        self.here.setEnabled(profile_id is not None)
        if profile_id is None and self.here.isChecked():
            self.here.setChecked(False)
        elif self.here.isChecked():
            self.reload()

    def reload(self) -> None:
        """Read the history again; later, if the page is not shown now."""
        self._stale = True
        if self.isVisible():
            self._load()

    def focus_search(self) -> None:
        """Put the cursor into the search box: for the window's shortcut."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear(self) -> None:
        """Forget every run, after asking."""

        async def ask() -> None:
            with contextlib.suppress(Declined):
                await confirmed(
                    self.window(),
                    self.tr("Clear the history?"),
                    self.tr("Every run is forgotten, of all companies. Saved queries and open tabs stay. This cannot be undone."),
                    self.tr("Clear history"),
                )
                await tasks.in_thread(self._history.clear)
                self.reload()

        tasks.latest(self, "clear", ask(), name=self.tr("Clear the history"))

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def _load(self) -> None:
        self._debounce.stop()
        text = self.search.text().strip()
        profile_id = self._profile_id if self.here.isChecked() else None

        async def load() -> None:
            entries = await tasks.in_thread(self._history.search, text, limit=MOST, profile_id=profile_id)
            self._stale = False
            self._show(entries, text)

        tasks.latest(
            self, "load", load(), name=self.tr("Read the history"), on_error=lambda error: self.state.show_error(error, self._load)
        )

    def _show(self, entries: list[HistoryEntry], text: str) -> None:
        chosen = self._chosen()
        self._delegate.words = words_of(text)
        self.model.show(entries)
        self.count.setText(self._count_words(len(entries)))
        limited = bool(text) or self.here.isChecked()
        self.clear_button.setEnabled(bool(entries) or limited)
        if entries:
            rows = [row for row, entry in enumerate(entries) if chosen is not None and entry.id == chosen.id]
            self._select(rows[0] if rows else 0)
            self.state.show_content()
        elif limited:
            self.state.show_words(
                self.tr("Nothing found"), self.tr("No run is like that."), action=self.tr("Show every run"), slot=self._show_everything
            )
        else:
            self.state.show_words(
                self.tr("No query was run yet"), self.tr("Each run is listed here, with its rows and duration, and can be opened again.")
            )

    def _count_words(self, count: int) -> str:
        if count >= MOST:
            return self.tr("the latest {count}").format(count=count)
        if count == 0:
            return ""
        return self.tr("1 run") if count == 1 else self.tr("{count} runs").format(count=count)

    def _show_everything(self) -> None:
        self.search.clear()
        self.here.setChecked(False)
        self._load()

    # what a row does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.search and event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if watched is self.search and event.key() in _STEPS and self.state.is_content:
                self.table.setFocus()
                return False
            if enters and not self._debounce.isActive():
                self._restore()
                return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> HistoryEntry | None:
        index = self.table.currentIndex()
        return self.model.entry(index.row()) if index.isValid() else None

    def _select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    def _restore(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.restore_wished.emit(entry)

    def _copy(self) -> None:
        entry = self._chosen()
        if entry is not None:
            QGuiApplication.clipboard().setText(entry.query.to_json(indent=2) + "\n")

    def menu(self) -> QMenu:
        """What can be done with the chosen run. The menu deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sign, words, slot in (
            ("filter", self.tr("Open in a new tab"), self._restore),
            ("copy", self.tr("Copy as JSON"), self._copy),
            ("", "", None),
            ("trash", self.tr("Clear history…"), self.clear),
        ):
            if slot is None:
                menu.addSeparator()
                continue
            action = QAction(icon(sign), words, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu

    def _open_menu(self, where: QPoint) -> None:
        if self._chosen() is not None:
            self.menu().popup(self.table.viewport().mapToGlobal(where))

    def _build_table(self) -> QTableView:
        table = row_table(self.model, self.tr("History"), Column.TITLE, self)
        table.setItemDelegate(self._delegate)
        table.customContextMenuRequested.connect(self._open_menu)
        table.doubleClicked.connect(self._restore)
        widths = {
            Column.WHEN: 148,
            Column.OBJECT: 136,
            Column.COMPANY: 136,
            Column.ENTITY: 104,
            Column.ROWS: 128,
            Column.SECONDS: 88,
            Column.OUTCOME: 96,
        }
        for column, width in widths.items():
            table.setColumnWidth(column, width)
        return table

    def _lay_out(self) -> None:
        head = QFrame(self)
        head.setProperty("role", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        row.setSpacing(SPACE[2])
        self.search.setMaximumWidth(320)
        row.addWidget(self.search, 1)
        row.addWidget(self.here)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.state, 1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("HistoryView", text)


@describe.register
def _(error: HistoryError) -> Message:
    happened = {
        Problem.LOCKED: _tr("The history is in use by another program."),
        Problem.FULL: _tr("There is no room left on the disk for the history."),
        Problem.NEWER: _tr("The history was written by a newer version of this program."),
        Problem.UNREADABLE: _tr("The history cannot be read."),
    }[error.problem]
    todo = {
        Problem.LOCKED: _tr("Close the other window of this program, then try again."),
        Problem.FULL: _tr("Make room on the disk, then try again."),
        Problem.NEWER: _tr("Update this program."),
        Problem.UNREADABLE: _tr("Check the folder and its permissions, then try again."),
    }[error.problem]
    return Message(Severity.WARNING, happened, _tr("Queries run all the same; runs are not kept meanwhile."), todo, str(error))
