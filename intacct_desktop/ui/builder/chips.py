"""Chips: one small box for each column or order of a query, in a row that is reordered by mouse or keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSizePolicy, QWidget

from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, mono_font, theme

_HEIGHT = 28
_BOX = 22
_PAD = 7
_CROSS = 12
_GAP = 5
_WIDEST = 320
_BAR = 2


@dataclass(frozen=True)
class ChipText:
    """What a chip shows and what a screen reader says; ``warning`` is a tip that also puts a warning sign on it, ``sign`` names an icon."""

    text: str
    name: str
    tip: str = ""
    warning: str = ""
    sign: str = ""


class Chip(QAbstractButton):
    """Its words, and a cross to remove it. Delete removes, Alt+Left and Alt+Right move, Left and Right go to its neighbours."""

    removed = Signal()
    stepped = Signal(int)
    """Move by so many places."""
    passed = Signal(int)
    """Give the focus to the neighbour so many places on."""
    dragged = Signal(QPoint)
    """The mouse pulls it, to this point of its parent."""
    dropped = Signal(bool)
    """Let go: True to stay there, False to go back."""
    menu_wished = Signal(QPoint)
    """At this point of the screen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = ChipText("", "")
        self._press: QPoint | None = None
        self._dragging = False
        self.setFont(mono_font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, chip: ChipText) -> None:
        if chip == self._shown:
            return  # of 400 chips one or two change with a key that is typed
        self._shown = chip
        self.setText(chip.text)
        self.setAccessibleName(chip.name)
        self.setToolTip("\n".join(line for line in (chip.warning, chip.tip) if line))
        self.setAccessibleDescription(chip.warning)
        self.updateGeometry()
        self.update()

    @property
    def shown(self) -> ChipText:
        return self._shown

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        signs = (_CROSS + _GAP) * len(self._signs)
        return QSize(min(_PAD + signs + words + _GAP + _CROSS + _PAD, _WIDEST), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), _HEIGHT)

    @property
    def _signs(self) -> list[tuple[str, Role]]:
        warning = [("warning", Role.WARNING)] if self._shown.warning else []
        return [*warning, *([(self._shown.sign, Role.ACCENT)] if self._shown.sign else [])]

    def _box(self) -> QRect:
        return QRect(0, (self.height() - _BOX) // 2, self.width(), _BOX)

    def _cross(self) -> QRect:
        return QRect(self.width() - _PAD - _CROSS, (self.height() - _CROSS) // 2, _CROSS, _CROSS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(Role.SELECTION if self._dragging or self.isDown() else Role.CHIP))
        painter.drawRoundedRect(box, 3, 3)
        if self.hasFocus():
            painter.setPen(theme().color(Role.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        left = _PAD
        for name, role in self._signs:
            icon(name, role).paint(painter, QRect(left, (self.height() - _CROSS) // 2, _CROSS, _CROSS))
            left += _CROSS + _GAP
        words = QRect(left, 0, self._cross().left() - _GAP - left, self.height())
        painter.setPen(theme().color(Role.TEXT))
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, words.width() + 1)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        over = self._cross().adjusted(-4, -6, 4, 6).contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
        icon("close", Role.NEGATIVE if over else Role.MUTED).paint(painter, self._cross())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() == Qt.Key.Key_Escape and self._dragging:
            self._let_go(stays=False)
        elif event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            self.menu_wished.emit(self.mapToGlobal(QPoint(0, self.height())))
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(step)
        elif step:
            self.passed.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._press is not None and (at - self._press).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.dragged.emit(self.mapToParent(at))
        self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if self._dragging:
            self._let_go(stays=True)
        elif press is not None and self._on_cross(press) and self._on_cross(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def _let_go(self, *, stays: bool) -> None:
        self._press = None
        self._dragging = False
        self.setDown(False)
        self.update()
        self.dropped.emit(stays)

    def _on_cross(self, point: QPoint) -> bool:
        return self._cross().adjusted(-4, -6, 4, 6).contains(point)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wished.emit(event.globalPos())


class ChipRow(QWidget):
    """Chips and, after the last, what adds more. It says what is wished and shows what it is told.

    ``last`` is what ``add`` stands in, where it does not stand alone; ``offer`` may put more into the menu of the chip at a position.
    """

    removed = Signal(int)
    moved = Signal(int, int)
    """From one position to another."""
    pressed = Signal(int)

    def __init__(
        self,
        add: QWidget,
        parent: QWidget | None = None,
        *,
        last: QWidget | None = None,
        offer: Callable[[QMenu, int], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._offer = offer
        self._chips: list[Chip] = []
        self._taken: tuple[Chip, int] | None = None
        self._flow = FlowLayout(self)
        self._add = add
        self._flow.addWidget(last or add)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def chips(self) -> list[Chip]:
        return list(self._chips)

    def set_chips(self, texts: Sequence[ChipText]) -> None:
        """Show these, keeping the focus on its position: on the add button when no chip is left."""
        if [chip.shown for chip in self._chips] == list(texts):
            return
        self._drop(stays=False)
        focused = self._focused()
        count = len(self._chips)
        above = [self._chips[-1] if self._chips else self._add.previousInFocusChain() or self._add]
        self._flow.setEnabled(False)  # else each chip that comes or goes lays out all of them
        while len(self._chips) > len(texts):
            chip = self._chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < len(texts):
            self._append()
        for chip, text in zip(self._chips, texts, strict=True):
            chip.show_text(text)
        self._flow.setEnabled(True)
        if focused is not None and focused >= len(texts):
            (self._chips[-1] if self._chips else self._add).setFocus()
        if len(texts) > count:
            for before, after in pairwise([*above, *self._chips[count:]]):
                QWidget.setTabOrder(before, after)
        if len(texts) != count:
            self._flow.invalidate()
            self.updateGeometry()

    def landing(self, point: QPoint) -> tuple[int, QRect]:
        """The position of a chip that is let go at a point, and the gap that it would come into: a bar to be drawn."""
        position = self._before(point)
        middle = _BAR // 2 + _GAP // 2 + 1
        if position and (box := self._chips[position - 1].geometry()).bottom() >= point.y():
            left = box.right() + middle  # at the end of this line, not at the beginning of the next
        else:
            box = (self._chips[position] if position < len(self._chips) else self._add).geometry()
            left = box.left() - middle
        return position, QRect(left, box.top() + (_HEIGHT - _BOX) // 2, _BAR, _BOX)

    def menu_for(self, position: int) -> QMenu:
        """What can be done with a chip. Show it with ``popup``; it deletes itself when closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._offer is not None:
            self._offer(menu, position)
            menu.addSeparator()
        last = len(self._chips) - 1
        for sign, words, step in (("arrow-left", self.tr("Move left"), -1), ("arrow-right", self.tr("Move right"), 1)):
            action = menu.addAction(icon(sign), words, QKeySequence("Alt+Left" if step < 0 else "Alt+Right"))
            action.setEnabled(0 <= position + step <= last)
            action.triggered.connect(lambda _checked=False, step=step: self._step(position, step))
        menu.addAction(self.tr("Move to the front")).triggered.connect(lambda: self._step(position, -position))
        menu.addAction(self.tr("Move to the end")).triggered.connect(lambda: self._step(position, last - position))
        menu.addSeparator()
        remove = menu.addAction(icon("trash"), self.tr("Remove"), QKeySequence(Qt.Key.Key_Delete))
        remove.triggered.connect(lambda: self.removed.emit(position))
        return menu

    def _focused(self) -> int | None:
        focused = self.window().focusWidget()
        return next((position for position, chip in enumerate(self._chips) if chip is focused), None)

    def _append(self) -> None:
        chip = Chip(self)
        chip.removed.connect(lambda: self.removed.emit(self._chips.index(chip)))
        chip.clicked.connect(lambda: self.pressed.emit(self._chips.index(chip)))
        chip.stepped.connect(lambda step: self._step(self._chips.index(chip), step))
        chip.passed.connect(lambda step: self._pass(self._chips.index(chip), step))
        chip.dragged.connect(lambda point: self._drag(chip, point))
        chip.dropped.connect(self._drop)
        chip.menu_wished.connect(lambda point: self._open_menu(chip, point))
        self._flow.insert_widget(len(self._chips), chip)
        self._chips.append(chip)
        chip.show()

    def _open_menu(self, chip: Chip, point: QPoint) -> None:
        if QApplication.activePopupWidget() is None:  # where the desktop says the menu key twice: as a key and as a wish
            self.menu_for(self._chips.index(chip)).popup(point)

    def _step(self, position: int, step: int) -> None:
        to = position + step
        if step and 0 <= to < len(self._chips):
            self.moved.emit(position, to)
            self._chips[to].setFocus()

    def _pass(self, position: int, step: int) -> None:
        to = position + step
        if 0 <= to < len(self._chips):
            self._chips[to].setFocus()

    def _drag(self, chip: Chip, point: QPoint) -> None:
        old = self._chips.index(chip)
        if self._taken is None:
            self._taken = (chip, old)
        self._put(old, self._before(point, chip))

    def _put(self, old: int, new: int) -> None:
        if new != old:
            self._chips.insert(new, self._chips.pop(old))
            self._flow.move(old, new)

    def _before(self, point: QPoint, left_out: Chip | None = None) -> int:
        """How many of the chips stand before a point, as one reads."""
        x, y = point.x(), point.y()
        boxes = (chip.geometry() for chip in self._chips if chip is not left_out)
        return sum(box.bottom() < y or (box.top() <= y and box.center().x() <= x) for box in boxes)

    def _drop(self, stays: bool) -> None:
        """The chip goes back in any case; where it stays, what it says comes to its place."""
        if self._taken is None:
            return
        (chip, start), self._taken = self._taken, None
        end = self._chips.index(chip)
        self._put(end, start)
        if stays and end != start:
            self.moved.emit(start, end)
            self._chips[end].setFocus()
