"""The bar of a record: back and forward, its address, and what can be done with it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.actions.actions_menu import ActionsMenu
from intacct_desktop.ui.theme import Role

_LEAST_ADDRESS = 160


class RecordBar(QFrame):
    """Buttons only: the tab connects them. `address_entered` carries what was typed or pasted into the address."""

    address_entered = Signal(str)

    def __init__(self, workflow: ActionsMenu, actions: Actions, parent: QWidget | None = None) -> None:
        """``actions`` have the shortcuts that the buttons tell of."""
        super().__init__(parent)
        self._actions = actions
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Record"))
        self.back = self._tool("arrow-left", self.tr("Back"), "record.back")
        self.forward = self._tool("arrow-right", self.tr("Forward"), "record.forward")
        self.reload = self._tool("refresh", self.tr("Read it again"), "record.reload")
        self.address = QLineEdit(self)
        self.address.setProperty("role", "mono")
        self.address.setAccessibleName(self.tr("Address of the record"))
        self.address.setPlaceholderText(self.tr("A key, or an address such as /objects/accounts-payable/bill/12"))
        self.workflow = workflow
        workflow.setParent(self)
        self.duplicate = self._button(self.tr("Duplicate"), self.tr("A new record like this one"), "record.duplicate")
        self.delete = self._button(self.tr("Delete…"), self.tr("Delete this record, after a question"), "record.delete")
        self.review = self._button(
            self.tr("Review changes"), self.tr("See what would be sent, and send it"), "record.review", role="primary"
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for tool in (self.back, self.forward, self.reload):
            row.addWidget(tool)
        row.addWidget(self.address, 1)
        for button in (self.workflow, self.duplicate, self.delete, self.review):
            row.addWidget(button)
        self._row = row
        self.address.returnPressed.connect(lambda: self.address_entered.emit(self.address.text()))

    def show_address(self, address: str) -> None:
        """Where the record is; what is being typed there stays."""
        if not (self.address.hasFocus() and self.address.isModified()):
            self.address.setText(address)

    def show_review(self, words: str) -> None:
        """What the button says that shows the difference, e.g. how many changes there are."""
        if words != self.review.text():
            self.review.setText(words)
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a button says something longer
            self._share()
        return super().event(event)

    def _share(self) -> None:
        """What stands in the menus too gives way, and the words of a button, before the address cannot be read any more."""
        gap, margins = self._row.spacing(), self._row.contentsMargins()
        always = (self.back, self.forward, self.reload, self.review)
        room = self.width() - margins.left() - margins.right() - _LEAST_ADDRESS - sum(each.sizeHint().width() + gap for each in always)
        long, short = (self.workflow.width_for(short=short) + gap for short in (False, True))
        delete, duplicate = (each.sizeHint().width() + gap for each in (self.delete, self.duplicate))
        _show(self.duplicate, room >= long + delete + duplicate)
        self.workflow.set_short(room < long + delete)
        _show(self.delete, room >= short + delete)
        self._row.activate()  # or the words of `review` are cut until the next turn of the event loop

    def _tool(self, picture: str, name: str, id_: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setIcon(icon(picture, Role.TEXT))
        button.setAccessibleName(name)
        button.setToolTip(self._tip(name, id_))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _button(self, text: str, tip: str, id_: str, *, role: str = "") -> QPushButton:
        button = QPushButton(text, self)
        if role:
            button.setProperty("role", role)
        button.setToolTip(self._tip(tip, id_))
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoDefault(False)
        return button

    def _tip(self, words: str, id_: str) -> str:
        keys = self._actions.action(id_).shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f"{words} ({keys})" if keys else words


def _show(button: QPushButton, on: bool) -> None:
    if button.isHidden() is on:
        button.setVisible(on)
