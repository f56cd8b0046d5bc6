"""The table over a `ResultModel`: fixed rows, widths from the first rows, order by a click on a header, copy and sum of the selection."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from intacct_desktop.api.query import Order
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.delegate import LEFT, RIGHT, CellDelegate
from intacct_desktop.ui.results.model import SEGMENT, ResultModel, Source
from intacct_desktop.ui.results.selection import Block, blocks_of, rows_of
from intacct_desktop.ui.theme import ROW, SMALL_PX, theme, ui_font

_NARROWEST = 64
_WIDEST = 360
_ARROW = 22
_COPY_WINDOW = 1_000


class ResultGrid(QTableView):
    """Shows rows. `order_wished` carries the column whose header was clicked, `selection_totalled` words about the selection."""

    order_wished = Signal(str)
    selection_totalled = Signal(str)
    opened = Signal()
    """The record of the current row is wished for, by Enter or a double click."""
    copied = Signal(int)
    """The number of rows that are on the clipboard now."""
    source_changed = Signal()
    """Other rows are shown, or more of them."""
    column_menu_shown = Signal(object, int)
    """Carries the menu of a column's header before it opens, and the column's position: whoever has something to offer adds it."""
    cell_menu_shown = Signal(object, object)
    """Carries the menu of the cells before it opens, and the index at the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Rows"))
        self.rows = ResultModel(self)
        self.cells = CellDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(ROW)
        lines.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(40)
        header.sectionClicked.connect(lambda section: self.order_wished.emit(self.rows.columns[section].path))
        self.selectionModel().selectionChanged.connect(self._total)
        self.selectionModel().currentChanged.connect(self._total)
        self.doubleClicked.connect(self.opened)
        self._paths: tuple[str, ...] = ()
        self._offered: tuple[QAction, ...] = ()
        theme().changed.connect(self.viewport().update)

    def show_rows(
        self,
        result_set: ResultSet | None,
        first: int = 0,
        count: int = 0,
        order: Sequence[Order] = (),
        at_hand: Sequence[tuple[object, ...]] = (),
    ) -> None:
        """Show ``count`` rows from ``first`` on. The widths that the person chose stay while the columns are the same."""
        self.rows.show_rows(result_set, first, count, order, at_hand)
        self.scrollToTop()
        paths = tuple(column.path for column in self.rows.columns)
        if paths != self._paths:
            self._paths = paths
            self._fit()
        self.selection_totalled.emit("")
        self.source_changed.emit()

    def set_faded(self, faded: bool) -> None:
        """Mark the rows as those of an earlier query."""
        if self.cells.faded != faded:
            self.cells.faded = faded
            self.viewport().update()

    def offer(self, *actions: QAction) -> None:
        """What can be done with the records of the rows, for the menu at the pointer."""
        self._offered = actions

    @property
    def source(self) -> Source | None:
        """Where the rows are read from: places of rows are places in it. It ends when others are shown."""
        return self.rows.source

    def selected_ranges(self) -> list[range]:
        """The rows in which a cell is selected, by their place in the `source`, in order."""
        return rows_of(self.selectionModel().selection(), self.rows.first)

    def selected_blocks(self) -> tuple[Block, ...]:
        """The cells that are selected, hidden columns left out."""
        return blocks_of(self.selectionModel().selection(), self.shown_columns(), self.rows.first)

    def shown_columns(self) -> list[int]:
        """The positions of the columns that are not hidden, in the order of the screen."""
        header = self.horizontalHeader()
        ordered = (header.logicalIndex(place) for place in range(header.count()))
        return [position for position in ordered if not header.isSectionHidden(position)]

    def copy(self, *, headers: bool = False) -> None:
        """Put the selected rows on the clipboard, as text with tabs between the cells."""
        result_set, ranges = self.rows.result_set, self.selected_ranges()
        if result_set is not None and ranges:
            tasks.latest(self, "copy", self._copy(result_set, ranges, self._order_of_columns(), headers), name=self.tr("Copy rows"))

    def copy_cell(self) -> None:
        """Put the current cell on the clipboard."""
        index = self.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(words.copied(self.rows.value(index)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    async def _copy(self, result_set: ResultSet, ranges: Sequence[range], columns: Sequence[int], headers: bool) -> None:
        try:
            text = await tasks.in_thread(_table, result_set, ranges, columns, headers)
        except ResultClosed:
            return  # other rows took the place of these
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(sum(len(span) for span in ranges))

    def _order_of_columns(self) -> list[int]:
        header = self.horizontalHeader()
        return [header.logicalIndex(place) for place in range(header.count())]

    def _offer(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._offered)
        menu.addSeparator()
        for text, slot in (
            (self.tr("Copy rows"), self.copy),
            (self.tr("Copy rows with headers"), lambda: self.copy(headers=True)),
            (self.tr("Copy cell"), self.copy_cell),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, slot=slot: slot())
        self.cell_menu_shown.emit(menu, self.indexAt(place))
        menu.setEnabled(self.selectionModel().hasSelection())
        menu.popup(self.viewport().mapToGlobal(place))

    def _fit(self) -> None:
        """Column widths from the header and the first rows that are at hand, once."""
        strong = QFontMetrics(ui_font(SMALL_PX, strong=True))
        sample = self.rows.loaded_rows(SEGMENT)
        for at, column in enumerate(self.rows.columns):
            header = strong.horizontalAdvance(column.path) + LEFT + RIGHT + _ARROW
            widest = max((self.cells.width(column, row[at], words.shown(row[at])) for row in sample), default=0)
            self.setColumnWidth(at, min(max(header, widest + 4, _NARROWEST), _WIDEST))

    def _total(self, _now: QItemSelection | QModelIndex, _before: QItemSelection | QModelIndex) -> None:
        result_set, ranges = self.rows.result_set, self.selected_ranges()
        count = sum(len(span) for span in ranges)
        position = self._summed_column()
        if result_set is None or count < 2:
            self.selection_totalled.emit("")
        elif position is None:
            self.selection_totalled.emit(self.tr("{count} selected").format(count=words.number(count)))
        else:
            tasks.latest(self, "sum", self._sum(result_set, position, ranges, count), name=self.tr("Sum of the selection"))

    def _summed_column(self) -> int | None:
        """The current column where it has numbers, else the last one that has amounts."""
        columns = self.rows.columns
        current = self.currentIndex().column()
        if 0 <= current < len(columns) and columns[current].is_number:
            return current
        return max((at for at, column in enumerate(columns) if column.is_number), default=None)

    async def _sum(self, result_set: ResultSet, position: int, ranges: Sequence[range], count: int) -> None:
        try:
            total: Decimal | int = await tasks.in_thread(result_set.sum_of, position, ranges)
        except ResultClosed:
            return  # other rows took the place of these
        if self.selected_ranges() != ranges:
            return
        column = self.rows.columns[position]
        several = sum(other.is_number for other in self.rows.columns) > 1
        text = self.tr("{count} selected · sum {sum} of {column}") if several else self.tr("{count} selected · sum {sum}")
        self.selection_totalled.emit(text.format(count=words.number(count), column=column.path, sum=words.amount(total)))


def _table(result_set: ResultSet, ranges: Sequence[range], columns: Sequence[int], headers: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    if headers:
        writer.writerow([result_set.columns[at].path for at in columns])
    for span in ranges:
        for start in range(span.start, span.stop, _COPY_WINDOW):
            for row in result_set.window(start, min(_COPY_WINDOW, span.stop - start)):
                writer.writerow([words.copied(row[at]) for at in columns])
    return text.getvalue()
