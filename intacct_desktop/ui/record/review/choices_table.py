"""Mine or theirs, field by field: a table in which one of the two is chosen in each row."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QIconEngine, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from intacct_desktop.api.records.conflicts import Conflict
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.ui.record.review.changes_table import value_words
from intacct_desktop.ui.theme import ROW, Role, mono_font, theme, ui_font

_Index: TypeAlias = QModelIndex | QPersistentModelIndex
FIELD, BASE, MINE, THEIRS = range(4)
_WRAPPED = 200  # rows up to which long values take several lines
_MOST_LINES = 5
_SEEN = 12  # rows that are seen at once
_SIGN = 16  # pixels


class ChoicesModel(QAbstractTableModel):
    """`theirs` are the rows in which theirs is chosen. Where mine has nowhere to go there is no choice."""

    def __init__(self, conflicts: Sequence[Conflict], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.conflicts = tuple(conflicts)
        self.theirs = {row for row, conflict in enumerate(self.conflicts) if conflict.lost}
        self._heads = (self.tr("Field"), self.tr("Before"), self.tr("Yours"), self.tr("Theirs"))
        self._signs = {chosen: QIcon(_Sign(chosen=chosen)) for chosen in (False, True)}

    def choose(self, row: int, *, theirs: bool) -> None:
        """Take one side of a field."""
        if theirs or self.conflicts[row].lost:
            self.theirs.add(row)
        else:
            self.theirs.discard(row)
        self.dataChanged.emit(self.index(row, FIELD), self.index(row, THEIRS))

    def is_chosen(self, row: int, column: int) -> bool:
        return column == (THEIRS if row in self.theirs else MINE)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.conflicts)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        shows = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return self._heads[section] if shows else None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case Qt.ItemDataRole.DecorationRole if column in (MINE, THEIRS):
                return None if self.conflicts[row].lost and column == MINE else self._signs[self.is_chosen(row, column)]
            case Qt.ItemDataRole.FontRole:
                return self._font(row, column)
            case Qt.ItemDataRole.ForegroundRole if column != FIELD:
                return None if self.is_chosen(row, column) else theme().color(Role.MUTED)
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        conflict = self.conflicts[row]
        if column == FIELD:
            return conflict.path
        value = _value(conflict, column)
        if not is_empty(value):
            return value_words(conflict.entry, value)
        if conflict.lost and column == THEIRS:
            return self.tr("the line is gone")
        is_item = conflict.entry is None and column != BASE
        return self.tr("removed") if is_item else "null"

    def _spoken(self, row: int, column: int) -> str:
        text = self.text(row, column)
        if column not in (MINE, THEIRS):
            return text
        return self.tr("{value}, chosen").format(value=text) if self.is_chosen(row, column) else text

    def _font(self, row: int, column: int) -> QFont:
        if column == FIELD:
            return mono_font()
        font = ui_font()
        font.setItalic(is_empty(_value(self.conflicts[row], column)))
        font.setStrikeOut(column == MINE and self.conflicts[row].lost)
        return font


class ChoicesTable(QTableView):
    """A click or Space on a side takes it; Space on the field's name takes the other one."""

    def __init__(self, conflicts: Sequence[Conflict], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ChoicesModel(conflicts, self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Fields that were changed on both sides"))
        self.setAccessibleDescription(self.tr("Space on Yours or Theirs takes that side."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(_SIGN, _SIGN))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_WRAPPED)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIELD, QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(260)
        self.clicked.connect(self._take)
        if conflicts:
            self.setCurrentIndex(self.rows.index(0, MINE))

    @property
    def theirs(self) -> frozenset[int]:
        """The rows in which theirs is chosen."""
        return frozenset(self.rows.theirs)

    def choose(self, row: int, *, theirs: bool) -> None:
        """Take one side of a field."""
        self.rows.choose(row, theirs=theirs)

    def choose_all(self, *, theirs: bool) -> None:
        """Take the same side of every field."""
        for row in range(self.rows.rowCount()):
            self.rows.choose(row, theirs=theirs)

    def sizeHint(self) -> QSize:
        """As high as its rows, up to some."""
        rows = min(self.verticalHeader().length(), _SEEN * ROW)
        return QSize(super().sizeHint().width(), self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), 5 * ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and current.isValid():
            if current.column() in (MINE, THEIRS):
                self._take(current)
            else:
                self.choose(current.row(), theirs=current.row() not in self.theirs)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self.rows.rowCount() <= _WRAPPED:
            self.verticalHeader().setMaximumSectionSize(_MOST_LINES * ROW)
            self.resizeRowsToContents()
            self.updateGeometry()

    def _take(self, index: QModelIndex) -> None:
        if index.column() in (MINE, THEIRS):
            self.choose(index.row(), theirs=index.column() == THEIRS)


class _Sign(QIconEngine):
    """A radio button's circle, in the palette's colours."""

    def __init__(self, *, chosen: bool) -> None:
        super().__init__()
        self._chosen = chosen

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRect(QPoint(0, 0), QSize(12, 12))
        circle.moveCenter(rect.center())
        painter.setPen(QPen(theme().color(Role.ACCENT if self._chosen else Role.MUTED), 1.4))
        painter.drawEllipse(circle)
        if self._chosen:
            painter.setBrush(theme().color(Role.ACCENT))
            painter.drawEllipse(circle.adjusted(3, 3, -3, -3))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Sign(chosen=self._chosen)


def _value(conflict: Conflict, column: int) -> Any:
    return {BASE: conflict.base, MINE: conflict.mine, THEIRS: conflict.theirs}[column]
