"""What lines come to: exact sums, the header's own total, debits against credits."""

from decimal import Decimal
from typing import Any

import pytest

from intacct_desktop.api.records.form import Lines, Purpose
from intacct_desktop.api.records.line_totals import ColumnTotal, HeaderTotal, amount_columns, side_column, totals_of
from tests.forms import form_for, names

BILL = form_for("accounts-payable/bill", Purpose.CHANGE).lines["lines"]
JOURNAL = form_for("general-ledger/journal-entry", Purpose.CHANGE).lines["lines"]


def total(lines: Lines, items: list[dict[str, Any]], header: dict[str, Any] | None = None, path: str = "txnAmount") -> ColumnTotal:
    (found,) = totals_of(lines.columns, items, header or {}, {path})
    return found


def test_sums_are_exact_however_long_the_amounts() -> None:
    amounts = ["0.10"] * 3 + ["99999999999999999999999999999999999999.99", "-0.01"]
    assert total(BILL, [{"txnAmount": amount} for amount in amounts]).total == Decimal("100000000000000000000000000000000000000.28")


def test_the_header_s_total_is_beside_the_sum_of_its_column() -> None:
    found = total(BILL, [{"txnAmount": "4150.50"}, {"txnAmount": "20000.00"}], {"totalTxnAmount": "24150.00", "vendor": {"key": "1"}})
    assert found.header == HeaderTotal("totalTxnAmount", Decimal("24150.00"))
    assert found.difference == Decimal("0.50")


def test_of_two_totals_of_a_name_the_header_s_own_counts() -> None:
    header = {"summary": {"totalTxnAmount": "1.00"}, "totalTxnAmount": "2.00", "vendor": {"key": "7", "totalBaseAmount": "9.00"}}
    assert total(BILL, [], header).header == HeaderTotal("totalTxnAmount", Decimal("2.00"))
    assert total(BILL, [], header, "baseAmount").header is None  # the vendor's own is none of the bill's


def test_a_total_that_the_company_has_not_made_yet_is_compared_with_nothing() -> None:
    assert total(BILL, [{"txnAmount": "1.00"}], {"totalTxnAmount": None}).difference is None


def test_what_is_no_number_is_counted_and_what_is_empty_is_not() -> None:
    found = total(
        BILL, [{"txnAmount": "12,3,4"}, {"txnAmount": None}, {}, {"txnAmount": ""}, {"txnAmount": "1.240 "}, {"txnAmount": "5.00"}]
    )
    assert (found.total, found.unread) == (Decimal("5.00"), 2)


def test_debits_stand_against_credits_where_the_lines_say_their_side() -> None:
    side = side_column(JOURNAL.columns)
    assert side is not None
    assert side.path == "txnType"
    items = [
        {"txnType": "debit", "txnAmount": "70.10"},
        {"txnType": "credit", "txnAmount": "70.00"},
        {"txnType": "credit", "txnAmount": "oops"},
        {"txnAmount": "1.00"},
    ]
    sides = total(JOURNAL, items).sides
    assert sides is not None
    assert (sides.debit, sides.credit, sides.difference, sides.neither) == (Decimal("70.10"), Decimal("70.00"), Decimal("0.10"), 1)
    assert total(BILL, items).sides is None


def test_several_currencies_are_not_added_up() -> None:
    items = [{"txnAmount": "1.00", "currency": {"txnCurrency": name}} for name in ("USD", "EUR", "USD")]
    found = total(JOURNAL, items, {"totalTxnAmount": "3.00"})
    assert found.currencies == ("EUR", "USD")
    assert found.is_mixed
    assert found.difference is None
    assert not total(JOURNAL, items, path="baseAmount").is_mixed


@pytest.mark.parametrize("name", ["lineNumber", "accountingPeriod", "currency.exchangeRate"])
def test_numbers_of_which_a_sum_says_nothing_are_not_summed(name: str) -> None:
    assert name in JOURNAL.members
    assert name not in {column.path for column in amount_columns(JOURNAL.columns, {})}


def test_every_list_of_every_object_can_be_added_up() -> None:
    for name in names():
        for lines in form_for(name, Purpose.CHANGE).lines.values():
            assert all(found.total == 0 for found in totals_of(lines.columns, [{}], {})), name
