"""Everything the window has for records, put together: their tabs, new ones, what is done to them, the rows of results, the journal."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from intacct_desktop.api.records.address import ObjectNames
from intacct_desktop.connections.session import Session
from intacct_desktop.ui.journal import actions as journal_actions
from intacct_desktop.ui.journal.view import JournalView
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.record import declared
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.company_records import CompanyRecords
from intacct_desktop.ui.record.comparing import Comparing
from intacct_desktop.ui.record.new_records import NewRecords
from intacct_desktop.ui.record.open_dialog import asked_for_record
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.row_records import RowRecords
from intacct_desktop.ui.record.work import RecordWork
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.quick_forms import quick_forms
from intacct_desktop.workspace.writer import Writer

_log = logging.getLogger(__name__)


class Records(QObject):
    """One per window. ``object_at_hand`` gives the object that is in front, or selected in the tree."""

    def __init__(
        self, window: MainWindow, kept: Kept, queries: OpenQueries, object_at_hand: Callable[[], str | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._kept = kept
        self._queries = queries
        self._object_at_hand = object_at_hand
        declared.declare(window.registry)
        journal_actions.declare(window.registry)
        self.tabs = OpenRecords(window, kept.records, self)
        self.journal = JournalView(kept.journal)
        window.add_bottom_page(self.journal, self.tr("Journal"))
        self.journal.serve(window.registry)
        self.work = RecordWork(window, self.tabs, self.journal, self)
        self.new = NewRecords(window, self.tabs, object_at_hand, self)
        self._comparing = Comparing(window, self)
        self._rows = RowRecords(window, self.tabs, self.work, self._comparing, self)
        self._connect()
        self._offer()

    def enter(self, session: Session, writer: Writer) -> None:
        """Work on a company's records from now on; what was entered and not sent the last time opens in a moment."""
        self.tabs.enter(CompanyRecords(session, writer))
        self.journal.set_profile(session.profile.id)
        self._offer()
        run_beside(self._window, self._window.notices, self.tabs.restore(), self.tr("Open what was entered"))

    def follow_entity(self) -> None:
        """Another entity is present."""
        for tab in self.tabs.tabs:
            tab.follow_entity()

    async def leave(self) -> None:
        """The company is about to be left: writes are finished, and what was entered stays written down."""
        records = self.tabs.records
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

    def open_by_address(self) -> None:
        """Ask for a key or an address; in the bar of the record in front, where there is one."""
        records, front = self.tabs.records, self.tabs.front
        if front is not None:
            front.moves.ask()
        elif records is not None:
            run_beside(self._window, self._window.notices, self._open_asked(records), self.tr("Open a record"))

    async def _open_asked(self, records: CompanyRecords) -> None:
        names = ObjectNames(await records.models.entries())
        address = await asked_for_record(self.tr("Open record"), names, self._object_at_hand(), self._window)
        self.tabs.open(address.object, address.key)

    def _watch(self, tab: RecordTab) -> None:
        tab.send_wished.connect(partial(self.work.send, tab))
        tab.delete_wished.connect(partial(self.work.delete, tab))
        tab.rebase_wished.connect(partial(self.work.rebase, tab))
        tab.action_wished.connect(lambda action: self.work.act(tab, action))
        tab.duplicate_wished.connect(partial(self.new.duplicate, tab))
        tab.compare_wished.connect(partial(self._comparing.compare, tab))
        tab.query_wished.connect(lambda query: self._queries.open(SavedQuery("", query)).start_run())

    def _connect(self) -> None:
        registry = self._window.registry
        self.tabs.opened.connect(self._watch)
        self._queries.opened.connect(self._rows.watch)
        self.journal.open_wished.connect(self.tabs.open)
        self.journal.undo_wished.connect(self.work.undo)
        self.journal.said.connect(self._window.notices.show_message)
        registry.handle("record.open", self.open_by_address)
        registry.handle("view.journal", self._show_journal)
        registry.handle("journal.find", self._find_in_journal)

    def _show_journal(self) -> None:
        self._window.show_bottom_page(self.journal)

    def _find_in_journal(self) -> None:
        self._show_journal()
        self.journal.focus_search()

    def _offer(self) -> None:
        for id_ in ("record.open", "record.new", *map(declared.quick_id, quick_forms())):
            self._window.registry.set_enabled(id_, self.tabs.records is not None)
