"""The query builder: columns, filters, expression, order and page size of one immutable `Query`, shown and edited (design idea 1)."""

from collections.abc import Container, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.naming import title_of
from intacct_desktop.api.query import Query, split_aggregate
from intacct_desktop.ui.builder.columns_section import ColumnsSection
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.drop_sign import DropSign
from intacct_desktop.ui.builder.filters_section import FiltersSection
from intacct_desktop.ui.builder.match_section import MatchSection
from intacct_desktop.ui.builder.order_section import OrderSection
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section, caption
from intacct_desktop.ui.builder.settings_section import SettingsSection
from intacct_desktop.ui.builder.words import counted_columns, counted_filters
from intacct_desktop.ui.field_drag import fields_in
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import CONTROL, Role

_LABEL = 66
_ROOM_FOR_ONE_LINE = 680
_BAR = 2


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
        self._query = query
        self._problem: str | None = None
        self.fields = QueryFields(models, self)
        self.fields.changed.connect(self._refresh)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Query builder"))

        self._summary = QLabel(self)
        self._summary.setProperty("role", "strong")
        beside = QWidget(self)
        self.columns = ColumnsSection(query, self.fields, self)
        self.filters = FiltersSection(query, self.fields, self)
        self.order = OrderSection(query, self.fields, beside)
        self.settings = SettingsSection(query, self.fields, beside)
        self.match = MatchSection(query, self.fields, beside, self)
        self._sections: tuple[Section, ...] = (self.filters, self.match, self.settings, self.columns, self.order)
        for section in self._sections:
            section.edited.connect(self._edit)
            section.problem_changed.connect(self._judge)

        self.fold_button = QToolButton(self)
        self.fold_button.setProperty("role", "flat")
        self.fold_button.setFixedWidth(CONTROL)
        self.fold_button.setIconSize(QSize(14, 14))
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.folded))

        self._lay_out_beside(beside)
        self._body = self._lay_out()
        self._drop_sign = DropSign(self)
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

    def set_refused(self, refused: Container[str]) -> None:
        """The paths that the company is known to refuse in queries of this object."""
        self.fields.refused = refused

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Mark in the form what the check of the query found."""
        for section in self._sections:
            section.show_findings(findings)

    def go_to(self, place: str) -> None:
        """Unfold the form and give the focus to a place of the query, a JSON pointer such as ``/filters/2``."""
        self.set_folded(False)
        part, _, rest = place.removeprefix("/").partition("/")
        at = int(rest) if rest.isdecimal() else len(self._query.filters)
        chips = {"fields": self.columns.chips.chips, "orderBy": self.order.chips.chips}.get(part, [])
        if at < len(chips):
            chips[at].setFocus()
        elif part == "filters" and at < len(self._query.filters):
            self.filters.list.row(at).value_widget.setFocus()
        else:
            parts = {"filterExpression": self.match.line, "orderBy": self.order.add, "size": self.settings.page}
            parts |= dict.fromkeys(("start", "filterParameters"), self.settings.more)
            parts.get(part, self.columns.add).setFocus()

    def _lay_out_beside(self, beside: QWidget) -> None:
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(caption(self.tr("Order"), beside), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.order, 1)
        row.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignTop)

    def _lay_out(self) -> QWidget:
        body = QWidget(self)
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        for words, section in ((self.tr("Columns"), self.columns), (self.tr("Filters"), self.filters), (self.tr("Match"), self.match)):
            name = caption(words, body)
            name.setFixedWidth(_LABEL)
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(section, 1)
            lines.addLayout(line)
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
        self.match.set_narrow(event.size().width() < _ROOM_FOR_ONE_LINE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if fields_in(event.mimeData()) is not None:  # of another object too, to say why they cannot be dropped
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        fields = fields_in(event.mimeData())
        point = event.position().toPoint()
        if fields is None:
            event.ignore()
        elif fields.object != self._query.object:
            words = self.tr("These are fields of {object}; the query is of {own}.")
            self._drop_sign.show_reason(words.format(object=title_of(fields.object), own=self.fields.title), point)
            event.ignore()
        else:
            self._drop_sign.show_gap(self._gap(point))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_sign.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Fields become columns or orders at the place where they are let go, or filters."""
        self._drop_sign.hide()
        fields = fields_in(event.mimeData())
        if fields is None or fields.object != self._query.object:
            event.ignore()
            return
        event.acceptProposedAction()
        point = event.position().toPoint()
        section = self._section_at(point)
        if isinstance(section, FiltersSection):
            section.add_filters(fields.paths)
        else:
            position = len(section.chips.chips) if self.folded else section.chips.landing(section.chips.mapFrom(self, point))[0]
            section.insert(fields.paths, position)

    def _section_at(self, point: QPoint) -> ColumnsSection | FiltersSection | OrderSection:
        """What fields become that are dropped at a point: the order has its place, the match belongs to the filters."""
        if self.folded or point.y() < self.filters.mapTo(self, QPoint()).y():
            return self.columns
        return self.order if self.order.rect().contains(self.order.mapFrom(self, point)) else self.filters

    def _gap(self, point: QPoint) -> QRect:
        """Where a bar shows what a drop would do."""
        if self.folded:
            return QRect(0, self.height() - _BAR, self.width(), _BAR)
        section = self._section_at(point)
        if isinstance(section, FiltersSection):
            place = section.add.mapTo(self, QPoint())
            return QRect(place.x(), place.y(), section.mapTo(self, section.rect().bottomRight()).x() - place.x(), _BAR)
        gap = section.chips.landing(section.chips.mapFrom(self, point))[1]
        return gap.translated(section.chips.mapTo(self, QPoint()))

    def _show(self, query: Query, *, typed_here: bool = False) -> None:
        self._query = query
        named = (*query.fields, *(entry.field for entry in query.filters), *(entry.field for entry in query.order_by))
        self.fields.look_up(query.object, (split_aggregate(path)[1] for path in named))
        for section in self._sections:
            section.show_query(query, typed_here=typed_here)
        self._summarize()
        self._judge()

    def _summarize(self) -> None:
        query = self._query
        self._summary.setText(" · ".join((self.fields.title, counted_columns(len(query.fields)), counted_filters(len(query.filters)))))

    def _refresh(self) -> None:
        for section in self._sections:
            section.refresh()
        self._summarize()
        self._judge()

    def _judge(self) -> None:
        """Say what is wrong, if it is something else than before."""
        problem = next((section.problem for section in self._sections if section.problem), None)
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    def _edit(self, query: Query) -> None:
        if same(query, self._query):
            self._judge()
            return
        self._show(query, typed_here=True)
        if not same(self.match.query, query):  # text of the expression that parses now
            self._show(self.match.query, typed_here=True)
        self.query_changed.emit(self._query)
