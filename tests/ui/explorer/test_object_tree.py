"""The company's objects at the left of the window."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ResourceKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.object_rows import ObjectRole, ObjectRowKind
from intacct_desktop.ui.explorer.object_tree import MOST_SHOWN, KeptList, ObjectTree
from intacct_desktop.ui.theme import SPACE
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import NO_KEYS, NOT_TODAY, names

BILL = "accounts-payable/bill"
CUSTOMER = "accounts-receivable/customer"
APPROVE = "workflows/accounts-payable/bill/approve"
OPERATIONS = "services/core/allowed-operations/list"
QUERY = "services/core/query"


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


def below(tree: ObjectTree, parent: QModelIndex) -> Iterator[QModelIndex]:
    """Every row below one, whether unfolded or not, from top to bottom."""
    for row in range(tree.rows.rowCount(parent)):
        index = tree.rows.index(row, 0, parent)
        yield index
        yield from below(tree, index)


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
    custom = [entry.title for entry in await models.entries() if entry.is_custom]
    assert "Asset checkout" in custom
    assert names(tree.rows, section(tree, "Custom objects")) == sorted(custom, key=str.lower)
    payable = section(tree, "Accounts payable")
    objects = names(tree.rows, payable)
    assert payable.data(ObjectRole.DETAIL) == str(len(objects))
    assert objects == sorted(objects, key=str.lower)
    assert {"Bill", "Bill line", "Vendor"} <= set(objects)


async def test_everything_that_the_company_lists_has_one_row_and_is_found(tree: ObjectTree, models: ModelService, until: Until) -> None:
    listed = {kind: sorted(entry.name for entry in await models.entries() if entry.kind is kind) for kind in ResourceKind}
    custom = [name for name in listed[ResourceKind.OBJECT] if "::" in name]
    counts = {kind: len(found) for kind, found in listed.items()}
    assert counts == {ResourceKind.OBJECT: 533 + len(custom), ResourceKind.WORKFLOW: 72, ResourceKind.SERVICE: 44}
    rows = [row for row in below(tree, QModelIndex()) if tree.rows.section_of(row) != "::favourites"]
    for kind, row_kind in zip(ResourceKind, (ObjectRowKind.OBJECT, ObjectRowKind.SERVICE, ObjectRowKind.ACTION), strict=True):
        shown = [row.data(ObjectRole.OBJECT) for row in rows if row.data(ObjectRole.KIND) is row_kind]
        assert sorted(shown) == listed[kind]
    for typed, name in (
        ("vendor", "accounts-payable/vendor"),
        ("approve", APPROVE),
        ("allowed operations", OPERATIONS),
        (f"/{QUERY}", QUERY),
    ):
        tree.filter.setText(typed)
        await until(lambda: tree.rows.find(name).isValid() and names(tree.rows)[:1] != ["Favourites"])  # noqa: B023


async def test_services_stand_in_a_group_above_the_objects_and_actions_below_their_object(tree: ObjectTree) -> None:
    contracts = section(tree, "Contracts")
    assert names(tree.rows, contracts)[0] == "Services"
    services = tree.rows.index(0, 0, contracts)
    assert names(tree.rows, services) == ["Expense schedule: reallocate", "Revenue schedule: reallocate"]
    assert contracts.data(ObjectRole.DETAIL) == str(tree.rows.rowCount(contracts) - 1), "the group has its own count"
    assert names(tree.rows, section(tree, "Bulk")) == ["Job: create", "Job: status"], "no group where there is nothing else"
    bill = tree.rows.find(BILL)
    assert names(tree.rows, bill) == ["Actions"]
    actions = tree.rows.index(0, 0, bill)
    assert names(tree.rows, actions) == ["Approve", "Decline", "Recall", "Reverse", "Submit"]
    approve = tree.rows.index(0, 0, actions)
    assert approve.data(Qt.ItemDataRole.AccessibleTextRole) == "Approve, workflow action, approve"
    assert approve.data(Qt.ItemDataRole.ToolTipRole) == f"/{APPROVE}\nworkflow action"
    icons = [row.data(Qt.ItemDataRole.DecorationRole) for row in (approve, tree.rows.index(0, 0, services), bill)]
    assert [sign.name() if sign else "" for sign in icons] == ["action", "service", ""]


async def test_an_action_carries_its_sign_before_its_words(tree: ObjectTree) -> None:
    tree.reveal(APPROVE)
    place = tree.view.visualRect(tree.rows.find(APPROVE))
    picture = tree.view.viewport().grab(QRect(place.left(), place.top(), SPACE[0] + 15, place.height())).toImage()
    assert len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 1


async def test_what_the_company_does_not_list_the_object_of_and_what_we_do_not_know(
    models: ModelService, company: Company, tree: ObjectTree, until: Until
) -> None:
    listed = {"objects/a/b": "rootObject", "workflows/a/gone/post": "workflow", "services/a/list": "service", "objects/a/c": "new type"}
    body = {"ia::result": [{"apiObject": name, "type": kind} for name, kind in listed.items()]}
    company.fails("/services/core/model", status=200, body=body)
    models.forget()
    tree.set_models(models)
    await until(lambda: names(tree.rows) == ["A"])
    assert [row.data() for row in below(tree, tree.rows.index(0, 0))] == ["Services", "List", "Actions", "Gone: post", "B"]


async def test_enter_and_double_click_on_an_action_or_service_ask_for_its_page(tree: ObjectTree) -> None:
    asked: list[str] = []
    tree.object_activated.connect(lambda name: asked.append(f"object {name}"))
    tree.query_requested.connect(lambda name: asked.append(f"query {name}"))
    tree.page_requested.connect(lambda name: asked.append(f"page {name}"))
    tree.reveal(APPROVE)
    assert (tree.current_object(), tree.current_resource()) == (None, APPROVE)
    QTest.keyClick(tree.view, Qt.Key.Key_Return)
    QTest.keyClick(tree.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == [f"page {APPROVE}"], "a query needs an object"
    tree.reveal(OPERATIONS)
    place = tree.view.visualRect(tree.rows.find(OPERATIONS)).center()
    QTest.mouseClick(tree.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    QTest.mouseDClick(tree.view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
    assert asked == [f"page {APPROVE}", f"page {OPERATIONS}"]
    group = tree.rows.find(APPROVE).parent()
    tree.view.setCurrentIndex(group)
    QTest.keyClick(tree.view, Qt.Key.Key_Return)
    assert not tree.view.isExpanded(group)
    assert (len(asked), tree.current_resource(), tree.menu_for(group)) == (2, None, None)


async def test_what_is_unfolded_stays_so_when_an_action_is_used(tree: ObjectTree) -> None:
    tree.reveal(APPROVE)
    before = shown(tree)
    tree.note_used(APPROVE)
    assert shown(tree) == [*before[:2], "Recent", "Bill: approve", *before[2:]]
    assert (tree.current_resource(), tree.view.currentIndex().parent().data()) == (APPROVE, "Actions")
    tree.view.collapse(tree.rows.find(BILL))
    tree.note_used(BILL)
    assert not tree.view.isExpanded(tree.rows.find(BILL))


async def test_the_search_left_an_action_stays_selected_below_its_object(tree: ObjectTree, until: Until) -> None:
    tree.filter.setText("bill approve")
    await until(lambda: tree.current_resource() == APPROVE)
    tree.filter.clear()
    await until(lambda: names(tree.rows)[:1] == ["Favourites"])
    assert tree.current_resource() == APPROVE
    assert tree.view.isExpanded(tree.rows.find(BILL))


async def test_the_list_costs_one_request(tree: ObjectTree, models: ModelService, company: Company, until: Until) -> None:
    company.forget()
    models.forget()
    tree.set_models(models)
    await until(lambda: tree.entries)
    tree.view.expandAll()
    assert APPROVE in [row.data(ObjectRole.OBJECT) for row in below(tree, QModelIndex())]
    assert company.count("GET /services/core/model") == 1


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
    await until(lambda: "Total transaction amount due" in shown(tree))
    assert shown(tree)[-3:] == ["Accounts payable", "Bill", "Total transaction amount due"]
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
    tree.record_requested.connect(lambda name: asked.append(f"record {name}"))
    assert tree.menu_for(section(tree, "Accounts payable")) is None
    menu = tree.menu_for(tree.rows.find(BILL))
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["New query", "New record…", "Open object page", "Add to favourites", "Copy API name"]
    for action in menu.actions():
        action.trigger()
    assert asked == [f"query {BILL}", f"record {BILL}", f"page {BILL}"]
    assert kept.lists[KeptList.FAVOURITES][-1] == BILL
    assert QGuiApplication.clipboard().text() == BILL


async def test_the_menu_of_an_action_and_of_a_service(tree: ObjectTree, kept: Kept) -> None:
    opened: list[str] = []
    tree.page_requested.connect(opened.append)
    for name, texts in (
        (APPROVE, ["Open action page", "Open Bill", "Add to favourites", "Copy path"]),
        (QUERY, ["Open service page", "Add to favourites", "Copy path"]),
    ):
        menu = tree.menu_for(tree.rows.find(name))
        assert menu is not None
        assert [action.text() for action in menu.actions() if action.text()] == texts
        for action in menu.actions():
            action.trigger()
        assert QGuiApplication.clipboard().text() == f"/{name}"
    assert opened == [APPROVE, BILL, QUERY]
    assert kept.lists[KeptList.FAVOURITES][-2:] == [APPROVE, QUERY]
    assert names(tree.rows, section(tree, "Favourites")) == ["Customer", "Bill: approve", "Query"]


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
