"""``POST /services/core/query``: queries run over the store, and put into the service's envelope (facts 3)."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from intacct_desktop.api.query import Query
from intacct_desktop.sandbox.errors import ApiError, invalid_payload, meta
from intacct_desktop.sandbox.facts import definitions_of, split_document
from intacct_desktop.sandbox.query.compiler import Statement, compile_query
from intacct_desktop.sandbox.query.conditions import FOLD, Comparison, Condition
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.query.payload import no_such_object, parse
from intacct_desktop.sandbox.query.positions import Positions
from intacct_desktop.sandbox.query.quirks import Quirk, changed
from intacct_desktop.sandbox.query.selected import Selected
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store

_MAX_QUERIES = 10

# Rows that an export holds at a time.
_WINDOW = 2_000

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a query, as objects or as the JSON of all of them, and where in all rows they stand (``start`` is 1-based)."""

    rows: list[dict[str, Any]] | msgspec.Raw
    total: int
    start: int
    size: int

    @property
    def body(self) -> dict[str, Any]:
        """The answer of the query service."""
        following = self.start + self.size
        page = {
            "totalCount": self.total,
            "start": self.start,
            "pageSize": self.size,
            "next": following if following <= self.total else None,
            "previous": max(1, self.start - self.size) if self.start > 1 else None,
        }
        return {"ia::result": self.rows, "ia::meta": page}


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a query, to be read once, a window at a time; ``total`` is how many there are."""

    object_name: str
    selected: tuple[Selected, ...]
    total: int
    windows: Iterator[Sequence[Row]]


class QueryService:
    """Runs queries over one store. Its methods block for as long as SQLite works: call them from a thread."""

    def __init__(self, store: Store, today: Callable[[], date] = local_today, quirks: frozenset[Quirk] = frozenset()) -> None:
        self._facts = store.facts
        self._store = store
        self._today = today
        self._quirks = quirks
        self._positions = Positions(store)
        with store.lock:
            store.connection.create_function(FOLD, 1, _casefold, deterministic=True)

    def answer(self, body: Any, scope: Scope) -> tuple[int, dict[str, Any]]:
        """The status and the answer for one query, or for an array of queries, each with an envelope of its own in the order of the array.

        Raises `ApiError` for one query that the service refuses, and for an array that is none of 1 to 10 queries.
        """
        if not isinstance(body, list):
            try:
                return 200, self.page(body, scope).body
            except ApiError as error:
                if Quirk.ERRORS not in self._quirks or not _is_refused_field(error):
                    raise
                return 200, dict(error.body)
        if not 1 <= len(body) <= _MAX_QUERIES:
            raise invalid_payload(f"An array holds 1 to {_MAX_QUERIES} queries", f"{len(body)} queries are too few or too many", "")
        answers = [self._envelope(query, scope) for query in body]
        good = sum(answer["ia::status"] == 200 for answer in answers)
        return 200 if good == len(answers) else 207, {"ia::result": answers, "ia::meta": meta(len(answers), good)}

    def _envelope(self, body: Any, scope: Scope) -> dict[str, Any]:
        try:
            return {**self.page(body, scope).body, "ia::status": 200}
        except ApiError as error:
            return {**error.body, "ia::status": error.status}

    def page(self, body: Any, scope: Scope) -> Page:
        """One page. Raises `ApiError` for everything that the service refuses."""
        query = parse(body, self._facts)
        statement = self._compiled(query, scope)
        start, size = query.start or 1, query.page_size
        with self._store.lock:
            if statement.matching is None:
                total = self._positions.count_groups(statement)
                stored = self._store.rows(f"{statement.sql} LIMIT {size:d} OFFSET {start - 1:d}", statement.values)
            else:
                keys, total = self._positions.page(statement.matching, start, size)
                if not self._quirks:
                    return Page(self._objects(statement, keys), total, start, size)
                stored = self._members(statement, keys)
        columns = dict(zip((entry.name for entry in statement.selected), statement.columns(stored), strict=True))
        columns = changed(columns, statement.selected, self._quirks)
        return Page([dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)], total, start, size)

    def everything(self, body: Any, scope: Scope) -> Rows:
        """All rows, unless the query itself names ``start`` or ``size``: what an export holds (facts 4). Raises as `page` does.

        Rows that are written or deleted while they are read may be among them or not.
        """
        query = parse(body, self._facts)
        statement = self._compiled(query, scope)
        start, size = (1, -1) if query.start is None and query.size is None else (query.start or 1, query.page_size)
        with self._store.lock:
            matching = statement.matching
            total = self._positions.count_groups(statement) if matching is None else self._positions.count(matching)
        found = max(0, total - start + 1)
        return Rows(query.object, statement.selected, found if size == -1 else min(size, found), self._windows(statement, start, size))

    def _windows(self, statement: Statement, start: int, size: int) -> Iterator[Sequence[Row]]:
        matching = statement.matching
        sql, values = (statement.sql, statement.values) if matching is None else (matching.keys, matching.where.values)
        read = 0

        def begin() -> sqlite3.Cursor:
            left = size if size == -1 else size - read
            return self._store.connection.execute(f"{sql} LIMIT {left:d} OFFSET {start - 1 + read:d}", values)

        with self._store.lock:
            cursor = begin()
        while True:
            with self._store.lock:
                try:
                    found = cursor.fetchmany(_WINDOW)
                except sqlite3.OperationalError as error:
                    # A change that made a table was taken back, which ends all that is being read.
                    if error.sqlite_errorcode != sqlite3.SQLITE_ABORT_ROLLBACK:
                        raise
                    cursor = begin()
                    found = cursor.fetchmany(_WINDOW)
                read += len(found)
                stored = found if matching is None else self._members(statement, [key for (key,) in found])
            if not found:
                return
            yield list(zip(*statement.columns(stored), strict=True))

    def _members(self, statement: Statement, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        return self._store.rows(statement.sql, (_as_json(keys),)) if keys else []

    def _objects(self, statement: Statement, keys: Sequence[int]) -> msgspec.Raw:
        rows: list[tuple[Any, ...]] = self._store.rows(statement.objects, (_as_json(keys),)) if keys else [(b"[]",)]
        return msgspec.Raw(rows[0][0])

    def _compiled(self, query: Query, scope: Scope) -> Statement:
        parameters = query.filter_parameters
        as_of = parameters.get("asOfDate")
        comparison = Comparison(
            self._today() if as_of is None else date.fromisoformat(as_of), parameters.get("caseSensitiveComparison", True)
        )
        object_name, document_type = split_document(query.object)
        if document_type is not None and not self._store.records(definitions_of(object_name), id=document_type):
            raise no_such_object(query.object)

        def visible(source: Source) -> Iterator[Condition]:
            yield scope.condition(source, parameters.get("includePrivate", False))
            if document_type is not None:
                yield Condition(f"{source.column('documentType').sql} = ?", (document_type,))
            if "approvalsForUser" in parameters:
                yield self._awaiting(source, parameters["approvalsForUser"].get("submitState"))

        named = replace(query, object=object_name)
        if parameters.get("includeHierarchyFields"):
            named = replace(named, fields=(*named.fields, *self._hierarchy(named)))
        return compile_query(named, self._store, comparison, visible)

    def _hierarchy(self, query: Query) -> list[str]:
        """What ``includeHierarchyFields`` adds to the fields: the parent, where the object's records have parents of their own kind."""
        facts = self._facts.objects[query.object]
        parent = facts.references.get("parent")
        if parent is None or parent.target != query.object or query.aggregates:
            return []
        return [path for path in ("parent.key", "parent.id", "parent.name") if path in facts.paths]

    def _awaiting(self, source: Source, state: str | None) -> Condition:
        """True of the records that wait for an approval, or whose ``state`` is another one that was asked for."""
        if state is None:
            states = self._facts.objects[source.object_name].paths["state"].enum or ()
            state = "submitted" if "submitted" in states else "s"
        return Condition(f"{source.column('state').sql} = ?", (state,))


def _as_json(keys: Sequence[int]) -> str:
    return msgspec.json.encode(list(keys)).decode()


def _is_refused_field(error: ApiError) -> bool:
    return bool(error.body["ia::result"]["ia::error"].get("errorId") == "REST-1106")


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
