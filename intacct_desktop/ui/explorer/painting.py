"""Rows with the match marked: the part of a name that was typed is drawn in the accent, semibold."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from intacct_desktop.ui.explorer.matching import spans
from intacct_desktop.ui.theme import Role, theme, ui_font

_HEADER_PADDING = 11


def strong_font(font: QFont) -> QFont:
    """``font`` as matches are drawn."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def width(text: str, font: QFont, words: tuple[str, ...]) -> int:
    """Pixels that `draw` needs for the whole of ``text``."""
    return QFontMetrics(font).horizontalAdvance(text) + _wider(text, font, spans(text, words)) + 2  # widths are rounded


def _wider(text: str, font: QFont, marks: Sequence[tuple[int, int]]) -> int:
    plain, bold = QFontMetrics(font), QFontMetrics(strong_font(font))
    return sum(bold.horizontalAdvance(text[start:end]) - plain.horizontalAdvance(text[start:end]) + 2 for start, end in marks)


def draw(painter: QPainter, box: QRect, text: str, font: QFont, colour: QColor, words: tuple[str, ...], *, right: bool = False) -> None:
    """One line of text in ``box``, elided at its end, the matches of ``words`` marked; all fonts on the interface font's base line."""
    strong = strong_font(font)
    plain, bold = QFontMetrics(font), QFontMetrics(strong)
    marks = spans(text, words)
    shown = plain.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width() - _wider(text, font, marks)))
    kept = len(text) if shown == text else max(0, len(shown) - 1)  # the last character of an elided text is the ellipsis
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in marks:
        if start < kept:
            pieces += [(shown[at:start], False), (shown[start : min(end, kept)], True)]
            at = min(end, kept)
    pieces.append((shown[at:], False))
    pieces = [piece for piece in pieces if piece[0]]
    widths = [(bold if marked else plain).horizontalAdvance(piece) for piece, marked in pieces]
    line = QFontMetrics(ui_font())
    pen = QPoint(box.right() + 1 - sum(widths) if right else box.left(), box.top() + (box.height() + line.ascent() - line.descent()) // 2)
    painter.save()
    painter.setClipRect(box)
    for (piece, marked), advance in zip(pieces, widths, strict=True):
        painter.setFont(strong if marked else font)
        painter.setPen(theme().color(Role.ACCENT) if marked else colour)
        painter.drawText(pen, piece)
        pen.setX(pen.x() + advance)
    painter.restore()


class MatchDelegate(QStyledItemDelegate):
    """Draws cells with the matches of ``words`` marked, their texts in line with the header's words and on one base line."""

    words: tuple[str, ...] = ()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        if cell.state & QStyle.StateFlag.State_Selected:
            cell.state &= ~QStyle.StateFlag.State_HasFocus  # the selection shows it; without one the frame does
        style = cell.widget.style() if cell.widget is not None else QApplication.style()
        text, cell.text = cell.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        cell.text = text
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
        if (index.column() > 0 or isinstance(cell.widget, QTableView)) and cell.icon.isNull():
            box.setLeft(cell.rect.left() + _HEADER_PADDING)
        right = bool(cell.displayAlignment & Qt.AlignmentFlag.AlignRight)
        draw(painter, box, text, cell.font, cell.palette.text().color(), self.words, right=right)
