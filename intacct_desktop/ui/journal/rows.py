"""The writes as a table, of which as much is read as was looked at: when, where, who, what, and what became of it."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.journal.words import Standing, done_word, standing, when
from intacct_desktop.ui.theme import mono_font, number_font, theme, ui_font
from intacct_desktop.workspace.journal import JournalLine

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    WHEN = 0
    RECORD = 1
    ACTION = 2
    OUTCOME = 3
    CHANGED = 4
    USER = 5
    COMPANY = 6
    SUPPORT_ID = 7


class JournalModel(QAbstractTableModel):
    """Lines, the latest first. `more_wished`: the person came to the end of what is here, and there is more."""

    more_wished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[JournalLine] = []
        self._waiting: frozenset[int] = frozenset()
        self._more = False

    def show(self, lines: Sequence[JournalLine], *, more: bool, waiting: frozenset[int] = frozenset()) -> None:
        """``more`` can be read; ``waiting`` are the ids of writes whose answer is on the way."""
        self.beginResetModel()
        self._lines, self._more, self._waiting = list(lines), more, waiting
        self.endResetModel()

    def append(self, lines: Sequence[JournalLine], *, more: bool) -> None:
        self._more = more
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def line(self, row: int) -> JournalLine:
        return self._lines[row]

    def row_of(self, id_: int) -> int | None:
        return next((row for row, line in enumerate(self._lines) if line.id == id_), None)

    def standing(self, line: JournalLine) -> Standing:
        return standing(line, waits=line.id in self._waiting)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        self._more = False  # until the answer is there
        self.more_wished.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.WHEN: self.tr("When"),
            Column.COMPANY: self.tr("Company"),
            Column.USER: self.tr("User"),
            Column.ACTION: self.tr("Action"),
            Column.RECORD: self.tr("Record"),
            Column.CHANGED: self.tr("What was sent"),
            Column.OUTCOME: self.tr("Outcome"),
            Column.SUPPORT_ID: self.tr("Support id"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(line, column)
            case Qt.ItemDataRole.ForegroundRole:
                return theme().color(self.standing(line).role) if column == Column.OUTCOME else None
            case Qt.ItemDataRole.DecorationRole:
                found = self.standing(line)
                return icon(found.sign, found.role) if column == Column.OUTCOME else None
            case Qt.ItemDataRole.FontRole:
                if column in (Column.CHANGED, Column.SUPPORT_ID):
                    return mono_font()
                return number_font() if column == Column.WHEN else ui_font()
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(line, column)
        return None

    def _text(self, line: JournalLine, column: int) -> str:
        match column:
            case Column.WHEN:
                return when(line.at)
            case Column.COMPANY:
                return f"{line.company} · {line.entity}" if line.entity else line.company
            case Column.USER:
                return line.user
            case Column.ACTION:
                return done_word(line)
            case Column.RECORD:
                return line.title or line.object
            case Column.CHANGED:
                return line.changed
            case Column.OUTCOME:
                return self.standing(line).word
            case _:
                return line.support_id

    def _tip(self, line: JournalLine, column: int) -> str | None:
        if column == Column.OUTCOME:
            return "\n".join(part for part in (self.standing(line).sentence, line.detail) if part) or None
        if column == Column.RECORD:
            return f"{line.object} {line.key or ''}".strip()
        return self._text(line, column) or None if column in (Column.CHANGED, Column.COMPANY) else None
