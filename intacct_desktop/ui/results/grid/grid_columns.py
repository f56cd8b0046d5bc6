"""The columns of a grid as a person wants them: their order and widths, which are hidden and which stand still."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetrics

from intacct_desktop.ui.results.grid.delegate import LEFT, RIGHT, CellDelegate
from intacct_desktop.ui.results.grid.frozen import FrozenColumns
from intacct_desktop.ui.results.grid.header import GridHeader
from intacct_desktop.ui.results.grid.model import ResultModel
from intacct_desktop.ui.theme import SMALL_PX, ui_font
from intacct_desktop.workspace.grid_layouts import GridLayout

_NARROWEST = 64
_WIDEST = 360
_WIDEST_WISHED = 900
_ARROW = 22
SAMPLE = 60
"""Rows that widths are taken from: what a screen shows, never the whole column."""


class GridColumns(QObject):
    """Serves the grid's ``header``. `changed` tells that something to remember was changed, by whomever."""

    changed = Signal()

    def __init__(self, model: ResultModel, header: GridHeader, frozen: FrozenColumns, cells: CellDelegate, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._header = header
        self._frozen = frozen
        self._cells = cells
        self._paths: tuple[str, ...] = ()
        self._chosen: set[int] = set()
        self._arranging = False
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)

    @property
    def paths(self) -> tuple[str, ...]:
        return self._paths

    @property
    def frozen_count(self) -> int:
        """The columns that stand still, by their place on the screen."""
        return self._frozen.count

    @property
    def hidden(self) -> list[int]:
        """The positions of the columns that are not shown."""
        return [at for at in range(self._header.count()) if self._header.isSectionHidden(at)]

    def shown(self) -> list[int]:
        """The positions of the others, in the order of the screen."""
        header = self._header
        ordered = (header.logicalIndex(place) for place in range(header.count()))
        return [position for position in ordered if not header.isSectionHidden(position)]

    def take_up(self, layout: GridLayout | None) -> bool:
        """The model may have other columns now: arrange them as ``layout`` has them, or as they came. False where it has the same."""
        paths = tuple(column.path for column in self._model.columns)
        if paths == self._paths:
            self._frozen.reset()
            return False
        self._paths = paths
        self.apply(layout)
        return True

    def apply(self, layout: GridLayout | None) -> None:
        """Arrange the columns as ``layout`` has them; all as they came, in fitting widths, without one."""
        layout = layout or GridLayout()
        places = {path: at for at, path in enumerate(self._paths)}
        header = self._header
        self._arranging = True
        try:
            self._frozen.freeze(0)
            self._chosen = {places[path] for path in layout.widths if path in places}
            hidden = {places[path] for path in layout.hidden if path in places}
            if len(hidden) == len(self._paths):
                hidden = set()
            for position in range(header.count()):
                if header.isSectionHidden(position) is not (position in hidden):
                    header.setSectionHidden(position, position in hidden)
            for place, position in enumerate(_order(layout.order, self._paths)):
                if header.logicalIndex(place) != position:
                    header.moveSection(header.visualIndex(position), place)
            sample = self._model.loaded_rows(SAMPLE)
            for position, path in enumerate(self._paths):
                header.resizeSection(position, layout.widths.get(path) or self._wished(position, sample, _WIDEST))
            last = places.get(layout.frozen or "")
            self._frozen.freeze(header.visualIndex(last) + 1 if last is not None else 0)
        finally:
            self._arranging = False

    def layout(self) -> GridLayout:
        """What there is to remember of the columns: of widths those that a person chose."""
        header = self._header
        order = tuple(self._paths[header.logicalIndex(place)] for place in range(header.count()))
        last = header.logicalIndex(self._frozen.count - 1) if self._frozen.count else -1
        return GridLayout(
            order=order if order != self._paths else (),
            widths={self._paths[at]: header.sectionSize(at) for at in sorted(self._chosen) if header.sectionSize(at)},
            hidden=tuple(self._paths[at] for at in self.hidden),
            frozen=self._paths[last] if last >= 0 else None,
        )

    def hide(self, positions: Collection[int]) -> None:
        """Hide these; the last one that shows stays."""
        left = set(self.shown()) - set(positions)
        for position in set(positions) if left else set():
            self._header.hideSection(position)
        self._told()

    def show(self, positions: Collection[int]) -> None:
        for position in positions:
            self._header.showSection(position)
        self._told()

    def freeze_to(self, position: int) -> None:
        """Keep this column and those before it in place."""
        self._frozen.freeze(self._header.visualIndex(position) + 1)
        self._told()

    def unfreeze(self) -> None:
        self._frozen.freeze(0)
        self._told()

    def is_frozen(self, position: int) -> bool:
        return self._header.visualIndex(position) < self._frozen.count

    def move(self, position: int, by: int) -> None:
        """Move a column past so many that show."""
        shown = self.shown()
        at = shown.index(position) if position in shown else -1
        if at >= 0 and 0 <= at + by < len(shown):
            self._header.moveSection(self._header.visualIndex(position), self._header.visualIndex(shown[at + by]))

    def fit(self, positions: Sequence[int], first_row: int = 0) -> None:
        """As wide as the header and the rows from ``first_row`` on need."""
        sample = self._model.loaded_rows(SAMPLE, first_row)
        for position in positions:
            self._header.resizeSection(position, self._wished(position, sample, _WIDEST_WISHED))

    def wished(self, position: int, first_row: int) -> int:
        """The pixels that a column needs for its header and these rows."""
        return self._wished(position, self._model.loaded_rows(SAMPLE, first_row), _WIDEST_WISHED)

    def make_room(self, needed: Mapping[int, int]) -> None:
        """Widen columns whose width nobody chose to so many pixels."""
        self._arranging = True
        try:
            for position, pixels in needed.items():
                now = self._header.sectionSize(position)
                if position not in self._chosen and 0 < now < pixels:
                    self._header.resizeSection(position, min(pixels, _WIDEST))
        finally:
            self._arranging = False
        self._frozen.arrange()

    def _wished(self, position: int, sample: Sequence[tuple[object, ...]], most: int) -> int:
        column, style = self._model.columns[position], self._model.style
        strong = QFontMetrics(ui_font(SMALL_PX, strong=True))
        header = strong.horizontalAdvance(column.path) + LEFT + RIGHT + _ARROW
        cells = (row[position] for row in sample if position < len(row))
        widest = max((self._cells.width(column, value, style.text(value)) for value in cells), default=0)
        bracket = self._cells.bracket if style.parentheses and column.is_number else 0
        return min(max(header, widest + bracket + 4, _NARROWEST), max(most, min(header, _WIDEST)))

    def _resized(self, position: int, before: int, now: int) -> None:
        if not self._arranging and before and now:  # a column that is hidden has no width
            self._chosen.add(position)
            self._told()

    def _moved(self, _position: int, _before: int, _now: int) -> None:
        if not self._arranging:
            self._told()

    def _told(self) -> None:
        self._frozen.arrange()
        self.changed.emit()


def _order(wished: Sequence[str], paths: Sequence[str]) -> list[int]:
    """Positions in the order of a layout; a column that it does not know stands behind the one that it came after."""
    places = {path: at for at, path in enumerate(paths)}
    known = [path for path in wished if path in places]
    if not known:
        return list(range(len(paths)))
    found = list(known)
    for at, path in enumerate(paths):
        if path not in known:
            before = paths[at - 1] if at else None
            found.insert(found.index(before) + 1 if before in found else 0, path)
    return [places[path] for path in found]
