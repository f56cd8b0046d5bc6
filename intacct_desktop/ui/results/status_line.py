"""The line below a grid: which rows these are, page back and forward, the time it took, what is selected, how much is loaded."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from intacct_desktop.ui.buttons import sign_button
from intacct_desktop.ui.results import words
from intacct_desktop.ui.theme import number_font, set_role


class StatusLine(QFrame):
    """Shows; `back` and `forward` are asked for by its buttons."""

    back = Signal()
    forward = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.setAccessibleName(self.tr("Status of the rows"))
        self.range = self._label("strong")
        self.range.setFont(number_font())
        self.back_button = sign_button("chevron-left", self.tr("Previous page"), self.back.emit, self)
        self.forward_button = sign_button("chevron-right", self.tr("Next page"), self.forward.emit, self)
        self.time = self._label("muted")
        self.order = Elided(self)
        self.order.setProperty("role", "muted")
        self.state = Elided(self)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("Loading"))
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.progress.hide()
        self.selection = Elided(self, right=True)
        self.selection.setFont(number_font())
        self.loaded = self._label("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        row.setSpacing(8)
        row.addWidget(self.range)
        row.addWidget(self.back_button)
        row.addWidget(self.forward_button)
        row.addWidget(self.time)
        row.addSpacing(8)
        row.addWidget(self.progress)
        row.addWidget(self.state, 100)
        row.addWidget(self.order, 80)
        row.addStretch(1)
        row.addWidget(self.selection, 300)
        row.addSpacing(8)
        row.addWidget(self.loaded)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_nothing()

    def show_nothing(self) -> None:
        """There are no rows yet."""
        for label in (self.range, self.time, self.order, self.state, self.selection, self.loaded):
            label.clear()
        self.order.hide()
        self.state.hide()
        self.selection.hide()
        self.back_button.setEnabled(False)
        self.forward_button.setEnabled(False)

    def show_range(self, first: int, last: int, total: int | None) -> None:
        """``first`` and ``last`` are places among all rows that match, from 1."""
        if last < first:
            self.range.setText(self.tr("No rows"))
            return
        text = self.tr("{first}–{last}") if total is None else self.tr("{first}–{last} of {total}")
        self.range.setText(text.format(first=words.number(first), last=words.number(last), total=words.number(total or 0)))

    def show_order(self, text: str) -> None:
        """Who has put the rows in which order."""
        self.order.setText(text)
        self.order.setVisible(bool(text))

    def show_selection(self, text: str) -> None:
        self.selection.setText(text)
        self.selection.setVisible(bool(text))

    def show_state(self, text: str, *, role: str = "muted") -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))
        set_role(self.state, role)

    def show_progress(self, done: int, total: int | None) -> None:
        """``total`` None: nobody knows. Both 0: nothing is running."""
        self.progress.setVisible(total is None or total > 0)
        self.progress.setRange(0, total or 0)
        self.progress.setValue(done)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            label.setProperty("role", role)
        return label


class Elided(QLabel):
    """Words that give way where there is no room, so that they never widen the window; the tool tip has them whole."""

    def __init__(self, parent: QWidget, *, right: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        fitted = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if fitted != self.text() else "")
        if fitted == self.text():
            super().paintEvent(event)  # which shows what is selected of it
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(self.alignment()), fitted)
        painter.end()
