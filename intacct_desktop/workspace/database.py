"""A small SQLite file of one user, for pieces of work that are one transaction each.

What SQLite refuses is a `DatabaseRefused`; a damaged file is renamed to ``NAME.damaged`` and a new one begun.
"""

import errno
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from intacct_desktop.connections.files import set_aside

T = TypeVar("T")


class Problem(StrEnum):
    """Why the file cannot be read or written."""

    LOCKED = "locked"
    FULL = "full"
    NEWER = "newer"
    UNREADABLE = "unreadable"


class DatabaseRefused(OSError):
    """What SQLite refused: another program holds the file too long, the disk is full, the file is from a newer version of the program, or
    it cannot be opened, read or written. An OSError with number, text and file name as the others are."""

    def __init__(self, problem: Problem, path: Path, detail: str) -> None:
        super().__init__(_NUMBERS[problem], detail, str(path))
        self.problem = problem
        self.path = path


_NUMBERS = {
    Problem.LOCKED: errno.EBUSY,
    Problem.FULL: errno.ENOSPC,
    Problem.NEWER: errno.ENOTSUP,
    Problem.UNREADABLE: errno.EIO,
}
_PROBLEMS = {sqlite3.SQLITE_BUSY: Problem.LOCKED, sqlite3.SQLITE_LOCKED: Problem.LOCKED, sqlite3.SQLITE_FULL: Problem.FULL}
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """One file, made by the first use with the statements of ``schema``. ``version`` is that of the schema: a file of a later one is left
    alone. ``patience``: seconds to wait while another program writes. ``refusal`` is the error that is raised.

    Blocks. Any thread may call, and several programs at once.
    """

    def __init__(
        self, path: Path, schema: str, version: int, *, patience: float = 5.0, refusal: type[DatabaseRefused] = DatabaseRefused
    ) -> None:
        self.path = path
        self.kept: Path | None = None
        """Where a damaged file was put, once that has happened."""
        self._schema = schema
        self._version = version
        self._patience = patience
        self._refusal = refusal
        self._lock = threading.Lock()

    def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do one piece of work in one transaction, a second time in a new file where the old one is damaged.

        Raises the refusal, and OSError where the folder or a file in it cannot be made.
        """
        with self._lock:
            try:
                return self._once(work)
            except sqlite3.Error as error:
                if _code(error) not in _DAMAGED:
                    raise self._refused(error) from error
            self._put_aside()
            try:
                return self._once(work)
            except sqlite3.Error as error:
                raise self._refused(error) from error

    def _once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._connected() as connection, connection:
            return work(connection)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection for one piece of work: nothing is left to be closed, and none is shared between threads.

        The journal is SQLite's usual one, not a write-ahead log: that needs memory shared between programs, which home folders on a
        network have not.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with closing(sqlite3.connect(self.path, timeout=self._patience, isolation_level="IMMEDIATE")) as connection:
            self._prepare(connection)
            yield connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if _version(connection) == 0:
            connection.execute("BEGIN IMMEDIATE")
            if _version(connection) == 0:  # and no other program was quicker
                if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise _damaged("a database of another program")
                for statement in (*self._schema.split(";"), f"PRAGMA user_version = {self._version}"):
                    connection.execute(statement)
            connection.commit()
        if (version := _version(connection)) > self._version:
            raise self._refusal(Problem.NEWER, self.path, f"version {version}")

    def _put_aside(self) -> None:
        for companion in ("-journal", "-wal", "-shm"):  # SQLite would play a journal that is left into the new file
            self.path.with_name(self.path.name + companion).unlink(missing_ok=True)
        self.kept = set_aside(self.path)

    def _refused(self, error: sqlite3.Error) -> DatabaseRefused:
        return self._refusal(_PROBLEMS.get(_code(error), Problem.UNREADABLE), self.path, str(error))


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error is not SQLite's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _damaged(text: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
    return error


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
