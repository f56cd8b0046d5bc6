"""The table over a `ResultModel`: how cells are drawn, selected, copied and summed, and where the keyboard leads."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from intacct_desktop.api.query import Order
from intacct_desktop.results.clipboard import CopyFormat, Excerpt
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Interrupted, Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.grid import selection_total
from intacct_desktop.ui.results.grid.copying import Copying
from intacct_desktop.ui.results.grid.delegate import CellDelegate, Lane, Marks, Stack
from intacct_desktop.ui.results.grid.frozen import FrozenColumns
from intacct_desktop.ui.results.grid.grid_columns import GridColumns
from intacct_desktop.ui.results.grid.header import GridHeader
from intacct_desktop.ui.results.grid.model import ResultModel, Source
from intacct_desktop.ui.results.grid.selection import Block, blocks_of, merged, rows_of
from intacct_desktop.ui.theme import ROW, theme
from intacct_desktop.workspace.grid_layouts import GridLayout

COMPACT_ROW = 22
_SELECT = QItemSelectionModel.SelectionFlag


class ResultGrid(QTableView):
    """Shows rows. `selection_totalled` carries words about the selection."""

    sort_wished = Signal(int, bool)
    """By the column at this position; True for a further key."""
    selection_totalled = Signal(str)
    opened = Signal()
    """The record of the current row is wished for, by Enter or a double click."""
    copied = Signal(int)
    """The number of rows that are on the clipboard now."""
    source_changed = Signal()
    """Other rows are shown, or more of them."""
    column_menu_wished = Signal(int, QPoint)
    column_menu_shown = Signal(object, int)
    """Carries the menu of a column's header before it opens, and the column's position: whoever has something to offer adds it."""
    cell_menu_shown = Signal(object, object)
    """Carries the menu of the cells before it opens, and the index at the pointer."""
    key_wished = Signal(object)
    """A key of searching was pressed here: one of ``QKeySequence.StandardKey``."""
    geometry_changed = Signal()
    """Columns stand elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Rows"))
        self.rows = ResultModel(self)
        self.cells = CellDelegate(self)
        self.copying = Copying(self)
        self._offered: tuple[QAction, ...] = ()
        self._selected: list[tuple[int, int, int, int]] = []
        header = GridHeader(self)
        self.frozen = FrozenColumns(self, header, self._paint)
        self.columns = GridColumns(self.rows, header, self.frozen, self.cells, self)
        self.setHorizontalHeader(header)
        self.setModel(self.rows)
        # To draw a section Qt asks whether its whole column is selected, row by row: a second for a million. This one knows of none.
        header.setSelectionModel(QItemSelectionModel(self.rows, header))
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSortingEnabled(True)  # or Qt selects a column at a click on its header
        header.setSortIndicatorShown(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(COMPACT_ROW)
        lines.setDefaultSectionSize(ROW)
        for each in (header, self.frozen.header):
            each.sort_wished.connect(self.sort_wished)
            each.selection_wished.connect(self.select_column)
            each.menu_wished.connect(self.column_menu_wished)
        self.frozen.header.sectionHandleDoubleClicked.connect(lambda position: self.columns.fit([position], self.top_row))
        header.sectionResized.connect(self.geometry_changed)
        header.sectionMoved.connect(self.geometry_changed)
        self.columns.changed.connect(self.geometry_changed)
        self.horizontalScrollBar().valueChanged.connect(self.geometry_changed)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.selectionModel().selectionChanged.connect(self._select)
        self.selectionModel().currentChanged.connect(self._select)
        self.rows.dataChanged.connect(self.frozen.update)
        self.doubleClicked.connect(self.opened)
        self.copying.copied.connect(self.copied)
        theme().changed.connect(self.viewport().update)

    # what it shows

    def show_rows(
        self,
        result_set: ResultSet | None,
        first: int = 0,
        count: int = 0,
        order: Sequence[Order] = (),
        at_hand: Sequence[tuple[object, ...]] = (),
        layout: GridLayout | None = None,
    ) -> None:
        """Show ``count`` rows from ``first`` on. The columns stay as the person arranged them while they are the same."""
        self.rows.show_rows(result_set, first, count, order, at_hand)
        self.scrollToTop()
        self._arrived(layout)

    def show_arranged(
        self, rows: Rows, result_set: ResultSet, segments: dict[int, list[tuple[object, ...]]], layout: GridLayout | None = None
    ) -> None:
        """Show the rows as they are arranged."""
        self.rows.show_arranged(rows, result_set, segments)
        self.scrollToTop()
        self._arrived(layout)

    def extend(self, source: Source, count: int) -> None:
        """More rows follow: what is selected, scrolled to and chosen stays."""
        self.rows.extend(source, count)
        self.source_changed.emit()

    def go_to(self, row: int, position: int) -> None:
        """Make a cell the current one, and the only one selected, where one sees it."""
        index = self.rows.index(row, position)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def set_faded(self, faded: bool) -> None:
        """Mark the rows as those of an earlier query."""
        if self.cells.faded != faded:
            self.cells.faded = faded
            self.viewport().update()
            self.frozen.update()

    def set_compact(self, compact: bool) -> None:
        self.verticalHeader().setDefaultSectionSize(COMPACT_ROW if compact else ROW)
        self.viewport().update()

    @property
    def is_compact(self) -> bool:
        return self.verticalHeader().defaultSectionSize() == COMPACT_ROW

    @property
    def top_row(self) -> int:
        """The first row on the screen."""
        return max(0, self.rowAt(0))

    @property
    def source(self) -> Source | None:
        """Where the rows are read from: places of rows are places in it. It ends when others are shown."""
        return self.rows.source

    def shown_columns(self) -> list[int]:
        """The positions of the columns that are not hidden, in the order of the screen."""
        return self.columns.shown()

    def lanes(self) -> list[Lane]:
        """Where the columns stand that one sees, those that are frozen last, over the others."""
        header, right = self.horizontalHeader(), self.viewport().width()
        frozen = self.frozen.lanes()
        left, still = self.frozen.right, {lane.position for lane in frozen}
        found = []
        place = max(0, header.visualIndexAt(left))
        while place < header.count():
            position = header.logicalIndex(place)
            x = header.sectionViewportPosition(position)
            if x >= right:
                break
            if not header.isSectionHidden(position) and position not in still:
                found.append(Lane(position, x, header.sectionSize(position)))
            place += 1
        return found + frozen

    # selecting

    def selected_ranges(self) -> list[range]:
        """The rows in which a cell is selected, by their place in the `source`, in order."""
        return rows_of(self.selectionModel().selection(), self.rows.first)

    def selected_blocks(self) -> tuple[Block, ...]:
        """The cells that are selected, hidden columns left out."""
        return blocks_of(self.selectionModel().selection(), self.shown_columns(), self.rows.first)

    def select_column(self, position: int, further: bool = False) -> None:
        """Select all cells of a column; ``further`` adds them to what is selected."""
        flags = (_SELECT.Select if further else _SELECT.ClearAndSelect) | _SELECT.Columns
        index = self.rows.index(self.top_row, position)
        self.selectionModel().setCurrentIndex(index, _SELECT.NoUpdate)
        self.selectionModel().select(index, flags)
        self.setFocus()

    def select_rows(self) -> None:
        """Select the whole rows in which a cell is selected."""
        selection = self.selectionModel().selection()
        self.selectionModel().select(selection, _SELECT.ClearAndSelect | _SELECT.Rows)

    def select_columns(self) -> None:
        """Select the whole columns in which a cell is selected."""
        selection = self.selectionModel().selection()
        self.selectionModel().select(selection, _SELECT.ClearAndSelect | _SELECT.Columns)

    def is_whole_row_selected(self) -> bool:
        """Whether what is selected is the current row, from its first column to its last."""
        [*blocks], current = self.selected_blocks(), self.currentIndex().row() + self.rows.first
        return (
            len(blocks) == 1 and blocks[0].rows == range(current, current + 1) and len(blocks[0].columns) == len(self.shown_columns()) > 1
        )

    # copying

    def offer(self, *actions: QAction) -> None:
        """What can be done with the records of the rows, for the menu at the pointer."""
        self._offered = actions

    def excerpt(self) -> Excerpt | None:
        """The cells to be copied: of the rows and of the columns in which some are selected."""
        source, blocks = self.source, self.selected_blocks()
        if source is None or not blocks:
            return None
        chosen = {position for block in blocks for position in block.columns}
        columns = tuple(position for position in self.shown_columns() if position in chosen)
        return Excerpt(source, merged(block.rows for block in blocks), columns)

    def copy(self, form: CopyFormat = CopyFormat.CELLS, *, headers: bool = False) -> None:
        """Put the selected cells on the clipboard."""
        excerpt = self.excerpt()
        if excerpt is not None:
            self.copying.start(excerpt, CopyFormat.WITH_HEADERS if headers else form)

    def copy_cell(self) -> None:
        """Put the current cell on the clipboard."""
        index = self.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(words.copied(self.rows.value(index)))

    # keys, mouse and the menu

    def event(self, event: QEvent) -> bool:
        """While the focus is here, the shortcuts of searching are the grid's."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _search_key(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (key := _search_key(event)) is not None:
            self.key_wished.emit(key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Down and modifiers == Qt.KeyboardModifier.AltModifier:
            rect = self.cell_rect(self.currentIndex())
            self.column_menu_wished.emit(self.currentIndex().column(), self.viewport().mapToGlobal(rect.bottomLeft()))
        elif event.key() == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.select_rows()
        elif event.key() == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.select_columns()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.index_at(self.viewport().mapFromGlobal(event.globalPos()))
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:  # Qt names a point below the cell
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.cell_rect(index).bottomLeft())
        self._offer(place, index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(self._plain(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._plain(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._plain(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._plain(event))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and event.pos().x() < self.frozen.right:
            return super().viewportEvent(QHelpEvent(event.type(), self.frozen.plain(event.pos()), event.globalPos()))
        return super().viewportEvent(event)

    def index_at(self, place: QPoint) -> QModelIndex:
        """The cell that one sees at a point of the viewport."""
        return self.indexAt(self.frozen.plain(place))

    def cell_rect(self, index: QModelIndex) -> QRect:
        """Where one sees a cell."""
        rect = self.visualRect(index)
        for lane in self.frozen.lanes():
            if lane.position == index.column():
                rect.moveLeft(lane.x)
        return rect

    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        bar, left = self.horizontalScrollBar(), self.frozen.right
        before = bar.value()
        super().scrollTo(index, hint)
        if left and index.column() in self.frozen.positions:
            bar.setValue(before)
        elif left and (covered := left - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - covered)

    def sizeHintForColumn(self, column: int) -> int:
        """For a double click on a column's border: from the rows on the screen, never from the whole column."""
        return self.columns.wished(column, self.top_row)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        still = set(self.frozen.positions)
        self._paint(painter, event.rect(), [lane for lane in self.lanes() if lane.position not in still])
        painter.end()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.frozen.arrange()
        self.geometry_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.arrange()
        self._look()

    def _paint(self, painter: QPainter, rect: QRect, lanes: Sequence[Lane]) -> None:
        lanes = [lane for lane in lanes if lane.x <= rect.right() and lane.x + lane.width > rect.left()]
        first = self.rowAt(rect.top())
        if first < 0 or not lanes:
            return
        last = self.rowAt(rect.bottom())
        rows = range(first, (last if last >= 0 else self.rows.rowCount() - 1) + 1)
        height, y = self.verticalHeader().defaultSectionSize(), self.rowViewportPosition(first)
        current = self.currentIndex()
        picked = [span for span in self._selected if span[0] < rows.stop and span[1] >= rows.start]
        marks = Marks(picked, (current.row(), current.column()), self.hasFocus())
        self.cells.paint_cells(painter, self.rows, Stack(rows, y, height), lanes, marks)

    # inside

    def _arrived(self, layout: GridLayout | None) -> None:
        self._selected = []
        if not self.columns.take_up(layout):
            self.columns.make_room({lane.position: self.columns.wished(lane.position, 0) for lane in self.lanes()})
        self.selection_totalled.emit("")
        self.source_changed.emit()
        self.geometry_changed.emit()

    def _look(self) -> None:
        bottom = self.rowAt(self.viewport().height() - 1)
        self.rows.look_at(self.top_row, bottom if bottom >= 0 else self.rows.rowCount() - 1)
        self.frozen.update()

    def _select(self) -> None:
        spans = self.selectionModel().selection().toList()
        self._selected = [(span.top(), span.bottom(), span.left(), span.right()) for span in spans]
        self.viewport().update()
        self.frozen.update()
        self._total()

    def _total(self) -> None:
        source, blocks = self.source, self.selected_blocks()
        said = selection_total.counted(blocks, len(self.shown_columns()))
        position = selection_total.summed_column(blocks, self.rows.columns, self.currentIndex().column())
        if source is None or not said.words:
            self.selection_totalled.emit("")
        elif position is None or said.rows < 2:
            self.selection_totalled.emit(said.words)
        else:
            tasks.latest(self, "sum", self._sum(source, position, blocks, said), name=self.tr("Sum of the selection"))

    async def _sum(self, source: Source, position: int, blocks: tuple[Block, ...], said: selection_total.Counted) -> None:
        try:
            total, average = await tasks.in_thread(selection_total.sum_and_average, source, position, blocks)
        except (ResultClosed, Interrupted):
            return  # other rows took the place of these
        if source is self.source and self.selected_blocks() == blocks:
            several = selection_total.several_numbers(blocks, self.rows.columns)
            column = self.rows.columns[position].path if several else ""
            self.selection_totalled.emit(selection_total.total_words(said, total, average, column))

    def _offer(self, place: QPoint, index: QModelIndex) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._offered)
        menu.addSeparator()
        for text, slot in (
            (self.tr("Copy"), self.copy),
            (self.tr("Copy with headers"), lambda: self.copy(headers=True)),
            (self.tr("Copy cell"), self.copy_cell),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, slot=slot: slot())
        self.cell_menu_shown.emit(menu, index)
        menu.setEnabled(self.selectionModel().hasSelection())
        menu.popup(place)

    def _plain(self, event: QMouseEvent) -> QMouseEvent:
        """The event as it would be if nothing were frozen."""
        place = event.position().toPoint()
        plain = self.frozen.plain(place)
        if plain == place:
            return event
        moved = event.position() + (plain - place).toPointF()
        return QMouseEvent(
            event.type(), moved, event.scenePosition(), event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )


def _search_key(event: QKeyEvent) -> QKeySequence.StandardKey | None:
    keys = (QKeySequence.StandardKey.Find, QKeySequence.StandardKey.FindNext, QKeySequence.StandardKey.FindPrevious)
    return next((key for key in keys if event.matches(key)), None)
