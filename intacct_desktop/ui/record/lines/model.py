"""The items of a list as Qt's table: a row each, a column for each member that is shown. It changes nothing itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.records.form import Entry, EntryKind, Lines, Lock
from intacct_desktop.api.records.values import Record, is_empty, value_at
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.record.lines import words
from intacct_desktop.ui.record.lines.edits import Items, differs, is_there, partners
from intacct_desktop.ui.record.lines.names import Names

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NUMBERS = (EntryKind.DECIMAL, EntryKind.INTEGER)
_LONG = 16  # characters that a narrow cell has room for


class LinesModel(QAbstractTableModel):
    """``columns`` are the shown ones. Rows that are the same item as before stay what they are for the view: cursor and selection hold."""

    def __init__(self, lines: Lines, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines = lines
        self._names = names
        names.found.connect(self._announce)
        self.columns: tuple[Entry, ...] = ()
        self.items: Items = ()
        self.editable = False
        self._partners: list[Record | None] = []
        self._problems: dict[tuple[int, str], str] = {}
        self._refused: set[int] = set()
        self._labels: Mapping[str, str] = {}

    def show_columns(self, columns: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def show_labels(self, labels: Mapping[str, str]) -> None:
        """Words of the company's own, by path."""
        self._labels = labels
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def show_items(self, items: Items, base: Items, problems: Mapping[tuple[int, str], str], *, editable: bool) -> None:
        """Show other items. ``problems`` are by row and the path of a column; an empty path is the line itself."""
        before = self.items
        head = _common(before, items)
        tail = _common(before[head:][::-1], items[head:][::-1])
        old, new = len(before) - head - tail, len(items) - head - tail
        if old > new:
            self.beginRemoveRows(QModelIndex(), head + new, head + old - 1)
        elif new > old:
            self.beginInsertRows(QModelIndex(), head + old, head + new - 1)
        self.editable, self._problems = editable, dict(problems)
        self.items, self._partners = items, partners(self.lines, items, base)
        self._refused = {row for row, _ in problems}
        if old > new:
            self.endRemoveRows()
        elif new > old:
            self.endInsertRows()
        self._announce()

    def _announce(self) -> None:
        """Say that any cell may be another: the view asks for those that it shows."""
        if self.items and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.items) - 1, len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.items) - 1)

    def value(self, index: _Index) -> Any:
        """The value itself, which Qt's own variants would not carry whole."""
        return value_at(self.items[index.row()], self.columns[index.column()].place)

    def was(self, row: int) -> Record | None:
        """The line as it was; None for a new one."""
        return self._partners[row]

    def is_changed(self, index: _Index) -> bool:
        item, was = self.items[index.row()], self._partners[index.row()]
        return was is not None and item is not was and differs(self.columns[index.column()], item, was)

    def is_line_changed(self, row: int) -> bool:
        """Whether anything in a line is changed, shown or not."""
        item, was = self.items[row], self._partners[row]
        return was is not None and item is not was and any(differs(column, item, was) for column in self.lines.columns)

    def lock_of(self, index: _Index) -> Lock | None:
        return self.lines.lock_of(self.columns[index.column()], self.items[index.row()])

    def problem(self, row: int, path: str = "") -> str:
        return self._problems.get((row, path), "")

    def has_problem(self, row: int) -> bool:
        return row in self._refused

    def label(self, column: Entry) -> str:
        return (self._labels.get(column.path) or column.title) + (" *" if column.required else "")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and self.lock_of(index) is None else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return self._line_head(section, role) if 0 <= section < len(self.items) else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{self.label(column)}\n{column.path}"
            case Qt.ItemDataRole.ToolTipRole:
                asked = "\n" + self.tr("Every line needs it.") if column.required else ""
                locked = "\n" + words.lock_words(self.lines, column, column.lock) if column.lock is not None else ""
                return f"{self.label(column)} · {column.path}{asked}{locked}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(column)
        return None

    def _line_head(self, row: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(row + 1)
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(text for text in (self.problem(row), self._about_line(row)) if text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.tr('Line {number}').format(number=row + 1)}, {self._about_line(row)}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
        return None

    def _about_line(self, row: int) -> str:
        if not self.editable:
            return ""
        if self._partners[row] is None:
            return self.tr("New line. Drag it, or press Alt+Up and Alt+Down, to move it among the new lines.")
        if is_there(self.lines, self.items[row]):
            changed = self.tr("Changed. ") if self.is_line_changed(row) else ""
            return changed + self.tr("The company has this line, and Intacct offers no way to change its place.")
        return self.tr("Drag it, or press Alt+Up and Alt+Down, to move it.")

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _TIP, _ACCESSIBLE, _ALIGNMENT) or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == _ALIGNMENT:
            return self._side(column)
        text = self.text(index)
        if role == _DISPLAY:
            return text
        if role == _TIP:
            return self._tip(index, text)
        return f"{words.cell_name(index.row(), column)}: {text or self.tr('null')}" + "".join(f", {said}" for said in self._notes(index))

    def text(self, index: _Index) -> str:
        column, value = self.columns[index.column()], self.value(index)
        text = shown(column, value)
        if column.kind in _NUMBERS and number_in(value) is not None:
            return text.replace("-", words.MINUS, 1)
        name = self._names.words(column, value)
        return f"{text} · {name}" if name else text

    def fault(self, index: _Index) -> str:
        """What stands against a cell."""
        column = self.columns[index.column()]
        return self.problem(index.row(), column.path) or self._names.fault(column, self.value(index))

    def _side(self, column: Entry) -> int:
        return _RIGHT if column.kind in _NUMBERS else _LEFT

    def _tip(self, index: _Index, text: str) -> str | None:
        value = self.value(index)
        whole = value if isinstance(value, str) and not value.isprintable() else text if len(text) > _LONG else ""
        lock = self.lock_of(index) if self.editable else None
        locked = words.lock_words(self.lines, self.columns[index.column()], lock) if lock is not None else ""
        return "\n".join(part for part in (*self._notes(index), whole, locked) if part) or None

    def _notes(self, index: _Index) -> list[str]:
        """The problem, and what it was before."""
        column = self.columns[index.column()]
        value = self.value(index)
        notes = [text for text in (self.fault(index), self._names.hint(column, value)) if text]
        if self.is_changed(index) and (was := self.was(index.row())) is not None:
            before = value_at(was, column.place)
            notes.append(self.tr("Before: {value}").format(value=self.tr("null") if is_empty(before) else shown(column, before)))
        return notes


def _common(before: Items, after: Items) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one is not other:
            break
        count += 1
    return count
