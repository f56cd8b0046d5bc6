"""How the grid of a query was left, brought back the next time its rows are shown."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject

from intacct_desktop.ui.keeping import Keeping
from intacct_desktop.ui.results.grid.cell_style import CellStyle
from intacct_desktop.ui.results.grid.grid_frame import GridFrame
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from intacct_desktop.workspace.grid_layouts import GridLayout, GridLayouts


@dataclass(frozen=True, slots=True)
class LayoutPlace:
    """Where layouts are kept, and under which names one of these columns is: the first that is known counts, the first is written."""

    layouts: GridLayouts
    names: Callable[[Sequence[str]], Sequence[str]]


class Remembering(QObject):
    """Serves one grid. Without a place nothing is remembered."""

    def __init__(self, grid: ResultGrid, frame: GridFrame) -> None:
        super().__init__(grid)
        self._grid = grid
        self._frame = frame
        self._place: LayoutPlace | None = None
        self._keeping: Keeping | None = None
        grid.columns.changed.connect(self.note)

    def use(self, place: LayoutPlace) -> None:
        """Remember there from now on."""
        self._place = place
        self._keeping = Keeping(self._job, self.tr("Keep the layout of the rows"), self)

    def layout_of(self, paths: Sequence[str]) -> GridLayout | None:
        """What was remembered for these columns."""
        if self._place is None:
            return None
        found = (self._place.layouts.of(name) for name in self._place.names(paths))
        return next((layout for layout in found if layout is not None), None)

    def present(self) -> GridLayout:
        """How the grid looks now."""
        style = self._grid.rows.style
        return msgspec.structs.replace(
            self._grid.columns.layout(),
            compact=self._grid.is_compact,
            blank_nulls=style.blank_nulls,
            parentheses=style.parentheses,
            totals=self._frame.shows_totals,
        )

    def apply_look(self, layout: GridLayout | None) -> None:
        """What of a layout is not about columns."""
        layout = layout or GridLayout()
        self._grid.set_compact(layout.compact)
        self._frame.set_totals(layout.totals)
        style = CellStyle(layout.blank_nulls, layout.parentheses)
        if style != self._grid.rows.style:
            self._grid.rows.set_style(style)

    def note(self) -> None:
        """The person has changed something."""
        paths = self._grid.columns.paths
        if self._place is not None and self._keeping is not None and paths:
            present = self.present()
            self._place.layouts.keep(self._place.names(paths)[0], present if present != GridLayout() else None)
            self._keeping.note()

    def forget(self) -> None:
        """The columns are to be as they came."""
        if self._place is not None and self._keeping is not None:
            for name in self._place.names(self._grid.columns.paths):
                self._place.layouts.keep(name, None)
            self._keeping.note()

    async def aclose(self) -> None:
        """Write what is not written yet; where that is refused, the layout is as it was the next time."""
        if self._keeping is not None:
            with suppress(OSError):
                await self._keeping.now()

    def _job(self) -> Callable[[], None] | None:
        place = self._place
        return place.layouts.save if place is not None and place.layouts.dirty else None
