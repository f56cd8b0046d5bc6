"""Forgetting old writes, which is asked for twice: first until which day, then once more with their number."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.ui.theme import SPACE

_KEPT_YEARS = 7
"""What is proposed to be kept: as long as books are, in most places."""


class ForgetDialog(QDialog):
    """Asks for the day before which writes are to be forgotten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Forget old writes"))
        self.setMinimumWidth(420)
        title = QLabel(self.tr("Forget old writes?"), self)
        title.setProperty("role", "heading")
        words = QLabel(self.tr("A write that is forgotten can no longer be found, exported or undone. It concerns all companies."), self)
        words.setWordWrap(True)
        self.day = QDateEdit(QDate.currentDate().addYears(-_KEPT_YEARS), self)
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(QDate.currentDate())
        self.day.setAccessibleName(self.tr("Forget writes from before this day"))
        caption = QLabel(self.tr("Writes from &before"), self)
        caption.setBuddy(self.day)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.proceed = QPushButton(self.tr("Continue…"), self)
        self.proceed.setAutoDefault(False)
        self.proceed.clicked.connect(self.accept)
        asked = QHBoxLayout()
        asked.setSpacing(SPACE[1])
        asked.addWidget(caption)
        asked.addWidget(self.day)
        asked.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.proceed)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        column.setSpacing(SPACE[2])
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(asked)
        column.addLayout(buttons)
