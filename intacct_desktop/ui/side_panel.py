"""The left side of the window: several pages under a strip of their names, one in front."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from intacct_desktop.ui.panel_tab import PanelTab
from intacct_desktop.ui.theme import hairline

_STRIP = 34  # as high as the strip of tabs


class SidePanel(QWidget):
    """`page_changed` carries the page that came to the front."""

    page_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._names = QButtonGroup(self)
        self._names.setExclusive(True)
        self._stack = QStackedWidget(self)
        strip = QWidget(self)
        strip.setFixedHeight(_STRIP)
        strip.setAccessibleName(self.tr("Side panel"))
        self._row = QHBoxLayout(strip)
        self._row.setContentsMargins(4, 0, 8, 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(hairline(parent=self))
        column.addWidget(self._stack, 1)

    def add(self, page: QWidget, name: str) -> None:
        """Add a page under `name`; the first one is in front."""
        position = self._stack.addWidget(page)
        button = PanelTab(name, self)
        button.setChecked(position == 0)
        button.clicked.connect(lambda: self.bring(page))
        self._names.addButton(button, position)
        self._row.insertWidget(position, button)

    @property
    def current(self) -> QWidget | None:
        return self._stack.currentWidget()

    @property
    def position(self) -> int:
        """Which page is in front."""
        return self._stack.currentIndex()

    def bring(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self._names.button(self._stack.indexOf(page)).setChecked(True)
        if page is not self.current:
            self._stack.setCurrentWidget(page)
            self.page_changed.emit(page)

    def bring_position(self, position: int) -> None:
        """As `bring`, by number; one that does not exist changes nothing."""
        page = self._stack.widget(position)
        if page is not None:
            self.bring(page)
