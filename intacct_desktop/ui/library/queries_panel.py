"""The left side's page of queries: those saved on this computer, the templates, and the views that the company keeps."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.ui import tasks
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.library import query_menu
from intacct_desktop.ui.library.contents import CompanyView, Contents, ViewsState
from intacct_desktop.ui.library.deleted_note import DeletedNote
from intacct_desktop.ui.library.query_preview import QueryPreview
from intacct_desktop.ui.library.query_rows import Offer, Part, QueryNode, QueryTreeModel, RowKind, Section
from intacct_desktop.ui.library.query_view import QueryView
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE, Role
from intacct_desktop.ui.wording import describe
from intacct_desktop.workspace.query_file import SavedQuery
from intacct_desktop.workspace.saved_queries import Deleted, SavedQueries, ShelfEntry, ShelfFolder
from intacct_desktop.workspace.templates import templates

DEBOUNCE_MS = 80

_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_UNFOLDED_AT_FIRST = frozenset({(RowKind.SECTION, section) for section in Section})


class QueriesPanel(QWidget):
    """Emits what the person wishes; of the files it does everything itself, in a thread.

    `open_wished` and `run_wished` carry a `SavedQuery` and its `ShelfEntry`, None for a template. `save_wished` asks to save the query in
    front. For tabs that are open on a file: `moved` carries the old and the new path of a file or folder and its new `ShelfEntry` or
    `ShelfFolder` (a file that was renamed was also written), `deleted` the path of one.
    """

    open_wished = Signal(object, object)
    run_wished = Signal(object, object)
    save_wished = Signal()
    moved = Signal(object, object, object)
    deleted = Signal(object)
    view_open_wished = Signal(str, str)
    """Carries a view's id and kind, as `view_run_wished` and `view_delete_wished` do."""
    view_run_wished = Signal(str, str)
    view_delete_wished = Signal(str, str)
    view_rename_wished = Signal(str, str)
    """Carries the id of a user view and its new title."""
    views_wished = Signal()
    """The company's views are to be loaded again."""

    def __init__(self, shelf: SavedQueries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Queries"))
        self._shelf = shelf
        self.contents = Contents()
        self._folds: dict[tuple[RowKind, object], bool] = {}
        self._wanted: tuple[RowKind, object] | None = None
        self._rename_wanted = False
        self._late = False

        self.filter = SearchBox(self.tr("Find a query or view"), self)
        self.rows = QueryTreeModel(self)
        self.view = QueryView(self.rows, self)
        self.view.setAccessibleName(self.tr("Queries"))
        self.state = StatePane(self.view, self)
        self.new_folder_button = QToolButton(self)
        self.preview = QueryPreview(self)
        self.note = DeletedNote(self)
        self._lay_out()

        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._show)
        self._connect()
        self._show()

    # what is shown

    def reload(self) -> None:
        """Read the folder again: after something was saved, or another program may have changed it."""

        async def read() -> None:
            folders, entries = await tasks.in_thread(lambda: (self._shelf.folders(), self._shelf.entries()))
            shipped = self.contents.templates or await tasks.in_thread(templates)
            self._change(folders=tuple(folders), entries=tuple(entries), shelf_problem="", templates=shipped)

        def failed(error: BaseException) -> None:
            self._change(folders=(), entries=(), shelf_problem=describe(error).happened)

        tasks.latest(self, "read", read(), name=self.tr("Read the saved queries"), on_error=failed)

    def set_views(self, views: Iterable[tuple[str, str, str, str, bool]]) -> None:
        """The company's views: id, title, object, "user" or "system", whether everybody sees it."""
        self._change(views=tuple(CompanyView(*view) for view in views), views_state="ready")  # type: ignore[arg-type]

    def set_views_state(self, state: ViewsState, problem: str = "") -> None:
        """ "none" while nobody is signed in, "loading", or "error" with its words. What was listed stays while it is loaded again."""
        kept = () if state == "none" else self.contents.views
        self._change(views=kept, views_state=state, views_problem=problem)

    def reveal(self, entry: ShelfEntry) -> None:
        """Read the folder again and select a file, e.g. the one that was just saved."""
        self._wanted = (RowKind.QUERY, entry.path)
        self.reload()

    def focus_filter(self) -> None:
        """Put the cursor into the search box, what is in it selected: for the window's shortcut."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def _change(self, **parts: Any) -> None:
        contents = replace(self.contents, **parts)
        if contents != self.contents or self._wanted is not None:
            self.contents = contents
            self._show()

    def _show(self) -> None:
        self._debounce.stop()
        self._late = self.view.is_editing
        if self._late:  # new rows would take away what is being typed
            return
        chosen = self._wanted or self._current_key()
        place = self.view.verticalScrollBar().value()
        words = words_of(self.filter.text())
        self.view.delegate.words = words
        if words:
            found = self.contents.found(words)
            self.rows.show_found(found)
            self.view.expandAll()
            if not found.count:
                self.state.show_words(
                    self.tr("Nothing found"),
                    self.tr("No saved query, template or view is like that."),
                    action=self.tr("Clear the search"),
                    slot=self.filter.clear,
                )
            else:
                self.state.show_content()
        else:
            self.rows.show_all(self.contents)
            self._unfold()
            self.state.show_content()
        self._choose_again(chosen, place)

    def _catch_up(self) -> None:
        """Show what came while a name was being typed."""
        if self._late:
            self._show()

    def _choose_again(self, key: tuple[RowKind, object] | None, place: int) -> None:
        """Select what was selected, and scroll to where the person was; or to what has just come."""
        node = self.rows.find(key) if key is not None else None
        if node is None and self.view.delegate.words:
            node = next((row for row in self.rows.top.walk() if not row.children), None)
        if node is not None:
            self.view.setCurrentIndex(self.rows.index_of(node))
        if node is not None and key == self._wanted:
            self._wanted = None
            self.view.scrollTo(self.rows.index_of(node))
            if self._rename_wanted:
                self._rename_wanted = False
                self.view.edit(self.rows.index_of(node))
        else:
            self.view.verticalScrollBar().setValue(place)
        self._preview()

    def _unfold(self) -> None:
        for node in self.rows.top.walk():
            if node.children and self._folds.get(node.key, node.key in _UNFOLDED_AT_FIRST or node.kind is RowKind.GROUP):
                self.view.setExpanded(self.rows.index_of(node), True)
        wanted = self.rows.find(self._wanted) if self._wanted is not None else None
        above = wanted.parent if wanted is not None else None
        while above is not None:
            self.view.setExpanded(self.rows.index_of(above), True)
            above = above.parent

    def _on_fold(self, index: QModelIndex, *, unfolded: bool) -> None:
        node = self.rows.node(index)
        if node is not None and not self.view.delegate.words:
            self._folds[node.key] = unfolded

    def _current(self) -> QueryNode | None:
        index = self.view.currentIndex()
        return self.rows.node(index) if index.isValid() else None

    def _current_key(self) -> tuple[RowKind, object] | None:
        node = self._current()
        return node.key if node is not None else None

    def _preview(self) -> None:
        node = self._current()
        self.preview.show_value(node.value if node is not None else None)

    # what a row does

    def open_current(self) -> None:
        """Open what the chosen row stands for."""
        self._go(self.view.currentIndex(), self.open_wished, self.view_open_wished)

    def run_current(self) -> None:
        """Open and run what the chosen row stands for."""
        self._go(self.view.currentIndex(), self.run_wished, self.view_run_wished)

    def _go(self, index: QModelIndex, wished: SignalInstance, view_wished: SignalInstance) -> None:
        match index.data(Part.VALUE):
            case ShelfEntry() as entry:
                self._load(entry, wished)
            case SavedQuery() as template:
                wished.emit(template, None)
            case CompanyView() as view:
                view_wished.emit(view.id, view.kind)
            case Offer() as offer:
                self._accept(offer)

    def _load(self, entry: ShelfEntry, wished: SignalInstance) -> None:
        def read() -> tuple[SavedQuery, ShelfEntry]:
            now = self._shelf.entry_at(entry.path) or entry
            return self._shelf.load(now), now

        async def load() -> None:
            try:
                saved, now = await tasks.in_thread(read)
            except OSError:
                self.reload()
                raise
            wished.emit(saved, now)

        tasks.run(self, load(), name=self.tr("Open {name}").format(name=entry.name))

    def _accept(self, offer: Offer) -> None:
        match offer:
            case Offer.SAVE:
                self.save_wished.emit()
            case Offer.READ_AGAIN:
                self.reload()
            case Offer.LOAD_VIEWS:
                self.views_wished.emit()

    def delete_current(self) -> None:
        """Put the chosen file or folder into the trash, from where `undo_delete` takes it; of a user view, wish it gone."""
        match self.view.currentIndex().data(Part.VALUE):
            case ShelfEntry() as entry:
                self._work(
                    self.tr("Delete {name}").format(name=entry.name), partial(self._shelf.delete, entry), self._deleted_one, entry.name
                )
            case ShelfFolder() as folder:
                gone = partial(self._shelf.delete_folder, folder.folder)
                self._work(self.tr("Delete {name}").format(name=folder.name), gone, self._deleted_one, folder.name)
            case CompanyView(kind="user") as view:
                self.view_delete_wished.emit(view.id, view.kind)

    def _deleted_one(self, deleted: Deleted, name: str) -> None:
        place = self._shelf.root / deleted.place
        node = self._current()
        if node is not None and isinstance(node.value, ShelfEntry | ShelfFolder) and self.path_of(node.value) == place:
            self._wanted = node.neighbour.key
        self.note.add(name, deleted)
        self.deleted.emit(place)

    def undo_delete(self) -> None:
        """Bring back what was deleted last."""
        last = self.note.take()
        if last is None:
            return
        name, deleted = last
        words = self.tr("Bring back {name}").format(name=name)
        self._work(words, partial(self._shelf.restore, deleted), self._came, failed=partial(self.note.add, name, deleted))

    def new_folder(self) -> None:
        """Make a folder where the chosen row is, and ask for its name in its place."""
        value = self.view.currentIndex().data(Part.VALUE)
        inside = value.folder if isinstance(value, ShelfEntry | ShelfFolder) else ""
        self.filter.clear()

        def made(folder: ShelfFolder) -> None:
            self._came(folder)
            self._rename_wanted = True

        self._work(self.tr("Make a folder"), partial(self._shelf.make_folder, self.tr("New folder"), inside), made)

    def rename_current(self) -> None:
        """Let the person type another name in place of the row's."""
        self.view.edit(self.view.currentIndex())

    def _rename(self, value: object, name: str) -> None:
        match value:
            case ShelfEntry():
                words = self.tr("Rename {name}").format(name=value.name)
                self._work(words, partial(self._shelf.rename, value, name), self._relocated, value)
            case ShelfFolder():
                words = self.tr("Rename {name}").format(name=value.name)
                self._work(words, partial(self._shelf.rename_folder, value.folder, name), self._relocated, value)
            case CompanyView():
                self.view_rename_wished.emit(value.id, name)

    def move_to(self, values: Iterable[object], folder: str) -> None:
        """Bring files and folders into another folder; "" is the root."""
        for value in values:
            if isinstance(value, ShelfEntry):
                words = self.tr("Move {name}").format(name=value.name)
                self._work(words, partial(self._shelf.move, value, folder), self._relocated, value)
            elif isinstance(value, ShelfFolder):
                words = self.tr("Move {name}").format(name=value.name)
                self._work(words, partial(self._shelf.move_folder, value.folder, folder), self._relocated, value)

    def _relocated(self, new: ShelfEntry | ShelfFolder, old: ShelfEntry | ShelfFolder) -> None:
        self._came(new)
        if isinstance(old, ShelfFolder) and isinstance(new, ShelfFolder):
            self._folds = {_below(key, old.folder, new.folder): unfolded for key, unfolded in self._folds.items()}
        self.moved.emit(self.path_of(old), self.path_of(new), new)

    def path_of(self, value: ShelfEntry | ShelfFolder) -> Path:
        """Where a file or folder is on the disk."""
        return value.path if isinstance(value, ShelfEntry) else self._shelf.root / value.folder

    @property
    def root(self) -> Path:
        """The folder of saved queries on the disk."""
        return self._shelf.root

    def _came(self, value: ShelfEntry | ShelfFolder) -> None:
        """Select a row once the folder was read again."""
        if isinstance(value, ShelfFolder):
            self._wanted = (RowKind.FOLDER, value.folder)
        else:
            self._wanted = (RowKind.DAMAGED if value.problem else RowKind.QUERY, value.path)

    def _work(
        self,
        name: str,
        function: Callable[[], Any],
        then: Callable[..., object],
        *more: object,
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        """Change something on the disk, then read the folder again, whatever came of it."""

        async def work() -> None:
            try:
                then(await tasks.finish_in_thread(function), *more)
            except OSError:
                failed()
                raise
            finally:
                self.reload()

        tasks.run(self, work(), name=name)

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None for one that is only words. The menu deletes itself when it closes."""
        node = self.rows.node(index) if index.isValid() else None
        return query_menu.menu_for(self, node) if node is not None else None

    def _open_menu(self, index: QModelIndex) -> None:
        menu = self.menu_for(index)
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(self.view.visualRect(index).bottomLeft()))

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

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._debounce.start)
        self.filter.installEventFilter(self)
        self.view.chosen.connect(lambda index: self._go(index, self.open_wished, self.view_open_wished))
        self.view.run_wanted.connect(lambda index: self._go(index, self.run_wished, self.view_run_wished))
        self.view.delete_wanted.connect(lambda _: self.delete_current())
        self.view.menu_wanted.connect(self._open_menu)
        self.view.undo_wanted.connect(self.undo_delete)
        self.view.expanded.connect(lambda index: self._on_fold(index, unfolded=True))
        self.view.collapsed.connect(lambda index: self._on_fold(index, unfolded=False))
        self.view.selectionModel().currentChanged.connect(lambda *_: self._preview())
        self.view.delegate.closeEditor.connect(self._catch_up)
        self.rows.rename_wished.connect(self._rename)
        self.rows.move_wished.connect(self.move_to)
        self.new_folder_button.clicked.connect(self.new_folder)
        self.note.undo_wished.connect(self.undo_delete)
        self.note.changed.connect(lambda: setattr(self.view, "can_undo", not self.note.is_empty))

    def _lay_out(self) -> None:
        words = self.tr("New folder")
        self.new_folder_button.setProperty("role", "flat")
        self.new_folder_button.setIcon(icon("folder-plus", Role.MUTED))
        self.new_folder_button.setToolTip(words)
        self.new_folder_button.setAccessibleName(words)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE[2], SPACE[1], SPACE[1], SPACE[1])
        head.setSpacing(SPACE[0])
        head.addWidget(self.filter, 1)
        head.addWidget(self.new_folder_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.state, 1)
        column.addWidget(self.preview)
        column.addWidget(self.note)


def _below(key: tuple[RowKind, object], old: str, new: str) -> tuple[RowKind, object]:
    """The key of a folder's row after a folder that it is in was moved."""
    kind, place = key
    if kind is RowKind.FOLDER and f"{place}/".startswith(f"{old}/"):
        return kind, new + str(place).removeprefix(old)
    return key
