"""What can be done with records, declared for the menus, the shortcuts and the palette."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.workspace.quick_forms import QuickForm, quick_forms


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordActions", text)


def quick_id(quick: QuickForm) -> str:
    """The action that opens a quick form."""
    return f"record.quick.{quick.name}"


def declare(actions: Actions) -> None:
    """Make the actions known, once a window. Each tab handles them while it is in front."""
    add, menu = actions.declare, Menu.RECORD
    add("record.open", _tr("Open record…"), menu=menu, shortcut="Ctrl+L", icon="link", tip=_tr("By its key or its address"), group="open")
    add("record.open_row", _tr("Open the record of the row"), menu=menu, shortcut="Ctrl+E", icon="edit", group="open")
    add("record.new", _tr("New record…"), menu=menu, shortcut="Ctrl+N", icon="plus", group="new")
    for number, quick in enumerate(quick_forms()[:9], start=1):
        title = QCoreApplication.translate("QuickForms", quick.title)
        add(quick_id(quick), _tr("New: {title}").format(title=title), menu=menu, shortcut=f"Ctrl+Shift+{number}", icon="plus", group="new")
    add("record.duplicate", _tr("Duplicate"), menu=menu, shortcut="Ctrl+Shift+U", icon="copy", group="new")
    add("record.review", _tr("Review changes"), menu=menu, shortcut="F9", icon="compare", group="send")
    add("record.send", _tr("Send what is reviewed"), menu=menu, shortcut="Ctrl+F9", icon="run", group="send")
    add("record.discard", _tr("Discard changes…"), menu=menu, shortcut="Ctrl+Shift+F9", group="send")
    add("record.delete", _tr("Delete…"), menu=menu, shortcut="Ctrl+Del", icon="trash", group="delete")
    add("record.reload", _tr("Read it again"), menu=menu, shortcut="Ctrl+R", icon="refresh", group="go")
    add("record.back", _tr("Back"), menu=menu, shortcut="Alt+Left", icon="arrow-left", group="go")
    add("record.forward", _tr("Forward"), menu=menu, shortcut="Alt+Right", icon="arrow-right", group="go")
    add("record.compare", _tr("Compare with another record…"), menu=menu, shortcut="Ctrl+Alt+V", icon="compare", group="compare")
    add("record.attachments", _tr("Download attachments…"), menu=menu, shortcut="Ctrl+Alt+Shift+D", icon="save", group="compare")
    add("record.web", _tr("Open in Intacct"), menu=menu, shortcut="Ctrl+Alt+W", group="compare")
    add("record.copy_json", _tr("Copy the record as JSON"), menu=Menu.EDIT, shortcut="Ctrl+Alt+I", icon="json", group="copy")
    add("record.copy_table", _tr("Copy the record as a table"), menu=Menu.EDIT, shortcut="Ctrl+Alt+T", icon="table", group="copy")
    add("record.find", _tr("Find a field"), menu=Menu.EDIT, shortcut="F3", icon="search")
    add("record.raw", _tr("Record as JSON"), menu=Menu.VIEW, shortcut="Ctrl+Alt+R", icon="json", group="record")
    add("record.filled_only", _tr("Filled fields only"), menu=Menu.VIEW, shortcut="Ctrl+Alt+M", group="record", checkable=True)
