"""What can be done with one column: the menu of its header."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging.arrangements import ordered, turned, without_restrictions
from intacct_desktop.ui.results.grid.model import ABSENT

if TYPE_CHECKING:
    from intacct_desktop.ui.results.result_view import ResultView

_LONGEST = 24


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnMenu", text)


def column_menu(view: "ResultView", position: int) -> QMenu:
    """Of the column at a position; it deletes itself when it is closed."""
    grid, columns = view.grid, view.grid.columns
    menu = QMenu(grid)
    menu.setAccessibleName(_tr("Column {column}").format(column=grid.rows.columns[position].path))

    def add(text: str, slot: Any, *, able: bool = True) -> None:
        action = menu.addAction(text)
        action.setEnabled(able)
        action.triggered.connect(lambda _checked=False: slot())

    _sorting(view, position, add)
    menu.addSeparator()
    add(_tr("Only these values…"), lambda: view.pick_values(position))
    value = value_at_hand(view, position)
    if value is not ABSENT:
        add(_tr("Only {value}").format(value=quoted(value)), lambda: view.only_value(position, value))
        add(_tr("Without {value}").format(value=quoted(value)), lambda: view.without_value(position, value))
    is_filtered = any(entry.position == position for entry in view.arrangement.restrictions)
    add(_tr("Clear the filter"), lambda: view.arrange(without_restrictions(view.wanted, position)), able=is_filtered)
    menu.addSeparator()
    add(_tr("Freeze up to here"), lambda: columns.freeze_to(position))
    add(_tr("Unfreeze the columns"), columns.unfreeze, able=columns.frozen_count > 0)
    add(_tr("Fit the width"), lambda: columns.fit([position], grid.top_row))
    add(_tr("Fit all widths"), lambda: columns.fit(grid.shown_columns(), grid.top_row))
    shown = grid.shown_columns()
    at = shown.index(position) if position in shown else 0
    add(_tr("Move to the left"), lambda: columns.move(position, -1), able=at > 0)
    add(_tr("Move to the right"), lambda: columns.move(position, 1), able=at < len(shown) - 1)
    add(_tr("Select the column"), lambda: grid.select_column(position))
    menu.addSeparator()
    add(_tr("Hide this column"), lambda: columns.hide([position]), able=len(shown) > 1)
    add(_tr("Show or hide columns…"), view.pick_columns)
    add(_tr("Show all columns"), lambda: columns.show(columns.hidden), able=bool(columns.hidden))
    add(_tr("Reset the layout"), view.reset_layout)
    grid.column_menu_shown.emit(menu, position)
    return menu


def quoted(value: Any) -> str:
    """A value in the words of a menu."""
    text = words.shown(value)
    if value is None or value == "":
        return text
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"“{text}”".replace("&", "&&")


def value_at_hand(view: "ResultView", position: int) -> Any:
    """The value of a column in the current row; `ABSENT` where there is none."""
    index = view.grid.currentIndex()
    return view.grid.rows.cell(index.row(), position)[0] if index.isValid() else ABSENT


def _sorting(view: "ResultView", position: int, add: Any) -> None:
    if view.all_loaded:
        add(_tr("Sort ascending"), lambda: view.arrange(ordered(view.wanted, position, descending=False)))
        add(_tr("Sort descending"), lambda: view.arrange(ordered(view.wanted, position, descending=True)))
    else:
        add(_tr("Order by this column in Intacct"), lambda: view.sort(position))
        add(_tr("Sort the loaded rows ascending"), lambda: view.arrange(ordered(view.wanted, position, descending=False)))
        add(_tr("Sort the loaded rows descending"), lambda: view.arrange(ordered(view.wanted, position, descending=True)))
    order = view.wanted.order
    keyed = any(key.position == position for key in order)
    add(_tr("Then by this column"), lambda: view.arrange(turned(view.wanted, position, further=True)), able=bool(order) and not keyed)
    add(_tr("As they came"), view.unsort, able=bool(order))
