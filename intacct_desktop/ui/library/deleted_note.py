"""The line that tells what was deleted last, with the way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import SPACE, Role
from intacct_desktop.workspace.saved_queries import Deleted


class DeletedNote(QFrame):
    """Takes no room while nothing was deleted. What was deleted before the last comes after it.

    `changed` says that there is more, or less, to bring back.
    """

    undo_wished = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self._deleted: list[tuple[str, Deleted]] = []
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setProperty("role", "link")
        self.undo.clicked.connect(self.undo_wished)
        close = QToolButton(self)
        close.setProperty("role", "flat")
        close.setIcon(icon("close", Role.MUTED))
        close.setToolTip(self.tr("Dismiss this message"))
        close.setAccessibleName(self.tr("Dismiss this message"))
        close.clicked.connect(self._forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[1], SPACE[0])
        row.addWidget(self.words, 1)
        row.addWidget(self.undo)
        row.addWidget(close)
        self.hide()

    @property
    def is_empty(self) -> bool:
        return not self._deleted

    def add(self, name: str, deleted: Deleted) -> None:
        """Tell of a deletion."""
        self._deleted.append((name, deleted))
        self._follow()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.words.text()))

    def take(self) -> tuple[str, Deleted] | None:
        """The last deletion, which is told no more; None where there is none."""
        last = self._deleted.pop() if self._deleted else None
        self._follow()
        return last

    def _forget(self) -> None:
        self._deleted.clear()
        self._follow()

    def _follow(self) -> None:
        if self._deleted:
            self.words.setText(self.tr("“{name}” is deleted.").format(name=self._deleted[-1][0]))
            self.undo.setAccessibleName(self.tr("Bring back {name}").format(name=self._deleted[-1][0]))
        self.setVisible(bool(self._deleted))
        self.changed.emit()
