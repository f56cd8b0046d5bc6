"""What became of each of several records."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.ui.theme import Role, theme


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """One record; ``error`` is None where it was done."""

    title: str
    key: str
    error: IntacctError | None = None


class OutcomesDialog(QDialog):
    """A line for each record, what failed first."""

    def __init__(self, heading: str, outcomes: Sequence[RecordOutcome], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.resize(720, 420)
        self._outcomes = sorted(outcomes, key=lambda outcome: outcome.error is None)
        title = QLabel(heading, self)
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        self.table = QTableWidget(len(outcomes), 3, self)
        self._fill()
        copy = QPushButton(self.tr("Copy"), self)
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.as_text()))
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

    def as_text(self) -> str:
        """All of it, with tabs between the cells."""
        return "\n".join("\t".join(self._cells(outcome)) for outcome in self._outcomes) + "\n"

    def _cells(self, outcome: RecordOutcome) -> tuple[str, str, str]:
        error = outcome.error
        if error is None:
            return outcome.title, self.tr("Done"), ""
        said = [error.message, *(detail.message for detail in error.details)]
        ids = " ".join(part for part in (error.error_id or error.code, error.support_id) if part)
        return outcome.title, self.tr("Refused ({status})").format(status=error.status), " · ".join([*dict.fromkeys(said), ids])

    def _fill(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Records"))
        table.setHorizontalHeaderLabels([self.tr("Record"), self.tr("Outcome"), self.tr("Why")])
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for row, outcome in enumerate(self._outcomes):
            for column, text in enumerate(self._cells(outcome)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if outcome.error is not None and column == 1:
                    item.setForeground(QColor(theme().color(Role.NEGATIVE)))
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
