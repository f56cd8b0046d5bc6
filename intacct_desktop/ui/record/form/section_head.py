"""The heading of a section of a form: what it is called, folded or not, and a hairline beneath."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from intacct_desktop.ui.explorer.painting import draw
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.record.form.text_lines import fonts, metrics
from intacct_desktop.ui.theme import SPACE, Role, theme

_SECTION, _PART = 34, 26
_SIGN = 14


class SectionHead(QAbstractButton):
    """Folds and unfolds what stands beneath it; checked is unfolded. ``path`` is what the API calls it."""

    def __init__(self, title: str, path: str, parent: QWidget, *, level: int = 0) -> None:
        super().__init__(parent)
        self.title = title
        self._path = path
        self._is_section = level == 0
        self._words: tuple[str, ...] = ()
        self._note = ""
        self._is_urgent = False
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()
        self.toggled.connect(self._say)

    @property
    def note(self) -> str:
        return self._note

    def show_note(self, note: str, *, urgent: bool = False, tip: str = "") -> None:
        """A few words at the right, such as what is in a folded section; ``urgent`` in the negative colour, ``tip`` says more of them."""
        self.setToolTip(tip)
        if (note, urgent) != (self._note, self._is_urgent):
            self._note, self._is_urgent = note, urgent
            self._say()
            self.update()

    def highlight(self, words: tuple[str, ...]) -> None:
        self._words = words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _SECTION if self._is_section else _PART)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = "heading" if self._is_section else "part"
        right = self.width() - _SIGN
        sign = icon("chevron-down" if self.isChecked() else "chevron-right", Role.FOCUS if self.hasFocus() else Role.MUTED)
        sign.paint(painter, QRect(right, (self.height() - _SIGN) // 2, _SIGN, _SIGN))
        if self._note:
            taken = metrics("small").horizontalAdvance(self._note) + 2
            note = QRect(right - taken - SPACE[1], 0, taken, self.height())
            draw(painter, note, self._note, fonts()["small"], theme().color(Role.NEGATIVE if self._is_urgent else Role.MUTED), ())
            right = note.left()
        taken = min(metrics(role).horizontalAdvance(self.title) + SPACE[0], right)
        draw(painter, QRect(0, 0, taken, self.height()), self.title, fonts()[role], theme().color(Role.TEXT), self._words)
        if self._path:
            room = QRect(taken + SPACE[0], 0, max(0, right - taken - 2 * SPACE[0]), self.height())
            draw(painter, room, self._path, fonts()["name"], theme().color(Role.MUTED), self._words)
        if self._is_section or self.hasFocus():
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color(Role.FOCUS if self.hasFocus() else Role.LINE))
        painter.end()

    def _say(self) -> None:
        state = self.tr("unfolded") if self.isChecked() else self.tr("folded")
        self.setAccessibleName(f"{self.title}, {self._path}" if self._path else self.title)
        self.setAccessibleDescription(", ".join(words for words in (state, self._note) if words))
