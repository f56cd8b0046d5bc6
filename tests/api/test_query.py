from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Aggregate, Direction, Filter, Order, Query, QueryError, split_aggregate

BILLS = (
    b'{"object":"accounts-payable/bill","fields":["key","vendor.name","sum:totalTxnAmount"],'
    b'"filters":[{"$lt":{"dueDate":"today"}},{"$in":{"state":["posted","partiallyPaid"]}},{"$gte":{"totalTxnAmountDue":10000.00}}],'
    b'"filterExpression":"1 and (2 or 3)","filterParameters":{"asOfDate":"2026-11-20"},'
    b'"orderBy":[{"dueDate":"desc"}],"start":1,"size":200}'
)


def test_reads_every_member() -> None:
    query = Query.from_json(BILLS)
    assert query.fields == ("key", "vendor.name", "sum:totalTxnAmount")
    assert query.aggregates == ("sum:totalTxnAmount",)
    assert query.filters[1] == Filter(Operator.IN, "state", ("posted", "partiallyPaid"))
    assert query.filters[2].value == Decimal("10000.00")
    assert query.order_by == (Order("dueDate", Direction.DESCENDING),)
    assert query.page_size == 200


names = st.text("abcXYZ.:_", min_size=1, max_size=12)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)
filters = st.builds(
    lambda operator, name, value: {operator.value: {name: value}}, st.sampled_from(Operator), names, scalars | st.lists(scalars, max_size=4)
)
optional = {
    "filters": st.lists(filters, max_size=3),
    "filterExpression": st.text(max_size=10),
    "filterParameters": st.dictionaries(names, scalars, max_size=2),
    "orderBy": st.lists(st.builds(lambda name, way: {name: way}, names, st.sampled_from(("asc", "desc"))), max_size=2),
    "start": st.integers(1, 10**6),
    "size": st.integers(1, 4000),
    "somethingNew": st.dictionaries(names, scalars | st.lists(scalars, max_size=2), max_size=2),
}
bodies = st.fixed_dictionaries({"object": names, "fields": st.lists(names, max_size=4)}, optional=optional).flatmap(
    lambda body: st.permutations(list(body.items())).map(dict)
)


@given(bodies)
def test_any_legal_body_comes_out_as_it_went_in(body: dict[str, Any]) -> None:
    text = msgspec.json.encode(body).decode()
    assert Query.from_json(text).to_json() == text


def test_numbers_keep_their_digits() -> None:
    assert Query.from_json(BILLS).to_json().encode() == BILLS


@pytest.mark.parametrize(
    ("body", "problem", "path"),
    [
        (b"[1]", "not-an-object", ""),
        (b'{"object":', "not-json", ""),
        (b'{"object":"\xff"}', "not-json", ""),
        (b"[" * 100_000, "not-json", ""),
        ("\ud800", "not-json", ""),
        (b'{"fields":[]}', "missing", "/object"),
        (b'{"object":"a/b","fields":"id"}', "wrong-type", "/fields"),
        (b'{"object":"a/b","fields":[1]}', "wrong-type", "/fields/0"),
        (b'{"object":"a/b","filters":[{"$like":{"id":"x"}}]}', "unknown-operator", "/filters/0"),
        (b'{"object":"a/b","filters":[{"$eq":{"id":"x"},"$ne":{"id":"y"}}]}', "one-operator", "/filters/0"),
        (b'{"object":"a/b","filters":[{"$eq":{"id":{"x":1}}}]}', "wrong-type", "/filters/0/$eq/id"),
        (b'{"object":"a/b","orderBy":[{"id":"up"}]}', "wrong-type", "/orderBy/0/id"),
        (b'{"object":"a/b","size":true}', "wrong-type", "/size"),
    ],
)
def test_says_which_member_is_at_fault(body: bytes | str, problem: str, path: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query.from_json(body)
    assert (caught.value.problem, caught.value.path) == (problem, path)


def test_a_removed_filter_renumbers_the_expression() -> None:
    query = Query.from_json(BILLS).removing_filter(1)
    assert [entry.field for entry in query.filters] == ["dueDate", "totalTxnAmountDue"]
    assert query.filter_expression == "1 and 2"


def test_an_added_filter_is_one_more_condition() -> None:
    query = Query.from_json(BILLS).adding_filter(Filter(Operator.EQ, "state", None))
    assert query.filter_expression == "1 and (2 or 3) and 4"


def test_a_custom_name_is_no_aggregate() -> None:
    assert split_aggregate("nsp::region") == (None, "nsp::region")
    assert split_aggregate("count:nsp::region") == (Aggregate.COUNT, "nsp::region")
    assert split_aggregate("sum:totalTxnAmount") == (Aggregate.SUM, "totalTxnAmount")
