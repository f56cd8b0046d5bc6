"""One query that was run: the rows so far, the page in view, and how to get more of it. No widget knows how; this does."""

import asyncio
import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.paging import keyed
from intacct_desktop.api.query import MAX_SIZE, Direction, Order, Query, split_aggregate
from intacct_desktop.api.query_service import Fetch, Page, Place, query_fetch
from intacct_desktop.api.records.members import fetch_members
from intacct_desktop.api.view_service import View, shape_of, view_fetch
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.loading import Loaded, arrangement_of, load_by_place, load_keyed
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.unfinished import LoadNote, Unfinished, drop_note, keep_note
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.grid.model import SEGMENT

MakeNote = Callable[[tuple[Column, ...]], LoadNote]


class Run:
    """A query and its result. ``first`` and ``count`` are the rows in view (0-based places in the result)."""

    def __init__(
        self, client: Client, query: Query, entity: str | None, fetch: Fetch, by_key: Query | None, result_set: ResultSet, seconds: float
    ) -> None:
        self.query = query
        self.entity = entity
        """The entity that the rows were asked of; rows of another do not belong with them."""
        self.result_set = result_set
        """The rows so far. Loading all of them begins anew, in the order of their keys: then it is another."""
        self.at = datetime.now(UTC)
        self.seconds = seconds
        """Time on the wire of the last page."""
        self.start = query.start or 1
        """The place of the result's first row among all rows that match (1-based)."""
        self.first = 0
        self.count = result_set.count
        self.loads_by_key = False
        """The rows are those of a load of all of them, which can go on after a cut."""
        self.ended_short = False
        """All rows were asked for, and they are not as many as the company says."""
        self.loaded_by_place = False
        """Rows of several pages were loaded that have no stable order."""
        self._client = client
        self._fetch = fetch
        self._by_key = by_key
        self._at_hand: list[tuple[object, ...]] = []

    @property
    def is_stable(self) -> bool:
        """Whether loading all rows can neither skip nor double one while rows change."""
        return self._by_key is not None

    @property
    def order_of_rows(self) -> tuple[Order, ...]:
        """The order in which the rows came."""
        return self._by_key.order_by if self.loads_by_key and self._by_key is not None else self.query.order_by

    @property
    def arrangement(self) -> Arrangement:
        """The order that the query asks for, where the rows came in another one."""
        return arrangement_of(self.query, self.result_set.columns) if self.loads_by_key else AS_THEY_CAME

    @property
    def left(self) -> int:
        """Rows that match, from the query's start on, and are not loaded."""
        total = self.result_set.total_count or 0
        return max(0, total - self.start + 1 - self.result_set.count)

    @property
    def calls_left(self) -> int:
        """Calls that loading the rest takes."""
        begins_anew = self.is_stable and not self.loads_by_key and self.left > 0
        return calls_for(self.left + (self.result_set.count if begins_anew else 0))

    def begin_with(self, page: Page) -> None:
        """Store the first page and read it back, in one go: this is what the person waits for. Blocks."""
        self.count = self.result_set.append(page.rows, page.meta.total_count)
        self._at_hand = self.result_set.window(0, min(self.count, SEGMENT))

    async def rows_in_view(self) -> list[tuple[object, ...]]:
        """The first rows in view, for the grid to begin with."""
        if self._at_hand:
            rows, self._at_hand = self._at_hand, []
            return rows
        return await tasks.in_thread(self.result_set.window, self.first, min(self.count, SEGMENT))

    def page_back(self) -> None:
        self.first = max(0, self.first - self.query.page_size)
        self.count = min(self.query.page_size, self.result_set.count - self.first)

    async def page_forward(self) -> None:
        """The next page: from the result where it is loaded, else from the company."""
        after = self.first + self.count
        if after >= self.result_set.count and self.left and self.loads_by_key and self._by_key is not None:
            one = asyncio.Event()
            one.set()
            by_key = replace(self._by_key, size=self.query.page_size)
            await load_keyed(self._client, by_key, self.entity, self.result_set, stop=one)
        elif after >= self.result_set.count and self.left:
            page = await self._fetch(self._place(self.query.page_size), self.entity)
            await tasks.in_thread(self.result_set.append, page.rows, page.meta.total_count)
            self.seconds = page.seconds
        if after < self.result_set.count:
            self.first, self.count = after, min(self.query.page_size, self.result_set.count - after)

    async def load_rest(self, models: ModelService, heard: Callable[[int, int | None], None], note: MakeNote) -> Loaded:
        """All rows that are not loaded yet; what has come stays when it fails or is cancelled.

        ``note`` says what is being loaded of whom, for `unfinished`. Where the rows have a stable order they are loaded anew in it, and
        take the place of those before as soon as the first of them are there; ``heard`` is told then, those before are still readable.
        """
        if self._by_key is None:
            first = self._place(MAX_SIZE).start
            self.loaded_by_place = True
            return await load_by_place(self._client, self._fetch, self.entity, first, self.result_set, heard)
        if self.loads_by_key:
            return await self._load_further(self._by_key, heard)
        before, columns = self.result_set, await columns_for(self.query, models)
        fresh = await tasks.make_in_thread(ResultSet.close, _noted, columns, note)

        def taking_over(rows: int, total: int | None) -> None:
            if self.result_set is before:
                self.result_set, self.loads_by_key = fresh, True
            self.view_all()
            heard(rows, total)

        try:
            return await self._load_into(fresh, self._by_key, taking_over)
        finally:
            await tasks.finish_in_thread((fresh if self.result_set is before else before).close)

    async def _load_further(self, query: Query, heard: Callable[[int, int | None], None]) -> Loaded:
        def hearing(rows: int, total: int | None) -> None:
            self.view_all()
            heard(rows, total)

        return await self._load_into(self.result_set, query, hearing)

    async def _load_into(self, result_set: ResultSet, query: Query, heard: Callable[[int, int | None], None]) -> Loaded:
        loaded = await load_keyed(self._client, query, self.entity, result_set, heard)
        self.ended_short = not loaded.complete and not loaded.total_changed
        await tasks.finish_in_thread(drop_note, result_set)
        return loaded

    def _place(self, size: int) -> Place:
        """Of the rows after those that are loaded."""
        return Place(self.start + self.result_set.count, size)

    # what a query cannot ask for

    @property
    def can_fetch_members(self) -> bool:
        """Whether each row says the record that it is: no groups, and the key among the columns."""
        return not self.query.aggregates and any(column.path == "key" for column in self.result_set.columns)

    async def keys_in_view(self) -> list[str]:
        """The keys of the rows in view."""
        at = next(at for at, column in enumerate(self.result_set.columns) if column.path == "key")
        rows = await tasks.in_thread(self.result_set.window, self.first, self.count)
        return [str(row[at]) for row in rows if row[at] is not None]

    async def fetch_members(self, models: ModelService, paths: Sequence[str]) -> None:
        """Add the members at these paths as columns, by GET, for the rows in view; the others have none. Raises what the client raises."""
        keys = await self.keys_in_view()
        found = await fetch_members(self._client, self.query.object, keys, paths, self.entity)
        for column in await columns_for(Query(self.query.object, tuple(paths)), models):
            values = {key: members[column.path] for key, members in found.items() if column.path in members}
            await tasks.in_thread(self.result_set.fill_column, column, values)

    def view_all(self) -> None:
        """Bring everything that is loaded into view."""
        self.first, self.count = 0, self.result_set.count

    async def close(self, *, keep: bool = False) -> None:
        """Delete the rows; ``keep`` leaves those of a load that was cut, for `taken_up`."""
        cut = keep and self.loads_by_key and self.left > 0
        await tasks.finish_in_thread(functools.partial(self.result_set.close, keep=cut))


async def run(client: Client, models: ModelService, query: Query, view: View | None = None) -> Run:
    """Run a query, or the view that asks for the same: its first page, in a result of its own.

    Raises what the client raises, and OSError where the disk has no room.
    """
    entity = client.entity
    if view is not None:
        fetch = view_fetch(client, view, size=query.page_size)
        page = await fetch(None, entity)
        result_set = await tasks.make_in_thread(ResultSet.close, ResultSet, await columns_for(shape_of(view, page), models))
        return await _begun(Run(client, query, entity, fetch, None, result_set, page.seconds), page)
    fetch = query_fetch(client, query)
    columns, by_key = await columns_for(query, models), await keyed(query, models)
    # The store is made while the company thinks.
    making = asyncio.create_task(tasks.make_in_thread(ResultSet.close, ResultSet, columns), name="make a result")
    try:
        page = await fetch(None, entity)
        result_set = await making
    except BaseException:
        making.cancel()
        await asyncio.wait([making])
        if not making.cancelled() and making.exception() is None:
            await tasks.finish_in_thread(making.result().close)
        raise
    return await _begun(Run(client, query, entity, fetch, by_key, result_set, page.seconds), page)


async def _begun(run: Run, page: Page) -> Run:
    """The run with its first page."""
    try:
        await tasks.finish_in_thread(run.begin_with, page)
    except BaseException:
        await tasks.finish_in_thread(run.result_set.close)
        raise
    return run


async def taken_up(client: Client, models: ModelService, load: Unfinished) -> Run:
    """The rows of a load that was cut, as a run that can load the rest.

    Raises OSError where they are gone or in use, `QueryError` where nobody can say any more what was asked.
    """
    query = load.note.asked_query
    by_key = await keyed(query, models)
    result_set = await tasks.make_in_thread(functools.partial(ResultSet.close, keep=True), load.reopened)
    found = Run(client, query, load.note.entity, query_fetch(client, query), by_key, result_set, 0.0)
    found.loads_by_key = True
    found.at = load.note.asked
    return found


def _noted(columns: tuple[Column, ...], note: MakeNote) -> ResultSet:
    result_set = ResultSet(columns)
    try:
        keep_note(result_set, note(columns))
    except BaseException:
        result_set.close()
        raise
    return result_set


def without_fields(query: Query, paths: Collection[str]) -> Query | None:
    """The query without the columns, orders and filters of refused fields; None where no column would be left, or none is named."""

    def is_kept(name: str) -> bool:
        return name not in paths and split_aggregate(name)[1] not in paths

    lesser = replace(
        query,
        fields=tuple(name for name in query.fields if is_kept(name)),
        order_by=tuple(entry for entry in query.order_by if is_kept(entry.field)),
    )
    for position in reversed(range(len(query.filters))):
        if not is_kept(query.filters[position].field):
            lesser = lesser.removing_filter(position)
    return lesser if lesser.fields and lesser != query else None


def calls_for(rows: int) -> int:
    """Calls that loading so many rows takes, in the largest pages, of which each but the first begins with the last row before it."""
    return -(-max(0, rows - 1) // (MAX_SIZE - 1)) if rows > 1 else rows


def ordered_by(query: Query, path: str) -> Query:
    """The query in the order of one column: ascending, or turned where it is in that order already."""
    first = query.order_by[0] if query.order_by else None
    turned = first is not None and first.field == path and first.direction is Direction.ASCENDING
    return replace(query, order_by=(Order(path, Direction.DESCENDING if turned else Direction.ASCENDING),))
