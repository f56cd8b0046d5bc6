"""The query builder: columns, filters, expression, order and page size of one immutable `Query`, shown and edited (design idea 1)."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api import expression
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Direction, Order, Query, split_aggregate
from intacct_desktop.ui.builder.chips import ChipRow, ChipText
from intacct_desktop.ui.builder.comparison import same, starting_filter
from intacct_desktop.ui.builder.filter_list import FilterList
from intacct_desktop.ui.builder.filter_row import FIELD_LEFT
from intacct_desktop.ui.builder.grouping import groups
from intacct_desktop.ui.builder.limited_height import LimitedHeight
from intacct_desktop.ui.builder.match_box import MatchBox
from intacct_desktop.ui.builder.page_box import PageBox
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.words import counted_columns, counted_filters
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, Role, set_role

_LABEL = 66
_ROOM_FOR_ONE_LINE = 580
_MOST_COLUMNS = 4 * (CONTROL + 4)  # four lines of chips, then they scroll
_MOST_FILTERS = 8 * (CONTROL + 6)


class QueryEditor(QWidget):
    """A view of one query. Setting `query` redraws and says nothing; an edit makes a new query and says `query_changed`.

    Text that is no value or no expression stays where it was typed and out of the query; `problem` then says why the query is not
    ready to run.
    """

    query_changed = Signal(object)
    problem_changed = Signal(object)
    """The new `problem`: words, or None."""
    folded_changed = Signal(bool)

    def __init__(self, models: ModelService, query: Query, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._query = query
        self._problem: str | None = None
        self._fields = QueryFields(models, self)
        self._fields.changed.connect(self._refresh)
        self.setAccessibleName(self.tr("Query builder"))

        self._summary = QLabel(self)
        self._summary.setProperty("role", "strong")
        self.add_column = self._add_button(self.tr("Add columns"), self._wish_columns)
        self.columns = ChipRow(self.add_column, self)
        self.columns.setAccessibleName(self.tr("Columns"))
        self.columns.removed.connect(lambda at: self._edit(fields=_without(self._query.fields, at)))
        self.columns.moved.connect(lambda old, new: self._edit(fields=_moved(self._query.fields, old, new)))

        self.filters = FilterList(self._fields, self)
        self.filters.changed.connect(lambda at, entry: self._edit(filters=_replaced(self._query.filters, at, entry)))
        self.filters.removed.connect(self._remove_filter)
        self.filters.pick_wished.connect(self._wish_field)
        self.filters.problem_changed.connect(self._judge)
        self.add_filter = self._add_button(self.tr("Add filters"), self._wish_filters, self.tr("Filter"))

        self.match = MatchBox(self)
        self.match.setMinimumWidth(120)
        self.match.setMaximumWidth(420)
        self.match.entered.connect(self._take_expression)
        self._match_words = QLabel(self)
        self._match_words.setWordWrap(True)

        self.add_order = self._add_button(self.tr("Add to order"), self._wish_order, "")
        self.order = ChipRow(self.add_order, self)
        self.order.setAccessibleName(self.tr("Order"))
        self.order.removed.connect(lambda at: self._edit(order_by=_without(self._query.order_by, at)))
        self.order.moved.connect(lambda old, new: self._edit(order_by=_moved(self._query.order_by, old, new)))
        self.order.pressed.connect(self._turn)

        self.page = PageBox(self)
        self.page.setFixedWidth(96)
        self.page.entered.connect(self._take_size)

        self.fold_button = QToolButton(self)
        self.fold_button.setProperty("role", "flat")
        self.fold_button.setFixedWidth(CONTROL)
        self.fold_button.setIconSize(QSize(14, 14))
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.folded))

        self._body = self._lay_out()
        self._show(query)
        self.set_folded(False)

    @property
    def query(self) -> Query:
        return self._query

    @query.setter
    def query(self, query: Query) -> None:
        if not same(query, self._query):
            self._show(query)

    @property
    def problem(self) -> str | None:
        """Why the query is not ready to run, in words; None when it is."""
        return self._problem

    @property
    def folded(self) -> bool:
        return self._body.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Show one line in place of the form."""
        changed = folded != self.folded
        self._body.setVisible(not folded)
        self._summary.setVisible(folded)
        words = self.tr("Unfold the query builder") if folded else self.tr("Fold the query builder")
        self.fold_button.setIcon(icon("chevron-down" if folded else "chevron-up", Role.MUTED))
        self.fold_button.setToolTip(words)
        self.fold_button.setAccessibleName(words)
        if changed:
            self.folded_changed.emit(folded)

    # building

    def _lay_out(self) -> QWidget:
        body = QWidget(self)
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addLayout(self._line(self.tr("Columns"), LimitedHeight(self.columns, _MOST_COLUMNS, body)))
        lines.addLayout(self._line(self.tr("Filters"), self._filter_lines(body)))
        lines.addLayout(self._line(self.tr("Match"), self._last_line(body)))

        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 8)
        row.setSpacing(4)
        row.addWidget(body, 1)
        row.addWidget(self._summary, 1)
        row.addWidget(self.fold_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return body

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, order and page stand below the expression."""
        super().resizeEvent(event)
        narrow = event.size().width() < _ROOM_FOR_ONE_LINE
        self._last.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._last.setSpacing(4 if narrow else 16)

    def _filter_lines(self, parent: QWidget) -> QWidget:
        column = QWidget(parent)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        self._filter_room = LimitedHeight(self.filters, _MOST_FILTERS, column)
        lines.addWidget(self._filter_room)
        self._under_filters = QHBoxLayout()
        self._under_filters.addWidget(self.add_filter)
        self._under_filters.addStretch(1)
        lines.addLayout(self._under_filters)
        return column

    def _last_line(self, parent: QWidget) -> QWidget:
        column = QWidget(parent)
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        rest = QHBoxLayout()
        rest.setSpacing(8)
        rest.addWidget(_caption(self.tr("Order"), self), 0, Qt.AlignmentFlag.AlignTop)
        rest.addWidget(self.order, 1)
        rest.addWidget(_caption(self.tr("Page"), self), 0, Qt.AlignmentFlag.AlignTop)
        rest.addWidget(self.page, 0, Qt.AlignmentFlag.AlignTop)
        self._last = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._last.setSpacing(16)
        self._last.addWidget(self.match, 2, Qt.AlignmentFlag.AlignTop)
        self._last.addLayout(rest, 4)
        lines.addLayout(self._last)
        lines.addWidget(self._match_words)
        return column

    def _line(self, words: str, content: QWidget) -> QHBoxLayout:
        caption = _caption(words, self)
        caption.setFixedWidth(_LABEL)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(content, 1)
        return row

    def _add_button(self, name: str, slot: Callable[[], None], words: str | None = None) -> QPushButton:
        button = QPushButton(icon("plus", Role.ACCENT), self.tr("Add") if words is None else words, self)
        button.setIconSize(QSize(12, 12))
        button.setProperty("role", "link")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(slot)
        return button

    # showing

    def _show(self, query: Query, *, typed_here: bool = False) -> None:
        self._query = query
        named = (*query.fields, *(entry.field for entry in query.filters), *(entry.field for entry in query.order_by))
        self._fields.look_up(query.object, (split_aggregate(path)[1] for path in named))
        self.match.show_expression(query.filter_expression, len(query.filters), typed_here=typed_here)
        self.match.setEnabled(bool(query.filters) or query.filter_expression is not None)
        self._filter_room.setVisible(bool(query.filters))
        self._under_filters.setContentsMargins(FIELD_LEFT - 5 if query.filters else 0, 0, 0, 0)  # the link's own edge and padding are 5
        self.filters.show_filters(query.filters, groups(_condition(query), len(query.filters)))
        self.page.show_size(query.size)
        self._show_chips()
        self._judge()

    def _show_chips(self) -> None:
        query = self._query
        self.columns.set_chips([self._column_chip(at, path) for at, path in enumerate(query.fields, start=1)])
        self.order.set_chips([self._order_chip(at, entry) for at, entry in enumerate(query.order_by, start=1)])
        parts = (self._fields.title, counted_columns(len(query.fields)), counted_filters(len(query.filters)))
        self._summary.setText(" · ".join(parts))

    def _column_chip(self, at: int, path: str) -> ChipText:
        name = self.tr("Column {number}: {field}").format(number=at, field=path)
        return ChipText(path, name, *self._tips(path))

    def _order_chip(self, at: int, entry: Order) -> ChipText:
        up = entry.direction is Direction.ASCENDING
        name = self.tr("Order {number}: {field}, ascending") if up else self.tr("Order {number}: {field}, descending")
        return ChipText(f"{entry.field} {'↑' if up else '↓'}", name.format(number=at, field=entry.field), *self._tips(entry.field))

    def _tips(self, path: str) -> tuple[str, str]:
        plain = split_aggregate(path)[1]
        field = self._fields.field(plain)
        warning = self.tr("{field} is not in the model").format(field=plain) if self._fields.is_unknown(plain) else ""
        return (field.title if field is not None else ""), warning

    def _refresh(self) -> None:
        self.filters.refresh()
        self._show_chips()
        self._judge()

    def _judge(self) -> None:
        """Say what is wrong, if it is something else than before."""
        complaint = self.match.problem
        self._match_words.setText(complaint or self.match.note)
        set_role(self._match_words, "negative" if complaint else "muted")
        self._match_words.setVisible(bool(self._match_words.text()))
        nothing = "" if self._query.fields else self.tr("The query has no columns yet.")
        problem = self.filters.problem or complaint or self.page.problem or nothing or None
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    # editing

    def _edit(self, query: Query | None = None, **members: object) -> None:
        changed = replace(query or self._query, **members)  # type: ignore[arg-type]
        if same(changed, self._query):
            self._judge()
            return
        self._show(changed, typed_here=True)
        if not self.match.problem and self.match.expression != changed.filter_expression:
            self._show(replace(changed, filter_expression=self.match.expression), typed_here=True)
        self.query_changed.emit(self._query)

    def _remove_filter(self, position: int) -> None:
        rows = self.filters.rows
        focused = rows[position].isAncestorOf(self.focusWidget() or self)
        self._edit(self._query.removing_filter(position))
        if focused:
            rows = self.filters.rows
            (rows[min(position, len(rows) - 1)].remove_button if rows else self.add_filter).setFocus()

    def _take_expression(self) -> None:
        if self.match.problem:
            self._judge()
        else:
            self._edit(filter_expression=self.match.expression)

    def _take_size(self) -> None:
        if self.page.problem:
            self._judge()
        else:
            self._edit(size=self.page.page_size)

    def _turn(self, position: int) -> None:
        entry = self._query.order_by[position]
        turned = Direction.DESCENDING if entry.direction is Direction.ASCENDING else Direction.ASCENDING
        self._edit(order_by=_replaced(self._query.order_by, position, replace(entry, direction=turned)))

    # choosing fields

    def _wish_columns(self) -> None:
        self._pick(self.add_column, self._add_columns, present=self._query.fields)

    def _add_columns(self, paths: list[str]) -> None:
        query = self._query
        for path in paths:
            query = query.adding_field(path)
        self._edit(query)

    def _wish_filters(self) -> None:
        self._pick(self.add_filter, self._add_filters)

    def _add_filters(self, paths: list[str]) -> None:
        query = self._query
        for path in paths:
            query = query.adding_filter(starting_filter(self._fields.field(path), path))
        first = len(self._query.filters)
        self._edit(query)
        if paths:
            self.filters.rows[first].value_widget.setFocus()

    def _wish_order(self) -> None:
        self._pick(self.add_order, self._add_orders, present=[entry.field for entry in self._query.order_by])

    def _add_orders(self, paths: list[str]) -> None:
        present = {entry.field for entry in self._query.order_by}
        self._edit(order_by=(*self._query.order_by, *(Order(path) for path in paths if path not in present)))

    def _wish_field(self, position: int) -> None:
        row = self.filters.rows[position]
        self._pick(row.field_box, lambda paths: row.take_field(paths[0]), multiple=False)

    def _pick(self, anchor: QWidget, take: Callable[[list[str]], None], *, present: Iterable[str] = (), multiple: bool = True) -> None:
        picker = FieldPicker(self._models, self, multiple=multiple)
        picker.closed.connect(picker.deleteLater)
        picker.set_object(self._query.object)
        if multiple:
            picker.set_present(present)
        picker.picked.connect(take)
        picker.open_below(anchor)


def _caption(words: str, parent: QWidget) -> QLabel:
    caption = QLabel(words, parent)
    caption.setProperty("role", "muted")
    caption.setFixedHeight(CONTROL)
    return caption


def _condition(query: Query) -> expression.Node | None:
    try:
        return query.condition
    except expression.ExpressionError:
        return None


def _without(items: tuple[object, ...], at: int) -> tuple[object, ...]:
    return items[:at] + items[at + 1 :]


def _replaced(items: tuple[object, ...], at: int, item: object) -> tuple[object, ...]:
    return (*items[:at], item, *items[at + 1 :])


def _moved(items: tuple[object, ...], old: int, new: int) -> tuple[object, ...]:
    left = _without(items, old)
    return (*left[:new], items[old], *left[new:])
