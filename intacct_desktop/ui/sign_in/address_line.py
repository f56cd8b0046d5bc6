"""The read-only address line of the embedded browser: whose page this is, and whether anybody can listen."""

from html import escape

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from intacct_desktop.connections.profile import is_loopback
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, set_role, theme


class AddressLine(QFrame):
    """Shows `url` with its host emphasised, in the encoding that tells look-alike letters apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._url = QUrl()
        self.setProperty("role", "card")
        self.setMinimumHeight(28)
        self._sign = QLabel(self)
        self._address = QLabel(self)
        self._address.setTextFormat(Qt.TextFormat.RichText)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._address.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._address, 1)
        row.addWidget(self._words)
        theme().changed.connect(self._redraw)
        self._redraw()

    @property
    def url(self) -> QUrl:
        return self._url

    def set_url(self, url: QUrl) -> None:
        self._url = url
        self._redraw()

    @property
    def words(self) -> str:
        """What the line says about who can listen; empty without a page."""
        host = self._url.host(QUrl.ComponentFormattingOption.FullyEncoded)
        if not host:
            return ""
        if self._url.scheme() == "https":
            return self.tr("encrypted")
        return self.tr("not encrypted, this computer") if is_loopback(host) else self.tr("not encrypted: others can read what you type")

    def _redraw(self) -> None:
        words = self.words
        encrypted = self._url.scheme() == "https"
        risky = bool(words) and not encrypted and not is_loopback(self._url.host())
        role = Role.SUCCESS if encrypted else Role.NEGATIVE if risky else Role.MUTED
        shape = "lock" if encrypted else "warning" if risky else "info"
        self._sign.setPixmap(icon(shape, role).pixmap(QSize(14, 14)))
        self._sign.setVisible(bool(words))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        set_role(self._words, "negative" if risky else "muted")
        self.setToolTip(self._url.toDisplayString())
        self.setAccessibleName(
            self.tr("Address: {host}, {words}").format(host=self._host(), words=words) if words else self.tr("Address: no page yet")
        )
        self._elide()

    def _host(self) -> str:
        host = self._url.host(QUrl.ComponentFormattingOption.FullyEncoded)
        return f"{host}:{self._url.port()}" if self._url.port() != -1 else host

    def _elide(self) -> None:
        """The host is never cut; what follows it is, where there is no room."""
        host = self._host()
        if not host:
            self._address.clear()
            return
        before = f"{self._url.scheme()}://"
        after = self._url.path(QUrl.ComponentFormattingOption.FullyEncoded)
        metrics = self._address.fontMetrics()
        room = self._address.width() - metrics.horizontalAdvance(before) - int(metrics.horizontalAdvance(host) * 1.1) - 4
        after = metrics.elidedText(after, Qt.TextElideMode.ElideRight, max(room, 0))
        muted = theme().hex(Role.MUTED)
        self._address.setText(
            f'<span style="color:{muted}">{escape(before)}</span><b>{escape(host)}</b><span style="color:{muted}">{escape(after)}</span>'
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
