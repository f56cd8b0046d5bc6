"""Old and new side by side, field by field."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.draft import Change, ChangeKind
from intacct_desktop.api.records.form import Entry
from intacct_desktop.api.records.values import is_empty
from intacct_desktop.ui.record.editors.showing import one_line, shown
from intacct_desktop.ui.theme import ROW, Role, mono_font, theme, ui_font

_Index: TypeAlias = QModelIndex | QPersistentModelIndex
FIELD, OLD, NEW = range(3)
_ALIKE = 20  # characters that two texts may begin with alike before they are left out
_KEPT = 6  # of these, so that one sees where the rest belongs
_MARGIN = 28  # pixels of a cell that are not its text's
_MOST_OF_WIDTH = 0.45


class ChangesModel(QAbstractTableModel):
    """`whole`: the changes are all that a new record says, which has no old values."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.changes: Sequence[Change] = ()
        self.whole = False
        self.heads = (self.tr("Field"), self.tr("Old"), self.tr("New"))

    def show(self, changes: Sequence[Change], *, whole: bool) -> None:
        """These, in place of those before. Where they are at the same places, what is selected stays."""
        same = whole == self.whole and [change.place for change in changes] == [change.place for change in self.changes]
        if not same:
            self.beginResetModel()
        self.changes, self.whole = tuple(changes), whole
        if not same:
            self.endResetModel()
        elif changes:
            self.dataChanged.emit(self.index(0, FIELD), self.index(len(changes) - 1, NEW))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.changes)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return self.tr("Value") if self.whole and section == NEW else self.heads[section]

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        change, column = self.changes[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shortened(change, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.text(change, column)
            case Qt.ItemDataRole.FontRole:
                return self._font(change, column)
            case Qt.ItemDataRole.ForegroundRole if column != FIELD:
                return theme().color(Role.MUTED) if is_empty(_value(change, column)) else None
        return None

    def text(self, change: Change, column: int) -> str:
        """What a cell says, whole."""
        if column == FIELD:
            return change.path
        value = _value(change, column)
        if not is_empty(value):
            return value_words(change.entry, value)
        if change.kind is ChangeKind.ADDED:
            return self.tr("new line")
        return self.tr("removed") if change.kind is ChangeKind.REMOVED else "null"

    def _shortened(self, change: Change, column: int) -> str:
        """Of long texts that begin alike, what is different."""
        text = self.text(change, column)
        if column == FIELD or self.whole or is_empty(change.old) or is_empty(change.new):
            return text
        other = self.text(change, OLD if column == NEW else NEW)
        alike = next((at for at, (left, right) in enumerate(zip(text, other, strict=False)) if left != right), min(len(text), len(other)))
        return text if alike < _ALIKE else "…" + text[alike - _KEPT :]

    def _font(self, change: Change, column: int) -> QFont | None:
        if column == FIELD:
            return mono_font()
        if not is_empty(_value(change, column)):
            return None
        slanted = ui_font()
        slanted.setItalic(True)
        return slanted


class ChangesTable(QTableView):
    """Shows what it is given. `place_chosen` carries the place of a row that was activated."""

    place_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ChangesModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Changes"))
        self.setAccessibleDescription(self.tr("Enter leads to the field in the form."))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIELD, QHeaderView.ResizeMode.Interactive)
        self.activated.connect(lambda index: self.place_chosen.emit(self.rows.changes[index.row()].place))

    def set_heads(self, old: str, new: str) -> None:
        """Call the two sides otherwise."""
        self.rows.heads = (self.rows.heads[FIELD], old, new)
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, OLD, NEW)

    def show_changes(self, changes: Sequence[Change], *, whole: bool = False) -> None:
        """These, in place of those before; ``whole`` where they are all that a new record says."""
        self.rows.show(changes, whole=whole)
        self.setColumnHidden(OLD, whole)
        self._fit()

    @property
    def wanted_height(self) -> int:
        """Pixels in which all rows are seen."""
        return self.horizontalHeader().sizeHint().height() + self.rows.rowCount() * ROW + 2 * self.frameWidth()

    def copy(self) -> None:
        """The selected rows to the clipboard, with tabs between the cells."""
        columns = (FIELD, NEW) if self.rows.whole else (FIELD, OLD, NEW)
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = ("\t".join(self.rows.text(self.rows.changes[row], column) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.selectionModel().hasSelection():
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The names get what they need, as long as the values keep more than half."""
        longest = max((change.path for change in self.rows.changes), key=len, default="")
        wanted = QFontMetrics(mono_font()).horizontalAdvance(longest) + _MARGIN
        width = max(self.horizontalHeader().minimumSectionSize(), min(wanted, round(_MOST_OF_WIDTH * self.viewport().width())))
        if width != self.columnWidth(FIELD):
            self.setColumnWidth(FIELD, width)


def value_words(entry: Entry | None, value: Any) -> str:
    """A value in one line: as its editor shows it, of a whole item what it says."""
    if entry is not None:
        return shown(entry, value)
    if isinstance(value, Mapping):
        hidden = ("key", "href", "id") if value.get("id") == value.get("key") else ("key", "href")
        return " · ".join(filter(None, (_member(each) for name, each in value.items() if name not in hidden)))
    return one_line(ENCODER.encode(value).decode() if isinstance(value, list | tuple) else str(value))


def _member(value: Any) -> str:
    if isinstance(value, Mapping):
        named = value.get("id") or value.get("name") or value.get("key")
        return one_line(str(named)) if named else " · ".join(filter(None, map(_member, value.values())))
    return "" if is_empty(value) or isinstance(value, bool | list) else one_line(str(value))


def _value(change: Change, column: int) -> Any:
    return change.old if column == OLD else change.new
