"""What stands at the right of the builder and the rows, one at a time or nothing: JSON, code, statistics and so on."""

from collections.abc import Mapping

from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QWidget

_LEAST = 240


class SidePanes(QStackedWidget):
    """The buttons show and hide theirs; a pane without one is shown by `open`. One that is wider than its place gets its room."""

    def __init__(self, panes: Mapping[str, QWidget], buttons: Mapping[str, QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes = dict(panes)
        self._buttons = dict(buttons)
        self._before: tuple[int, int] | None = None
        """The width before a pane was given more, and the width that it was given."""
        for name, pane in panes.items():
            self.addWidget(pane)
            if name in buttons:
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
        if name in self._panes:
            self._make_room(self._panes[name].sizeHint().width())
        for other, button in self._buttons.items():
            button.setChecked(other == name)

    def _make_room(self, wide: int) -> None:
        """As much as the pane would like, half of the place at most, never less than it has."""
        beside = self.parentWidget()
        if not isinstance(beside, QSplitter):
            return
        before, self._before = self._before, None
        if before is not None and self.width() == before[1]:  # nobody has moved the edge since
            beside.setSizes([beside.width() - before[0], before[0]])
        now, wished = beside.sizes()[1], min(wide, beside.width() // 2)
        if now < wished:
            beside.setSizes([beside.width() - wished, wished])
            self._before = (now, wished)
