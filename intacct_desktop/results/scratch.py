"""A private folder for one result, gone when it is closed, and swept away later where a crash left it behind."""

import contextlib
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Self

from platformdirs import user_cache_path

PREFIX = "result-"
NOTE = "load.json"
"""The file that says that a folder holds a load which can go on."""

_LOCK = "in-use"
_SETTLING = 60.0  # seconds in which a new folder may not carry its lock yet
_KEPT = 7 * 86_400.0  # seconds for which a load that was cut can go on


class ScratchFolder:
    """A folder that only this user can read, marked as in use by a lock that ends with the process, however that ends."""

    def __init__(self, root: Path | None = None) -> None:
        """``root`` is the folder that holds such folders; by default one in the user's cache."""
        root = root or default_root()
        root.mkdir(parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
        self._lock = _locked(self.path)

    @classmethod
    def taken_over(cls, path: Path) -> Self:
        """The folder that an earlier run of the program left. Raises OSError where it is gone or another process has it."""
        found = cls.__new__(cls)
        found.path = path
        try:
            found._lock = _locked(path)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        return found

    def leave(self) -> None:
        """Give the folder up, with all that is in it."""
        self._lock.close()

    def close(self) -> None:
        """Remove the folder. A file that another program holds open stays until the next `sweep`."""
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def default_root() -> Path:
    return user_cache_path("intacct-desktop", appauthor=False) / "results"


def sweep(root: Path | None = None) -> int:
    """Remove the folders that no running program uses; their number. Folders in use, here or in another process, are left alone, and for
    a week those of loads that can go on.
    """
    removed = 0
    for folder in (root or default_root()).glob(f"{PREFIX}*"):
        try:
            age = time.time() - folder.stat().st_mtime
            if age < (_KEPT if (folder / NOTE).is_file() else _SETTLING):
                continue
            lock = _locked(folder)
        except (OSError, sqlite3.Error):
            continue
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)
        removed += 1
    return removed


def _locked(folder: Path) -> sqlite3.Connection:
    """An exclusive lock on the folder, by the one portable lock in the standard library. Raises `sqlite3.Error` when it is taken."""
    connection = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
        raise
    return connection
