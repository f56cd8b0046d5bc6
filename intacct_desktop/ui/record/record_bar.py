"""The bar of a record: back and forward, its address, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.actions.actions_menu import ActionsMenu
from intacct_desktop.ui.theme import Role


class RecordBar(QFrame):
    """Buttons only: the tab connects them. `address_entered` carries what was typed or pasted into the address."""

    address_entered = Signal(str)

    def __init__(self, workflow: ActionsMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Record"))
        self.back = self._tool("arrow-left", self.tr("Back"), "Alt+Left")
        self.forward = self._tool("arrow-right", self.tr("Forward"), "Alt+Right")
        self.reload = self._tool("refresh", self.tr("Read it again"), "F5")
        self.address = QLineEdit(self)
        self.address.setProperty("role", "mono")
        self.address.setAccessibleName(self.tr("Address of the record"))
        self.address.setPlaceholderText(self.tr("A key, or an address such as /objects/accounts-payable/bill/12"))
        self.workflow = workflow
        workflow.setParent(self)
        self.duplicate = self._button(self.tr("Duplicate"), self.tr("A new record like this one"), "Ctrl+Shift+D")
        self.delete = self._button(self.tr("Delete…"), self.tr("Delete this record, after a question"), "")
        self.review = self._button(self.tr("Review changes"), self.tr("See what would be sent, and send it"), "Ctrl+Return", role="primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for tool in (self.back, self.forward, self.reload):
            row.addWidget(tool)
        row.addWidget(self.address, 1)
        for button in (self.workflow, self.duplicate, self.delete, self.review):
            row.addWidget(button)
        self.address.returnPressed.connect(lambda: self.address_entered.emit(self.address.text()))

    def show_address(self, address: str) -> None:
        """Where the record is; what is being typed there stays."""
        if not (self.address.hasFocus() and self.address.isModified()):
            self.address.setText(address)

    def _tool(self, picture: str, name: str, keys: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setIcon(icon(picture, Role.TEXT))
        button.setAccessibleName(name)
        button.setToolTip(_tip(name, keys))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _button(self, text: str, tip: str, keys: str, *, role: str = "") -> QPushButton:
        button = QPushButton(text, self)
        if role:
            button.setProperty("role", role)
        button.setToolTip(_tip(tip, keys))
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoDefault(False)
        return button


def _tip(words: str, keys: str) -> str:
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({shown})" if shown else words
