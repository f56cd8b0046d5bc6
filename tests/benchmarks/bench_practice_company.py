# ruff: noqa: S608 - SQL over the own tables' names
"""How fast the practice company answers with a million journal entry lines. Ratios within one run, since machines differ.

BENCH_ROWS makes it another number of lines. The server is a process of its own, as a client meets it; SQLite reads the same file.
"""

import itertools
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Order, Query
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import BATCH
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.ready import Ready
from tests.practice import signed_in_client

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
PAGE = 4_000
LANES = 3

LINES = '"general-ledger/journal-entry-line"'
AMOUNT = "printf('%s%d.%02d', iif({0} < 0, '-', ''), abs({0}) / 100, abs({0}) % 100)"
# Each field with what SQLite makes of it.
FIELDS = {
    "key": "CAST(l.key AS TEXT)",
    "lineNumber": "l.lineNumber / 1000000",
    "txnType": "l.txnType",
    "txnAmount": AMOUNT.format("l.txnAmount"),
    "baseAmount": AMOUNT.format("l.baseAmount"),
    "entryDate": "l.entryDate",
    "state": "l.state",
    "description": "l.description",
    "glAccount.id": "a.id",
    "glAccount.name": "a.name",
    "dimensions.department.name": "d.name",
    "currency.txnCurrency": 'l."currency.txnCurrency"',
}
QUERY = Query("general-ledger/journal-entry-line", tuple(FIELDS), order_by=(Order("key"),), size=PAGE)
MEMBERS = ", ".join(f"{name!r}, {sql}" for name, sql in FIELDS.items())
# What the top level sees: not the records of the private entity.
IN_SQL = f"""
    SELECT json_group_array(json(line)) FROM (
        SELECT json_object({MEMBERS}) AS line
        FROM {LINES} AS l
        LEFT JOIN "general-ledger/account" AS a ON a.key = l."glAccount.key"
        LEFT JOIN "company-config/department" AS d ON d.key = l."dimensions.department.key"
        WHERE (l._entity IS NULL OR l._entity <> 4)
        ORDER BY l.key LIMIT {PAGE})
"""
COUNT_IN_SQL = f"SELECT COUNT(*) FROM {LINES} WHERE (_entity IS NULL OR _entity <> 4) AND txnAmount > ?"


@contextmanager
def running(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The practice company as a process, from the moment that it listens."""
    command = [sys.executable, "-m", "intacct_desktop", "sandbox", "--folder", str(folder), "--until-closed", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://")
        yield process
        process.communicate("", timeout=30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("companies")


@pytest.fixture(scope="module")
def company(folder: Path) -> Iterator[subprocess.Popen[str]]:
    start = time.perf_counter()
    with running(folder, "--rows", str(ROWS), "--ready-file", str(folder / "ready.json")) as process:
        print(f"\n  {ROWS:,} lines built in {time.perf_counter() - start:.0f} s", end="")  # noqa: T201
        yield process


@pytest.fixture(scope="module")
def ready(company: subprocess.Popen[str], folder: Path) -> Ready:
    return msgspec.json.decode((folder / "ready.json").read_bytes(), type=Ready)


@pytest.fixture(scope="module")
def sqlite(company: subprocess.Popen[str], folder: Path) -> Iterator[sqlite3.Connection]:
    [file] = folder.glob("company-*.sqlite")
    # The server has the file for itself alone, and does not change it while it only reads.
    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA cache_size = -65536")
        yield connection


@pytest.fixture(scope="module")
def http(ready: Ready) -> Iterator[httpx.Client]:
    credentials = {"client_id": ready.client_id, "client_secret": ready.client_secret}
    with httpx.Client(base_url=ready.base_url, trust_env=False, timeout=60) as client:
        granted = client.post("/oauth2/token", data={"grant_type": "client_credentials", "username": ready.username, **credentials})
        client.headers.update({"Authorization": f"Bearer {granted.json()['access_token']}", "Content-Type": "application/json"})
        yield client


@pytest.fixture(scope="module")
def ask(http: httpx.Client) -> Callable[[Query], httpx.Response]:
    return lambda query: http.post("/services/core/query", content=query.to_json()).raise_for_status()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _compared(first: Callable[[], object], second: Callable[[], object], times: int = 9) -> tuple[float, float]:
    """The medians of both, taken in turn, so that what else the machine does meets both."""
    taken = sorted((_seconds(first), _seconds(second)) for _ in range(times))
    return taken[times // 2][0], sorted(seconds for _, seconds in taken)[times // 2]


def _report(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n  {text}")  # noqa: T201


def test_a_page(ask: Callable[[Query], httpx.Response], sqlite: sqlite3.Connection, capsys: pytest.CaptureFixture[str]) -> None:
    """Over HTTP, against what SQLite needs to read and serialise the same rows."""
    [(expected,)] = sqlite.execute(IN_SQL)
    answer = ask(QUERY)
    assert answer.json()["ia::result"] == msgspec.json.decode(expected)
    page, rows = _compared(lambda: ask(QUERY), lambda: sqlite.execute(IN_SQL).fetchall())
    size = len(answer.content) / 1e6
    _report(
        capsys, f"page of {PAGE:,} x {len(FIELDS)}: {page * 1e3:.0f} ms ({size:.1f} MB), SQLite {rows * 1e3:.0f} ms (x{page / rows:.2f})"
    )
    assert page < rows * 2


def test_the_last_page(ask: Callable[[Query], httpx.Response], capsys: pytest.CaptureFixture[str]) -> None:
    total = ask(QUERY).json()["ia::meta"]["totalCount"]
    assert total >= ROWS
    far = QUERY.at(total - PAGE + 1)
    last, first = _compared(lambda: ask(far), lambda: ask(QUERY))
    _report(capsys, f"last page of {total:,}: {last * 1e3:.0f} ms, first {first * 1e3:.0f} ms (x{last / first:.2f})")
    assert last < first * 1.5


def test_a_filtered_count(ask: Callable[[Query], httpx.Response], sqlite: sqlite3.Connection, capsys: pytest.CaptureFixture[str]) -> None:
    """A count that was not asked for before: each time the limit is another one."""
    amounts = itertools.count(1_000)
    body = {"object": QUERY.object, "fields": ["key"], "size": 1}

    def over_http() -> int:
        query = Query.from_body({**body, "filters": [{"$gt": {"txnAmount": f"{next(amounts)}.00"}}]})
        return int(ask(query).json()["ia::meta"]["totalCount"])

    def in_sqlite() -> int:
        [(count,)] = sqlite.execute(COUNT_IN_SQL, (next(amounts) * 100,))
        return int(count)

    ours, own = _compared(over_http, in_sqlite)
    _report(capsys, f"filtered count: {ours * 1e3:.0f} ms, SQLite {own * 1e3:.0f} ms (x{ours / own:.2f})")
    assert ours < own * 1.5


async def test_feeding_a_client(http: httpx.Client, ready: Ready, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages as they come over three connections, against what it takes to store them."""
    starts = range(1, min(ROWS, 50 * PAGE), PAGE)
    headers = {name: http.headers[name] for name in ("Authorization", "Content-Type")}
    address = urlsplit(ready.base_url)

    def fetch(mine: Sequence[int]) -> list[bytes]:
        # The cheapest client there is: what it costs is not the server's.
        with closing(HTTPConnection(address.hostname or "", address.port or 0, timeout=60)) as connection:
            bodies = []
            for start in mine:
                connection.request("POST", f"{address.path}/services/core/query", QUERY.at(start).to_json(), headers)
                bodies.append(connection.getresponse().read())
            return bodies

    with ThreadPoolExecutor(LANES) as lanes:
        began = time.perf_counter()
        bodies = [body for part in lanes.map(fetch, (starts[lane::LANES] for lane in range(LANES))) for body in part]
        fed = time.perf_counter() - began
    rows = [msgspec.json.decode(body, type=dict[str, msgspec.Raw])["ia::result"] for body in bodies]
    pages = [msgspec.json.decode(page, type=list[msgspec.Raw]) for page in rows]
    async with signed_in_client(ready) as client:
        columns = await columns_for(QUERY, ModelService(client))
    with ResultSet(columns, root=tmp_path) as result_set:
        began = time.perf_counter()
        for at in range(0, len(pages), BATCH // PAGE):
            result_set.append([row for page in pages[at : at + BATCH // PAGE] for row in page])
        stored = time.perf_counter() - began
        count = result_set.count
    _report(capsys, f"{count:,} rows: fed in {fed:.2f} s ({count / fed:,.0f} a second), stored in {stored:.2f} s (x{fed / stored:.2f})")
    assert fed < stored


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory(company: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]) -> None:
    """After all of the above, so this test stands last of those with the large company."""
    status = Path(f"/proc/{company.pid}/status").read_text()
    most = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    _report(capsys, f"the server's memory, at its most: {most:.0f} MB")
    assert most < 300


BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
async def answer(request): return Response(status_code=404)
app = Starlette(routes=[Route("/", answer)])
uvicorn.run(app, fd=int(sys.argv[1]), log_level="critical", lifespan="off", ws="none")
"""


@pytest.mark.skipif(os.name == "nt", reason="a listening socket is handed to another process by its number")
def test_starting_the_small_company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the start of the process to the first answer, against the server library with nothing behind it."""

    def bare() -> float:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            command = [sys.executable, "-c", BARE, str(listener.fileno())]
            began = time.perf_counter()
            with subprocess.Popen(command, pass_fds=[listener.fileno()]) as process:
                # The connection waits in the socket until somebody serves it.
                httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/", trust_env=False, timeout=60)
                taken = time.perf_counter() - began
                process.terminate()
        return taken

    def small() -> float:
        ready_file = tmp_path / "ready.json"
        began = time.perf_counter()
        with running(tmp_path, "--ready-file", str(ready_file)):
            base_url = msgspec.json.decode(ready_file.read_bytes(), type=Ready).base_url
            httpx.get(f"{base_url}/objects/company-config/entity", trust_env=False, timeout=60)
            return time.perf_counter() - began

    small()  # builds the company, which later starts find built
    ours, library = (sorted(taken)[2] for taken in zip(*((small(), bare()) for _ in range(5)), strict=True))
    _report(capsys, f"start to first answer: {ours:.2f} s, the server library alone {library:.2f} s (x{ours / library:.2f})")
