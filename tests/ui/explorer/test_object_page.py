"""The page of one object."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.field_tree import Column
from intacct_desktop.ui.explorer.object_page import ObjectPage
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import NO_KEYS, NOT_TODAY, names

BILL = "accounts-payable/bill"


@pytest.fixture
async def page(models: ModelService, qtbot: QtBot, until: Until) -> ObjectPage:
    page = ObjectPage(models, BILL)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    await until(lambda: page.state.is_content)
    return page


def row(page: ObjectPage, path: str) -> QModelIndex:
    return page.shown.mapFromSource(page.fields.index_at(path))


async def test_the_head_says_what_the_object_is_and_counts(page: ObjectPage, models: ModelService) -> None:
    model = await models.model(BILL)
    own = [field for group in model.root.walk() for field in group.fields]
    assert page.count.text() == f"{len(own)} fields · {len(model.references)} references · 1 list"
    assert page.facts.text() == "root object · GET POST PATCH DELETE"


async def test_an_owned_object_names_its_owner(models: ModelService, qtbot: QtBot, until: Until) -> None:
    page = ObjectPage(models, "accounts-payable/bill-line")
    qtbot.addWidget(page)
    await until(lambda: page.facts.text())
    assert page.facts.text().startswith("owned object of bill · ")


async def test_groups_are_open_and_references_closed(page: ObjectPage) -> None:
    assert page.view.isExpanded(row(page, "audit"))
    assert not page.view.isExpanded(row(page, "vendor"))


async def test_a_target_is_a_link(page: ObjectPage, qtbot: QtBot) -> None:
    opened: list[str] = []
    page.object_requested.connect(opened.append)
    vendor = row(page, "vendor")
    page.view.scrollTo(vendor)
    for column in (Column.TITLE, Column.TARGET):
        place = page.view.visualRect(vendor.siblingAtColumn(column)).center()
        QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert opened == ["accounts-payable/vendor"]
    page.view.setCurrentIndex(row(page, "lines"))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert opened == ["accounts-payable/vendor", "accounts-payable/bill-line"]


async def test_fields_go_to_a_query_by_double_click_enter_and_button(page: ObjectPage, qtbot: QtBot) -> None:
    sent: list[tuple[str, list[str]]] = []
    page.fields_requested.connect(lambda name, paths: sent.append((name, paths)))
    assert not page.add_button.isEnabled()
    page.select_field("dueDate")
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    place = page.view.visualRect(row(page, "dueDate")).center()
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert sent == [(BILL, ["dueDate"])] * 2
    page.view.clearSelection()
    select = page.view.selectionModel()
    for path in ("vendor", "dueDate", "billNumber"):
        select.select(row(page, path), select.SelectionFlag.Select | select.SelectionFlag.Rows)
    assert page.add_button.text() == "Add 2 fields to query"
    page.add_button.click()
    assert sent[-1] == (BILL, ["billNumber", "dueDate"]), "from top to bottom, what cannot be queried left out"


async def test_the_filter_keeps_the_branch_of_a_match_and_opens_it(page: ObjectPage, until: Until) -> None:
    page.filter.setText("created date time")
    await until(lambda: names(page.shown) == ["audit"])
    assert names(page.shown, row(page, "audit")) == ["createdDateTime"]
    assert page.view.isExpanded(row(page, "audit"))
    page.filter.setText("qqq")
    await until(lambda: not page.state.is_content)
    page.state.button.click()
    await until(lambda: page.state.is_content)
    assert names(page.shown)[:2] == ["key", "id"]


async def test_searching_and_folding_load_no_references(page: ObjectPage, company: Company, until: Until) -> None:
    company.forget()
    page.filter.setText("vendor")
    await until(lambda: "dueDate" not in names(page.shown))
    page.filter.clear()
    await until(lambda: "dueDate" in names(page.shown))
    assert company.count("GET /services/core/model") == 0


async def test_a_field_asked_for_before_the_page_has_loaded(models: ModelService, qtbot: QtBot, until: Until) -> None:
    page = ObjectPage(models, BILL)
    qtbot.addWidget(page)
    page.select_field("audit.createdDateTime")
    await until(lambda: page.selected_paths() == ["audit.createdDateTime"])


async def test_a_page_that_does_not_load_is_tried_again(models: ModelService, company: Company, qtbot: QtBot, until: Until) -> None:
    company.fails("/services/core/model", status=400, body=NOT_TODAY)
    page = ObjectPage(models, BILL)
    qtbot.addWidget(page)
    assert page.state.heading.text() == "Loading fields…"
    await until(lambda: page.state.heading.text() == "Intacct refused: Not today")
    page.filter.setText("due")
    await until(lambda: not page.is_searching)
    assert page.state.heading.text() == "Intacct refused: Not today"
    page.state.button.click()
    await until(lambda: page.state.is_content)
    assert "dueDate" in names(page.shown)


async def test_the_menu_of_a_member(page: ObjectPage) -> None:
    opened: list[str] = []
    page.object_requested.connect(opened.append)
    page.view.setCurrentIndex(row(page, "vendor"))
    menu = page.menu_for(row(page, "vendor"))
    assert menu is not None
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("Open Vendor", True),
        ("Add to query", False),
        ("Copy field name", True),
    ]
    for action in menu.actions():
        action.trigger()
    assert opened == ["accounts-payable/vendor"]
    assert QGuiApplication.clipboard().text() == "vendor"
