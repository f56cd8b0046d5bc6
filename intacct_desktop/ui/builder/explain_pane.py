"""What a query does, explained: the sentence, how its filters combine, what a row is, and what will be asked of Intacct."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from intacct_desktop.api import expression
from intacct_desktop.api.expression import And, Leaf, Node
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query, split_aggregate
from intacct_desktop.ui.builder.comparison import same
from intacct_desktop.ui.builder.pane_header import PaneHeader
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.said_value import spoken
from intacct_desktop.ui.builder.sentence import clauses, columns, grouping, object_of, sentence
from intacct_desktop.ui.builder.words import expression_problem
from intacct_desktop.ui.theme import Role, theme, ui_font

_MOST = 50  # filters that are listed one by one
_LARGE = 15  # pixels


class ExplainPane(QWidget):
    """A view of one query that changes nothing. While it is hidden it does nothing either."""

    def __init__(self, models: ModelService, query: Query, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = query
        self._entity = self._calls = ""
        self._stale = True
        self._fields = QueryFields(models, self)
        self._fields.changed.connect(self._redraw)
        self.setAccessibleName(self.tr("Explanation"))

        header = PaneHeader(self.tr("Explain"), self)
        self.copy_button = header.add_button(
            "copy", self.tr("Copy the sentence"), lambda: QGuiApplication.clipboard().setText(self.sentence.text())
        )
        page = QWidget(self)
        page.setProperty("role", "page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._parts = QVBoxLayout(page)
        self._parts.setContentsMargins(12, 12, 12, 12)
        self._parts.setSpacing(4)
        self.sentence = self._words(self.tr("The query in words"))
        self.sentence.setFont(ui_font(_LARGE))
        self._parts.addWidget(self.sentence)
        self._filters_caption = self._caption(self.tr("How the filters combine"))
        self.combination = self._words(self.tr("How the filters combine"))
        self.filters = self._words(self.tr("The filters by number"))
        self._parts.addWidget(self.combination)
        self._parts.addWidget(self.filters)
        self._caption(self.tr("What a row is"))
        self.rows = self._words(self.tr("What a row is"))
        self._parts.addWidget(self.rows)
        self._caption(self.tr("What will be asked"))
        self.request = self._words(self.tr("What will be asked"))
        self._parts.addWidget(self.request)
        self._parts.addStretch(1)

        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Explanation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(area, 1)
        theme().changed.connect(self._redraw)

    @property
    def query(self) -> Query:
        return self._query

    @query.setter
    def query(self, query: Query) -> None:
        if not same(query, self._query):
            self._query = query
            self._redraw()

    def set_entity(self, words: str) -> None:
        """Of which entity will be asked."""
        self._entity = words
        self._redraw()

    def set_calls(self, words: str) -> None:
        """How many calls the next run takes."""
        self._calls = words
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._draw()

    def _redraw(self) -> None:
        self._stale = True
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self._stale = False
        query, find = self._query, self._fields.field
        named = (*query.fields, *(entry.field for entry in query.filters), *(entry.field for entry in query.order_by))
        self._fields.look_up(query.object, (split_aggregate(path)[1] for path in named))
        self.sentence.setText(sentence(query, find))
        self.combination.setText(self._combined())
        self.filters.setText(self._numbered())
        for widget in (self._filters_caption, self.combination, self.filters):
            widget.setVisible(bool(query.filters))
        self.rows.setText(self._row_words())
        self.request.setText(_table(self._request_rows()))

    def _combined(self) -> str:
        query = self._query
        numbers = [at + 1 for at in range(len(query.filters)) if at not in query.muted]
        if not numbers:
            return self.tr("All filters are muted: none is sent.")
        try:
            node = query.sent.condition
        except expression.ExpressionError as error:
            return expression_problem(error, len(query.filters))
        if node is None:
            return self.tr("The filters that the expression names are muted: none is sent.")
        idle = [str(numbers[number - 1]) for number in expression.unused(node, len(numbers))]
        said = self._joined(expression.renumbered(node, dict(enumerate(numbers, start=1))))
        if not idle:
            return said
        note = self.tr("Filter {numbers} is not in the expression and has no effect.") if len(idle) == 1 else ""
        note = note or self.tr("Filters {numbers} are not in the expression and have no effect.")
        return f"{said} {note.format(numbers=', '.join(idle))}"

    def _joined(self, node: Node) -> str:
        if isinstance(node, Leaf):
            return self.tr("Filter {number} must hold.").format(number=node.number)
        if all(isinstance(item, Leaf) for item in node.items):
            return self.tr("Every filter must hold.") if isinstance(node, And) else self.tr("One filter that holds is enough.")
        return _explicit(node)

    def _numbered(self) -> str:
        said = clauses(self._query, self._fields.field)
        rows = []
        for at, words in enumerate(said[:_MOST]):
            muted = at in self._query.muted
            rows.append((str(at + 1), self.tr("{filter} (muted)").format(filter=words) if muted else words))
        if len(said) > _MOST:
            rows.append(("…", self.tr("and {count} more").format(count=QLocale().toString(len(said) - _MOST))))
        return _table(rows)

    def _row_words(self) -> str:
        query, find = self._query, self._fields.field
        if not query.fields:
            return self.tr("The query has no columns yet.")
        if not query.aggregates:
            return self.tr("One row per {object}, with {columns}.").format(object=spoken(object_of(query)), columns=columns(query, find))
        groups = grouping(query, find)
        if not groups:
            return self.tr("One row in all: the figures are computed over everything that matches.")
        return self.tr("One row per {groups}; the figures are computed per group.").format(groups=groups)

    def _request_rows(self) -> Iterable[tuple[str, str]]:
        query, number = self._query, QLocale().toString
        first = query.start or 1
        yield self.tr("Request"), "POST /services/core/query"
        yield self.tr("Object"), query.object
        if self._entity:
            yield self.tr("Entity"), self._entity
        rows = self.tr("{first} to {last}, as far as there are").format(first=number(first), last=number(first + query.page_size - 1))
        yield self.tr("Rows"), rows
        if self._calls:
            yield self.tr("Calls"), self._calls

    def _caption(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setProperty("role", "muted")
        label.setContentsMargins(0, 16, 0, 0)
        self._parts.addWidget(label)
        return label

    def _words(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setAccessibleName(name)
        label.setWordWrap(True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        label.setTextInteractionFlags(flags)
        return label


def _explicit(node: Node) -> str:
    """With parentheses around every group, where precedence would do too."""
    if isinstance(node, Leaf):
        return str(node.number)
    joint = " and " if isinstance(node, And) else " or "
    return joint.join(_explicit(item) if isinstance(item, Leaf) else f"({_explicit(item)})" for item in node.items)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Rich text: captions in the first column, what wraps stays in the second."""
    muted = theme().hex(Role.MUTED)
    lines = (
        f'<tr><td style="color:{muted}; padding-right:12px">{escape(name)}</td><td style="padding-bottom:4px">{escape(words)}</td></tr>'
        for name, words in rows
    )
    return f"<table cellspacing='0'>{''.join(lines)}</table>"
