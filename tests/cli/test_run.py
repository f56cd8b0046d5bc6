"""``intacct-desktop run``: the file, the report, the exit status, whatever happens on the way."""

import asyncio
import csv
import hashlib
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import keyring
import openpyxl
import pytest

from intacct_desktop.api.query import Query
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.signing_in import SECRET
from intacct_desktop.connections.profile import ProfileStore
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.results.formats.file_format import FileFormat
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.workspace.history import History, Outcome
from intacct_desktop.workspace.parameters import Parameter
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import SavedQueries
from intacct_desktop.workspace.tally import Tally
from tests.cli.conftest import ROOT, Program, ended
from tests.connections.rings import Ring
from tests.practice import COMPANIES, Company, person_profile, practice_company

QUERY = "POST /services/core/query"
KEYS = [
    *("state", "rows", "total_before", "total_after", "file", "bytes", "sha256", "sums", "misfits", "shortened", "manifest"),
    *("seconds", "calls", "connection", "entity", "entities", "query", "object", "error"),
]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file in whatever format, as texts by column."""
    if path.suffix == ".xlsx":
        names, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(map(str, names), map(str, row), strict=True)) for row in rows]
    if path.suffix == ".json":
        return [{name: str(value) for name, value in row.items()} for row in json.loads(path.read_text(encoding="utf-8"))]
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_the_file_has_every_row_and_the_report_says_so(program: Program, bills: Path, out: Path, suffix: str) -> None:
    path = out / f"bills.{suffix}"
    done = program.on_company("run", bills, "--out", path)
    report = done.report
    assert (done.status, list(report)) == (Exit.COMPLETE, KEYS)
    rows = rows_of(path)
    assert (report["state"], report["error"]) == ("COMPLETE", None)
    assert 4000 < len(rows) == report["rows"] == report["total_before"] == report["total_after"]
    assert list(rows[0]) == ["key", "id", "vendor.name", "dueDate", "totalTxnAmount"]
    assert len({row["key"] for row in rows}) == len(rows)
    assert (report["file"], report["bytes"]) == (str(path), path.stat().st_size)
    assert report["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (report["connection"], report["entity"], report["query"]) == ("Night run", None, "bills")
    assert report["calls"] == 4  # the model, two pages, a count after them
    assert 0 < report["seconds"] < 60
    assert f"Loaded 4,000 of {len(rows):,} rows" in done.err
    assert "complete" in done.err


def test_a_run_is_in_the_history_and_its_calls_are_counted(program: Program, bills: Path, out: Path) -> None:
    program.on_company("run", bills, "--out", out / "bills.csv", "--quiet")
    done = program.on_company("run", bills, "--out", out / "nowhere" / "bills.csv")
    failed, run = History(program.places.history).search()
    assert (run.title, run.outcome, run.profile_id, run.rows) == ("bills", Outcome.DONE, "machine", run.total)
    assert failed.outcome is Outcome.FAILED
    assert Tally(program.places.calls).of("machine") == 4 + done.report["calls"]


def test_quiet_leaves_stderr_empty(program: Program, bills: Path, out: Path) -> None:
    assert program.on_company("run", bills, "--out", out / "bills.csv", "--quiet").err == ""


def test_what_is_streamed_is_the_file_and_the_summary_goes_to_stderr(program: Program, bills: Path) -> None:
    with program.begun("run", bills, "--connection", "Night run", "--format", "csv", "--out", "-") as process:
        content, err = process.communicate(timeout=60)
    report = json.loads(err.decode().splitlines()[-1])
    assert (process.returncode, report["state"], report["file"]) == (0, "COMPLETE", "-")
    assert (report["bytes"], report["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) == report["rows"] + 1


def test_who_reads_the_stream_may_go_away(program: Program, bills: Path) -> None:
    with program.begun("run", bills, "--connection", "Night run", "--format", "csv", "--out", "-") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode().splitlines()
        assert process.wait(60) == Exit.FILE_TROUBLE
    assert json.loads(said[-1])["state"] == "FILE_TROUBLE"
    assert not any("Traceback" in line or "Exception ignored" in line for line in said)


def test_a_query_of_the_library_by_name_with_its_values(program: Program, out: Path) -> None:
    query = Query.from_body(
        {
            "object": "accounts-payable/bill",
            "fields": ["key", "vendor.id", "totalTxnAmount", "state"],
            "filters": [{"$gte": {"totalTxnAmount": "{{least}}"}}, {"$in": {"vendor.id": "{{vendors}}"}}, {"$eq": {"state": "{{state}}"}}],
        }
    )
    shelf = SavedQueries(program.places.queries)
    shelf.save(SavedQuery("Large bills", query, parameters=(Parameter("state", optional=True),)), "Month end")
    given = ["--param", "least=100", "--param", "vendors=V-00001", "--param", "vendors=V-00002", "--out", out / "large.csv"]
    done = program.on_company("run", "month end/large bills", *given)
    assert (done.status, done.report["query"]) == (0, "Large bills"), done.err
    rows = rows_of(out / "large.csv")
    assert {row["vendor.id"] for row in rows} == {"V-00001", "V-00002"}
    assert all(Decimal(row["totalTxnAmount"]) >= 100 for row in rows)
    assert len({row["state"] for row in rows}) > 1
    narrower = program.on_company("run", "Large bills", *given[:-1], out / "draft.csv", "--param", "state=draft")
    assert narrower.report["rows"] < len(rows)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([], ["until is missing", "vendor is missing"]),
        (["until=2026-01-31", "vendor=V-00001", "nope=1"], ["nope: the query does not ask for it"]),
        (["until=soon", "vendor=V-00001"], ["until is not a date like 2026-11-20"]),
        (["until=2026-01-31", "until=2026-02-28", "vendor=V-00001"], ["until takes one value"]),
    ],
)
def test_values_that_are_not_right_are_named_before_anything_is_sent(
    program: Program, company: Company, body: Callable[..., Path], out: Path, given: list[str], named: list[str]
) -> None:
    saved = body(
        "due.iaq",
        format="intacct-desktop-query",
        version=1,
        name="Due",
        parameters=[{"name": "until", "kind": "date"}],
        query={
            "object": "accounts-payable/bill",
            "fields": ["id"],
            "filters": [{"$lte": {"dueDate": "{{until}}"}}, {"$eq": {"vendor.id": "{{vendor}}"}}],
        },
    )
    done = program.on_company("run", saved, "--out", out / "due.csv", *(part for value in given for part in ("--param", value)))
    assert (done.status, done.error["details"]) == (Exit.USAGE, named)
    assert "until, vendor" in done.err
    assert company.count("POST /oauth2/token") == 0


def test_what_a_value_has_to_be_is_asked_of_the_model_where_the_file_does_not_say(
    program: Program, body: Callable[..., Path], out: Path
) -> None:
    query = body(object="accounts-payable/bill", fields=["id"], filters=[{"$lte": {"dueDate": "{{until}}"}}])
    done = program.on_company("run", query, "--param", "until=soon", "--out", out / "due.csv")
    assert (done.status, done.error["details"]) == (Exit.USAGE, ["until is not a date like 2026-11-20"])


def test_all_entities_one_below_the_other(program: Program, body: Callable[..., Path], out: Path) -> None:
    query = body(object="accounts-payable/bill", fields=["key", "totalTxnAmount"], orderBy=[{"totalTxnAmount": "desc"}])
    done = program.on_company("run", query, "--all-entities", "--out", out / "all.csv")
    report, rows = done.report, rows_of(out / "all.csv")
    assert (done.status, report["state"], report["entities"]) == (0, "COMPLETE", ["100", "200", "300", "400"])
    assert list(rows[0]) == ["entity", "key", "totalTxnAmount"]
    assert list(dict.fromkeys(row["entity"] for row in rows)) == ["100", "200", "300", "400"]
    one = program.on_company("run", query, "--entity", "200", "--out", out / "one.csv")
    assert one.report["entity"] == "200"
    assert rows_of(out / "one.csv") == [
        {name: value for name, value in row.items() if name != "entity"} for row in rows if row["entity"] == "200"
    ]
    assert report["rows"] == len(rows) > one.report["rows"] > 0
    amounts = [Decimal(row["totalTxnAmount"]) for row in rows if row["entity"] == "200"]
    assert amounts == sorted(amounts, reverse=True)


def test_all_entities_of_groups_which_have_no_keys(program: Program, body: Callable[..., Path], out: Path) -> None:
    query = body(object="accounts-payable/bill", fields=["state", "count:key"], orderBy=[{"state": "asc"}])
    done = program.on_company("run", query, "--all-entities", "--out", out / "all.csv")
    rows = rows_of(out / "all.csv")
    assert (done.status, done.report["state"], done.report["rows"]) == (0, "COMPLETE", len(rows)), done.err
    assert list(rows[0]) == ["entity", "state", "count:key"]
    assert {row["entity"] for row in rows} == {"100", "200", "300", "400"}


@pytest.mark.parametrize("file_format", FileFormat)
def test_every_format_there_is_can_be_asked_for(program: Program, body: Callable[..., Path], out: Path, file_format: FileFormat) -> None:
    query = body(object="company-config/entity", fields=["id", "name"])
    path = out / f"entities{file_format.suffix}"
    done = program.on_company("run", query, "--format", file_format.value, "--out", path)
    assert (done.status, done.report["state"], done.report["rows"]) == (Exit.COMPLETE, "COMPLETE", 4), done.err
    assert done.report["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = done.report["manifest"]
    assert sorted(map(str, out.iterdir())) == sorted(found for found in (str(path), manifest) if found is not None)


def test_csv_as_a_reader_wants_it(program: Program, body: Callable[..., Path], out: Path) -> None:
    query = body(object="accounts-payable/bill", fields=["id", "totalTxnAmount"], filters=[{"$eq": {"key": "1"}}])
    done = program.on_company("run", query, "--preset", "system-load", "--out", out / "bill.csv")
    assert (done.status, done.report["rows"]) == (0, 1)
    assert (out / "bill.csv").read_bytes().startswith(b"id,")  # no byte order mark
    wrong = program.on_company("run", query, "--preset", "system-load", "--out", out / "bill.xlsx")
    assert (wrong.status, "--preset is for csv" in wrong.err) == (Exit.USAGE, True)


def test_a_company_that_changes_meanwhile(program: Program, company: Company, practice: SandboxServer, bills: Path, out: Path) -> None:
    company.lets("services/core/query 503=2s after=1")  # behind the first page
    with program.begun("run", bills, "--connection", "Night run", "--out", out / "bills.csv") as process:
        assert process.stderr is not None
        assert any(b"Loaded 4,000 of" in line for line in process.stderr)
        made = program.on_company("records", "create", "accounts-payable/bill", "--yes", "--body", bill_body(out.parent))
        assert made.status == 0, made.err
        company.forget()  # the next attempt goes through
        done = ended(process)
    assert (done.status, done.report["state"]) == (Exit.NOT_WHOLE, "CHANGED_WHILE_READING")
    assert done.report["total_after"] == done.report["total_before"] + 1
    assert (out / "bills.csv").exists()
    assert "CHANGED WHILE READING" in done.err


def bill_body(folder: Path) -> Path:
    path = folder / "bill.json"
    lines = [{"glAccount": {"id": "6000"}, "txnAmount": "12.50", "dimensions": {"location": {"id": "100"}}}]
    bill = {"billNumber": f"CLI-{time.monotonic_ns()}", "vendor": {"id": "V-00001"}, "createdDate": "2026-01-05", "dueDate": "2026-02-05"}
    bill |= {"currency": {"txnCurrency": "USD"}}
    path.write_text(json.dumps({**bill, "lines": lines}), encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal ends a process at once")
@pytest.mark.parametrize(("command", "number"), [("run", signal.SIGINT), ("run", signal.SIGTERM), ("export", signal.SIGINT)])
def test_a_signal_ends_it_at_once_and_leaves_nothing(
    program: Program, company: Company, bills: Path, out: Path, command: str, number: signal.Signals
) -> None:
    company.lets("services/core/query latency=60s after=1" if command == "run" else "services/core/export drip=60kb/s")
    (out / "bills.csv").write_text("as it was", encoding="utf-8")
    with program.begun(command, bills, "--connection", "Night run", "--out", out / "bills.csv") as process:
        assert process.stderr is not None
        assert any(b"Loaded 4,000 of" in line or b" bytes" in line for line in process.stderr)
        process.send_signal(number)
        signalled = time.monotonic()
        done = ended(process)
    assert time.monotonic() - signalled < 1.5  # half a second, and what a busy machine takes to end a process
    assert (done.status, done.report["state"]) == (Exit.INTERRUPTED, "INTERRUPTED")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in out.iterdir()] == [("bills.csv", "as it was")]
    assert "Traceback" not in done.err


def test_a_folder_that_is_not_there_is_found_out_before_the_rows_are_read(
    program: Program, company: Company, bills: Path, out: Path
) -> None:
    done = program.on_company("run", bills, "--out", out / "no" / "bills.csv")
    assert (done.status, done.report["state"]) == (Exit.FILE_TROUBLE, "FILE_TROUBLE")
    assert "does not exist" in done.err
    assert company.count(QUERY) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
def test_a_full_disk(program: Program, bills: Path, out: Path) -> None:
    import resource

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))

    command = ("export", bills, "--connection", "Night run", "--out", out / "bills.csv")
    with program.begun(*command, preexec_fn=small_disk) as process:
        done = ended(process)
    assert (done.status, done.report["state"]) == (Exit.FILE_TROUBLE, "FILE_TROUBLE"), done.err
    assert "no room left" in done.err
    assert list(out.iterdir()) == []


def test_what_intacct_refuses_has_its_ids(program: Program, body: Callable[..., Path], out: Path) -> None:
    query = body(object="accounts-payable/bill", fields=["id", "nope"])
    done = program.on_company("run", query, "--out", out / "bills.csv")
    assert (done.status, done.report["state"], done.error["status"]) == (Exit.REFUSED, "REFUSED", 400)
    assert done.error["errorId"]
    assert f"supportId: {done.error['supportId']}" in done.err
    assert list(out.iterdir()) == []
    unknown = program.on_company("run", body(object="accounts-payable/nope", fields=["id"]), "--out", out / "nope.csv")
    assert (unknown.status, unknown.error["message"]) == (Exit.REFUSED, "The company has no object accounts-payable/nope.")


def test_nobody_answers(program: Program, company: Company, bills: Path, out: Path) -> None:
    done = program("run", bills, "--connection", "nowhere", "--out", out / "bills.csv")
    assert (done.status, done.report["state"]) == (Exit.NO_ANSWER, "NO_ANSWER")
    assert "127.0.0.1:9" in done.err
    company.lets("services/core/query html=502")
    assert program.on_company("run", bills, "--out", out / "bills.csv").status == Exit.NO_ANSWER
    assert list(out.iterdir()) == []


def test_there_has_to_be_something_to_sign_in_with(
    program: Program, bills: Path, out: Path, practice: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ProfileStore(program.places.profiles).save([*ProfileStore(program.places.profiles).load(), person_profile(practice.ready)])
    person = program("run", bills, "--connection", "Riverside", "--out", out / "bills.csv")
    assert (person.status, person.report["state"]) == (Exit.NOT_SIGNED_IN, "NOT_SIGNED_IN")
    assert "no keyring" in person.error["message"]
    assert "in the window" in person.err
    monkeypatch.setenv(SECRET, "wrong-and-secret")
    wrong = program.on_company("run", bills, "--out", out / "bills.csv")
    assert (wrong.status, wrong.report["state"], wrong.error["status"] in (400, 401)) == (Exit.NOT_SIGNED_IN, "NOT_SIGNED_IN", True)
    assert "wrong-and-secret" not in wrong.out + wrong.err
    monkeypatch.delenv(SECRET)
    missing = program.on_company("run", bills, "--out", out / "bills.csv")
    assert (missing.status, SECRET in missing.err) == (Exit.NOT_SIGNED_IN, True)


def test_what_the_vault_keeps_is_enough_and_a_renewed_token_is_kept_there(program: Program, body: Callable[..., Path], out: Path) -> None:
    keyring.set_keyring(Ring())
    query = body(object="accounts-payable/vendor", fields=["id"])

    def kept(secrets: Secrets | None = None) -> Secrets | None:
        async def use() -> Secrets | None:
            vault = Vault(program.places.vault)
            if secrets is not None:
                await vault.write("person", secrets)
            return await vault.read("person")

        return asyncio.run(use())

    with practice_company() as server:
        ready = server.ready
        ProfileStore(program.places.profiles).save([replace(person_profile(ready), has_secret=True)])
        before = Secrets(ready.client_secret, ready.refresh_token, "an.old.one", datetime(2020, 1, 1, tzinfo=UTC))
        kept(before)
        done = program("run", query, "--connection", "riverside", "--out", out / "vendors.csv")
    assert (done.status, done.report["state"]) == (0, "COMPLETE"), done.err
    after = kept()
    assert after is not None
    assert after.refresh_token not in (None, before.refresh_token)
    for secret in (ready.client_secret, before.refresh_token, after.refresh_token, after.access_token):
        assert str(secret) not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "bills.csv"], "--connection"),
        (["--out", "bills.csv", "--connection", "Nope"], "Night run, Books, Nowhere"),
        (["--out", "bills.csv", "--connection", "Night run", "--demo"], "not allowed with"),
        (["--connection", "Night run"], "--out"),
        (["--out", "bills", "--connection", "Night run"], "--format takes csv"),
        (["--out", "bills", "--connection", "Night run", "--format", "docx"], "csv"),
        (["--out", "bills.csv", "--connection", "Night run", "--param", "until"], "NAME=VALUE"),
        (["--out", "bills.csv", "--connect", "Night run"], "--connect"),
        (["--out", "bills.csv", "--connection", "Night run", "--entity", "100", "--all-entities"], "not allowed with"),
    ],
)
def test_a_command_line_that_is_not_right(program: Program, bills: Path, arguments: list[str], said: str) -> None:
    done = program("run", bills, *arguments)
    assert (done.status, said in done.err) == (Exit.USAGE, True), done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON: line 1"),
        ('{"object": 3}', "neither"),
        ('{"object": "a/b", "filters": [{}]}', "/filters/0"),
        (None, "no saved query"),
    ],
)
def test_a_query_that_is_none(program: Program, tmp_path: Path, out: Path, text: str | None, said: str) -> None:
    path = tmp_path / "query.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = program.on_company("run", path, "--out", out / "x.csv")
    assert (done.status, said in done.error["message"]) == (Exit.USAGE, True), done.err


def test_the_practice_company_by_demo_with_the_query_from_stdin(program: Program, bills: Path, out: Path) -> None:
    program.home.mkdir(exist_ok=True)
    program.places.companies.symlink_to(COMPANIES)
    with program.begun("--demo", "run", "-", "--out", out / "bills.csv", stdin=subprocess.PIPE) as process:
        out_, err = process.communicate(bills.read_bytes(), timeout=60)
    report = json.loads(out_)
    assert (process.returncode, report["state"], report["connection"]) == (0, "COMPLETE", "Riverside Group"), err
    assert len(rows_of(out / "bills.csv")) == report["rows"]


def test_a_practice_company_that_does_not_start(program: Program, bills: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "nonsense")  # no other interpreter starts with it
    done = program("run", bills, "--demo", "--out", out / "bills.csv")
    assert (done.status, done.report["state"]) == (Exit.FAILED, "FAILED")
    assert "did not start" in done.err


def test_nothing_heavy_is_loaded_before_a_command_is_known() -> None:
    loaded = "import sys; from intacct_desktop.__main__ import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    heavy = {"PySide6", "duckdb", "httpx", "starlette", "xlsxwriter", "cryptography", "keyring"}
    for arguments, allowed in ((["--version"], set()), (["records", "get", "--help"], set()), (["run", "--help"], {"duckdb", "httpx"})):
        done = subprocess.run([sys.executable, "-c", loaded, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
        assert heavy & set(done.stdout.split()) <= allowed, arguments
