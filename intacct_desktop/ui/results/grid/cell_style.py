"""How nulls and negative amounts look, as the person chose it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_desktop.ui.results import words


@dataclass(frozen=True, slots=True)
class CellStyle:
    """``blank_nulls``: nothing where "null" would stand. ``parentheses``: (320.00) in the colour of the others, not a red −320.00."""

    blank_nulls: bool = False
    parentheses: bool = False

    def text(self, value: Any) -> str:
        """What a cell shows."""
        if value is None and self.blank_nulls:
            return ""
        if self.parentheses and is_negative(value):
            return f"({words.amount(-value)})"
        return words.shown(value)


def is_negative(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool) and value < 0
