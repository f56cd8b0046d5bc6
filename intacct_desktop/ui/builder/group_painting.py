"""How a row of the group view looks: a group's word as a button with its expression beside it, a filter's number before its text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from intacct_desktop.ui.builder.group_rows import GroupRole, GroupRowKind
from intacct_desktop.ui.theme import BODY_PX, ROW, SMALL_PX, Role, mono_font, theme, ui_font

CHIP = 20
"""How high the buttons and the numbers are; the numbers' least width, too."""
_PAD = 8
_GAP = 8

Index = QModelIndex | QPersistentModelIndex


def word_rect(index: Index, row: QRect) -> QRect:
    """Where in its row a group's word is, which can be pressed; nothing for other rows."""
    if index.data(GroupRole.KIND) is not GroupRowKind.GROUP:
        return QRect()
    return _chip(row, _width(index.data(), _strong()) + 2 * _PAD)


class GroupDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row: QRect = option.rect
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        selected = enabled and bool(option.state & QStyle.StateFlag.State_Selected)
        plain, muted = (Role.TEXT, Role.MUTED) if enabled else (Role.DISABLED, Role.DISABLED)
        if selected:
            painter.fillRect(row, theme().color(Role.SELECTION))
        kind = index.data(GroupRole.KIND)
        if kind is GroupRowKind.GROUP:
            word = word_rect(index, row)
            over = enabled and _is_over(option.widget, word)
            _box(painter, word, Role.BASE if selected else Role.SELECTION if over else Role.CHIP, 3)
            _write(painter, word, index.data(), _strong(), Role.ACCENT if over else plain, Qt.AlignmentFlag.AlignCenter)
            _write(painter, _after(word, row), index.data(GroupRole.EXPRESSION), mono_font(), muted)
        elif kind is GroupRowKind.LEFT_OUT:
            _write(painter, row, index.data(), ui_font(SMALL_PX), muted)
        else:
            number, quiet = str(index.data(GroupRole.NUMBER)), index.data(GroupRole.QUIET) or not enabled
            badge = _chip(row, max(CHIP, _width(number, _strong()) + _PAD))
            _box(painter, badge, Role.BASE if selected else Role.CHIP if quiet else Role.SELECTION, CHIP / 2)
            _write(painter, badge, number, _strong(), muted if quiet else Role.ACCENT, Qt.AlignmentFlag.AlignCenter)
            _write(painter, _after(badge, row), index.data(), ui_font(BODY_PX), muted if quiet else plain)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme().color(Role.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.toRectF().adjusted(-2.5, 0.5, -0.5, -0.5), 3, 3)
        painter.restore()


def _strong() -> QFont:
    return ui_font(SMALL_PX, strong=True)


def _width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


def _chip(row: QRect, width: int) -> QRect:
    return QRect(row.left(), row.top() + (row.height() - CHIP) // 2, width, CHIP)


def _after(chip: QRect, row: QRect) -> QRect:
    return row.adjusted(chip.right() + 1 - row.left() + _GAP, 0, -4, 0)


def _is_over(widget: QWidget | None, place: QRect) -> bool:
    viewport = getattr(widget, "viewport", lambda: None)()
    return viewport is not None and viewport.underMouse() and place.contains(viewport.mapFromGlobal(viewport.cursor().pos()))


def _box(painter: QPainter, box: QRect, role: Role, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(role))
    painter.drawRoundedRect(box, radius, radius)


def _write(
    painter: QPainter, box: QRect, text: str, font: QFont, role: Role, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    painter.setFont(font)
    painter.setPen(theme().color(role))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, alignment | Qt.AlignmentFlag.AlignVCenter, shown)
