"""A client of the practice company, its model, and rows that were made up."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from intacct_desktop.api import oauth
from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.results import scratch
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.server import SandboxServer


class _Granted:
    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self, refused: str | None = None) -> str:
        assert refused is None
        return self._token


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results live in the test's own folder."""
    monkeypatch.setattr(scratch, "default_root", lambda: tmp_path / "cache")


@pytest.fixture
async def client(practice: SandboxServer) -> AsyncIterator[Client]:
    ready = practice.ready
    made = Client(ready.base_url)
    token = await oauth.client_credentials(
        made, oauth.OAuthClient(ready.client_id, ready.client_secret, ready.redirect_uri), ready.username
    )
    made.tokens = _Granted(token.access_token)
    yield made
    await made.aclose()


@pytest.fixture
def models(client: Client) -> ModelService:
    return ModelService(client)


@pytest.fixture
def make_result() -> Iterator[Callable[..., ResultSet]]:
    """``make_result({"amount": (ValueKind.DECIMAL, 2)}, *rows)``."""
    made: list[ResultSet] = []

    def make(columns: Mapping[str, tuple[ValueKind, int | None]], *rows: Mapping[str, Any], total: int | None = None) -> ResultSet:
        result_set = ResultSet([Column(path, kind, scale, path) for path, (kind, scale) in columns.items()])
        made.append(result_set)
        result_set.append([msgspec.Raw(msgspec.json.encode(row)) for row in rows], len(rows) if total is None else total)
        return result_set

    yield make
    for result_set in made:
        result_set.close()


@pytest.fixture
def under_way(client: Client) -> Callable[[], Awaitable[None]]:
    """Wait until a request is on the wire: ``await under_way()``."""

    async def wait() -> None:
        seen = asyncio.Event()
        unsubscribe = client.governor.subscribe(lambda: seen.set() if client.governor.in_flight else None)
        await seen.wait()
        unsubscribe()

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
