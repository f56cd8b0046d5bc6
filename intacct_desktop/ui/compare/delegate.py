"""How a compared cell is drawn: a sign in its colour, and where a value changed the old one → the new one, each in its colour."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from intacct_desktop.results.comparing import Change, ComparedColumn, ComparedRow
from intacct_desktop.ui.compare import words
from intacct_desktop.ui.compare.model import SIGNS, CompareModel
from intacct_desktop.ui.results import words as result_words
from intacct_desktop.ui.results.grid.delegate import LEFT, RIGHT
from intacct_desktop.ui.theme import Role, number_font, theme, ui_font

_MARGIN = 3  # between the ground of a changed cell and its edge


class CompareDelegate(QStyledItemDelegate):
    """Draws the cells of a `CompareModel`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._font = ui_font()
        self._numbers = number_font()
        self._strong = ui_font(strong=True)
        self._slanted = QFont(self._font)
        self._slanted.setItalic(True)

    def width(self, column: ComparedColumn, row: ComparedRow, at: int) -> int:
        """The pixels that a cell would like to have, its padding included."""
        return sum(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in self._parts(column, row, at)) + LEFT + RIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        model = index.model()
        if not isinstance(model, CompareModel):
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        row, at = model.row(index.row()), index.column() - SIGNS
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(cell.rect, theme().color(Role.SELECTION))
        if row is None:
            painter.setPen(theme().color(Role.MUTED))
            painter.drawText(cell.rect.adjusted(LEFT, 0, -RIGHT, 0), int(Qt.AlignmentFlag.AlignVCenter), index.data())
        elif at < 0:
            painter.setFont(self._strong)
            painter.setPen(theme().color(words.INK[row.change]))
            painter.drawText(cell.rect, int(Qt.AlignmentFlag.AlignCenter), words.SIGN[row.change])
        else:
            self._cell(painter, cell.rect, model.columns[at], row, at, selected)
        if cell.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color(Role.FOCUS))
            painter.drawRect(cell.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, column: ComparedColumn, row: ComparedRow, at: int, selected: bool) -> None:
        if at in row.changed and not selected:
            painter.fillRect(rect.adjusted(1, _MARGIN, -1, -_MARGIN), theme().color(Role.CHIP))
        box = rect.adjusted(LEFT, 0, -RIGHT, 0)
        parts = self._fitted(self._parts(column, row, at), box.width())
        total = sum(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in parts)
        left = box.right() + 1 - total if column.shown.is_number else box.left()
        for text, font, ink in parts:
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(ink)
            place = QRect(left, box.top(), width + 1, box.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), text)
            left += width

    def _parts(self, column: ComparedColumn, row: ComparedRow, at: int) -> list[tuple[str, QFont, QColor]]:
        if at in row.changed and row.before is not None and row.after is not None:
            before, after = row.before[at], row.after[at]
            return [
                (result_words.shown(before), self._cell_font(column, before), theme().color(Role.NEGATIVE)),
                (words.ARROW, self._font, theme().color(Role.MUTED)),
                (result_words.shown(after), self._cell_font(column, after), theme().color(Role.SUCCESS)),
            ]
        if words.is_absent(column, row):
            return []
        value = words.value(row, at)
        ink = words.INK[row.change] if row.change in (Change.ADDED, Change.REMOVED) else Role.TEXT
        return [(result_words.shown(value), self._cell_font(column, value), theme().color(Role.MUTED if value in (None, "") else ink))]

    def _cell_font(self, column: ComparedColumn, value: Any) -> QFont:
        if value is None or value == "":
            return self._slanted
        return self._numbers if column.shown.is_number else self._font

    def _fitted(self, parts: list[tuple[str, QFont, QColor]], width: int) -> list[tuple[str, QFont, QColor]]:
        """Where there is no room for all, the old value and the new one give way: a short one not at all, two long ones alike."""
        widths = [QFontMetrics(font).horizontalAdvance(text) for text, font, _ in parts]
        if sum(widths) <= width or not parts:
            return parts
        left = width - (widths[1] if len(parts) > 1 else 0)
        shorter = min(widths[0], widths[-1])
        share = left if len(parts) == 1 else max(left - shorter, left // 2)
        return [
            (text if text == words.ARROW else QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, share), font, ink)
            for text, font, ink in parts
        ]
