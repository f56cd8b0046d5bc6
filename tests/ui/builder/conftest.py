"""A real model service, signed in to the practice company, with the model of the bill loaded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.oauth import OAuthClient, client_credentials
from intacct_desktop.sandbox.server import SandboxServer


class _Token:
    def __init__(self, token: str) -> None:
        self._token = token

    async def access_token(self, refused: str | None = None) -> str:
        return self._token


@pytest.fixture
async def models(practice: SandboxServer) -> AsyncIterator[ModelService]:
    ready = practice.ready
    anonymous = Client(ready.base_url, tokens=None)
    token = await client_credentials(anonymous, OAuthClient(ready.client_id, ready.client_secret, ready.redirect_uri), ready.username)
    await anonymous.aclose()
    client = Client(ready.base_url, tokens=_Token(token.access_token))
    service = ModelService(client)
    await service.model("accounts-payable/bill")
    yield service
    await client.aclose()


async def until(condition: Callable[[], object]) -> None:
    """Let the window's loop run until the condition holds; the test's time-out is the limit."""
    while not condition():  # noqa: ASYNC110  # widgets set no asyncio.Event
        await asyncio.sleep(0.005)


@pytest.fixture
def wait() -> Callable[[Callable[[], object]], Awaitable[None]]:
    return until
