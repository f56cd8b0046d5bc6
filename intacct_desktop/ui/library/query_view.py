"""How the tree of queries looks and answers keys: names left, objects right, matches marked, what a person can do first as a link."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from intacct_desktop.ui.explorer.painting import draw, width
from intacct_desktop.ui.library.query_rows import Part, QueryTreeModel, RowKind
from intacct_desktop.ui.theme import ROW, SMALL_PX, SPACE, Role, mono_font, theme, ui_font

_INDENT = 18
_SIDE = 14  # of a sign
_COLOUR = {RowKind.HINT: Role.MUTED, RowKind.OFFER: Role.ACCENT, RowKind.DAMAGED: Role.NEGATIVE}
_LEAST_DETAIL = 56  # a name cut shorter than this says nothing
_FOLDS = frozenset({RowKind.SECTION, RowKind.FOLDER, RowKind.GROUP})


class QueryDelegate(QStyledItemDelegate):
    """One row: its sign, its title, and at the right what there is room for of its detail."""

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

        kind = index.data(Part.KIND)
        small = kind is RowKind.HINT
        font = ui_font(SMALL_PX) if small else ui_font(strong=kind is RowKind.SECTION)
        box = cell.rect.adjusted(SPACE[0], 0, -SPACE[2], 0)
        if not sign.isNull():
            sign.paint(painter, QRect(box.left(), box.center().y() - _SIDE // 2, _SIDE, _SIDE))
            box.setLeft(box.left() + _SIDE + SPACE[0])
        words = () if kind in (RowKind.SECTION, RowKind.HINT, RowKind.OFFER) else self.words
        detail = index.data(Part.DETAIL)
        left_over = box.width() - width(title, font, words) - SPACE[2]
        if detail and left_over >= (right := min(width(detail, mono_font(), ()), max(left_over, _LEAST_DETAIL))):
            place = QRect(box.right() + 1 - right, box.top(), right, box.height())
            draw(painter, place, detail, mono_font(), theme().color(Role.MUTED), (), right=True)
            box.setRight(box.right() - right - SPACE[2])
        colour = theme().color(_COLOUR[kind]) if kind in _COLOUR else cell.palette.text().color()
        draw(painter, box, title, font, colour, words)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        editor.setGeometry(option.rect)


class QueryView(QTreeView):
    """The tree. Its signals carry rows: of Enter or a double click, of Ctrl+Enter, of Delete, of the menu; `undo_wanted` is Ctrl+Z."""

    chosen = Signal(QModelIndex)
    run_wanted = Signal(QModelIndex)
    delete_wanted = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex)
    undo_wanted = Signal()

    def __init__(self, model: QueryTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delegate = QueryDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.can_undo = False
        """Whether Ctrl+Z means the last deletion here, and not the query in front."""

    @property
    def is_editing(self) -> bool:
        """Whether a name is being typed in its place."""
        return self.state() == QAbstractItemView.State.EditingState

    def event(self, event: QEvent) -> bool:
        undo = (
            isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Undo)
        )
        if undo and self.can_undo:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.can_undo and event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif self.is_editing or not index.isValid():
            super().keyPressEvent(event)
        elif enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.run_wanted.emit(index)
        elif enters and index.data(Part.KIND) in _FOLDS:
            self.setExpanded(index, not self.isExpanded(index))
        elif enters:
            self.chosen.emit(index)
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit(index)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.data(Part.KIND) is RowKind.OFFER:
            self.chosen.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        kind = index.data(Part.KIND)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and kind not in _FOLDS and kind is not RowKind.OFFER:
            self.chosen.emit(index)
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index)
