"""Two records field by field."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.records.comparing import Absent, Difference, compare_records

BILL: dict[str, Any] = {
    "key": "1",
    "billNumber": "A-1",
    "totalTxnAmount": "12.50",
    "href": "/objects/accounts-payable/bill/1",
    "vendor": {"key": "7", "id": "V-7", "name": "Étoile", "href": "/objects/accounts-payable/vendor/7"},
    "lines": [{"key": "20", "memo": "a", "txnAmount": "10.00"}, {"key": "21", "memo": "b", "txnAmount": "2.50"}],
}


def differences(left: dict[str, Any], right: dict[str, Any]) -> dict[str, tuple[Any, Any, Difference]]:
    return {field.name: (field.left, field.right, field.difference) for field in compare_records(left, right).different}


def test_every_field_is_there_in_order_and_links_are_not() -> None:
    fields = compare_records(BILL, BILL | {"state": "posted"}).fields
    names = ["key", "billNumber", "totalTxnAmount", "vendor.key", "vendor.id", "vendor.name"]
    lines = [f"lines[{at}].{member}" for at in (1, 2) for member in ("key", "memo", "txnAmount")]
    assert [field.name for field in fields] == [*names, *lines, "state"]
    assert fields[6].path == "lines.key"
    assert [field.difference for field in fields] == [Difference.SAME] * 12 + [Difference.CHANGED]
    assert fields[-1].left is Absent.ABSENT


def test_lines_are_paired_by_key() -> None:
    later = BILL | {"lines": [BILL["lines"][1] | {"memo": "B"}, {"memo": "new"}, {"key": "22", "memo": "c"}]}
    assert [(field.name, field.left, field.right) for field in compare_records(BILL, later).different] == [
        ("lines[1].key", "20", Absent.ABSENT),
        ("lines[1].memo", "a", Absent.ABSENT),
        ("lines[1].txnAmount", "10.00", Absent.ABSENT),
        ("lines[2].memo", "b", "B"),
        ("lines[2].memo", Absent.ABSENT, "new"),
        ("lines[3].key", Absent.ABSENT, "22"),
        ("lines[3].memo", Absent.ABSENT, "c"),
    ]


def test_lines_of_two_records_are_paired_by_place() -> None:
    other = BILL | {"lines": [{"key": "90", "memo": "a", "txnAmount": "10.00"}]}
    found = differences(BILL, other)
    assert found["lines[1].key"] == ("20", "90", Difference.CHANGED)
    assert "lines[1].memo" not in found
    assert found["lines[2].memo"] == ("b", Absent.ABSENT, Difference.LEFT_ONLY)


def test_what_is_the_same_and_what_is_not() -> None:
    same = {"null": None, "rate": Decimal("1.50"), "count": 2, "tags": ["a", "b"], "nested": {"a": None}}
    assert not differences(same, {"rate": Decimal("1.5"), "count": Decimal(2), "tags": ["a", "b"]})
    assert set(differences({"a": 1, "b": "", "c": "1.50", "d": ["a"], "e": False}, {"a": True, "b": None, "c": "1.5", "d": ["b"]})) == set(
        "abcde"
    )
    assert differences({"vendor": None}, {"vendor": {"key": "7"}}) == {"vendor.key": (Absent.ABSENT, "7", Difference.CHANGED)}
    assert differences({"lines": None}, BILL)["lines[1].memo"][2] is Difference.RIGHT_ONLY
    assert differences({"odd": {"a": 1}}, {"odd": "text"}) == {"odd": ({"a": 1}, "text", Difference.CHANGED)}


def test_a_bill_with_two_thousand_lines() -> None:
    lines = [{"key": str(at), "memo": "m", "dimensions": {"location": {"id": "100"}}} for at in range(2_000)]
    comparison = compare_records({"lines": lines}, {"lines": [*lines[:500], *lines[501:]]})
    assert len(comparison.fields) == 6_000
    assert {field.name for field in comparison.different} == {f"lines[501].{path}" for path in ("key", "memo", "dimensions.location.id")}


_VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
_JSON = st.recursive(
    _VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "a", "b"]), inner, max_size=3),
    max_leaves=8,
)
_RECORDS = st.dictionaries(st.sampled_from(["key", "vendor", "lines", "x"]), _JSON, max_size=4)


@given(_RECORDS, _RECORDS)
def test_a_record_is_the_same_as_itself_and_the_sides_can_be_swapped(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert not compare_records(left, left).different
    one, other = compare_records(left, right).different, compare_records(right, left).different
    assert len(one) == len(other)
    swapped = {Difference.LEFT_ONLY: Difference.RIGHT_ONLY, Difference.RIGHT_ONLY: Difference.LEFT_ONLY}
    assert sorted(field.difference for field in one) == sorted(swapped.get(field.difference, field.difference) for field in other)
