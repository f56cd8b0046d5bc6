"""The list that opens below a box while one types: what would be entered, and in muted words beside it what that is."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from intacct_desktop.ui.theme import ROW, Role, mono_font, theme, ui_font

BESIDE = Qt.ItemDataRole.UserRole + 1
"""The role of the words beside."""
_PADDING = 8
_GAP = 16
_WIDEST = 520


class OfferList(QListView):
    """The popup of a completer; its rows have `BESIDE`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.Box)
        self.setProperty("role", "offers")
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def serve(self, completer: QCompleter) -> None:
        """Be the completer's popup, which puts a delegate of its own on it."""
        completer.setPopup(self)
        self.setItemDelegate(_Offer(self))

    def widen(self, least: int, offers: Iterable[tuple[str, str]]) -> None:
        """Make room for these words, in reason."""
        main, beside = QFontMetrics(mono_font()), QFontMetrics(ui_font())
        needed = max(
            (main.horizontalAdvance(words) + beside.horizontalAdvance(more) + _GAP for words, more in offers),
            default=0,
        )
        self.setMinimumWidth(min(max(least, needed + 2 * _PADDING + 24), _WIDEST))


class _Offer(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        line: QRect = option.rect
        state = option.state
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(line, theme().color(Role.SELECTION))
        elif state & QStyle.StateFlag.State_MouseOver and enabled:
            painter.fillRect(line, theme().color(Role.HOVER))
        room = line.adjusted(_PADDING, 0, -_PADDING, 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(mono_font())
        painter.setPen(theme().color(Role.TEXT if enabled else Role.DISABLED))
        words = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room.width())
        used = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignLeft), words)
        room.setLeft(room.left() + used + _GAP)
        painter.setFont(ui_font())
        painter.setPen(theme().color(Role.MUTED))
        beside = painter.fontMetrics().elidedText(str(index.data(BESIDE) or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), beside)
        painter.restore()
