"""The columns of a query, in their order: the ``fields`` of the body, computed ones and the groups that they make among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.columns import adding_fields, aggregates_for, all_fields, computed, fields_of_reference, grouping, with_aggregate
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.naming import title_of
from intacct_desktop.api.query import Aggregate, Direction, Order, Query, split_aggregate
from intacct_desktop.ui import tasks
from intacct_desktop.ui.builder.chips import ChipRow, ChipText
from intacct_desktop.ui.builder.limited_height import LimitedHeight
from intacct_desktop.ui.builder.picking import add_button, pick_fields
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section, findings_at, moved, without
from intacct_desktop.ui.builder.words import aggregate_words
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, Role

_TALLEST = 4 * (CONTROL + 4)  # four lines of chips, then they scroll
_MOST_NAMED = 3  # groups in the note


class ColumnsSection(Section):
    def __init__(self, query: Query, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(query, fields, parent)
        self._usual: Sequence[str] = ()
        self._complaints: Mapping[int, str] = {}
        self.add = add_button(self, self.tr("Add columns"), self._wish)
        self.many = QToolButton(self)
        self.many.setProperty("role", "flat")
        self.many.setIcon(icon("chevron-down", Role.ACCENT))
        self.many.setIconSize(QSize(12, 12))
        self.many.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.many.setToolTip(self.tr("Add or remove many columns at once"))
        self.many.setAccessibleName(self.tr("Many columns"))
        self.many.clicked.connect(lambda: self.menu_of_many().popup(self.many.mapToGlobal(QPoint(0, self.many.height()))))
        last = QWidget(self)
        row = QHBoxLayout(last)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.add)
        row.addWidget(self.many)
        self.chips = ChipRow(self.add, self, last=last, offer=self._offer)
        self.chips.setAccessibleName(self.tr("Columns"))
        self.chips.removed.connect(lambda at: self._edit(without(self._query.fields, at)))
        self.chips.moved.connect(lambda old, new: self._edit(moved(self._query.fields, old, new)))
        self.chips.pressed.connect(self._open_menu)
        self._grouping = QLabel(self)
        self._grouping.setProperty("role", "muted")
        self._grouping.setTextFormat(Qt.TextFormat.PlainText)
        self._grouping.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(LimitedHeight(self.chips, _TALLEST, self))
        column.addWidget(self._grouping)

    @property
    def problem(self) -> str:
        return "" if self._query.fields else self.tr("The query has no columns yet.")

    @property
    def note(self) -> str:
        """What the computed columns make of the rows; empty where each row is a record."""
        groups = grouping(self._query)
        if groups is None:
            return ""
        if not groups:
            return self.tr("One row in all, computed over every record that matches.")
        named = ", ".join(groups[:_MOST_NAMED])
        more = len(groups) - _MOST_NAMED
        names = self.tr("{names} and {count} more").format(names=named, count=more) if more > 0 else named
        return self.tr("One row for each {names}: the other columns are computed over its records.").format(names=names)

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        if query.fields != self._query.fields:
            self._complaints = {}
        self._query = query
        self._show_chips()
        self._grouping.setText(self.note)
        self._grouping.setVisible(bool(self.note))

    def show_findings(self, findings: Iterable[Finding]) -> None:
        complaints = findings_at("/fields/", findings)
        if complaints != self._complaints:
            self._complaints = complaints
            self._show_chips()

    def set_usual(self, paths: Sequence[str]) -> None:
        """The fields that the person asks for most, the most usual first."""
        self._usual = tuple(paths)

    def insert(self, paths: Iterable[str], position: int) -> None:
        """Add columns at a place; those that are there already go there."""
        new = tuple(dict.fromkeys(paths))
        before = [name for name in self._query.fields[:position] if name not in new]
        after = [name for name in self._query.fields[position:] if name not in new]
        self._edit((*before, *new, *after))

    def menu_of_many(self) -> QMenu:
        """What adds or takes away many columns at once. Show it with ``popup``; it deletes itself when closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        model = self._fields.models.loaded(self._query.object)
        everything = all_fields(model, self._fields.refused) if model is not None else ()
        self._offer_paths(menu, self.tr("All fields ({count})").format(count=len(everything)), everything)
        usual = tuple(path for path in self._usual if path not in self._fields.refused)
        self._offer_paths(menu, self.tr("Common fields ({count})").format(count=len(usual)), usual)
        references = menu.addMenu(self.tr("Fields of a reference"))
        references.setEnabled(model is not None and bool(model.references))
        if model is not None:
            self._offer_references(references, model)
        menu.addSeparator()
        clear = menu.addAction(icon("trash"), self.tr("Remove all columns"))
        clear.setEnabled(bool(self._query.fields))
        clear.triggered.connect(lambda: self._edit(()))
        return menu

    def _offer_references(self, menu: QMenu, model: ObjectModel) -> None:
        """Of each what the query's object names of it, and all that its own object has."""
        for path, reference in sorted(model.references.items()):
            below = menu.addMenu(path.replace("&", "&&"))
            inline = fields_of_reference(model, path, self._fields.refused)
            self._offer_paths(below, self.tr("The usual ones: {names}").format(names=", ".join(_last_steps(inline))), inline)
            if reference.object is None:
                continue
            target = self._fields.models.loaded(reference.object)
            if target is not None:
                whole = all_fields(target, self._fields.refused, below=path)
                words = self.tr("All fields of {object} ({count})").format(object=target.title, count=len(whole))
                self._offer_paths(below, words, whole)
            else:
                words = self.tr("All fields of {object}").format(object=title_of(reference.object))
                load = below.addAction(words.replace("&", "&&"))
                load.triggered.connect(lambda _checked=False, path=path, name=reference.object: self._load(path, name))

    def _load(self, path: str, object_name: str) -> None:
        """Add all fields behind a reference once they are known, unless the query is of another object by then."""
        start = self._query.object

        async def load() -> None:
            target = await self._fields.models.model(object_name)
            if self._query.object == start:
                self._take(all_fields(target, self._fields.refused, below=path))

        tasks.latest(self, "reference", load(), name=self.tr("Load the fields of {object}").format(object=title_of(object_name)))

    def _offer_paths(self, menu: QMenu, words: str, paths: tuple[str, ...]) -> None:
        action = menu.addAction(words.replace("&", "&&"))
        action.setEnabled(bool(set(paths) - set(self._query.fields)))
        action.triggered.connect(lambda: self._take(paths))

    def _offer(self, menu: QMenu, position: int) -> None:
        """Of one column: what is computed of it, and the order by it."""
        name = self._query.fields[position]
        present, path = split_aggregate(name)
        figures = menu.addMenu(icon("sum"), self.tr("Compute"))
        for aggregate in (None, *aggregates_for(self._fields.field(path))):
            action = figures.addAction(aggregate_words(aggregate))
            action.setCheckable(True)
            action.setChecked(aggregate is present)
            action.setEnabled(aggregate is present or computed(path, aggregate) not in self._query.fields)
            action.triggered.connect(lambda _checked=False, chosen=aggregate: self._compute(position, chosen))
        order = menu.addMenu(icon("sort"), self.tr("Order by this"))
        ordered = next((entry.direction for entry in self._query.order_by if entry.field == name), None)
        ways = ((Direction.ASCENDING, self.tr("Ascending")), (Direction.DESCENDING, self.tr("Descending")), (None, self.tr("Not at all")))
        for direction, words in ways:
            way = order.addAction(words)
            way.setCheckable(True)
            way.setChecked(direction is ordered)
            way.triggered.connect(lambda _checked=False, chosen=direction: self._order(name, chosen))

    def _open_menu(self, position: int) -> None:
        chip = self.chips.chips[position]
        self.chips.menu_for(position).popup(chip.mapToGlobal(QPoint(0, chip.height())))

    def _compute(self, position: int, aggregate: Aggregate | None) -> None:
        self.edited.emit(with_aggregate(self._query, position, aggregate))

    def _order(self, name: str, direction: Direction | None) -> None:
        first = (Order(name, direction),) if direction is not None else ()
        others = tuple(entry for entry in self._query.order_by if entry.field != name)
        self.edited.emit(replace(self._query, order_by=(*first, *others)))

    def _show_chips(self) -> None:
        grouped = grouping(self._query) is not None
        self.chips.set_chips([self._chip(at, name, grouped) for at, name in enumerate(self._query.fields)])

    def _chip(self, at: int, name: str, grouped: bool) -> ChipText:
        aggregate, path = split_aggregate(name)
        if aggregate is not None:
            words, sign = self.tr("Column {number}: {figure} of {field}"), "sum"
        elif grouped:
            words, sign = self.tr("Column {number}: {field}, makes groups"), "group-by"
        else:
            words, sign = self.tr("Column {number}: {field}"), ""
        said = words.format(number=at + 1, field=path, figure="" if aggregate is None else aggregate_words(aggregate))
        tip, warning = self._fields.tips(name)
        return ChipText(name, said, tip, self._complaints.get(at) or warning, sign)

    def _edit(self, fields: Sequence[str]) -> None:
        self.edited.emit(replace(self._query, fields=tuple(fields)))

    def _wish(self) -> None:
        pick_fields(self._fields, self.add, self._take, present=self._query.fields)

    def _take(self, paths: Iterable[str]) -> None:
        self.edited.emit(adding_fields(self._query, paths))


def _last_steps(paths: Iterable[str]) -> list[str]:
    return [path.rpartition(".")[2] for path in paths]
