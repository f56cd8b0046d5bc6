"""Tables that are no results, such as a comparison: taken over into one, so that every file is written from the same store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import msgspec

from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows

_FIRST = 50  # rows: each may be of megabytes
_MOST = 4_000
_BYTES = 4 << 20
_ENCODER = msgspec.json.Encoder(enc_hook=str)  # a `Misfit` is a text of its own type


class Table(Protocol):
    """What can be written besides a `ResultSet` and its `Rows`: whatever gives windows as one does."""

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


@contextmanager
def taken_over(table: ResultSet | Rows | Table, check: Callable[[], object] = int) -> Iterator[tuple[Rows, tuple[Column, ...]]]:
    """The rows of this moment, and their columns, for as long as the block runs; ``check`` ends the taking over by raising."""
    if isinstance(table, Rows):
        yield table, table.columns
    elif isinstance(table, ResultSet):
        with table.rows() as rows:
            yield rows, rows.columns
    else:
        columns = table.columns
        # Under names of their own: two columns of a table may have the same.
        with ResultSet([replace(column, path=f"m{at}") for at, column in enumerate(columns)], root=table.folder) as result_set:
            _fill(result_set, table, check)
            with result_set.rows() as rows:
                yield rows, tuple(replace(found, path=own.path) for found, own in zip(rows.columns, columns, strict=True))


def _fill(result_set: ResultSet, table: Table, check: Callable[[], object]) -> None:
    names = [column.path for column in result_set.columns]
    count, start, step = table.count, 0, _FIRST
    while start < count:
        check()
        rows = [_row(names, row) for row in table.window(start, min(step, count - start), len(names))]
        result_set.append(rows)
        start += step
        size = sum(len(row) for row in rows) // max(len(rows), 1) + 1
        step = max(1, min(_MOST, _BYTES // size, 4 * step))


def _row(names: Sequence[str], cells: Sequence[Any]) -> msgspec.Raw:
    """A row as it would come on the wire: amounts as text."""
    return msgspec.Raw(_ENCODER.encode(dict(zip(names, cells, strict=True))))
