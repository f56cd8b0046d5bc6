"""All rows of a query, so that none is skipped or doubled while rows change underneath.

Each page of the query service is evaluated afresh (facts 3.5): where a row goes or comes between two pages, all that follow move by a
place. So the rows are asked for in the order of their keys, which no change of a record moves, and each page begins with the row that
ended the one before. Where it does not, the places are no longer what they were: what stands before that row is passed over, and what is
missing after it is asked for again, by a filter on the key. That row is also where a load goes on that was cut.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import cast

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import MAX_SIZE, Direction, Filter, Order, Query, split_aggregate
from intacct_desktop.api.query_service import Page, Place, all_pages, query_fetch

KEY = "key"
_OVERLAP = 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow those before, each once. ``total`` is how many match from the first one on, by the latest page.

    ``anchor`` is the key of the last row up to here, for `keyed_pages`; None where there is none yet.
    """

    rows: tuple[msgspec.Raw, ...]
    total: int
    anchor: str | None
    seconds: float


async def keyed(query: Query, models: ModelService) -> Query | None:
    """The query in the order of its keys, so that `keyed_pages` can read it; None where that cannot be.

    Groups have no key, an object may have none, and a query that begins at a later row means a place. Another order than that of the key
    can be made afterwards, of all rows: by columns that are among them.
    """
    query = query.sent
    if query.aggregates or (query.start or 1) > 1 or await models.field(query.object, KEY) is None:
        return None
    first = query.order_by[0] if query.order_by else Order(KEY)
    if first.field != KEY:
        if any(entry.field not in query.fields or split_aggregate(entry.field)[0] for entry in query.order_by):
            return None
        first = Order(KEY)
    return replace(query.adding_field(KEY), order_by=(first,), start=None, size=MAX_SIZE)


async def keyed_pages(
    client: Client, query: Query, entity: str | None, *, anchor: str | None = None, before: int = 0
) -> AsyncGenerator[Stretch, None]:
    """All rows of a query that `keyed` gave, or those after the row with the key ``anchor``, up to which there were ``before``.

    Raises what the client raises; what came until then was whole.
    """
    descending = query.order_by[0].direction is Direction.DESCENDING
    while True:
        asked = query if anchor is None else _after(query, anchor, descending)
        came_before, base = before, anchor
        is_first = True
        async with aclosing(_overlapping(client, asked, entity)) as pages:
            async for page in pages:
                rows = page.rows
                if is_first and base is not None and rows and not _follows(_key(rows[0]), base, descending):
                    # The service takes the filter for something else: rather no row than one twice, and the totals tell.
                    yield Stretch((), came_before + page.meta.total_count, anchor, page.seconds)
                    return
                if not is_first:
                    place = _place_of(anchor, rows)
                    if place is None:
                        break
                    rows = rows[place + 1 :]
                is_first = False
                before += len(rows)
                anchor = _key(rows[-1]) if rows else anchor
                yield Stretch(rows, came_before + page.meta.total_count, anchor, page.seconds)
            else:
                return
        if anchor == base:
            return  # asking the same again would bring the same


def _overlapping(client: Client, query: Query, entity: str | None) -> AsyncGenerator[Page, None]:
    pages = all_pages(client, query_fetch(client, query), Place(1, query.page_size), overlap=_OVERLAP, entity=entity)
    return cast("AsyncGenerator[Page, None]", pages)


def _after(query: Query, anchor: str, descending: bool) -> Query:
    return _joined(query).adding_filter(Filter(Operator.LT if descending else Operator.GT, KEY, anchor))


def _joined(query: Query) -> Query:
    """The query with an expression by numbers in the place of a word, so that a further filter narrows it."""
    if (query.filter_expression or "").strip().lower() != "or" or not query.filters:
        return query
    return replace(query, filter_expression=f"({' or '.join(str(at) for at in range(1, len(query.filters) + 1))})")


class _Keyed(msgspec.Struct):
    key: str | int | None = None


_DECODER = msgspec.json.Decoder(_Keyed)


def _key(row: msgspec.Raw) -> str | None:
    """The key of a row; None where it has none that can be read."""
    try:
        key = _DECODER.decode(row).key
    except msgspec.DecodeError:
        return None
    return None if key is None else str(key)


def _place_of(anchor: str | None, rows: tuple[msgspec.Raw, ...]) -> int | None:
    """Where the last row of the page before stands in this one; None where it does not."""
    return next((at for at, row in enumerate(rows) if _key(row) == anchor), None)


def _follows(key: str | None, anchor: str, descending: bool) -> bool:
    """Whether a key stands after another, as far as both are numbers."""
    if key is None or not (key.isdecimal() and anchor.isdecimal()):
        return key != anchor
    return int(key) < int(anchor) if descending else int(key) > int(anchor)
