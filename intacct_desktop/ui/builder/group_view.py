"""The groups of a filter expression, drawn within each other and edited by mouse or keyboard."""

from collections.abc import Callable, Sequence, Set
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.expression import Node, depth
from intacct_desktop.api.expression_edits import Edit, Item, Path, Step, grouped, left_out, stepped, turned, ungrouped, used
from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.builder.group_tree import GroupTree
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, ROW

_MOST_ROWS = 10  # then they scroll
_BELOW = 8  # pixels, where a row is dropped to be the last of all

Make = Callable[[Node, Sequence[Item]], Edit | None]


class GroupView(QWidget):
    """Shows a tree and emits the edited one (`edited`, a `Node`); it draws that only when it is shown it.

    Keys: Space selects, Ctrl and an arrow go on without selecting, and the actions have their shortcuts.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._awaited: Edit | None = None
        self.tree = GroupTree(self)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setAccessibleName(self.tr("Groups of filters"))
        self.tree.setAccessibleDescription(
            self.tr("Space selects rows. Ctrl+G groups them, Alt with an arrow moves them, Enter turns a group from all to any.")
        )
        self.tree.edited.connect(self._take)
        self.tree.turn_wanted.connect(lambda path: self._make(_turned, [path]))
        self.tree.use_wanted.connect(lambda number: self._make(_used, [number]))
        self.tree.menu_wanted.connect(self._open_menu)
        self.tree.selectionModel().selectionChanged.connect(self._judge)
        self.tree.selectionModel().currentChanged.connect(self._judge)
        self._makers: dict[QAction, Make] = {}
        self.group = self._add(self.tr("Group"), grouped, "Ctrl+G")
        self.ungroup = self._add(self.tr("Ungroup"), _ungrouped, "Ctrl+Shift+G")
        self.turn = self._add(self.tr("All or any"), _turned, "Return", "Enter")
        self.up = self._add(self.tr("Move up"), partial(_stepped, Step.UP), "Alt+Up", sign="arrow-up")
        self.down = self._add(self.tr("Move down"), partial(_stepped, Step.DOWN), "Alt+Down", sign="arrow-down")
        self.move_in = self._add(self.tr("Move into the group beside it"), partial(_stepped, Step.IN), "Alt+Right", sign="arrow-right")
        self.move_out = self._add(self.tr("Move out of its group"), partial(_stepped, Step.OUT), "Alt+Left", sign="arrow-left")
        self.leave_out = self._add(self.tr("Leave out"), _left_out, "Del")
        self.use = self._add(self.tr("Use too"), _used, "Ins")
        self._lay_out()
        self._judge()

    def _add(self, words: str, make: Make, *keys: str, sign: str = "") -> QAction:
        action = QAction(words, self.tree)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setToolTip(f"{words} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        if sign:
            action.setIcon(icon(sign))
        action.triggered.connect(lambda: self._make(make, self.tree.items))
        self.tree.addAction(action)
        self._makers[action] = make
        return action

    def _lay_out(self) -> None:
        tools = QWidget(self)
        flow = FlowLayout(tools)
        for action in self._makers:
            button = QToolButton(tools)
            button.setProperty("role", "flat")
            button.setDefaultAction(action)
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the rows keep the focus, and each has a key
            button.setAccessibleName(action.text())
            flow.addWidget(button)
            if action is self.use:
                self._use_button = button
        hint = QLabel(self.tr("or drag the rows"), tools)
        hint.setProperty("role", "muted")
        hint.setFixedHeight(CONTROL)
        flow.addWidget(hint)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        tools.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(tools)
        column.addWidget(self.tree)
        self.setFocusProxy(self.tree)

    @property
    def count(self) -> int:
        """Of how many filters the tree is."""
        return self.tree.rows.filters

    def show_tree(self, node: Node | None, texts: Sequence[str], muted: Set[int] = frozenset()) -> None:
        """Show a tree over as many filters as there are ``texts``, those at the places ``muted`` (from 0) as having no say."""
        tree = self.tree
        current, scrolled = tree.rows.item(tree.currentIndex()), tree.verticalScrollBar().value()
        awaited, self._awaited = self._awaited, None
        if not tree.rows.show_tree(node, texts, muted):
            return
        self._use_button.setVisible(tree.rows.rowCount() > 1)
        tree.show_levels(depth(node) if node is not None else 0)
        tree.expandAll()
        tree.setFixedHeight(min(tree.rows.count, _MOST_ROWS) * ROW + _BELOW)
        tree.verticalScrollBar().setValue(scrolled)
        if awaited is not None and awaited.node == node and awaited.paths:
            tree.select(awaited.paths)
        elif isinstance(current, tuple) and node is not None:
            tree.select([current])
        self._judge()

    def _take(self, edit: Edit) -> None:
        self._awaited = edit
        self.edited.emit(edit.node)

    def _make(self, make: Make, items: Sequence[Item]) -> None:
        node = self.tree.rows.tree
        edit = make(node, items) if node is not None else None
        if edit is not None:
            self._take(edit)

    def _judge(self) -> None:
        node, items = self.tree.rows.tree, self.tree.items
        for action, make in self._makers.items():
            action.setEnabled(node is not None and bool(items) and make(node, items) is not None)

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self._makers))
        menu.popup(at)


def _paths(items: Sequence[Item]) -> list[Path]:
    return [item for item in items if isinstance(item, tuple)]


def _only(items: Sequence[Item]) -> Path | None:
    return items[0] if len(items) == 1 and isinstance(items[0], tuple) else None


def _ungrouped(node: Node, items: Sequence[Item]) -> Edit | None:
    path = _only(items)
    return ungrouped(node, path) if path is not None else None


def _turned(node: Node, items: Sequence[Item]) -> Edit | None:
    """A group, or the group around a filter."""
    path = _only(items)
    if path is None:
        return None
    return turned(node, path) or (turned(node, path[:-1]) if path else None)


def _stepped(step: Step, node: Node, items: Sequence[Item]) -> Edit | None:
    paths = _paths(items)
    return stepped(node, paths, step) if len(paths) == len(items) else None


def _left_out(node: Node, items: Sequence[Item]) -> Edit | None:
    return left_out(node, _paths(items)) if _paths(items) else None


def _used(node: Node, items: Sequence[Item]) -> Edit | None:
    numbers = [item for item in items if isinstance(item, int)]
    return used(node, numbers) if numbers else None
