"""Signing in: the pages as a browser sees them, the token endpoint, and what a token is good for."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from intacct_desktop.sandbox.company.people import ENTITIES, USERS
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.settings import Settings
from intacct_desktop.sandbox.sign_in.grants import AuthorizeRequest, Grants
from intacct_desktop.sandbox.sign_in.pages import language
from tests.practice import practice_company

if TYPE_CHECKING:
    from tests.sandbox.conftest import Browser

AskToken = Callable[..., httpx.Response]

VERIFIER = "a-verifier-that-is-long-enough-for-anybody-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture
def call(ready: Ready) -> Callable[[str], httpx.Response]:
    """Call the API with an Authorization header."""

    def get(authorization: str) -> httpx.Response:
        headers = [(b"Authorization", authorization.encode())]
        return httpx.get(f"{ready.base_url}/services/core/model", params={"name": "x"}, headers=headers, trust_env=False)

    return get


@pytest.fixture
def redeem(ready: Ready, ask_token: AskToken) -> Callable[..., httpx.Response]:
    """Exchange a code; members can be changed, or left out with ""."""
    return lambda code, **members: ask_token(
        **{"grant_type": "authorization_code", "code": code, "redirect_uri": ready.redirect_uri, **members}
    )


def test_the_whole_way(browser: "Browser", redeem: AskToken, call: AskToken, ready: Ready) -> None:
    page = browser.open(**PKCE)
    form = browser.form(page)
    assert page.status_code == 200
    assert {name for name, kind in form.types.items() if kind != "hidden"} == {"company", "user", "password"} <= form.labelled
    assert form.types["password"] == "password"
    consent = browser.sign_in(page)
    assert "Riverside Group" in consent.text
    assert "Ines Marchetti" in consent.text
    returned = browser.returned(browser.submit(consent, decision="allow"))
    assert returned.keys() == {"code", "state"}
    assert returned["state"] == "state é&=1"
    answer = redeem(returned["code"], client_secret="", code_verifier=VERIFIER)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens.keys() == {"token_type", "access_token", "refresh_token", "expires_in"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 43_200)
    claims = json.loads(base64.urlsafe_b64decode(tokens["access_token"].split(".")[1] + "=="))
    assert (claims["user_id"], claims["cny_id"]) == ("admin", ready.company.id)
    assert 0 < claims["exp"] - time.time() <= 43_200
    assert call(f"Bearer {tokens['access_token']}").status_code == 200


def test_a_code_works_once(browser: "Browser", redeem: AskToken) -> None:
    code = browser.authorize()
    assert redeem(code).status_code == 200
    again = redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("asked", "members", "error"),
    [
        (PKCE, {"code_verifier": VERIFIER + "x"}, "invalid_grant"),
        (PKCE, {"code_verifier": ""}, "invalid_grant"),
        (PKCE, {"code_verifier": CHALLENGE}, "invalid_grant"),
        ({}, {"redirect_uri": "https://127.0.0.1/intacct-desktop/callback/"}, "invalid_grant"),
        ({}, {"client_secret": ""}, "invalid_client"),
        ({}, {"client_id": "", "client_secret": ""}, "invalid_client"),
    ],
)
def test_a_code_is_not_enough(browser: "Browser", redeem: AskToken, asked: dict[str, str], members: dict[str, str], error: str) -> None:
    code = browser.authorize(**asked)
    answer = redeem(code, **members)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    if error == "invalid_grant":
        assert redeem(code, code_verifier=VERIFIER).json()["error"] == "invalid_grant", "a code that was tried is spent"


def test_wrong_client(browser: "Browser", redeem: AskToken) -> None:
    answer = redeem(browser.authorize(), client_secret="wrong")
    assert answer.status_code == 401
    assert answer.json()["error"]["errorId"] == "REST-1216"


def test_without_offline_access_there_is_no_refresh_token(browser: "Browser", redeem: AskToken) -> None:
    assert "refresh_token" not in redeem(browser.authorize(scope="")).json()


def test_deny(browser: "Browser") -> None:
    consent = browser.sign_in(browser.open())
    returned = browser.returned(browser.submit(consent, decision="deny"))
    assert (returned["error"], returned["state"]) == ("access_denied", "state é&=1")
    assert "code" not in returned
    assert browser.submit(consent, decision="allow").status_code == 403, "the answer is final"


@pytest.mark.parametrize(
    "parameters",
    [
        {"client_id": "other.app.sage.com"},
        {"client_id": ""},
        {"redirect_uri": "https://127.0.0.1/intacct-desktop/callback?x=1"},
        {"redirect_uri": "https://127.0.0.1/intacct-desktop/Callback"},
        {"redirect_uri": ""},
    ],
)
def test_wrong_application_is_told_to_the_person(browser: "Browser", parameters: dict[str, str]) -> None:
    page = browser.open(**parameters)
    assert page.status_code == 400
    assert "location" not in page.headers
    assert "alert" in page.text


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
    ],
)
def test_wrong_request_is_told_to_the_application(browser: "Browser", parameters: dict[str, str], error: str) -> None:
    returned = browser.returned(browser.open(**parameters))
    assert (returned["error"], returned["state"]) == (error, "state é&=1")


def test_wrong_password_is_asked_for_again_and_then_locked(browser: "Browser") -> None:
    page = browser.open()
    for left in range(4, -1, -1):
        page = browser.submit(page, company="riverside", user='<admin">', password="wrong") if left else page
        if left:
            assert page.status_code == 200
            assert "not correct" in page.text
            assert browser.form(page).values["user"] == '<admin">'
            assert "wrong" not in browser.form(page).values.values()
    last = page
    assert browser.submit(last, company="riverside", user="admin", password="wrong").status_code == 403
    user = browser.ready.users[0]
    right = browser.submit(last, company="riverside", user=user.user_id, password=user.password)
    assert right.status_code == 403
    assert browser.sign_in(browser.open()).status_code == 200, "another sign-in is not locked"


@pytest.mark.parametrize(("company", "user"), [("riverside2", "admin"), ("riverside", "api.user"), ("riverside", "ar.clerk"), ("", "")])
def test_who_has_no_sign_in(browser: "Browser", company: str, user: str) -> None:
    page = browser.submit(browser.open(), company=company, user=user, password=browser.ready.users[0].password)
    assert page.status_code == 200
    assert "not correct" in page.text


def test_a_form_from_elsewhere_is_refused(browser: "Browser", ready: Ready) -> None:
    page = browser.open()
    user = ready.users[0]
    good = {"company": ready.company.id, "user": user.user_id, "password": user.password}
    assert browser.submit(page, csrf_token="forged", **good).status_code == 403
    with httpx.Client(base_url=browser.http.base_url, trust_env=False) as other:
        assert other.post(browser.form(page).action, data=browser.form(page).values | good).status_code == 403
    consent = browser.sign_in(page)
    assert browser.submit(consent, csrf_token="forged", decision="allow").status_code == 403
    assert browser.submit(consent, decision="maybe").status_code == 403


def test_every_page_says_that_the_company_is_practice(browser: "Browser") -> None:
    sign_in = browser.open()
    for page in (sign_in, browser.sign_in(sign_in), browser.open(client_id="another"), browser.http.get("/nowhere")):
        assert "Practice company, on this computer only" in page.text, page.url


def test_pages_speak_english_and_french(browser: "Browser") -> None:
    browser.http.headers["Accept-Language"] = "de, fr-CA;q=0.9, en;q=0.8"
    page = browser.open()
    assert '<html lang="fr">' in page.text
    assert "Mot de passe" in page.text
    assert "prefers-color-scheme: dark" in page.text


@pytest.mark.parametrize(
    ("header", "lang"),
    [(None, "en"), ("", "en"), ("fr", "fr"), ("en,fr", "en"), ("en;q=0.1,fr-FR", "fr"), ("xx;q=y,fr", "fr"), ("de", "en")],
)
def test_language(header: str | None, lang: str) -> None:
    assert language(header) == lang


def test_refresh_token_is_exchanged(browser: "Browser", redeem: AskToken, ask_token: AskToken) -> None:
    first = redeem(browser.authorize()).json()["refresh_token"]
    answer = ask_token(grant_type="refresh_token", refresh_token=first).json()
    assert answer["refresh_token"] != first
    assert ask_token(grant_type="refresh_token", refresh_token=first).json()["error"] == "invalid_grant"
    assert (
        ask_token(grant_type="refresh_token", refresh_token=answer["refresh_token"], client_secret="").json()["error"] == "invalid_client"
    )
    assert ask_token(grant_type="refresh_token", refresh_token=answer["refresh_token"]).status_code == 200


def test_refresh_token_of_a_public_client_needs_no_secret(browser: "Browser", redeem: AskToken, ask_token: AskToken) -> None:
    tokens = redeem(browser.authorize(**PKCE), client_secret="", code_verifier=VERIFIER).json()
    assert ask_token(grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_secret="").status_code == 200


def test_second_authorization_ends_the_first_refresh_token(
    browser: "Browser", redeem: AskToken, ask_token: AskToken, call: AskToken
) -> None:
    first = redeem(browser.authorize("viewer")).json()
    other = redeem(browser.authorize("ap.clerk")).json()
    second = redeem(browser.authorize("viewer")).json()
    assert ask_token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()["error"] == "invalid_grant"
    assert ask_token(grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 200
    assert ask_token(grant_type="refresh_token", refresh_token=other["refresh_token"]).status_code == 200
    assert call(f"Bearer {first['access_token']}").status_code == 200, "the access token lives on"


def test_revoke_ends_all_tokens_of_the_user(
    browser: "Browser", redeem: AskToken, ask_token: AskToken, call: AskToken, ready: Ready
) -> None:
    tokens = redeem(browser.authorize()).json()
    other = redeem(browser.authorize("ap.clerk")).json()
    client = {"client_id": ready.client_id, "client_secret": ready.client_secret}
    url = f"{ready.base_url}/oauth2/revoke"
    assert httpx.post(url, data={"token": tokens["access_token"]}, trust_env=False).status_code == 400
    answer = httpx.post(url, data={"token": tokens["access_token"], **client}, trust_env=False)
    assert (answer.status_code, answer.json()) == (200, {"revoked": True})
    assert call(f"Bearer {tokens['access_token']}").status_code == 401
    assert ask_token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert call(f"Bearer {other['access_token']}").status_code == 200
    assert httpx.post(url, data={"token": "unknown", **client}, trust_env=False).json() == {"revoked": True}
    assert call(f"Bearer {redeem(browser.authorize()).json()['access_token']}").status_code == 200, "the user can sign in again"


def test_client_credentials(ready: Ready, ask_token: AskToken) -> None:
    answer = ask_token(grant_type="client_credentials", username=f"{ready.username}|200").json()
    assert answer["refresh_token"]
    body = {"object": "accounts-payable/bill", "fields": ["entity.id", "count:id"]}
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    url = f"{ready.base_url}/services/core/query"
    rows = httpx.post(url, json=body, headers=headers, trust_env=False).json()["ia::result"]
    assert [row["entity.id"] for row in rows] == ["200"]
    other = httpx.post(url, json=body, headers=headers | {"X-IA-API-Param-Entity": "100"}, trust_env=False)
    assert (other.status_code, other.json()["ia::error"]["code"]) == (403, "GW-0042")
    same = httpx.post(url, json=body, headers=headers | {"X-IA-API-Param-Entity": "200"}, trust_env=False)
    assert same.json()["ia::result"] == rows


def test_a_user_of_one_entity_stays_there(browser: "Browser", redeem: AskToken, ready: Ready) -> None:
    token = redeem(browser.authorize("uk.clerk")).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"object": "accounts-payable/bill", "fields": ["entity.id", "count:id"]}
    url = f"{ready.base_url}/services/core/query"
    rows = httpx.post(url, json=body, headers=headers, trust_env=False).json()["ia::result"]
    assert [row["entity.id"] for row in rows] == ["200"]
    assert httpx.post(url, json=body, headers=headers | {"X-IA-API-Param-Entity": "300"}, trust_env=False).status_code == 403


def test_refresh_can_ask_for_an_entity(ready: Ready, ask_token: AskToken) -> None:
    token = ask_token(grant_type="client_credentials", username=ready.username).json()["refresh_token"]
    assert ask_token(grant_type="refresh_token", refresh_token=token, entity_id="999").status_code == 400
    claims = ask_token(grant_type="refresh_token", refresh_token=token, entity_id="300").json()["access_token"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["entity_id"] == "300"


def test_client_credentials_as_json(ready: Ready) -> None:
    members = {"client_id": ready.client_id, "client_secret": ready.client_secret}
    url = f"{ready.base_url}/oauth2/token"
    good = httpx.post(url, json={"grant_type": "client_credentials", "username": ready.username, **members}, trust_env=False)
    assert good.status_code == 200
    refused = httpx.post(url, json={"grant_type": "refresh_token", "refresh_token": ready.refresh_token, **members}, trust_env=False)
    assert refused.json()["error"] == "invalid_request"
    assert httpx.post(url, json=[1], trust_env=False).json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("members", "status", "read", "expected"),
    [
        ({"grant_type": "password"}, 400, lambda body: body["ia::error"]["code"], "GW-0032"),
        ({"grant_type": "client_credentials"}, 400, lambda body: body["ia::error"]["code"], "GW-0036"),
        (
            {"grant_type": "client_credentials", "username": "api.user"},
            400,
            lambda body: body["message"].split(" (")[0],
            "The username format is invalid",
        ),
        ({"grant_type": "client_credentials", "session_id": "x"}, 401, lambda body: body["message"], "Credentials are invalid."),
        ({"grant_type": "client_credentials", "username": "api.user@"}, 400, lambda body: body["ia::error"]["code"], "GW-0012"),
        (
            {"grant_type": "client_credentials", "username": "nobody@riverside"},
            401,
            lambda body: body["message"],
            "Credentials are invalid.",
        ),
        (
            {"grant_type": "client_credentials", "username": "admin@riverside"},
            401,
            lambda body: body["message"],
            "Credentials are invalid.",
        ),
        ({"grant_type": "client_credentials", "username": "api.user@other"}, 401, lambda body: body["code"], "invalidRequest"),
        ({"grant_type": "client_credentials", "username": "api.user@riverside|999"}, 400, lambda body: body["code"], "invalidRequest"),
        ({"grant_type": "authorization_code", "code": "x"}, 400, lambda body: body["error"], "invalid_grant"),
        ({"grant_type": "refresh_token"}, 400, lambda body: body["error"], "invalid_grant"),
    ],
)
def test_token_refusals(ask_token: AskToken, members: dict[str, str], status: int, read: Callable[[Any], str], expected: str) -> None:
    answer = ask_token(**members)
    assert (answer.status_code, read(answer.json())) == (status, expected)


def test_token_bodies_that_are_none(ready: Ready) -> None:
    url = f"{ready.base_url}/oauth2/token"
    assert httpx.post(url, trust_env=False).json()["ia::error"]["code"] == "GW-0035"
    twice = httpx.post(
        url, content="grant_type=a&grant_type=b", headers={"Content-Type": "application/x-www-form-urlencoded"}, trust_env=False
    )
    assert twice.json()["ia::error"]["code"] == "GW-0038"
    basic = httpx.post(
        url,
        data={"grant_type": "refresh_token", "refresh_token": ready.refresh_token},
        auth=(ready.client_id, ready.client_secret),
        trust_env=False,
    )
    assert (basic.status_code, basic.json()) == (400, basic.json() | {"error": "invalid_client"})


def test_ready_refresh_token_is_good(ask_token: AskToken, ready: Ready) -> None:
    assert ask_token(grant_type="refresh_token", refresh_token=ready.refresh_token).status_code == 200


@pytest.mark.parametrize(
    ("authorization", "code"),
    [("", "GW-0034"), ("Basic abc", "GW-0034"), ("Bearer", "GW-0034"), ("bearer a.b.c", "GW-0034"), ("Bearer abc", "GW-0031")],
)
def test_authorization_that_is_none(call: AskToken, authorization: str, code: str) -> None:
    answer = call(authorization)
    assert (answer.status_code, answer.json()["ia::error"]["code"]) == (401, code)


@pytest.mark.parametrize("name", ["Authorization", "X-IA-API-Param-Entity"])
def test_a_header_that_is_there_twice(ready: Ready, ask_token: AskToken, name: str) -> None:
    """Not even the same twice: which of them counts would be a guess."""
    token = ask_token(grant_type="client_credentials", username=ready.username).json()["access_token"]
    headers = [("Authorization", f"Bearer {token}"), ("X-IA-API-Param-Entity", "100")]
    url = f"{ready.base_url}/objects/company-config/entity"
    assert httpx.get(url, headers=headers, trust_env=False).status_code == 200
    answer = httpx.get(url, headers=[*headers, *(each for each in headers if each[0] == name)], trust_env=False)
    assert answer.status_code == 400
    assert answer.json()["ia::result"]["ia::error"]["message"] == f"{name} is given more than once"


def test_forged_token(call: AskToken, ready: Ready, ask_token: AskToken) -> None:
    token = ask_token(grant_type="client_credentials", username=ready.username).json()["access_token"]
    head, payload, signature = token.split(".")
    claims = base64.urlsafe_b64decode(payload + "==").replace(b"api.user", b"admin123")
    forged = ".".join((head, base64.urlsafe_b64encode(claims).decode().rstrip("="), signature))
    for bad in (forged, "a.b.c", "é.é.é"):
        answer = call(f"Bearer {bad}")
        assert answer.status_code == 401
        assert answer.json()["error"]["errorId"] == "REST-2102"


def test_expired_token(call: AskToken, ready: Ready, ask_token: AskToken, control: httpx.Client) -> None:
    tokens = ask_token(grant_type="client_credentials", username=ready.username).json()
    assert control.post("/expire-tokens").status_code == 204
    answer = call(f"Bearer {tokens['access_token']}")
    assert (answer.status_code, answer.json()["ia::error"]) == (
        401,
        answer.json()["ia::error"] | {"code": "GW-0040", "message": "Expired token"},
    )
    renewed = ask_token(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
    assert call(f"Bearer {renewed['access_token']}").status_code == 200


def test_the_other_form_of_an_invalid_token() -> None:
    with practice_company(settings=Settings(invalid_token="REST-1206", access_token_seconds=60)) as server:
        ready = server.ready
        answer = httpx.get(f"{ready.base_url}/services/core/model", headers={"Authorization": "Bearer a.b.c"}, trust_env=False)
        assert answer.status_code == 400
        assert answer.json()["ia::result"]["ia::error"]["errorId"] == "REST-1206"
        form = {
            "grant_type": "client_credentials",
            "username": ready.username,
            "client_id": ready.client_id,
            "client_secret": ready.client_secret,
        }
        assert httpx.post(f"{ready.base_url}/oauth2/token", data=form, trust_env=False).json()["expires_in"] == 60


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_codes_and_tokens_end_in_time() -> None:
    clock = Clock()
    settings = Settings(access_token_seconds=100)
    grants = Grants(settings, "riverside", USERS, [entity.id for entity in ENTITIES], clock)
    request = AuthorizeRequest(settings.redirect_uris[0], None, offline=True, challenge=None)
    form = {"client_id": settings.client_id, "client_secret": settings.client_secret, "redirect_uri": settings.redirect_uris[0]}
    code = grants.issue_code(request, USERS[0])
    clock.now += 59.9
    token = grants.by_code(form | {"code": code})["access_token"]
    clock.now += 99
    assert grants.identify(f"Bearer {token}").user is USERS[0]
    clock.now += 1
    with pytest.raises(Exception, match="GW-0040"):
        grants.identify(f"Bearer {token}")
    late = grants.issue_code(request, USERS[0])
    clock.now += 60
    with pytest.raises(Exception, match="invalid_grant"):
        grants.by_code(form | {"code": late})
