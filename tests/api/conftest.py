"""A client that is signed in to the practice company, and the means to make that company fail."""

from collections.abc import AsyncIterator, Iterator

import pytest

from intacct_desktop.api import oauth
from intacct_desktop.api.client import Client
from intacct_desktop.api.oauth import OAuthClient, RenewingTokens, Token
from intacct_desktop.sandbox.server import SandboxServer
from tests.api.company import Company


@pytest.fixture
def company(practice: SandboxServer) -> Iterator[Company]:
    company = Company(practice.ready)
    company.forget()
    yield company
    company.close()


@pytest.fixture
def oauth_client(practice: SandboxServer) -> OAuthClient:
    ready = practice.ready
    return OAuthClient(ready.client_id, ready.client_secret, ready.redirect_uri)


@pytest.fixture
async def client(practice: SandboxServer, oauth_client: OAuthClient) -> AsyncIterator[Client]:
    client = Client(practice.ready.base_url)

    async def renew(token: Token) -> Token:
        return await oauth.refresh(client, oauth_client, token.refresh_token or "")

    async def store(token: Token) -> None:
        """The test keeps nothing."""

    token = await oauth.client_credentials(client, oauth_client, practice.ready.username)
    client.tokens = RenewingTokens(token, renew, store)
    yield client
    await client.aclose()
