"""Page size, first row and filter parameters are shown as they are given, and an edit changes nothing else."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import pytest
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.checks import check
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.ui.builder.findings_view import FindingLine
from intacct_desktop.ui.builder.parameter_boxes import DayParameter, JsonParameter, SwitchBox, TextParameter
from intacct_desktop.ui.builder.query_fields import QueryFields
from intacct_desktop.ui.builder.settings_section import SettingsSection
from tests.ui.builder.filter_form import type_into

BODY = """{"object": "accounts-payable/bill", "fields": ["key"], "filterParameters":
 {"includePrivate": true, "nsp::odd": {"rate": 1.50, "of": [1, null]}, "asOfDate": "2026-11-18"}, "start": 201}"""


class Form:
    def __init__(self, models: ModelService, query: Query) -> None:
        self.window = QWidget()
        self.window.setLocale(QLocale("en_US"))
        fields = QueryFields(models, self.window)
        fields.look_up(query.object, ())
        self.section = SettingsSection(query, fields, self.window)
        self.edits: list[Query] = []
        self.section.edited.connect(self._take)
        self.section.show_query(query)
        self.window.show()

    @property
    def query(self) -> Query:
        return self.section.query

    def box(self, name: str) -> Any:
        return self.section.panel.boxes[name]

    def open(self) -> None:
        QTest.mouseClick(self.section.more, Qt.MouseButton.LeftButton)
        assert self.section.panel.isVisible()

    def _take(self, query: Query) -> None:
        self.edits.append(query)
        self.section.show_query(query, typed_here=True)


@pytest.fixture
def forms(models: ModelService) -> Iterator[list[Form]]:
    made: list[Form] = []
    yield made
    for form in made:
        form.section.panel.close()
        form.window.close()
        form.window.deleteLater()


def opened(models: ModelService, forms: list[Form], query: Query) -> Form:
    form = Form(models, query)
    forms.append(form)
    form.open()
    return form


async def test_what_is_given_is_shown_and_counted(models: ModelService, forms: list[Form]) -> None:
    form = opened(models, forms, Query.from_json(BODY))
    assert form.section.more.text() == "More · 4"
    assert form.section.panel.start.text() == "201"
    assert cast("DayParameter", form.box("asOfDate")).text() == "11/18/2026"
    assert cast("SwitchBox", form.box("includePrivate")).currentText() == "yes"
    assert cast("SwitchBox", form.box("caseSensitiveComparison")).currentText() == "default: yes"
    assert cast("SwitchBox", form.box("includeHierarchyFields")).currentText() == "default: no"
    assert cast("JsonParameter", form.box("nsp::odd")).text() == '{"rate":1.50,"of":[1,null]}'
    assert cast("TextParameter", form.box("approvalsForUser.submitState")).text() == ""
    assert form.edits == []
    assert form.section.problem == ""


async def test_each_parameter_is_edited_by_itself(models: ModelService, forms: list[Form]) -> None:
    form = opened(models, forms, Query("accounts-payable/bill", ("key",)))
    assert form.section.more.text() == "More"
    switch = cast("SwitchBox", form.box("caseSensitiveComparison"))
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Down)
    QTest.keyClick(switch, Qt.Key.Key_Down)
    assert form.query.filter_parameters == {"caseSensitiveComparison": False}
    day = cast("DayParameter", form.box("asOfDate"))
    QTest.keyClick(day, Qt.Key.Key_F4)
    assert day.panel.relative.isHidden()
    day.panel.calendar.clicked.emit(QDate(2026, 11, 18))
    type_into(form.box("approvalsForUser.submitState"), "submitted")
    type_into(form.section.panel.start, "401")
    assert form.query == Query(
        "accounts-payable/bill",
        ("key",),
        filter_parameters={
            "caseSensitiveComparison": False,
            "asOfDate": "2026-11-18",
            "approvalsForUser": {"submitState": "submitted"},
        },
        start=401,
    )
    assert form.section.more.text() == "More · 4"
    type_into(form.box("approvalsForUser.submitState"), "")
    type_into(day, "")
    type_into(form.section.panel.start, "")
    QTest.keyClick(switch, Qt.Key.Key_Home)
    assert form.query == Query("accounts-payable/bill", ("key",))


async def test_what_is_no_value_stays_where_it_was_typed(models: ModelService, forms: list[Form]) -> None:
    form = opened(models, forms, Query.from_json(BODY))
    type_into(form.section.panel.start, "0")
    assert form.section.problem == "The first row is a whole number from 1."
    type_into(form.section.panel.start, "7")
    odd = cast("JsonParameter", form.box("nsp::odd"))
    odd.setFocus()
    odd.setCursorPosition(len(odd.text()))
    QTest.keyClicks(odd, "x")
    assert form.section.problem.startswith("nsp::odd:")
    assert form.query.start == 7
    assert repr(form.query.filter_parameters["nsp::odd"]["rate"]) == repr(Decimal("1.50"))
    QTest.keyClick(odd, Qt.Key.Key_Backspace)
    assert form.section.problem == ""
    type_into(odd, "")
    assert "nsp::odd" not in form.query.filter_parameters
    assert form.box("nsp::odd") is odd  # the row is there as long as the panel is
    form.section.panel.close()
    form.section.show_query(form.query)
    assert "nsp::odd" not in form.section.panel.boxes


async def test_values_of_another_kind_and_placeholders_are_kept(models: ModelService, forms: list[Form]) -> None:
    given = {"includePrivate": "T", "asOfDate": "{{day}}", "caseSensitiveComparison": "{{case}}", "approvalsForUser": [1]}
    form = opened(models, forms, Query("accounts-payable/bill", ("key",), filter_parameters=given))
    assert cast("JsonParameter", form.box("includePrivate")).text() == '"T"'
    assert cast("DayParameter", form.box("asOfDate")).text() == "{{day}}"
    assert cast("DayParameter", form.box("asOfDate")).property("asked")
    assert cast("SwitchBox", form.box("caseSensitiveComparison")).currentText() == "{{case}}"
    assert cast("JsonParameter", form.box("approvalsForUser")).text() == "[1]"
    type_into(form.box("includePrivate"), "true")
    assert form.query.filter_parameters == {**given, "includePrivate": True}
    assert form.section.problem == ""


async def test_a_finding_is_said_and_mended_in_the_panel(models: ModelService, forms: list[Form]) -> None:
    form = opened(models, forms, Query("accounts-payable/bill", ("key",), filter_parameters={"odd": 1}))
    form.section.show_findings(check(form.query, ModelLookup(models.loaded, form.query.object), frozenset()))
    (line,) = form.section.panel.findChildren(FindingLine)
    assert form.section.more.toolTip() == "Something is wrong with these settings."
    QTest.mouseClick(line.mend, Qt.MouseButton.LeftButton)
    assert form.query.filter_parameters == {}
    form.section.show_findings(())
    assert not line.isVisible()
