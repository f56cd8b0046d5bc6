"""What is typed into a search, in the spellings in which the rows may have it, and whether a cell has one of them.

Cells are searched as text as DuckDB writes them: amounts with a point and no groups, dates as ISO writes them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QLocale

from intacct_desktop.api.records.local_text import NotAValue, read_date
from intacct_desktop.ui.builder.words import notation_of
from intacct_desktop.workspace.folding import folded

_MINUSES = "-\u2212"
_SPACES = " \u00a0\u202f"
_GROUP = 3


def spellings(text: str) -> tuple[str, ...]:
    """The text, and the number or date that it is in the person's language; nothing for nothing."""
    typed = text.strip()
    if not typed:
        return ()
    return tuple(dict.fromkeys(found for found in (typed, _number(typed), _date(typed)) if found))


def searched_text(value: Any) -> str:
    """A value as its cell is searched."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
    return str(value)


def is_hit(value: Any, wanted: Sequence[str]) -> bool:
    """Whether one of the texts, folded already, stands in the cell."""
    cell = folded(searched_text(value))
    return any(text in cell for text in wanted)


def _number(typed: str) -> str | None:
    """As far as it is typed: ``1,24`` may become ``1,240.50``."""
    locale = QLocale()
    negative = typed[0] in _MINUSES or (typed[0] == "(" and typed[-1] == ")")
    whole, point, fraction = typed.strip(f"(){_MINUSES}").partition(locale.decimalPoint())
    group = locale.groupSeparator()
    for space in _SPACES if group in _SPACES else "":
        whole = whole.replace(space, group)
    first, *groups = whole.split(group)
    is_grouped = all(len(part) == _GROUP for part in groups[:-1]) and (not groups or len(groups[-1]) <= _GROUP)
    digits = "".join((first, *groups))
    if not is_grouped or not f"{digits}{fraction}".isdigit():
        return None
    return f"{'-' if negative else ''}{digits}{'.' if point else ''}{fraction}"


def _date(typed: str) -> str | None:
    day, _, clock = typed.removesuffix("UTC").strip().partition(" ")
    if not day[:1].isdigit() or day.isdigit():
        return None  # what is read as so many days from today is no spelling of a date
    try:
        found = read_date(day, notation_of(QLocale()).locale)
    except NotAValue:
        return None
    return f"{found} {clock}".strip() if found else None
