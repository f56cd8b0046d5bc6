"""Several lines of text, as high as they are up to a point, with a sign in the corner where they are locked."""

import math

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, Role, set_property

_SIGN = 14
_EDGE = 4
_AROUND = 12  # pixels above and below the lines
_MOST_WRAPPED = 20_000  # characters


class LinesBox(QPlainTextEdit):
    """Tab goes to the next control."""

    left = Signal()
    """The focus went elsewhere."""

    def __init__(self, least: int, most: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.fit)

    def fit(self) -> None:
        """Be as high as the lines."""
        lines = min(max(self.blockCount(), self._least), self._most)
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if lines > 1 and bar.maximum() > 0 else 0
        height = math.ceil(QFontMetricsF(self.font()).lineSpacing())
        self.setFixedHeight(lines * height + _AROUND + below if lines > 1 else CONTROL)

    def put(self, text: str) -> None:
        """Show a text that nobody typed."""
        self._wrap(len(text))
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)
        self.fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._wrap(self.document().characterCount() + len(source.text()))
        super().insertFromMimeData(source)

    def _wrap(self, length: int) -> None:
        """To break a long text without blanks into lines takes Qt minutes."""
        if length > _MOST_WRAPPED:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def lock(self, locked: bool) -> None:
        if locked != self.isReadOnly():
            self.setReadOnly(locked)
            set_property(self, "locked", locked)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.FontChange, QEvent.Type.Resize):
            self.fit()
        return handled

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isReadOnly():
            painter = QPainter(self.viewport())
            icon("lock", Role.MUTED).paint(painter, self.viewport().width() - _SIGN - _EDGE, _EDGE + 1, _SIGN, _SIGN)
            painter.end()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
