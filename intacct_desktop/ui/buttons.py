"""The quiet buttons that stand in bars: a sign alone, or a sign with words."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, Role


def sign_button(
    picture: str, words: str, slot: Callable[[], object], parent: QWidget, role: Role = Role.TEXT, *, square: bool = True
) -> QToolButton:
    """A sign alone; its tool tip and a screen reader say ``words``. ``square``: as wide as it is high, for which the sign is drawn
    smaller."""
    button = QToolButton(parent)
    button.setProperty("role", "flat")
    button.setIcon(icon(picture, role))
    if square:
        button.setFixedSize(CONTROL, CONTROL)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda _checked=False: slot())
    return button


def flat_button(picture: str, words: str, slot: Callable[[], object], parent: QWidget, role: Role = Role.TEXT) -> QPushButton:
    """A sign and ``words``, without a frame until the mouse is over it. Enter in a dialog does not press it."""
    button = QPushButton(icon(picture, role), words, parent)
    button.setProperty("role", "flat")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: slot())
    return button
