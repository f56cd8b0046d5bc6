"""Records read by GET: the short list, whole records, several at once, and addresses that lead nowhere."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.facts import load_facts

BILL = "accounts-payable/bill"


def test_list_is_a_hundred_references(api: httpx.Client, query: Callable[..., Any]) -> None:
    body = api.get(f"/objects/{BILL}").json()
    total = query(BILL, ["key"])["ia::meta"]["totalCount"]
    assert body["ia::meta"] == {"totalCount": total, "start": 1, "pageSize": 100, "next": 101, "previous": None}
    assert len(body["ia::result"]) == 100
    assert body["ia::result"][0] == {"key": "1", "id": "1", "href": "/objects/accounts-payable/bill/1"}
    assert api.get(f"/objects/{BILL}", params={"start": "101", "size": "5"}).json() == body
    few = api.get("/objects/company-config/entity").json()
    assert few["ia::meta"]["next"] is None
    assert [entry["id"] for entry in few["ia::result"]] == ["100", "200", "300", "400"]


def test_record_is_the_model_filled_in(api: httpx.Client, query: Callable[..., Any]) -> None:
    [row] = query(BILL, ["key", "vendor.id", "vendor.name", "totalTxnAmount", "audit.createdByUser.key"], start=2000, size=1)["ia::result"]
    body = api.get(f"/objects/{BILL}/{row['key']}").json()
    assert body["ia::meta"] == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    bill = body["ia::result"]
    assert (bill["vendor"]["id"], bill["vendor"]["name"]) == (row["vendor.id"], row["vendor.name"])
    assert bill["totalTxnAmount"] == row["totalTxnAmount"]
    assert bill["audit"]["createdByUser"]["href"] == f"/objects/company-config/user/{row['audit.createdByUser.key']}"
    assert sum(Decimal(line["txnAmount"]) for line in bill["lines"]) == Decimal(bill["totalTxnAmount"])
    assert all(line["bill"]["key"] == row["key"] for line in bill["lines"])
    model = load_facts().objects[BILL].model
    assert bill.keys() == {*model["fields"], *model["groups"], *model["refs"], *model["lists"]}


def test_custom_object(api: httpx.Client) -> None:
    [first, *_] = api.get("/objects/platform-apps/nsp::asset_checkout").json()["ia::result"]
    record = api.get(first["href"]).json()["ia::result"]
    assert record["employee"].keys() == {"key", "id", "name", "href"}


def test_a_reference_to_nothing_has_no_link(api: httpx.Client) -> None:
    bill = api.get(f"/objects/{BILL}/1").json()["ia::result"]
    assert bill["attachment"] == {"id": None, "key": None}
    assert bill["vendor"].keys() >= {"id", "key", "name", "href"}
    assert bill["lines"][0]["dimensions"]["warehouse"] == {"id": None, "key": None, "name": None}


@pytest.mark.parametrize("name", ["advanced-consolidation-preference", "consolidation-preference"])
def test_settings_stand_at_a_fixed_address(api: httpx.Client, name: str) -> None:
    address = f"/objects/company-config/{name}"
    setup = api.get(f"{address}/setup")
    assert setup.status_code == 200
    assert setup.json() == api.get(f"{address}/1").json()
    assert api.patch(f"{address}/setup", json={}).json()["ia::result"]["key"] == "1"
    listed = api.get(address)
    assert (listed.status_code, "GET" in listed.headers["allow"]) == (405, False)
    assert api.get("/objects/company-config/department/setup").status_code == 404


def test_a_misspelt_address_leads_to_the_same_records(api: httpx.Client, query: Callable[..., Any]) -> None:
    right, wrong = "accounts-payable/joint-payee", "acounts-payable/joint-payee"
    assert api.get(f"/objects/{wrong}/1").json() == api.get(f"/objects/{right}/1").json()
    assert query(wrong, ["key", "name"]) == query(right, ["key", "name"])
    body = {"name": "Ibarra & Sons", "printAs": "Ibarra & Sons", "bill": {"key": "1"}}
    made = api.post(f"/objects/{right}", json=body)
    assert made.status_code == 201, made.text
    key = made.json()["ia::result"]["key"]
    assert api.patch(f"/objects/{right}/{key}", json={"name": "Ibarra"}).status_code == 405
    assert api.patch(f"/objects/{wrong}/{key}", json={"name": "Ibarra"}).status_code == 200
    assert api.get(f"/objects/{right}/{key}").json()["ia::result"]["name"] == "Ibarra"
    assert api.delete(f"/objects/{wrong}/{key}").status_code == 204
    assert api.post(f"/objects/{wrong}", json=body).status_code == 405


@pytest.mark.parametrize("prefer", ["respond-async", "Respond-Async-Serialized"])
def test_nothing_is_answered_later(api: httpx.Client, query: Callable[..., Any], prefer: str) -> None:
    refused = api.post("/objects/company-config/department", json={"id": "LATER", "name": "Later"}, headers={"Prefer": prefer})
    assert refused.status_code == 400
    assert "webhook" in refused.json()["ia::result"]["ia::error"]["message"]
    assert query("company-config/department", ["key"], filters=[{"$eq": {"id": "LATER"}}])["ia::result"] == []
    assert api.get(f"/objects/{BILL}/1", headers={"Prefer": "return=representation"}).status_code == 200


def test_several_keys_at_once(api: httpx.Client) -> None:
    answer = api.get(f"/objects/{BILL}/3,1")
    assert answer.status_code == 200
    assert [bill["key"] for bill in answer.json()["ia::result"]] == ["3", "1"]
    mixed = api.get(f"/objects/{BILL}/3,999999,x")
    assert mixed.status_code == 207
    assert [item.get("ia::status") for item in mixed.json()["ia::result"]] == [200, 404, 404]
    assert mixed.json()["ia::meta"] == {"totalCount": 3, "totalSuccess": 1, "totalError": 2}
    assert api.get(f"/objects/{BILL}/" + ",".join(["1"] * 501)).status_code == 400


@pytest.mark.parametrize("key", ["999999", "0", "V-00001", "-1", "1.0", "٣", "9" * 30])
def test_missing_record(api: httpx.Client, key: str) -> None:
    answer = api.get(f"/objects/{BILL}/{key}")
    assert answer.status_code == 404
    assert answer.json()["ia::result"]["ia::error"]["code"] == "notFound"


@pytest.mark.parametrize(
    "path",
    [
        "/objects/accounts-payable/nope",
        "/objects/accounts-payable/nope/1",
        "/objects/x",
        "/services/core/nope",
        "/objects/accounts-payable/bill/",
    ],
)
def test_unknown_path_is_html(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_all_missing(api: httpx.Client) -> None:
    answer = api.get(f"/objects/{BILL}/999998,999999")
    assert answer.status_code == 400
    assert [item["ia::error"]["code"] for item in answer.json()["ia::result"]] == ["notFound", "notFound"]


def test_documents_of_one_type(api: httpx.Client, query: Callable[..., Any]) -> None:
    listed = api.get("/objects/order-entry/document::Sales%20Order").json()
    wanted = {"$eq": {"documentType": "Sales Order"}}
    assert listed["ia::meta"]["totalCount"] == query("order-entry/document", ["key"], filters=[wanted])["ia::meta"]["totalCount"] > 0
    key = listed["ia::result"][0]["key"]
    assert api.get(f"/objects/order-entry/document::Sales%20Order/{key}").json()["ia::result"]["documentType"] == "Sales Order"
    assert api.get(f"/objects/order-entry/document::Sales%20Invoice/{key}").status_code == 404
    unknown = api.get("/objects/order-entry/document::Nothing")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_lists_without_an_object_of_their_own(api: httpx.Client) -> None:
    [first, *_] = api.get("/objects/company-config/user").json()["ia::result"]
    user = api.get(first["href"]).json()["ia::result"]
    assert all(role.keys() == {"href", "id", "key"} for role in user["roles"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", f"{BILL}/1", "GET, PATCH, DELETE"),
        ("POST", f"{BILL}/1", "GET, PATCH, DELETE"),
        ("DELETE", BILL, "GET, POST, PATCH"),
        ("POST", "accounts-payable/payment-line", "GET"),
        ("PATCH", "accounts-payable/payment-line/1", "GET"),
        ("DELETE", "order-entry/document/1", "GET"),
    ],
)
def test_methods_the_object_does_not_allow(api: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = api.request(method, f"/objects/{path}")
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert "ia::error" in answer.json()["ia::result"]
    options = api.options(f"/objects/{path}")
    assert (options.status_code, options.headers["allow"]) == (200, f"OPTIONS, {allowed}")
