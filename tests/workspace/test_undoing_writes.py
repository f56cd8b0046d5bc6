"""Writes to the practice company, taken back by what the journal kept of them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.draft import RecordDraft, draft_of, new_draft
from intacct_desktop.api.records.form import Form, Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Record, value_at
from intacct_desktop.api.records.workflow_actions import WorkflowAction, action_write, actions_of, load_parameters
from intacct_desktop.api.records.writes import Write, delete_of, write_of
from intacct_desktop.connections.safety import Confirmation, Safety, SafetyLevel
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.workspace.inverse import Inverse, inverse, purpose_for
from intacct_desktop.workspace.journal import Action, Journal, JournalEntry, Outcome
from intacct_desktop.workspace.writer import Intent, Writer
from tests.practice import machine_profile, practice_company, signed_in_client

BILL = "accounts-payable/bill"
LINE = {"glAccount": {"id": "6400"}, "txnAmount": "100.00", "memo": "First", "dimensions": {"location": {"id": "100"}}}


@pytest.fixture(scope="module")
def ready() -> Iterator[Ready]:
    with practice_company() as server:
        yield server.ready


class Books:
    """The practice company as somebody writes in it and takes it back."""

    def __init__(self, client: Client, writer: Writer, journal: Journal) -> None:
        self.client = client
        self.models = ModelService(client)
        self.writer = writer
        self.journal = journal
        self.object = BILL

    async def form(self, purpose: Purpose) -> Form:
        return await load_form(self.models, self.object, purpose)

    async def read(self, key: str) -> Record | None:
        with suppress(IntacctError):
            return await read_record(self.client, self.object, key)
        return None

    async def send(self, write: Write, action: Action, undoes: int | None = None) -> JournalEntry:
        before = {key: found for key in write.keys if (found := await self.read(key)) is not None}
        intent = Intent(action=action, before=before, undoes=undoes)
        sent = await self.writer.send(write, intent, Confirmation.of([write]))
        return self.journal.get(sent.entries[0])

    async def create(self) -> str:
        form = await self.form(Purpose.CREATE)
        values: Mapping[str, Any] = {
            "/vendor": {"id": "V-00001"},
            "/createdDate": "2026-11-20",
            "/dueDate": "2026-12-20",
            "/currency/txnCurrency": "USD",
            "/description": "Annual",
            "/state": "draft",
            "/lines": [LINE, {**LINE, "memo": "Second", "txnAmount": "20.00"}],
        }
        entry = await self.send(write_of(new_draft(form, values), form)[0], Action.CREATE)
        assert entry.key is not None
        return entry.key

    async def undo(self, entry: JournalEntry) -> JournalEntry:
        assert entry.key is not None
        form = await self.form(purpose_for(entry))
        offered = actions_of(await self.models.entries(), self.object)
        found = inverse(entry, await self.read(entry.key), form, offered)
        assert isinstance(found, Inverse), found
        assert found.conflicts == ()
        return await self.send(await self.write(found, form), found.action, undoes=entry.id)

    async def write(self, found: Inverse, form: Form) -> Write:
        if found.draft is not None:
            return write_of(found.draft, form)[0]
        assert found.key is not None
        if found.workflow is None:
            return delete_of(self.object, found.key)
        return action_write(found.workflow, [found.key], *await self.parameters(found.workflow))[0]

    async def parameters(self, action: WorkflowAction) -> tuple[RecordDraft, Form]:
        form = await load_parameters(self.models, action)
        return new_draft(form), form

    async def bank_status(self, key: str) -> object:
        return value_at(await self.read(key), "/reconciliationInformation/status")


@pytest.fixture
async def books(ready: Ready, tmp_path: Path) -> AsyncIterator[Books]:
    async with signed_in_client(ready) as client:
        safety = Safety(SafetyLevel.ASK, lambda: "riverside")
        client.guard = safety
        journal = Journal(tmp_path / "journal.db")
        writer = Writer(client, safety, journal, machine_profile(ready), lambda: "api.user")
        yield Books(client, writer, journal)
        await writer.aclose()


def said(record: Record | None) -> object:
    """What a person entered."""
    assert record is not None
    lines = sorted((line["memo"], line["txnAmount"], line["glAccount"]["id"]) for line in record["lines"])
    return record["description"], record["dueDate"], record["vendor"]["id"], lines


async def test_a_change_of_members_and_lines_goes_back_and_forth(books: Books) -> None:
    key = await books.create()
    before = await books.read(key)
    assert before is not None
    form = await books.form(Purpose.CHANGE)
    first, _ = before["lines"]
    draft = draft_of(form, before).with_value("/description", "Other").with_value("/dueDate", "2026-12-31")
    draft = draft.with_value("/lines", [{**first, "txnAmount": "75.00"}, {**LINE, "memo": "Third"}])
    changed = await books.send(write_of(draft, form)[0], Action.CHANGE)
    after = await books.read(key)
    assert said(after) != said(before)
    undone = await books.undo(changed)
    assert said(await books.read(key)) == said(before)
    assert books.journal.get(changed.id).undone_by == undone.id
    await books.undo(undone)
    assert said(await books.read(key)) == said(after)
    assert books.journal.get(changed.id).undone_by is None


async def test_what_was_created_goes_and_what_was_deleted_comes_again(books: Books) -> None:
    key = await books.create()
    made = await books.read(key)
    (created,) = [books.journal.get(line.id) for line in books.journal.search()]
    deleted = await books.undo(created)
    assert await books.read(key) is None
    again = await books.undo(deleted)
    assert again.key not in (None, key)
    assert again.key is not None
    assert said(await books.read(again.key)) == said(made)


async def test_an_action_is_taken_back_by_its_opposite(books: Books) -> None:
    books.object = "cash-management/bank-transaction"
    unmatched = Query(books.object, ("key",), (Filter(Operator.EQ, "reconciliationInformation.status", "unmatched"),), size=1)
    page = await fetch_page(books.client, unmatched)
    key = msgspec.json.decode(page.rows[0])["key"]
    ignore = next(action for action in actions_of(await books.models.entries(), books.object) if action.action == "ignore")
    entry = await books.send(action_write(ignore, [key], *await books.parameters(ignore))[0], Action.WORKFLOW)
    assert await books.bank_status(key) == "ignored"
    await books.undo(entry)
    assert await books.bank_status(key) == "unmatched"


async def test_an_opposite_that_the_company_refuses_undoes_nothing(books: Books) -> None:
    key = await books.create()
    submit = next(action for action in actions_of(await books.models.entries(), BILL) if action.action == "submit")
    entry = await books.send(action_write(submit, [key], *await books.parameters(submit))[0], Action.WORKFLOW)
    with pytest.raises(IntacctError):  # nobody approves bills there, so that it is posted and can no longer be recalled
        await books.undo(entry)
    refused = books.journal.get(entry.id + 1)
    assert (refused.undoes, refused.outcome) == (entry.id, Outcome.REFUSED)
    assert books.journal.get(entry.id).undone_by is None
