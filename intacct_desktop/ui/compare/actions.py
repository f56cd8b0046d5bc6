"""What a comparison can do, declared for the menus, the shortcuts and the palette; it also handles copying and ``query.export``."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window, before the first comparison."""
    add = actions.declare
    add("compare.next", _tr("Next change"), menu=Menu.QUERY, shortcut="F8", icon="arrow-down", group="compare")
    add("compare.previous", _tr("Previous change"), menu=Menu.QUERY, shortcut="Shift+F8", icon="arrow-up", group="compare")
    add("compare.swap", _tr("Swap before and after"), menu=Menu.QUERY, shortcut="Ctrl+Alt+X", icon="refresh", group="compare")
    add("compare.key", _tr("Choose the key…"), menu=Menu.QUERY, shortcut="Ctrl+Alt+Y", icon="key", group="compare")
