"""Where a form will be, while not even its object's model is there."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from intacct_desktop.ui.theme import CONTROL, SPACE, Role, theme

_SECTIONS = (4, 3, 2)  # rows
_BAR = 12
_ROW = 44
_COLUMNS_FROM = 700


class Skeleton(QWidget):
    """Bars for headings, labels and values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The record is being read"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.BASE))
        chip, line = theme().color(Role.CHIP), theme().color(Role.LINE)
        columns = 2 if self.width() >= _COLUMNS_FROM else 1
        inner = self.width() - 2 * SPACE[3]
        each = (inner - SPACE[4] * (columns - 1)) // columns
        top = SPACE[3]
        for rows in _SECTIONS:
            painter.fillRect(SPACE[3], top, 120, _BAR, chip)
            painter.fillRect(SPACE[3], top + 2 * _BAR, inner, 1, line)
            top += CONTROL + SPACE[1]
            for row in range(rows):
                for column in range(columns):
                    left = SPACE[3] + column * (each + SPACE[4])
                    painter.fillRect(left, top + row * _ROW, each // 5, _BAR, chip)
                    painter.fillRect(left + each // 3, top + row * _ROW, each // 2, _BAR, chip)
            top += rows * _ROW + SPACE[3]
        painter.end()
