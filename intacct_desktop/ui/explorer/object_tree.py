"""The company's objects, workflow actions and services at the left of the window: favourites and recent first, found as one types."""

from collections.abc import Sequence, Set
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.model import ModelEntry
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import is_service, object_of, title_of
from intacct_desktop.api.records.document_types import is_typed
from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.object_rows import FAVOURITES, RECENT, RESOURCES, ObjectRole, ObjectRowKind, ObjectTreeModel
from intacct_desktop.ui.explorer.object_search import SHORTEST, ObjectSearch, search_words
from intacct_desktop.ui.explorer.object_view import ObjectView
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE
from intacct_desktop.ui.wording import describe

DEBOUNCE_MS = 80
RECENT_KEPT = 5
MOST_SHOWN = 120
"""Hits that a search lists: what fits a frame of 16 ms; nobody reads further, they type another letter."""

_OF_OBJECTS = frozenset({ObjectRowKind.OBJECT, ObjectRowKind.FIELD, ObjectRowKind.MORE})
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class KeptList(StrEnum):
    FAVOURITES = "favourites"
    RECENT = "recent"


class Favourites(Protocol):
    """Where the names of objects, services and actions that a person keeps are stored, for one company."""

    def load(self, kept: KeptList) -> Sequence[str]:
        """The names, first to last."""
        ...

    def save(self, kept: KeptList, names: Sequence[str]) -> None: ...


class ObjectTree(QWidget):
    """Emits whole API names: `object_activated` for Enter or a double click, `page_requested` and `query_requested` for the menu.

    Enter and a double click on a service or workflow action emit `page_requested`. `field_activated` carries the object and the field's
    path. `set_models` says whose objects are shown.
    """

    object_activated = Signal(str)
    page_requested = Signal(str)
    query_requested = Signal(str)
    record_requested = Signal(str)
    """A new record of this object is wished for."""
    field_activated = Signal(str, str)

    def __init__(self, favourites: Favourites, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Objects"))
        self._favourites = favourites
        self._models: ModelService | None = None
        self._search = ObjectSearch(())
        self._all_fields = False
        self._is_search = False
        self._refusal = ""
        self._unfolded = {(ObjectRowKind.SECTION, FAVOURITES), (ObjectRowKind.SECTION, RECENT)}

        self.filter = SearchBox(self.tr("Find object, field or action"), self)
        self.filter.setToolTip(self.tr("Objects, their fields, workflow actions and services"))
        self.rows = ObjectTreeModel(self)
        self.view = ObjectView(self.rows, self)
        self.view.setAccessibleName(self.tr("Objects"))
        self.state = StatePane(self.view, self)
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.again = QPushButton(self.tr("Try again"), self)
        self.again.setProperty("role", "link")
        self.again.clicked.connect(self._load_fields)
        self._footer = QFrame(self)
        self._footer.setProperty("role", "footer")
        self._lay_out()

        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._show)
        self.filter.textChanged.connect(self._debounce.start)
        self.filter.installEventFilter(self)
        self.view.chosen.connect(self._choose)
        self.view.query_wanted.connect(self._query)
        self.view.menu_wanted.connect(self._open_menu)
        self.view.expanded.connect(lambda index: self._on_fold(index, unfolded=True))
        self.view.collapsed.connect(lambda index: self._on_fold(index, unfolded=False))
        self.set_models(None)

    # what is shown

    @property
    def entries(self) -> Sequence[ModelEntry]:
        """The objects, services and workflow actions that are listed, by name; none before they are loaded."""
        return self._search.entries

    def set_models(self, models: ModelService | None) -> None:
        """Show the objects of another company; None while nobody is signed in."""
        self._models = models
        self._search = ObjectSearch(())
        self._refusal = ""
        self._say("")
        self.filter.clear()
        self.filter.setEnabled(models is not None)
        self.reload()

    def reload(self) -> None:
        """Ask the model service for the list; it answers at once when it has it."""
        models = self._models
        if models is None:
            self.state.show_words(self.tr("No company yet"), self.tr("Sign in, and the objects of the company are listed here."))
            return
        if not self._search.entries:
            self.state.show_words(self.tr("Loading objects…"))

        async def load() -> None:
            entries = [entry for entry in await models.entries() if entry.kind is not None]
            if models is self._models:
                self._search = ObjectSearch(entries)
                self._all_fields = False
                self._show()

        tasks.latest(self, "entries", load(), name=self.tr("Load the list of objects"), on_error=self._on_error)

    def focus_filter(self) -> None:
        """Put the cursor into the search box, what is in it selected: for the window's shortcut."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def reveal(self, name: str) -> None:
        """Select an object, service or action, unfolding what it is in; nothing if it is not shown."""
        index = above = self.rows.find(name)
        if index.isValid():
            while (above := above.parent()).isValid():
                self.view.expand(above)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def current_object(self) -> str | None:
        """The object of the selected row, of a field's row too."""
        return self._current_name(_OF_OBJECTS)

    def current_resource(self) -> str | None:
        """What the selected row has a page of: its object, service or workflow action."""
        return self._current_name(_OF_OBJECTS | RESOURCES)

    def _current_name(self, kinds: Set[ObjectRowKind]) -> str | None:
        index = self.view.currentIndex()
        return str(index.data(ObjectRole.OBJECT)) if index.data(ObjectRole.KIND) in kinds else None

    def note_used(self, name: str) -> None:
        """Put an object, service or action at the head of the recent ones."""
        names = [name, *(other for other in self._favourites.load(KeptList.RECENT) if other != name)]
        self._favourites.save(KeptList.RECENT, names[:RECENT_KEPT])
        self._show_kept()

    def is_favourite(self, name: str) -> bool:
        return name in self._favourites.load(KeptList.FAVOURITES)

    def set_favourite(self, name: str, favourite: bool) -> None:
        names = [other for other in self._favourites.load(KeptList.FAVOURITES) if other != name]
        self._favourites.save(KeptList.FAVOURITES, [*names, name] if favourite else names)
        self._show_kept()

    def _show_kept(self) -> None:
        """Draw favourites and recent ones again, without moving what the person looks at."""
        if self._search.entries and not self.filter.text().strip():
            place = self.view.verticalScrollBar().value()
            self._show()
            self.view.verticalScrollBar().setValue(place)

    def _show(self) -> None:
        self._debounce.stop()
        if not self._search.entries:
            if self._models is not None:
                self.state.show_words(self.tr("No objects"), self.tr("This company's model lists no object that you may see."))
            return
        words = search_words(self.filter.text())
        self.view.delegate.words = words
        if words:
            self._find(words)
        else:
            self._show_all()

    def _show_all(self) -> None:
        current, section = self.current_resource(), self.rows.section_of(self.view.currentIndex())
        was_search = self._is_search
        self._is_search = False
        kept = self._favourites
        self.rows.show_all(self._search.entries, kept.load(KeptList.FAVOURITES), kept.load(KeptList.RECENT))
        self.state.show_content()
        self._say("")
        unfolded = set(self._unfolded)
        for node in self.rows.top.walk():
            if node.children and (node.kind, node.name) in unfolded:
                self.view.expand(self.rows.index_of(node))
        if current is None:
            return
        if was_search:
            self.reveal(current)
        else:
            self.view.setAutoScroll(False)  # which would unfold what the person folded
            self.view.setCurrentIndex(self.rows.find(current, section))
            self.view.setAutoScroll(True)

    def _find(self, words: tuple[str, ...]) -> None:
        models = self._models
        self._is_search = True
        in_fields = max(map(len, words)) >= SHORTEST
        if in_fields and models is not None:
            if not self._all_fields:
                self._search.add(model for entry in self._search.entries if (model := models.loaded(entry.name)) is not None)
            if self._refusal:
                self._say(self._refusal, again=True)
            else:
                self._load_fields()
        found = self._search.find(words)
        self.rows.show_found(found[:MOST_SHOWN])
        by_name = {hit.entry.name for hit in found if hit.by_name}
        for section in self.rows.top.children:
            self.view.expand(self.rows.index_of(section))
            for node in section.children:
                if node.children and node.name not in by_name:
                    self.view.expand(self.rows.index_of(node))
        if found:
            self.state.show_content()
            self.view.setCurrentIndex(self.rows.index(0, 0, self.rows.index(0, 0)))
            self.view.scrollToTop()
        else:
            self._show_nothing(in_fields)
        if not in_fields or self._all_fields:
            self._say(self._count_words(len(found)))

    def _count_words(self, found: int) -> str:
        if found <= MOST_SHOWN:
            return ""
        return self.tr("The best {shown} of {found} hits. Type more to see the others.").format(shown=MOST_SHOWN, found=found)

    def _show_nothing(self, in_fields: bool) -> None:
        if in_fields and not self._all_fields and not self._refusal:
            self.state.show_words(self.tr("Searching fields…"))
            return
        if in_fields:
            hint = self.tr("No object, field, workflow action or service is called that.")
        else:
            hint = self.tr("No object, workflow action or service is called that. Fields are searched from {count} letters on.")
            hint = hint.format(count=SHORTEST)
        self.state.show_words(self.tr("Nothing found"), hint, action=self.tr("Clear the search"), slot=self.filter.clear)

    # the fields of the whole company

    def _load_fields(self) -> None:
        models, search = self._models, self._search
        if models is None or self._all_fields or any(handle.owner is self and handle.slot == "fields" for handle in tasks.running()):
            return
        self._refusal = ""
        self._say(self.tr("Searching fields…"))

        async def load() -> None:
            await models.load_all()
            loaded = [model for entry in search.entries if (model := models.loaded(entry.name)) is not None]
            fresh = ObjectSearch(search.entries)
            await tasks.in_thread(fresh.add, loaded)
            if search is self._search:
                self._search = fresh
                self._all_fields = True
                self._say("")
                if self.filter.text().strip():
                    self._show()

        def failed(error: BaseException) -> None:
            if search is self._search:
                count = search.objects_with_fields
                words = self.tr("Only the fields of {count} objects are searched. {reason}")
                self._refusal = words.format(count=count, reason=describe(error).happened)
                self._say(self._refusal, again=True)

        tasks.latest(self, "fields", load(), name=self.tr("Load the fields of all objects"), on_error=failed)

    def _say(self, words: str, *, again: bool = False) -> None:
        """A line below the tree; none without words."""
        self.note.setText(words)
        self.again.setVisible(again)
        self._footer.setVisible(bool(words))

    def _on_error(self, error: BaseException) -> None:
        if self._search.entries:
            self._say(describe(error).happened)
        else:
            self.state.show_error(error, self.reload)

    # what a row does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enters and self._debounce.isActive():
                self._show()
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if (enters or event.key() in _STEPS) and self.state.is_content:
                QCoreApplication.sendEvent(self.view, event)
                return True
        return super().eventFilter(watched, event)

    def _on_fold(self, index: QModelIndex, *, unfolded: bool) -> None:
        if not self.view.delegate.words:
            (self._unfolded.add if unfolded else self._unfolded.discard)((index.data(ObjectRole.KIND), index.data(ObjectRole.OBJECT)))

    def _choose(self, index: QModelIndex) -> None:
        name, path = index.data(ObjectRole.OBJECT), index.data(ObjectRole.PATH)
        if index.data(ObjectRole.KIND) is ObjectRowKind.FIELD:
            self.field_activated.emit(name, path)
        elif is_service(name):
            self.page_requested.emit(name)
        else:
            self.object_activated.emit(name)

    def _query(self, index: QModelIndex) -> None:
        if index.data(ObjectRole.KIND) in _OF_OBJECTS:
            self.query_requested.emit(index.data(ObjectRole.OBJECT))

    def _open_menu(self, index: QModelIndex) -> None:
        menu = self.menu_for(index)
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(self.view.visualRect(index).bottomLeft()))

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None on a section or group. The menu deletes itself when it closes."""
        kind = index.data(ObjectRole.KIND)
        if kind in (None, ObjectRowKind.SECTION, ObjectRowKind.GROUP):
            return None
        name, path = str(index.data(ObjectRole.OBJECT)), str(index.data(ObjectRole.PATH))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._ways_to_open(menu, kind, name))
        menu.addSeparator()
        favourite = self.is_favourite(name)
        keep = QAction(icon("star"), self.tr("Remove from favourites") if favourite else self.tr("Add to favourites"), menu)
        keep.triggered.connect(lambda: self.set_favourite(name, not favourite))
        if is_service(name):
            what, copied = self.tr("Copy path"), f"/{name}"
        else:
            what, copied = (self.tr("Copy field name"), path) if path else (self.tr("Copy API name"), name)
        copy = QAction(icon("copy"), what, menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(copied))
        menu.addActions([keep, copy])
        return menu

    def _ways_to_open(self, menu: QMenu, kind: ObjectRowKind, name: str) -> list[QAction]:
        """The pages and the query that lead on from a row."""

        def page(sign: str, words: str, target: str) -> QAction:
            action = QAction(icon(sign), words, menu)
            action.triggered.connect(lambda: self.page_requested.emit(target))
            return action

        if kind is ObjectRowKind.SERVICE:
            return [page("service", self.tr("Open service page"), name)]
        if kind is ObjectRowKind.ACTION:
            owner = object_of(name)
            actions = [page("action", self.tr("Open action page"), name)]
            if self.rows.find(owner).isValid():
                actions.append(page("table", self.tr("Open {object}").format(object=title_of(owner)), owner))
            return actions
        query = QAction(icon("filter"), self.tr("New query"), menu)
        query.setShortcut("Ctrl+Return")
        query.triggered.connect(lambda: self.query_requested.emit(name))
        record = QAction(icon("plus"), self.tr("New record…"), menu)
        record.setEnabled(self._takes_records(name))
        record.triggered.connect(lambda: self.record_requested.emit(name))
        return [query, record, page("table", self.tr("Open object page"), name)]

    def _takes_records(self, name: str) -> bool:
        entry = next((entry for entry in self.entries if entry.name == name), None)
        return entry is not None and ("POST" in entry.methods or is_typed(name))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        head.addWidget(self.filter)
        foot = QHBoxLayout(self._footer)
        foot.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        foot.addWidget(self.note, 1)
        foot.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.state, 1)
        column.addWidget(self._footer)
