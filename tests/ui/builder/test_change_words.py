"""Each edit has a name, and typing in one spot has one place."""

from dataclasses import replace

import pytest

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.ui.builder.change_words import change_place, change_words
from intacct_desktop.workspace.undo import Steps

DUE, STATE, TOTAL = (
    Filter(Operator.LT, "dueDate", "today"),
    Filter(Operator.EQ, "state", "posted"),
    Filter(Operator.GT, "totalTxnAmount", "1"),
)
BILLS = Query(
    "accounts-payable/bill",
    ("key", "id", "dueDate"),
    (DUE, STATE, TOTAL),
    filter_expression="1 and 2 and 3",
    filter_parameters={"asOfDate": "2026-11-20"},
    order_by=(Order("dueDate"), Order("key")),
)


@pytest.mark.parametrize(
    ("new", "words", "place"),
    [
        (BILLS, "", ""),
        (BILLS.adding_field("state"), "Add column state", ""),
        (replace(BILLS, fields=("vendor.id", *BILLS.fields, "state")), "Add 2 columns", ""),
        (replace(BILLS, fields=("key", "dueDate")), "Remove column id", ""),
        (replace(BILLS, fields=("key",)), "Remove 2 columns", ""),
        (replace(BILLS, fields=("dueDate", "key", "id")), "Move column dueDate", ""),
        (replace(BILLS, fields=("key", "count:id", "dueDate")), "Change column id to count:id", ""),
        (replace(BILLS, fields=("a", "b")), "Change the columns", ""),
        (BILLS.adding_filter(Filter(Operator.EQ, "id", "7")), "Add filter id", ""),
        (BILLS.duplicating_filter(1), "Duplicate filter 2", ""),
        (BILLS.removing_filter(1), "Remove filter 2 (state)", ""),
        (replace(BILLS, filters=(), filter_expression=None), "Remove all filters", ""),
        (replace(BILLS, filters=(replace(DUE, value="yesterday"), STATE, TOTAL)), "Change filter 1", "/filters/0"),
        (replace(BILLS, filters=(replace(DUE, operator=Operator.GT), STATE, TOTAL)), "Change filter 1", ""),
        (replace(BILLS, filters=(DUE, replace(STATE, field="id"), TOTAL)), "Change filter 2 to id", ""),
        (BILLS.moving_filter(2, 0), "Move filter 3 up", ""),
        (BILLS.moving_filter(0, 2), "Move filter 1 down", ""),
        (replace(BILLS, filters=(STATE, DUE), muted=frozenset({0})), "Change the filters", ""),
        (BILLS.muting_filter(1, True), "Mute filter 2", ""),
        (replace(BILLS, filters=(DUE, replace(STATE, operator=Operator.NE), TOTAL)), "Negate filter 2", ""),
        (replace(BILLS, muted=frozenset({0, 1})), "Mute 2 filters", ""),
        (replace(BILLS, filter_expression="(1 and 2) or 3"), "Group filters 1 and 2", ""),
        (replace(BILLS, filter_expression="or"), "Match any filter", ""),
        (replace(BILLS, filter_expression=None), "Match all filters", ""),
        (replace(BILLS, filter_expression="1 or 2 or 3"), "Match 1 or 2 or 3", "/filterExpression"),
        (replace(BILLS, filter_expression="1 and ("), "Match 1 and (", "/filterExpression"),
        (replace(BILLS, order_by=(*BILLS.order_by, Order("id"))), "Order by id", ""),
        (replace(BILLS, order_by=(Order("dueDate", Direction.DESCENDING), Order("key"))), "Order by dueDate, descending", ""),
        (replace(BILLS, order_by=(Order("key"),)), "Do not order by dueDate", ""),
        (replace(BILLS, order_by=()), "Remove the order", ""),
        (replace(BILLS, order_by=BILLS.order_by[::-1]), "Move key in the order", ""),
        (replace(BILLS, size=200), "Page size 200", "/size"),
        (replace(BILLS, start=101), "Start at row 101", "/start"),
        (replace(BILLS, filter_parameters={"asOfDate": "2026-11-21"}), "Set asOfDate", "/filterParameters/asOfDate"),
        (replace(BILLS, filter_parameters={}), "Remove asOfDate", ""),
        (replace(BILLS, object="accounts-payable/vendor"), "Query accounts-payable/vendor", ""),
        (replace(BILLS, others={"new": 1}), "Edit the JSON", "/"),
        (replace(BILLS, size=5, fields=("key",)), "Edit the JSON", "/"),
    ],
)
def test_an_edit_says_what_it_did_and_where(new: Query, words: str, place: str) -> None:
    assert (change_words(BILLS, new), change_place(BILLS, new)) == (words, place)


def test_what_is_taken_back_has_a_name_too() -> None:
    muted = BILLS.muting_filter(1, True)
    assert change_words(muted, BILLS) == "Unmute filter 2"
    assert change_words(muted, muted.removing_filter(0)) == "Remove filter 1 (dueDate)"
    assert change_words(muted, muted.moving_filter(1, 0)) == "Move filter 2 up"
    assert change_words(replace(BILLS, filter_expression="(1 and 2) or 3"), BILLS) == "Ungroup filters 1 and 2"


def test_typing_a_value_is_one_step() -> None:
    steps = Steps(BILLS, clock=lambda: 0.0)
    for typed in ("p", "pa", "paid"):
        new = replace(BILLS, filters=(DUE, replace(STATE, value=typed), TOTAL))
        steps.push(new, change_words(steps.value, new), change_place(steps.value, new))
    assert steps.undo_name == "Change filter 2"
    assert steps.undo() is BILLS
