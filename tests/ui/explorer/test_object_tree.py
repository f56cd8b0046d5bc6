"""The company's objects at the left of the window."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.object_rows import ObjectRole, ObjectRowKind
from intacct_desktop.ui.explorer.object_tree import MOST_SHOWN, KeptList, ObjectTree
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import NO_KEYS, NOT_TODAY, names

BILL = "accounts-payable/bill"
CUSTOMER = "accounts-receivable/customer"


class Kept:
    def __init__(self) -> None:
        self.lists: dict[KeptList, Sequence[str]] = {KeptList.FAVOURITES: [CUSTOMER, "gone/object"], KeptList.RECENT: []}

    def load(self, kept: KeptList) -> Sequence[str]:
        return self.lists[kept]

    def save(self, kept: KeptList, names: Sequence[str]) -> None:
        self.lists[kept] = list(names)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def tree(models: ModelService, kept: Kept, qtbot: QtBot, until: Until) -> ObjectTree:
    tree = ObjectTree(kept)
    qtbot.addWidget(tree)
    tree.resize(290, 700)
    tree.show()
    tree.set_models(models)
    await until(lambda: tree.state.is_content)
    return tree


def section(tree: ObjectTree, title: str) -> QModelIndex:
    return tree.rows.index(names(tree.rows).index(title), 0)


def shown(tree: ObjectTree) -> list[str]:
    """The titles of the rows that are unfolded, from top to bottom."""
    rows, index = [], tree.rows.index(0, 0)
    while index.isValid():
        rows.append(index.data())
        index = tree.view.indexBelow(index)
    return rows


async def test_objects_stand_by_application_with_favourites_first_and_custom_ones_last(tree: ObjectTree, models: ModelService) -> None:
    titles = names(tree.rows)
    assert titles[:2] == ["Favourites", "Accounts payable"]
    assert titles[-1] == "Custom objects"
    assert names(tree.rows, section(tree, "Favourites")) == ["Customer"], "what the company does not have is kept, not shown"
    assert names(tree.rows, section(tree, "Custom objects")) == ["Asset checkout"]
    payable = section(tree, "Accounts payable")
    objects = names(tree.rows, payable)
    assert payable.data(ObjectRole.DETAIL) == str(len(objects))
    assert objects == sorted(objects, key=str.lower)
    assert {"Bill", "Bill line", "Vendor"} <= set(objects)
    queryable = [entry for entry in await models.entries() if entry.type in ("rootObject", "ownedObject")]
    assert sum(tree.rows.rowCount(tree.rows.index(row, 0)) for row in range(1, tree.rows.rowCount())) == len(queryable)


async def test_the_rows_keep_qts_rules(tree: ObjectTree, until: Until) -> None:
    tester = QAbstractItemModelTester(tree.rows, QAbstractItemModelTester.FailureReportingMode.Warning)  # a warning of Qt fails the test
    tree.filter.setText("totalTxnAmountDue")
    await until(lambda: names(tree.rows)[:1] != ["Favourites"])
    await until(lambda: "Bill" in shown(tree))
    assert tester.model() is tree.rows


async def test_a_search_finds_objects_and_enter_activates_the_first(tree: ObjectTree, qtbot: QtBot) -> None:
    activated: list[str] = []
    tree.object_activated.connect(activated.append)
    QTest.keyClicks(tree.filter, "bi")
    QTest.keyClick(tree.filter, Qt.Key.Key_Return)
    assert activated == [BILL]
    QTest.keyClick(tree.filter, Qt.Key.Key_Down)
    QTest.keyClick(tree.filter, Qt.Key.Key_Return)
    assert activated == [BILL, "accounts-payable/bill-line"]
    QTest.keyClick(tree.filter, Qt.Key.Key_Escape)
    assert tree.filter.text() == ""


async def test_a_search_finds_a_field_under_its_object(tree: ObjectTree, company: Company, until: Until) -> None:
    company.forget()
    tree.filter.setText("totalTxnAmountDue")
    await until(lambda: "Total txn amount due" in shown(tree))
    assert shown(tree)[-3:] == ["Accounts payable", "Bill", "Total txn amount due"]
    assert company.count("GET /services/core/model") == 1, "one request for the fields of all objects"
    activated: list[tuple[str, str]] = []
    tree.field_activated.connect(lambda name, path: activated.append((name, path)))
    bill = tree.rows.find(BILL)
    tree.view.chosen.emit(tree.rows.index(0, 0, bill))
    assert activated == [(BILL, "totalTxnAmountDue")]
    assert tree.current_object() is not None


async def test_the_search_left_the_object_stays_selected_in_its_application(tree: ObjectTree, until: Until) -> None:
    tree.filter.setText("bill")
    await until(lambda: tree.current_object() == BILL)
    tree.filter.clear()
    await until(lambda: names(tree.rows)[:1] == ["Favourites"])
    assert tree.current_object() == BILL
    assert tree.view.isExpanded(section(tree, "Accounts payable"))
    assert not tree.view.isExpanded(section(tree, "General ledger"))


async def test_fields_that_do_not_load_leave_the_objects_and_offer_another_try(tree: ObjectTree, company: Company, until: Until) -> None:
    company.fails("/services/core/model", status=400)
    tree.filter.setText("bill")
    await until(lambda: tree.note.text().startswith("Only the fields of 0 objects are searched."))
    assert "Bill" in shown(tree)
    before = company.count("GET /services/core/model")
    tree.filter.setText("billing")
    await until(lambda: "Bill" not in shown(tree))
    assert company.count("GET /services/core/model") == before, "another letter is not another try"
    tree.again.click()
    await until(lambda: "Billing type" in shown(tree))
    assert not tree.note.isVisible()


async def test_nothing_found_says_so_and_offers_the_way_back(tree: ObjectTree, until: Until) -> None:
    tree.filter.setText("zz")
    await until(lambda: not tree.state.is_content)
    assert tree.state.heading.text() == "Nothing found"
    tree.state.button.click()
    await until(lambda: tree.state.is_content)
    assert names(tree.rows)[:1] == ["Favourites"]


async def test_a_search_with_many_hits_shows_the_best_and_says_so(tree: ObjectTree, until: Until) -> None:
    tree.filter.setText("createdDateTime")
    await until(lambda: tree.note.text().startswith(f"The best {MOST_SHOWN} of "))
    assert sum(tree.rows.rowCount(tree.rows.index(row, 0)) for row in range(tree.rows.rowCount())) == MOST_SHOWN


async def test_favourites_and_recent_are_kept_and_do_not_move_the_selection(tree: ObjectTree, kept: Kept) -> None:
    favourite = tree.rows.index(0, 0, section(tree, "Favourites"))
    tree.view.setCurrentIndex(favourite)
    tree.set_favourite(BILL, True)
    for name in (BILL, CUSTOMER, BILL):
        tree.note_used(name)
    assert kept.lists == {KeptList.FAVOURITES: [CUSTOMER, "gone/object", BILL], KeptList.RECENT: [BILL, CUSTOMER]}
    assert shown(tree)[:7] == ["Favourites", "Customer", "Bill", "Recent", "Bill", "Customer", "Accounts payable"]
    assert (tree.current_object(), tree.view.currentIndex().parent().data()) == (CUSTOMER, "Favourites")
    tree.set_favourite(CUSTOMER, False)
    assert names(tree.rows, section(tree, "Favourites")) == ["Bill"]


async def test_the_menu_of_an_object(tree: ObjectTree, kept: Kept) -> None:
    asked: list[str] = []
    tree.query_requested.connect(lambda name: asked.append(f"query {name}"))
    tree.page_requested.connect(lambda name: asked.append(f"page {name}"))
    assert tree.menu_for(section(tree, "Accounts payable")) is None
    menu = tree.menu_for(tree.rows.find(BILL))
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["New query", "Open object page", "Add to favourites", "Copy API name"]
    for action in menu.actions():
        action.trigger()
    assert asked == [f"query {BILL}", f"page {BILL}"]
    assert kept.lists[KeptList.FAVOURITES][-1] == BILL
    assert QGuiApplication.clipboard().text() == BILL


async def test_keys_and_clicks_on_rows(tree: ObjectTree, qtbot: QtBot) -> None:
    activated: list[str] = []
    queried: list[str] = []
    tree.object_activated.connect(activated.append)
    tree.query_requested.connect(queried.append)
    payable = section(tree, "Accounts payable")
    tree.view.setCurrentIndex(payable)
    QTest.keyClick(tree.view, Qt.Key.Key_Return)
    assert tree.view.isExpanded(payable)
    assert activated == []
    tree.reveal(BILL)
    QTest.keyClick(tree.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(tree.view, Qt.Key.Key_Return)
    place = tree.view.visualRect(tree.rows.find(BILL)).center()
    QTest.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert (activated, queried) == ([BILL], [BILL])
    QTest.mouseDClick(tree.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert (activated, queried) == ([BILL, BILL], [BILL])


async def test_before_sign_in_and_after_sign_out_the_place_says_what_it_is_for(tree: ObjectTree) -> None:
    tree.set_models(None)
    assert tree.state.heading.text() == "No company yet"
    assert not tree.filter.isEnabled()


async def test_a_list_that_does_not_load_is_tried_again(
    models: ModelService, kept: Kept, company: Company, qtbot: QtBot, until: Until
) -> None:
    company.fails("/services/core/model", status=400, body=NOT_TODAY)
    tree = ObjectTree(kept)
    qtbot.addWidget(tree)
    tree.set_models(models)
    assert tree.state.heading.text() == "Loading objects…"
    await until(lambda: tree.state.heading.text() == "Intacct refused: Not today")
    tree.state.copy_button.click()
    assert "Not today" in QGuiApplication.clipboard().text()
    tree.state.button.click()
    await until(lambda: tree.state.is_content)
    assert tree.rows.find(BILL).data(ObjectRole.KIND) is ObjectRowKind.OBJECT
