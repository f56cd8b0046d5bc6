"""Cells' values as filters that ask for them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.results.asking import can_ask, can_ask_several, filter_for, in_list
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit


def column(path: str, kind: ValueKind = ValueKind.TEXT) -> Column:
    return Column(path, kind, None, path)


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (Decimal("-1240.50"), "-1240.50"),
        (3, 3),
        (True, True),
        (None, None),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime.fromisoformat("2026-11-20T08:30:00"), "2026-11-20T08:30:00Z"),
        ("007", "007"),
        ("", ""),
        (Misfit("n/a"), "n/a"),
    ],
)
def test_one_value_is_asked_for_as_the_service_writes_it(value: Any, asked: Any) -> None:
    made = filter_for(column("field"), [value])
    assert made == Filter(Operator.EQ, "field", asked)
    assert type(made.value) is type(asked)


def test_several_values_are_a_list_without_null_and_without_the_same_twice() -> None:
    assert filter_for(column("id"), ["V-1", None, "V-2", "V-1"]) == Filter(Operator.IN, "id", ("V-1", "V-2"))
    assert in_list(["V-1", None, "V-2", Decimal("1.50"), 3]) == '["V-1","V-2","1.50",3]'
    with pytest.raises(ValueError, match="no value"):
        filter_for(column("id"), [None, None])


def test_what_can_be_asked_for() -> None:
    assert can_ask(column("state", ValueKind.ENUM))
    assert can_ask_several(column("dueDate", ValueKind.DATE))
    assert not can_ask_several(column("paid", ValueKind.BOOLEAN))
    assert not can_ask(column("sum:totalTxnAmount", ValueKind.DECIMAL))
    assert not can_ask(column("tags", ValueKind.ARRAY))
