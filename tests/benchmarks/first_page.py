"""How long it takes from Run to rows on the screen, beside the time that the request alone takes."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx

from intacct_desktop.api.query import Query
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.workbench import Workbench
from tests.benchmarks.desk import Painted, at_desk, settled
from tests.benchmarks.figures import Figure, awaited_in_turns, figure, most_more, seconds
from tests.benchmarks.lines import FIELDS, PATH, QUERY
from tests.benchmarks.setting import Measurements, Setting

_SIZES = (200, 4_000)
"""The page of a first query for an object, and the largest that there is."""

_ROUNDS = 15


def run(setting: Setting) -> Iterator[Figure]:
    """The bare request goes out from the same process while the window has nothing to do."""
    found: list[Figure] = []

    async def work(workbench: Workbench) -> None:
        with setting.company.http() as http:
            for size in _SIZES:
                query = replace(QUERY, size=size)
                tab = workbench.open_query(query)
                painted, bare = await awaited_in_turns(lambda: _painted(tab), lambda: _bare(http, query), rounds=_ROUNDS)  # noqa: B023
                name = f"first page: {size:,} x {len(FIELDS)}, Run to painted rows"
                found.append(figure(name, "ms", painted * 1e3, bare * 1e3, "the same request by bare httpx", goal=most_more(30)))

    at_desk(setting.company.ready, setting.path, work)
    yield from found


async def _painted(tab: QueryTab) -> float:
    """Seconds from the button to the first painting of the new rows."""
    grid = tab.view.grid
    painted = Painted(grid.viewport())
    grid.source_changed.connect(painted.arm)
    try:
        began = time.perf_counter()
        tab.start_run()
        async with asyncio.timeout(60):
            await painted.wait()
        taken = time.perf_counter() - began
    finally:
        grid.source_changed.disconnect(painted.arm)
    if not tab.view.shows_rows:
        raise AssertionError("no rows came")
    await settled()
    return taken


async def _bare(http: httpx.Client, query: Query) -> float:
    body = query.to_json()
    return seconds(lambda: http.post(PATH, content=body).raise_for_status())


MEASUREMENTS: Measurements = {"first page": run}
