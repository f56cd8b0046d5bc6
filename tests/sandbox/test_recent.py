"""A server that runs for days keeps no more than it can hold: the oldest of everything that clients leave behind goes."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox import control
from intacct_desktop.sandbox.company.people import COMPANY_ID, USERS
from intacct_desktop.sandbox.errors import ApiError
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.recent import Recent
from intacct_desktop.sandbox.services import bulk
from intacct_desktop.sandbox.settings import Settings
from intacct_desktop.sandbox.sign_in import grants, oauth
from intacct_desktop.sandbox.sign_in.grants import AuthorizeRequest, Grants
from tests.practice import practice_company
from tests.sandbox.conftest import Browser, fetch_token


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ready]:
    """A company that keeps two of each."""
    monkeypatch.setattr(control, "_MOST_PATHS", 2)
    monkeypatch.setattr(oauth, "_MOST_SIGN_INS", 2)
    monkeypatch.setattr(grants, "_MOST_PASSING", 2)
    monkeypatch.setattr(bulk, "_KEPT", 2)
    with practice_company() as server:
        yield server.ready


@pytest.fixture
def client(forgetful: Ready) -> Iterator[httpx.Client]:
    token = fetch_token(forgetful, grant_type="client_credentials", username=forgetful.username).json()["access_token"]
    with httpx.Client(base_url=forgetful.base_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as opened:
        yield opened


def test_what_was_set_last_is_kept() -> None:
    kept: Recent[str, int] = Recent(2)
    kept["a"] = 1
    kept["b"] = 2
    kept["a"] = 3
    kept["c"] = 4
    assert kept == {"a": 3, "c": 4}


def test_an_abandoned_sign_in(forgetful: Ready) -> None:
    browser = Browser(forgetful)
    with browser.http:
        first, *_, last = [browser.open() for _ in range(3)]
        assert browser.submit(first, company="x").status_code == 403
        assert browser.submit(last, company="x").status_code == 200


def test_counted_paths(client: httpx.Client, forgetful: Ready) -> None:
    for path in ("a", "b", "a", "c"):
        client.get(f"/{path}")
    counted = httpx.get(forgetful.base_url.partition("/ia/")[0] + "/_sandbox/requests", trust_env=False).json()["requests"]
    assert counted == {"GET /ia/api/v1/a": 2, "GET /ia/api/v1/c": 1}


def test_jobs(client: httpx.Client) -> None:
    def job() -> str:
        order = b'{"objectName":"company-config/department","operation":"create","jobFile":"file","fileContentType":"json"}'
        files: dict[str, Any] = {"ia::requestBody": (None, order), "file": ("a.json", b"[]")}
        url: str = client.post("/services/bulk/job/create", files=files).json()["ia::result"]["statusURL"]
        return url

    assert [client.get(url).status_code for url in [job(), job(), job()]] == [404, 200, 200]


def test_refresh_tokens_of_clients_that_always_ask_anew(forgetful: Ready) -> None:
    def ask(**members: str) -> Any:
        return fetch_token(forgetful, **members).json()

    first, *_, last = [ask(grant_type="client_credentials", username=forgetful.username)["refresh_token"] for _ in range(3)]
    assert ask(grant_type="refresh_token", refresh_token=first)["error"] == "invalid_grant"
    assert "access_token" in ask(grant_type="refresh_token", refresh_token=last)
    # The one that the company began with was there before all of them.
    assert "access_token" in ask(grant_type="refresh_token", refresh_token=forgetful.refresh_token)


def test_codes_that_nobody_redeems() -> None:
    now = 0.0
    settings = Settings()
    issuer = Grants(settings, COMPANY_ID, USERS, [], lambda: now)
    wanted = AuthorizeRequest(settings.redirect_uris[0], None, offline=False, challenge=None)
    for _ in range(3):
        code = issuer.issue_code(wanted, USERS[0])
        now += settings.code_seconds
    assert list(issuer._codes) == [code]
    with pytest.raises(ApiError, match="invalid_grant"):
        issuer.by_code({"client_id": settings.client_id, "client_secret": settings.client_secret, "code": code})
