"""How fast all rows come from the company into the store, against clients that store nothing, and what memory that takes."""

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import cast

import httpx
import msgspec
import requests

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.paging import keyed
from intacct_desktop.api.query import Order, Query
from intacct_desktop.api.query_service import Page, fetch_page, query_pages
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import load_all, load_keyed
from intacct_desktop.results.result_set import ResultSet
from tests.benchmarks import memory
from tests.benchmarks.figures import Figure, awaited_in_turns, figure, in_turns, least_times, most, most_times
from tests.benchmarks.lines import FIELDS, LANES, PAGE, PATH, QUERY
from tests.benchmarks.setting import Measurements, Served, Setting
from tests.practice import Company, signed_in_client

_ROUNDS = 3
_PLAIN_PAGE = 1_000
_PLAIN_ROWS = 100_000
_FAR_ROWS = 40_000
_BILLS = Query(
    "accounts-payable/bill",
    ("key", "id", "billNumber", "vendor.name", "state", "dueDate", "isOnHold", "totalTxnAmount", "totalTxnAmountDue"),
    order_by=(Order("key"),),
)
_FAR_PAGE, _FAR_PAGES = 100, 24
_AWAY = 0.2
"""Seconds that an answer takes to come from a company far away."""


def load(setting: Setting) -> Iterator[Figure]:
    """All rows. The first load of the process is the one whose memory is told, before anything else has made it grow."""
    company = setting.company
    rows = 0

    async def own() -> float:
        nonlocal rows
        async with signed_in_client(company.ready, LANES) as client:
            rows, taken = await _loaded(client, setting)
        return rows / taken

    def ours() -> float:
        return asyncio.run(own())

    before = memory.forget_peak() if memory.is_told() else 0.0
    ours()
    grown = memory.peak() - before if memory.is_told() else None
    headers = company.headers()
    part = min(_PLAIN_ROWS, rows)
    fast, bare, plain = in_turns(
        ours, lambda: asyncio.run(_bare(company, headers)), lambda: _sequential(company, headers, part), rounds=_ROUNDS
    )
    what = f"load all: {rows:,} rows x {len(FIELDS)}"
    against = f"bare httpx, {LANES} lanes, pages of {PAGE:,}, decoded by msgspec, stored nowhere"
    yield figure(what, "rows/s", fast, bare, against, goal=least_times(0.8))
    against = f"requests, one after the other, pages of {_PLAIN_PAGE:,}"
    yield figure(what, "rows/s", fast, plain, against, goal=least_times(4), note=f"requests measured on the first {part:,} rows")
    if grown is not None:
        yield figure(
            f"load all: memory grown by {rows:,} rows", "MB", grown, goal=most(150), note="high-water of the process over that before"
        )


async def _loaded(client: Client, setting: Setting) -> tuple[int, float]:
    """All rows by their keys, as the program loads them: how many, and in how many seconds."""
    models = ModelService(client)
    by_key = await keyed(QUERY, models)
    assert by_key is not None
    columns = await columns_for(QUERY, models)
    began = time.perf_counter()
    with ResultSet(columns, root=setting.path) as result_set:
        loaded = await load_keyed(client, by_key, None, result_set)
        taken = time.perf_counter() - began
    if not loaded.complete:
        raise AssertionError(f"{loaded.rows} of {loaded.total} rows were loaded")
    return loaded.rows, taken


async def _bare(company: Served, headers: dict[str, str]) -> float:
    """Rows a second of httpx alone, with as many lanes."""
    decode = msgspec.json.Decoder().decode
    rows = 0
    async with httpx.AsyncClient(base_url=company.ready.base_url, headers=headers, trust_env=False, timeout=60) as http:

        async def fetch(start: int) -> int:
            nonlocal rows
            answer = await http.post(PATH, content=QUERY.at(start).to_json())
            page = decode(answer.raise_for_status().content)
            rows += len(page["ia::result"])
            return int(page["ia::meta"]["totalCount"])

        began = time.perf_counter()
        total = await fetch(1)
        starts = iter(range(1 + PAGE, total + 1, PAGE))

        async def lane() -> None:
            for start in starts:
                await fetch(start)

        await asyncio.gather(*(lane() for _ in range(LANES)))
        return rows / (time.perf_counter() - began)


def _sequential(company: Served, headers: dict[str, str], part: int) -> float:
    """Rows a second of a script as it is written first."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(headers)
        rows = 0
        began = time.perf_counter()
        while rows < part:
            query = replace(QUERY, start=rows + 1, size=_PLAIN_PAGE)
            answer = session.post(f"{company.ready.base_url}{PATH}", data=query.to_json().encode(), timeout=60)
            answer.raise_for_status()
            came = answer.json()["ia::result"]
            if not came:
                break
            rows += len(came)
        return rows / (time.perf_counter() - began)


def far(setting: Setting) -> Iterator[Figure]:
    """A part of the rows where every answer takes its time, as those of the real service do."""
    company = setting.company
    headers = company.headers()
    part = min(_FAR_ROWS, setting.rows)
    controls = Company(company.ready)
    controls.fails(PATH, delay=_AWAY, times=1_000_000)
    try:
        ours, plain = in_turns(
            lambda: asyncio.run(_part(company, setting, part)), lambda: _sequential(company, headers, part), rounds=_ROUNDS
        )
    finally:
        controls.forget()
        controls.close()
    what = f"load all: the first {part:,} rows, each answer {_AWAY:g} s away"
    yield figure(what, "rows/s", ours, plain, f"requests, one after the other, pages of {_PLAIN_PAGE:,}", goal=least_times(4))


async def _part(company: Served, setting: Setting, part: int) -> float:
    """Rows a second of a load that is stopped when it has so many."""
    async with signed_in_client(company.ready, LANES) as client:
        models = ModelService(client)
        by_key = await keyed(QUERY, models)
        assert by_key is not None
        stop = asyncio.Event()

        def heard(rows: int, _total: int | None) -> None:
            if rows >= part:
                stop.set()

        with ResultSet(await columns_for(QUERY, models), root=setting.path) as result_set:
            began = time.perf_counter()
            loaded = await load_keyed(client, by_key, None, result_set, heard, stop=stop)
            return loaded.rows / (time.perf_counter() - began)


def page(setting: Setting) -> Iterator[Figure]:
    """What the program itself adds to the largest page: reading its envelope, storing its rows, reading the first of them."""
    own, wire = asyncio.run(_page(setting))
    name = f"load all: a page of {PAGE:,} from the wire into the grid"
    yield figure(name, "ms", own * 1e3, wire * 1e3, "the same page on the wire", goal=most_times(2))


async def _page(setting: Setting) -> tuple[float, float]:
    shares = []
    async with signed_in_client(setting.company.ready, LANES) as client:
        columns = await columns_for(QUERY, ModelService(client))
        for _ in range(5):
            with ResultSet(columns, root=setting.path) as result_set:
                began = time.perf_counter()
                found = await fetch_page(client, QUERY)
                await asyncio.to_thread(result_set.append, found.rows, found.meta.total_count)
                await asyncio.to_thread(result_set.window, 0, 200)
                shares.append((time.perf_counter() - began - found.seconds, found.seconds))
    own, wire = zip(*shares, strict=True)
    return statistics.median(own), statistics.median(wire)


def lanes(setting: Setting) -> Iterator[Figure]:
    """Small pages from far away."""
    one, several = asyncio.run(_lanes(setting))
    name = f"load all: {_FAR_PAGES} pages of {_FAR_PAGE} bills, {_AWAY:g} s away, {LANES} lanes"
    yield figure(name, "ms", several * 1e3, one * 1e3, "one lane", goal=most_times(1 / 1.7))


async def _lanes(setting: Setting) -> list[float]:
    ready = setting.company.ready
    company = Company(ready)

    async def taken(count: int) -> float:
        async with signed_in_client(ready, count) as client:
            columns = await columns_for(_BILLS, ModelService(client))
            company.fails(PATH, delay=_AWAY, times=1_000)
            try:
                with ResultSet(columns, root=setting.path) as result_set:
                    began = time.perf_counter()
                    await load_all(_first(query_pages(client, replace(_BILLS, size=_FAR_PAGE))), result_set)
                    return time.perf_counter() - began
            finally:
                company.forget()

    try:
        return await awaited_in_turns(lambda: taken(1), lambda: taken(LANES), rounds=_ROUNDS)
    finally:
        company.close()


async def _first(pages: AsyncIterator[Page]) -> AsyncGenerator[Page, None]:
    """As many pages as a measurement has time for: a large company has many bills."""
    left = _FAR_PAGES
    async with aclosing(cast("AsyncGenerator[Page, None]", pages)) as source:
        async for page in source:
            yield page
            left -= 1
            if not left:
                return


MEASUREMENTS: Measurements = {"load all: rows": load, "load all: far away": far, "load all: a page": page, "load all: lanes": lanes}
