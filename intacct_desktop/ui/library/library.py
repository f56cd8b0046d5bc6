"""Everything the window has for queries as a whole, put together: open tabs, the shelf, views, history, comparisons, the count of calls."""

import logging

from PySide6.QtCore import QObject, Signal

from intacct_desktop.connections.session import Session
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.code_pane import CodePane
from intacct_desktop.ui.compare import actions as compare_actions
from intacct_desktop.ui.compare.comparisons import Comparisons
from intacct_desktop.ui.cost import CostDialog, tally_words
from intacct_desktop.ui.library import actions
from intacct_desktop.ui.library.company_views import CompanyViews
from intacct_desktop.ui.library.history_view import HistoryView
from intacct_desktop.ui.library.queries_panel import QueriesPanel
from intacct_desktop.ui.library.shelf import Shelf
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.unfinished_loads import UnfinishedLoads
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace import file_association
from intacct_desktop.workspace.code.languages import LANGUAGES
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.query_file import SUFFIX
from intacct_desktop.workspace.settings import Settings

_log = logging.getLogger(__name__)


class Library(QObject):
    """`panel` is for the left side of the window; the rest finds its place by itself. `panel_wished` asks to show it."""

    panel_wished = Signal()

    def __init__(self, window: MainWindow, kept: Kept, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._kept = kept
        self.company: OpenCompany | None = None
        self.panel = QueriesPanel(self._kept.queries)
        self.history = HistoryView(self._kept.history)
        self.queries = OpenQueries(window, self._kept.drafts, self)
        self.views = CompanyViews(window, self.queries, self.panel, self)
        self.shelf = Shelf(window, self.queries, self._kept.queries, self.panel, self.views, self)
        self.comparisons = Comparisons(window, self.queries, self)
        self.loads = UnfinishedLoads(window, self.queries, self)
        window.add_bottom_page(self.history, self.tr("History"))
        if settings.code_language in {language.id for language in LANGUAGES}:
            CodePane.last_language = settings.code_language
        self._declare()
        self.history.restore_wished.connect(self.shelf.restore)
        window.files_dropped.connect(self.shelf.open_files)
        window.banner.calls_pressed.connect(self.show_calls)
        window.tabs.count_changed.connect(self._offer)

    async def begin(self) -> None:
        """Find out what the desktop does with files of queries."""
        if file_association.CAN_REGISTER:
            registered = await tasks.in_thread(file_association.is_registered)
            self._window.registry.action("tools.open_here").setChecked(registered)

    def enter(self, session: Session) -> OpenCompany:
        """Work on a company from now on: what was open in it the last time, and the files that wait, open in a moment."""
        company = OpenCompany(session.client, session.models, session.profile, self._kept, safety=session.safety, user=lambda: session.user)
        company.lookup.enabled = self._settings.look_up_values
        company.recorded.connect(self.history.reload)
        company.calls_changed.connect(self._show_count)
        self.company = company
        self.history.set_profile(session.profile.id)
        self.queries.enter(company)
        self._offer()
        self._show_count()
        tasks.run(self._window, self._come_back(company), name=self.tr("Open what was open"))
        return company

    async def leave(self) -> None:
        """The company is about to be left: what is open stays written down, and its tabs may be closed then."""
        company, self.company = self.company, None
        if company is None:
            return
        for what, keep in (("What is open", self.queries.keep), ("The count of calls", company.aclose)):
            try:
                await keep()
            except OSError as error:
                _log.warning("%s could not be kept: %s", what, error)
        self.queries.leave()
        self.views.leave()
        self.history.set_profile(None)
        self._offer()

    async def aclose(self) -> None:
        """Delete what is pinned, and keep the settings."""
        self._settings.code_language = CodePane.last_language
        await self.comparisons.aclose()

    def show_views(self) -> None:
        """The panel came to the front: it lists the company's views, once, for that takes calls."""
        if self.company is not None:
            self.views.load_once()

    def show_calls(self) -> None:
        """The calls of the months, and the line."""
        if self.company is not None:
            profile = self.company.profile
            dialog = CostDialog(self._kept.calls, profile.id, profile.name, self._window)
            dialog.changed.connect(self.company.reload_calls)
            dialog.open()

    async def _come_back(self, company: OpenCompany) -> None:
        await company.prepare()
        if company is not self.company:
            return
        for tab in self.queries.tabs:  # opened while that was read
            tab.follow_company()
        await self.queries.restore()
        self.shelf.open_waiting()
        self.comparisons.offer_in(company)
        await self.loads.offer(company)
        if self.panel.isVisible():
            self.views.load_once()

    def _show_count(self) -> None:
        company = self.company
        if company is not None:
            spent, budget = company.calls_this_month, company.budget
            over = budget is not None and spent > budget
            self._window.banner.set_calls(company.client.calls, tally_words(spent, budget), over=over)

    def _declare(self) -> None:
        registry = self._window.registry
        actions.declare(registry)
        compare_actions.declare(registry)
        for id_, slot in (
            ("query.open", self.shelf.choose_file),
            ("query.open_text", self.shelf.open_text),
            ("queries.new_folder", self._new_folder),
            ("queries.find", self._find_query),
            ("tab.reopen", self.queries.reopen),
            ("view.queries", self._show_panel),
            ("view.history", self._show_history),
            ("history.find", self._find_in_history),
            ("history.clear", self.history.clear),
            ("tools.calls", self.show_calls),
            ("tools.look_up", self._choose_look_up),
            ("tools.open_here", self._choose_files_here),
        ):
            registry.handle(id_, slot)
        registry.action("tools.look_up").setChecked(self._settings.look_up_values)
        registry.set_enabled("tools.open_here", file_association.CAN_REGISTER)
        self._offer()

    def _offer(self) -> None:
        on = self.company is not None
        for id_, able in (("query.open_text", on), ("tools.calls", on), ("tab.reopen", on and self.queries.can_reopen)):
            self._window.registry.set_enabled(id_, able)

    def _show_panel(self) -> None:
        self.panel_wished.emit()
        self.panel.setFocus()

    def _find_query(self) -> None:
        self.panel_wished.emit()
        self.panel.focus_filter()

    def _new_folder(self) -> None:
        self.panel_wished.emit()
        self.panel.new_folder()

    def _show_history(self) -> None:
        self._window.show_bottom_page(self.history)

    def _find_in_history(self) -> None:
        self._show_history()
        self.history.focus_search()

    def _choose_look_up(self) -> None:
        """Whether values are looked up in the company while one is typed: each look-up is a call."""
        self._settings.look_up_values = self._window.registry.action("tools.look_up").isChecked()
        if self.company is not None:
            self.company.lookup.enabled = self._settings.look_up_values

    def _choose_files_here(self) -> None:
        """Let a double click on a query's file start this program, or no longer."""
        here = self._window.registry.action("tools.open_here").isChecked()

        async def change() -> None:
            await tasks.finish_in_thread(file_association.register if here else file_association.unregister)
            opens = self.tr("A double click on a query's file ({suffix}) opens it with this program from now on.")
            no_longer = self.tr("A double click on a query's file ({suffix}) opens it with this program no longer.")
            self._window.notices.show_message(Message(Severity.SUCCESS, (opens if here else no_longer).format(suffix=SUFFIX)))

        tasks.run(self._window, change(), name=self.tr("Open query files with this program"))
