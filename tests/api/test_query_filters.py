"""Adding, removing, duplicating, moving and muting filters: the condition means the same, whatever is true of a row."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.expression import And, Leaf, Node, Or, numbers, parse, renumbered, write
from intacct_desktop.api.operators import Operator, negated
from intacct_desktop.api.query import Filter, Query

COUNT = 4
TRUTHS = [dict(zip("abcd", values, strict=True)) for values in itertools.product((False, True), repeat=COUNT)]

nodes: st.SearchStrategy[Node] = st.recursive(
    st.integers(1, COUNT).map(Leaf),
    lambda inner: st.lists(inner, min_size=2, max_size=3).map(tuple).flatmap(lambda items: st.sampled_from([And(items), Or(items)])),
    max_leaves=7,
)
expressions = st.none() | st.sampled_from(["and", "or", " OR "]) | nodes.map(write)
places = st.integers(0, COUNT - 1)
queries = st.builds(
    lambda text, muted: Query(
        "accounts-payable/bill",
        ("key",),
        tuple(Filter(Operator.EQ, name, "x") for name in "abcd"),
        filter_expression=text,
        muted=frozenset(muted),
    ),
    expressions,
    st.sets(places),
)


def holds(node: Node, query: Query, truth: Mapping[str, bool]) -> bool:
    match node:
        case Leaf(number):
            return truth[query.filters[number - 1].field]
        case And(items):
            return all(holds(item, query, truth) for item in items)
        case Or(items):
            return any(holds(item, query, truth) for item in items)


def meaning(query: Query) -> list[bool]:
    """Of each row that there may be, whether the query has it."""
    node = query.condition
    return [node is None or holds(node, query, truth) for truth in TRUTHS]


def muted_fields(query: Query) -> set[str]:
    return {query.filters[position].field for position in query.muted}


@given(queries, places, places)
def test_a_move_keeps_what_is_asked_and_what_is_muted(query: Query, old: int, new: int) -> None:
    moved = query.moving_filter(old, new)
    assert moved.filters[new] == query.filters[old]
    assert meaning(moved) == meaning(query)
    assert meaning(moved.sent) == meaning(query.sent)
    assert muted_fields(moved) == muted_fields(query)
    assert meaning(moved.moving_filter(new, old)) == meaning(query)


@given(queries, places)
def test_a_copy_stands_where_the_original_does(query: Query, position: int) -> None:
    doubled = query.duplicating_filter(position)
    assert doubled.filters[position] == doubled.filters[position + 1] == query.filters[position]
    assert len(doubled.filters) == COUNT + 1
    assert meaning(doubled) == meaning(query)
    assert meaning(doubled.sent) == meaning(query.sent)
    assert muted_fields(doubled) == muted_fields(query)
    other = replace(doubled.filters[position + 1], field="e")
    changed = replace(doubled, filters=(*doubled.filters[: position + 1], other, *doubled.filters[position + 2 :]))
    if (query.filter_expression or "and").strip().lower() != "or":
        truths = [{**truth, "e": True} for truth in TRUTHS]
        node, before = changed.condition, query.condition
        assert node is not None
        assert before is not None
        assert [holds(node, changed, truth) for truth in truths] == [holds(before, query, truth) for truth in truths]


@given(queries, places)
def test_muting_is_removing_without_losing(query: Query, position: int) -> None:
    muted = query.muting_filter(position, True)
    assert muted.filters == query.filters
    assert muted.filter_expression == query.filter_expression
    assert query.filters[position] not in muted.sent.filters
    assert not muted.sent.muted
    assert muted.to_body() == muted.sent.to_body()
    assert muted.muting_filter(position, False) == query.muting_filter(position, False)


@given(queries, places)
def test_what_is_muted_stays_so_when_another_filter_goes_or_comes(query: Query, position: int) -> None:
    removed = query.removing_filter(position)
    others = {entry.field for at, entry in enumerate(query.filters) if at != position}
    node = query.condition
    was_all = (
        (query.filter_expression or "and").strip().lower() not in ("and", "or") and node is not None and {*numbers(node)} == {position + 1}
    )
    assert muted_fields(removed) == (others if was_all else muted_fields(query) & others), "what was left out does not come to count"
    added = query.adding_filter(Filter(Operator.EQ, "a", "x"))
    assert added.muted == query.muted
    assert added.filters[-1] in added.sent.filters


@given(queries)
def test_what_is_sent_names_the_filters_that_are_sent(query: Query) -> None:
    sent = query.sent
    assert len(sent.filters) in (0, COUNT - len(query.muted))
    if sent.filter_expression is not None:
        parse(sent.filter_expression, len(sent.filters))


def test_examples() -> None:
    filters = tuple(Filter(Operator.EQ, name, "x") for name in "abcd")
    query = Query("o", ("key",), filters, "(1 or 2) and 3", muted=frozenset({1}))
    assert query.sent.filter_expression == "1 and 2"
    assert [entry.field for entry in query.sent.filters] == ["a", "c", "d"]
    assert query.moving_filter(0, 2).filter_expression == "(3 or 1) and 2"
    assert query.moving_filter(0, 2).muted == {0}
    assert query.duplicating_filter(1).filter_expression == "(1 or (2 and 3)) and 4"
    assert query.duplicating_filter(1).muted == {1, 2}
    assert query.duplicating_filter(2).filter_expression == "(1 or 2) and 3 and 4"
    assert replace(query, muted=frozenset({0, 1, 2})).sent.filters == ()


@pytest.mark.parametrize("change", [lambda query: query.moving_filter(0, 2), lambda query: query.duplicating_filter(0)])
def test_a_broken_expression_is_left_as_it_is(change: object) -> None:
    query = Query("o", ("key",), tuple(Filter(Operator.EQ, name, "x") for name in "abc"), "(1 and")
    assert callable(change)
    assert change(query).filter_expression == "(1 and"


@given(nodes)
def test_numbers_that_are_not_mapped_stay(node: Node) -> None:
    assert renumbered(node, {}) == node
    assert renumbered(renumbered(node, {1: 9, 2: 1}), {9: 1, 1: 2}) == node


def test_every_operator_but_has_is_its_opposites_opposite() -> None:
    for operator in Operator:
        opposite = negated(operator)
        assert (opposite is None) == (operator is Operator.HAS)
        if opposite is not None:
            assert opposite is not operator
            assert negated(opposite) is operator
            assert (opposite.takes_list, opposite.takes_range) == (operator.takes_list, operator.takes_range)
