"""The runs of queries as a table: when, what, where, how many rows, how long, and how it ended."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from intacct_desktop.api.naming import short_name, title_of
from intacct_desktop.ui.builder.sentence import sentence, short_sentence
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.request_log import seconds_text
from intacct_desktop.ui.results.words import day
from intacct_desktop.ui.theme import Role, mono_font, number_font, theme, ui_font
from intacct_desktop.workspace.history import HistoryEntry

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    WHEN = 0
    TITLE = 1
    OBJECT = 2
    COMPANY = 3
    ENTITY = 4
    ROWS = 5
    SECONDS = 6
    OUTCOME = 7


_NUMBERS = (Column.ROWS, Column.SECONDS)


class HistoryModel(QAbstractTableModel):
    """Entries, the latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[HistoryEntry] = ()
        self._said: dict[int, str] = {}

    @property
    def entries(self) -> Sequence[HistoryEntry]:
        return self._entries

    def show(self, entries: Sequence[HistoryEntry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self._said.clear()
        self.endResetModel()

    def entry(self, row: int) -> HistoryEntry:
        return self._entries[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.WHEN: self.tr("When"),
            Column.TITLE: self.tr("Query"),
            Column.OBJECT: self.tr("Object"),
            Column.COMPANY: self.tr("Company"),
            Column.ENTITY: self.tr("Entity"),
            Column.ROWS: self.tr("Rows"),
            Column.SECONDS: self.tr("Duration"),
            Column.OUTCOME: self.tr("Outcome"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, column = self._entries[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._title(index.row()) if column == Column.TITLE else self._text(entry, column)
            case Qt.ItemDataRole.ForegroundRole:
                return theme().color(_COLOUR[entry.outcome]) if column == Column.OUTCOME and entry.outcome in _COLOUR else None
            case Qt.ItemDataRole.DecorationRole:
                return icon(*_SIGN[entry.outcome]) if column == Column.OUTCOME and entry.outcome in _SIGN else None
            case Qt.ItemDataRole.FontRole:
                if column == Column.OBJECT:
                    return mono_font()
                return number_font() if column in (Column.WHEN, *_NUMBERS) else ui_font()
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry, column)
        return None

    def _title(self, row: int) -> str:
        """The query's name; what it asks, where it has none but its object's."""
        entry = self._entries[row]
        if entry.title not in ("", title_of(entry.query.object)):
            return entry.title
        if row not in self._said:
            self._said[row] = short_sentence(entry.query, _no_field)
        return self._said[row]

    def _text(self, entry: HistoryEntry, column: int) -> str:
        match column:
            case Column.WHEN:
                local = entry.at.astimezone()
                return f"{day(local.date())} {local:%H:%M}"
            case Column.OBJECT:
                return short_name(entry.query.object)
            case Column.COMPANY:
                return entry.company
            case Column.ENTITY:
                return entry.entity or self.tr("Top level")
            case Column.ROWS:
                return self._rows(entry)
            case Column.SECONDS:
                return seconds_text(entry.seconds)
            case _:
                return self._outcome(entry)

    def _rows(self, entry: HistoryEntry) -> str:
        """Those that were loaded, and of how many; nothing where none came."""
        if entry.rows is None:
            return ""
        rows = QLocale().toString(entry.rows)
        if entry.total is None or entry.total == entry.rows:
            return rows
        return self.tr("{rows} of {total}").format(rows=rows, total=QLocale().toString(entry.total))

    def _outcome(self, entry: HistoryEntry) -> str:
        words = {"done": self.tr("done"), "failed": self.tr("failed"), "stopped": self.tr("stopped")}
        return words.get(entry.outcome, entry.outcome)

    def _tip(self, entry: HistoryEntry, column: int) -> str | None:
        if column == Column.OUTCOME:
            return entry.detail or None
        if column == Column.OBJECT:
            return entry.query.object
        if column == Column.WHEN:
            return QLocale().toString(QDateTime(entry.at.astimezone()), QLocale.FormatType.LongFormat)
        return sentence(entry.query, _no_field) if column == Column.TITLE else None


def _no_field(path: str) -> None:
    """The models of other companies are not at hand; a sentence says a field by its name then."""


_COLOUR = {"failed": Role.NEGATIVE, "stopped": Role.WARNING}
_SIGN = {"failed": ("error", Role.NEGATIVE), "stopped": ("stop", Role.WARNING)}


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
