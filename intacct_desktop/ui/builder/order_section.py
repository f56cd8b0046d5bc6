"""The order of a query's rows: the ``orderBy`` of the body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.query import Direction, Order, Query
from intacct_desktop.ui.builder.chips import ChipRow, ChipText
from intacct_desktop.ui.builder.picking import add_button, pick_fields
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section, findings_at, moved, replaced, without


class OrderSection(Section):
    def __init__(self, query: Query, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(query, fields, parent)
        self._complaints: Mapping[int, str] = {}
        self.add = add_button(self, self.tr("Add to order"), self._wish, "")
        self.chips = ChipRow(self.add, self)
        self.chips.setAccessibleName(self.tr("Order"))
        self.chips.removed.connect(lambda at: self._edit(without(self._query.order_by, at)))
        self.chips.moved.connect(lambda old, new: self._edit(moved(self._query.order_by, old, new)))
        self.chips.pressed.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chips)

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        if query.order_by != self._query.order_by:
            self._complaints = {}
        self._query = query
        self.chips.set_chips([self._chip(at, entry) for at, entry in enumerate(query.order_by, start=1)])

    def show_findings(self, findings: Iterable[Finding]) -> None:
        complaints = findings_at("/orderBy/", findings)
        if complaints != self._complaints:
            self._complaints = complaints
            self.show_query(self._query, typed_here=True)

    def _chip(self, at: int, entry: Order) -> ChipText:
        up = entry.direction is Direction.ASCENDING
        name = self.tr("Order {number}: {field}, ascending") if up else self.tr("Order {number}: {field}, descending")
        tip, warning = self._fields.tips(entry.field)
        shown = f"{entry.field} {'↑' if up else '↓'}"
        return ChipText(shown, name.format(number=at, field=entry.field), tip, self._complaints.get(at - 1) or warning)

    def _edit(self, order: Sequence[Order]) -> None:
        self.edited.emit(replace(self._query, order_by=tuple(order)))

    def _turn(self, position: int) -> None:
        entry = self._query.order_by[position]
        turned = Direction.DESCENDING if entry.direction is Direction.ASCENDING else Direction.ASCENDING
        self._edit(replaced(self._query.order_by, position, replace(entry, direction=turned)))

    def _wish(self) -> None:
        present = [entry.field for entry in self._query.order_by]
        pick_fields(self._fields, self.add, self.add_orders, present=present)

    def add_orders(self, paths: Iterable[str]) -> None:
        """Order by these too, after what is there."""
        present = {entry.field for entry in self._query.order_by}
        self._edit((*self._query.order_by, *(Order(path) for path in paths if path not in present)))

    def insert(self, paths: Iterable[str], position: int) -> None:
        """Order by these at a place; those that are there already go there, as they are."""
        present = {entry.field: entry for entry in self._query.order_by}
        new = {path: present.get(path, Order(path)) for path in paths}
        before = [entry for entry in self._query.order_by[:position] if entry.field not in new]
        after = [entry for entry in self._query.order_by[position:] if entry.field not in new]
        self._edit((*before, *new.values(), *after))
