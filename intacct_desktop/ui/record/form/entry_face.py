"""How an entry of a form looks before it is entered: measured and painted without a single widget, for a form has up to two hundred."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from intacct_desktop.api.records.form import Entry, EntryKind
from intacct_desktop.ui.explorer.painting import draw
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.editors.words import lock_tag
from intacct_desktop.ui.record.form.text_lines import fonts, lines_of, metrics
from intacct_desktop.ui.theme import CONTROL, SPACE, Role, theme

LINE = 16  # pixels in height: a line of label, API name, or what stands beneath
_PAD = 11  # where a line edit's text begins
_SIGN = 14
_CORNER = 4
_BAR = 3
_GAP = 2
_LABEL_SHARE = 0.34
_LABEL_LEAST, _LABEL_MOST = 104, 190
_LEAST_VALUE = 48
_MOST_LABEL_LINES = 3
_MOST_VALUE_LINES = 4
_MOST_TARGET_LINES = 3
_NUMBERS = (EntryKind.DECIMAL, EntryKind.INTEGER)
_SIGNS = {
    EntryKind.ENUM: ("chevron-down",),
    EntryKind.BOOLEAN: ("chevron-down",),
    EntryKind.DATE: ("chevron-down",),
    EntryKind.DATE_TIME: ("chevron-down",),
    EntryKind.REFERENCE: ("search",),
}


@dataclass(slots=True)
class EntryFace:
    """The texts of one row and where they stand. ``entered`` is the height of its editor, 0 while there is none."""

    entry: Entry
    name: str
    """What stands beneath the label: the member's name, or as much of its path as no heading says."""
    label: str = ""
    mark: str = ""
    """After the label: that it is required, or deprecated."""
    text: str = ""
    target: str = ""
    words: tuple[str, ...] = ()
    """What is looked for, to be marked."""
    is_link: bool = False
    is_changed: bool = False
    is_refused: bool = False
    is_focused: bool = False
    is_hot: bool = False
    entered: int = 0

    @property
    def _is_locked(self) -> bool:
        return self.entry.lock is not None

    def label_width(self, width: int) -> int:
        return min(max(int(width * _LABEL_SHARE), _LABEL_LEAST), _LABEL_MOST)

    def left(self, width: int) -> int:
        """Where the value begins."""
        return self.label_width(width) + SPACE[2]

    def box(self, width: int) -> QRect:
        """Where the value stands: the editor, or what looks like one."""
        left = self.left(width)
        height = max(CONTROL, self.entered) if self.entered else CONTROL + (len(self._value_lines(width)) - 1) * LINE
        return QRect(left, SPACE[0], max(_LEAST_VALUE, width - left), height)

    def top_height(self, width: int) -> int:
        """Of label, value and what belongs to the target; what else stands beneath comes after the value."""
        labels = len(self._label_lines(width)) + len(self._name_lines(width))
        return max(SPACE[0] + labels * LINE, self.beneath(width))

    def beneath(self, width: int) -> int:
        """Where what stands beneath the value begins."""
        box = self.box(width)
        target = len(self._target_lines(width))
        return box.top() + box.height() + (_GAP + target * LINE if target else 0)

    def _label_lines(self, width: int) -> tuple[str, ...]:
        return lines_of(self.label + self.mark, "label", self.label_width(width), _MOST_LABEL_LINES)

    def _name_lines(self, width: int) -> tuple[str, ...]:
        return lines_of(self.name, "name", self.label_width(width), _MOST_LABEL_LINES, name=True)

    def _value_lines(self, width: int) -> tuple[str, ...]:
        if not self._is_locked or not self.text:
            return (self.text,)
        return lines_of(self.text, "value", self._value_room(width), _MOST_VALUE_LINES)

    def _target_lines(self, width: int) -> tuple[str, ...]:
        if not self.target:
            return ()
        return lines_of(self.target, "small", width - self.left(width) - _PAD, _MOST_TARGET_LINES)

    def _value_room(self, width: int) -> int:
        tag = lock_tag(self.entry.lock, self.entry) if self.entry.lock is not None else ""
        words = metrics("small").horizontalAdvance(tag) + SPACE[0] if tag else 0
        return max(_LEAST_VALUE, width - self.left(width) - 2 * _PAD - _SIGN - words)

    def _signs(self) -> tuple[str, ...]:
        """At the right end, as the editor has them."""
        if self._is_locked:
            return ("lock",)
        return (*_SIGNS.get(self.entry.kind, ()), *(("link",) if self.is_link else ()))

    # painting

    def paint(self, painter: QPainter, width: int) -> None:
        self._paint_label(painter, width)
        box = self.box(width)
        if not self.entered:
            self._paint_box(painter, box)
            self._paint_value(painter, box, width)
        if self.is_changed:
            painter.fillRect(QRect(box.left() - 2 * _BAR, box.top(), _BAR, box.height()), theme().color(Role.ACCENT))
        top = box.top() + box.height() + _GAP
        for line in self._target_lines(width):
            room = QRect(box.left() + _PAD, top, box.width() - _PAD, LINE)
            draw(painter, room, line, fonts()["small"], theme().color(Role.MUTED), self.words)
            top += LINE

    def _paint_label(self, painter: QPainter, width: int) -> None:
        top = SPACE[0]
        for lines, font, role in (
            (self._label_lines(width), "label", Role.TEXT),
            (self._name_lines(width), "name", Role.MUTED),
        ):
            for line in lines:
                draw(painter, QRect(0, top, self.label_width(width), LINE), line, fonts()[font], theme().color(role), self.words)
                top += LINE

    def _paint_box(self, painter: QPainter, box: QRect) -> None:
        edge = Role.FOCUS if self.is_focused else Role.NEGATIVE if self.is_refused else Role.LINE if self._is_locked else Role.EDGE
        painter.setPen(theme().color(edge))
        painter.setBrush(theme().color(Role.WINDOW if self._is_locked else Role.RAISED))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_value(self, painter: QPainter, box: QRect, width: int) -> None:
        right = box.right() + 1 - SPACE[1]
        tag = lock_tag(self.entry.lock, self.entry) if self.entry.lock is not None else ""
        middle = box.top() + (CONTROL - LINE) // 2
        if tag:
            painter.setFont(fonts()["small"])
            painter.setPen(theme().color(Role.MUTED))
            taken = metrics("small").horizontalAdvance(tag)
            painter.drawText(QRect(right - taken, middle, taken + 1, LINE), int(Qt.AlignmentFlag.AlignVCenter), tag)
            right -= taken + SPACE[0]
        for sign in self._signs():
            icon(sign, Role.MUTED).paint(painter, QRect(right - _SIGN, box.top() + (CONTROL - _SIGN) // 2, _SIGN, _SIGN))
            right -= _SIGN + SPACE[0]
        number = self.entry.kind in _NUMBERS
        font, colour = fonts()["number" if number else "value"], self._colour()
        for line in self._value_lines(width):
            room = QRect(box.left() + _PAD, middle, right - box.left() - _PAD, LINE)
            draw(painter, room, line, font, colour, self.words, right=number)
            if self.is_hot:
                taken = min(room.width(), metrics("value").horizontalAdvance(line))
                painter.fillRect(QRect(room.left(), room.bottom(), taken, 1), colour)
            middle += LINE

    def _colour(self) -> QColor:
        return theme().color(Role.ACCENT if self.is_link and self._is_locked else Role.TEXT)
