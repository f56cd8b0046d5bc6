"""Bills and their payments: amounts, balances and the ledger at every step, and what an accountant would refuse."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.accounting import Accountant, bill, line, money, payment

BILL = "accounts-payable/bill"
PAYMENT = "accounts-payable/payment"
VENDOR = "accounts-payable/vendor"

_OPEN = ("state", "totalTxnAmount", "totalTxnAmountDue", "totalBaseAmountDue")
_PAID = (
    "state",
    "totalTxnAmountDue",
    "paymentInformation.totalTxnAmountPaid",
    "paymentInformation.totalTxnAmountSelectedForPayment",
    "paymentInformation.fullyPaidDate",
)


@pytest.fixture(scope="module")
def vendor(books: Accountant) -> str:
    return books.partner(VENDOR)


def test_a_bill_from_draft_to_paid_and_back(books: Accountant, vendor: str) -> None:
    owed = books.due(VENDOR, vendor)
    with books.ledger() as postings:
        address = books.make(BILL, bill(vendor, state="draft"))
    read = books.read(address)
    assert money(read, *_OPEN) == ["draft", "150.50", "150.50", "150.50"]
    assert (read["billNumber"][:5], read["entity"]["id"], read["postingDate"]) == ("BILL-", "100", "2026-11-02")
    assert [each["lineNumber"] for each in read["lines"]] == ["1", "2"]
    assert postings == []
    assert books.due(VENDOR, vendor) == owed

    with books.ledger() as postings:
        answer = books.act(f"{BILL}/submit", address)
    assert answer == {"key": read["key"], "id": read["key"], "href": address, "state": "posted"}
    assert postings == [
        ("APJ", "2026-11-02", "6200", "100.00"),
        ("APJ", "2026-11-02", "2000", "-150.50"),
        ("APJ", "2026-11-02", "6210", "50.50"),
    ]
    assert books.due(VENDOR, vendor) == owed + Decimal("150.50")

    with books.ledger() as postings:
        paid = books.make(PAYMENT, payment(vendor, (address, "120.00")))
    assert money(books.read(paid), "state", "txnCurrency.totalPaid", "baseCurrency.totalAmount") == ["confirmed", "120.00", "120.00"]
    assert postings == [("CDJ", "2026-11-20", "1000", "-120.00"), ("CDJ", "2026-11-20", "2000", "120.00")]
    assert money(books.read(address), *_PAID) == ["partiallyPaid", "30.50", "120.00", "0.00", None]
    assert [each["paymentInformation"]["totalTxnAmountPaid"] for each in books.read(address)["lines"]] == ["100.00", "20.00"]
    assert books.due(VENDOR, vendor) == owed + Decimal("30.50")

    rest = books.make(PAYMENT, payment(vendor, (address, "30.50")))
    assert money(books.read(address), *_PAID) == ["paid", "0.00", "150.50", "0.00", "2026-11-20"]
    assert books.due(VENDOR, vendor) == owed
    assert books.refused_act(f"{BILL}/reverse", address, reverseDate="2026-11-20")[0][0] == "/key"

    with books.ledger() as postings:
        assert books.act(f"{PAYMENT}/reverse", rest)["state"] == "voided"
    assert postings == [("CDJ", "2026-11-20", "1000", "30.50"), ("CDJ", "2026-11-20", "2000", "-30.50")]
    books.act(f"{PAYMENT}/reverse", paid, paymentDate="2026-11-20", description="Wrong vendor")
    assert money(books.read(address), *_PAID) == ["posted", "150.50", "0.00", "0.00", None]
    assert books.read(paid)["description"] == "Wrong vendor"
    assert books.due(VENDOR, vendor) == owed + Decimal("150.50")

    with books.ledger() as postings:
        assert books.act(f"{BILL}/reverse", address, reverseDate="2026-11-19", notes="Entered twice")["state"] == "reversed"
    assert sorted(postings) == [
        ("APJ", "2026-11-19", "2000", "150.50"),
        ("APJ", "2026-11-19", "6200", "-100.00"),
        ("APJ", "2026-11-19", "6210", "-50.50"),
    ]
    assert money(books.read(address), *_OPEN) == ["reversed", "150.50", "0.00", "0.00"]
    assert books.due(VENDOR, vendor) == owed
    counter = books.query(
        BILL, ["state", "totalTxnAmount", "totalTxnAmountDue", "description"], filters=[{"$eq": {"billNumber": f"R-{read['billNumber']}"}}]
    )
    assert counter["ia::result"] == [
        {"state": "reversal", "totalTxnAmount": "-150.50", "totalTxnAmountDue": "0.00", "description": "Entered twice"}
    ]
    assert books.refused_change(address, description="Too late")[0][0] == "/description"


def test_large_bills_and_payments_are_approved(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, line("10000.01")))
    assert books.read(address)["state"] == "submitted"
    assert books.refused_make(PAYMENT, payment(vendor, (address, "1.00")))[0][0] == "/details/0/bill"
    assert books.act(f"{BILL}/recall", address)["state"] == "draft"
    books.change(address, description="Looked at again")
    assert books.act(f"{BILL}/submit", address)["state"] == "submitted"
    assert books.act(f"{BILL}/decline", address, notes="Too much")["state"] == "declined"
    assert books.refused_act(f"{BILL}/approve", address) == [
        ("/key", "The bill is declined: approve needs one that is partiallyApproved or submitted")
    ]
    assert books.act(f"{BILL}/submit", address)["state"] == "submitted"
    with books.ledger() as postings:
        assert books.act(f"{BILL}/approve", address, notes="Good")["state"] == "posted"
    assert {account for _, _, account, _ in postings} == {"2000", "6200"}

    paid = books.make(PAYMENT, payment(vendor, (address, "10000.01"), method="printedCheck"))
    assert money(books.read(paid), "state", "txnCurrency.totalSelected") == ["submitted", "10000.01"]
    assert money(books.read(address), *_PAID) == ["selected", "10000.01", "0.00", "10000.01", None]
    assert books.act(f"{PAYMENT}/decline", paid)["state"] == "declined"
    assert money(books.read(address), *_PAID) == ["posted", "10000.01", "0.00", "0.00", None]
    assert books.act(f"{PAYMENT}/submit", paid)["state"] == "submitted"
    assert books.act(f"{PAYMENT}/approve", paid)["state"] == "approved"
    assert books.act(f"{PAYMENT}/print", paid)["state"] == "delivered"
    assert books.act(f"{PAYMENT}/reverse", paid)["state"] == "approved"
    assert books.act(f"{PAYMENT}/print", paid)["state"] == "delivered"
    with books.ledger() as postings:
        assert books.act(f"{PAYMENT}/confirm", paid)["state"] == "confirmed"
    assert len(postings) == 2
    assert money(books.read(address), *_PAID) == ["paid", "0.00", "10000.01", "0.00", "2026-11-20"]
    assert books.refused_act(f"{PAYMENT}/confirm", paid)[0][0] == "/key"


def test_what_a_foreign_payment_gains(books: Accountant) -> None:
    vendor = books.partner(VENDOR, "GBP")
    address = books.make(BILL, bill(vendor, line("1000.00"), createdDate="2026-09-02", currency={"txnCurrency": "GBP"}))
    read = books.read(address)
    rate = Decimal(str(read["currency"]["exchangeRate"]["rate"]))
    assert (read["currency"]["baseCurrency"], rate == 1) == ("USD", False)
    base = Decimal(read["totalBaseAmount"])
    assert base == (Decimal("1000.00") * rate).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    if read["state"] == "submitted":
        books.act(f"{BILL}/approve", address)
    with books.ledger() as postings:
        books.make(PAYMENT, payment(vendor, (address, "1000.00"), currency="GBP"))
    totals: dict[str, Decimal] = {}
    for _, _, account, amount in postings:
        totals[account] = totals.get(account, Decimal(0)) + Decimal(amount)
    assert totals["2000"] == base
    assert totals["8200"] == -totals["1000"] - base
    assert totals["8200"] != 0
    assert books.read(address)["paymentInformation"]["totalBaseAmountPaid"] == str(base)


def test_an_adjustment_and_an_advance_pay_part_of_a_bill(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, line("500.00")))
    adjustment = books.make(
        "accounts-payable/adjustment",
        {
            "vendor": {"id": vendor},
            "createdDate": "2026-11-03",
            "currency": {"txnCurrency": "USD", "baseCurrency": "USD"},
            "lines": [line("-30.00")],
        },
    )
    advance = books.make(
        "accounts-payable/advance",
        {
            "vendor": {"id": vendor},
            "advanceDate": "2026-11-04",
            "paymentMethod": "eft",
            "currency": {"txnCurrency": "USD"},
            "financialEntity": {"entityId": "OPS-USD"},
            "lines": [line("200.00", "1350", accountLabel={"key": "1"})],
        },
    )
    assert books.read(advance)["state"] == "advancePaid"
    body = payment(vendor, (address, "320.00"))
    body["details"][0] |= {
        "apDebitAdjustment": {"key": adjustment.rpartition("/")[2]},
        "apAdvance": {"key": advance.rpartition("/")[2]},
    }
    body["details"][0]["txnCurrency"] |= {"adjustmentAmount": "30.00", "postedAdvanceAmount": "150.00"}
    with books.ledger() as postings:
        paid = books.make(PAYMENT, body)
    assert money(books.read(address), *_PAID) == ["paid", "0.00", "500.00", "0.00", "2026-11-20"]
    assert money(books.read(adjustment), "state", "txnTotalDue") == ["paid", "0.00"]
    assert money(books.read(advance), "state", "txnTotalDue") == ["partiallyApplied", "50.00"]
    assert ("CDJ", "2026-11-20", "1000", "-320.00") in postings
    assert ("CDJ", "2026-11-20", "1350", "-150.00") in postings
    books.act(f"{PAYMENT}/reverse", paid)
    assert money(books.read(adjustment), "state", "txnTotalDue") == ["posted", "-30.00"]
    assert money(books.read(advance), "state", "txnTotalDue") == ["advancePaid", "200.00"]
    assert books.read(address)["totalTxnAmountDue"] == "500.00"


def test_a_credit_note_is_used_up_in_a_payment(books: Accountant, vendor: str) -> None:
    owed = books.make(BILL, bill(vendor, line("80.00")))
    note = books.make(BILL, bill(vendor, line("-20.00")))
    paid = books.make(PAYMENT, payment(vendor, (owed, "80.00"), (note, "-20.00")))
    assert books.read(paid)["txnCurrency"]["totalAmount"] == "60.00"
    assert [books.read(each)["state"] for each in (owed, note)] == ["paid", "paid"]
    assert len(books.read(paid)["lines"]) == 2


def test_a_draft_payment_selects_and_lets_go(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, line("90.00")))
    draft = books.make(PAYMENT, payment(vendor, (address, "90.00"), state="draft"))
    assert money(books.read(address), *_PAID) == ["selected", "90.00", "0.00", "90.00", None]
    assert books.refused_make(PAYMENT, payment(vendor, (address, "0.01")))[0] == (
        "/details/0/txnCurrency/paymentAmount",
        "Of the bill only 0.00 is open, not 0.01",
    )
    [detail] = books.read(draft)["details"]
    books.change(draft, details=[{"key": detail["key"], "txnCurrency": {"paymentAmount": "40.00"}}])
    assert money(books.read(address), *_PAID) == ["selected", "90.00", "0.00", "40.00", None]
    assert books.read(draft)["txnCurrency"]["totalAmount"] == "40.00"
    assert books.api.delete(draft).status_code == 204
    assert money(books.read(address), *_PAID) == ["posted", "90.00", "0.00", "0.00", None]


@pytest.mark.parametrize(
    ("members", "target"),
    [
        ({"createdDate": "2026-12-24", "dueDate": "2026-12-23"}, "/dueDate"),
        ({"createdDate": "2025-09-30", "dueDate": "2026-12-23"}, "/postingDate"),
        ({"currency": {"txnCurrency": "CHF"}}, "/currency/exchangeRate/rate"),
        ({"currency": {"txnCurrency": "USD", "baseCurrency": "GBP"}}, "/currency/baseCurrency"),
        ({"lines": [line("1.00"), line("2.00", location="210")]}, "/lines/1/dimensions/location"),
        ({"lines": [line("1.00", "2000")]}, "/lines/0/glAccount"),
        ({"lines": [{"dimensions": {"location": {"id": "110"}}, "glAccount": {"id": "6200"}}]}, "/lines/0/txnAmount"),
        ({"state": "draft", "lines": []}, "/lines"),
    ],
)
def test_bills_that_are_refused(books: Accountant, vendor: str, members: dict[str, Any], target: str) -> None:
    answer = books.api.post(f"/objects/{BILL}", json=bill(vendor) | members)
    if answer.status_code == 400:
        # An empty list of lines lacks what is required before any rule is asked.
        assert target == "/lines"
        return
    assert target in [found for found, _ in books.refused(answer)]


def test_an_inactive_vendor_gets_no_bill(books: Accountant) -> None:
    address = books.make(VENDOR, {"id": "INACTIVE-1", "name": "Gone", "status": "inactive"})
    assert books.refused_make(BILL, bill("INACTIVE-1")) == [("/vendor", "accounts-payable/vendor INACTIVE-1 is inactive")]
    assert books.api.delete(address).status_code == 204


def test_a_number_twice_with_one_vendor(books: Accountant, vendor: str) -> None:
    books.make(BILL, bill(vendor, billNumber="TWICE-1"))
    assert [target for target, _ in books.refused_make(BILL, bill(vendor, billNumber="TWICE-1"))] == ["/billNumber"]
    other = books.partner(VENDOR, "GBP")
    books.make(BILL, bill(other, billNumber="TWICE-1", currency={"txnCurrency": "GBP"}))


def test_a_posted_bill_keeps_its_amounts(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor))
    first = books.read(address)["lines"][0]
    assert books.refused(books.api.delete(address))[0][1] == "The bill is posted: only a draft can be deleted"
    assert books.refused_change(address, state="draft")[0][0] == "/state"
    assert books.refused_change(address, lines=[{"key": first["key"], "txnAmount": "1.00"}])[0][0] == "/lines/0/txnAmount"
    assert books.refused_change(address, lines=[line("5.00")])[0][0] == "/lines/0"
    assert books.refused_change(address, lines=[{"ia::operation": "delete", "key": first["key"]}])[0][0] == "/lines/0"
    assert books.refused_change(address, createdDate="2026-11-03")[0][0] == "/createdDate"
    assert books.refused(books.api.delete(first["href"]))[0][0] == ""
    books.change(address, description="Paper", dueDate="2026-12-24", lines=[{"key": first["key"], "memo": "A4"}])
    read = books.read(address)
    assert money(read, "description", "dueDate", "totalTxnAmountDue") == ["Paper", "2026-12-24", "150.50"]


def test_a_draft_follows_its_lines(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, state="draft"))
    [first, second] = books.read(address)["lines"]
    books.change(
        address, lines=[{"key": first["key"], "txnAmount": "70.00"}, {"ia::operation": "delete", "key": second["key"]}, line("0.05")]
    )
    assert money(books.read(address), "totalTxnAmount", "totalTxnAmountDue") == ["70.05", "70.05"]
    books.make("accounts-payable/bill-line", {"bill": {"key": address.rpartition("/")[2]}, **line("1.00")})
    assert books.read(address)["totalTxnAmount"] == "71.05"
    assert books.api.delete(address).status_code == 204


def test_payments_that_are_refused(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, line("10.00")))
    other = books.partner(VENDOR, "GBP")
    pounds = books.make(BILL, bill(other, line("10.00"), currency={"txnCurrency": "GBP"}))
    held = books.make(BILL, bill(vendor, line("10.00"), isOnHold=True))
    cases: list[tuple[Any, str]] = [
        (payment(vendor, (address, "10.01")), "/details/0/txnCurrency/paymentAmount"),
        (payment(vendor, (address, "6.00"), (address, "6.00")), "/details/1/txnCurrency/paymentAmount"),
        (payment(vendor, (address, "-1.00")), "/details/0/txnCurrency/paymentAmount"),
        (payment(other, (address, "10.00"), currency="USD"), "/details/0/bill"),
        (payment(vendor, (pounds, "10.00")), "/details/0/bill"),
        (payment(vendor, (address, "10.00"), currency="GBP"), "/details/0/bill"),
        (payment(vendor, (held, "10.00")), "/details/0/bill"),
        (payment(vendor, (address, "10.00"), bank="NOWHERE"), "/financialEntity/entityId"),
        (payment(vendor, (address, "10.00"), bank="OPS-GBP"), "/details/0/bill"),
        (payment(vendor, (address, "10.00"), paymentDate="2025-01-02"), "/paymentDate"),
    ]
    for body, target in cases:
        assert target in [found for found, _ in books.refused_make(PAYMENT, body)], target
    assert money(books.read(address), *_PAID) == ["posted", "10.00", "0.00", "0.00", None]


def test_reversals_have_their_day(books: Accountant, vendor: str) -> None:
    address = books.make(BILL, bill(vendor, createdDate="2026-11-10"))
    for day in ("2026-11-10", "2026-11-21", "2025-01-31"):
        assert books.refused_act(f"{BILL}/reverse", address, reverseDate=day)[0][0] == "/reverseDate"
    assert books.read(address)["state"] == "posted"


def test_the_ledger_agrees_with_the_documents(books: Accountant) -> None:
    owed = books.open((BILL, "totalBaseAmountDue"), ("accounts-payable/adjustment", "totalBaseAmountDue"))
    assert books.control("2000") == {entity: -amount for entity, amount in owed.items()}
