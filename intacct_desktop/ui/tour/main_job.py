"""The main job, step by step: sign in, find bills, filter, sort, load all, export, change one; each step checked, pictured and timed."""

import csv
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QPoint, Qt

from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Order, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.sandbox.ready import ReadyUser
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.comparison import Comparison
from intacct_desktop.ui.builder.list_boxes import CheckPanel
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.tour.hands import Camera, NotAsItShouldBe, WebPage, check, choose, click, press, showing, until, write
from intacct_desktop.ui.tour.record_job import change_record
from intacct_desktop.ui.workbench import Workbench

_log = logging.getLogger(__name__)

_DUE = "totalTxnAmountDue"
_PAGE = 50


class Step(msgspec.Struct):
    """One step of the tour, as ``tour.json`` tells it."""

    name: str
    picture: str
    seconds: float


class TourFile(msgspec.Struct):
    name: str
    bytes: int
    rows: int | None


class Report(msgspec.Struct):
    """``tour.json``. ``failed`` is empty when everything was as it should be."""

    steps: list[Step] = []
    rows: int = 0
    total_due: str = ""
    calls: int = 0
    files: list[TourFile] = []
    seconds: float = 0.0
    failed: str = ""


async def take_tour(workbench: Workbench, directory: Path) -> int:
    """Go through the main job; gives the exit status. Pictures, files and ``tour.json`` are in ``directory``, an absolute path, then."""
    await tasks.in_thread(lambda: directory.mkdir(parents=True, exist_ok=True))
    tour = _Tour(workbench, directory)
    began = time.perf_counter()
    try:
        await tour.take()
    except (NotAsItShouldBe, OSError, TimeoutError) as error:
        tour.report.failed = str(error) or type(error).__name__
        _log.error("The tour stopped: %s", tour.report.failed)
        await tour.camera.shoot("stopped here")
    tour.report.seconds = round(time.perf_counter() - began, 2)
    text = msgspec.json.format(msgspec.json.encode(tour.report), indent=2)
    await tasks.in_thread((tour.directory / "tour.json").write_bytes, text)
    _log.info("The tour: %d steps, %d rows, %.1f s, in %s", len(tour.report.steps), tour.report.rows, tour.report.seconds, directory)
    return 1 if tour.report.failed else 0


class _Tour:
    def __init__(self, workbench: Workbench, directory: Path) -> None:
        self.directory = directory
        self.report = Report()
        self.camera = Camera(workbench.window, directory)
        self._workbench = workbench
        self._window = workbench.window

    async def take(self) -> None:
        await self._sign_in()
        tab = await self._find_bills()
        await self._filter(tab)
        await self._sort(tab)
        await self._load_all(tab)
        await self._check_total(tab)
        await self._export(tab, FileFormat.CSV)
        await self._export(tab, FileFormat.XLSX)
        await self._export(tab, ExportFormat.PDF)
        await change_record(self._workbench, tab, self._step)
        await self._look_around(tab)

    async def _sign_in(self) -> None:
        from intacct_desktop.ui.sign_in.browser import SignInBrowser

        async with self._step("Start page"):
            await until(self._window.isVisible, "the window shows")
        async with self._step("The sign-in page in the embedded browser"):
            click(self._workbench.start_page.practice_button)
            browser = await until(lambda: showing(SignInBrowser), "the browser opens")
            page = WebPage(await until(browser.current_view, "the browser has a page"))
            await page.shows("#password")
        async with self._step("Filled in by hand"):
            user = self._user()
            await page.write("#user", user.user_id)
            await page.write("#password", user.password)
        async with self._step("Consent"):
            await page.click("button[type=submit]")
            await page.shows("button[value=allow]")
        async with self._step("Signed in"):
            await page.click("button[value=allow]")
            await until(lambda: self._workbench.session, "there is a session")
            await until(lambda: self._workbench.explorer.tree.entries, "the tree lists the company's objects")

    def _user(self) -> ReadyUser:
        ready = self._workbench.practice_ready
        check(ready is not None, "the practice company runs")
        return next(user for user in ready.users if user.entity is None) if ready else ReadyUser("", "", "", None)

    async def _find_bills(self) -> QueryTab:
        tree = self._workbench.explorer.tree
        async with self._step("Find an object by typing"):
            click(tree.filter)
            write(tree.filter, "bill")
            await until(lambda: tree.current_object() == "accounts-payable/bill", "bills are found first")
        async with self._step("Bills, as they come"):
            press(tree.filter, Qt.Key.Key_Return)
            await until(self._tab, "a query tab opens")
            tab = self._tab()
            if tab is None:
                raise NotAsItShouldBe("a query tab is in front")
            await self._ran(tab)
        return tab

    def _tab(self) -> QueryTab | None:
        front = self._window.tabs.current()
        return front if isinstance(front, QueryTab) else None

    async def _ran(self, tab: QueryTab) -> None:
        await until(lambda: not tab.busy and tab.result_set is not None and tab.view.shows_rows, "the query ran")
        check(not tab.notices.notices, "no message stands in the tab")

    async def _filter(self, tab: QueryTab) -> None:
        editor = tab.editor
        async with self._step("One more column"):
            click(editor.columns.add)
            picker = await self._picker(_DUE)
            press(picker.search, Qt.Key.Key_Return)
            await until(lambda: _DUE in tab.query.fields, "the column is in the query")
            picker.close()
        async with self._step("Three filters and an expression"):
            for path in ("dueDate", "state", _DUE):
                await self._add_filter(tab, path)
            self._write_value(tab, 0, Comparison(Operator.LT), "today")
            await self._tick_values(tab, 1, ("posted", "partiallyPaid"))
            self._write_value(tab, 2, Comparison(Operator.GTE), "10000")
            write(editor.settings.page, str(_PAGE))
            write(editor.match.line, "1 and (2 or 3)")
            await until(lambda: tab.query.filter_expression == "1 and (2 or 3)", "the expression is in the query")
            check(editor.problem is None, f"the builder accepts it: {editor.problem}")
        async with self._step("The rows that match"):
            before = tab.result_set
            click(tab.bar.run)
            await until(lambda: tab.result_set is not before, "the query ran again")
            await self._ran(tab)
            check(tab.result_set is not None and tab.result_set.count == _PAGE, "there is a page of overdue bills")

    async def _add_filter(self, tab: QueryTab, path: str) -> None:
        count = len(tab.query.filters)
        click(tab.editor.filters.add)
        picker = await self._picker(path)
        press(picker.search, Qt.Key.Key_Return)
        await until(lambda: len(tab.editor.filters.list.rows) == count + 1, f"there is a filter row for {path}")

    async def _picker(self, path: str) -> FieldPicker:
        picker = await until(lambda: showing(FieldPicker), "the field picker opens")
        await until(lambda: picker.fields.object_model is not None, "the picker knows the fields")
        write(picker.search, path)
        await until(lambda: picker.found.rowCount() > 0, f"{path} is found")
        return picker

    def _write_value(self, tab: QueryTab, position: int, comparison: Comparison, text: str) -> None:
        row = tab.editor.filters.list.rows[position]
        choose(row.operator_box, comparison)
        write(row.value_widget, text)
        press(row.value_widget, Qt.Key.Key_Return)

    async def _tick_values(self, tab: QueryTab, position: int, values: tuple[str, ...]) -> None:
        row = tab.editor.filters.list.rows[position]
        choose(row.operator_box, Comparison(Operator.IN))
        press(row.value_widget, Qt.Key.Key_F4)
        panel = await until(lambda: showing(CheckPanel), "the choices open")
        for value in values:
            entry = panel.list.findItems(value, Qt.MatchFlag.MatchExactly)[0]
            panel.list.scrollToItem(entry)
            click(panel.list.viewport(), panel.list.visualItemRect(entry).center())
        panel.close()
        check(tab.query.filters[position].value == values, "the choices are in the query")

    async def _sort(self, tab: QueryTab) -> None:
        async with self._step("Sorted by due date, latest first"):
            header = tab.view.grid.horizontalHeader()
            column = tab.query.fields.index("dueDate")
            for _ in range(2):
                before = tab.result_set
                click(header.viewport(), QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2))
                await until(lambda before=before: tab.result_set is not before, "the company sorts")  # type: ignore[misc]
                await self._ran(tab)
            check(tab.query.order_by == (Order("dueDate", Direction.DESCENDING),), "the order is in the query")

    async def _load_all(self, tab: QueryTab) -> None:
        async with self._step("All rows loaded"):
            check(tab.result_set is not None and not tab.result_set.complete, "there are more rows than one page")
            click(tab.bar.load_all)
            rows = await until(lambda: tab.result_set if tab.result_set and tab.result_set.complete else None, "every row is loaded")
            await self._ran(tab)
            arrangement = tab.last_run.arrangement if tab.last_run is not None else AS_THEY_CAME
            await until(lambda: tab.view.arrangement == arrangement, "the rows are shown in the order that was asked for")
            shown = await tasks.in_thread(_arranged, rows, arrangement)
            dates = [row[tab.query.fields.index("dueDate")] for row in shown]
            check(dates == sorted(dates, reverse=True), "the rows are in order")
            self.report.rows = rows.count

    async def _check_total(self, tab: QueryTab) -> None:
        """The company's own sum over the same filters has to be the sum of the rows."""
        rows, session = tab.result_set, self._workbench.session
        if rows is None or session is None:
            raise NotAsItShouldBe("there are rows to add up")
        total = await tasks.in_thread(rows.sum_of, tab.query.fields.index(_DUE), [range(rows.count)])
        question = replace(tab.query, fields=(f"sum:{_DUE}",), order_by=(), size=None)
        page = await fetch_page(session.client, question)
        theirs = Decimal(next(iter(msgspec.json.decode(page.rows[0]).values())))
        check(total == theirs, f"the rows add up to {total}, the company says {theirs}")
        self.report.total_due = str(total)

    async def _export(self, tab: QueryTab, choice: FileFormat | ExportFormat) -> None:
        made_by = "here" if isinstance(choice, FileFormat) else "by the server"
        path = self.directory / f"bills-overdue{choice.suffix}"
        await tasks.in_thread(lambda: path.unlink(missing_ok=True))
        async with self._step(f"Export to {choice.value.upper()}, made {made_by}"):
            click(tab.bar.export)
            dialog = await until(lambda: showing(ExportDialog), "the export dialog opens")
            click(dialog.format_button(choice))
            check(dialog.file_format is choice, "the format is chosen")
            write(dialog.path, str(path))
            click(dialog.start)
            made = await until(lambda: dialog.made, f"{path.name} is made")
        check(path.stat().st_size == made.bytes > 0, f"{path.name} has the size that was told")
        if choice is FileFormat.CSV:
            check(await tasks.in_thread(_rows_of_csv, path) == self.report.rows, "the CSV file has a line for every row")
        check(made.rows in (None, self.report.rows), f"{path.name} has every row")
        self.report.files.append(TourFile(path.name, made.bytes, made.rows))
        press(dialog, Qt.Key.Key_Escape)
        await until(lambda: showing(ExportDialog) is None, "the dialog closes")

    async def _look_around(self, tab: QueryTab) -> None:
        async with self._step("The request as JSON"):
            click(tab.bar.json)
            await until(tab.json.isVisible, "the JSON shows")
            check(Query.from_json(tab.json.editor.toPlainText()).to_body() == tab.query.to_body(), "the JSON is the query")
        async with self._step("The query as a program"):
            click(tab.bar.code)
            await until(tab.faces.code.isVisible, "the code shows")
            check(str(tab.query.size) in tab.faces.code.text, "the program asks for the same page")
        async with self._step("In plain words, its filters in groups"):
            click(tab.bar.explain)
            click(tab.editor.match.groups_button)
            await until(tab.faces.explain.isVisible, "the explanation shows")
            await until(tab.editor.match.groups.isVisible, "the groups show")
        async with self._step("Templates, the company's views, and what was run"):
            click(tab.editor.match.groups_button)
            library = self._workbench.library
            self._window.registry.action("view.queries").trigger()
            self._window.registry.action("view.history").trigger()
            await until(library.panel.isVisible, "the queries show")
            await until(lambda: library.history.model.rowCount() > 0, "the runs are listed")
        async with self._step("The object's fields"):
            self._workbench.sides.bring(self._workbench.explorer.tree)
            self._workbench.explorer.open_object("accounts-payable/bill")
            await until(lambda: self._window.tabs.current() is not tab, "the object page opens")
        async with self._step("Every request, in the dark"):
            self._window.registry.action("view.scheme.dark").trigger()
            self._window.tabs.bring(tab)
            self._window.show_requests()
        session = self._workbench.session
        self.report.calls = session.client.calls if session is not None else 0

    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        began = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - began, 3)
        self.report.steps.append(Step(name, await self.camera.shoot(name), seconds))


def _arranged(rows: ResultSet, arrangement: Arrangement) -> list[tuple[Any, ...]]:
    with rows.rows(arrangement) as reader:
        return reader.window(0, reader.count)


def _rows_of_csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1
