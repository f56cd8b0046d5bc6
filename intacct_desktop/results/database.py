"""How DuckDB's files are opened here, and what its errors about the disk mean."""

import errno
import os
from pathlib import Path

import duckdb

DISK_ERRORS = (duckdb.OperationalError, duckdb.FatalException)
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "512MB",
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


def disk_error(error: duckdb.Error) -> OSError:
    """What DuckDB says of the disk, with the system's number where that is that it is full: DuckDB passes on its words only."""
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        if os.strerror(number) in str(error):
            return OSError(number, str(error))
    return OSError(str(error))


def identifier(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"
