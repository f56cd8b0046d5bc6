from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intacct_desktop.api.expression import MAX_DEPTH, And, ExpressionError, Leaf, Node, Or, depth, numbers, parse, write
from intacct_desktop.api.expression_edits import (
    Edit,
    Path,
    Step,
    grouped,
    left_out,
    moved,
    relies_on_precedence,
    stepped,
    turned,
    ungrouped,
    used,
    written,
)
from tests.api.test_expression import holds, trees

COUNT = 9


def text(edit: Edit | None) -> str | None:
    return write(edit.node) if edit is not None else None


def all_paths(node: Node, path: Path = ()) -> list[Path]:
    below = [] if isinstance(node, Leaf) else [found for at, item in enumerate(node.items) for found in all_paths(item, (*path, at))]
    return [path, *below]


def item_at(node: Node, path: Path) -> Node:
    for position in path:
        assert not isinstance(node, Leaf)
        node = node.items[position]
    return node


@st.composite
def trees_with_paths(draw: st.DrawFn) -> tuple[Node, list[Path]]:
    node = draw(trees)
    return node, draw(st.lists(st.sampled_from(all_paths(node)), min_size=1, max_size=4))


def test_a_group_is_made_of_the_other_word() -> None:
    node = parse("and", 4)
    edit = grouped(node, [(2,), (0,)])
    assert edit == Edit(parse("(1 or 3) and 2 and 4", 4), ((0,),))
    assert text(grouped(parse("or", 3), [(0,), (1,)])) == "(1 and 2) or 3"
    assert text(grouped(parse("1 and (2 or 3 or 4)", 4), [(0,), (1, 2)])) == "(1 or 4) and (2 or 3)"
    assert text(grouped(parse("1 and (2 or 3)", 3), [(0,), (1, 1)])) == "(1 or 3) and 2", "a group of one is no group"


def test_there_is_nothing_to_group_in_one_item_or_in_all_of_a_group() -> None:
    node = parse("1 and (2 or 3)", 3)
    assert grouped(node, [(1,)]) is None
    assert grouped(node, [()]) is None
    assert grouped(node, [(1, 0), (1, 1)]) is None
    assert grouped(node, [(0,), (1,), (1, 0)]) is None, "what stands within another goes with it"
    assert grouped(node, [4]) is None


def test_dropping_onto_makes_a_group_where_the_target_stands() -> None:
    node = parse("1 and 2 and 3", 4)
    assert grouped(node, [(0,)], onto=(2,)) == Edit(parse("2 and (3 or 1)", 4), ((1,),))
    assert text(grouped(node, [4], onto=(0,))) == "(1 or 4) and 2 and 3"
    assert text(grouped(Leaf(1), [2], onto=())) == "1 and 2"
    assert grouped(node, [(1,)], onto=(1,)) is None
    assert grouped(parse("1 and (2 or 3)", 3), [(1,)], onto=(1, 0)) is None


def test_a_group_is_split_and_turned() -> None:
    node = parse("(1 and 2) or 3", 3)
    assert ungrouped(node, (0,)) == Edit(parse("or", 3), ((0,), (1,)))
    assert text(turned(node, ())) == "(1 and 2) and 3"
    assert text(turned(node, (0,))) == "(1 or 2) or 3"
    assert ungrouped(node, ()) is ungrouped(node, (1,)) is turned(node, (1,)) is None


def test_moving_goes_into_out_of_and_between_groups() -> None:
    node = parse("1 and (2 or 3) and (4 or 5 or 6)", 6)
    assert moved(node, [(0,)], (1,), 1) == Edit(parse("(2 or 1 or 3) and (4 or 5 or 6)", 6), ((0, 1),))
    assert text(moved(node, [(2, 0), (2, 2)], (), 0)) == "4 and 6 and 1 and (2 or 3) and 5", "the last one takes its group's place"
    assert text(moved(node, [(1,)], (2,), 3)) == "1 and (4 or 5 or 6 or (2 or 3))"
    assert text(moved(node, [7], (1,), 0)) == "1 and (7 or 2 or 3) and (4 or 5 or 6)"
    assert moved(node, [(0,)], (), 0) is moved(node, [(0,)], (), 1) is None, "it stands there"
    assert moved(node, [(1,)], (1,), 0) is None
    assert moved(node, [(0,)], (1, 0), 0) is None


def test_steps_with_the_keyboard() -> None:
    node = parse("1 and (2 or 3) and 4 and 5", 5)
    assert stepped(node, [(2,)], Step.UP) == Edit(parse("1 and 4 and (2 or 3) and 5", 5), ((1,),))
    assert text(stepped(node, [(2,), (3,)], Step.UP)) == "1 and 4 and 5 and (2 or 3)"
    assert text(stepped(node, [(0,)], Step.DOWN)) == "(2 or 3) and 1 and 4 and 5"
    assert text(stepped(node, [(2,)], Step.IN)) == "1 and (2 or 3 or 4) and 5"
    assert text(stepped(node, [(0,)], Step.IN)) == "(1 or 2 or 3) and 4 and 5"
    assert text(stepped(node, [(1, 0)], Step.OUT)) == "1 and 3 and 2 and 4 and 5"
    assert stepped(node, [(0,)], Step.UP) is stepped(node, [(3,)], Step.DOWN) is None
    assert stepped(node, [(3,)], Step.IN) is stepped(node, [(0,)], Step.OUT) is None
    assert stepped(node, [(0,), (1, 0)], Step.DOWN) is stepped(node, [()], Step.UP) is None


def test_a_filter_is_left_out_and_used() -> None:
    node = parse("(1 and 2) or 3", 3)
    assert text(left_out(node, [(0, 1)])) == "1 or 3"
    assert text(left_out(node, [(0,)])) == "3"
    assert left_out(node, [(0,), (1,)]) is left_out(node, [()]) is None
    assert used(node, [5, 4]) == Edit(parse("((1 and 2) or 3) and 5 and 4", 5), ((1,), (2,)))
    assert text(used(parse("1 and 2", 3), [3])) == "1 and 2 and 3"
    assert text(used(Leaf(2), [1])) == "2 and 1"


@pytest.mark.parametrize(
    ("expression", "count", "shortest"),
    [
        ("1 and 2 and 3", 3, None),
        ("1", 1, None),
        ("1 or 2 or 3", 3, "or"),
        ("1 or 2 or 3", 4, "1 or 2 or 3"),
        ("2 or 1", 2, "2 or 1"),
        ("1", 2, "1"),
        ("1 and 2 or 3", 3, "(1 and 2) or 3"),
        ("(1 and 2) and 3", 3, "(1 and 2) and 3"),
    ],
)
def test_all_and_any_of_the_filters_need_no_numbers(expression: str, count: int, shortest: str | None) -> None:
    assert written(parse(expression, count), count) == shortest


@pytest.mark.parametrize(
    ("expression", "relies"),
    [("1 and 2 or 3", True), ("(1 AND 2) or 3", False), ("1 or (2 or 3 and 4)", True), ("(1 or 2) and (3 or 4)", False), ("and", False)],
)
def test_knows_where_precedence_decides(expression: str, relies: bool) -> None:
    assert relies_on_precedence(expression) is relies


@given(trees)
def test_a_tree_written_and_read_again_is_the_same_tree(tree: Node) -> None:
    assert parse(write(tree), COUNT) == tree
    assert not relies_on_precedence(write(tree))
    shortest = written(tree, COUNT)
    assert holds(parse(shortest or "and", COUNT), {1, 3, 5, 7, 9}) == holds(tree, {1, 3, 5, 7, 9})


@given(trees_with_paths(), st.data())
def test_every_edit_keeps_the_filters_and_says_where_they_are(case: tuple[Node, list[Path]], choices: st.DataObject) -> None:
    node, paths = case
    other = choices.draw(st.sampled_from(all_paths(node)))
    edits = [
        grouped(node, paths),
        grouped(node, paths, onto=other),
        ungrouped(node, other),
        turned(node, other),
        moved(node, paths, other, choices.draw(st.integers(0, 5))),
        *(stepped(node, paths, step) for step in Step),
    ]
    for edit in edits:
        if edit is None:
            continue
        assert Counter(numbers(edit.node)) == Counter(numbers(node))
        items = [item_at(edit.node, path) for path in all_paths(edit.node)]
        assert all(isinstance(item, Leaf) or len(item.items) > 1 for item in items)
        assert parse(write(edit.node), COUNT) == edit.node
        assert edit.paths
        for path in edit.paths:
            item_at(edit.node, path)
    there = turned(node, other)
    assert there is None or turned(there.node, other) == Edit(node, (other,))


@given(trees_with_paths())
def test_leaving_out_takes_exactly_what_was_named_and_using_brings_it_back(case: tuple[Node, list[Path]]) -> None:
    node, paths = case
    edit = left_out(node, paths)
    outer = [path for path in set(paths) if not any(path[:length] in paths for length in range(len(path)))]
    gone = Counter(number for path in outer for number in numbers(item_at(node, path)))
    if edit is None:
        assert gone == Counter(numbers(node))
        return
    assert Counter(numbers(edit.node)) + gone == Counter(numbers(node))
    again = used(edit.node, gone.elements())
    assert again is not None
    assert Counter(numbers(again.node)) == Counter(numbers(node))
    assert [item_at(again.node, path) for path in again.paths] == [Leaf(number) for number in gone.elements()]


@given(trees)
def test_stepping_out_and_down_come_back(tree: Node) -> None:
    for path in all_paths(tree):
        down = stepped(tree, [path], Step.DOWN)
        if down is not None:
            back = stepped(down.node, down.paths, Step.UP)
            assert back is not None
            assert back == Edit(tree, (path,))


def test_what_is_too_deep_to_be_read_is_not_made() -> None:
    node: Node = Leaf(1)
    for level in range(MAX_DEPTH + 1):
        node = (And, Or)[level % 2]((Leaf(1), node))
    assert parse(write(node), 1) == node
    innermost = (1,) * MAX_DEPTH
    assert grouped(node, [2], onto=(*innermost, 0)) is None
    assert moved(node, [2], innermost, 0) is not None
    with pytest.raises(ExpressionError) as caught:
        parse(write(And((node, Leaf(1)))), 1)
    assert caught.value.problem == "too-deep"
    alternating = "1 or 1 and (" * MAX_DEPTH + "1" + ")" * MAX_DEPTH
    with pytest.raises(ExpressionError) as caught:
        parse(alternating, 1)
    assert (caught.value.problem, caught.value.position) == ("too-deep", alternating.rindex("("))


def test_sixty_groups_of_five_hundred_filters_are_edited_at_once() -> None:
    groups = [Or(tuple(Leaf(number) for number in range(first, min(first + 9, 501)))) for first in range(1, 501, 9)]
    node = parse(write(And(tuple(groups))), 500)
    edit = moved(node, [(0, at) for at in range(8)], (55,), 2)
    assert edit is not None
    assert sorted(numbers(edit.node)) == list(range(1, 501))
    assert depth(edit.node) == 2
