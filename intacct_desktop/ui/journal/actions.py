"""What can be done with the journal, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("JournalActions", text)


def declare(actions: Actions) -> None:
    """Make the actions known, once a window."""
    add, group = actions.declare, "journal"
    add("view.journal", _tr("Journal"), menu=Menu.VIEW, shortcut="Ctrl+Shift+K", icon="clock", group="parts")
    add("journal.find", _tr("Find in the journal"), menu=Menu.EDIT, shortcut="Ctrl+Alt+Shift+J", icon="search")
    add("journal.open", _tr("Open the record of the write"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+Shift+O", icon="link", group=group)
    add("journal.undo", _tr("Undo the write…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+Z", icon="undo", group=group)
    add("journal.copy", _tr("Copy the write"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+Shift+W", icon="copy", group=group)
    add("journal.export", _tr("Export the journal…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+Shift+E", icon="export", group=group)
    add("journal.forget", _tr("Forget old writes…"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+Shift+Del", icon="trash", group=group)
