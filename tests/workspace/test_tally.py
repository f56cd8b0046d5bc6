"""Calls are counted by company and month, whoever counts them, and none is lost."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.query import Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.api.records.members import fetch_members
from intacct_desktop.workspace.tally import Tally, billed

NOVEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOVEMBER

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "calls.db"


def tally(path: Path, clock: Clock | None = None) -> Tally:
    return Tally(path, clock or Clock())


def test_months_are_those_of_utc(path: Path) -> None:
    clock = Clock()
    calls = tally(path, clock)
    calls.add("north", 3)
    clock.now = NOVEMBER.astimezone(timezone(timedelta(hours=5)))  # December there
    calls.add("north")
    clock.now = NOVEMBER + timedelta(minutes=1)
    calls.add("north", 7)
    calls.add("south", 2)
    assert (calls.of("north"), calls.of("north", "2026-11"), calls.of("south"), calls.of("nobody")) == (7, 4, 2, 0)
    assert calls.months("north") == (("2026-12", 7), ("2026-11", 4))


def test_what_is_saved_is_there_after_a_restart(path: Path) -> None:
    calls = tally(path)
    calls.add("north", 5)
    calls.set_budget("north", 10_000)
    calls.save()
    calls.add("north", 1)
    calls.save()
    assert calls.of("north") == 6
    again = tally(path)
    assert (again.of("north"), again.months("north"), again.budget("north")) == (6, (("2026-11", 6),), 10_000)
    again.set_budget("north", None)
    assert again.budget("north") is None
    again.save()
    assert tally(path).budget("north") is None


def test_it_says_when_there_is_something_to_save(path: Path) -> None:
    calls = tally(path)
    steps: list[Callable[[], None]] = [lambda: calls.add("north", 1), calls.save, lambda: calls.set_budget("north", 5), calls.save]
    said = [calls.dirty]
    for step in steps:
        step()
        said.append(calls.dirty)
    assert said == [False, True, False, True, False]


def test_nothing_is_written_before_it_is_saved(path: Path) -> None:
    calls = tally(path)
    calls.add("north", 0)
    calls.add("north", -3)
    assert (calls.of("north"), calls.dirty) == (0, False)
    assert not path.exists()


def test_two_windows_add_up(path: Path) -> None:
    one, other = tally(path), tally(path)
    one.add("north", 10)
    other.add("north", 5)
    one.save()
    other.save()
    assert other.of("north") == 15
    one.add("north", 1)
    one.save()
    assert one.of("north") == tally(path).of("north") == 16


PROGRAM = """
import sys
from pathlib import Path
from intacct_desktop.workspace.tally import Tally
tally = Tally(Path(sys.argv[1]))
for _ in range(50):
    tally.add("north", 2)
    tally.save()
"""


def test_two_programs_at_once_lose_nothing(path: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", PROGRAM, str(path)]) for _ in range(2)]
    assert [program.wait(60) for program in programs] == [0, 0]
    assert sum(count for _, count in tally(path).months("north")) == 200


def test_counting_while_it_saves_loses_nothing(path: Path) -> None:
    calls = tally(path)

    def count() -> None:
        for _ in range(500):
            calls.add("north")

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        calls.save()
    calls.save()
    assert calls.of("north") == tally(path).of("north") == 1_500


def test_a_damaged_file_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to look like one" * 100)
    calls = tally(path)
    calls.add("north", 2)
    calls.save()
    assert tally(path).of("north") == 2
    assert path.with_name("calls.db.damaged").read_bytes().startswith(b"no database")


def test_a_file_damaged_in_its_middle_is_set_aside_with_its_journal(path: Path) -> None:
    calls = tally(path)
    for number in range(2_000):
        calls.add(f"company {number}")
    calls.save()
    whole = path.read_bytes()
    path.write_bytes(whole[:8_192] + b"\xff" * (len(whole) - 8_192))
    journal = path.with_name("calls.db-journal")
    journal.write_bytes(b"left by a program that was ended")
    calls.add("north", 2)
    calls.save()
    assert tally(path).of("north") == 2
    assert path.with_name("calls.db.damaged").exists()
    assert not journal.exists()


def test_what_cannot_be_saved_is_kept_for_the_next_time(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    calls = tally(path)
    calls.add("north", 2)
    with pytest.raises(OSError, match="kept"):
        calls.save()
    assert calls.dirty
    path.parent.unlink()
    calls.save()
    assert tally(path).of("north") == 2


def exchange(method: str, path: str, status: int | None, body: str | None = None) -> Exchange:
    return Exchange(1, NOVEMBER, method, path, "", {}, body, status)


QUERY = "/services/core/query"
BILL = "/objects/accounts-payable/bill"
CUT = msgspec.json.encode([{"id": "x" * 90}] * 40).decode()[:1_000] + "…"


@pytest.mark.parametrize(
    ("made", "price"),
    [
        (exchange("POST", QUERY, 200, '{"object":"a/b","fields":["[key]"]}'), 1),
        (exchange("POST", QUERY, 200, '[{"object":"a/b"}, {"object":"[,"}]'), 2),
        (exchange("POST", QUERY, 400, "{}"), 1),
        (exchange("GET", f"{BILL}/1,2,3", 200), 1),
        (exchange("GET", "/services/core/model", 200), 1),
        (exchange("POST", BILL, 201, "{}"), 1),
        (exchange("POST", BILL, 207, "[{},{},{}]"), 3),
        (exchange("PATCH", BILL, 200, ' [ {"key":"1"} , {"key":"2"} ] '), 2),
        (exchange("PATCH", BILL, 422, "[{},{},{}]"), 1),
        (exchange("DELETE", f"{BILL}/1,2,3", 204), 3),
        (exchange("DELETE", f"{BILL}/1", 404), 1),
        (exchange("POST", "/services/core/composite", 200, '[{"method":"GET"},{"method":"POST"}]'), 2),
        (exchange("POST", BILL, 200, CUT), 10),
        (exchange("POST", BILL, 200, None), 1),
        (exchange("POST", BILL, 200, "[]"), 1),
        (exchange("POST", QUERY, None), 0),
        (exchange("POST", QUERY, 429), 0),
        (exchange("POST", QUERY, 401), 0),
        (exchange("POST", QUERY, 503), 0),
        (exchange("POST", "/oauth2/token", 200), 0),
    ],
)
def test_what_a_call_costs(made: Exchange, price: int) -> None:
    assert billed(made) == price


async def test_pages_and_records_that_are_read(client: Client) -> None:
    heard: list[int] = []
    client.subscribe(lambda made: heard.append(billed(made)))
    pages = [page async for page in query_pages(client, Query("accounts-payable/vendor", ("key",), size=50))]
    keys = [msgspec.json.decode(row)["key"] for row in pages[0].rows]
    assert sum(heard) == len(pages)
    await fetch_members(client, "accounts-payable/vendor", keys, ["name"])
    assert sum(heard) == len(pages) + 1
