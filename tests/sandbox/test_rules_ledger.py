"""Journal entries that balance, stay what they are once posted, and come back on their day."""

from typing import Any

import pytest

from tests.sandbox.accounting import Accountant

ENTRY = "general-ledger/journal-entry"


def side(txn_type: str, amount: str, account: str = "6200", location: str | None = "110", **members: Any) -> dict[str, Any]:
    place = {"dimensions": {"location": {"id": location}}} if location else {}
    return {"txnType": txn_type, "txnAmount": amount, "glAccount": {"id": account}, **place, **members}


def entry(*sides: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "glJournal": {"id": "GJ"},
        "postingDate": "2026-11-12",
        "description": "Supplies",
        "lines": list(sides) or [side("debit", "30.00"), side("credit", "30.00", "2100")],
        **members,
    }


def test_an_entry_is_completed(books: Accountant) -> None:
    first, second = (books.read(books.make(ENTRY, entry())) for _ in range(2))
    assert (first["state"], first["entity"]["id"], first["baseLocation"]["id"], first["moduleName"]) == (
        "posted",
        "100",
        "100",
        "generalLedger",
    )
    assert second["txnNumber"] == first["txnNumber"] + 1
    assert [(each["lineNumber"], each["baseAmount"], each["accountingPeriod"]) for each in first["lines"]] == [
        (1, "30.00", 11),
        (2, "30.00", 11),
    ]
    assert first["lines"][0]["description"] == "Supplies"


def test_an_entry_without_locations_is_the_top_levels(books: Accountant) -> None:
    read = books.read(books.make(ENTRY, entry(side("debit", "1.00", location=None), side("credit", "1.00", "2100", None))))
    assert (read["entity"]["id"], read["lines"][0]["currency"]["baseCurrency"]) == (None, "USD")


def test_each_entity_balances(books: Accountant) -> None:
    lines = [
        side("debit", "5.00"),
        side("credit", "5.00", "2100"),
        side("debit", "4.00", location="210"),
        side("credit", "4.00", "2100", "210"),
    ]
    books.make(ENTRY, entry(*lines))
    lines[3]["txnAmount"] = "4.01"
    lines[1]["txnAmount"] = "4.99"
    problems = books.refused_make(ENTRY, entry(*lines))
    assert problems == [
        ("/lines", "The debits of entity 100 are 0.01 more than the credits"),
        ("/lines", "The credits of entity 200 are 0.01 more than the debits"),
    ]


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (entry(side("debit", "1.00"), side("credit", "2.00", "2100")), "/lines"),
        (entry(side("debit", "1.00")), "/lines"),
        (entry(side("debit", "-1.00"), side("credit", "-1.00", "2100")), "/lines/0/txnAmount"),
        (entry(side("debit", "1.00"), side("credit", "1.00", "1100")), "/lines/1/glAccount"),
        (entry(postingDate="2025-09-30"), "/postingDate"),
        (entry(glJournal={"id": "APJ"}), "/glJournal"),
        (entry(automaticReversalDate="2026-11-12"), "/automaticReversalDate"),
        (entry(side("debit", "1.00", currency={"txnCurrency": "CHF"}), side("credit", "1.00", "2100")), "/lines/0/currency/exchangeRate"),
    ],
)
def test_entries_that_are_refused(books: Accountant, body: dict[str, Any], target: str) -> None:
    assert target in [found for found, _ in books.refused_make(ENTRY, body)]


def test_an_accrual_comes_back(books: Accountant) -> None:
    with books.ledger() as postings:
        address = books.make(ENTRY, entry(automaticReversalDate="2026-12-01"))
    assert postings == [
        ("GJ", "2026-11-12", "6200", "30.00"),
        ("GJ", "2026-11-12", "2100", "-30.00"),
        ("GJ", "2026-12-01", "6200", "-30.00"),
        ("GJ", "2026-12-01", "2100", "30.00"),
    ]
    [reversal] = books.query(ENTRY, ["key", "description", "reversedFromDate"], orderBy=[{"key": "desc"}], size=1)["ia::result"]
    assert (reversal["description"], reversal["reversedFromDate"]) == ("Reversed - Supplies", "2026-11-12")
    for key in (address.rpartition("/")[2], reversal["key"]):
        problems = books.refused_change(f"/objects/{ENTRY}/{key}", automaticReversalDate="2026-12-02")
        assert problems == [("/automaticReversalDate", "The entry is reversed already")]


def test_a_posted_entry_stays(books: Accountant) -> None:
    address = books.make(ENTRY, entry())
    [first, _] = books.read(address)["lines"]
    assert books.refused(books.api.delete(address))[0][1] == "The entry is posted: only a draft can be deleted"
    assert books.refused_change(address, postingDate="2026-11-13")[0][0] == "/postingDate"
    assert books.refused_change(address, state="draft")[0][0] == "/state"
    assert "/lines/0/txnAmount" in [
        target for target, _ in books.refused_change(address, lines=[{"key": first["key"], "txnAmount": "31.00"}])
    ]
    assert books.refused_change(address, lines=[side("debit", "1.00")]) == [
        ("/lines/0", "The entry is posted: its lines can no longer come or go")
    ]
    books.change(address, description="Better words", referenceNumber="GJ-1")
    assert books.read(address)["description"] == "Better words"


def test_a_draft_is_posted_by_a_change(books: Accountant) -> None:
    address = books.make(ENTRY, entry(state="draft"))
    assert {each["state"] for each in books.read(address)["lines"]} == {"draft"}
    books.change(address, state="posted")
    assert {each["state"] for each in books.read(address)["lines"]} == {"posted"}
    other = books.make(ENTRY, entry(state="draft"))
    assert books.api.delete(other).status_code == 204


def test_the_subledgers_entries_are_not_for_hands(books: Accountant) -> None:
    [row] = books.query(ENTRY, ["key"], filters=[{"$eq": {"moduleName": "accountsPayable"}}], orderBy=[{"key": "desc"}], size=1)[
        "ia::result"
    ]
    assert books.refused_change(f"/objects/{ENTRY}/{row['key']}", description="x")[0][1].startswith("The entry comes from accountsPayable")


def test_an_entry_in_another_currency(books: Accountant) -> None:
    lines = [
        side("debit", "100.00", currency={"txnCurrency": "GBP", "exchangeRate": 1.3}),
        side("credit", "130.00", "2100"),
    ]
    read = books.read(books.make(ENTRY, entry(*lines)))
    assert [each["baseAmount"] for each in read["lines"]] == ["130.00", "130.00"]
    assert read["lines"][0]["currency"]["exchangeRate"] == 1.3


def test_statistical_entries_count(books: Accountant) -> None:
    body = {
        "statisticalJournal": {"key": "1"},
        "postingDate": "2026-11-12",
        "description": "Headcount",
        "lines": [{"statisticalAccount": {"key": "1"}, "txnType": "increase", "txnAmount": "3.00"}],
    }
    read = books.read(books.make("general-ledger/statistical-journal-entry", body))
    assert (read["state"], read["lines"][0]["accountingPeriod"]) == ("posted", 11)
