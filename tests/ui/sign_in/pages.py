"""Working a page in the embedded browser as a person does: look for what it shows, type, press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView

from intacct_desktop.api.oauth import Authorization, OAuthClient, begin_authorization
from intacct_desktop.connections.profile import Profile
from intacct_desktop.ui.sign_in.browser import SignInBrowser

PATIENCE = 10.0


def view_of(page: QWebEnginePage) -> QWebEngineView:
    view = page.parent()
    assert isinstance(view, QWebEngineView)
    return view


@asynccontextmanager
async def signing_in(connection: Profile, parent: QWidget | None = None) -> AsyncIterator[Attempt]:
    """A sign-in under way; whatever becomes of the test, it is over afterwards."""
    authorization = begin_authorization(connection.base_url, OAuthClient(connection.client_id, None, connection.redirect_uri))
    browser = SignInBrowser(connection, parent)
    callback = asyncio.ensure_future(browser.authorize(authorization))
    await asyncio.sleep(0)
    try:
        yield Attempt(authorization, browser, callback)
    finally:
        callback.cancel()
        await asyncio.wait([callback])


@dataclass
class Attempt:
    authorization: Authorization
    browser: SignInBrowser
    callback: asyncio.Future[str]

    @property
    def page(self) -> QWebEnginePage:
        """The page on top."""
        (view,) = (found for found in self.browser.findChildren(QWebEngineView) if not found.isHidden())
        return view.page()


async def script(page: QWebEnginePage, code: str) -> Any:
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    page.runJavaScript(code, answer.set_result)
    return await asyncio.wait_for(answer, PATIENCE)


async def until(signal: Any, holds: Callable[[], bool]) -> None:
    """Return when `holds` does; looked at each time `signal` is emitted."""
    heard = asyncio.Event()

    def hear(*_: object) -> None:
        heard.set()

    signal.connect(hear)
    try:
        while not holds():
            await asyncio.wait_for(heard.wait(), PATIENCE)
            heard.clear()
    finally:
        signal.disconnect(hear)


async def shows(page: QWebEnginePage, selector: str) -> None:
    """Return when the page has an element that matches `selector`."""
    loaded = asyncio.Event()

    def hear(_: bool) -> None:
        loaded.set()

    page.loadFinished.connect(hear)
    try:
        while not await script(page, f"document.readyState == 'complete' && !!document.querySelector({selector!r})"):
            await asyncio.wait_for(loaded.wait(), PATIENCE)
            loaded.clear()
    finally:
        page.loadFinished.disconnect(hear)


async def typed(page: QWebEnginePage, selector: str, text: str) -> None:
    """Type into an input with real keys, after giving it the focus."""
    await script(page, f"{{ const input = document.querySelector({selector!r}); input.focus(); input.select(); input.oninput = () => document.title = input.value }}")
    for letter in text:
        QTest.keyClick(view_of(page).window().windowHandle(), letter)
    # Keys travel to the page's process on their own way.
    try:
        await until(page.titleChanged, lambda: page.title() == text)
    except TimeoutError:
        print("TITLE", page.title(), await script(page,"document.hasFocus()+document.activeElement.id+Array.from(document.querySelectorAll('input')).map(e=>e.value)"), flush=True)
        raise


async def press(page: QWebEnginePage, selector: str) -> None:
    """Press Enter on a button; what it starts may end the page before it could answer."""
    await script(page, f"document.querySelector({selector!r}).focus()")
    QTest.keyClick(view_of(page).window().windowHandle(), Qt.Key.Key_Return)


async def fill(page: QWebEnginePage, company: str, user: str, password: str) -> None:
    """The practice company's sign-in form, up to its consent page."""
    await shows(page, "input#password")
    await typed(page, "#company", company)
    await typed(page, "#user", user)
    await typed(page, "#password", password)
    await press(page, "button[type=submit]")
    await shows(page, "button[value=allow]")
