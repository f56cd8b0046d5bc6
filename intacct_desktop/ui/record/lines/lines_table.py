"""An owned list as a table in which one writes: what is done to it, what is pasted into it, which of its columns are seen."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.draft import item_like
from intacct_desktop.api.records.form import Entry, EntryKind, Lines, Lock
from intacct_desktop.api.records.line_totals import totals_of
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import Place, Record, is_empty, steps_of, value_at
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.editors.file_content import content_of
from intacct_desktop.ui.record.editors.file_editor import FileEditor
from intacct_desktop.ui.record.editors.making import make_editor
from intacct_desktop.ui.record.editors.words import lock_reason
from intacct_desktop.ui.record.lines import edits
from intacct_desktop.ui.record.lines.edits import CellEdit, Items
from intacct_desktop.ui.record.lines.footer import Footer
from intacct_desktop.ui.record.lines.pasting import Pasting
from intacct_desktop.ui.record.lines.telling import chosen, in_order, said_by, telling
from intacct_desktop.ui.record.lines.view import LinesView
from intacct_desktop.ui.theme import SPACE

_NAME = "name"


class LinesTable(QWidget):
    """Shows items by `show_items` and tells the whole new list by `items_edited`, once for each deed.

    A list of which the model says nothing is a JSON box.
    """

    items_edited = Signal(object)
    link_wished = Signal(str, str)
    """Object and key of a record to open."""

    def __init__(self, lines: Lines, source: ValueSource | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = lines
        self.box: Editor | None = None
        self._items: Items = ()
        self._base: Items = ()
        self._header: Record = {}
        self._editable = False
        self._shown: frozenset[str] | None = None
        self._fitted = False
        self._saver: FileEditor | None = None
        self._choice = chosen(lines.object or lines.path)
        self._labels: Mapping[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.view = LinesView(lines, source, self)
        self.footer = Footer(self)
        self._pasting = Pasting(self.view, self)
        bar = self._make_bar()
        self.set_name(lines.title)
        if not lines.columns:
            self._make_box(source, column)
            for part in (bar, self.view, self.footer):
                part.hide()
            return
        column.addWidget(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.footer)
        self.setFocusProxy(self.view)
        self._connect()

    def _connect(self) -> None:
        view = self.view
        view.cells.value_entered.connect(self._enter)
        view.cells.file_entered.connect(self._enter)
        view.add_wished.connect(self.add_line)
        view.remove_wished.connect(self.remove_lines)
        view.duplicate_wished.connect(self.duplicate_lines)
        view.copy_down_wished.connect(self.copy_down)
        view.clear_wished.connect(self.clear_cells)
        view.paste_wished.connect(self.paste)
        view.move_wished.connect(self.move_line)
        view.link_wished.connect(self.link_wished)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._offer)
        view.line_head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.line_head.customContextMenuRequested.connect(self._offer_line)
        view.column_head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.column_head.customContextMenuRequested.connect(lambda place: self._offer_columns(view.column_head.mapToGlobal(place)))
        view.selectionModel().selectionChanged.connect(self._follow)
        view.selectionModel().currentChanged.connect(self._follow)
        self.footer.back_wished.connect(self._put_back)
        self._pasting.filled.connect(self._fill_pasted)
        self._pasting.added.connect(self._add_pasted)

    def _make_bar(self) -> QWidget:
        bar = QWidget(self)
        self.add_button = self._button(bar, self.tr("+ Line"), self.tr("Add a line"), "Ctrl+Return", self.add_line)
        self.duplicate_button = self._button(bar, self.tr("Duplicate"), self.tr("Duplicate the line"), "Ctrl+Shift+D", self.duplicate_lines)
        self.remove_button = self._button(bar, self.tr("Remove"), self.tr("Remove the selected lines"), "Ctrl+Del", self.remove_lines)
        self.paste_button = self._button(
            bar, self.tr("Paste rows"), self.tr("Paste rows of a spreadsheet, CSV or JSON"), "Ctrl+V", self.paste
        )
        self.columns_button = self._button(bar, self.tr("Columns…"), self.tr("Choose the columns"), "", self.open_columns)
        self.lock_note = QLabel(bar)
        self.lock_note.setProperty("role", "muted")
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[0])
        row.addWidget(self.lock_note)
        row.addStretch(1)
        for button in (self.add_button, self.duplicate_button, self.remove_button, self.paste_button, self.columns_button):
            row.addWidget(button)
        return bar

    def _button(self, bar: QWidget, text: str, words: str, keys: str, slot: Any) -> QPushButton:
        button = QPushButton(text, bar)
        button.setProperty("role", "link")
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{words} ({shown})" if shown else words)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _make_box(self, source: ValueSource | None, column: QVBoxLayout) -> None:
        """Where the model does not say what an item is."""
        self.box = make_editor(Entry(self.lines.path, EntryKind.JSON, lock=self.lines.lock), source, self)
        self.box.value_edited.connect(self._take_json)
        column.addWidget(self.box)
        self.setFocusProxy(self.box)

    @property
    def items(self) -> Items:
        return self._items

    def sizeHint(self) -> QSize:
        if self.box is not None:
            return self.box.sizeHint()
        parts = self.add_button.sizeHint().height() + self.footer.sizeHint().height()
        return QSize(super().sizeHint().width(), parts + self.view.sizeHint().height())

    def set_name(self, name: str) -> None:
        """What a screen reader calls the list."""
        self.setAccessibleName(name)
        self.view.setAccessibleName(name)
        if self.box is not None:
            self.box.set_name(name)

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """The company's own words, by the path from an item's top."""
        self._labels = labels
        self.view.rows.show_labels(labels)

    def show_items(self, items: Items, base_items: Items, problems: Mapping[Place, str], *, editable: bool, header: Record) -> None:
        """Show the list. ``problems`` are by place within it, ``/2/txnAmount``; ``header`` is the record that it belongs to.

        Cursor, selection and an open editor stay where they are.
        """
        known = set(map(id, self._items))
        new = [item for item in items if id(item) not in known and not edits.is_there(self.lines, item)]
        other = base_items is not self._base and list(map(id, base_items)) != list(map(id, self._base))
        self._items, self._base, self._header, self._editable = items, base_items, header, editable
        if self.box is not None:
            self.box.set_lock(None if editable else self.lines.lock or Lock.NOT_ALLOWED)
            self.box.set_value(list(items))
            self.box.set_problem(next(iter(problems.values()), ""))
            return
        found = {self._cell_of(place): words for place, words in problems.items() if steps_of(place)}
        seen = {path for _, path in found if path}
        if self._shown is None or other:
            self._shown = telling(self.lines, base_items or items, header)
        self._shown |= said_by(self.lines, new) | seen
        self._show_columns(seen)
        self.view.rows.show_items(items, base_items, found, editable=editable)
        if not self._fitted and items:
            self._fitted = True
            self.view.fit_columns()
        self._settle()

    def reveal(self, place: Place) -> None:
        """Put the cursor on the cell at a place, its column shown if it was not."""
        if self.box is not None or not steps_of(place):
            self.setFocus()
            return
        row, path = self._cell_of(place)
        if path and path not in {column.path for column in self.view.rows.columns}:
            self._shown = (self._shown or frozenset()) | {path}
            self._show_columns({path})
        at = next((at for at, column in enumerate(self.view.rows.columns) if column.path == path), 0)
        self.view.setFocus()
        self.view.go_to(row, at)

    def _cell_of(self, place: Place) -> tuple[int, str]:
        """Row and column of a place: ``/2/vendor/id`` is in the column of the vendor."""
        row, *steps = steps_of(place)
        members = self.lines.members
        path = next((found for cut in range(len(steps), 0, -1) if (found := ".".join(steps[:cut])) in members), "")
        return (int(row) if row.isdecimal() else -1), path

    def _show_columns(self, seen: set[str]) -> None:
        """What tells something or was chosen; what has a problem in any case."""
        shown = self._shown or frozenset()
        columns = [column for column in in_order(self.lines) if column.path in seen or self._choice.get(column.path, column.path in shown)]
        if tuple(columns) == self.view.rows.columns:
            return
        current = self.view.currentIndex()
        at = self.view.rows.columns[current.column()].path if current.isValid() else ""
        row = current.row()
        self.view.show_columns(columns)
        if at:
            self.view.go_to(row, next((n for n, column in enumerate(columns) if column.path == at), 0))

    def _settle(self) -> None:
        shown = self.view.rows.columns
        totals = totals_of(self.lines.columns, self._items, self._header, {column.path for column in shown})
        self.footer.show_totals(len(self._items), totals if self._items else ())
        self.footer.show_removed(edits.removed(self.lines, self._items, self._base) if self._editable else (), shown)
        lock = self.lines.lock
        self.lock_note.setText(lock_reason(lock, shown[0]) if lock is not None and shown else "")
        for button in (self.add_button, self.duplicate_button, self.remove_button, self.paste_button):
            button.setVisible(self._editable)
        self._follow()
        self.view.updateGeometry()
        self.updateGeometry()

    def _follow(self, *_: object) -> None:
        rows = bool(self.view.selected_rows and self._items)
        self.duplicate_button.setEnabled(rows)
        self.remove_button.setEnabled(rows)

    def _take(self, items: Items, row: int | None = None, path: str | None = None) -> None:
        """Show the new list at once, and tell it. The cursor goes to ``row``, in the column ``path`` or where it is."""
        current = self.view.currentIndex()
        self.show_items(items, self._base, self._problems_that_stay(items), editable=self._editable, header=self._header)
        if row is not None and items:
            columns = [column.path for column in self.view.rows.columns]
            at = columns.index(path) if path in columns else max(current.column(), 0)
            self.view.go_to(min(row, len(items) - 1), at)
        self.items_edited.emit(items)

    def _problems_that_stay(self, items: Items) -> dict[Place, str]:
        """Whoever holds the list judges it anew; until then a problem stays with its item where that is the same."""
        rows = self.view.rows
        place = {id(item): at for at, item in enumerate(items)}
        kept = {}
        for at, item in enumerate(rows.items):
            if rows.has_problem(at) and id(item) in place:
                for column in self.lines.columns:
                    if problem := rows.problem(at, column.path):
                        kept[f"/{place[id(item)]}{column.place}"] = problem
        return kept

    def _enter(self, index: Any, value: object, file_name: str = "") -> None:
        """Take a cell's value; a file that was chosen gives its name to a line that has none."""
        row, column = index.row(), self.view.rows.columns[index.column()]
        cells: list[CellEdit] = [(row, column, value)]
        name = self.lines.members.get(_NAME) if file_name else None
        if name is not None and is_empty(self._items[row].get(_NAME)) and self.lines.lock_of(name, self._items[row]) is None:
            cells.append((row, name, file_name))
        self._take(edits.with_cells(self._items, cells))
        self.view.names.ask([(column, value)])

    def _take_json(self, value: object) -> None:
        self._items = value if isinstance(value, list) else self._items
        self.items_edited.emit(value)

    def add_line(self) -> None:
        """A new line after the others, the cursor in its first cell."""
        self.view.close_editor()
        items, row = edits.with_items(self.lines, self._items, [{}])
        first = next((column.path for column in self.view.rows.columns if self.lines.lock_of(column, {}) is None), None)
        self._take(items, row, first)
        self.view.setFocus()

    def duplicate_lines(self) -> None:
        """New lines that say the same as the selected ones."""
        rows = [row for row in self.view.selected_rows if row < len(self._items)]
        if rows:
            copies = [item_like(self.lines, self._items[row]) for row in rows]
            items, row = edits.with_items(self.lines, self._items, copies, rows[-1] + 1)
            self._take(items, row)

    def remove_lines(self) -> None:
        rows = set(self.view.selected_rows)
        if rows and self._items:
            self._take(edits.without(self._items, rows), max(min(rows) - (1 if len(self._items) - len(rows) <= min(rows) else 0), 0))

    def move_line(self, row: int, to: int) -> None:
        """Move a line that may move; Intacct keeps the others in their order (facts 5.7)."""
        items = edits.moved(self.lines, self._items, row, to)
        if items is not None:
            self._take(items, to)

    def copy_down(self) -> None:
        cells = edits.copied_down(self.lines, self._items, self.view.selected_cells, self.view.rows.columns)
        if cells:
            self._take(edits.with_cells(self._items, cells))

    def clear_cells(self) -> None:
        columns = self.view.rows.columns
        cells: list[CellEdit] = [
            (row, columns[at], None)
            for at, rows in self.view.selected_cells.items()
            for row in rows
            if self.lines.lock_of(columns[at], self._items[row]) is None and value_at(self._items[row], columns[at].place) is not None
        ]
        if cells:
            self._take(edits.with_cells(self._items, cells))

    def _put_back(self, removed: Sequence[Record]) -> None:
        items: Items = self._items
        for item in removed:
            items = edits.put_back(self.lines, items, self._base, item)
        self._take(items, next(at for at, item in enumerate(items) if item is removed[0]))

    def paste(self) -> None:
        """The clipboard's rows: under a header as new lines, after a look at them; else into the cells from the cursor on."""
        if self._editable:
            self.view.close_editor()
            self._pasting.paste(QGuiApplication.clipboard().text(), self._items, self._labels)

    def _fill_pasted(self, items: Items, row: int, path: str) -> None:
        self._take(items, row, path)
        self._ask_names(items)

    def _add_pasted(self, new: Items) -> None:
        items, row = edits.with_items(self.lines, self._items, new)
        self._take(items, row)
        self._ask_names(new)
        self.view.setFocus()

    def _ask_names(self, items: Items) -> None:
        references = [column for column in self.lines.columns if column.kind is EntryKind.REFERENCE]
        self.view.names.ask((column, value_at(item, column.place)) for item in items for column in references)

    def open_columns(self) -> None:
        """The menu of all columns."""
        self._offer_columns(self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft()))

    def _offer_columns(self, place: QPoint) -> None:
        menu = self._menu()
        groups: dict[str, QMenu] = {"": menu}
        shown = {column.path for column in self.view.rows.columns}
        for column in in_order(self.lines):
            group = column.path.partition(".")[0] if "." in column.path else ""
            if group not in groups:
                groups[group] = QMenu(f"{readable(group)}\t{group}", menu)
            action = groups[group].addAction(f"{self.view.rows.label(column)}\t{column.path}")
            action.setCheckable(True)
            action.setChecked(column.path in shown)
            action.setEnabled(not column.required or column.path not in shown)
            action.toggled.connect(lambda on, path=column.path: self.choose_column(path, on))
        menu.addSeparator()
        for name, inner in groups.items():
            if name:
                menu.addMenu(inner)
        menu.popup(place)

    def choose_column(self, path: str, on: bool) -> None:
        """Show a column or not, here and in the next list of the same kind."""
        self.view.close_editor()
        self._choice[path] = on
        self._show_columns(set())
        self._settle()

    def save_file(self, index: QModelIndex) -> None:
        """Ask where to save the file in a cell, by the name that its line has."""
        if self._saver is not None:
            self._saver.deleteLater()
        self._saver = FileEditor(self.view.rows.columns[index.column()], self)
        self._saver.hide()
        self._saver.set_value(self.view.rows.value(index))
        self._saver.save(str(self._items[index.row()].get(_NAME) or ""))

    def _offer_line(self, place: QPoint) -> None:
        row = self.view.rowAt(place.y())
        if row >= 0 and row not in self.view.selected_rows:
            self.view.selectRow(row)
        self._offer(QPoint(0, place.y()))

    def _offer(self, place: QPoint) -> None:
        view, menu = self.view, self._menu()
        index = view.indexAt(place)
        if index.isValid() and index.row() not in view.selected_rows:
            view.setCurrentIndex(index)
        reference = view.rows.columns[index.column()].reference if index.isValid() else None
        value = view.rows.value(index) if index.isValid() else None
        if reference is not None and reference.object is not None and isinstance(value, Mapping) and value.get("key"):
            record = view.rows.text(index).replace("&", "&&")
            menu.addAction(self.tr("Open {record}").format(record=record)).triggered.connect(lambda: view.open_link(index))
        item = self._items[index.row()] if index.isValid() else {}
        if index.isValid() and content_of(view.rows.columns[index.column()], value) is not None:
            menu.addAction(self.tr("Save the file…")).triggered.connect(lambda: self.save_file(index))
        if edits.is_there(self.lines, item):
            key = str(item["key"])
            menu.addAction(self.tr("Open this line")).triggered.connect(lambda: self.link_wished.emit(self.lines.object, key))
        if not menu.isEmpty():
            menu.addSeparator()
        deeds: list[tuple[str, str, Any, bool]] = [
            (self.tr("Copy cells"), "Ctrl+C", view.copy, True),
            (self.tr("Copy cells with column names"), "Ctrl+Shift+C", lambda: view.copy(headers=True), True),
            (self.tr("Paste rows"), "Ctrl+V", self.paste, self._editable),
            (self.tr("Copy from above"), "Ctrl+D", self.copy_down, self._editable),
            (self.tr("Clear cells"), "Del", self.clear_cells, self._editable),
            (self.tr("Add a line"), "Ctrl+Return", self.add_line, self._editable),
            (self.tr("Duplicate"), "Ctrl+Shift+D", self.duplicate_lines, self._editable),
            (self.tr("Remove"), "Ctrl+Del", self.remove_lines, self._editable),
            (self.tr("Move up"), "Alt+Up", lambda: self.move_line(index.row(), index.row() - 1), self._may_move(index.row(), -1)),
            (self.tr("Move down"), "Alt+Down", lambda: self.move_line(index.row(), index.row() + 1), self._may_move(index.row(), 1)),
        ]
        for text, keys, slot, enabled in deeds:
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutVisibleInContextMenu(True)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, slot=slot: slot())
        menu.popup(view.viewport().mapToGlobal(place))

    def _may_move(self, row: int, by: int) -> bool:
        return self._editable and edits.moved(self.lines, self._items, row, row + by) is not None

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu
