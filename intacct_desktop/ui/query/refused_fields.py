"""Fields that the company refuses in a query: remembered, left out of it, and had record by record instead."""

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.checks import refused_paths
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.query import Query
from intacct_desktop.api.records.members import calls_for
from intacct_desktop.ui import tasks
from intacct_desktop.ui.notice import Notice, NoticeArea
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.ui.query import running
from intacct_desktop.ui.query.faces import QueryFaces
from intacct_desktop.ui.results import words
from intacct_desktop.ui.wording import Message, Severity


class RefusedFields(QObject):
    """Of one tab. `run_wished` carries the query without them; `fetch_wished` asks for those in `left_out` by GET."""

    run_wished = Signal(object)
    fetch_wished = Signal()

    def __init__(self, company: OpenCompany, faces: QueryFaces, notices: NoticeArea, parent: QObject) -> None:
        super().__init__(parent)
        self._company, self._faces, self._notices = company, faces, notices
        self.left_out: tuple[str, ...] = ()
        """Columns that were taken out of the query, and that the rows do not have."""

    def answer(self, query: Query, error: BaseException, notice: Notice) -> None:
        """Where ``error`` is the refusal of a field of ``query``: remember it, and offer in its ``notice`` to run without."""
        refused = error.refused_field if isinstance(error, IntacctError) else None
        if refused is None:
            return
        paths = refused_paths(query, refused)
        tasks.run(self, self._learn(query.object, paths), name=self.tr("Remember the refused field"))
        lesser = running.without_fields(query, paths)
        if lesser is None:
            return
        filtered = len(lesser.filters) < len(query.filters)
        leave_out = self.tr("Leave it and its filter out, and run again") if filtered else self.tr("Leave it out and run again")

        def run_without() -> None:
            self.left_out = tuple(path for path in paths if path in query.fields)
            self.run_wished.emit(lesser)

        notice.add_button(leave_out, run_without, "primary")

    async def offer_fetching(self, run: running.Run) -> None:
        """What a query cannot ask for can be had by GET, record by record: say what that takes for the rows in view."""
        paths = self.left_out
        if not paths or not run.can_fetch_members or not run.count:
            return
        calls = calls_for(await run.keys_in_view())
        notice = self._notices.show_message(
            Message(
                Severity.INFO,
                self.tr("{fields} was left out of the query.").format(fields=", ".join(paths)),
                self.tr("The company does not give it in a query, but with the record itself."),
                self.tr("It can be fetched for the rows on the screen: {calls}.").format(calls=words.calls(calls)),
            )
        )

        def fetch() -> None:
            self._notices.remove(notice)
            self.fetch_wished.emit()

        notice.add_button(self.tr("Fetch it"), fetch, "primary")

    async def _learn(self, object_name: str, paths: tuple[str, ...]) -> None:
        """The picker has a badge for it from now on, and the check says so before the next run."""
        try:
            await self._company.learn_refusal(object_name, paths)
        finally:
            self._faces.set_refused(self._company.refused(object_name))
