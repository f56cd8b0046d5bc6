"""What is seen in the builder while fields are dragged over it: where they will land, or why they cannot."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from intacct_desktop.ui.theme import Role, theme

_BESIDE = QPoint(14, 38)  # from the tip of the mouse's arrow: below what is dragged


class DropSign:
    """Lies over a form; the mouse does not notice it."""

    def __init__(self, form: QWidget) -> None:
        self._form = form
        self.bar = _Bar(form)
        self.reason = QLabel(form)
        self.reason.setProperty("role", "card")
        self.reason.setMargin(6)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        for sign in (self.bar, self.reason):
            sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            sign.hide()

    def show_gap(self, gap: QRect) -> None:
        """The fields will come here."""
        self.bar.setGeometry(gap)
        self._show(self.bar)

    def show_reason(self, words: str, mouse: QPoint) -> None:
        """They cannot be dropped; ``mouse`` is where they are."""
        self.reason.setText(words)
        self.reason.adjustSize()
        place = mouse + _BESIDE
        room = self._form.rect().size() - self.reason.size()
        self.reason.move(max(0, min(place.x(), room.width())), max(0, min(place.y(), room.height())))
        self._show(self.reason)

    def hide(self) -> None:
        self.bar.hide()
        self.reason.hide()

    def _show(self, sign: QWidget) -> None:
        if sign.isHidden():
            self.hide()
            sign.raise_()
            sign.show()


class _Bar(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.ACCENT))
        painter.end()
