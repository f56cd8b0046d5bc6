"""The operators of the query service, and which of them a field can take (facts 3.2, 3.3)."""

from enum import StrEnum

from intacct_desktop.api.model import Field, ValueKind


class Operator(StrEnum):
    EQ = "$eq"
    NE = "$ne"
    LT = "$lt"
    LTE = "$lte"
    GT = "$gt"
    GTE = "$gte"
    IN = "$in"
    NOT_IN = "$notIn"
    BETWEEN = "$between"
    NOT_BETWEEN = "$notBetween"
    CONTAINS = "$contains"
    NOT_CONTAINS = "$notContains"
    STARTS_WITH = "$startsWith"
    NOT_STARTS_WITH = "$notStartsWith"
    ENDS_WITH = "$endsWith"
    NOT_ENDS_WITH = "$notEndsWith"
    HAS = "$has"

    @property
    def takes_list(self) -> bool:
        """Any number of values."""
        return self in (Operator.IN, Operator.NOT_IN)

    @property
    def takes_range(self) -> bool:
        """Exactly two values, the lower one first."""
        return self in (Operator.BETWEEN, Operator.NOT_BETWEEN)

    @property
    def takes_null(self) -> bool:
        """``{"$eq": {"field": null}}`` is the null test; there is no other."""
        return self in (Operator.EQ, Operator.NE)

    @property
    def is_textual(self) -> bool:
        """Compares with a part of a text."""
        return self in _TEXT

    @property
    def is_negative(self) -> bool:
        """Matches what its opposite, the plain operator, does not: `$ne` and all that begin with ``$not``."""
        return self is Operator.NE or self.value.startswith("$not")


_SAME = (Operator.EQ, Operator.NE)
_ORDERED = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN, Operator.NOT_BETWEEN)
_SETS = (Operator.IN, Operator.NOT_IN)
_TEXT = (
    Operator.CONTAINS,
    Operator.NOT_CONTAINS,
    Operator.STARTS_WITH,
    Operator.NOT_STARTS_WITH,
    Operator.ENDS_WITH,
    Operator.NOT_ENDS_WITH,
)
_OPPOSITES = {
    Operator.EQ: Operator.NE,
    Operator.LT: Operator.GTE,
    Operator.GT: Operator.LTE,
    Operator.IN: Operator.NOT_IN,
    Operator.BETWEEN: Operator.NOT_BETWEEN,
    Operator.CONTAINS: Operator.NOT_CONTAINS,
    Operator.STARTS_WITH: Operator.NOT_STARTS_WITH,
    Operator.ENDS_WITH: Operator.NOT_ENDS_WITH,
}
_NEGATED = _OPPOSITES | {opposite: operator for operator, opposite in _OPPOSITES.items()}

RELATIVE_DATES = (
    "today",
    "yesterday",
    "currentWeek",
    "lastWeek",
    "currentMonth",
    "priorMonth",
    "currentQuarter",
    "priorQuarter",
    "currentYear",
    "priorYear",
)


def operators_for(field: Field) -> tuple[Operator, ...]:
    """The operators that make sense for a field, the most usual first."""
    match field.kind:
        case ValueKind.BOOLEAN:
            return _SAME
        case ValueKind.ARRAY:
            return (Operator.HAS, *_SAME)
        case ValueKind.DATE | ValueKind.DATE_TIME | ValueKind.DECIMAL | ValueKind.INTEGER:
            return (*_SAME, *_ORDERED, *_SETS)
        case ValueKind.ENUM:
            return (Operator.IN, Operator.NOT_IN, *_SAME)
        case ValueKind.TEXT:
            return (*_SAME, *_TEXT, *_SETS, *_ORDERED)
        case ValueKind.BINARY:
            return ()


def negated(operator: Operator) -> Operator | None:
    """The opposite of an operator; None for ``$has``, which has none."""
    return _NEGATED.get(operator)
