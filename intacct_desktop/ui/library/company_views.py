"""The views that the company keeps: listed in the panel of queries, opened and run in tabs, saved, renamed and deleted after a question."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QLabel

from intacct_desktop.api import view_service
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.writes import Write, delete_of
from intacct_desktop.api.view_service import USER_VIEW, View, ViewEntry, ViewKind
from intacct_desktop.connections.safety import Confirmation
from intacct_desktop.ui import tasks
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.library.queries_panel import QueriesPanel
from intacct_desktop.ui.library.save_dialog import SaveDialog
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.safety.asking import confirmation_for
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.journal import Action
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.writer import Intent, Sent


class CompanyViews(QObject):
    """User views of all objects; the views of the system for the objects that the person works with, for each is a call."""

    written = Signal()
    """A view was written, or refused: the journal has it."""

    def __init__(self, window: MainWindow, queries: OpenQueries, panel: QueriesPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._queries = queries
        self._panel = panel
        self._entries: dict[tuple[str, ViewKind], ViewEntry] = {}
        self._asked: OpenCompany | None = None
        panel.views_wished.connect(self.load)
        panel.view_open_wished.connect(lambda key, kind: self._open(key, ViewKind(kind), run=False))
        panel.view_run_wished.connect(lambda key, kind: self._open(key, ViewKind(kind), run=True))
        panel.view_delete_wished.connect(lambda key, _kind: self._delete(key))
        panel.view_rename_wished.connect(self._rename)

    def leave(self) -> None:
        """No company, no views."""
        self._asked = None
        self._entries.clear()
        self._panel.set_views_state("none")

    def load_once(self) -> None:
        """As `load`, unless the views of this company were asked for already."""
        if self._asked is not self._queries.company:
            self.load()

    def load(self) -> None:
        """List the company's views: those of users, and those of the system for the objects of the open tabs."""
        company = self._queries.company
        if company is None:
            self.leave()
            return
        self._asked = company
        self._panel.set_views_state("loading")
        objects = dict.fromkeys(tab.query.object for tab in self._queries.tabs)

        async def ask() -> None:
            found: list[ViewEntry] = list(await view_service.list_user_views(company.client))
            for name in objects:
                with suppress(IntacctError):  # an object that is mistyped in a tab, or has none
                    found += await view_service.system_views(company.client, name)
            if company is self._queries.company:
                self._entries = {(entry.key, entry.kind): entry for entry in found}
                self._show()

        def failed(error: BaseException) -> None:
            self._panel.set_views_state("error", describe(error).happened)

        tasks.latest(self, "views", ask(), name=self.tr("Load the company's views"), on_error=failed)

    def save(self, dialog: SaveDialog, tab: QueryTab, saved: SavedQuery, *, public: bool) -> None:
        """Store a query as a view of the signed-in user; the dialog asked for it and hears how it went."""
        company = self._company

        async def store() -> None:
            write = view_service.view_creation(
                saved.query, saved.name, description=saved.description, is_public=public, entity=company.client.entity
            )
            # Where it is asked for at all: it was confirmed in the dialog, which said what is stored where.
            sent = await self._sent(company, write, Intent(action=Action.CREATE), Confirmation.of([write]))
            if shiboken6.isValid(dialog):
                dialog.view_saved()
            tab.document.set_saved(saved, None)
            tab.document.view = await _as_it_is(company, sent)
            self.load()

        def failed(error: BaseException) -> None:
            if shiboken6.isValid(dialog):
                dialog.fail(error)
            else:
                tab.notices.show_error(error)

        # not the dialog's: it is gone as soon as the company has the view
        tasks.run(tab, store(), name=self.tr("Save the view {name}").format(name=saved.name), on_error=failed)

    @property
    def _company(self) -> OpenCompany:
        if self._queries.company is None:
            raise RuntimeError("no company")
        return self._queries.company

    def _show(self) -> None:
        self._panel.set_views((entry.key, entry.title, entry.object, entry.kind.value, entry.is_public) for entry in self._entries.values())

    def _open(self, key: str, kind: ViewKind, *, run: bool) -> None:
        company = self._company

        async def fetch() -> None:
            view = await view_service.get_view(company.client, kind, key)
            if company is not self._queries.company:
                return
            tab = self._queries.open(SavedQuery(view.title, view_service.shape_of(view), view.description))
            tab.document.view = view
            await self._warn(tab, view, company)
            if run and shiboken6.isValid(tab):
                tab.start_run()

        tasks.run(self._window, fetch(), name=self.tr("Open the view"))

    async def _warn(self, tab: QueryTab, view: View, company: OpenCompany) -> None:
        """What is odd about a view stands in its tab; it opens all the same."""
        if view.query is None:
            odd = self.tr("The query of this view is none that this program understands.")
            tab.notices.show_message(
                Message(
                    Severity.WARNING,
                    odd,
                    self.tr("The company can run it as it is. What you change here is a query of your own."),
                    "",
                    str(view.trouble or ""),
                )
            )
            return
        gone = await view_service.gone_fields(view.query, company.models)
        if gone and shiboken6.isValid(tab):
            tab.notices.show_message(
                Message(
                    Severity.WARNING,
                    self.tr("This view names fields that are gone: {fields}.").format(fields=", ".join(gone)),
                    self.tr("The company will refuse it as it is. The view itself was not changed."),
                    self.tr("Leave them out here, run it, and save it under a name of your own."),
                )
            )

    def _delete(self, key: str) -> None:
        entry = self._entries.get((key, ViewKind.USER))
        name = entry.title if entry is not None else key
        company = self._company

        async def ask() -> None:
            write = delete_of(USER_VIEW, key, entity=company.client.entity)
            consequence = self.tr("It goes from {company}, for everybody who uses it. No record of the books is touched.")
            confirmation = await confirmation_for(
                [write],
                company.safety,
                self._window,
                summary=self.tr("Delete the view “{name}”?").format(name=name),
                detail_widget=_words(consequence.format(company=company.profile.name)),
                verb=self.tr("Delete the view"),
            )
            before = await read_record(company.client, USER_VIEW, key)
            intent = Intent(action=Action.DELETE, titles={key: _title(name)}, before={key: before})
            await self._sent(company, write, intent, confirmation)
            self._entries.pop((key, ViewKind.USER), None)
            self._show()

        self._write(ask, self.tr("Delete the view {name}").format(name=name))

    def _rename(self, key: str, title: str) -> None:
        company = self._company

        async def rename() -> None:
            view = await view_service.get_view(company.client, ViewKind.USER, key)
            write = view_service.view_change(view, name=title, entity=company.client.entity)
            difference = self.tr("It is called “{old}” now, and “{new}” then, for everybody who uses it.")
            confirmation = await confirmation_for(
                [write],
                company.safety,
                self._window,
                summary=self.tr("Rename the view “{name}”?").format(name=view.title),
                detail_widget=_words(difference.format(old=view.title, new=title)),
                verb=self.tr("Rename the view"),
            )
            before = await view_service.unchanged_view(company.client, view)
            intent = Intent(action=Action.CHANGE, titles={key: _title(view.title)}, before={key: before})
            sent = await self._sent(company, write, intent, confirmation)
            self._entries[key, ViewKind.USER] = await _as_it_is(company, sent)
            self._show()

        self._write(rename, self.tr("Rename the view {name}").format(name=title))

    async def _sent(self, company: OpenCompany, write: Write, intent: Intent, confirmation: Confirmation | None) -> Sent:
        try:
            return await company.writer.send(write, intent, confirmation)
        finally:
            self.written.emit()

    def _write(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        async def guarded() -> None:
            try:
                await work()
            except Declined:
                self._show()

        def failed(error: BaseException) -> None:
            self._show()  # as it is in the company
            self._window.notices.show_error(error)

        tasks.run(self._window, guarded(), name=name, on_error=failed)


async def _as_it_is(company: OpenCompany, sent: Sent) -> View:
    """The view as the company has it after it was written. Raises what the client raises."""
    if sent.after is not None:
        return view_service.view_of(sent.after)
    return await view_service.get_view(company.client, ViewKind.USER, sent.written[0].reference.key)


def _title(name: str) -> str:
    """What the journal calls a view."""
    return QCoreApplication.translate("CompanyViews", "View “{name}”").format(name=name)


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
