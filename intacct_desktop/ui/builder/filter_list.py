"""The filters of a query as numbered rows, those that belong together indented behind a bar."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from intacct_desktop.api.query import Filter
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.filter_row import INDENT, FilterRow
from intacct_desktop.ui.builder.grouping import Group
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.theme import Role, theme

_GAP = 6
_BAR = 3
_DEEPEST = 3


class FilterList(QWidget):
    """Shows filters and groups; says which row changed, is to be removed, or wants the field picker."""

    changed = Signal(int, object)
    removed = Signal(int)
    pick_wished = Signal(int)
    problem_changed = Signal()

    def __init__(self, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._rows: list[FilterRow] = []
        self._groups: tuple[Group, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)

    @property
    def rows(self) -> list[FilterRow]:
        return list(self._rows)

    @property
    def problem(self) -> str:
        """The first row's problem, with the number of the filter."""
        for number, row in enumerate(self._rows, start=1):
            if row.problem:
                return self.tr("Filter {number}: {problem}").format(number=number, problem=row.problem)
        return ""

    def show_filters(self, filters: Sequence[Filter], groups: tuple[Group, ...]) -> None:
        """Show these. Rows keep their filters over insertions and removals elsewhere, and with them what is typed there."""
        start = _common(self._rows, filters)
        rest = min(len(self._rows), len(filters)) - start
        end = min(_common(self._rows[::-1], filters[::-1]), rest)
        for row in self._rows[len(filters) - end if len(filters) - end > start else start : len(self._rows) - end]:
            self._drop(row)
        while len(self._rows) < len(filters):
            self._insert(len(self._rows) - end)
        for number, (row, entry) in enumerate(zip(self._rows, filters, strict=True), start=1):
            row.show_filter(number, entry)
        self._groups = groups
        for number, row in enumerate(self._rows, start=1):
            inside = [group for group in groups if group.first <= number <= group.last]
            ending = [group for group in inside if group.last == number]
            row.set_depth(min(len(inside), _DEEPEST), " · ".join(self._joined(group) for group in reversed(ending)))
        self._reserve()
        self.update()

    def refresh(self) -> None:
        """Show the same filters again after more of the model is known."""
        for row in self._rows:
            row.refresh()
        self._reserve()

    def _reserve(self) -> None:
        needs = [row.needs for row in self._rows]
        for row in self._rows:
            row.reserve(max(value for value, _ in needs), max(note for _, note in needs))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for group in self._groups:
            if group.depth <= _DEEPEST:
                top = self._rows[group.first - 1].y()
                bottom = self._rows[group.last - 1].geometry().bottom()
                left = (group.depth - 1) * INDENT + (20 - _BAR) // 2
                painter.fillRect(QRect(left, top, _BAR, bottom - top + 1), theme().color(Role.ACCENT))

    def _joined(self, group: Group) -> str:
        if group.last - group.first > 2:
            numbers = f"{group.first}–{group.last}"
        else:
            numbers = ", ".join(str(number) for number in range(group.first, group.last + 1))
        return (self.tr("any of {numbers}") if group.any else self.tr("all of {numbers}")).format(numbers=numbers)

    def _insert(self, position: int) -> None:
        row = FilterRow(self._fields, self)
        row.changed.connect(lambda entry: self.changed.emit(self._rows.index(row), entry))
        row.removed.connect(lambda: self.removed.emit(self._rows.index(row)))
        row.pick_wished.connect(lambda: self.pick_wished.emit(self._rows.index(row)))
        row.problem_changed.connect(self.problem_changed)
        self._rows.insert(position, row)
        self._column.insertWidget(position, row)
        if position:
            QWidget.setTabOrder(self._rows[position - 1].remove_button, row.field_box)

    def _drop(self, row: FilterRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


def _common(rows: Sequence[FilterRow], filters: Sequence[Filter]) -> int:
    """How many rows from the start on show their filter already."""
    pairs = zip(rows, filters, strict=False)
    return next((at for at, (row, entry) in enumerate(pairs) if not same(row.filter, entry)), min(len(rows), len(filters)))
