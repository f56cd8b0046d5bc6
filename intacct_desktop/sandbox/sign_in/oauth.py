"""The OAuth endpoints: authorize with its two pages, token, revoke, introspect (facts 1.2 to 1.4)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intacct_desktop.sandbox.company.people import COMPANY_ID, COMPANY_NAME, USERS, User
from intacct_desktop.sandbox.errors import gateway, json_response, oauth_error
from intacct_desktop.sandbox.recent import Recent
from intacct_desktop.sandbox.requests import ROOT, bounded_body, header
from intacct_desktop.sandbox.sign_in import pages
from intacct_desktop.sandbox.sign_in.grants import AuthorizeRequest, Grants

PATH = f"{ROOT}/oauth2"
_COOKIE = "practice_sign_in"
_CLIENT_NAME = "Intacct Desktop"
# Of those that nobody finishes, the oldest go.
_MOST_SIGN_INS = 1_000
_PEOPLE = tuple(user for user in USERS if user.password and not user.web_services)


@dataclass(slots=True)
class _SignIn:
    """One authorization under way in one browser. ``user`` is known once the password was right."""

    request: AuthorizeRequest
    browser: str
    token: str
    tries_left: int
    user: User | None = None


class OAuth:
    """The endpoints, over the grants of one company."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants
        self._sign_ins: Recent[str, _SignIn] = Recent(_MOST_SIGN_INS)

    @property
    def routes(self) -> list[Route]:
        return [
            Route(f"{PATH}/authorize", self.authorize, methods=["GET"]),
            Route(f"{PATH}/sign-in", self.sign_in, methods=["POST"]),
            Route(f"{PATH}/consent", self.consent_page, methods=["GET"]),
            Route(f"{PATH}/consent", self.consent, methods=["POST"]),
            Route(f"{PATH}/token", self.token, methods=["POST"]),
            Route(f"{PATH}/revoke", self.revoke, methods=["POST"]),
            Route(f"{PATH}/introspect", self.introspect, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """The sign-in form. A wrong client or redirect URI is told to the person, never sent to that URI."""
        lang = _language(request)
        parameters = request.query_params
        settings = self._grants.settings
        redirect_uri = parameters.get("redirect_uri", "")
        if parameters.get("client_id") != settings.client_id:
            return pages.stopped(lang, "client")
        if redirect_uri not in settings.redirect_uris:
            return pages.stopped(lang, "redirect")
        state = parameters.get("state")
        if parameters.get("response_type") != "code":
            return _back(redirect_uri, state, error="unsupported_response_type", error_description="response_type must be code")
        challenge = parameters.get("code_challenge")
        if (challenge is None) != ("code_challenge_method" not in parameters) or parameters.get("code_challenge_method", "S256") != "S256":
            return _back(redirect_uri, state, error="invalid_request", error_description="code_challenge_method must be S256")
        scope = parameters.get("scope", "").split()
        if scope not in ([], ["offline_access"]):
            return _back(redirect_uri, state, error="invalid_scope", error_description="The only scope is offline_access")
        browser = request.cookies.get(_COOKIE) or secrets.token_urlsafe(16)
        wanted = AuthorizeRequest(redirect_uri, state, bool(scope), challenge)
        number = secrets.token_urlsafe(16)
        self._sign_ins[number] = _SignIn(wanted, browser, secrets.token_urlsafe(16), settings.sign_in_tries)
        response = pages.sign_in(lang, f"{PATH}/sign-in", self._hidden(number), COMPANY_ID, "", _PEOPLE)
        response.set_cookie(_COOKIE, browser, path=PATH, httponly=True, samesite="lax")
        return response

    async def sign_in(self, request: Request) -> Response:
        """Check the password: on to the consent page, or the form again, at most ``sign_in_tries`` times."""
        lang = _language(request)
        form = await _form(request)
        number, sign_in = self._found(request, form)
        if sign_in is None or sign_in.user is not None:
            return pages.stopped(lang, "expired", 403)
        if sign_in.tries_left == 0:
            return pages.stopped(lang, "locked", 403)
        company_id, user_id = form.get("company", "").strip(), form.get("user", "").strip()
        sign_in.user = self._grants.sign_in(company_id, user_id, form.get("password", ""))
        if sign_in.user is not None:
            return RedirectResponse(f"{PATH}/consent?{urlencode(self._hidden(number))}", 303)
        sign_in.tries_left -= 1
        if sign_in.tries_left == 0:
            return pages.stopped(lang, "locked", 403)
        return pages.sign_in(lang, f"{PATH}/sign-in", self._hidden(number), company_id, user_id, _PEOPLE, wrong=True)

    async def consent_page(self, request: Request) -> Response:
        lang = _language(request)
        number, sign_in = self._found(request, request.query_params)
        if sign_in is None or sign_in.user is None:
            return pages.stopped(lang, "expired", 403)
        hidden = self._hidden(number)
        return pages.consent(
            lang, f"{PATH}/consent", hidden, _CLIENT_NAME, COMPANY_NAME, sign_in.user.name, offline=sign_in.request.offline
        )

    async def consent(self, request: Request) -> Response:
        """Back to the application, with a code or with ``access_denied``. The sign-in is over."""
        form = await _form(request)
        number, sign_in = self._found(request, form)
        decision = form.get("decision")
        if sign_in is None or sign_in.user is None or decision not in ("allow", "deny"):
            return pages.stopped(_language(request), "expired", 403)
        del self._sign_ins[number]
        wanted = sign_in.request
        if decision == "deny":
            return _back(wanted.redirect_uri, wanted.state, error="access_denied", error_description="The user denied access")
        return _back(wanted.redirect_uri, wanted.state, code=self._grants.issue_code(wanted, sign_in.user))

    async def token(self, request: Request) -> Response:
        form = await _token_form(request)
        match form.get("grant_type"):
            case "authorization_code":
                answer = self._grants.by_code(form)
            case "refresh_token":
                answer = self._grants.by_refresh_token(form)
            case "client_credentials":
                answer = self._grants.by_client_credentials(form)
            case _:
                raise gateway(400, "GW-0032", "The grant_type is wrong")
        return json_response(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    async def revoke(self, request: Request) -> Response:
        self._grants.revoke(await _token_form(request))
        return json_response({"revoked": True})

    async def introspect(self, request: Request) -> Response:
        token = (await _token_form(request)).get("token")
        if not token:
            raise oauth_error("invalid_request", "token is required")
        return json_response(self._grants.introspect(token, header(request, "Authorization")))

    def _found(self, request: Request, values: Mapping[str, str]) -> tuple[str, _SignIn | None]:
        """The sign-in that a form or a link belongs to, if this browser may go on with it."""
        number = values.get("sign_in", "")
        sign_in = self._sign_ins.get(number)
        if sign_in and request.cookies.get(_COOKIE) == sign_in.browser and values.get("csrf_token") == sign_in.token:
            return number, sign_in
        return number, None

    def _hidden(self, number: str) -> dict[str, str]:
        return {"sign_in": number, "csrf_token": self._sign_ins[number].token}


def _language(request: Request) -> str:
    return pages.language(request.headers.get("accept-language"))


def _back(redirect_uri: str, state: str | None, **members: str) -> Response:
    if state is not None:
        members["state"] = state
    joint = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(members)}", 302, {"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, str]:
    return dict(_pairs(await bounded_body(request)))


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


async def _token_form(request: Request) -> dict[str, str]:
    """The members of a token request: form-urlencoded, or JSON, which is for client_credentials only (facts 1.2)."""
    body = await bounded_body(request)
    if not body:
        raise gateway(400, "GW-0035", "The request has no body")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        form = _json_form(body)
        if form.get("grant_type") != "client_credentials":
            raise oauth_error("invalid_request", "JSON is taken for client_credentials only")
        return form
    if kind != "application/x-www-form-urlencoded":
        raise oauth_error("invalid_request", "The body is form-urlencoded")
    pairs = _pairs(body)
    form = dict(pairs)
    if len(form) < len(pairs):
        raise gateway(400, "GW-0038", "A member is given twice")
    return form


def _json_form(body: bytes) -> dict[str, str]:
    try:
        members: Any = msgspec.json.decode(body, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise oauth_error("invalid_request", "The body is not a JSON object of texts") from None
    return dict(members)
