"""Writing as the program does it: permitted, kept before it is sent, kept with its outcome, and never done twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer, NotSignedIn
from intacct_desktop.api.records.draft import RecordDraft, draft_of, new_draft
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.writes import Write, delete_of, write_of
from intacct_desktop.connections.safety import Confirmation, Refusal, Safety, SafetyLevel, WriteRefused
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.workspace.journal import Action, Journal, JournalError, Outcome
from intacct_desktop.workspace.writer import Intent, Writer
from tests.forms import form_for
from tests.practice import Company, governed, machine_profile, practice_company, signed_in_client

DEPARTMENT = "company-config/department"
NEW, CHANGE = form_for(DEPARTMENT, Purpose.CREATE), form_for(DEPARTMENT, Purpose.CHANGE)
CREATE = Intent(action=Action.CREATE)


@pytest.fixture(scope="module")
def ready() -> Iterator[Ready]:
    with practice_company() as server:
        yield server.ready


@pytest.fixture
def controls(ready: Ready) -> Iterator[Company]:
    company = Company(ready)
    company.forget()
    yield company
    company.close()


@pytest.fixture
async def client(ready: Ready) -> AsyncIterator[Client]:
    async with signed_in_client(ready) as client:
        yield client


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


@pytest.fixture
async def writer(client: Client, journal: Journal, ready: Ready) -> AsyncIterator[Writer]:
    safety = Safety(SafetyLevel.ASK, lambda: "riverside")
    client.guard = safety
    writer = Writer(client, safety, journal, machine_profile(ready), lambda: "api.user")
    yield writer
    await writer.aclose()


def department(id_: str, name: str = "Trial") -> RecordDraft:
    return new_draft(NEW, {"/id": id_, "/name": name})


async def create(writer: Writer, id_: str) -> tuple[Write, str]:
    write, _ = write_of(department(id_), NEW)
    sent = await writer.send(write, CREATE, Confirmation.of([write]))
    return write, sent.written[0].reference.key


async def test_a_change_is_kept_with_the_record_before_and_after(writer: Writer, client: Client, journal: Journal) -> None:
    _, key = await create(writer, "W-1")
    before = await read_record(client, DEPARTMENT, key)
    write, _ = write_of(draft_of(CHANGE, before).with_value("/name", "Renamed"), CHANGE)
    intent = Intent(action=Action.CHANGE, titles={key: "Department W-1"}, before={key: before})
    sent = await writer.send(write, intent, Confirmation.of([write]))
    assert sent.after is not None
    assert sent.after["name"] == "Renamed"
    change, made = [journal.get(line.id) for line in journal.search()]
    assert (made.action, made.key, made.title, made.outcome) == (Action.CREATE, key, "Department W-1", Outcome.DONE)
    assert (change.id, change.before, change.after) == (sent.entries[0], before, sent.after)
    assert (change.outcome, change.status, change.changed, change.user) == (Outcome.DONE, 200, "name", "api.user")
    assert change.idempotency_key == write.idempotency_key


async def test_what_is_not_confirmed_is_neither_sent_nor_kept(writer: Writer, journal: Journal, controls: Company) -> None:
    write, _ = write_of(department("W-2"), NEW)
    other, _ = write_of(department("W-2", "Another"), NEW)
    for confirmation, reason in ((None, Refusal.NOT_CONFIRMED), (Confirmation.of([other]), Refusal.OTHER_THAN_CONFIRMED)):
        with pytest.raises(WriteRefused) as refused:
            await writer.send(write, CREATE, confirmation)
        assert refused.value.reason is reason
    assert journal.count() == 0
    assert controls.count(f"POST /objects/{DEPARTMENT}") == 0


async def test_what_cannot_be_kept_is_not_sent(writer: Writer, journal: Journal, controls: Company) -> None:
    journal.path.parent.chmod(0o700)
    journal.path.mkdir()  # no file can be made there
    write, _ = write_of(department("W-3"), NEW)
    with pytest.raises((JournalError, OSError)):
        await writer.send(write, CREATE, Confirmation.of([write]))
    assert controls.count(f"POST /objects/{DEPARTMENT}") == 0


async def test_a_refusal_is_kept_with_its_ids(writer: Writer, journal: Journal) -> None:
    write, _ = write_of(new_draft(NEW, {"/name": "No id"}), NEW)
    with pytest.raises(IntacctError) as refused:
        await writer.send(write, CREATE, Confirmation.of([write]))
    (line,) = journal.search()
    assert (line.outcome, line.status, line.support_id) == (Outcome.REFUSED, refused.value.status, refused.value.support_id)
    assert "/id" in line.detail


async def test_a_lost_answer_is_sent_again_and_done_once(writer: Writer, journal: Journal, controls: Company, client: Client) -> None:
    controls.lets(f"objects/{DEPARTMENT} drop=0b times=1 method=POST")
    write, _ = write_of(department("W-4"), NEW)
    confirmation = Confirmation.of([write])
    with pytest.raises(NoAnswer):
        await writer.send(write, CREATE, confirmation)
    (line,) = journal.search()
    assert line.outcome is Outcome.UNKNOWN
    sent = await writer.send(write, CREATE, confirmation)
    (line,) = journal.search()
    assert (line.id, line.outcome) == (sent.entries[0], Outcome.DONE)
    assert (await read_record(client, DEPARTMENT, sent.written[0].reference.key))["id"] == "W-4"
    assert controls.count(f"POST /objects/{DEPARTMENT}") == 2


async def test_a_server_that_fails_leaves_it_open_and_an_overloaded_one_does_not(
    writer: Writer, journal: Journal, controls: Company
) -> None:
    outcomes = []
    for at, status in enumerate((502, 503)):
        controls.lets(f"objects/{DEPARTMENT} {status} times=1 method=POST")
        write, _ = write_of(department(f"W-7{at}"), NEW)
        with pytest.raises(IntacctError):
            await writer.send(write, CREATE, Confirmation.of([write]))
        outcomes.append((journal.search()[0].outcome, writer.is_unanswered(write)))
    assert outcomes == [(Outcome.UNKNOWN, True), (Outcome.REFUSED, False)]


@pytest.mark.parametrize(
    "answer", [{"status": 302, "body": ""}, {"status": 200, "body": "<html>Sign in</html>"}, {"status": 201, "body": ""}]
)
async def test_a_success_that_does_not_name_the_record_leaves_it_open(
    writer: Writer, journal: Journal, controls: Company, answer: dict[str, Any]
) -> None:
    controls.fails(f"objects/{DEPARTMENT}", **answer)
    write, _ = write_of(department(f"W-8{answer['status']}"), NEW)
    with pytest.raises(IntacctError) as odd:
        await writer.send(write, CREATE, Confirmation.of([write]))
    assert odd.value.leaves_open
    assert (journal.search()[0].outcome, writer.is_unanswered(write)) == (Outcome.UNKNOWN, True)
    await writer.send(write, CREATE, Confirmation.of([write]))
    (line,) = journal.search()
    assert line.outcome is Outcome.DONE


async def test_a_single_refusal_in_a_list_is_one(writer: Writer, journal: Journal, controls: Company) -> None:
    error = {"code": "invalidRequest", "message": "No", "errorId": "X-1"}
    controls.fails(f"objects/{DEPARTMENT}", status=207, body={"ia::result": [{"ia::status": 422, "ia::error": error}]})
    write, _ = write_of(department("W-11"), NEW)
    with pytest.raises(IntacctError) as refused:
        await writer.send(write, CREATE, Confirmation.of([write]))
    assert (refused.value.status, refused.value.leaves_open, journal.search()[0].outcome) == (422, False, Outcome.REFUSED)


async def test_what_is_sent_again_and_stopped_on_the_way_stays_open(
    writer: Writer, journal: Journal, controls: Company, client: Client
) -> None:
    controls.lets(f"objects/{DEPARTMENT} drop=0b times=1 method=POST")
    write, _ = write_of(department("W-9"), NEW)
    with pytest.raises(NoAnswer):
        await writer.send(write, CREATE, Confirmation.of([write]))
    tokens, client.tokens = client.tokens, None
    with pytest.raises(NotSignedIn):
        await writer.send(write, CREATE, Confirmation.of([write]))
    assert (journal.search()[0].outcome, writer.is_unanswered(write)) == (Outcome.UNKNOWN, True)
    client.tokens = tokens
    await writer.send(write, CREATE, Confirmation.of([write]))
    (line,) = journal.search()
    assert line.outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("result", "outcomes"),
    [
        ([{"key": "1", "ia::status": 200}], [Outcome.DONE, Outcome.UNKNOWN]),
        ([{"ia::status": 404}, {"ia::status": 200, "ia::error": 7}], [Outcome.REFUSED, Outcome.UNKNOWN]),
        ([None, {}, {}], [Outcome.UNKNOWN, Outcome.DONE]),
    ],
)
async def test_an_answer_that_says_less_than_was_asked(
    writer: Writer, journal: Journal, controls: Company, result: list[Any], outcomes: list[Outcome]
) -> None:
    controls.fails(f"objects/{DEPARTMENT}", status=207, body={"ia::result": result})
    write = delete_of(DEPARTMENT, "999997", "999998")
    sent = await writer.send(write, Intent(action=Action.DELETE), Confirmation.of([write]))
    assert [journal.get(entry).outcome for entry in sent.entries] == outcomes
    assert [each.error is None for each in sent.written] == [outcome is Outcome.DONE for outcome in outcomes]


async def test_a_journal_that_is_damaged_meanwhile_does_not_make_the_write_fail(
    writer: Writer, journal: Journal, controls: Company, client: Client
) -> None:
    controls.lets(f"objects/{DEPARTMENT} latency=300ms times=1 method=POST")
    write, _ = write_of(department("W-10"), NEW)
    task = asyncio.create_task(writer.send(write, CREATE, Confirmation.of([write])))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    journal.path.write_bytes(b"not a database at all" * 100)
    sent = await task
    assert sent.after is not None
    assert sent.unkept is not None


async def test_several_are_deleted_at_once_with_an_outcome_for_each(writer: Writer, journal: Journal, client: Client) -> None:
    keys = [(await create(writer, f"W-5{at}"))[1] for at in range(2)]
    write = delete_of(DEPARTMENT, keys[0], "999999", keys[1])
    before = {key: await read_record(client, DEPARTMENT, key) for key in keys}
    sent = await writer.send(write, Intent(action=Action.DELETE, before=before), Confirmation.of([write]))
    assert [each.error is None for each in sent.written] == [True, False, True]
    entries = [journal.get(entry) for entry in sent.entries]
    assert [entry.outcome for entry in entries] == [Outcome.DONE, Outcome.REFUSED, Outcome.DONE]
    assert [entry.before for entry in entries] == [before[keys[0]], None, before[keys[1]]]
    assert len({entry.batch for entry in entries}) == 1
    none = delete_of(DEPARTMENT, "999997", "999998")
    sent = await writer.send(none, Intent(action=Action.DELETE), Confirmation.of([none]))
    assert [each.error is not None and each.error.status for each in sent.written] == [404, 404]


async def test_who_stops_waiting_leaves_the_write_and_its_entry_whole(
    writer: Writer, journal: Journal, controls: Company, client: Client
) -> None:
    controls.lets(f"objects/{DEPARTMENT} latency=300ms times=1 method=POST")
    write, _ = write_of(department("W-6"), NEW)
    task = asyncio.create_task(writer.send(write, CREATE, Confirmation.of([write])))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await writer.aclose()
    (line,) = journal.search()
    assert (line.outcome, line.title) == (Outcome.DONE, "Department W-6")
