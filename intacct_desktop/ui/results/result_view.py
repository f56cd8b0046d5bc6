"""The place of the results: the grid and its status line, or words where there are no rows to show."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intacct_desktop.api.query import Order
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.grid import ResultGrid
from intacct_desktop.ui.results.status_line import StatusLine


class ResultView(QWidget):
    """Shows a page of a `ResultSet`. `back`, `forward` and `order_wished` (a column's name) are what the person asks for."""

    back = Signal()
    forward = Signal()
    order_wished = Signal(str)
    arrangement_changed = Signal(object)
    """Carries the `Arrangement` in which the rows are shown from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Results"))
        self.grid = ResultGrid(self)
        self.pane = StatePane(self.grid, self)
        self.status = StatusLine(self)
        self._outdated = False
        self._result_set: ResultSet | None = None
        self.status.back.connect(self.back)
        self.status.forward.connect(self.forward)
        self.grid.order_wished.connect(self.order_wished)
        self.grid.selection_totalled.connect(self.status.show_selection)
        self.grid.copied.connect(lambda count: self.status.show_state(self.tr("{rows} copied").format(rows=words.rows(count))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pane, 1)
        column.addWidget(self.status)

    @property
    def result_set(self) -> ResultSet | None:
        """The rows as they were loaded; `grid.source` has them as they are shown."""
        return self._result_set

    @property
    def arrangement(self) -> Arrangement:
        """How the rows are shown: what is computed from "the rows as arranged" reads ``result_set.rows(view.arrangement)``."""
        return AS_THEY_CAME

    def serve(self, actions: Actions, owner: QWidget) -> None:
        """Handle the actions of results while ``owner`` is in front."""

    @property
    def shows_rows(self) -> bool:
        return self.grid.rows.rowCount() > 0

    def show_start(self, run: Callable[[], object]) -> None:
        """Nothing was asked for yet."""
        self._result_set = None
        self._outdated = False
        self.grid.show_rows(None)
        self.status.show_nothing()
        self.pane.show_words(
            self.tr("No rows yet"),
            self.tr("Choose columns and filters above, then run the query to see its rows here."),
            action=self.tr("Run"),
            slot=run,
        )

    def show_waiting(self) -> None:
        """The first rows are on their way; the rows of an earlier query stay readable, and are marked."""
        if self.shows_rows:
            self.mark_old(self.tr("Running… these rows are from the previous query"))
        else:
            self.pane.show_words(self.tr("Running the query…"), self.tr("The rows will stand here."))
        self.status.show_progress(0, None)

    def show_failed(self, run: Callable[[], object]) -> None:
        """The query brought nothing; the notice above says why."""
        self.status.show_progress(0, 0)
        if self.shows_rows:
            self.mark_old(self.tr("Not renewed: these rows are from the previous query"))
        else:
            self.pane.show_words(
                self.tr("No rows"),
                self.tr("The query did not come through. The message above says why."),
                action=self.tr("Run again"),
                slot=run,
            )

    def mark_old(self, text: str) -> None:
        self.grid.set_faded(True)
        self.status.show_state(text, role="warning")

    def set_outdated(self, outdated: bool) -> None:
        """Whether the query, or the entity, is another than that of the rows; a change taken back takes the mark away."""
        if self._result_set is None or outdated == self._outdated:
            return
        self._outdated = outdated
        if outdated:
            self.mark_old(self.tr("From the previous query: it or the entity was changed since. Run it to renew these rows"))
        else:
            self.grid.set_faded(False)
            self._show_loaded(self._result_set)

    def show_rows(
        self, result_set: ResultSet, first: int, count: int, start: int, order: Sequence[Order], at_hand: Sequence[tuple[object, ...]] = ()
    ) -> None:
        """Show ``count`` rows from ``first`` on (0-based). ``start`` is the place of the result's first row among all that match."""
        self._result_set = result_set
        self._outdated = False
        self.grid.set_faded(False)
        self.grid.show_rows(result_set, first, count, order, at_hand)
        self.status.show_progress(0, 0)
        self.status.show_range(start + first, start + first + count - 1, result_set.total_count)
        self.status.back_button.setEnabled(first > 0)
        self.status.forward_button.setEnabled(start + first + count <= (result_set.total_count or 0))
        self._show_loaded(result_set)
        if count:
            self.pane.show_content()
        else:
            self.pane.show_words(
                self.tr("No rows match"),
                self.tr("The query ran and found nothing. Widen a filter, or look at another entity, and run it again."),
            )

    def _show_loaded(self, result_set: ResultSet) -> None:
        text = self.tr("{rows} loaded · complete") if result_set.complete else self.tr("{rows} loaded")
        self.status.loaded.setText(text.format(rows=words.rows(result_set.count)))
        if result_set.total_changed:
            self.status.show_state(self.tr("The company changed while loading: rows may be missing or stand twice"), role="warning")
        elif result_set.misfits:
            kept = self.tr("1 value is not of its column's type and is shown as it came")
            several = self.tr("{count} values are not of their column's type and are shown as they came")
            self.status.show_state(
                kept if result_set.misfits == 1 else several.format(count=words.number(result_set.misfits)), role="warning"
            )
        else:
            self.status.show_state("")
