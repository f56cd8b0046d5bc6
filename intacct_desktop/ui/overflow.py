"""The buttons of a bar that have no room in it, in a menu at its end."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role


class Overflow(QToolButton):
    """Hides ``foldable`` buttons from the last one on, as long as there is no room for all, and offers them in its menu instead."""

    def __init__(self, foldable: Sequence[QPushButton], parent: QWidget) -> None:
        super().__init__(parent)
        self._foldable = tuple(foldable)
        self.setProperty("role", "flat")
        self.setIcon(icon("more", Role.TEXT))
        self.setToolTip(self.tr("More"))
        self.setAccessibleName(self.tr("More"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.hide()

    @property
    def folded(self) -> tuple[QPushButton, ...]:
        """The buttons that are in the menu."""
        return tuple(button for button in self._foldable if button.isHidden())

    def fit(self, width: int, spacing: int) -> None:
        """Show as many buttons as ``width`` pixels hold, each with ``spacing`` before it."""
        needed = [button.sizeHint().width() + spacing for button in self._foldable]
        kept = len(needed)
        if sum(needed) > width:
            width -= self.sizeHint().width() + spacing
            while kept and sum(needed[:kept]) > width:
                kept -= 1
        for at, button in enumerate(self._foldable):
            button.setVisible(at < kept)
        self.setVisible(kept < len(needed))

    def _fill(self) -> None:
        self._menu.clear()
        for button in self.folded:
            action = self._menu.addAction(button.accessibleName())
            action.setEnabled(button.isEnabled())
            action.setCheckable(button.isCheckable())
            action.setChecked(button.isChecked())
            action.triggered.connect(lambda _checked=False, button=button: button.click())
