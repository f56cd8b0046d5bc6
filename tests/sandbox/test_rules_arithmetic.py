"""What the rules of the practice company reckon with: shares, rates and due dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.sandbox.company.books import WHOLE
from intacct_desktop.sandbox.rules.money import as_text, spread, stored_rate, whole_rate
from intacct_desktop.sandbox.rules.terms import dates_of
from intacct_desktop.sandbox.store import Kind, Store, StoredColumn

AMOUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=6)


@given(AMOUNTS, st.data(), st.sampled_from([1, -1]))
def test_shares_come_to_the_total(amounts: list[int], data: st.DataObject, sign: int) -> None:
    signed = [amount * sign for amount in amounts]
    total = sign * data.draw(st.integers(0, sum(amounts)))
    shares = spread(signed, total)
    assert sum(shares) == total
    assert all(0 <= share * sign <= amount * sign for share, amount in zip(shares, signed, strict=True))
    # From the first on: before one that is not used up, all are.
    used_up = [share == amount for share, amount in zip(shares, signed, strict=True)]
    first_left = used_up.index(False) if False in used_up else len(used_up)
    assert not any(shares[first_left + 1 :])


@pytest.mark.parametrize(
    ("column", "stored"),
    [
        (StoredColumn("rate", Kind.NUMBER, 6), 1_273_400),
        (StoredColumn("rate", Kind.TEXT), "1.2734"),
        (StoredColumn("rate", Kind.DECIMAL, 10), 12_734_000_000),
        (StoredColumn("rate", Kind.DECIMAL, 4), 12_734),
    ],
)
def test_a_rate_in_every_form(column: StoredColumn, stored: object) -> None:
    assert stored_rate(1_273_400, column) == stored
    assert whole_rate(stored_rate(1_273_400, column), column) == 1_273_400
    assert whole_rate(None, column) is None


def test_what_is_no_rate() -> None:
    assert whole_rate("one", StoredColumn("rate", Kind.TEXT)) is None
    assert whole_rate("-1", StoredColumn("rate", Kind.TEXT)) is None
    assert [as_text(cents) for cents in (0, 5, -1250)] == ["0.00", "0.05", "-12.50"]


@pytest.mark.parametrize(
    ("days", "start", "due"),
    [
        (30, "fromBillDate", date(2026, 12, 14)),
        (15, "afterEndOfMonthOfBillDate", date(2026, 12, 15)),
        (20, "ofTheMonthOfBillDate", date(2026, 11, 20)),
        (31, "ofNextMonthFromBillDate", date(2026, 12, 31)),
        (31, "of3rdMonthFromBillDate", date(2027, 2, 28)),
        (5, "fromBillDateExtendingToEom", date(2026, 11, 30)),
    ],
)
def test_when_a_document_is_due(days: int, start: str, due: date) -> None:
    store = Store.open(None)
    try:
        key = store.add("accounts-payable/term", {"id": "T", "due.days": days * WHOLE, "due.from": start})
        dates = dates_of(store, "accounts-payable/term", key, date(2026, 11, 14))
    finally:
        store.close()
    assert (dates.due, dates.discount) == (due, None)
