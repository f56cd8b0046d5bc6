"""How DuckDB's files are opened here, and what its errors about the disk mean."""

import errno
import os
import re
from pathlib import Path

import duckdb

DISK_ERRORS = (duckdb.OperationalError, duckdb.FatalException)
_NUMBER = re.compile(r'"errno":\s*"(\d+)"')
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # beside the company's answers, and the window
    "memory_limit": "96MB",  # enough to fill a table of any length, and to read windows of it
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def connected(file: Path) -> duckdb.DuckDBPyConnection:
    """A connection with little memory and no extensions from outside. Raises `duckdb.Error`."""
    return configured(duckdb.connect(str(file), config=_CONFIGURATION))


def configured(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """What a connection needs for itself, a further one to the same file too."""
    connection.execute("SET TimeZone = 'UTC'")  # a time without an offset is in UTC
    return connection


def give_room(connection: duckdb.DuckDBPyConnection) -> None:
    """The file's connections may take more from now on: what sorts, groups or writes all rows at once needs it."""
    connection.execute("SET memory_limit = '512MB'")
    connection.execute("SET threads = 2")


def connected_apart(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection to no file, in one thread, so that rows pass through in their order and none is kept longer than it takes.

    ``folder`` is for what does not fit into memory.
    """
    chosen = {**_CONFIGURATION, "threads": 1, "memory_limit": "512MB", "temp_directory": str(folder)}
    return configured(duckdb.connect(":memory:", config=chosen))


class DamagedFile(OSError):
    """The file is there, and no result can be read from it any more."""


def is_damaged(error: duckdb.Error) -> bool:
    """Whether DuckDB says of a file that it is none of its own, or not whole."""
    return isinstance(error, duckdb.CatalogException | duckdb.SerializationException) or "not a valid DuckDB" in str(error)


def disk_error(error: duckdb.Error) -> OSError:
    """What DuckDB says of the disk, with the system's number where that can be told: it passes on the words, at times the number."""
    text = str(error)
    if (found := _NUMBER.search(text)) is not None:
        return OSError(int(found[1]), text)
    said = [number for number in errno.errorcode if os.strerror(number) in text]
    return OSError(max(said, key=lambda number: len(os.strerror(number))), text) if said else OSError(text)


def identifier(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
