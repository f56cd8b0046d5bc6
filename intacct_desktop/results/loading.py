"""From pages to a result: several pages an append, in a thread, to the end or until somebody says stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from intacct_desktop.api.query_service import Page
from intacct_desktop.results.result_set import ResultSet

BATCH = 16_000
"""Rows an append: four of the largest pages, where a row costs half of what it costs page by page."""

_NOTHING: Callable[[int, int | None], None] = lambda rows, total: None  # noqa: E731


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a load ended. ``complete``: the rows are all that match, by the service's own count; ``total_changed``: it changed on the way."""

    rows: int
    total: int | None
    complete: bool
    total_changed: bool
    stopped: bool


async def load_all(
    pages: AsyncIterator[Page],
    result_set: ResultSet,
    progress: Callable[[int, int | None], None] = _NOTHING,
    *,
    stop: asyncio.Event | None = None,
) -> Loaded:
    """Append all ``pages`` to ``result_set``.

    ``progress`` hears, on the loop, how many rows are stored and how many there should be. ``stop`` ends the load between two pages; what
    has come is stored then, and also when a page fails, before its error is raised.
    """
    waiting: list[msgspec.Raw] = []
    total: int | None = None

    async def store() -> None:
        if waiting or total is not None:
            rows = waiting.copy()
            waiting.clear()
            await asyncio.to_thread(result_set.append, rows, total)
            progress(result_set.count, result_set.total_count)

    stopped = False
    try:
        async for page in pages:
            if total is not None and page.meta.total_count != total:
                await store()  # so that the result sees both totals
            total = page.meta.total_count
            waiting.extend(page.rows)
            if result_set.count == 0 or len(waiting) >= BATCH:
                await store()
            if stop is not None and stop.is_set():
                stopped = True
                break
    finally:
        close = getattr(pages, "aclose", None)
        if close is not None:
            await close()
        with suppress(asyncio.CancelledError):
            await store()
    return Loaded(
        result_set.count, result_set.total_count, result_set.complete, result_set.total_changed, stopped and not result_set.complete
    )
