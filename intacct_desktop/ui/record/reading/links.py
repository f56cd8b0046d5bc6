"""Addresses of Intacct's own pages (``webURL``): opened in the browser if they are safe to open, else refused with words."""

from ipaddress import ip_address

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from intacct_desktop.ui.wording import Message, Severity


def _tr(text: str) -> str:
    return QCoreApplication.translate("Links", text)


def may_open(text: str) -> bool:
    """True for an https address, and for http on this computer. A record can hold any text: a file or a program is never started."""
    url = QUrl(text.strip(), QUrl.ParsingMode.StrictMode)
    if not url.isValid() or not url.host() or url.userInfo():
        return False
    return url.scheme() == "https" or (url.scheme() == "http" and _is_loopback(url.host()))


def open_in_browser(text: str) -> Message | None:
    """Open an address; what to say where that was not done, None where it was."""
    if not may_open(text):
        return Message(
            Severity.WARNING,
            _tr("The address is not opened."),
            _tr("It is no secure web address (https), so it may not be what it says."),
            _tr("If you trust it, copy it from the details and open it yourself."),
            text,
        )
    if QDesktopServices.openUrl(QUrl(text.strip(), QUrl.ParsingMode.StrictMode)):
        return None
    return Message(
        Severity.WARNING,
        _tr("No browser opened the address."),
        "",
        _tr("Copy it from the details and open it in a browser."),
        text,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
