"""What holds for tests of the window: a QApplication, a folder for results, and ways to wait for widgets and for the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.results import scratch
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from intacct_desktop.ui.open_company import OpenCompany
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.places import Places
from tests.practice import governed, machine_profile
from tests.rows import result_maker

Until: TypeAlias = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Actions, icons and fonts need one, also where no window shows; what they write is English, as the tests expect it."""
    QLocale.setDefault(QLocale("en_US"))
    return qapp


@pytest.fixture
def until() -> Until:
    async def wait(holds: Callable[[], object]) -> None:
        """Return when ``holds`` does."""
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110  widgets set no events
                await asyncio.sleep(0.005)

    return wait


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


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """What a person keeps, in the test's own folder."""
    return Kept.at(Places.below(tmp_path / "kept"))


@pytest.fixture
async def open_company(practice: SandboxServer, client: Client, models: ModelService, kept: Kept) -> AsyncIterator[OpenCompany]:
    """The practice company as query tabs see it."""
    opened = OpenCompany(client, models, machine_profile(practice.ready), kept)
    await opened.prepare()
    opened._save.setInterval(1_000_000)  # not before the end: Qt goes on without a running loop between a test and its fixtures
    yield opened
    await tasks.shutdown()
    await opened.aclose()
    opened.deleteLater()
