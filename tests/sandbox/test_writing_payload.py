"""What a request body may say: everything else is refused by name, all at once, and nothing is written."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

DEPARTMENT = "company-config/department"
VENDOR = "accounts-payable/vendor"
BILL = "accounts-payable/bill"


def problems(answer: httpx.Response) -> dict[str, str | None]:
    """The error id of each detail, by its pointer."""
    assert answer.status_code == 400, answer.text
    error = answer.json()["ia::result"]["ia::error"]
    assert error["errorId"] == "REST-1064"
    assert error["additionalInfo"]["messageId"] == "IA.PAYLOAD_CONTAINS_ERRORS"
    return {detail["target"]: detail.get("errorId") for detail in error["details"]}


def test_everything_wrong_is_told_at_once(api: httpx.Client, query: Callable[..., Any]) -> None:
    before = query(DEPARTMENT, ["key"])["ia::meta"]["totalCount"]
    body = {
        "id": "",
        "name": "Nowhere",
        "newDate": "2026-11-20",
        "href": "/objects/company-config/department/1",
        "key": "1",
        "status": "sleeping",
        "parent": {"id": "no such", "colour": "red"},
        "supervisor": {"id": ""},
        "audit": {"createdDateTime": "2026-11-20T09:00:00Z"},
    }
    answer = api.post(f"/objects/{DEPARTMENT}", json=body)
    assert problems(answer) == {
        "/id": None,
        "/newDate": "REST-1043",
        "/href": "REST-1050",
        "/key": "REST-1050",
        "/status": None,
        "/parent/colour": "REST-1043",
        "/supervisor/id": None,
        "/audit/createdDateTime": "REST-1050",
    }
    details = {detail["target"]: detail for detail in answer.json()["ia::result"]["ia::error"]["details"]}
    assert details["/newDate"]["message"] == "/newDate is not a valid field"
    assert details["/newDate"]["additionalInfo"]["messageId"] == "IA.NOT_A_VALID_FIELD"
    assert details["/href"]["message"] == "/href is a read-only field"
    assert details["/href"]["additionalInfo"]["messageId"] == "IA.READ_ONLY_FIELD"
    assert query(DEPARTMENT, ["key"])["ia::meta"]["totalCount"] == before


@pytest.mark.parametrize(
    ("name", "member", "value"),
    [
        (DEPARTMENT, "name", 5),
        (DEPARTMENT, "name", ["x"]),
        (DEPARTMENT, "status", None),
        (DEPARTMENT, "status", "Active"),
        (DEPARTMENT, "parent", "1"),
        (DEPARTMENT, "parent", {}),
        (DEPARTMENT, "parent", {"key": 1}),
        (DEPARTMENT, "parent", {"key": "999999"}),
        (DEPARTMENT, "parent", {"key": "1; DROP TABLE x"}),
        (DEPARTMENT, "parent", {"key": "1", "id": "of another"}),
        (VENDOR, "isOnHold", "true"),
        (VENDOR, "isOnHold", 1),
        (VENDOR, "creditLimit", "1"),
        (VENDOR, "creditLimit", 0.1234567),
        (VENDOR, "creditLimit", 10**30),
        (VENDOR, "creditLimit", True),
        (BILL, "dueDate", "2026-02-29"),
        (BILL, "dueDate", "20261120"),
        (BILL, "dueDate", ""),
        (BILL, "dueDate", "today"),
        (BILL, "lines", None),
        (BILL, "lines", {}),
        ("company-config/attachment", "files", [{"name": "a.txt", "data": "no base64!"}]),
    ],
)
def test_values_that_do_not_fit(api: httpx.Client, name: str, member: str, value: object) -> None:
    key = api.get(f"/objects/{name}").json()["ia::result"][0]["key"]
    before = api.get(f"/objects/{name}/{key}").json()
    [(pointer, error_id)] = problems(api.patch(f"/objects/{name}/{key}", json={member: value})).items()
    assert pointer.startswith(f"/{member}")
    assert error_id is None
    assert api.get(f"/objects/{name}/{key}").json() == before


@pytest.mark.parametrize(
    ("amount", "is_good"), [("1.5", True), ("-0.01", True), ("1.505", False), ("1e3", False), ("", False), (1.5, False), (None, True)]
)
def test_amounts_are_exact_texts(api: httpx.Client, amount: Any, is_good: bool) -> None:
    key = api.get("/objects/platform-apps/nsp::asset_checkout").json()["ia::result"][0]["key"]
    answer = api.patch(f"/objects/platform-apps/nsp::asset_checkout/{key}", json={"deposit": amount})
    if is_good:
        read = api.get(f"/objects/platform-apps/nsp::asset_checkout/{key}").json()["ia::result"]["deposit"]
        assert read == {"1.5": "1.50", "-0.01": "-0.01", None: None}[amount]
    else:
        assert problems(answer) == {"/deposit": None}


def test_required_members(api: httpx.Client) -> None:
    assert problems(api.post(f"/objects/{VENDOR}", json={})) == {"/id": None, "/name": None}
    assert problems(api.post(f"/objects/{VENDOR}", json={"id": None, "name": ""})) == {"/id": None, "/name": None}
    bill = problems(api.post(f"/objects/{BILL}", json={"lines": [{"txnAmount": "1.00"}, {"dimensions": {"location": {"key": "1"}}}]}))
    assert bill.keys() == {"/createdDate", "/currency/txnCurrency", "/dueDate", "/lines/0/dimensions/location", "/vendor/id"}
    entry = problems(api.post("/objects/general-ledger/journal-entry", json={"lines": []}))
    assert entry.keys() == {"/description", "/glJournal", "/lines", "/postingDate"}


def test_a_reference_is_found_by_key_or_id_or_both(api: httpx.Client) -> None:
    first, second = api.get(f"/objects/{DEPARTMENT}").json()["ia::result"][:2]
    made = api.post(f"/objects/{DEPARTMENT}", json={"id": "REF", "name": "R", "parent": {"key": first["key"], "id": first["id"]}})
    address = made.json()["ia::result"]["href"]
    for given, found in (({"id": second["id"]}, second), ({"key": first["key"]}, first), ({"key": None, "id": second["id"]}, second)):
        assert api.patch(address, json={"parent": given}).status_code == 200
        parent = api.get(address).json()["ia::result"]["parent"]
        assert (parent["key"], parent["id"]) == (found["key"], found["id"])
    assert problems(api.patch(address, json={"parent": {"key": first["key"], "id": second["id"]}})) == {"/parent": None}
    assert problems(api.patch(address, json={"parent": parent})).keys() == {"/parent/name", "/parent/href"}
    for empty in (None, {"key": None, "id": None}):
        assert api.patch(address, json={"parent": empty}).status_code == 200
        assert set(api.get(address).json()["ia::result"]["parent"].values()) == {None}
        api.patch(address, json={"parent": {"key": first["key"]}})
    assert api.delete(address).status_code == 204


def test_an_id_is_given_once(api: httpx.Client) -> None:
    address = api.post(f"/objects/{DEPARTMENT}", json={"id": "ONCE", "name": "Once"}).json()["ia::result"]["href"]
    twice = api.post(f"/objects/{DEPARTMENT}", json={"id": "ONCE", "name": "Twice"})
    assert twice.status_code == 409
    assert twice.json()["ia::result"]["ia::error"]["code"] == "duplicateId"
    assert api.patch(address, json={"id": "ONCE", "name": "Still"}).status_code == 200
    assert problems(api.patch(address, json={"id": "OTHER"})) == {"/id": "REST-1050"}
    assert api.get(address).json()["ia::result"]["name"] == "Still"
    assert api.delete(address).status_code == 204


def test_a_new_document_is_a_draft_or_says_nothing(api: httpx.Client) -> None:
    answer = problems(api.post(f"/objects/{BILL}", json={"state": "posted"}))
    assert "/state" in answer
    assert "/state" not in problems(api.post(f"/objects/{BILL}", json={"state": "draft"}))


@pytest.mark.parametrize(("content", "error_id"), [(b"", "REST-1028"), (b"{", "REST-1030"), (b'{"a":"\xff"}', "REST-1030")])
def test_no_payload_and_no_json(api: httpx.Client, content: bytes, error_id: str) -> None:
    for method, path in (("POST", DEPARTMENT), ("PATCH", f"{DEPARTMENT}/1")):
        answer = api.request(method, f"/objects/{path}", content=content)
        assert answer.status_code == 400
        assert answer.json()["ia::result"]["ia::error"]["errorId"] == error_id


def test_a_record_keeps_what_it_must_have(api: httpx.Client) -> None:
    assert problems(api.patch(f"/objects/{VENDOR}/1", json={"name": None, "taxId": None, "term": None})) == {"/name": None}
    assert problems(api.patch(f"/objects/{VENDOR}/1", json={"name": ""})) == {"/name": None}
    assert problems(api.patch(f"/objects/{BILL}/1", json={"vendor": None, "description": None})) == {"/vendor/id": None}
    assert api.patch(f"/objects/{VENDOR}/1", json={"taxId": None, "term": None}).status_code == 200


@pytest.mark.parametrize("body", ["text", 5, None, True])
def test_a_payload_that_is_no_object(api: httpx.Client, body: object) -> None:
    content = httpx.Request("POST", "/", json=body).content if body is not None else b"null"
    assert problems(api.post(f"/objects/{DEPARTMENT}", content=content)) == {"": None}
    assert problems(api.patch(f"/objects/{DEPARTMENT}/1", content=content)) == {"": None}
