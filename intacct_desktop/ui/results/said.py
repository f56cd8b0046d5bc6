"""What is said of the rows that are shown: which they are, who has put them in order, whether all are here, and why there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from intacct_desktop.api.query import Direction, Order
from intacct_desktop.results.arrangement import Arrangement
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.status_line import StatusLine


@dataclass(frozen=True, slots=True)
class Page:
    """The rows in view as they came: ``count`` from ``first`` on (0-based). ``start`` is the place of the result's first row among all."""

    first: int = 0
    count: int = 0
    start: int = 1
    order: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How many rows are left of those that were loaded, and how they stand; ``whole``: every row that matches is loaded."""

    arrangement: Arrangement
    left: int
    loaded: int
    whole: bool


class Said(QObject):
    """Writes it on the status line, and in place of the grid where there are no rows."""

    def __init__(self, status: StatusLine, pane: StatePane, parent: QObject) -> None:
        super().__init__(parent)
        self._status = status
        self._pane = pane

    def start(self, run: Callable[[], object]) -> None:
        """Nothing was asked for yet."""
        self._status.show_nothing()
        self._pane.show_words(
            self.tr("No rows yet"),
            self.tr("Choose columns and filters above, then run the query to see its rows here."),
            action=self.tr("Run"),
            slot=run,
        )

    def failed(self, run: Callable[[], object]) -> None:
        """The query brought nothing, and there are no rows from before."""
        self._pane.show_words(
            self.tr("No rows"),
            self.tr("The query did not come through. The message above says why."),
            action=self.tr("Run again"),
            slot=run,
        )

    def waiting(self) -> None:
        """The first rows are on their way."""
        self._pane.show_words(self.tr("Running the query…"), self.tr("The rows will stand here."))

    def range(self, shown: Shown, page: Page, total: int | None) -> None:
        """Which rows these are, and whether there are others to turn to."""
        status, arrangement = self._status, shown.arrangement
        if arrangement.filters:
            status.range.setText(self.tr("{left} of {rows}").format(left=words.number(shown.left), rows=words.loaded_rows(shown.loaded)))
        elif arrangement.order:
            status.show_range(1, shown.left, shown.loaded)
        else:
            status.show_range(page.start + page.first, page.start + page.first + page.count - 1, total)
        natural = arrangement.is_natural
        status.back_button.setEnabled(natural and page.first > 0)
        status.forward_button.setEnabled(natural and page.start + page.first + page.count <= (total or 0))

    def order(self, shown: Shown, page: Page, columns: Sequence[Column]) -> tuple[dict[int, str], str]:
        """Who has put the rows in which order; the signs for the headers by position, and the words for their tips."""
        keys, asked = shown.arrangement.order, page.order
        if keys:
            said = self.tr("sorted here by {columns}").format(columns=", ".join(columns[key.position].path for key in keys))
            numbers = [str(at) if len(keys) > 1 else "" for at in range(1, len(keys) + 1)]
            arrows = {key.position: f"{'↓' if key.descending else '↑'}{number}" for key, number in zip(keys, numbers, strict=True)}
        else:
            said = self.tr("sorted by Intacct: {columns}").format(columns=", ".join(entry.field for entry in asked)) if asked else ""
            places = {column.path: at for at, column in enumerate(columns)}
            signs = {entry.field: "↑" if entry.direction is Direction.ASCENDING else "↓" for entry in asked[:1]}
            arrows = {places[path]: sign for path, sign in signs.items() if path in places}
        if shown.whole:
            way = self.tr("Every row is loaded: a click sorts them here, Shift and a click by a further column.")
        else:
            way = self.tr("Click to order by this column in the company.")
        self._status.show_order(said)
        return arrows, f"{said}\n{way}" if said else way

    def pane(self, shown: Shown, clear: Callable[[], object]) -> None:
        """The rows, or why there are none."""
        if shown.left:
            self._pane.show_content()
        elif shown.loaded:
            self._pane.show_words(
                self.tr("No loaded row matches"),
                self.tr("{rows} were searched, and none is as the filters above wish.").format(rows=words.loaded_rows(shown.loaded)),
                action=self.tr("Clear all filters"),
                slot=clear,
            )
        else:
            self._pane.show_words(
                self.tr("No rows match"),
                self.tr("The query ran and found nothing. Widen a filter, or look at another entity, and run it again."),
            )

    def loaded(self, result_set: ResultSet, remark: str) -> None:
        """How much is here; ``remark`` is what has to be said of how it was loaded."""
        text = self.tr("{rows} loaded · complete") if result_set.complete else self.tr("{rows} loaded")
        self._status.loaded.setText(text.format(rows=words.rows(result_set.count)))
        if remark:
            self._status.show_state(remark, role="warning")
        elif result_set.misfits:
            kept = self.tr("1 value is not of its column's type and is shown as it came")
            several = self.tr("{count} values are not of their column's type and are shown as they came")
            count = result_set.misfits
            self._status.show_state(kept if count == 1 else several.format(count=words.number(count)), role="warning")
        else:
            self._status.show_state("")

    def total(self, shown: Shown, loaded: int) -> str:
        """Of which rows the totals are."""
        if shown.arrangement.filters:
            return self.tr("Total of {rows}, filtered").format(rows=words.rows(shown.left))
        return self.tr("Total of {rows}").format(rows=words.rows(loaded) if shown.whole else words.loaded_rows(loaded))
