"""The actions of results, done in one view while its page is in front."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.results.arranging.arrangements import ordered
from intacct_desktop.ui.results.arranging.column_menu import value_at_hand
from intacct_desktop.ui.results.grid.model import ABSENT

if TYPE_CHECKING:
    from intacct_desktop.ui.results.result_view import ResultView

_OF_CELL = ("only_values", "only_value", "without_value", "sort_ascending", "sort_descending", "hide_column", "freeze", "column_menu")


class GridCommands(QObject):
    """Belongs to a view; ``owner`` is the page that is in front while they count."""

    def __init__(self, view: "ResultView", actions: Actions, owner: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._actions = actions
        self._owner = owner
        for name, slot in self._slots().items():
            actions.handle(f"results.{name}", slot, owner=owner)
        view.grid.selectionModel().currentChanged.connect(self.offer)
        view.grid.selectionModel().selectionChanged.connect(self.offer)
        view.grid.columns.changed.connect(self.offer)
        view.grid.source_changed.connect(self.offer)
        self.offer()

    def offer(self) -> None:
        """Say which of them can be done now."""
        view, grid = self._view, self._view.grid
        loaded = view.result_set is not None and view.result_set.count > 0
        index = grid.currentIndex()
        able = dict.fromkeys(self._slots(), loaded)
        able |= {name: loaded and index.isValid() for name in _OF_CELL}
        able |= {
            "clear_filters": view.wanted.filters,
            "unsort": bool(view.wanted.order),
            "unfreeze": grid.columns.frozen_count > 0,
            "open_link": view.links.wish(index) is not None,
        }
        able |= {name: grid.selectionModel().hasSelection() for name in ("select_rows", "select_columns")}
        for name, enabled in able.items():
            self._actions.set_enabled(f"results.{name}", enabled, owner=self._owner)

    def show_checks(self) -> None:
        """Tick what is on in this view, for the menu is that of whichever is in front."""
        style = self._view.grid.rows.style
        for name, on in (
            ("totals", self._view.frame.shows_totals),
            ("compact", self._view.grid.is_compact),
            ("blank_nulls", style.blank_nulls),
            ("parentheses", style.parentheses),
        ):
            self._actions.action(f"results.{name}").setChecked(on)

    def _slots(self) -> dict[str, Callable[[], object]]:
        view = self._view
        grid, columns = view.grid, view.grid.columns
        find = QKeySequence.StandardKey
        return {
            "filter": view.filter_bar.begin,
            "only_values": lambda: view.pick_values(self._position),
            "only_value": lambda: self._with_value(view.only_value),
            "without_value": lambda: self._with_value(view.without_value),
            "clear_filters": view.clear_filters,
            "find": view.find_bar.begin,
            "find_next": lambda: view.find_bar.key(find.FindNext),
            "find_previous": lambda: view.find_bar.key(find.FindPrevious),
            "sort_ascending": lambda: view.arrange(ordered(view.wanted, self._position, descending=False)),
            "sort_descending": lambda: view.arrange(ordered(view.wanted, self._position, descending=True)),
            "unsort": view.unsort,
            "column_menu": lambda: view.open_column_menu(self._position),
            "columns": view.pick_columns,
            "hide_column": lambda: columns.hide([self._position]),
            "freeze": lambda: columns.freeze_to(self._position),
            "unfreeze": columns.unfreeze,
            "fit": lambda: columns.fit(grid.shown_columns(), grid.top_row),
            "select_rows": grid.select_rows,
            "select_columns": grid.select_columns,
            "open_link": view.links.open,
            "totals": lambda: view.set_totals(not view.frame.shows_totals),
            "compact": lambda: view.set_compact(not grid.is_compact),
            "blank_nulls": lambda: view.set_style(replace(grid.rows.style, blank_nulls=not grid.rows.style.blank_nulls)),
            "parentheses": lambda: view.set_style(replace(grid.rows.style, parentheses=not grid.rows.style.parentheses)),
            "reset_layout": view.reset_layout,
        }

    @property
    def _position(self) -> int:
        return self._view.grid.currentIndex().column()

    def _with_value(self, slot: Callable[[int, object], None]) -> None:
        value = value_at_hand(self._view, self._position)
        if value is not ABSENT:
            slot(self._position, value)
