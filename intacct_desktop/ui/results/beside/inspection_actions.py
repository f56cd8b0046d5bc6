"""What can be seen beside the rows and copied of them, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.results.clipboard import CopyFormat
from intacct_desktop.ui.actions import Actions, Menu

COPIES = {
    "results.copy": CopyFormat.CELLS,
    "results.copy_with_headers": CopyFormat.WITH_HEADERS,
    "results.copy_csv": CopyFormat.CSV,
    "results.copy_json": CopyFormat.JSON,
    "results.copy_markdown": CopyFormat.MARKDOWN,
}
"""The actions that copy the selected cells; the first two are declared with the query's own."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("InspectionActions", text)


def copy_names() -> dict[str, str]:
    """What the ways to copy are called behind "Copy as"."""
    return {
        "results.copy_csv": _tr("CSV"),
        "results.copy_json": _tr("JSON"),
        "results.copy_markdown": _tr("Markdown table"),
        "results.copy_list": _tr("List for a filter"),
    }


def declare(actions: Actions) -> None:
    """Make the actions known, once a window. Each page with rows handles them while it is in front: `Inspection.serve`."""
    add = actions.declare
    add(
        "results.statistics",
        _tr("Statistics of the column"),
        menu=Menu.RESULTS,
        shortcut="Ctrl+Alt+Shift+U",
        icon="sum",
        tip=_tr("Count and sum up the current column"),
        group="inspect",
    )
    add(
        "results.groups",
        _tr("Group and chart"),
        menu=Menu.RESULTS,
        shortcut="Ctrl+Alt+Shift+G",
        icon="group-by",
        tip=_tr("Put the rows together by columns, with sums and a chart"),
        group="inspect",
    )
    add(
        "results.cell",
        _tr("Show the cell"),
        menu=Menu.RESULTS,
        shortcut="F7",
        icon="explain",
        tip=_tr("Show the whole value of the current cell"),
        group="inspect",
    )
    add(
        "results.filter_by_values",
        _tr("Ask Intacct for the selected values"),
        menu=Menu.RESULTS,
        shortcut="Ctrl+Alt+N",
        icon="filter",
        tip=_tr("Add a filter to the query: the selected values of the current column"),
        group="inspect",
    )
    keys = {
        "results.copy_csv": "Ctrl+Alt+Shift+S",
        "results.copy_json": "Ctrl+Alt+Shift+N",
        "results.copy_markdown": "Ctrl+Alt+Shift+M",
        "results.copy_list": "Ctrl+Alt+Shift+L",
    }
    for id_, name in copy_names().items():
        text = _tr("Copy as {format}").format(format=name)
        add(id_, text, menu=Menu.EDIT, shortcut=keys[id_], icon="copy", group="copy", submenu=_tr("Copy as"))
