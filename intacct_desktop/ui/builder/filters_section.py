"""The numbered filters of a query: the ``filters`` of the body."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from intacct_desktop.api import expression
from intacct_desktop.api.checks import Finding
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.comparison import starting_filter
from intacct_desktop.ui.builder.filter_list import FilterList
from intacct_desktop.ui.builder.filter_menu import RowAct
from intacct_desktop.ui.builder.filter_row import FIELD_LEFT
from intacct_desktop.ui.builder.grouping import Group, groups
from intacct_desktop.ui.builder.picking import add_button, pick_fields
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section, replaced
from intacct_desktop.ui.builder.value_lookup import ValueLookup

_PLACE = "/filters/"


class FiltersSection(Section):
    def __init__(self, query: Query, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(query, fields, parent)
        self.list = FilterList(fields, self)
        self.list.changed.connect(self._replace)
        self.list.wished.connect(self._act)
        self.list.moved.connect(lambda old, new: self.edited.emit(self._query.moving_filter(old, new)))
        self.list.mended.connect(self.edited)
        self.list.pick_wished.connect(self._wish_field)
        self.list.problem_changed.connect(self.problem_changed)
        self.add = add_button(self, self.tr("Add filters"), self._wish, self.tr("Filter"))
        self.sent = QLabel(self)
        self.sent.setProperty("role", "muted")
        self.sent.setWordWrap(True)
        self.sent.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.list)
        self._under = QHBoxLayout()
        self._under.addWidget(self.add)
        self._under.addWidget(self.sent, 1)
        self._under.addStretch(0)
        lines.addLayout(self._under)

    @property
    def problem(self) -> str:
        return self.list.problem

    def set_lookup(self, lookup: ValueLookup | None) -> None:
        """Offer the company's values while one is typed; None offers none."""
        self.list.set_lookup(lookup)

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        self._query = query
        self.list.setVisible(bool(query.filters))
        self._under.setContentsMargins(FIELD_LEFT - 5 if query.filters else 0, 0, 0, 0)  # the link's own edge and padding are 5
        self.list.show_filters(query.filters, query.muted, _groups(query.filter_expression, len(query.filters)))
        self.sent.setText(self._words_of_sent())
        self.sent.setVisible(bool(self.sent.text()))

    def show_findings(self, findings: Iterable[Finding]) -> None:
        found: dict[int, list[Finding]] = defaultdict(list)
        for finding in findings:
            position, _, _ = finding.place.removeprefix(_PLACE).partition("/")
            if finding.place.startswith(_PLACE) and position.isdigit():
                found[int(position)].append(finding)
        self.list.show_findings(found)

    def refresh(self) -> None:
        self.list.refresh()

    def _words_of_sent(self) -> str:
        """What is left out and how the rest is joined; empty when all is sent."""
        query = self._query
        if not query.muted:
            return ""
        sent = query.sent
        if not sent.filters:
            return self.tr("Sent without filters.")
        numbers = ", ".join(str(position + 1) for position in sorted(query.muted))
        without = self.tr("Sent without filter {numbers}") if len(query.muted) == 1 else self.tr("Sent without filters {numbers}")
        joined = self.tr(", as: {expression}").format(expression=sent.filter_expression) if sent.filter_expression else ""
        return without.format(numbers=numbers) + joined

    def _replace(self, position: int, entry: Filter) -> None:
        self.edited.emit(replace(self._query, filters=replaced(self._query.filters, position, entry)))

    def _act(self, position: int, act: RowAct) -> None:
        query = self._query
        match act:
            case RowAct.REMOVE:
                self._remove(position)
            case RowAct.MUTE:
                self.edited.emit(query.muting_filter(position, position not in query.muted))
            case RowAct.DUPLICATE:
                self.edited.emit(query.duplicating_filter(position))
                self.list.row(position + 1).value_widget.setFocus()
            case RowAct.UP:
                self._move(position, position - 1)
            case RowAct.DOWN:
                self._move(position, position + 1)

    def _move(self, old: int, new: int) -> None:
        self.edited.emit(self._query.moving_filter(old, new))
        self.list.row(new)

    def _remove(self, position: int) -> None:
        focused = self.list.row(position).isAncestorOf(self.window().focusWidget() or self)
        self.edited.emit(self._query.removing_filter(position))
        if focused:
            left = len(self._query.filters)
            (self.list.row(min(position, left - 1)).remove_button if left else self.add).setFocus()

    def _wish(self) -> None:
        pick_fields(self._fields, self.add, self.add_filters)

    def add_filters(self, paths: Sequence[str]) -> None:
        """Add a filter on each of these fields, its value still to be entered; the first of them gets the focus."""
        query = self._query
        first = len(query.filters)
        for path in paths:
            query = query.adding_filter(starting_filter(self._fields.field(path), path))
        self.edited.emit(query)
        if paths:
            self.list.row(first).value_widget.setFocus()

    def _wish_field(self, position: int) -> None:
        row = self.list.row(position)
        pick_fields(self._fields, row.field_box, lambda paths: row.take_field(paths[0]), multiple=False)


@lru_cache(maxsize=64)
def _groups(text: str | None, count: int) -> tuple[Group, ...]:
    """What is drawn as bars; nothing for an expression that is none."""
    try:
        return groups(expression.parse(text or "and", count), count) if count else ()
    except expression.ExpressionError:
        return ()
