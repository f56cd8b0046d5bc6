"""Queries on their way between tabs, files and the history: opening, saving, importing."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from intacct_desktop.ui import tasks
from intacct_desktop.ui.library import file_words  # noqa: F401  says the errors of files
from intacct_desktop.ui.library.company_views import CompanyViews
from intacct_desktop.ui.library.import_dialog import ImportDialog
from intacct_desktop.ui.library.queries_panel import QueriesPanel
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.notice import Notice
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace import query_file
from intacct_desktop.workspace.history import HistoryEntry
from intacct_desktop.workspace.importing import Imported, ImportFailed, import_all
from intacct_desktop.workspace.query_file import SUFFIX, ChangedMeanwhile, QueryFileError, SavedQuery, Stamp, stamp_of
from intacct_desktop.workspace.saved_queries import SavedQueries, ShelfEntry, ShelfFolder


class Shelf(QObject):
    """Serves the panel of queries, the menus and the tabs. Files that come while nobody is signed in wait for the company."""

    def __init__(
        self, window: MainWindow, queries: OpenQueries, saved: SavedQueries, panel: QueriesPanel, views: CompanyViews, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._queries = queries
        self._saved = saved
        self._panel = panel
        self._views = views
        self._waiting: list[Path] = []
        self._waits: Notice | None = None
        queries.opened.connect(lambda tab: tab.save_wished.connect(partial(self.save, tab)))
        panel.open_wished.connect(self._open)
        panel.run_wished.connect(lambda query, entry: self._open(query, entry).start_run())
        panel.save_wished.connect(self.save_front)
        panel.moved.connect(self._follow_move)
        panel.deleted.connect(self._forget_file)

    # opening

    def open_files(self, files: Sequence[Path]) -> None:
        """Open files of queries, each in a tab: ours, and what can be imported. Without a company they wait."""
        self._waiting += files
        if self._queries.company is None:
            names = ", ".join(file.name for file in self._waiting)
            waits = Message(Severity.INFO, self.tr("{names} opens as soon as you are signed in to a company.").format(names=names))
            self._say_no_more()
            self._waits = self._window.notices.show_message(waits)
            return
        self.open_waiting()

    def open_waiting(self) -> None:
        """Open what came before there was a company."""
        files, self._waiting = self._waiting, []
        self._say_no_more()
        for file in files:
            tasks.run(self, self._open_file(file), name=self.tr("Open {name}").format(name=file.name), on_error=partial(self._say, file))

    def choose_file(self) -> None:
        """Let the person choose files to open."""
        dialog = QFileDialog(self._window, self.tr("Open a query"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Queries (*{suffix} *.json)").format(suffix=SUFFIX), self.tr("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.open_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_text(self) -> None:
        """Take a query from a text: a body, a request, a cURL line, a Postman collection."""
        dialog = ImportDialog(self._window)
        dialog.taken.connect(self._open_imported)
        dialog.open()

    def restore(self, entry: HistoryEntry) -> None:
        """Open the query of a run of the history."""
        self._queries.open(SavedQuery(entry.title, entry.query))

    # saving

    def save_front(self) -> None:
        if self._queries.front is not None:
            self.save(self._queries.front)

    def save(self, tab: QueryTab) -> None:
        """Into the file that it came from; one that has none yet is asked where."""
        path = tab.document.path
        if path is None:
            self.save_as(tab)
            return

        async def write() -> None:
            saved = tab.document.as_saved()
            stamp = await tasks.finish_in_thread(query_file.write, path, saved, expected=tab.document.stamp)
            tab.document.set_saved(saved, path, stamp)
            self._panel.reload()

        def failed(error: BaseException) -> None:
            notice = tab.notices.show_error(error)
            notice.add_button(self.tr("Save as…"), partial(self._save_elsewhere, tab, notice))
            if isinstance(error, ChangedMeanwhile):
                notice.add_button(self.tr("Replace the file"), partial(self._replace, tab, path), "danger")

        tasks.run(tab, write(), name=self.tr("Save {name}").format(name=tab.title), on_error=failed)

    def save_as(self, tab: QueryTab) -> None:
        """Ask for name, place and parameters."""

        async def ask() -> None:
            path = tab.document.path
            entry = await tasks.in_thread(self._saved.entry_at, path) if path is not None else None
            company = self._queries.company
            dialog = SaveDialog(
                self._saved,
                tab.document.as_saved(),
                entry,
                tab,
                find_field=tab.editor.fields.field,
                find_target=partial(company.target, tab.query.object) if company is not None else lambda _path: None,
                company=company.profile.name if company is not None else "",
            )
            dialog.saved.connect(partial(self._saved_here, tab))
            dialog.view_wished.connect(lambda saved, public: self._views.save(dialog, tab, saved, public=public))
            dialog.open()

        tasks.run(tab, ask(), name=self.tr("Save {name}").format(name=tab.title))

    # inside

    def _open(self, saved: SavedQuery, entry: ShelfEntry | None) -> QueryTab:
        return self._queries.open(saved, entry.path, entry.stamp) if entry is not None else self._queries.open(saved)

    async def _open_file(self, file: Path) -> None:
        try:
            stamp, saved = await tasks.in_thread(_read, file)
        except QueryFileError as error:
            if error.problem not in ("not-a-query-file", "not-json"):
                raise
            with suppress(ImportFailed):
                self._open_imported(await tasks.in_thread(_imported, file))
                return
            raise
        self._queries.open(saved, file if not saved.is_raw else None, stamp if not saved.is_raw else None)

    def _open_imported(self, found: Sequence[Imported]) -> None:
        for imported in found:
            self._queries.open(SavedQuery(imported.name, imported.query))

    def _saved_here(self, tab: QueryTab, saved: SavedQuery, entry: ShelfEntry) -> None:
        for other in self._queries.tabs:
            if other is not tab and other.document.path == entry.path:  # its file was replaced: it is kept nowhere now
                other.document.set_saved(other.document.as_saved(), None)
        tab.document.set_saved(saved, entry.path, entry.stamp)
        self._panel.reveal(entry)

    def _save_elsewhere(self, tab: QueryTab, notice: Notice) -> None:
        tab.notices.remove(notice)
        self.save_as(tab)

    def _replace(self, tab: QueryTab, path: Path) -> None:
        tab.notices.clear()

        async def adopt() -> None:
            tab.document.stamp = await tasks.in_thread(stamp_of, path)
            self.save(tab)

        tasks.run(tab, adopt(), name=self.tr("Save {name}").format(name=tab.title))

    def _follow_move(self, old: Path, new: Path, moved: ShelfEntry | ShelfFolder) -> None:
        """Tabs stay with their files when these, or a folder above them, are renamed or moved."""
        for tab in self._queries.tabs:
            document, path = tab.document, tab.document.path
            if path == old and isinstance(moved, ShelfEntry):
                document.follow_file(moved.name, new, moved.stamp)
            elif path is not None and old in path.parents:
                document.path = new / path.relative_to(old)

    def _forget_file(self, gone: Path) -> None:
        """A tab whose file is in the trash is a query that is kept nowhere."""
        for tab in self._queries.tabs:
            path = tab.document.path
            if path is not None and (path == gone or gone in path.parents):
                tab.document.set_saved(tab.document.as_saved(), None)

    def _say_no_more(self) -> None:
        """The files do not wait any longer, or others with them."""
        notice, self._waits = self._waits, None
        if notice is not None and shiboken6.isValid(notice):
            self._window.notices.remove(notice)

    def _say(self, file: Path, error: BaseException) -> None:
        message = describe(error)
        if isinstance(error, QueryFileError):  # it does not know whose text it was
            message = replace(message, happened=f"{file.name}: {message.happened}")
        self._window.notices.show_message(message)


def _read(file: Path) -> tuple[Stamp | None, SavedQuery]:
    stamp = stamp_of(file)
    return stamp, query_file.read(file)


def _imported(file: Path) -> tuple[Imported, ...]:
    with file.open("rb") as stream:
        text = stream.read(query_file.MAX_BYTES)
    return import_all(text.decode(errors="replace"))
