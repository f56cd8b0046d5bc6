"""How fast the practice company answers with so many journal entry lines, against SQLite, which reads the same file."""

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import msgspec

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.loading import BATCH
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.ready import Ready
from tests.benchmarks import memory
from tests.benchmarks.company import running
from tests.benchmarks.figures import Figure, figure, in_turns, least_times, most, most_times, seconds
from tests.benchmarks.lines import COUNT_IN_SQL, FIELDS, IN_SQL, LANES, PAGE, PATH, QUERY
from tests.benchmarks.setting import Measurements, Served, Setting
from tests.practice import signed_in_client

_FED = 200_000
_ROUNDS = 9


def _asking(http: httpx.Client) -> Callable[[Query], httpx.Response]:
    return lambda query: http.post(PATH, content=query.to_json()).raise_for_status()


def page(setting: Setting) -> Iterator[Figure]:
    """Over HTTP, against what SQLite needs to read and serialise the same rows."""
    with setting.company.http() as http, setting.company.sqlite() as sqlite:
        ask = _asking(http)
        [(expected,)] = sqlite.execute(IN_SQL)
        if ask(QUERY).json()["ia::result"] != msgspec.json.decode(expected):
            raise AssertionError("the company and SQLite do not have the same rows")
        own, rows = in_turns(
            lambda: seconds(lambda: ask(QUERY)), lambda: seconds(lambda: sqlite.execute(IN_SQL).fetchall()), rounds=_ROUNDS
        )
    name = f"practice company: a page of {PAGE:,} x {len(FIELDS)}"
    yield figure(name, "ms", own * 1e3, rows * 1e3, "SQLite reads and serialises them", goal=most_times(2))


def last_page(setting: Setting) -> Iterator[Figure]:
    with setting.company.http() as http:
        ask = _asking(http)
        total = ask(QUERY).json()["ia::meta"]["totalCount"]
        far = QUERY.at(max(1, total - PAGE + 1))
        last, first = in_turns(lambda: seconds(lambda: ask(far)), lambda: seconds(lambda: ask(QUERY)), rounds=_ROUNDS)
    yield figure(f"practice company: the last page of {total:,}", "ms", last * 1e3, first * 1e3, "the first page", goal=most_times(1.5))


def filtered_count(setting: Setting) -> Iterator[Figure]:
    """A count that was not asked for before: each time the limit is another one."""
    amounts = itertools.count(1_000)
    body = {"object": QUERY.object, "fields": ["key"], "size": 1}
    with setting.company.http() as http, setting.company.sqlite() as sqlite:
        ask = _asking(http)

        def over_http() -> int:
            query = Query.from_body({**body, "filters": [{"$gt": {"txnAmount": f"{next(amounts)}.00"}}]})
            return int(ask(query).json()["ia::meta"]["totalCount"])

        def in_sqlite() -> int:
            [(count,)] = sqlite.execute(COUNT_IN_SQL, (next(amounts) * 100,))
            return int(count)

        own, theirs = in_turns(lambda: seconds(over_http), lambda: seconds(in_sqlite), rounds=_ROUNDS)
    yield figure("practice company: a filtered count", "ms", own * 1e3, theirs * 1e3, "SQLite counts", goal=most_times(1.5))


def feeding(setting: Setting) -> Iterator[Figure]:
    """Pages as they come over three connections, against what it takes to store them."""
    company = setting.company
    columns = asyncio.run(_columns(company))
    headers = company.headers()
    address = urlsplit(company.ready.base_url)
    starts = range(1, min(setting.rows, _FED), PAGE)

    def fetch(mine: Sequence[int]) -> list[bytes]:
        # The cheapest client there is: what it costs is not the server's.
        with closing(HTTPConnection(address.hostname or "", address.port or 0, timeout=60)) as connection:
            bodies = []
            for start in mine:
                connection.request("POST", f"{address.path}{PATH}", QUERY.at(start).to_json(), headers)
                bodies.append(connection.getresponse().read())
            return bodies

    pages: list[list[msgspec.Raw]] = []

    def fed() -> float:
        began = time.perf_counter()
        with ThreadPoolExecutor(LANES) as lanes:
            bodies = [body for part in lanes.map(fetch, (starts[lane::LANES] for lane in range(LANES))) for body in part]
        taken = time.perf_counter() - began
        rows = [msgspec.json.decode(body, type=dict[str, msgspec.Raw])["ia::result"] for body in bodies]
        pages[:] = [msgspec.json.decode(page, type=list[msgspec.Raw]) for page in rows]
        return sum(map(len, pages)) / taken

    def stored() -> float:
        with ResultSet(columns, root=setting.path) as result_set:
            began = time.perf_counter()
            for at in range(0, len(pages), BATCH // PAGE):
                result_set.append([row for page in pages[at : at + BATCH // PAGE] for row in page])
            return result_set.count / (time.perf_counter() - began)

    feeds, stores = in_turns(fed, stored, rounds=3)
    name = f"practice company: {sum(map(len, pages)):,} rows fed"
    yield figure(
        name, "rows/s", feeds, stores, "storing them", goal=least_times(1), note=f"{LANES} connections of Python's own HTTP client"
    )


async def _columns(company: Served) -> tuple[Column, ...]:
    async with signed_in_client(company.ready) as client:
        return await columns_for(QUERY, ModelService(client))


def server_memory(setting: Setting) -> Iterator[Figure]:
    """At its most up to now, so it is the last of those with the large company."""
    if memory.is_told():
        own = memory.peak(setting.company.pid)
        yield figure("practice company: memory at its most", "MB", own, goal=most(300))


_BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
async def answer(request): return Response(status_code=404)
app = Starlette(routes=[Route("/", answer)])
uvicorn.run(app, fd=int(sys.argv[1]), log_level="critical", lifespan="off", ws="none")
"""


def start(setting: Setting) -> Iterator[Figure]:
    """Of the small company, from the start of the process to the first answer."""
    if os.name == "nt":
        return  # a listening socket is handed to another process by its number

    def small() -> float:
        ready_file = setting.path / "ready.json"
        began = time.perf_counter()
        with running(setting.path, "--ready-file", str(ready_file)):
            base_url = msgspec.json.decode(ready_file.read_bytes(), type=Ready).base_url
            httpx.get(f"{base_url}/objects/company-config/entity", trust_env=False, timeout=60)
            return time.perf_counter() - began

    small()  # builds the company, which later starts find built
    own, library = in_turns(small, _bare_start, rounds=5)
    name = "practice company: start to first answer"
    yield figure(name, "ms", own * 1e3, library * 1e3, "the server library with nothing behind it")


def _bare_start() -> float:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-c", _BARE, str(listener.fileno())]
        began = time.perf_counter()
        with subprocess.Popen(command, pass_fds=[listener.fileno()]) as process:
            try:
                # The connection waits in the socket until somebody serves it.
                httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/", trust_env=False, timeout=60)
                return time.perf_counter() - began
            finally:
                process.terminate()


MEASUREMENTS: Measurements = {
    "practice company: a page": page,
    "practice company: the last page": last_page,
    "practice company: a filtered count": filtered_count,
    "practice company: feeding": feeding,
    "practice company: memory": server_memory,
    "practice company: start": start,
}
