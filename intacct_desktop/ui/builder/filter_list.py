"""The filters of a query as numbered rows, those that belong together indented behind a bar.

A long list has widgets for the rows in view only: a row is made when it comes into view, and lent to another filter when it has left.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.filter_values import is_missing
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.builder.field_box import PathCompleter
from intacct_desktop.ui.builder.filter_menu import KEYS, RowAct
from intacct_desktop.ui.builder.filter_row import INDENT, FilterRow, missing_words, operator_width
from intacct_desktop.ui.builder.grouping import Group
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.value_lookup import ValueLookup
from intacct_desktop.ui.theme import CONTROL, Role, theme

_GAP = 6
_BAR = 3
_DEEPEST = 3
_TALLEST = 8 * (CONTROL + _GAP)
_FEW = 48
"""So many filters have a row each, in view or not."""
_BESIDE = 3
"""Rows that are made above and below those in view, for Tab to go on to."""
_NONE: Mapping[int, Sequence[Finding]] = {}


class FilterList(QScrollArea):
    """Shows filters and groups. Its signals carry the place of a row and what is wished there."""

    changed = Signal(int, object)
    wished = Signal(int, object)
    """A `RowAct` that the row cannot do alone."""
    moved = Signal(int, int)
    mended = Signal(object)
    pick_wished = Signal(int)
    problem_changed = Signal()

    def __init__(self, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._lookup: ValueLookup | None = None
        self._filters: tuple[Filter, ...] = ()
        self._muted: frozenset[int] = frozenset()
        self._groups: tuple[Group, ...] = ()
        self._findings = _NONE
        self._slots: list[FilterRow | None] = []
        self._heights: list[int] = []
        self._tops: list[int] = [0]
        self._spare: list[FilterRow] = []
        self._placing = False
        self._drop: int | None = None
        self._completer = PathCompleter(fields.paths, self)
        self._operator_width = operator_width(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._start = QWidget(self)  # hidden: where the rows come in the order of Tab
        self._start.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._start.hide()
        self._page = _Page(self)
        self.setWidget(self._page)
        self.verticalScrollBar().setSingleStep((CONTROL + _GAP) // 2)
        self.verticalScrollBar().valueChanged.connect(self.place)
        for act, keys in KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: self._act(act))

    @property
    def rows(self) -> list[FilterRow]:
        """The rows that are made, in their order: all where there are few, of a long list those in view and around it."""
        return [row for row in self._slots if row is not None]

    def row(self, position: int) -> FilterRow:
        """The row of a filter, brought into view."""
        self.ensureVisible(0, self._tops[position], 0, 0)
        self.ensureVisible(0, self._tops[position] + self._heights[position], 0, 0)
        self.place()
        row = self._slots[position]
        assert row is not None  # noqa: S101  # what is in view is made
        return row

    @property
    def problem(self) -> str:
        """The first row's problem, with the number of the filter."""
        for position, (row, entry) in enumerate(zip(self._slots, self._filters, strict=True)):
            if row is not None:
                problem = row.problem
            elif position not in self._muted and is_missing(self._fields.field(entry.field), entry):
                problem = missing_words()
            else:
                continue
            if problem:
                return self.tr("Filter {number}: {problem}").format(number=position + 1, problem=problem)
        return ""

    def set_lookup(self, lookup: ValueLookup | None) -> None:
        """Where the rows look up values; None looks none up."""
        self._lookup = lookup
        for row in (*self.rows, *self._spare):
            row.set_lookup(lookup)

    def show_filters(self, filters: Sequence[Filter], muted: frozenset[int], groups: tuple[Group, ...]) -> None:
        """Show these. Rows keep their filters when others come, go or move, and with them what is typed there."""
        kept = _assigned(self._filters, filters)
        slots = [self._slots[old] if old is not None else None for old in kept]
        heights = [self._heights[old] if old is not None else CONTROL for old in kept]
        taken = {id(row) for row in slots}
        self._spare += [row for row in self._slots if row is not None and id(row) not in taken]
        rearranged = slots != self._slots
        self._filters, self._muted, self._groups = tuple(filters), muted, groups
        self._slots, self._heights = slots, heights
        if len(kept) != len(self._tops) - 1 or rearranged:
            self._findings = _NONE  # they name places; those of this query are told presently
        for position, row in enumerate(slots):
            if row is not None:
                self._fill(row, position)
        self._lay_out()
        self.place(rearranged=rearranged)

    def show_findings(self, findings: Mapping[int, Sequence[Finding]]) -> None:
        """Mark these filters, by place; the others are not marked."""
        marked = set(self._findings) | set(findings)
        self._findings = findings
        for position in sorted(marked):
            row = self._slots[position] if position < len(self._slots) else None
            if row is not None:
                row.show_findings(findings.get(position, ()))

    def refresh(self) -> None:
        """Show the same filters again after more of the model is known."""
        for row in self.rows:
            row.refresh()
        self.place()

    # where the rows are

    def place(self, _: int = 0, *, rearranged: bool = False) -> None:
        """Make the rows that are in view, and put all that are made where they belong."""
        if self._placing:
            return
        self._placing = True
        try:
            made = self._make(self._wanted())
            rows = [(position, row) for position, row in enumerate(self._slots) if row is not None]
            for _, row in rows:
                row.set_room(self.viewport().width())
            self._reserve([row for _, row in rows])
            width = max([self.viewport().width(), *(row.minimumSizeHint().width() for _, row in rows)])
            for position, row in rows:
                self._heights[position] = row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
            self._lay_out()
            for position, row in rows:
                row.setGeometry(0, self._tops[position], width, self._heights[position])
                row.show()
            if made or rearranged:
                self._chain([row for _, row in rows])
            self._page.resize(width, max(self._tops[-1] - _GAP, 0))
            bar = self.horizontalScrollBar().sizeHint().height() if width > self.viewport().width() else 0
            self.setFixedHeight(min(self._page.height(), _TALLEST) + bar)
            self._page.update()
        finally:
            self._placing = False

    def _lay_out(self) -> None:
        self._tops = list(accumulate((height + _GAP for height in self._heights), initial=0))

    def _wanted(self) -> range:
        count = len(self._filters)
        if count <= _FEW:
            return range(count)
        top = self.verticalScrollBar().value()
        first = next(at for at in range(count) if self._tops[at + 1] > top or at == count - 1)
        last = next(at for at in range(first, count) if self._tops[at + 1] >= top + _TALLEST or at == count - 1)
        return range(max(first - _BESIDE, 0), min(last + _BESIDE + 1, count))

    def _make(self, wanted: range) -> bool:
        """Have rows in `wanted`; others that keep nothing of the person's are lent. True if a row was made or lent."""
        missing = [position for position in wanted if self._slots[position] is None]
        if len(self._filters) > _FEW:
            for position, row in enumerate(self._slots):
                if row is not None and position not in wanted and (missing or len(self.rows) > 2 * _FEW) and not row.keeps_text:
                    self._slots[position] = None
                    self._spare.append(row)
        spare, self._spare = self._spare, []
        for position in missing:
            row = spare.pop() if spare and not spare[-1].keeps_text else self._new_row()
            self._slots[position] = row
            self._fill(row, position)
        for row in spare:
            row.hide()
            row.setParent(None)
            row.deleteLater()
        return bool(missing)

    def _new_row(self) -> FilterRow:
        row = FilterRow(self._fields, self._completer, self._operator_width, self._lookup, self._page)
        row.changed.connect(lambda entry: self.changed.emit(self._slots.index(row), entry))
        row.wished.connect(lambda act: self.wished.emit(self._slots.index(row), act))
        row.pick_wished.connect(lambda: self.pick_wished.emit(self._slots.index(row)))
        row.mended.connect(self.mended)
        row.problem_changed.connect(self.problem_changed)
        row.badge.dragged.connect(self._drag)
        row.badge.dropped.connect(lambda place: self._let_go(self._slots.index(row), place))
        return row

    def _fill(self, row: FilterRow, position: int) -> None:
        number = position + 1
        row.show_filter(number, len(self._filters), self._filters[position], muted=position in self._muted)
        inside = [group for group in self._groups if group.first <= number <= group.last]
        ending = [group for group in inside if group.last == number]
        row.set_depth(min(len(inside), _DEEPEST), " · ".join(self._joined(group) for group in reversed(ending)))
        row.show_findings(self._findings.get(position, ()))

    def _reserve(self, rows: list[FilterRow]) -> None:
        needs = [row.needs for row in rows]
        for row in rows:
            row.reserve(max(value for value, _ in needs), max(note for _, note in needs))

    def _chain(self, rows: list[FilterRow]) -> None:
        for one, other in pairwise([self._start, *(stop for row in rows for stop in row.stops)]):
            QWidget.setTabOrder(one, other)

    def _joined(self, group: Group) -> str:
        if group.last - group.first > 2:
            numbers = f"{group.first}–{group.last}"
        else:
            numbers = ", ".join(str(number) for number in range(group.first, group.last + 1))
        return (self.tr("any of {numbers}") if group.any else self.tr("all of {numbers}")).format(numbers=numbers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.place()

    # what is done with them

    def _act(self, act: RowAct) -> None:
        focused = QApplication.focusWidget()
        for row in self.rows:
            if focused is not None and row.isAncestorOf(focused):
                row.act(act)
                return

    def _drag(self, place: QPoint) -> None:
        where = self._page.mapFromGlobal(place)
        self.ensureVisible(0, where.y(), 0, CONTROL)
        middles = [top + height // 2 for top, height in zip(self._tops, self._heights, strict=False)]
        self._drop = sum(middle < where.y() for middle in middles)
        self._page.update()

    def _let_go(self, position: int, place: QPoint) -> None:
        self._drag(place)
        gap, self._drop = self._drop or 0, None
        self._page.update()
        target = gap - (gap > position)
        if target != position:
            self.moved.emit(position, target)

    def paint_marks(self, painter: QPainter) -> None:
        """The bars of the groups, and the line where a dragged row would go."""
        accent = theme().color(Role.ACCENT)
        for group in self._groups:
            if group.depth <= _DEEPEST and group.last <= len(self._heights):
                top, bottom = self._tops[group.first - 1], self._tops[group.last] - _GAP
                left = (group.depth - 1) * INDENT + (20 - _BAR) // 2
                painter.fillRect(QRect(left, top, _BAR, bottom - top), accent)
        if self._drop is not None:
            painter.fillRect(QRect(0, max(self._tops[self._drop] - _GAP // 2 - 1, 0), self._page.width(), 2), accent)


class _Page(QWidget):
    """What is scrolled. A row whose needs changed asks for room by a LayoutRequest."""

    def __init__(self, rows: FilterList) -> None:
        super().__init__()
        self._list = rows
        self.setProperty("role", "page")

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._list.place()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._list.paint_marks(painter)
        painter.end()


def _assigned(old: Sequence[Filter], new: Sequence[Filter]) -> list[int | None]:
    """Of each new filter, the place that it had; one that was not there has the place of one that is gone, if any, nearest in order."""
    start = _common(old, new)
    end = _common(old[::-1], new[::-1], min(len(old), len(new)) - start)
    places: dict[str, list[int]] = {}
    for at in range(start, len(old) - end):
        places.setdefault(repr(old[at]), []).append(at)
    middle: list[int | None] = []
    for at in range(start, len(new) - end):
        same = places.get(repr(new[at]))
        middle.append(same.pop(0) if same else None)
    gone: Iterator[int] = iter(sorted(at for left in places.values() for at in left))
    middle = [at if at is not None else next(gone, None) for at in middle]
    return [*range(start), *middle, *range(len(old) - end, len(old))]


def _common(old: Sequence[Filter], new: Sequence[Filter], most: int | None = None) -> int:
    """How many from the start on are the same."""
    limit = min(len(old), len(new)) if most is None else most
    return next((at for at in range(limit) if old[at] is not new[at] and repr(old[at]) != repr(new[at])), limit)
