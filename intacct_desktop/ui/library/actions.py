"""What can be done with queries as a whole, declared for the menus, the shortcuts and the palette: files, history, calls."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("LibraryActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window."""
    add = actions.declare
    add("query.open", _tr("Open query…"), menu=Menu.FILE, shortcut="Ctrl+O", icon="folder", group="query")
    add("query.open_text", _tr("Open from text…"), menu=Menu.FILE, shortcut="Ctrl+Alt+O", group="query")
    add("queries.new_folder", _tr("New folder for queries"), menu=Menu.FILE, shortcut="Ctrl+Alt+F", icon="folder-plus", group="query")
    add("tab.reopen", _tr("Reopen closed query"), menu=Menu.FILE, shortcut="Ctrl+Shift+T", group="tab")
    add("queries.find", _tr("Find a query or view"), menu=Menu.EDIT, shortcut="Ctrl+Shift+F", icon="search")
    add("history.find", _tr("Find in the history"), menu=Menu.EDIT, shortcut="Ctrl+Shift+H", icon="search")
    add("view.queries", _tr("Queries"), menu=Menu.VIEW, shortcut="Ctrl+Shift+B", icon="file", group="parts")
    add("view.history", _tr("History"), menu=Menu.VIEW, shortcut="Ctrl+H", icon="clock", group="parts")
    add("tools.calls", _tr("Calls and budget…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+B", group="calls")
    add("tools.look_up", _tr("Look up values while typing"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+L", group="calls", checkable=True)
    add("history.clear", _tr("Clear history…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+H", group="history")
    add("tools.open_here", _tr("Open query files with this program"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+A", group="files", checkable=True)
