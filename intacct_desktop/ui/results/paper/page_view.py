"""One page as it will be printed, with the way to the others. Only the page that shows is painted, however many there are."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from intacct_desktop.results.formats.page_layout import Layout, Page
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.paper.page_painter import paint_page
from intacct_desktop.ui.theme import SPACE, Role, theme

_EDGE = 12


class PageView(QWidget):
    """Shows a `Layout`, page by page: page up and down, Home and End turn them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout: Layout | None = None
        self.sheet = _Sheet()
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self.sheet)
        for behind in (self.area.viewport(), self.sheet):  # the paper lies on the window
            behind.setAutoFillBackground(False)
        self.area.setAccessibleName(self.tr("Preview"))
        self.area.viewport().installEventFilter(self)
        self.area.installEventFilter(self)
        self.back = sign_button("chevron-left", self.tr("Previous page"), lambda: self.turn(-1), self)
        self.forward = sign_button("chevron-right", self.tr("Next page"), lambda: self.turn(1), self)
        self.number = QSpinBox(self)
        self.number.setRange(1, 1)
        self.number.setAccessibleName(self.tr("Page"))
        self.pages = QLabel(self)
        self.pages.setProperty("role", "muted")
        self.zoom = QComboBox(self)
        self.zoom.addItems([self.tr("Whole page"), self.tr("Page width")])
        self.zoom.setAccessibleName(self.tr("Zoom"))
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE[1], SPACE[0], SPACE[1], SPACE[0])
        bar.setSpacing(SPACE[1])
        for widget in (self.back, self.number, self.pages, self.forward):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.zoom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.area, 1)
        column.addLayout(bar)
        self.number.valueChanged.connect(self._show)
        self.zoom.activated.connect(lambda _at: self._fit())

    def show_layout(self, layout: Layout) -> None:
        """Show these pages, from the one that showed before, as far as there are so many."""
        self._layout = layout
        self.number.blockSignals(True)
        self.number.setRange(1, layout.pages)
        self.number.blockSignals(False)
        self.pages.setText(self.tr("of {pages}").format(pages=words.number(layout.pages)))
        self._show()

    def turn(self, by: int) -> None:
        self.number.setValue(self.number.value() + by)

    def _show(self) -> None:
        if self._layout is None:
            return
        number, layout = self.number.value(), self._layout
        self.sheet.show_page(layout.page(number), layout.setup.size)
        self.sheet.setAccessibleName(self.tr("Page {page} of {pages}").format(page=number, pages=layout.pages))
        self.back.setEnabled(number > 1)
        self.forward.setEnabled(number < layout.pages)
        self._fit()

    def _fit(self) -> None:
        room = self.area.viewport().size()
        if self._layout is None:
            return
        width, height = self._layout.setup.size
        across = max(room.width() - 2 * _EDGE, 50) / width
        if self.zoom.currentIndex() == 0:
            across = min(across, max(room.height() - 2 * _EDGE, 50) / height)
        else:  # beside the bar that appears then
            across = max(room.width() - 2 * _EDGE - self.area.verticalScrollBar().sizeHint().width(), 50) / width
        self.sheet.resize(QSize(round(width * across) + 2 * _EDGE, round(height * across) + 2 * _EDGE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.area.viewport():
            self._fit()
        if watched is self.area and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            turns: dict[int, Callable[[], None]] = {
                Qt.Key.Key_PageUp: lambda: self.turn(-1),
                Qt.Key.Key_PageDown: lambda: self.turn(1),
                Qt.Key.Key_Home: lambda: self.number.setValue(1),
                Qt.Key.Key_End: lambda: self.number.setValue(self.number.maximum()),
            }
            if turn := turns.get(event.key()):
                turn()
                return True
        return False


class _Sheet(QWidget):
    """The sheet of paper."""

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._size = (1.0, 1.0)

    def show_page(self, page: Page, size: tuple[float, float]) -> None:
        self._page, self._size = page, size
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._page is None:
            return
        painter = QPainter(self)
        paper = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.fillRect(paper, QColor("white"))
        painter.setPen(theme().color(Role.EDGE))
        painter.drawRect(paper)
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        paint_page(painter, self._page, paper.width() / self._size[0])
        painter.end()
