"""Results in the test's own folder, and the rows that go into them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from intacct_desktop.results.result_set import ResultSet
from tests import rows


@pytest.fixture
def raw() -> Callable[..., list[msgspec.Raw]]:
    return rows.raw


@pytest.fixture
def make_result(tmp_path: Path) -> Iterator[Callable[..., ResultSet]]:
    with rows.result_maker(tmp_path / "results") as make:
        yield make
