"""Opening a dialog and awaiting its end, without a loop of its own."""

import asyncio

import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class Declined(Exception):
    """The person closed the window in which they were asked for something. Nothing happened, and nothing needs to be said."""


async def accepted(dialog: QDialog) -> None:
    """Return when the person has accepted `dialog`, which is hidden then and soon destroyed. Raises `Declined` otherwise."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: object) -> None:
        if not answer.done():
            answer.set_result(result if isinstance(result, int) else QDialog.DialogCode.Rejected)

    dialog.finished.connect(settle)
    dialog.destroyed.connect(settle)  # with its parent
    dialog.open()
    try:
        if await answer != QDialog.DialogCode.Accepted:
            raise Declined
    finally:
        if shiboken6.isValid(dialog):
            dialog.hide()
            dialog.deleteLater()


async def confirmed(parent: QWidget, question: str, consequence: str, verb: str) -> None:
    """Return when the person agrees to `consequence` by pressing `verb`, which is not the default. Raises `Declined`."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(question)
    dialog.setMinimumWidth(400)
    title = QLabel(question, dialog)
    title.setProperty("role", "heading")
    words = QLabel(consequence, dialog)
    words.setWordWrap(True)
    for label in (title, words):
        label.setTextFormat(Qt.TextFormat.PlainText)
    keep = QPushButton(QCoreApplication.translate("Asking", "Cancel"), dialog)
    keep.setMinimumWidth(88)
    keep.setDefault(True)
    keep.clicked.connect(dialog.reject)
    agree = QPushButton(verb, dialog)
    agree.setProperty("role", "danger")
    agree.setAutoDefault(False)
    agree.clicked.connect(dialog.accept)
    buttons = QHBoxLayout()
    buttons.setSpacing(8)
    buttons.addStretch(1)
    buttons.addWidget(keep)
    buttons.addWidget(agree)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 24, 24, 16)
    column.setSpacing(12)
    column.addWidget(title)
    column.addWidget(words)
    column.addLayout(buttons)
    await accepted(dialog)
