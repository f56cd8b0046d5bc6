"""Everything the window has for records, put together: their tabs, new ones, deletions, actions, the journal and what is taken back."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.form import Form, Purpose, load_form
from intacct_desktop.api.record_address import ObjectNames, RecordAddress
from intacct_desktop.api.record_values import Record
from intacct_desktop.api.records import read_record
from intacct_desktop.api.workflow_actions import WorkflowAction, load_parameters
from intacct_desktop.api.writes import Write
from intacct_desktop.connections.session import Session
from intacct_desktop.ui import tasks
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.journal import actions as journal_actions
from intacct_desktop.ui.journal.view import JournalView
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record import declared
from intacct_desktop.ui.record.actions.action_dialog import ActionDialog, carried_out
from intacct_desktop.ui.record.actions.type_dialog import name_for_new
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.deleting import delete
from intacct_desktop.ui.record.open_dialog import asked_for_record
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.reading.compare_page import RecordComparePage, RecordSide
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog, RecordOutcome
from intacct_desktop.ui.record.rows import NoRecord, keys_of
from intacct_desktop.ui.record.sending import asked, rebase, send
from intacct_desktop.ui.record.undoing import CannotUndo, inverse_of, left_out_words
from intacct_desktop.ui.record.words import object_word, records_words, title_of_record
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.journal import Action, JournalEntry
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.quick_forms import QuickForm, quick_forms
from intacct_desktop.workspace.writer import Intent

_log = logging.getLogger(__name__)
_MOST_OPENED = 10


class Records(QObject):
    """One per window. ``object_wished`` gives the object that a new record is likely to be of, such as the one selected in the tree."""

    def __init__(
        self, window: MainWindow, kept: Kept, queries: OpenQueries, object_wished: Callable[[], str | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._kept = kept
        self._queries = queries
        self._object_wished = object_wished
        self.tabs = OpenRecords(window, kept.records, self)
        self.journal = JournalView(kept.journal)
        window.add_bottom_page(self.journal, self.tr("Journal"))
        declared.declare(window.registry)
        journal_actions.declare(window.registry)
        self.journal.serve(window.registry)
        self._connect()
        self._offer()

    @property
    def records(self) -> CompanyRecords | None:
        """Those of the company that is signed in to."""
        return self.tabs.records

    def enter(self, session: Session) -> None:
        """Work on a company's records from now on; what was entered and not sent the last time opens in a moment."""
        self.tabs.enter(CompanyRecords(session, self._kept.journal))
        self.journal.set_profile(session.profile.id)
        self._offer()
        self._run(self.tabs.restore(), self.tr("Open what was entered"))

    def follow_entity(self) -> None:
        """Another entity is present."""
        for tab in self.tabs.tabs:
            tab.follow_entity()

    async def leave(self) -> None:
        """The company is about to be left: writes are finished, and what was entered stays written down."""
        records = self.records
        if records is None:
            return
        try:
            await self.tabs.keep()
        except OSError as error:
            _log.warning("What was entered could not be kept: %s", error)
        self.tabs.leave()
        await records.aclose()
        self.journal.set_profile(None)
        self._offer()

    # opening

    def open(self, object_name: str, key: str) -> None:
        """Show a record."""
        self.tabs.open(object_name, key)

    def open_rows(self, tab: QueryTab) -> None:
        """Open the records of the rows that are selected in a result."""
        records, run = self.records, tab.last_run
        if records is None or run is None:
            return

        async def open_them() -> None:
            keys = await self._keys(tab)
            for key in keys[:_MOST_OPENED]:
                self.open(run.query.object, key)

        self._run(open_them(), self.tr("Open the record"))

    def open_by_address(self) -> None:
        """Ask for a key or an address; in the bar of the record in front, where there is one."""
        records, front = self.records, self.tabs.front
        if front is not None:
            front.show_address()
        elif records is not None:
            self._run(self._open_asked(records), self.tr("Open a record"))

    async def _open_asked(self, records: CompanyRecords) -> None:
        names = ObjectNames(await records.models.entries())
        address = await asked_for_record(self.tr("Open record"), names, self._object_wished(), self._window)
        self.open(address.object, address.key)

    # new ones

    def new(self) -> None:
        """A new record of the object at hand."""
        object_name = self._object_wished()
        if object_name is not None:
            self.new_of(object_name)
            return
        words = Message(Severity.INFO, self.tr("Of which object is the new record to be?"), "", self.tr("Choose one in the tree first."))
        self._window.notices.show_message(words)

    def new_of(self, object_name: str, *, like: Record | None = None) -> None:
        """A new record of an object; of a document, one of the type that the person chooses."""
        records = self.records
        if records is None:
            return

        async def begin() -> None:
            name = await name_for_new(self._window, records.client, object_name)
            form = await load_form(records.models, name, Purpose.CREATE)
            if not form.can_create:
                words = self.tr("Intacct's API takes no new records of this kind ({object}).").format(object=object_word(name))
                self._window.notices.show_message(Message(Severity.INFO, words))
                return
            tab = self.tabs.add(self.tr("New {object}").format(object=object_word(name)))
            if tab is not None:
                await tab.begin(name, like=like)

        self._run(begin(), self.tr("New {object}").format(object=object_word(object_name)))

    def new_quick(self, quick: QuickForm) -> None:
        """A new record by a quick form."""
        tab = self.tabs.add(self.tr("New {object}").format(object=object_word(quick.object)))
        if tab is not None:
            self._run(tab.begin(quick.object, quick=quick), self.tr("New {object}").format(object=object_word(quick.object)), tab)

    def _duplicate(self, tab: RecordTab) -> None:
        document = tab.document
        if document is not None:
            self.new_of(document.draft.object, like=document.draft.record)

    # what is done to them

    def _send(self, tab: RecordTab) -> None:
        async def go() -> None:
            try:
                await send(tab)
            finally:
                self.journal.reload()

        self._run(go(), self.tr("Send {record}").format(record=tab.title), tab)

    def _delete(self, tab: RecordTab) -> None:
        records, document = self.records, tab.document
        if records is None or document is None or document.draft.key is None:
            return
        draft, key = document.draft, document.draft.key

        async def go() -> None:
            outcomes = await self._deleted(records, draft.object, [key], tab, document.entity, seen=draft.base)
            if outcomes and outcomes[0].error is None:
                tab.show_gone()

        self._run(go(), self.tr("Delete {record}").format(record=tab.title), tab)

    def delete_rows(self, tab: QueryTab) -> None:
        """Delete the records of the rows that are selected in a result."""
        records, run = self.records, tab.last_run
        if records is None or run is None:
            return

        async def go() -> None:
            keys = await self._keys(tab)
            if keys:
                await self._deleted(records, run.query.object, keys, tab, run.entity)

        self._run(go(), self.tr("Delete records"), tab)

    async def _deleted(
        self,
        records: CompanyRecords,
        object_name: str,
        keys: Sequence[str],
        parent: QWidget,
        entity: str | None,
        seen: Record | None = None,
        undoes: int | None = None,
    ) -> tuple[RecordOutcome, ...]:
        try:
            outcomes = await delete(records, object_name, keys, parent, entity=entity, seen=seen, undoes=undoes)
        finally:
            self.journal.reload()
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        done = len(outcomes) - len(failed)
        if failed and len(outcomes) == 1 and isinstance(failed[0].error, IntacctError):
            raise failed[0].error
        if failed:
            heading = self.tr("{done} deleted, {failed} refused").format(
                done=records_words(object_name, done), failed=records_words(object_name, len(failed))
            )
            OutcomesDialog(heading, outcomes, self._window).open()
        else:
            words = self.tr("{records} deleted.").format(records=outcomes[0].title if done == 1 else records_words(object_name, done))
            means = self.tr("In the journal, from where it can be made again as far as Intacct allows it.")
            self._window.notices.show_message(Message(Severity.SUCCESS, words, means))
        return outcomes

    def _act(self, tab: RecordTab, action: WorkflowAction, undoes: int | None = None) -> None:
        records, document = self.records, tab.document
        if records is None or document is None or document.draft.key is None:
            return
        if document.is_changed:
            words = Message(
                Severity.WARNING,
                self.tr("{record} has changes that are not sent.").format(record=tab.title),
                self.tr("The action would be done to the record as the company has it."),
                self.tr("Send your changes or discard them first."),
            )
            tab.notices.show_message(words)
            return
        self._run(
            self._carried_out(records, tab, action, undoes),
            self.tr("{action}: {record}").format(action=action.title, record=tab.title),
            tab,
        )

    async def _carried_out(self, records: CompanyRecords, tab: RecordTab, action: WorkflowAction, undoes: int | None) -> None:
        document = tab.document
        if document is None or document.draft.key is None:
            return
        key, title, base = document.draft.key, tab.title, document.draft.base
        form = await load_parameters(records.models, action)
        today = datetime.now().astimezone().date()
        dialog = ActionDialog(action, form, {key: title}, today, self._window, source=records.source, entity=document.entity)

        async def do(write: Write) -> None:
            confirmation = await asked([write], records.safety, dialog, title, self.tr("Go on"))
            intent = Intent(action=Action.WORKFLOW, titles={key: title}, before={key: base}, undoes=undoes)
            sent = await records.writer.send(write, intent, confirmation)
            url = sent.written[0].answer.get("downloadURL")
            if url:
                tab.open_web(str(url))

        try:
            await carried_out(dialog, do)
        finally:
            self.journal.reload()
        await tab.read(RecordAddress(action.object, key), document.entity)
        done = self.tr("{record}: {action} was done.").format(record=tab.title, action=action.title)
        tab.notices.show_message(Message(Severity.SUCCESS, done, self.tr("It is in the journal.")))

    # taking back

    def undo(self, entry: JournalEntry) -> None:
        """Take back a write of the journal."""
        if self.records is not None:
            self._run(self._undone(self.records, entry), self.tr("Undo: {title}").format(title=entry.title))

    async def _undone(self, records: CompanyRecords, entry: JournalEntry) -> None:
        if entry.profile_id != records.profile.id:
            words = self.tr("This write was made in another company: {company}.").format(company=entry.company)
            self._window.notices.show_message(Message(Severity.WARNING, words, "", self.tr("Sign in there to undo it.")))
            return
        try:
            inverse, form = await inverse_of(records, entry, self._window)
        except CannotUndo as cannot:
            self._window.notices.show_message(cannot.message)
            return
        match inverse.action:
            case Action.DELETE if inverse.key is not None:
                await self._deleted(records, inverse.object, [inverse.key], self._window, entry.entity, undoes=entry.id)
            case Action.WORKFLOW if inverse.workflow is not None and inverse.key is not None:
                tab = self.tabs.open(inverse.object, inverse.key)
                if tab is not None:
                    await tab.read(RecordAddress(inverse.object, inverse.key), entry.entity)
                    self._act(tab, inverse.workflow, entry.id)
            case _ if inverse.draft is not None:
                tab = self.tabs.add(entry.title)
                if tab is None:
                    return
                tab.show_draft(form, inverse.draft, entry.entity)
                tab.undoes = entry.id
                means = self.tr("Look at the difference, then send it.")
                if inverse.left_out:
                    means += " " + self.tr("These do not come back: {fields}.").format(fields=left_out_words(inverse.left_out))
                tab.notices.show_message(
                    Message(Severity.INFO, self.tr("This undoes a write to {title}.").format(title=entry.title), means)
                )
                tab.look_at_changes()

    # comparing

    def _compare(self, tab: RecordTab) -> None:
        records, document = self.records, tab.document
        if records is None or document is None:
            return

        async def go() -> None:
            names = ObjectNames(await records.models.entries())
            current = document.form.model.name
            address = await asked_for_record(self.tr("Compare {record} with").format(record=tab.title), names, current, self._window)
            other = await read_record(records.client, address.object, address.key)
            left = RecordSide(tab.title, document.draft.record)
            right = RecordSide(title_of_record(address.object, other, address.key), other)
            self._show_comparison(left, right, document.form, await records.labels(document.form))

        self._run(go(), self.tr("Compare records"), tab)

    def _compare_rows(self, tab: QueryTab) -> None:
        records, run = self.records, tab.last_run
        if records is None or run is None:
            return

        async def go() -> None:
            keys = await self._keys(tab)
            if len(keys) != 2:
                self._window.notices.show_message(Message(Severity.INFO, self.tr("Select two rows to compare their records.")))
                return
            name = run.query.object
            form = await load_form(records.models, name, Purpose.READ)
            read = [await read_record(records.client, name, key) for key in keys]
            sides = [RecordSide(title_of_record(name, record, key), record) for key, record in zip(keys, read, strict=True)]
            self._show_comparison(sides[0], sides[1], form, await records.labels(form))

        self._run(go(), self.tr("Compare records"), tab)

    def _show_comparison(self, left: RecordSide, right: RecordSide, form: Form, labels: Mapping[str, str]) -> None:
        page = RecordComparePage(left, right, form, labels, self._window.registry)
        self._window.add_tab(page, page.title)
        page.compared.connect(lambda: self._window.tabs.set_title(page, page.title))

    # the rest

    async def _keys(self, tab: QueryTab) -> tuple[str, ...]:
        """Of the rows that are selected; says why, where there are none."""
        records, run = self.records, tab.last_run
        if records is None or run is None:
            return ()
        try:
            return await keys_of(records, run, tab.view.grid.selected_ranges())
        except NoRecord:
            words = Message(
                Severity.INFO,
                self.tr("These rows do not say which records they are."),
                "",
                self.tr("Add the column key to the query, without aggregates, and run it again."),
            )
            tab.notices.show_message(words)
            return ()

    def _run(self, work: Coroutine[Any, Any, Any], name: str, beside: RecordTab | QueryTab | None = None) -> None:
        """Errors stand in the tab that they concern, else above the window."""

        async def undisturbed() -> None:
            with suppress(Declined):
                await work

        def failed(error: BaseException) -> None:
            (beside or self._window).notices.show_error(error)

        tasks.run(beside or self._window, undisturbed(), name=name, on_error=failed)

    def _watch_records(self, tab: RecordTab) -> None:
        tab.send_wished.connect(partial(self._send, tab))
        tab.delete_wished.connect(partial(self._delete, tab))
        tab.duplicate_wished.connect(partial(self._duplicate, tab))
        tab.compare_wished.connect(partial(self._compare, tab))
        tab.action_wished.connect(lambda action: self._act(tab, action))
        tab.query_wished.connect(lambda query: self._queries.open(SavedQuery("", query)).start_run())
        tab.rebase_wished.connect(lambda theirs: self._run(rebase(tab, theirs), self.tr("Put the changes together"), tab))

    def _watch_rows(self, tab: QueryTab) -> None:
        registry, grid = self._window.registry, tab.view.grid
        for id_, slot in (("record.open_row", self.open_rows), ("record.delete", self.delete_rows), ("record.compare", self._compare_rows)):
            registry.handle(id_, partial(slot, tab), owner=tab)
        grid.opened.connect(partial(self.open_rows, tab))
        grid.offer(registry.action("record.open_row"), registry.action("record.compare"), registry.action("record.delete"))

        def offer() -> None:
            chosen = grid.selectionModel().hasSelection()
            for id_ in ("record.open_row", "record.delete", "record.compare"):
                registry.set_enabled(id_, chosen, owner=tab)

        grid.selectionModel().selectionChanged.connect(offer)
        offer()

    def _connect(self) -> None:
        registry = self._window.registry
        self.tabs.opened.connect(self._watch_records)
        self._queries.opened.connect(self._watch_rows)
        self.journal.open_wished.connect(self.open)
        self.journal.undo_wished.connect(self.undo)
        self.journal.said.connect(self._window.notices.show_message)
        registry.handle("record.open", self.open_by_address)
        registry.handle("record.new", self.new)
        registry.handle("view.journal", self._show_journal)
        registry.handle("journal.find", self._find_in_journal)
        for quick in quick_forms():
            registry.handle(declared.quick_id(quick), partial(self.new_quick, quick))

    def _show_journal(self) -> None:
        self._window.show_bottom_page(self.journal)

    def _find_in_journal(self) -> None:
        self._show_journal()
        self.journal.focus_search()

    def _offer(self) -> None:
        ids = ["record.open", "record.new", *(declared.quick_id(quick) for quick in quick_forms())]
        for id_ in ids:
            self._window.registry.set_enabled(id_, self.records is not None)
