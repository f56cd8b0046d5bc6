"""Every operator on every kind of field, against plain Python over the same rows."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest

Row = dict[str, Any]
Rows = Callable[..., list[Row]]

BILL = "accounts-payable/bill"
ENTRY = "general-ledger/journal-entry"
FIELDS = [
    "key", "billNumber", "vendor.name", "state", "isOnHold", "dueDate", "totalTxnAmount", "currency.exchangeRate.rate",
    "paymentInformation.fullyPaidDate", "nsp::region", "audit.modifiedDateTime", "vendor.key",
]  # fmt: skip


@pytest.fixture(scope="module")
def bills(all_rows: Rows) -> list[Row]:
    return all_rows(BILL, FIELDS)


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def same(value: Any) -> Any:
    return value


Case = tuple[str, str, Any, Callable[[Any], Any], Callable[[Any], bool]]

# operator, field, value, how the answer's value compares, and what must hold for it (never asked for null)
CASES: list[Case] = [
    ("$eq", "state", "paid", same, lambda v: v == "paid"),
    ("$ne", "state", "paid", same, lambda v: v != "paid"),
    ("$ne", "nsp::region", "north", same, lambda v: v != "north"),
    ("$eq", "key", "17", same, lambda v: v == "17"),
    ("$eq", "vendor.key", 17, same, lambda v: v == "17"),
    ("$gt", "vendor.key", "99", number, lambda v: v > 99),
    ("$eq", "isOnHold", True, same, lambda v: v is True),
    ("$ne", "isOnHold", True, same, lambda v: v is False),
    ("$lte", "isOnHold", False, same, lambda v: v is False),
    ("$gte", "isOnHold", False, same, lambda v: v is not None),
    ("$in", "isOnHold", [True], same, lambda v: v is True),
    ("$lt", "totalTxnAmount", "0", number, lambda v: v < 0),
    ("$lte", "totalTxnAmount", "979.08", number, lambda v: v <= Decimal("979.08")),
    ("$gt", "totalTxnAmount", 979.08, number, lambda v: v > Decimal("979.08")),
    ("$gte", "totalTxnAmount", "979.080", number, lambda v: v >= Decimal("979.08")),
    ("$eq", "totalTxnAmount", "979.08", number, lambda v: v == Decimal("979.08")),
    ("$between", "totalTxnAmount", ["-100", 100], number, lambda v: -100 <= v <= 100),
    ("$notBetween", "totalTxnAmount", ["-100", 100], number, lambda v: not -100 <= v <= 100),
    ("$eq", "currency.exchangeRate.rate", 1, number, lambda v: v == 1),
    ("$gt", "currency.exchangeRate.rate", "1.25", number, lambda v: v > Decimal("1.25")),
    ("$startsWith", "currency.exchangeRate.rate", "0.7", number, lambda v: f"{v:f}".startswith("0.7")),
    ("$endsWith", "totalTxnAmount", ".05", same, lambda v: v.endswith(".05")),
    ("$startsWith", "totalTxnAmount", "-", same, lambda v: v.startswith("-")),
    ("$contains", "key", 17, same, lambda v: "17" in v),
    ("$lt", "dueDate", "2025-06-15", same, lambda v: v < "2025-06-15"),
    ("$lte", "dueDate", "2025-06-15", same, lambda v: v <= "2025-06-15"),
    ("$gt", "dueDate", "2025-06-15", same, lambda v: v > "2025-06-15"),
    ("$gte", "dueDate", "2025-06-15", same, lambda v: v >= "2025-06-15"),
    ("$between", "dueDate", ["2025-06-15", "2025-07-15"], same, lambda v: "2025-06-15" <= v <= "2025-07-15"),
    ("$notBetween", "dueDate", ["2025-06-15", "2025-07-15"], same, lambda v: not "2025-06-15" <= v <= "2025-07-15"),
    ("$in", "dueDate", ["2025-06-15", "2025-06-16"], same, lambda v: v in ("2025-06-15", "2025-06-16")),
    ("$notIn", "dueDate", ["2025-06-15", "2025-06-16"], same, lambda v: v not in ("2025-06-15", "2025-06-16")),
    ("$ne", "paymentInformation.fullyPaidDate", "2025-06-16", same, lambda v: v != "2025-06-16"),
    ("$gte", "audit.modifiedDateTime", "2026-01-01T00:00:00Z", same, lambda v: v >= "2026-01-01T00:00:00Z"),
    ("$gt", "audit.modifiedDateTime", "2026-01-05", same, lambda v: v[:10] > "2026-01-05"),
    ("$eq", "audit.modifiedDateTime", "2026-01-08", same, lambda v: v[:10] == "2026-01-08"),
    ("$in", "state", ["draft", "submitted"], same, lambda v: v in ("draft", "submitted")),
    ("$notIn", "state", ["draft", "paid"], same, lambda v: v not in ("draft", "paid")),
    ("$notIn", "nsp::region", ["north", "south"], same, lambda v: v not in ("north", "south")),
    ("$lt", "vendor.name", "M", same, lambda v: v < "M"),
    ("$between", "vendor.name", ["A", "É"], same, lambda v: "A" <= v <= "É"),
    ("$contains", "vendor.name", "é", same, lambda v: "é" in v),
    ("$contains", "vendor.name", "'", same, lambda v: "'" in v),
    ("$notContains", "vendor.name", "a", same, lambda v: "a" not in v),
    ("$startsWith", "vendor.name", "S", same, lambda v: v.startswith("S")),
    ("$notStartsWith", "nsp::region", "n", same, lambda v: not v.startswith("n")),
    ("$endsWith", "vendor.name", "Inc.", same, lambda v: v.endswith("Inc.")),
    ("$endsWith", "billNumber", "2412-372", same, lambda v: v.endswith("2412-372")),
    ("$notEndsWith", "vendor.name", "Inc.", same, lambda v: not v.endswith("Inc.")),
    ("$startsWith", "vendor.name", "", same, lambda v: True),
    ("$endsWith", "vendor.name", "", same, lambda v: True),
]


@pytest.mark.parametrize(("operator", "field", "value", "read", "holds"), CASES, ids=[f"{c[0]}-{c[1]}-{c[2]}" for c in CASES])
def test_operator(operator: str, field: str, value: Any, read: Any, holds: Any, bills: list[Row], all_rows: Rows) -> None:
    expected = [row["key"] for row in bills if row[field] is not None and holds(read(row[field]))]
    assert expected, "the practice company has such a bill"
    assert keys(all_rows(BILL, ["key"], filters=[{operator: {field: value}}])) == expected


@pytest.mark.parametrize(("operator", "text"), [("$contains", "%"), ("$contains", "_"), ("$startsWith", "s"), ("$endsWith", "INC.")])
def test_text_is_meant_as_it_stands(operator: str, text: str, all_rows: Rows) -> None:
    """No vendor's name has these: no character is a wildcard, and letters' case counts."""
    assert all_rows(BILL, ["key"], filters=[{operator: {"vendor.name": text}}]) == []


@pytest.mark.parametrize("field", ["nsp::region", "paymentInformation.fullyPaidDate", "term.id", "dispute.notes"])
def test_null(field: str, all_rows: Rows) -> None:
    rows = all_rows(BILL, ["key", field])
    assert keys(all_rows(BILL, ["key"], filters=[{"$eq": {field: None}}])) == [row["key"] for row in rows if row[field] is None]
    assert keys(all_rows(BILL, ["key"], filters=[{"$ne": {field: None}}])) == [row["key"] for row in rows if row[field] is not None]


def test_null_among_many(bills: list[Row], all_rows: Rows) -> None:
    found = all_rows(BILL, ["key"], filters=[{"$in": {"nsp::region": ["north", None]}}])
    assert keys(found) == [row["key"] for row in bills if row["nsp::region"] in ("north", None)]
    others = all_rows(BILL, ["key"], filters=[{"$notIn": {"nsp::region": ["north", None]}}])
    assert keys(others) == [row["key"] for row in bills if row["nsp::region"] not in ("north", None)]


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [
        ("$eq", "SOCIÉTÉ ÉTOILE DU NORD, S.À R.L.", lambda v: v == "société étoile du nord, s.à r.l."),
        ("$ne", "SOCIÉTÉ ÉTOILE DU NORD, S.À R.L.", lambda v: v != "société étoile du nord, s.à r.l."),
        ("$contains", "É", lambda v: "é" in v),
        ("$startsWith", "s", lambda v: v.startswith("s")),
        ("$notEndsWith", "INC.", lambda v: not v.endswith("inc.")),
        ("$in", ["société étoile du nord, s.à r.l."], lambda v: v == "société étoile du nord, s.à r.l."),
        ("$lt", "m", lambda v: v < "m"),
    ],
)
def test_case_can_be_ignored(operator: str, value: Any, holds: Any, bills: list[Row], all_rows: Rows) -> None:
    expected = [row["key"] for row in bills if holds(row["vendor.name"].casefold())]
    assert expected, "the practice company has such a vendor"
    found = all_rows(BILL, ["key"], filters=[{operator: {"vendor.name": value}}], filterParameters={"caseSensitiveComparison": False})
    assert keys(found) == expected
    assert keys(all_rows(BILL, ["key"], filters=[{operator: {"vendor.name": value}}])) != expected


# Seen from Friday, 20 November 2026.
PERIODS = {
    "today": ("2026-11-20", "2026-11-20"),
    "yesterday": ("2026-11-19", "2026-11-19"),
    "currentWeek": ("2026-11-16", "2026-11-22"),
    "lastWeek": ("2026-11-09", "2026-11-15"),
    "currentMonth": ("2026-11-01", "2026-11-30"),
    "priorMonth": ("2026-10-01", "2026-10-31"),
    "currentQuarter": ("2026-10-01", "2026-12-31"),
    "priorQuarter": ("2026-07-01", "2026-09-30"),
    "currentYear": ("2026-01-01", "2026-12-31"),
    "priorYear": ("2025-01-01", "2025-12-31"),
}


@pytest.fixture(scope="module")
def entries(all_rows: Rows) -> list[Row]:
    return all_rows(ENTRY, ["key", "postingDate", "audit.modifiedDateTime"])


@pytest.mark.parametrize("word", PERIODS)
def test_relative_date(word: str, entries: list[Row], all_rows: Rows) -> None:
    first, last = PERIODS[word]

    def expect(operator: str, value: Any, holds: Callable[[str], bool], field: str = "postingDate") -> None:
        expected = [row["key"] for row in entries if holds(row[field][:10])]
        assert keys(all_rows(ENTRY, ["key"], filters=[{operator: {field: value}}])) == expected

    expect("$eq", word, lambda day: first <= day <= last)
    expect("$ne", word, lambda day: not first <= day <= last)
    expect("$lt", word, lambda day: day < first)
    expect("$lte", word, lambda day: day <= last)
    expect("$gt", word, lambda day: day > last)
    expect("$gte", word, lambda day: day >= first)
    expect("$in", [word, "2025-06-16"], lambda day: first <= day <= last or day == "2025-06-16")
    expect("$notIn", [word, "2025-06-16"], lambda day: not first <= day <= last and day != "2025-06-16")
    expect("$between", ["2026-02-01", word], lambda day: "2026-02-01" <= day <= last)
    expect("$eq", word, lambda day: first <= day <= last, "audit.modifiedDateTime")


def test_relative_dates_start_from_as_of_date(bills: list[Row], all_rows: Rows) -> None:
    found = all_rows(BILL, ["key"], filters=[{"$eq": {"dueDate": "priorQuarter"}}], filterParameters={"asOfDate": "2026-02-28"})
    assert keys(found) == [row["key"] for row in bills if "2025-10-01" <= row["dueDate"] <= "2025-12-31"]


def test_has_looks_into_an_array(all_rows: Rows) -> None:
    field = "businessDays"
    rows = all_rows("company-config/entity", ["id", field])
    assert any(row[field] for row in rows), "the practice company says on which days it works"
    day = next(row[field][0] for row in rows if row[field])
    found = all_rows("company-config/entity", ["id"], filters=[{"$has": {field: day}}])
    assert [row["id"] for row in found] == [row["id"] for row in rows if row[field] and day in row[field]]
    assert all_rows("company-config/entity", ["id"], filters=[{"$has": {field: "noday"}}]) == []


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        (None, lambda a, b, c: a and b and c),
        ("and", lambda a, b, c: a and b and c),
        ("or", lambda a, b, c: a or b or c),
        ("1 or 2 and 3", lambda a, b, c: a or (b and c)),
        ("(1 or 2) and 3", lambda a, b, c: (a or b) and c),
        ("((3)) AND (2 OR 1)", lambda a, b, c: c and (b or a)),
        ("2", lambda a, b, c: b),
    ],
)
def test_filter_expression(expression: str | None, holds: Any, bills: list[Row], all_rows: Rows) -> None:
    filters = [{"$eq": {"state": "posted"}}, {"$eq": {"isOnHold": True}}, {"$gt": {"totalTxnAmount": "1000"}}]
    expected = [
        row["key"] for row in bills if holds(row["state"] == "posted", row["isOnHold"] is True, Decimal(row["totalTxnAmount"]) > 1000)
    ]
    members = {} if expression is None else {"filterExpression": expression}
    assert keys(all_rows(BILL, ["key"], filters=filters, **members)) == expected


def test_many_filters_are_one_statement(all_rows: Rows) -> None:
    wanted = [str(key) for key in range(1, 501)]
    found = all_rows(BILL, ["key"], filters=[{"$eq": {"key": key}} for key in wanted], filterExpression="or")
    assert keys(found) == wanted


def keys(rows: Iterable[Row]) -> list[str]:
    return [row["key"] for row in rows]
