"""The kinds of faults that a query can have, and how bad each is."""

from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    """The query is not run."""
    WARNING = "warning"


class Problem(StrEnum):
    """What is wrong; ``found`` of the finding has the values for the words, named here."""

    NO_COLUMNS = "no-columns"
    UNKNOWN_FIELD = "unknown-field"  # field
    UNSEEN_FIELD = "unseen-field"  # field
    REFERENCE = "reference"  # field
    LIST = "list"  # field, list, object
    GROUP = "group"  # field
    WRITE_ONLY = "write-only"  # field
    BINARY = "binary"  # field
    REFUSED = "refused"  # field
    LINK = "link"  # field: an href, which is no filter, order or aggregate
    AGGREGATE_IN_FILTER = "aggregate-in-filter"  # field
    AGGREGATE = "aggregate"  # field, aggregate, kind
    NOT_SORTABLE = "not-sortable"  # field
    NOT_GROUPED = "not-grouped"  # field: an order by what a grouping does not select
    TWICE = "twice"  # field
    OPERATOR = "operator"  # field, operator, kind
    NULL = "null"  # field, operator, kind where it is known
    NO_LIST = "no-list"  # field, operator, kind where it is known
    NOT_A_LIST = "not-a-list"  # field, operator, kind where it is known
    NOT_A_RANGE = "not-a-range"  # field, operator, kind where it is known
    EMPTY_LIST = "empty-list"  # field, operator, kind where it is known
    MISSING = "missing"  # field, operator, kind where it is known
    NOT_A_VALUE = "not-a-value"  # field, value
    WRONG_KIND = "wrong-kind"  # field, value, kind
    NO_CHOICE = "no-choice"  # field, value
    NUMBER_AS_TEXT = "number-as-text"  # field, value
    TOO_PRECISE = "too-precise"  # field, value, scale
    REVERSED = "reversed"  # field
    EXPRESSION = "expression"  # problem, position, text, count
    UNUSED = "unused"  # number
    SIZE = "size"  # value, most
    START = "start"  # value
    PARAMETER = "parameter"  # name
    PARAMETER_VALUE = "parameter-value"  # name, value, kind
    MEMBER = "member"  # name
