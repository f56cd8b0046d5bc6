"""Loads that were cut, offered to go on when their company is signed in to again."""

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimeZone

from intacct_desktop.api.query import QueryError
from intacct_desktop.results.unfinished import Unfinished, unfinished
from intacct_desktop.ui import tasks
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.notice import Notice
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.results import words
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.query_file import SavedQuery


class UnfinishedLoads(QObject):
    """A message in the window for each, with the choice to go on from its last row or to delete what there is."""

    def __init__(self, window: MainWindow, queries: OpenQueries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._queries = queries

    async def offer(self, company: OpenCompany) -> None:
        """Look for the company's loads, and show them."""
        found = await tasks.in_thread(unfinished, company.profile.id)
        if company is self._queries.company:
            for load in found:
                self._show(load)

    def _show(self, load: Unfinished) -> None:
        note = load.note
        when = QLocale().toString(_local(load), QLocale.FormatType.ShortFormat)
        place = self.tr("top level") if note.entity is None else self.tr("entity {entity}").format(entity=note.entity)
        of = self.tr("{done} of {total} rows") if load.total is not None else self.tr("{done} rows")
        notice = self._window.notices.show_message(
            Message(
                Severity.INFO,
                self.tr("Loading {title} was cut off.").format(title=note.title),
                self.tr("{rows} of {when} ({place}) are kept on this computer.").format(
                    rows=of.format(done=words.number(load.rows), total=words.number(load.total or 0)), when=when, place=place
                ),
                self.tr("Go on from there, or delete them. What is not taken up is deleted after a week."),
            )
        )
        go_on = self.tr("Continue from row {row}").format(row=words.number(load.rows + 1))
        notice.add_button(go_on, lambda: self._take_up(load, notice), "primary")
        notice.add_button(self.tr("Delete the rows"), lambda: self._discard(load, notice))

    def _take_up(self, load: Unfinished, notice: Notice) -> None:
        """In the entity of its rows: they do not belong with those of another."""
        self._window.notices.remove(notice)
        company = self._queries.company
        if company is None:
            return
        try:
            query = load.note.asked_query
        except QueryError as error:
            self._window.notices.show_error(error)
            return
        self._window.banner.choose_entity(load.note.entity)
        self._queries.open(SavedQuery(load.note.title, query)).start_take_up(load)

    def _discard(self, load: Unfinished, notice: Notice) -> None:
        self._window.notices.remove(notice)
        tasks.run(self, tasks.finish_in_thread(load.discard), name=self.tr("Delete the rows of a load"))


def _local(load: Unfinished) -> QDateTime:
    moment = QDateTime.fromSecsSinceEpoch(int(load.note.asked.timestamp()), QTimeZone.utc())
    return moment.toLocalTime()
