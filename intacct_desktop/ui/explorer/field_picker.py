"""Choosing fields of an object: a search box over the tree of its fields, by keyboard or mouse, one field or several."""

from collections.abc import Container, Iterable

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.field_matches import FieldMatchModel
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, FieldTreeModel, RowKind
from intacct_desktop.ui.explorer.field_words import refused_words
from intacct_desktop.ui.explorer.matching import words_of
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.field_drag import FieldsView
from intacct_desktop.ui.search_box import SearchBox

DEBOUNCE_MS = 80
_WIDTH, _HEIGHT = 640, 440
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldPicker(QFrame):
    """A popup. `picked` carries the chosen dotted paths: exactly one, or with ``multiple`` those ticked, else the current row.

    Keys: arrows move, left and right fold and unfold, Enter adds, Ctrl+Space ticks (Space in the list itself), Escape closes.
    """

    picked = Signal(list)
    closed = Signal()

    def __init__(self, models: ModelService, parent: QWidget | None = None, *, multiple: bool = False) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._multiple = multiple
        self._is_dragging = False
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Choose fields") if multiple else self.tr("Choose a field"))
        self.resize(_WIDTH, _HEIGHT)

        self.fields = FieldTreeModel(models, self, checkable=multiple)
        self.found = FieldMatchModel(self.fields, self)
        self.search = SearchBox(self.tr("Find a field by name or title"), self)
        self.setFocusProxy(self.search)

        self._marks = MatchDelegate(self)
        self.tree = self._view(self.fields, self.tr("Fields"))
        self.list = self._view(self.found, self.tr("Fields found"))
        self.list.setRootIsDecorated(False)
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._pages = QStackedWidget(self)
        for page in (self.tree, self.list, self._nothing):
            self._pages.addWidget(page)

        self.hint = QLabel(self)
        self.hint.setProperty("role", "muted")
        self.add_button = QPushButton(self)
        self.add_button.setProperty("role", "primary")
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_button.clicked.connect(self.accept)
        self._lay_out()

        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(DEBOUNCE_MS)
        self._debounce.timeout.connect(self._find)
        self.search.textChanged.connect(self._debounce.start)
        self.search.installEventFilter(self)
        self.fields.rowsInserted.connect(self._on_rows)
        self.fields.checked_changed.connect(self._say)

    def set_object(self, name: str) -> None:
        """The object whose fields are offered. A failure to load them stands in the list, with a way to try again."""
        self.search.clear()
        self.fields.set_object(name)

    def set_present(self, paths: Iterable[str]) -> None:
        """The fields that the query has already: shown ticked, not offered again. Only with ``multiple``."""
        self.fields.set_present(paths)

    def set_refused(self, paths: Container[str]) -> None:
        """The fields that the company is known to refuse: they have a badge."""
        self.fields.set_refused(paths)

    def open_below(self, widget: QWidget) -> None:
        """Show the popup under ``widget``, or above it where there is no room below; the cursor is in the search box."""
        self.search.clear()
        self._find()
        self.fields.uncheck_all()
        room = widget.screen().availableGeometry()
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        if place.y() + self.height() > room.bottom():
            place.setY(widget.mapToGlobal(QPoint(0, -2)).y() - self.height())
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), place.y()))
        self.move(place)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._go_to_first(self.tree)

    def accept(self) -> None:
        """Add what is ticked; with nothing ticked, the current row if it can be queried. Otherwise nothing happens."""
        current = self._view_shown().currentIndex()
        paths = self.fields.checked
        if not paths and current.data(FieldRole.QUERYABLE) and current.data(FieldRole.PATH) not in self.fields.present:
            paths = [current.data(FieldRole.PATH)]
        if paths:
            self.hide()
            self.picked.emit(paths)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._on_key(watched, event):
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._debounce.stop()
        if not self._is_dragging:
            self.closed.emit()

    def _make_way(self) -> None:
        """A drag has begun: the query is behind the popup. Who hears `closed` may delete it, which must wait for the end of the drag."""
        self._is_dragging = True
        QTimer.singleShot(0, self, self.hide)

    def _drag_ended(self) -> None:
        self._is_dragging = False
        if self.isVisible():
            self.hide()
        else:
            self.closed.emit()

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        """True for a key that the popup took."""
        view = self._view_shown()
        key = event.key()
        if key in _ENTER:
            self._enter(view.currentIndex())
            return True
        if watched is not self.search:
            return False
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._tick(view.currentIndex())
            return True
        folds = key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and view is self.tree and not self.search.text()
        if key in _STEPS or folds:
            return QCoreApplication.sendEvent(view, event)
        return False

    def _enter(self, index: QModelIndex) -> None:
        if self._debounce.isActive():  # Enter came before the search: answer what is typed, not what is still shown
            self._debounce.stop()
            self._find()
            index = self._view_shown().currentIndex()
        kind = index.data(FieldRole.KIND)
        if kind is RowKind.FAILED:
            self.fields.retry(index)
        elif kind in (RowKind.GROUP, RowKind.REFERENCE) and not self.fields.checked:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))
        else:
            self.accept()

    def _tick(self, index: QModelIndex) -> None:
        cell = index.siblingAtColumn(Column.NAME)
        if cell.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            self.fields.set_checked(cell.data(FieldRole.PATH), not self.fields.is_checked(cell.data(FieldRole.PATH)))

    def _clicked(self, index: QModelIndex) -> None:
        if index.data(FieldRole.KIND) is RowKind.FAILED:
            self.fields.retry(index)
        elif not self._multiple:
            self.accept()

    def _double_clicked(self, index: QModelIndex) -> None:
        if self._multiple and index.data(FieldRole.QUERYABLE):
            self.fields.set_checked(index.data(FieldRole.PATH), True)
            self.accept()

    def _find(self) -> None:
        words = words_of(self.search.text())
        above, dot, _ = self.search.text().strip().rpartition(".")
        if dot:
            self.fields.fetch(above)
        self._marks.words = words
        self.found.find(words)
        if not words:
            self._pages.setCurrentWidget(self.tree)
        elif self.found.rowCount():
            self._pages.setCurrentWidget(self.list)
            self._go_to_first(self.list)
        else:
            self._nothing.setText(
                self.tr("No field is called that. Fields of a reference are found once it is unfolded, or by its name and a dot: vendor.")
            )
            self._pages.setCurrentWidget(self._nothing)
        self._say()

    def _on_rows(self, parent: QModelIndex) -> None:
        if self.search.text():
            self._debounce.start()
        elif not parent.isValid():
            self._go_to_first(self.tree)

    def _go_to_first(self, view: QTreeView) -> None:
        first = view.model().index(0, 0)
        if first.isValid():
            view.setCurrentIndex(first)
            view.scrollToTop()

    def _say(self) -> None:
        """What Enter would do now, on the button; which keys there are, beside it."""
        count = len(self.fields.checked)
        if count:
            self.add_button.setText(self.tr("Add 1 field") if count == 1 else self.tr("Add {count} fields").format(count=count))
        else:
            self.add_button.setText(self.tr("Add field"))
        current = self._view_shown().currentIndex()
        can = bool(current.data(FieldRole.QUERYABLE)) and current.data(FieldRole.PATH) not in self.fields.present
        self.add_button.setEnabled(bool(count) or can)
        reason = refused_words() if self.fields.is_refused(str(current.data(FieldRole.PATH))) else ""
        if current.data(FieldRole.KIND) in (RowKind.FIELD, RowKind.LIST) and not current.data(FieldRole.QUERYABLE):
            reason = str(current.data(Qt.ItemDataRole.ToolTipRole)).rpartition("\n")[2]
        keys = self.tr("Enter adds · Ctrl+Space ticks several") if self._multiple else self.tr("Enter chooses · → unfolds a reference")
        self.hint.setText(reason or keys)

    def _view_shown(self) -> QTreeView:
        return self.tree if self._pages.currentWidget() is self.tree else self.list

    def _view(self, model: QAbstractItemModel, name: str) -> FieldsView:
        view = FieldsView(self)
        view.drag_begins.connect(self._make_way)
        view.drag_ended.connect(self._drag_ended)
        view.setModel(model)
        view.setAccessibleName(name)
        view.setItemDelegate(self._marks)
        view.setUniformRowHeights(True)
        view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        view.setDragEnabled(True)
        for column in range(Column.TYPE + 1, model.columnCount()):
            view.hideColumn(column)
        header = view.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.resizeSection(Column.NAME, 260)
        header.resizeSection(Column.TITLE, 210)
        view.clicked.connect(self._clicked)
        view.doubleClicked.connect(self._double_clicked)
        view.selectionModel().currentChanged.connect(self._say)
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        footer = QHBoxLayout()
        footer.addWidget(self.hint, 1)
        footer.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self._pages, 1)
        column.addLayout(footer)
