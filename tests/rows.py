"""Rows as the query service sends them, and results that hold them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet


def raw(*rows: Mapping[str, Any] | bytes) -> list[msgspec.Raw]:
    """Rows as they come out of a page; bytes are taken as they are, so that a number's digits can be chosen."""
    return [msgspec.Raw(row if isinstance(row, bytes) else msgspec.json.encode(row)) for row in rows]


@contextmanager
def result_maker(root: Path) -> Iterator[Callable[..., ResultSet]]:
    """``make({"amount": (ValueKind.DECIMAL, 2)}, *rows)``: a result below ``root``, closed at the end."""
    made: list[ResultSet] = []

    def make(columns: Mapping[str, tuple[ValueKind, int | None]], *rows: Mapping[str, Any] | bytes, total: int | None = None) -> ResultSet:
        result_set = ResultSet([Column(path, kind, scale, path) for path, (kind, scale) in columns.items()], root=root)
        made.append(result_set)
        result_set.append(raw(*rows), len(rows) if total is None else total)
        return result_set

    yield make
    for result_set in made:
        result_set.close()
