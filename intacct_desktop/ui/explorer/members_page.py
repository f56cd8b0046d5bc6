"""What the pages of objects, services and workflow actions share: a head, a search, and the tree of their members with its links."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QTreeView, QVBoxLayout, QWidget

from intacct_desktop.api.naming import title_of
from intacct_desktop.ui.explorer.field_filter import FieldFilter
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel, RowKind
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.field_drag import FieldsView
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import SPACE

DEBOUNCE_MS = 80
_WIDTHS = {Column.NAME: 270, Column.TITLE: 220, Column.TYPE: 150, Column.ACCESS: 150}


class MembersPage(QWidget):
    """The page of what ``name`` stands for, its members being ``fields``. `object_requested` carries a link's target.

    A subclass begins in `load` what ends in `show_members` or in ``fields.failed``, fills the layouts `head` (right of the title), `under`
    (below it) and `tools` (right of the search), and says what is done with members: `use_selected`, `double_clicked` and `member_actions`.
    """

    object_requested = Signal(str)

    def __init__(self, fields: FieldTreeModel, name: str, *, open_levels: int, parent: QWidget | None = None) -> None:
        """Groups are open down to ``open_levels``, references and what is below them closed."""
        super().__init__(parent)
        self.name = name
        self._open_levels = open_levels
        self._is_loaded = False
        self._unfolding = False
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self.fields = fields
        fields.setParent(self)
        self.shown = FieldFilter(fields, self)
        self.view = FieldsView(self)
        self.state = StatePane(self.view, self)
        self.filter = SearchBox(self.tr("Find a field"), self)
        self.facts = QLabel(self)
        self.count = QLabel(self)
        self.head, self.under, self.tools = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._marks = MatchDelegate(self)
        self._debounce = QTimer(self)
        self._set_up()
        self._lay_out()
        fields.failed.connect(lambda error: self.state.show_error(error, self.reload))

    def reload(self) -> None:
        """Show the members, loading them if they are not there."""
        self._is_loaded = False
        self.state.show_words(self.tr("Loading fields…"))
        self.load()

    def show_members(self) -> None:
        """The members are there: show them, or those that are searched for."""
        self._is_loaded = True
        self.state.show_content()
        self._find()

    @property
    def is_searching(self) -> bool:
        """What was typed last is not shown yet."""
        return self._debounce.isActive()

    def focus_filter(self) -> None:
        """Put the cursor into the search box: for the window's shortcut."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    # what a subclass says

    def load(self) -> None:
        """Begin to load the members."""
        raise NotImplementedError

    def use_selected(self) -> None:
        """Enter on a member that leads nowhere."""

    def double_clicked(self, index: QModelIndex) -> None:
        """A double click on a row."""

    def member_actions(self, menu: QMenu) -> list[QAction]:
        """What can be done with the selected members, besides following and copying."""
        return []

    # searching

    def _find(self) -> None:
        self._debounce.stop()
        words = words_of(self.filter.text())
        self._marks.words = words
        if not words:
            self.view.collapseAll()  # before more may be fetched for what a search unfolded
        self.shown.set_words(words)
        if not self._is_loaded:
            return
        self._unfolding = True
        if words:
            self.view.expandAll()
        else:
            self._open_groups(QModelIndex(), self._open_levels)
        self._unfolding = False
        if self.shown.rowCount():
            self.state.show_content()
        else:
            self.state.show_words(
                self.tr("Nothing found"),
                self.tr("No field here is called that."),
                action=self.tr("Clear the search"),
                slot=self.filter.clear,
            )

    def _open_groups(self, parent: QModelIndex, levels: int) -> None:
        """What belongs to the thing itself is seen."""
        for row in range(self.shown.rowCount(parent)):
            index = self.shown.index(row, 0, parent)
            if index.data(FieldRole.KIND) is RowKind.GROUP:
                self.view.expand(index)
                if levels > 1:
                    self._open_groups(index, levels - 1)

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

    def _enter(self, index: QModelIndex) -> None:
        kind = index.data(FieldRole.KIND)
        if kind is RowKind.FAILED:
            self.fields.retry(self.shown.mapToSource(index))
        elif kind is RowKind.LIST and index.data(FieldRole.TARGET):
            self.object_requested.emit(index.data(FieldRole.TARGET))
        elif kind in (RowKind.GROUP, RowKind.REFERENCE, RowKind.LIST):
            self.view.setExpanded(index.siblingAtColumn(0), not self.view.isExpanded(index.siblingAtColumn(0)))
        else:
            self.use_selected()

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None on one that is no member. The menu deletes itself when it closes."""
        path, target = index.data(FieldRole.PATH), index.data(FieldRole.TARGET)
        if not path or index.data(FieldRole.KIND) in (RowKind.LOADING, RowKind.FAILED):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if target:
            page = QAction(icon("table"), self.tr("Open {object}").format(object=title_of(target)), menu)
            page.triggered.connect(lambda: self.object_requested.emit(target))
            menu.addAction(page)
        copy = QAction(icon("copy"), self.tr("Copy field name"), menu)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(path))
        menu.addActions([*self.member_actions(menu), copy])
        return menu

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu_for(self.view.indexAt(place))
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(place))

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
        self.view.doubleClicked.connect(self.double_clicked)
        self.view.installEventFilter(self)
        self.view.viewport().setMouseTracking(True)
        self.view.viewport().installEventFilter(self)

    def _lay_out(self) -> None:
        title = QLabel(title_of(self.name), self)
        title.setProperty("role", "title")
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(title)
        self.under.setSpacing(SPACE[2])
        words.addLayout(self.under)
        self.head.setContentsMargins(SPACE[3], SPACE[2], SPACE[2], SPACE[2])
        self.head.addLayout(words, 1)

        bar = QFrame(self)
        bar.setProperty("role", "bar")
        bar.setLayout(self.tools)
        self.tools.setContentsMargins(SPACE[3], 0, SPACE[2], SPACE[1])
        self.tools.setSpacing(SPACE[2])
        self.tools.addWidget(self.filter, 1)
        self.tools.addWidget(self.count)
        self.tools.addStretch(1)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addWidget(bar)
        column.addWidget(self.state, 1)

    def mono_label(self, text: str, accessible_name: str) -> QLabel:
        """A name of the API's, to be selected and copied."""
        label = QLabel(text, self)
        label.setProperty("role", "mono")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        label.setAccessibleName(accessible_name)
        return label


def counts(parts: Sequence[tuple[int, str, str]]) -> str:
    """``12 fields · 1 list`` of pairs of a count with its words for one and for many; what is none is left out."""
    return " · ".join(one if count == 1 else many.format(count=count) for count, one, many in parts if count)
