"""The dialog in which a record is chosen among all of an object: searched, sorted, a page at a time."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.naming import title_of
from intacct_desktop.api.query import Direction, Order
from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.api.records.source import PAGE_SIZE, RecordPage, ValueSource
from intacct_desktop.ui import tasks
from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.theme import ROW, number_font, set_role
from intacct_desktop.ui.wording import describe

_PAUSE_MS = 300
_SIZE = (860, 500)
_BUTTON = 88
_WIDEST = 260
_NUMBERS = (EntryKind.DECIMAL, EntryKind.INTEGER)
_Index = QModelIndex | QPersistentModelIndex


class PageModel(QAbstractTableModel):
    """The rows of one page. Sorting is a wish: whoever shows the pages asks for another one."""

    sort_wished = Signal(object)
    """An `Order`, or None for the usual one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: tuple[Entry, ...] = ()
        self.rows: tuple[Mapping[str, Any], ...] = ()

    def show_page(self, columns: tuple[Entry, ...], rows: tuple[Mapping[str, Any], ...]) -> None:
        self.beginResetModel()
        self.columns, self.rows = columns, rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return shown(column, self.rows[index.row()].get(column.path))
            case Qt.ItemDataRole.TextAlignmentRole if column.kind in _NUMBERS:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if column.kind in _NUMBERS:
                return number_font()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].path
            if role == Qt.ItemDataRole.ToolTipRole:
                return self.columns[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        descending = order == Qt.SortOrder.DescendingOrder
        known = 0 <= column < len(self.columns)
        path = self.columns[column].path if known else ""
        self.sort_wished.emit(Order(path, Direction.DESCENDING if descending else Direction.ASCENDING) if known else None)


class Picker(QDialog):
    """Opened, not executed: `chosen` carries the record's row, `finished` follows."""

    chosen = Signal(object)

    def __init__(self, object_name: str, source: ValueSource, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._object = object_name
        self._source = source
        self._order: Order | None = None
        self._page: RecordPage | None = None
        self._loading: tasks.TaskHandle | None = None
        self._start = 1
        title = title_of(object_name)
        self.setWindowTitle(self.tr("Choose: {object}").format(object=title))
        self.setProperty("role", "page")
        self.resize(*_SIZE)
        self.search = QLineEdit(text, self)
        self.search.setPlaceholderText(self.tr("Search by id, name and the other texts"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._wait)
        self.search.installEventFilter(self)
        self.table = self._make_table(title)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "muted")
        self.place = QLabel(self)
        self.place.setProperty("role", "muted")
        self.back = sign_button("chevron-left", self.tr("Previous page"), lambda: self._turn(-1), self, square=False)
        self.forth = sign_button("chevron-right", self.tr("Next page"), lambda: self._turn(1), self, square=False)
        for button in (self.back, self.forth):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where one types
        self.again = QPushButton(self.tr("Try again"), self)
        self.again.setProperty("role", "link")
        self.again.clicked.connect(lambda: self._load(self._start))
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.choose = QPushButton(self.tr("Choose"), self)
        self.choose.setDefault(True)
        self.choose.setMinimumWidth(_BUTTON)
        self.choose.clicked.connect(self._choose)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self._load(1))
        self._lay_out()
        self._say("")
        self.search.setFocus()

    def _make_table(self, title: str) -> QTableView:
        table = QTableView(self)
        self.model = PageModel(table)
        table.setModel(self.model)
        table.setAccessibleName(title)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setSortIndicatorClearable(True)
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.setWordWrap(False)
        self.model.sort_wished.connect(self._sort)
        table.doubleClicked.connect(self._choose)
        table.installEventFilter(self)
        return table

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        for part in (self.place, self.back, self.forth):
            foot.addWidget(part)
        foot.addSpacing(8)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.again)
        foot.addSpacing(8)
        foot.addWidget(self.cancel)
        foot.addSpacing(4)
        foot.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def open(self) -> None:
        super().open()
        self._load(1)

    def done(self, result: int) -> None:
        self._pause.stop()
        if self._loading is not None:
            self._loading.cancel()
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                return self.table.event(event) if self.model.rows else False
            if watched is self.table and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)

    def _wait(self) -> None:
        self._pause.start()

    def _sort(self, order: Order | None) -> None:
        if order != self._order:
            self._order = order
            self._load(1)

    def _turn(self, pages: int) -> None:
        if self._page is None:
            return
        start = self._page.next if pages > 0 else max(self._page.start - PAGE_SIZE, 1)
        if start is not None:
            self._load(start)

    def _load(self, start: int) -> None:
        self._pause.stop()
        self._start = start
        self._say(self.tr("Loading…"))
        coroutine = self._fetch(self.search.text(), start, self._order)
        name = self.tr("List records of {object}").format(object=self._object)
        self._loading = tasks.latest(self, "page", coroutine, name=name, on_error=self._fail)

    async def _fetch(self, text: str, start: int, order: Order | None) -> None:
        page = await self._source.page(self._object, text, start, order)
        if text == self.search.text():
            self._show(page, text)

    def _show(self, page: RecordPage, text: str) -> None:
        first = self._page is None
        self._page = page
        self.model.show_page(page.columns, page.rows)
        if first:
            self.table.resizeColumnsToContents()
            for column in range(self.model.columnCount()):
                self.table.setColumnWidth(column, min(self.table.columnWidth(column) + 16, _WIDEST))
        if page.rows:
            self.table.selectRow(0)
        end = page.start + len(page.rows) - 1
        numbers = {"start": page.start, "end": end, "total": self.locale().toString(page.total)}
        self.place.setText(self.tr("{start}–{end} of {total}").format(**numbers) if page.rows else "")
        nothing = self.tr("Nothing has “{text}” in it.").format(text=text) if text else self.tr("There are no records.")
        self._say("" if page.rows else nothing)

    def _fail(self, error: BaseException) -> None:
        self._say(self.tr("The records could not be listed: {reason}").format(reason=describe(error).happened), failed=True)

    def _say(self, words: str, *, failed: bool = False) -> None:
        self.message.setText(words)
        set_role(self.message, "negative" if failed else "muted")
        self.again.setVisible(failed)
        page = self._page
        self.back.setEnabled(page is not None and page.start > 1)
        self.forth.setEnabled(page is not None and page.next is not None)
        self.choose.setEnabled(page is not None and bool(page.rows))

    def _choose(self) -> None:
        if self._pause.isActive():
            self._load(1)  # what stands there is not yet what was searched for
            return
        row = self.table.currentIndex().row()
        if self._page is not None and 0 <= row < len(self._page.rows) and not self._is_loading:
            self.chosen.emit(self._page.rows[row])
            self.accept()

    @property
    def _is_loading(self) -> bool:
        return self._loading is not None and not self._loading.done
