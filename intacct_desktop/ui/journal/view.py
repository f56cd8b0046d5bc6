"""The page "Journal" of the bottom panel: every write of this program, the newest first, and the chosen one whole beside the list."""

import asyncio
import contextlib
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QMenu, QSplitter, QWidget

from intacct_desktop.results.writers import Cancelled, FileFormat
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.asking import Declined, accepted, confirmed
from intacct_desktop.ui.buttons import flat_button
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.journal.detail import JournalDetail, whole_text
from intacct_desktop.ui.journal.forgetting import ForgetDialog
from intacct_desktop.ui.journal.rows import Column, JournalModel
from intacct_desktop.ui.journal.words import action_word, outcome_word
from intacct_desktop.ui.searched_page import SearchedPage
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.journal import Action, Journal, JournalEntry, JournalLine, Outcome, Wanted
from intacct_desktop.workspace.journal_export import export

PAGE = 200
"""Writes that are read at a time."""

_WIDTHS: Mapping[int, int] = {
    Column.WHEN: 152,
    Column.RECORD: 168,
    Column.ACTION: 84,
    Column.CHANGED: 168,
    Column.OUTCOME: 152,
    Column.USER: 88,
    Column.COMPANY: 136,
    Column.SUPPORT_ID: 112,
}


class JournalView(SearchedPage):
    """`open_wished` carries object and key of a record, `undo_wished` the `JournalEntry` to be taken back, `said` a `Message` about what
    was done here.

    Call `reload` after a write; while the page is not shown, that costs nothing.
    """

    open_wished = Signal(str, str)
    undo_wished = Signal(object)
    said = Signal(object)

    def __init__(self, journal: Journal, parent: QWidget | None = None) -> None:
        self.model = JournalModel()
        super().__init__(self.model, self.tr("Journal"), self.tr("Find in the journal"), _WIDTHS, None, parent)
        self._journal = journal
        self._actions: Actions | None = None
        self._shown = Wanted()
        self._entry: JournalEntry | None = None
        self._told: Path | None = None
        self.action = self._choice(self.tr("Which kind of write"), self.tr("All actions"), [(each, action_word(each)) for each in Action])
        self.outcome = self._choice(self.tr("Which outcome"), self.tr("All outcomes"), [(each, outcome_word(each)) for each in Outcome])
        self.open_button = flat_button("link", self.tr("Open record"), self.open_record, self)
        self.undo_button = flat_button("undo", self.tr("Undo…"), self.undo, self)
        self.copy_button = flat_button("copy", self.tr("Copy"), self.copy, self)
        self.export_button = flat_button("export", self.tr("Export…"), self.choose_file, self)
        self.detail = JournalDetail(self)
        self.parts = QSplitter(Qt.Orientation.Horizontal, self)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.table)
        self.parts.addWidget(self.detail)
        self.parts.setSizes([760, 480])
        self.parts.setStretchFactor(0, 2)
        self.parts.setStretchFactor(1, 1)
        self.state = StatePane(self.parts, self)
        self.detail.add_buttons(self.open_button, self.undo_button, self.copy_button)
        self._lay_out((self.action, self.outcome), self.export_button)
        for one, following in pairwise((self.outcome, self.open_button, self.undo_button, self.copy_button, self.export_button)):
            self.setTabOrder(one, following)
        self.action.currentIndexChanged.connect(self._load)
        self.outcome.currentIndexChanged.connect(self._load)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.model.more_wished.connect(self._load_more)
        self._offer()
        self.state.show_words(self.tr("Reading the journal…"))

    def serve(self, actions: Actions) -> None:
        """Do what `journal.actions` declared."""
        self._actions = actions
        actions.handle("journal.find", self.focus_search)
        actions.handle("journal.open", self.open_record)
        actions.handle("journal.undo", self.undo)
        actions.handle("journal.copy", self.copy)
        actions.handle("journal.export", self.choose_file)
        actions.handle("journal.forget", self.forget)
        self._offer()

    def set_profile(self, profile_id: str | None) -> None:
        """The connection of the moment, whose records can be opened and writes undone; None while nobody is signed in."""
        super().set_profile(profile_id)
        self._offer()

    # what is shown

    def wanted(self) -> Wanted:
        """What search box and filters ask for."""
        action, outcome = self.action.currentData(), self.outcome.currentData()
        return Wanted(
            text=self.search.text().strip(),
            profile_id=self._of_profile,
            actions=frozenset({Action(action)} if action else ()),
            outcomes=frozenset({Outcome(outcome)} if outcome else ()),
        )

    def _load(self) -> None:
        self._debounce.stop()
        wanted = self.wanted()

        async def load() -> None:
            lines = await tasks.in_thread(self._journal.search, wanted, limit=PAGE)
            self._stale = False
            self._show(lines, wanted)
            self._say_damaged()
            count = await tasks.in_thread(self._journal.count, wanted)
            self.count.setText(self._count_words(count) if count else "")

        tasks.latest(
            self, "load", load(), name=self.tr("Read the journal"), on_error=lambda error: self.state.show_error(error, self._load)
        )

    def _say_damaged(self) -> None:
        kept = self._journal.kept
        if kept is not None and kept != self._told:
            self._told = kept
            happened = self.tr("The journal's file was damaged; a new one was begun.")
            means = self.tr("Earlier writes cannot be shown or undone from here. The damaged file was kept as {name}.").format(
                name=kept.name
            )
            self.said.emit(Message(Severity.WARNING, happened, means, details=str(kept)))

    def _count_words(self, count: int) -> str:
        return self.tr("1 write") if count == 1 else self.tr("{count} writes").format(count=QLocale().toString(count))

    def _load_more(self) -> None:
        wanted = self._shown
        last = self.model.line(self.model.rowCount() - 1).id

        async def load() -> None:
            lines = await tasks.in_thread(self._journal.search, wanted, limit=PAGE, older_than=last)
            if self._shown is wanted:
                self.model.append(lines, more=len(lines) == PAGE)

        tasks.latest(self, "more", load(), name=self.tr("Read the journal"))

    def _show(self, lines: Sequence[JournalLine], wanted: Wanted) -> None:
        chosen = self.chosen()
        self._shown = wanted
        self._delegate.words = words_of(wanted.text)
        self.model.show(lines, more=len(lines) == PAGE, waiting=self._journal.on_the_wire)
        self.export_button.setEnabled(bool(lines))
        if lines:
            row = self.model.row_of(chosen.id) if chosen is not None else None
            self._select(row or 0)
            self.state.show_content()
            return
        self._forget_entry()
        if wanted == Wanted():
            self.state.show_words(
                self.tr("Nothing was written yet"),
                self.tr("Each record that is created, changed or deleted is kept here as it was before and after, and can be undone."),
            )
        else:
            self.state.show_words(
                self.tr("Nothing found"), self.tr("No write is like that."), action=self.tr("Show every write"), slot=self._show_everything
            )

    def _show_everything(self) -> None:
        self.search.clear()
        self.here.setChecked(False)
        self.action.setCurrentIndex(0)
        self.outcome.setCurrentIndex(0)
        self._load()

    def _show_detail(self) -> None:
        line = self.chosen()
        if line is None:
            self._forget_entry()
            return
        if self._entry is None or self._entry.id != line.id:
            self._forget_entry()

        async def load() -> None:
            entry = await tasks.in_thread(self._journal.get, line.id)
            self._entry = entry
            self.detail.show_entry(entry, self.model.standing(entry))
            self._offer()

        tasks.latest(self, "detail", load(), name=self.tr("Read the write"))

    def _forget_entry(self) -> None:
        self._entry = None
        self.detail.clear()
        self._offer()

    # what can be done

    def chosen(self) -> JournalLine | None:
        row = self._chosen_row()
        return self.model.line(row) if row is not None else None

    def open_record(self) -> None:
        entry = self._entry
        if entry is not None and entry.key is not None and self._can_open(entry):
            self.open_wished.emit(entry.object, entry.key)

    def undo(self) -> None:
        if self._entry is not None and self._can_undo(self._entry):
            self.undo_wished.emit(self._entry)

    def copy(self) -> None:
        """The chosen write as text."""
        if self._entry is not None:
            QGuiApplication.clipboard().setText(whole_text(self._entry) + "\n")

    def choose_file(self) -> None:
        """Let the person choose where the writes that are listed go."""
        dialog = QFileDialog(self.window(), self.tr("Export the journal"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        formats = {
            self.tr("JSON, complete (*.json)"): FileFormat.JSON,
            self.tr("CSV (*.csv)"): FileFormat.CSV,
            self.tr("Excel (*.xlsx)"): FileFormat.XLSX,
        }
        dialog.setNameFilters(list(formats))
        dialog.selectFile("journal.json")
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(formats[name].value))
        dialog.setDefaultSuffix(FileFormat.JSON.value)
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name), formats[dialog.selectedNameFilter()]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, path: Path, file_format: FileFormat) -> None:
        """Write what search box and filters ask for."""
        wanted = self.wanted()

        async def write() -> None:
            stop = threading.Event()
            work = asyncio.ensure_future(tasks.in_thread(export, self._journal, wanted, path, file_format, cancelled=stop))
            await tasks.outlast(work, stop.set)
            try:
                outcome = work.result()
            except Cancelled:
                raise asyncio.CancelledError from None
            happened = self.tr("The journal was exported: {writes} in {name}.").format(
                writes=self._count_words(outcome.rows), name=path.name
            )
            cut = self.tr("Excel takes no more than 32,767 characters a cell: {count} texts were cut. JSON has them whole.")
            self.said.emit(Message(Severity.SUCCESS, happened, cut.format(count=outcome.shortened) if outcome.shortened else ""))

        tasks.run(self, write(), name=self.tr("Export the journal"))

    def forget(self) -> None:
        """Forget old writes, after asking twice."""

        async def ask() -> None:
            dialog = ForgetDialog(self.window())
            with contextlib.suppress(Declined):
                await accepted(dialog)
                day = dialog.day.date()
                before = date(day.year(), day.month(), day.day())
                await self._forget_before(before, dialog.day.text())

        tasks.latest(self, "forget", ask(), name=self.tr("Forget old writes"))

    async def _forget_before(self, before: date, words: str) -> None:
        count = await tasks.in_thread(self._journal.count_before, before)
        if not count:
            self.said.emit(Message(Severity.INFO, self.tr("There are no writes from before {day}.").format(day=words)))
            return
        await confirmed(
            self.window(),
            self.tr("Forget {writes} for good?").format(writes=self._count_words(count)),
            self.tr("All writes from before {day} leave the journal. They cannot be undone or looked up any more.").format(day=words),
            self.tr("Forget them"),
        )
        await tasks.in_thread(self._journal.forget, before)
        self.reload()

    def _is_here(self, entry: JournalLine) -> bool:
        return self._profile_id is not None and entry.profile_id == self._profile_id

    def _can_open(self, entry: JournalLine) -> bool:
        gone = entry.action is Action.DELETE and entry.outcome is Outcome.DONE
        return self._is_here(entry) and entry.key is not None and not gone

    def _can_undo(self, entry: JournalLine) -> bool:
        return self._is_here(entry) and entry.outcome is Outcome.DONE and entry.undone_by is None

    def _offer(self) -> None:
        entry = self._entry
        can = {
            "journal.open": entry is not None and self._can_open(entry),
            "journal.undo": entry is not None and self._can_undo(entry),
            "journal.copy": entry is not None,
        }
        elsewhere = entry is not None and not self._is_here(entry)
        for button, id_ in ((self.open_button, "journal.open"), (self.undo_button, "journal.undo"), (self.copy_button, "journal.copy")):
            button.setEnabled(can[id_])
            if self._actions is not None:
                self._actions.set_enabled(id_, can[id_])
        why = self.tr("Sign in to {company} first.").format(company=entry.company) if entry is not None and elsewhere else ""
        self.open_button.setToolTip(why)
        self.undo_button.setToolTip(why)

    def _enter(self) -> None:
        self.open_record()

    def _enters(self, watched: QObject) -> bool:
        return watched is self.table

    def menu(self) -> QMenu:
        """What can be done with the chosen write. The menu deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.open_button, self.undo_button, self.copy_button, self.export_button):
            action = QAction(button.icon(), button.text(), menu)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
            menu.addAction(action)
        menu.addSeparator()
        forget = QAction(icon("trash"), self.tr("Forget old writes…"), menu)
        forget.triggered.connect(self.forget)
        menu.addAction(forget)
        return menu

    def _choice(self, name: str, everything: str, choices: Sequence[tuple[StrEnum, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.addItem(everything, None)
        for value, words in choices:
            box.addItem(words, value.value)
        return box
