"""A short list of values, each on a bar: the most frequent one has the longest."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.statistics import Frequent
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.beside import group_words
from intacct_desktop.ui.theme import ROW, SMALL_PX, Role, number_font, theme, ui_font

_PADDING = 4
_GAP = 12
_Index = QModelIndex | QPersistentModelIndex


class _Values(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.values: tuple[Frequent, ...] = ()
        self.rows = 0

    def show(self, values: tuple[Frequent, ...], rows: int) -> None:
        self.beginResetModel()
        self.values, self.rows = values, rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.values)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        entry = self.values[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.shown(entry.value)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                said = self.tr("{value}: {rows}, {share}")
                return said.format(
                    value=words.shown(entry.value)[:400], rows=words.rows(entry.rows), share=group_words.share(entry.rows, self.rows)
                )
        return None


class ValueBars(QListView):
    """`chosen` carries the value at which Enter or a double click was."""

    chosen = Signal(object)
    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Values(self)
        self.setModel(self._model)
        self.setItemDelegate(_BarDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Most frequent values"))
        self.selectionModel().currentChanged.connect(self.value_changed)
        self.doubleClicked.connect(self._choose)
        theme().changed.connect(self.viewport().update)
        self.show_values((), 0)

    def show_values(self, values: tuple[Frequent, ...], rows: int) -> None:
        """``rows`` are all that there are. As high as what it shows."""
        self._model.show(values, rows)
        self.setFixedHeight(ROW * max(1, len(values)))
        self.value_changed.emit()

    @property
    def entry(self) -> Frequent | None:
        """The value that is selected."""
        index = self.currentIndex()
        return self._model.values[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.entry is not None:
            self.chosen.emit(self.entry.value)


class _BarDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, _Values):
            return
        entry, box = model.values[index.row()], QRect(option.rect)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(box, theme().color(Role.SELECTION if selected else Role.HOVER))
        inner = box.adjusted(_PADDING, 0, -_PADDING, 0)
        figures = number_font(SMALL_PX)
        count = f"{words.number(entry.rows)}   {group_words.share(entry.rows, model.rows)}"
        wide = QFontMetrics(figures).horizontalAdvance(count)
        longest = model.values[0].rows or 1
        bar = QRect(inner.left(), box.bottom() - 4, max(2, inner.width() * entry.rows // longest), 3)
        painter.fillRect(bar, theme().color(Role.ACCENT))
        line = inner.adjusted(0, 0, 0, -4)
        painter.setFont(figures)
        painter.setPen(theme().color(Role.MUTED))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        font = ui_font()
        font.setItalic(entry.value is None or entry.value == "")
        painter.setFont(font)
        painter.setPen(theme().color(_ink(entry.value)))
        text = painter.fontMetrics().elidedText(words.shown(entry.value)[:400], Qt.TextElideMode.ElideRight, line.width() - wide - _GAP)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme().color(Role.FOCUS))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()


def _ink(value: Any) -> Role:
    if value is None or value == "":
        return Role.MUTED
    if isinstance(value, Misfit):
        return Role.WARNING
    return Role.NEGATIVE if isinstance(value, Decimal | int) and value < 0 else Role.TEXT
