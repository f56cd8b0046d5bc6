"""Rules of records that are not booked: orders, contracts, time sheets, expense reports, and records that others refer to."""

import base64

import pytest

from tests.sandbox.accounting import Accountant, Query, contract, goods, line, money

ORDER = "order-entry/document::Sales%20Order"
PURCHASE = "purchasing/document::Purchase%20Order"
CONTRACT = "contracts/contract"
CONTRACT_LINE = "contracts/contract-line"
EXPENSE = "expenses/employee-expense"
TIMESHEET = "time/timesheet"
CUSTOMER = "accounts-receivable/customer"


@pytest.fixture(scope="module")
def item(query: Query) -> str:
    rows = query("inventory-control/item", ["id"], filters=[{"$eq": {"status": "active"}}], size=1)["ia::result"]
    return str(rows[0]["id"])


def test_an_order_adds_up(books: Accountant, item: str) -> None:
    body = {
        "customer": {"id": books.partner("accounts-receivable/customer")},
        "txnDate": "2026-11-10",
        "lines": [goods(item, "3", "12.5050"), goods(item, "2.5", "10")],
    }
    read = books.read(books.make(ORDER, body))
    assert money(read, "state", "totalInTxnCurrency", "total", "entity.id") == ["pending", "62.52", "62.52", "100"]
    assert read["id"] == f"Sales Order-{read['documentNumber']}"
    assert [each["priceInTxnCurrency"] for each in read["lines"]] == ["37.5200000000", "25.0000000000"]
    following = books.read(books.make(ORDER, body))
    assert int(following["documentNumber"].rpartition("-")[2]) == int(read["documentNumber"].rpartition("-")[2]) + 1
    problems = books.refused_make(ORDER, body | {"lines": [goods(item, "-1", "1.00")], "dueDate": "2026-11-09"})
    assert {target for target, _ in problems} == {"/lines/0/unitQuantity", "/dueDate"}


def test_a_large_purchase_is_approved_line_by_line(books: Accountant, item: str) -> None:
    body = {
        "vendor": {"id": books.partner("accounts-payable/vendor")},
        "txnDate": "2026-11-10",
        "lines": [goods(item, "1000", "11.00"), goods(item, "1", "1.00")],
    }
    address = books.make(PURCHASE, body)
    read = books.read(address)
    assert read["state"] == "submitted"
    assert books.refused(books.api.delete(f"/objects/{PURCHASE}/{read['key']}"))[0][1] == "The document is submitted and cannot be deleted"
    [first, second] = [each["key"] for each in read["lines"]]
    assert books.refused_act("purchasing/document/approve", address, lineKeys=["0"])[0][0] == "/lineKeys"
    assert books.act("purchasing/document/approve", address, lineKeys=[first])["state"] == "partiallyApproved"
    assert books.act("purchasing/document/approve", address, lineKeys=[second], notes="Good")["state"] == "approved"
    patched = books.api.patch(f"/objects/{PURCHASE}/{read['key']}", json={"lines": [{"key": first, "unitPrice": "1.00"}]})
    assert books.refused(patched)[0][0] == "/lines/0/unitPrice"


def test_a_contract_and_its_lines(books: Accountant, item: str) -> None:
    assert books.refused_make(CONTRACT, contract(books.partner(CUSTOMER), endDate="2025-12-31")) == [
        ("/endDate", "endDate 2025-12-31 comes before startDate 2026-01-01")
    ]
    address = books.make(CONTRACT, contract(books.partner(CUSTOMER)))
    assert money(books.read(address), "state", "entity.id", "currency.txnCurrency") == ["draft", "100", "USD"]
    key = address.rpartition("/")[2]
    body = {
        "contract": {"key": key},
        "item": {"id": item},
        "dimensions": {"location": {"id": "110"}},
        "billing": {"method": "fixedPrice", "flatFixedAmount": "1200.00"},
    }
    first = books.read(books.make(CONTRACT_LINE, body))
    assert money(first, "lineNumber", "startDate", "state") == ["1", "2026-01-01", "draft"]
    assert books.read(address)["contractTotalAmount"] == "1200.00"
    problems = books.refused_make(CONTRACT_LINE, body | {"endDate": "2027-01-01"})
    assert problems == [("/endDate", "The contract runs from 2026-01-01 to 2026-12-31")]


def test_a_contract_is_canceled(books: Accountant, item: str) -> None:
    address = books.make(CONTRACT, contract(books.partner(CUSTOMER), id="CON-CANCELED"))
    assert books.refused_change(address, cancellationDate="2026-11-20")[0][0] == "/cancellationDate"
    body = {
        "contract": {"id": "CON-CANCELED"},
        "item": {"id": item},
        "dimensions": {"location": {"id": "110"}},
        "billing": {"method": "fixedPrice"},
    }
    first = books.make(CONTRACT_LINE, body)
    assert books.act("contracts/contract/post", address)["state"] == "inProgress"
    assert books.refused_change(address, cancellationDate="2025-11-20")[0][0] == "/cancellationDate"
    books.change(address, cancellationDate="2026-11-20")
    assert books.read(address)["state"] == "canceled"
    assert money(books.read(first), "state", "cancelationDate") == ["canceled", "2026-11-20"]
    assert books.refused_make(CONTRACT_LINE, body)[0][0] == "/contract"
    assert books.act("contracts/contract/uncancel", address)["state"] == "inProgress"
    assert money(books.read(first), "state", "cancelationDate") == ["inProgress", None]


def test_an_expense_report(books: Accountant) -> None:
    [employee] = books.query(
        "company-config/employee", ["id"], filters=[{"$eq": {"status": "active"}}, {"$eq": {"location.id": "110"}}], size=1
    )["ia::result"]
    body = {
        "createdDate": "2026-11-10",
        "employee": {"id": employee["id"]},
        "lines": [
            {"txnAmount": "40.00", "glAccount": {"id": "6520"}},
            {"txnAmount": "10.00", "txnCurrency": "GBP", "glAccount": {"id": "6520"}},
        ],
    }
    address = books.make(EXPENSE, body)
    read = books.read(address)
    assert (read["state"], read["lines"][0]["state"]) == ("submitted", "submitted")
    total = sum(round(float(each["baseAmount"]) * 100) for each in read["lines"])
    assert round(float(read["basePayment"]["totalDue"]) * 100) == total > 5000
    assert books.refused_change(address, lines=[{"key": read["lines"][0]["key"], "txnAmount": "1.00"}])[0][0] == "/lines/0/txnAmount"
    assert books.act(f"{EXPENSE}/recall", address)["state"] == "draft"
    books.change(address, lines=[{"key": read["lines"][0]["key"], "txnAmount": "1.00"}])
    assert books.read(address)["lines"][0]["baseAmount"] == "1.00"


def test_a_time_sheet_is_a_week(books: Accountant) -> None:
    body = {"beginDate": "2026-11-09", "employee": {"id": "E-0001"}, "lines": [{"entryDate": "2026-11-10", "quantity": 8}]}
    assert books.read(books.make(TIMESHEET, body))["endDate"] == "2026-11-15"
    problems = books.refused_make(TIMESHEET, body | {"lines": [{"entryDate": "2026-11-16", "quantity": 25}]})
    assert [target for target, _ in problems] == ["/lines/0/entryDate", "/lines/0/quantity"]


@pytest.mark.parametrize("name", ["accounts-payable/vendor", "company-config/location", "company-config/department", "projects/project"])
def test_nothing_is_its_own_parent(books: Accountant, name: str) -> None:
    more = {"projects/project": {"category": "contract"}}.get(name, {})
    first = books.make(name, {"id": "CIRCLE-1", "name": "First", **more})
    second = books.make(name, {"id": "CIRCLE-2", "name": "Second", "parent": {"id": "CIRCLE-1"}, **more})
    assert books.refused_change(first, parent={"id": "CIRCLE-2"}) == [("/parent", "A record cannot stand below itself")]
    assert books.refused_change(first, parent={"id": "CIRCLE-1"})[0][0] == "/parent"
    for address in (second, first):
        assert books.api.delete(address).status_code == 204


def test_what_belongs_to_another_entity(books: Accountant) -> None:
    rows = books.query("accounts-payable/vendor", ["id"], filters=[{"$eq": {"entity.id": "200"}}, {"$eq": {"status": "active"}}])[
        "ia::result"
    ]
    body = {
        "vendor": {"id": rows[0]["id"]},
        "createdDate": "2026-11-02",
        "dueDate": "2026-12-02",
        "currency": {"txnCurrency": "USD"},
        "lines": [line("1.00")],
    }
    assert "/vendor" in [target for target, _ in books.refused_make("accounts-payable/bill", body)]
    inside = books.api.post("/objects/accounts-payable/bill", json=body, headers={"X-IA-API-Param-Entity": "200"})
    error = inside.json()["ia::result"]["ia::error"]
    assert (inside.status_code, {detail["target"] for detail in error["details"]}) == (400, {"/lines/0/dimensions/location"})


def test_a_view_belongs_to_its_maker_and_a_file_knows_its_size(books: Accountant) -> None:
    view = books.make("core/user-view", {"name": "Mine", "query": {"object": CUSTOMER, "fields": ["id"]}})
    assert books.read(view)["owner"]["id"] == "api.user"
    folder = books.query("company-config/folder", ["key"], size=1)["ia::result"][0]
    attachment = books.make(
        "company-config/attachment",
        {"id": "SIZE", "name": "Size", "folder": folder, "files": [{"name": "five.txt", "data": base64.b64encode(b"12345").decode()}]},
    )
    [file] = books.read(attachment)["files"]
    assert file["size"] == 5
    books.change(attachment, files=[{"key": file["key"], "data": base64.b64encode(b"1234567").decode()}])
    assert books.read(attachment)["files"][0]["size"] == 7
