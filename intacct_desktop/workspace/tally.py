"""How many billed calls went to each company in each month, and the line that a person drew (Intacct bills calls beyond the contract)."""

import json
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from intacct_desktop.api.exchange import Exchange
from intacct_desktop.workspace.database import Database

_VERSION = 1
_SCHEMA = """
    CREATE TABLE calls (company TEXT, month TEXT, count INTEGER NOT NULL, PRIMARY KEY (company, month)) WITHOUT ROWID;
    CREATE TABLE budgets (company TEXT PRIMARY KEY, calls INTEGER) WITHOUT ROWID;
"""
_NOT_BILLED = frozenset({401, 429, 503})
_WRITES = ("POST", "PATCH", "DELETE")
_Stored = tuple[Mapping[tuple[str, str], int], Mapping[str, int]]
_BETWEEN = re.compile(r"[\s,]*")


def billed(exchange: Exchange) -> int:
    """The API transactions that one exchange costs: one a call, for a page of a query too, and one for each record written.

    Signing in and what Intacct turned away before it looked (401, 429, 5xx) count nothing. A refused write counts as a call. Of a body
    whose end is not in the exchange, the records that are seen are counted: the figure is an estimate, as all clients' are (facts 7).
    """
    if exchange.status is None or exchange.status in _NOT_BILLED or exchange.status >= 500 or "/oauth2/" in exchange.path:
        return 0
    if exchange.method == "DELETE" and exchange.status < 400:
        return exchange.path.rpartition("/")[2].replace("%2C", ",").count(",") + 1
    if exchange.method in _WRITES and (exchange.status < 400 or exchange.path.endswith("/services/core/composite")):
        return max(1, _entries(exchange.request_body or ""))
    return 1


class Tally:
    """Calls by company and month (UTC, ``2026-11``). ``company`` is what names it, such as a profile's id.

    Counting is done in memory. `save` writes what was counted since, together with what other programs wrote: nobody's calls are lost.
    Everything but `add` may read the file: call it where that may take a moment. Any thread may call.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._database = Database(path, _SCHEMA, _VERSION)
        self._now = now
        self._lock = threading.Lock()
        self._file_lock = threading.Lock()
        self._added: Counter[tuple[str, str]] = Counter()
        self._budgets: dict[str, int | None] = {}
        self._stored: Mapping[tuple[str, str], int] | None = None
        self._stored_budgets: Mapping[str, int] = {}

    @property
    def dirty(self) -> bool:
        """There is something to save."""
        with self._lock:
            return bool(self._added or self._budgets)

    def add(self, company: str, count: int = 1) -> None:
        if count > 0:
            with self._lock:
                self._added[company, self._month()] += count

    def of(self, company: str, month: str | None = None) -> int:
        """The calls of a month, of the present one by default. Raises OSError for a file that cannot be read."""
        self._load()
        key = company, month or self._month()
        with self._lock:
            return (self._stored or {}).get(key, 0) + self._added[key]

    def months(self, company: str) -> tuple[tuple[str, int], ...]:
        """Each month that has calls, the latest first. Raises OSError."""
        self._load()
        with self._lock:
            found = Counter({month: count for (name, month), count in (self._stored or {}).items() if name == company})
            found.update({month: count for (name, month), count in self._added.items() if name == company})
        return tuple(sorted(((month, count) for month, count in found.items() if count), reverse=True))

    def budget(self, company: str) -> int | None:
        """The calls a month that a person set as the line; None without one. Raises OSError."""
        self._load()
        with self._lock:
            return self._budgets[company] if company in self._budgets else self._stored_budgets.get(company)

    def set_budget(self, company: str, calls: int | None) -> None:
        with self._lock:
            self._budgets[company] = calls

    def save(self) -> None:
        """Write what is new. Raises OSError; what is new is kept then, for the next time."""
        with self._file_lock:
            with self._lock:
                added, budgets = self._added.copy(), dict(self._budgets)

            def write(database: sqlite3.Connection) -> _Stored:
                database.executemany(
                    "INSERT INTO calls VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                    [(company, month, count) for (company, month), count in added.items()],
                )
                database.executemany("INSERT OR REPLACE INTO budgets VALUES (?, ?)", list(budgets.items()))
                return _read(database)

            stored = self._database.do(write)
            with self._lock:
                self._stored, self._stored_budgets = stored
                self._added = self._added - added
                self._budgets = {name: calls for name, calls in self._budgets.items() if name not in budgets or budgets[name] != calls}

    def _month(self) -> str:
        return f"{self._now().astimezone(UTC):%Y-%m}"

    def _load(self) -> None:
        """Read the file the first time; later `save` keeps in step with it."""
        with self._file_lock:
            if self._stored is not None:
                return
            stored: _Stored = self._database.do(_read) if self.path.exists() else ({}, {})
            with self._lock:
                self._stored, self._stored_budgets = stored


def _read(database: sqlite3.Connection) -> _Stored:
    calls = {(company, month): count for company, month, count in database.execute("SELECT company, month, count FROM calls")}
    return calls, {company: line for company, line in database.execute("SELECT company, calls FROM budgets") if line is not None}


def _entries(body: str) -> int:
    """How many entries an array has; of one that is cut off, those that have begun. 1 for everything that is no array."""
    if not body.lstrip().startswith("["):
        return 1
    decoder, count, at = json.JSONDecoder(), 0, body.index("[") + 1
    while (between := _BETWEEN.match(body, at)) and between.end() < len(body) and body[between.end()] not in "]…":
        count += 1
        try:
            _, at = decoder.raw_decode(body, between.end())
        except ValueError:
            break
    return count
