"""The name of a page on a strip: one of several, the one in front is bold."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget

from intacct_desktop.ui.theme import SMALL_PX, ui_font

_SIDE = 10  # the style sheet's padding and border beside a name


class PanelTab(QPushButton):
    """As wide as its name when it is bold, so that nothing moves when it becomes so."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel-tab")
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of several, to a screen reader too
        self.set_name(name)

    def set_name(self, name: str) -> None:
        self.setText(name)
        self.setFixedWidth(QFontMetrics(ui_font(SMALL_PX, strong=True)).horizontalAdvance(name) + 2 * _SIDE)
