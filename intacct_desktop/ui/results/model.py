"""The rows of a result as Qt's table: windows of it, read in threads, kept in a small cache, "…" until they are here."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intacct_desktop.api.query import Direction, Order
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results import words

SEGMENT = 200
_SEGMENTS_KEPT = 30
WAITING = "…"

ABSENT = object()
"""The value of a cell that is still being read."""

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


_Row = tuple[Any, ...]
Source = ResultSet | Rows
"""A result in the order in which its rows came, or arranged: both are read by `window` and `sum_of`."""


class ResultModel(QAbstractTableModel):
    """Shows ``count`` rows of a result from ``first`` (0-based) on. Nothing here waits for the disk."""

    segment_read = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._result_set: ResultSet | None = None
        self._columns: tuple[Column, ...] = ()
        self._arrows: dict[str, str] = {}
        self._first = 0
        self._count = 0
        self._segments: OrderedDict[int, list[_Row]] = OrderedDict()
        self._texts: dict[int, list[str]] = {}
        self._under_way: set[int] = set()

    @property
    def result_set(self) -> ResultSet | None:
        return self._result_set

    @property
    def source(self) -> Source | None:
        """Where the rows are read from."""
        return self._result_set

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def first(self) -> int:
        """The position in the result of the model's first row."""
        return self._first

    def show_rows(
        self, result_set: ResultSet | None, first: int, count: int, order: Sequence[Order] = (), rows: Sequence[_Row] = ()
    ) -> None:
        """Show other rows, which came in ``order``. ``rows`` are the first of them where they are at hand, so that nothing flickers."""
        self.beginResetModel()
        self._result_set = result_set
        self._columns = result_set.columns if result_set is not None else ()
        self._first, self._count = first, count
        self._arrows = {entry.field: "↑" if entry.direction is Direction.ASCENDING else "↓" for entry in order[:1]}
        self._segments.clear()
        self._texts.clear()
        self._under_way.clear()
        whole = len(rows) if len(rows) == count else len(rows) - len(rows) % SEGMENT
        for start in range(0, whole, SEGMENT):
            self._segments[start // SEGMENT] = list(rows[start : start + SEGMENT])
        self.endResetModel()

    def loaded_rows(self, limit: int) -> list[_Row]:
        """The first rows, as far as they are in the cache."""
        return self._segments.get(0, [])[:limit]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{column.path} {self._arrows[column.path]}" if column.path in self._arrows else column.path
            case Qt.ItemDataRole.ToolTipRole:
                return f"{column.title} · {column.path}\n{self.tr('Click to order by this column in the company.')}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.is_number else _LEFT
        return None

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == _ALIGNMENT:
            return _RIGHT if self._columns[index.column()].is_number else _LEFT
        if role not in (_DISPLAY, _TIP, _ACCESSIBLE) or not index.isValid():
            return None
        row = self._row(index.row())
        if row is None:
            return WAITING
        if role == _TIP:
            return self._tip(index.column(), row[index.column()])
        return self._texts_of(index.row(), row)[index.column()]

    def value(self, index: _Index) -> Any:
        """The value itself, which Qt's own variants would not carry whole; `ABSENT` while it is being read."""
        row = self._row(index.row())
        return ABSENT if row is None else row[index.column()]

    def _tip(self, position: int, value: Any) -> str | None:
        if isinstance(value, Misfit):
            column = self._columns[position]
            return self.tr("{value}\nNot a value of type {kind}: kept as it came.").format(value=str(value), kind=column.kind.value)
        return str(value) if isinstance(value, str) and (len(value) > 30 or not value.isprintable()) else None

    def _texts_of(self, at: int, row: _Row) -> list[str]:
        texts = self._texts.get(at)
        if texts is None:
            if len(self._texts) > SEGMENT * _SEGMENTS_KEPT:
                self._texts.clear()
            texts = self._texts[at] = [words.shown(value) for value in row]
        return texts

    def _row(self, at: int) -> _Row | None:
        number, offset = divmod(at, SEGMENT)
        segment = self._segments.get(number)
        if segment is None:
            self._want(number)
            return None
        return segment[offset] if offset < len(segment) else None

    def _want(self, number: int) -> None:
        result_set = self._result_set
        if number in self._under_way or result_set is None or result_set.closed:
            return
        self._under_way.add(number)
        tasks.run(self, self._read(result_set, number), name=self.tr("Read rows"))

    async def _read(self, result_set: ResultSet, number: int) -> None:
        start = number * SEGMENT
        first, count = self._first, min(SEGMENT, self._count - start)
        try:
            rows = await tasks.in_thread(result_set.window, first + start, count)
        except ResultClosed:
            return  # another result took its place meanwhile
        if result_set is not self._result_set or first != self._first:
            return
        self._under_way.discard(number)
        self._segments[number] = rows
        while len(self._segments) > _SEGMENTS_KEPT:
            dropped, _ = self._segments.popitem(last=False)
            for at in range(dropped * SEGMENT, (dropped + 1) * SEGMENT):
                self._texts.pop(at, None)
        if rows and self._columns:
            self.dataChanged.emit(self.index(start, 0), self.index(start + len(rows) - 1, len(self._columns) - 1))
        self.segment_read.emit()
