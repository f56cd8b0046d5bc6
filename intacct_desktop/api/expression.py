"""The language of ``filterExpression``: filter numbers from 1, ``and``, ``or`` and parentheses (facts 3.1).

``and`` binds tighter than ``or``. The words ``and`` and ``or`` alone join all filters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filter, by its number (from 1)."""

    number: int


@dataclass(frozen=True, slots=True)
class And:
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    items: "tuple[Node, ...]"


Node: TypeAlias = Leaf | And | Or

Problem: TypeAlias = Literal[
    "unexpected",  # neither a number nor a word of the language
    "no-filter",  # a filter's number is missing before what was found
    "no-word",  # `and` or `or` is missing before it
    "unopened",
    "unclosed",
    "unfinished",
    "unknown-filter",
    "too-deep",
    "empty",
]

MAX_DEPTH = 100
"""Groups within groups that are read and written; nobody nests that many."""


class ExpressionError(ValueError):
    """What is wrong with an expression, and where.

    ``position`` counts characters from 0; ``found`` is the offending text ("" at the end of the expression).
    """

    def __init__(self, problem: Problem, position: int, found: str) -> None:
        super().__init__(f"{problem} at character {position + 1}: {found!r}")
        self.problem = problem
        self.position = position
        self.found = found


def parse(text: str, count: int) -> Node:
    """The tree of an expression over ``count`` filters.

    Raises `ExpressionError` for broken syntax, for more than `MAX_DEPTH` groups within each other, and for a number that no filter has.
    A filter that the expression leaves out is legal; `unused` names it.
    """
    word = text.strip().lower()
    if not word or count == 0:
        raise ExpressionError("empty", 0, text.strip())
    if word in ("and", "or"):
        leaves = tuple(Leaf(number) for number in range(1, count + 1))
        if count == 1:
            return leaves[0]
        return And(leaves) if word == "and" else Or(leaves)
    # The parser's library is loaded by the first expression that needs it, not at the start of the program.
    from intacct_desktop.api.expression_grammar import parse_numbered

    return parse_numbered(text, count)


def numbers(node: Node) -> Iterator[int]:
    """The filter numbers of a tree, in the order in which they stand."""
    match node:
        case Leaf(number):
            yield number
        case And(items) | Or(items):
            for item in items:
                yield from numbers(item)


def depth(node: Node) -> int:
    """How many groups stand within each other: 0 for a filter alone, 1 for filters side by side."""
    return 0 if isinstance(node, Leaf) else 1 + max(map(depth, node.items))


def unused(node: Node, count: int) -> tuple[int, ...]:
    """The filters that an expression leaves out."""
    used = set(numbers(node))
    return tuple(number for number in range(1, count + 1) if number not in used)


def write(node: Node) -> str:
    """The text of a tree, each group within another in parentheses: it reads back as the same tree, and nobody has to know precedence."""
    match node:
        case Leaf(number):
            return str(number)
        case And(items) | Or(items):
            word = " and " if isinstance(node, And) else " or "
            return word.join(write(item) if isinstance(item, Leaf) else f"({write(item)})" for item in items)


def without(node: Node, number: int) -> Node | None:
    """The tree after filter ``number`` was removed: later numbers move down by one. None when nothing is left."""
    match node:
        case Leaf(leaf):
            return None if leaf == number else Leaf(leaf - 1 if leaf > number else leaf)
        case And(items) | Or(items):
            left = tuple(kept for item in items if (kept := without(item, number)) is not None)
            if not left:
                return None
            return left[0] if len(left) == 1 else type(node)(left)


def renumbered(node: Node, mapping: Mapping[int, int]) -> Node:
    """The tree with other numbers for its filters, in the same places; a number that the mapping lacks stays."""
    match node:
        case Leaf(number):
            return Leaf(mapping.get(number, number))
        case And(items) | Or(items):
            return type(node)(tuple(renumbered(item, mapping) for item in items))
