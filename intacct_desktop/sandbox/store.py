"""Where the practice company's records live: SQLite, one table for each object that has records.

A table is named as its object (``"accounts-payable/bill"``) and has

- ``key`` INTEGER PRIMARY KEY;
- one column for each scalar path of the object, named as the path; ``href`` and write-only members are not stored;
- one column ``<reference>.key`` for each reference. Its other members come from the target's table by join. Where the published
  reference does not name the target there is nothing to join, so all members of the reference are columns (``baseCurrency.id``);
- ``_entity`` INTEGER: the key of the entity that owns the record, NULL for the top level.

Texts, enumerations, dates ("2026-11-20") and date-times ("2026-11-20T09:30:00Z") are TEXT, booleans 0 or 1. Everything with digits is
an INTEGER scaled by ``10 ** StoredColumn.scale``, so that comparison, order and sums are exact. An array is its JSON text.
SQLite does not tell ``accountLabel`` from ``accountlabel``; members that differ only so (vendor has such a pair) share one column.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from intacct_desktop.sandbox.facts import Facts, ObjectFacts, PathFacts, load_facts

ENTITY = "_entity"

Value = str | int | None


class Kind(Enum):
    """How a column's values are stored and what they are in JSON."""

    KEY = "key"  # INTEGER, text in JSON
    TEXT = "text"
    DATE = "date"
    DATE_TIME = "date-time"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"  # scaled INTEGER, text with exactly `scale` digits in JSON
    NUMBER = "number"  # scaled INTEGER, number in JSON
    ARRAY = "array"

    @property
    def sql_type(self) -> str:
        """SQLite's type of the column."""
        return "TEXT" if self in {Kind.TEXT, Kind.DATE, Kind.DATE_TIME, Kind.ARRAY} else "INTEGER"


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column: its path, its kind, and its decimal digits (0 where it has none)."""

    path: str
    kind: Kind
    scale: int = 0


@dataclass(frozen=True)
class Table:
    """One object's table. ``joins`` names the table behind each reference whose target has one."""

    name: str
    columns: Mapping[str, StoredColumn]
    joins: Mapping[str, str]


def quoted(name: str) -> str:
    """A table's or column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def decode(value: Value, column: StoredColumn) -> Any:
    """A stored value as the API answers it: amounts "68400.00" with exactly ``scale`` digits, numbers as JSON numbers, keys as text."""
    if value is None:
        return None
    match column.kind:
        case Kind.KEY:
            return str(value)
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.ARRAY:
            return json.loads(str(value))
        case Kind.DECIMAL:
            return _decimal_text(int(value), column.scale)
        case Kind.NUMBER:
            whole, rest = divmod(int(value), 10**column.scale)
            return whole if rest == 0 else float(_decimal_text(int(value), column.scale))
        case _:
            return value


def _decimal_text(value: int, scale: int) -> str:
    whole, rest = divmod(abs(value), 10**scale)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{scale}}" if scale else f"{sign}{whole}"


class Store:
    """The records. One connection behind one lock: any thread may call any method, one statement runs at a time."""

    def __init__(self, connection: sqlite3.Connection, facts: Facts) -> None:
        self.facts = facts
        self.lock = threading.RLock()
        self.connection = connection
        self._tables: dict[str, Table] = {}

    @classmethod
    def open(cls, path: Path | None, facts: Facts | None = None) -> "Store":
        """An empty store in memory, or the store in the file ``path``, which is made when it does not exist."""
        connection = sqlite3.connect(":memory:" if path is None else path, check_same_thread=False, isolation_level=None)
        # Practice data can be built again at any time: speed before durability.
        connection.execute("PRAGMA synchronous = OFF")
        store = cls(connection, facts or load_facts())
        store._describe(name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return store

    def close(self) -> None:
        """Close the connection; a store in memory is gone with it."""
        with self.lock:
            self.connection.close()

    @property
    def tables(self) -> Mapping[str, Table]:
        """The filled objects."""
        return self._tables

    def table(self, name: str) -> Table | None:
        """The table of the object ``name``; None where it has no records."""
        return self._tables.get(name)

    def create(self, names: Iterable[str]) -> None:
        """Make the tables of these objects, all at once: which references can be joined depends on which targets have a table."""
        with self.lock:
            self._describe(names)
            for table in self._tables.values():
                columns = {column.path.lower(): f"{quoted(column.path)} {column.kind.sql_type}" for column in table.columns.values()}
                columns |= {"key": "key INTEGER PRIMARY KEY", ENTITY: f"{ENTITY} INTEGER"}
                self.connection.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(columns.values())})")

    def insert(self, name: str, paths: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add records given as stored values in the order of ``paths`` (columns of the table, or ``_entity``): all or none."""
        columns = ", ".join(map(quoted, paths))
        marks = ", ".join("?" * len(paths))
        with self.lock, self.connection:
            self.connection.execute("BEGIN")
            self.connection.executemany(f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - own names, quoted

    def index(self) -> None:
        """Make the indexes: entity, id and owner of every table. After filling, because that is faster."""
        with self.lock:
            for name, table in self._tables.items():
                owner = self.facts.objects[name].owner
                for path in (ENTITY, "id", f"{owner.path}.key" if owner else ""):
                    if path == ENTITY or path in table.columns:
                        self.connection.execute(f"CREATE INDEX {quoted(f'{name} {path}')} ON {quoted(name)} ({quoted(path)})")

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """The answer to one SELECT, as stored values."""
        with self.lock:
            return self.connection.execute(sql, parameters).fetchall()

    def _describe(self, names: Iterable[str]) -> None:
        filled = set(names)
        self._tables = {name: _table(self.facts.objects[name], filled) for name in sorted(filled)}


def _table(facts: ObjectFacts, filled: set[str]) -> Table:
    columns = {"key": StoredColumn("key", Kind.KEY)}
    joins = {}
    for member in facts.paths.values():
        if member.write_only or member.member in {"href", "key"}:
            continue
        if member.reference is None or member.target is None:
            columns[member.path] = stored_column(member)
    for reference in facts.references.values():
        path = f"{reference.path}.key"
        if reference.target in filled:
            joins[reference.path] = reference.target
        columns[path] = StoredColumn(path, Kind.KEY if reference.target in filled else Kind.TEXT)
    return Table(facts.name, columns, joins)


def stored_column(path: PathFacts) -> StoredColumn:
    """How a scalar member is stored, or would be where its object has no table."""
    match path.type, path.format:
        case ("boolean", _):
            return StoredColumn(path.path, Kind.BOOLEAN)
        case ("array", _):
            return StoredColumn(path.path, Kind.ARRAY)
        case ("integer", _):
            return StoredColumn(path.path, Kind.INTEGER)
        case ("number", _):
            return StoredColumn(path.path, Kind.NUMBER, path.scale or 0)
        case (_, "date"):
            return StoredColumn(path.path, Kind.DATE)
        case (_, "date-time"):
            return StoredColumn(path.path, Kind.DATE_TIME)
        case _:
            return StoredColumn(path.path, Kind.TEXT) if path.scale is None else StoredColumn(path.path, Kind.DECIMAL, path.scale)
