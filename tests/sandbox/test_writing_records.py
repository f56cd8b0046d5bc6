"""Records made, changed and deleted over HTTP: defaults, audit stamps, lines, lists, and what refers to them."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.sandbox.conftest import TODAY

VENDOR = "accounts-payable/vendor"
BILL = "accounts-payable/bill"
LINE = "accounts-payable/bill-line"
JOURNAL_ENTRY = "general-ledger/journal-entry"


def result(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()["ia::result"]


def new_bill(api: httpx.Client, *amounts: str, **members: Any) -> str:
    """The address of a draft bill with a line for each amount."""
    body = {
        "vendor": {"id": "V-00001"},
        "createdDate": "2026-11-02",
        "dueDate": "2026-12-02",
        "currency": {"txnCurrency": "USD"},
        "state": "draft",
        "lines": [new_line(amount) for amount in amounts],
    }
    return str(result(api.post(f"/objects/{BILL}", json=body | members), 201)["href"])


def new_line(amount: str) -> dict[str, Any]:
    return {"glAccount": {"id": "6100"}, "txnAmount": amount, "dimensions": {"location": {"id": "100"}}}


def lines(api: httpx.Client, address: str) -> list[tuple[str, str, str]]:
    """The key, number and amount of a bill's lines."""
    return [(line["key"], line["lineNumber"], line["txnAmount"]) for line in result(api.get(address))["lines"]]


def test_a_new_record(api: httpx.Client, query: Callable[..., Any]) -> None:
    answer = api.post(f"/objects/{VENDOR}", json={"id": "NEW-1", "name": "Éclair & Co", "form1099": {"is1099Eligible": True}})
    reference = result(answer, 201)
    assert reference == {"key": reference["key"], "id": "NEW-1", "href": f"/objects/{VENDOR}/{reference['key']}"}
    assert answer.json()["ia::meta"] == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    vendor = result(api.get(reference["href"]))
    assert (vendor["name"], vendor["form1099"]["is1099Eligible"]) == ("Éclair & Co", True)
    # The model's defaults, and who made it.
    assert (vendor["status"], vendor["isOnHold"], vendor["doNotPay"]) == ("active", False, False)
    audit = vendor["audit"]
    assert audit["createdByUser"]["id"] == audit["modifiedByUser"]["id"] == "api.user"
    assert audit["createdDateTime"] == audit["modifiedDateTime"]
    assert audit["createdDateTime"].startswith(TODAY.isoformat())
    [row] = query(VENDOR, ["id", "status"], filters=[{"$eq": {"key": reference["key"]}}])["ia::result"]
    assert row == {"id": "NEW-1", "status": "active"}
    assert api.delete(reference["href"]).status_code == 204
    assert result(api.post(f"/objects/{VENDOR}", json={"id": "NEW-1", "name": "Again"}), 201)["key"] != reference["key"]


def test_a_change_touches_only_what_it_names(api: httpx.Client) -> None:
    address = result(api.post(f"/objects/{VENDOR}", json={"id": "CH-1", "name": "Before", "notes": "Kept"}), 201)["href"]
    before = result(api.get(address))
    answer = api.patch(address, json={"name": "After", "form1099": {"type": None}})
    assert result(answer) == {"key": before["key"], "id": "CH-1", "href": address}
    after = result(api.get(address))
    assert after.pop("name") == "After"
    assert (before.pop("audit")["createdDateTime"], before.pop("name")) == (after.pop("audit")["createdDateTime"], "Before")
    assert after == before


def test_lines_are_added_changed_and_removed(api: httpx.Client) -> None:
    address = new_bill(api, "10.00", "20.00", "30.00")
    (first, _, _), (second, _, _), (third, _, _) = lines(api, address)
    change = [
        {"key": second, "txnAmount": "25.50", "ia::operation": "patch"},
        {"ia::operation": "delete", "key": first},
        new_line("40.00"),
    ]
    assert api.patch(address, json={"lines": change}).status_code == 200
    fourth = lines(api, address)[-1][0]
    assert lines(api, address) == [(second, "1", "25.50"), (third, "2", "30.00"), (fourth, "3", "40.00")]
    assert api.get(f"/objects/{LINE}/{first}").status_code == 404
    assert api.patch(address, json={"lines": []}).status_code == 200
    assert len(lines(api, address)) == 3


def test_lines_that_are_named_wrongly(api: httpx.Client) -> None:
    address, other = new_bill(api, "10.00", "20.00"), new_bill(api, "5.00")
    (first, _, _), (second, _, _) = before = lines(api, address)
    [(strange, _, _)] = lines(api, other)
    change = [
        {"key": first, "txnAmount": "11.00"},
        {"key": first, "ia::operation": "delete"},
        {"key": strange, "memo": "of another bill"},
        {"ia::operation": "delete"},
        {"key": second, "ia::operation": "remove"},
        {"txnAmount": "1.00", "id": "7"},
        "line",
    ]
    answer = api.patch(address, json={"lines": change})
    assert answer.status_code == 400
    assert [detail["target"] for detail in answer.json()["ia::result"]["ia::error"]["details"]] == [
        "/lines/1/key",
        "/lines/2/key",
        "/lines/3/key",
        "/lines/4/ia::operation",
        "/lines/5/id",
        "/lines/5/dimensions/location",
        "/lines/6",
    ]
    assert lines(api, address) == before


def test_a_line_by_its_own_address(api: httpx.Client) -> None:
    address, other = new_bill(api, "10.00"), new_bill(api, "5.00")
    key = address.rpartition("/")[2]
    made = result(api.post(f"/objects/{LINE}", json={"bill": {"key": key}, **new_line("7.25")}), 201)
    assert made == {"key": made["key"], "id": made["key"], "href": f"/objects/{LINE}/{made['key']}"}
    assert result(api.get(made["href"]))["bill"]["key"] == key
    assert result(api.get(address))["totalTxnAmount"] == "17.25"
    assert result(api.patch(made["href"], json={"txnAmount": "8.00", "bill": {"key": key}}))["key"] == made["key"]
    assert result(api.get(address))["totalTxnAmount"] == "18.00"
    moved = api.patch(made["href"], json={"bill": {"key": other.rpartition("/")[2]}})
    assert moved.status_code == 400
    assert [detail["target"] for detail in moved.json()["ia::result"]["ia::error"]["details"]] == ["/bill"]
    assert api.delete(made["href"]).status_code == 204
    assert result(api.get(address))["totalTxnAmount"] == "10.00"
    wrong: list[dict[str, Any]] = [{}, {"bill": {}}, {"bill": {"key": "999999"}}, {"bill": key}]
    for owner in wrong:
        assert api.post(f"/objects/{LINE}", json=owner | new_line("1.00")).status_code == 400


def test_lines_go_with_their_record(api: httpx.Client) -> None:
    address = new_bill(api, "10.00", "20.00")
    keys = [key for key, _, _ in lines(api, address)]
    assert api.delete(address).status_code == 204
    for key in keys:
        assert api.get(f"/objects/{LINE}/{key}").status_code == 404


def test_what_others_refer_to_stays(api: httpx.Client) -> None:
    parent = result(api.post("/objects/company-config/department", json={"id": "PAR", "name": "Parent"}), 201)
    child = {"id": "CHI", "name": "Child", "parent": {"id": "PAR"}}
    address = result(api.post("/objects/company-config/department", json=child), 201)["href"]
    refused = api.delete(parent["href"])
    error = result(refused, 422)["ia::error"]
    assert error["code"] == "operationFailed"
    assert [address.rpartition("/")[2] in detail["message"] for detail in error["details"]] == [True]
    assert api.delete(address).status_code == 204
    assert api.delete(parent["href"]).status_code == 204


def test_lists_without_an_object_of_their_own_are_sent_whole(api: httpx.Client) -> None:
    group = {"id": "VG-1", "name": "Two", "groupType": "specificMembers", "groupMembers": [{"id": "V-00001"}, {"key": "2"}]}
    address = result(api.post("/objects/accounts-payable/vendor-group", json=group), 201)["href"]
    read = result(api.get(address))
    assert [(member["id"], member["key"], member["name"]) for member in read["groupMembers"]] == [
        ("V-00001", None, None),
        (None, "2", None),
    ]
    assert api.patch(address, json={"groupMembers": [{"id": "V-00003"}]}).status_code == 200
    assert [member["id"] for member in result(api.get(address))["groupMembers"]] == ["V-00003"]
    wrong = api.patch(address, json={"groupMembers": [{"id": "V-00001", "name": "Read", "rank": 1}, 5]})
    assert wrong.status_code == 400
    targets = [detail["target"] for detail in wrong.json()["ia::result"]["ia::error"]["details"]]
    assert targets == ["/groupMembers/0/name", "/groupMembers/0/rank", "/groupMembers/1"]


def test_a_reference_in_such_a_list(api: httpx.Client) -> None:
    [permission, *_] = api.get("/objects/company-config/permission").json()["ia::result"]
    address = api.get("/objects/company-config/user").json()["ia::result"][-1]["href"]
    granted = [{"accessRights": ["list"], "permission": {"key": permission["key"]}}]
    assert api.patch(address, json={"permissionAssignments": granted}).status_code == 200
    [read] = result(api.get(address))["permissionAssignments"]
    assert (read["accessRights"], read["permission"]["id"]) == (["list"], permission["id"])
    wrong = api.patch(address, json={"permissionAssignments": [{"permission": {"key": "999999"}}]})
    assert [detail["target"] for detail in result(wrong, 400)["ia::error"]["details"]] == ["/permissionAssignments/0/permission"]


def test_a_view_keeps_its_query(api: httpx.Client) -> None:
    query = {
        "object": VENDOR,
        "fields": ["id", "name"],
        "filters": [{"$eq": {"status": "active"}}, {"$gt": {"creditLimit": 100.25}}],
        "filterExpression": "1 and 2",
        "filterParameters": {"includePrivate": True},
        "orderBy": [{"id": "asc"}],
        "size": 50,
    }
    columns = [{"id": "name", "textFormat": "wrap"}]
    view = {"name": "Active vendors", "object": VENDOR, "query": query, "metadata": {"frozenColumnCount": 1, "columns": columns}}
    read = result(api.get(result(api.post("/objects/core/user-view", json=view), 201)["href"]))
    assert {name: read["query"][name] for name in query if name != "filterParameters"} == {
        name: value for name, value in query.items() if name != "filterParameters"
    }
    assert read["query"]["filterParameters"]["includePrivate"] is True
    assert read["metadata"]["columns"] == [{"id": "name", "textFormat": "wrap", "format": None}]
    deep: Any = "x"
    for _ in range(900):
        deep = {"a": deep}
    wrong = api.post("/objects/core/user-view", json={"name": "Deep", "query": {"filters": [deep]}, "owner": deep})
    assert [detail["target"] for detail in result(wrong, 400)["ia::error"]["details"]] == ["/query/filters/0", "/owner/a"]


def test_documents_are_written_by_their_type(api: httpx.Client, query: Callable[..., Any]) -> None:
    address = "/objects/order-entry/document::Sales%20Order"
    active = [{"$eq": {"status": "active"}}]
    item, warehouse = (
        query(f"inventory-control/{name}", ["key"], filters=active)["ia::result"][0]["key"] for name in ("item", "warehouse")
    )
    body = {
        "customer": {"id": "C-00001"},
        "txnDate": "2026-11-10",
        "lines": [
            {
                "dimensions": {"item": {"key": item}, "warehouse": {"key": warehouse}, "location": {"id": "100"}},
                "unit": "Each",
                "unitQuantity": "2",
                "unitPrice": "12.50",
            }
        ],
    }
    made = result(api.post(address, json=body), 201)
    document = result(api.get(made["href"]))
    assert (document["documentType"], document["txnDefinition"]["id"]) == ("Sales Order", "Sales Order")
    assert document["lines"][0]["documentHeader"]["key"] == made["key"]
    assert api.get(f"{address}/{made['key']}").status_code == 200
    assert api.patch(f"{address}/{made['key']}", json={"memo": "By type"}).status_code == 200
    assert api.patch(f"/objects/order-entry/document::Sales%20Invoice/{made['key']}", json={"memo": "x"}).status_code == 404
    untyped = api.patch(f"/objects/order-entry/document/{made['key']}", json={"memo": "x"})
    assert (untyped.status_code, untyped.headers["allow"]) == (405, "GET")
    assert api.post("/objects/order-entry/document::Nothing", json=body).status_code == 404
    other = api.post(address, json=body | {"txnDefinition": {"id": "Sales Invoice"}})
    assert [detail["target"] for detail in other.json()["ia::result"]["ia::error"]["details"]] == ["/txnDefinition"]
    assert api.delete(f"{address}/{made['key']}").status_code == 204


def test_custom_fields_and_custom_objects(api: httpx.Client) -> None:
    bill = new_bill(api, "1.00", **{"nsp::region": "north"})
    assert result(api.get(bill))["nsp::region"] == "north"
    assert api.patch(bill, json={"nsp::region": "up"}).status_code == 400
    checkout = {"id": "CO-9", "name": "Pressure gauge", "employee": {"key": "1"}, "deposit": "12.50", "takenOn": "2026-11-19"}
    address = result(api.post("/objects/platform-apps/nsp::asset_checkout", json=checkout), 201)["href"]
    read = result(api.get(address))
    assert (read["deposit"], read["isReturned"], read["employee"]["key"]) == ("12.50", False, "1")
    assert api.delete(address).status_code == 204


def test_every_write_is_in_the_audit_history(api: httpx.Client, query: Callable[..., Any]) -> None:
    address = result(api.post(f"/objects/{VENDOR}", json={"id": "AUD-1", "name": "A"}), 201)["href"]
    api.patch(address, json={"name": "B"})
    api.patch(address, json={"nonsense": "B"})
    api.delete(address)
    fields = ["changeSource.actionPerformed", "changeSource.completedBy", "changeDetails.objectName"]
    wanted = [{"$eq": {"changeDetails.objectId": "AUD-1"}}]
    rows = query("company-config/audit-history", fields, filters=wanted, orderBy=[{"id": "asc"}])["ia::result"]
    assert [tuple(row.values()) for row in rows] == [(action, "api.user", VENDOR) for action in ("create", "modify", "delete")]


def test_missing_records(api: httpx.Client) -> None:
    for method in ("PATCH", "DELETE"):
        for key in ("999999", "0", "x", "1,x" if method == "PATCH" else "-1"):
            answer = api.request(method, f"/objects/{VENDOR}/{key}", json={})
            assert result(answer, 404)["ia::error"]["code"] == "notFound"
