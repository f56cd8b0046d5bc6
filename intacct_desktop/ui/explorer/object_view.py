"""How the object tree looks and answers keys: readable names left, API names right, matches marked, a star instead of a fold mark.

Services and workflow actions carry a sign, so that they are told from objects.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from intacct_desktop.ui.explorer.matching import spans
from intacct_desktop.ui.explorer.object_rows import FAVOURITES, RECENT, RESOURCES, ObjectRole, ObjectRowKind, ObjectTreeModel
from intacct_desktop.ui.explorer.painting import draw, width
from intacct_desktop.ui.field_drag import FieldsView
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import ROW, SPACE, Role, mono_font, theme, ui_font

_SIGN = {FAVOURITES: "star-filled", RECENT: "clock"}
_INDENT = 18
_SIDE = 14  # of a sign
_MARKED = RESOURCES | {ObjectRowKind.FIELD}
_FOLDS = frozenset({ObjectRowKind.SECTION, ObjectRowKind.GROUP})
_LEAST = 40  # a title narrower than this says nothing
_LEAST_DETAIL = 56  # nor does so much of an API name


class ObjectDelegate(QStyledItemDelegate):
    """One row: title left, detail right and muted. Where both do not fit, what holds the only match stays, else the title does.

    The title says the same as the detail: a detail with little room left is not begun. Beside a title that is cut itself it takes a third,
    beside a service's nothing: what the service does stands last.
    """

    words: tuple[str, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        title, cell.text = cell.text, ""
        sign, cell.icon = QIcon(cell.icon), QIcon()
        style = cell.widget.style() if cell.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)

        kind = index.data(ObjectRole.KIND)
        detail = index.data(ObjectRole.DETAIL)
        font = ui_font(strong=kind is ObjectRowKind.SECTION)
        muted = theme().color(Role.MUTED)
        box = cell.rect.adjusted(SPACE[0], 0, -SPACE[2], 0)
        if not sign.isNull():
            _draw_sign(painter, sign, box.left(), box.center().y())
            box.setLeft(box.left() + _SIDE + SPACE[0])
        title_words = self.words if kind in _MARKED else ()
        right = 0
        if detail:
            mono = mono_font()
            words = () if kind in _FOLDS else self.words
            wanted = width(detail, mono, words)
            left_over = box.width() - width(title, font, title_words) - SPACE[2]
            if bool(spans(detail, words)) and not spans(title, title_words):
                right = min(wanted, box.width())
            elif left_over < 0:
                right = min(wanted, box.width() // 3) if sign.isNull() else 0
            elif left_over >= min(wanted, _LEAST_DETAIL):
                right = min(wanted, left_over)
            place = QRect(box.right() + 1 - right, box.top(), right, box.height())
            draw(painter, place, detail, mono, muted, words, right=True)
            right += SPACE[2] if right else 0
        colour = muted if kind is ObjectRowKind.MORE else cell.palette.text().color()
        if box.width() - right >= _LEAST:
            draw(painter, box.adjusted(0, 0, -right, 0), title, font, colour, title_words)


def _draw_sign(painter: QPainter, sign: QIcon, left: int, middle: int) -> None:
    sign.paint(painter, QRect(left, middle - _SIDE // 2, _SIDE, _SIDE))


class ObjectView(FieldsView):
    """The tree. `chosen` carries the row that Enter or a double click means; `query_wanted` the row of Ctrl+Enter; `menu_wanted` a row."""

    chosen = Signal(QModelIndex)
    query_wanted = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex)

    def __init__(self, model: ObjectTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = ObjectDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setDragEnabled(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        sign = _SIGN.get(index.data(ObjectRole.OBJECT)) if index.data(ObjectRole.KIND) is ObjectRowKind.SECTION else None
        if sign is None:
            super().drawBranches(painter, rect, index)
            return
        _draw_sign(painter, icon(sign, Role.TEXT), rect.right() + 1 - _INDENT // 2 - _SIDE // 2, rect.center().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not index.isValid():
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.query_wanted.emit(index)
        elif index.data(ObjectRole.KIND) in _FOLDS:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.chosen.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.data(ObjectRole.KIND) in _MARKED:
            self.chosen.emit(index)
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index)
