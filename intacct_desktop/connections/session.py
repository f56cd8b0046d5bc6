"""Signed in: a profile with its client, its tokens and its model, and the three ways to get there (facts 1.2)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from intacct_desktop.api import oauth
from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NotSignedIn, RequestError, unexpected
from intacct_desktop.api.exchange import Exchange
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.oauth import Authorization, OAuthClient, RenewingTokens, Token
from intacct_desktop.api.query import MAX_SIZE, Order, Query
from intacct_desktop.connections.profile import Grant, Profile
from intacct_desktop.connections.safety import Safety
from intacct_desktop.connections.vault import Secrets, Vault

# What Intacct's tokens, its introspection and other programs that decode them call the same thing (facts 1.2, 1.3).
_USER_CLAIMS = ("userId", "user_id", "sub")
_COMPANY_CLAIMS = ("cnyId", "cny_id", "companyId", "company_id")
_ENTITY_CLAIMS = ("entityId", "entity_id")

_WORTH_USING = timedelta(minutes=5)
_ENTITIES = Query("company-config/entity", ("key", "id", "name"), order_by=(Order("id"),), size=MAX_SIZE)


OnExchange = Callable[[Exchange], None]
"""Hears every request of a session from its first one on."""


class SecretMissing(NotSignedIn):
    """The client has a secret and the vault has not, or no longer: it has to be typed again."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile.name)
        self.profile = profile


class OtherCompany(RequestError):
    """The new sign-in is to another company than the one whose records are on the screen."""

    def __init__(self, company: str) -> None:
        super().__init__(company)
        self.company = company


class Entity(msgspec.Struct, frozen=True):
    """One entity of the company, as the entity header names it: by ``id``."""

    key: str
    id: str
    name: str | None = None


class _Entities(msgspec.Struct):
    result: tuple[Entity, ...] = msgspec.field(name="ia::result")


class Session:
    """One signed-in user. `user` and `company` are for display, from the token's claims; empty where it has none. `token_entity` is the
    entity that the token itself is bound to, None for the top level.

    `profile` knows the company and the present entity; whoever keeps profiles keeps this one. `safety` guards everything that is sent.
    """

    def __init__(self, profile: Profile, client: Client, tokens: RenewingTokens, vault: Vault) -> None:
        claims = tokens.token.claims
        self.company = _first(claims, _COMPANY_CLAIMS) or profile.company
        self.token_entity = _first(claims, _ENTITY_CLAIMS) or None
        self.profile = replace(profile, company=self.company)
        self.safety = Safety(profile.starting_level, lambda: self.company)
        self.client = client
        self.client.guard = self.safety
        self.tokens = tokens
        self.models = ModelService(client)
        self._vault = vault
        self._listeners: list[Callable[[], None]] = []

    @property
    def user(self) -> str:
        """Who is signed in, for display."""
        return _first(self.tokens.token.claims, _USER_CLAIMS)

    @property
    def entity(self) -> str | None:
        """The id of the entity that every request is scoped to; None for the top level."""
        return self.client.entity

    def switch_entity(self, entity: str | None) -> None:
        """Scope every request from now on. Records that are here already stay what they are: whoever shows them asks again."""
        if entity != self.client.entity:
            self.client.entity = entity
            self.profile = replace(self.profile, entity=entity)
            for listener in tuple(self._listeners):
                listener()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the entity was switched; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def entities(self) -> tuple[Entity, ...]:
        """The entities of the company, by id; none where it has only one. Asked for without the entity header (facts 7)."""
        body = _ENTITIES.to_json().encode()
        answer = await self.client.request("POST", "/services/core/query", json=body, repeatable=True, entity=None)
        try:
            return msgspec.json.decode(answer.body, type=_Entities).result
        except ValueError as error:
            raise unexpected(answer.status, answer.body, "not-a-page") from error

    async def begin_again(self) -> Authorization:
        """A sign-in for the browser, for when the grant has ended and the work should go on. Raises `SecretMissing`."""
        return await begin(self.profile, self._vault)

    async def take_code(self, authorization: Authorization, callback: str) -> None:
        """Go on with the sign-in that `begin_again` began. Raises `OtherCompany` and what the client raises."""
        code = authorization.code_from(callback)
        kept = await _secrets(self.profile, self._vault)
        await self._take(await oauth.exchange_code(self.client, _oauth_client(self.profile, kept), authorization, code))

    async def take_client_credentials(self) -> None:
        """Go on with a new token for the profile's Web Services user. Raises `SecretMissing` and what the client raises."""
        kept = await _secrets(self.profile, self._vault)
        await self._take(await oauth.client_credentials(self.client, _oauth_client(self.profile, kept), self.profile.username))

    async def _take(self, token: Token) -> None:
        company = _first(token.claims, _COMPANY_CLAIMS)
        if company and self.company and company != self.company:
            raise OtherCompany(company)
        await self.tokens.adopt(token)

    async def sign_out(self) -> None:
        """End the grant at Intacct, forget the tokens and close. Intacct ends all tokens of this user and company with it (facts 1.2).

        The tokens are forgotten and the connections closed also where Intacct could not be told; its error is then raised. A client
        without a secret cannot revoke: there the tokens are only forgotten.
        """
        kept = await self._vault.read(self.profile.id) or Secrets()
        try:
            if kept.client_secret:
                token = self.tokens.token
                await oauth.revoke(self.client, _oauth_client(self.profile, kept), token.refresh_token or token.access_token)
        finally:
            if kept.client_secret:
                await self._vault.write(self.profile.id, Secrets(client_secret=kept.client_secret))
            else:
                await self._vault.forget(self.profile.id)
            await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the tokens stay in the vault for next time."""
        await self.models.aclose()
        await self.client.aclose()
        await self.tokens.aclose()


async def begin(profile: Profile, vault: Vault) -> Authorization:
    """A sign-in for the browser. Raises `SecretMissing`."""
    return oauth.begin_authorization(profile.base_url, _oauth_client(profile, await _secrets(profile, vault)))


async def sign_in_with_code(
    profile: Profile, vault: Vault, authorization: Authorization, callback: str, on_exchange: OnExchange | None = None
) -> Session:
    """Finish what `begin` began with the redirect that the browser met. Raises what `Authorization.code_from` and the client raise."""
    code = authorization.code_from(callback)
    kept = await _secrets(profile, vault)
    oauth_client = _oauth_client(profile, kept)
    return await _session(profile, vault, lambda client: oauth.exchange_code(client, oauth_client, authorization, code), on_exchange)


async def sign_in_with_client_credentials(profile: Profile, vault: Vault, on_exchange: OnExchange | None = None) -> Session:
    """Sign in as the profile's Web Services user. Raises `SecretMissing` and what the client raises."""
    kept = await _secrets(profile, vault)
    oauth_client = _oauth_client(profile, kept)
    return await _session(profile, vault, lambda client: oauth.client_credentials(client, oauth_client, profile.username), on_exchange)


async def resume(profile: Profile, vault: Vault, on_exchange: OnExchange | None = None) -> Session:
    """Go on with the tokens in the vault, and ask the company for its model to see that they are good.

    Raises `NotSignedIn` when there are none or the grant has ended, and what the client raises.
    """
    kept = await vault.read(profile.id)
    token = _token(kept)
    if token is None:
        raise NotSignedIn
    client = _client(profile, on_exchange)
    try:
        session = _signed_in(profile, vault, client, token)
        await session.models.entries()
    except IntacctError as error:
        await client.aclose()
        if error.is_token_invalid:
            raise NotSignedIn from error
        raise
    except BaseException:
        await client.aclose()
        raise
    return session


async def _session(profile: Profile, vault: Vault, grant: Callable[[Client], Awaitable[Token]], on_exchange: OnExchange | None) -> Session:
    client = _client(profile, on_exchange)
    try:
        token = await grant(client)
        await _keep(profile, vault, token)
    except BaseException:
        await client.aclose()
        raise
    return _signed_in(profile, vault, client, token)


def _client(profile: Profile, on_exchange: OnExchange | None) -> Client:
    client = Client(profile.base_url, entity=profile.entity)
    if on_exchange is not None:
        client.subscribe(on_exchange)
    return client


def _signed_in(profile: Profile, vault: Vault, client: Client, token: Token) -> Session:
    async def renew(token: Token) -> Token:
        return await _renewed(profile, vault, client, token)

    async def keep(token: Token) -> None:
        await _keep(profile, vault, token)

    tokens = RenewingTokens(token, renew, keep)
    client.tokens = tokens
    return Session(profile, client, tokens, vault)


async def _renewed(profile: Profile, vault: Vault, client: Client, token: Token) -> Token:
    kept, outdated = await vault.read(profile.id) or Secrets(), token.access_token
    newest = _token(kept)
    if newest is not None and newest.access_token != token.access_token:
        # Another window of this program renewed: its refresh token has replaced ours.
        if newest.expires_at - datetime.now(UTC) > _WORTH_USING:
            return newest
        token = newest
    oauth_client = _oauth_client(profile, kept)
    if token.refresh_token is not None:
        try:
            return await oauth.refresh(client, oauth_client, token.refresh_token)
        except IntacctError:
            theirs = _token(await vault.read(profile.id))
            if theirs is not None and theirs.access_token not in (token.access_token, outdated):
                return theirs  # the other window was faster, which is why ours was refused
            if profile.grant is not Grant.CLIENT_CREDENTIALS:
                raise
    if profile.grant is Grant.CLIENT_CREDENTIALS and kept.client_secret:
        return await oauth.client_credentials(client, oauth_client, profile.username)
    raise NotSignedIn


async def _keep(profile: Profile, vault: Vault, token: Token) -> None:
    """Put new tokens into the vault, beside the client's secret, before anyone uses them."""
    kept = await vault.read(profile.id) or Secrets()
    await vault.write(profile.id, Secrets(kept.client_secret, token.refresh_token, token.access_token, token.expires_at))


async def _secrets(profile: Profile, vault: Vault) -> Secrets:
    kept = await vault.read(profile.id) or Secrets()
    needs_secret = profile.has_secret or profile.grant is Grant.CLIENT_CREDENTIALS
    if needs_secret and not kept.client_secret:
        raise SecretMissing(profile)
    return kept


def _oauth_client(profile: Profile, kept: Secrets) -> OAuthClient:
    return OAuthClient(profile.client_id, kept.client_secret, profile.redirect_uri)


def _token(kept: Secrets | None) -> Token | None:
    """The token in the vault. One that has ended still carries the refresh token."""
    if kept is None or kept.access_token is None or kept.expires_at is None:
        return None
    return Token(kept.access_token, kept.refresh_token, kept.expires_at)


def _first(claims: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(claims[name]) for name in names if claims.get(name)), "")
