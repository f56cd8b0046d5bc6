"""Choosing the type of a new document, where only its type's address takes new ones (facts 5.10)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.client import Client
from intacct_desktop.api.records.document_types import document_types, is_typed, typed_name
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.record.words import object_word
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE


class TypeDialog(QDialog):
    """Offers `types` of documents of one object. Await `accepted` (`ui.asking`), then `chosen` is the one that was taken."""

    def __init__(self, object_name: str, types: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New document"))
        heading = QLabel(self.tr("Which type of {object}?").format(object=object_word(object_name)), self)
        heading.setProperty("role", "heading")
        self._hint = QLabel(self)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self.search = SearchBox(self.tr("Find a type"), self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Types of documents"))
        self.list.setUniformItemSizes(True)
        for each in types:
            QListWidgetItem(each, self.list)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.take = QPushButton(self.tr("New"), self)
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self._lay_out(heading)
        self.search.textChanged.connect(self._filter)
        self.list.currentRowChanged.connect(self._offer)
        self.list.itemDoubleClicked.connect(self.accept)
        self.take.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self._filter("")
        self.search.setFocus()

    @property
    def chosen(self) -> str:
        """The type that is marked; empty while none is."""
        item = self.list.currentItem()
        return item.text() if item is not None and not item.isHidden() else ""

    @property
    def hint(self) -> str:
        """Why there is nothing to take; empty where there is."""
        return self._hint.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One can type and choose without leaving the line in which one types."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.search.hasFocus():
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        items = [self.list.item(at) for at in range(self.list.count())]
        for item in items:
            item.setHidden(wanted not in item.text().casefold())
        if not self.chosen:
            self.list.setCurrentRow(next((at for at, item in enumerate(items) if not item.isHidden()), -1))
        self._offer()

    def _offer(self) -> None:
        self.take.setEnabled(bool(self.chosen))
        self.take.setText(self.tr("New {type}").format(type=self.chosen) if self.chosen else self.tr("New"))
        if not self.list.count():
            self._hint.setText(self.tr("The company has no type of document that is in use. Types are made in Intacct itself."))
        else:
            self._hint.setText("" if self.chosen else self.tr("No type is called so."))
        self._hint.setVisible(bool(self._hint.text()))

    def _lay_out(self, heading: QLabel) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        column.setSpacing(SPACE[2])
        column.addWidget(heading)
        column.addWidget(self.search)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.resize(400, 420)


async def name_for_new(parent: QWidget, client: Client, object_name: str) -> str:
    """The name under which a new record of this object is made: with its type, where it needs one, which the person chooses.

    Raises `Declined`, and what the query service raises.
    """
    if not is_typed(object_name):
        return object_name
    dialog = TypeDialog(object_name, await document_types(client, object_name), parent)
    await accepted(dialog)
    return typed_name(object_name, dialog.chosen)
