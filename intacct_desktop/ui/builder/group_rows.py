"""The tree of a filter expression as rows: each group with its word, each filter with its number, and those that it leaves out."""

from collections.abc import Sequence, Set
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QModelIndex, QObject, Qt

from intacct_desktop.api import expression
from intacct_desktop.api.expression import Leaf, Or
from intacct_desktop.api.expression_edits import Item, Path
from intacct_desktop.ui.explorer.nodes import Index, Node, NodeModel, adopt


class GroupRowKind(Enum):
    GROUP = auto()
    FILTER = auto()
    LEFT_OUT = auto()
    """The heading over the filters that the expression leaves out."""


class GroupRole(IntEnum):
    """What a row is asked for besides its words."""

    KIND = Qt.ItemDataRole.UserRole + 1
    NUMBER = Qt.ItemDataRole.UserRole + 2
    """A filter's number; 0 for other rows."""
    EXPRESSION = Qt.ItemDataRole.UserRole + 3
    """A group's own expression; "" for other rows."""
    QUIET = Qt.ItemDataRole.UserRole + 4
    """True for a filter that has no say: muted, or left out."""


class GroupRow(Node):
    """``path`` leads to its place in the tree, None for what is left out; ``filter`` is a filter's number, 0 for other rows."""

    __slots__ = ("expression", "filter", "kind", "node", "path")

    def __init__(
        self, kind: GroupRowKind, path: Path | None = None, node: expression.Node | None = None, *, filter_number: int = 0
    ) -> None:
        super().__init__()
        self.kind = kind
        self.path = path
        self.node = node
        self.filter = filter_number
        self.expression: str | None = None


class GroupModel(NodeModel[GroupRow]):
    """The first row is the top of the tree; the second, if there is one, stands over the filters that are left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(GroupRow(GroupRowKind.GROUP), parent)
        self._node: expression.Node | None = None
        self._texts: tuple[str, ...] = ()
        self._muted: Set[int] = frozenset()

    @property
    def tree(self) -> expression.Node | None:
        return self._node

    @property
    def filters(self) -> int:
        """How many filters there are, those left out included."""
        return len(self._texts)

    @property
    def count(self) -> int:
        """How many rows there are, at all levels."""
        return len(self._nodes) - 1

    def show_tree(self, node: expression.Node | None, texts: Sequence[str], muted: Set[int]) -> bool:
        """Show a tree over the filters that ``texts`` describe, those at the places ``muted`` (from 0) as having no say.

        True where the rows are others than before.
        """
        same = node == self._node and len(texts) == len(self._texts)
        self._node, self._texts, self._muted = node, tuple(texts), frozenset(muted)
        if same:
            self._redraw(self.top)
            return False
        top = GroupRow(GroupRowKind.GROUP)
        if node is not None:
            adopt(top, [_row(node, ())])
            if left_out := expression.unused(node, len(texts)):
                heading = GroupRow(GroupRowKind.LEFT_OUT)
                adopt(heading, [GroupRow(GroupRowKind.FILTER, filter_number=number) for number in left_out])
                adopt(top, [heading])
        self.reset(top)
        return True

    def _redraw(self, row: GroupRow) -> None:
        if row.children:
            self.dataChanged.emit(self.index_of(row.children[0]), self.index_of(row.children[-1]))
            for below in row.children:
                self._redraw(below)

    def index_at(self, path: Path) -> QModelIndex:
        """The row of a path; invalid where it leads nowhere."""
        index = self.index(0, 0)
        for position in path:
            index = self.index(position, 0, index)
        return index

    def item(self, index: Index) -> Item | None:
        """What an edit calls the row: its path, or the number of a filter that is left out."""
        row = self.node(index) if index.isValid() else None
        if row is None or row.kind is GroupRowKind.LEFT_OUT:
            return None
        return row.path if row.path is not None else row.filter

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.node(index) if index.isValid() else None
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(row)
            case Qt.ItemDataRole.ToolTipRole:
                return self._words(row) if row.filter else self._expression(row)
            case GroupRole.KIND:
                return row.kind
            case GroupRole.NUMBER:
                return row.filter
            case GroupRole.EXPRESSION:
                return self._expression(row)
            case GroupRole.QUIET:
                return row.filter > 0 and (row.path is None or row.filter - 1 in self._muted)
        return None

    def _expression(self, row: GroupRow) -> str:
        if row.node is None or row.kind is not GroupRowKind.GROUP:
            return ""
        if row.expression is None:
            row.expression = expression.write(row.node)
        return row.expression

    def _words(self, row: GroupRow) -> str:
        match row.kind:
            case GroupRowKind.GROUP:
                return self.tr("any of") if isinstance(row.node, Or) else self.tr("all of")
            case GroupRowKind.LEFT_OUT:
                return self.tr("not used")
        text = self._texts[row.filter - 1]
        return self.tr("{filter} · muted").format(filter=text) if row.filter - 1 in self._muted else text

    def _said(self, row: GroupRow) -> str:
        match row.kind:
            case GroupRowKind.GROUP:
                words = self.tr("Group, any of: {expression}") if isinstance(row.node, Or) else self.tr("Group, all of: {expression}")
                return words.format(expression=self._expression(row))
            case GroupRowKind.LEFT_OUT:
                return self.tr("Filters that are not used")
        words = self.tr("Filter {number}: {filter}") if row.path is not None else self.tr("Filter {number}, not used: {filter}")
        return words.format(number=row.filter, filter=self._words(row))


def _row(node: expression.Node, path: Path) -> GroupRow:
    if isinstance(node, Leaf):
        return GroupRow(GroupRowKind.FILTER, path, node, filter_number=node.number)
    row = GroupRow(GroupRowKind.GROUP, path, node)
    adopt(row, [_row(item, (*path, position)) for position, item in enumerate(node.items)])
    return row
