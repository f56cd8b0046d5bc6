"""From pages to a result: rows are stored in a thread while the next ones come, to the end or until somebody says stop."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import cast

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.paging import Stretch, keyed_pages
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.api.query_service import Fetch, Page, Place, all_pages
from intacct_desktop.results.arrangement import Arrangement, SortKey
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.threads import considerate

BATCH = 16_000
"""Rows an append: four of the largest pages, where a row costs half of what it costs page by page."""

_MOST_WAITING = 2 * BATCH
"""Rows that wait to be stored, at the most: pages that come faster than the disk takes them wait on the wire."""

Heard = Callable[[int, int | None], None]
_NOTHING: Heard = lambda rows, total: None  # noqa: E731


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a load ended. ``complete``: the rows are all that match, by the service's own count; ``total_changed``: it changed on the way."""

    rows: int
    total: int | None
    complete: bool
    total_changed: bool
    stopped: bool


class _Position(msgspec.Struct, frozen=True):
    """Where a load goes on, kept with the rows: after the row with the key ``anchor``."""

    anchor: str | None = None


async def load_keyed(
    client: Client,
    query: Query,
    entity: str | None,
    result_set: ResultSet,
    progress: Heard = _NOTHING,
    *,
    stop: asyncio.Event | None = None,
) -> Loaded:
    """Fill ``result_set`` with all rows of a query that `paging.keyed` gave; one that is partly filled, from where it stopped.

    ``progress`` hears, on the loop, how many rows are stored and how many there should be. ``stop`` ends the load between two pages; what
    has come is stored then, and also when a page fails, before its error is raised.
    """
    position = msgspec.json.decode(result_set.progress.position, type=_Position | None)
    anchor = position.anchor if position is not None else None
    stretches = keyed_pages(client, query, entity, anchor=anchor, before=result_set.count)
    return await _load(stretches, result_set, progress, stop)


async def load_all(
    pages: AsyncIterator[Page], result_set: ResultSet, progress: Heard = _NOTHING, *, stop: asyncio.Event | None = None
) -> Loaded:
    """Append all ``pages``, taken by their places, to ``result_set``; as `load_keyed` otherwise."""
    return await _load(_by_place(pages), result_set, progress, stop)


async def load_by_place(
    client: Client, fetch: Fetch, entity: str | None, first: int, result_set: ResultSet, progress: Heard = _NOTHING
) -> Loaded:
    """Append all rows from the place ``first`` (1-based) on. Rows that come or go meanwhile make others missing or stand twice."""
    return await load_all(all_pages(client, fetch, Place(first, MAX_SIZE), entity=entity), result_set, progress)


def arrangement_of(query: Query, columns: tuple[Column, ...]) -> Arrangement:
    """The order that a query asks for, of rows that came in the order of their keys."""
    places = {column.path: at for at, column in enumerate(columns)}
    wanted = [entry for entry in query.order_by if entry.field in places]
    if not wanted or query.order_by[0].field == "key":
        return Arrangement()
    return Arrangement(tuple(SortKey(places[entry.field], entry.direction.value == "desc") for entry in wanted))


async def _by_place(pages: AsyncIterator[Page]) -> AsyncGenerator[Stretch, None]:
    async with aclosing(cast("AsyncGenerator[Page, None]", pages)) as source:
        async for page in source:
            yield Stretch(page.rows, page.meta.total_count, None, page.seconds)


async def _load(stretches: AsyncGenerator[Stretch, None], result_set: ResultSet, progress: Heard, stop: asyncio.Event | None) -> Loaded:
    store = _Store(result_set, progress)
    stopped = False
    with considerate():
        try:
            async with aclosing(stretches) as source:
                async for stretch in source:
                    await store.add(stretch)
                    if stop is not None and stop.is_set():
                        stopped = True
                        break
        finally:
            await store.finish()
    return Loaded(
        result_set.count, result_set.total_count, result_set.complete, result_set.total_changed, stopped and not result_set.complete
    )


class _Store:
    """Collects rows, and appends them in a thread, one append at a time."""

    def __init__(self, result_set: ResultSet, progress: Heard) -> None:
        self._result_set = result_set
        self._progress = progress
        self._waiting: list[msgspec.Raw] = []
        self._total: int | None = None
        self._changed = False
        self._anchor: str | None = None
        self._appending: asyncio.Task[None] | None = None
        self._is_first = result_set.count == 0
        # One thread for all appends: each that takes part keeps memory of its own for what it once held.
        self._thread = ThreadPoolExecutor(1, "store rows")

    async def add(self, stretch: Stretch) -> None:
        """Take rows in; waits where the disk does not keep up. Raises what the append before raised."""
        self._changed |= self._total is not None and self._total != stretch.total
        self._total = stretch.total
        self._anchor = stretch.anchor
        self._waiting.extend(stretch.rows)
        if self._appending is not None and (self._appending.done() or len(self._waiting) >= _MOST_WAITING):
            await asyncio.wait([self._appending])  # who cancels this does not cancel the append
            await self._appended()
        if self._appending is None and (self._is_first or len(self._waiting) >= BATCH):
            self._is_first = False
            self._append()

    async def finish(self) -> None:
        """Store what has come, also where the load was cancelled. Raises what an append raised."""
        cancelled = False
        try:
            cancelled |= await self._settled()
            await self._appended()
            if self._total is not None:
                self._append()
                cancelled |= await self._settled()
                await self._appended()
        finally:
            self._thread.shutdown()
        if cancelled:
            raise asyncio.CancelledError

    def _append(self) -> None:
        rows, self._waiting = self._waiting, []
        position = msgspec.Raw(msgspec.json.encode(_Position(self._anchor)))
        self._appending = asyncio.create_task(self._append_in_thread(rows, self._total, self._changed, position), name="store rows")

    async def _append_in_thread(self, rows: list[msgspec.Raw], total: int | None, changed: bool, position: msgspec.Raw) -> None:
        append = partial(self._result_set.append, rows, total, changed=changed, position=position)
        await asyncio.get_running_loop().run_in_executor(self._thread, append)
        self._progress(self._result_set.count, self._result_set.total_count)

    async def _settled(self) -> bool:
        """Wait for the append that is under way, whose rows are not to be lost half-way; whether who waits was cancelled meanwhile."""
        cancelled = False
        while self._appending is not None and not self._appending.done():
            try:
                await asyncio.wait([self._appending])
            except asyncio.CancelledError:
                cancelled = True
        return cancelled

    async def _appended(self) -> None:
        task, self._appending = self._appending, None
        if task is not None:
            try:
                await task
            except BaseException:
                self._total = None  # rows that came later would stand where these are missing
                raise
