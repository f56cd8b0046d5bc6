"""The page of a service or workflow action."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.field_tree import Column, FieldRole, RowKind
from intacct_desktop.ui.explorer.service_page import ServicePage
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import NO_KEYS, NOT_TODAY, names

APPROVE = "workflows/accounts-payable/bill/approve"
QUERY = "services/core/query"

TEXT = {"type": "string"}
FILLED: dict[str, Any] = {
    "request": {
        "fields": {
            "key": TEXT | {"required": True},
            "notes": TEXT | {"writeOnly": True},
            "ids": {"type": "array", "items": TEXT},
            "extra": {"type": "object"},
        },
        "groups": {"options": {"fields": {"asOfDate": {"type": "string", "format": "date"}}}},
        "refs": {"vendor": {"apiObject": "accounts-payable/vendor", "fields": {"id": TEXT}}},
        "lists": {
            "lines": {"fields": {"amount": TEXT | {"format": "decimal-precision-2"}}},
            "bills": {"apiObject": "accounts-payable/bill"},
        },
        "httpMethods": "POST",
    },
    "response": [],
    "idempotenceSupported": True,
    "apiObject": APPROVE,
    "type": "workflow",
    "httpMethods": "OPTIONS,POST",
}


async def opened(models: ModelService, name: str, qtbot: QtBot, until: Until) -> ServicePage:
    await models.entries()
    page = ServicePage(models, name)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    await until(lambda: page.state.is_content)
    return page


@pytest.fixture
async def page(models: ModelService, company: Company, qtbot: QtBot, until: Until) -> ServicePage:
    """An action whose model says much of its request and nothing of its response."""
    await models.entries()
    company.fails("/services/core/model", status=200, body={"ia::result": FILLED})
    return await opened(models, APPROVE, qtbot, until)


def row(page: ServicePage, path: str) -> QModelIndex:
    index = page.shown.mapFromSource(page.fields.index_at(path))
    assert index.isValid(), path
    return index


@pytest.mark.parametrize(
    ("name", "title", "facts", "owner"),
    [
        (APPROVE, "Bill: approve", "workflow action of bill · POST", "Open Bill"),
        (QUERY, "Query", "service · POST", None),
        ("services/bulk/job/status", "Job: status", "service · GET", None),
    ],
)
async def test_the_head_says_what_it_is_and_where(
    models: ModelService, qtbot: QtBot, until: Until, name: str, title: str, facts: str, owner: str | None
) -> None:
    page = await opened(models, name, qtbot, until)
    opened_objects: list[str] = []
    page.object_requested.connect(opened_objects.append)
    assert page.accessibleName() == title
    assert page.facts.text().removesuffix(" · takes an Idempotency-Key") == facts
    assert page.path.text() == f"/{name}"
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == f"/{name}"
    assert names(page.shown) == ["Request", "Response"]
    assert all(page.shown.rowCount(page.shown.index(side, 0)) for side in (0, 1)), "members, or words in their place"
    assert (page.owner_button.text() if page.owner_button else None) == owner
    if page.owner_button is not None:
        page.owner_button.click()
        assert opened_objects == ["accounts-payable/bill"]


async def test_the_members_with_types_groups_and_elements(page: ServicePage) -> None:
    request, response = page.shown.index(0, 0), page.shown.index(1, 0)
    assert names(page.shown, request) == ["key", "notes", "ids", "extra", "vendor", "options", "lines", "bills"]
    assert names(page.shown, response) == ["The model names no fields."]
    assert names(page.shown, row(page, "lines")) == ["amount"]
    assert (page.facts.text(), page.count.text()) == ("workflow action of bill · POST · takes an Idempotency-Key", "6 request fields")

    def words(path: str) -> list[str]:
        return [row(page, path).siblingAtColumn(column).data() for column in (Column.TYPE, Column.ACCESS)]

    assert words("key") == ["text", "required"]
    assert words("notes") == ["text", "write only"]
    assert words("ids") == ["array of text", ""]
    assert words("extra") == ["object", ""]
    assert words("lines.amount") == ["decimal · 2 places", ""]
    assert page.view.isExpanded(row(page, "options"))
    assert not page.view.isExpanded(row(page, "vendor"))
    assert row(page, "notes").data(Qt.ItemDataRole.ToolTipRole) == "notes\ntext · write only", "nothing of queries"
    assert row(page, "key").data(FieldRole.QUERYABLE) is False


async def test_links_and_references_lead_on(page: ServicePage, until: Until) -> None:
    asked: list[str] = []
    page.object_requested.connect(asked.append)
    bills = row(page, "bills")
    QTest.mouseClick(
        page.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, page.view.visualRect(bills.siblingAtColumn(Column.TARGET)).center()
    )
    page.view.setCurrentIndex(row(page, "lines"))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert page.view.isExpanded(row(page, "lines"))
    menu = page.menu_for(row(page, "vendor"))
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Open Vendor", "Copy field name"]
    for action in menu.actions():
        action.trigger()
    assert asked == ["accounts-payable/bill", "accounts-payable/vendor"]
    assert QGuiApplication.clipboard().text() == "vendor"
    assert page.menu_for(page.shown.index(0, 0)) is None
    page.view.setCurrentIndex(row(page, "vendor"))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    await until(lambda: page.fields.index_at("vendor.name").isValid())
    page.view.setCurrentIndex(row(page, "key"))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert len(asked) == 2, "a field leads nowhere"


async def test_the_search_narrows_both_sides(page: ServicePage, until: Until) -> None:
    page.filter.setText("amount")
    await until(lambda: names(page.shown) == ["Request"])
    assert page.view.isExpanded(row(page, "lines"))
    page.filter.setText("qqq")
    await until(lambda: not page.state.is_content)
    page.state.button.click()
    await until(lambda: names(page.shown) == ["Request", "Response"])
    assert page.state.is_content


async def test_the_rows_keep_qts_rules(page: ServicePage, until: Until) -> None:
    tester = QAbstractItemModelTester(page.fields, QAbstractItemModelTester.FailureReportingMode.Warning)  # a warning of Qt fails the test
    tester.setUseFetchMore(False)
    page.reload()
    await until(lambda: page.state.is_content)
    assert page.fields.index(0, 0, page.fields.index(1, 0)).data(FieldRole.KIND) is RowKind.NOTE


async def test_a_page_that_does_not_load_is_tried_again(models: ModelService, company: Company, qtbot: QtBot, until: Until) -> None:
    company.fails("/services/core/model", status=400, body=NOT_TODAY)
    page = ServicePage(models, QUERY)
    qtbot.addWidget(page)
    await until(lambda: page.state.heading.text() == "Intacct refused: Not today")
    page.state.button.click()
    await until(lambda: page.state.is_content)
    assert page.facts.text().startswith("service")


async def test_a_service_that_the_company_does_not_have(models: ModelService, qtbot: QtBot, until: Until) -> None:
    page = ServicePage(models, "services/core/unicorn")
    qtbot.addWidget(page)
    await until(lambda: page.state.heading.text() == "The company's model has nothing to say of services/core/unicorn.")
    assert page.state.button.text() == "Try again"
