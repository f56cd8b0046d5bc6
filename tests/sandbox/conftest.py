"""A running practice company, and the two ways to talk to it: a client with a token, and a browser for the sign-in pages."""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.sandbox.settings import Settings
from tests.practice import NO_TLS, practice_company
from tests.sandbox.accounting import Accountant

# A Friday.
TODAY = date(2026, 11, 20)


class Clock:
    """Seconds that pass only when a test says so: what jobs and reports move by."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def server(clock: Clock) -> Iterator[SandboxServer]:
    with practice_company(today=TODAY, settings=Settings(clock=clock)) as running:
        yield running


@pytest.fixture(scope="module")
def ready(server: SandboxServer) -> Ready:
    return server.ready


def fetch_token(ready: Ready, **members: str) -> httpx.Response:
    """The answer of the token endpoint for ``members`` with the client's id and secret added, unless they are given (or None)."""
    form = {"client_id": ready.client_id, "client_secret": ready.client_secret} | members
    return httpx.post(
        f"{ready.base_url}/oauth2/token", data={name: value for name, value in form.items() if value}, verify=NO_TLS, trust_env=False
    )


@pytest.fixture(scope="module")
def ask_token(ready: Ready) -> Callable[..., httpx.Response]:
    """Post to the token endpoint; a member given as "" is left out."""
    return lambda **members: fetch_token(ready, **members)


@pytest.fixture(scope="module")
def api(ready: Ready) -> Iterator[httpx.Client]:
    """A client with a token for the top level."""
    token = fetch_token(ready, grant_type="client_credentials", username=ready.username).json()["access_token"]
    with httpx.Client(
        base_url=ready.base_url, headers={"Authorization": f"Bearer {token}"}, verify=NO_TLS, trust_env=False, timeout=30
    ) as client:
        yield client


@pytest.fixture(scope="module")
def control(ready: Ready) -> Iterator[httpx.Client]:
    """A client of the pages that steer the practice company in tests."""
    with httpx.Client(base_url=ready.base_url.partition("/ia/")[0] + "/_sandbox", verify=NO_TLS, trust_env=False) as client:
        yield client


Page = dict[str, Any]


@pytest.fixture(scope="module")
def query(api: httpx.Client) -> Callable[..., Page]:
    """Run a query that must succeed; the answer with exact numbers."""

    def run(object_name: str, fields: list[str], headers: dict[str, str] | None = None, **members: Any) -> Page:
        answer = api.post("/services/core/query", json={"object": object_name, "fields": fields, **members}, headers=headers)
        assert answer.status_code == 200, answer.text
        page: Page = json.loads(answer.content, parse_float=Decimal)
        return page

    return run


@pytest.fixture(scope="module")
def all_rows(query: Callable[..., Page]) -> Callable[..., list[dict[str, Any]]]:
    """All rows of a query, page after page."""

    def run(object_name: str, fields: list[str], **members: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        start: int | None = 1
        while start is not None:
            page = query(object_name, fields, start=start, size=4000, **members)
            rows += page["ia::result"]
            start = page["ia::meta"]["next"]
        assert len(rows) == page["ia::meta"]["totalCount"]
        return rows

    return run


@pytest.fixture(scope="module")
def books(api: httpx.Client, query: Callable[..., Page]) -> Accountant:
    """Someone who keeps the company's books over HTTP."""
    return Accountant(api, query)


class Form(HTMLParser):
    """The first form of a page: where it goes, its inputs, its labels."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.values: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.labelled: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert attributes["method"] == "post"
            self.action = attributes["action"]
        elif tag == "input":
            self.values[attributes["name"]] = attributes["value"]
            self.types[attributes["name"]] = attributes.get("type", "text")
        elif tag == "label":
            self.labelled.add(attributes["for"])


class Browser:
    """Goes through the sign-in pages with cookies, as the embedded browser does, and stops at the redirect back to the application."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        self.http = httpx.Client(base_url=ready.base_url.partition("/ia/")[0], verify=NO_TLS, trust_env=False)

    def open(self, **parameters: str) -> httpx.Response:
        """Authorize with good parameters, changed by ``parameters``; one given as "" is left out."""
        good = {
            "response_type": "code",
            "client_id": self.ready.client_id,
            "redirect_uri": self.ready.redirect_uri,
            "state": "state é&=1",
            "scope": "offline_access",
        } | parameters
        return self.http.get("/ia/api/v1/oauth2/authorize", params={name: value for name, value in good.items() if value})

    def submit(self, page: httpx.Response, **values: str) -> httpx.Response:
        form = self.form(page)
        return self.http.post(form.action, data=form.values | values)

    def form(self, page: httpx.Response) -> Form:
        return Form(page.text)

    def sign_in(self, page: httpx.Response, user_id: str = "admin") -> httpx.Response:
        """From the sign-in form to the consent page."""
        user = next(user for user in self.ready.users if user.user_id == user_id)
        answer = self.submit(page, company=self.ready.company.id, user=user.user_id, password=user.password)
        assert answer.status_code == 303
        return self.http.get(answer.headers["location"])

    def authorize(self, user_id: str = "admin", **parameters: str) -> str:
        """The whole way; the code."""
        answer = self.submit(self.sign_in(self.open(**parameters), user_id), decision="allow")
        return self.returned(answer)["code"]

    def returned(self, answer: httpx.Response) -> dict[str, str]:
        """What came back to the redirect URI."""
        assert answer.status_code == 302, answer.text
        address, _, values = answer.headers["location"].partition("?")
        assert address == self.ready.redirect_uri
        assert urlsplit(answer.headers["location"]).fragment == ""
        return {name: value for name, [value] in parse_qs(values).items()}


@pytest.fixture(scope="module")
def client_of(ready: Ready) -> Iterator[Callable[[str], httpx.Client]]:
    """A client with the token of a user who signed in, each user once."""
    with contextlib.ExitStack() as opened:

        @cache
        def client(user_id: str) -> httpx.Client:
            browser = Browser(ready)
            with browser.http:
                code = browser.authorize(user_id)
            token = fetch_token(ready, grant_type="authorization_code", code=code, redirect_uri=ready.redirect_uri).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            return opened.enter_context(httpx.Client(base_url=ready.base_url, headers=headers, verify=NO_TLS, trust_env=False, timeout=30))

        yield client


@pytest.fixture
def browser(ready: Ready) -> Iterator[Browser]:
    opened = Browser(ready)
    with opened.http:
        yield opened
