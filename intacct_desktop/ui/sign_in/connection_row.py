"""One saved connection in the list: which, where, and what can be done with it."""

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.connections.profile import Profile
from intacct_desktop.ui.environment import EnvironmentLabel


class ConnectionRow(QFrame):
    """`profile`, with Connect, Edit and Forget."""

    connect_requested = Signal(object)
    edit_requested = Signal(object)
    forget_requested = Signal(object)

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile = profile
        self.setProperty("role", "card")
        self.setAccessibleName(profile.name)
        name = QLabel(profile.name, self)
        name.setProperty("role", "strong")
        name.setTextFormat(Qt.TextFormat.PlainText)
        about = QLabel(" · ".join(self._about()), self)
        about.setProperty("role", "muted")
        about.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(about)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(EnvironmentLabel(profile.environment, self), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        for text, says, role, signal in (
            (self.tr("Connect"), self.tr("Connect to {name}"), "", self.connect_requested),
            (self.tr("Edit…"), self.tr("Edit the connection {name}"), "flat", self.edit_requested),
            (self.tr("Forget…"), self.tr("Forget the connection {name}"), "flat", self.forget_requested),
        ):
            button = QPushButton(text, self)
            button.setProperty("role", role)
            button.setAccessibleName(says.format(name=profile.name))
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(profile))
            row.addWidget(button)

    def _about(self) -> list[str]:
        profile = self.profile
        host = urlsplit(profile.base_url).hostname or profile.base_url
        entity = self.tr("entity {id}").format(id=profile.entity) if profile.entity else ""
        return [part for part in (profile.company, entity, profile.username, host) if part]
