"""The grammar of numbered filter expressions, and its reading into a tree. `expression.parse` is the way in."""

import re
from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken

from intacct_desktop.api.expression import MAX_DEPTH, And, ExpressionError, Leaf, Node, Or, Problem, depth

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
        return Leaf(int(items[0]) if len(items[0]) <= _LONGEST_NUMBER else 0)

    def conjunction(self, items: list[Node]) -> Node:
        return And(tuple(items))

    def disjunction(self, items: list[Node]) -> Node:
        return Or(tuple(items))


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_ToNode())


def parse_numbered(text: str, count: int) -> Node:
    """The tree of an expression of numbers; raises as `expression.parse` does."""
    parentheses, deepest = _depth(text)
    try:
        node = cast("Node", _parser().parse(text)) if parentheses <= MAX_DEPTH else None
    except UnexpectedInput as error:
        raise _located(error, text) from None
    if node is None or depth(node) > MAX_DEPTH + 1:  # `and` within `or` is a group, too, and the top is none
        raise ExpressionError("too-deep", deepest, "(")
    for number in re.finditer(r"[0-9]+", text):
        if len(number[0]) > _LONGEST_NUMBER or not 1 <= int(number[0]) <= count:
            raise ExpressionError("unknown-filter", number.start(), number[0])
    return node


def _depth(text: str) -> tuple[int, int]:
    """How many parentheses stand within each other, and where the innermost is."""
    level = most = deepest = 0
    for found in re.finditer(r"[()]", text):
        level += 1 if found[0] == "(" else -1
        if level > most:
            most, deepest = level, found.start()
    return most, deepest


def _located(error: UnexpectedInput, text: str) -> ExpressionError:
    if not isinstance(error, UnexpectedToken):
        position = error.pos_in_stream or 0
        return ExpressionError("unexpected", position, text[position:].split(maxsplit=1)[0])
    token, wants_filter = error.token, "NUMBER" in error.expected
    if token.type == "$END":
        return ExpressionError("unfinished", len(text.rstrip()), "") if wants_filter else ExpressionError("unclosed", _unclosed(text), "(")
    problem: Problem = "no-filter" if wants_filter else "unopened" if token.type == "RPAR" else "no-word"
    return ExpressionError(problem, token.start_pos or 0, str(token))


def _unclosed(text: str) -> int:
    """Where the innermost parenthesis is that is never closed."""
    still_open: list[int] = []
    for found in re.finditer(r"[()]", text):
        if found[0] == "(":
            still_open.append(found.start())
        else:
            still_open.pop()
    return still_open[-1]
