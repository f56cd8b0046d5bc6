"""Working a page in the embedded browser: look for what it shows, fill it in, press."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from intacct_desktop.api.oauth import Authorization, OAuthClient, begin_authorization
from intacct_desktop.connections.profile import Profile
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.sign_in.browser import SignInBrowser

PATIENCE = 20.0


@dataclass
class Attempt:
    """One sign-in under way; `callback` is what `authorize` will give."""

    authorization: Authorization
    browser: SignInBrowser
    callback: "asyncio.Future[str]"

    @property
    def page(self) -> QWebEnginePage:
        """The page on top."""
        return page_of(self.browser)


@asynccontextmanager
async def signing_in(connection: Profile, parent: QWidget | None = None) -> AsyncIterator[Attempt]:
    """A sign-in that is over afterwards, whatever becomes of the test."""
    authorization = begin_authorization(connection.base_url, OAuthClient(connection.client_id, None, connection.redirect_uri))
    browser = SignInBrowser(connection, parent)
    callback = asyncio.ensure_future(browser.authorize(authorization))
    await asyncio.sleep(0)
    try:
        yield Attempt(authorization, browser, callback)
    finally:
        callback.cancel()
        await asyncio.wait([callback])


def page_of(browser: SignInBrowser) -> QWebEnginePage:
    (view,) = (found for found in browser.findChildren(QWebEngineView) if not found.isHidden())
    return view.page()


async def opened_browser() -> SignInBrowser:
    """The browser, once one is on the screen."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for window in QApplication.topLevelWidgets():
                if isinstance(window, SignInBrowser) and window.findChildren(QWebEngineView):
                    return window
            await asyncio.sleep(0.01)


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


async def script(page: QWebEnginePage, code: str) -> Any:
    """The value of `code` in the page."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    page.runJavaScript(code, answer.set_result)
    return await asyncio.wait_for(answer, PATIENCE)


async def shows(page: QWebEnginePage, selector: str) -> None:
    """Return when the page is loaded and has an element that matches `selector`."""
    loaded = asyncio.Event()

    def hear(_: bool) -> None:
        loaded.set()

    page.loadFinished.connect(hear)
    try:
        while not await script(page, f"document.readyState == 'complete' && !!document.querySelector({json.dumps(selector)})"):
            await asyncio.wait_for(loaded.wait(), PATIENCE)
            loaded.clear()
    finally:
        page.loadFinished.disconnect(hear)


async def press(page: QWebEnginePage, selector: str) -> None:
    await shows(page, selector)
    await script(page, f"setTimeout(() => document.querySelector({json.dumps(selector)}).click())")


async def fill_form(page: QWebEnginePage, practice: SandboxServer, user_id: str = "admin") -> None:
    """The practice company's sign-in form, up to its consent page."""
    await shows(page, "#password")
    password = next(user.password for user in practice.ready.users if user.user_id == user_id)
    for name, value in {"company": practice.ready.company.id, "user": user_id, "password": password}.items():
        await script(page, f"document.querySelector('#{name}').value = {json.dumps(value)}")
    await press(page, "button[type=submit]")
    await shows(page, "button[value=allow]")


async def type_into(page: QWebEnginePage, selector: str, text: str) -> None:
    """Replace what stands in an input by real keys; the page's title then says what it holds."""
    await _focus(page, selector)
    await script(
        page, "document.activeElement.select(); document.activeElement.oninput = event => document.title = `typed ${event.target.value}`"
    )
    QTest.keyClicks(_keyboard(page), text)
    await until(page.titleChanged, lambda: page.title() == f"typed {text}")


async def press_return(page: QWebEnginePage, selector: str) -> None:
    """Press an element with a real key: what may open a window only when a person does it."""
    await _focus(page, selector)
    QTest.keyClick(_keyboard(page), Qt.Key.Key_Return)


async def _focus(page: QWebEnginePage, selector: str) -> None:
    await shows(page, selector)
    # Chromium drops keys until the page has been painted: two frames later it has.
    await script(
        page,
        f"""document.querySelector({json.dumps(selector)}).focus();
        requestAnimationFrame(() => requestAnimationFrame(() => document.title = "painted"))""",
    )
    await until(page.titleChanged, lambda: page.title() == "painted")


def _keyboard(page: QWebEnginePage) -> QWidget:
    """The widget that takes the keys for the page."""
    view = page.parent()
    assert isinstance(view, QWebEngineView)
    return view.focusProxy() or view
