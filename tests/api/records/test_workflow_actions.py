"""Workflow actions: what each asks for, and what becomes of the record, over HTTP against the practice company."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model import ModelEntry, parse_service
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.draft_checks import DraftFault, check_draft
from intacct_desktop.api.records.form import EntryKind, Form
from intacct_desktop.api.records.workflow_actions import (
    WorkflowAction,
    action_write,
    actions_of,
    load_parameters,
    new_parameters,
    parameters_of,
)
from intacct_desktop.api.records.writes import draft_place, send
from intacct_desktop.resources import resource
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import practice_company

NAMES = sorted(msgspec.json.decode(resource("model", "facts.json").read_bytes())["workflows"])
ENTRIES = [ModelEntry(f"workflows/{name}", "workflow", frozenset({"POST"})) for name in NAMES]
BILL = "accounts-payable/bill"
TODAY = date.today()  # noqa: DTZ011 - the practice company's day is this computer's
DAY = TODAY.isoformat()
_PLAIN = {EntryKind.TEXT: "1", EntryKind.BOOLEAN: True, EntryKind.REFERENCE: {"key": "1"}, EntryKind.DATE: DAY}


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxServer]:
    """A company of this module's own: its records change."""
    with practice_company() as server:
        yield server


def action_of(name: str) -> WorkflowAction:
    return next(each for each in actions_of(ENTRIES, name.rpartition("/")[0]) if each.action == name.rpartition("/")[2])


def filled(form: Form) -> RecordDraft:
    """Every required parameter has a value of its kind."""
    draft = new_parameters(form, TODAY)
    for entry in form.entries.values():
        if entry.required:
            draft = draft.with_value(entry.place, _PLAIN[entry.kind])
    return draft


async def one_in(client: Client, object_name: str, **values: Any) -> str:
    """The key of the latest record with these values: the older ones are in closed periods."""
    filters = tuple(Filter(Operator.EQ, path, value) for path, value in values.items())
    latest = (Order("key", Direction.DESCENDING),)
    [row] = (await fetch_page(client, Query(object_name, ("key",), filters, order_by=latest, size=1))).rows
    return str(msgspec.json.decode(row)["key"])


def test_the_actions_of_an_object_are_those_that_the_company_lists_the_dangerous_ones_last() -> None:
    found = actions_of(ENTRIES, BILL)
    assert [action.action for action in found] == ["approve", "recall", "submit", "decline", "reverse"]
    assert [action.title for action in found] == ["Approve", "Recall", "Submit", "Decline", "Reverse"]
    assert [action.action for action in found if action.is_dangerous] == ["decline", "reverse"]
    assert actions_of(ENTRIES, "general-ledger/account") == ()
    [pdf] = actions_of(ENTRIES, "order-entry/document::Sales Invoice")
    assert (pdf.object, pdf.title) == ("order-entry/document", "Generate PDF"), "the action's address has no type"
    assert not actions_of([ModelEntry(f"objects/{BILL}/approve", "rootObject", frozenset())], BILL), "an object is no action"


async def test_the_list_of_the_company_has_the_actions_that_are_known(models: ModelService) -> None:
    listed = await models.entries()
    objects = {name.rpartition("/")[0] for name in NAMES}
    assert sorted(f"{found.object}/{found.action}" for name in objects for found in actions_of(listed, name)) == NAMES


async def test_every_action_has_a_form_and_asks_for_what_the_company_requires(client: Client, models: ModelService) -> None:
    """A request without one of the required parameters is refused there; with all of them, the unknown record is what is wrong."""
    for name in NAMES:
        action = action_of(name)
        form = await load_parameters(models, action)
        assert "key" not in form.entries
        required = [path for path, entry in form.entries.items() if entry.required]
        assert required == list(form.entries)[: len(required)], name
        assert set(required) == set(action.required), name
        assert not check_draft(filled(form), form), name
        write, places = action_write(action, ["999999999"], filled(form), form)
        with pytest.raises(IntacctError) as unknown:
            await send(client, write)
        assert unknown.value.status == 404, (name, unknown.value.details)
        for path in required:
            body = {member: value for member, value in write.body.items() if member != path}
            with pytest.raises(IntacctError) as missing:
                await client.request("POST", write.path, json=msgspec.json.encode(body))
            assert [draft_place(places, detail.target) for detail in missing.value.details] == [f"/{path}"], name


async def test_reversing_asks_for_a_day_and_says_when_there_is_none(models: ModelService) -> None:
    action = action_of(f"{BILL}/reverse")
    form = await load_parameters(models, action)
    draft = new_parameters(form, TODAY)
    assert draft.record == {"reverseDate": DAY}
    assert not check_draft(draft, form)
    for typed, fault in ((None, DraftFault.MISSING), ("tomorrow", DraftFault.NOT_A_DATE)):
        [problem] = check_draft(draft.with_value("/reverseDate", typed), form)
        assert (problem.place, problem.fault) == ("/reverseDate", fault)


async def test_lists_are_entered_as_the_json_that_they_are_sent_as(models: ModelService) -> None:
    form = await load_parameters(models, action_of("accounts-receivable/invoice/reclassify"))
    assert form.entries["lines"].kind is EntryKind.JSON
    assert form.entries["term"].kind is EntryKind.REFERENCE
    assert not form.lines
    draft = new_parameters(form, TODAY).with_value("/lines", [{"key": "5"}]).with_value("/term", {"key": "2", "id": "N30", "name": None})
    write, _ = action_write(action_of("accounts-receivable/invoice/reclassify"), ["7"], draft, form)
    assert write.body == {"key": "7", "lines": [{"key": "5"}], "term": {"id": "N30"}}


def test_what_the_company_does_not_describe_takes_notes_if_anything() -> None:
    action = action_of(f"{BILL}/approve")
    silent = parse_service({"apiObject": f"workflows/{BILL}/approve", "type": "workflow", "request": {}})
    for model in (None, silent):
        form = parameters_of(action, model)
        assert [(path, entry.kind, entry.required) for path, entry in form.entries.items()] == [("notes", EntryKind.TEXT, False)]
        assert action_write(action, ["7"], new_parameters(form, TODAY), form)[0].body == {"key": "7"}


def test_groups_with_nothing_to_enter_are_left_out_and_what_the_model_requires_is_required() -> None:
    fields = {"key": {"type": "string"}, "note": {"type": "string"}, "why": {"type": "string", "required": True}}
    groups = {"audit": {"fields": {"at": {"type": "string", "readOnly": True}}}, "tax": {"fields": {"rate": {"type": "string"}}}}
    request = {"fields": fields, "groups": groups}
    form = parameters_of(action_of(f"{BILL}/approve"), parse_service({"apiObject": "x", "type": "workflow", "request": request}))
    assert [(path, entry.required) for path, entry in form.entries.items()] == [("why", True), ("note", False), ("tax.rate", False)]
    assert [section.path for section in form.root.sections] == ["tax"]


async def test_several_records_are_one_request_and_each_has_its_result(client: Client, models: ModelService) -> None:
    action = action_of(f"{BILL}/recall")
    form = await load_parameters(models, action)
    key = await one_in(client, BILL, state="submitted")
    write, _ = action_write(action, [key, "999999999"], new_parameters(form, TODAY), form)
    assert (write.method, write.path, write.keys, write.records) == ("POST", f"/workflows/{BILL}/recall", (key, "999999999"), 2)
    assert write.body == [{"key": key}, {"key": "999999999"}]
    done, refused = await send(client, write)
    assert (done.status, done.error, done.answer["state"]) == (200, None, "draft")
    assert refused.status == 404
    assert refused.error is not None
    assert refused.reference.key == "999999999"


async def test_an_action_that_was_done_is_refused_the_second_time_where_it_starts_from_a_state(
    client: Client, models: ModelService
) -> None:
    """What its model says of idempotency is no (facts 7): after a lost answer, sending it again does not do it twice all the same."""
    action = action_of(f"{BILL}/submit")
    form = await load_parameters(models, action)
    key = await one_in(client, BILL, state="draft")
    write, _ = action_write(action, [key], new_parameters(form, TODAY), form)
    assert write.idempotency_key
    await send(client, write)
    with pytest.raises(IntacctError) as refused:
        await send(client, write)
    assert [detail.target for detail in refused.value.details] == ["/key"]


@pytest.mark.parametrize(
    ("name", "found", "state"),
    [
        (f"{BILL}/approve", {"state": "submitted"}, "posted"),
        (f"{BILL}/decline", {"state": "submitted"}, "declined"),
        (f"{BILL}/reverse", {"state": "posted"}, "reversed"),
        ("accounts-payable/payment/decline", {"state": "partiallyApproved"}, "declined"),
        ("accounts-payable/payment/reverse", {"state": "confirmed"}, "voided"),
        ("accounts-payable/advance/reverse", {"state": "advancePaid"}, "voided"),
        ("accounts-receivable/invoice/submit", {"state": "draft"}, "posted"),
        ("accounts-receivable/invoice/reverse", {"state": "posted"}, "reversed"),
        ("accounts-receivable/payment/reverse", {"state": "complete"}, "reversed"),
        ("cash-management/deposit/reverse", {"state": "approve"}, "void"),
        ("expenses/employee-expense/reverse", {"state": "approved"}, "reversed"),
        ("purchasing/document/submit", {"state": "pending"}, "submitted"),
    ],
)
async def test_an_action_leads_to_its_state(client: Client, models: ModelService, name: str, found: dict[str, str], state: str) -> None:
    action = action_of(name)
    form = await load_parameters(models, action)
    key = await one_in(client, action.object, **found)
    [done] = await send(client, action_write(action, [key], filled(form), form)[0])
    assert done.answer["state"] == state
    [row] = (await fetch_page(client, Query(action.object, ("state",), (Filter(Operator.EQ, "key", key),)))).rows
    assert msgspec.json.decode(row)["state"] == state
