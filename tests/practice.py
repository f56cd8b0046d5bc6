"""The practice company as tests meet it: a client that is signed in, the company's own controls, and a way to wait for the governor."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from intacct_desktop.api import oauth
from intacct_desktop.api.client import Client
from intacct_desktop.api.governor import Governor
from intacct_desktop.api.oauth import OAuthClient, RenewingTokens, Token
from intacct_desktop.connections.profile import Environment, Grant, Profile
from intacct_desktop.sandbox.company_file import open_company
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.sandbox.store import Store

# The company is built by the first test that needs it, and found by all others, in other processes and runs too.
COMPANIES = Path(__file__).resolve().parent.parent / "build" / "companies"
practice_company = partial(SandboxServer, folder=COMPANIES)

# The practice company speaks plain HTTP, and reading everyone's certificates takes longer than a short test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def kept_company(today: date) -> AbstractContextManager[Store]:
    """The built company itself, without a server; what is written to it ends with it.

    It is in a transaction that never ends, so SQLite's backup of it would wait for ever.
    """
    return closing(open_company(COMPANIES, 7, today))


class Company:
    """The practice company's own controls."""

    def __init__(self, ready: Ready) -> None:
        self._http = httpx.Client(base_url=ready.base_url.removesuffix("/ia/api/v1") + "/_sandbox", verify=NO_TLS, trust_env=False)

    def fails(self, match: str, **fault: Any) -> None:
        self._http.post("/faults", json={"match": match, **fault}).raise_for_status()

    def lets(self, rules: str) -> None:
        """Put rules of the fault language in force."""
        self._http.post("/faults", content=rules, headers={"Content-Type": "text/plain"}).raise_for_status()

    @property
    def faults_in_force(self) -> list[dict[str, Any]]:
        """The rules and faults that are not used up."""
        listed: list[dict[str, Any]] = self._http.get("/faults").json()["faults"]
        return listed

    def expires_tokens(self) -> None:
        self._http.post("/expire-tokens").raise_for_status()

    @property
    def most_in_flight(self) -> int:
        return int(self._http.get("/requests").json()["maxInFlight"])

    def count(self, path: str) -> int:
        """How many requests came for a path, e.g. ``POST /services/core/query``."""
        method, _, rest = path.partition(" ")
        return int(self._http.get("/requests").json()["requests"].get(f"{method} /ia/api/v1{rest}", 0))

    def forget(self) -> None:
        self._http.delete("/faults")
        self._http.delete("/requests")

    def close(self) -> None:
        try:
            self.forget()
        finally:
            self._http.close()


def oauth_client_of(ready: Ready) -> OAuthClient:
    """The application as the practice company knows it."""
    return OAuthClient(ready.client_id, ready.client_secret, ready.redirect_uri)


@asynccontextmanager
async def signed_in_client(ready: Ready, lanes: int = 3) -> AsyncIterator[Client]:
    """A client of the Web Services user, whose tokens are renewed as in the program and kept nowhere."""
    client, oauth_client = Client(ready.base_url, lanes=lanes), oauth_client_of(ready)

    async def renew(token: Token) -> Token:
        return await oauth.refresh(client, oauth_client, token.refresh_token or "")

    async def store(token: Token) -> None:
        """The test keeps nothing."""

    try:
        client.tokens = RenewingTokens(await oauth.client_credentials(client, oauth_client, ready.username), renew, store)
        yield client
    finally:
        await client.aclose()


async def governed(governor: Governor, holds: Callable[[], bool]) -> None:
    """Return when ``holds`` does; it may look at the governor's counts."""
    changed = asyncio.Event()
    unsubscribe = governor.subscribe(changed.set)
    while not holds():
        changed.clear()
        await changed.wait()
    unsubscribe()


def person_profile(ready: Ready) -> Profile:
    """The connection of somebody who signs in in the browser: a client without a secret, PKCE alone."""
    return Profile(
        id="person",
        name="Riverside",
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        redirect_uri=ready.redirect_uri,
    )


def machine_profile(ready: Ready) -> Profile:
    """The connection of a Web Services user; the vault has to hold the client's secret."""
    return Profile(
        id="machine",
        name="Night run",
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        grant=Grant.CLIENT_CREDENTIALS,
        username=ready.username,
        has_secret=True,
    )
