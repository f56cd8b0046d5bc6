"""The heads of the table: columns by label and API name, lines by number with the sign of what happened to them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from intacct_desktop.ui.record.lines.model import LinesModel
from intacct_desktop.ui.theme import SMALL_PX, Role, mono_font, number_font, theme, ui_font

HEIGHT = 42
_LEFT, _RIGHT = 11, 9
_BAR = 3


class ColumnHead(QHeaderView):
    """Two lines: what a column is called, and what the API calls it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(48)
        self.setAccessibleName(self.tr("Columns"))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def wanted(self, section: int) -> int:
        """Pixels that the words of a section take."""
        label, name = str(self.model().headerData(section, self.orientation())).split("\n")
        strong, mono = QFontMetrics(ui_font(SMALL_PX, strong=True)), QFontMetrics(mono_font())
        return max(strong.horizontalAdvance(label), mono.horizontalAdvance(name)) + _LEFT + _RIGHT + 2

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        label, name = str(self.model().headerData(section, self.orientation())).split("\n")
        side = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        painter.save()
        _ground(painter, rect)
        room = rect.adjusted(_LEFT, 5, -_RIGHT, -5)
        upper, lower = QRect(room), QRect(room)
        upper.setHeight(room.height() // 2)
        lower.setTop(upper.bottom() + 1)
        for box, text, font, role in (
            (upper, label, ui_font(SMALL_PX, strong=True), Role.TEXT),
            (lower, name, mono_font(), Role.MUTED),
        ):
            painter.setFont(font)
            painter.setPen(theme().color(role))
            painter.drawText(box, int(side), painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, box.width()))
        painter.restore()


class LineHead(QHeaderView):
    """The number of each line. A bar marks one that is changed, a plus one that is new, an exclamation mark one with a problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setAccessibleName(self.tr("Lines"))

    def sizeHint(self) -> QSize:
        digits = max(2, len(str(self.model().rowCount()))) if self.model() is not None else 2
        metrics = QFontMetrics(number_font(SMALL_PX))
        return QSize(metrics.horizontalAdvance("0" * digits + " +!") + 16, super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        if not isinstance(model, LinesModel) or section >= model.rowCount():
            return
        painter.save()
        _ground(painter, rect)
        added = model.was(section) is None and model.editable
        if added or model.is_line_changed(section):
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height() - 1), theme().color(Role.ACCENT))
        refused = model.has_problem(section)
        painter.setFont(number_font(SMALL_PX))
        painter.setPen(theme().color(Role.NEGATIVE if refused else Role.ACCENT if added else Role.MUTED))
        text = ("! " if refused else "") + ("+ " if added else "") + str(section + 1)
        painter.drawText(rect.adjusted(4, 0, -8, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


def _ground(painter: QPainter, rect: QRect) -> None:
    painter.fillRect(rect, theme().color(Role.RAISED))
    painter.setPen(theme().color(Role.LINE))
    painter.drawLine(rect.topRight(), rect.bottomRight())
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
