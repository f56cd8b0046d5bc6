import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.connections.profile import Environment
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.journal import Action, Journal, JournalEntry, JournalError, JournalLine, NoSuchEntry, Outcome, Wanted

BEFORE = {
    "key": "11",
    "dueDate": "2026-11-30",
    "rate": Decimal("1.250"),
    "lines": [{"key": "1", "txnAmount": "10.00"}],
    "vendor": {"id": None},
}
AFTER = {**BEFORE, "dueDate": "2026-12-31", "lines": [{"key": "1", "txnAmount": "12.00"}, {"key": "2", "txnAmount": "3.00"}]}
ENTRY = JournalEntry(
    at=datetime(2026, 11, 20, 10, 30, 15, 250, UTC),
    profile_id="acme",
    company="Söhne & Cie",
    environment=Environment.PRODUCTION,
    entity="E-100",
    user="ann@acme",
    action=Action.CHANGE,
    object="accounts-payable/bill",
    key="11",
    title="Bill 10248",
    method="PATCH",
    path="/objects/accounts-payable/bill/11",
    idempotency_key="0f1e2d3c",
    body='{"dueDate":"2026-12-31","lines":[{"key":"1","txnAmount":"12.00"},{"txnAmount":"3.00"}]}',
    before=BEFORE,
    batch="b1",
)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "folder" / "journal.db", patience=0.05)


def titles(found: list[JournalLine]) -> list[str]:
    return [line.title for line in found]


def done(journal: Journal, **members: object) -> int:
    id_ = journal.begin(replace(ENTRY, **members))  # type: ignore[arg-type]
    journal.finish(id_, Outcome.DONE, status=200)
    return id_


def test_a_write_comes_back_as_it_was(journal: Journal) -> None:
    id_ = journal.begin(ENTRY)
    assert journal.on_the_wire == {id_}
    journal.finish(id_, Outcome.DONE, after=AFTER, status=200, answer='{"ia::result":{"key":"11"}}', support_id="Kxy~1")
    found = Journal(journal.path).get(id_)
    expected = replace(
        ENTRY,
        id=1,
        changed="dueDate, lines (2)",
        outcome=Outcome.DONE,
        after=AFTER,
        status=200,
        answer='{"ia::result":{"key":"11"}}',
        support_id="Kxy~1",
    )
    assert found == expected
    assert repr(found) == repr(expected)  # digit for digit
    assert journal.on_the_wire == frozenset()
    assert journal.path.stat().st_mode & 0o077 == 0


def test_a_new_record_has_its_key_and_title_when_it_is_done(journal: Journal) -> None:
    id_ = journal.begin(replace(ENTRY, action=Action.CREATE, key=None, title="New bill", before=None))
    journal.finish(id_, Outcome.UNKNOWN, detail="timed out")
    assert (journal.get(id_).key, journal.get(id_).title) == (None, "New bill")
    journal.finish(id_, Outcome.DONE, key="99", title="Bill 777", after=AFTER)
    found = journal.get(id_)
    assert (found.key, found.title, found.outcome, found.detail, found.after) == ("99", "Bill 777", Outcome.DONE, "", AFTER)
    assert titles(journal.search(Wanted(text="777"))) == ["Bill 777"]
    assert journal.search(Wanted(text="new")) == []


def test_moments_are_kept_in_utc(journal: Journal) -> None:
    id_ = journal.begin(replace(ENTRY, at=datetime(2026, 11, 20, 1, 0, tzinfo=timezone(timedelta(hours=2)))))
    assert journal.get(id_).at == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


def test_a_search_finds_every_word_wherever_it_stands(journal: Journal) -> None:
    first = done(journal)
    journal.finish(first, Outcome.REFUSED, error_id="REST-1028", support_id="Kxy~1", detail="Gesperrt für ändern")
    other = replace(ENTRY, title="Vendor V-1", object="accounts-payable/vendor", action=Action.DELETE, profile_id="other", company="X")
    journal.begin(replace(other, user="bob", body=None, idempotency_key=None, path="/objects/accounts-payable/vendor/4"))
    for text in ("bill 10248", "0248", "SOHNE", "ann@", "rest-1028", "kxy~1", "PAYABLE/bill", "2026-12-31", " andern  due", "0f1e2d3c"):
        assert titles(journal.search(Wanted(text=text))) == ["Bill 10248"], text
        assert journal.count(Wanted(text=text)) == 1, text
    for text in ("%", "bill vendor", "' OR 1=1 --"):
        assert journal.search(Wanted(text=text)) == [], text
    for wanted in (
        Wanted(profile_id="acme"),
        Wanted(actions=frozenset({Action.CHANGE, Action.CREATE})),
        Wanted(outcomes=frozenset({Outcome.REFUSED})),
        Wanted(object="accounts-payable/bill", text="payable"),
    ):
        assert titles(journal.search(wanted)) == ["Bill 10248"], wanted
    assert titles(journal.search()) == ["Vendor V-1", "Bill 10248"]
    assert journal.count() == 2


def test_pages_follow_one_another_while_new_writes_come(journal: Journal) -> None:
    for number in range(5):
        done(journal, title=str(number))
    page = journal.search(limit=2)
    done(journal, title="new")
    rest = journal.search(limit=9, older_than=page[-1].id)
    assert titles([*page, *rest]) == ["4", "3", "2", "1", "0"]


def test_entries_of_one_request_are_kept_together(journal: Journal) -> None:
    ids = journal.begin_all([replace(ENTRY, key=key) for key in ("1", "2", "3")])
    assert ids == (1, 2, 3)
    assert journal.on_the_wire == {1, 2, 3}
    assert [line.key for line in journal.search(Wanted(text="b1"))] == ["3", "2", "1"]


def test_undoing_marks_the_entry_and_undoing_that_lets_it_stand_again(journal: Journal) -> None:
    first = done(journal)
    second = done(journal, undoes=first)
    assert journal.get(first).undone_by == second
    third = done(journal, undoes=second)
    assert [journal.get(id_).undone_by for id_ in (first, second, third)] == [None, third, None]
    fourth = done(journal, undoes=third)
    assert [journal.get(id_).undone_by for id_ in (first, second, third)] == [second, None, fourth]


def test_an_undo_that_was_refused_marks_nothing(journal: Journal) -> None:
    first = done(journal)
    journal.finish(journal.begin(replace(ENTRY, undoes=first)), Outcome.REFUSED, status=422)
    assert journal.get(first).undone_by is None


def test_what_is_not_there_is_said(journal: Journal) -> None:
    with pytest.raises(NoSuchEntry):
        journal.get(7)
    with pytest.raises(NoSuchEntry):
        journal.finish(7, Outcome.DONE)


def test_secrets_are_not_kept(journal: Journal) -> None:
    record = {
        "id": "u",
        "password": "hunter2",
        "web": {"apiToken": 42, "passwordNeverExpires": True},
        "items": [{"clientSecret": ["hunter3"]}],
    }
    body = '{"password":"hunter2","webUsers":[{"accessTokens":[["hunter4"]]}],"rate":1.50}'
    id_ = journal.begin(replace(ENTRY, before=record, body=body))
    journal.finish(id_, Outcome.DONE, after=record, answer='{"token":"hunter5","cut":"o')
    found = journal.get(id_)
    seen = {"id": "u", "password": HIDDEN, "web": {"apiToken": HIDDEN, "passwordNeverExpires": True}, "items": [{"clientSecret": HIDDEN}]}
    assert found.before == found.after == seen
    assert found.body == f'{{"password":"{HIDDEN}","webUsers":[{{"accessTokens":"{HIDDEN}"}}],"rate":1.50}}'
    assert found.answer == f'{{"token":"{HIDDEN}","cut":"o'
    assert journal.search(Wanted(text="hunter")) == []
    assert b"hunter" not in journal.path.read_bytes()


def test_a_record_of_two_megabytes_is_kept_whole_and_small(journal: Journal) -> None:
    lines = [{"key": str(number), "memo": f"line {number} " * 40, "amount": f"{number}.10"} for number in range(5_000)]
    record = {"key": "1", "lines": lines}
    id_ = journal.begin(replace(ENTRY, before=record, body=json.dumps(record)))
    journal.finish(id_, Outcome.DONE, after=record)
    found = journal.get(id_)
    assert found.before == found.after == record
    assert found.body == json.dumps(record)
    assert found.changed == "lines (5000)"
    assert len(json.dumps(record)) > 2_000_000
    assert journal.path.stat().st_size < 1_000_000


def test_forgetting_is_by_day_and_leaves_nothing_in_the_file(journal: Journal) -> None:
    for _ in range(20):
        done(journal, title="Old one", before={"memo": os.urandom(500).hex()})
    done(journal, at=datetime(2026, 11, 21, tzinfo=UTC), title="New one")
    size = journal.path.stat().st_size
    assert journal.count_before(date(2026, 11, 21)) == 20
    assert journal.forget(date(2026, 11, 21)) == 20
    assert titles(journal.search()) == ["New one"]
    assert b"Old one" not in journal.path.read_bytes()
    assert journal.path.stat().st_size < size
    assert done(journal) == 22  # an id is never given again


def unanswered(journal: Journal) -> list[JournalLine]:
    """The writes of a connection whose answer nobody waits for any more."""
    sent = journal.search(Wanted(profile_id="acme", outcomes=frozenset({Outcome.SENT})))
    return [line for line in sent if line.id not in journal.on_the_wire]


_DIE = """
import os, sys
from pathlib import Path
from tests.workspace.test_journal import ENTRY, Journal
journal = Journal(Path(sys.argv[1]))
print(journal.begin(ENTRY), flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_write_whose_program_died_is_found_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    ran = subprocess.run([sys.executable, "-c", _DIE, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode != 0
    journal = Journal(path)
    here = journal.begin(ENTRY)
    journal.begin(replace(ENTRY, profile_id="other"))
    (lost,) = unanswered(journal)
    assert (lost.id, lost.outcome) == (int(ran.stdout), Outcome.SENT)
    assert lost.id != here
    assert journal.get(lost.id).before == BEFORE
    journal.finish(lost.id, Outcome.DONE, detail="looked at")
    assert unanswered(journal) == []


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_put_aside(journal: Journal, content: bytes) -> None:
    journal.path.parent.mkdir()
    journal.path.write_bytes(content)
    done(journal)
    assert titles(journal.search()) == ["Bill 10248"]
    assert journal.kept == journal.path.with_name("journal.db.damaged")
    assert journal.kept.read_bytes() == content


def test_a_file_damaged_between_request_and_answer_is_said(journal: Journal) -> None:
    id_ = journal.begin(ENTRY)
    journal.path.write_bytes(b"\xff" * 9_000)
    with pytest.raises(NoSuchEntry):
        journal.finish(id_, Outcome.DONE)
    assert journal.on_the_wire == frozenset()


def test_a_file_of_a_newer_program_is_left_alone(journal: Journal) -> None:
    journal.begin(ENTRY)
    with closing(sqlite3.connect(journal.path)) as database:
        database.execute("PRAGMA user_version = 9")
    with pytest.raises(JournalError) as caught:
        journal.begin(ENTRY)
    assert caught.value.problem is Problem.NEWER


def test_a_file_that_another_program_holds_is_said_to_be_locked(journal: Journal) -> None:
    id_ = journal.begin(ENTRY)
    works: tuple[Callable[[], object], ...] = (
        journal.search,
        lambda: journal.begin(ENTRY),
        lambda: journal.finish(id_, Outcome.DONE),
    )
    with closing(sqlite3.connect(journal.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for work in works:
            with pytest.raises(JournalError) as caught:
                work()
            assert caught.value.problem is Problem.LOCKED
        other.rollback()
    assert unanswered(journal)[0].id == id_  # its answer was not kept: nobody waits for it any more


_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from tests.workspace.test_journal import ENTRY, Journal, JournalError, replace
import os
journal = Journal(Path(sys.argv[1]))
first = journal.begin(ENTRY)
resource.setrlimit(resource.RLIMIT_FSIZE, (200 * 1024, 200 * 1024))
begun = 1
try:
    for _ in range(200):
        journal.begin(replace(ENTRY, before={"memo": os.urandom(4_000).hex()}))
        begun += 1
except JournalError as error:
    print(error.problem.value, begun == journal.count() > 3, len(journal.on_the_wire) == begun, journal.kept)
"""


def test_what_a_full_disk_does_not_take_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _WITHOUT_ROOM, str(tmp_path / "journal.db")], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.split() == ["unreadable", "True", "True", "None"], ran


_ADD = """
import sys
from pathlib import Path
from tests.workspace.test_journal import ENTRY, Journal, Outcome, replace
journal = Journal(Path(sys.argv[1]))
for number in range(15):
    journal.finish(journal.begin(replace(ENTRY, title=f"other {number}")), Outcome.DONE)
"""


def test_two_programs_and_their_threads_write_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with subprocess.Popen([sys.executable, "-c", _ADD, str(journal.path)], cwd=ROOT, stderr=subprocess.PIPE, text=True) as other:
        threads = [threading.Thread(target=lambda: [done(journal) for _ in range(5)]) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _, complaint = other.communicate(timeout=60)
    assert other.returncode == 0, complaint
    assert journal.count(Wanted(outcomes=frozenset({Outcome.DONE}))) == 30
    assert titles(journal.search(Wanted(text="other"))) == [f"other {number}" for number in reversed(range(15))]
    assert journal.kept is None
