"""Puts the rooms of the window together: the connection, the tree, the tabs, the log. It passes things on and decides little."""

import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from intacct_desktop.api.model import ModelEntry, ResourceKind
from intacct_desktop.api.naming import is_service, readable, short_name, title_of
from intacct_desktop.api.oauth import Token
from intacct_desktop.api.query import Query
from intacct_desktop.connections.profile import ProfileStore
from intacct_desktop.connections.session import Session
from intacct_desktop.connections.vault import Vault
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.ui import notice, tasks
from intacct_desktop.ui.actions import Menu
from intacct_desktop.ui.command_palette import Entry
from intacct_desktop.ui.explorer.members_page import MembersPage
from intacct_desktop.ui.explorer.object_page import ObjectPage
from intacct_desktop.ui.explorer.object_tree import KeptList, ObjectTree
from intacct_desktop.ui.explorer.service_page import ServicePage
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.practice import PracticeCompany, practice_profile
from intacct_desktop.ui.results import actions as query_actions
from intacct_desktop.ui.results.export_dialog import ExportDialog
from intacct_desktop.ui.results.query_tab import QueryTab
from intacct_desktop.ui.sign_in.flow import sign_in_again
from intacct_desktop.ui.sign_in.start_page import StartPage
from intacct_desktop.ui.sign_in.words import SignInCancelled
from intacct_desktop.ui.theme import Scheme, theme
from intacct_desktop.ui.wording import Message, Severity
from intacct_desktop.workspace.places import Places
from intacct_desktop.workspace.settings import Settings, SettingsFile
from intacct_desktop.workspace.starter import starter_query

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
        self.tree = ObjectTree(_KeptObjects(settings, lambda: self.session.profile.id if self.session else ""))
        self.start_page = StartPage(ProfileStore(places.profiles), vault, self.window.requests.add)
        self._nothing_open = self.window.nothing_open_page()
        self._middle = QStackedWidget()
        for page in (self.start_page, self._nothing_open):
            self._middle.addWidget(page)
        self.window.set_tree(self.tree)
        self.window.tabs.set_empty_page(self._middle)
        self.window.restore_layout(settings.layout)
        ExportDialog.folder = Path(settings.export_folder) if settings.export_folder else None
        self.window.set_scheme(settings.theme)
        tasks.set_reporter(notice.reporter(self.window.notices))
        self._declare()
        self._connect()
        self.start_page.practice_button.setFocus()

    async def begin(self) -> None:
        """Read the saved connections; once the window shows, because the keyring may ask the person something."""
        await self.start_page.load()

    async def aclose(self) -> None:
        """Keep the settings, end the session's connections, and the practice company."""
        self._settings.layout = self.window.layout_state()
        self._settings.export_folder = str(ExportDialog.folder or "")
        await tasks.shutdown()
        await self._leave()
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
            with contextlib.suppress(SignInCancelled):
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
        window.banner.set_safety(self.tr("View only"))
        self._show_lanes()
        self._subscriptions = [client.governor.subscribe(self._show_lanes), tokens.subscribe(self._show_token)]
        self.tree.set_models(session.models)
        self.tree.setFocus()
        self._offer()
        self._load_entities(session)

    async def _leave(self, *, keep_open: bool = False) -> None:
        """Close every tab and forget the session; its connections too, unless they are still needed."""
        session, self.session = self.session, None
        if session is None:
            return
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self.window.notices.clear()
        for page in self.window.tabs.pages:
            await self._close(page)
        self.tree.set_models(None)
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
        for page in self.window.tabs.pages:
            if isinstance(page, QueryTab):
                page.offer()
        tasks.latest(self, "remember", self.start_page.remember(self.session.profile), name=self.tr("Keep the entity"))

    def _show_lanes(self) -> None:
        if self.session is not None:
            client = self.session.client
            self.window.banner.set_lanes(client.governor.in_flight, client.governor.lanes)
            self.window.banner.set_calls(client.calls)

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

    def new_query(self, object_name: str) -> None:
        """Open a tab with a first query for an object, and run it."""
        session = self.session
        if session is None:
            return
        self.tree.note_used(object_name)

        async def open_tab() -> None:
            model = await session.models.model(object_name)
            if session is self.session:
                self.open_query(starter_query(model)).start_run()

        tasks.run(self.window, open_tab(), name=self.tr("Open {object}").format(object=readable(short_name(object_name))))

    def open_query(self, query: Query) -> QueryTab:
        """Open a tab on a query. There has to be a session."""
        if self.session is None:
            raise RuntimeError("no session")
        tab = QueryTab(self.session.client, self.session.models, query, self.window.registry)
        tab.title_changed.connect(partial(self.window.tabs.set_title, tab))
        self.window.add_tab(tab, tab.title)
        return tab

    def open_object(self, name: str, path: str = "") -> None:
        """Show the page of an object, service or workflow action, the one that is open already if there is one; with a field selected."""
        session = self.session
        if session is None:
            return
        self.tree.note_used(name)
        page = next((page for page in self.window.tabs.pages if isinstance(page, MembersPage) and page.name == name), None)
        if page is None:
            page = self._service_page(session, name) if is_service(name) else self._object_page(session, name)
            page.object_requested.connect(self.open_object)
        self.window.tabs.bring(page)
        if path and isinstance(page, ObjectPage):
            page.select_field(path)

    def _object_page(self, session: Session, name: str) -> MembersPage:
        page = ObjectPage(session.models, name)
        page.query_requested.connect(self.new_query)
        page.fields_requested.connect(self._add_fields)
        self.window.add_tab(page, self.tr("{object}: fields").format(object=title_of(name)))
        return page

    def _service_page(self, session: Session, name: str) -> MembersPage:
        page = ServicePage(session.models, name)
        self.window.add_tab(page, title_of(name))
        return page

    def _add_fields(self, object_name: str, paths: Sequence[str]) -> None:
        """Into the latest query of the object, or a new one."""
        tab = next((tab for tab in reversed(self._query_tabs()) if tab.query.object == object_name), None)
        if tab is None:
            tab = self.open_query(Query(object_name))
        query = tab.query
        for path in paths:
            query = query.adding_field(path)
        tab.set_query(query)
        self.window.tabs.bring(tab)

    def _field_chosen(self, object_name: str, path: str) -> None:
        """A field found in the tree: into the query in front if it is of that object, else its place on the object's page."""
        front = self.window.tabs.current()
        if isinstance(front, QueryTab) and front.query.object == object_name:
            front.set_query(front.query.adding_field(path))
        else:
            self.open_object(object_name, path)

    def _query_tabs(self) -> list[QueryTab]:
        return [page for page in self.window.tabs.pages if isinstance(page, QueryTab)]

    def _new_tab(self) -> None:
        """A query on the object that is selected in the tree; without one, the tree asks for it."""
        name = self.tree.current_object()
        if name is not None:
            self.new_query(name)
        elif self.session is not None:
            self.tree.focus_filter()

    async def _close(self, page: QWidget) -> None:
        if isinstance(page, QueryTab):
            await page.aclose()
        if page in self.window.tabs.pages:  # it may have been asked to close twice
            self.window.close_tab(page)

    def _close_requested(self, page: QWidget | None) -> None:
        if page is not None:
            tasks.run(self.window, self._close(page), name=self.tr("Close tab"))

    # the rest

    def _declare(self) -> None:
        registry = self.window.registry
        query_actions.declare(registry)
        self.start_page.declare_actions(registry)
        add = partial(registry.declare, menu=Menu.FILE, group="connection")
        add("connection.sign_in", self.tr("Sign in again"), shortcut="Ctrl+Shift+S", icon="sign-in")
        add("connection.close", self.tr("Disconnect"), shortcut="Ctrl+Shift+D", icon="close")
        add("connection.sign_out", self.tr("Sign out"), shortcut="Ctrl+Shift+Q", icon="sign-out")
        registry.declare("tree.find", self.tr("Find object, field or action"), menu=Menu.EDIT, shortcut="Ctrl+F", icon="search")
        registry.declare("object.page", self.tr("Object page"), menu=Menu.VIEW, shortcut="Ctrl+I", icon="table", group="object")
        registry.handle("connection.sign_in", self.sign_in_again)
        registry.handle("connection.close", self.leave)
        registry.handle("connection.sign_out", self.sign_out)
        registry.handle("tree.find", self.tree.focus_filter)
        registry.handle("object.page", self._open_current_object)
        self._offer()

    def _offer(self) -> None:
        on = self.session is not None
        for action in ("connection.sign_in", "connection.close", "connection.sign_out", "tree.find", "object.page", "tab.new"):
            self.window.registry.set_enabled(action, on)

    def _connect(self) -> None:
        window, tree = self.window, self.tree
        self.start_page.practice_requested.connect(self.open_practice)
        self.start_page.signed_in.connect(self._enter)
        window.banner.entity_chosen.connect(self._switch_entity)
        window.scheme_chosen.connect(self._choose_scheme)
        window.new_tab_requested.connect(self._new_tab)
        window.close_tab_requested.connect(self._close_requested)
        window.closed.connect(self.closed)
        window.command_palette.add_provider(self._objects_for_palette)
        tree.object_activated.connect(self.new_query)
        tree.query_requested.connect(self.new_query)
        tree.page_requested.connect(self.open_object)
        tree.field_activated.connect(self._field_chosen)

    def _choose_scheme(self, scheme: str) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme().apply(application, cast("Scheme", scheme))
            self._settings.theme = theme().scheme

    def _open_current_object(self) -> None:
        front = self.window.tabs.current()
        name = front.query.object if isinstance(front, QueryTab) else self.tree.current_resource()
        if name is not None:
            self.open_object(name)

    def _objects_for_palette(self) -> list[Entry]:
        entries = self.tree.entries if self.session is not None else ()
        return [self._palette_entry(entry) for entry in entries]

    def _palette_entry(self, entry: ModelEntry) -> Entry:
        """A query of an object, the page of a service or workflow action."""
        signs = {ResourceKind.SERVICE: "service", ResourceKind.WORKFLOW: "action"}
        if entry.kind in signs:
            return Entry(entry.title, f"/{entry.name}", partial(self.open_object, entry.name), icon(signs[entry.kind]))
        return Entry(entry.title, entry.name, partial(self.new_query, entry.name), icon("table"))


class _KeptObjects:
    """The tree's favourites and recent objects, in the settings, for the connection of the moment."""

    def __init__(self, settings: Settings, profile_id: Callable[[], str]) -> None:
        self._settings = settings
        self._profile_id = profile_id

    def load(self, kept: KeptList) -> Sequence[str]:
        memory = self._settings.memory(self._profile_id())
        return tuple(memory.favourites if kept is KeptList.FAVOURITES else memory.recent)

    def save(self, kept: KeptList, names: Sequence[str]) -> None:
        memory = self._settings.memory(self._profile_id())
        if kept is KeptList.FAVOURITES:
            memory.favourites = list(names)
        else:
            memory.recent = list(names)
