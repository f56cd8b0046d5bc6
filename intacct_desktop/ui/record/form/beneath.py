"""What stands beneath an entry's value: the old one with the way back to it, and what is wrong with the new one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from intacct_desktop.ui.icons import IconSign, icon
from intacct_desktop.ui.record.form.text_lines import fonts
from intacct_desktop.ui.record.form.words import tip
from intacct_desktop.ui.theme import SPACE, Role

_BUTTON_WIDTH, _BUTTON_HEIGHT = 32, 25
_SIGN = 16
_INDENT = 11


class OldValue(QWidget):
    """The value that was there, struck through; `put_back` is for bringing it back."""

    put_back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._label = QLabel(self)
        self._label.setFont(fonts()["struck"])
        self._label.setProperty("tone", "muted")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QToolButton(self)
        self.button.setProperty("role", "flat")
        self.button.setIcon(icon("undo", Role.MUTED))
        self.button.setFixedSize(_BUTTON_WIDTH, _BUTTON_HEIGHT)
        self.button.clicked.connect(self.put_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(_INDENT, 0, 0, 0)
        row.setSpacing(SPACE[0])
        row.addWidget(self._label, 1)
        row.addWidget(self.button)

    @property
    def text(self) -> str:
        return self._text

    def show_old(self, text: str, label: str) -> None:
        """The old value in words, of the entry called ``label``."""
        self._text = text or self.tr("null")
        self._label.setAccessibleName(self.tr("Before: {value}").format(value=self._text))
        words = self.tr("Put back {value}").format(value=self._text)
        self.button.setToolTip(tip(words))
        self.button.setAccessibleName(f"{label}: {words}")
        self._elide()

    def height_for(self, _width: int) -> int:
        return _BUTTON_HEIGHT

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._elide()

    def _elide(self) -> None:
        room = max(0, self.width() - _BUTTON_WIDTH - _INDENT - SPACE[0])
        self._label.setText(self._label.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room))


class ProblemLine(QWidget):
    """Words with a sign: a colour alone says nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign = IconSign("error", Role.NEGATIVE, self.tr("Refused"), self)
        self._label = QLabel(self)
        self._label.setProperty("role", "negative")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def text(self) -> str:
        return self._label.text()

    def show_problem(self, text: str, label: str) -> None:
        """What is wrong, of the entry called ``label``."""
        self._label.setText(text)
        self._label.setAccessibleName(f"{label}: {text}" if label else text)

    def height_for(self, width: int) -> int:
        return max(_SIGN, self._label.heightForWidth(width - _SIGN - SPACE[0])) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._sign.move(0, 1)
        self._label.setGeometry(_SIGN + SPACE[0], 0, self.width() - _SIGN - SPACE[0], self.height())
