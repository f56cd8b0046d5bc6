"""Every write of this program, kept in SQLite: what was asked of which company, the record before and after, and what was answered.

An entry is on the disk before its request is sent, and nothing is ever forgotten by itself: what is not kept cannot be undone. Values
that sound like secrets are not kept (`secret_members`). All methods block and may be called from any thread, and from two programs at
once. What SQLite refuses is a `JournalError`; a damaged file is renamed to ``NAME.damaged`` and a new one begun.
"""

import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.records.values import Record
from intacct_desktop.connections.profile import Environment
from intacct_desktop.workspace.database import Database, DatabaseRefused
from intacct_desktop.workspace.folding import folded
from intacct_desktop.workspace.secret_members import text_without_secrets, without_secrets

_VERSION = 1
_SCHEMA = """
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        profile_id TEXT NOT NULL,
        company TEXT NOT NULL,
        environment TEXT NOT NULL,
        entity TEXT,
        user TEXT NOT NULL,
        action TEXT NOT NULL,
        object TEXT NOT NULL,
        key TEXT,
        title TEXT NOT NULL,
        changed TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        idempotency_key TEXT,
        outcome TEXT NOT NULL,
        status INTEGER,
        error_id TEXT NOT NULL,
        support_id TEXT NOT NULL,
        detail TEXT NOT NULL,
        undoes INTEGER,
        undone_by INTEGER,
        batch TEXT
    );
    CREATE TABLE contents (id INTEGER PRIMARY KEY, before BLOB, after BLOB, body BLOB, answer TEXT NOT NULL);
    CREATE TABLE texts (id INTEGER PRIMARY KEY, words TEXT NOT NULL)
"""
_EXCERPT = 20_000
"""Characters of an answer that are kept, and of a body that are searched."""


class Action(StrEnum):
    """What a write does."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    WORKFLOW = "workflow"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a write."""

    SENT = "sent"
    """On the wire, and no answer known yet."""
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The answer was lost: Intacct may have done it or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One write as a list shows it. ``id`` is 0 until it is kept; ``entity`` is None for the top level; ``title`` is what a person calls
    the record (``Bill 10248``); ``key`` is None while a new record has none.

    ``changed`` names the members that were sent, those of a list counted: ``dueDate, lines (2)``; it is found out when an entry is kept.
    ``path`` is that of the request, ``status`` of its answer. ``undoes`` and ``undone_by`` are ids of entries, ``batch`` joins the entries
    of one batch.
    """

    id: int = 0
    at: datetime
    profile_id: str
    company: str = ""
    environment: Environment = Environment.SANDBOX
    entity: str | None = None
    user: str = ""
    action: Action
    object: str
    key: str | None = None
    title: str = ""
    changed: str = ""
    method: str = ""
    path: str = ""
    idempotency_key: str | None = None
    outcome: Outcome = Outcome.SENT
    status: int | None = None
    error_id: str = ""
    support_id: str = ""
    detail: str = ""
    undoes: int | None = None
    undone_by: int | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(JournalLine):
    """One write, whole. ``before`` is the record as it was read before, None for a new one; ``after`` as it was read afterwards, None where
    it is gone or could not be read. ``body`` is the request's, as it was sent; ``answer`` the first characters of what came back."""

    before: Record | None = None
    after: Record | None = None
    body: str | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: those that have every word of ``text`` in title, object, key, user, company, ids, detail or body, letters' case and
    accents aside. An empty set or None asks for any."""

    text: str = ""
    profile_id: str | None = None
    actions: frozenset[Action] = frozenset()
    outcomes: frozenset[Outcome] = frozenset()
    object: str | None = None


EVERYTHING = Wanted()


class JournalError(DatabaseRefused):
    """The journal cannot be read or written; ``problem`` says why."""


class NoSuchEntry(LookupError):
    """The entry is not in the journal: it was forgotten, or the file was damaged and put aside."""


class Journal:
    """The writes in one file, which is made by the first use. ``patience``: seconds to wait while another program writes."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self.path = path
        self._database = Database(path, _SCHEMA, _VERSION, patience=patience, refusal=JournalError)
        self._begun: set[int] = set()
        self._lock = threading.Lock()

    @property
    def kept(self) -> Path | None:
        """Where a damaged file was put, once that has happened."""
        return self._database.kept

    @property
    def on_the_wire(self) -> frozenset[int]:
        """Ids of entries that were begun here and wait for their answer. Any other SENT entry never had one: the program ended first."""
        with self._lock:
            return frozenset(self._begun)

    def begin(self, entry: JournalEntry) -> int:
        """Keep a write that is about to be sent; its id. Once this returns it survives a crash. Raises `JournalError` and OSError: then
        send nothing."""
        (id_,) = self.begin_all([entry])
        return id_

    def begin_all(self, entries: Iterable[JournalEntry]) -> tuple[int, ...]:
        """The same for what one request does to several records: all of them or none. Raises `JournalError` and OSError."""
        entries = tuple(entries)
        rows = [_row(entry) for entry in entries]

        def insert(database: sqlite3.Connection) -> tuple[int, ...]:
            database.execute("PRAGMA synchronous = EXTRA")  # the end of SQLite's own journal outlives a power failure too
            ids = tuple(_insert(database, row) for row in rows)
            for id_, entry in zip(ids, entries, strict=True):
                if entry.outcome is Outcome.DONE and entry.undoes is not None:
                    _mark(database, entry.undoes, id_)
            return ids

        ids = self._database.do(insert)
        with self._lock:
            self._begun.update(id_ for id_, entry in zip(ids, entries, strict=True) if entry.outcome is Outcome.SENT)
        return ids

    def finish(
        self,
        id_: int,
        outcome: Outcome,
        *,
        after: Record | None = None,
        key: str | None = None,
        title: str | None = None,
        status: int | None = None,
        answer: str = "",
        error_id: str = "",
        support_id: str = "",
        detail: str = "",
    ) -> None:
        """Keep what became of a write. ``after``, ``key`` and ``title`` stay as they were where None. What it undoes is marked when it is
        DONE.

        May be called again, when the record was read later or a lost answer was found out. Raises `NoSuchEntry`, `JournalError`, OSError.
        """

        def update(database: sqlite3.Connection) -> None:
            found = database.execute(
                "UPDATE entries SET outcome = ?, key = coalesce(?, key), title = coalesce(?, title), status = ?, error_id = ?,"
                " support_id = ?, detail = ? WHERE id = ? RETURNING undoes",
                (outcome, key, title, status, error_id, support_id, detail, id_),
            ).fetchone()
            if found is None:
                raise NoSuchEntry(id_)
            database.execute(
                "UPDATE contents SET after = coalesce(?, after), answer = ? WHERE id = ?", (_packed(after), _excerpt(answer), id_)
            )
            _index(database, id_, _text(database.execute("SELECT body FROM contents WHERE id = ?", (id_,)).fetchone()[0]))
            if outcome is Outcome.DONE and found[0] is not None:
                _mark(database, found[0], id_)

        try:
            self._database.do(update)
        finally:
            with self._lock:
                self._begun.discard(id_)

    def get(self, id_: int) -> JournalEntry:
        """One entry, whole. Raises `NoSuchEntry`, `JournalError`, OSError."""
        found = self.get_all([id_])
        if not found:
            raise NoSuchEntry(id_)
        return found[0]

    def get_all(self, ids: Sequence[int]) -> list[JournalEntry]:
        """Entries, whole, in the order of the ids; without those that are not there. Raises `JournalError` and OSError."""
        query = (
            f"SELECT {_LINE}, before, after, body, answer FROM entries JOIN contents USING (id) WHERE id IN ({', '.join('?' * len(ids))})"  # noqa: S608
        )
        rows = {row[0]: row for row in self._database.do(lambda database: database.execute(query, tuple(ids)).fetchall())}
        return [_whole(rows[id_]) for id_ in ids if id_ in rows]

    def search(self, wanted: Wanted = EVERYTHING, *, limit: int = 200, older_than: int | None = None) -> list[JournalLine]:
        """The entries that are wanted, the newest first; ``older_than``, an id, gives the next ones. Raises `JournalError` and OSError."""
        where, values = _conditions(wanted, older_than)
        rows = self._database.do(
            lambda database: database.execute(
                f"SELECT {_LINE} FROM entries{where} ORDER BY id DESC LIMIT ?",  # noqa: S608
                (*values, limit),
            ).fetchall()
        )
        return [JournalLine(**_line_members(row)) for row in rows]

    def count(self, wanted: Wanted = EVERYTHING) -> int:
        """How many are wanted. Raises `JournalError` and OSError."""
        where, values = _conditions(wanted, None)
        query = f"SELECT count(*) FROM entries{where}"  # noqa: S608
        return int(self._database.do(lambda database: database.execute(query, values).fetchone()[0]))

    def count_before(self, before: date) -> int:
        """How many `forget` would forget. Raises `JournalError` and OSError."""
        query = "SELECT count(*) FROM entries WHERE at < ?"
        return int(self._database.do(lambda database: database.execute(query, (before.isoformat(),)).fetchone()[0]))

    def forget(self, before: date) -> int:
        """Forget the entries that are older than a day (UTC), for good, and give their room on the disk back; how many they were.

        Raises `JournalError` and OSError.
        """

        def delete(database: sqlite3.Connection) -> int:
            cursor = database.execute("DELETE FROM entries WHERE at < ?", (before.isoformat(),))
            for table in ("contents", "texts"):
                database.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM entries)")  # noqa: S608
            return cursor.rowcount

        count = self._database.do(delete)
        self._database.do(lambda database: database.execute("VACUUM"))
        return count


def members_of(body: str | None) -> str:
    """The members of a request's body in short, without its key: ``dueDate, lines (2)``; nothing for what is no object."""
    try:
        members = DECODER.decode(body) if body else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(members, Mapping):
        return ""
    return ", ".join(f"{name} ({len(value)})" if isinstance(value, list) else name for name, value in members.items() if name != "key")


_NAMES = tuple(member.name for member in fields(JournalLine))
_LINE = ", ".join(_NAMES)
_READ: Mapping[str, Callable[[str], object]] = {
    "at": datetime.fromisoformat,
    "environment": Environment,
    "action": Action,
    "outcome": Outcome,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as the tables have it."""

    line: Mapping[str, object]
    contents: tuple[object, ...]
    body: str | None


def _row(entry: JournalEntry) -> _Row:
    body = None if entry.body is None else text_without_secrets(entry.body)
    line = {name: getattr(entry, name) for name in _NAMES if name != "id"}
    line |= {"at": entry.at.astimezone(UTC).isoformat(), "changed": entry.changed or members_of(body)}
    return _Row(line, (_packed(entry.before), _packed(entry.after), _squeezed(body), _excerpt(entry.answer)), body)


def _insert(database: sqlite3.Connection, row: _Row) -> int:
    marks = ", ".join("?" * len(row.line))
    cursor = database.execute(f"INSERT INTO entries ({', '.join(row.line)}) VALUES ({marks})", tuple(row.line.values()))  # noqa: S608
    id_ = cursor.lastrowid or 0
    database.execute("INSERT INTO contents VALUES (?, ?, ?, ?, ?)", (id_, *row.contents))
    _index(database, id_, row.body)
    return id_


def _line_members(row: tuple[Any, ...]) -> dict[str, Any]:
    members = zip(_NAMES, row, strict=False)
    return {name: _READ[name](value) if name in _READ else value for name, value in members}


def _whole(row: tuple[Any, ...]) -> JournalEntry:
    before, after, body, answer = row[len(_NAMES) :]
    return JournalEntry(**_line_members(row), before=_unpacked(before), after=_unpacked(after), body=_text(body), answer=answer)


def _conditions(wanted: Wanted, older_than: int | None) -> tuple[str, tuple[object, ...]]:
    words = folded(wanted.text).split()
    found = list(_each_condition(wanted, older_than))
    conditions = [condition for condition, _ in found]
    values = [value for _, each in found for value in each]
    if words:
        # Looked through for those alone that all else leaves.
        having = " AND ".join(["instr(words, ?) > 0"] * len(words))
        conditions.append(f"(SELECT {having} FROM texts WHERE texts.id = entries.id)")  # noqa: S608
        values += words
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), tuple(values)


def _each_condition(wanted: Wanted, older_than: int | None) -> Iterator[tuple[str, tuple[object, ...]]]:
    if older_than is not None:
        yield "id < ?", (older_than,)
    for name, value in (("profile_id", wanted.profile_id), ("object", wanted.object)):
        if value is not None:
            yield f"{name} = ?", (value,)
    for name, some in (("action", wanted.actions), ("outcome", wanted.outcomes)):
        if some:
            yield f"{name} IN ({', '.join('?' * len(some))})", tuple(sorted(some))


def _mark(database: sqlite3.Connection, id_: int, by: int) -> None:
    """Along the chain of what undid what: an entry that is undone lets the one before stand again, and so on."""
    undone: int | None = id_
    stands = True
    while undone is not None:
        found = database.execute(
            "UPDATE entries SET undone_by = ? WHERE id = ? RETURNING undoes", (by if stands else None, undone)
        ).fetchone()
        by, undone, stands = undone, found[0] if found is not None else None, not stands


def _index(database: sqlite3.Connection, id_: int, body: str | None) -> None:
    row = database.execute(f"SELECT {_LINE} FROM entries WHERE id = ?", (id_,)).fetchone()  # noqa: S608
    line = JournalLine(**_line_members(row))
    seen = (
        line.title,
        line.object,
        line.key,
        line.user,
        line.company,
        line.entity,
        line.path,
        line.idempotency_key,
        line.error_id,
        line.support_id,
        line.detail,
        line.batch,
        (body or "")[:_EXCERPT],
    )
    database.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (id_, folded("\n".join(text for text in seen if text))))


def _excerpt(answer: str) -> str:
    seen = text_without_secrets(answer)
    return seen if len(seen) <= _EXCERPT else f"{seen[:_EXCERPT]}…"


def _packed(record: Record | None) -> bytes | None:
    return None if record is None else zlib.compress(ENCODER.encode(without_secrets(record)))


def _unpacked(content: bytes | None) -> dict[str, Any] | None:
    if content is None:
        return None
    record: dict[str, Any] = DECODER.decode(zlib.decompress(content))
    return record


def _squeezed(text: str | None) -> bytes | None:
    return None if text is None else zlib.compress(text.encode())


def _text(content: bytes | None) -> str | None:
    return None if content is None else zlib.decompress(content).decode()
