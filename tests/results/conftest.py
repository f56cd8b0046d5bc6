"""Rows as the query service sends them, and results that hold them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet


def _raw(*rows: Mapping[str, Any] | bytes) -> list[msgspec.Raw]:
    return [msgspec.Raw(row if isinstance(row, bytes) else msgspec.json.encode(row)) for row in rows]


@pytest.fixture
def raw() -> Callable[..., list[msgspec.Raw]]:
    """Rows as they come out of a page; bytes are taken as they are, so that a number's digits can be chosen."""
    return _raw


@pytest.fixture
def make_result(tmp_path: Path) -> Iterator[Callable[..., ResultSet]]:
    """``make_result({"amount": (ValueKind.DECIMAL, 2)}, *rows)``: a result in the test's own folder, closed at the end."""
    made: list[ResultSet] = []

    def make(columns: Mapping[str, tuple[ValueKind, int | None]], *rows: Mapping[str, Any] | bytes, total: int | None = None) -> ResultSet:
        result_set = ResultSet([Column(path, kind, scale, path) for path, (kind, scale) in columns.items()], root=tmp_path / "results")
        made.append(result_set)
        result_set.append(_raw(*rows), len(rows) if total is None else total)
        return result_set

    yield make
    for result_set in made:
        result_set.close()
