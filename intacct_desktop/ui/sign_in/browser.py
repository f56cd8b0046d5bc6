"""The window with the company's own sign-in page: a browser for one sign-in, which remembers nothing.

The only module that imports QtWebEngine; import it when a browser is needed, not before: the engine takes 170 MB and up to seconds.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import shiboken6
from PySide6.QtCore import QLocale, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.oauth import Authorization
from intacct_desktop.connections.profile import Profile
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.environment import EnvironmentLabel
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.sign_in import chromium
from intacct_desktop.ui.sign_in.address_line import AddressLine
from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.ui.wording import Message, Severity

chromium.prepare()
chromium.set_flags(screen_reader=QAccessible.isActive(), drawn=QGuiApplication.platformName() != "offscreen")

from PySide6.QtWebEngineCore import (  # noqa: E402 - after what has to be set before it
    QWebEngineCertificateError,
    QWebEngineDownloadRequest,
    QWebEngineLoadingInfo,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402

_SIZE = QSize(680, 740)
_PORTS = {"http": 80, "https": 443}
_LOADABLE = frozenset({"https", "http", "about", "blob", "data"})


def accept_language(locale: QLocale) -> str:
    """The Accept-Language header for the languages of `locale`, best first, English at the end."""
    names = [
        name for name in dict.fromkeys((*locale.uiLanguages(), *(name.partition("-")[0] for name in locale.uiLanguages()))) if name != "C"
    ]
    if not any(name.partition("-")[0] == "en" for name in names):
        names.append("en")
    return ",".join(name if at == 0 else f"{name};q={max(1 - at / 10, 0.1):.1f}" for at, name in enumerate(names))


def is_redirect(address: str, redirect_uri: str) -> bool:
    """Whether `address` is the redirect URI: the same up to the query, byte for byte but for what a browser may write in another way
    (the case of scheme and host, the scheme's own port, no path for ``/``)."""
    return _place(address) == _place(redirect_uri)


def _place(address: str) -> tuple[str, str, str, int | None, str]:
    parts = urlsplit(address)
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme)
    path = parts.path or ("/" if parts.netloc else "")
    return parts.scheme, parts.username or "", (parts.hostname or ""), port, path


class _Page(QWebEnginePage):
    """A page that stops at the redirect URI and never leaves the browser."""

    redirected = Signal(str)
    said = Signal(str)

    def __init__(self, profile: QWebEngineProfile, redirect_uri: str) -> None:
        super().__init__(profile)
        self._redirect_uri = redirect_uri
        settings = self.settings()
        attribute = QWebEngineSettings.WebAttribute
        settings.setAttribute(attribute.JavascriptCanOpenWindows, False)  # without a click
        settings.setAttribute(attribute.ErrorPageEnabled, False)  # our words instead
        settings.setAttribute(attribute.PluginsEnabled, False)
        settings.setAttribute(attribute.PdfViewerEnabled, False)
        # Asks `acceptNavigationRequest` about every scheme; with the other settings some go to the operating system unseen.
        settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.AllowAllUnknownUrlSchemes)
        self.permissionRequested.connect(self._deny)
        self.setBackgroundColor(theme().color(Role.BASE))

    def acceptNavigationRequest(self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool) -> bool:
        address = QUrl(url).toEncoded().toStdString()
        if is_redirect(address, self._redirect_uri):
            if is_main_frame:
                self.redirected.emit(address)
            return False
        return QUrl(url).scheme() in _LOADABLE

    def javaScriptAlert(self, origin: QUrl | str, message: str) -> None:
        self.said.emit(message)

    def javaScriptConfirm(self, origin: QUrl | str, message: str) -> bool:
        """A question cannot be asked without a nested loop; no is the safe answer, and the person sees what was asked."""
        self.said.emit(message)
        return False

    def javaScriptConsoleMessage(self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str) -> None:
        """What a page tells its author is not for our log: it may carry what was typed."""

    def _deny(self, permission: QWebEnginePermission) -> None:
        permission.deny()


class SignInBrowser(QDialog):
    """One sign-in. `authorize` shows the window and waits; the window is gone when it returns or raises."""

    def __init__(self, connection: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sign in: {connection}").format(connection=connection.name))
        self.resize(_SIZE)
        self.setMinimumSize(560, 420)
        self._answer: asyncio.Future[str] | None = None
        self._start = QUrl()
        self._redirect_uri = ""

        self.address = AddressLine(self)
        self.notices = NoticeArea(self)
        self._views = QStackedWidget(self)
        self._views.setAccessibleName(self.tr("Sign-in page"))
        self.back = self._button("arrow-left", self.tr("Back"), "Alt+Left", self._go_back)
        self._reload = self._button("refresh", self.tr("Load again"), "F5", self._load_again)
        self._stop = self._button("stop", self.tr("Stop loading"), "", self._stop_loading)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Loading"))
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        self._stop.hide()

        bar = QFrame(self)
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(EnvironmentLabel(connection.environment, bar), 0, Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.back, self._reload, self._stop):
            row.addWidget(widget)
        row.addWidget(self.address, 1)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (bar, self._progress, self.notices):
            column.addWidget(part)
        column.addWidget(self._views, 1)
        column.addWidget(self._footer())

    async def authorize(self, authorization: Authorization) -> str:
        """Show the sign-in page and give the address that it redirects to. Raises `Declined` when the person closes the window."""
        self._start, self._redirect_uri = QUrl(authorization.url), authorization.redirect_uri
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answer = answer
        # A window that is destroyed with its parent is closed without a word.
        self.destroyed.connect(partial(_cancel, answer))
        self.rejected.connect(partial(_cancel, answer))
        web_profile = QWebEngineProfile()  # without a name it keeps nothing
        web_profile.setHttpAcceptLanguage(accept_language(QLocale()))
        web_profile.downloadRequested.connect(self._refuse_download)
        self.page = self._new_view(web_profile)
        self.open()
        self._begin_again()
        try:
            return await answer
        finally:
            self._end(web_profile)

    def _end(self, web_profile: QWebEngineProfile) -> None:
        """Destroy pages before their profile, and both now: what is left to later crashes the program if it ends before."""
        if shiboken6.isValid(self):
            self.hide()
            for view in self.findChildren(QWebEngineView):
                shiboken6.delete(view)
            self.deleteLater()
        shiboken6.delete(web_profile)

    def current_view(self) -> QWebEngineView | None:
        """The view of the page in front; None before the first."""
        view = self._views.currentWidget()
        return view if isinstance(view, QWebEngineView) else None

    def _new_view(self, web_profile: QWebEngineProfile) -> QWebEnginePage:
        """One more page on top, of the same browser: the first, or one that a page opens in a window of its own."""
        page = _Page(web_profile, self._redirect_uri)
        view = QWebEngineView(page, self._views)
        page.setParent(view)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(partial(self._show_menu, view))
        # Queued: the page is in the middle of its own work when it says this, and what follows may end it.
        page.redirected.connect(self._redirected, Qt.ConnectionType.QueuedConnection)
        page.said.connect(self._show_said)
        page.certificateError.connect(self._refuse_certificate)
        page.newWindowRequested.connect(self._open_window)
        page.windowCloseRequested.connect(partial(self._close_window, view))
        page.loadingChanged.connect(self._loading_changed)
        page.loadProgress.connect(self._progress.setValue)
        page.urlChanged.connect(self._show_state)
        page.renderProcessTerminated.connect(self._ended)
        self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        view.setFocus()
        self._show_state()
        return page

    def _redirected(self, address: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(address)

    def _open_window(self, request: QWebEngineNewWindowRequest) -> None:
        request.openIn(self._new_view(self.page.profile()))

    def _close_window(self, view: QWebEngineView) -> None:
        """A page may close what was opened for it; the first page stays."""
        if self._views.count() > 1 and self._views.indexOf(view) > 0:
            self._views.removeWidget(view)
            view.hide()
            view.deleteLater()
            self._show_state()

    def _begin_again(self) -> None:
        self.page.load(self._start)

    def _go_back(self) -> None:
        view = self.current_view()
        if view is None:
            return
        if self._views.indexOf(view) > 0 and not view.history().canGoBack():
            self._close_window(view)
        else:
            view.back()

    def _load_again(self) -> None:
        if view := self.current_view():
            view.reload()

    def _stop_loading(self) -> None:
        if view := self.current_view():
            view.stop()

    def _show_state(self) -> None:
        view = self.current_view()
        if view is None:
            return
        self.address.set_url(view.url())
        self.back.setEnabled(view.history().canGoBack() or self._views.indexOf(view) > 0)

    def _loading_changed(self, loading: QWebEngineLoadingInfo) -> None:
        status = QWebEngineLoadingInfo.LoadStatus
        under_way = loading.status() == status.LoadStartedStatus
        self._progress.setVisible(under_way)
        self._reload.setVisible(not under_way)
        self._stop.setVisible(under_way)
        self._show_state()
        if under_way:
            self.notices.clear()
        elif (
            loading.status() == status.LoadFailedStatus
            and loading.errorDomain() != QWebEngineLoadingInfo.ErrorDomain.CertificateErrorDomain
        ):
            self._tell_failure(
                self.tr("The page of {host} could not be loaded.").format(host=loading.url().host()),
                self.tr("Check the network or the VPN, then try again."),
                loading.errorString(),
            )

    def _refuse_certificate(self, error: QWebEngineCertificateError) -> None:
        error.rejectCertificate()
        if error.isMainFrame():
            self._tell_failure(
                self.tr("The certificate of {host} is not to be trusted.").format(host=error.url().host()),
                self.tr("Do not sign in on this network before its keeper has explained why. Somebody may be listening."),
                error.description(),
            )

    def _ended(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        self._tell_failure(self.tr("The page has crashed."), self.tr("Try again."), f"{status.name} {code}")

    def _tell_failure(self, happened: str, todo: str, details: str) -> None:
        message = Message(Severity.ERROR, happened, self.tr("You are not signed in; nothing was sent."), todo, details)
        self.notices.show_message(message, again=self._begin_again)

    def _show_said(self, words: str) -> None:
        self.notices.show_message(Message(Severity.INFO, self.tr("The page says: {words}").format(words=words)))

    def _refuse_download(self, download: QWebEngineDownloadRequest) -> None:
        download.cancel()
        name = download.downloadFileName()
        self.notices.show_message(
            Message(
                Severity.WARNING,
                self.tr("The page wanted to save the file {name}. It was not saved.").format(name=name),
                todo=self.tr("This window is for signing in only. Use your own browser for files."),
            )
        )

    def _show_menu(self, view: QWebEngineView, position: QPoint) -> None:
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = QWebEnginePage.WebAction
        for text, web_action in (
            (self.tr("Cut"), action.Cut),
            (self.tr("Copy"), action.Copy),
            (self.tr("Paste"), action.Paste),
            (self.tr("Select all"), action.SelectAll),
        ):
            source = view.pageAction(web_action)
            menu.addAction(text, source.trigger).setEnabled(source.isEnabled())
        menu.popup(view.mapToGlobal(position))

    def _button(self, shape: str, words: str, shortcut: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setIcon(icon(shape))
        button.setAccessibleName(words)
        button.setToolTip(f"{words} ({QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)})" if shortcut else words)
        button.setShortcut(QKeySequence(shortcut))
        button.clicked.connect(slot)
        return button

    def _footer(self) -> QFrame:
        footer = QFrame(self)
        footer.setProperty("role", "footer")
        words = QLabel(self.tr("What you type goes to the page above, not to this program. Cookies are forgotten when the window closes."))
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"), footer)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout(footer)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(words, 1)
        row.addWidget(cancel)
        return footer


def _cancel(answer: "asyncio.Future[str]") -> None:
    if not answer.done():
        answer.set_exception(Declined())
