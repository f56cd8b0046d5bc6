"""The grammar of numbered filter expressions, and its reading into a tree. `expression.parse` is the way in."""

from functools import cache

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from intacct_desktop.api.expression import And, ExpressionError, Leaf, Node, Or

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


def parse_numbered(text: str, count: int) -> Node:
    """The tree of an expression of numbers; raises as `expression.parse` does."""
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
