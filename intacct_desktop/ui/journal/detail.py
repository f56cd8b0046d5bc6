"""One write, whole: what it did to each field, and the request and the answer exactly."""

from decimal import Decimal
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.records.comparing import Absent, ComparedField, compare_records
from intacct_desktop.ui.explorer.painting import MatchDelegate
from intacct_desktop.ui.journal.words import Standing, done_word, when
from intacct_desktop.ui.panel_tab import PanelTab
from intacct_desktop.ui.theme import ROW, SPACE, mono_font
from intacct_desktop.workspace.journal import JournalEntry

MOST_FIELDS = 2_000
"""Fields that are listed; the request has all of them."""


_NOTED = 3
"""Lines of what is said of a write; the text of request and answer has all of them."""


class JournalDetail(QFrame):
    """Shows one entry, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName(self.tr("The chosen write"))
        self.heading = self._label("strong")
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note = self._label("muted")
        self.note.setWordWrap(True)
        self.fields = self._build_fields()
        self.exchange = QPlainTextEdit(self)
        self.exchange.setReadOnly(True)
        self.exchange.setProperty("role", "mono")
        self.exchange.setProperty("pane", True)
        self.exchange.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.exchange.setAccessibleName(self.tr("Request and answer"))
        self.faces = QStackedWidget(self)
        self.faces.addWidget(self.fields)
        self.faces.addWidget(self.exchange)
        self._names = names = QHBoxLayout()
        names.setContentsMargins(0, 0, SPACE[1], 0)
        names.setSpacing(0)
        self.tabs = [PanelTab(self.tr("Fields"), self), PanelTab(self.tr("Request and answer"), self)]
        for at, tab in enumerate(self.tabs):
            tab.clicked.connect(lambda _=False, at=at: self.faces.setCurrentIndex(at))
            names.addWidget(tab)
        names.addStretch(1)
        self.tabs[0].setChecked(True)
        words = QVBoxLayout()
        words.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], 0)
        words.setSpacing(SPACE[0])
        words.addWidget(self.heading)
        words.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(words)
        column.addLayout(names)
        column.addWidget(self.faces, 1)
        self.clear()

    def clear(self) -> None:
        self.heading.setText(self.tr("Choose a write to see what it did."))
        self._say("")
        self._show_fields([])
        self.exchange.clear()

    def add_buttons(self, *buttons: QPushButton) -> None:
        """What can be done with the write, at the right of the faces' names."""
        for button in buttons:
            self._names.addWidget(button)

    def show_entry(self, entry: JournalEntry, standing: Standing) -> None:
        self.heading.setText(f"{entry.title or entry.object} — {done_word(entry)}, {standing.word}")
        undoes = self.tr("Takes back write {id}.").format(id=entry.undoes) if entry.undoes is not None else ""
        self._say("\n".join(part for part in (standing.sentence, entry.detail, undoes) if part))
        self._show_fields(differences(entry))
        self.exchange.setPlainText(whole_text(entry))

    def _say(self, words: str) -> None:
        lines = words.splitlines()
        self.note.setText("\n".join(lines[:_NOTED]) + ("…" if len(lines) > _NOTED else ""))
        self.note.setToolTip(words)
        self.note.setVisible(bool(words))

    def _show_fields(self, found: list[ComparedField]) -> None:
        table = self.fields
        left_out = max(0, len(found) - MOST_FIELDS)
        table.setRowCount(min(len(found), MOST_FIELDS) + bool(left_out))
        for row, field in enumerate(found[:MOST_FIELDS]):
            for column, text in enumerate((field.name, value_text(field.left), value_text(field.right))):
                item = QTableWidgetItem(text)
                item.setToolTip(text[:1_000])
                if column == 0:
                    item.setFont(mono_font())
                table.setItem(row, column, item)
        if left_out:
            table.setItem(MOST_FIELDS, 0, QTableWidgetItem(self.tr("and {count} more").format(count=left_out)))

    def _build_fields(self) -> QTableWidget:
        table = QTableWidget(0, 3, self)
        table.setHorizontalHeaderLabels([self.tr("Field"), self.tr("Before"), self.tr("After")])
        table.setAccessibleName(self.tr("What the write did to each field"))
        table.setItemDelegate(MatchDelegate(table))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return table

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        return label


def differences(entry: JournalEntry) -> list[ComparedField]:
    """What is different after a write; all that is said of a record that was made or deleted."""
    if entry.after is None and entry.before is None:
        return []
    found = compare_records(entry.before or {}, entry.after or {}).different
    return [field for field in found if value_text(field.left) != value_text(field.right)]


def value_text(value: Any) -> str:
    """A value as it travels; nothing for none."""
    if value is None or value is Absent.ABSENT:
        return ""
    return value if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else ENCODER.encode(value).decode()


def whole_text(entry: JournalEntry) -> str:
    """The write as text: what it was about, its ids, request and answer as they travelled, JSON indented."""
    ids = {
        "write": str(entry.id),
        "at": f"{entry.at.isoformat()} ({when(entry.at)})",
        "company": entry.company,
        "entity": entry.entity or "",
        "user": entry.user,
        "object": entry.object,
        "key": entry.key or "",
        "batch": entry.batch or "",
        "outcome": entry.outcome.value,
        "errorId": entry.error_id,
        "supportId": entry.support_id,
    }
    lines = [f"{name}: {value}" for name, value in ids.items() if value]
    lines += ["", f"{entry.method} {entry.path}"]
    lines += [f"Idempotency-Key: {entry.idempotency_key}"] if entry.idempotency_key else []
    lines += ["", _indented(entry.body)] if entry.body else []
    lines += ["", f"HTTP {entry.status}"] if entry.status is not None else []
    lines += ["", entry.detail] if entry.detail else []
    lines += ["", _indented(entry.answer)] if entry.answer else []
    return "\n".join(lines)


def _indented(body: str) -> str:
    """JSON with line breaks, its values untouched; an excerpt cut short as it is."""
    try:
        return msgspec.json.format(body, indent=2)
    except msgspec.MsgspecError:
        return body
