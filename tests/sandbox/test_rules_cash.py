"""Transfers, fees, card charges and other receipts: what they post, and how they are taken back."""

from typing import Any

import pytest

from tests.sandbox.accounting import Accountant, card, fee, money, other_receipt, transfer

TRANSFER = "cash-management/funds-transfer"
FEE = "cash-management/bank-fee"
CARD_FEE = "cash-management/credit-card-fee"
CARD_TXN = "cash-management/credit-card-txn"
RECEIPT = "cash-management/other-receipt"

_DAY = "2026-11-20"


def test_a_transfer_and_its_reversal(books: Accountant) -> None:
    with books.ledger() as postings:
        address = books.make(TRANSFER, transfer())
    assert postings == [("CDJ", "2026-11-18", "1010", "250.00"), ("CDJ", "2026-11-18", "1000", "-250.00")]
    read = books.read(address)
    assert money(read, "state", "transferToAccount.receivedAmount", "transferToAccount.glAccountNumber") == ["posted", "250.00", "1010"]
    assert [each["txnAmount"] for each in read["lines"]] == ["250.00", "-250.00"]
    with books.ledger() as postings:
        answer = books.act(f"{TRANSFER}/reverse", address, reversedDate=_DAY, memo="Twice")
    assert postings == [("CDJ", _DAY, "1010", "-250.00"), ("CDJ", _DAY, "1000", "250.00")]
    counter = books.read(answer["href"])
    assert (answer["state"], counter["state"], counter["reversalOf"]["key"]) == ("reversed", "reversal", read["key"])
    assert money(books.read(address), "state", "reversedBy.key") == ["reversed", counter["key"]]
    assert books.refused_act(f"{TRANSFER}/reverse", address, reversedDate=_DAY)[0][0] == "/key"


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (transfer("0.00"), "/transferFromAccount/transferAmount"),
        (transfer(target="OPS-USD"), "/transferToAccount/bankAccount"),
        (transfer(target="OPS-GBP"), "/transferToAccount/bankAccount"),
        (transfer(target="VISA-US"), "/transferToAccount/bankAccount"),
        (transfer(sendDate="2025-01-02"), "/sendDate"),
        (
            transfer() | {"transferToAccount": {"bankAccount": {"id": "PAY-USD"}, "receivedAmount": "249.00"}},
            "/transferToAccount/receivedAmount",
        ),
    ],
)
def test_transfers_that_are_refused(books: Accountant, body: dict[str, Any], target: str) -> None:
    assert target in [found for found, _ in books.refused_make(TRANSFER, body)]


@pytest.mark.parametrize(
    ("name", "body", "posted", "note"),
    [
        (FEE, fee(), [("CDJ", "6900", "12.00"), ("CDJ", "1000", "-12.00")], "notes"),
        (FEE, fee("interestEarned"), [("CRJ", "7000", "-12.00"), ("CRJ", "1000", "12.00")], "notes"),
        (CARD_FEE, card(), [("CCJ", "6900", "12.00"), ("CCJ", "2150", "-12.00")], "notes"),
        (CARD_TXN, card(payee="Café Zoë"), [("CCJ", "6900", "12.00"), ("CCJ", "2150", "-12.00")], "notes"),
        (RECEIPT, other_receipt(), [("CRJ", "7010", "-12.00"), ("CRJ", "1000", "12.00")], "memo"),
    ],
)
def test_a_movement_and_its_reversal(
    books: Accountant, name: str, body: dict[str, Any], posted: list[tuple[str, str, str]], note: str
) -> None:
    with books.ledger() as postings:
        address = books.make(name, body)
    assert [(journal, account, amount) for journal, _, account, amount in postings] == posted
    read = books.read(address)
    assert money(read, "txnTotalEntered", "totalEntered", "entity.id") == ["12.00", "12.00", "100"]
    assert books.refused_act(f"{name}/reverse", address, reversedDate="2026-11-17")[0][0] == "/reversedDate"
    with books.ledger() as postings:
        answer = books.act(f"{name}/reverse", address, reversedDate=_DAY, **{note: "Wrong account"})
    assert sorted((account, amount) for _, _, account, amount in postings) == sorted(
        (account, amount.removeprefix("-") if amount.startswith("-") else f"-{amount}") for _, account, amount in posted
    )
    counter, after = books.read(answer["href"]), books.read(address)
    assert (counter["txnTotalEntered"], counter["description"]) == ("-12.00", "Wrong account")
    assert (after["state"], counter["state"]) == (("void", "void") if name == CARD_FEE else ("reversed", "reversal"))
    if name != RECEIPT:
        assert (counter["reversalOf"]["key"], after["reversedBy"]["key"]) == (read["key"], counter["key"])
    else:
        assert money(after, "voidPaymentKey", "reversalDate") == [counter["key"], _DAY]
    assert books.refused_act(f"{name}/reverse", address, reversedDate=_DAY)[0][0] == "/key"


def test_amounts_of_what_is_posted_stay(books: Accountant) -> None:
    address = books.make(FEE, fee())
    [first] = books.read(address)["lines"]
    assert books.refused_change(address, lines=[{"key": first["key"], "txnAmount": "1.00"}])[0][0] == "/lines/0/txnAmount"
    books.change(address, description="October")


def test_a_fee_needs_lines(books: Accountant) -> None:
    body = fee()
    del body["lines"]
    assert books.refused_make(FEE, body)[0] == ("/lines", "The bank fee has no lines")
