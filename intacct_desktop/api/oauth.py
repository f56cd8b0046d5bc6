"""OAuth 2.0 as Intacct speaks it: authorization code with PKCE, refresh, client credentials, revoke (facts 1.2 to 1.4)."""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NotSignedIn, RequestError

# Renewed this long before its end, so that a page that is under way does not meet the end of its token.
_RENEW_BEFORE = timedelta(minutes=2)


class AuthorizationRefused(RequestError):
    """The sign-in page sent the user back with ``error=`` (facts 1.4)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


class ForgedCallback(RequestError):
    """The redirect does not belong to the sign-in that we began: its ``state`` differs or its ``code`` is missing."""


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The application as it is registered with Sage. Without a secret PKCE alone proves who we are."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    redirect_uri: str = ""

    def credentials(self) -> dict[str, str]:
        """They go into the body: HTTP Basic is refused (facts 1.2)."""
        given = {"client_id": self.client_id}
        return given | ({"client_secret": self.client_secret} if self.client_secret else {})


@dataclass(frozen=True, slots=True)
class Token:
    """What the token endpoint gives. ``expires_at`` is in UTC."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime

    @property
    def claims(self) -> Mapping[str, Any]:
        """The token's own claims, for display only; empty when it is not a JWT."""
        parts = self.access_token.split(".")
        if len(parts) != 3:
            return {}
        try:
            claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        except (ValueError, msgspec.DecodeError):
            return {}
        return claims if isinstance(claims, Mapping) else {}


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float
    refresh_token: str | None = None


_GRANTED = msgspec.json.Decoder(_Granted, strict=False)  # the seconds may come as text


@dataclass(frozen=True, slots=True)
class Authorization:
    """One sign-in under way: the page to show and what its answer is checked against."""

    url: str = field(repr=False)
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    def code_from(self, callback: str) -> str:
        """The code in the redirect. Raises `AuthorizationRefused` or `ForgedCallback`."""
        answer = {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}
        if not secrets.compare_digest(answer.get("state", "").encode(), self.state.encode()):
            raise ForgedCallback
        if "error" in answer:
            raise AuthorizationRefused(answer["error"], answer.get("error_description", ""))
        if not answer.get("code"):
            raise ForgedCallback
        return answer["code"]


def begin_authorization(base_url: str, oauth_client: OAuthClient) -> Authorization:
    """A new sign-in, with its own random state and PKCE verifier (RFC 7636, S256)."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    parameters = {
        "response_type": "code",
        "client_id": oauth_client.client_id,
        "redirect_uri": oauth_client.redirect_uri,
        "state": state,
        "scope": "offline_access",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    url = f"{base_url.rstrip('/')}/oauth2/authorize?{urlencode(parameters)}"
    return Authorization(url, oauth_client.redirect_uri, state, verifier)


async def exchange_code(client: Client, oauth_client: OAuthClient, authorization: Authorization, code: str) -> Token:
    """The token for a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": authorization.redirect_uri,
        "code_verifier": authorization.verifier,
        **oauth_client.credentials(),
    }
    return await _token(client, form)


async def refresh(client: Client, oauth_client: OAuthClient, refresh_token: str) -> Token:
    """A new token. Where the answer names no refresh token the old one stays (facts 1.3)."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **oauth_client.credentials()}
    return await _token(client, form, keep=refresh_token)


async def client_credentials(client: Client, oauth_client: OAuthClient, username: str) -> Token:
    """A token for a Web Services user; ``username`` is ``USER@COMPANY`` or ``USER@COMPANY|ENTITY``."""
    form = {"grant_type": "client_credentials", "username": username, **oauth_client.credentials()}
    return await _token(client, form)


async def revoke(client: Client, oauth_client: OAuthClient, token: str) -> None:
    """End the grant. Intacct ends all tokens of the same user and company with it (facts 1.2)."""
    await _post(client, "/oauth2/revoke", {"token": token, **oauth_client.credentials()})


async def _post(client: Client, path: str, form: Mapping[str, str]) -> bytes:
    answer = await client.request("POST", path, form=urlencode(form).encode(), authorized=False)
    return answer.body


async def _token(client: Client, form: Mapping[str, str], keep: str | None = None) -> Token:
    asked_at = datetime.now(UTC)
    body = await _post(client, "/oauth2/token", form)
    try:
        granted = _GRANTED.decode(body)
        return Token(granted.access_token, granted.refresh_token or keep, asked_at + timedelta(seconds=granted.expires_in))
    except (ValueError, OverflowError):
        raise IntacctError(200, "", code="no-token") from None


class RenewingTokens:
    """A `TokenSource` over one grant: renews early, and once for any number of requests that wait for it, who share what comes of it.

    ``renew`` gets the present token and gives the next one. ``store`` keeps it, and is awaited before anyone uses the new token: a rotated
    refresh token that is lost signs the user out.
    """

    def __init__(self, token: Token, renew: Callable[[Token], Awaitable[Token]], store: Callable[[Token], Awaitable[None]]) -> None:
        self.token = token
        self._renew = renew
        self._store = store
        self._lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[Token | None], None]] = []

    def subscribe(self, listener: Callable[[Token | None], None]) -> Callable[[], None]:
        """Call ``listener`` with every new token, and with None when the grant has ended; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def adopt(self, token: Token) -> None:
        """Go on with the token of a new sign-in; it is kept first, like a renewed one."""
        async with self._lock:
            await self._take(token)

    async def access_token(self, refused: str | None = None) -> str:
        """Raises `NotSignedIn` when the grant has ended; what else `renew` raises passes through."""
        if not self._usable(refused):
            if self._renewal is None:
                self._renewal = asyncio.create_task(self._replace(self.token), name="renew token")
                self._renewal.add_done_callback(self._replaced)
            # A renewal that was sent may have rotated the refresh token: it is finished and kept even if who asked for it goes away.
            await asyncio.shield(self._renewal)
        return self.token.access_token

    async def aclose(self) -> None:
        """Wait for a renewal that is under way, so that its token is kept."""
        if self._renewal is not None:
            await asyncio.wait({self._renewal})

    def _usable(self, refused: str | None) -> bool:
        return self.token.access_token != refused and datetime.now(UTC) < self.token.expires_at - _RENEW_BEFORE

    async def _replace(self, outdated: Token) -> None:
        async with self._lock:
            if self.token is not outdated:
                return  # a new sign-in was faster
            try:
                token = await self._renew(outdated)
            except IntacctError as error:
                # Only a refusal in Intacct's own words ends the grant: the page of a proxy says nothing about it.
                if 400 <= error.status < 500 and not error.is_overload and error.code:
                    self._tell(None)
                    raise NotSignedIn from error
                raise
            except NotSignedIn:
                self._tell(None)
                raise
            await self._take(token)

    def _replaced(self, renewal: asyncio.Task[None]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # marks it as seen where nobody waits any more

    async def _take(self, token: Token) -> None:
        await self._store(token)
        self.token = token
        self._tell(token)

    def _tell(self, token: Token | None) -> None:
        for listener in tuple(self._listeners):
            listener(token)
