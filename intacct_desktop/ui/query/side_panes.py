"""What stands at the right of the builder, one at a time or nothing: JSON, code, explanation."""

from collections.abc import Mapping

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

_LEAST = 240


class SidePanes(QStackedWidget):
    """The buttons show and hide theirs."""

    def __init__(self, panes: Mapping[str, QWidget], buttons: Mapping[str, QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes = dict(panes)
        self._buttons = dict(buttons)
        for name, pane in panes.items():
            self.addWidget(pane)
            buttons[name].clicked.connect(lambda _checked=False, name=name: self.toggle(name))
        self.setMinimumWidth(_LEAST)
        self.hide()

    @property
    def current(self) -> str:
        """The name of the pane that shows; empty while none does."""
        return "" if self.isHidden() else next(name for name, pane in self._panes.items() if pane is self.currentWidget())

    def toggle(self, name: str) -> None:
        """Show a pane, or hide it where it shows already."""
        self.open("" if self.current == name else name)

    def open(self, name: str) -> None:
        """Show the pane of this name, none for an empty one."""
        if name in self._panes:
            self.setCurrentWidget(self._panes[name])
        self.setVisible(name in self._panes)
        for other, button in self._buttons.items():
            button.setChecked(other == name)
