"""Rows that were made up, a folder for results, and how to meet a request on the wire."""

import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.results import scratch
from intacct_desktop.results.result_set import ResultSet
from tests.practice import governed
from tests.rows import result_maker


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results live in the test's own folder."""
    monkeypatch.setattr(scratch, "default_root", lambda: tmp_path / "cache")


@pytest.fixture
def make_result(tmp_path: Path) -> Iterator[Callable[..., ResultSet]]:
    with result_maker(tmp_path / "results") as make:
        yield make


@pytest.fixture
def under_way(client: Client) -> Callable[[], Awaitable[None]]:
    """Wait until a request is on the wire: ``await under_way()``."""

    async def wait() -> None:
        await governed(client.governor, lambda: client.governor.in_flight > 0)

    return wait


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A port on which nobody listens."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    return find
