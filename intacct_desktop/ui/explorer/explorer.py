"""The object tree and what it opens: a query of an object, its page, a field in the query in front."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from intacct_desktop.api.model import ModelEntry, ResourceKind
from intacct_desktop.api.naming import is_service, readable, short_name, title_of
from intacct_desktop.api.query import Query
from intacct_desktop.connections.session import Session
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Menu
from intacct_desktop.ui.command_palette import Entry
from intacct_desktop.ui.explorer.members_page import MembersPage
from intacct_desktop.ui.explorer.object_page import ObjectPage
from intacct_desktop.ui.explorer.object_tree import KeptList, ObjectTree
from intacct_desktop.ui.explorer.service_page import ServicePage
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.query.open_queries import OpenQueries
from intacct_desktop.ui.query.query_tab import QueryTab
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.settings import Settings
from intacct_desktop.workspace.starter import starter_query

_WITH_A_COMPANY = ("tree.find", "object.page", "tab.new")


class Explorer(QObject):
    """`tree` is for the left side of the window; what it opens are tabs."""

    record_wished = Signal(str)
    """A new record of an object is wished for."""

    def __init__(self, window: MainWindow, queries: OpenQueries, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._queries = queries
        self._session: Session | None = None
        self.tree = ObjectTree(_KeptObjects(settings, lambda: self._session.profile.id if self._session else ""))
        registry = window.registry
        registry.declare("tree.find", self.tr("Find object, field or action"), menu=Menu.EDIT, shortcut="Ctrl+F", icon="search")
        registry.declare("object.page", self.tr("Object page"), menu=Menu.VIEW, shortcut="Ctrl+I", icon="table", group="object")
        registry.handle("tree.find", self.tree.focus_filter)
        registry.handle("object.page", self._open_current_object)
        self.tree.object_activated.connect(self.new_query)
        self.tree.query_requested.connect(self.new_query)
        self.tree.record_requested.connect(self.record_wished)
        self.tree.page_requested.connect(self.open_object)
        self.tree.field_activated.connect(self._field_chosen)
        window.new_tab_requested.connect(self._new_tab)
        window.command_palette.add_provider(self._objects_for_palette)
        self._offer()

    def enter(self, session: Session) -> None:
        """Show the objects of a company."""
        self._session = session
        self.tree.set_models(session.models)
        self._offer()

    def leave(self) -> None:
        """Show no objects."""
        self._session = None
        self.tree.set_models(None)
        self._offer()

    def new_query(self, object_name: str) -> None:
        """Open a tab with a first query for an object, and run it."""
        session = self._session
        if session is None:
            return
        self.tree.note_used(object_name)

        async def open_tab() -> None:
            model = await session.models.model(object_name)
            if session is self._session:
                self._queries.open(SavedQuery("", starter_query(model))).start_run()

        tasks.run(self._window, open_tab(), name=self.tr("Open {object}").format(object=readable(short_name(object_name))))

    def open_object(self, name: str, path: str = "") -> None:
        """Show the page of an object, service or workflow action, the one that is open already if there is one; with a field selected."""
        session = self._session
        if session is None:
            return
        self.tree.note_used(name)
        page = next((page for page in self._window.tabs.pages if isinstance(page, MembersPage) and page.name == name), None)
        if page is None:
            page = self._service_page(session, name) if is_service(name) else self._object_page(session, name)
            page.object_requested.connect(self.open_object)
        self._window.tabs.bring(page)
        if path and isinstance(page, ObjectPage):
            page.select_field(path)

    def _object_page(self, session: Session, name: str) -> MembersPage:
        page = ObjectPage(session.models, name)
        page.query_requested.connect(self.new_query)
        page.fields_requested.connect(self._add_fields)
        self._window.add_tab(page, self.tr("{object}: fields").format(object=title_of(name)))
        return page

    def _service_page(self, session: Session, name: str) -> MembersPage:
        page = ServicePage(session.models, name)
        self._window.add_tab(page, title_of(name))
        return page

    def _add_fields(self, object_name: str, paths: Sequence[str]) -> None:
        """Into the latest query of the object, or a new one."""
        tab = next((tab for tab in reversed(self._queries.tabs) if tab.query.object == object_name), None)
        if tab is None:
            tab = self._queries.open(SavedQuery("", Query(object_name)))
        query = tab.query
        for path in paths:
            query = query.adding_field(path)
        tab.set_query(query)
        self._window.tabs.bring(tab)

    def _field_chosen(self, object_name: str, path: str) -> None:
        """A field found in the tree: into the query in front if it is of that object, else its place on the object's page."""
        front = self._queries.front
        if front is not None and front.query.object == object_name:
            front.set_query(front.query.adding_field(path))
        else:
            self.open_object(object_name, path)

    def _new_tab(self) -> None:
        """A query on the object that is selected in the tree; without one, the tree asks for it."""
        name = self.tree.current_object()
        if name is not None:
            self.new_query(name)
        elif self._session is not None:
            self.tree.focus_filter()

    def _open_current_object(self) -> None:
        front = self._window.tabs.current()
        name = front.query.object if isinstance(front, QueryTab) else self.tree.current_resource()
        if name is not None:
            self.open_object(name)

    def _offer(self) -> None:
        for id_ in _WITH_A_COMPANY:
            self._window.registry.set_enabled(id_, self._session is not None)

    def _objects_for_palette(self) -> list[Entry]:
        entries = self.tree.entries if self._session is not None else ()
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
