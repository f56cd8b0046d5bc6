"""Choosing fields with keyboard and mouse in the popup."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.ui.explorer.field_picker import FieldPicker
from intacct_desktop.ui.explorer.field_tree import FieldRole, RowKind
from intacct_desktop.ui.field_drag import DraggedFields, fields_in
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.explorer.conftest import NO_KEYS, names

BILL = "accounts-payable/bill"


class Opened:
    """A picker under a button, and what it picked."""

    def __init__(self, models: ModelService, qtbot: QtBot, *, multiple: bool) -> None:
        self.button = QPushButton("Add")
        qtbot.addWidget(self.button)
        self.button.show()
        self.picker = FieldPicker(models, self.button, multiple=multiple)
        self.picked: list[list[str]] = []
        self.picker.picked.connect(self.picked.append)
        self.qtbot = qtbot
        self.picker.set_object(BILL)
        self.picker.open_below(self.button)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.picker.search, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.picker.search, key, modifier)

    def current(self) -> object:
        view = self.picker.tree if self.picker.tree.isVisible() else self.picker.list
        return view.currentIndex().data(FieldRole.PATH)


@pytest.fixture
async def several(models: ModelService, qtbot: QtBot, until: Until) -> Opened:
    opened = Opened(models, qtbot, multiple=True)
    await until(lambda: opened.picker.fields.object_model is not None)
    return opened


@pytest.fixture
async def single(models: ModelService, qtbot: QtBot, until: Until) -> Opened:
    opened = Opened(models, qtbot, multiple=False)
    await until(lambda: opened.picker.fields.object_model is not None)
    return opened


async def test_enter_picks_the_best_match_of_what_was_typed_even_before_the_search_ran(single: Opened) -> None:
    single.type("due date")
    single.press(Qt.Key.Key_Return)
    assert single.picked == [["dueDate"]]
    assert not single.picker.isVisible()


async def test_the_arrows_move_in_the_tree_while_the_cursor_stays_in_the_search_box(single: Opened, until: Until) -> None:
    assert single.current() == "key"
    single.press(Qt.Key.Key_Down)
    assert single.current() == "id"
    vendor = single.picker.fields.index_at("vendor")
    single.picker.tree.setCurrentIndex(vendor)
    single.press(Qt.Key.Key_Right)
    await until(lambda: single.picker.fields.index_at("vendor.creditLimit").isValid())
    single.press(Qt.Key.Key_Down)
    assert single.current() == "vendor.key"
    single.press(Qt.Key.Key_Return)
    assert single.picked == [["vendor.key"]]


async def test_several_are_ticked_across_searches_and_added_together(several: Opened, until: Until) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    several.type("dueDate")
    await until(lambda: several.current() == "dueDate")
    several.press(Qt.Key.Key_Space, control)
    several.picker.search.clear()
    several.type("vendor name")
    await until(lambda: several.current() == "vendor.name")
    several.press(Qt.Key.Key_Space, control)
    assert several.picker.add_button.text() == "Add 2 fields"
    several.press(Qt.Key.Key_Return)
    assert several.picked == [["dueDate", "vendor.name"]]
    several.picker.open_below(several.button)
    assert several.picker.fields.checked == [], "the next time begins with nothing ticked"


async def test_a_name_and_a_dot_load_the_reference(several: Opened, until: Until) -> None:
    several.type("Vendor.creditlimit")
    await until(lambda: several.current() == "vendor.creditLimit")
    several.press(Qt.Key.Key_Return)
    assert several.picked == [["vendor.creditLimit"]]


async def test_what_the_query_has_is_not_added_again(several: Opened, until: Until) -> None:
    several.picker.set_present(["dueDate"])
    several.type("dueDate")
    await until(lambda: several.current() == "dueDate")
    assert not several.picker.add_button.isEnabled()
    several.press(Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    several.press(Qt.Key.Key_Return)
    assert several.picked == []
    assert several.picker.isVisible()


async def test_a_list_is_not_picked_and_the_reason_stands_below(several: Opened) -> None:
    several.picker.tree.setCurrentIndex(several.picker.fields.index_at("lines"))
    assert not several.picker.add_button.isEnabled()
    several.press(Qt.Key.Key_Return)
    assert several.picked == []
    assert "accounts-payable/bill-line" in several.picker.hint.text()


async def test_nothing_found_says_how_to_look_further(several: Opened, until: Until) -> None:
    several.type("qqq")
    await until(lambda: not several.picker.tree.isVisible())
    assert names(several.picker.found) == []
    several.press(Qt.Key.Key_Return)
    assert several.picked == []


async def test_escape_closes_and_a_search_left_behind_does_not_run(single: Opened) -> None:
    closed: list[bool] = []
    single.picker.closed.connect(lambda: closed.append(True))
    single.type("due")
    single.press(Qt.Key.Key_Escape)
    assert (closed, single.picker.isVisible(), single.picked) == ([True], False, [])


async def test_an_object_that_fails_to_load_is_tried_again_by_enter(
    models: ModelService, company: Company, qtbot: QtBot, until: Until
) -> None:
    company.fails("/services/core/model", status=400)
    opened = Opened(models, qtbot, multiple=False)
    tree = opened.picker.fields
    await until(lambda: tree.index(0, 0).data(FieldRole.KIND) is RowKind.FAILED)
    opened.press(Qt.Key.Key_Return)
    await until(lambda: tree.object_model is not None)
    assert opened.current() == "key"
    opened.picker.hide()


async def test_what_the_company_refused_has_a_badge_and_says_so(several: Opened, until: Until) -> None:
    picker = several.picker
    picker.set_refused({"dueDate", "vendor.name"})
    badged = picker.fields.index_at("dueDate")
    picker.tree.setCurrentIndex(badged)
    assert picker.hint.text() == "This company has refused it in a query before."
    assert picker.add_button.isEnabled(), "it may be tried again"
    several.type("vendor name")
    await until(lambda: several.current() == "vendor.name")
    for index in (badged, picker.list.currentIndex()):
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert "refused" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert "refused" in index.data(Qt.ItemDataRole.ToolTipRole)
    plain = picker.fields.index_at("billNumber")
    assert plain.data(Qt.ItemDataRole.DecorationRole) is None
    assert plain.data(Qt.ItemDataRole.AccessibleDescriptionRole) is None


async def test_the_popup_makes_way_for_a_drag_and_is_closed_once_it_ends(several: Opened, until: Until) -> None:
    closed: list[bool] = []
    begun: list[bool] = []
    picker = several.picker
    picker.closed.connect(lambda: closed.append(picker.isVisible()))
    picker.tree.drag_begins.connect(lambda: begun.append(not closed))
    window = picker.windowHandle()
    picker.tree.scrollTo(picker.fields.index_at("billNumber"))
    start = picker.tree.viewport().mapTo(picker, picker.tree.visualRect(picker.fields.index_at("billNumber")).center())
    QTest.mousePress(window, Qt.MouseButton.LeftButton, NO_KEYS, start)
    for step in (10, 20, 30, 40):
        QTest.mouseMove(window, start + QPoint(step, 0))
    await until(lambda: closed)
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, NO_KEYS, start)
    assert (begun, closed) == ([True], [False])
    assert several.picked == []


async def test_a_ticked_field_is_dragged_with_all_that_are(several: Opened, until: Until) -> None:
    fields = several.picker.fields
    for path in ("id", "dueDate"):
        fields.set_checked(path, True)

    def content(path: str) -> DraggedFields | None:
        return fields_in(fields.mimeData([fields.index_at(path)]))

    assert content("dueDate") == DraggedFields(BILL, ("id", "dueDate"))
    assert content("billNumber") == DraggedFields(BILL, ("billNumber",))
    several.type("dueDate")
    await until(lambda: several.current() == "dueDate")
    found = several.picker.found
    assert fields_in(found.mimeData([found.index(0, column) for column in range(3)])) == DraggedFields(BILL, ("id", "dueDate"))


async def test_a_click_picks_one_and_a_double_click_adds_to_the_ticked(single: Opened, several: Opened, qtbot: QtBot) -> None:
    def place(opened: Opened, path: str) -> QPoint:
        index = opened.picker.fields.index_at(path)
        opened.picker.tree.scrollTo(index)
        return opened.picker.tree.visualRect(index.siblingAtColumn(1)).center()

    QTest.mouseClick(single.picker.tree.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place(single, "billNumber"))
    assert single.picked == [["billNumber"]]
    several.picker.fields.set_checked("id", True)
    where = place(several, "billNumber")
    QTest.mouseClick(several.picker.tree.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, where)
    assert several.picked == []
    QTest.mouseDClick(several.picker.tree.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, where)
    assert several.picked == [["id", "billNumber"]]
