"""The rows of a comparison as Qt's table: a sign, then the columns; windows of it, read in threads, "…" until they are here."""

from collections import OrderedDict
from collections.abc import Set
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intacct_desktop.results.comparing import EVERY, Change, ComparedColumn, ComparedRow, Comparison
from intacct_desktop.results.result_set import ResultClosed
from intacct_desktop.ui import tasks
from intacct_desktop.ui.compare import words
from intacct_desktop.ui.results import words as result_words
from intacct_desktop.ui.results.grid.model import SEGMENT, WAITING

SIGNS = 1
"""Columns that stand before those of the results."""

_SEGMENTS_KEPT = 30
_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


class CompareModel(QAbstractTableModel):
    """Shows the rows of some kinds of a `Comparison`. Nothing here waits for the disk."""

    segment_read = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._columns: tuple[ComparedColumn, ...] = ()
        self._kinds: Set[Change] = EVERY
        self._count = 0
        self._turn = 0
        self._segments: OrderedDict[int, list[ComparedRow]] = OrderedDict()
        self._under_way: set[int] = set()

    @property
    def columns(self) -> tuple[ComparedColumn, ...]:
        return self._columns

    @property
    def kinds(self) -> Set[Change]:
        return self._kinds

    def show_rows(self, comparison: Comparison | None, kinds: Set[Change] = EVERY) -> None:
        """Show the rows of these kinds, as the comparison has them now."""
        self.beginResetModel()
        self._comparison = comparison
        self._columns = comparison.columns if comparison is not None else ()
        self._kinds = kinds
        self._count = comparison.count(kinds) if comparison is not None else 0
        self._turn += 1
        self._segments.clear()
        self._under_way.clear()
        self.endResetModel()

    def row(self, at: int) -> ComparedRow | None:
        """The row, None while it is being read."""
        number, offset = divmod(at, SEGMENT)
        segment = self._segments.get(number)
        if segment is None:
            self._want(number)
            return None
        return segment[offset] if offset < len(segment) else None

    def rows_at_hand(self) -> list[ComparedRow]:
        """Rows that were read, for the widths of the columns."""
        return next(iter(self._segments.values()), [])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() or not self._columns else SIGNS + len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if section < SIGNS:
            return {_DISPLAY: "", _TIP: self.tr("What happened to the row"), _ACCESSIBLE: self.tr("Change")}.get(role)
        column = self._columns[section - SIGNS]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{column.path}  ≠ {result_words.number(column.changed)}" if column.changed else column.path
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join([f"{column.shown.title} · {column.path}", *self._notes(column)])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.shown.is_number else _LEFT
        return None

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in (_DISPLAY, _TIP, _ACCESSIBLE, _ALIGNMENT):
            return None
        at = index.column() - SIGNS
        if role == _ALIGNMENT:
            return _CENTER if at < 0 else _RIGHT if self._columns[at].shown.is_number else _LEFT
        row = self.row(index.row())
        if row is None:
            return WAITING if role != _TIP else None
        if at < 0:
            return words.SIGN[row.change] if role == _DISPLAY else words.kind(row.change)
        if at in row.changed and row.before is not None and row.after is not None and role != _DISPLAY:
            before, after = (result_words.shown(side[at]) for side in (row.before, row.after))
            return self.tr("before: {before}\nafter: {after}").format(before=before, after=after)
        return None if role == _TIP else words.cell(self._columns[at], row, at)

    def _notes(self, column: ComparedColumn) -> list[str]:
        notes = []
        if column.is_key:
            notes.append(self.tr("Rows are recognised by this column."))
        if column.before is None:
            notes.append(self.tr("Only in the result after: not compared."))
        elif column.after is None:
            notes.append(self.tr("Only in the result before: not compared."))
        elif column.changed:
            notes.append(self.tr("Changed in {rows}.").format(rows=result_words.rows(column.changed)))
        return notes

    def _want(self, number: int) -> None:
        comparison = self._comparison
        if number in self._under_way or comparison is None or comparison.closed:
            return
        self._under_way.add(number)
        tasks.run(self, self._read(comparison, number, self._turn), name=self.tr("Read compared rows"))

    async def _read(self, comparison: Comparison, number: int, turn: int) -> None:
        start = number * SEGMENT
        try:
            rows = await tasks.in_thread(comparison.window, start, SEGMENT, self._kinds)
        except ResultClosed:
            return  # the page is closing
        if turn != self._turn:
            return
        self._under_way.discard(number)
        self._segments[number] = rows
        while len(self._segments) > _SEGMENTS_KEPT:
            self._segments.popitem(last=False)
        if rows and self._columns:
            self.dataChanged.emit(self.index(start, 0), self.index(start + len(rows) - 1, self.columnCount() - 1))
        self.segment_read.emit()
