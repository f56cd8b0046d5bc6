"""The place of the results: the grid with what arranges its rows, and its status line; or words where there are no rows to show."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intacct_desktop.api.query import Order
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging.arrangements import (
    only,
    searching,
    turned,
    unfiltered,
    without,
    without_one,
    without_restrictions,
)
from intacct_desktop.ui.results.arranging.arranger import Arranged, Arranging, Identity
from intacct_desktop.ui.results.arranging.column_menu import column_menu
from intacct_desktop.ui.results.arranging.column_picker import ColumnPicker
from intacct_desktop.ui.results.arranging.filter_bar import FilterBar
from intacct_desktop.ui.results.arranging.finding import FindBar
from intacct_desktop.ui.results.arranging.popup_list import PopupList
from intacct_desktop.ui.results.arranging.spellings import spellings
from intacct_desktop.ui.results.arranging.value_picker import ValuePicker
from intacct_desktop.ui.results.grid.cell_style import CellStyle
from intacct_desktop.ui.results.grid.grid_commands import GridCommands
from intacct_desktop.ui.results.grid.grid_frame import GridFrame
from intacct_desktop.ui.results.grid.links import GridLinks
from intacct_desktop.ui.results.grid.remembering import LayoutPlace, Remembering
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from intacct_desktop.ui.results.said import Page, Said, Shown
from intacct_desktop.ui.results.status_line import StatusLine
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.grid_layouts import GridLayout

_ROW_MEMBERS = ("key", "id")
"""What tells a row from others, where the query asks for it."""

_PAUSE_MS = 400


class ResultView(QWidget):
    """Shows the rows of a `ResultSet`. `back`, `forward` and `order_wished` (a column's name) are what the person asks for."""

    back = Signal()
    forward = Signal()
    order_wished = Signal(str)
    all_wished = Signal()
    """Every loaded row is to be in view, not only a page of them."""
    arrangement_changed = Signal(object)
    """Carries the `Arrangement` in which the rows are shown from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Results"))
        self.grid = ResultGrid(self)
        self.frame = GridFrame(self.grid, self)
        self.pane = StatePane(self.frame, self)
        self.status = StatusLine(self)
        self.said = Said(self.status, self.pane, self)
        self.filter_bar = FilterBar(self)
        self.find_bar = FindBar(self.grid, self)
        self.links = GridLinks(self.grid)
        self.arranging = Arranging(self)
        self.remembering = Remembering(self.grid, self.frame)
        self.remark = ""
        """What has to be said of how the rows were loaded, from the next rows on."""
        self._growing = False
        self._totals_pause = QTimer(self)
        self._totals_pause.setSingleShot(True)
        self._totals_pause.setInterval(_PAUSE_MS)
        self._totals_pause.timeout.connect(self._renew_totals)
        self._outdated = False
        self._result_set: ResultSet | None = None
        self._page = Page()
        self._rows: Rows | None = None
        self._arrangement = AS_THEY_CAME
        self._commands: GridCommands | None = None
        self._popup: PopupList | None = None
        self._connect()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.filter_bar, self.find_bar, self.pane, self.status):
            column.addWidget(widget, 1 if widget is self.pane else 0)

    @property
    def result_set(self) -> ResultSet | None:
        """The rows as they were loaded; `grid.source` has them as they are shown."""
        return self._result_set

    @property
    def arrangement(self) -> Arrangement:
        """How the rows are shown: what is computed from "the rows as arranged" reads ``result_set.rows(view.arrangement)``."""
        return self._arrangement

    @property
    def wanted(self) -> Arrangement:
        """How the rows are to be shown in a moment: what a further wish begins with."""
        return self.arranging.wanted

    @property
    def shows_rows(self) -> bool:
        return self.grid.rows.rowCount() > 0

    @property
    def all_loaded(self) -> bool:
        """Whether every row that matches is here, so that an order made here is the order of all."""
        result_set = self._result_set
        total = result_set.total_count if result_set is not None else None
        return result_set is not None and total is not None and self._page.start - 1 + result_set.count >= total

    def serve(self, actions: Actions, owner: QWidget) -> None:
        """Handle the actions of results while ``owner`` is in front."""
        self._commands = GridCommands(self, actions, owner)

    def remember(self, place: LayoutPlace) -> None:
        """Keep the layout of the grid there, and begin with what is kept."""
        self.remembering.use(place)

    async def aclose(self) -> None:
        """End what runs here, and write down what is to be remembered."""
        self.arranging.stop()
        self._totals_pause.stop()
        self.frame.stop()
        self.filter_bar.stop()
        self.find_bar.stop()
        await self.remembering.aclose()

    # the rows

    def show_start(self, run: Callable[[], object]) -> None:
        """Nothing was asked for yet."""
        self._leave_rows()
        self.said.start(run)

    def show_waiting(self) -> None:
        """The first rows are on their way; the rows of an earlier query stay readable, and are marked."""
        if self.shows_rows:
            self.mark_old(self.tr("Running… these rows are from the previous query"))
        else:
            self.said.waiting()
        self.status.show_progress(0, None)

    def show_failed(self, run: Callable[[], object]) -> None:
        """The query brought nothing; the notice above says why."""
        self.status.show_progress(0, 0)
        if self.shows_rows:
            self.mark_old(self.tr("Not renewed: these rows are from the previous query"))
        else:
            self.said.failed(run)

    def mark_old(self, text: str) -> None:
        self.grid.set_faded(True)
        self.status.show_state(text, role="warning")

    def set_outdated(self, outdated: bool) -> None:
        """Whether the query, or the entity, is another than that of the rows; a change taken back takes the mark away."""
        if self._result_set is None or outdated == self._outdated:
            return
        self._outdated = outdated
        if outdated:
            self.mark_old(self.tr("From the previous query: it or the entity was changed since. Run it to renew these rows"))
        else:
            self.grid.set_faded(False)
            self.said.loaded(self._result_set, self.remark)

    def show_rows(
        self, result_set: ResultSet, first: int, count: int, start: int, order: Sequence[Order], at_hand: Sequence[tuple[object, ...]] = ()
    ) -> None:
        """Show ``count`` rows from ``first`` on (0-based). ``start`` is the place of the result's first row among all that match.

        Rows of the same result that follow those that are shown are added, and nothing else changes. Rows of another one with the same
        columns are arranged as the rows before, which stay until then.
        """
        grid, before = self.grid, self._result_set
        same_columns = tuple(column.path for column in result_set.columns) == grid.columns.paths
        self._result_set, self._page = result_set, Page(first, count, start, tuple(order))
        self._outdated = False
        self.status.show_progress(0, 0)
        grid.set_faded(False)
        if not same_columns:
            self.arranging.stop()
            self.arranging.wanted = AS_THEY_CAME
        if not self.wanted.is_natural:
            if before is result_set:
                self.arranging.renew(result_set, self._identity())
            else:
                self.arranging.start(result_set, self.wanted, self._identity())
            self.said.loaded(result_set, self.remark)
            return
        self.arranging.stop()
        shown = grid.rows
        if same_columns and shown.source is result_set and shown.first == first and count >= shown.rowCount():
            grid.extend(result_set, count)
        else:
            self._show_natural(at_hand)
        self._shown()

    def grow(self) -> None:
        """The result has more rows: show them as well, where its first row is in view."""
        page, result_set = self._page, self._result_set
        if result_set is not None and page.first == 0 and page.count < result_set.count:
            self._growing = True
            try:
                self.show_rows(result_set, 0, result_set.count, page.start, page.order)
            finally:
                self._growing = False

    # arranging them

    def arrange(self, wanted: Arrangement) -> None:
        """Show the loaded rows like this, in a moment; until then as they are."""
        if self._result_set is not None and wanted != self.wanted:
            self.arranging.start(self._result_set, wanted, self._identity())
            self.filter_bar.show_arrangement(wanted, self.grid.rows.columns)

    def sort(self, position: int, further: bool = False) -> None:
        """Order by a column: here where every row is loaded, else in the company."""
        if self.all_loaded:
            self.arrange(turned(self.wanted, position, further=further))
        elif 0 <= position < len(self.grid.rows.columns):
            self.unsort()
            self.order_wished.emit(self.grid.rows.columns[position].path)

    def unsort(self) -> None:
        """Show the rows in the order in which they came."""
        self.arrange(replace(self.wanted, order=()))

    def search(self, text: str) -> None:
        """Show only rows in which this stands."""
        self.arrange(searching(self.wanted, spellings(text)))

    def only_value(self, position: int, value: Any) -> None:
        self.arrange(only(self.wanted, position, [value]))

    def without_value(self, position: int, value: Any) -> None:
        self.arrange(without(self.wanted, position, value))

    def clear_filters(self) -> None:
        """Show all loaded rows."""
        self.arrange(unfiltered(self.wanted))

    def pick_values(self, position: int) -> ValuePicker | None:
        """Let the person choose which values of a column are left."""
        if self._result_set is None:
            return None
        picker = ValuePicker(self._result_set, self.wanted, position, self.grid.rows.columns[position], self)
        picker.chosen.connect(self._choose_values)
        self._open(picker, position)
        return picker

    def pick_columns(self) -> ColumnPicker:
        """Let the person choose which columns are shown."""
        picker = ColumnPicker(self.grid.columns, self.grid.rows.columns, self)
        self._open(picker, -1)
        return picker

    def open_column_menu(self, position: int, place: QPoint | None = None) -> None:
        """The menu of a column, at a point of the screen or below its header."""
        if 0 <= position < len(self.grid.rows.columns):
            column_menu(self, position).popup(place if place is not None else self._below(position))

    def set_style(self, style: CellStyle) -> None:
        """Show nulls and negatives like this."""
        self.grid.rows.set_style(style)
        self.frame.totals.update()
        self.remembering.note()

    def set_compact(self, compact: bool) -> None:
        self.grid.set_compact(compact)
        self.remembering.note()

    def set_totals(self, wanted: bool) -> None:
        """Show the line of totals, or not."""
        self.frame.set_totals(wanted)
        self._renew_totals()
        self.remembering.note()

    def reset_layout(self) -> None:
        """The columns and rows look as if nobody had changed anything, and that is remembered."""
        self.remembering.apply_look(None)
        self.grid.columns.apply(None)
        self.grid.geometry_changed.emit()
        self._renew_totals()
        self.remembering.forget()
        if self._commands is not None:
            self._commands.show_checks()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._commands is not None:
            self._commands.show_checks()

    # inside

    def _show_natural(self, at_hand: Sequence[tuple[object, ...]]) -> None:
        page = self._page
        before, self._rows = self._rows, None
        self.grid.show_rows(self._result_set, page.first, page.count, page.order, at_hand, self._layout())
        if before is not None:
            self.arranging.drop(before)

    def _take(self, made: Arranged) -> None:
        """The rows as they were wished."""
        if made.result_set is not self._result_set:
            self.arranging.drop(made.rows)
            return
        grid, position = self.grid, self.grid.currentIndex().column()
        whole = grid.is_whole_row_selected()
        before, self._rows = self._rows, made.rows
        place = made.place
        if made.rows.arrangement.is_natural:
            first = self._page.first
            self._show_natural(made.segments[0][: self._page.count] if not first else ())
            place = place - first if place is not None else None
        elif before is not None and not made.rows.arrangement.order and grid.rows.can_extend(made.rows, made.result_set):
            grid.extend(made.rows, made.rows.count)
            place = None
        else:
            segments = {number: list(rows) for number, rows in made.segments.items()}
            grid.show_arranged(made.rows, made.result_set, segments, self._layout())
        if before is not None:
            self.arranging.drop(before)
        if place is not None and position >= 0:
            grid.go_to(place, position)
            if whole:
                grid.select_rows()
        self._shown()

    def _layout(self) -> GridLayout | None:
        """What is remembered, once the columns are others than before."""
        result_set = self._result_set
        paths = tuple(column.path for column in result_set.columns) if result_set is not None else ()
        if paths == self.grid.columns.paths:
            return None
        layout = self.remembering.layout_of(paths)
        self.remembering.apply_look(layout)
        if self._commands is not None:
            self._commands.show_checks()
        return layout

    def _identity(self) -> Identity | None:
        index = self.grid.currentIndex()
        if not index.isValid() or not self.grid.selectionModel().hasSelection():
            return None
        for at, column in enumerate(self.grid.rows.columns):
            if column.path in _ROW_MEMBERS:
                value = self.grid.rows.cell(index.row(), at)[0]
                return Identity(at, value) if isinstance(value, str) else None
        return None

    def _shown(self) -> None:
        """Say on every control what is shown now."""
        result_set, rows = self._result_set, self._rows
        if result_set is None:
            return
        changed = (rows.arrangement if rows is not None else AS_THEY_CAME) != self._arrangement
        self._arrangement = rows.arrangement if rows is not None else AS_THEY_CAME
        shown, columns = self._now(), self.grid.rows.columns
        self.said.range(shown, self._page, result_set.total_count)
        self.filter_bar.show_arrangement(self.wanted, columns)
        self.filter_bar.show_count(shown.left, shown.loaded, filtered=self._arrangement.filters)
        self.grid.rows.show_order(*self.said.order(shown, self._page, columns))
        self.said.loaded(result_set, self.remark)
        self.said.pane(shown, self.clear_filters)
        self._renew_totals()
        if changed:
            self.arrangement_changed.emit(self._arrangement)
        if self._commands is not None:
            self._commands.offer()

    def _now(self) -> Shown:
        result_set, rows = self._result_set, self._rows
        loaded = rows.loaded if rows is not None else result_set.count if result_set is not None else 0
        return Shown(self._arrangement, self.grid.rows.rowCount(), loaded, self.all_loaded)

    def _renew_totals(self) -> None:
        """Rows that arrive ten times a second are added up when they pause: the load needs the processor more."""
        if self._growing:
            self._totals_pause.start()
            return
        self._totals_pause.stop()
        self.frame.renew(self._result_set, self._arrangement, lambda loaded: self.said.total(self._now(), loaded))

    def _leave_rows(self) -> None:
        self.arranging.stop()
        self.arranging.wanted = self._arrangement = AS_THEY_CAME
        rows, self._rows = self._rows, None
        self._result_set = None
        self._outdated = False
        self._page = Page()
        self.grid.show_rows(None)
        self.filter_bar.show_arrangement(AS_THEY_CAME, ())
        self._renew_totals()
        if rows is not None:
            self.arranging.drop(rows)

    def _failed(self, error: BaseException) -> None:
        self.arranging.wanted = self._arrangement
        self.filter_bar.show_arrangement(self._arrangement, self.grid.rows.columns)
        self.status.show_state(describe(error).happened, role="warning")

    def _choose_values(self, position: int, values: Sequence[Any]) -> None:
        if values:
            self.arrange(only(self.wanted, position, values))
        else:
            self.arrange(without_restrictions(self.wanted, position))

    def _find_beyond(self, row: int, position: int) -> None:
        self.all_wished.emit()
        if row < self.grid.rows.rowCount():
            self.grid.go_to(row - self.grid.rows.first, position)

    def _open(self, popup: PopupList, position: int) -> None:
        self._popup = popup
        popup.open_at(self._below(position))

    def _below(self, position: int) -> QPoint:
        """The point of the screen below a column's header; at the left for none."""
        header = self.grid.horizontalHeader()
        x = max(0, header.sectionViewportPosition(position)) if position >= 0 else 0
        return header.viewport().mapToGlobal(QPoint(min(x, max(0, header.width() - 120)), header.height()))

    def _connect(self) -> None:
        grid, status = self.grid, self.status
        status.back.connect(self.back)
        status.forward.connect(self.forward)
        grid.sort_wished.connect(self.sort)
        grid.column_menu_wished.connect(self.open_column_menu)
        grid.selection_totalled.connect(status.show_selection)
        grid.key_wished.connect(self.find_bar.key)
        grid.copied.connect(lambda count: status.show_state(self.tr("{rows} copied").format(rows=words.rows(count))))
        self.filter_bar.searched.connect(self.search)
        self.filter_bar.removed.connect(lambda entry: self.arrange(without_one(self.wanted, entry)))
        self.filter_bar.cleared.connect(self.clear_filters)
        self.filter_bar.left.connect(grid.setFocus)
        self.find_bar.beyond.connect(self._find_beyond)
        self.arranging.ready.connect(self._take)
        self.arranging.failed.connect(self._failed)
