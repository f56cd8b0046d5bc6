import errno
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.connections.profile import Environment
from intacct_desktop.workspace import history
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.history import History, HistoryEntry, HistoryError, Outcome

BILLS = Query(
    "accounts-payable/bill",
    ("key", "vendor.name", "sum:totalTxnAmount"),
    (Filter(Operator.EQ, "vendor.id", "V-00017"), Filter(Operator.GT, "totalTxnAmount", Decimal("10.00"))),
    "1 and 2",
    muted=frozenset({1}),
)
ENTRY = HistoryEntry(
    at=datetime(2026, 11, 20, 10, 30, 15, 250, UTC),
    profile_id="acme",
    company="Söhne & Cie",
    environment=Environment.PRODUCTION,
    entity="E-100",
    title="Due bills",
    query=BILLS,
    rows=200,
    total=4817,
    seconds=0.25,
    outcome=Outcome.FAILED,
    detail="REST-1106",
)


@pytest.fixture
def kept(tmp_path: Path) -> History:
    return History(tmp_path / "folder" / "history.sqlite", patience=0.05)


def titles(found: list[HistoryEntry]) -> list[str]:
    return [entry.title for entry in found]


def test_a_run_comes_back_as_it_was(kept: History) -> None:
    added = kept.add(ENTRY)
    (found,) = History(kept.path).search()
    assert found == added
    assert repr(found) == repr(added)  # digit for digit
    assert added.id == 1
    assert kept.path.stat().st_mode & 0o077 == 0


def test_moments_are_kept_in_utc(kept: History) -> None:
    kept.add(replace(ENTRY, at=datetime(2026, 11, 20, 1, 0, tzinfo=timezone(timedelta(hours=2)))))
    at = kept.search()[0].at
    assert at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert at.tzinfo is UTC


def test_a_search_finds_every_word_wherever_it_stands(kept: History) -> None:
    kept.add(ENTRY)
    kept.add(
        replace(ENTRY, title="Vendors", query=Query("accounts-payable/vendor"), company="Other", entity=None, profile_id="other", detail="")
    )
    assert titles(kept.search()) == ["Vendors", "Due bills"]
    for text in ("due BILLS", "v-00017", "sohne", "SÖHNE", "e-100 payable/bill", "totaltxn", "rest-1106", " due  bills "):
        assert titles(kept.search(text)) == ["Due bills"], text
    for text in ("%", "due vendors", "' OR 1=1 --"):
        assert kept.search(text) == [], text
    assert titles(kept.search("payable", limit=1)) == ["Vendors"]
    assert titles(kept.search("payable", profile_id="acme")) == ["Due bills"]


def test_the_oldest_make_room(kept: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 3)
    for number in range(5):
        kept.add(replace(ENTRY, title=str(number)))
    assert titles(kept.search()) == ["4", "3", "2"]


def test_common_fields_are_those_of_runs_that_went_well(kept: History) -> None:
    done = replace(ENTRY, outcome=Outcome.DONE)
    for fields in (("key", "sum:totalTxnAmount", "count:totalTxnAmount"), ("key", "dueDate"), ("vendor.id", "dueDate", "key")):
        kept.add(replace(done, query=replace(BILLS, fields=fields)))
    kept.add(replace(ENTRY, query=replace(BILLS, fields=("refused",))))
    kept.add(replace(done, query=Query("accounts-payable/vendor", ("name",))))
    assert kept.fields_used("accounts-payable/bill") == ["key", "dueDate", "vendor.id", "totalTxnAmount"]
    assert kept.fields_used("no/object") == []


def test_clearing_leaves_nothing_in_the_file(kept: History) -> None:
    for _ in range(50):
        kept.add(ENTRY)
    kept.clear()
    assert kept.search() == []
    assert b"V-00017" not in kept.path.read_bytes()
    assert kept.add(ENTRY).id == 51  # an id is never given again


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_put_aside(kept: History, content: bytes) -> None:
    kept.path.parent.mkdir()
    kept.path.write_bytes(content)
    assert kept.search() == []
    kept.add(ENTRY)
    assert titles(kept.search()) == ["Due bills"]
    assert kept.kept == kept.path.with_name("history.sqlite.damaged")
    assert kept.kept.read_bytes() == content


def test_a_file_damaged_in_its_middle_is_put_aside(kept: History) -> None:
    for _ in range(200):
        kept.add(ENTRY)
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:8_192] + b"\xff" * 16_384 + whole[24_576:])
    assert kept.search("nobody", limit=1_000) == []
    assert kept.kept is not None
    assert titles([kept.add(ENTRY)]) == ["Due bills"]


def test_another_programs_database_is_put_aside(kept: History) -> None:
    kept.path.parent.mkdir()
    with closing(sqlite3.connect(kept.path)) as database, database:
        database.execute("CREATE TABLE runs (legs INTEGER)")
    kept.add(ENTRY)
    assert titles(kept.search()) == ["Due bills"]
    assert kept.kept is not None


def test_a_file_of_a_newer_program_is_left_alone(kept: History) -> None:
    kept.add(ENTRY)
    with closing(sqlite3.connect(kept.path)) as database:
        database.execute("PRAGMA user_version = 9")
    before = kept.path.read_bytes()
    with pytest.raises(HistoryError) as caught:
        kept.add(ENTRY)
    assert caught.value.problem is Problem.NEWER
    assert caught.value.filename == str(kept.path)
    assert kept.path.read_bytes() == before


def test_a_query_of_a_newer_program_is_passed_over(kept: History) -> None:
    kept.add(ENTRY)
    kept.add(replace(ENTRY, title="newer"))
    with closing(sqlite3.connect(kept.path)) as database, database:
        database.execute("""UPDATE runs SET query = replace(query, '"version": 1', '"version": 2') WHERE title = 'newer'""")
    assert titles(kept.search()) == ["Due bills"]


def test_a_file_that_another_program_holds_is_said_to_be_locked(kept: History) -> None:
    kept.add(ENTRY)
    with closing(sqlite3.connect(kept.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for work in (kept.search, lambda: kept.add(ENTRY)):
            with pytest.raises(HistoryError) as caught:
                work()
            assert caught.value.problem is Problem.LOCKED
        other.rollback()
    assert len(kept.search()) == 1


def test_a_folder_in_its_place_is_said(kept: History) -> None:
    kept.path.mkdir(parents=True)
    with pytest.raises(HistoryError) as caught:
        kept.search()
    assert caught.value.problem is Problem.UNREADABLE


_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from tests.workspace.test_history import ENTRY, History, HistoryError, Problem, replace
kept = History(Path(sys.argv[1]))
kept.add(ENTRY)
resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))
try:
    for _ in range(1_000):
        kept.add(replace(ENTRY, detail="x" * 5_000))
except HistoryError as error:
    print(error.problem.value, len(kept.search(limit=1_000)) > 3, kept.kept)
"""


def test_a_disk_that_takes_no_more_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", _WITHOUT_ROOM, str(tmp_path / "history.sqlite")], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.split() == ["unreadable", "True", "None"], ran


def test_a_full_disk_has_its_own_words(kept: History) -> None:
    kept.add(ENTRY)

    def write_much(database: sqlite3.Connection) -> None:
        database.execute("PRAGMA max_page_count = 1")
        database.execute("UPDATE runs SET detail = hex(zeroblob(100000))")

    with pytest.raises(HistoryError) as caught:
        kept._database.do(write_much)
    assert (caught.value.problem, caught.value.errno) == (Problem.FULL, errno.ENOSPC)
    assert len(kept.search()) == 1


_ADD = """
import sys
from pathlib import Path
from tests.workspace.test_history import ENTRY, History, replace
kept = History(Path(sys.argv[1]))
for number in range(25):
    kept.add(replace(ENTRY, title=f"other {number}"))
"""


def test_two_programs_and_their_threads_write_at_once(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    kept = History(tmp_path / "history.sqlite")
    with subprocess.Popen([sys.executable, "-c", _ADD, str(kept.path)], cwd=root, stderr=subprocess.PIPE, text=True) as other:
        threads = [threading.Thread(target=lambda: [kept.add(ENTRY) for _ in range(10)]) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _, complaint = other.communicate(timeout=60)
    assert other.returncode == 0, complaint
    assert len(kept.search(limit=1_000)) == 55
    assert titles(kept.search("other")) == [f"other {number}" for number in reversed(range(25))]
    assert kept.kept is None
