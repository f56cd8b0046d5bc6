"""The requests of this session as they went over the wire: a table of `Exchange` records, and the whole of the chosen one beside it."""

from enum import IntEnum

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QWidget,
)

from intacct_desktop.api.exchange import Exchange
from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.row_table import row_table
from intacct_desktop.ui.theme import Role, mono_font, number_font, theme

Index = QModelIndex | QPersistentModelIndex

MOST = 2_000
"""Exchanges kept; the oldest make room."""


class Column(IntEnum):
    TIME = 0
    METHOD = 1
    PATH = 2
    STATUS = 3
    SIZE = 4
    SECONDS = 5


class RequestModel(QAbstractTableModel):
    """Exchanges, oldest first, at most `MOST`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchanges: list[Exchange] = []

    def add(self, exchange: Exchange) -> None:
        if len(self._exchanges) >= MOST:
            self.beginRemoveRows(QModelIndex(), 0, 0)
            del self._exchanges[0]
            self.endRemoveRows()
        row = len(self._exchanges)
        self.beginInsertRows(QModelIndex(), row, row)
        self._exchanges.append(exchange)
        self.endInsertRows()

    def clear(self) -> None:
        self.beginResetModel()
        self._exchanges.clear()
        self.endResetModel()

    def exchange(self, row: int) -> Exchange:
        return self._exchanges[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._exchanges)

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
            Column.TIME: self.tr("Time"),
            Column.METHOD: self.tr("Method"),
            Column.PATH: self.tr("Path"),
            Column.STATUS: self.tr("Status"),
            Column.SIZE: self.tr("Size"),
            Column.SECONDS: self.tr("Duration"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        exchange = self._exchanges[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(exchange, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color(Role.NEGATIVE) if exchange.failed else None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("error", Role.NEGATIVE) if exchange.failed and column == Column.STATUS else None
        if role == Qt.ItemDataRole.FontRole:
            return mono_font() if column in (Column.METHOD, Column.PATH) else number_font()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.PATH:
            return self._text(exchange, column)
        return None

    def _text(self, exchange: Exchange, column: int) -> str:
        match column:
            case Column.TIME:
                return exchange.started.astimezone().strftime("%H:%M:%S")
            case Column.METHOD:
                return exchange.method
            case Column.PATH:
                return f"{exchange.path}?{exchange.parameters}" if exchange.parameters else exchange.path
            case Column.STATUS:
                return self.tr("no answer") if exchange.status is None else str(exchange.status)
            case Column.SIZE:
                return size_text(exchange.size)
            case _:
                return seconds_text(exchange.seconds)


def size_text(size: int | None) -> str:
    """Bytes for people: "41 kB"; nothing when there was no answer."""
    if size is None:
        return ""
    return QLocale().formattedDataSize(size, 0 if size < 1_000_000 else 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def seconds_text(seconds: float) -> str:
    """ "0.31 s"."""
    return f"{QLocale().toString(seconds, 'f', 2)} s"


def line_text(exchange: Exchange) -> str:
    """The exchange in one line, e.g. "POST /services/core/query · 200 · 41 kB · 0.31 s"."""
    status = QCoreApplication.translate("RequestModel", "no answer") if exchange.status is None else str(exchange.status)
    parts = (f"{exchange.method} {exchange.path}", status, size_text(exchange.size), seconds_text(exchange.seconds))
    return " · ".join(part for part in parts if part)


def whole_text(exchange: Exchange) -> str:
    """Request and answer as text: first lines, headers, bodies, JSON indented."""
    target = f"{exchange.path}?{exchange.parameters}" if exchange.parameters else exchange.path
    lines = [f"{exchange.method} {target}"]
    lines += [f"{name}: {value}" for name, value in exchange.request_headers.items()]
    if exchange.request_body:
        lines += ["", _indented(exchange.request_body)]
    lines.append("")
    lines.append(f"HTTP {exchange.status}" if exchange.status is not None else (exchange.error or ""))
    lines += [f"{name}: {value}" for name, value in exchange.response_headers.items()]
    if exchange.response_excerpt:
        lines += ["", _indented(exchange.response_excerpt)]
    if exchange.error and exchange.status is not None:
        lines += ["", exchange.error]
    return "\n".join(lines)


def _indented(body: str) -> str:
    """JSON with line breaks, its values untouched. Anything else, an excerpt cut short included, as it is."""
    try:
        return msgspec.json.format(body, indent=2)
    except msgspec.MsgspecError:
        return body


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (Column.SIZE, Column.SECONDS) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class RequestLog(QSplitter):
    """The dock page "Requests". `last_changed` carries the latest exchange in one line, for where the dock is folded."""

    last_changed = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(self.tr("Requests"))
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._actions = actions
        self.model = RequestModel(self)
        self._table = self._build_table()
        self._whole = QPlainTextEdit(self)
        self._whole.setReadOnly(True)
        self._whole.setProperty("role", "mono")
        self._whole.setProperty("pane", True)
        self._whole.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._whole.setAccessibleName(self.tr("The whole request and answer"))
        self._whole.setPlaceholderText(self.tr("Choose a request to see its headers, its body and the beginning of the answer."))
        self.addWidget(self._table)
        self.addWidget(self._whole)
        self.setSizes([800, 400])
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 1)
        self._declare()

    def add(self, exchange: Exchange) -> None:
        """Log one exchange; the table keeps to the end unless the person scrolled away from it."""
        bar = self._table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self.model.add(exchange)
        if at_end:
            self._table.scrollToBottom()
        self.last_changed.emit(line_text(exchange))
        self._offer()

    def clear(self) -> None:
        self.model.clear()
        self._whole.clear()
        self.last_changed.emit("")
        self._offer()

    def chosen(self) -> list[Exchange]:
        """The selected exchanges, oldest first."""
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        return [self.model.exchange(row) for row in rows]

    def choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self._table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    def _build_table(self) -> QTableView:
        table = row_table(self.model, self.tr("Requests"), Column.PATH, self)
        table.setItemDelegate(MatchDelegate(table))
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.customContextMenuRequested.connect(self._open_menu)
        for column, width in {Column.TIME: 84, Column.METHOD: 76, Column.STATUS: 104, Column.SIZE: 96, Column.SECONDS: 88}.items():
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(self._show_whole)
        return table

    def _declare(self) -> None:
        declare, handle, group = self._actions.declare, self._actions.handle, "requests"
        declare("requests.copy", self.tr("Copy selected requests"), menu=Menu.TOOLS, shortcut="Ctrl+Alt+C", icon="copy", group=group)
        declare("requests.clear", self.tr("Clear the request list"), menu=Menu.TOOLS, shortcut="Ctrl+Shift+L", icon="trash", group=group)
        handle("requests.copy", self._copy)
        handle("requests.clear", self.clear)
        self._offer()

    def _offer(self) -> None:
        self._actions.set_enabled("requests.copy", bool(self.chosen()))
        self._actions.set_enabled("requests.clear", self.model.rowCount() > 0)

    def _show_whole(self) -> None:
        chosen = self.chosen()
        self._whole.setPlainText("\n\n".join(whole_text(exchange) for exchange in chosen[:1]))
        self._offer()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(whole_text(exchange) for exchange in self.chosen()) + "\n")

    def _open_menu(self, where: QPoint) -> None:
        self._actions.context_menu(self, "requests.copy", "-", "requests.clear").popup(self._table.viewport().mapToGlobal(where))
