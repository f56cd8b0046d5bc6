"""A filter keeps what still fits when its field or its comparison is exchanged, and loses nothing while it is only shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api import expression
from intacct_desktop.api.filter_values import is_missing, is_reversed
from intacct_desktop.api.model import Field
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, FilterValue, is_placeholder
from intacct_desktop.ui.builder.comparison import (
    IS_EMPTY,
    Comparison,
    Entry,
    asked_filter,
    comparison_of,
    comparisons_for,
    entry_for,
    is_asked,
    negated_filter,
    starting_filter,
    unasked_filter,
    with_comparison,
    with_field,
)
from intacct_desktop.ui.builder.grouping import Group, groups

AMOUNT = Field("total", "string", "decimal-precision-2")
DATE = Field("dueDate", "string", "date")
STATE = Field("state", "string", enum=("posted", "draft", None))
NAME = Field("name", "string")
FLAG = Field("isOnHold", "boolean")
FIELDS = (AMOUNT, DATE, STATE, NAME, FLAG, Field("count", "integer"), Field("at", "string", "date-time"), Field("tags", "array"))


def test_the_null_test_is_a_comparison_of_its_own() -> None:
    assert comparison_of(Filter(Operator.EQ, "name", None)) == IS_EMPTY
    assert IS_EMPTY in comparisons_for(NAME)
    assert with_comparison(NAME, Filter(Operator.CONTAINS, "name", "x"), IS_EMPTY) == Filter(Operator.EQ, "name", None)
    assert with_comparison(NAME, Filter(Operator.EQ, "name", None), Comparison(Operator.EQ)) == Filter(Operator.EQ, "name", "")


def test_a_value_that_fits_the_new_field_stays() -> None:
    entry = Filter(Operator.GTE, "total", "10000.00")
    assert with_field(Field("paid", "string", "decimal-precision-2"), entry, "paid") == Filter(Operator.GTE, "paid", "10000.00")
    assert with_field(DATE, entry, "dueDate") == Filter(Operator.GTE, "dueDate", "today")
    assert with_field(STATE, entry, "state") == Filter(Operator.IN, "state", ("10000.00",))
    assert with_field(None, entry, "nope") == Filter(Operator.GTE, "nope", "10000.00")


def test_a_value_goes_into_a_list_or_range_and_back() -> None:
    one = Filter(Operator.EQ, "total", "5.00")
    listed = with_comparison(AMOUNT, one, Comparison(Operator.IN))
    assert listed.value == ("5.00",)
    ranged = with_comparison(AMOUNT, listed, Comparison(Operator.BETWEEN))
    assert ranged.value == ("5.00", "")
    assert with_comparison(AMOUNT, ranged, Comparison(Operator.LT)).value == "5.00"


@pytest.mark.parametrize(
    ("field", "entry", "kind"),
    [
        (AMOUNT, Filter(Operator.GT, "total", "10.00"), Entry.ONE),
        (AMOUNT, Filter(Operator.GT, "total", Decimal("10.00")), Entry.ONE),
        (AMOUNT, Filter(Operator.GT, "total", "lots"), Entry.FOREIGN),
        (AMOUNT, Filter(Operator.GT, "total", None), Entry.FOREIGN),
        (AMOUNT, Filter(Operator.BETWEEN, "total", ("1", "2", "3")), Entry.FOREIGN),
        (STATE, Filter(Operator.IN, "state", ("a", "posted")), Entry.LIST),
        (STATE, Filter(Operator.IN, "state", "posted"), Entry.FOREIGN),
        (FLAG, Filter(Operator.EQ, "isOnHold", "true"), Entry.FOREIGN),
        (DATE, Filter(Operator.LT, "dueDate", "nextEaster"), Entry.FOREIGN),
        (None, Filter(Operator.EQ, "nope", 5), Entry.FOREIGN),
    ],
)
def test_a_value_that_the_field_does_not_account_for_is_foreign(field: Field | None, entry: Filter, kind: Entry) -> None:
    assert entry_for(field, entry) is kind


values: st.SearchStrategy[FilterValue] = (
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text() | st.integers()).map(tuple)
)


@given(st.sampled_from(FIELDS), st.sampled_from(Operator), values, st.sampled_from(FIELDS))
def test_after_an_exchange_every_value_has_an_entry(old: Field, operator: Operator, value: FilterValue, new: Field) -> None:
    moved = with_field(new, Filter(operator, old.path, value), new.path)
    assert comparison_of(moved) in comparisons_for(new)
    assert entry_for(new, moved) is not Entry.FOREIGN
    for comparison in comparisons_for(new):
        assert entry_for(new, with_comparison(new, moved, comparison)) is not Entry.FOREIGN


def test_a_new_row_says_whether_it_waits_for_a_value() -> None:
    assert is_missing(AMOUNT, starting_filter(AMOUNT, "total"))
    assert is_missing(STATE, starting_filter(STATE, "state"))
    assert not is_missing(DATE, starting_filter(DATE, "dueDate"))
    assert not is_missing(FLAG, starting_filter(FLAG, "isOnHold"))
    assert is_missing(AMOUNT, Filter(Operator.BETWEEN, "total", ("1.00", "")))
    assert is_missing(NAME, Filter(Operator.CONTAINS, "name", ""))


def test_a_range_is_compared_by_its_kind() -> None:
    assert is_reversed(AMOUNT, Filter(Operator.BETWEEN, "total", ("10.00", "9.00")))
    assert not is_reversed(AMOUNT, Filter(Operator.BETWEEN, "total", ("9.00", "10.00")))
    assert is_reversed(DATE, Filter(Operator.BETWEEN, "dueDate", ("2026-11-30", "2026-11-01")))
    assert not is_reversed(DATE, Filter(Operator.BETWEEN, "dueDate", ("today", "2026-11-01")))


def test_groups_are_what_stands_together_in_the_expression() -> None:
    assert groups(expression.parse("1 and (2 or 3)", 3), 3) == (Group(2, 3, 1, any=True),)
    assert groups(expression.parse("(1 or (2 and 3)) and 4", 4), 4) == (Group(1, 3, 1, any=True), Group(2, 3, 2, any=False))
    assert groups(expression.parse("3 and (1 or 2)", 3), 3) == ()
    assert groups(expression.parse("1 and (2 or 2)", 2), 2) == ()
    assert groups(None, 0) == ()


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field.path))
def test_a_placeholder_fits_every_field_and_every_comparison(field: Field) -> None:
    for comparison in comparisons_for(field):
        if comparison.null:
            continue
        asked = asked_filter(with_comparison(field, starting_filter(field, field.path), comparison))
        assert is_asked(asked)
        assert all(is_placeholder(item) for item in (asked.value if isinstance(asked.value, tuple) else (asked.value,)))
        assert entry_for(field, asked) is not Entry.FOREIGN
        assert not is_missing(field, asked)
        unasked = unasked_filter(field, asked)
        assert not is_asked(unasked)
        assert entry_for(field, unasked) is entry_for(field, asked)


def test_a_placeholder_is_named_after_the_field() -> None:
    assert asked_filter(Filter(Operator.EQ, "vendor.id", "x")).value == "{{vendor_id}}"
    assert asked_filter(Filter(Operator.EQ, "nsp::é field", "x")).value == "{{nsp_field}}"
    assert asked_filter(Filter(Operator.BETWEEN, "dueDate", ("", ""))).value == ("{{dueDate_from}}", "{{dueDate_to}}")
    assert unasked_filter(NAME, Filter(Operator.IN, "name", ("a", "{{b}}"))).value == ("a",)


def test_a_filter_is_turned_round_where_the_field_takes_the_opposite() -> None:
    assert negated_filter(AMOUNT, Filter(Operator.BETWEEN, "total", ("1", "2"))) == Filter(Operator.NOT_BETWEEN, "total", ("1", "2"))
    assert negated_filter(NAME, Filter(Operator.EQ, "name", None)) == Filter(Operator.NE, "name", None)
    assert negated_filter(None, Filter(Operator.LT, "no.such", "1")) == Filter(Operator.GTE, "no.such", "1")
    assert negated_filter(Field("tags", "array"), Filter(Operator.HAS, "tags", "x")) is None
