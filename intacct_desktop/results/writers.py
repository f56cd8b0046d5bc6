"""A result as a file: one way in for every format, whole or not at all, with the statement of whether it is complete."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from intacct_desktop.results.columns import Column
from intacct_desktop.results.file_format import FileFormat, Options
from intacct_desktop.results.files import sha256_of, target_file
from intacct_desktop.results.provenance import Asked, Provenance, State, state_of
from intacct_desktop.results.rows import Rows as ResultRows

__all__ = ["WINDOW", "Cancelled", "FileFormat", "Options", "Outcome", "Rows", "Table", "write"]

WINDOW = 1_000
"""Rows read at a time: few enough that making their Python objects never holds up the window."""

Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A file that is there. ``bytes``, ``sha256`` are those of the file; of a data set the sum, and the digest of its listing.

    ``misfits`` counts values that are not of their column's type and stand as text, ``shortened`` texts that were cut because the format
    has a limit (XLSX: 32,767 characters a cell). ``manifest`` is the file beside it that says all this, where there is one.
    """

    path: Path
    bytes: int
    rows: int
    state: State
    sha256: str
    total_before: int | None = None
    total_after: int | None = None
    sums: Mapping[str, Decimal | int] = field(default_factory=dict)
    misfits: int = 0
    shortened: int = 0
    manifest: Path | None = None
    provenance: Provenance | None = None

    @property
    def complete(self) -> bool:
        return self.state is State.COMPLETE


class Table(Protocol):
    """What can be written besides a `ResultSet` and its `rows.Rows`: whatever has its rows as one has."""

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
    table: Table | ResultRows,
    path: Path,
    file_format: FileFormat,
    options: Options | None = None,
    progress: Callable[[int], None] = lambda rows: None,
    cancelled: threading.Event | None = None,
    *,
    asked: Asked | None = None,
) -> Outcome:
    """Write every row to ``path``, which appears when it is whole. Blocks: call it in a thread.

    ``progress`` hears the rows so far, in the writer's thread. With ``asked`` the file says where it comes from: XLSX on a sheet, every
    other format in a manifest beside it. Raises `Cancelled`, `files.FileTrouble`, or `ResultClosed`.
    """
    columns, rows = table.columns, table.count  # of this moment: either may grow while the file is written
    if asked is not None:
        state = state_of(rows, asked.total_before, asked.total_after, changed=asked.changed)
    else:
        state = State.COMPLETE if not isinstance(table, ResultRows) and table.complete else State.INCOMPLETE
    stream = _rows(table, rows, len(columns), progress, cancelled or threading.Event())
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

                shortened = write_xlsx(target.temporary, columns, stream, Path(tempfile.gettempdir()))
        size = target.temporary.stat().st_size
        digest = sha256_of(target.temporary)
    return Outcome(
        path=target.path,
        bytes=size,
        rows=rows,
        state=state,
        sha256=digest,
        total_before=asked.total_before if asked is not None else None,
        total_after=asked.total_after if asked is not None else None,
        shortened=shortened,
    )


def _rows(table: Table | ResultRows, count: int, width: int, progress: Callable[[int], None], cancelled: threading.Event) -> Rows:
    for start in range(0, count, WINDOW):
        if cancelled.is_set():
            raise Cancelled
        yield from table.window(start, min(WINDOW, count - start), width)
        progress(min(start + WINDOW, count))
    if cancelled.is_set():
        raise Cancelled
