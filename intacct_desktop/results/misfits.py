"""Values that do not fit their column's type: kept as the texts that came, in a column beside the typed one."""

from collections.abc import Sequence
from typing import Any


class Misfit(str):
    """The text of a value that does not fit its column's type: shown, exported and counted, never dropped."""

    __slots__ = ()


def merged(row: Sequence[Any], misfits: Sequence[int]) -> tuple[Any, ...]:
    """The cells of a row that was read with the texts of the columns ``misfits`` at its end: each text where no typed value is."""
    width = len(row) - len(misfits)
    cells = list(row[:width])
    for at, text in zip(misfits, row[width:], strict=True):
        if text is not None:
            cells[at] = Misfit(text)
    return tuple(cells)
