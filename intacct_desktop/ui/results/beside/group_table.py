"""The groups as a table on the screen: sorted by a click on a header, with the total of all rows below."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from intacct_desktop.results.clipboard import Excerpt
from intacct_desktop.results.groups_table import GroupsTable
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.results.grid.selection import rows_of
from intacct_desktop.ui.theme import ROW, SMALL_PX, Role, hairline, number_font, theme, ui_font

_NARROWEST, _WIDEST = 72, 260
_SAMPLE = 200
_PADDING = 24
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class GroupModel(QAbstractTableModel):
    """Shows the lines of a `GroupsTable`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: GroupsTable | None = None
        self._sorted: tuple[int, bool] | None = None

    def show_table(self, table: GroupsTable | None) -> None:
        """In the order that the person chose last, where its column is still the same."""
        before = self.table
        self.beginResetModel()
        self.table = table
        if table is not None and self._sorted is not None:
            if before is not None and [column.path for column in before.columns] == [column.path for column in table.columns]:
                self.table = table.ordered(self._sorted[0], descending=self._sorted[1])
            else:
                self._sorted = None
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self.table is None or not 0 <= column < len(self.table.columns):
            return
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        self.beginResetModel()
        self.table = self.table.ordered(column, descending=self._sorted[1])
        self.endResetModel()

    def value(self, index: _Index) -> Any:
        table = self.table
        return None if table is None or not index.isValid() else table.lines[index.row()][index.column()]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.table is None else self.table.count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        table = self.table
        if orientation is not Qt.Orientation.Horizontal or table is None or not 0 <= section < len(table.columns):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return group_words.heading(table, section)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if table.columns[section].is_number else _LEFT
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        table = self.table
        if table is None or not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(table, index)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if table.columns[index.column()].is_number else _LEFT
            case Qt.ItemDataRole.FontRole:
                return self._font(index)
            case Qt.ItemDataRole.ForegroundRole:
                return theme().color(_ink(self.value(index)))
        return None

    def _text(self, table: GroupsTable, index: _Index) -> str:
        at, value = index.column(), self.value(index)
        if value is None and at >= len(table.keys):
            return ""  # no row of the group has a number
        return group_words.shown(value, table.keys[at].part if at < len(table.keys) else None)

    def _font(self, index: _Index) -> QFont:
        number = self.table is not None and self.table.columns[index.column()].is_number
        font = number_font() if number else ui_font()
        font.setItalic(self.value(index) in (None, ""))
        return font


class TotalModel(GroupModel):
    """One line: the number of all rows, and their sums."""

    def value(self, index: _Index) -> Any:
        return self.table.total[index.column()] if self.table is not None and index.isValid() else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or self.table is None else 1

    def _text(self, table: GroupsTable, index: _Index) -> str:
        if index.column() < len(table.keys):
            return self.tr("Total") if index.column() == 0 else ""
        return super()._text(table, index)

    def _font(self, index: _Index) -> QFont:
        font = super()._font(index)
        font.setItalic(False)
        font.setWeight(QFont.Weight.DemiBold)
        return font


class GroupGrid(QTableView):
    """`only_wished` carries the line whose rows are to be shown alone, by Enter or a double click."""

    only_wished = Signal(tuple)
    copy_wished = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = GroupModel(self)
        self.setModel(self.groups)
        self.setAccessibleName(self.tr("Groups"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setAccessibleName(self.tr("Columns of the groups"))
        header.setStretchLastSection(True)
        header.sortIndicatorChanged.connect(self._sort)
        self.doubleClicked.connect(self._choose)
        theme().changed.connect(self.viewport().update)
        self._headings: tuple[str, ...] = ()

    def show_table(self, table: GroupsTable | None) -> None:
        headings = tuple(column.path for column in table.columns) if table is not None else ()
        if headings != self._headings:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.groups.show_table(table)
        if headings != self._headings:
            self._headings = headings
            self._fit()

    def excerpt(self) -> Excerpt | None:
        """The selected lines, all where none or one is; the total is never among them, so that a sum of it all is right."""
        table = self.groups.table
        if table is None:
            return None
        chosen = tuple(rows_of(self.selectionModel().selection()))
        if sum(len(span) for span in chosen) < 2:
            chosen = (range(table.count),)
        return Excerpt(table, chosen, tuple(range(len(table.columns))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wished.emit(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        index, table = self.currentIndex(), self.groups.table
        if table is not None and index.isValid():
            self.only_wished.emit(table.lines[index.row()])

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.groups.sort(column, order)

    def _fit(self) -> None:
        table = self.groups.table
        if table is None:
            return
        strong, figures = QFontMetrics(ui_font(SMALL_PX, strong=True)), QFontMetrics(number_font())
        for at in range(len(table.columns)):
            part = table.keys[at].part if at < len(table.keys) else None
            texts = [group_words.shown(line[at], part) for line in (*table.lines[:_SAMPLE], table.total)]
            widest = max((figures.horizontalAdvance(text[:60]) for text in texts), default=0)
            header = strong.horizontalAdvance(group_words.heading(table, at)) + 16
            self.setColumnWidth(at, min(max(widest, header, _NARROWEST) + _PADDING, _WIDEST))


class GroupLines(QWidget):
    """The groups with the total of all rows below them, in sight wherever one scrolls to."""

    def __init__(self, grid: GroupGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self.totals = QTableView(self)
        self._model = TotalModel(self)
        self.totals.setModel(self._model)
        self.totals.setAccessibleName(self.tr("Total of the groups"))
        self.totals.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.totals.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.totals.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.totals.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.totals.setShowGrid(False)
        self.totals.setWordWrap(False)
        self.totals.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.totals.verticalHeader().hide()
        self.totals.verticalHeader().setDefaultSectionSize(ROW)
        self.totals.horizontalHeader().hide()
        self.totals.horizontalHeader().setStretchLastSection(True)
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grid.horizontalHeader().sectionResized.connect(self._resize)
        self.totals.horizontalScrollBar().valueChanged.connect(grid.horizontalScrollBar().setValue)
        grid.horizontalScrollBar().valueChanged.connect(self.totals.horizontalScrollBar().setValue)
        grid.groups.modelReset.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(grid, 1)
        column.addWidget(hairline(parent=self))
        column.addWidget(self.totals)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _follow(self) -> None:
        self._model.show_table(self._grid.groups.table)
        for section in range(self._model.columnCount()):
            self.totals.setColumnWidth(section, self._grid.columnWidth(section))
        self._fit()

    def _resize(self, section: int, _before: int, now: int) -> None:
        self.totals.setColumnWidth(section, now)
        self._fit()

    def _fit(self) -> None:
        """The bar that scrolls both stands below the total, where it is needed."""
        bar = self.totals.horizontalScrollBar()
        wide = self._grid.horizontalHeader().length() > self.totals.width()
        self.totals.setFixedHeight(ROW + (bar.sizeHint().height() if wide else 0))


def _ink(value: Any) -> Role:
    if value is None or value == "":
        return Role.MUTED
    if isinstance(value, Misfit):
        return Role.WARNING
    return Role.NEGATIVE if isinstance(value, Decimal | int) and value < 0 else Role.TEXT
