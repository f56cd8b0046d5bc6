"""One filter, or a tree of them, as SQL with bound values (facts 3.2).

Null is SQL's null: ``$eq`` and ``$ne`` test for it; every other condition, negative ones included, is true of no record whose field is
null.
Names in the SQL come from the facts, values are bound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from intacct_desktop.api.expression import And, Leaf, Node
from intacct_desktop.api.operators import Operator
from intacct_desktop.sandbox.errors import invalid_payload
from intacct_desktop.sandbox.query.dates import date_bounds, moment_bounds
from intacct_desktop.sandbox.query.reading import text_sql
from intacct_desktop.sandbox.query.source import Column
from intacct_desktop.sandbox.store import Kind, Value

# The name under which the store's connection knows Python's own case folding.
FOLD = "casefold"

# SQLite's parser takes 100 levels, of which every `and`, `or` and parenthesis uses some.
_MAX_DEPTH = 20

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_WIDEST_DIGITS = 18

_DATES = frozenset({Kind.DATE, Kind.DATE_TIME})

_TEXT_SQL: Mapping[Operator, tuple[str, str]] = {
    Operator.CONTAINS: ("", "instr({text}, ?) > 0"),
    Operator.NOT_CONTAINS: ("NOT ", "instr({text}, ?) > 0"),
    Operator.STARTS_WITH: ("", "substr({text}, 1, {length}) = ?"),
    Operator.NOT_STARTS_WITH: ("NOT ", "substr({text}, 1, {length}) = ?"),
    Operator.ENDS_WITH: ("", "substr({text}, length({text}) - {length} + 1) = ?"),
    Operator.NOT_ENDS_WITH: ("NOT ", "substr({text}, length({text}) - {length} + 1) = ?"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true of the records to keep, and the values of its question marks."""

    sql: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What holds for all filters of one query: the day that relative dates start from, and whether letters' case counts."""

    anchor: date
    case_sensitive: bool = True


def joined(node: Node, conditions: Sequence[Condition], depth: int = 0) -> Condition:
    """The conditions put together as a filter expression says. Raises REST-1064 for a tree nested too deeply."""
    if isinstance(node, Leaf):
        return conditions[node.number - 1]
    if depth > _MAX_DEPTH:
        raise invalid_payload("The filterExpression is nested too deeply", "Too many levels of parentheses", "/filterExpression")
    return _balanced([joined(item, conditions, depth + 1) for item in node.items], " AND " if isinstance(node, And) else " OR ")


def _balanced(items: Sequence[Condition], word: str) -> Condition:
    """``items`` in a tree of even height: SQLite refuses a long flat chain, which to its parser is a deep tree."""
    if len(items) == 1:
        return items[0]
    half = len(items) // 2
    left, right = _balanced(items[:half], word), _balanced(items[half:], word)
    return Condition(f"({left.sql}{word}{right.sql})", left.values + right.values)


def condition(column: Column, operator: Operator, value: Any, comparison: Comparison, target: str) -> Condition:
    """One filter. Raises REST-1064 at ``target`` (a JSON pointer) for a value or an operator that the field cannot take."""
    return _Filter(column, operator, comparison, target).condition(value)


@dataclass(frozen=True, slots=True)
class _Filter:
    column: Column
    operator: Operator
    comparison: Comparison
    target: str

    def condition(self, value: Any) -> Condition:
        if self.operator.takes_list or self.operator.takes_range:
            if not isinstance(value, Sequence) or isinstance(value, str):
                raise self._refusal("needs an array")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            raise self._refusal("takes one value, not an array")
        if value is None:
            return self._null_test()
        if self.operator in _TEXT_SQL:
            return self._text(value)
        if self.operator is Operator.HAS:
            return self._has(value)
        if self.column.kind is Kind.ARRAY:
            raise self._refusal("cannot be used with an array field")
        if self.operator.takes_list:
            return self._in(value)
        if self.operator.takes_range:
            return self._between(value)
        return self._compare(value)

    def _null_test(self) -> Condition:
        if not self.operator.takes_null:
            raise self._refusal("cannot be used with null")
        return Condition(f"{self.column.sql} IS {'NOT ' if self.operator is Operator.NE else ''}NULL")

    def _compare(self, value: Any) -> Condition:
        low, high = self._bounds(value)
        sql = self._comparable
        match self.operator:
            case Operator.EQ | Operator.NE:
                negation = "NOT " if self.operator is Operator.NE else ""
                return Condition(f"{negation}({sql} BETWEEN ? AND ?)" if low != high else f"{negation}({sql} = ?)", _unique(low, high))
            case Operator.LT:
                self._refuse_boolean()
                return Condition(f"{sql} < ?", (low,))
            case Operator.GT:
                self._refuse_boolean()
                return Condition(f"{sql} > ?", (high,))
            case Operator.LTE:
                return Condition(f"{sql} <= ?", (high,))
            case _:
                return Condition(f"{sql} >= ?", (low,))

    def _in(self, values: Sequence[Any]) -> Condition:
        if not values:
            raise self._refusal("needs at least one value")
        bounds = [self._bounds(value) for value in values if value is not None]
        single = [low for low, high in bounds if low == high]
        parts = [Condition(f"{self._comparable} IN ({', '.join('?' * len(single))})", tuple(single))] if single else []
        parts += [Condition(f"{self._comparable} BETWEEN ? AND ?", (low, high)) for low, high in bounds if low != high]
        if len(bounds) < len(values):
            parts.append(Condition(f"{self.column.sql} IS NULL"))
        found = _balanced(parts, " OR ")
        return Condition(f"{'NOT ' if self.operator is Operator.NOT_IN else ''}({found.sql})", found.values)

    def _between(self, values: Sequence[Any]) -> Condition:
        self._refuse_boolean()
        if len(values) != 2 or None in values:
            raise self._refusal("needs an array of two values")
        (low, _), (_, high) = map(self._bounds, values)
        return Condition(f"{self._comparable} {'NOT ' if self.operator is Operator.NOT_BETWEEN else ''}BETWEEN ? AND ?", (low, high))

    def _text(self, value: Any) -> Condition:
        if self.column.kind in _DATES or self.column.kind in (Kind.BOOLEAN, Kind.ARRAY):
            raise self._refusal(f"cannot be used with a {self.column.kind.value} field")
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._refusal("needs a text")
        if isinstance(value, Decimal) and abs(value.adjusted()) > _WIDEST_DIGITS:
            # Written out, 1e999999999 would fill the memory.
            raise self._refusal("needs a smaller number")
        part = self._folded(value if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value))
        negation, sql = _TEXT_SQL[self.operator]
        return Condition(f"{negation}({sql.format(text=self._as_text, length=len(part))})", (part,))

    def _has(self, value: Any) -> Condition:
        if self.column.kind is not Kind.ARRAY:
            raise self._refusal("can only be used with an array field")
        if not isinstance(value, str):
            raise self._refusal("needs a text")
        item = "value" if self.comparison.case_sensitive else f"{FOLD}(value)"
        sql = f"EXISTS (SELECT 1 FROM json_each({self.column.sql}) WHERE {item} = ?)"  # noqa: S608 - see above
        return Condition(sql, (self._folded(value),))

    @property
    def _comparable(self) -> str:
        return self._folding(self.column.sql) if self.column.kind is Kind.TEXT else self.column.sql

    @property
    def _as_text(self) -> str:
        """The field as the API writes it, for the text operators on fields with digits."""
        column = self.column
        return self._folding(column.sql) if column.kind is Kind.TEXT else text_sql(column.sql, column.kind, column.scale)

    def _folding(self, sql: str) -> str:
        return sql if self.comparison.case_sensitive else f"{FOLD}({sql})"

    def _folded(self, text: str) -> str:
        return text if self.comparison.case_sensitive else text.casefold()

    def _bounds(self, value: Any) -> tuple[Value, Value]:
        """The first and the last stored value that ``value`` stands for: two different ones for a relative date, else the same."""
        match self.column.kind:
            case Kind.BOOLEAN:
                if not isinstance(value, bool):
                    raise self._refusal("needs true or false")
                return int(value), int(value)
            case Kind.INTEGER | Kind.DECIMAL | Kind.NUMBER | Kind.KEY:
                number = self._scaled(value)
                return number, number
            case Kind.DATE | Kind.DATE_TIME:
                bounds = date_bounds if self.column.kind is Kind.DATE else moment_bounds
                found = bounds(value, self.comparison.anchor) if isinstance(value, str) else None
                if found is None:
                    raise self._refusal("needs a date")
                return found
            case _:
                if not isinstance(value, str):
                    raise self._refusal("needs a text")
                return self._folded(value), self._folded(value)

    def _scaled(self, value: Any) -> int:
        if isinstance(value, bool) or not (isinstance(value, int | Decimal) or (isinstance(value, str) and _NUMBER.fullmatch(value))):
            raise self._refusal("needs a number")
        number = Decimal(value)
        if number.adjusted() + self.column.scale >= _WIDEST_DIGITS:
            raise self._refusal("needs a smaller number")
        # The exponent is looked at first: a Fraction of 1e-999999999 would never be finished.
        exponent = number.as_tuple().exponent
        scaled = Fraction(number) * 10**self.column.scale if isinstance(exponent, int) and exponent >= -_WIDEST_DIGITS else None
        if scaled is None or scaled.denominator != 1:
            raise self._refusal(f"needs a number of at most {self.column.scale} decimal digits")
        return int(scaled)

    def _refuse_boolean(self) -> None:
        if self.column.kind is Kind.BOOLEAN:
            raise self._refusal("cannot be used with a boolean field")

    def _refusal(self, problem: str) -> Exception:
        text = f"{self.operator.value} on the field {self.column.name} {problem}"
        return invalid_payload(f"The filter is not valid: {text}", text, self.target)


def _unique(low: Value, high: Value) -> tuple[Value, ...]:
    return (low,) if low == high else (low, high)
