"""What stands beside the rows: the statistics of a column, the groups, the cell; and the copies that are made of the selection.

It follows a `ResultView` by its hooks, and asks by its signals for what changes a query; no pane knows the grid.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from intacct_desktop.api.query import Query
from intacct_desktop.results.asking import MOST_VALUES, can_ask_several, dates_of, filter_for, in_list
from intacct_desktop.results.columns import Column
from intacct_desktop.results.groups_table import GroupsTable
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Interrupted
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging import arrangements
from intacct_desktop.ui.results.beside.cell_viewer import CellViewer
from intacct_desktop.ui.results.beside.group_pane import GroupPane
from intacct_desktop.ui.results.beside.inspection_actions import COPIES, copy_names
from intacct_desktop.ui.results.beside.statistics_pane import StatisticsPane
from intacct_desktop.ui.results.grid.model import ABSENT, Source
from intacct_desktop.ui.results.result_view import ResultView
from intacct_desktop.ui.wording import Message, Severity


class Inspection(QObject):
    """`filter_wished` carries a `Filter` for the query, `query_wished` a query for a tab of its own, `pane_wished` the name of a pane to
    be shown, empty for none, and `message` a `Message` for the tab's notices."""

    filter_wished = Signal(object)
    query_wished = Signal(object)
    pane_wished = Signal(str)
    message = Signal(object)

    def __init__(self, view: ResultView, query: Callable[[], Query], parent: QWidget) -> None:
        """``query`` says what the rows were asked by."""
        super().__init__(parent)
        self._view = view
        self.statistics = StatisticsPane(parent)
        self.groups = GroupPane(query, parent)
        self.cell = CellViewer(parent)
        self.panes: Mapping[str, QWidget] = {"statistics": self.statistics, "groups": self.groups, "cell": self.cell}
        grid = view.grid
        grid.source_changed.connect(self._follow_rows)
        view.arrangement_changed.connect(self._follow_rows)
        grid.selectionModel().currentChanged.connect(self._follow_cell)
        grid.rows.segment_read.connect(self._follow_waited)
        grid.column_menu_shown.connect(self._offer_column)
        grid.cell_menu_shown.connect(self._offer_cells)
        grid.installEventFilter(self)
        self.statistics.only_wished.connect(self._only)
        self.statistics.ask_wished.connect(self._ask_for)
        self.groups.only_wished.connect(self._only_group)
        self.groups.query_wished.connect(self.query_wished)
        for pane in (self.statistics, self.groups, self.cell):
            pane.close_wished.connect(self._close)
        self.cell.shown.connect(self._follow_current)
        grid.copying.said.connect(view.status.show_state)
        grid.copying.refused.connect(self._say_refused)
        self._follow_rows()

    # showing them

    def show_statistics(self, position: int | None = None) -> None:
        """Describe a column, by default the current one."""
        at = self._view.grid.currentIndex().column() if position is None else position
        self.statistics.show_column(max(0, at))
        self.pane_wished.emit("statistics")

    def show_groups(self, position: int | None = None) -> None:
        """Group the rows, by this column where one is named."""
        if position is None:
            self.groups.suggest(self._view.grid.currentIndex().column())
        else:
            self.groups.group_by(position)
        self.pane_wished.emit("groups")

    def show_cell(self) -> None:
        """Show the current cell whole."""
        self.pane_wished.emit("cell")

    def _close(self) -> None:
        self.pane_wished.emit("")
        self._view.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # following the grid

    def _follow_rows(self, _arrangement: object = None) -> None:
        view, current = self._view, self._view.grid.currentIndex().column()
        result_set = view.result_set if view.grid.source is not None else None
        self.statistics.show_rows(result_set, view.arrangement)
        self.groups.show_rows(result_set, view.arrangement, max(0, current))
        self._follow_current()

    def _follow_cell(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        rows = self._view.grid.rows
        if not index.isValid() or not 0 <= index.column() < len(rows.columns):
            self.cell.clear()
            return
        self.statistics.follow(index.column())
        if not self.cell.isVisible():
            return  # it asks when it is shown
        value = rows.value(index)
        if value is ABSENT:
            self.cell.show_waiting()
        else:
            self.cell.show_value(rows.columns[index.column()], rows.first + index.row() + 1, value)

    def _follow_waited(self) -> None:
        if self.cell.is_waiting:
            self._follow_current()

    def _follow_current(self) -> None:
        self._follow_cell(self._view.grid.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space shows the cell, as it shows a file in a file manager."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Space
            and not event.modifiers()
            and self._view.grid.currentIndex().isValid()
        ):
            self.show_cell()
            return True
        return super().eventFilter(watched, event)

    # copying

    def copy_list(self) -> None:
        """Put the different values of the current column in the selected rows on the clipboard, as a filter's list."""

        def put(_column: Column, values: list[Any]) -> None:
            QGuiApplication.clipboard().setText(in_list(values))
            count = len([value for value in values if value is not None])
            several = self.tr("{count} values copied as a list").format(count=words.number(count))
            self._view.status.show_state(self.tr("1 value copied as a list") if count == 1 else several)

        self._with_values(put)

    def filter_by_values(self) -> None:
        """Add a filter to the query: the values of the current column in the selected rows, and no others."""

        def ask(column: Column, values: list[Any]) -> None:
            if any(value is not None for value in values):
                self.filter_wished.emit(filter_for(column, values))

        self._with_values(ask)

    def _with_values(self, use: Callable[[Column, list[Any]], None]) -> None:
        grid, source = self._view.grid, self._view.grid.source
        index, spans = grid.currentIndex(), grid.selected_ranges()
        if source is None or not index.isValid() or not spans:
            return
        column = grid.rows.columns[index.column()]

        async def read() -> None:
            try:
                values = await tasks.in_thread(_different, source, index.column(), spans)
            except (ResultClosed, Interrupted):
                return  # other rows took the place of these
            if len(values) > MOST_VALUES:
                self._say_too_many()
            else:
                use(column, values)

        tasks.latest(self, "values", read(), name=self.tr("Read the values"))

    def _say_refused(self, text: str) -> None:
        self.message.emit(Message(Severity.WARNING, self.tr("Nothing was copied."), text, ""))

    def _say_too_many(self) -> None:
        most = self.tr("A list has {most} values at most.").format(most=words.number(MOST_VALUES))
        todo = self.tr("Select fewer rows, or filter by a range.")
        self.message.emit(Message(Severity.WARNING, self.tr("The selected rows have too many different values."), most, todo))

    # filtering

    def _only(self, position: int, value: Any) -> None:
        self._view.only_value(position, value)

    def _only_group(self, table: GroupsTable, line: tuple[Any, ...]) -> None:
        """The rows of one group, as far as its values say which they are."""
        wanted = self._view.wanted
        for key, value in zip(table.keys, line, strict=False):
            values: tuple[Any, ...] = (value,)
            if key.part is not None and isinstance(value, str) and not isinstance(value, Misfit):
                values = dates_of(value, key.part)
            wanted = arrangements.only(wanted, key.position, values)
        self._view.arrange(wanted)

    def _ask_for(self, column: Column, value: Any) -> None:
        self.filter_wished.emit(filter_for(column, (value,)))

    # menus and actions

    def _offer_column(self, menu: QMenu, position: int) -> None:
        menu.addSeparator()
        _entry(menu, "sum", self.tr("Statistics of this column"), partial(self.show_statistics, position))
        _entry(menu, "group-by", self.tr("Group by this column"), partial(self.show_groups, position))

    def _offer_cells(self, menu: QMenu, index: QModelIndex) -> None:
        columns = self._view.grid.rows.columns
        if not index.isValid() or not 0 <= index.column() < len(columns):
            return
        column = columns[index.column()]
        menu.addSeparator()
        _entry(menu, "", self.tr("Show the cell"), self.show_cell)
        names = copy_names()
        copy_as = menu.addMenu(self.tr("Copy as"))
        for id_, form in COPIES.items():
            if id_ in names:
                _entry(copy_as, "", names[id_], partial(self._view.grid.copy, form))
        _entry(copy_as, "", names["results.copy_list"], self.copy_list)
        ask = _entry(menu, "filter", self.tr("Ask Intacct for the selected values"), self.filter_by_values)
        ask.setEnabled(can_ask_several(column))

    def serve(self, actions: Actions, owner: QWidget) -> None:
        """Handle the actions while ``owner`` is in front."""
        for id_, slot in self._slots().items():
            actions.handle(id_, slot, owner=owner)

    def offer(self, actions: Actions, owner: QWidget) -> None:
        """Say which of them can be done now."""
        rows = self._view.shows_rows
        for id_ in self._slots():
            actions.set_enabled(id_, rows, owner=owner)

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "results.statistics": self.show_statistics,
            "results.groups": self.show_groups,
            "results.cell": self.show_cell,
            "results.filter_by_values": self.filter_by_values,
            "results.copy_list": self.copy_list,
            **{id_: partial(self._view.grid.copy, form) for id_, form in COPIES.items()},
        }


def _entry(menu: QMenu, sign: str, words_of_it: str, slot: Callable[[], object]) -> QAction:
    action = menu.addAction(icon(sign), words_of_it) if sign else menu.addAction(words_of_it)
    action.triggered.connect(lambda _checked=False: slot())
    return action


def _different(source: Source, position: int, spans: list[range]) -> list[Any]:
    """The different values of a column, one more than a list may have."""
    if isinstance(source, ResultSet):
        with source.rows() as rows:
            return rows.values(position, spans, MOST_VALUES + 1)
    return source.values(position, spans, MOST_VALUES + 1)
