"""The filters of a query by themselves: each edit is shown again, as the builder does."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query, split_aggregate
from intacct_desktop.ui.builder.filter_row import FilterRow
from intacct_desktop.ui.builder.filters_section import FiltersSection
from intacct_desktop.ui.builder.query_fields import QueryFields


class FilterForm:
    def __init__(self, models: ModelService, query: Query, width: int = 900) -> None:
        self.window = QWidget()
        self.fields = QueryFields(models, self.window)
        self.section = FiltersSection(query, self.fields, self.window)
        self.window.setLocale(QLocale("en_US"))
        self.window.resize(width, 400)
        self.section.resize(width, 400)
        self.edits: list[Query] = []
        self.section.edited.connect(self._take)
        self.fields.changed.connect(self.section.refresh)
        self.show_query(query)
        self.window.show()
        self.window.activateWindow()

    @property
    def query(self) -> Query:
        return self.section.query

    def show_query(self, query: Query) -> None:
        self.fields.look_up(query.object, (split_aggregate(entry.field)[1] for entry in query.filters))
        self.section.show_query(query, typed_here=True)

    def row(self, number: int) -> FilterRow:
        return self.section.list.row(number - 1)

    def value(self, number: int) -> QWidget:
        return self.row(number).value_widget

    def words(self, number: int) -> set[str]:
        """What can be read in a row."""
        return {label.text() for label in self.row(number).findChildren(QLabel) if label.isVisible() and label.text()}

    def _take(self, query: Query) -> None:
        self.edits.append(query)
        self.show_query(query)


def type_into(box: QWidget, text: str) -> None:
    """In place of what is there."""
    box.setFocus()
    assert isinstance(box, QLineEdit)
    box.selectAll()
    QTest.keyClicks(box, text)
    if not text:
        QTest.keyClick(box, Qt.Key.Key_Delete)
