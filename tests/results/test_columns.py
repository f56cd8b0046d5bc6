"""Columns follow the model, aggregates included."""

import pytest

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.query import Aggregate
from intacct_desktop.results.columns import Column, column_of

AMOUNT = Field("totalTxnAmount", "string", "decimal-precision-2")
DUE = Field("dueDate", "string", "date")


@pytest.mark.parametrize(
    ("path", "aggregate", "field", "expected"),
    [
        ("totalTxnAmount", None, AMOUNT, (ValueKind.DECIMAL, 2)),
        ("sum:totalTxnAmount", Aggregate.SUM, AMOUNT, (ValueKind.DECIMAL, 2)),
        ("avg:totalTxnAmount", Aggregate.AVG, AMOUNT, (ValueKind.DECIMAL, None)),
        ("count:totalTxnAmount", Aggregate.COUNT, AMOUNT, (ValueKind.INTEGER, None)),
        ("max:dueDate", Aggregate.MAX, DUE, (ValueKind.DATE, None)),
        ("sum:nowhere", Aggregate.SUM, None, (ValueKind.DECIMAL, None)),
        ("nowhere", None, None, (ValueKind.TEXT, None)),
    ],
)
def test_kind_and_scale(path: str, aggregate: Aggregate | None, field: Field | None, expected: tuple[ValueKind, int | None]) -> None:
    made = column_of(path, aggregate, field)
    assert (made.path, made.kind, made.scale) == (path, *expected)


def test_title_is_readable_without_the_aggregate() -> None:
    assert column_of("sum:totalTxnAmount", Aggregate.SUM, AMOUNT) == Column(
        "sum:totalTxnAmount", ValueKind.DECIMAL, 2, "Total transaction amount"
    )
