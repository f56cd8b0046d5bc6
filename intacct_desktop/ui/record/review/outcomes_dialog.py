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
from intacct_desktop.ui.error_words import explanation
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import ROW, SPACE, Role, theme

_WIDEST = 220  # pixels of a record's name


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """One record; ``error`` is None where it was done."""

    title: str
    key: str
    error: IntacctError | None = None


class OutcomesDialog(QDialog):
    """A line for each record, what failed first; below, all that was said of the line where one is."""

    def __init__(self, heading: str, outcomes: Sequence[RecordOutcome], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.resize(720, 440)
        self._outcomes = sorted(outcomes, key=lambda outcome: outcome.error is None)
        title = QLabel(heading, self)
        title.setProperty("role", "heading")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        self.table = QTableWidget(len(outcomes), 3, self)
        self.why = QLabel(self)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(3 * self.why.fontMetrics().lineSpacing())
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.why.setAccessibleName(self.tr("Why"))
        self._fill()
        copy = QPushButton(icon("copy"), self.tr("Copy"), self)
        copy.setAutoDefault(False)
        copy.setAccessibleName(self.tr("Copy all outcomes"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.as_text()))
        close = QPushButton(self.tr("Close"), self)
        close.setMinimumWidth(88)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(SPACE[2])
        column.addWidget(title)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        column.addLayout(buttons)
        self.table.currentCellChanged.connect(self._show_why)
        self.table.setCurrentCell(0, 0)
        self.table.setFocus()

    def as_text(self) -> str:
        """All of it, with tabs between the cells."""
        return "\n".join("\t".join(self._cells(outcome)) for outcome in self._outcomes) + "\n"

    def _cells(self, outcome: RecordOutcome) -> tuple[str, str, str]:
        error = outcome.error
        if error is None:
            return outcome.title, self.tr("Done"), ""
        ids = " ".join(part for part in (error.error_id or error.code, error.support_id) if part)
        if not error.status or error.leaves_open:
            return outcome.title, self.tr("No answer"), error.message
        return (
            outcome.title,
            self.tr("Refused ({status})").format(status=error.status),
            " · ".join(part for part in (*_said(error), ids) if part),
        )

    def _show_why(self, row: int) -> None:
        error = self._outcomes[row].error if row >= 0 else None
        if error is None:
            self.why.setText(self.tr("It was done.") if row >= 0 else "")
        else:
            self.why.setText("\n".join(part for part in (*_said(error), explanation(error)) if part))

    def _fill(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Records, {count}").format(count=number(len(self._outcomes))))
        table.setHorizontalHeaderLabels([self.tr("Record"), self.tr("Outcome"), self.tr("Why")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for row, outcome in enumerate(self._outcomes):
            for column, text in enumerate(self._cells(outcome)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if outcome.error is not None and column == 1:
                    item.setForeground(QColor(theme().color(Role.NEGATIVE)))
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        table.setColumnWidth(0, min(table.columnWidth(0) + 16, _WIDEST))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)


def _said(error: IntacctError) -> tuple[str, ...]:
    """Intacct's own words, each once."""
    return tuple(dict.fromkeys(part for part in (error.message, *(detail.message for detail in error.details)) if part))
