"""A line of text with a sign and a few muted words at its right end."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import SMALL_PX, Role, theme, ui_font

LONGEST = 1 << 24  # characters; Qt's own limit would cut a long paste
_SIGN = 14
_EDGE = 8
_GAP = 4
_LOOKED_AT = 400  # characters; no line on a screen has more


class Line(QLineEdit):
    """`set_tag` has the sign and the words painted; the words give way to the text where the line is narrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign = ""
        self._words = ""
        self.setMaxLength(LONGEST)
        self.textChanged.connect(self._make_room)

    @property
    def tag(self) -> str:
        """The words at the right."""
        return self._words

    def set_tag(self, sign: str, words: str) -> None:
        """The name of an icon, and words; both may be empty."""
        if (sign, words) != (self._sign, self._words):
            self._sign, self._words = sign, words
            self._make_room()
            self.update()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Polish, QEvent.Type.StyleChange):
            self._make_room()
        return handled

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.home(False)  # a text that is longer than the line shows how it begins

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._sign and not self._words:
            return
        painter = QPainter(self)
        painter.setFont(ui_font(SMALL_PX))
        right = min((button.x() for button in self._buttons()), default=self.width() - _EDGE + _GAP) - _GAP
        if words := self._fitting_words():
            painter.setPen(theme().color(Role.MUTED))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.drawText(right - width, 0, width + 1, self.height(), int(Qt.AlignmentFlag.AlignVCenter), words)
            right -= width + _GAP
        if self._sign:
            icon(self._sign, Role.MUTED).paint(painter, right - _SIGN, (self.height() - _SIGN) // 2, _SIGN, _SIGN)
        painter.end()

    def _buttons(self) -> list[QToolButton]:
        """Those of the actions at the right."""
        return [button for button in self.findChildren(QToolButton) if not button.isHidden() and button.x() > self.width() // 2]

    def _fitting_words(self) -> str:
        """What the text leaves room for."""
        buttons = sum(button.width() for button in self._buttons())
        text = self.fontMetrics().horizontalAdvance((self.text() or self.placeholderText())[:_LOOKED_AT])
        return self._words if self.width() - buttons - self._room(self._words) - 3 * _EDGE >= text else ""

    def _room(self, words: str) -> int:
        """Pixels at the right end."""
        width = self.fontMetrics().horizontalAdvance(words) + _GAP if words else 0
        return width + (_SIGN + _GAP if self._sign else 0)

    def _make_room(self) -> None:
        room = self._room(self._fitting_words())
        if self.textMargins().right() != room:
            self.setTextMargins(0, 0, room, 0)
