"""All 72 workflow actions: each carried out once on a record in the right state, and refused where it must be."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.services.shapes import model_part
from intacct_desktop.sandbox.workflows.actions import WORKFLOWS
from intacct_desktop.sandbox.workflows.table import MOVES
from tests.sandbox.accounting import Accountant, bill, card, contract, fee, goods, invoice, line, other_receipt, payment, receipt, transfer

CUSTOMER = "accounts-receivable/customer"
VENDOR = "accounts-payable/vendor"
TODAY = "2026-11-20"

# An action, ready to go: the address of the record, the other members of the request, and what the answer says of the state.
Ready = tuple[str, dict[str, Any], Any]


class Stage:
    """Brings records into the states from which actions start. Numbers keep the records of one run apart."""

    def __init__(self, books: Accountant) -> None:
        self.books = books
        self._number = 0

    def vendor(self) -> str:
        return self.books.partner(VENDOR)

    def customer(self) -> str:
        return self.books.partner(CUSTOMER)

    def key(self, name: str, *filters: dict[str, Any]) -> str:
        """The address of some record in a state."""
        [row] = self.books.query(name, ["key"], filters=list(filters), size=1)["ia::result"]
        return f"/objects/{name}/{row['key']}"

    def item(self) -> str:
        return str(self.books.read(self.key("inventory-control/item", {"$eq": {"status": "active"}}))["id"])

    def contract(self, *, posted: bool = True, **members: Any) -> str:
        self._number += 1
        address = self.books.make("contracts/contract", contract(self.customer(), id=f"CON-FLOW-{self._number}", **members))
        if posted:
            self.books.act("contracts/contract/post", address)
        return address

    def contract_line(self, *, posted: bool = True, method: str = "fixedPrice") -> str:
        body = {
            "contract": {"key": self.contract().rpartition("/")[2]},
            "item": {"id": self.item()},
            "dimensions": {"location": {"id": "110"}},
            "billing": {"method": method, "flatFixedAmount": "10.00"},
            "deliveryStatus": "undelivered",
        }
        address = self.books.make("contracts/contract-line", body)
        if posted:
            self.books.act("contracts/contract-line/post", address)
        return address

    def canceled_contract(self) -> str:
        address = self.contract()
        self.books.change(address, cancellationDate=TODAY)
        return address

    def allocated(self) -> str:
        self._number += 1
        address = self.contract()
        body = {
            "id": f"MEA-{self._number}",
            "contract": {"key": address.rpartition("/")[2]},
            "description": "Fair value",
            "effectiveDate": "2026-02-01",
            "applyToJournal1": True,
            "applyToJournal2": False,
        }
        self.books.make("contracts/contract-mea-allocation", body)
        return address

    def bill(self, *lines: dict[str, Any], **members: Any) -> str:
        return self.books.make("accounts-payable/bill", bill(self.vendor(), *lines, **members))

    def large_bill(self) -> str:
        return self.bill(line("20000.00"))

    def payment(self, amount: str = "50.00", **members: Any) -> str:
        address = self.bill(line(amount))
        if float(amount) > 10_000:
            self.books.act("accounts-payable/bill/approve", address)
        return self.books.make("accounts-payable/payment", payment(self.vendor(), (address, amount), **members))

    def invoice(self, **members: Any) -> str:
        return self.books.make("accounts-receivable/invoice", invoice(self.customer(), **members))

    def ap_adjustment(self, **members: Any) -> str:
        currency = {"txnCurrency": "USD", "baseCurrency": "USD"}
        body = {"vendor": {"id": self.vendor()}, "createdDate": "2026-11-03", "currency": currency, "lines": [line("-3.00")], **members}
        return self.books.make("accounts-payable/adjustment", body)

    def ap_advance(self, **members: Any) -> str:
        body = {
            "vendor": {"id": self.vendor()},
            "advanceDate": "2026-11-04",
            "paymentMethod": "eft",
            "currency": {"txnCurrency": "USD"},
            "financialEntity": {"entityId": "OPS-USD"},
            "lines": [line("7.00", "1350", accountLabel={"key": "1"})],
            **members,
        }
        return self.books.make("accounts-payable/advance", body)

    def ar_adjustment(self, **members: Any) -> str:
        place = {"dimensions": {"location": {"id": "110"}}}
        body = {
            "customer": {"id": self.customer()},
            "createdDate": "2026-11-03",
            "txnCurrency": {"currency": "USD"},
            "adjustmentSummary": {"id": "1"},
            "lines": [{"txnCurrency": {"amount": "-5.00"}, "glAccount": {"id": "4900"}, **place}],
            **members,
        }
        return self.books.make("accounts-receivable/adjustment", body)

    def ar_advance(self, **members: Any) -> str:
        information = {
            "paymentDate": "2026-11-04",
            "receiptDate": "2026-11-04",
            "paymentMethod": "eft",
            "financialEntity": {"id": "OPS-USD"},
        }
        body = {"customer": {"id": self.customer()}, "paymentInformation": information, "items": [line("9.00", "2310")], **members}
        return self.books.make("accounts-receivable/advance", body)

    def received(self, **members: Any) -> str:
        return self.books.make("accounts-receivable/payment", receipt(self.customer(), (self.invoice(), "1000.00"), **members))

    def deposit(self) -> str:
        body = receipt(self.customer(), (self.invoice(), "1000.00"), paymentMethod="cash", documentNumber="CASH-1")
        del body["financialEntity"]
        self.books.make("accounts-receivable/payment", body)
        fund = self.key("cash-management/undeposited-fund", {"$eq": {"documentNumber": "CASH-1"}})
        details = [{"id": fund.rpartition("/")[2]}]
        return self.books.make("cash-management/deposit", {"bankAccount": {"id": "OPS-USD"}, "txnDate": TODAY, "details": details})

    def vendor_to_approve(self) -> str:
        self._number += 1
        return self.books.make(VENDOR, {"id": f"NEW-{self._number}", "name": "New", "state": "s"})

    def reconciliation(self, name: str, account: str, account_id: str) -> str:
        body = {account: {"id": account_id}, "endingBalance": "1.00", "reconciliationDate": TODAY, "reconciliationMode": "manual"}
        return self.books.make(f"cash-management/{name}", body | {"reconciliationStatus": "reconciled"})

    def purchase(self, quantity: str = "2000") -> str:
        vendor = {"id": self.vendor()}
        body = {"vendor": vendor, "txnDate": "2026-11-10", "lines": [goods(self.item(), quantity, "11.00")]}
        return self.books.make("purchasing/document::Purchase%20Order", body)

    def expense(self) -> str:
        employee = self.books.read(self.key("company-config/employee", {"$eq": {"status": "active"}}))["id"]
        lines = [{"txnAmount": "40.00", "glAccount": {"id": "6520"}}]
        return self.books.make("expenses/employee-expense", {"createdDate": TODAY, "employee": {"id": employee}, "lines": lines})


def bank_transaction(stage: Stage, status: str) -> str:
    name = "cash-management/bank-transaction"
    if status == "ignored":
        address = bank_transaction(stage, "unmatched")
        stage.books.act(f"{name}/ignore", address)
        return address
    return stage.key(name, {"$eq": {"reconciliationInformation.status": "unmatched"}}, {"$in": {"txnType": ["payment", "deposit"]}})


_REVERSE = {"reverseDate": TODAY, "notes": "Taken back"}
_REVERSED = {"reversedDate": TODAY, "memo": "Taken back"}
_HOLD = {"asOfDate": "2026-12-01", "memo": "Pause", "holdBilling": True, "holdRevenue": False, "holdExpense": True}
_RESUME = {"asOfDate": "2027-01-01", "memo": "On", "resumeBilling": True, "resumeRevenue": False, "resumeExpense": True}


def held(address: str, stage: Stage) -> str:
    stage.books.act("contracts/contract-line/hold-schedules", address, **_HOLD)
    return address


def with_line(stage: Stage) -> tuple[str, dict[str, Any]]:
    """A contract in progress, and the key of its line."""
    key = stage.books.read(stage.contract_line())["contract"]["key"]
    [row] = stage.books.query("contracts/contract-line", ["key"], filters=[{"$eq": {"contract.key": key}}])["ia::result"]
    return f"/objects/contracts/contract/{key}", {"contractLineKeys": row["key"]}


def holding(stage: Stage, more: dict[str, Any]) -> Ready:
    address, lines = with_line(stage)
    return address, lines | more, "inProgress"


def expense_of_contract(stage: Stage) -> str:
    address = stage.key("contracts/expense", {"$in": {"state": ["draft", "inProgress"]}})
    if stage.books.read(address)["state"] == "draft":
        stage.books.act("contracts/expense/post", address)
    return address


def schedule(stage: Stage, name: str, state: str) -> str:
    return stage.key(f"contracts/{name}-schedule-line", {"$eq": {"state": state}})


CASES: dict[str, Callable[[Stage], Ready]] = {
    "accounts-payable/adjustment/reverse": lambda on: (on.ap_adjustment(), _REVERSE, "reversed"),
    "accounts-payable/adjustment/submit": lambda on: (on.ap_adjustment(state="draft"), {}, "posted"),
    "accounts-payable/advance/reverse": lambda on: (on.ap_advance(), _REVERSE, "voided"),
    "accounts-payable/advance/submit": lambda on: (on.ap_advance(state="draft"), {}, "advancePaid"),
    "accounts-payable/bill-line/release": lambda on: (on.books.read(on.bill())["lines"][0]["href"], {}, None),
    "accounts-payable/bill/approve": lambda on: (on.large_bill(), {"notes": "Good"}, "posted"),
    "accounts-payable/bill/decline": lambda on: (on.large_bill(), {"notes": "No"}, "declined"),
    "accounts-payable/bill/recall": lambda on: (on.large_bill(), {}, "draft"),
    "accounts-payable/bill/reverse": lambda on: (on.bill(), _REVERSE, "reversed"),
    "accounts-payable/bill/submit": lambda on: (on.bill(state="draft"), {}, "posted"),
    "accounts-payable/payment/approve": lambda on: (on.payment("20000.00"), {}, "approved"),
    "accounts-payable/payment/confirm": lambda on: (on.payment(method="printedCheck"), {}, "confirmed"),
    "accounts-payable/payment/decline": lambda on: (on.payment("20000.00"), {}, "declined"),
    "accounts-payable/payment/print": lambda on: (on.payment(method="printedCheck"), {}, "delivered"),
    "accounts-payable/payment/reverse": lambda on: (on.payment(), {"paymentDate": TODAY, "description": None}, "voided"),
    "accounts-payable/payment/submit": lambda on: (on.payment(state="draft"), {}, "confirmed"),
    "accounts-payable/vendor/approve": lambda on: (on.vendor_to_approve(), {}, "a"),
    "accounts-payable/vendor/decline": lambda on: (on.vendor_to_approve(), {}, "r"),
    "accounts-receivable/adjustment/reclassify": lambda on: (on.ar_adjustment(), {"description": "Goodwill"}, "posted"),
    "accounts-receivable/adjustment/reverse": lambda on: (on.ar_adjustment(), _REVERSED, "reversed"),
    "accounts-receivable/adjustment/submit": lambda on: (on.ar_adjustment(state="draft"), {}, "posted"),
    "accounts-receivable/advance/reverse": lambda on: (on.ar_advance(), _REVERSED, "reversed"),
    "accounts-receivable/advance/submit": lambda on: (on.ar_advance(state="draft"), {}, "posted"),
    "accounts-receivable/customer-refund/reverse": lambda on: (
        on.key("accounts-receivable/customer-refund", {"$eq": {"state": "posted"}}),
        _REVERSED,
        "voided",
    ),
    "accounts-receivable/customer-refund/submit": lambda on: (
        on.key("accounts-receivable/customer-refund", {"$eq": {"state": "draft"}}),
        {},
        "posted",
    ),
    "accounts-receivable/invoice/generate-pdf": lambda on: (on.invoice(), {}, None),
    "accounts-receivable/invoice/reclassify": lambda on: (on.invoice(), {"referenceNumber": "PO 4711"}, "posted"),
    "accounts-receivable/invoice/reverse": lambda on: (on.invoice(), _REVERSED, "reversed"),
    "accounts-receivable/invoice/submit": lambda on: (on.invoice(state="draft"), {}, "posted"),
    "accounts-receivable/payment/reverse": lambda on: (on.received(), _REVERSED, "reversed"),
    "accounts-receivable/payment/submit": lambda on: (on.received(state="draft"), {}, "complete"),
    "cash-management/bank-fee/reverse": lambda on: (on.books.make("cash-management/bank-fee", fee()), {"reversedDate": TODAY}, "reversed"),
    "cash-management/bank-reconciliation/reopen": lambda on: (
        on.reconciliation("bank-reconciliation", "bankAccount", "OPS-USD"),
        {},
        "draft",
    ),
    "cash-management/bank-transaction/assign-customer": lambda on: (
        bank_transaction(on, "unmatched"),
        {"customer": {"id": "C-00001"}},
        "assigned",
    ),
    "cash-management/bank-transaction/ignore": lambda on: (bank_transaction(on, "unmatched"), {}, "ignored"),
    "cash-management/bank-transaction/stop-ignoring": lambda on: (bank_transaction(on, "ignored"), {}, "unmatched"),
    "cash-management/credit-card-fee/reverse": lambda on: (
        on.books.make("cash-management/credit-card-fee", card()),
        {"reversedDate": TODAY},
        "void",
    ),
    "cash-management/credit-card-reconciliation/reopen": lambda on: (
        on.reconciliation("credit-card-reconciliation", "creditCardAccount", "VISA-US"),
        {},
        "draft",
    ),
    "cash-management/credit-card-txn/reverse": lambda on: (
        on.books.make("cash-management/credit-card-txn", card()),
        {"reversedDate": TODAY},
        "reversed",
    ),
    "cash-management/deposit/reverse": lambda on: (on.deposit(), _REVERSED, "void"),
    "cash-management/funds-transfer/reverse": lambda on: (
        on.books.make("cash-management/funds-transfer", transfer()),
        _REVERSED,
        "reversed",
    ),
    "cash-management/other-receipt/reverse": lambda on: (
        on.books.make("cash-management/other-receipt", other_receipt()),
        _REVERSED,
        "reversed",
    ),
    "company-config/sandbox/refresh": lambda on: (on.key("company-config/sandbox", {"$eq": {"state": "ready"}}), {}, "ready"),
    "contracts/contract-line/deliver": lambda on: (on.contract_line(), {"deliveryDate": "2026-03-01"}, "delivered"),
    "contracts/contract-line/hold-schedules": lambda on: (on.contract_line(), _HOLD, "inProgress"),
    "contracts/contract-line/post": lambda on: (on.contract_line(posted=False), {"glPostingDate": TODAY, "postMemo": "Go"}, "inProgress"),
    "contracts/contract-line/reestimate": lambda on: (
        on.contract_line(method="projectTime"),
        {"revaluedDate": TODAY, "quantity": "8", "rate": "100", "flatFixedAmount": "800.00"},
        "revalued",
    ),
    "contracts/contract-line/resume-schedules": lambda on: (held(on.contract_line(), on), _RESUME, "inProgress"),
    "contracts/contract-line/revalue": lambda on: (on.contract_line(method="projectTime"), {"revaluedDate": TODAY}, "revalued"),
    "contracts/contract-line/uncancel": lambda on: (canceled_line(on), {}, "inProgress"),
    "contracts/contract/clear-all-mea": lambda on: (on.allocated(), {}, "inProgress"),
    "contracts/contract/clear-last-active-mea": lambda on: (on.allocated(), {}, "inProgress"),
    "contracts/contract/expire": lambda on: (on.contract(startDate="2025-01-01", endDate="2025-12-31"), {}, "notRenewed"),
    "contracts/contract/hold-schedules": lambda on: holding(on, _HOLD),
    "contracts/contract/post": lambda on: (on.contract(posted=False), {"postMemo": "Go"}, "inProgress"),
    "contracts/contract/renew": lambda on: (on.contract(isRenewable=True), {}, "renewed"),
    "contracts/contract/resume-schedules": lambda on: holding(on, _RESUME),
    "contracts/contract/uncancel": lambda on: (on.canceled_contract(), {}, "inProgress"),
    "contracts/expense-schedule-line/post": lambda on: (schedule(on, "expense", "open"), {"actualPostingDate": TODAY}, "posted"),
    "contracts/expense-schedule-line/unpost": lambda on: (schedule(on, "expense", "posted"), {}, "open"),
    "contracts/expense/hold-schedules": lambda on: (expense_of_contract(on), {"asOfDate": TODAY}, "inProgress"),
    "contracts/expense/post": lambda on: (on.key("contracts/expense", {"$eq": {"state": "draft"}}), {}, "inProgress"),
    "contracts/expense/resume-schedules": lambda on: (expense_of_contract(on), {"asOfDate": TODAY}, "inProgress"),
    "contracts/revenue-schedule-line/post": lambda on: (schedule(on, "revenue", "open"), {}, "posted"),
    "contracts/revenue-schedule-line/unpost": lambda on: (schedule(on, "revenue", "posted"), {}, "open"),
    "expenses/employee-expense/recall": lambda on: (on.expense(), {}, "draft"),
    "expenses/employee-expense/reverse": lambda on: (
        on.key("expenses/employee-expense", {"$eq": {"state": "approved"}}),
        _REVERSE,
        "reversed",
    ),
    "general-ledger/account-allocation-run/restart": lambda on: (
        on.key("general-ledger/account-allocation-run", {"$eq": {"state": "failed"}}),
        {},
        "success",
    ),
    "order-entry/document/generate-pdf": lambda on: (on.key("order-entry/document", {"$eq": {"state": "closed"}}), {}, None),
    "purchasing/document/approve": lambda on: (on.purchase(), {"notes": "Good"}, "approved"),
    "purchasing/document/decline": lambda on: (on.purchase(), {}, "declined"),
    "purchasing/document/submit": lambda on: (on.purchase("1"), {}, "submitted"),
}

# What can be done again, because it leaves the record where it was.
_REPEATABLE = {
    "accounts-receivable/adjustment/reclassify",
    "accounts-receivable/invoice/generate-pdf",
    "accounts-receivable/invoice/reclassify",
    "cash-management/bank-transaction/assign-customer",
    "company-config/sandbox/refresh",
    "contracts/contract/hold-schedules",
    "contracts/contract/resume-schedules",
    "contracts/expense/hold-schedules",
    "contracts/expense/resume-schedules",
    "order-entry/document/generate-pdf",
}


def canceled_line(stage: Stage) -> str:
    address = stage.contract_line()
    stage.books.change(f"/objects/contracts/contract/{stage.books.read(address)['contract']['key']}", cancellationDate=TODAY)
    return address


@pytest.fixture(scope="module")
def stage(books: Accountant) -> Stage:
    return Stage(books)


def test_every_action_is_known() -> None:
    assert WORKFLOWS.keys() == MOVES.keys() == CASES.keys() == load_facts().workflows.keys()


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_action(books: Accountant, stage: Stage, name: str) -> None:
    address, members, state = CASES[name](stage)
    key = address.rpartition("/")[2]
    answer = books.act(name, address, **members)
    assert answer.keys() == {member.name for member in WORKFLOWS[name].response}
    shown = books.read(answer["href"])
    assert (shown["key"], shown.get("id", shown["key"])) == (answer["key"], answer["id"])
    if state is not None:
        assert answer["state"] == state
    again = books.api.post(f"/workflows/{name}", json={"key": key, **members})
    assert again.status_code == (200 if name in _REPEATABLE else 422), again.text


@pytest.mark.parametrize("name", sorted(CASES))
def test_requests_that_are_refused(api: httpx.Client, name: str) -> None:
    def details(body: Any) -> tuple[int, str | None, list[tuple[str | None, str]]]:
        answer = api.post(f"/workflows/{name}", json=body)
        error = answer.json()["ia::result"]["ia::error"]
        return answer.status_code, error.get("errorId"), [(each.get("errorId"), each["target"]) for each in error.get("details", [])]

    needed = {member.name: _example(member) for member in WORKFLOWS[name].request if member.required}
    assert details(needed | {"key": "999999999"})[0] == 404
    assert details(needed | {"key": "x"})[0] == 404
    assert details({member: value for member, value in needed.items() if member != "key"}) == (400, "REST-1064", [(None, "/key")])
    assert details(needed | {"colour": "red"}) == (400, "REST-1064", [("REST-1043", "/colour")])
    assert details(needed | {"key": 1}) == (400, "REST-1064", [(None, "/key")])
    assert api.get(f"/workflows/{name}").status_code == 405
    for member in WORKFLOWS[name].request:
        if member.format == "date":
            assert details(needed | {"key": "1", member.name: "2026-02-30"}) == (400, "REST-1064", [(None, f"/{member.name}")])


def _example(member: Any) -> Any:
    if member.type == "object":
        return {"key": "1"}
    return {"boolean": True, "array": []}.get(member.type, TODAY if member.format == "date" else "1")


def test_actions_on_many(books: Accountant, stage: Stage) -> None:
    name = "accounts-payable/bill/submit"
    drafts = [stage.bill(state="draft").rpartition("/")[2] for _ in range(3)]
    mixed = books.api.post(f"/workflows/{name}", json=[{"key": drafts[0]}, {"key": "999999999"}, {"key": drafts[0]}, {}])
    assert (mixed.status_code, mixed.json()["ia::meta"]) == (207, {"totalCount": 4, "totalSuccess": 1, "totalError": 3})
    assert [each["ia::status"] for each in mixed.json()["ia::result"]] == [200, 404, 422, 400]
    assert mixed.json()["ia::result"][0]["state"] == "posted"
    header = {"X-IA-API-Param-Transaction": "true"}
    atomic = books.api.post(f"/workflows/{name}", json=[{"key": drafts[1]}, {"key": drafts[0]}], headers=header)
    assert [each["ia::status"] for each in atomic.json()["ia::result"]] == [422, 422]
    assert books.read(f"/objects/accounts-payable/bill/{drafts[1]}")["state"] == "draft"
    good = books.api.post(f"/workflows/{name}", json=[{"key": drafts[1]}, {"key": drafts[2]}], headers=header)
    assert (good.status_code, [each["state"] for each in good.json()["ia::result"]]) == (200, ["posted", "posted"])
    assert books.api.post(f"/workflows/{name}", json=[]).status_code == 400


def test_an_action_is_in_the_audit_history(books: Accountant, stage: Stage) -> None:
    address = stage.bill(state="draft")
    books.act("accounts-payable/bill/submit", address)
    filters = [
        {"$eq": {"changeDetails.objectId": address.rpartition("/")[2]}},
        {"$eq": {"changeDetails.objectName": "accounts-payable/bill"}},
    ]
    rows = books.query("company-config/audit-history", ["changeSource.workflowAction"], filters=filters, orderBy=[{"key": "desc"}], size=1)
    assert rows["ia::result"] == [{"changeSource.workflowAction": "submit"}]


def test_nobody_acts_on_what_they_cannot_see(books: Accountant, stage: Stage, api: httpx.Client) -> None:
    address = stage.bill(state="draft")
    answer = api.post(
        "/workflows/accounts-payable/bill/submit", json={"key": address.rpartition("/")[2]}, headers={"X-IA-API-Param-Entity": "200"}
    )
    assert answer.status_code in (403, 404)
    assert books.read(address)["state"] == "draft"
    assert api.post("/workflows/accounts-payable/bill/unknown", json={"key": "1"}).status_code == 404


def test_the_members_have_the_shape_of_the_model_service() -> None:
    part = model_part(WORKFLOWS["accounts-payable/bill/reverse"].request, read_only=False)
    assert part["fields"].keys() == {"key", "reverseDate", "notes"}
    assert part["fields"]["reverseDate"]["format"] == "date"
