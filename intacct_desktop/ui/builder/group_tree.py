"""The groups of a filter expression as a tree in which rows are dragged with the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTreeView, QWidget

from intacct_desktop.api.expression_edits import Edit, Item, Path, grouped, left_out, moved
from intacct_desktop.ui.builder.group_painting import CHIP, GroupDelegate, word_rect
from intacct_desktop.ui.builder.group_rows import GroupModel, GroupRole, GroupRowKind
from intacct_desktop.ui.theme import ROW, Role, theme

INDENT = 28
_ROOM_FOR_LEVELS = 8 * INDENT
_BAR = 3
_EDGE = 8  # pixels at the top and the bottom of a row that mean before and after it
_SCROLL_MS = 40

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Place:
    """Where dragged rows would go: into a group before an item, or onto an item, or out of the expression; ``mark`` is drawn."""

    mark: QRect
    into: Path | None = None
    at: int = 0
    onto: Path | None = None


class GroupTree(QTreeView):
    """`edited` carries an `Edit`, `turn_wanted` the path of a group whose word was pressed, `used` the number of a filter left out."""

    edited = Signal(object)
    turn_wanted = Signal(object)
    use_wanted = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = GroupModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(GroupDelegate(self))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setItemsExpandable(False)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.viewport().setMouseTracking(True)
        self._press: QPoint | None = None
        self._mouse = QPoint()
        self._pressed_word = False
        self._dragged: tuple[Item, ...] = ()
        self._place: Place | None = None
        self._edit: Edit | None = None
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    @property
    def items(self) -> list[Item]:
        """What is selected, as edits name it; the current row where nothing is."""
        found = (self.rows.item(index) for index in self.selectionModel().selectedRows() or [self.currentIndex()])
        return [item for item in found if item is not None]

    def show_levels(self, depth: int) -> None:
        """Make room for so many groups within each other: deep ones are indented less."""
        self.setIndentation(max(4, min(INDENT, _ROOM_FOR_LEVELS // max(depth, 1))))

    def select(self, paths: Sequence[Path]) -> None:
        """Select these rows, the first one the current one; for one that is gone, its neighbour or the group around it."""
        selection = self.selectionModel()
        selection.clearSelection()
        indexes = [self._nearest(path) for path in paths]
        for index in indexes:
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)
        if indexes:
            first = indexes[0]
            selection.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first)

    def _nearest(self, path: Path) -> QModelIndex:
        while path and not self.rows.index_at(path).isValid():
            path = (*path[:-1], path[-1] - 1) if path[-1] else path[:-1]
        return self.rows.index_at(path)

    # painting

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A bar for each group that the row stands in, from the group's word down to its last row."""
        if not self.isEnabled():
            painter.fillRect(rect, theme().color(Role.BASE))  # the style shows what is selected here all the same
        levels: list[tuple[Index, bool]] = []
        row, last = index, not self.rows.hasChildren(index)
        while row.parent().isValid():
            last = last and row.row() == self.rows.rowCount(row.parent()) - 1
            levels.insert(0, (row.parent(), last))
            row = row.parent()
        for level, (group, ends) in enumerate(levels):
            if group.data(GroupRole.KIND) is GroupRowKind.GROUP:
                bar = QRect(rect.left() + level * self.indentation() + (CHIP - _BAR) // 2, rect.top(), _BAR, rect.height() - 3 * ends)
                painter.fillRect(bar, theme().color(Role.ACCENT if level and self.isEnabled() else Role.EDGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._place is not None and self._edit is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            mark = self._place.mark
            if mark.height() <= _BAR:
                painter.fillRect(mark, theme().color(Role.ACCENT))
            else:
                painter.setPen(theme().color(Role.ACCENT))
                painter.drawRoundedRect(mark.toRectF().adjusted(-2.5, 0.5, -0.5, -0.5), 3, 3)
            painter.end()

    # keys

    def event(self, event: QEvent) -> bool:
        """The keys of its own actions are meant here, whatever they are in the window."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        key, action = event.key(), self._meant(event)
        if key == Qt.Key.Key_Escape and self._dragged:
            self._end_drag()
        elif key == Qt.Key.Key_Space and index.isValid():
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Toggle)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(item := self.rows.item(index), int):
            self.use_wanted.emit(item)
        elif action is not None:
            action.trigger()
        else:
            super().keyPressEvent(event)

    def _meant(self, event: QKeyEvent) -> QAction | None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        return next((action for action in self.actions() if keys in action.shortcuts()), None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._end_drag()
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        self._press = at if plain and index.isValid() else None
        self._pressed_word = plain and word_rect(index, self.visualRect(index)).contains(at)
        if self._press is not None and self.selectionModel().isSelected(index):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)  # all of them may be dragged
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._press is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            self.viewport().update()  # the word under the mouse
            return
        if not self._dragged and (at - self._press).manhattanLength() >= QApplication.startDragDistance():
            self._dragged = tuple(item for item in self.items if item != ())
        if self._dragged:
            self._drag_to(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        press, self._press = self._press, None
        edit = self._edit
        if self._dragged:
            self._end_drag()
            if edit is not None:
                self.edited.emit(edit)
        elif press is None:
            super().mouseReleaseEvent(event)
        elif index.isValid() and index == self.indexAt(press):
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if self._pressed_word and word_rect(index, self.visualRect(index)).contains(at):
                self.turn_wanted.emit(self.rows.item(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two is a press like the first."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()

    def _drag_to(self, at: QPoint) -> None:
        self._mouse = at
        place = self._place_at(at)
        if place != self._place:
            self._place = place
            self._edit = self._edit_for(place)
            allowed = self._edit is not None
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor if allowed else Qt.CursorShape.ForbiddenCursor)
            self.viewport().update()
        outside = at.y() < _EDGE or at.y() > self.viewport().height() - _EDGE
        if outside and not self._scroll.isActive():
            self._scroll.start()
        elif not outside:
            self._scroll.stop()

    def _end_drag(self) -> None:
        self._scroll.stop()
        self._dragged, self._place, self._edit = (), None, None
        self.viewport().unsetCursor()
        self.viewport().update()

    def _scroll_on(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (ROW // 2 if self._mouse.y() > self.viewport().height() // 2 else -ROW // 2))
        self._drag_to(self._mouse)

    def _edit_for(self, place: Place | None) -> Edit | None:
        node = self.rows.tree
        if place is None or node is None:
            return None
        if place.onto is not None:
            return grouped(node, self._dragged, place.onto)
        if place.into is not None:
            return moved(node, self._dragged, place.into, place.at)
        return left_out(node, [item for item in self._dragged if isinstance(item, tuple)])

    def _place_at(self, at: QPoint) -> Place | None:
        index = self.indexAt(QPoint(1, at.y()))
        if not index.isValid():
            top = self.rows.index_at(())
            return Place(self._line(self.indentation(), self._bottom(top)), (), self.rows.rowCount(top))
        path = self.rows.item(index)
        row = self.visualRect(index)
        if not isinstance(path, tuple):
            return Place(self.visualRect(self.rows.index(1, 0)))
        before, after = at.y() < row.top() + _EDGE, at.y() > row.bottom() - _EDGE
        if self.rows.hasChildren(index):
            if before and path:
                return Place(self._line(row.left(), row.top()), path[:-1], path[-1])
            if before or after:
                return Place(self._line(row.left() + self.indentation(), row.bottom() + 1), path, 0)
            return Place(row, path, self.rows.rowCount(index))
        if path and before:
            return Place(self._line(row.left(), row.top()), path[:-1], path[-1])
        if path and after:
            return self._after(index, at)
        return Place(row, onto=path)

    def _bottom(self, index: QModelIndex) -> int:
        """Where the last row of a group ends."""
        while self.rows.hasChildren(index):
            index = self.rows.index(self.rows.rowCount(index) - 1, 0, index)
        return self.visualRect(index).bottom() + 1

    def _after(self, index: Index, at: QPoint) -> Place:
        """After the row, or, further to the left, after the group that it is the last of."""
        row = self.visualRect(index)
        left = row.left()
        while at.x() < left and (group := index.parent()).parent().isValid() and index.row() == self.rows.rowCount(group) - 1:
            index = group
            left -= self.indentation()
        path = self.rows.item(index)
        assert isinstance(path, tuple)  # noqa: S101  # only rows of the tree are walked
        return Place(self._line(left, row.bottom() + 1), path[:-1], path[-1] + 1)

    def _line(self, left: int, middle: int) -> QRect:
        top = min(max(middle - 1, 0), self.viewport().height() - _BAR + 1)
        return QRect(left, top, self.viewport().width() - left - 4, _BAR - 1)
