"""A query and its rows: the bar, the builder, the JSON, the grid, and what runs between them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import count
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.json_pane import JsonPane
from intacct_desktop.ui.builder.query_editor import QueryEditor
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.results import running, words
from intacct_desktop.ui.results.export_dialog import ExportDialog
from intacct_desktop.ui.results.query_bar import QueryBar
from intacct_desktop.ui.results.result_view import ResultView
from intacct_desktop.ui.snug_area import SnugArea
from intacct_desktop.ui.theme import hairline
from intacct_desktop.ui.wording import Message, Severity

_JSON_WIDTH = 340


class QueryTab(QWidget):
    """One query of one company. `query_changed` carries the new query, `title_changed` the new title.

    `run`, `load_all` and `count` may be awaited; they take turns, a later one ends the one before. They show what went wrong in the tab
    when a button started them, and raise it when they are awaited.
    """

    title_changed = Signal(str)
    query_changed = Signal(object)

    def __init__(
        self, client: Client, models: ModelService, query: Query, actions: Actions | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._client = client
        self._models = models
        self._query = query
        self._kept = _Kept()
        self._task: asyncio.Task[Any] | None = None
        self._actions = actions
        self.notices = NoticeArea(self)
        self.bar = QueryBar(self)
        self.editor = QueryEditor(models, query, self)
        self.json = JsonPane(query, self)
        self.view = ResultView(self)
        self._lay_out()
        self._connect()
        self.view.show_start(self.start_run)
        self.offer()

    @property
    def query(self) -> Query:
        return self._query

    @property
    def title(self) -> str:
        return readable(short_name(self._query.object))

    @property
    def result_set(self) -> ResultSet | None:
        """The rows of the query as it was last run."""
        return self._run.result_set if self._run is not None else None

    @property
    def _run(self) -> running.Run | None:
        return self._kept.run

    @property
    def busy(self) -> bool:
        return self._task is not None

    def set_query(self, query: Query) -> None:
        """Show another query; the rows stay those of the one before until it is run."""
        title = self.title
        changed = not same(query, self._query)
        self._query = query
        self.editor.query = query
        self.json.query = query
        self.offer()
        if changed:
            self.query_changed.emit(query)
        if title != self.title:
            self.title_changed.emit(self.title)

    # what it can do

    async def run(self) -> None:
        """Run the query and show its first page. The rows of an earlier run stay until then."""
        async with self._working():
            await self._run_now()

    async def load_all(self) -> None:
        """Load every row that matches, after what is loaded already; run the query first where it was not."""
        async with self._working():
            if self._run is None or self._is_outdated(self._run):
                await self._run_now()
            run = self._run
            if run is None:
                return
            try:
                if run.left:
                    self.view.status.show_progress(run.result_set.count, run.result_set.total_count)
                    await run.load_rest(self._show_progress)
            finally:
                run.view_all()
                if shiboken6.isValid(self):
                    self._show(run)

    async def count(self) -> int:
        """How many rows match, for one call; also shown in the bar."""
        async with self._working():
            self.json.commit()
            found = await count(self._client, self._query)
            text = self.tr("1 row matches") if found == 1 else self.tr("{count} rows match").format(count=words.number(found))
            self.bar.matches.setText(text)
            return found

    async def page_back(self) -> None:
        async with self._working():
            if self._run is not None:
                self._run.page_back()
                self._show(self._run, await self._run.rows_in_view())

    async def page_forward(self) -> None:
        """The next page, from the company where it is not loaded yet."""
        async with self._working():
            if self._run is None:
                return
            if self._run.entity != self._client.entity:
                await self._run_now()
                return
            self.view.status.show_progress(0, None)
            try:
                await self._run.page_forward()
            finally:
                self.view.status.show_progress(0, 0)
            self._show(self._run, await self._run.rows_in_view())

    def stop(self) -> None:
        """End what is running. Rows that have come stay."""
        if self._task is not None:
            self._task.cancel()

    def export(self) -> ExportDialog:
        """Open the export dialog on the query and its rows."""
        self.json.commit()
        run = self._run if self._run is not None and not self._is_outdated(self._run) else None
        dialog = ExportDialog(self._client, self._models, self._query, run.result_set if run is not None else None, self)
        dialog.open()
        return dialog

    async def aclose(self) -> None:
        """End what is running and delete the rows; before the tab is closed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        run, self._kept.run = self._run, None
        if run is not None:
            self.view.show_start(self.start_run)
            await run.close()

    # starting it from a button

    def start_run(self) -> None:
        self._start("query", self.run(), self.tr("Run query: {title}"))

    def start_load_all(self) -> None:
        self._start("query", self.load_all(), self.tr("Load all rows: {title}"), self.start_load_all)

    def start_count(self) -> None:
        self._start("query", self.count(), self.tr("Count rows: {title}"), self.start_count)

    def start_back(self) -> None:
        self._start("query", self.page_back(), self.tr("Previous page: {title}"), self.start_back)

    def start_forward(self) -> None:
        self._start("query", self.page_forward(), self.tr("Next page: {title}"), self.start_forward)

    def _start(self, slot: str, work: Coroutine[Any, Any, Any], name: str, again: Callable[[], None] | None = None) -> None:
        def failed(error: BaseException) -> None:
            self._show_error(error, again or self.start_run)

        tasks.run(self, work, name=name.format(title=self.title), on_error=failed)

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """One thing at a time: what comes later ends what was before."""
        current, before = asyncio.current_task(), self._task
        self._task = current
        if before is not None:
            before.cancel()
            await asyncio.wait([before])
        self.offer()
        try:
            yield
        finally:
            if self._task is current:
                self._task = None
                if shiboken6.isValid(self):
                    self.offer()

    # inside

    async def _run_now(self) -> None:
        self.json.commit()
        self.notices.clear()
        problem = self.editor.problem or self.json.problem
        if problem:
            self.notices.show_message(
                Message(
                    Severity.WARNING,
                    self.tr("The query is not ready to run."),
                    problem,
                    self.tr("Put right what is marked, then run it again."),
                )
            )
            return
        self.view.show_waiting()
        try:
            run = await running.run(self._client, self._models, self._query)
        except BaseException:
            if shiboken6.isValid(self):
                self.view.show_failed(self.start_run)
            raise
        before, self._kept.run = self._run, run
        self.bar.matches.clear()
        at_hand: list[tuple[object, ...]] = []
        try:
            at_hand = await run.rows_in_view()
        finally:
            if shiboken6.isValid(self):
                self._show(run, at_hand)
            if before is not None:
                await before.close()

    def _show(self, run: running.Run, at_hand: list[tuple[object, ...]] | None = None) -> None:
        self.view.show_rows(run.result_set, run.first, run.count, run.start, run.query.order_by, at_hand or ())
        self.view.status.time.setText(words.seconds(run.seconds))
        self.offer()

    def _show_progress(self, done: int, total: int | None) -> None:
        self.view.status.show_progress(done, total)
        self.view.status.loaded.setText(
            self.tr("{done} of {total} rows loaded").format(done=words.number(done), total=words.number(total or 0))
        )

    def _show_error(self, error: BaseException, again: Callable[[], None]) -> None:
        notice = self.notices.show_error(error, again=again)
        refused = error.refused_field if isinstance(error, IntacctError) else None
        lesser = running.without_field(self._query, refused) if refused else None
        if lesser is not None:
            notice.add_button(self.tr("Leave it out and run again"), lambda: self._run_instead(lesser), "primary")

    def _run_instead(self, query: Query) -> None:
        self.notices.clear()
        self.set_query(query)
        self.start_run()

    def _is_outdated(self, run: running.Run) -> bool:
        return run.query != self._query or run.entity != self._client.entity

    def offer(self) -> None:
        """Say on every control what it would do now, and whether it can: after every change, that of the company's entity included."""
        run = self._run
        outdated = run is not None and self._is_outdated(run)
        self.view.set_outdated(outdated)
        left = run.left if run is not None and not outdated else None
        bar = self.bar
        bar.stop.setEnabled(self.busy)
        bar.count.setEnabled(not self.busy)
        bar.load_all.setEnabled(not self.busy and left != 0)
        total = (run.result_set.total_count or 0) if run is not None else 0
        bar.load_all.setText(self.tr("Load all {total}").format(total=words.number(total)) if left else self.tr("Load all"))
        calls = run.calls_left if run is not None and left else 1
        bar.calls.setText(self.tr("all rows: {calls}").format(calls=words.calls(calls)) if left else words.calls(1))
        if self._actions is not None:
            for id_, button in (("stop", bar.stop), ("count", bar.count), ("load_all", bar.load_all)):
                self._actions.set_enabled(f"query.{id_}", button.isEnabled(), owner=self)
            status = self.view.status
            self._actions.set_enabled("query.previous_page", status.back_button.isEnabled(), owner=self)
            self._actions.set_enabled("query.next_page", status.forward_button.isEnabled(), owner=self)
            for id_ in ("copy", "copy_with_headers", "copy_cell"):
                self._actions.set_enabled(f"results.{id_}", self.view.shows_rows, owner=self)

    def _take(self, query: Query) -> None:
        self.set_query(query)

    def _order(self, path: str) -> None:
        self.set_query(running.ordered_by(self._query, path))
        self.start_run()

    def _lay_out(self) -> None:
        left = QWidget(self)
        left.setProperty("role", "page")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SnugArea(self.editor, left))
        column.addWidget(hairline(parent=left))
        column.addWidget(self.view, 1)
        self._sides = QSplitter(Qt.Orientation.Horizontal, self)
        self._sides.setHandleWidth(1)
        self._sides.setChildrenCollapsible(False)
        self._sides.addWidget(left)
        self._sides.addWidget(self.json)
        self._sides.setStretchFactor(0, 1)
        self._sides.setSizes([1_000, _JSON_WIDTH])
        self.json.setMinimumWidth(240)
        self.json.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notices)
        page.addWidget(self.bar)
        page.addWidget(self._sides, 1)

    def _connect(self) -> None:
        bar, view = self.bar, self.view
        wiring: dict[str, Callable[[], object]] = {
            "query.run": self.start_run,
            "query.stop": self.stop,
            "query.count": self.start_count,
            "query.load_all": self.start_load_all,
            "query.previous_page": self.start_back,
            "query.next_page": self.start_forward,
            "query.export": self.export,
            "query.json": bar.json.toggle,
            "results.copy": view.grid.copy,
            "results.copy_with_headers": lambda: view.grid.copy(headers=True),
            "results.copy_cell": view.grid.copy_cell,
        }
        for id_, button in (("run", bar.run), ("stop", bar.stop), ("count", bar.count), ("load_all", bar.load_all), ("export", bar.export)):
            button.clicked.connect(lambda _checked=False, slot=wiring[f"query.{id_}"]: slot())
        bar.json.toggled.connect(self.json.setVisible)
        self.editor.query_changed.connect(self._take)
        self.json.query_changed.connect(self._take)
        view.back.connect(self.start_back)
        view.forward.connect(self.start_forward)
        view.order_wished.connect(self._order)
        if self._actions is not None:
            for id_, slot in wiring.items():
                self._actions.handle(id_, slot, owner=self)
        self.destroyed.connect(self._kept.close)


class _Kept:
    """The run that a tab shows; it outlives a tab that goes without `QueryTab.aclose`, and deletes its rows."""

    def __init__(self) -> None:
        self.run: running.Run | None = None

    def close(self) -> None:
        if self.run is not None:
            threading.Thread(target=self.run.result_set.close, name="close result").start()
