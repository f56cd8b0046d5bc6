"""Addresses in a record are opened only where that is safe."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from intacct_desktop.ui.record.reading.links import may_open, open_in_browser


class Browser(QObject):
    """Stands in for the desktop's browser, as Qt lets one do."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    for scheme in ("https", "http", "file"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]  # the stubs say bytes, which it refuses
    yield browser
    for scheme in ("https", "http", "file"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.mark.parametrize(
    "text", ["https://www.intacct.com/ia/acct/ur.phtml?.r=a%2Bb", " http://127.0.0.1:8080/x ", "http://[::1]/x", "http://localhost/"]
)
def test_what_is_opened(text: str, browser: Browser) -> None:
    assert open_in_browser(text) is None
    assert [QUrl(opened) for opened in browser.opened] == [QUrl(text.strip())]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://www.intacct.com/",
        "http://127.0.0.1.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "C:\\Windows\\System32\\calc.exe",
        "https://",
        "https://user:password@example.com/",
        "\\\\server\\share",
        "www.intacct.com",
        "ms-msdt:/id",
    ],
)
def test_what_is_refused_with_words(text: str, browser: Browser) -> None:
    message = open_in_browser(text)
    assert message is not None
    assert message.details == text
    assert "https" in message.means
    assert not may_open(text)
    assert not browser.opened
