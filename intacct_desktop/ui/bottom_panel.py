"""The panel at the foot of the window: named pages that fold away to one line, which then shows the latest thing that happened."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.panel_tab import PanelTab
from intacct_desktop.ui.theme import Role, hairline

STRIP = 34


class BottomPanel(QWidget):
    """Pages under a strip of names. `folded_changed` carries whether only the strip is left."""

    folded_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QButtonGroup(self)
        self._names.setExclusive(True)
        self._stack = QStackedWidget(self)
        self._last = QLabel(self)
        self._last.setProperty("role", "mono")
        self._last.setProperty("tone", "muted")
        self._last.setTextFormat(Qt.TextFormat.PlainText)
        self._last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._last.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fold = QToolButton(self)
        self._fold.setProperty("role", "flat")
        self._fold.clicked.connect(lambda: self.set_folded(not self.folded))
        strip = QWidget(self)
        strip.setFixedHeight(STRIP)
        self._row = QHBoxLayout(strip)
        self._row.setContentsMargins(4, 0, 8, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._last, 1)
        self._row.addSpacing(8)
        self._row.addWidget(self._fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        self._line = hairline()
        column.addWidget(self._line)
        column.addWidget(self._stack, 1)
        self._folded = False
        self.set_folded(True)
        self.set_last("")

    @property
    def folded(self) -> bool:
        return self._folded

    def add(self, page: QWidget, name: str) -> None:
        """Add a page under `name`; the first one is in front."""
        position = self._stack.addWidget(page)
        button = PanelTab(name, self)
        button.setChecked(position == 0)
        self._names.addButton(button, position)
        button.clicked.connect(lambda: self.open(page))
        self._row.insertWidget(position, button)

    def rename(self, page: QWidget, name: str) -> None:
        """Change the name on the strip, e.g. to "Jobs (2)"."""
        button = self._names.button(self._stack.indexOf(page))
        if isinstance(button, PanelTab):
            button.set_name(name)

    def open(self, page: QWidget) -> None:
        """Unfold with `page` in front."""
        self._stack.setCurrentWidget(page)
        self._names.button(self._stack.indexOf(page)).setChecked(True)
        self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        self._folded = folded
        self._stack.setVisible(not folded)
        self._line.setVisible(not folded)
        self._fold.setIcon(icon("chevron-up" if folded else "chevron-down", Role.MUTED))
        words = self.tr("Open the panel") if folded else self.tr("Fold the panel away")
        self._fold.setToolTip(words)
        self._fold.setAccessibleName(words)
        if folded:
            self.setFixedHeight(STRIP)
        else:
            self.setMinimumHeight(160)
            self.setMaximumHeight(16_777_215)
        self.folded_changed.emit(folded)

    @property
    def page(self) -> int:
        """Which page is in front."""
        return self._stack.currentIndex()

    def set_page(self, position: int) -> None:
        """Bring a page to the front, folded or not; positions that do not exist change nothing."""
        if 0 <= position < self._stack.count():
            self._stack.setCurrentIndex(position)
            self._names.button(position).setChecked(True)

    def set_last(self, text: str) -> None:
        """What the strip shows at its right."""
        self._last.setText(text)
        self._last.setAccessibleName(self.tr("Last request: {request}").format(request=text or self.tr("none")))
