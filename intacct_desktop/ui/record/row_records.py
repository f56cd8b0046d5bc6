"""The records that the rows of a result stand for: opened, compared, deleted."""

from functools import partial

from PySide6.QtCore import QObject

from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.comparing import Comparing
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.reading.compare_page import RecordSide
from intacct_desktop.ui.record.rows import NoRecord, keys_of
from intacct_desktop.ui.record.words import title_of_record
from intacct_desktop.ui.record.work import RecordWork
from intacct_desktop.ui.wording import Message, Severity

_MOST_OPENED = 10


class RowRecords(QObject):
    """Serves every query tab that it is told to `watch`."""

    def __init__(self, window: MainWindow, tabs: OpenRecords, work: RecordWork, comparing: Comparing, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._tabs = tabs
        self._work = work
        self._comparing = comparing

    def watch(self, tab: QueryTab) -> None:
        """Let the rows of a tab be opened, compared and deleted."""
        registry, grid = self._window.registry, tab.view.grid
        for id_, slot in (("record.open_row", self.open), ("record.delete", self.delete), ("record.compare", self.compare)):
            registry.handle(id_, partial(slot, tab), owner=tab)
        grid.opened.connect(partial(self.open, tab))
        grid.offer(registry.action("record.open_row"), registry.action("record.compare"), registry.action("record.delete"))

        def offer() -> None:
            chosen = grid.selectionModel().hasSelection()
            for id_ in ("record.open_row", "record.delete", "record.compare"):
                registry.set_enabled(id_, chosen, owner=tab)

        grid.selectionModel().selectionChanged.connect(offer)
        offer()

    def open(self, tab: QueryTab) -> None:
        """Open the records of the rows that are selected in a result."""
        records, run = self._tabs.records, tab.last_run
        if records is None or run is None:
            return

        async def open_them() -> None:
            keys = await self._keys(tab)
            for key in keys[:_MOST_OPENED]:
                self._tabs.open(run.query.object, key)

        run_beside(self._window, self._window.notices, open_them(), self.tr("Open the record"))

    def delete(self, tab: QueryTab) -> None:
        """Delete the records of the rows that are selected in a result."""
        records, run = self._tabs.records, tab.last_run
        if records is None or run is None:
            return

        async def go() -> None:
            keys = await self._keys(tab)
            if keys:
                await self._work.deleted(records, run.query.object, keys, tab, run.entity)

        run_beside(tab, tab.notices, go(), self.tr("Delete records"))

    def compare(self, tab: QueryTab) -> None:
        """Compare the records of two rows."""
        records, run = self._tabs.records, tab.last_run
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
            self._comparing.show(sides[0], sides[1], form, await records.labels(form))

        run_beside(tab, tab.notices, go(), self.tr("Compare records"))

    async def _keys(self, tab: QueryTab) -> tuple[str, ...]:
        """Of the rows that are selected; says why, where there are none."""
        records, run = self._tabs.records, tab.last_run
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
