"""Invoices, what customers pay of them, and what lies in the till until it is deposited."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.accounting import Accountant, invoice, line, money, receipt

INVOICE = "accounts-receivable/invoice"
PAYMENT = "accounts-receivable/payment"
CUSTOMER = "accounts-receivable/customer"
DEPOSIT = "cash-management/deposit"
UNDEPOSITED = "cash-management/undeposited-fund"

_PAID = (
    "state",
    "totalTxnAmountDue",
    "paymentInformation.totalTxnAmountPaid",
    "paymentInformation.fullyPaidDate",
    "paymentInformation.daysToPay",
)


@pytest.fixture(scope="module")
def customer(books: Accountant) -> str:
    return books.partner(CUSTOMER)


def test_an_invoice_from_draft_to_paid_and_back(books: Accountant, customer: str) -> None:
    owed = books.due(CUSTOMER, customer)
    address = books.make(INVOICE, invoice(customer, state="draft"))
    read = books.read(address)
    assert (read["state"], read["invoiceNumber"][:4], read["currency"]["txnCurrency"]) == ("draft", "INV-", "USD")
    with books.ledger() as postings:
        assert books.act(f"{INVOICE}/submit", address)["state"] == "posted"
    assert postings == [
        ("ARJ", "2026-11-02", "4000", "-900.00"),
        ("ARJ", "2026-11-02", "1100", "1000.00"),
        ("ARJ", "2026-11-02", "4300", "-100.00"),
    ]
    assert books.due(CUSTOMER, customer) == owed + 1000

    with books.ledger() as postings:
        paid = books.make(PAYMENT, receipt(customer, (address, "1000.00")))
    assert postings == [("CRJ", "2026-11-20", "1000", "1000.00"), ("CRJ", "2026-11-20", "1100", "-1000.00")]
    assert money(books.read(paid), "state", "txnCurrency.totalPaid", "documentNumber")[:2] == ["complete", "1000.00"]
    assert money(books.read(address), *_PAID) == ["paid", "0.00", "1000.00", "2026-11-20", 18]
    assert books.due(CUSTOMER, customer) == owed
    assert books.refused_act(f"{INVOICE}/reverse", address, reversedDate="2026-11-20")[0][0] == "/key"

    with books.ledger() as postings:
        assert books.act(f"{PAYMENT}/reverse", paid, reversedDate="2026-11-20", memo="Bounced")["state"] == "reversed"
    assert postings == [("CRJ", "2026-11-20", "1000", "-1000.00"), ("CRJ", "2026-11-20", "1100", "1000.00")]
    assert money(books.read(address), *_PAID) == ["posted", "1000.00", "0.00", None, None]
    counter = books.query(PAYMENT, ["state", "txnCurrency.totalAmount", "description"], orderBy=[{"key": "desc"}], size=1)["ia::result"]
    assert counter == [{"state": "reversal", "txnCurrency.totalAmount": "-1000.00", "description": "Bounced"}]

    with books.ledger() as postings:
        books.act(f"{INVOICE}/reverse", address, reversedDate="2026-11-20", memo="Duplicate")
    assert sum(Decimal(amount) for _, _, account, amount in postings if account == "1100") == -1000
    assert books.due(CUSTOMER, customer) == owed
    assert money(books.read(address), "state", "totalTxnAmountDue") == ["reversed", "0.00"]


def test_a_check_goes_through_the_till(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer, line("75.00", "4000")))
    body = receipt(customer, (address, "75.00"), paymentMethod="printedCheck", documentNumber="004711")
    del body["financialEntity"]
    with books.ledger() as postings:
        paid = books.make(PAYMENT, body)
    assert ("CRJ", "2026-11-20", "1060", "75.00") in postings
    filters = [{"$eq": {"documentNumber": "004711"}}]
    [fund] = books.query(UNDEPOSITED, ["id", "payee", "totalEntered", "paymentMethod"], filters=filters)["ia::result"]
    assert (fund["totalEntered"], fund["paymentMethod"]) == ("75.00", "check")

    with books.ledger() as postings:
        deposit = books.make(DEPOSIT, {"bankAccount": {"id": "OPS-USD"}, "txnDate": "2026-11-20", "details": [{"id": fund["id"]}]})
    assert postings == [("CRJ", "2026-11-20", "1000", "75.00"), ("CRJ", "2026-11-20", "1060", "-75.00")]
    assert money(books.read(deposit), "totalEntered", "state") == ["75.00", "approve"]
    assert books.query(UNDEPOSITED, ["id"], filters=filters)["ia::result"] == []
    assert books.refused_act(f"{PAYMENT}/reverse", paid, reversedDate="2026-11-20")[0][1] == "The payment was deposited"
    assert books.refused_make(DEPOSIT, {"bankAccount": {"id": "OPS-USD"}, "txnDate": "2026-11-20", "details": [{"id": fund["id"]}]})[0][
        0
    ] == ("/details/0/id")

    with books.ledger() as postings:
        assert books.act(f"{DEPOSIT}/reverse", deposit, reversedDate="2026-11-20")["state"] == "void"
    assert ("CRJ", "2026-11-20", "1000", "-75.00") in postings
    assert len(books.query(UNDEPOSITED, ["id"], filters=filters)["ia::result"]) == 1
    books.act(f"{PAYMENT}/reverse", paid, reversedDate="2026-11-20")
    assert books.query(UNDEPOSITED, ["id"], filters=filters)["ia::result"] == []
    assert books.read(address)["state"] == "posted"


def test_an_overpayment_is_an_advance(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer, line("10.00", "4000")))
    with books.ledger() as postings:
        books.make(PAYMENT, receipt(customer, (address, "10.00"), overPaymentAmount="2.50"))
    assert sorted(postings) == [
        ("CRJ", "2026-11-20", "1000", "12.50"),
        ("CRJ", "2026-11-20", "1100", "-10.00"),
        ("CRJ", "2026-11-20", "2310", "-2.50"),
    ]


def test_a_draft_receipt_is_submitted(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer, line("10.00", "4000")))
    draft = books.make(PAYMENT, receipt(customer, (address, "10.00"), state="draft"))
    assert books.read(address)["state"] == "selected"
    assert books.act(f"{PAYMENT}/submit", draft)["state"] == "complete"
    assert books.read(address)["state"] == "paid"
    assert books.refused(books.api.delete(draft))[0][1] == "The payment is complete: only a draft can be deleted"


def test_receipts_that_are_refused(books: Accountant, customer: str) -> None:
    draft = books.make(INVOICE, invoice(customer, state="draft"))
    address = books.make(INVOICE, invoice(customer))
    other = books.partner(CUSTOMER, "CAD", "300")
    cases = [
        (receipt(customer, (draft, "1.00")), "/paymentDetails/0/arInvoice"),
        (receipt(customer, (address, "1000.01")), "/paymentDetails/0/txnCurrency/paymentAmount"),
        (receipt(other, (address, "1.00")), "/paymentDetails/0/arInvoice"),
        (receipt(customer, (address, "1.00"), paidDate="2025-01-01"), "/paidDate"),
        (receipt(customer), "/paymentDetails"),
        (receipt(customer, (address, "1.00"), txnCurrency={"totalAmount": "2.00"}), "/txnCurrency/totalAmount"),
    ]
    for body, target in cases:
        assert target in [found for found, _ in books.refused_make(PAYMENT, body)], target


def test_an_invoice_is_reclassified(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer))
    first = books.read(address)["lines"][0]["key"]
    with books.ledger() as postings:
        answer = books.act(
            f"{INVOICE}/reclassify",
            address,
            description="Calibration after all",
            dueDate="2026-12-24",
            lines=[{"key": first, "glAccount": {"id": "4110"}, "dimensions": {"department": {"id": "0320"}}}],
        )
    assert answer["state"] == "posted"
    assert postings == [("ARJ", "2026-11-20", "4000", "900.00"), ("ARJ", "2026-11-20", "4110", "-900.00")]
    read = books.read(address)
    assert money(read, "description", "dueDate", "totalTxnAmountDue") == ["Calibration after all", "2026-12-24", "1000.00"]
    assert read["lines"][0]["glAccount"]["id"] == "4110"
    assert books.refused_act(f"{INVOICE}/reclassify", address, lines=[{"key": first, "txnAmount": "1.00"}])[0][0] == "/lines/0/txnAmount"
    assert books.refused_act(f"{INVOICE}/reclassify", address, lines=[line("1.00", "4000")])[0][0] == "/lines/0"
    wrong = books.api.post(
        f"/workflows/{INVOICE}/reclassify", json={"key": address.rpartition("/")[2], "lines": [{"key": first, "baseAmount": "1"}]}
    )
    assert wrong.status_code == 400
    assert wrong.json()["ia::result"]["ia::error"]["details"][0]["errorId"] == "REST-1050"


def test_an_invoice_is_printed(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer))
    answer = books.act(f"{INVOICE}/generate-pdf", address)
    key = address.rpartition("/")[2]
    link = f"/services/core/content/download?key={key}&resource=objects/{INVOICE}&field=/downloadURL"
    assert answer == {"key": key, "id": key, "href": address, "downloadURL": link}
    assert books.read(address)["downloadURL"] == link
    page = books.api.get(link)
    assert (page.status_code, page.headers["content-type"], page.content[:5]) == (200, "application/pdf", b"%PDF-")
    other = books.make(INVOICE, invoice(customer, state="draft"))
    assert books.refused_act(f"{INVOICE}/generate-pdf", other)[0][0] == "/key"
    assert books.api.get(link.replace(f"key={key}", f"key={other.rpartition('/')[2]}")).status_code == 404


def test_adjustments_and_advances_of_customers(books: Accountant, customer: str) -> None:
    address = books.make(INVOICE, invoice(customer, line("300.00", "4000")))
    adjustment = books.make(
        "accounts-receivable/adjustment",
        {
            "customer": {"id": customer},
            "createdDate": "2026-11-03",
            "txnCurrency": {"currency": "USD"},
            "adjustmentSummary": {"id": "1"},
            "lines": [{"txnCurrency": {"amount": "-40.00"}, "glAccount": {"id": "4900"}, "dimensions": {"location": {"id": "110"}}}],
        },
    )
    advance = books.make(
        "accounts-receivable/advance",
        {
            "customer": {"id": customer},
            "paymentInformation": {
                "paymentDate": "2026-11-04",
                "receiptDate": "2026-11-04",
                "paymentMethod": "eft",
                "financialEntity": {"id": "OPS-USD"},
            },
            "items": [line("100.00", "2310")],
        },
    )
    assert [books.read(each)["state"] for each in (adjustment, advance)] == ["posted", "posted"]
    body = receipt(customer, (address, "160.00"))
    body["paymentDetails"][0] |= {
        "arAdjustment": {"key": adjustment.rpartition("/")[2]},
        "arAdvance": {"key": advance.rpartition("/")[2]},
    }
    body["paymentDetails"][0]["txnCurrency"] |= {"adjustmentAmount": "40.00", "postedAdvanceAmount": "100.00"}
    books.make(PAYMENT, body)
    assert [books.read(each)["state"] for each in (address, adjustment, advance)] == ["paid", "paid", "fullyApplied"]
    assert books.refused_act("accounts-receivable/advance/reverse", advance, reversedDate="2026-11-20")[0][0] == "/key"
    fresh = books.make("accounts-receivable/adjustment", _adjustment(customer))
    with books.ledger() as postings:
        books.act("accounts-receivable/adjustment/reverse", fresh, reversedDate="2026-11-20")
    assert sorted(postings) == [("ARJ", "2026-11-20", "1100", "5.00"), ("ARJ", "2026-11-20", "4900", "-5.00")]


def _adjustment(customer: str) -> dict[str, Any]:
    return {
        "customer": {"id": customer},
        "createdDate": "2026-11-03",
        "txnCurrency": {"currency": "USD"},
        "adjustmentSummary": {"id": "1"},
        "lines": [{"txnCurrency": {"amount": "-5.00"}, "glAccount": {"id": "4900"}, "dimensions": {"location": {"id": "110"}}}],
    }


def test_the_ledger_agrees_with_the_documents(books: Accountant) -> None:
    owed = books.open((INVOICE, "totalBaseAmountDue"), ("accounts-receivable/adjustment", "baseCurrency.totalDue"))
    assert books.control("1100") == owed
