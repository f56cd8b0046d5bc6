"""Cells that name another record: underlined below the mouse, opened by Ctrl and a click or from the menu."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.ui.results.grid.model import ABSENT
from intacct_desktop.ui.results.grid.result_grid import ResultGrid


@dataclass(frozen=True, slots=True)
class Link:
    """The record of ``object`` whose ``member``, its key or its id, stands in the column at ``position``."""

    object: str
    member: str
    position: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A record that is to be opened."""

    object: str
    member: str
    value: str

    @property
    def words(self) -> str:
        return f"{readable(short_name(self.object)).lower()} {self.value}"


class GridLinks(QObject):
    """Serves a grid. `wished` carries the `Wish`; `set_links` says which columns have records in them."""

    wished = Signal(object)

    def __init__(self, grid: ResultGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._links: Mapping[int, Link] = {}
        self._pressed: QModelIndex | None = None
        grid.viewport().installEventFilter(self)
        grid.installEventFilter(self)
        grid.cell_menu_shown.connect(self._offer)
        grid.source_changed.connect(self._leave)

    def set_links(self, links: Mapping[int, Link]) -> None:
        """By the position of the column that leads there."""
        self._links = dict(links)
        self._leave()

    @property
    def links(self) -> Mapping[int, Link]:
        return self._links

    def wish(self, index: QModelIndex) -> Wish | None:
        """What a cell leads to; None where it leads nowhere or is not read yet."""
        link = self._links.get(index.column()) if index.isValid() else None
        if link is None:
            return None
        value: Any = self._grid.rows.cell(index.row(), link.position)[0]
        if value is None or value == "" or value is ABSENT or isinstance(value, Misfit):
            return None
        return Wish(link.object, link.member, str(value))

    def open(self) -> None:
        """Open what the current cell leads to."""
        wish = self.wish(self._grid.currentIndex())
        if wish is not None:
            self.wished.emit(wish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not shiboken6.isValid(self._grid):  # it is being destroyed, and its children with it
            return False
        if watched is self._grid.viewport():
            if isinstance(event, QMouseEvent):
                return self._mouse(event)
            if event.type() is QEvent.Type.Leave:
                self._leave()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Control and event.type() in _KEYS:
            self._point(event.type() is QEvent.Type.KeyPress)
        return super().eventFilter(watched, event)

    def _mouse(self, event: QMouseEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        place = event.position().toPoint()
        if event.type() is QEvent.Type.MouseMove and not event.buttons():
            self._hover(place, control=control)
        elif event.button() is Qt.MouseButton.LeftButton and control:
            index = self._grid.index_at(place)
            wish = self.wish(index)
            if event.type() is QEvent.Type.MouseButtonPress and wish is not None:
                self._pressed = index
                return True
            if event.type() is QEvent.Type.MouseButtonRelease and self._pressed is not None:
                pressed, self._pressed = self._pressed, None
                if pressed == index and wish is not None:
                    self.wished.emit(wish)
                return True
        return False

    def _hover(self, place: QPoint, *, control: bool) -> None:
        index = self._grid.index_at(place)
        wish = self.wish(index)
        self._underline((index.row(), index.column()) if wish is not None else None)
        self._point(control)

    def _point(self, control: bool) -> None:
        port = self._grid.viewport()
        if control and self._grid.cells.link is not None:
            port.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            port.unsetCursor()

    def _leave(self) -> None:
        self._underline(None)
        self._point(False)

    def _underline(self, cell: tuple[int, int] | None) -> None:
        if cell != self._grid.cells.link:
            self._grid.cells.link = cell
            self._grid.viewport().update()
            self._grid.frozen.update()

    def _offer(self, menu: QMenu, index: QModelIndex) -> None:
        wish = self.wish(index)
        if wish is not None:
            action = menu.addAction(self.tr("Open {record}").format(record=wish.words))
            action.triggered.connect(lambda _checked=False: self.wished.emit(wish))
            menu.insertAction(menu.actions()[0], action)


_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
