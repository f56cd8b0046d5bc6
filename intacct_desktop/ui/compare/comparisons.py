"""The result that is pinned in a window, and the pages that compare others with it: of another time, entity or company."""

from functools import partial

from PySide6.QtCore import QObject

from intacct_desktop.ui import tasks
from intacct_desktop.ui.compare.page import ComparePage
from intacct_desktop.ui.compare.pinned import Origin, PinnedResult, pin
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.query_file import SavedQuery


class Comparisons(QObject):
    """At most one result is pinned. It outlives its tab and its company."""

    def __init__(self, window: MainWindow, queries: OpenQueries, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._queries = queries
        self.pinned: PinnedResult | None = None
        queries.opened.connect(self._serve)

    async def pin(self, tab: QueryTab) -> None:
        """Keep the rows of a tab, in place of those that were pinned before. Raises OSError when there is no room."""
        run = tab.last_run
        if run is None:
            return
        made = await pin(self._origin(tab), run.result_set)
        before, self.pinned = self.pinned, made
        if before is not None:
            await before.aclose()
        notice = tab.notices.show_message(
            Message(
                Severity.SUCCESS,
                self.tr("The result is pinned."),
                self.tr("It stays as it is, whatever becomes of this tab or the sign-in."),
                self.tr("Run the query again, or choose another entity or company, and compare."),
            )
        )
        notice.add_button(self.tr("Run again and compare"), partial(self._start_again, tab), "primary")

    def compare(self, tab: QueryTab) -> None:
        """Open a page that compares the pinned result with the rows of a tab; without a pinned one, say how to get one."""
        run = tab.last_run
        if run is None or self.pinned is None:
            tab.notices.show_message(
                Message(
                    Severity.INFO,
                    self.tr("There is nothing to compare with yet."),
                    self.tr("A comparison needs two results: one that is pinned, and the one in the tab."),
                    self.tr("Run a query and pin its result, then run it again, here or in another entity or company, and compare."),
                )
            )
            return
        page = ComparePage(self.pinned, self._origin(tab), run.result_set, self._window.registry)
        self._window.add_tab(page, page.title)
        page.start()

    def offer_in(self, company: OpenCompany) -> None:
        """In another company than that of the pinned result: its query may be run there, to be compared."""
        pinned = self.pinned
        if pinned is None or pinned.origin.company == company.profile.name:
            return
        origin = pinned.origin
        notice = self._window.notices.show_message(
            Message(
                Severity.INFO,
                self.tr("“{title}” of {company} is pinned for a comparison.").format(title=origin.title, company=origin.company),
                self.tr("Its query can be run in {company} as well.").format(company=company.profile.name),
            )
        )
        notice.add_button(self.tr("Open its query here"), lambda: self._open_here(origin), "primary")

    async def aclose(self) -> None:
        """Delete the pinned rows."""
        pinned, self.pinned = self.pinned, None
        if pinned is not None:
            await pinned.aclose()

    def _serve(self, tab: QueryTab) -> None:
        tab.pin_wished.connect(lambda: tasks.run(tab, self.pin(tab), name=self.tr("Pin the result: {title}").format(title=tab.title)))
        tab.compare_wished.connect(partial(self.compare, tab))

    def _start_again(self, tab: QueryTab) -> None:
        async def again() -> None:
            tab.notices.clear()
            before = tab.last_run
            await tab.run()
            if tab.last_run is not before:  # else it was not ready, or its parameters were not answered
                self.compare(tab)

        tasks.run(tab, again(), name=self.tr("Run and compare: {title}").format(title=tab.title))

    def _open_here(self, origin: Origin) -> None:
        self._window.notices.clear()
        self._queries.open(SavedQuery(origin.title, origin.query))

    def _origin(self, tab: QueryTab) -> Origin:
        run, company = tab.last_run, self._queries.company
        if run is None or company is None:
            raise RuntimeError("no rows")
        return Origin(tab.title, run.query, company.profile.name, run.entity or self.tr("Top level"), run.at)
