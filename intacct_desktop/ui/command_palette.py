"""Find anything that can be done, by typing a part of its name (Ctrl+P)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from rapidfuzz import fuzz, process, utils

from intacct_desktop.ui.actions import Actions, Menu
from intacct_desktop.ui.search_box import SearchBox
from intacct_desktop.ui.theme import ROW, SMALL_PX, Role, hairline, theme, ui_font

_MOST = 60
_ENTRY = ROW + 2  # the height of one
_GOOD_ENOUGH = 75.0
_DETAIL = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """Something the palette offers: `title` is matched together with `detail` (a shortcut, an API name), `run` does it."""

    title: str
    detail: str
    run: Callable[[], object]
    icon: QIcon | None = None


Provider = Callable[[], Sequence[Entry]]
"""Asked once each time the palette opens; answers at once."""


def matches(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that resemble `typed`, best first; all of them, as they come, for nothing typed."""
    if not typed.strip():
        return list(entries)[:_MOST]
    names = [f"{entry.title} {entry.detail}" for entry in entries]
    found = process.extract(typed, names, scorer=_likeness, processor=utils.default_process, limit=_MOST, score_cutoff=_GOOD_ENOUGH)
    return [entries[position] for _, _, position in found]


def _likeness(typed: str, name: str, *, score_cutoff: float | None = None) -> float:
    """Whole words first, then beginnings of words, then what is merely similar."""
    score: float = fuzz.WRatio(typed, name, score_cutoff=score_cutoff)
    words = name.split()
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        score = 100.0 + (10.0 if name.startswith(typed) else 0.0) - len(name) / 1000
    return score


class CommandPalette(QDialog):
    """Opens with `open_palette`; keys: type, up and down, Enter, Escape."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        """`parent` is the window it opens over; it declares its own action, "view.search"."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self._over = parent
        self._opener = actions.declare(
            "view.search", self.tr("Search everything…"), menu=Menu.VIEW, shortcut="Ctrl+P", icon="search", group="search"
        )
        actions.handle("view.search", self.open_palette)
        self._providers: list[Provider] = []
        self._entries: list[Entry] = []
        self._room = 14 * _ENTRY
        self.setProperty("role", "page")
        self.setWindowTitle(self.tr("Search everything"))
        self.setAccessibleName(self.windowTitle())
        self._line = SearchBox(self.tr("Search actions and objects"), self)
        self._found = _Found(self)
        self._list = QListView(self)
        self._list.setModel(self._found)
        self._list.setItemDelegate(_EntryDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(self.tr("What was found"))
        self._nothing = QLabel(self.tr("Nothing like that. Try a part of an action's or an object's name."), self)
        self._nothing.setProperty("role", "muted")
        self._nothing.setContentsMargins(12, 12, 12, 12)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._line)
        column.addWidget(hairline())
        column.addWidget(self._list)
        column.addWidget(self._nothing)
        self._line.textEdited.connect(self._search)
        self._line.installEventFilter(self)
        self._list.clicked.connect(self._choose)

    def add_provider(self, provider: Provider) -> None:
        """Offer more than actions, e.g. the objects of the company."""
        self._providers.append(provider)

    def open_palette(self) -> None:
        """Show it over the upper middle of its window, empty and ready to type."""
        native = QKeySequence.SequenceFormat.NativeText
        self._entries = [
            Entry(
                action.text().removesuffix("…"),
                action.shortcut().toString(native) or self._actions.menu_of(action).text().replace("&", ""),
                action.trigger,
                action.icon(),
            )
            for action in self._actions.enabled()
            if action is not self._opener
        ]
        for provider in self._providers:
            self._entries += provider()
        window = self._over.window()
        width = min(600, window.width() - 48)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.setFixedWidth(width)
        self._room = min(14 * _ENTRY, window.height() - 160)
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + 64)
        self._line.clear()
        self._search("")
        self.open()
        self._line.setFocus()

    def _search(self, typed: str) -> None:
        self._found.set_entries(matches(self._entries, typed))
        anything = self._found.rowCount() > 0
        self._list.setVisible(anything)
        self._nothing.setVisible(not anything)
        self._list.setFixedHeight(min(self._found.rowCount() * _ENTRY, self._room))
        self.setFixedHeight(self._column.sizeHint().height())
        if anything:
            self._list.setCurrentIndex(self._found.index(0))

    def _choose(self, index: QModelIndex) -> None:
        entry = self._found.entry(index)
        self.accept()
        entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                QApplication.sendEvent(self._list, event)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._list.isVisible() and self._list.currentIndex().isValid():
                    self._choose(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)


class _Found(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Entry] = []

    def set_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self._rows = entries
        self.endResetModel()

    def entry(self, index: Index) -> Entry:
        return self._rows[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.DecorationRole:
            return entry.icon if entry.icon is not None and not entry.icon.isNull() else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {entry.detail}" if entry.detail else entry.title
        if role == _DETAIL:
            return entry.detail
        return None


class _EntryDelegate(QStyledItemDelegate):
    """The title, and the detail muted at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme().color(Role.SELECTION))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme().color(Role.HOVER))
        row: QRect = option.rect.adjusted(8, 0, -12, 0)
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(sign, QIcon):
            sign.paint(painter, QRect(row.left(), row.center().y() - 7, 16, 16))
        painter.save()
        painter.setFont(ui_font(SMALL_PX))
        painter.setPen(theme().color(Role.MUTED))
        detail = str(index.data(_DETAIL))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, detail)
        room = row.adjusted(24, 0, -painter.fontMetrics().horizontalAdvance(detail) - 12, 0)
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        title = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ENTRY)
