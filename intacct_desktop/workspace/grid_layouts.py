"""How a person likes to see the rows of a query: order, widths and hidden columns, in a small database beside the others.

Layouts are small and few, so all are read at once, and asked for without a wait. What cannot be read is no layout, never an error.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from intacct_desktop.workspace.database import Database

MOST = 400
"""Layouts that are kept; of more, those that were longest not used are forgotten."""

_VERSION = 1
_SCHEMA = "CREATE TABLE layouts (name TEXT PRIMARY KEY, used INTEGER NOT NULL, layout TEXT NOT NULL)"


class GridLayout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Columns by their path. ``frozen`` is the last column that stands still; one that is not named is as it would be without a layout."""

    order: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    hidden: tuple[str, ...] = ()
    frozen: str | None = None
    compact: bool = False
    blank_nulls: bool = False
    parentheses: bool = False
    totals: bool = True


def name_of_query(path: Path) -> str:
    """What the layout of a saved query is kept under."""
    return f"query {path}"


def name_of_columns(object_name: str, columns: Iterable[str]) -> str:
    """What the layout of a query that is kept nowhere is kept under: its object and its columns, in whatever order."""
    digest = hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()
    return f"columns {object_name} {digest[:32]}"


class GridLayouts:
    """Layouts by name. `read` and `save` block; the others answer from memory. Any thread may call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path, _SCHEMA, _VERSION)
        self._lock = threading.Lock()
        self._file_lock = threading.Lock()
        self._stored: dict[str, GridLayout] = {}
        self._changed: dict[str, GridLayout | None] = {}
        self._refused = False

    @property
    def dirty(self) -> bool:
        """There is something to save; never once the file was refused: layouts last as long as the program then."""
        with self._lock:
            return bool(self._changed) and not self._refused

    def of(self, name: str) -> GridLayout | None:
        """The layout that was kept, as far as they have been read."""
        with self._lock:
            return self._changed[name] if name in self._changed else self._stored.get(name)

    def keep(self, name: str, layout: GridLayout | None) -> None:
        """Remember a layout, or forget it."""
        with self._lock:
            self._changed[name] = layout

    def read(self) -> None:
        """Read what is kept. A damaged file is put aside; one of a later version of the program is left alone."""
        if not self.path.exists():
            return
        with self._file_lock:
            try:
                stored = self._database.do(_read)
            except OSError:
                self._refused = True
                return
            with self._lock:
                self._stored = dict(stored)

    def save(self) -> None:
        """Write what is new. Raises OSError; what is new is kept then, for the next time."""
        with self._file_lock:
            with self._lock:
                changed = dict(self._changed)

            def write(database: sqlite3.Connection) -> Mapping[str, GridLayout]:
                [[latest]] = database.execute("SELECT coalesce(max(used), 0) FROM layouts").fetchall()
                for number, (name, layout) in enumerate(changed.items(), latest + 1):
                    database.execute("DELETE FROM layouts WHERE name = ?", [name])
                    if layout is not None:
                        text = msgspec.json.encode(layout).decode()
                        database.execute("INSERT INTO layouts VALUES (?, ?, ?)", [name, number, text])
                database.execute("DELETE FROM layouts WHERE name NOT IN (SELECT name FROM layouts ORDER BY used DESC LIMIT ?)", [MOST])
                return _read(database)

            stored = self._database.do(write)
            with self._lock:
                self._stored = dict(stored)
                self._changed = {name: layout for name, layout in self._changed.items() if name not in changed or changed[name] != layout}


def _read(database: sqlite3.Connection) -> Mapping[str, GridLayout]:
    found = {}
    for name, text in database.execute("SELECT name, layout FROM layouts"):
        try:
            found[name] = msgspec.json.decode(text, type=GridLayout)
        except (msgspec.DecodeError, TypeError):
            continue
    return found
