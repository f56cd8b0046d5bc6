"""The table itself: its keys are a spreadsheet's. What a person wants done is told, and whoever holds the list does it."""

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemDelegate, QAbstractItemView, QApplication, QTableView, QWidget

from intacct_desktop.api.records.form import Entry, EntryKind, Lines
from intacct_desktop.api.records.local_text import write_amount
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import is_empty, value_at
from intacct_desktop.ui.record.editors.locales import locale_of
from intacct_desktop.ui.record.editors.showing import shown
from intacct_desktop.ui.record.lines.delegate import TALL, CellDelegate
from intacct_desktop.ui.record.lines.headings import HEIGHT, ColumnHead, LineHead
from intacct_desktop.ui.record.lines.model import LinesModel
from intacct_desktop.ui.record.lines.names import Names
from intacct_desktop.ui.theme import ROW, SPACE, Role, theme

_SAMPLE = 50  # rows whose texts say how wide a column is
_NARROWEST, _NARROW, _WIDEST = 72, 150, 300  # pixels: the least, a wide column's least, the most
_MOST_ROWS = 18  # a longer list scrolls within itself
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinesView(QTableView):
    """Signals say what was asked for, never what became of it. Rows and columns are those of the model."""

    add_wished = Signal()
    remove_wished = Signal()
    duplicate_wished = Signal()
    copy_down_wished = Signal()
    clear_wished = Signal()
    paste_wished = Signal()
    move_wished = Signal(int, int)
    """From which row to which."""
    link_wished = Signal(str, str)

    def __init__(self, lines: Lines, source: ValueSource | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = Names(source, self)
        self.rows = LinesModel(lines, self.names, self)
        self.cells = CellDelegate(source, self)
        self.column_head = ColumnHead(self)
        self.line_head = LineHead(self)
        self.setHorizontalHeader(self.column_head)
        self.setVerticalHeader(self.line_head)
        self.setModel(self.rows)
        self.setItemDelegate(self.cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):  # Qt shows it, and gives it no name
            corner.setAccessibleName(self.tr("All cells"))
        self.setTabKeyNavigation(False)
        self.line_head.setMinimumSectionSize(ROW)
        self.line_head.setDefaultSectionSize(ROW)
        self.line_head.setSectionsMovable(True)
        self.line_head.sectionMoved.connect(self._on_dragged)
        self.cells.left.connect(self._go_on)
        self._fitting = False
        self._fitted_by_hand = False
        self.column_head.sectionResized.connect(self._keep_widths)
        self.cells.link_wished.connect(self.link_wished)
        theme().changed.connect(self.viewport().update)

    @property
    def selected_rows(self) -> list[int]:
        """The rows of which a cell is selected, in order; else the current one."""
        rows = {row for span in self.selectionModel().selection().toList() for row in range(span.top(), span.bottom() + 1)}
        current = self.currentIndex()
        return sorted(rows) or ([current.row()] if current.isValid() else [])

    @property
    def selected_cells(self) -> dict[int, list[int]]:
        """By column, the rows in order; else those of the current cell."""
        found: dict[int, set[int]] = {}
        for span in self.selectionModel().selection().toList():
            for column in range(span.left(), span.right() + 1):
                found.setdefault(column, set()).update(range(span.top(), span.bottom() + 1))
        current = self.currentIndex()
        if not found and current.isValid():
            found[current.column()] = {current.row()}
        return {column: sorted(rows) for column, rows in found.items()}

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor there, and show it."""
        index = self.rows.index(row, column)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if editor is not None:
            self.cells.let_go(editor)
        super().closeEditor(editor, hint)

    def close_editor(self) -> None:
        """Take what is being typed."""
        focused = QApplication.focusWidget()
        if focused is not None and self.viewport().isAncestorOf(focused):
            self.setFocus()

    def fit_columns(self) -> None:
        """Widths from the heads and the first lines; wide columns give way where there is no room for all."""
        wanted = []
        for at, column in enumerate(self.rows.columns):
            texts = (shown(column, value_at(item, column.place)) for item in self.rows.items[:_SAMPLE])
            wanted.append((self.column_head.wanted(at), max((self.cells.width(text) for text in texts), default=0)))
        room = self.viewport().width()
        widths: list[int] = []
        for widest in (*range(_WIDEST, _NARROW, -10), _NARROW):
            widths = [min(max(head, cells, _NARROWEST), max(widest, head)) for head, cells in wanted]
            if sum(widths) <= room:
                break
        self._fitting = True
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        self._fitting = False

    def show_columns(self, columns: Sequence[Entry]) -> None:
        """Show other columns; those that stay keep the widths that the person gave them."""
        widths = {column.path: self.columnWidth(at) for at, column in enumerate(self.rows.columns)} if self._fitted_by_hand else {}
        self.rows.show_columns(columns)
        self.fit_columns()
        self._fitting = True
        for at, column in enumerate(columns):
            if column.path in widths:
                self.setColumnWidth(at, widths[column.path])
        self._fitting = False

    def _keep_widths(self) -> None:
        """What the person drew wider or narrower stays so."""
        self._fitted_by_hand = self._fitted_by_hand or not self._fitting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._fitted_by_hand:
            self.fit_columns()

    def copy(self, *, headers: bool = False) -> None:
        """Put the selected cells on the clipboard as a spreadsheet takes them: the smallest block that has them all."""
        cells = self.selected_cells
        if not cells:
            return
        rows = sorted({row for found in cells.values() for row in found})
        places = sorted(cells, key=self.column_head.visualIndex)
        columns = [self.rows.columns[at] for at in places]
        text = io.StringIO()
        writer = csv.writer(text, delimiter="\t", lineterminator="\n")
        if headers:
            writer.writerow([column.path for column in columns])
        for row in rows:
            writer.writerow([self._copied(column, row) for column in columns])
        QGuiApplication.clipboard().setText(text.getvalue().removesuffix("\n"))

    def _copied(self, column: Entry, row: int) -> str:
        """Numbers as the person's spreadsheet reads them, dates as every one does, references by what names them."""
        value = value_at(self.rows.items[row], column.place)
        if is_empty(value):
            return ""
        if column.kind is EntryKind.REFERENCE and not isinstance(value, str):
            return str(value.get("id") or value.get("key") or value.get("name") or "")
        if column.kind in (EntryKind.DECIMAL, EntryKind.INTEGER):
            locale = locale_of(self.locale())
            written = write_amount(value, locale)
            return str(value) if written is None else written.replace(locale.group_mark, "")
        return value if isinstance(value, str) else "true" if value is True else "false" if value is False else shown(column, value)

    def sizeHint(self) -> QSize:
        rows = min(max(self.rows.rowCount(), 1), _MOST_ROWS) * ROW
        if self.rows.editable:
            rows = max(rows, *(TALL.get(column.kind, 0) for column in self.rows.columns), 0)
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_wide() else 0
        return QSize(super().sizeHint().width(), HEIGHT + rows + bar + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT + 2 * ROW)

    def _is_wide(self) -> bool:
        return self.column_head.length() > max(self.width() - self.line_head.width(), 0)

    def event(self, event: QEvent) -> bool:
        # The keys of a table come before the shortcuts of the window.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        standard = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.SelectAll)
        if any(event.matches(key) for key in standard):
            return True
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        own = {
            _CONTROL: (Qt.Key.Key_D, *_ENTER, Qt.Key.Key_Delete),
            _ALT: (Qt.Key.Key_Up, Qt.Key.Key_Down),
            _NONE: (Qt.Key.Key_Delete, Qt.Key.Key_F2),
            _CONTROL | _SHIFT: (Qt.Key.Key_C, Qt.Key.Key_D),
        }
        return key in own.get(modifiers, ())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wished.emit()
        elif key is Qt.Key.Key_C and modifiers == _CONTROL | _SHIFT:
            self.copy(headers=True)
        elif key in _ENTER and modifiers == _NONE and not self.rows.editable:
            self.open_link(self.currentIndex())
        elif key is Qt.Key.Key_Escape and modifiers == _NONE:
            super().focusNextPrevChild(True)
        elif not self.rows.editable or not self._edit_key(key, modifiers):
            super().keyPressEvent(event)

    def _edit_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Do what a key says, in a list that is edited; False for one that says nothing here."""
        current = self.currentIndex()
        wishes = {
            (_CONTROL, Qt.Key.Key_D): self.copy_down_wished,
            (_CONTROL | _SHIFT, Qt.Key.Key_D): self.duplicate_wished,
            (_CONTROL, Qt.Key.Key_Delete): self.remove_wished,
            (_NONE, Qt.Key.Key_Delete): self.clear_wished,
            (_CONTROL, Qt.Key.Key_Return): self.add_wished,
            (_CONTROL, Qt.Key.Key_Enter): self.add_wished,
        }
        if (wish := wishes.get((modifiers, key))) is not None:
            wish.emit()
        elif modifiers == _ALT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if current.isValid():
                self.move_wished.emit(current.row(), current.row() + (1 if key is Qt.Key.Key_Down else -1))
        elif key is Qt.Key.Key_Down and modifiers == _NONE and current.row() == self.rows.rowCount() - 1:
            self.add_wished.emit()
        elif key in _ENTER and modifiers in (_NONE, _SHIFT):
            self._step(1 if modifiers == _NONE else -1, 0)
        elif modifiers & ~_SHIFT == _NONE and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._go_on(int(key))
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell while a list is edited, and out of it behind the last one; Escape leaves at once."""
        return self._walk(1 if forward else -1) or super().focusNextPrevChild(forward)

    def _go_on(self, key: int) -> bool:
        self.setFocus()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._walk(1 if key == Qt.Key.Key_Tab else -1)
        self._step(1, 0)
        return True

    def _walk(self, by: int) -> bool:
        """To the next cell that can be entered; False where there is none."""
        current, count = self.currentIndex(), self.rows.columnCount()
        if not self.rows.editable or not current.isValid():
            return False
        at = current.row() * count + self.column_head.visualIndex(current.column()) + by
        while 0 <= at < self.rows.rowCount() * count:
            row, column = divmod(at, count)
            index = self.rows.index(row, self.column_head.logicalIndex(column))
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.go_to(index.row(), index.column())
                return True
            at += by
        return False

    def _step(self, rows: int, columns: int) -> None:
        current = self.currentIndex()
        self.go_to(min(max(current.row() + rows, 0), self.rows.rowCount() - 1), current.column() + columns)

    def open_link(self, index: QModelIndex) -> bool:
        """Ask for the record to be opened that the cell refers to; False where it refers to none."""
        if not index.isValid():
            return False
        column, value = self.rows.columns[index.column()], self.rows.value(index)
        target = column.reference.object if column.reference is not None else None
        key = value.get("key") if isinstance(value, dict) else None
        if target is None or key in (None, ""):
            return False
        self.link_wished.emit(target, str(key))
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and event.modifiers() == _CONTROL:
            self.open_link(self.indexAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.rows.editable or not self.open_link(self.indexAt(event.position().toPoint())):
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme().color(Role.MUTED))
            words = (
                self.tr("No lines yet. Ctrl+Enter adds one, Ctrl+V pastes rows of a spreadsheet.")
                if self.rows.editable
                else self.tr("No lines.")
            )
            painter.drawText(self.viewport().rect().adjusted(SPACE[2], 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
            painter.end()

    def _on_dragged(self, _section: int, old: int, new: int) -> None:
        """A drag is a wish: the head itself stays in order, and the list moves where it may."""
        head = self.line_head
        head.blockSignals(True)
        head.moveSection(new, old)
        head.blockSignals(False)
        self.viewport().update()
        head.viewport().update()
        if self.rows.editable:
            self.move_wished.emit(old, new)
