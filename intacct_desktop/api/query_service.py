"""Running queries: one page, all pages, or only the count (facts 3.5)."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.client import Answer, Client, Scope
from intacct_desktop.api.errors import unexpected
from intacct_desktop.api.query import Query

_PATH = "/services/core/query"
_READ_AT_ONCE = 2_000_000
"""Bytes of a page that are read in some 3 ms: less than handing them to a thread and waiting for its turn takes the loop."""


@dataclass(frozen=True, slots=True)
class PageMeta:
    """``ia::meta`` of a query. ``start`` is 1-based; ``next`` is the start of the page after this one, None at the end."""

    total_count: int
    start: int = 1
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as the raw JSON that came, so that no Python object is made per cell; ``seconds`` is the time on the wire."""

    rows: tuple[msgspec.Raw, ...]
    meta: PageMeta
    seconds: float
    size: int


class _Meta(msgspec.Struct, rename="camel"):
    total_count: int
    next: int | msgspec.UnsetType | None = msgspec.UNSET


class _Envelope(msgspec.Struct):
    result: tuple[msgspec.Raw, ...] = msgspec.field(name="ia::result")
    meta: _Meta = msgspec.field(name="ia::meta")


_ENVELOPE = msgspec.json.Decoder(_Envelope, strict=False)  # numbers may come as texts


async def fetch_page(client: Client, query: Query, entity: str | Scope | None = Scope.PRESENT) -> Page:
    """The page at the query's ``start``. Raises `IntacctError`, also for an error inside a 200."""
    answer = await client.request("POST", _PATH, json=query.to_json().encode(), repeatable=True, entity=entity)
    if len(answer.body) <= _READ_AT_ONCE:
        return read_page(answer, query.start or 1)
    return await asyncio.to_thread(read_page, answer, query.start or 1)


def query_pages(client: Client, query: Query) -> AsyncIterator[Page]:
    """All pages from the query's ``start`` on, as `all_pages` gives them."""
    return all_pages(client, query_fetch(client, query))


def query_fetch(client: Client, query: Query) -> "Fetch":
    """What fetches pages of a query; the first one is at its own place."""

    def fetch(place: Place | None, entity: str | None) -> Coroutine[Any, Any, Page]:
        return fetch_page(client, query if place is None else replace(query, start=place.start, size=place.size), entity)

    return fetch


@dataclass(frozen=True, slots=True)
class Place:
    """A page among others: its first row (from 1) and how many rows it has."""

    start: int
    size: int


Fetch: TypeAlias = Callable[[Place | None, str | None], Coroutine[Any, Any, Page]]
"""Fetches the page at a place (None: the first one, as large as it comes) of an entity (None: the top level)."""


async def all_pages(
    client: Client, fetch: Fetch, first: Place | None = None, *, overlap: int = 0, entity: str | Scope | None = Scope.PRESENT
) -> AsyncIterator[Page]:
    """The ``first`` page and all that follow it, in order; each begins with the last ``overlap`` rows of the one before it.

    The first page tells how many there are; the next ones are fetched as many at a time as the client has lanes, and no further ahead, so
    a slow reader holds little. All are asked of the same entity, also when the client is switched to another meanwhile. Leaving the
    iteration ends the waiting; pages on the wire still come to their end.
    """
    asked = client.entity if entity is Scope.PRESENT else entity
    page = await fetch(first, asked)
    yield page
    if page.meta.next is None or page.meta.next <= page.meta.start + overlap:
        return
    # The service may give less than was asked for: what the first page spans is what a page has.
    size = page.meta.next - page.meta.start
    start, total = page.meta.next - overlap, page.meta.total_count
    ahead: deque[asyncio.Task[Page]] = deque()

    def send_ahead() -> None:
        nonlocal start
        while start + overlap <= total and len(ahead) < client.governor.lanes:
            ahead.append(asyncio.create_task(fetch(Place(start, size), asked), name=f"page at {start}"))
            start += size - overlap

    try:
        send_ahead()
        while ahead:
            page = await ahead[0]
            ahead.popleft()
            total = page.meta.total_count
            send_ahead()
            yield page
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


async def count(client: Client, query: Query, entity: str | Scope | None = Scope.PRESENT) -> int:
    """How many rows match, for the price of one call."""
    page = await fetch_page(client, replace(query, start=1, size=1), entity)
    return page.meta.total_count


def read_page(answer: Answer, start: int) -> Page:
    """The page in an answer; ``start`` is its first row. Raises `IntacctError` where there is none."""
    try:
        envelope = _ENVELOPE.decode(answer.body)
    except ValueError as error:
        raise unexpected(answer.status, answer.body, "not-a-page") from error
    rows, meta = envelope.result, envelope.meta
    following = meta.next
    if following is msgspec.UNSET:  # a meta of nothing but `totalCount` (facts 2.2 has seen such)
        after = start + len(rows)
        following = after if rows and after <= meta.total_count else None
    return Page(rows, PageMeta(meta.total_count, start, following), answer.seconds, len(answer.body))
