"""How the filters are joined: the ``filterExpression`` of the body, as a line and, unfolded, as groups within groups."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from intacct_desktop.api import expression
from intacct_desktop.api.expression_edits import relies_on_precedence, used, written
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.filter_words import filter_words
from intacct_desktop.ui.builder.group_view import GroupView
from intacct_desktop.ui.builder.match_box import MatchBox
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section
from intacct_desktop.ui.builder.words import left_out_words, notation_of, precedence_words
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role, set_role


class MatchSection(Section):
    """Another part of the builder may stand `beside` the expression line, below it where it is narrow."""

    groups_shown_changed = Signal(bool)

    def __init__(self, query: Query, fields: QueryFields, beside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(query, fields, parent)
        self.line = MatchBox(self)
        self.line.setMinimumWidth(120)
        self.line.setMaximumWidth(420)
        self.line.entered.connect(self._take_line)
        self.groups_button = QPushButton(self.tr("Groups"), self)
        self.groups_button.setProperty("role", "link")
        self.groups_button.setCheckable(True)
        self.groups_button.setIconSize(QSize(12, 12))
        self.groups_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands after the word
        self.groups_button.toggled.connect(self._unfold)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._left_out_words = QLabel(self)
        self._left_out_words.setProperty("role", "muted")
        self.use_button = QPushButton(self)
        self.use_button.setProperty("role", "link")
        self.use_button.clicked.connect(self._use_all)
        self.groups = GroupView(self)
        self.groups.edited.connect(self._take_tree)
        self._lay_out(beside)
        self._unfold(False)
        self.set_narrow(False)

    def _lay_out(self, beside: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.line, 1)
        line.addWidget(self.groups_button)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addLayout(line, 3)
        self._head.setAlignment(line, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(beside, 4)
        mend = QHBoxLayout()
        mend.setSpacing(4)
        mend.addWidget(self._left_out_words)
        mend.addWidget(self.use_button)
        mend.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addLayout(self._head)
        lines.addWidget(self._words)
        lines.addLayout(mend)
        lines.addWidget(self.groups)

    @property
    def problem(self) -> str:
        return self.line.problem

    @property
    def groups_shown(self) -> bool:
        return self.groups_button.isChecked()

    def show_groups(self, shown: bool) -> None:
        """Unfold the groups below the line, or fold them."""
        self.groups_button.setChecked(shown)

    def set_narrow(self, narrow: bool) -> None:
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(4 if narrow else 16)

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        """Text that did not parse before counts when it does with the filters that there are now: `query` has it then."""
        self.line.show_expression(query.filter_expression, len(query.filters), typed_here=typed_here)
        self.line.setEnabled(bool(query.filters) or query.filter_expression is not None)
        self._query = query if self.line.problem else replace(query, filter_expression=self.line.expression)
        self._show_words()
        self._place_groups()
        self._show_tree()

    def _place_groups(self) -> None:
        """Groups are of filters: without one they take no room."""
        self.groups.setVisible(self.groups_shown and bool(self._query.filters))

    def _show_words(self) -> None:
        """What is wrong, or how precedence has it read, and, legal and yet worth a word, which filters are left out."""
        words, left_out = self.line.problem, self._left_out()
        if self.line.node is not None and relies_on_precedence(self.line.text()):
            words = precedence_words(expression.write(self.line.node))
        unused, mend = left_out_words(left_out) if left_out else ("", "")
        set_role(self._words, "negative" if self.line.problem else "muted")
        for label, text in ((self._words, words), (self._left_out_words, unused), (self.use_button, mend)):
            label.setText(text)
            label.setVisible(bool(text))
        self.use_button.setAccessibleName(mend)
        self.line.setAccessibleDescription(" ".join(part for part in (words, unused) if part))

    def _left_out(self) -> tuple[int, ...]:
        node = self.line.node
        return expression.unused(node, len(self._query.filters)) if node is not None else ()

    def _show_tree(self) -> None:
        """What cannot be read leaves the groups as they were, not to be touched; those of other filters go."""
        if not self.groups_shown:
            return
        query, node = self._query, self.line.node
        self.groups.setEnabled(node is not None)
        if node is not None or self.groups.count != len(query.filters):
            notation = notation_of(self.locale())
            texts = [filter_words(entry, self._fields.field(entry.field), notation) for entry in query.filters]
            self.groups.show_tree(node, texts, query.muted)

    def _unfold(self, shown: bool) -> None:
        self._place_groups()
        words = self.tr("Hide the groups of filters") if shown else self.tr("Show the groups of filters")
        self.groups_button.setIcon(icon("chevron-up" if shown else "chevron-down", Role.ACCENT))
        self.groups_button.setAccessibleName(words)
        self.groups_button.setToolTip(words)
        self._show_tree()
        self.groups_shown_changed.emit(shown)

    def _take_line(self) -> None:
        self._show_words()
        if self.line.problem:
            self._show_tree()
            self.problem_changed.emit()
        else:
            self.edited.emit(replace(self._query, filter_expression=self.line.expression))

    def _take_tree(self, node: expression.Node) -> None:
        self.edited.emit(replace(self._query, filter_expression=written(node, len(self._query.filters))))

    def _use_all(self) -> None:
        node = self.line.node
        edit = used(node, self._left_out()) if node is not None else None
        if edit is not None:
            self.line.setFocus()  # the button goes
            self._take_tree(edit.node)
