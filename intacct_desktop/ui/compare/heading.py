"""Above a comparison: what was before, what is after, and what to know before one believes the counts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from intacct_desktop.results.comparing import Side
from intacct_desktop.ui.compare import words
from intacct_desktop.ui.compare.pinned import Origin
from intacct_desktop.ui.results.status_line import Elided


class Heading(QFrame):
    """Two lines, the result before and the result after; below them the cautions, where there are any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("What is compared"))
        lines = QGridLayout()
        lines.setHorizontalSpacing(12)
        lines.setVerticalSpacing(4)
        lines.setColumnStretch(2, 1)
        self.before = self._line(lines, 0, self.tr("Before"))
        self.after = self._line(lines, 1, self.tr("After"))
        self.cautions = QLabel(self)
        self.cautions.setTextFormat(Qt.TextFormat.PlainText)
        self.cautions.setProperty("role", "warning")
        self.cautions.setWordWrap(True)
        self.cautions.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(lines)
        column.addWidget(self.cautions)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_origins(self, before: Origin, after: Origin, sides: tuple[Side, Side] | None = None) -> None:
        """``sides`` say how many rows were taken, once they were."""
        for at, (found, (title, origin)) in enumerate(((before, self.before), (after, self.after))):
            title.setText(found.title)
            title.setToolTip(found.query.to_json(indent=2))
            rows = f" · {words.extent(sides[at])}" if sides is not None else ""
            origin.setText(f"{words.origin(found)}{rows}")

    def show_cautions(self, cautions: Sequence[str]) -> None:
        self.cautions.setText("\n".join(f"⚠ {caution}" for caution in cautions))
        self.cautions.setVisible(bool(cautions))

    def _line(self, lines: QGridLayout, row: int, text: str) -> tuple[QLabel, Elided]:
        caption = QLabel(text, self)
        caption.setProperty("role", "muted")
        title = QLabel(self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "strong")
        origin = Elided(self)
        for column, widget in enumerate((caption, title, origin)):
            lines.addWidget(widget, row, column)
        return title, origin
