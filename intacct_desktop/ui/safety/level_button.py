"""The safety level in the banner: a button that names it, with the levels that there are to choose from."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.safety.words import LEVELS, level_icon, level_meaning, level_name, level_role, level_words
from intacct_desktop.ui.theme import set_property


class LevelButton(QToolButton):
    """Shows what `set_level` is given; `level_chosen` carries the `SafetyLevel` that the person would like to have."""

    level_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level: SafetyLevel | None = None
        self.setProperty("role", "menu")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._actions: dict[SafetyLevel, QAction] = {}
        for level in LEVELS:
            action = QAction(self.tr("{level}: {meaning}").format(level=level_name(level), meaning=level_meaning(level)), group)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, level=level: self._choose(level))
            menu.addAction(action)
            self._actions[level] = action
        self.setMenu(menu)

    def set_level(self, level: SafetyLevel | None, ends_in: float | None = None) -> None:
        """Show `level`, and for how many seconds it lasts where it ends; without one there is nothing to show."""
        self._level = level
        self.setVisible(level is not None)
        if level is None:
            self.setText("")
            return
        words = level_words(level, ends_in)
        self.setText(words)
        self.setIcon(icon(level_icon(level), level_role(level)))
        self.setAccessibleName(self.tr("Safety level: {words}").format(words=words))
        self.setAccessibleDescription(level_meaning(level))
        self.setToolTip(level_meaning(level))
        self._actions[level].setChecked(True)
        set_property(self, "level", level.value)

    def _choose(self, level: SafetyLevel) -> None:
        if self._level is not None:
            self._actions[self._level].setChecked(True)  # until it has really become another
        self.level_chosen.emit(level)
