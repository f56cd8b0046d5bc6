"""``POST /services/core/query``: a request body checked, compiled, run, and put into the service's envelope (facts 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intacct_desktop.api.query import MAX_SIZE, Query, QueryError
from intacct_desktop.sandbox.errors import invalid_payload, unknown_key
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.query.compiler import Selected, Statement, compile_query
from intacct_desktop.sandbox.query.conditions import FOLD, Comparison
from intacct_desktop.sandbox.query.dates import local_today, parse_date
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store

_SWITCHES = ("includeHierarchyFields", "caseSensitiveComparison", "includePrivate")

# Not known of the real service; SQLite bounds the size of a statement and of its numbers.
_MAX_FILTERS = 500
_MAX_START = 10**12


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a query, the fields they have, and where in all of them they stand (``start`` is 1-based)."""

    selected: tuple[Selected, ...]
    rows: list[dict[str, Any]]
    total: int
    start: int
    size: int

    @property
    def body(self) -> dict[str, Any]:
        """The answer of the query service."""
        following = self.start + self.size
        meta = {
            "totalCount": self.total,
            "start": self.start,
            "pageSize": self.size,
            "next": following if following <= self.total else None,
            "previous": max(1, self.start - self.size) if self.start > 1 else None,
        }
        return {"ia::result": self.rows, "ia::meta": meta}


class QueryService:
    """Runs queries over one store. Its methods block for as long as SQLite works: call them from a thread."""

    def __init__(self, facts: Facts, store: Store, today: Callable[[], date] = local_today) -> None:
        self._facts = facts
        self._store = store
        self._today = today
        with store.lock:
            store.connection.create_function(FOLD, 1, _casefold, deterministic=True)

    def page(self, body: Any, scope: Scope) -> Page:
        """One page. Raises `ApiError` for everything that the service refuses."""
        query = parse(body, self._facts)
        return self._run(query, scope, query.start or 1, query.page_size)

    def everything(self, body: Any, scope: Scope) -> Page:
        """All rows, unless the query itself names ``start`` or ``size``: what an export holds (facts 4)."""
        query = parse(body, self._facts)
        return self._run(query, scope, query.start or 1, -1 if query.start is None and query.size is None else query.page_size)

    def _run(self, query: Query, scope: Scope, start: int, size: int) -> Page:
        statement = self._compiled(query, scope)
        with self._store.lock:
            [(total,)] = self._store.rows(statement.count, statement.values)
            rows = self._store.rows(statement.page(start, size), statement.values)
        return Page(statement.selected, [statement.row(row) for row in rows], int(total or 0), start, size)

    def _compiled(self, query: Query, scope: Scope) -> Statement:
        parameters = query.filter_parameters
        as_of = parameters.get("asOfDate")
        comparison = Comparison(
            self._today() if as_of is None else date.fromisoformat(as_of), parameters.get("caseSensitiveComparison", True)
        )
        include_private = parameters.get("includePrivate", False)
        return compile_query(query, self._facts, self._store, comparison, lambda source: scope.condition(source, include_private))


def parse(body: Any, facts: Facts) -> Query:
    """The query of a request body. Raises `ApiError`, naming the first thing that is wrong."""
    if isinstance(body, list):
        raise invalid_payload("A query payload is one object", "Several queries at once are not supported", "")
    try:
        query = Query.from_body(body)
    except QueryError as error:
        raise invalid_payload("The query payload is not valid", str(error), error.path) from None
    for name in query.others:
        raise unknown_key(name, "query payload", f"/{name}")
    if query.object not in facts.objects:
        raise invalid_payload(f"The object {query.object} is not valid in version 1", "There is no such object", "/object")
    if not query.fields:
        raise invalid_payload("A query names its fields", "fields is required", "/fields")
    if query.start is not None and not 1 <= query.start <= _MAX_START:
        raise invalid_payload(f"start is from 1 to {_MAX_START}", f"{query.start} is not a valid start", "/start")
    if not 1 <= query.page_size <= MAX_SIZE:
        raise invalid_payload(f"size is from 1 to {MAX_SIZE}", f"{query.page_size} is not a valid size", "/size")
    if len(query.filters) > _MAX_FILTERS:
        raise invalid_payload(f"A query has at most {_MAX_FILTERS} filters", "Too many filters", "/filters")
    if not query.filters and (query.filter_expression or "and").strip().lower() not in ("and", "or"):
        raise invalid_payload("The filterExpression is not valid", "There is no filter to number", "/filterExpression")
    _check_parameters(query.filter_parameters, facts.objects[query.object].model.get("additionalQueryFilterParameters", {}))
    return query


def _check_parameters(parameters: Mapping[str, Any], additional: Mapping[str, Any]) -> None:
    for name, value in parameters.items():
        target = f"/filterParameters/{name}"
        if name in _SWITCHES:
            if not isinstance(value, bool):
                raise invalid_payload("The filterParameters are not valid", f"{name} is true or false", target)
        elif name == "asOfDate":
            if not isinstance(value, str) or parse_date(value) is None:
                raise invalid_payload("The filterParameters are not valid", f"{name} is a date", target)
        elif name not in additional:
            raise unknown_key(name, "filterParameters", target)


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
