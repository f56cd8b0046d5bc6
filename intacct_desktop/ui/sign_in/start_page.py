"""What the window shows while nobody is signed in: the practice company, the saved connections, and a way to make one."""

from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.connections.profile import DamagedProfiles, Environment, Profile, ProfileStore
from intacct_desktop.connections.session import OnExchange
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.asking import Declined, confirmed
from intacct_desktop.ui.environment import EnvironmentLabel
from intacct_desktop.ui.icons import IconSign
from intacct_desktop.ui.notice import NoticeArea
from intacct_desktop.ui.sign_in.connection_dialog import ConnectionDialog, signs_in_differently
from intacct_desktop.ui.sign_in.connection_row import ConnectionRow
from intacct_desktop.ui.sign_in.flow import connect
from intacct_desktop.ui.sign_in.words import keeping_message
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import Message, Severity

_WIDTH = 720


class StartPage(QWidget):
    """Keeps the list of connections and signs in. Await `load` once the window shows: the keyring is asked then, not before."""

    practice_requested = Signal()
    """Whoever hears it starts the practice company and then calls `connect_to` with its profile."""
    signed_in = Signal(object)
    """Carries the `Session`, which now belongs to whoever hears it."""

    def __init__(self, store: ProfileStore, vault: Vault, on_exchange: OnExchange | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_exchange = on_exchange
        self.setProperty("role", "page")
        self._store = store
        self._vault = vault
        self._profiles: tuple[Profile, ...] = ()
        self._unread: OSError | None = None
        self._attempt: tasks.TaskHandle | None = None
        self._busy = False
        self._rows: list[ConnectionRow] = []
        self.notices = NoticeArea(self)
        self._build()
        self._show_profiles()
        self._show_keeping()
        unsubscribe = vault.subscribe(self._vault_changed)
        self.destroyed.connect(lambda: unsubscribe())

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The saved connections, in the order of the list."""
        return self._profiles

    def declare_actions(self, registry: Actions) -> None:
        """Put what this page can do into the menus; it can be done from everywhere."""
        registry.declare(
            "connection.practice",
            self.tr("Open the practice company"),
            menu=Menu.FILE,
            shortcut="Ctrl+Shift+O",
            icon="building",
            group="connection",
        )
        registry.declare(
            "connection.new", self.tr("New connection…"), menu=Menu.FILE, shortcut="Ctrl+Shift+N", icon="key", group="connection"
        )
        registry.handle("connection.practice", self.practice_requested.emit)
        registry.handle("connection.new", self.add_connection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as it does in a dialog."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(button, QPushButton):
            button.click()
        else:
            super().keyPressEvent(event)

    async def load(self) -> None:
        """Read the list, and where there are connections open the vault. A list that cannot be read is told on the page."""
        try:
            self._profiles = await tasks.in_thread(self._store.load)
        except DamagedProfiles as error:
            self.notices.show_error(error)
        except OSError as error:
            self._unread = error
            self.notices.show_error(error, again=self._load_again)
        self._show_profiles()
        if self._profiles:
            await self._vault.open()

    def _load_again(self) -> None:
        self._unread = None
        tasks.run(self, self.load(), name=self.tr("Read the list of connections"))

    def connect_to(self, profile: Profile, vault: Vault | None = None) -> None:
        """Sign in to `profile`, with the page's vault unless another is given; `signed_in` follows, or a message on this page."""
        if self._attempt is None or self._attempt.done:
            words = self.tr("Connecting to {name}…").format(name=profile.name)
            self._attempt = tasks.run(self, self._connect(profile, vault or self._vault), name=words.removesuffix("…"))
            self.show_progress(words)

    def show_progress(self, words: str) -> None:
        """Say what is under way, and let nothing else begin; empty when it is over."""
        self._busy = bool(words)
        self._progress_words.setText(words)
        self._progress.setVisible(self._busy)
        self._stop.setVisible(self._attempt is not None and not self._attempt.done)
        for part in (self.practice_button, self._new, *self._rows):
            part.setEnabled(not self._busy)

    def add_connection(self) -> None:
        """Open the form for a new connection."""
        self._start(self.tr("New connection"), self._edit(None))

    async def remember(self, profile: Profile) -> None:
        """Keep what a session has learned of its connection (company, entity). One that is not in the list is not kept."""
        if any(other.id == profile.id and other != profile for other in self._profiles):
            await self._save(tuple(profile if other.id == profile.id else other for other in self._profiles))

    async def _connect(self, profile: Profile, vault: Vault) -> None:
        try:
            session = await connect(profile, vault, self.window(), self._on_exchange)
        except Declined:
            return
        finally:
            if shiboken6.isValid(self):
                self.show_progress("")
        self.signed_in.emit(session)
        await self.remember(session.profile)

    async def _edit(self, before: Profile | None) -> None:
        answers = await ConnectionDialog(before, self._profiles, self._vault.state, self.window()).ask()
        after = answers.profile
        if answers.client_secret or (before is not None and signs_in_differently(before, after)):
            kept = await self._vault.read(after.id) or Secrets()
            await self._vault.write(after.id, Secrets(client_secret=answers.client_secret or kept.client_secret))
        if before is None:
            await self._save((*self._profiles, after))
        else:
            await self._save(tuple(after if other.id == after.id else other for other in self._profiles))

    async def _forget(self, profile: Profile) -> None:
        await confirmed(
            self.window(),
            self.tr("Forget {name}?").format(name=profile.name),
            self.tr("The connection, its client secret and its sign-in are removed from this computer. Nothing changes in the company."),
            self.tr("Forget the connection"),
        )
        await self._vault.forget(profile.id)
        await self._save(tuple(other for other in self._profiles if other.id != profile.id))

    async def _save(self, profiles: tuple[Profile, ...]) -> None:
        if self._unread is not None:
            raise self._unread  # the list on disk is not to be replaced by one that lacks what is there
        await tasks.in_thread(self._store.save, profiles)
        self._profiles = profiles
        self._show_profiles()

    def _start(self, name: str, coroutine: Coroutine[Any, Any, None]) -> None:
        async def unless_cancelled() -> None:
            try:
                await coroutine
            except Declined:
                return

        tasks.run(self, unless_cancelled(), name=name)

    def _vault_changed(self) -> None:
        self._show_keeping()
        names = {profile.id: profile.name for profile in self._profiles}
        for profile_id, kept in self._vault.damaged.items():
            self.notices.show_message(
                Message(
                    Severity.WARNING,
                    self.tr("The saved sign-in of {name} could not be opened.").format(name=names.get(profile_id, profile_id)),
                    self.tr("You have to sign in again. The file was kept as {path}.").format(path=kept),
                    self.tr("This happens when the keyring was emptied or the file came from another computer."),
                )
            )

    def _build(self) -> None:
        page = QWidget(self)
        page.setProperty("role", "page")
        column = QVBoxLayout()
        column.setSpacing(12)
        title = QLabel(self.tr("Connect to a company"), page)
        title.setProperty("role", "title")
        column.addWidget(title)
        column.addWidget(self._practice_card(page))
        column.addSpacing(12)
        heading = QLabel(self.tr("Your connections"), page)
        heading.setProperty("role", "heading")
        self._new = self._action_button(self.tr("New connection…"), "", self.add_connection)
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(self._new)
        column.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column.addLayout(self._list)
        self._empty = QLabel(
            self.tr(
                "None yet. For your own company you need a client ID from Sage's developer portal, and an administrator who has allowed it."
            ),
            page,
        )
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        column.addWidget(self._empty)
        column.addLayout(self._keeping_line(page))
        column.addStretch(1)

        middle = QWidget(page)
        middle.setMaximumWidth(_WIDTH)
        middle.setLayout(column)
        sides = QHBoxLayout(page)
        sides.setContentsMargins(24, 48, 24, 24)
        sides.addStretch(1)
        sides.addWidget(middle, 100)
        sides.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.notices)
        outer.addWidget(self._progress_bar())
        outer.addWidget(area, 1)

    def _practice_card(self, parent: QWidget) -> QFrame:
        card = QFrame(parent)
        card.setProperty("role", "card")
        heading = QLabel(self.tr("Practice company"), card)
        heading.setProperty("role", "heading")
        words = QLabel(
            self.tr(
                "An invented company with three entities and two years of books, on this computer. "
                "Look around, build queries and export: nothing leaves the computer and nothing can go wrong."
            ),
            card,
        )
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(EnvironmentLabel(Environment.PRACTICE, card), 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(heading, 1)
        self.practice_button = self._action_button(self.tr("Open the practice company"), "primary", self.practice_requested.emit)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(words)
        column.addWidget(self.practice_button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _progress_bar(self) -> QFrame:
        self._progress = QFrame(self)
        self._progress.setProperty("role", "bar")
        self._progress_words = QLabel(self._progress)
        self._stop = self._action_button(self.tr("Stop"), "flat", self._stop_attempt)
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(16, 4, 12, 4)
        row.addWidget(self._progress_words, 1)
        row.addWidget(self._stop)
        self._progress.hide()
        return self._progress

    def _keeping_line(self, parent: QWidget) -> QHBoxLayout:
        self._keeping_sign = IconSign("info", Role.MUTED, self.tr("Note"), parent)
        self._keeping = QLabel(parent)
        self._keeping.setProperty("role", "muted")
        self._keeping.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._keeping_sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._keeping, 1)
        return row

    def _action_button(self, text: str, role: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", role)
        button.clicked.connect(lambda: slot())
        return button

    def _show_profiles(self) -> None:
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [ConnectionRow(profile, self) for profile in self._profiles]
        for row in self._rows:
            row.connect_requested.connect(self.connect_to)
            row.edit_requested.connect(lambda of: self._start(self.tr("Edit {name}").format(name=of.name), self._edit(of)))
            row.forget_requested.connect(lambda of: self._start(self.tr("Forget {name}").format(name=of.name), self._forget(of)))
            row.setEnabled(not self._busy)
            self._list.addWidget(row)
        self._empty.setVisible(not self._rows)

    def _show_keeping(self) -> None:
        message = keeping_message(self._vault.state)
        self._keeping.setText(" ".join((message.happened, message.means, message.todo)) if message else "")
        self._keeping.setToolTip(message.details if message else "")
        for part in (self._keeping, self._keeping_sign):
            part.setVisible(message is not None)

    def _stop_attempt(self) -> None:
        if self._attempt is not None:
            self._attempt.cancel()
