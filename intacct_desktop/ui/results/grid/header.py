"""The header of a grid: a click orders by a column, with Shift by a further one, with Alt it selects the column."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QWidget

NARROWEST = 40


class GridHeader(QHeaderView):
    """Says what is wished; the grid does it. Columns are told by their position in the result."""

    sort_wished = Signal(int, bool)
    """By this column; True for a further key."""
    selection_wished = Signal(int, bool)
    """Of this column; True adds to what is selected."""
    menu_wished = Signal(int, QPoint)
    """Of this column, at a point of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.setAccessibleName(self.tr("Columns"))
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(NARROWEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.sectionClicked.connect(self._clicked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._modifiers = event.modifiers()
        super().mouseReleaseEvent(event)

    def _clicked(self, position: int) -> None:
        if self._modifiers & Qt.KeyboardModifier.AltModifier:
            further = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self.selection_wished.emit(position, bool(self._modifiers & further))
        else:
            self.sort_wished.emit(position, bool(self._modifiers & Qt.KeyboardModifier.ShiftModifier))

    def _ask_for_menu(self, place: QPoint) -> None:
        position = self.logicalIndexAt(place)
        if position >= 0:
            self.menu_wished.emit(position, self.viewport().mapToGlobal(place))
