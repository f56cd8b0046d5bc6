"""A result as a file: one way in for every format, windows of rows all the way, whole or not at all."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from intacct_desktop.results.columns import Column
from intacct_desktop.results.files import target_file

WINDOW = 1_000
"""Rows read at a time: few enough that making their Python objects never holds up the window."""

Rows = Iterator[tuple[Any, ...]]


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def suffix(self) -> str:
        return f".{self.value}"


@dataclass(frozen=True, slots=True)
class Options:
    """How a CSV file is written; the other formats have nothing to choose.

    ``byte_order_mark`` lets Excel read accents; ``formula_guard`` puts an apostrophe before text that a spreadsheet would run as a formula.
    """

    separator: str = ","
    byte_order_mark: bool = True
    formula_guard: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was written. ``complete``: all rows that match in the company, as `ResultSet.complete` says.

    ``shortened`` counts texts that were cut because the format has a limit (XLSX: 32,767 characters a cell).
    """

    rows: int
    complete: bool
    bytes: int
    shortened: int = 0


class Table(Protocol):
    """What can be written: a `ResultSet`, and whatever has its rows as one has."""

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def count(self) -> int: ...

    @property
    def complete(self) -> bool: ...

    @property
    def folder(self) -> Path:
        """Where scratch files may lie."""
        ...

    def window(self, start: int, count: int, width: int | None = None) -> list[tuple[Any, ...]]: ...


class Cancelled(Exception):
    """The writing was called off; no file was left."""


def write(
    result_set: Table,
    path: Path,
    file_format: FileFormat,
    options: Options | None = None,
    progress: Callable[[int], None] = lambda rows: None,
    cancelled: threading.Event | None = None,
) -> Outcome:
    """Write every row to ``path``, which appears when it is whole. Blocks: call it in a thread.

    ``progress`` hears the rows so far, in the writer's thread. Raises `Cancelled`, `files.FileTrouble`, or `ResultClosed`.
    """
    complete = result_set.complete
    columns, rows = result_set.columns, result_set.count  # of this moment: either may grow while the file is written
    stream = _rows(result_set, rows, len(columns), progress, cancelled or threading.Event())
    shortened = 0
    with target_file(path) as target:
        match file_format:
            case FileFormat.CSV:
                from intacct_desktop.results.csv_file import write_csv

                write_csv(target.temporary, columns, stream, options or Options())
            case FileFormat.JSON:
                from intacct_desktop.results.json_file import write_json

                write_json(target.temporary, columns, stream)
            case FileFormat.XLSX:
                from intacct_desktop.results.xlsx_file import write_xlsx

                shortened = write_xlsx(target.temporary, columns, stream, result_set.folder)
        size = target.temporary.stat().st_size
    return Outcome(rows, complete, size, shortened)


def _rows(result_set: Table, count: int, width: int, progress: Callable[[int], None], cancelled: threading.Event) -> Rows:
    for start in range(0, count, WINDOW):
        if cancelled.is_set():
            raise Cancelled
        yield from result_set.window(start, min(WINDOW, count - start), width)
        progress(min(start + WINDOW, count))
    if cancelled.is_set():
        raise Cancelled
