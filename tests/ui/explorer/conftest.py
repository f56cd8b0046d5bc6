"""Models of the practice company, for the explorer's widgets, and ways to wait for what they do."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt

from intacct_desktop.api import oauth
from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.oauth import OAuthClient, RenewingTokens, Token
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from tests.api.company import Company

NO_KEYS = Qt.KeyboardModifier.NoModifier
NOT_TODAY = {"ia::result": {"ia::error": {"code": "invalidRequest", "message": "Not today"}}}
Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
def company(practice: SandboxServer) -> Iterator[Company]:
    company = Company(practice.ready)
    company.forget()
    yield company
    company.close()


@pytest.fixture
async def models(practice: SandboxServer) -> AsyncIterator[ModelService]:
    ready = practice.ready
    oauth_client = OAuthClient(ready.client_id, ready.client_secret, ready.redirect_uri)
    client = Client(ready.base_url)

    async def renew(token: Token) -> Token:
        return await oauth.client_credentials(client, oauth_client, ready.username)

    async def store(token: Token) -> None:
        """The test keeps nothing."""

    client.tokens = RenewingTokens(await oauth.client_credentials(client, oauth_client, ready.username), renew, store)
    yield ModelService(client)
    await tasks.shutdown()
    under_way = [task for task in asyncio.all_tasks() if task.get_name().startswith("model ")]
    await asyncio.gather(*under_way, return_exceptions=True)  # a request that was sent is answered, whether or not somebody waits
    await client.aclose()


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """A widget must not be collected by a thread that happens to parse a model: its timers would outlive it. After the test it is."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def until() -> Until:
    async def wait(holds: Callable[[], object]) -> None:
        """Return when ``holds`` does."""
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110  widgets set no events
                await asyncio.sleep(0.005)

    return wait


def names(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> list[str]:
    """What the first column shows below a row."""
    return [model.index(row, 0, parent).data() for row in range(model.rowCount(parent))]
