"""One writing of a file: DuckDB's statements run in a thread of their own, while the writer's hears how far they are and can end them."""

import concurrent.futures
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal, localcontext
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar

import duckdb

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.casting import Storage
from intacct_desktop.results.columns import Column
from intacct_desktop.results.database import connected_apart, give_room, literal
from intacct_desktop.results.rows import Interrupted, ResultClosed, Rows

WINDOW = 1_000
"""Rows read at a time by the writers that need Python's objects: few enough that making them never holds up the window."""

Apart = Callable[[str], object]
"""Runs a statement of a connection to no file."""

_T = TypeVar("_T")
_TICK = 0.05
"""Seconds between two looks at who wants to cancel."""
_AT_ONCE = 10_000
_MOST_DIGITS = 60
_PIECE = 1 << 20
_BLOCK = 2_000
"""Rows whose size is looked at together."""
_MOST_BYTES = 64 << 20
"""Of what DuckDB makes at a time."""


class Cancelled(Exception):
    """The writing was called off; no file was left."""


class Writing:
    """The rows of one reader on their way into a file. ``columns`` are theirs, under the names that the file has."""

    def __init__(self, rows: Rows, columns: Sequence[Column], progress: Callable[[int], None], cancelled: threading.Event) -> None:
        self.columns = tuple(columns)
        self.storage: tuple[Storage, ...] = rows.storage
        self.with_misfits = frozenset(rows.with_misfits)
        """The positions of the columns that hold values not of their type."""
        kept = enumerate(rows.storage)
        self.texts = {at: f"c{at}" if own.is_text else f"t{at}" for at, own in kept if own.is_text or at in self.with_misfits}
        """SQL for the texts of each column that has some: all that it has, or its misfits."""
        self.count = rows.count
        self._rows = rows
        self._progress = progress
        self._cancelled = cancelled
        self._heard = 0
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._connections: list[duckdb.DuckDBPyConnection] = []
        self._source = ""
        self._is_natural = rows.arrangement.is_natural
        self._thread: ThreadPoolExecutor | None = None

    def check(self) -> None:
        """Raises `Cancelled` or `ResultClosed` where it has come to that."""
        if self._cancelled.is_set():
            raise Cancelled
        if self._rows.closed:
            raise ResultClosed

    def heard(self, rows: int) -> None:
        """So many rows are written."""
        if rows > self._heard:
            self._heard = rows
            self._progress(rows)

    def windows(self) -> Iterator[tuple[Any, ...]]:
        """All rows as `Rows.window` gives them; not within `reading`."""
        for start in range(0, self.count, WINDOW):
            self.check()
            with self._told():
                window = self._rows.window(start, WINDOW)
            yield from window
            self.heard(min(start + WINDOW, self.count))
        self.check()

    def first(self, count: int) -> list[tuple[Any, ...]]:
        """The first rows; not within `reading`."""
        with self._told():
            return self._rows.window(0, count)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While statements run; at its end none does, however it ended. Raises `Cancelled`, `ResultClosed`, and OSError."""
        with self._told(), self._rows.reading() as (connection, source), ThreadPoolExecutor(1, "writing") as thread:
            # Without them DuckDB does not say how far a statement is; it prints nothing.
            for setting in ("enable_progress_bar = true", "enable_progress_bar_print = false", "progress_bar_time = 0"):
                connection.execute(f"SET {setting}")
            give_room(connection)
            self._connection, self._source, self._thread = connection, f"({source})", thread
            self._connections = [connection]
            yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A statement that was broken off is one of a writing that was called off, or of a result that was closed."""
        try:
            yield
        except Interrupted as error:
            raise (Cancelled if self._cancelled.is_set() else ResultClosed) from error

    @property
    def source(self) -> str:
        """SQL for all rows, in no order: ``place`` (from 0), ``c0``…, ``t0``…; within `reading`."""
        return self._source

    def one(self, sql: str) -> tuple[Any, ...]:
        """The one row of a statement."""
        [row] = self._all(sql)
        return row

    def copy(self, terms: str, file: Path, options: str) -> None:
        """Have DuckDB write ``terms`` of each row, in order, into a file or a folder, and tell how far it is."""
        self._copy(terms, file, options, range(self.count), range(self.count))

    def copy_lines(self, terms: str, file: IO[bytes], options: str, overhead: int) -> None:
        """Have DuckDB write a line for each row, of ``terms``, as CSV with ``options``, and add the lines to ``file``.

        In pieces, for DuckDB keeps the lines of 120,000 rows in memory before it writes one. ``overhead`` is what a line has besides its
        texts, in bytes.
        """
        with tempfile.TemporaryDirectory(prefix="intacct-desktop-", ignore_cleanup_errors=True) as folder:
            piece = Path(folder) / "piece"
            for places in self.spans(overhead, _MOST_BYTES):
                self._copy(terms, piece, f"FORMAT csv, HEADER false, USE_TMP_FILE false, {options}", places, places)
                with piece.open("rb") as lines:
                    while read := lines.read(_PIECE):
                        self.check()
                        file.write(read)
                self.heard(places.stop)

    @contextmanager
    def pieces(self, terms: str, overhead: int, options: str) -> Iterator[tuple[list[Path], Apart]]:
        """``terms`` of each row in files of their own, in order, and a connection to make one of them.

        For formats of which DuckDB keeps 120,000 rows in memory before it writes one: here none has more than memory can hold. The files
        are gone at the end.
        """
        with tempfile.TemporaryDirectory(prefix="intacct-desktop-", ignore_cleanup_errors=True) as name:
            folder, files = Path(name), []
            for number, places in enumerate(self.spans(overhead, _MOST_BYTES)):
                files.append(folder / f"{number:06}")
                self._copy(terms, files[-1], options, places, range(places.start // 2, places.stop // 2))
            connection = connected_apart(folder)
            second_half = range(self.count // 2, self.count)
            try:
                self._connections.append(connection)
                yield files, lambda statement: self._finished(lambda _own: connection.execute(statement), second_half)
            finally:
                self._connections.remove(connection)
                connection.close()

    def spans(self, overhead: int, most: int, longest: int | None = None) -> list[range]:
        """All places, in spans of at most ``most`` bytes, of rows that have ``overhead`` and their texts, none over ``longest``."""
        lengths = [f"coalesce(strlen({text}), 0)" for text in self.texts.values()]
        if longest is not None:
            lengths = [f"least({length}, {longest})" for length in lengths]
        size = f"sum({' + '.join([str(overhead), *lengths])})::BIGINT"
        pieces: list[tuple[range, int]] = []
        for block, taken in self._all(f"SELECT place // {_BLOCK} AS block, {size} FROM {self.source} GROUP BY block ORDER BY block"):  # noqa: S608
            places = range(block * _BLOCK, min((block + 1) * _BLOCK, self.count))
            if taken <= most:
                pieces.append((places, taken))
                continue
            rows = self._all(f"SELECT place, {size} FROM {self.source} WHERE {_within(places)} GROUP BY place ORDER BY place")  # noqa: S608
            pieces += [(range(place, place + 1), own) for place, own in rows]
        return _joined(pieces, most)

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return self._finished(partial(_fetched, sql, ()))

    def _copy(self, terms: str, file: Path, options: str, places: range, told: range) -> None:
        """``told`` are the rows that those at ``places`` are told as."""
        order = "" if self._is_natural else " ORDER BY place"
        select = f"SELECT {terms} FROM {self.source} WHERE {_within(places)}{order}"  # noqa: S608 - own names
        self._finished(lambda connection: connection.execute(f"COPY ({select}) TO {literal(str(file))} ({options})"), told)

    def ahead(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Generator[Any, None, None]:
        """The one value that a statement gives, for each set of parameters; the next is made while the caller has the last. Close it."""
        pending: list[Future[Any]] = []
        try:
            for given in parameters:
                pending.append(self._begun(partial(_fetched, sql, given)))
                if len(pending) > 1:
                    yield self._result(pending.pop(0))[0][0]
            for future in pending:
                yield self._result(future)[0][0]
        finally:
            self._settle(pending)

    def _begun(self, work: Callable[[duckdb.DuckDBPyConnection], _T]) -> "Future[_T]":
        assert self._connection is not None  # noqa: S101 - within `reading`
        assert self._thread is not None  # noqa: S101
        return self._thread.submit(work, self._connection)

    def _finished(self, work: Callable[[duckdb.DuckDBPyConnection], _T], places: range | None = None) -> _T:
        future = self._begun(work)
        try:
            return self._result(future, places)
        finally:
            self._settle([future])

    def _result(self, future: "Future[_T]", places: range | None = None) -> _T:
        """What the work gives, as soon as it does; tells how far it is where it writes the rows at ``places``."""
        while not future.done():
            concurrent.futures.wait([future], _TICK)
            self.check()
            if places and self._connection is not None:
                self.heard(places.start + int(len(places) * max(self._connection.query_progress(), 0.0) / 100))
        return future.result()

    def _settle(self, futures: Sequence["Future[Any]"]) -> None:
        """Break off what is not finished."""
        for future in futures:
            while not future.done() and not future.cancel():
                for connection in self._connections:
                    connection.interrupt()  # again: between two of its statements it would not hear
                concurrent.futures.wait([future], _TICK / 2)

    def misfits(self) -> int:
        """How many values are not of their column's type, among these rows."""
        texts = [f"count(t{at})" for at in sorted(self.with_misfits)]
        return sum(self.one(f"SELECT {', '.join(texts)} FROM {self.source}")) if texts else 0  # noqa: S608

    def sums(self) -> dict[str, Decimal | int]:
        """The exact sum of every amount column; misfits count nothing."""
        amounts = [at for at, storage in enumerate(self.storage) if storage.kind is ValueKind.DECIMAL]
        if not amounts:
            return {}
        try:
            found = self.one(f"SELECT {', '.join(f'sum(c{at})' for at in amounts)} FROM {self.source}")  # noqa: S608
        except duckdb.OutOfRangeException:
            found = tuple(self._long_sum(at) for at in amounts)
        return {self.columns[at].path: Decimal(0) if total is None else total for at, total in zip(amounts, found, strict=True)}

    def _long_sum(self, at: int) -> Decimal:
        """A sum of more digits than DuckDB has."""

        def added(connection: duckdb.DuckDBPyConnection) -> Decimal:
            amounts = connection.execute(f"SELECT c{at} FROM {self.source} WHERE c{at} IS NOT NULL")  # noqa: S608
            total = Decimal(0)
            with localcontext(prec=_MOST_DIGITS):
                while found := amounts.fetchmany(_AT_ONCE):
                    total = sum((amount for (amount,) in found), total)
            return total

        return self._finished(added)


def _fetched(sql: str, parameters: Sequence[Any], connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(sql, parameters).fetchall()


def _within(places: range) -> str:
    return f"place BETWEEN {places.start} AND {places.stop - 1}"


def _joined(pieces: Iterable[tuple[range, int]], most: int) -> list[range]:
    """Neighbours together, up to ``most`` bytes."""
    found: list[range] = []
    size = 0
    for places, taken in pieces:
        if found and size + taken <= most:
            found[-1] = range(found[-1].start, places.stop)
            size += taken
        else:
            found.append(places)
            size = taken
    return found
