"""How fast the grid paints at any place of all rows, and how fast rows are ordered and filtered for it."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from intacct_desktop.results.arrangement import Arrangement, SortKey
from intacct_desktop.results.database import connected, literal
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.grid.model import SEGMENT
from intacct_desktop.ui.results.grid.result_grid import ResultGrid
from tests.benchmarks.desk import HEIGHT, WIDTH, with_application
from tests.benchmarks.figures import Figure, figure, in_turns, most, most_times, quantile, seconds
from tests.benchmarks.lines import FIELDS, some_lines
from tests.benchmarks.setting import Measurements, Setting

_FRAME = 16.0
_JUMPS = 300
_FILTERED = 100_000
_SOUGHT = ("office", "1234", "payroll")

_Index = QModelIndex | QPersistentModelIndex


def frames(setting: Setting) -> Iterator[Figure]:
    """Of the whole viewport, after a jump to any row: at once, when nothing of it is read yet, and with the rows when they are there."""
    found: list[Figure] = []

    async def main() -> None:
        async with some_lines(setting.company, setting.rows, setting.path) as result_set:
            grid = ResultGrid()
            first = result_set.window(0, SEGMENT)
            grid.resize(WIDTH, HEIGHT)
            grid.show_rows(result_set, 0, result_set.count, (), first)
            grid.show()
            bare = _bare_view([[str(value) for value in row] for row in first], result_set, grid)
            try:
                found.extend(await _frames(grid, bare, result_set))
            finally:
                await tasks.shutdown()
                for widget in (grid, bare):
                    widget.close()
                    widget.deleteLater()
                await asyncio.sleep(0)

    with_application(main)
    yield from found


async def _frames(grid: ResultGrid, bare: QTableView, result_set: ResultSet) -> list[Figure]:
    chosen = random.Random(7)  # noqa: S311 - places to look at, no secret
    most_down = grid.verticalScrollBar().maximum()
    when_read = _WhenRead(grid)
    jumps, bares = [], []
    for _ in range(_JUMPS):
        place = chosen.randint(0, most_down)
        when_read.begin()
        jumps.append(1e3 * seconds(lambda: _jump(grid, place)))  # noqa: B023
        await when_read.over()
        bares.append(1e3 * seconds(lambda: _jump(bare, place)))  # noqa: B023
    when_read.stop()
    lines, columns = grid.viewport().height() // max(1, grid.rowHeight(0)), len(grid.shown_columns())
    what = f"grid: {result_set.count:,} x {len(FIELDS)}"
    against = "a bare QTableView over texts in memory"
    note = f"{_JUMPS} jumps to random rows, {lines} rows of {columns} columns on the screen"
    found = []
    for name, own in (("first frame after a jump", jumps), ("frame when its rows come", when_read.frames)):
        told = f"{note}; median {quantile(own, 0.5):.1f} ms, longest {max(own):.1f} ms"
        limit = most(_FRAME)
        found.append(figure(f"{what}, {name}, 99 in 100", "ms", quantile(own, 0.99), quantile(bares, 0.99), against, goal=limit, note=told))
    middle = result_set.count // 2
    [read] = in_turns(lambda: seconds(lambda: result_set.window(middle, SEGMENT)), rounds=15)
    waited = quantile(when_read.waits, 0.5)
    found.append(figure(f"{what}, from a jump to its painted rows", "ms", waited, read * 1e3, f"reading {SEGMENT} rows, nothing else"))
    return found


def _jump(view: QTableView, place: int) -> None:
    """One frame, the whole viewport."""
    view.verticalScrollBar().setValue(place)
    view.viewport().repaint()


class _WhenRead(QObject):
    """Paints the viewport when rows have been read that are seen in it. ``frames`` and ``waits`` are in milliseconds."""

    def __init__(self, grid: ResultGrid) -> None:
        super().__init__()
        self.frames: list[float] = []
        self.waits: list[float] = []
        self._grid = grid
        self._began = 0.0
        self._over = asyncio.Event()
        grid.rows.segment_read.connect(self._paint)

    def begin(self) -> None:
        self._over.clear()
        self._began = time.perf_counter()

    async def over(self) -> None:
        """Return when all rows on the screen are painted."""
        if self._is_at_hand():
            self._over.set()  # a jump to where one was before: nothing will be read
        async with asyncio.timeout(30):
            await self._over.wait()

    def stop(self) -> None:
        self._grid.rows.segment_read.disconnect(self._paint)

    def _paint(self) -> None:
        if self._over.is_set():
            return  # read ahead of need
        self.frames.append(1e3 * seconds(self._grid.viewport().repaint))
        if self._is_at_hand():
            self.waits.append(1e3 * (time.perf_counter() - self._began))
            self._over.set()

    def _is_at_hand(self) -> bool:
        grid = self._grid
        bottom = grid.rowAt(grid.viewport().height() - 1)
        last = grid.rows.rowCount() - 1 if bottom < 0 else bottom
        return bool(grid.rows.loaded_rows(1, max(0, grid.rowAt(0))) and grid.rows.loaded_rows(1, last))


class _Texts(QAbstractTableModel):
    """So many rows of texts, the same ones again and again."""

    def __init__(self, texts: Sequence[Sequence[str]], names: Sequence[str], count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._names = names
        self._count = count

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._names[section] if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._texts[index.row() % len(self._texts)][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def _bare_view(texts: Sequence[Sequence[str]], result_set: ResultSet, grid: ResultGrid) -> QTableView:
    """Qt's own table, as large, with columns as wide and rows as high."""
    view = QTableView()
    view.setModel(_Texts(texts, [column.path for column in result_set.columns], result_set.count, view))
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(grid.rowHeight(0))
    for at in range(len(result_set.columns)):
        view.setColumnWidth(at, grid.columnWidth(at))
    view.resize(grid.size())
    view.show()
    return view


def order(setting: Setting) -> Iterator[Figure]:
    """By one column of each kind, against DuckDB's bare order of the same table, as places in a temporary table as well."""
    yield from _with_lines(setting, setting.rows, _orders)


def _orders(result_set: ResultSet, bare: duckdb.DuckDBPyConnection) -> Iterator[Figure]:
    kinds: dict[str, int] = {"keys": 0}
    for at, column in enumerate(result_set.columns[1:], 1):
        kinds.setdefault(column.kind.value, at)
    for kind, at in kinds.items():
        arrangement = Arrangement((SortKey(at),))
        own, theirs = in_turns(
            lambda: _arranging(result_set, arrangement),  # noqa: B023
            lambda: _making(bare, f"SELECT rowid FROM result ORDER BY c{at}"),  # noqa: B023, S608
            rounds=5,
        )
        name = f"grid: {result_set.count:,} rows in the order of {kind}"
        against = f"DuckDB's bare ORDER BY of {result_set.columns[at].path}"
        yield figure(name, "ms", own * 1e3, theirs * 1e3, against, goal=most_times(2))


def quick_filter(setting: Setting) -> Iterator[Figure]:
    """Rows in any cell of which a text stands."""
    yield from _with_lines(setting, _FILTERED, _filters)


def _filters(result_set: ResultSet, bare: duckdb.DuckDBPyConnection) -> Iterator[Figure]:
    for sought in _SOUGHT:
        arrangement = Arrangement(search=(sought,))
        cells = " OR ".join(f"contains(lower(c{at}::VARCHAR), {literal(sought)})" for at in range(len(result_set.columns)))
        own, theirs = in_turns(
            lambda: _arranging(result_set, arrangement),  # noqa: B023
            lambda: _making(bare, f"SELECT rowid FROM result WHERE {cells}"),  # noqa: B023, S608
            rounds=7,
        )
        with result_set.rows(arrangement) as rows:
            hits = rows.count
        name = f"grid: {result_set.count:,} rows filtered by {sought!r}"
        against = "DuckDB's bare search of all columns"
        yield figure(name, "ms", own * 1e3, theirs * 1e3, against, goal=most(150), note=f"{hits:,} rows are left")


def _arranging(result_set: ResultSet, arrangement: Arrangement) -> float:
    made: list[Rows] = []
    taken = seconds(lambda: made.append(result_set.rows(arrangement)))
    made[0].close()
    return taken


def _making(bare: duckdb.DuckDBPyConnection, select: str) -> float:
    taken = seconds(lambda: bare.execute(f"CREATE TEMP TABLE arranged AS {select}"))
    bare.execute("DROP TABLE arranged")
    return taken


def _with_lines(setting: Setting, rows: int, measured: Callable[[ResultSet, duckdb.DuckDBPyConnection], Iterator[Figure]]) -> list[Figure]:
    """With the lines in a result, and in a file of its own that DuckDB opens as it opens ours."""

    async def main() -> list[Figure]:
        async with some_lines(setting.company, min(setting.rows, rows), setting.path) as result_set:
            file = setting.path / "bare.duckdb"
            result_set.copy_into(file, "result")
            with connected(file) as bare:
                found = list(measured(result_set, bare))
            file.unlink()
            return found

    return asyncio.run(main())


MEASUREMENTS: Measurements = {"grid: frames": frames, "grid: order": order, "grid: filter": quick_filter}
