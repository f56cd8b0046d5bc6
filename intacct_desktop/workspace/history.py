"""Every run of a query, kept in SQLite: what was asked where, how long it took and what came of it. The newest 5,000 stay.

All methods block and may be called from any thread, and from two programs at once. What SQLite refuses is a `HistoryError`; a damaged
file is renamed to ``NAME.damaged`` and a new one begun.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from intacct_desktop.api.query import Query, split_aggregate
from intacct_desktop.connections.profile import Environment
from intacct_desktop.workspace.database import Database, DatabaseRefused
from intacct_desktop.workspace.folding import folded
from intacct_desktop.workspace.query_file import QueryFileError, SavedQuery, from_text, to_text

MOST = 5_000

_VERSION = 1
_SCHEMA = """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        profile_id TEXT NOT NULL,
        company TEXT NOT NULL,
        environment TEXT NOT NULL,
        entity TEXT,
        title TEXT NOT NULL,
        object TEXT NOT NULL,
        query TEXT NOT NULL,
        rows INTEGER,
        total INTEGER,
        seconds REAL NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL,
        words TEXT NOT NULL
    );
    CREATE INDEX runs_of_object ON runs (object);
"""
_COLUMNS = "id, at, profile_id, company, environment, entity, title, query, rows, total, seconds, outcome, detail"
_LOOKED_AT = 500  # runs of an object that say which of its fields are common


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One run. ``id`` is 0 until it is kept; ``company`` is its name; ``entity`` is None for the top level.

    ``rows`` were loaded of ``total`` that match (None where the company did not say); ``seconds`` from click to end; ``detail`` says why a
    run failed.
    """

    id: int = 0
    at: datetime
    profile_id: str
    company: str = ""
    environment: Environment = Environment.SANDBOX
    entity: str | None = None
    title: str = ""
    query: Query
    rows: int | None = None
    total: int | None = None
    seconds: float = 0.0
    outcome: Outcome = Outcome.DONE
    detail: str = ""


class HistoryError(DatabaseRefused):
    """The history cannot be read or written; ``problem`` says why."""


class History:
    """The runs in one file, which is made by the first use. ``patience``: seconds to wait while another program writes."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self.path = path
        self._database = Database(path, _SCHEMA, _VERSION, patience=patience, refusal=HistoryError)

    @property
    def kept(self) -> Path | None:
        """Where a damaged file was put, once that has happened."""
        return self._database.kept

    def add(self, entry: HistoryEntry) -> HistoryEntry:
        """Keep a run; gives it with its id. Raises `HistoryError` and OSError."""

        def insert(database: sqlite3.Connection) -> int:
            values = _values(entry)
            marks = ", ".join("?" * len(values))
            cursor = database.execute(f"INSERT INTO runs ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
            database.execute("DELETE FROM runs WHERE id <= (SELECT id FROM runs ORDER BY id DESC LIMIT 1 OFFSET ?)", (MOST,))
            return cursor.lastrowid or 0

        return replace(entry, id=self._database.do(insert))

    def search(self, text: str = "", limit: int = 200, profile_id: str | None = None) -> list[HistoryEntry]:
        """The runs that have every word of ``text`` in title, object, query, company, entity or detail, the newest first.

        Letters' case and accents do not count. Raises `HistoryError` and OSError.
        """
        words = folded(text).split()
        conditions = ["instr(words, ?) > 0"] * len(words) + ["profile_id = ?"] * (profile_id is not None)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        values = (*words, *([profile_id] if profile_id is not None else ()), limit)
        rows = self._database.do(
            lambda database: database.execute(f"SELECT {_COLUMNS} FROM runs {where}ORDER BY id DESC LIMIT ?", values).fetchall()  # noqa: S608
        )
        return list(_entries(rows))

    def clear(self) -> None:
        """Forget every run, and give its room on the disk back. Raises `HistoryError` and OSError."""
        self._database.do(lambda database: database.execute("DELETE FROM runs"))
        self._database.do(lambda database: database.execute("VACUUM"))

    def fields_used(self, object_name: str) -> list[str]:
        """The fields that runs of an object had as columns, without aggregates, the most used first and of those the latest.

        Raises `HistoryError` and OSError.
        """
        rows = self._database.do(
            lambda database: database.execute(
                "SELECT query FROM runs WHERE object = ? AND outcome = ? ORDER BY id DESC LIMIT ?", (object_name, Outcome.DONE, _LOOKED_AT)
            ).fetchall()
        )
        uses: Counter[str] = Counter()
        for (text,) in rows:
            if (query := _query(text)) is not None:
                uses.update(list(dict.fromkeys(split_aggregate(name)[1] for name in query.fields)))
        return [name for name, _ in uses.most_common()]


def _values(entry: HistoryEntry) -> dict[str, object]:
    query = to_text(SavedQuery(entry.title, entry.query))
    seen = (entry.title, entry.query.object, query, entry.company, entry.entity or "", entry.detail)
    return {
        "at": entry.at.astimezone(UTC).isoformat(),
        "profile_id": entry.profile_id,
        "company": entry.company,
        "environment": entry.environment.value,
        "entity": entry.entity,
        "title": entry.title,
        "object": entry.query.object,
        "query": query,
        "rows": entry.rows,
        "total": entry.total,
        "seconds": entry.seconds,
        "outcome": entry.outcome.value,
        "detail": entry.detail,
        "words": folded("\n".join(seen)),
    }


def _query(text: str) -> Query | None:
    """None for what a newer version of the program has kept."""
    try:
        return from_text(text, most=None).query
    except QueryFileError:
        return None


def _entries(rows: Iterable[tuple[Any, ...]]) -> Iterator[HistoryEntry]:
    for id_, at, profile_id, company, environment, entity, title, text, count, total, seconds, outcome, detail in rows:
        if (query := _query(text)) is not None:
            yield HistoryEntry(
                id=id_,
                at=datetime.fromisoformat(at),
                profile_id=profile_id,
                company=company,
                environment=Environment(environment),
                entity=entity,
                title=title,
                query=query,
                rows=count,
                total=total,
                seconds=seconds,
                outcome=Outcome(outcome),
                detail=detail,
            )
