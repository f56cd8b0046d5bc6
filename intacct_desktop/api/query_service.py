"""Running queries: one page, all pages, or only the count (facts 3.5)."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from intacct_desktop.api.client import Answer, Client
from intacct_desktop.api.errors import IntacctError, error_within
from intacct_desktop.api.query import Query

_PATH = "/services/core/query"


class PageMeta(msgspec.Struct, frozen=True, rename="camel"):
    """``ia::meta`` of a query. ``start`` is 1-based; ``next`` and ``previous`` are starts, None at the ends."""

    total_count: int
    start: int = 1
    page_size: int = 0
    next: int | None = None
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as the raw JSON that came, so that no Python object is made per cell; ``seconds`` is the time on the wire."""

    rows: tuple[msgspec.Raw, ...]
    meta: PageMeta
    seconds: float
    size: int


class _Envelope(msgspec.Struct):
    result: tuple[msgspec.Raw, ...] = msgspec.field(name="ia::result")
    meta: PageMeta = msgspec.field(name="ia::meta")


_ENVELOPE = msgspec.json.Decoder(_Envelope)


async def fetch_page(client: Client, query: Query) -> Page:
    """The page at the query's ``start``. Raises `IntacctError`, also for an error inside a 200."""
    answer = await client.request("POST", _PATH, json=query.to_json().encode(), repeatable=True)
    return await asyncio.to_thread(_page, answer)


async def query_pages(client: Client, query: Query) -> AsyncIterator[Page]:
    """All pages from the query's ``start`` on, in order.

    The first page tells how many there are; the next ones are fetched as many at a time as the client has lanes, and no further ahead, so
    a slow reader holds little. Leaving the iteration ends the waiting; pages on the wire still come to their end.
    """
    page = await fetch_page(client, query)
    yield page
    step = page.meta.page_size or len(page.rows)
    if page.meta.next is None or step == 0:
        return
    starts = iter(range(page.meta.next, page.meta.total_count + 1, step))
    ahead: deque[asyncio.Task[Page]] = deque()

    def send_next() -> None:
        start = next(starts, None)
        if start is not None:
            ahead.append(asyncio.create_task(fetch_page(client, replace(query, start=start, size=step)), name=f"page at {start}"))

    try:
        for _ in range(client.governor.lanes):
            send_next()
        while ahead:
            page = await ahead[0]
            ahead.popleft()
            send_next()
            yield page
    finally:
        for task in ahead:
            task.cancel()
        for task in ahead:
            with suppress(asyncio.CancelledError, Exception):
                await task


async def count(client: Client, query: Query) -> int:
    """How many rows match, for the price of one call."""
    page = await fetch_page(client, replace(query, start=1, size=1))
    return page.meta.total_count


def _page(answer: Answer) -> Page:
    try:
        envelope = _ENVELOPE.decode(answer.body)
    except msgspec.DecodeError as error:
        raise _unexpected(answer) from error
    return Page(envelope.result, envelope.meta, answer.seconds, len(answer.body))


def _unexpected(answer: Answer) -> IntacctError:
    """The error inside a 200 (facts 6.1, envelope 5), or that this is no page at all."""
    with suppress(msgspec.DecodeError):
        found = error_within(answer.status, msgspec.json.decode(answer.body))
        if found is not None:
            return found
    return IntacctError(answer.status, "", code="not-a-page")
