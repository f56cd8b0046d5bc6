"""The fields of two records as Qt's table: a sign, the path, what one calls it, left, right."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.comparing import Absent, ComparedField, Difference
from intacct_desktop.ui.results.words import MINUS
from intacct_desktop.ui.theme import Role, mono_font, theme, ui_font

SIGN = {Difference.SAME: "=", Difference.CHANGED: "≠", Difference.LEFT_ONLY: MINUS, Difference.RIGHT_ONLY: "+"}
_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    SIGN = 0
    NAME = 1
    LABEL = 2
    LEFT = 3
    RIGHT = 4


class CompareRows(QAbstractTableModel):
    """Shows fields; ``label`` and ``shown`` are what a person reads for a path and for a value at one."""

    def __init__(self, label: Callable[[str], str], shown: Callable[[str, Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._shown = shown
        self._fields: Sequence[ComparedField] = ()
        self._titles = ("", "")

    @property
    def fields(self) -> Sequence[ComparedField]:
        return self._fields

    def show_fields(self, fields: Sequence[ComparedField], titles: tuple[str, str]) -> None:
        self.beginResetModel()
        self._fields, self._titles = fields, titles
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", self.tr("Path"), self.tr("Field"), *self._titles)[section]
        if role == Qt.ItemDataRole.AccessibleTextRole and section == Column.SIGN:
            return self.tr("Difference")
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        field = self._fields[index.row()]
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.text(field, column) if column is not Column.SIGN or role == Qt.ItemDataRole.DisplayRole else self._said(field)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(field) if column is Column.SIGN else self.text(field, column)
            case Qt.ItemDataRole.FontRole:
                return _font(field, column)
            case Qt.ItemDataRole.ForegroundRole:
                return theme().color(_ink(field, column))
            case Qt.ItemDataRole.TextAlignmentRole if column is Column.SIGN:
                return int(Qt.AlignmentFlag.AlignCenter)
        return None

    def text(self, field: ComparedField, column: Column) -> str:
        """What stands in a cell."""
        match column:
            case Column.SIGN:
                return SIGN[field.difference]
            case Column.NAME:
                return field.name
            case Column.LABEL:
                return self._label(field.path)
        value = _value(field, column)
        if value is Absent.ABSENT:
            return "—"
        return self.tr("null") if value is None else self._shown(field.path, value)

    def _said(self, field: ComparedField) -> str:
        match field.difference:
            case Difference.SAME:
                return self.tr("Same")
            case Difference.CHANGED:
                return self.tr("Different")
            case Difference.LEFT_ONLY:
                return self.tr("Only left")
            case Difference.RIGHT_ONLY:
                return self.tr("Only right")


def copied_row(field: ComparedField, label: str) -> tuple[str, str, str, str]:
    """A row for the clipboard: path, label, left, right as they travel; nothing for null."""
    return field.name, label, as_text(field.left), as_text(field.right)


def as_text(value: Any) -> str:
    """A value as it travels; nothing for null, lists and mappings as JSON."""
    if value is None or value is Absent.ABSENT:
        return ""
    return value if isinstance(value, str) else ENCODER.encode(value).decode()


def _value(field: ComparedField, column: Column) -> Any:
    return field.left if column is Column.LEFT else field.right


def _font(field: ComparedField, column: Column) -> QFont | None:
    if column is Column.NAME:
        return mono_font()
    if column in (Column.LEFT, Column.RIGHT) and _value(field, column) is None:
        slanted = ui_font()
        slanted.setItalic(True)
        return slanted
    return None


def _ink(field: ComparedField, column: Column) -> Role:
    if column is Column.LABEL:
        return Role.MUTED
    if column in (Column.LEFT, Column.RIGHT):
        if _value(field, column) in (None, "", Absent.ABSENT):
            return Role.MUTED
        if field.difference is not Difference.SAME:
            return Role.NEGATIVE if column is Column.LEFT else Role.SUCCESS
    return Role.TEXT
