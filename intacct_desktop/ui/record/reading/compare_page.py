"""A tab with two records of one object side by side, or with one record at two times: what differs, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from intacct_desktop.api.naming import readable
from intacct_desktop.api.records.comparing import ComparedField, Difference, RecordComparison, compare_records
from intacct_desktop.api.records.form import Entry, Form
from intacct_desktop.api.records.values import Record
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.buttons import flat_button, sign_button
from intacct_desktop.ui.explorer.states import StatePane
from intacct_desktop.ui.record.editors.showing import one_line, shown
from intacct_desktop.ui.record.reading.compare_rows import Column, CompareRows, as_text, copied_row
from intacct_desktop.ui.record.reading.copying import table_text
from intacct_desktop.ui.results.status_line import Elided
from intacct_desktop.ui.results.words import number
from intacct_desktop.ui.theme import ROW, SPACE, theme

_ACTIONS = ("compare.next", "compare.previous", "compare.swap", "results.copy")
_SIGN_WIDTH = 36
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RecordSide:
    """One of the two records. ``title`` tells it from the other: "Bill 10248", or "Bill 10248 · 09:14" where both are of one."""

    title: str
    record: Record


class RecordComparePage(QWidget):
    """Compares when it is made; `compared` says that it has. ``form`` shows values as its editors do, ``labels`` are the company's words
    by path, and ``actions`` those that `compare.actions` and `query.actions` declare."""

    compared = Signal()

    def __init__(
        self,
        left: RecordSide,
        right: RecordSide,
        form: Form | None = None,
        labels: Mapping[str, str] = _NOTHING,
        actions: Actions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sides = (left, right)
        self._form = form
        self._labels = labels
        self._actions = actions
        self._comparison = RecordComparison(())
        self.differences = QCheckBox(self.tr("Only differences"), self)
        self.differences.setChecked(True)
        self.differences.toggled.connect(self._show)
        self.count = Elided(self)
        self.count.setProperty("role", "muted")
        self.previous = sign_button("arrow-up", self.tr("Previous difference"), partial(self.go, -1), self)
        self.next = sign_button("arrow-down", self.tr("Next difference"), partial(self.go, 1), self)
        self.swap_button = flat_button("refresh", self.tr("Swap sides"), self.swap, self)
        self.copy_button = flat_button("copy", self.tr("Copy as a table"), self.copy, self)
        self.rows = CompareRows(self.label, self._shown, self)
        self.table = self._build_table()
        self.state = StatePane(self.table, self)
        self._lay_out()
        self._handle()
        self.start()
        theme().changed.connect(self.table.viewport().update)

    @property
    def title(self) -> str:
        return f"{self._sides[0].title} ↔ {self._sides[1].title}"

    @property
    def comparison(self) -> RecordComparison:
        """Without fields until it is made."""
        return self._comparison

    def start(self) -> None:
        """Compare, in a thread: a bill may have thousands of lines."""
        self.setAccessibleName(self.title)
        self.state.show_words(self.tr("Comparing…"), self.tr("The differences will stand here."))
        self._offer()
        tasks.latest(self, "compare", self._compare(), name=self.title, on_error=lambda error: self.state.show_error(error, self.start))

    def swap(self) -> None:
        """Let left and right change places."""
        self._sides = self._sides[::-1]
        self.start()

    def copy(self) -> None:
        """Put the rows that are selected on the clipboard, all that are shown where none is."""
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        fields = [self.rows.fields[row] for row in chosen] or list(self.rows.fields)
        head = (self.tr("Path"), self.tr("Field"), *(side.title for side in self._sides))
        QGuiApplication.clipboard().setText(table_text([head, *(copied_row(field, self.label(field.path)) for field in fields)]))

    def go(self, by: int) -> None:
        """Put the selection on the next field that differs, or with a negative number on the one before."""
        row = self.table.currentIndex().row()
        fields = self.rows.fields
        places = range(row + 1, len(fields)) if by > 0 else range(row - 1, -1, -1)
        found = next((at for at in places if fields[at].difference is not Difference.SAME), None)
        if found is not None:
            self.table.setCurrentIndex(self.rows.index(found, Column.NAME))

    def label(self, path: str) -> str:
        """What one calls a field: with the company's word for a dimension that it belongs to."""
        parts = path.split(".")
        for cut in range(len(parts), 0, -1):
            if (word := self._labels.get(".".join(parts[:cut]))) is not None:
                rest = ".".join(parts[cut:])
                return f"{word}: {readable(rest)}" if rest else word
        return readable(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    async def _compare(self) -> None:
        left, right = self._sides
        self._comparison = await tasks.in_thread(compare_records, left.record, right.record)
        self._show()
        self.compared.emit()

    def _show(self) -> None:
        comparison = self._comparison
        different, every = comparison.different, comparison.fields
        self.rows.show_fields(different if self.differences.isChecked() else every, (self._sides[0].title, self._sides[1].title))
        if self.rows.fields:
            self.state.show_content()
        elif every:
            same = self.tr("All {count} fields are the same.").format(count=number(len(every)))
            self.state.show_words(
                self.tr("No differences"), same, action=self.tr("Show them"), slot=lambda: self.differences.setChecked(False)
            )
        else:
            self.state.show_words(self.tr("Nothing to compare"), self.tr("Neither record has a field."))
        self.count.setText(self._count_words(different, every))
        self._offer()

    def _count_words(self, different: tuple[ComparedField, ...], every: tuple[ComparedField, ...]) -> str:
        words = [self.tr("{count} of {all} fields differ").format(count=number(len(different)), all=number(len(every)))]
        for difference, text in (
            (Difference.LEFT_ONLY, self.tr("{count} only left")),
            (Difference.RIGHT_ONLY, self.tr("{count} only right")),
        ):
            if count := sum(field.difference is difference for field in different):
                words.append(text.format(count=number(count)))
        return " · ".join(words)

    def _offer(self) -> None:
        """Say on every control whether it can do something now."""
        there = self.state.is_content
        differ = there and bool(self._comparison.different)
        self.previous.setEnabled(differ)
        self.next.setEnabled(differ)
        self.copy_button.setEnabled(there)
        if self._actions is not None:
            for id_, enabled in zip(_ACTIONS, (differ, differ, True, there), strict=True):
                self._actions.set_enabled(id_, enabled, owner=self)

    def _handle(self) -> None:
        if self._actions is not None:
            slots: tuple[Callable[[], None], ...] = (partial(self.go, 1), partial(self.go, -1), self.swap, self.copy)
            for id_, slot in zip(_ACTIONS, slots, strict=True):
                self._actions.handle(id_, slot, owner=self)

    def _shown(self, path: str, value: Any) -> str:
        if value == "":
            return self.tr("empty")
        entry = self._entry(path)
        if entry is not None:
            return shown(entry, value) or self.tr("empty")
        return one_line(as_text(value))

    def _entry(self, path: str) -> Entry | None:
        """The form's own entry for a field; None for what a reference says of its target, and where the model says nothing."""
        if self._form is None:
            return None
        for above, lines in self._form.lines.items():
            if path.startswith(f"{above}."):
                return lines.members.get(path.removeprefix(f"{above}."))
        return self._form.entries.get(path)

    def _build_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(self.tr("Compared fields"))
        table.setModel(self.rows)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setWordWrap(False)
        table.setCornerButtonEnabled(False)
        table.setTabKeyNavigation(False)
        lines = table.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(ROW)
        lines.setDefaultSectionSize(ROW)
        header = table.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_SIGN_WIDTH)
        for column in Column:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.SIGN, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(Column.SIGN, _SIGN_WIDTH)
        return table

    def _lay_out(self) -> None:
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[2], SPACE[0])
        row.setSpacing(SPACE[1])
        row.addWidget(self.differences)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addWidget(self.count, 1)
        row.addWidget(self.swap_button)
        row.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.state, 1)
