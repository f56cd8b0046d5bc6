"""What a query tab can do, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.results import actions as result_actions
from intacct_desktop.ui.results.beside import inspection_actions


def _tr(text: str) -> str:
    return QCoreApplication.translate("QueryActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window, before the first tab. Each tab handles them while it is in front."""
    add = actions.declare
    add("query.run", _tr("Run"), menu=Menu.QUERY, shortcut="F5", icon="run", tip=_tr("Run the query"), group="run")
    add("query.stop", _tr("Stop"), menu=Menu.QUERY, shortcut="Esc", icon="stop", tip=_tr("Stop what is running"), group="run")
    add("query.count", _tr("Count"), menu=Menu.QUERY, shortcut="Ctrl+F5", tip=_tr("Ask only how many rows match"), group="run")
    add("query.load_all", _tr("Load all rows"), menu=Menu.QUERY, shortcut="Shift+F5", tip=_tr("Load every row that matches"), group="run")
    add("query.previous_page", _tr("Previous page"), menu=Menu.QUERY, shortcut="Alt+PgUp", icon="chevron-left", group="page")
    add("query.next_page", _tr("Next page"), menu=Menu.QUERY, shortcut="Alt+PgDown", icon="chevron-right", group="page")
    add(
        "query.export",
        _tr("Export…"),
        menu=Menu.QUERY,
        shortcut="Ctrl+Shift+E",
        icon="export",
        tip=_tr("Save rows to a file"),
        group="export",
    )
    add(
        "query.print",
        _tr("Print…"),
        menu=Menu.QUERY,
        shortcut="Ctrl+Shift+P",
        icon="print",
        tip=_tr("Print the loaded rows, with a preview"),
        group="export",
    )
    add("query.save", _tr("Save query"), menu=Menu.FILE, shortcut="Ctrl+S", icon="save", group="query")
    add("query.save_as", _tr("Save query as…"), menu=Menu.FILE, shortcut="Ctrl+Alt+S", group="query")
    add("query.pin", _tr("Pin the result"), menu=Menu.QUERY, shortcut="Ctrl+Alt+P", icon="pin", group="compare")
    add("query.compare", _tr("Compare with the pinned result"), menu=Menu.QUERY, shortcut="Ctrl+Alt+D", icon="compare", group="compare")
    add("query.undo", _tr("Undo"), menu=Menu.EDIT, shortcut="Ctrl+Z", icon="undo", group="steps")
    add("query.redo", _tr("Redo"), menu=Menu.EDIT, shortcut="Ctrl+Y", icon="redo", group="steps")
    add("query.json", _tr("JSON"), menu=Menu.VIEW, shortcut="Ctrl+Alt+J", icon="json", tip=_tr("Show the query as JSON"), group="query")
    add(
        "query.code", _tr("Code"), menu=Menu.VIEW, shortcut="Ctrl+Alt+K", icon="code", tip=_tr("Show the query as a program"), group="query"
    )
    add(
        "query.explain",
        _tr("Explain"),
        menu=Menu.VIEW,
        shortcut="Ctrl+Alt+E",
        icon="explain",
        tip=_tr("Say the query in plain words"),
        group="query",
    )
    add("query.groups", _tr("Groups of filters"), menu=Menu.VIEW, shortcut="Ctrl+G", icon="groups", group="query")
    add("results.copy", _tr("Copy"), menu=Menu.EDIT, shortcut="Ctrl+C", icon="copy", group="copy")
    add("results.copy_with_headers", _tr("Copy with headers"), menu=Menu.EDIT, shortcut="Ctrl+Shift+C", icon="copy", group="copy")
    add("results.copy_cell", _tr("Copy cell"), menu=Menu.EDIT, shortcut="Ctrl+Alt+Shift+C", group="copy")
    result_actions.declare(actions)
    inspection_actions.declare(actions)
