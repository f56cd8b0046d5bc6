"""Two clients that know nothing of each other, one company: they read the same, and a stranger's client works unchanged."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from intacct_desktop.api import query_service
from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.api.records import reading as records
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from tests.naive_client import Answer, NaiveClient
from tests.practice import signed_in_client

BILL, BILL_LINE = "accounts-payable/bill", "accounts-payable/bill-line"
CUSTOMER, INVOICE = "accounts-receivable/customer", "accounts-receivable/invoice"
ENTRY, ENTRY_LINE = "general-ledger/journal-entry", "general-ledger/journal-entry-line"
VENDOR = "accounts-payable/vendor"

# Bodies as one writes them by hand.
QUERIES: dict[str, dict[str, Any]] = {
    "all, by the default page": {"object": "company-config/department", "fields": ["key", "id", "name", "parent.id", "href"]},
    "many pages": {
        "object": CUSTOMER,
        "fields": ["id", "name", "totalDue", "creditLimit", "discountPercent", "nsp::region", "contacts.default.mailingAddress.city"],
        "orderBy": [{"name": "desc"}],
        "size": 37,
    },
    "filters and an expression": {
        "object": BILL,
        "fields": ["key", "vendor.name", "totalTxnAmount", "dueDate", "state", "isOnHold", "currency.exchangeRate.rate"],
        "filters": [{"$eq": {"state": "paid"}}, {"$gt": {"totalTxnAmount": 25000}}, {"$contains": {"vendor.name": "é"}}],
        "filterExpression": "(1 and 2) or 3",
        "orderBy": [{"dueDate": "desc"}, {"vendor.name": "asc"}],
        "size": 150,
    },
    "letters of any case": {
        "object": CUSTOMER,
        "fields": ["id", "name"],
        "filters": [{"$startsWith": {"name": "S"}}],
        "filterParameters": {"caseSensitiveComparison": False},
    },
    "relative dates": {
        "object": INVOICE,
        "fields": ["key", "invoiceDate", "customer.id"],
        "filters": [{"$in": {"invoiceDate": ["priorMonth", "currentMonth"]}}],
        "size": 4000,
    },
    "aggregates by group": {
        "object": ENTRY_LINE,
        "fields": ["txnType", "dimensions.department.id", "count:key", "sum:txnAmount", "avg:baseAmount", "min:entryDate", "max:entryDate"],
        "orderBy": [{"sum:txnAmount": "desc"}],
        "size": 10,
    },
    "one aggregate": {"object": BILL_LINE, "fields": ["sum:baseAmount"], "filters": [{"$ne": {"dimensions.department.id": None}}]},
    "from the middle on": {"object": BILL, "fields": ["key", "audit.modifiedDateTime"], "start": 4001, "size": 300},
    "nothing": {"object": BILL, "fields": ["key"], "filters": [{"$eq": {"billNumber": "nobody's"}}]},
}


@contextmanager
def signed_in(ready: Ready) -> Iterator[NaiveClient]:
    naive = NaiveClient(ready.base_url)
    naive.sign_in(ready.client_id, ready.client_secret, ready.username)
    yield naive
    naive.close()


@pytest.fixture
def stranger(practice: SandboxServer) -> Iterator[NaiveClient]:
    with signed_in(practice.ready) as naive:
        yield naive


@pytest.fixture
def writer(ready: Ready) -> Iterator[NaiveClient]:
    """A stranger in a company of its own, which it may change."""
    with signed_in(ready) as naive:
        yield naive


async def rows_of(client: Client, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
    return [decoder.decode(row) async for page in query_service.query_pages(client, Query.from_body(body)) for row in page.rows]


@pytest.mark.parametrize("name", QUERIES)
async def test_the_same_rows(client: Client, stranger: NaiveClient, name: str) -> None:
    rows = stranger.rows(QUERIES[name])
    assert rows == await rows_of(client, QUERIES[name])
    assert bool(rows) == (name != "nothing")
    assert await query_service.count(client, Query.from_body(QUERIES[name])) >= len(rows)


@pytest.mark.parametrize("entity", ["100", "200", "300"])
async def test_the_same_rows_of_one_entity(client: Client, stranger: NaiveClient, entity: str) -> None:
    client.entity = stranger.entity = entity
    body = {"object": BILL, "fields": ["key", "entity.id", "totalBaseAmount"], "orderBy": [{"totalBaseAmount": "desc"}], "size": 1000}
    rows = stranger.rows(body)
    assert {row["entity.id"] for row in rows} == {entity}
    assert rows == await rows_of(client, body)


async def test_the_same_list_of_models(client: Client, stranger: NaiveClient) -> None:
    def plain(name: str) -> str:
        return name.removeprefix("objects/").removeprefix("services/").removeprefix("workflows/")

    models = stranger.models()
    entries = await ModelService(client).entries()
    assert sorted(plain(model["apiObject"]) for model in models) == sorted(plain(entry.name) for entry in entries)
    types = {entry.name: entry.type for entry in entries}
    assert all(types[plain(model["apiObject"])] == model["type"] for model in models if model["apiObject"].startswith("objects/"))


@pytest.mark.parametrize("name", [BILL, CUSTOMER, ENTRY])
async def test_the_same_fields(client: Client, stranger: NaiveClient, name: str) -> None:
    model = stranger.model(name)

    def fields(group: Mapping[str, Any], above: str = "") -> Iterator[str]:
        yield from (above + field for field in group.get("fields", {}))
        for inner, members in group.get("groups", {}).items():
            yield from fields(members, f"{above}{inner}.")

    own = {path for path in fields(model) if not path.endswith("href")}
    assert len(own) > 10
    assert own <= set((await ModelService(client).model(name)).fields)


@pytest.mark.parametrize("name", [BILL, CUSTOMER, ENTRY, "company-config/entity", "projects/project"])
async def test_the_same_records(client: Client, stranger: NaiveClient, name: str) -> None:
    references = stranger.listed(name)
    assert [(reference["key"], reference["id"]) for reference in references] == [
        (reference.key, reference.id) for reference in await records.list_objects(client, name)
    ]
    model = await ModelService(client).model(name)
    for reference in references[:5]:
        record = stranger.record(name, reference["key"])
        assert as_read(await records.get_record(client, model, reference["key"]), record) == record


def as_read(typed: Any, plain: Any) -> Any:
    """``typed`` with its amounts as the texts that they were."""
    if isinstance(typed, Mapping) and isinstance(plain, Mapping):
        return {name: as_read(value, plain.get(name)) for name, value in typed.items()}
    return f"{typed:f}" if isinstance(typed, Decimal) and isinstance(plain, str) else typed


def test_a_stranger_is_refused_in_the_forms_of_the_service(stranger: NaiveClient) -> None:
    answer = stranger.call("POST", "/services/core/query", {"object": BILL, "fields": ["nope"]})
    assert (answer.status, answer.result["ia::error"]["errorId"]) == (400, "REST-1106")
    answer = stranger.call("GET", f"/objects/{BILL}/0")
    assert (answer.status, answer.result["ia::error"]["code"]) == (404, "notFound")
    answer = stranger.call("GET", f"/objects/{BILL}/1,0,2")
    assert answer.status == 207
    assert [item.get("ia::status") for item in answer.result] == [200, 404, 200]
    assert answer.body["ia::meta"] == {"totalCount": 3, "totalSuccess": 2, "totalError": 1}


_numbers = itertools.count(1)


def new_vendor(writer: NaiveClient) -> str:
    """The id of a vendor that was just made."""
    answer = writer.call("POST", f"/objects/{VENDOR}", {"id": f"NAÏVE-{next(_numbers)}", "name": "Naïve & Sons"})
    assert answer.status == 201, answer
    vendor_id: str = answer.result["id"]
    return vendor_id


def error_of(answer: Answer) -> dict[str, Any]:
    error: dict[str, Any] = answer.result["ia::error"]
    return error


async def as_our_client_reads(ready: Ready, name: str, key: str) -> Mapping[str, Any]:
    async with signed_in_client(ready) as client:
        return await records.get_record(client, await ModelService(client).model(name), key)


async def test_a_vendor_comes_changes_and_goes(writer: NaiveClient, ready: Ready) -> None:
    created = writer.call("POST", f"/objects/{VENDOR}", {"id": "NAÏVE-0", "name": "Naïve & Sons", "term": {"id": "NET30"}})
    key = created.result["key"]
    assert (created.status, created.result) == (201, {"key": key, "id": "NAÏVE-0", "href": f"/objects/{VENDOR}/{key}"})
    assert created.body["ia::meta"] == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    changed = writer.call("PATCH", f"/objects/{VENDOR}/{key}", {"name": "Naïve & Daughters", "term": None})
    assert (changed.status, changed.result) == (200, created.result)
    record = writer.record(VENDOR, key)
    assert (record["name"], record["term"]["id"], record["status"]) == ("Naïve & Daughters", None, "active")
    assert as_read(await as_our_client_reads(ready, VENDOR, key), record) == record
    by_name = {"object": VENDOR, "fields": ["key", "id"], "filters": [{"$eq": {"name": "Naïve & Daughters"}}]}
    assert writer.rows(by_name) == [{"key": key, "id": "NAÏVE-0"}]
    deleted = writer.call("DELETE", f"/objects/{VENDOR}/{key}")
    assert (deleted.status, deleted.body) == (204, None)
    assert writer.call("GET", f"/objects/{VENDOR}/{key}").status == 404
    assert writer.rows(by_name) == []


async def test_a_bill_and_its_lines(writer: NaiveClient, ready: Ready) -> None:
    like = writer.record(BILL, "5")["lines"][0]

    def line(amount: str) -> dict[str, Any]:
        place = {"location": {"id": like["dimensions"]["location"]["id"]}}
        return {"glAccount": {"id": like["glAccount"]["id"]}, "txnAmount": amount, "dimensions": place}

    head = {"vendor": {"id": new_vendor(writer)}, "createdDate": "2026-11-10", "dueDate": "2026-12-10", "state": "draft"}
    body = {**head, "currency": {"txnCurrency": "USD"}, "lines": [line("10.10"), line("5.05")]}
    created = writer.call("POST", f"/objects/{BILL}", body)
    assert created.status == 201, created
    key = created.result["key"]
    record = writer.record(BILL, key)
    assert (record["totalTxnAmount"], [line["txnAmount"] for line in record["lines"]]) == ("15.15", ["10.10", "5.05"])

    first, second = (line["key"] for line in record["lines"])
    lines = [{"key": first, "txnAmount": "11.00"}, {"ia::operation": "delete", "key": second}, line("0.05")]
    assert writer.call("PATCH", f"/objects/{BILL}/{key}", {"lines": lines}).status == 200
    record = writer.record(BILL, key)
    assert (record["totalTxnAmount"], [line["txnAmount"] for line in record["lines"]]) == ("11.05", ["11.00", "0.05"])
    assert as_read(await as_our_client_reads(ready, BILL, key), record) == record
    own = {"object": BILL_LINE, "fields": ["sum:txnAmount", "count:key"], "filters": [{"$eq": {"bill.key": key}}]}
    assert writer.rows(own) == [{"sum:txnAmount": "11.05", "count:key": 2}]

    assert writer.call("DELETE", f"/objects/{BILL}/{key}").status == 204
    assert writer.rows(own) == [{"sum:txnAmount": None, "count:key": 0}]


async def test_a_journal_entry_has_to_balance(writer: NaiveClient, ready: Ready) -> None:
    [like, *_] = writer.rows(
        {"object": ENTRY, "fields": ["key"], "filters": [{"$eq": {"glJournal.id": "GJ"}}, {"$eq": {"state": "posted"}}]}
    )
    two = writer.record(ENTRY, like["key"])["lines"][:2]

    def entry(debit: str, credit: str) -> dict[str, Any]:
        places = [{"location": {"id": line["dimensions"]["location"]["id"]}} for line in two]
        lines = [
            {"glAccount": {"id": line["glAccount"]["id"]}, "txnType": side, "txnAmount": amount, "dimensions": places[0]}
            for line, side, amount in zip(two, ("debit", "credit"), (debit, credit), strict=True)
        ]
        return {"glJournal": {"id": "GJ"}, "postingDate": "2026-11-12", "description": "Naïve", "lines": lines}

    refused = writer.call("POST", f"/objects/{ENTRY}", entry("10.00", "9.99"))
    assert refused.status == 422, refused
    assert error_of(refused)["details"]
    created = writer.call("POST", f"/objects/{ENTRY}", entry("10.00", "10.00"))
    assert created.status == 201, created
    record = writer.record(ENTRY, created.result["key"])
    assert [(line["txnType"], line["txnAmount"]) for line in record["lines"]] == [("debit", "10.00"), ("credit", "10.00")]
    assert as_read(await as_our_client_reads(ready, ENTRY, created.result["key"]), record) == record


def test_a_batch_that_half_fails(writer: NaiveClient) -> None:
    taken = new_vendor(writer)
    names = [f"{taken}-a", taken, f"{taken}-b"]
    batch = [{"id": name, "name": name} for name in names]
    atomic = writer.call("POST", f"/objects/{VENDOR}", batch, X_IA_API_Param_Transaction="true")
    assert [item["ia::status"] for item in atomic.result] == [422, 409, 422]
    assert atomic.body["ia::meta"] == {"totalCount": 3, "totalSuccess": 0, "totalError": 3}
    there = {"object": VENDOR, "fields": ["id"], "filters": [{"$in": {"id": names}}], "orderBy": [{"id": "asc"}]}
    assert writer.rows(there) == [{"id": taken}]

    answer = writer.call("POST", f"/objects/{VENDOR}", batch)
    assert (answer.status, answer.body["ia::meta"]) == (207, {"totalCount": 3, "totalSuccess": 2, "totalError": 1})
    assert [item["ia::status"] for item in answer.result] == [201, 409, 201]
    assert answer.result[1]["ia::error"]["code"] == "duplicateId"
    assert [row["id"] for row in writer.rows(there)] == [taken, f"{taken}-a", f"{taken}-b"]
    keys = [answer.result[0]["key"], "0", answer.result[2]["key"]]
    gone = writer.call("DELETE", f"/objects/{VENDOR}/{','.join(keys)}")
    assert (gone.status, [item["ia::status"] for item in gone.result]) == (207, [204, 404, 204])


def test_a_retry_with_the_same_key_writes_once(writer: NaiveClient) -> None:
    body = {"id": f"NAÏVE-{next(_numbers)}", "name": "Once"}
    first, again = (writer.call("POST", f"/objects/{VENDOR}", body, Idempotency_Key="once") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.result == again.result
    cached = {name.lower() for name in again.headers} - {name.lower() for name in first.headers}
    assert cached == {"x-ia-idempotency-cached-date"}
    assert writer.call("POST", f"/objects/{VENDOR}", body | {"name": "Twice"}, Idempotency_Key="once").status == 409
    assert error_of(writer.call("POST", f"/objects/{VENDOR}", body))["code"] == "duplicateId"
