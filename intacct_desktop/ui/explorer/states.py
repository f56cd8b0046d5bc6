"""A place that is loading, empty, failed or filled, and says which; the way on stands beside the words."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from intacct_desktop.ui.theme import SPACE
from intacct_desktop.ui.wording import describe


class StatePane(QStackedWidget):
    """Shows `content`, or words in its place."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._again: Callable[[], object] | None = None
        self._details = ""
        self._words = QWidget(self)
        self._words.setProperty("role", "page")
        self.heading = self._label("strong")
        self.message = self._label("muted")
        self.button = QPushButton(self._words)
        self.button.clicked.connect(self._on_button)
        self.copy_button = QPushButton(self.tr("Copy details"), self._words)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        column = QVBoxLayout(self._words)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[1])
        column.addWidget(self.heading)
        column.addWidget(self.message)
        column.addSpacing(SPACE[0])
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[1])
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        self.content = content
        self.addWidget(content)
        self.addWidget(self._words)

    @property
    def is_content(self) -> bool:
        return self.currentWidget() is self.content

    def show_content(self) -> None:
        self.setCurrentWidget(self.content)

    def show_words(self, heading: str, message: str = "", *, action: str = "", slot: Callable[[], object] | None = None) -> None:
        """``heading``, below it ``message``, below it a button ``action`` that calls ``slot``; what is empty is not shown."""
        self.heading.setText(heading)
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self._details = ""
        self.copy_button.hide()
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._again = slot
        self.setCurrentWidget(self._words)

    def show_error(self, error: BaseException, again: Callable[[], object]) -> None:
        """What happened and what it means, with "Try again" and "Copy details"."""
        message = describe(error)
        words = "\n".join(part for part in (message.means, message.todo) if part)
        self.show_words(message.happened, words, action=self.tr("Try again"), slot=again)
        self._details = "\n".join(part for part in (message.happened, message.details) if part)
        self.copy_button.setVisible(bool(message.details))

    def _on_button(self) -> None:
        if self._again is not None:
            self._again()

    def _label(self, role: str) -> QLabel:
        label = QLabel(self._words)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        return label
