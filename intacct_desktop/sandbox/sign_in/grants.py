"""Who may call: codes, access tokens and refresh tokens of the practice company, without HTTP (facts 1).

Everything here runs on the server's event loop and never waits, so it needs no lock.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from intacct_desktop.sandbox.company.people import User
from intacct_desktop.sandbox.errors import bad_credentials, client_incorrect, gateway, oauth_error, token_invalid
from intacct_desktop.sandbox.settings import Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom an access token speaks for."""

    user: User
    entity: str | None


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """The parameters of one ``/oauth2/authorize`` that were found good."""

    redirect_uri: str
    state: str | None
    offline: bool
    challenge: str | None


@dataclass(frozen=True, slots=True)
class _Code:
    request: AuthorizeRequest
    user: User
    expires: float


@dataclass(frozen=True, slots=True)
class _Refresh:
    """A refresh token's grant. It ``lasts`` when a person signed in for it, or the company began with it."""

    user: User
    entity: str | None
    public: bool
    lasts: bool


class _Claims(msgspec.Struct, frozen=True):
    iss: str
    user_id: str
    cny_id: str
    entity_id: str | None
    iat: int
    exp: int
    serial: int


_MOST_PASSING = 1_000

_HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()


class Grants:
    """Issues and checks tokens for one company. Every method that refuses raises `ApiError`."""

    def __init__(
        self, settings: Settings, company_id: str, users: Iterable[User], entities: Iterable[str], clock: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        self.company_id = company_id
        self.users = {user.id: user for user in users}
        self.entities = frozenset(entities)
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, _Refresh] = {}
        # Clients that ask anew every time leave their refresh tokens behind: these can go, the oldest first.
        self._passing: deque[str] = deque()
        self._serial = 0
        self._expired_up_to = 0
        self._revoked_up_to: dict[str, int] = {}

    def sign_in(self, company_id: str, user_id: str, password: str) -> User | None:
        """The user, or None where company, user and password do not belong together. A web services user has no sign-in (facts 1.1)."""
        user = self.users.get(user_id)
        expected = user.password if user and not user.web_services and company_id == self.company_id else None
        good = hmac.compare_digest(password.encode(), (expected or secrets.token_hex()).encode())
        return user if good else None

    def issue_code(self, request: AuthorizeRequest, user: User) -> str:
        code, now = secrets.token_urlsafe(24), self._clock()
        self._codes = {other: entry for other, entry in self._codes.items() if entry.expires > now}
        self._codes[code] = _Code(request, user, now + self.settings.code_seconds)
        return code

    def by_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Redeem a code. With a PKCE challenge the verifier proves the client, else the secret; a code works once, whatever comes of it."""
        self._check_client(form, secret_required=False)
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.expires <= self._clock():
            raise oauth_error("invalid_grant", "The code is not valid, was used before, or has expired")
        if form.get("redirect_uri") != code.request.redirect_uri:
            raise oauth_error("invalid_grant", "The redirect_uri differs from the one of the authorization")
        if code.request.challenge is None:
            self._check_client(form, secret_required=True)
        elif not hmac.compare_digest(_challenge(form.get("code_verifier", "")), code.request.challenge.encode()):
            raise oauth_error("invalid_grant", "The code_verifier does not belong to the code_challenge")
        # One user and one company have one live authorization: the earlier one cannot be renewed any more (facts 1.3).
        self._refresh = {token: kept for token, kept in self._refresh.items() if not (kept.lasts and kept.user.id == code.user.id)}
        kept = _Refresh(code.user, code.user.entity, public="client_secret" not in form, lasts=True)
        return self._tokens(kept, offline=code.request.offline)

    def by_refresh_token(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Renew; the refresh token is exchanged for a new one and dies."""
        self._check_client(form, secret_required=False)
        kept = self._refresh.get(form.get("refresh_token", ""))
        if kept is None:
            raise oauth_error("invalid_grant", "The refresh token is not valid")
        if not kept.public:
            self._check_client(form, secret_required=True)
        entity = form.get("entity_id") or kept.entity
        self._check_entity(kept.user, entity)
        del self._refresh[form["refresh_token"]]
        return self._tokens(_Refresh(kept.user, entity, kept.public, kept.lasts), offline=True)

    def by_client_credentials(self, form: Mapping[str, str]) -> dict[str, Any]:
        """A token for ``username`` = ``USER@COMPANY`` or ``USER@COMPANY|ENTITY``. A session in its place (facts 1.2) opens nothing."""
        self._check_client(form, secret_required=True)
        if form.get("session_id"):
            raise bad_credentials()
        username = form.get("username", "")
        if not username:
            raise gateway(400, "GW-0036", "Empty username")
        user_id, at, rest = username.rpartition("@")
        company_id, _, entity = rest.partition("|")
        if not at or not user_id:
            raise bad_credentials("The username format is invalid (expected user@company)", 400)
        if not company_id:
            raise gateway(400, "GW-0012", "The username names no company")
        user = self.users.get(user_id)
        if user is None or not user.web_services or company_id != self.company_id:
            raise bad_credentials()
        self._check_entity(user, entity or user.entity)
        return self._tokens(_Refresh(user, entity or user.entity, public=False, lasts=False), offline=True)

    def lasting_refresh_token(self, user_id: str) -> str:
        """A refresh token as the practice company hands it out at its start, renewable with the client's secret."""
        return self._keep(_Refresh(self.users[user_id], None, public=False, lasts=True))

    def revoke(self, form: Mapping[str, str]) -> None:
        """End every token of the user that ``token`` belongs to (facts 1.2). A token that means nothing any more is no error."""
        self._check_client(form, secret_required=True)
        token = form.get("token", "")
        if kept := self._refresh.get(token):
            user_id = kept.user.id
        elif claims := self._claims(token):
            user_id = claims.user_id
        else:
            return
        self._refresh = {other: entry for other, entry in self._refresh.items() if entry.user.id != user_id}
        self._revoked_up_to[user_id] = self._serial

    def introspect(self, token: str, authorization: str | None) -> dict[str, Any]:
        """What an access token says, for its own user or for the client (facts 1.2); only ``active`` of a token that is no good."""
        scheme, _, given = (authorization or "").partition(" ")
        asking = None if scheme == "Basic" else self.identify(authorization)
        if asking is None:
            self._check_client(_basic(given), secret_required=True)
        claims = self._claims(token)
        if claims is None or self._is_over(claims) or (asking and asking.user.id != claims.user_id):
            return {"active": False}
        return {
            "active": True,
            "token_type": "Bearer",
            "client_id": self.settings.client_id,
            "user_id": claims.user_id,
            "cny_id": claims.cny_id,
            "exp": claims.exp,
            "iat": claims.iat,
            "ai_enabled": False,
        }

    def expire_access_tokens(self) -> None:
        """From now on, every access token issued until now counts as expired. Refresh tokens stay good."""
        self._expired_up_to = self._serial

    def identify(self, authorization: str | None) -> Caller:
        """The caller of an ``Authorization`` header (facts 1.4)."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer" or not token.strip():
            raise gateway(401, "GW-0034", "The Authorization header must be of the form Bearer token")
        if token.count(".") != 2:
            raise gateway(401, "GW-0031", "The token cannot be decoded")
        claims = self._claims(token.strip())
        if claims is None or claims.serial <= self._revoked_up_to.get(claims.user_id, 0):
            raise token_invalid(self.settings.invalid_token)
        if claims.exp <= self._clock() or claims.serial <= self._expired_up_to:
            raise gateway(401, "GW-0040", "Expired token")
        return Caller(self.users[claims.user_id], claims.entity_id)

    def _is_over(self, claims: _Claims) -> bool:
        revoked = self._revoked_up_to.get(claims.user_id, 0)
        return claims.serial <= max(revoked, self._expired_up_to) or claims.exp <= self._clock()

    def _check_client(self, form: Mapping[str, str], *, secret_required: bool) -> None:
        if "client_id" not in form:
            # Credentials in an Authorization header are not looked at (facts 1.2).
            raise oauth_error("invalid_client", "client_id and client_secret belong in the body")
        secret = form.get("client_secret")
        if secret is None and secret_required:
            raise oauth_error("invalid_client", "client_secret belongs in the body")
        good_id = hmac.compare_digest(form["client_id"].encode(), self.settings.client_id.encode())
        good_secret = secret is None or hmac.compare_digest(secret.encode(), self.settings.client_secret.encode())
        if not (good_id and good_secret):
            raise client_incorrect()

    def _check_entity(self, user: User, entity: str | None) -> None:
        if entity is not None and entity not in self.entities:
            raise bad_credentials(f"There is no entity {entity}", 400)
        if user.entity not in (None, entity):
            raise gateway(403, "GW-0042", "Forbidden")

    def _tokens(self, kept: _Refresh, *, offline: bool) -> dict[str, Any]:
        answer: dict[str, Any] = {"token_type": "Bearer", "access_token": self._access_token(kept.user, kept.entity)}
        if offline:
            answer["refresh_token"] = self._keep(kept)
        return answer | {"expires_in": self.settings.access_token_seconds}

    def _keep(self, kept: _Refresh) -> str:
        token = secrets.token_urlsafe(32)
        self._refresh[token] = kept
        if not kept.lasts:
            self._passing.append(token)
            if len(self._passing) > _MOST_PASSING:
                self._refresh.pop(self._passing.popleft(), None)
        return token

    def _access_token(self, user: User, entity: str | None) -> str:
        self._serial += 1
        now = int(self._clock())
        claims = _Claims(
            iss="practice-company",
            user_id=user.id,
            cny_id=self.company_id,
            entity_id=entity,
            iat=now,
            exp=now + self.settings.access_token_seconds,
            serial=self._serial,
        )
        signed = f"{_HEADER}.{_unpadded(msgspec.json.encode(claims))}"
        return f"{signed}.{self._signature(signed)}"

    def _claims(self, token: str) -> _Claims | None:
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            return None
        payload = signed.partition(".")[2]
        return msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=_Claims)

    def _signature(self, signed: str) -> str:
        return _unpadded(hmac.digest(self._key, signed.encode(), "sha256"))


def _basic(credentials: str) -> dict[str, str]:
    """The client of an ``Authorization: Basic`` header, as the form of a token request names it."""
    try:
        client_id, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        raise client_incorrect() from None
    return {"client_id": client_id, "client_secret": secret}


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _challenge(verifier: str) -> bytes:
    return _unpadded(hashlib.sha256(verifier.encode()).digest()).encode()
