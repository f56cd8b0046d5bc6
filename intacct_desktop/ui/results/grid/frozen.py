"""The columns at the left that stay where they are while the others are scrolled.

They stand over the grid: cells that are drawn once more, and a header of their own in step with the grid's in order, widths and what is
hidden. The cells take no mouse: the grid below gets it, and knows by `FrozenColumns.plain` which column was meant.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from intacct_desktop.ui.results.grid.delegate import Lane
from intacct_desktop.ui.results.grid.header import GridHeader
from intacct_desktop.ui.theme import Role, theme

_LEAST_BESIDE = 160
"""Pixels for the other columns: of more frozen ones the last are not, while the window is narrow."""

Paint = Callable[[QPainter, QRect, Sequence[Lane]], None]


class FrozenColumns(QWidget):
    """For a ``grid``; ``paint`` draws cells of it. `arrange` is to be called when anything of its columns has changed."""

    def __init__(self, grid: QTableView, header: GridHeader, paint: Paint) -> None:
        super().__init__(grid)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self.count = 0
        """How many columns are frozen, by their place on the screen; hidden ones count."""
        self._grid = grid
        self._main = header
        self._paint = paint
        self._arranging = False
        self._arranged_for: tuple[object, ...] = ()
        self.header = GridHeader(grid)
        self.header.hide()
        self.header.sectionResized.connect(self._resized)
        self.header.sectionMoved.connect(self._moved)

    def freeze(self, count: int) -> None:
        """Keep so many columns in place."""
        self.count = count
        self.arrange()

    def reset(self) -> None:
        """The grid was filled anew, and its header with it."""
        self._arranged_for = ()
        self.arrange()

    @property
    def positions(self) -> list[int]:
        """The columns that stand still now, from left to right."""
        if not self.count:
            return []
        room = self._grid.viewport().width() - _LEAST_BESIDE
        found, taken = [], 0
        for place in range(min(self.count, self._main.count())):
            position = self._main.logicalIndex(place)
            if self._main.isSectionHidden(position):
                continue
            taken += self._main.sectionSize(position)
            if taken > room:
                break
            found.append(position)
        return found

    def lanes(self) -> list[Lane]:
        """Where they stand."""
        lanes, x = [], 0
        for position in self.positions:
            width = self._main.sectionSize(position)
            lanes.append(Lane(position, x, width))
            x += width
        return lanes

    def plain(self, place: QPoint) -> QPoint:
        """The point of the grid at which the cell would be if nothing were frozen."""
        for lane in self.lanes() if place.x() < self.right else ():
            if lane.x <= place.x() < lane.x + lane.width:
                return QPoint(self._main.sectionViewportPosition(lane.position) + place.x() - lane.x, place.y())
        return place

    @property
    def right(self) -> int:
        """Where the other columns begin."""
        return self.width() if self.isVisibleTo(self._grid) else 0

    def arrange(self) -> None:
        """Stand where the grid has its first columns."""
        lanes = self.lanes()
        shown = bool(lanes)
        if shown:
            if self.header.model() is not self._grid.model():
                self.header.setModel(self._grid.model())
            self._follow(lanes)
            port, top = self._grid.viewport().geometry(), self._main.geometry()
            width = lanes[-1].x + lanes[-1].width
            self.setGeometry(port.x(), port.y(), width, port.height())
            self.header.setGeometry(port.x(), top.y(), width, top.height())
        elif not self.count and self.header.model() is not None:
            self.header.setModel(None)
        self.header.setVisible(shown)
        self.setVisible(shown)
        if shown:
            self.header.raise_()
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color(Role.BASE))
        lanes = self.lanes()
        if lanes:
            self._paint(painter, event.rect(), lanes)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().color(Role.MUTED))
        painter.end()

    def _follow(self, lanes: Sequence[Lane]) -> None:
        """Order, hide and size the header's sections as the grid has them."""
        header = self.header
        wanted = (tuple(lanes), header.count())
        if wanted == self._arranged_for:
            return
        self._arranged_for = wanted
        self._arranging = True
        try:
            shown = {lane.position for lane in lanes}
            for position in range(header.count()):
                if header.isSectionHidden(position) is (position in shown):
                    header.setSectionHidden(position, position not in shown)
            for place in range(min(self.count, header.count())):
                position = self._main.logicalIndex(place)
                if header.logicalIndex(place) != position:
                    header.moveSection(header.visualIndex(position), place)
            for lane in lanes:
                header.resizeSection(lane.position, lane.width)
        finally:
            self._arranging = False

    def _resized(self, position: int, _before: int, now: int) -> None:
        if not self._arranging and now:
            self._main.resizeSection(position, now)

    def _moved(self, _position: int, before: int, now: int) -> None:
        if not self._arranging:
            self._main.moveSection(before, now)
