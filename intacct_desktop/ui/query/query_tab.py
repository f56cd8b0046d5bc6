"""A query in a tab: the bar, the faces of the query, its rows, and what runs between them."""

import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import count
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.unfinished import Unfinished
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.finding_words import finding_text, mend_text
from intacct_desktop.ui.cost import crossing_words
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.open_company import OpenCompany, RunReport
from intacct_desktop.ui.query import outputs, running
from intacct_desktop.ui.query.document import QueryDocument
from intacct_desktop.ui.query.faces import QueryFaces
from intacct_desktop.ui.query.load_words import note_of, remark_on
from intacct_desktop.ui.query.parameters import answered, asked_for
from intacct_desktop.ui.query.query_bar import QueryBar
from intacct_desktop.ui.query.refused_fields import RefusedFields
from intacct_desktop.ui.query.side_panes import SidePanes
from intacct_desktop.ui.query.turns import Turns
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside.inspection import Inspection
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.results.grid.remembering import LayoutPlace
from intacct_desktop.ui.results.paper.printing import PrintDialog
from intacct_desktop.ui.results.result_view import ResultView
from intacct_desktop.ui.snug_area import SnugArea
from intacct_desktop.ui.theme import hairline
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.grid_layouts import name_of_columns, name_of_query

_SIDE_WIDTH = 340
_TICK_MS = 100


class QueryTab(QWidget):
    """One query of one company: its `document`, and the rows of its last run.

    `run`, `load_all` and `count` may be awaited; they take turns, a later one ends the one before. They show what went wrong in the tab
    when a button started them, and raise it when they are awaited.
    """

    title_changed = Signal(str)
    query_changed = Signal(object)
    save_wished = Signal()
    pin_wished = Signal()
    query_wished = Signal(object)
    """Carries a `Query` that is to stand in a tab of its own."""
    compare_wished = Signal()
    """Of the rows of this tab with those that are pinned."""

    def __init__(
        self, company: OpenCompany, document: QueryDocument, actions: Actions | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._company = company
        self.document = document
        document.setParent(self)
        self._kept = _Kept()
        self._turns = Turns(self._turn_changed)
        self._actions = actions
        self._object = document.query.object
        self._began = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.notices = NoticeArea(self)
        self.bar = QueryBar(self)
        self.faces = QueryFaces(company.models, document, self)
        self.editor = self.faces.editor
        self.editor.filters.set_lookup(company.lookup)
        self.refused = RefusedFields(company, self.faces, self.notices, self)
        self.json = self.faces.json
        self.view = ResultView(self)
        self.view.remember(LayoutPlace(company.layouts, self._layout_names))
        self.inspection = Inspection(self.view, lambda: self._kept.asked or self.query, self)
        self.sides = SidePanes(
            {"json": self.json, "code": self.faces.code, "explain": self.faces.explain, **self.inspection.panes},
            {"json": self.bar.json, "code": self.bar.code, "explain": self.bar.explain},
            self,
        )
        self._lay_out()
        self._connect()
        self.view.show_start(self.start_run)
        self.follow_company()
        self.offer()

    @property
    def query(self) -> Query:
        return self.document.query

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def result_set(self) -> ResultSet | None:
        """The rows of the query as it was last run."""
        return self._run.result_set if self._run is not None else None

    @property
    def last_run(self) -> running.Run | None:
        return self._run

    @property
    def _run(self) -> running.Run | None:
        return self._kept.run

    @property
    def busy(self) -> bool:
        return self._turns.taken

    def set_query(self, query: Query) -> None:
        """Show another query; the rows stay those of the one before until it is run."""
        self.document.take(query)

    # what it can do

    async def run(self, *, anyway: bool = False) -> None:
        """Run the query and show its first page, `anyway` also one with which the check finds fault. The rows before stay until then."""
        async with self._turns.mine():
            await self._run_now(anyway=anyway)

    async def load_all(self) -> None:
        """Load every row that matches, after what is loaded already; run the query first where it was not."""
        async with self._turns.mine():
            if self._run is None or self._is_outdated(self._run):
                await self._run_now()
            run = self._run
            if run is None or not run.left:
                return
            report = self._report(run.query, run.entity)
            try:
                self.view.status.show_progress(run.result_set.count if run.loads_by_key else 0, run.result_set.total_count)
                await run.load_rest(
                    self._company.models,
                    lambda done, total: self._show_loading(run, done, total),
                    lambda columns: note_of(self._company.profile, run, self.title, columns),
                )
            except BaseException as error:
                report.ended_by(error)
                raise
            finally:
                self._company.report(report.of(run.result_set))
                run.view_all()
                if shiboken6.isValid(self):
                    self._show(run)
                    self._arrange(run)

    async def take_up(self, load: Unfinished) -> None:
        """Show the rows of a load that was cut, and load the rest. Raises OSError where they are gone or in use."""
        async with self._turns.mine():
            before, self._kept.run = self._run, await running.taken_up(self._company.client, self._company.models, load)
            self._kept.asked = self.query
            self._show(self._kept.run)
            if before is not None:
                await before.close()
        await self.load_all()

    async def count(self) -> int | None:
        """How many rows match, for one call; also shown in the bar. None where the parameters were not answered."""
        async with self._turns.mine():
            self.faces.commit()
            query = await answered(self.document, self.editor.fields, self._company, self)
            if query is None:
                return None
            found = await count(self._company.client, query)
            self.bar.show_count(found)
            self._kept.counted = (self.query, found)
            self.offer()
            return found

    async def page_back(self) -> None:
        async with self._turns.mine():
            if self._run is not None:
                self._run.page_back()
                self._show(self._run, await self._run.rows_in_view())

    async def page_forward(self) -> None:
        """The next page, from the company where it is not loaded yet."""
        async with self._turns.mine():
            if self._run is None:
                return
            if self._run.entity != self._company.client.entity:
                await self._run_now()
                return
            self.view.status.show_progress(0, None)
            try:
                await self._run.page_forward()
            finally:
                self.view.status.show_progress(0, 0)
            self._show(self._run, await self._run.rows_in_view())

    async def fetch_left_out(self) -> None:
        """The fields that a query cannot ask for, by GET, for the rows in view."""
        async with self._turns.mine():
            run, paths = self._run, self.refused.left_out
            if run is not None and paths:
                await run.fetch_members(self._company.models, paths)
                self.refused.left_out = ()
                self._show(run, await run.rows_in_view())

    def stop(self) -> None:
        """End what is running. Rows that have come stay."""
        self._turns.cancel()

    def export(self, query: Query | None = None) -> ExportDialog:
        """Open the export dialog on the rows, or on a query whose placeholders were answered."""
        self.faces.commit()
        run = self._run if self._run is not None and not self._is_outdated(self._run) else None
        asked = run.query if run is not None else query or self.query.sent
        dialog = outputs.export_dialog(self._company, asked, run, self.view, self)
        dialog.open()
        return dialog

    def start_print(self) -> PrintDialog | None:
        """Open the preview of the rows that are loaded, as they are arranged; None where there are none."""
        run = self._run
        if run is None or not self.view.shows_rows:
            return None
        dialog = outputs.print_dialog(self._company, run, self.view, self.title, self)
        dialog.open()
        return dialog

    async def aclose(self, *, keep: bool = False) -> None:
        """End what is running and delete the rows, before the tab is closed; ``keep`` leaves those of a load that was cut for `take_up`."""
        await self._turns.end()
        await self.view.aclose()
        run, self._kept.run = self._run, None
        if run is not None:
            self.view.show_start(self.start_run)
            await run.close(keep=keep)

    # starting it from a button

    def start_run(self) -> None:
        self._start(self.run(), self.tr("Run query: {title}"), self.start_run)

    def start_run_anyway(self) -> None:
        self._start(self.run(anyway=True), self.tr("Run query: {title}"), self.start_run_anyway)

    def start_load_all(self) -> None:
        self._start(self.load_all(), self.tr("Load all rows: {title}"), self.start_load_all)

    def start_take_up(self, load: Unfinished) -> None:
        self._start(self.take_up(load), self.tr("Load all rows: {title}"), self.start_load_all)

    def start_count(self) -> None:
        self._start(self.count(), self.tr("Count rows: {title}"), self.start_count)

    def start_back(self) -> None:
        self._start(self.page_back(), self.tr("Previous page: {title}"), self.start_back)

    def start_forward(self) -> None:
        self._start(self.page_forward(), self.tr("Next page: {title}"), self.start_forward)

    def start_export(self) -> None:
        """Open the export dialog; first ask for the parameters, where there are any and the rows are not theirs."""
        has_rows = self._run is not None and not self._is_outdated(self._run)
        if has_rows or not asked_for(self.document, self.editor.fields, self._company):
            self.export()
            return

        async def ask() -> None:
            query = await answered(self.document, self.editor.fields, self._company, self)
            if query is not None:
                self.export(query)

        self._start(ask(), self.tr("Export: {title}"), self.start_export)

    def start_fetch_left_out(self) -> None:
        self._start(self.fetch_left_out(), self.tr("Fetch fields: {title}"), self.start_fetch_left_out)

    def _start(self, work: Coroutine[Any, Any, Any], name: str, again: Callable[[], None]) -> None:
        tasks.run(self, work, name=name.format(title=self.title), on_error=lambda error: self._show_error(error, again))

    # inside

    async def _run_now(self, *, anyway: bool = False) -> None:
        self.faces.commit()
        self.notices.clear()
        if self.faces.unfinished or (self.faces.error is not None and not anyway):
            self._say_not_ready()
            return
        asked = self.query
        query = await answered(self.document, self.editor.fields, self._company, self)
        if query is None:
            return
        self.view.show_waiting()
        report = self._report(query, self._company.client.entity)
        try:
            run = await running.run(self._company.client, self._company.models, query, self.document.view_to_run)
        except BaseException as error:
            report.ended_by(error)
            self._company.report(report)
            if shiboken6.isValid(self):
                self.view.show_failed(self.start_run)
            raise
        self._company.report(report.of(run.result_set))
        before, self._kept.run, self._kept.asked = self._run, run, asked
        self.bar.matches.clear()
        at_hand: list[tuple[object, ...]] = []
        try:
            at_hand = await run.rows_in_view()
        finally:
            if shiboken6.isValid(self):
                self._show(run, at_hand)
            if before is not None:
                await before.close()
        await self.refused.offer_fetching(run)

    def _report(self, query: Query, entity: str | None) -> RunReport:
        return RunReport(query, entity, self.title)

    def _say_not_ready(self) -> None:
        """What stands in the way. What only the check says can be sent all the same: the model here may be older than the company's."""
        error = self.faces.error
        problem = self.faces.unfinished or (finding_text(error) if error is not None else "")
        notice = self.notices.show_message(
            Message(
                Severity.WARNING,
                self.tr("The query is not ready to run."),
                problem,
                self.tr("Put right what is marked, then run it again."),
            )
        )
        if error is not None and not self.faces.unfinished:
            notice.add_button(self.tr("Run anyway"), self.start_run_anyway)
            if (mended := error.mend) is not None:
                notice.add_button(self.tr("{mend}, and run").format(mend=mend_text(error)), lambda: self._run_instead(mended), "primary")

    def _show(self, run: running.Run, at_hand: list[tuple[object, ...]] | None = None) -> None:
        self.view.remark = remark_on(run)
        self.view.show_rows(run.result_set, run.first, run.count, run.start, run.order_of_rows, at_hand or ())
        self.view.status.time.setText(words.seconds(run.seconds))
        self.offer()

    def _arrange(self, run: running.Run) -> None:
        """In the order that the query asks for, where the rows came in that of their keys and nobody wished another one."""
        if self.view.wanted.is_natural:
            self.view.arrange(run.arrangement)

    def _show_loading(self, run: running.Run, done: int, total: int | None) -> None:
        """Rows were stored; the first of a load take the place of those before, which are about to go."""
        if not shiboken6.isValid(self):
            return
        if self.view.result_set is not run.result_set:
            self._show(run)
        else:
            self.view.grow()
        self.view.status.show_progress(done, total)
        self.view.status.loaded.setText(
            self.tr("{done} of {total} rows loaded").format(done=words.number(done), total=words.number(total or 0))
        )

    def _turn_changed(self) -> None:
        if not shiboken6.isValid(self):
            return
        if self.busy:
            self._began = time.monotonic()
            self._clock.start()
        else:
            self._clock.stop()
        self.offer()

    def _tick(self) -> None:
        """How long it has been running; a page that came says its own time."""
        self.view.status.time.setText(words.seconds(time.monotonic() - self._began))

    def _show_error(self, error: BaseException, again: Callable[[], None]) -> None:
        self.refused.answer(self.query, error, self.notices.show_error(error, again=again))

    def _run_instead(self, query: Query) -> None:
        self.notices.clear()
        self.set_query(query)
        self.start_run()

    def _is_outdated(self, run: running.Run) -> bool:
        asked = self._kept.asked
        return asked is None or not same(asked.sent, self.query.sent) or run.entity != self._company.client.entity

    def offer(self) -> None:
        """Say on every control what it would do now, and whether it can: after every change, that of the company's entity included."""
        run = self._run
        outdated = run is not None and self._is_outdated(run)
        self.view.set_outdated(outdated)
        total, calls = self._cost(None if outdated else run)
        company = self._company
        crossing = crossing_words(calls or 1, company.calls_this_month, company.budget)
        budget = self.tr("over the budget of {budget}").format(budget=words.number(company.budget or 0)) if crossing else ""
        self.bar.show_state(busy=self.busy, total=total, calls=calls, budget=budget, crossing=crossing)
        client = company.client
        self.faces.code.set_place(client.base_url, client.entity)
        self.faces.explain.set_entity(client.entity or self.tr("top level"))
        self.faces.explain.set_calls(self.bar.calls.text())
        if self._actions is not None:
            self._offer_actions(self._actions)

    def _cost(self, run: running.Run | None) -> tuple[int | None, int | None]:
        """Rows that match and calls that loading the rest of them takes; None where nobody has asked yet."""
        if run is not None:
            return run.result_set.total_count, run.calls_left
        counted = self._kept.counted
        if counted is not None and same(counted[0], self.query):
            return counted[1], running.calls_for(counted[1])
        return None, None

    def _offer_actions(self, actions: Actions) -> None:
        bar, status, document = self.bar, self.view.status, self.document
        rows = self.view.shows_rows
        able = {
            "query.stop": bar.stop.isEnabled(),
            "query.count": bar.count.isEnabled(),
            "query.load_all": bar.load_all.isEnabled(),
            "query.previous_page": status.back_button.isEnabled(),
            "query.next_page": status.forward_button.isEnabled(),
            "query.pin": rows,
            "query.print": rows,
            "query.undo": bool(document.undo_name),
            "query.redo": bool(document.redo_name),
            "results.copy_cell": rows,
        }
        for id_, enabled in able.items():
            actions.set_enabled(id_, enabled, owner=self)
        self.inspection.offer(actions, self)
        actions.set_detail("query.undo", document.undo_name, owner=self)
        actions.set_detail("query.redo", document.redo_name, owner=self)

    def _follow(self, query: Query) -> None:
        if query.object != self._object:
            self._object = query.object
            self.refused.left_out = ()
            self.follow_company()
        self.offer()
        self.query_changed.emit(query)

    def follow_company(self) -> None:
        """Show what is known of the object in this company: refused fields, fields in common use."""
        name = self.query.object
        self.faces.set_refused(self._company.refused(name))

        async def show_usual() -> None:
            self.editor.columns.set_usual(await self._company.usual_fields(name))

        tasks.latest(self, "usual", show_usual(), name=self.tr("Read the usual fields"))

    def _view_all(self) -> None:
        """Every row that is loaded, in place of a page of them."""
        if self._run is not None:
            self._run.view_all()
            self._show(self._run)

    def _layout_names(self, columns: Sequence[str]) -> list[str]:
        """What the layout of its rows is kept under: the file of a saved query first."""
        own = [name_of_query(self.document.path)] if self.document.path is not None else []
        return [*own, name_of_columns(self.query.object, columns)]

    def _order(self, path: str) -> None:
        self.set_query(running.ordered_by(self.query, path))
        self.start_run()

    def _lay_out(self) -> None:
        left = QWidget(self)
        left.setProperty("role", "page")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SnugArea(self.editor, left))
        column.addWidget(self.faces.findings_view)
        column.addWidget(hairline(parent=left))
        column.addWidget(self.view, 1)
        beside = QSplitter(Qt.Orientation.Horizontal, self)
        beside.setHandleWidth(1)
        beside.setChildrenCollapsible(False)
        beside.addWidget(left)
        beside.addWidget(self.sides)
        beside.setStretchFactor(0, 1)
        beside.setSizes([1_000, _SIDE_WIDTH])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notices)
        page.addWidget(self.bar)
        page.addWidget(beside, 1)

    def _connect(self) -> None:
        bar, view, document = self.bar, self.view, self.document
        wiring: dict[str, Callable[[], object]] = {
            "query.run": self.start_run,
            "query.stop": self.stop,
            "query.count": self.start_count,
            "query.load_all": self.start_load_all,
            "query.previous_page": self.start_back,
            "query.next_page": self.start_forward,
            "query.export": self.start_export,
            "query.print": self.start_print,
            "query.save": self.save_wished.emit,
            "query.pin": self.pin_wished.emit,
            "query.compare": self.compare_wished.emit,
            "query.undo": document.undo,
            "query.redo": document.redo,
            "query.json": lambda: self.sides.toggle("json"),
            "query.code": lambda: self.sides.toggle("code"),
            "query.explain": lambda: self.sides.toggle("explain"),
            "query.groups": self.editor.match.groups_button.toggle,
            "results.copy_cell": view.grid.copy_cell,
        }
        for id_, button in bar.buttons.items():
            button.clicked.connect(lambda _checked=False, slot=wiring[id_]: slot())
        document.changed.connect(self._follow)
        document.renamed.connect(lambda: self.title_changed.emit(self.title))
        self.faces.judged.connect(self._judged)
        self.refused.run_wished.connect(self._run_instead)
        self.refused.fetch_wished.connect(self.start_fetch_left_out)
        view.back.connect(self.start_back)
        view.forward.connect(self.start_forward)
        view.order_wished.connect(self._order)
        self.inspection.pane_wished.connect(self.sides.open)
        self.inspection.query_wished.connect(self.query_wished)
        self.inspection.filter_wished.connect(lambda entry: self.set_query(self.query.adding_filter(entry)))
        self.inspection.message.connect(self.notices.show_message)
        view.all_wished.connect(self._view_all)
        view.arrangement_changed.connect(self.offer)
        if self._actions is not None:
            for id_, slot in wiring.items():
                self._actions.handle(id_, slot, owner=self)
            view.serve(self._actions, self)
            self.inspection.serve(self._actions, self)
        self.destroyed.connect(self._kept.close)

    def _judged(self) -> None:
        error = self.faces.error
        problem = self.faces.unfinished or (finding_text(error) if error is not None else "")
        self.bar.run.setToolTip(problem or self.tr("Run the query (F5)"))


class _Kept:
    """What belongs to the rows that a tab shows; it outlives a tab that goes without `QueryTab.aclose`, and deletes them."""

    def __init__(self) -> None:
        self.run: running.Run | None = None
        self.asked: Query | None = None
        """The query of the rows as it stood in the tab, its placeholders unanswered."""
        self.counted: tuple[Query, int] | None = None

    def close(self) -> None:
        if self.run is not None:
            threading.Thread(target=self.run.result_set.close, name="close result").start()
