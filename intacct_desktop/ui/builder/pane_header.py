"""The header that the panes beside the builder have in common: a name, what there is to say, buttons."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.theme import Role


class PaneHeader(QFrame):
    """`state` is a label for a few words at the right; buttons stand after it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        heading = QLabel(name, self)
        heading.setProperty("role", "strong")
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 2, 4, 2)
        self._row.setSpacing(8)
        self._row.addWidget(heading)
        self._row.addStretch(1)
        self._row.addWidget(self.state)

    def add_choice(self, choice: QWidget) -> None:
        """What is shown in the pane is chosen beside its name."""
        self._row.insertWidget(1, choice)

    def add_button(self, picture: str, name: str, slot: Callable[[], object]) -> QToolButton:
        button = sign_button(picture, name, slot, self, Role.MUTED, square=False)
        self._row.addWidget(button)
        return button
