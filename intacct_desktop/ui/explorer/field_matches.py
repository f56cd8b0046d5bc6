"""The fields in which what was typed is found, best first, by their whole paths."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt

from intacct_desktop.api.model import Field
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel, RowKind
from intacct_desktop.ui.explorer.field_words import refusal, refused_words, tip, type_words
from intacct_desktop.ui.explorer.matching import Candidate, candidate, matches
from intacct_desktop.ui.explorer.nodes import Index
from intacct_desktop.ui.field_drag import FIELDS, dragged
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, mono_font, theme

MOST = 300
"""Rows shown; who finds more types another letter."""


@dataclass(frozen=True, slots=True)
class _Row:
    field: Field
    order: int


class FieldMatchModel(QAbstractTableModel):
    """Columns as in `FieldTreeModel`, up to the type; ticks are the tree's."""

    def __init__(self, fields: FieldTreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._candidates: list[Candidate[_Row]] | None = None
        self._found: list[Field] = []
        fields.rowsInserted.connect(self._forget)
        fields.modelReset.connect(self._forget)
        fields.checked_changed.connect(self._redraw)

    def find(self, words: tuple[str, ...]) -> None:
        """Show what matches all of ``words``; nothing for none."""
        if self._candidates is None:
            self._candidates = [
                candidate(_Row(field, order), field.path, field.name, field.title) for order, field in enumerate(self._fields.fields())
            ]
        found = sorted(matches(self._candidates, words), key=lambda match: (match[0], match[1].field.path.count("."), match[1].order))
        self.beginResetModel()
        self._found = [row.field for _, row in found[:MOST]]
        self.endResetModel()

    def _forget(self) -> None:
        self._candidates = None

    def _redraw(self) -> None:
        if self._found:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._found) - 1, 0), [Qt.ItemDataRole.CheckStateRole.value])

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._found)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else Column.TYPE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self._fields.headerData(section, orientation, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._found[index.row()].queryable:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        if index.isValid() and index.column() == Column.NAME:
            field = self._found[index.row()]
            if self._fields.checkable and field.queryable and field.path not in self._fields.present:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def mimeTypes(self) -> list[str]:
        return [FIELDS]

    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        paths = [self._found[index.row()].path for index in indexes if index.column() == 0]
        return dragged(self._fields.object_name, self._fields.with_checked(paths))

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        self._fields.set_checked(self._found[index.row()].path, Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        field = self._found[index.row()]
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return {Column.NAME: field.path, Column.TITLE: field.title}.get(column) or type_words(field)
            case Qt.ItemDataRole.FontRole:
                return mono_font() if column is Column.NAME else None
            case Qt.ItemDataRole.ForegroundRole:
                if refusal(field):
                    return theme().color(Role.DISABLED)
                return theme().color(Role.MUTED) if column is Column.TYPE else None
            case Qt.ItemDataRole.CheckStateRole:
                ticks = self._fields.checkable and column is Column.NAME and field.queryable
                return (Qt.CheckState.Checked if self._fields.is_checked(field.path) else Qt.CheckState.Unchecked) if ticks else None
            case Qt.ItemDataRole.ToolTipRole:
                badge = f"\n{refused_words()}" if self._fields.is_refused(field.path) else ""
                return tip(field.path, field) + badge
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return refused_words() if column is Column.NAME and self._fields.is_refused(field.path) else None
            case Qt.ItemDataRole.DecorationRole:
                badged = column is Column.NAME and self._fields.is_refused(field.path)
                return icon("warning", Role.WARNING) if badged else None
            case FieldRole.KIND:
                return RowKind.FIELD
            case FieldRole.PATH:
                return field.path
            case FieldRole.FIELD:
                return field
            case FieldRole.QUERYABLE:
                return field.queryable
        return None
