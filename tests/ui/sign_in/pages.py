"""Working a page in the embedded browser as a person does: look for what it shows, type, press."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView

from intacct_desktop.ui.sign_in.browser import SignInBrowser

PATIENCE = 30.0


def view_of(page: QWebEnginePage) -> QWebEngineView:
    view = page.parent()
    assert isinstance(view, QWebEngineView)
    return view


def current(browser: SignInBrowser) -> QWebEnginePage:
    """The page on top."""
    view = browser.findChild(QWebEngineView, options=Qt.FindChildOption.FindChildrenRecursively)
    views = [found for found in browser.findChildren(QWebEngineView) if found.isVisible()]
    assert view is not None
    return (views[0] if views else view).page()


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
            try:
                await asyncio.wait_for(loaded.wait(), 8)
            except TimeoutError:
                import sys; print("STATE", await script(page, "document.body.innerText+document.activeElement.outerHTML+document.hasFocus()+location.href"), file=sys.__stderr__)
                raise
            loaded.clear()
    finally:
        page.loadFinished.disconnect(hear)


async def typed(page: QWebEnginePage, selector: str, text: str) -> None:
    """Type into an input with real keys, after giving it the focus."""
    await script(page, f"document.querySelector({selector!r}).focus()")
    QTest.keyClicks(view_of(page).focusProxy(), text)
    async with asyncio.timeout(PATIENCE):
        while await script(page, f"document.querySelector({selector!r}).value") != text:
            pass  # keys travel to the page's process on their own way; each question is a round trip to it


async def press(page: QWebEnginePage, selector: str) -> None:
    """Press Enter on a button; what it starts may end the page before it could answer."""
    await script(page, f"document.querySelector({selector!r}).focus()")
    QTest.keyClick(view_of(page).focusProxy(), Qt.Key.Key_Return)


async def fill(page: QWebEnginePage, company: str, user: str, password: str) -> None:
    """The practice company's sign-in form, up to its consent page."""
    await shows(page, "input#password")
    await typed(page, "#company", company)
    await typed(page, "#user", user)
    await typed(page, "#password", password)
    await press(page, "button[type=submit]")
    await shows(page, "button[value=allow]")
