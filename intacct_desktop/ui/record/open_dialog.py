"""Opening a record by what one has of it: a key, an address, a link that was copied somewhere."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.records.address import AddressError, ObjectNames, RecordAddress
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.record.words import address_words, object_word


class OpenRecordDialog(QDialog):
    """`address` is the record that was named, once it is accepted. ``current`` is the object that a key alone belongs to."""

    def __init__(self, title: str, names: ObjectNames, current: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self._names, self._current = names, current
        self.address: RecordAddress | None = None
        heading = QLabel(title, self)
        heading.setProperty("role", "heading")
        hint = self.tr("A key, or an address such as /objects/accounts-payable/bill/12")
        if current is not None:
            hint = self.tr("The key of a record ({object}), or an address such as /objects/accounts-payable/bill/12")
        words = QLabel(hint.format(object=object_word(current) if current else ""), self)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        self.line = QLineEdit(self)
        self.line.setProperty("role", "mono")
        self.line.setAccessibleName(self.tr("Address of the record"))
        self.problem = QLabel(self)
        self.problem.setProperty("role", "warning")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.hide()
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.go = QPushButton(self.tr("Open"), self)
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._read)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        for widget in (heading, words, self.line, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)
        self._offer_clipboard()
        self.line.setFocus()

    def _offer_clipboard(self) -> None:
        """What was just copied is most likely it."""
        copied = QGuiApplication.clipboard().text().strip()
        if copied and len(copied) < 500:
            try:
                self._names.read(copied, None)
            except AddressError:
                return
            self.line.setText(copied)
            self.line.selectAll()

    def _read(self) -> None:
        try:
            self.address = self._names.read(self.line.text(), self._current)
        except AddressError as error:
            self.problem.setText(" ".join(address_words(error)))
            self.problem.show()
            self.line.setFocus()
            self.line.selectAll()
            return
        self.accept()


async def asked_for_record(title: str, names: ObjectNames, current: str | None, parent: QWidget) -> RecordAddress:
    """The record that the person names. Raises `Declined`."""
    dialog = OpenRecordDialog(title, names, current, parent)
    found: list[RecordAddress] = []
    dialog.accepted.connect(lambda: found.extend([dialog.address] if dialog.address is not None else []))
    await accepted(dialog)
    return found[0]
