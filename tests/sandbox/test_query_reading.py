"""A stored value reads the same in Python, as JSON made by SQLite, and as the text that the text operators look at."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.sandbox.query.reading import object_sql, read, text_sql
from intacct_desktop.sandbox.store import Kind

# Amounts stop short of the smallest integer, which has no positive counterpart.
INTEGERS = st.integers(-(2**63) + 1, 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = {
    Kind.KEY: st.integers(1, 2**63 - 1),
    Kind.TEXT: TEXTS,
    Kind.DATE: st.dates().map(str),
    Kind.DATE_TIME: st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
    Kind.BOOLEAN: st.integers(0, 1),
    Kind.INTEGER: INTEGERS,
    Kind.DECIMAL: INTEGERS,
    Kind.NUMBER: INTEGERS,
    Kind.ARRAY: st.lists(TEXTS).map(json.dumps),
}


@pytest.fixture(scope="module")
def memory() -> Any:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


@given(data=st.data(), kind=st.sampled_from(Kind), scale=st.sampled_from([2, 6, 10, 14]))
def test_a_value_reads_the_same_everywhere(memory: sqlite3.Connection, data: st.DataObject, kind: Kind, scale: int) -> None:
    stored: Any = data.draw(st.none() | VALUES[kind])
    name = data.draw(st.sampled_from(["plain", "nsp::a'b"]))
    expected = read(stored, kind, scale)
    sql = object_sql([(name, "v", kind, scale), ("last", "v", kind, scale)])
    [(encoded,)] = memory.execute(f"SELECT {sql} FROM (SELECT ? AS v)", (stored,))  # noqa: S608 - the SQL under test
    assert json.loads(encoded, parse_float=Decimal) == {name: expected, "last": expected}
    [(text,)] = memory.execute(f"SELECT {text_sql('v', kind, scale)} FROM (SELECT ? AS v)", (stored,))  # noqa: S608 - the SQL under test
    if kind in (Kind.KEY, Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER, Kind.TEXT) and stored is not None:
        assert text == (f"{expected:f}" if isinstance(expected, Decimal) else str(expected))


@pytest.mark.parametrize(
    ("kind", "scale", "stored", "expected"),
    [
        (Kind.DECIMAL, 2, 6_840_000, "68400.00"),
        (Kind.DECIMAL, 2, -5, "-0.05"),
        (Kind.DECIMAL, 10, 0, "0.0000000000"),
        (Kind.NUMBER, 6, 12_500_000, Decimal("12.5")),
        (Kind.NUMBER, 6, -30_000_000, -30),
        (Kind.NUMBER, 6, -1, Decimal("-0.000001")),
        (Kind.KEY, 0, 17, "17"),
        (Kind.BOOLEAN, 0, 0, False),
        (Kind.ARRAY, 0, '["monday"]', ["monday"]),
        (Kind.INTEGER, 0, 7, 7),
        (Kind.TEXT, 0, "0010", "0010"),
        (Kind.DECIMAL, 2, None, None),
    ],
)
def test_values(kind: Kind, scale: int, stored: Any, expected: Any) -> None:
    value = read(stored, kind, scale)
    assert value == expected
    assert type(value) is type(expected)
