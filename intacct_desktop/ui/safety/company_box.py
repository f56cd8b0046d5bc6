"""The box into which the company's id has to be typed, so that nobody takes one company for another."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class CompanyBox(QWidget):
    """`company` is the id to type, `is_right` says whether a text is it. `right_changed` tells that, Return is `confirmed` when it is."""

    right_changed = Signal(bool)
    confirmed = Signal()

    def __init__(self, company: str, is_right: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_right = is_right
        known = self.tr("Type the company's id, {company}, to go on").format(company=company)
        label = QLabel(known if company else self.tr("The company's id is not known: sign in again first"), self)
        label.setWordWrap(True)
        self.line = QLineEdit(self)
        self.line.setProperty("role", "mono")
        self.line.setEnabled(bool(company))
        self.line.setAccessibleName(label.text())
        label.setBuddy(self.line)
        self.line.textChanged.connect(lambda: self.right_changed.emit(self.is_right))
        self.line.returnPressed.connect(self._confirm)
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(self.line)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    @property
    def is_right(self) -> bool:
        return self._is_right(self.text)

    def _confirm(self) -> None:
        if self.is_right:
            self.confirmed.emit()


def agreeing_buttons(verb: str, box: CompanyBox | None, parent: QWidget) -> tuple[QPushButton, QPushButton]:
    """Cancel, and the button that agrees. Without a `box` Return cancels; with one it agrees, as soon as what is typed there is right."""
    cancel = QPushButton(QCoreApplication.translate("Safety", "Cancel"), parent)
    cancel.setMinimumWidth(88)
    agree = QPushButton(verb, parent)
    agree.setProperty("role", "danger")
    agree.setAutoDefault(False)
    if box is None:
        cancel.setDefault(True)
    else:
        cancel.setAutoDefault(False)
        agree.setEnabled(box.is_right)
        box.right_changed.connect(agree.setEnabled)
        box.confirmed.connect(agree.click)
    return cancel, agree
