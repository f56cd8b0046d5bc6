"""``intacct-desktop records``: what is sent and what is not, what is said of it, and what the journal has."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from intacct_desktop.cli.exits import Exit
from intacct_desktop.workspace.journal import Journal, Outcome
from tests.cli.conftest import Done, Program, ended
from tests.practice import Company

VENDOR = "accounts-payable/vendor"
WRITES = ("POST /objects/accounts-payable/vendor", "PATCH /objects/accounts-payable/vendor/1", "DELETE /objects/accounts-payable/vendor/1")


def new_id() -> str:
    return f"CLI-{time.monotonic_ns()}"


def vendor(program: Program, *more: str) -> Done:
    return program.on_company("records", "create", VENDOR, "--set", f"id={new_id()}", "--set", "name=Clifton Wire", "--yes", *more)


def record(program: Program, key: str) -> dict[str, Any]:
    done = program.on_company("records", "get", VENDOR, key)
    assert done.status == 0, done.err
    (found,) = done.report["records"]
    read: dict[str, Any] = found
    return read


def test_records_are_read_by_their_keys(program: Program) -> None:
    done = program.on_company("records", "get", VENDOR, "2", "1")
    report = done.report
    assert (done.status, report["state"], report["missing"], report["error"]) == (Exit.COMPLETE, "COMPLETE", [], None)
    assert [each["id"] for each in report["records"]] == ["V-00002", "V-00001"]
    assert isinstance(report["records"][0]["totalDue"], str)  # amounts are texts, as they travel


def test_records_that_are_not_there(program: Program) -> None:
    some = program.on_company("records", "get", VENDOR, "1", "99999999")
    assert (some.status, some.report["state"], some.report["missing"]) == (Exit.NOT_WHOLE, "INCOMPLETE", ["99999999"])
    assert len(some.report["records"]) == 1
    none = program.on_company("records", "get", VENDOR, "99999999")
    assert (none.status, none.report["state"], none.error["status"]) == (Exit.REFUSED, "REFUSED", 404)


def test_a_record_is_created_with_values_of_the_models_kinds(program: Program) -> None:
    done = vendor(
        program, "--set", "isOnHold=TRUE", "--set", "creditLimit=1500", "--set", "notes=x=y", "--set-json", 'term={"id": "NET30"}'
    )
    report = done.report
    assert (done.status, report["state"], report["outcome"]) == (Exit.COMPLETE, "DONE", "DONE"), done.err
    (request,) = report["requests"]
    assert request["body"].items() >= {"isOnHold": True, "creditLimit": 1500, "notes": "x=y", "term": {"id": "NET30"}}.items()
    read = record(program, report["key"])
    assert (read["id"], read["isOnHold"], read["notes"], read["term"]["id"]) == (report["id"], True, "x=y", "NET30")
    assert report["modified"] == read["audit"]["modifiedDateTime"]
    (entry,) = Journal(program.places.journal).search()
    assert ([entry.id], entry.outcome, entry.key, entry.idempotency_key) == (
        report["journal"],
        Outcome.DONE,
        report["key"],
        request["idempotencyKey"],
    )


def test_a_change_sends_the_given_members_and_no_others(program: Program) -> None:
    key = vendor(program, "--set", "notes=first", "--set", "taxId=12-3").report["key"]
    before = record(program, key)
    done = program.on_company("records", "update", VENDOR, key, "--set", "notes=second", "--set", "taxId=", "--yes")
    assert done.status == Exit.COMPLETE, done.err
    assert [request["body"] for request in done.report["requests"]] == [{"notes": "second", "taxId": None}]
    assert done.report["changes"] == [
        {"member": "notes", "before": "first", "after": "second"},
        {"member": "taxId", "before": "12-3", "after": None},
    ]
    after = record(program, key)
    assert {name for name in after if after[name] != before[name]} <= {"notes", "taxId", "audit"}
    assert (after["notes"], after["taxId"]) == ("second", None)
    entry = Journal(program.places.journal).get(done.report["journal"][0])
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["notes"], entry.after["notes"]) == ("first", "second")


def test_a_body_from_standard_input(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = vendor(program).report["key"]
    (tmp_path / "stdin").write_text('{"term": {"id": "NET30"}}', encoding="utf-8")
    with (tmp_path / "stdin").open(encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        done = program.on_company("records", "update", VENDOR, key, "--body", "-", "--set", "name=Clifton Cable", "--yes")
    assert done.status == Exit.COMPLETE, done.err
    assert [change["member"] for change in done.report["changes"]] == ["term.id", "name"]
    read = record(program, key)
    assert (read["name"], read["term"]["id"]) == ("Clifton Cable", "NET30")


def test_nothing_is_sent_over_somebody_elses_change(program: Program, company: Company) -> None:
    made = vendor(program).report
    done = program.on_company(
        "records", "update", VENDOR, made["key"], "--set", "notes=mine", "--unchanged-since", "2001-01-01T00:00:00Z", "--yes"
    )
    assert (done.status, done.report["state"]) == (Exit.CONFLICT, "CONFLICT")
    assert done.error["modified"] == made["modified"]
    assert company.count(f"PATCH /objects/{VENDOR}/{made['key']}") == 0
    same = program.on_company(
        "records", "update", VENDOR, made["key"], "--set", "notes=mine", "--unchanged-since", made["modified"], "--yes"
    )
    assert same.status == Exit.COMPLETE


def test_a_dry_run_shows_the_exact_request_and_sends_nothing(program: Program, company: Company) -> None:
    write = ("records", "update", VENDOR, "1", "--set", "notes=paid late", "--idempotency-key", "my-key", "--dry-run")
    done = program.on_company(*write)
    assert (done.status, done.report["state"], done.report["outcome"]) == (Exit.COMPLETE, "DRY_RUN", "NOT_SENT")
    assert done.report["requests"] == [
        {
            "method": "PATCH",
            "path": "/objects/accounts-payable/vendor/1",
            "entity": None,
            "idempotencyKey": "my-key",
            "body": {"notes": "paid late"},
        }
    ]
    assert "PATCH /objects/accounts-payable/vendor/1" in done.err
    assert program.on_company("records", "delete", VENDOR, "1", "2", "--dry-run").report["state"] == "DRY_RUN"
    assert program("records", "create", VENDOR, "--set", "id=X", "--dry-run", "--connection", "Books").report["state"] == "DRY_RUN"
    assert [company.count(path) for path in WRITES] == [0, 0, 0]
    assert not program.places.journal.exists()


def test_a_secret_that_is_sent_is_not_shown(program: Program) -> None:
    done = program.on_company(
        "records", "create", VENDOR, "--set-json", 'nested={"password": "hush"}', "--set", "apiToken=hush-too", "--dry-run"
    )
    assert done.status == 0, done.err
    assert "hush" not in done.out + done.err
    assert [change["member"] for change in done.report["changes"]] == ["nested.password", "apiToken"]


def test_without_a_yes_nothing_is_sent_where_nobody_can_be_asked(program: Program, company: Company) -> None:
    done = program.on_company("records", "update", VENDOR, "1", "--set", "notes=x")
    assert (done.status, done.report["state"], done.report["outcome"]) == (Exit.NOT_ALLOWED, "NOT_ALLOWED", "NOT_SENT")
    assert "--yes" in done.error["todo"]
    assert "PATCH /objects/accounts-payable/vendor/1" in done.err
    assert done.report["requests"][0]["body"] == {"notes": "x"}
    assert company.count(WRITES[1]) == 0


def on_books(program: Program, *options: str) -> Done:
    return program("records", "create", VENDOR, "--set", f"id={new_id()}", "--set", "name=Wire", "--connection", "Books", *options)


@pytest.mark.parametrize(
    "options",
    [[], ["--yes"], ["--yes", "--company", "riverside"], ["--yes", "--allow-writes"], ["--yes", "--allow-writes", "--company", "other"]],
)
def test_production_takes_more_than_a_yes(program: Program, company: Company, options: list[str]) -> None:
    done = on_books(program, *options)
    assert (done.status, done.report["state"]) == (Exit.NOT_ALLOWED, "NOT_ALLOWED")
    assert "View only" in done.error["message"]
    assert "POST /objects/accounts-payable/vendor" in done.err
    assert company.count(WRITES[0]) == 0


def test_production_takes_the_companys_id_and_still_wants_a_yes(program: Program, company: Company) -> None:
    unconfirmed = on_books(program, "--allow-writes", "--company", "riverside")
    assert (unconfirmed.status, "--yes" in unconfirmed.err) == (Exit.NOT_ALLOWED, True)
    assert company.count(WRITES[0]) == 0
    done = on_books(program, "--allow-writes", "--company", "Riverside", "--yes")
    assert (done.status, done.report["state"], done.report["connection"]) == (Exit.COMPLETE, "DONE", "Books")
    deleted = program(
        *("records", "delete", VENDOR, done.report["key"], "--connection", "Books"), "--allow-writes", "--company", "riverside", "--yes"
    )
    assert deleted.status == Exit.COMPLETE


def test_each_deleted_record_has_its_own_outcome(program: Program) -> None:
    keys = [vendor(program).report["key"] for _ in range(2)]
    done = program.on_company("records", "delete", VENDOR, keys[0], "1", keys[1], "99999999", "--yes")
    report = done.report
    assert (done.status, report["state"]) == (Exit.REFUSED, "PARTLY_DONE")
    assert [(each["key"], each["outcome"]) for each in report["outcomes"]] == [
        (keys[0], "DONE"),
        ("1", "REFUSED"),
        (keys[1], "DONE"),
        ("99999999", "NOT_FOUND"),
    ]
    assert report["outcomes"][1]["error"]["supportId"]
    assert "is in use" in report["outcomes"][1]["error"]["details"][0]
    assert program.on_company("records", "get", VENDOR, *keys).report["missing"] == keys
    assert len(report["journal"]) == 3


def test_a_lost_answer_is_open_and_the_same_key_does_it_once(program: Program, company: Company) -> None:
    company.lets("objects/accounts-payable/vendor drop=0b times=1 method=POST")
    id_ = new_id()
    create = ("records", "create", VENDOR, "--set", f"id={id_}", "--set", "name=Wire", "--yes")
    lost = program.on_company(*create)
    assert (lost.status, lost.report["state"], lost.report["outcome"]) == (Exit.OPEN, "OPEN", "OPEN")
    key = lost.report["requests"][0]["idempotencyKey"]
    assert key in lost.error["todo"]
    assert Journal(program.places.journal).search()[0].outcome is Outcome.UNKNOWN
    again = program.on_company(*create, "--idempotency-key", key)
    assert (again.status, again.report["id"]) == (Exit.COMPLETE, id_)


def test_a_delete_whose_answer_is_lost_is_looked_after(program: Program, company: Company) -> None:
    key = vendor(program).report["key"]
    company.lets("objects/accounts-payable/vendor/* drop=0b times=1 method=DELETE")
    done = program.on_company("records", "delete", VENDOR, key, "--yes")
    assert (done.status, [each["outcome"] for each in done.report["outcomes"]]) == (Exit.COMPLETE, ["DONE"])


def test_a_refusal_names_the_members(program: Program) -> None:
    done = program.on_company("records", "create", VENDOR, "--set", "id=V-00001", "--set", "name=Twice", "--set", "nope=1", "--yes")
    assert (done.status, done.report["state"], done.report["outcome"]) == (Exit.REFUSED, "REFUSED", "REFUSED")
    assert any("nope" in detail for detail in done.error["details"])
    assert done.error["supportId"]
    assert done.error["supportId"] in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "nothing to send"),
        (["--set", "isOnHold=perhaps"], "isOnHold: perhaps is not true or false"),
        (["--set", "creditLimit=1,5"], "creditLimit: 1,5 is not"),
        (["--set-json", "term={"], "no JSON"),
        (["--body", "[]", "--set", "x"], "NAME=VALUE"),
    ],
)
def test_members_that_are_not_right(program: Program, company: Company, options: list[str], said: str) -> None:
    done = program.on_company("records", "update", VENDOR, "1", "--yes", *options)
    assert (done.status, said in done.err) == (Exit.USAGE, True), done.err
    assert company.count(WRITES[1]) == 0


def test_a_body_that_is_no_record(program: Program, tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    done = program.on_company("records", "create", VENDOR, "--yes", "--body", tmp_path / "list.json")
    assert (done.status, "one JSON object" in done.err) == (Exit.USAGE, True)
    gone = program.on_company("records", "create", VENDOR, "--yes", "--body", tmp_path / "gone.json")
    assert (gone.status, "gone.json" in gone.err) == (Exit.FILE_TROUBLE, True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal on Windows")
@pytest.mark.parametrize(("answer", "status"), [("yes", Exit.COMPLETE), ("no", Exit.NOT_ALLOWED), ("\x03", Exit.INTERRUPTED)])
def test_somebody_at_the_terminal_is_asked(program: Program, answer: str, status: Exit) -> None:
    import fcntl
    import pty
    import termios

    def on_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl+C there is a signal here

    ours, theirs = pty.openpty()
    command = ("records", "create", VENDOR, "--set", f"id={new_id()}", "--set", "name=Asked", "--connection", "Night run")
    process = program.begun(*command, stdin=theirs, stderr=theirs, preexec_fn=on_terminal)
    os.close(theirs)
    with process, os.fdopen(ours, "r+b", buffering=0) as terminal:
        shown = b""
        while b"[y/N]" not in shown:
            shown += terminal.read(1024)
        terminal.write(answer.encode() + (b"" if answer == "\x03" else b"\n"))
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
        assert process.wait(60) == status
    assert b"POST /objects/accounts-payable/vendor" in shown
    assert report["outcome"] == ("DONE" if status is Exit.COMPLETE else "NOT_SENT")


def sent_update(program: Program, company: Company, key: str) -> "subprocess.Popen[bytes]":
    """A process whose PATCH is on the wire."""
    process = program.begun("records", "update", VENDOR, key, "--set", "notes=late", "--yes", "--connection", "Night run")
    until = time.monotonic() + 60
    while not company.count(f"PATCH /objects/{VENDOR}/{key}"):
        assert time.monotonic() < until
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal ends a process at once")
def test_a_write_that_was_sent_is_waited_for(program: Program, company: Company) -> None:
    key = vendor(program).report["key"]
    company.lets("objects/accounts-payable/vendor/* latency=1500ms times=1 method=PATCH")
    with sent_update(program, company, key) as process:
        process.send_signal(signal.SIGTERM)
        done = ended(process)
    assert (done.status, done.report["state"], done.report["outcome"]) == (Exit.INTERRUPTED, "INTERRUPTED", "DONE"), done.err
    assert "under way" in done.err
    assert record(program, key)["notes"] == "late"
    assert Journal(program.places.journal).search()[0].outcome is Outcome.DONE


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal ends a process at once")
def test_a_second_signal_leaves_it_and_says_that_nobody_knows(program: Program, company: Company) -> None:
    key = vendor(program).report["key"]
    company.lets("objects/accounts-payable/vendor/* latency=60s method=PATCH")
    with sent_update(program, company, key) as process:
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert any(b"under way" in line for line in process.stderr)
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert (done.status, done.report["state"], done.report["outcome"]) == (Exit.OPEN, "OPEN", "OPEN"), done.err
    assert "never retrieved" not in done.err
    assert Journal(program.places.journal).search()[0].outcome is Outcome.UNKNOWN
