"""An edit of the body keeps the muted filters, each where it belongs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api import expression
from intacct_desktop.api.expression import And, Leaf, Node, Or
from intacct_desktop.api.muting import with_muted_kept
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query

A, B, C, D, NEW = (Filter(Operator.EQ, name, 1) for name in ("a", "b", "c", "d", "new"))

UNREADABLE = object()


def query(entries: tuple[Filter, ...], text: str | None = None, muted: tuple[int, ...] = ()) -> Query:
    return Query("a/b", ("id",), entries, text, muted=frozenset(muted))


@pytest.mark.parametrize(
    ("old", "edited", "kept"),
    [
        # a value alone: nothing moves
        (query((A, B, C), "1 and (2 or 3)", (1,)), query((NEW, C), "1 and 2"), query((NEW, B, C), "1 and (2 or 3)", (1,))),
        # a filter in front: the muted one stays behind its own
        (
            query((A, B, C), "1 and (2 or 3)", (1,)),
            query((NEW, A, C), "1 and 2 and 3"),
            query((NEW, A, B, C), "1 and 2 and (4 or 3)", (2,)),
        ),
        (query((A, B), muted=(0,)), query((B, C)), query((A, B, C), muted=(0,))),
        (query((A, B), "or", (1,)), query((A, C), "(1 or 2)"), query((A, B, C), "1 or 3 or 2", (1,))),
        # its neighbour goes
        (query((A, B, C), "1 and (2 or 3)", (2,)), query((A,)), query((A, C), None, (1,))),
        (query((A, B, C), "1 and (2 or 3)", (2,)), query((B, D), "1 and 2"), query((B, D, C), "1 and (2 or 3)", (2,))),
        # all muted
        (query((A, B, C), "1 or 2 and 3", (0, 1, 2)), query(()), query((A, B, C), "1 or 2 and 3", (0, 1, 2))),
        (query((A, B, C), "1 or 2 and 3", (0, 1)), query(()), query((A, B), "1 or 2", (0, 1))),
        # a number that no filter has does not become that of a muted one
        (query((A, B), "1 and 2", (1,)), query((A,), "1 or 2"), query((A, B), "(1 and 2) or 3", (1,))),
        # what cannot be read is left as it is typed
        (query((A, B, C), "1 and (2 or 3)", (1,)), query((A, C), "1 and ("), query((A, B, C), "1 and (", (1,))),
    ],
)  # fmt: skip
def test_muted_filters_are_put_back(old: Query, edited: Query, kept: Query) -> None:
    assert with_muted_kept(old, edited) == kept


nodes: st.SearchStrategy[Node] = st.recursive(
    st.integers(1, 6).map(Leaf),
    lambda below: st.tuples(st.sampled_from((And, Or)), st.lists(below, min_size=2, max_size=3)).map(lambda made: made[0](tuple(made[1]))),
    max_leaves=8,
)
texts = st.none() | st.sampled_from(["and", " OR ", "1 and (", ""]) | nodes.map(expression.write)
entries = st.sampled_from([A, B, C, D])


@st.composite
def queries(draw: st.DrawFn) -> Query:
    filters = tuple(draw(st.lists(entries, max_size=6)))
    return query(filters, draw(texts) if filters else None, tuple(draw(st.sets(st.sampled_from(range(len(filters)))))) if filters else ())


@given(queries())
def test_nothing_edited_nothing_changed(old: Query) -> None:
    assert with_muted_kept(old, Query.from_json(old.to_json())) == old


@given(queries(), queries())
def test_the_company_gets_what_was_typed_and_nothing_muted_is_lost(old: Query, other: Query) -> None:
    edited = replace(other, muted=frozenset())
    kept = with_muted_kept(old, edited)
    unsent = old.muted if old.sent.filters or not old.muted else range(len(old.filters))
    assert [entry for at, entry in enumerate(kept.filters) if at in kept.muted or not kept.sent.filters] == [
        old.filters[at] for at in sorted(unsent)
    ]
    assert kept.sent.filters == edited.filters
    if meaning(edited) is not UNREADABLE:
        assert meaning(kept.sent) == meaning(edited)


def meaning(asked: Query) -> object:
    """The truth table of the filters."""
    try:
        node = asked.condition
    except expression.ExpressionError:
        return UNREADABLE
    if node is None:
        return None
    rows = range(2 ** len(asked.filters))
    return [holds(node, row) for row in rows]


def holds(node: Node, row: int) -> bool:
    if isinstance(node, Leaf):
        return bool(row >> (node.number - 1) & 1)
    return (all if isinstance(node, And) else any)(holds(item, row) for item in node.items)
