"""How fast rows come from the company into the store, over real loopback HTTP. Ratios within one run, since machines differ."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Order, Query
from intacct_desktop.api.query_service import fetch_page, query_pages
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, signed_in_client

QUERY = "/services/core/query"
BILLS = Query(
    "accounts-payable/bill",
    ("key", "id", "billNumber", "vendor.name", "state", "dueDate", "isOnHold", "totalTxnAmount", "totalTxnAmountDue"),
    order_by=(Order("key"),),
)
AWAY = 0.2  # seconds that an answer takes to come from a company far away


async def test_from_the_wire_into_the_store(practice: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the program itself adds to the largest page: reading its envelope, storing its rows, reading the first of them."""
    async with signed_in_client(practice.ready) as client:
        columns = await columns_for(BILLS, ModelService(client))
        shares = []
        for _ in range(5):
            with ResultSet(columns, root=tmp_path) as result_set:
                start = time.perf_counter()
                page = await fetch_page(client, replace(BILLS, size=4_000))
                await asyncio.to_thread(result_set.append, page.rows, page.meta.total_count)
                rows = await asyncio.to_thread(result_set.window, 0, 200)
                whole = time.perf_counter() - start
            assert (len(page.rows), len(rows)) == (4_000, 200)
            shares.append((whole - page.seconds, page.seconds))
        own, wire = sorted(shares)[2]
    with capsys.disabled():
        print(f"\n  page of 4,000: {wire * 1e3:.0f} ms on the wire, {own * 1e3:.0f} ms from there into the grid (x{own / wire:.2f})")  # noqa: T201
    # The practice company answers at SQLite's own speed; no real one does.
    assert own < 2 * wire


async def test_three_lanes_against_one(
    practice: SandboxServer, company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def seconds(lanes: int) -> float:
        async with signed_in_client(practice.ready, lanes) as client:
            columns = await columns_for(BILLS, ModelService(client))
            company.fails(QUERY, delay=AWAY, times=1_000)
            with ResultSet(columns, root=tmp_path) as result_set:
                start = time.perf_counter()
                loaded = await load_all(query_pages(client, replace(BILLS, size=300)), result_set)
                taken = time.perf_counter() - start
            company.forget()
        assert loaded.complete
        return taken

    one, three = await seconds(1), await seconds(3)
    with capsys.disabled():
        print(f"\n  all bills, 300 a page, {AWAY:.1f} s away: one lane {one:.2f} s, three lanes {three:.2f} s (x{one / three:.2f})")  # noqa: T201
    assert three < one / 1.7
