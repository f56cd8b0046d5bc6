"""The box that one types a search into: the same sign, the same way to clear it, everywhere."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role


class SearchBox(QLineEdit):
    """A line edit whose `words` stand in it while it is empty and are its name for screen readers."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        sign = QAction(icon("search", Role.MUTED), words, self)
        self.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(words if button.defaultAction() is sign else self.tr("Clear the search"))
