"""Everything the window can do, declared once: menus, shortcuts, buttons, the command palette and the list of shortcuts all read it here.

An action is declared once for the program (`Actions.declare`) and handled by whoever can do it (`Actions.handle`): by the window, or by
each page of a kind. A page's handler counts while that page is the context, i.e. the current tab; where nobody handles it, it is disabled::

    actions.declare("query.run", tr("Run"), menu=Menu.QUERY, shortcut="F5", icon="run")
    actions.handle("query.run", self.run, owner=self)          # in the page
    actions.set_enabled("query.run", False, owner=self)        # while it cannot
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QPushButton, QWidget

from intacct_desktop.ui.icons import icon as themed_icon
from intacct_desktop.ui.icons import retinted
from intacct_desktop.ui.theme import Role

LAST = "last"
"""The group that stands at the end of its menu."""


class Menu(Enum):
    """The menus of the menu bar, in order."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    QUERY = "query"
    RESULTS = "results"
    RECORD = "record"
    TOOLS = "tools"
    WINDOW = "window"
    HELP = "help"

    def text(self) -> str:
        return {
            Menu.FILE: QCoreApplication.translate("Menu", "&File"),
            Menu.EDIT: QCoreApplication.translate("Menu", "&Edit"),
            Menu.VIEW: QCoreApplication.translate("Menu", "&View"),
            Menu.QUERY: QCoreApplication.translate("Menu", "&Query"),
            Menu.RESULTS: QCoreApplication.translate("Menu", "Re&sults"),
            Menu.RECORD: QCoreApplication.translate("Menu", "&Record"),
            Menu.TOOLS: QCoreApplication.translate("Menu", "&Tools"),
            Menu.WINDOW: QCoreApplication.translate("Menu", "&Window"),
            Menu.HELP: QCoreApplication.translate("Menu", "&Help"),
        }[self]


@dataclass(eq=False)
class _Handler:
    owner: QObject | None
    slot: Callable[[], object]
    enabled: bool = True
    detail: str = ""


@dataclass
class _Declared:
    action: QAction
    text: str
    menu: Menu
    group: str
    submenu: str
    handlers: list[_Handler] = field(default_factory=list)


class ActionButton(QPushButton):
    """A button with the words, icon and state of an action."""

    def __init__(self, action: QAction, role: str, icon_only: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._action = action
        self._icon_only = icon_only
        if role:
            self.setProperty("role", role)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        primary = self.property("role") == "primary"
        self.setIcon(retinted(action.icon(), Role.ON_ACCENT) if primary else action.icon())
        self.setText("" if self._icon_only else action.text())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text())
        self.setEnabled(action.isEnabled())
        self.setChecked(action.isChecked())


class Actions(QObject):
    """The registry. One per window."""

    changed = Signal()
    """An action was declared, enabled, disabled or handled."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._declared: dict[str, _Declared] = {}
        self._context: QObject | None = None
        self._bar: QMenuBar | None = None
        # Actions are declared by the dozen: the menus are filled once for all of a turn of the loop.
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(0)
        self._filling.timeout.connect(self._fill)
        self._exclusive: dict[str, QActionGroup] = {}

    def declare(
        self,
        id: str,  # noqa: A002
        text: str,
        *,
        menu: Menu,
        shortcut: str = "",
        icon: str = "",
        tip: str = "",
        group: str = "",
        submenu: str = "",
        checkable: bool = False,
        exclusive: str = "",
    ) -> QAction:
        """Make the action `id` known.

        `text` says what will happen, in a verb, without mnemonic; `shortcut` is in Qt's portable words ("Ctrl+P"); `icon` is a name of
        `ui.icons`; actions of one `group` stand together in their menu (`LAST` at its end), or under `submenu`; of those with the
        same `exclusive` one is checked. Raises ValueError when the id or the shortcut is taken.
        """
        if id in self._declared:
            raise ValueError(f"action {id!r} is declared twice")
        action = QAction(text, self)
        action.setObjectName(id)
        if shortcut:
            keys = QKeySequence(shortcut, QKeySequence.SequenceFormat.PortableText)
            if taken := next((name for name, other in self._declared.items() if other.action.shortcut() == keys), None):
                raise ValueError(f"{shortcut} is the shortcut of {taken!r} already")
            action.setShortcut(keys)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = tip or text.removesuffix("…")
        action.setToolTip(f"{words} ({shown})" if shown else words)
        action.setStatusTip(words)
        if icon:
            action.setIcon(themed_icon(icon))
        if checkable or exclusive:
            action.setCheckable(True)
        if exclusive:
            self._exclusive.setdefault(exclusive, QActionGroup(self)).addAction(action)
        action.setEnabled(False)
        action.triggered.connect(lambda: self._run(id))
        self._declared[id] = _Declared(action, text, menu, group, submenu)
        if self._bar is not None:
            self._filling.start()
        self.changed.emit()
        return action

    def action(self, id: str) -> QAction:  # noqa: A002
        """The plain QAction. Raises KeyError for an id that was not declared."""
        return self._declared[id].action

    def handle(self, id: str, slot: Callable[[], object], *, owner: QObject | None = None) -> None:  # noqa: A002
        """Let `slot` do it: whenever (no owner), or while `owner` is the context. Forgotten when the owner is destroyed."""
        declared = self._declared[id]
        declared.handlers = [handler for handler in declared.handlers if handler.owner is not owner]
        handler = _Handler(owner, slot)
        declared.handlers.append(handler)
        if owner is not None:
            owner.destroyed.connect(lambda: self._forget(declared, handler))
        self._refresh(declared)

    def set_enabled(self, id: str, enabled: bool, *, owner: QObject | None = None) -> None:  # noqa: A002
        """Say whether the handler of `owner` can do it now."""
        declared = self._declared[id]
        for handler in declared.handlers:
            if handler.owner is owner:
                handler.enabled = enabled
        self._refresh(declared)

    def set_detail(self, id: str, detail: str, *, owner: QObject | None = None) -> None:  # noqa: A002
        """What exactly it would do now, behind its words: "Undo: Add column dueDate"."""
        declared = self._declared[id]
        for handler in declared.handlers:
            if handler.owner is owner:
                handler.detail = detail
        self._refresh(declared)

    def set_context(self, context: QObject | None) -> None:
        """The page whose handlers count from now on."""
        self._context = context
        for declared in self._declared.values():
            self._refresh(declared)

    def enabled(self) -> list[QAction]:
        """What can be done now, in the order of the menus."""
        return [
            declared.action
            for menu in Menu
            for declared in self._declared.values()
            if declared.menu is menu and declared.action.isEnabled()
        ]

    def menu_of(self, action: QAction) -> Menu:
        return self._declared[action.objectName()].menu

    def shortcuts(self) -> list[tuple[str, str, str]]:
        """(menu, text, shortcut in the system's writing) of every action that has a shortcut, by menu."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (menu.text().replace("&", ""), declared.text, declared.action.shortcut().toString(native))
            for menu in Menu
            for declared in self._declared.values()
            if declared.menu is menu and not declared.action.shortcut().isEmpty()
        ]

    def attach(self, bar: QMenuBar) -> None:
        """Fill `bar` with the menus that have entries, now and a moment after something was declared."""
        self._bar = bar
        self._fill()

    def context_menu(self, parent: QWidget, *ids: str) -> QMenu:
        """A menu of these actions, "-" for a line between. Show it with ``popup``; it deletes itself when closed."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id_ in ids:
            if id_ == "-":
                menu.addSeparator()
            else:
                menu.addAction(self.action(id_))
        return menu

    def button(self, id: str, role: str = "", *, parent: QWidget | None = None, icon_only: bool = False) -> ActionButton:  # noqa: A002
        """A button for the action; roles as in `ui.theme`."""
        return ActionButton(self.action(id), role, icon_only, parent)

    def _handler(self, declared: _Declared) -> _Handler | None:
        by_owner = {handler.owner: handler for handler in declared.handlers}
        return by_owner.get(self._context) or by_owner.get(None)

    def _run(self, id_: str) -> None:
        handler = self._handler(self._declared[id_])
        if handler is not None and handler.enabled:
            handler.slot()

    def _refresh(self, declared: _Declared) -> None:
        handler = self._handler(declared)
        enabled = handler is not None and handler.enabled
        detail = handler.detail if handler is not None and enabled else ""
        declared.action.setText(f"{declared.text}: {detail}" if detail else declared.text)
        if declared.action.isEnabled() != enabled:
            declared.action.setEnabled(enabled)
            self.changed.emit()

    def _forget(self, declared: _Declared, handler: _Handler) -> None:
        if not shiboken6.isValid(self):  # the window goes, and its pages with it
            return
        declared.handlers = [other for other in declared.handlers if other is not handler]
        if self._context is handler.owner:
            self._context = None
        self._refresh(declared)

    def _fill(self) -> None:
        bar = self._bar
        if bar is None:
            return
        for old in bar.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.setParent(None)
            old.deleteLater()
        bar.clear()
        for menu in Menu:
            entries = [declared for declared in self._declared.values() if declared.menu is menu]
            if entries:
                self._fill_menu(bar.addMenu(menu.text()), entries)

    def _fill_menu(self, menu: QMenu, entries: list[_Declared]) -> None:
        menu.setToolTipsVisible(False)
        submenus: dict[str, QMenu] = {}
        groups = dict.fromkeys(declared.group for declared in entries)
        for group in sorted(groups, key=lambda group: group == LAST):
            if not menu.isEmpty():
                menu.addSeparator()
            for declared in (entry for entry in entries if entry.group == group):
                target = menu
                if declared.submenu:
                    if declared.submenu not in submenus:
                        submenus[declared.submenu] = menu.addMenu(declared.submenu)
                    target = submenus[declared.submenu]
                target.addAction(declared.action)
