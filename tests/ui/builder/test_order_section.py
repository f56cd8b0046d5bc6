"""The order of the rows: what comes first, and which way."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.checks import check
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Direction, Order, Query
from intacct_desktop.ui.builder.order_section import OrderSection
from tests.ui.builder.sections import Shown, pull, words_of

BILL = "accounts-payable/bill"
UP, DOWN = Direction.ASCENDING, Direction.DESCENDING
BILLS = Query(BILL, ("key",), order_by=(Order("dueDate", DOWN), Order("billNumber"), Order("state")))
Show = Callable[[Query], Shown[OrderSection]]


@pytest.fixture
def show(models: ModelService, qtbot: QtBot) -> Show:
    return lambda query: Shown(OrderSection, models, qtbot, query)


async def test_orders_are_turned_moved_and_removed(show: Show) -> None:
    shown = show(BILLS)
    chips = shown.section.chips.chips
    assert words_of(chips)[:2] == ["Order 1: dueDate, descending", "Order 2: billNumber, ascending"]
    chips[0].setFocus()
    QTest.keyClick(chips[0], Qt.Key.Key_Return)
    assert shown.query().order_by[0] == Order("dueDate", UP)
    QTest.keyClick(chips[0], Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert [entry.field for entry in shown.query().order_by] == ["billNumber", "dueDate", "state"]
    pull(chips[2], chips[0].geometry().topLeft() + QPoint(2, 8))
    assert [entry.field for entry in shown.query().order_by] == ["state", "billNumber", "dueDate"]
    QTest.keyClick(shown.page.focusWidget(), Qt.Key.Key_Delete)
    assert [entry.field for entry in shown.query().order_by] == ["billNumber", "dueDate"]


async def test_fields_come_to_a_place_and_keep_their_way(show: Show) -> None:
    shown = show(BILLS)
    shown.section.insert(["postingDate", "dueDate"], 2)
    assert shown.query().order_by == (Order("billNumber"), Order("postingDate"), Order("dueDate", DOWN), Order("state"))
    shown.section.add_orders(["key", "state"])
    assert shown.query().order_by[3:] == (Order("state"), Order("key"))


async def test_an_order_by_what_is_no_longer_grouped_is_marked_until_it_changes(show: Show, models: ModelService) -> None:
    shown = show(Query(BILL, ("state", "sum:totalTxnAmount"), order_by=BILLS.order_by[1:]))
    found = check(shown.query(), ModelLookup(models.loaded, BILL))
    shown.section.show_findings(found)
    chips = shown.section.chips.chips
    assert [bool(chip.accessibleDescription()) for chip in chips] == [True, False]
    mend = found[0].mend
    assert mend is not None
    shown.show(mend)
    assert [chip.accessibleName() for chip in shown.section.chips.chips] == ["Order 1: state, ascending"]
    assert not shown.section.chips.chips[0].accessibleDescription()
