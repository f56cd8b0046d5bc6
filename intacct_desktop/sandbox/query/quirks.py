"""What the real service does to the rows of a query now and then, on demand (facts 3.5, 6.1)."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from intacct_desktop.sandbox.query.selected import Selected

_INITIALS = re.compile(r"^[a-z]|[A-Z]")


class Quirk(StrEnum):
    """One habit of the real service."""

    ALIAS = "alias"
    """Rows begin with a member that nobody asked for, ``API_QUERY_ALIAS__25`` where 24 fields were."""

    CODES = "codes"
    """A ``state`` is the database's own code, "pp" instead of "partiallyPaid"."""

    ERRORS = "errors"
    """A refused field (REST-1106) comes as an error inside a 200."""

    ORDER = "order"
    """The members of a row stand in another order than they were asked for."""


ALL = frozenset(Quirk)

Columns = dict[str, Sequence[Any]]


def changed(columns: Columns, selected: Sequence[Selected], quirks: frozenset[Quirk]) -> Columns:
    """The columns of an answer, by name and in order, with these quirks."""
    if Quirk.CODES in quirks:
        coded = {entry.name for entry in selected if entry.is_enum and entry.name.rpartition(".")[2] == "state"}
        columns = {name: [value and code(value) for value in column] if name in coded else column for name, column in columns.items()}
    if Quirk.ORDER in quirks:
        columns = {name: columns[name] for name in sorted(columns, key=_shuffled)}
    if Quirk.ALIAS in quirks and columns:
        rows = len(next(iter(columns.values())))
        columns = {f"API_QUERY_ALIAS__{len(columns) + 1}": [str(number) for number in range(1, rows + 1)], **columns}
    return columns


def code(value: str) -> str:
    """The code behind an enumerated value: the initials of its words."""
    return "".join(_INITIALS.findall(value)).lower()


# Some order that is the same every time, and nobody's.
_shuffled: Callable[[str], str] = lambda name: name[::-1]  # noqa: E731
