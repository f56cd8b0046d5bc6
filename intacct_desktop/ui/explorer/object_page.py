"""All there is to know of one object: its fields with type, access and values, its references and lists as links to other objects."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QTreeView, QVBoxLayout, QWidget

from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import readable, short_name
from intacct_desktop.ui.explorer.field_filter import FieldFilter
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel, RowKind
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE

DEBOUNCE_MS = 80
_WIDTHS = {Column.NAME: 270, Column.TITLE: 220, Column.TYPE: 150, Column.ACCESS: 150}


class ObjectPage(QWidget):
    """One object. `query_requested` carries its name, `fields_requested` its name and chosen paths, `object_requested` a link's target."""

    query_requested = Signal(str)
    fields_requested = Signal(str, list)
    object_requested = Signal(str)

    def __init__(self, models: ModelService, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._wanted = ""
        self._unfolding = False
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Object {name}").format(name=name))

        self.fields = FieldTreeModel(models, self)
        self.shown = FieldFilter(self.fields, self)
        self.view = QTreeView(self)
        self.state = StatePane(self.view, self)
        self.filter = SearchBox(self.tr("Find a field"), self)
        self.facts = QLabel(self)
        self.count = QLabel(self)
        self._query = QPushButton(self.tr("New query"), self)
        self.add_button = QPushButton(self.tr("Add to query"), self)
        self._marks = MatchDelegate(self)
        self._debounce = QTimer(self)
        self._set_up()
        self._lay_out()

        self.fields.loaded.connect(self._on_loaded)
        self.fields.failed.connect(lambda error: self.state.show_error(error, self.reload))
        self.reload()

    def reload(self) -> None:
        """Show the object's fields, loading them if they are not there."""
        self.state.show_words(self.tr("Loading fields…"))
        self.fields.set_object(self.name)

    def select_field(self, path: str) -> None:
        """Put the selection on a field, at once or when the fields are there; nothing if the object has no such field."""
        self._wanted = path
        index = self.shown.mapFromSource(self.fields.index_at(path))
        if index.isValid():
            self._wanted = ""
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index, QTreeView.ScrollHint.PositionAtCenter)
            self.view.setFocus()

    @property
    def is_searching(self) -> bool:
        """What was typed last is not shown yet."""
        return self._debounce.isActive()

    def focus_filter(self) -> None:
        """Put the cursor into the search box: for the window's shortcut."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def selected_paths(self) -> list[str]:
        """The fields among the selected rows that a query can return, from top to bottom."""
        rows = self.view.selectionModel().selectedRows(Column.NAME)
        below = self.view.visualRect
        return [row.data(FieldRole.PATH) for row in sorted(rows, key=lambda row: below(row).top()) if row.data(FieldRole.QUERYABLE)]

    def _on_loaded(self, model: ObjectModel) -> None:
        kinds = {"rootObject": self.tr("root object"), "ownedObject": self.tr("owned object")}
        owners = [reference.object for reference in model.references.values() if reference.is_owner and reference.object]
        kind = kinds.get(model.type, model.type)
        if owners:
            kind = self.tr("{kind} of {owner}").format(kind=kind, owner=short_name(owners[0]))
        methods = " ".join(method for method in ("GET", "POST", "PATCH", "DELETE") if method in model.methods)
        self.facts.setText(" · ".join(words for words in (kind, methods) if words))
        self.count.setText(self._count_words(model))
        self.state.show_content()
        self._find()
        if self._wanted:
            self.select_field(self._wanted)

    def _count_words(self, model: ObjectModel) -> str:
        fields = sum(len(group.fields) for group in model.root.walk())
        counts: Sequence[tuple[int, str, str]] = (
            (fields, self.tr("1 field"), self.tr("{count} fields")),
            (len(model.references), self.tr("1 reference"), self.tr("{count} references")),
            (len(model.lists), self.tr("1 list"), self.tr("{count} lists")),
        )
        return " · ".join(one if count == 1 else many.format(count=count) for count, one, many in counts if count)

    def _find(self) -> None:
        self._debounce.stop()
        words = words_of(self.filter.text())
        self._marks.words = words
        if not words:
            self.view.collapseAll()  # before more may be fetched for what a search unfolded
        self.shown.set_words(words)
        if self.fields.object_model is None:
            return
        self._unfolding = True
        if words:
            self.view.expandAll()
        else:
            self._fold()
        self._unfolding = False
        if self.shown.rowCount():
            self.state.show_content()
        else:
            self.state.show_words(
                self.tr("Nothing found"),
                self.tr("No field of this object is called that."),
                action=self.tr("Clear the search"),
                slot=self.filter.clear,
            )

    def _fold(self) -> None:
        """Groups open, references closed: what belongs to the object is seen."""
        for row in range(self.shown.rowCount()):
            index = self.shown.index(row, 0)
            self.view.setExpanded(index, index.data(FieldRole.KIND) is RowKind.GROUP)

    # what a row does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view.viewport() and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            link = self._link_at(event.position().toPoint())
            self.view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is self.view:
                self._enter(self.view.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Down and watched is self.filter:
                self.view.setFocus()
                if not self.view.currentIndex().isValid():
                    self.view.setCurrentIndex(self.shown.index(0, 0))
                return True
        return super().eventFilter(watched, event)

    def _on_expanded(self, index: QModelIndex) -> None:
        """Load a reference that the person unfolds, while a search narrows the tree too."""
        if not self._unfolding:
            self.fields.fetchMore(self.shown.mapToSource(index))

    def _link_at(self, place: QPoint) -> str:
        index = self.view.indexAt(place)
        return (index.data(FieldRole.TARGET) or "") if index.column() == Column.TARGET else ""

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.TARGET and (target := index.data(FieldRole.TARGET)):
            self.object_requested.emit(target)
        elif index.data(FieldRole.KIND) is RowKind.FAILED:
            self.fields.retry(self.shown.mapToSource(index))

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.data(FieldRole.QUERYABLE):
            self.fields_requested.emit(self.name, [index.data(FieldRole.PATH)])

    def _enter(self, index: QModelIndex) -> None:
        kind = index.data(FieldRole.KIND)
        if kind is RowKind.FAILED:
            self.fields.retry(self.shown.mapToSource(index))
        elif kind in (RowKind.GROUP, RowKind.REFERENCE):
            self.view.setExpanded(index.siblingAtColumn(0), not self.view.isExpanded(index.siblingAtColumn(0)))
        elif kind is RowKind.LIST and index.data(FieldRole.TARGET):
            self.object_requested.emit(index.data(FieldRole.TARGET))
        else:
            self._add_selected()

    def _add_selected(self) -> None:
        if paths := self.selected_paths():
            self.fields_requested.emit(self.name, paths)

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None on one that is no member. The menu deletes itself when it closes."""
        path, target = index.data(FieldRole.PATH), index.data(FieldRole.TARGET)
        if index.data(FieldRole.KIND) in (None, RowKind.LOADING, RowKind.FAILED):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if target:
            page = QAction(icon("table"), self.tr("Open {object}").format(object=readable(short_name(target))), menu)
            page.triggered.connect(lambda: self.object_requested.emit(target))
            menu.addAction(page)
        add = QAction(icon("plus"), self.tr("Add to query"), menu)
        add.setEnabled(bool(self.selected_paths()))
        add.triggered.connect(self._add_selected)
        copy = QAction(icon("copy"), self.tr("Copy field name"), menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(path))
        menu.addActions([add, copy])
        return menu

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu_for(self.view.indexAt(place))
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(place))

    def _on_selection(self) -> None:
        count = len(self.selected_paths())
        self.add_button.setEnabled(count > 0)
        self.add_button.setText(self.tr("Add {count} fields to query").format(count=count) if count > 1 else self.tr("Add to query"))

    # how it is put together

    def _set_up(self) -> None:
        self.filter.setMaximumWidth(280)
        self.filter.textChanged.connect(self._debounce.start)
        self.filter.installEventFilter(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._find)
        for label in (self.facts, self.count):
            label.setProperty("role", "muted")
        self._query.setProperty("role", "primary")
        self._query.clicked.connect(lambda: self.query_requested.emit(self.name))
        self.add_button.setEnabled(False)
        self.add_button.clicked.connect(self._add_selected)

        self.view.setModel(self.shown)
        self.view.setItemDelegate(self._marks)
        self.view.setAccessibleName(self.tr("Fields"))
        self.view.setUniformRowHeights(True)
        self.view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        for column, width in _WIDTHS.items():
            self.view.header().resizeSection(column, width)
        self.view.expanded.connect(self._on_expanded)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.installEventFilter(self)
        self.view.viewport().setMouseTracking(True)
        self.view.viewport().installEventFilter(self)

    def _lay_out(self) -> None:
        title = QLabel(readable(short_name(self.name)), self)
        title.setProperty("role", "title")
        api_name = QLabel(self.name, self)
        api_name.setProperty("role", "mono")
        api_name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        api_name.setAccessibleName(self.tr("API name"))
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(title)
        under = QHBoxLayout()
        under.setSpacing(SPACE[2])
        under.addWidget(api_name)
        under.addWidget(self.facts)
        under.addStretch(1)
        words.addLayout(under)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE[3], SPACE[2], SPACE[2], SPACE[2])
        head.addLayout(words, 1)
        head.addWidget(self._query, 0, Qt.AlignmentFlag.AlignTop)

        bar = QFrame(self)
        bar.setProperty("role", "bar")
        tools = QHBoxLayout(bar)
        tools.setContentsMargins(SPACE[3], 0, SPACE[2], SPACE[1])
        tools.setSpacing(SPACE[2])
        tools.addWidget(self.filter, 1)
        tools.addWidget(self.count)
        tools.addStretch(1)
        tools.addWidget(self.add_button)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(bar)
        column.addWidget(self.state, 1)
