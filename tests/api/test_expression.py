import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.expression import And, ExpressionError, Leaf, Node, Or, numbers, parse, unused, without, write


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", Leaf(1)),
        ("1 and 2", And((Leaf(1), Leaf(2)))),
        ("(1 and 2) or 3", Or((And((Leaf(1), Leaf(2))), Leaf(3)))),
        ("1 or 2 and 3", Or((Leaf(1), And((Leaf(2), Leaf(3)))))),
        ("((1)) AND (2 Or 3)", And((Leaf(1), Or((Leaf(2), Leaf(3)))))),
        ("or", Or((Leaf(1), Leaf(2), Leaf(3)))),
        (" And ", And((Leaf(1), Leaf(2), Leaf(3)))),
    ],
)
def test_reads_what_the_service_takes(text: str, tree: Node) -> None:
    assert parse(text, 3) == tree


@pytest.mark.parametrize(
    ("text", "problem", "position", "found"),
    [
        ("1 and", "unfinished", 5, ""),
        ("1 and (2 or ", "unfinished", 11, ""),
        ("(1 or (2) and 3", "unclosed", 0, "("),
        ("(1 or (2 and 3", "unclosed", 6, "("),
        ("1 or 2) and 3", "unopened", 6, ")"),
        ("1 xor 2", "unexpected", 2, "xor"),
        ("1 2", "no-word", 2, "2"),
        ("1 (2 or 3)", "no-word", 2, "("),
        (") 1", "no-filter", 0, ")"),
        ("1 and or 2", "no-filter", 6, "or"),
        ("1 && 2", "unexpected", 2, "&&"),
        ("1 and 4", "unknown-filter", 6, "4"),
        ("0 or 1", "unknown-filter", 0, "0"),
        ("9" * 5000, "unknown-filter", 0, "9" * 5000),
        ("", "empty", 0, ""),
        ("(" * 101 + "1" + ")" * 101, "too-deep", 100, "("),
        ("1 and " + "(1 or (1 and " * 2000 + "1" + "))" * 2000, "too-deep", 25999, "("),
    ],
)
def test_says_what_is_wrong_and_where(text: str, problem: str, position: int, found: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, 3)
    assert (caught.value.problem, caught.value.position, caught.value.found) == (problem, position, found)


def test_names_the_filters_that_are_left_out() -> None:
    assert unused(parse("1 or 3", 4), 4) == (2, 4)


trees = st.recursive(
    st.integers(1, 9).map(Leaf),
    lambda inner: st.builds(lambda kind, items: kind(tuple(items)), st.sampled_from((And, Or)), st.lists(inner, min_size=2, max_size=4)),
    max_leaves=12,
)


def holds(node: Node, true: set[int]) -> bool:
    match node:
        case Leaf(number):
            return number in true
        case And(items):
            return all(holds(item, true) for item in items)
        case Or(items):
            return any(holds(item, true) for item in items)


@given(trees, st.sets(st.integers(1, 9)))
def test_a_written_tree_reads_back_with_the_same_meaning(tree: Node, true: set[int]) -> None:
    assert holds(parse(write(tree), 9), true) == holds(tree, true)


@given(trees, st.integers(1, 9))
def test_removing_a_filter_renumbers_the_rest(tree: Node, number: int) -> None:
    left = without(tree, number)
    kept = [entry - (entry > number) for entry in numbers(tree) if entry != number]
    assert ([] if left is None else list(numbers(left))) == kept
