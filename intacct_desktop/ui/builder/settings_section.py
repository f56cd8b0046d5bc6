"""How much of the rows a query asks for, and what else it may say: ``size``, ``start`` and ``filterParameters`` of the body."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from intacct_desktop.api.checks import Finding
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.page_box import PageBox
from intacct_desktop.ui.builder.parameters_panel import ParametersPanel
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.section import Section, caption
from intacct_desktop.ui.icons import icon
from intacct_desktop.ui.theme import Role

_PLACES = ("/start", "/filterParameters")


class SettingsSection(Section):
    """The page size stands in the form; the rest is in a panel that "More" opens, with the count of what is set there."""

    def __init__(self, query: Query, fields: QueryFields, parent: QWidget | None = None) -> None:
        super().__init__(query, fields, parent)
        self._found: list[Finding] = []
        self.page = PageBox(self)
        self.page.setFixedWidth(84)
        self.page.entered.connect(self._take)
        self.more = QPushButton(self)
        self.more.setProperty("role", "flat")
        self.more.setCheckable(True)
        self.more.clicked.connect(self._open)
        self.panel = ParametersPanel(query, self)
        self.panel.edited.connect(self.edited)
        self.panel.problem_changed.connect(self._judge)
        self.panel.closed.connect(lambda: self.more.setChecked(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(caption(self.tr("Page"), self), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.page, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def problem(self) -> str:
        return self.page.problem or self.panel.problem

    def show_query(self, query: Query, *, typed_here: bool = False) -> None:
        self._query = query
        self.page.show_size(query.size)
        model = self._fields.models.loaded(query.object)
        self.panel.show_query(query, model.own_parameters if model is not None else ())
        self._say()

    def show_findings(self, findings: Iterable[Finding]) -> None:
        self._found = [finding for finding in findings if finding.place.startswith(_PLACES)]
        self.panel.show_findings(self._found)
        self._say()

    def _take(self) -> None:
        if self.page.problem:
            self.problem_changed.emit()
        else:
            self.edited.emit(replace(self._query, size=self.page.page_size))

    def _open(self) -> None:
        self.panel.open_below(self.more)
        self.more.setChecked(True)

    def _judge(self) -> None:
        self._say()
        self.problem_changed.emit()

    def _say(self) -> None:
        """How many settings are made, and whether something is wrong with them."""
        count = len(self._query.filter_parameters) + (self._query.start is not None)
        self.more.setText(self.tr("More · {count}").format(count=count) if count else self.tr("More"))
        wrong = self.panel.problem or (self.tr("Something is wrong with these settings.") if self._found else "")
        self.more.setIcon(icon("warning", Role.WARNING) if wrong else icon("settings", Role.MUTED))
        self.more.setAccessibleName(self.tr("More settings, {count} made").format(count=count))
        self.more.setToolTip(wrong or self.tr("First row, as-of date, case, private entities and what the object adds"))
