"""The records that the rows of a result stand for: opened, compared, deleted, and their attachments downloaded."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record.attachments import can_have_attachments, folder_chooser, no_attachments, save_attachments
from intacct_desktop.ui.record.beside import run_beside
from intacct_desktop.ui.record.comparing import Comparing
from intacct_desktop.ui.record.open_records import OpenRecords
from intacct_desktop.ui.record.reading.compare_page import RecordSide
from intacct_desktop.ui.record.row_links import links_of
from intacct_desktop.ui.record.rows import NoRecord, keys_of
from intacct_desktop.ui.record.words import title_of_record
from intacct_desktop.ui.record.work import RecordWork
from intacct_desktop.ui.results.grid.links import Wish
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
        wiring = {
            "record.open_row": self.open,
            "record.compare": self.compare,
            "record.attachments": self.download_attachments,
            "record.delete": self.delete,
        }
        for id_, slot in wiring.items():
            registry.handle(id_, partial(slot, tab), owner=tab)
        grid.opened.connect(partial(self.open, tab))
        grid.offer(*map(registry.action, wiring))

        def offer() -> None:
            chosen = grid.selectionModel().hasSelection()
            for id_ in wiring:
                registry.set_enabled(id_, chosen, owner=tab)

        grid.selectionModel().selectionChanged.connect(offer)
        grid.source_changed.connect(partial(self._show_links, tab))
        tab.view.links.wished.connect(self._follow_link)
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

    def _show_links(self, tab: QueryTab) -> None:
        """Say which cells of a result name records."""
        records, run = self._tabs.records, tab.last_run
        columns = tab.view.grid.rows.columns
        tab.view.links.set_links(links_of(records.models, run.query.object, columns) if records is not None and run is not None else {})

    def _follow_link(self, wish: Wish) -> None:
        records = self._tabs.records
        if records is None:
            return

        async def open_it() -> None:
            key = wish.value if wish.member == "key" else None
            if key is None:
                found = await records.source.find(wish.object, wish.member, wish.value)
                key = str(found["key"]) if found is not None and found.get("key") else None
            if key is not None:
                self._tabs.open(wish.object, key)
            else:
                gone = self.tr("There is no {record} in this company or entity.").format(record=wish.words)
                self._window.notices.show_message(Message(Severity.INFO, gone))

        run_beside(self._window, self._window.notices, open_it(), self.tr("Open the record"))

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

    def download_attachments(self, tab: QueryTab) -> None:
        """Save the attachments of the rows' records into a folder, once the person has chosen one."""
        records, run = self._tabs.records, tab.last_run
        if records is None or run is None:
            return
        company, name, entity = records, run.query.object, run.entity

        async def ask() -> None:
            keys = await self._keys(tab)
            if not keys:
                return
            if not await can_have_attachments(company.models, name):
                tab.notices.show_message(no_attachments(name))
                return
            chooser = folder_chooser(tab, len(keys))
            chooser.fileSelected.connect(lambda folder: start(keys, Path(folder)))
            chooser.open()

        def start(keys: Sequence[str], folder: Path) -> None:
            run_beside(tab, tab.notices, save_attachments(company, name, keys, entity, folder, tab), self.tr("Download attachments"))

        run_beside(tab, tab.notices, ask(), self.tr("Download attachments"))

    async def _keys(self, tab: QueryTab) -> tuple[str, ...]:
        """Of the rows that are selected; says why, where there are none."""
        records, run = self._tabs.records, tab.last_run
        if records is None or run is None:
            return ()
        grid = tab.view.grid
        if grid.source is None:
            return ()
        try:
            return await keys_of(records, run, grid.source, grid.selected_ranges())
        except NoRecord:
            words = Message(
                Severity.INFO,
                self.tr("These rows do not say which records they are."),
                "",
                self.tr("Add the column key to the query, without aggregates, and run it again."),
            )
            tab.notices.show_message(words)
            return ()
