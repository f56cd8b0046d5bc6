"""The page "History" of the bottom panel: every run of a query, searched as one types, each to be opened again."""

import contextlib
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from intacct_desktop.ui import tasks
from intacct_desktop.ui.asking import Declined, confirmed
from intacct_desktop.ui.buttons import flat_button
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.library.history_rows import Column, HistoryModel
from intacct_desktop.ui.searched_page import SearchedPage
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.history import History, HistoryEntry, HistoryError

MOST = 500
"""Runs that are listed; older ones are found by searching."""

_WIDTHS: Mapping[int, int] = {
    Column.WHEN: 148,
    Column.OBJECT: 136,
    Column.COMPANY: 136,
    Column.ENTITY: 104,
    Column.ROWS: 128,
    Column.SECONDS: 88,
    Column.OUTCOME: 96,
}


class HistoryView(SearchedPage):
    """`restore_wished` carries the `HistoryEntry` whose query is to be opened in a new tab.

    Call `reload` after a run was added; while the page is not shown, that costs nothing.
    """

    restore_wished = Signal(object)

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        self.model = HistoryModel()
        super().__init__(self.model, self.tr("History"), self.tr("Find in the history"), _WIDTHS, Column.TITLE, parent)
        self._history = history
        self.clear_button = flat_button("trash", self.tr("Clear history…"), self.clear, self)
        self.state = StatePane(self.table, self)
        self._lay_out((), self.clear_button)
        self.state.show_words(self.tr("Reading the history…"))

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

    def _load(self) -> None:
        self._debounce.stop()
        text = self.search.text().strip()
        profile_id = self._of_profile

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

    def _chosen(self) -> HistoryEntry | None:
        row = self._chosen_row()
        return self.model.entry(row) if row is not None else None

    def _enter(self) -> None:
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
            ("filter", self.tr("Open in a new tab"), self._enter),
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
