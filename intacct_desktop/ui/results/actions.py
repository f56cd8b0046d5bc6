"""What can be done with the rows of a result, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("ResultActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window. Each page with rows handles them while it is in front: `ResultView.serve`."""

    below = {"sort": _tr("Sort"), "column": _tr("Column"), "select": _tr("Selection")}

    def add(id_: str, text: str, group: str, *, keys: str = "", icon: str = "", tip: str = "", checkable: bool = False) -> None:
        actions.declare(
            f"results.{id_}",
            text,
            menu=Menu.RESULTS,
            group="parts" if group in below else group,
            submenu=below.get(group, ""),
            shortcut=keys,
            icon=icon,
            tip=tip,
            checkable=checkable,
        )

    add("filter", _tr("Filter the loaded rows"), "filter", keys="Ctrl+K", icon="filter")
    add("only_values", _tr("Only these values…"), "filter", keys="Ctrl+Alt+G", tip=_tr("Choose the values of the current column"))
    add("only_value", _tr("Only this value"), "filter", keys="Ctrl+Alt+Shift+V", tip=_tr("Only rows with the value of the current cell"))
    add(
        "without_value", _tr("Without this value"), "filter", keys="Ctrl+Alt+Shift+X", tip=_tr("No rows with the value of the current cell")
    )
    add("clear_filters", _tr("Clear all filters"), "filter", keys="Ctrl+Alt+Shift+K")
    add("find", _tr("Find in the rows"), "find", keys="Ctrl+Shift+G", icon="search", tip=_tr("Find in the rows (in the grid also Ctrl+F)"))
    add("find_next", _tr("Next hit"), "find", keys="Ctrl+F3", tip=_tr("Next hit (in the grid also F3)"))
    add("find_previous", _tr("Previous hit"), "find", keys="Ctrl+Shift+F3", tip=_tr("Previous hit (in the grid also Shift+F3)"))
    add(
        "sort_ascending",
        _tr("Sort ascending"),
        "sort",
        keys="Ctrl+Alt+Shift+A",
        icon="sort",
        tip=_tr("Sort the loaded rows by the current column"),
    )
    add("sort_descending", _tr("Sort descending"), "sort", keys="Ctrl+Alt+Shift+Z", tip=_tr("Sort the loaded rows by the current column"))
    add("unsort", _tr("As they came"), "sort", keys="Ctrl+Alt+Shift+R", tip=_tr("The order in which the rows came"))
    add(
        "column_menu",
        _tr("Menu of the column"),
        "column",
        keys="Ctrl+Alt+Down",
        tip=_tr("What can be done with the current column (in the grid Alt+Down)"),
    )
    add("columns", _tr("Show or hide columns…"), "column", keys="Ctrl+Alt+U", icon="columns")
    add("hide_column", _tr("Hide the column"), "column", keys="Ctrl+Alt+Shift+H")
    add(
        "freeze",
        _tr("Freeze up to here"),
        "column",
        keys="Ctrl+Alt+Shift+F",
        tip=_tr("Keep the current column and those before it in place"),
    )
    add("unfreeze", _tr("Unfreeze the columns"), "column", keys="Ctrl+Alt+Shift+Y")
    add("fit", _tr("Fit all widths"), "column", keys="Ctrl+Alt+Shift+I", tip=_tr("As wide as the rows on the screen need"))
    add(
        "select_rows",
        _tr("Select whole rows"),
        "select",
        keys="Ctrl+Alt+Shift+Right",
        tip=_tr("Select whole rows (in the grid Shift+Space)"),
    )
    add(
        "select_columns",
        _tr("Select whole columns"),
        "select",
        keys="Ctrl+Alt+Shift+Down",
        tip=_tr("Select whole columns (in the grid Ctrl+Space)"),
    )
    add(
        "open_link",
        _tr("Open what the cell names"),
        "select",
        keys="Ctrl+Alt+Return",
        icon="link",
        tip=_tr("Open the record that the current cell names"),
    )
    add("totals", _tr("Totals"), "look", keys="Ctrl+Alt+Shift+T", checkable=True, tip=_tr("The sum of each column below it"))
    add("compact", _tr("Compact rows"), "look", keys="Ctrl+Alt+Shift+P", checkable=True)
    add("blank_nulls", _tr("Nulls blank"), "look", keys="Ctrl+Alt+Shift+B", checkable=True, tip=_tr("Show nothing where there is no value"))
    add(
        "parentheses",
        _tr("Negatives in parentheses"),
        "look",
        keys="Ctrl+Alt+Shift+Q",
        checkable=True,
        tip=_tr("Show (320.00) in place of a red −320.00"),
    )
    add(
        "reset_layout",
        _tr("Reset the layout"),
        "look",
        keys="Ctrl+Alt+Shift+Home",
        tip=_tr("Order, widths and columns as if nobody had changed them"),
    )
