"""Rows put together in groups: which columns, the table of the groups with its total, the chart of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from intacct_desktop.api.query import Query
from intacct_desktop.results import writers
from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.asking import NotGrouped, grouped_query
from intacct_desktop.results.clipboard import CopyFormat
from intacct_desktop.results.groups_table import GroupsTable, grouped
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.results.beside.chart_box import ChartBox
from intacct_desktop.ui.results.beside.group_form import GroupForm, usual_key
from intacct_desktop.ui.results.beside.group_table import GroupGrid, GroupLines
from intacct_desktop.ui.results.beside.reading import Reading
from intacct_desktop.ui.results.export.saving import choose_file
from intacct_desktop.ui.results.grid.copying import Copying
from intacct_desktop.ui.theme import SPACE

_PAUSE_SECONDS = 0.05
_FORMATS = (FileFormat.XLSX, FileFormat.CSV, FileFormat.JSON)


class GroupPane(QWidget):
    """Reads nothing while it is hidden.

    `query_wished` carries the query whose rows are these groups, `only_wished` the table and the line whose rows are to be shown alone.
    """

    query_wished = Signal(object)
    only_wished = Signal(object, tuple)
    close_wished = Signal()

    def __init__(self, query: Callable[[], Query], parent: QWidget | None = None) -> None:
        """``query`` says what the rows were asked by."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Groups of the rows"))
        self._query = query
        self._result_set: ResultSet | None = None
        self._arrangement = Arrangement()
        self._stale = True
        self._reading: Reading[GroupsTable] = Reading(self, "groups")
        header = PaneHeader(self.tr("Groups"), self)
        self.copy_button = header.add_button("copy", self.tr("Copy the groups"), lambda: self._copy(headers=True))
        self.export_button = header.add_button("export", self.tr("Export the groups…"), self.choose_file)
        self.close_button = header.add_button("close", self.tr("Close the groups"), self.close_wished.emit)
        self.form = GroupForm(self)
        self.scope = QLabel(self)
        self.grid = GroupGrid(self)
        self.lines = GroupLines(self.grid, self)
        self.charts = ChartBox(self)
        self.copying = Copying(self)
        self.ask = QPushButton(self.tr("Ask Intacct for these groups"), self)
        self.note = QLabel(self)
        for label in (self.scope, self.note):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self._parts = QSplitter(Qt.Orientation.Vertical, self)
        self._parts.setHandleWidth(1)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.lines)
        self._parts.addWidget(self.charts)
        self._parts.setSizes([300, 360])
        self.lines.setMinimumHeight(150)
        self.charts.setMinimumHeight(220)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._parts)
        area.setAccessibleName(self.tr("Groups of the rows"))
        self.state = StatePane(area, self)
        self._lay_out(header)
        self.form.changed.connect(self._outdate)
        self.grid.copy_wished.connect(lambda headers: self._copy(headers=headers))
        self.grid.only_wished.connect(self._only)
        self.ask.clicked.connect(self._ask)
        self.copying.said.connect(self.note.setText)
        self.charts.said.connect(self.note.setText)
        self._show_nothing()

    @property
    def table(self) -> GroupsTable | None:
        """What is shown, in the order of the screen; None while there is nothing to show."""
        return self.grid.groups.table

    def show_rows(self, result_set: ResultSet | None, arrangement: Arrangement, current: int = 0) -> None:
        """Other rows, or the same otherwise arranged; ``current`` is the column to begin with."""
        self._result_set, self._arrangement = result_set, arrangement
        if result_set is None:
            self._reading.stop()
            self._show_nothing()
        else:
            self.form.set_columns(result_set.columns, usual_key(result_set.columns, current))
        self._outdate()

    def suggest(self, current: int) -> None:
        """Begin with what suits the current column, until the person chooses."""
        self.form.suggest(usual_key(self.form.columns, current))

    def group_by(self, position: int) -> None:
        """Group by this column alone; a number is summed up, not grouped by."""
        columns = self.form.columns
        if not 0 <= position < len(columns):
            return
        if columns[position].is_number:
            self.form.set_summed((position,))
        else:
            self.form.choose(position)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read(0.0)

    def choose_file(self) -> None:
        """Ask for a name, and write the groups."""
        if self.table is not None:
            forms = [(form.value.upper(), form.suffix) for form in _FORMATS]
            choose_file(self, self.tr("Save the groups as"), self.tr("groups"), forms, self.save)

    def save(self, path: Path) -> tasks.TaskHandle | None:
        """Write the groups in the order of the screen, without the total, in the format that the name ends in, else as CSV."""
        table = self.table
        if table is None:
            return None
        form = next((form for form in _FORMATS if path.suffix.lower() == form.suffix), FileFormat.CSV)

        async def write() -> None:
            outcome = await tasks.finish_in_thread(writers.write, table, path, form)
            self.note.setText(self.tr("{rows} written to {name}.").format(rows=words.rows(outcome.rows), name=path.name))

        return tasks.run(self, write(), name=self.tr("Save {name}").format(name=path.name))

    # reading

    def _outdate(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read(_PAUSE_SECONDS)

    def _read(self, wait: float) -> None:
        result_set, keys = self._result_set, self.form.keys
        self._stale = False
        if result_set is None or result_set.closed or not keys:
            self._show_nothing()
            return
        work = partial(grouped, result_set, self._arrangement, keys, self.form.summed)
        self._reading.start(work, partial(self._show, result_set), self._failed, name=self.tr("Group the rows"), wait=wait)

    def _show(self, result_set: ResultSet, table: GroupsTable) -> None:
        if result_set is not self._result_set:
            return
        self.grid.show_table(table)
        self.charts.show_table(table)
        groups = self.tr("1 group") if table.groups == 1 else self.tr("{count} groups").format(count=words.number(table.groups))
        if table.groups > table.count:
            some = self.tr("the first {count} of {groups} groups are shown, the total is of all")
            groups = some.format(count=words.number(table.count), groups=words.number(table.groups))
        scope = group_words.scope(result_set, table.rows, table.loaded, filtered=self._arrangement.filters)
        self.scope.setText(f"{scope} · {groups}")
        self.note.clear()
        if table.count:
            self.state.show_content()
        else:
            self.state.show_words(self.tr("No groups"), self.tr("No row is left to put together. Take away a filter."))
        self._offer()

    def _failed(self, error: BaseException) -> None:
        self.grid.show_table(None)
        self.state.show_error(error, lambda: self._read(0.0))
        self._offer()

    def _show_nothing(self) -> None:
        self.grid.show_table(None)
        self.charts.show_table(None)
        self.scope.clear()
        self.state.show_words(
            self.tr("No rows yet"),
            self.tr("Run a query: its rows can be put together here by one to three columns, with sums and a chart."),
        )
        self._offer()

    # what can be done

    def _offer(self) -> None:
        table = self.table
        there = table is not None and table.count > 0
        for button in (self.copy_button, self.export_button):
            button.setEnabled(there)
        self.form.setEnabled(self._result_set is not None)
        self.ask.setEnabled(False)
        if table is None or self._result_set is None:
            self.ask.setToolTip("")
            return
        try:
            self._grouped_query(table)
        except NotGrouped as error:
            why = self.tr("Intacct groups by whole dates, not by periods: choose another column, or Group by day.")
            other = self.tr("Intacct cannot group by {column}, nor sum it up.").format(column=error.column.path)
            self.ask.setToolTip(why if error.is_period else other)
            self.note.setText(self.ask.toolTip())
        else:
            self.ask.setEnabled(True)
            self.ask.setToolTip(self.tr("A query of its own in a new tab: over everything that matches, also what is not loaded"))
        self.ask.setAccessibleDescription(self.ask.toolTip())

    def _grouped_query(self, table: GroupsTable) -> Query:
        columns = self._result_set.columns if self._result_set is not None else ()
        return grouped_query(self._query(), columns, table.keys, table.summed)

    def _ask(self) -> None:
        if self.table is not None:
            self.query_wished.emit(self._grouped_query(self.table))

    def _only(self, line: tuple[object, ...]) -> None:
        if self.table is not None:
            self.only_wished.emit(self.table, line)

    def _copy(self, *, headers: bool) -> None:
        excerpt = self.grid.excerpt()
        if excerpt is not None:
            self.copying.start(excerpt, CopyFormat.WITH_HEADERS if headers else CopyFormat.CELLS)

    def _lay_out(self, header: PaneHeader) -> None:
        choice = QFrame(self)
        choice.setProperty("role", "bar")
        form = QVBoxLayout(choice)
        form.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        form.setSpacing(SPACE[1])
        form.addWidget(self.form)
        form.addWidget(self.scope)
        foot = QFrame(self)
        foot.setProperty("role", "footer")
        below = QVBoxLayout(foot)
        below.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        below.setSpacing(SPACE[0])
        below.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        below.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(choice)
        column.addWidget(self.state, 1)
        column.addWidget(foot)
