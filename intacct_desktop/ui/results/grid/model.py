"""The rows of a result as Qt's table: windows of it, read in a thread, kept in a small cache, "…" until they are here."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intacct_desktop.api.query import Direction, Order
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Interrupted, Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results import words
from intacct_desktop.ui.results.arranging.spellings import is_hit
from intacct_desktop.ui.results.grid.cell_style import CellStyle
from intacct_desktop.workspace.folding import folded

SEGMENT = 200
_SEGMENTS_KEPT = 30
_MOST_WANTED = 6
"""Segments that wait to be read: of those that were only scrolled past, the oldest are forgotten."""
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
_ARROWS = {Direction.ASCENDING: "↑", Direction.DESCENDING: "↓"}

_Row = tuple[Any, ...]
Source = ResultSet | Rows
"""A result in the order in which its rows came, or arranged: both are read by `window` and `sum_of`."""


class ResultModel(QAbstractTableModel):
    """Shows ``count`` rows of a source from ``first`` (0-based) on. Nothing here waits for the disk."""

    segment_read = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.style = CellStyle()
        self._source: Source | None = None
        self._result_set: ResultSet | None = None
        self._columns: tuple[Column, ...] = ()
        self._arrows: Mapping[int, str] = {}
        self._order_words = ""
        self._first = 0
        self._count = 0
        self._segments: OrderedDict[int, list[_Row]] = OrderedDict()
        self._stale: set[int] = set()
        self._texts: dict[int, list[str]] = {}
        self._sought: tuple[str, ...] = ()
        self._hits: dict[int, frozenset[int]] = {}
        self._wanted: dict[int, None] = {}
        self._reading = False
        self._seen = range(0)

    @property
    def result_set(self) -> ResultSet | None:
        """The result whose rows these are."""
        return self._result_set

    @property
    def source(self) -> Source | None:
        """Where the rows are read from."""
        return self._source

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def first(self) -> int:
        """The position in the source of the model's first row."""
        return self._first

    def show_rows(
        self, result_set: ResultSet | None, first: int, count: int, order: Sequence[Order] = (), rows: Sequence[_Row] = ()
    ) -> None:
        """Show other rows as they came, in ``order``. ``rows`` are the first of them where they are at hand, so that nothing flickers."""
        whole = len(rows) if len(rows) == count else len(rows) - len(rows) % SEGMENT
        segments = {start // SEGMENT: list(rows[start : start + SEGMENT]) for start in range(0, whole, SEGMENT)}
        self._result_set = result_set
        self._show(result_set, result_set.columns if result_set is not None else (), first, count, segments)
        places = {column.path: at for at, column in enumerate(self._columns)}
        self.show_order({places[entry.field]: _ARROWS[entry.direction] for entry in order[:1] if entry.field in places}, self._order_words)

    def show_arranged(self, rows: Rows, result_set: ResultSet, segments: Mapping[int, Sequence[_Row]]) -> None:
        """Show the rows of a result as they are arranged; ``segments`` of them are at hand, by their number."""
        self._result_set = result_set
        self._show(rows, rows.columns, 0, rows.count, {number: list(segment) for number, segment in segments.items()})

    def can_extend(self, source: Source, result_set: ResultSet) -> bool:
        """Whether the rows of ``source`` are those that are shown, and more behind them at most."""
        if result_set is not self._result_set or not isinstance(source, Rows) or not isinstance(self._source, Rows):
            return False
        return source.arrangement == self._source.arrangement and source.count >= self._count

    def extend(self, source: Source, count: int) -> None:
        """More rows follow those that are shown. What is in the cache is shown until it is read again: a value may have been filled in."""
        self._columns = source.columns
        self._stale.update(self._segments)
        self._hits.clear()
        self._source = source
        self._changed()
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def show_order(self, arrows: Mapping[int, str], said: str) -> None:
        """The signs behind the names of columns by position, and the words of their tips for the order of the rows."""
        self._order_words = said
        if arrows != self._arrows:
            self._arrows = dict(arrows)
            if self._columns:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def set_style(self, style: CellStyle) -> None:
        self.style = style
        self._texts.clear()
        self._changed()

    def set_sought(self, spellings: Sequence[str]) -> None:
        """Cells with one of these texts are hits from now on."""
        self._sought = tuple(folded(text) for text in spellings)
        self._hits.clear()
        self._changed()

    @property
    def is_sought(self) -> bool:
        return bool(self._sought)

    def is_hit(self, row: int, position: int) -> bool:
        """Whether the text that is sought stands in a cell, as far as it has been read."""
        hits = self._hits.get(row)
        if hits is None:
            values = self._row(row)
            if values is None:
                return False
            if len(self._hits) > SEGMENT * _SEGMENTS_KEPT:
                self._hits.clear()
            found = (at for at, value in enumerate(values) if is_hit(value, self._sought))
            hits = self._hits[row] = frozenset(found) if self._sought else frozenset()
        return position in hits

    def look_at(self, top: int, bottom: int) -> None:
        """These rows are on the screen: those that come next in the direction of scrolling are read before they are wanted."""
        before, self._seen = self._seen, range(top, bottom + 1)
        if not self._count or before.start == top:
            return
        for number in (top // SEGMENT, bottom // SEGMENT):
            if number in self._segments:
                self._segments.move_to_end(number)
        ahead = bottom // SEGMENT + 1 if top > before.start else top // SEGMENT - 1
        if 0 <= ahead * SEGMENT < self._count and ahead not in self._segments:
            self._want(ahead, ahead_of_need=True)

    def loaded_rows(self, limit: int, start: int = 0) -> list[_Row]:
        """Rows from ``start`` on, as far as they are in the cache."""
        number, offset = divmod(start, SEGMENT)
        found = self._segments.get(number, [])[offset : offset + limit]
        if found and len(found) < limit and offset + len(found) == SEGMENT:
            found = found + self._segments.get(number + 1, [])[: limit - len(found)]
        return found

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
                return f"{column.path} {self._arrows[section]}" if section in self._arrows else column.path
            case Qt.ItemDataRole.ToolTipRole:
                return f"{column.title} · {column.path}\n{self._order_words or self.tr('Click to order by this column in the company.')}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.is_number else _LEFT
        return None

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == _ALIGNMENT:
            return _RIGHT if self._columns[index.column()].is_number else _LEFT
        if role not in (_DISPLAY, _TIP, _ACCESSIBLE) or not index.isValid():
            return None
        value, text = self.cell(index.row(), index.column())
        if role == _TIP:
            return WAITING if value is ABSENT else self._tip(index.column(), value)
        return words.shown(None) if role == _ACCESSIBLE and value is None else text

    def cell(self, at: int, position: int) -> tuple[Any, str]:
        """The value, `ABSENT` while it is being read, and what is shown of it."""
        found = self.row(at)
        return (found[0][position], found[1][position]) if found is not None else (ABSENT, WAITING)

    def row(self, at: int) -> tuple[_Row, list[str]] | None:
        """The values of a row and what is shown of them; None while it is being read."""
        row = self._row(at)
        if row is None:
            return None
        texts = self._texts.get(at)
        if texts is None:
            if len(self._texts) > SEGMENT * _SEGMENTS_KEPT:
                self._texts.clear()
            texts = self._texts[at] = [self.style.text(value) for value in row]
        return row, texts

    def value(self, index: _Index) -> Any:
        """The value itself, which Qt's own variants would not carry whole; `ABSENT` while it is being read."""
        row = self._row(index.row())
        return ABSENT if row is None else row[index.column()]

    def _show(self, source: Source | None, columns: tuple[Column, ...], first: int, count: int, segments: dict[int, list[_Row]]) -> None:
        self.beginResetModel()
        self._source, self._columns = source, columns
        self._first, self._count = first, count
        self._segments = OrderedDict(segments)
        for memory in (self._texts, self._hits, self._wanted, self._stale):
            memory.clear()
        self._seen = range(0)
        self.endResetModel()

    def _changed(self) -> None:
        if self._count and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self._columns) - 1))

    def _tip(self, position: int, value: Any) -> str | None:
        if isinstance(value, Misfit):
            column = self._columns[position]
            return self.tr("{value}\nNot a value of type {kind}: kept as it came.").format(value=str(value), kind=column.kind.value)
        return str(value) if isinstance(value, str) and (len(value) > 30 or not value.isprintable()) else None

    def _row(self, at: int) -> _Row | None:
        number, offset = divmod(at, SEGMENT)
        segment = self._segments.get(number)
        if segment is None or offset >= len(segment):
            self._want(number)
            return None
        if number in self._stale:
            self._want(number)
        return segment[offset]

    def _want(self, number: int, *, ahead_of_need: bool = False) -> None:
        source = self._source
        if source is None or self._result_set is None or self._result_set.closed:
            return
        if ahead_of_need:
            self._wanted = {number: None, **self._wanted}
        elif next(reversed(self._wanted), None) != number:
            self._wanted.pop(number, None)
            self._wanted[number] = None
            while len(self._wanted) > _MOST_WANTED:
                del self._wanted[next(iter(self._wanted))]
        if not self._reading:
            self._reading = True
            tasks.run(self, self._read(), name=self.tr("Read rows"))

    async def _read(self) -> None:
        """One segment after the other, that which was wanted last first."""
        try:
            while self._wanted and (source := self._source) is not None:
                number, _ = self._wanted.popitem()
                start = number * SEGMENT
                try:
                    rows = await tasks.in_thread(source.window, self._first + start, min(SEGMENT, self._count - start))
                except ResultClosed:
                    if self._result_set is None or self._result_set.closed:
                        return
                except Interrupted:  # of a search, say, that shared the reader
                    if source is self._source:
                        self._wanted.setdefault(number)
                else:
                    if source is self._source:
                        self._take(number, rows)
        finally:
            self._reading = False

    def _take(self, number: int, rows: list[_Row]) -> None:
        start = number * SEGMENT
        self._segments[number] = rows
        self._segments.move_to_end(number)
        self._stale.discard(number)
        self._forget(number)
        while len(self._segments) > _SEGMENTS_KEPT:
            dropped, _ = self._segments.popitem(last=False)
            self._forget(dropped)
        self._wanted.pop(number, None)
        if rows and self._columns:
            self.dataChanged.emit(self.index(start, 0), self.index(start + len(rows) - 1, len(self._columns) - 1))
        self.segment_read.emit()

    def _forget(self, number: int) -> None:
        for at in range(number * SEGMENT, (number + 1) * SEGMENT):
            self._texts.pop(at, None)
            self._hits.pop(at, None)
