"""Asks for a client secret that the vault has not, or no longer."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.vault import VaultState
from intacct_desktop.ui.asking import accepted
from intacct_desktop.ui.environment import EnvironmentLabel


class SecretDialog(QDialog):
    """One question. The window is gone when `ask` returns or raises."""

    def __init__(self, profile: Profile, state: VaultState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Client secret"))
        self.setMinimumWidth(440)
        title = QLabel(self.tr("Client secret of {connection}").format(connection=profile.name), self)
        title.setProperty("role", "heading")
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(EnvironmentLabel(profile.environment, self))
        heading.addWidget(title, 1)
        where = (
            self.tr("It is kept encrypted, with a key in this computer's keyring.")
            if state.lasting
            else self.tr("It is kept in memory until you close the program.")
        )
        words = QLabel(
            self.tr("{client_id} has a secret, which is not on this computer.").format(client_id=profile.client_id) + " " + where
        )
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        self.secret = QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName(self.tr("Client secret"))
        self._go_on = QPushButton(self.tr("Connect"), self)
        self._go_on.setProperty("role", "primary")
        self._go_on.setDefault(True)
        self._go_on.setEnabled(False)
        self._go_on.clicked.connect(self.accept)
        self.secret.textChanged.connect(lambda text: self._go_on.setEnabled(bool(text.strip())))
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)

        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(words)
        column.addWidget(self.secret)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._go_on)
        column.addLayout(buttons)

    async def ask(self) -> str:
        """The secret. Raises `Declined`."""
        await accepted(self)
        return self.secret.text().strip()
