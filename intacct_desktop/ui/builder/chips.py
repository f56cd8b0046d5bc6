"""Chips: one small box for each column or order of a query, in a row that is reordered by mouse or keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QPushButton, QSizePolicy, QWidget

from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, mono_font, theme

_HEIGHT = 28
_BOX = 22
_PAD = 7
_CROSS = 12
_GAP = 5
_WIDEST = 320


@dataclass(frozen=True)
class ChipText:
    """What a chip shows and what a screen reader says; ``warning`` is a tip that also puts a warning sign on it."""

    text: str
    name: str
    tip: str = ""
    warning: str = ""


class Chip(QAbstractButton):
    """Its words, and a cross to remove it. Delete removes, Alt+Left and Alt+Right move, Left and Right go to its neighbours."""

    removed = Signal()
    stepped = Signal(int)
    """Move by so many places."""
    passed = Signal(int)
    """Give the focus to the neighbour so many places on."""
    dragged = Signal(QPoint)
    """The mouse pulls it, to this point of its parent."""
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._warning = False
        self._press: QPoint | None = None
        self._dragging = False
        self.setFont(mono_font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_text(self, chip: ChipText) -> None:
        self.setText(chip.text)
        self.setAccessibleName(chip.name)
        self.setToolTip("\n".join(line for line in (chip.warning, chip.tip) if line))
        self.setAccessibleDescription(chip.warning)
        self._warning = bool(chip.warning)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        sign = _CROSS + _GAP if self._warning else 0
        return QSize(min(_PAD + sign + words + _GAP + _CROSS + _PAD, _WIDEST), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), _HEIGHT)

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
        if self._warning:
            icon("warning", Role.WARNING).paint(painter, QRect(left, (self.height() - _CROSS) // 2, _CROSS, _CROSS))
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
            self._dragging = False
            self.setDown(False)
            self.dropped.emit()
        elif press is not None and self._on_cross(press) and self._on_cross(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def _on_cross(self, point: QPoint) -> bool:
        return self._cross().adjusted(-4, -6, 4, 6).contains(point)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("arrow-left"), self.tr("Move left")).triggered.connect(lambda: self.stepped.emit(-1))
        menu.addAction(icon("arrow-right"), self.tr("Move right")).triggered.connect(lambda: self.stepped.emit(1))
        menu.addSeparator()
        menu.addAction(icon("trash"), self.tr("Remove")).triggered.connect(self.removed)
        menu.popup(event.globalPos())


class ChipRow(QWidget):
    """Chips and, after the last, a button to add more. It says what is wished and shows what it is told."""

    removed = Signal(int)
    moved = Signal(int, int)
    """From one position to another."""
    pressed = Signal(int)

    def __init__(self, add: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self._taken: tuple[Chip, int] | None = None
        self._flow = FlowLayout(self)
        self._add = add
        self._flow.addWidget(add)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def chips(self) -> list[Chip]:
        return list(self._chips)

    def set_chips(self, texts: Sequence[ChipText]) -> None:
        """Show these, keeping the focus on its position: on the add button when no chip is left."""
        focused = self._focused()
        while len(self._chips) > len(texts):
            chip = self._chips.pop()
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < len(texts):
            self._append()
        for chip, text in zip(self._chips, texts, strict=True):
            chip.show_text(text)
        if focused is not None and focused >= len(texts):
            (self._chips[-1] if self._chips else self._add).setFocus()
        self._order_tabs()
        self.updateGeometry()

    def _focused(self) -> int | None:
        return next((position for position, chip in enumerate(self._chips) if chip.hasFocus()), None)

    def _append(self) -> None:
        chip = Chip(self)
        chip.removed.connect(lambda: self.removed.emit(self._chips.index(chip)))
        chip.clicked.connect(lambda: self.pressed.emit(self._chips.index(chip)))
        chip.stepped.connect(lambda step: self._step(self._chips.index(chip), step))
        chip.passed.connect(lambda step: self._pass(self._chips.index(chip), step))
        chip.dragged.connect(lambda point: self._drag(chip, point))
        chip.dropped.connect(self._drop)
        self._flow.insert_widget(len(self._chips), chip)
        self._chips.append(chip)
        chip.show()

    def _order_tabs(self) -> None:
        widgets: list[QWidget] = [*self._chips, self._add]
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)

    def _step(self, position: int, step: int) -> None:
        to = position + step
        if 0 <= to < len(self._chips):
            self.moved.emit(position, to)
            self._chips[to].setFocus()

    def _pass(self, position: int, step: int) -> None:
        to = position + step
        if 0 <= to < len(self._chips):
            self._chips[to].setFocus()

    def _drag(self, chip: Chip, point: QPoint) -> None:
        if self._taken is None:
            self._taken = (chip, self._chips.index(chip))
        old = self._chips.index(chip)
        new = next((position for position, other in enumerate(self._chips) if other.geometry().contains(point)), old)
        if new != old:
            self._chips.insert(new, self._chips.pop(old))
            self._flow.move(old, new)

    def _drop(self) -> None:
        if self._taken is not None:
            (chip, start), self._taken = self._taken, None
            end = self._chips.index(chip)
            if end != start:
                self.moved.emit(start, end)
