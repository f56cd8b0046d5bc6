"""What is done to records: sending, deleting, workflow actions, and taking back what the journal has."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.api.records.draft import new_draft
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.workflow_actions import WorkflowAction, load_parameters
from intacct_desktop.api.records.writes import Write
from intacct_desktop.ui.journal.view import JournalView
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.record.actions.action_dialog import ActionDialog, carried_out
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.deleting import delete
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog, RecordOutcome
from intacct_desktop.ui.record.sending import asked, rebase, send
from intacct_desktop.ui.record.undoing import CannotUndo, inverse_of, left_out_words
from intacct_desktop.ui.record.words import records_words
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.journal import Action, JournalEntry
from intacct_desktop.workspace.writer import Intent


class RecordWork(QObject):
    """Whatever is written here is in the journal, which is read again afterwards."""

    def __init__(self, window: MainWindow, tabs: OpenRecords, journal: JournalView, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._tabs = tabs
        self._journal = journal

    def rebase(self, tab: RecordTab, theirs: Record) -> None:
        """Put a tab's changes upon what the record has become."""
        run_beside(tab, tab.notices, rebase(tab, theirs), self.tr("Put the changes together"))

    def send(self, tab: RecordTab) -> None:
        """Send what is different, once it was looked at."""

        async def go() -> None:
            try:
                await send(tab)
            finally:
                self._journal.reload()

        run_beside(tab, tab.notices, go(), self.tr("Send {record}").format(record=tab.title))

    def delete(self, tab: RecordTab) -> None:
        """Delete the record of a tab, after a question."""
        records, document = self._tabs.records, tab.document
        if records is None or document is None or document.draft.key is None:
            return
        draft, key = document.draft, document.draft.key

        async def go() -> None:
            await self.deleted(records, draft.object, [key], tab, document.entity, seen=draft.base)

        run_beside(tab, tab.notices, go(), self.tr("Delete {record}").format(record=tab.title))

    async def deleted(
        self,
        records: CompanyRecords,
        object_name: str,
        keys: Sequence[str],
        parent: QWidget,
        entity: str | None,
        seen: Record | None = None,
        undoes: int | None = None,
    ) -> tuple[RecordOutcome, ...]:
        """Delete records and say what became of them. Raises as `deleting.delete`, and what a single one was refused for."""
        try:
            outcomes = await delete(records, object_name, keys, parent, entity=entity, seen=seen, undoes=undoes)
        finally:
            self._journal.reload()
        self._tabs.show_gone(object_name, {outcome.key for outcome in outcomes if outcome.error is None})
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        done = len(outcomes) - len(failed)
        if failed and len(outcomes) == 1 and isinstance(failed[0].error, IntacctError):
            raise failed[0].error
        if failed:
            refused = records_words(object_name, len(failed))
            some = self.tr("{done} deleted, {failed} refused").format(done=records_words(object_name, done), failed=refused)
            heading = some if done else self.tr("None deleted, {failed} refused").format(failed=refused)
            OutcomesDialog(heading, outcomes, self._window).open()
        else:
            words = self.tr("{records} deleted.").format(records=outcomes[0].title if done == 1 else records_words(object_name, done))
            means = self.tr("In the journal, from where it can be made again as far as Intacct allows it.")
            self._window.notices.show_message(Message(Severity.SUCCESS, words, means))
        return outcomes

    def act(self, tab: RecordTab, action: WorkflowAction, undoes: int | None = None) -> None:
        """Carry out a workflow action with the record of a tab, its parameters asked for."""
        records, document = self._tabs.records, tab.document
        if records is None or document is None or document.draft.key is None:
            return
        if document.is_changed:
            unsent = Message(
                Severity.WARNING,
                self.tr("{record} has changes that are not sent.").format(record=tab.title),
                self.tr("The action would be done to the record as the company has it."),
                self.tr("Send your changes or discard them first."),
            )
            tab.notices.show_message(unsent)
            return
        name = self.tr("{action}: {record}").format(action=action.title, record=tab.title)
        run_beside(tab, tab.notices, self._carried_out(records, tab, action, undoes), name)

    async def _carried_out(self, records: CompanyRecords, tab: RecordTab, action: WorkflowAction, undoes: int | None) -> None:
        document = tab.document
        if document is None or document.draft.key is None:
            return
        key, title, base = document.draft.key, tab.title, document.draft.base
        form = await load_parameters(records.models, action)
        today = datetime.now().astimezone().date()
        dialog = ActionDialog(
            action,
            form,
            {key: str(base.get("id") or key)},
            today,
            self._window,
            source=records.source.seen_from(lambda: document.entity),
            entity=document.entity,
        )

        async def do(write: Write) -> None:
            confirmation = await asked([write], records.safety, dialog, title, self.tr("Go on"))
            intent = Intent(action=Action.WORKFLOW, titles={key: title}, before={key: base}, undoes=undoes)
            sent = await records.writer.send(write, intent, confirmation)
            url = sent.written[0].answer.get("downloadURL")
            if url:
                tab.commands.open_web(str(url))

        try:
            await carried_out(dialog, do)
        finally:
            self._journal.reload()
        await tab.read(RecordAddress(action.object, key), document.entity)
        done = self.tr("{record}: {action} was done.").format(record=tab.title, action=action.title)
        tab.notices.show_message(Message(Severity.SUCCESS, done, self.tr("It is in the journal.")))

    # taking back

    def undo(self, entry: JournalEntry) -> None:
        """Take back a write of the journal."""
        if self._tabs.records is not None:
            run_beside(
                self._window,
                self._window.notices,
                self._undone(self._tabs.records, entry),
                self.tr("Undo: {title}").format(title=entry.title),
            )

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
                await self.deleted(records, inverse.object, [inverse.key], self._window, entry.entity, undoes=entry.id)
            case Action.WORKFLOW if inverse.workflow is not None and inverse.key is not None:
                tab = self._tabs.open(inverse.object, inverse.key)
                if tab is not None:
                    if not tab.is_changed:
                        await tab.read(RecordAddress(inverse.object, inverse.key), entry.entity)
                    self.act(tab, inverse.workflow, entry.id)
            case _ if inverse.draft is not None:
                there = self._tabs.showing(inverse.object, inverse.key)
                tab = there if there is not None and not there.is_changed else self._tabs.add(entry.title)
                if tab is None:
                    return
                self._window.tabs.bring(tab)
                begun = new_draft(form) if inverse.draft.is_new else None  # what comes back counts as entered
                tab.show_draft(form, inverse.draft, entry.entity, begun=begun)
                tab.undoes = entry.id
                means = self.tr("Look at the difference, then send it.")
                if inverse.left_out:
                    means += " " + self.tr("These do not come back: {fields}.").format(fields=left_out_words(inverse.left_out))
                tab.notices.show_message(
                    Message(Severity.INFO, self.tr("This undoes a write to {title}.").format(title=entry.title), means)
                )
                tab.look_at_changes()
