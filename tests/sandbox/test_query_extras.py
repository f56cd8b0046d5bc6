"""What a query can ask beyond fields and filters: several at once, document types, parents, approvals; what it cannot: hidden members."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest

from intacct_desktop.sandbox.facts import load_facts, split_document
from intacct_desktop.sandbox.query.hidden import is_hidden
from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store

Row = dict[str, Any]
Query = Callable[..., Row]
Rows = Callable[..., list[Row]]

BILL, DEPARTMENT, INVOICE, ORDER = (
    "accounts-payable/bill",
    "company-config/department",
    "accounts-receivable/invoice",
    "order-entry/document",
)


def error_of(answer: httpx.Response) -> Row:
    assert answer.status_code == 400, answer.text
    error: Row = answer.json()["ia::result"]["ia::error"]
    return error


def test_an_array_of_queries_is_answered_in_its_order(api: httpx.Client, query: Query) -> None:
    bills = {"object": BILL, "fields": ["key"], "size": 3, "start": 2}
    sums = {"object": INVOICE, "fields": ["sum:totalTxnAmount"]}
    answer = api.post("/services/core/query", json=[bills, sums])
    assert answer.status_code == 200
    first, second = json.loads(answer.content, parse_float=Decimal)["ia::result"]
    assert first == {**query(BILL, ["key"], size=3, start=2), "ia::status": 200}
    assert second == {**query(INVOICE, ["sum:totalTxnAmount"]), "ia::status": 200}
    assert answer.json()["ia::meta"] == {"totalCount": 2, "totalSuccess": 2, "totalError": 0}


def test_a_query_of_an_array_may_fail_for_itself(api: httpx.Client) -> None:
    answer = api.post(
        "/services/core/query", json=[{"object": BILL, "fields": ["nope"]}, 7, {"object": BILL, "fields": ["key"], "size": 1}]
    )
    assert answer.status_code == 207
    refused, nonsense, good = answer.json()["ia::result"]
    assert (refused["ia::status"], refused["ia::result"]["ia::error"]["errorId"]) == (400, "REST-1106")
    assert (nonsense["ia::status"], nonsense["ia::result"]["ia::error"]["errorId"]) == (400, "REST-1064")
    assert (good["ia::status"], len(good["ia::result"])) == (200, 1)
    assert answer.json()["ia::meta"] == {"totalCount": 3, "totalSuccess": 1, "totalError": 2}


def test_an_array_has_a_length(api: httpx.Client) -> None:
    assert error_of(api.post("/services/core/query", json=[{"object": BILL, "fields": ["key"]}] * 11))["errorId"] == "REST-1064"


@pytest.mark.parametrize(
    ("object_name", "field"),
    [
        (BILL, "webURL"),
        (INVOICE, "downloadURL"),
        (INVOICE, "customer.webURL"),
        ("accounts-payable/vendor", "ach.accountNumber"),
        ("company-config/employee", "SSN"),
        ("company-config/file", "data"),
        (INVOICE, "projectContractBillingInvoiceSummary.retainage.amountRetained"),
    ],
)
def test_hidden_members(api: httpx.Client, object_name: str, field: str) -> None:
    for members in (
        {"fields": ["key", field]},
        {"fields": ["key"], "filters": [{"$eq": {field: None}}]},
        {"fields": ["key"], "orderBy": [{field: "asc"}]},
        {"fields": [f"count:{field}"]},
    ):
        error = error_of(api.post("/services/core/query", json={"object": object_name, **members}))
        assert error["errorId"] == "REST-1106"
        assert error["additionalInfo"]["placeholders"]["FIELD"].removeprefix("count:") == field


def test_a_record_shows_what_a_query_hides(api: httpx.Client, query: Query) -> None:
    assert "webURL" in api.get(f"/objects/{BILL}/1").json()["ia::result"]
    shown = [path.path for path in load_facts().objects[BILL].paths.values() if not path.write_only and not is_hidden(BILL, path)]
    assert list(query(BILL, shown, size=1)["ia::result"][0]) == shown


def test_a_document_type_is_an_object(query: Query, all_rows: Rows, api: httpx.Client) -> None:
    every = all_rows(ORDER, ["key", "documentType"])
    orders = all_rows(f"{ORDER}::Sales Order", ["key", "documentType"])
    assert orders == [row for row in every if row["documentType"] == "Sales Order"]
    assert 0 < len(orders) < len(every)
    counted = query(f"{ORDER}::Sales Order", ["count:key"], filters=[{"$gt": {"key": orders[9]["key"]}}])
    assert counted["ia::result"] == [{"count:key": len(orders) - 10}]
    for name in (f"{ORDER}::Sales Song", f"{BILL}::Sales Order"):
        error = error_of(api.post("/services/core/query", json={"object": name, "fields": ["key"]}))
        assert error["details"][0]["target"] == "/object"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("order-entry/document::Sales Invoice", ("order-entry/document", "Sales Invoice")),
        ("purchasing/document::A::B", ("purchasing/document", "A::B")),
        ("purchasing/document", ("purchasing/document", None)),
        ("platform-apps/nsp::asset_checkout", ("platform-apps/nsp::asset_checkout", None)),
    ],
)
def test_only_documents_have_types(name: str, parts: tuple[str, str | None]) -> None:
    assert split_document(name) == parts


def test_hierarchy_fields_name_the_parent(query: Query, all_rows: Rows) -> None:
    rows = query(DEPARTMENT, ["id"], size=4000, filterParameters={"includeHierarchyFields": True})["ia::result"]
    assert rows == all_rows(DEPARTMENT, ["id", "parent.key", "parent.id", "parent.name"])
    assert any(row["parent.key"] for row in rows)
    flat = query(BILL, ["id"], size=1, filterParameters={"includeHierarchyFields": True})["ia::result"]
    assert flat == [{"id": "1"}]


def test_approvals(all_rows: Rows, api: httpx.Client) -> None:
    every = all_rows(BILL, ["key", "state"])
    waiting = all_rows(BILL, ["key", "state"], filterParameters={"approvalsForUser": {}})
    assert waiting == [row for row in every if row["state"] == "submitted"] != []
    drafts = all_rows(BILL, ["key", "state"], filterParameters={"approvalsForUser": {"submitState": "draft"}})
    assert drafts == [row for row in every if row["state"] == "draft"] != []
    for value, target in ((True, ""), ({"user": "admin"}, "/user"), ({"submitState": 1}, "/submitState")):
        body = {"object": BILL, "fields": ["key"], "filterParameters": {"approvalsForUser": value}}
        error = error_of(api.post("/services/core/query", json=body))
        assert error["details"][0]["target"] == f"/filterParameters/approvalsForUser{target}"
    assert error_of(
        api.post("/services/core/query", json={"object": INVOICE, "fields": ["key"], "filterParameters": {"approvalsForUser": {}}})
    )


@pytest.mark.parametrize("member", ["fields", "filters", "orderBy"])
def test_lists_have_a_length(api: httpx.Client, member: str) -> None:
    entries = {"fields": ["id"] * 501, "filters": [{"$eq": {"id": "1"}}] * 501, "orderBy": [{"id": "asc"}] * 501}
    error = error_of(api.post("/services/core/query", json={"object": BILL, "fields": ["id"], member: entries[member]}))
    assert error["details"][0]["target"] == f"/{member}"


def test_sums_have_no_end() -> None:
    """Two of these amounts are more than 64 bits hold."""
    store = Store.open(None)
    field, amounts = "totalTxnAmount", [9 * 10**18, 9 * 10**18 - 1, -(8 * 10**18), 12, None, -5]
    store.create([BILL])
    store.insert(BILL, ["key", field, "state"], [(key, amount, "ab"[key % 2]) for key, amount in enumerate(amounts, 1)])
    queries = QueryService(store, lambda: date(2026, 11, 20))

    def run(**members: Any) -> list[Row]:
        rows: list[Row] = msgspec.json.decode(msgspec.json.encode(queries.page({"object": BILL, **members}, Scope()).rows))
        return rows

    total, count = sum(amount or 0 for amount in amounts), 5
    average = Decimal(total) / count / 100
    assert run(fields=[f"sum:{field}", f"avg:{field}"]) == [
        {f"sum:{field}": f"{Decimal(total).scaleb(-2):f}", f"avg:{field}": f"{average.quantize(Decimal('0.01')):f}"}
    ]
    groups = run(fields=["state", f"sum:{field}"], orderBy=[{f"sum:{field}": "desc"}])
    assert [row["state"] for row in groups] == ["a", "b"]
    assert [Decimal(row[f"sum:{field}"]) for row in groups] == [Decimal(9 * 10**18 + 6).scaleb(-2), Decimal(10**18).scaleb(-2)]
    store.close()
