"""One query that was run: the rows so far, the page in view, and how to get more of it. No widget knows how; this does."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import MAX_SIZE, Direction, Order, Query, split_aggregate
from intacct_desktop.api.query_service import Page, fetch_page, query_pages
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.loading import Loaded, load_all
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui import tasks
from intacct_desktop.ui.results.model import SEGMENT


class Run:
    """A query and its result. ``first`` and ``count`` are the rows in view (0-based places in the result)."""

    def __init__(self, client: Client, query: Query, entity: str | None, result_set: ResultSet, seconds: float) -> None:
        self.query = query
        self.entity = entity
        """The entity that the rows were asked of; rows of another do not belong with them."""
        self.result_set = result_set
        self.seconds = seconds
        """Time on the wire of the last page."""
        self.start = query.start or 1
        """The place of the result's first row among all rows that match (1-based)."""
        self.first = 0
        self.count = result_set.count
        self._client = client

    @property
    def left(self) -> int:
        """Rows that match, from the query's start on, and are not loaded."""
        total = self.result_set.total_count or 0
        return max(0, total - self.start + 1 - self.result_set.count)

    @property
    def calls_left(self) -> int:
        """Calls that loading the rest takes."""
        return -(-self.left // MAX_SIZE)

    async def rows_in_view(self) -> list[tuple[object, ...]]:
        """The first rows in view, for the grid to begin with."""
        return await tasks.in_thread(self.result_set.window, self.first, min(self.count, SEGMENT))

    def page_back(self) -> None:
        self.first = max(0, self.first - self.query.page_size)
        self.count = min(self.query.page_size, self.result_set.count - self.first)

    async def page_forward(self) -> None:
        """The next page: from the result where it is loaded, else from the company."""
        after = self.first + self.count
        if after >= self.result_set.count and self.left:
            page = await fetch_page(self._client, replace(self.query, start=self.start + self.result_set.count, size=self.query.page_size))
            await tasks.in_thread(self.result_set.append, page.rows, page.meta.total_count)
            self.seconds = page.seconds
        if after < self.result_set.count:
            self.first, self.count = after, min(self.query.page_size, self.result_set.count - after)

    async def load_rest(self, progress: Callable[[int, int | None], None]) -> Loaded:
        """All rows that are not loaded yet; what has come stays when it fails or is cancelled."""
        rest = replace(self.query, start=self.start + self.result_set.count, size=MAX_SIZE)
        return await load_all(query_pages(self._client, rest), self.result_set, progress)

    def view_all(self) -> None:
        """Bring everything that is loaded into view."""
        self.first, self.count = 0, self.result_set.count

    async def close(self) -> None:
        await tasks.finish_in_thread(self.result_set.close)


async def run(client: Client, models: ModelService, query: Query) -> Run:
    """Run a query: its first page, in a result of its own. Raises what the client raises, and OSError where the disk has no room."""
    columns = await columns_for(query, models)
    entity = client.entity
    page = await fetch_page(client, query)
    result_set = await tasks.make_in_thread(ResultSet.close, _stored, columns, page)
    return Run(client, query, entity, result_set, page.seconds)


def _stored(columns: Sequence[Column], page: Page) -> ResultSet:
    result_set = ResultSet(columns)
    try:
        result_set.append(page.rows, page.meta.total_count)
    except BaseException:
        result_set.close()
        raise
    return result_set


def without_field(query: Query, name: str) -> Query | None:
    """The query without the columns and orders of a refused field; None where leaving it out would change which rows match."""

    def is_it(path: str) -> bool:
        plain = split_aggregate(path)[1]
        return name in (path, plain) or plain.endswith(f".{name}")

    fields = tuple(path for path in query.fields if not is_it(path))
    order = tuple(entry for entry in query.order_by if not is_it(entry.field))
    if any(is_it(entry.field) for entry in query.filters) or not fields or (fields, order) == (query.fields, query.order_by):
        return None
    return replace(query, fields=fields, order_by=order)


def ordered_by(query: Query, path: str) -> Query:
    """The query in the order of one column: ascending, or turned where it is in that order already."""
    first = query.order_by[0] if query.order_by else None
    turned = first is not None and first.field == path and first.direction is Direction.ASCENDING
    return replace(query, order_by=(Order(path, Direction.DESCENDING if turned else Direction.ASCENDING),))
