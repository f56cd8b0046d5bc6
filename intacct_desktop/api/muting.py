"""Muted filters are not in a body; this puts them back into one that was edited as text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from intacct_desktop.api import expression
from intacct_desktop.api.expression import And, Leaf, Node, Or
from intacct_desktop.api.query import Filter, Query

_MOST = 1_000_000  # a number up to which one of an expression is read, whether or not a filter has it


def with_muted_kept(old: Query, edited: Query) -> Query:
    """``edited`` is what the body of ``old`` became; the answer has the filters of ``old`` that a body does not show, muted as they were.

    What was not edited stays exactly where it was. Otherwise each muted filter follows the one that it stood behind, and in an expression
    by numbers joins those that it was joined with. What the company gets is ``edited``: a filter that was not sent because all that the
    expression names were muted is muted from then on.
    """
    sent = old.sent
    shown = [at for at in range(len(old.filters)) if at not in old.muted] if sent.filters else []
    hidden = [at for at in range(len(old.filters)) if at not in shown]
    if not hidden:
        return edited
    if len(edited.filters) == len(sent.filters) and edited.filter_expression == sent.filter_expression:
        filters = list(old.filters)
        for at, entry in zip(shown, edited.filters, strict=True):
            filters[at] = entry
        return replace(edited, filters=tuple(filters), filter_expression=old.filter_expression, muted=old.muted)

    became = {shown[before]: after for before, after in _matches(sent.filters, edited.filters).items()}
    filters, numbers, edited_numbers = _laid_out(old.filters, edited.filters, hidden, became)
    text = _joined(old, edited, [at + 1 for at in hidden], numbers, edited_numbers)
    return replace(edited, filters=tuple(filters), filter_expression=text, muted=frozenset(numbers[at + 1] - 1 for at in hidden))


def _matches(before: Sequence[Filter], after: Sequence[Filter]) -> dict[int, int]:
    """Which filter became which: one for one where there are as many, else those that are alike and those that stand in their place."""
    if len(before) == len(after):
        return {at: at for at in range(len(before))}
    steps = SequenceMatcher(None, [repr(entry) for entry in before], [repr(entry) for entry in after], autojunk=False).get_opcodes()
    pairs = (zip(range(first, end), range(start, stop), strict=False) for _, first, end, start, stop in steps)
    return {one: other for step in pairs for one, other in step}


def _laid_out(
    old: Sequence[Filter], edited: Sequence[Filter], hidden: Sequence[int], became: Mapping[int, int]
) -> tuple[list[Filter], dict[int, int], dict[int, int]]:
    """All filters, and the number that each of the old and of the edited ones has among them."""
    behind: dict[int, list[int]] = defaultdict(list)
    last = -1
    for at in range(len(old)):
        if at in hidden:
            behind[last].append(at)
        else:
            last = became.get(at, last)
    filters: list[Filter] = []
    numbers: dict[int, int] = {}
    edited_numbers: dict[int, int] = {}
    for at in range(-1, len(edited)):
        if at >= 0:
            filters.append(edited[at])
            edited_numbers[at + 1] = len(filters)
        for kept in behind[at]:
            filters.append(old[kept])
            numbers[kept + 1] = len(filters)
    return filters, numbers | {before + 1: edited_numbers[after + 1] for before, after in became.items()}, edited_numbers


def _joined(old: Query, edited: Query, hidden: Sequence[int], numbers: Mapping[int, int], edited_numbers: Mapping[int, int]) -> str | None:
    """The edited expression with the hidden filters in it. The words ``and`` and ``or`` alone and what cannot be read stay as they are."""
    if not edited.filters:
        rest = old
        for at in sorted(set(range(len(old.filters))) - {number - 1 for number in hidden}, reverse=True):
            rest = rest.removing_filter(at)
        return rest.filter_expression
    before, after = _by_numbers(old, len(old.filters)), _by_numbers(edited, _MOST)
    if after is None:
        return edited.filter_expression
    # A number that no filter has must not become that of a muted one.
    unknown = {number: number + len(hidden) for number in expression.numbers(after) if number not in edited_numbers}
    node = expression.renumbered(after, {**unknown, **edited_numbers})
    for number in hidden:
        if before is None:
            kind = Or if (old.filter_expression or "").strip().lower() == "or" else And
            node = _with(node, kind, Leaf(numbers[number]))
        elif number in expression.numbers(before):
            node = _placed(node, before, number, numbers)
    return expression.write(node)


def _by_numbers(query: Query, count: int) -> Node | None:
    text = query.filter_expression
    if text is None or text.strip().lower() in ("and", "or"):
        return None
    try:
        return expression.parse(text, count)
    except expression.ExpressionError:
        return None


def _placed(node: Node, before: Node, number: int, numbers: Mapping[int, int]) -> Node:
    """The tree with the filter that was ``number`` in the tree ``before``: joined with what is left of its group there."""
    present = set(expression.numbers(node))
    leaf = Leaf(numbers[number])
    for group in reversed(_groups_around(before, number)):
        others = {numbers[one] for one in expression.numbers(group) if one in numbers} & present
        if others:
            return _beside(node, others, type(group), leaf)
    return _with(node, And, leaf)


def _groups_around(node: Node, number: int) -> list[And | Or]:
    """The groups that a filter stands in, outer before inner."""
    if isinstance(node, Leaf):
        return []
    inside = next(item for item in node.items if number in expression.numbers(item))
    return [node, *_groups_around(inside, number)]


def _beside(node: Node, others: set[int], kind: type[And | Or], leaf: Leaf) -> Node:
    """The tree with a leaf joined to the smallest part that has all of ``others``."""
    if not isinstance(node, Leaf):
        for at, item in enumerate(node.items):
            if others <= set(expression.numbers(item)):
                return type(node)((*node.items[:at], _beside(item, others, kind, leaf), *node.items[at + 1 :]))
    return _with(node, kind, leaf)


def _with(node: Node, kind: type[And | Or], leaf: Leaf) -> Node:
    return kind((*node.items, leaf)) if isinstance(node, kind) else kind((node, leaf))
