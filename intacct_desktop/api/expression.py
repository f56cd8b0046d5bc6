"""The language of ``filterExpression``: filter numbers from 1, ``and``, ``or`` and parentheses (facts 3.1).

``and`` binds tighter than ``or``. The words ``and`` and ``or`` alone join all filters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken


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

Problem: TypeAlias = Literal["unexpected", "unfinished", "unknown-filter", "empty"]


class ExpressionError(ValueError):
    """What is wrong with an expression, and where.

    ``position`` counts characters from 0; ``found`` is the offending text ("" at the end of the expression).
    """

    def __init__(self, problem: Problem, position: int, found: str) -> None:
        super().__init__(f"{problem} at character {position + 1}: {found!r}")
        self.problem = problem
        self.position = position
        self.found = found


_LONGEST_NUMBER = 9  # digits

_GRAMMAR = r"""
    ?start: disjunction
    ?disjunction: conjunction (_OR conjunction)*
    ?conjunction: atom (_AND atom)*
    ?atom: NUMBER -> leaf
         | "(" disjunction ")"
    NUMBER: /[0-9]+/
    _AND: /and\b/i
    _OR: /or\b/i
    %ignore /\s+/
"""


class _ToNode(Transformer[Token, Node]):
    def leaf(self, items: list[Token]) -> Node:
        return Leaf(int(items[0]))

    def conjunction(self, items: list[Node]) -> Node:
        return And(tuple(items))

    def disjunction(self, items: list[Node]) -> Node:
        return Or(tuple(items))


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


def parse(text: str, count: int) -> Node:
    """The tree of an expression over ``count`` filters.

    Raises `ExpressionError` for broken syntax, for hundreds of nested parentheses, and for a number that no filter has. A filter that
    the expression leaves out is legal; `unused` names it.
    """
    word = text.strip().lower()
    if not word or count == 0:
        raise ExpressionError("empty", 0, text.strip())
    if word in ("and", "or"):
        leaves = tuple(Leaf(number) for number in range(1, count + 1))
        if count == 1:
            return leaves[0]
        return And(leaves) if word == "and" else Or(leaves)
    try:
        tree = _parser().parse(text)
        for token in tree.scan_values(lambda value: isinstance(value, Token)):
            if len(token) > _LONGEST_NUMBER or not 1 <= int(token) <= count:
                raise ExpressionError("unknown-filter", token.start_pos or 0, str(token))
        return _ToNode().transform(tree)
    except UnexpectedInput as error:
        raise _located(error, text) from None
    except RecursionError:
        raise ExpressionError("unexpected", text.index("("), "(") from None


def _located(error: UnexpectedInput, text: str) -> ExpressionError:
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return ExpressionError("unexpected", error.token.start_pos or 0, str(error.token))
    if isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
        return ExpressionError("unexpected", position, text[position:].split(maxsplit=1)[0])
    return ExpressionError("unfinished", len(text.rstrip()), "")


def numbers(node: Node) -> Iterator[int]:
    """The filter numbers of a tree, in the order in which they stand."""
    match node:
        case Leaf(number):
            yield number
        case And(items) | Or(items):
            for item in items:
                yield from numbers(item)


def unused(node: Node, count: int) -> tuple[int, ...]:
    """The filters that an expression leaves out."""
    used = set(numbers(node))
    return tuple(number for number in range(1, count + 1) if number not in used)


def write(node: Node) -> str:
    """The shortest text of a tree: parentheses only where precedence needs them."""
    match node:
        case Leaf(number):
            return str(number)
        case And(items):
            return " and ".join(f"({write(item)})" if isinstance(item, Or) else write(item) for item in items)
        case Or(items):
            return " or ".join(write(item) for item in items)


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
