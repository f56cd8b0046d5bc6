"""The middle of the window: closable, movable tabs over their pages, a plus after the last, and an empty place while there are none."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.ui.field_drag import FIELDS
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, theme


class Tabs(QWidget):
    """Pages in tabs. `current_changed` carries the page in front or None; `close_requested` a page whose tab was asked to close."""

    current_changed = Signal(object)
    close_requested = Signal(object)
    count_changed = Signal()
    new_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        strip = _Strip(self)
        self._bar = _Bar(strip)
        self._bar.setAccessibleName(self.tr("Tabs"))
        self._bar.setMovable(True)
        self._bar.setAcceptDrops(True)
        self._bar.setChangeCurrentOnDrag(True)  # fields are dragged from one page to another
        self._bar.setTabsClosable(True)
        self._bar.setExpanding(False)
        self._bar.setDrawBase(False)
        self._bar.setElideMode(Qt.TextElideMode.ElideRight)
        self._bar.setUsesScrollButtons(True)
        self._bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bar.installEventFilter(self)
        self._plus = QToolButton(strip)
        self._plus.setProperty("role", "flat")
        self._plus.setIcon(icon("plus", Role.MUTED))
        self._plus.setToolTip(self.tr("New query"))
        self._plus.setAccessibleName(self.tr("New query"))
        self._plus.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(strip)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(4)
        row.addWidget(self._bar)
        row.addWidget(self._plus)
        row.addStretch(1)
        self._pages: list[QWidget] = []  # in the order of the tabs
        self._front: QWidget | None = None
        self._stack = QStackedWidget(self)
        self._stack.setProperty("role", "page")
        self._empty = QWidget(self)
        self._empty.setProperty("role", "page")
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        self._strip = strip
        strip.hide()
        self._bar.currentChanged.connect(self._show)
        self._bar.tabMoved.connect(self._moved)
        self._bar.tabCloseRequested.connect(lambda position: self.close_requested.emit(self._pages[position]))
        self._plus.clicked.connect(self.new_requested)

    @property
    def pages(self) -> list[QWidget]:
        """The pages, from left to right."""
        return list(self._pages)

    def current(self) -> QWidget | None:
        return self._pages[self._bar.currentIndex()] if self._pages else None

    def set_empty_page(self, page: QWidget) -> None:
        """What stands here while no tab is open."""
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = page
        self._stack.insertWidget(0, page)
        if not self._pages:
            self._stack.setCurrentWidget(page)

    def add(self, page: QWidget, title: str) -> None:
        """Open `page` in a new tab, in front."""
        self._pages.append(page)
        self._stack.addWidget(page)
        position = self._bar.addTab(_escaped(title))
        self._bar.setTabToolTip(position, title)
        close = self._bar.tabButton(position, QTabBar.ButtonPosition.RightSide)
        close.setAccessibleName(self.tr("Close {title}").format(title=title))
        self._bar.setCurrentIndex(position)
        self._show()
        self.count_changed.emit()

    def set_title(self, page: QWidget, title: str, *, changed: bool = False) -> None:
        """Name the tab of `page`; `changed` marks what is not saved or not sent."""
        position = self._pages.index(page)
        self._bar.setTabText(position, f"● {_escaped(title)}" if changed else _escaped(title))
        self._bar.setTabToolTip(position, title)
        self._bar.setAccessibleTabName(position, self.tr("{title}, changed").format(title=title) if changed else title)

    def bring(self, page: QWidget) -> None:
        """Bring the tab of `page` to the front."""
        self._bar.setCurrentIndex(self._pages.index(page))

    def step(self, by: int) -> None:
        """Go `by` tabs to the right, around the end."""
        if self._pages:
            self._bar.setCurrentIndex((self._bar.currentIndex() + by) % len(self._pages))

    def remove(self, page: QWidget) -> None:
        """Close the tab of `page` and destroy the page."""
        position = self._pages.index(page)
        del self._pages[position]
        self._stack.removeWidget(page)
        self._bar.removeTab(position)
        self._show()
        self.count_changed.emit()
        page.hide()
        page.deleteLater()

    def _show(self) -> None:
        if len(self._pages) != self._bar.count():
            return  # a tab is being added or removed
        page = self.current()
        self._strip.setVisible(page is not None)
        self._stack.setCurrentWidget(page if page is not None else self._empty)
        if page is not self._front:
            self._front = page
            self.current_changed.emit(page)

    def _moved(self, start: int, end: int) -> None:
        self._pages.insert(end, self._pages.pop(start))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._bar
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.MiddleButton
        ):
            position = self._bar.tabAt(event.position().toPoint())
            if position >= 0:
                self.close_requested.emit(self._pages[position])
                return True
        return super().eventFilter(watched, event)


def _escaped(title: str) -> str:
    return title.replace("&", "&&")


class _Bar(QTabBar):
    """As wide as its tabs, so that the plus stands beside the last; Qt would keep room for two scroll buttons."""

    def event(self, event: QEvent) -> bool:
        """Fields that are dragged over a tab bring it to the front; files are for the window."""
        if isinstance(event, QDragEnterEvent) and not event.mimeData().hasFormat(FIELDS):
            event.ignore()
            return True
        return super().event(event)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return super().minimumTabSizeHint(index).boundedTo(self.tabSizeHint(index))  # "Bi…" can be wider than "Bill"

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().boundedTo(self.sizeHint())


class _Strip(QWidget):
    """The ground the tabs stand on: a hairline that the tab in front covers."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.WINDOW))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color(Role.LINE))
        painter.end()
