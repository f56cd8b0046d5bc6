# ruff: noqa: S608 - SQL over the own tables' names
"""The rows that are measured: general ledger lines with twelve fields, as a query, in SQL, and as a result that holds some of them."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import cast

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import MAX_SIZE, Order, Query
from intacct_desktop.api.query_service import Page, query_pages
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import BATCH
from intacct_desktop.results.result_set import ResultSet
from tests.benchmarks.setting import Served
from tests.practice import signed_in_client

PAGE = MAX_SIZE
LANES = 3
PATH = "/services/core/query"

LINES = '"general-ledger/journal-entry-line"'
_AMOUNT = "printf('%s%d.%02d', iif({0} < 0, '-', ''), abs({0}) / 100, abs({0}) % 100)"
# Each field with what SQLite makes of it.
FIELDS = {
    "key": "CAST(l.key AS TEXT)",
    "lineNumber": "l.lineNumber / 1000000",
    "txnType": "l.txnType",
    "txnAmount": _AMOUNT.format("l.txnAmount"),
    "baseAmount": _AMOUNT.format("l.baseAmount"),
    "entryDate": "l.entryDate",
    "state": "l.state",
    "description": "l.description",
    "glAccount.id": "a.id",
    "glAccount.name": "a.name",
    "dimensions.department.name": "d.name",
    "currency.txnCurrency": 'l."currency.txnCurrency"',
}
QUERY = Query("general-ledger/journal-entry-line", tuple(FIELDS), order_by=(Order("key"),), size=PAGE)
_MEMBERS = ", ".join(f"{name!r}, {sql}" for name, sql in FIELDS.items())
# What the top level sees: not the records of the private entity.
IN_SQL = f"""
    SELECT json_group_array(json(line)) FROM (
        SELECT json_object({_MEMBERS}) AS line
        FROM {LINES} AS l
        LEFT JOIN "general-ledger/account" AS a ON a.key = l."glAccount.key"
        LEFT JOIN "company-config/department" AS d ON d.key = l."dimensions.department.key"
        WHERE (l._entity IS NULL OR l._entity <> 4)
        ORDER BY l.key LIMIT {PAGE})
"""
COUNT_IN_SQL = f"SELECT COUNT(*) FROM {LINES} WHERE (_entity IS NULL OR _entity <> 4) AND txnAmount > ?"


@asynccontextmanager
async def some_lines(company: Served, rows: int, root: Path) -> AsyncIterator[ResultSet]:
    """A result of its own with so many lines, or all that there are, fetched beforehand."""
    async with signed_in_client(company.ready, LANES) as client:
        result_set = await filled(client, rows, root)
    with result_set:
        yield result_set


async def filled(client: Client, rows: int, root: Path) -> ResultSet:
    """The first ``rows`` lines in a result; whoever asks closes it."""
    result_set = ResultSet(await columns_for(QUERY, ModelService(client)), root=root)
    waiting: list[msgspec.Raw] = []
    async with aclosing(cast("AsyncGenerator[Page, None]", query_pages(client, QUERY))) as pages:
        async for page in pages:
            waiting += page.rows[: rows - result_set.count - len(waiting)]
            if len(waiting) >= BATCH or result_set.count + len(waiting) >= rows:
                result_set.append(waiting)
                waiting = []
            if result_set.count >= rows:
                return result_set
    result_set.append(waiting)
    return result_set
