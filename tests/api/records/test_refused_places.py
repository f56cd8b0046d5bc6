"""Refusals of the practice company, brought back from the body that was sent to the draft that it was made of."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.api.records.draft import RecordDraft, draft_of, new_draft
from intacct_desktop.api.records.form import Form, Purpose
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.refused_places import refused_places
from intacct_desktop.api.records.values import Place, Record
from intacct_desktop.api.records.writes import send, write_of
from tests.forms import form_for
from tests.practice import Company

BILL, LINE, DEPARTMENT, ENTRY = (
    "accounts-payable/bill",
    "accounts-payable/bill-line",
    "company-config/department",
    "general-ledger/journal-entry",
)
PAPER = {"txnAmount": "10.00", "glAccount": {"id": "4000"}, "dimensions": {"location": {"id": "100"}}}


async def refused(client: Client, draft: RecordDraft, form: Form) -> tuple[IntacctError, Mapping[Place, list[str]]]:
    write, places = write_of(draft, form)
    with pytest.raises(IntacctError) as caught:
        await send(client, write)
    found = refused_places(caught.value, form, places)
    return caught.value, {place: [detail.message for detail in details] for place, details in found.items()}


async def long_bill(client: Client) -> Record:
    """A draft of a bill with four lines at least."""
    asked = Query(LINE, ("bill.key",), (Filter(Operator.EQ, "bill.state", "draft"), Filter(Operator.EQ, "lineNumber", "4")), size=1)
    page = await anext(query_pages(client, asked))
    return await read_record(client, BILL, msgspec.json.decode(page.rows[0])["bill.key"])


async def test_lines_of_a_patch_stand_elsewhere_in_the_draft(client: Client) -> None:
    form = form_for(BILL, Purpose.CHANGE)
    draft = draft_of(form, await long_bill(client))
    first, second, third, fourth, *_ = draft.record["lines"]
    lines = [
        second,
        {**third, "glAccount": {"id": "none"}},
        {**fourth, "txnAmount": "1.234567", "dimensions": {**fourth["dimensions"], "location": {"id": "gone"}}},
        {**PAPER, "glAccount": {"id": "nothing"}},
    ]
    draft = draft.with_value("/lines", lines).with_value("/vendor", {"id": "V-NONE"})
    error, found = await refused(client, draft, form)
    assert first["key"] in str(write_of(draft, form)[0].body), "the first is told to go"
    assert (error.status, len(error.details)) == (400, 5)
    assert list(found) == ["/vendor", "/lines/1/glAccount", "/lines/2/txnAmount", "/lines/2/dimensions/location", "/lines/3/glAccount"]
    assert found["/lines/2/txnAmount"] == ["lines[3].txnAmount has at most 2 decimal digits"], "as the form counts them, not the body"
    assert error.details[2].message.startswith("/lines/1/txnAmount"), "what Intacct said stays to be copied"


async def test_what_is_missing_in_a_new_record(client: Client) -> None:
    form = form_for(BILL, Purpose.CREATE)
    draft = new_draft(form, {"/billNumber": "RP-1", "/createdDate": "2026-01-05", "/lines": [{"memo": "x"}, {"txnAmount": "abc"}]})
    error, found = await refused(client, draft, form)
    assert error.error_id == "REST-1064"
    assert found == {
        "/lines/0/dimensions/location": ["lines[1].dimensions.location is required"],
        "/lines/1/txnAmount": ["lines[2].txnAmount is a decimal number as text"],
        "/lines/1/dimensions/location": ["lines[2].dimensions.location is required"],
        "/currency/txnCurrency": ["currency.txnCurrency is required"],
        "/dueDate": ["dueDate is required"],
        "/vendor": ["vendor.id is required"],
    }


async def test_a_rule_about_all_lines_stands_at_the_list(client: Client) -> None:
    form = form_for(ENTRY, Purpose.CREATE)
    lines = [PAPER | {"txnType": "debit"}, PAPER | {"txnType": "credit", "txnAmount": "9.00"}]
    draft = new_draft(form, {"/glJournal": {"id": "GJ"}, "/postingDate": "2026-11-01", "/description": "Uneven", "/lines": lines})
    error, found = await refused(client, draft, form)
    assert (error.status, found) == (422, {"/lines": ["The debits are 1.00 more than the credits"]})


async def test_an_id_that_is_taken(client: Client) -> None:
    form = form_for(DEPARTMENT, Purpose.CREATE)
    error, found = await refused(client, new_draft(form, {"/id": "0100", "/name": "Again"}), form)
    assert (error.status, list(found)) == (409, ["/id"])


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/lines/2", "/lines"),  # the line that goes is in the draft no more
        ("/lines/2/key", "/lines"),
        ("/lines/0/memo", "/lines/1/memo"),
        ("/lines/0/dimensions/planet/id", "/lines/1"),
        ("/lines/9/memo", "/lines/9/memo"),
        ("/lines", "/lines"),
        ("/vendor/id", "/vendor"),
        ("/novel/thing", ""),
        ("dueDate", ""),
        ("", ""),
    ],
)
async def test_what_intacct_points_at(client: Client, company: Company, target: str, place: Place) -> None:
    form = form_for(BILL, Purpose.CHANGE)
    lines: list[dict[str, Any]] = [{"key": key, "memo": "Paper"} for key in "123"]
    draft = draft_of(form, {"key": "7", "lines": lines})
    draft = draft.with_value("/lines", [lines[1], lines[2] | {"memo": "Ink"}, PAPER])
    detail = {"code": "operationFailed", "message": f"{target} is odd, accounts-payable{target} is not", "target": target}
    answer = {"ia::result": {"ia::error": {"code": "operationFailed", "message": "No", "details": [detail]}}}
    company.fails(f"/objects/{BILL}/7", status=422, body=answer)
    _, found = await refused(client, draft, form)
    assert list(found) == [place]
    if place == "/lines/1/memo":
        assert found[place] == ["lines[2].memo is odd, accounts-payable/lines/0/memo is not"]
