"""How a value is drawn: amounts with figures of one width, negatives in their colour, null and empty muted, enumerations as chips."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.ui.results.model import ABSENT, ResultModel
from intacct_desktop.ui.theme import SMALL_PX, Role, number_font, theme, ui_font

LEFT, RIGHT = 11, 9  # in line with the words of the header
_CHIP_PADDING = 8
_CHIP_MARGIN = 4


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `ResultModel`. ``faded`` rows are those of an earlier query."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.faded = False
        self._font = ui_font()
        self._numbers = number_font()
        self._small = ui_font(SMALL_PX)
        self._slanted = QFont(self._font)
        self._slanted.setItalic(True)

    def width(self, column: Column, value: Any, text: str) -> int:
        """The pixels that a cell would like to have, its padding included."""
        if _is_chip(column, value):
            return QFontMetrics(self._small).horizontalAdvance(text) + LEFT + RIGHT + 2 * _CHIP_PADDING
        return QFontMetrics(self._cell_font(column, value)).horizontalAdvance(text) + LEFT + RIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        if not isinstance(model, ResultModel):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        column = model.columns[index.column()]
        value, text = model.value(index), index.data(Qt.ItemDataRole.DisplayRole)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        box = cell.rect.adjusted(LEFT, 0, -RIGHT, 0)
        painter.save()
        if selected:
            painter.fillRect(cell.rect, theme().color(Role.SELECTION))
        if _is_chip(column, value):
            self._chip(painter, box, text, selected)
        else:
            painter.setFont(self._cell_font(column, value))
            painter.setPen(self._ink(value))
            _write(painter, box, text, Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft)
        if cell.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color(Role.FOCUS))
            painter.drawRect(cell.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _cell_font(self, column: Column, value: Any) -> QFont:
        if value is None or value == "":
            return self._slanted
        return self._numbers if column.is_number else self._font

    def _ink(self, value: Any) -> QColor:
        if self.faded or value is None or value is ABSENT or value == "":
            return theme().color(Role.MUTED)
        if isinstance(value, Misfit):
            return theme().color(Role.WARNING)
        if isinstance(value, Decimal | int) and value < 0:
            return theme().color(Role.NEGATIVE)
        return theme().color(Role.TEXT)

    def _chip(self, painter: QPainter, box: QRect, text: str, selected: bool) -> None:
        width = min(QFontMetrics(self._small).horizontalAdvance(text) + 2 * _CHIP_PADDING, box.width())
        chip = QRect(box.left(), box.top() + _CHIP_MARGIN, width, box.height() - 2 * _CHIP_MARGIN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(Role.BASE if selected else Role.CHIP))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setFont(self._small)
        painter.setPen(theme().color(Role.MUTED if self.faded else Role.TEXT))
        _write(painter, chip.adjusted(_CHIP_PADDING, 0, -_CHIP_PADDING, 0), text, Qt.AlignmentFlag.AlignLeft)


def _is_chip(column: Column, value: Any) -> bool:
    return column.kind is ValueKind.ENUM and isinstance(value, str) and value != "" and not isinstance(value, Misfit)


def _write(painter: QPainter, box: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), fitted)
