"""Narrowing a tree of fields to what was typed: a match keeps its branch and everything below it."""

from PySide6.QtCore import QObject, QSortFilterProxyModel

from intacct_desktop.ui.explorer.field_tree import Column, FieldTreeModel
from intacct_desktop.ui.explorer.matching import candidate, matches
from intacct_desktop.ui.explorer.nodes import Index


class FieldFilter(QSortFilterProxyModel):
    """Looks at names and titles of the rows that are there; while it narrows, no view loads more by unfolding what matches."""

    def __init__(self, fields: FieldTreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._words: tuple[str, ...] = ()
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)
        self.setSourceModel(fields)

    def set_words(self, words: tuple[str, ...]) -> None:
        self.beginFilterChange()
        self._words = words
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not self._words and super().canFetchMore(parent)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._words:
            return True
        node = self._fields.node(source_parent)
        if node is None:
            return False
        index = self._fields.index_of(node.children[source_row])
        names = [str(index.siblingAtColumn(column).data() or "") for column in (Column.NAME, Column.TITLE)]
        return any(matches([candidate(index, *names)], self._words))
