"""The embedded browser itself, offscreen, against the practice company's pages and a small site of its own."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QStackedWidget, QToolButton, QWidget

from intacct_desktop.api.oauth import AuthorizationRefused
from intacct_desktop.connections.profile import Environment, Profile
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.sign_in.browser import SignInBrowser, accept_language, is_redirect
from tests.practice import person_profile
from tests.ui.sign_in.pages import Attempt, fill_form, press, press_return, script, shows, signing_in, type_into, until
from tests.ui.sign_in.site import self_signed, site

REDIRECT = "https://127.0.0.1/intacct-desktop/callback"


@pytest.fixture
def connection(practice: SandboxServer) -> Profile:
    return person_profile(practice.ready)


def at(address: str, redirect_uri: str = REDIRECT) -> Profile:
    """A connection whose sign-in page is ``/oauth2/authorize`` of a site."""
    return Profile(id="site", name="Site", base_url=address, client_id="client", redirect_uri=redirect_uri)


async def called_back(attempt: Attempt) -> str:
    return await asyncio.wait_for(asyncio.shield(attempt.callback), 20)


async def told(attempt: Attempt) -> str:
    """The first message of the browser."""
    notices = attempt.browser.notices
    for _ in range(2_000):
        if notices.notices:
            return notices.notices[0].message.spoken()
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.mark.parametrize(
    ("address", "redirect_uri", "same"),
    [
        (f"{REDIRECT}?code=1&state=2", REDIRECT, True),
        (f"{REDIRECT}?", REDIRECT, True),
        ("https://127.0.0.1:443/intacct-desktop/callback?code=1", REDIRECT, True),
        ("https://example.com/?code=1", "https://Example.com", True),
        ("intacct-desktop://callback?code=1", "intacct-desktop://callback", True),
        ("com.example.app:/cb?code=1", "com.example.app:/cb", True),
        (f"{REDIRECT}/?code=1", REDIRECT, False),
        (f"{REDIRECT}er?code=1", REDIRECT, False),
        ("https://127.0.0.1/Intacct-desktop/callback?code=1", REDIRECT, False),
        ("http://127.0.0.1/intacct-desktop/callback?code=1", REDIRECT, False),
        ("https://127.0.0.1:8443/intacct-desktop/callback?code=1", REDIRECT, False),
        (f"https://evil.example/?to={REDIRECT}", REDIRECT, False),
        ("https://127.0.0.1@evil.example/intacct-desktop/callback", REDIRECT, False),
        ("https://x@127.0.0.1/intacct-desktop/callback", REDIRECT, False),
    ],
)
def test_only_the_redirect_uri_is_the_redirect_uri(address: str, redirect_uri: str, same: bool) -> None:
    assert is_redirect(address, redirect_uri) is same


@pytest.mark.parametrize(("name", "language"), [("fr_CA", "fr"), ("en_US", "en"), ("de_DE", "de")])
def test_the_languages_of_the_locale_are_asked_for_and_english_last(name: str, language: str) -> None:
    header = accept_language(QLocale(name))
    names = [entry.partition(";")[0] for entry in header.split(",")]
    assert names[0].startswith(language)
    assert "en" in [entry.partition("-")[0] for entry in names]
    assert len(names) == len(set(names))


async def test_a_person_signs_in(connection: Profile, practice: SandboxServer) -> None:
    async with signing_in(connection) as attempt:
        await fill_form(attempt.page, practice)
        host = practice.ready.base_url.split("/")[2]
        assert attempt.browser.address.accessibleName() == f"Address: {host}, not encrypted, this computer"
        await press(attempt.page, "button[value=allow]")
        assert attempt.authorization.code_from(await called_back(attempt))


async def test_real_keys_reach_the_form(connection: Profile) -> None:
    async with signing_in(connection) as attempt:
        await type_into(attempt.page, "#user", "ap.clerk")
        assert await script(attempt.page, "document.querySelector('#user').value") == "ap.clerk"


async def test_deny_comes_back_as_a_refusal(connection: Profile, practice: SandboxServer) -> None:
    async with signing_in(connection) as attempt:
        await fill_form(attempt.page, practice)
        await press(attempt.page, "button[value=deny]")
        with pytest.raises(AuthorizationRefused):
            attempt.authorization.code_from(await called_back(attempt))


@pytest.fixture
def french() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("fr_CA"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("french")
async def test_the_page_speaks_the_language_of_the_program(connection: Profile) -> None:
    async with signing_in(connection) as attempt:
        await shows(attempt.page, "html[lang=fr]")


@pytest.mark.parametrize("by", ["close", "escape", "cancel", "task", "parent"])
async def test_closing_cancels_and_leaves_nothing(connection: Profile, by: str) -> None:
    parent = QWidget()
    parent.show()
    async with signing_in(connection, parent) as attempt:
        page, view, web_profile = attempt.page, attempt.page.parent(), attempt.page.profile()
        await shows(page, "#password")
        match by:
            case "close":
                attempt.browser.close()
            case "escape":
                QTest.keyClick(attempt.browser, Qt.Key.Key_Escape)
            case "cancel":
                attempt.browser.reject()
            case "task":
                attempt.callback.cancel()
            case "parent":
                shiboken6.delete(parent)
        with pytest.raises(asyncio.CancelledError if by == "task" else Declined):
            await called_back(attempt)
        assert not any(shiboken6.isValid(left) for left in (page, view, web_profile))
    if by != "parent":
        parent.deleteLater()


async def test_the_redirect_uri_is_never_loaded_and_nothing_is_remembered() -> None:
    with site({"/oauth2/authorize": "<form method=post action=/go><button>Go</button></form>"}) as running:
        running.pages["/go"] = f"to:{running.address}/callback?code=1"
        for _ in range(2):
            async with signing_in(at(running.address, f"{running.address}/callback")) as attempt:
                assert attempt.page.profile().isOffTheRecord()
                await press(attempt.page, "button")
                assert await called_back(attempt) == f"{running.address}/callback?code=1"
        assert running.asked.count("/oauth2/authorize") == 2
        assert "/callback" not in running.asked
        first_pages = [cookie for path, cookie in zip(running.asked, running.cookies, strict=True) if path == "/oauth2/authorize"]
        assert first_pages == [None, None]


@pytest.mark.parametrize("uri", ["intacct-desktop://callback", "com.example.app:/cb"])
@pytest.mark.parametrize("page", ["<form method=post action=/go><button>Go</button></form>", "<a href=/go><button>Go</button></a>"])
async def test_a_scheme_of_ones_own_needs_no_registration(uri: str, page: str) -> None:
    with site({"/oauth2/authorize": page, "/go": f"to:{uri}?code=1"}) as running:
        async with signing_in(at(running.address, uri)) as attempt:
            await press(attempt.page, "button")
            assert await called_back(attempt) == f"{uri}?code=1"


async def test_a_frame_cannot_answer_for_the_page() -> None:
    pages = {"/oauth2/authorize": "<iframe src='/inner' onload='document.title=\"framed\"'></iframe>", "/inner": f"to:{REDIRECT}?code=1"}
    with site(pages) as running:
        async with signing_in(at(running.address)) as attempt:
            await until(attempt.page.loadFinished, lambda: "/inner" in running.asked)
            await script(attempt.page, "1")
            assert not attempt.callback.done()


async def test_other_schemes_do_not_leave_the_browser() -> None:
    with site({"/oauth2/authorize": "<a href='mailto:someone@example.com'><button>Mail</button></a>"}) as running:
        async with signing_in(at(running.address)) as attempt:
            await press(attempt.page, "button")
            await until(attempt.page.loadingChanged, lambda: attempt.page.url().path() == "/oauth2/authorize")
            assert await script(attempt.page, "location.pathname") == "/oauth2/authorize"


async def test_a_window_that_a_page_opens_stands_in_the_same_window_and_closes_again() -> None:
    pages = {
        "/oauth2/authorize": "<a href=/popup target=_blank rel=opener>x</a><script>onmessage = () => document.title = 'heard'</script>",
        "/popup": "<button onclick='opener.postMessage(1, \"*\"); window.close()'>Done</button>",
    }
    with site(pages) as running:
        async with signing_in(at(running.address)) as attempt:
            opener, (stack,) = attempt.page, attempt.browser.findChildren(QStackedWidget)
            await press_return(opener, "a")
            await until(stack.currentChanged, lambda: attempt.page is not opener)
            assert attempt.browser.back.isEnabled()
            await press(attempt.page, "button")
            await until(opener.titleChanged, lambda: opener.title() == "heard")
            await until(stack.currentChanged, lambda: attempt.page is opener)
            assert not attempt.browser.back.isEnabled()


async def test_downloads_are_refused_in_words() -> None:
    with site({"/oauth2/authorize": "<a href=/report>x</a>", "/report": "file:content"}) as running:
        async with signing_in(at(running.address)) as attempt:
            await press(attempt.page, "a")
            assert "report.bin" in await told(attempt)
            assert not attempt.callback.done()


async def test_what_a_page_says_is_shown_without_stopping_the_program() -> None:
    with site({"/oauth2/authorize": "<button onclick=\"alert('mind the gap')\">x</button>"}) as running:
        async with signing_in(at(running.address)) as attempt:
            await press(attempt.page, "button")
            assert "mind the gap" in await told(attempt)


async def test_a_certificate_that_nobody_vouches_for_is_refused_in_words(tmp_path: Path) -> None:
    with site({"/oauth2/authorize": "secret page"}, self_signed(tmp_path / "site.pem")) as running:
        async with signing_in(at(running.address)) as attempt:
            assert "certificate of 127.0.0.1 is not to be trusted" in await told(attempt)
            assert running.asked == []


async def test_a_page_that_cannot_be_reached_can_be_tried_again() -> None:
    with site({}) as gone:
        pass
    async with signing_in(at(gone.address)) as attempt:
        assert "could not be loaded" in await told(attempt)
        (notice,) = attempt.browser.notices.notices
        assert "ERR_CONNECTION_REFUSED" in notice.message.details
        again = next(button for button in notice.findChildren(QPushButton) if button.text() == "Try again")
        with site({"/oauth2/authorize": "<p id=here>here</p>"}, port=gone.port):
            again.click()
            await shows(attempt.page, "#here")


def test_every_control_of_the_browser_has_a_name(connection: Profile) -> None:
    browser = SignInBrowser(replace(connection, environment=Environment.PRODUCTION))
    nameless = [button for button in browser.findChildren(QToolButton) if not button.accessibleName()]
    assert not nameless
    browser.deleteLater()
