"""A small window below a control: a search, a list of things to tick, buttons."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE

_WIDTH = 320
_HEIGHT = 380
_CHECKED = Qt.CheckState.Checked
_UNCHECKED = Qt.CheckState.Unchecked


class PopupList(QFrame):
    """A subclass fills `list` and does what its buttons say. Escape and a click elsewhere close it; it is deleted then."""

    closed = Signal()

    def __init__(self, heading: str, find: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setAccessibleName(heading)
        title = QLabel(heading, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "strong")
        title.setWordWrap(True)
        self.search = SearchBox(find, self)
        self.search.installEventFilter(self)
        self.said = QLabel(self)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(heading)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._clicked)
        self._pressed_state: tuple[QListWidgetItem, Qt.CheckState] | None = None
        self.list.itemPressed.connect(self._pressed)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE[1])
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[2], SPACE[2], SPACE[2])
        column.setSpacing(SPACE[1])
        for widget in (title, self.search, self.list, self.said):
            column.addWidget(widget, 1 if widget is self.list else 0)
        column.addLayout(self._buttons)

    def add_button(self, text: str, role: str = "") -> QPushButton:
        """Another button at the right."""
        button = QPushButton(text, self)
        if role:
            button.setProperty("role", role)
        button.setAutoDefault(False)
        self._buttons.addWidget(button)
        return button

    def add_item(self, text: str, *, checked: bool, beside: str = "") -> QListWidgetItem:
        """A line to tick; ``beside`` follows its text."""
        item = QListWidgetItem(f"{text} · {beside}" if beside else text, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(_CHECKED if checked else _UNCHECKED)
        return item

    def open_at(self, corner: QPoint) -> None:
        """Show it with its corner at a point of the screen, or as near as there is room."""
        screen = QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        box = QRect(corner.x(), corner.y(), min(_WIDTH, room.width()), min(_HEIGHT, room.height()))
        box.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
        box.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
        self.setGeometry(box)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                if self.list.currentRow() < 0:
                    self.list.setCurrentRow(0)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.enter()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """What Enter does: the main button's work."""

    def hideEvent(self, event: QHideEvent) -> None:
        self.closed.emit()

    def _pressed(self, item: QListWidgetItem) -> None:
        self._pressed_state = (item, item.checkState())

    def _clicked(self, item: QListWidgetItem) -> None:
        """The words tick it, too; a click on its box has done so already."""
        if self._pressed_state == (item, item.checkState()):
            item.setCheckState(_UNCHECKED if item.checkState() is _CHECKED else _CHECKED)
        self._pressed_state = None
