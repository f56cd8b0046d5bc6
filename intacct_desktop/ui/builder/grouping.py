"""Which rows of a filter list belong together, read from its expression: what is drawn as an indented bar. Knows no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_desktop.api.expression import And, Leaf, Node, Or, numbers


@dataclass(frozen=True, slots=True)
class Group:
    """The filters from ``first`` to ``last`` (numbers from 1), joined by ``or`` when ``any``, else by ``and``; ``depth`` from 1."""

    first: int
    last: int
    depth: int
    any: bool


def groups(node: Node | None, count: int) -> tuple[Group, ...]:
    """The groups below the top, outer before inner; none unless each filter stands in the expression once, in its order."""
    if node is None or tuple(numbers(node)) != tuple(range(1, count + 1)):
        return ()
    return tuple(_below(node, 1))


def _below(node: Node, depth: int) -> Iterator[Group]:
    match node:
        case And(items) | Or(items):
            for item in items:
                if not isinstance(item, Leaf):
                    inside = tuple(numbers(item))
                    yield Group(inside[0], inside[-1], depth, isinstance(item, Or))
                    yield from _below(item, depth + 1)
