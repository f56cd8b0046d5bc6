"""Puts the rooms of the window together: the connection, the tree, the tabs, the log. It passes things on and decides little."""

import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from intacct_desktop.api.oauth import Token
from intacct_desktop.api.query import Query
from intacct_desktop.connections.profile import ProfileStore
from intacct_desktop.connections.session import Session
from intacct_desktop.connections.vault import Vault
from intacct_desktop.sandbox.process import PracticeCompany
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.ui import notice, tasks
from intacct_desktop.ui.actions import Menu
from intacct_desktop.ui.asking import Declined, confirmed
from intacct_desktop.ui.compare.page import ComparePage
from intacct_desktop.ui.explorer.explorer import Explorer
from intacct_desktop.ui.library.library import Library
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.practice import practice_profile
from intacct_desktop.ui.query import actions as query_actions
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.record.room import Records
from intacct_desktop.ui.results.export.export_dialog import ExportDialog
from intacct_desktop.ui.safety.level_switch import LevelSwitch
from intacct_desktop.ui.side_panel import SidePanel
from intacct_desktop.ui.sign_in.flow import sign_in_again
from intacct_desktop.ui.sign_in.start_page import StartPage
from intacct_desktop.ui.theme import Scheme, theme
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.kept import Kept
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.settings import Settings, SettingsFile

_log = logging.getLogger(__name__)


class Workbench(QObject):
    """One window and what it works on: at most one session at a time, in as many tabs as the person likes.

    Show `window`, await `begin`, then wait for `closed` and await `aclose`.
    """

    closed = Signal()

    def __init__(self, places: Places, settings: Settings, vault: Vault) -> None:
        super().__init__()
        self._settings = settings
        self._settings_file = SettingsFile(places.settings)
        self._practice = PracticeCompany(places.companies)
        self._subscriptions: list[Callable[[], None]] = []
        self.session: Session | None = None
        self.window = MainWindow()
        query_actions.declare(self.window.registry)
        self.safety = LevelSwitch(self.window, self)
        kept = Kept.at(places)
        self.library = Library(self.window, kept, settings, self)
        self.explorer = Explorer(self.window, self.library.queries, settings, self)
        self.records = Records(self.window, kept, self.library.queries, self._object_at_hand, self)
        self.library.views.written.connect(self.records.journal.reload)
        self.sides = SidePanel()
        self.start_page = StartPage(ProfileStore(places.profiles), vault, self.window.requests.add)
        self._nothing_open = self.window.nothing_open_page()
        self._middle = QStackedWidget()
        for page in (self.start_page, self._nothing_open):
            self._middle.addWidget(page)
        self.sides.add(self.explorer.tree, self.tr("Objects"))
        self.sides.add(self.library.panel, self.tr("Queries"))
        self.window.set_tree(self.sides)
        self.window.tabs.set_empty_page(self._middle)
        self.window.restore_layout(settings.layout)
        self.sides.bring_position(settings.side_page)
        ExportDialog.folder = Path(settings.export_folder) if settings.export_folder else None
        ExportDialog.choices = settings.export
        self.window.set_scheme(settings.theme)
        tasks.set_reporter(notice.reporter(self.window.notices))
        self._declare()
        self._connect()
        self.start_page.practice_button.setFocus()

    async def begin(self) -> None:
        """Read the saved connections; once the window shows, because the keyring may ask the person something."""
        await self.start_page.load()
        await self.library.begin()

    async def aclose(self) -> None:
        """Keep the settings, end the session's connections, and the practice company."""
        self._settings.layout = self.window.layout_state()
        self._settings.export_folder = str(ExportDialog.folder or "")
        self._settings.side_page = self.sides.position
        await self.records.leave()
        await self.library.leave()
        await tasks.shutdown()
        await self._leave()
        await self.library.aclose()
        await tasks.in_thread(self._practice.stop)
        try:
            await tasks.in_thread(self._settings_file.save, self._settings)
        except OSError as error:
            _log.warning("The settings could not be saved: %s", error)
        tasks.set_reporter(None)

    # connections

    @property
    def practice_ready(self) -> Ready | None:
        """What the practice company that runs says of itself, its users among it."""
        return self._practice.ready

    def open_practice(self) -> None:
        """Start the practice company and sign in to it."""

        async def start() -> None:
            await self._leave()
            self.start_page.show_progress(self.tr("Starting the practice company…"))
            try:
                ready = await tasks.in_thread(self._practice.start)
            finally:
                self.start_page.show_progress("")
            self.start_page.connect_to(practice_profile(ready), Vault(None))

        tasks.latest(self.start_page, "practice", start(), name=self.tr("Start the practice company"))

    def leave(self) -> None:
        """Close the company's tabs and its connections; the tokens stay for next time."""
        tasks.run(self, self._leave(), name=self.tr("Disconnect"))

    def sign_out(self) -> None:
        """Disconnect, and end the grant at Intacct."""
        session = self.session
        if session is None:
            return

        async def end() -> None:
            await self._leave(keep_open=True)
            await session.sign_out()

        tasks.run(self, end(), name=self.tr("Sign out"))

    def sign_in_again(self) -> None:
        """A new token for the session there is: tabs and rows stay."""
        session = self.session
        if session is None:
            return

        async def renew() -> None:
            with contextlib.suppress(Declined):
                await sign_in_again(session, self.window)
                self.window.notices.clear()

        tasks.latest(self, "sign-in", renew(), name=self.tr("Sign in again"))

    def _enter(self, session: Session) -> None:
        """Work on a company from now on."""
        self.session = session
        window, client, tokens = self.window, session.client, session.tokens
        profile = session.profile
        self._middle.setCurrentWidget(self._nothing_open)
        window.set_connection(profile.environment, profile.name)
        window.banner.set_session(session.user, tokens.token.expires_at)
        self.safety.enter(session.safety, profile)
        company = self.library.enter(session)
        self.explorer.enter(session)
        self.records.enter(session, company.writer)
        self._show_lanes()
        self._subscriptions = [client.governor.subscribe(self._show_lanes), tokens.subscribe(self._show_token)]
        self.explorer.tree.setFocus()
        self._offer()
        self._load_entities(session)

    async def _leave(self, *, keep_open: bool = False) -> None:
        """Close every tab and forget the session; its connections too, unless they are still needed."""
        session, self.session = self.session, None
        if session is None:
            return
        await self.records.leave()
        await self.library.leave()
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self.window.notices.clear()
        for page in self.window.tabs.pages:
            await self._close(page, keep=True)
        self.explorer.leave()
        self.safety.leave()
        self.window.set_connection(None, "")
        self.window.banner.set_signed_out()
        self._middle.setCurrentWidget(self.start_page)
        self.start_page.practice_button.setFocus()
        self._offer()
        if not keep_open:
            await session.aclose()

    def _load_entities(self, session: Session) -> None:
        async def load() -> None:
            entities = await session.entities()
            named = [(entity.id, entity.name or entity.id) for entity in entities]
            self.window.banner.set_entities(named, session.entity or session.token_entity)

        def failed(error: BaseException) -> None:
            self.window.notices.show_error(error, again=lambda: self._load_entities(session))

        handle = tasks.latest(self, "entities", load(), name=self.tr("Load the entities"), on_error=failed)
        self._subscriptions.append(handle.cancel)

    def _switch_entity(self, entity: str | None) -> None:
        if self.session is None:
            return
        self.session.switch_entity(entity)
        for tab in self.library.queries.tabs:
            tab.offer()
        self.records.follow_entity()
        tasks.latest(self, "remember", self.start_page.remember(self.session.profile), name=self.tr("Keep the entity"))

    def _show_lanes(self) -> None:
        if self.session is not None:
            client = self.session.client
            self.window.banner.set_lanes(client.governor.in_flight, client.governor.lanes)

    def _show_token(self, token: Token | None) -> None:
        if self.session is not None and token is not None:
            self.window.banner.set_session(self.session.user, token.expires_at)
        elif token is None:
            ended = Message(
                Severity.WARNING,
                self.tr("Your sign-in has ended."),
                self.tr("What is loaded stays, and so do your queries. Nothing more can be asked for now."),
                self.tr("Sign in again, then repeat what was refused."),
            )
            self.window.notices.show_message(ended).add_button(self.tr("Sign in again"), self.sign_in_again, "primary")

    # tabs

    def open_query(self, query: Query) -> QueryTab:
        """Open a tab on a query. There has to be a session."""
        return self.library.queries.open(SavedQuery("", query))

    def open_file(self, file: Path) -> None:
        """Open one file of a query, as `open_files` does."""
        self.open_files([file])

    def open_files(self, files: Sequence[Path]) -> None:
        """Open files of queries; without a session they wait for one."""
        self.library.shelf.open_files(files)

    async def _close(self, page: QWidget, *, keep: bool = False) -> None:
        if isinstance(page, QueryTab):
            await page.aclose(keep=keep)
        elif isinstance(page, ComparePage | RecordTab):
            await page.aclose()
        if page in self.window.tabs.pages:  # it may have been asked to close twice
            self.window.close_tab(page)

    def _close_requested(self, page: QWidget | None) -> None:
        if isinstance(page, QueryTab):
            self.library.queries.closing(page)
        if page is not None:
            tasks.run(self.window, self._close_asked(page), name=self.tr("Close tab"))

    async def _close_asked(self, page: QWidget) -> None:
        """Close it, once the person agrees where something was entered in it and not sent."""
        if isinstance(page, RecordTab) and page.is_changed:
            try:
                await confirmed(
                    self.window,
                    self.tr("Close {record}?").format(record=page.title),
                    self.tr("What you entered and did not send is thrown away."),
                    self.tr("Close and discard"),
                )
            except Declined:
                return
        await self._close(page)

    def _object_at_hand(self) -> str | None:
        """The object of what is in front, else the one that is selected in the tree."""
        front = self.window.tabs.current()
        if isinstance(front, QueryTab):
            return front.query.object
        if isinstance(front, RecordTab) and front.document is not None:
            return front.document.form.model.name
        return self.explorer.tree.current_object()

    # the rest

    def _declare(self) -> None:
        registry = self.window.registry
        self.start_page.declare_actions(registry)
        add = partial(registry.declare, menu=Menu.FILE, group="connection")
        add("connection.sign_in", self.tr("Sign in again"), shortcut="Ctrl+Shift+S", icon="sign-in")
        add("connection.close", self.tr("Disconnect"), shortcut="Ctrl+Shift+D", icon="close")
        add("connection.sign_out", self.tr("Sign out"), shortcut="Ctrl+Shift+Q", icon="sign-out")
        registry.handle("connection.sign_in", self.sign_in_again)
        registry.handle("connection.close", self.leave)
        registry.handle("connection.sign_out", self.sign_out)
        self._offer()

    def _offer(self) -> None:
        for id_ in ("connection.sign_in", "connection.close", "connection.sign_out"):
            self.window.registry.set_enabled(id_, self.session is not None)

    def _connect(self) -> None:
        window = self.window
        self.start_page.practice_requested.connect(self.open_practice)
        self.start_page.signed_in.connect(self._enter)
        window.banner.entity_chosen.connect(self._switch_entity)
        window.scheme_chosen.connect(self._choose_scheme)
        window.close_tab_requested.connect(self._close_requested)
        window.closed.connect(self.closed)
        self.explorer.record_wished.connect(self.records.new.new_of)
        self.library.panel_wished.connect(self._show_queries)
        self.sides.page_changed.connect(self._side_in_front)

    def _show_queries(self) -> None:
        self.window.show_tree()
        self.sides.bring(self.library.panel)

    def _side_in_front(self, page: QWidget) -> None:
        if page is self.library.panel:
            self.library.show_views()

    def _choose_scheme(self, scheme: str) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme().apply(application, cast("Scheme", scheme))
            self._settings.theme = theme().scheme
