"""A comparison as a plain table, for the file writers: what happened to the row, then each value, and beside it what it was before."""

from collections.abc import Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.comparing import DIFFERENT, Change, ComparedRow, Comparison

CHANGE = "change"
BEFORE = " (before)"


class ChangesTable:
    """The rows of some kinds. A key has one column, other shared columns have two: ``dueDate``, ``dueDate (before)``."""

    def __init__(self, comparison: Comparison, kinds: Set[Change] = DIFFERENT) -> None:
        self._comparison = comparison
        self._kinds = kinds
        self._compared = comparison.columns

    @property
    def columns(self) -> tuple[Column, ...]:
        found = [Column(CHANGE, ValueKind.TEXT, None, CHANGE)]
        for column in self._compared:
            found.append(column.shown)
            if column.is_shared and not column.is_key and column.before is not None:
                found.append(replace(column.before, path=f"{column.path}{BEFORE}"))
        return tuple(found)

    @property
    def count(self) -> int:
        return self._comparison.count(self._kinds)

    @property
    def complete(self) -> bool:
        """Both results had all their rows."""
        return self._comparison.before.extent.complete and self._comparison.after.extent.complete

    @property
    def folder(self) -> Path:
        return self._comparison.folder

    def window(self, start: int, count: int, width: int | None = None) -> list[tuple[Any, ...]]:
        return [self._cells(row)[:width] for row in self._comparison.window(start, count, self._kinds)]

    def _cells(self, row: ComparedRow) -> tuple[Any, ...]:
        cells: list[Any] = [row.change.value]
        for at, column in enumerate(self._compared):
            before, after = (side[at] if side is not None else None for side in (row.before, row.after))
            if not column.is_shared or column.is_key:
                cells.append(after if row.after is not None and column.after is not None else before)
            else:
                cells += [after, before]
        return tuple(cells)
