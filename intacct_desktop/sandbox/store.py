"""Where the practice company's records live: SQLite, one table for each object.

A table is named as its object (``"accounts-payable/bill"``) and has

- ``key`` INTEGER PRIMARY KEY; a key is never given twice;
- one column for each scalar path of the object, named as the path; ``href`` and write-only members are not stored;
- one column ``<reference>.key`` for each reference. Its other members come from the target's table by join. Where the published
  reference does not name the target there is nothing to join, so all members of the reference are columns (``baseCurrency.id``);
- ``_entity`` INTEGER: the key of the entity that owns the record, NULL for the top level;
- ``_owner`` INTEGER: the key of the record whose list it stands in, where the object itself has no reference to it;
- ``_lists`` TEXT: the lists whose items are no objects of their own, as JSON by path (``{"roles": [{"id": "Clerk"}]}``).

Texts, enumerations, dates ("2026-11-20") and date-times ("2026-11-20T09:30:00Z") are TEXT, booleans 0 or 1. Everything with digits is
an INTEGER scaled by ``10 ** StoredColumn.scale``, so that comparison, order and sums are exact. An array is its JSON text.
SQLite does not tell ``accountLabel`` from ``accountlabel``; members that differ only so (vendor has such a pair) share one column.

The company fills some objects by hand. A table of any other object is made when it is first asked for, with the few records that
the store's ``Supply`` gives it.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from intacct_desktop.sandbox.facts import OWNER, Facts, ObjectFacts, PathFacts, load_facts

_LARGEST_KEY = 2**63 - 1

# All that is written to a shared or borrowed file is one transaction, which is never committed.
_BORROW = "BEGIN EXCLUSIVE"

ENTITY = "_entity"
LISTS = "_lists"
_OWN_COLUMNS = {"key": "INTEGER PRIMARY KEY", ENTITY: "INTEGER", OWNER: "INTEGER", LISTS: "TEXT"}

Value = str | int | None
Record = dict[str, Value]


class Supply(Protocol):
    """The records of objects that nobody filled, their keys from 1. None of them refers to a record of the ``hidden`` entities."""

    hidden: frozenset[int]

    def count(self, name: str) -> int:
        """How many records the object gets."""

    def rows(self, name: str, keys: Callable[[str], Sequence[int]]) -> list[Record]:
        """The records of the object; ``keys`` gives those of any other object that may be referred to."""


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
    """One object's table. ``joins`` names the object behind each reference whose target is known."""

    name: str
    columns: Mapping[str, StoredColumn]
    joins: Mapping[str, str]


def quoted(name: str) -> str:
    """A table's or column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


class Store:
    """The records. One connection behind one lock: any thread may call any method, one statement runs at a time."""

    def __init__(self, connection: sqlite3.Connection, facts: Facts, supply: Supply | None = None) -> None:
        self.facts = facts
        self.lock = threading.RLock()
        self.connection = connection
        self._supply = supply
        self._made = self._tables_made()
        self._last_keys: dict[str, int] = {}
        # The last key of each table before anything was added to it.
        self._supplied: dict[str, int] = {}
        # Tables that are made but not filled yet.
        self._growing: set[str] = set()
        self._is_lent = False
        self._depth = 0
        self._undone = 0

    @classmethod
    def open(cls, path: Path | None, facts: Facts | None = None, supply: Supply | None = None) -> "Store":
        """An empty store in memory, or the store in the file ``path``, which is made when it does not exist.

        Without ``supply``, objects that nobody filled are empty.
        """
        connection = _connect("file::memory:" if path is None else path.absolute().as_uri())
        try:
            return cls(connection, facts or load_facts(), supply)
        except sqlite3.Error:
            connection.close()
            raise

    @classmethod
    def share(cls, path: Path, supply: Supply) -> "Store":
        """The store in the file ``path``, which any number of stores may have open: what one of them writes stays in its own memory."""
        # Without locks, as nobody ever writes to the file: a transaction that does not end keeps all its pages in memory.
        connection = _connect(f"{path.absolute().as_uri()}?mode=rw&nolock=1")
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA cache_spill = OFF")
            connection.execute(_BORROW)
            store = cls(connection, load_facts(), supply)
        except sqlite3.Error:
            connection.close()
            raise
        store._is_lent = True
        return store

    @classmethod
    def borrow(cls, path: Path, supply: Supply) -> "Store":
        """The store in the file ``path``, which is as before when it is closed.

        Raises OSError while another store has it, and when nothing can be written beside it.
        """
        try:
            store = cls.open(path, supply=supply)
            try:
                store.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                store.connection.execute(_BORROW)
            except sqlite3.Error:
                store.close()
                raise
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise OSError(f"Another practice company has {path} open") from error
            raise OSError(f"{path} cannot be used: {error}") from error
        store._is_lent = True
        return store

    @property
    def version(self) -> tuple[int, int]:
        """Another value after every change of the records, and after every change that was taken back."""
        return self.connection.total_changes, self._undone

    def close(self) -> None:
        """Close the connection; a store in memory is gone with it, and so is what was written to a shared or borrowed one."""
        with self.lock:
            self.connection.close()

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables made so far."""
        return {name: describe(self.facts.objects[name]) for name in self._made}

    def table(self, name: str) -> Table:
        """The table of the object ``name``, made and filled on first use."""
        if name not in self._made or name in self._growing:
            with self.lock:
                if name not in self._made:
                    self._grow(name)
        return describe(self.facts.objects[name])

    def create(self, names: Iterable[str]) -> None:
        """Make the empty tables of these objects."""
        with self.lock:
            for name in names:
                table = describe(self.facts.objects[name])
                # The entity comes first, because every query looks at it, and SQLite goes through a row from its beginning.
                columns = {path: f"{path} {definition}" for path, definition in _OWN_COLUMNS.items()}
                for column in table.columns.values():
                    columns.setdefault(column.path.lower(), f"{quoted(column.path)} {column.kind.sql_type}")
                self.connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join(columns.values())})")
                self._made.add(name)

    def insert(self, name: str, paths: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add records given as stored values in the order of ``paths`` (columns of the table): all or none."""
        columns = ", ".join(map(quoted, paths))
        marks = ", ".join("?" * len(paths))
        with self.transaction():
            self.connection.executemany(f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - own names, quoted

    def add(self, name: str, record: Mapping[str, Value]) -> int:
        """Add one record under the next key, which is returned; ``key`` itself is not looked at."""
        with self.transaction():
            self._supplied.setdefault(name, self._last_key(name))
            key = self._last_keys[name] = self._last_key(name) + 1
            numbered = {**record, "key": key}
            self.insert(name, list(numbered), [list(numbered.values())])
        return key

    def update(self, name: str, key: int, changes: Mapping[str, Value]) -> None:
        """Change members of one record."""
        if changes:
            assignments = ", ".join(f"{quoted(path)} = ?" for path in changes)
            with self.transaction():
                self.connection.execute(f"UPDATE {quoted(name)} SET {assignments} WHERE key = ?", (*changes.values(), key))  # noqa: S608 - own names, quoted

    def delete(self, name: str, key: int) -> None:
        """Take out one record; what refers to it is the caller's business."""
        with self.transaction():
            self._last_keys[name] = self._last_key(name)
            self.connection.execute(f"DELETE FROM {quoted(name)} WHERE key = ?", (key,))  # noqa: S608 - own names, quoted

    def records(self, name: str, **where: Value) -> list[Record]:
        """Whole records as stored values, by key; ``where`` gives columns and the values they must have (None: null)."""
        table = self.table(name)
        paths = [*dict.fromkeys(table.columns), ENTITY, OWNER, LISTS]
        test = " AND ".join(f"{quoted(path)} IS ?" for path in where) or "1"
        sql = f"SELECT {', '.join(map(quoted, paths))} FROM {quoted(name)} WHERE {test} ORDER BY key"  # noqa: S608 - own names, quoted
        return [dict(zip(paths, row, strict=True)) for row in self.rows(sql, tuple(where.values()))]

    def record(self, name: str, key: int) -> Record | None:
        """One whole record as stored values."""
        found = self.records(name, key=key)
        return found[0] if found else None

    def keys(self, name: str) -> list[int]:
        """The keys of all records of ``name``."""
        self.table(name)
        return [int(key or 0) for (key,) in self.rows(f"SELECT key FROM {quoted(name)} ORDER BY key")]  # noqa: S608 - own names, quoted

    def index(self) -> None:
        """Make the indexes of all tables. After filling, because that is faster."""
        with self.lock:
            for name in self._made:
                self._index(name)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Value, ...]]:
        """The answer to one SELECT, as stored values."""
        with self.lock:
            return self.connection.execute(sql, parameters).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes of the block or, when it raises, none of them. Blocks may be nested; other threads wait."""
        with self.lock:
            self._depth += 1
            name = f"level{self._depth}"
            last_keys, made = dict(self._last_keys), set(self._made)
            self.connection.execute(f"SAVEPOINT {name}")
            try:
                yield
            except BaseException:
                self._undone += 1
                if self.connection.in_transaction:
                    self.connection.execute(f"ROLLBACK TO {name}")
                    # A key that nobody has seen may be given again.
                    self._last_keys = last_keys
                    # Another thread may be about to read a table that was made on the way.
                    lost, self._made = self._made - made, made
                    for each in sorted(lost):
                        self._grow(each)
                    self.connection.execute(f"RELEASE {name}")
                elif self._depth == 1:
                    self._begin_again()
                raise
            else:
                self.connection.execute(f"RELEASE {name}")
            finally:
                self._depth -= 1

    def _begin_again(self) -> None:
        """A full disk makes SQLite take back the whole transaction: of a shared or borrowed file, all that was written to it."""
        self._last_keys, self._supplied = {}, {}
        self._made = self._tables_made()
        if self._is_lent:
            self.connection.execute(_BORROW)

    def _tables_made(self) -> set[str]:
        found = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found} & self.facts.objects.keys()

    def _last_key(self, name: str) -> int:
        if name not in self._last_keys:
            [(last,)] = self.rows(f"SELECT MAX(key) FROM {quoted(self.table(name).name)}")  # noqa: S608 - own names, quoted
            return int(last or 0)
        return self._last_keys[name]

    def _grow(self, name: str) -> None:
        self._growing.add(name)
        try:
            self.create([name])
            if self._supply:
                for record in self._supply.rows(name, partial(self._keys_to_refer_to, self._supply)):
                    self.insert(name, list(record), [list(record.values())])
            self._index(name)
        finally:
            self._growing.discard(name)

    def _keys_to_refer_to(self, supply: Supply, name: str) -> Sequence[int]:
        """Known without making the table: objects refer to each other in circles, and the order of first use must not matter."""
        if name not in self._made or name in self._growing:
            return range(1, supply.count(name) + 1)
        hidden = ", ".join("?" * len(supply.hidden))
        visible = f"({ENTITY} IS NULL OR {ENTITY} NOT IN ({hidden}))"
        sql = f"SELECT key FROM {quoted(name)} WHERE {visible} AND key <= ? ORDER BY key"  # noqa: S608 - own names, quoted
        return [int(key or 0) for (key,) in self.rows(sql, (*supply.hidden, self._supplied.get(name, _LARGEST_KEY)))]

    def _index(self, name: str) -> None:
        owner = self.facts.objects[name].owner
        for path in (ENTITY, OWNER, "id", f"{owner.path}.key" if owner else ""):
            if path in (ENTITY, OWNER) or path in describe(self.facts.objects[name]).columns:
                self.connection.execute(f"CREATE INDEX IF NOT EXISTS {quoted(f'{name} {path}')} ON {quoted(name)} ({quoted(path)})")


def _connect(address: str) -> sqlite3.Connection:
    """A connection to a file or to memory, given as a URI. Raises sqlite3.Error."""
    connection = sqlite3.connect(address, timeout=0, check_same_thread=False, isolation_level=None, uri=True)
    # Practice data can be built again at any time: speed before durability.
    connection.execute("PRAGMA synchronous = OFF")
    # Of a file, 32 MB are kept in memory; sorting takes as much once more before it goes to a file.
    connection.execute("PRAGMA cache_size = -32768")
    return connection


@cache
def describe(facts: ObjectFacts) -> Table:
    """The table that an object's records have."""
    known = load_facts().objects
    columns = {"key": StoredColumn("key", Kind.KEY)}
    joins = {}
    for member in facts.paths.values():
        if member.write_only or member.member in {"href", "key"}:
            continue
        if member.reference is None or member.target is None:
            columns[member.path] = stored_column(member)
    for reference in facts.references.values():
        path = f"{reference.path}.key"
        if reference.target is not None and reference.target in known:
            joins[reference.path] = reference.target
        columns[path] = StoredColumn(path, Kind.KEY if reference.path in joins else Kind.TEXT)
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
