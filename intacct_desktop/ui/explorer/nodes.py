"""A tree of nodes as a Qt item model: rows, parents, indexes. What a node is and shows is for the subclass to say."""

import itertools
from collections.abc import Sequence
from typing import Generic, Self, TypeVar, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex

_numbers = itertools.count(1)


class Node:
    """One row. Numbered once and for ever, so that an index that outlived its row finds nothing rather than another row."""

    __slots__ = ("children", "number", "parent", "row")

    def __init__(self) -> None:
        self.number = next(_numbers)
        self.parent: Self | None = None
        self.row = 0
        self.children: list[Self] = []


N = TypeVar("N", bound=Node)


class NodeModel(QAbstractItemModel, Generic[N]):
    """The rows below `top`, which itself is not shown."""

    def __init__(self, top: N, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: dict[int, N] = {}
        self._top = top
        self._know(top)

    @property
    def top(self) -> N:
        return self._top

    def node(self, index: Index) -> N | None:
        """The node of an index; the top for the invalid index, None for a row that is gone."""
        return self._nodes.get(index.internalId()) if index.isValid() else self._top

    def index_of(self, node: N, column: int = 0) -> QModelIndex:
        return QModelIndex() if node is self._top else self.createIndex(node.row, column, node.number)

    def reset(self, top: N) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._nodes.clear()
        self._top = top
        self._know(top)
        self.endResetModel()

    def append(self, parent: N, nodes: Sequence[N]) -> None:
        if nodes:
            first = len(parent.children)
            self.beginInsertRows(self.index_of(parent), first, first + len(nodes) - 1)
            adopt(parent, nodes)
            for node in nodes:
                self._know(node)
            self.endInsertRows()

    def remove(self, node: N) -> None:
        parent = node.parent
        if parent is not None:
            self.beginRemoveRows(self.index_of(parent), node.row, node.row)
            del parent.children[node.row]
            for row, below in enumerate(parent.children):
                below.row = row
            self._forget(node)
            self.endRemoveRows()

    def refresh(self, node: N) -> None:
        """Say that a row's words changed."""
        self.dataChanged.emit(self.index_of(node), self.index_of(node, self.columnCount() - 1))

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:
        above = self.node(parent)
        if above is None or parent.column() > 0 or not 0 <= row < len(above.children) or not 0 <= column < self.columnCount():
            return QModelIndex()
        return self.createIndex(row, column, above.children[row].number)

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, child: Index) -> QModelIndex: ...
    def parent(self, child: Index | None = None) -> QObject | QModelIndex | None:
        if child is None:
            return super().parent()
        node = self.node(child) if child.isValid() else None
        return self.index_of(node.parent) if node is not None and node.parent is not None else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        node = self.node(parent)
        return len(node.children) if node is not None and parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 1

    def _know(self, node: N) -> None:
        self._nodes[node.number] = node
        for below in node.children:
            self._know(below)

    def _forget(self, node: N) -> None:
        self._nodes.pop(node.number, None)
        for below in node.children:
            self._forget(below)


def adopt(parent: N, nodes: Sequence[N]) -> None:
    """Put nodes below a node that no model shows yet."""
    for node in nodes:
        node.parent = parent
        node.row = len(parent.children)
        parent.children.append(node)
