"""The columns of a query: their order, what is computed of them and the groups that makes, and many at once."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.checks import check
from intacct_desktop.api.columns import all_fields
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Direction, Order, Query
from intacct_desktop.ui.builder.chips import ChipRow, ChipText
from intacct_desktop.ui.builder.columns_section import ColumnsSection
from intacct_desktop.ui.builder.flow import FlowLayout
from intacct_desktop.ui.builder.words import aggregate_words
from tests.ui.builder.sections import Shown, entry, pull, settle, texts, words_of
from tests.ui.conftest import Until

BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"
BILLS = Query(BILL, ("vendor.name", "totalTxnAmountDue", "state"), order_by=(Order("totalTxnAmountDue", Direction.DESCENDING),))
Show = Callable[[Query], Shown[ColumnsSection]]


@pytest.fixture
def show(models: ModelService, qtbot: QtBot) -> Show:
    return lambda query: Shown(ColumnsSection, models, qtbot, query)


@pytest.fixture
def popup() -> Iterator[Callable[[], QMenu]]:
    """The menu that is open; it is closed at the end."""

    def found() -> QMenu:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    yield found
    if menu := QApplication.activePopupWidget():
        menu.close()


def chips_of(shown: Shown[ColumnsSection]) -> list[str]:
    return words_of(shown.section.chips.chips)


def notes_of(shown: Shown[ColumnsSection]) -> list[str]:
    return [label.text() for label in shown.section.findChildren(QLabel) if label.isVisible()]


async def test_what_is_computed_makes_groups_of_the_others_and_says_so(show: Show) -> None:
    shown = show(BILLS)
    assert notes_of(shown) == []
    entry(shown.section.chips.menu_for(1), "Compute", "sum").trigger()
    assert shown.query().fields == ("vendor.name", "sum:totalTxnAmountDue", "state")
    assert shown.query().order_by == (Order("sum:totalTxnAmountDue", Direction.DESCENDING),)
    assert notes_of(shown) == ["One row for each vendor.name, state: the other columns are computed over its records."]
    assert chips_of(shown) == [
        "Column 1: vendor.name, makes groups",
        "Column 2: sum of totalTxnAmountDue",
        "Column 3: state, makes groups",
    ]
    for at in (2, 0):
        entry(shown.section.chips.menu_for(at), "Remove").trigger()
    assert notes_of(shown) == ["One row in all, computed over every record that matches."]
    entry(shown.section.chips.menu_for(0), "Compute", aggregate_words(None)).trigger()
    assert shown.query().fields == ("totalTxnAmountDue",)
    assert shown.query().order_by == BILLS.order_by
    assert notes_of(shown) == []


async def test_only_what_fits_is_offered_and_nothing_twice(show: Show) -> None:
    shown = show(Query(BILL, ("state", "totalTxnAmountDue", "sum:totalTxnAmountDue", "isOnHold")))

    def offered(at: int) -> int:
        menu = entry(shown.section.chips.menu_for(at), "Compute").menu()
        assert isinstance(menu, QMenu)
        return len(texts(menu, enabled=True))

    assert [offered(at) for at in range(4)] == [4, 5, 5, 2]


async def test_a_column_orders_the_rows_or_does_not(show: Show) -> None:
    shown = show(BILLS)
    menu = shown.section.chips.menu_for(1)
    assert entry(menu, "Order by this", "Descending").isChecked()
    entry(shown.section.chips.menu_for(2), "Order by this", "Ascending").trigger()
    assert shown.query().order_by == (Order("state"), *BILLS.order_by)
    entry(shown.section.chips.menu_for(1), "Order by this", "Not at all").trigger()
    assert shown.query().order_by == (Order("state"),)


async def test_many_columns_come_and_go_at_once(show: Show, models: ModelService) -> None:
    shown = show(BILLS)
    shown.fields.refused = {"dueDate"}
    shown.section.set_usual(["billNumber", "dueDate", "state"])
    entry(shown.section.menu_of_many(), "Common fields (2)").trigger()
    assert shown.query().fields == (*BILLS.fields, "billNumber")
    menu = shown.section.menu_of_many()
    assert not entry(menu, "Common").isEnabled(), "they are all there"
    model = models.loaded(BILL)
    assert model is not None
    everything = all_fields(model, {"dueDate"})
    entry(menu, f"All fields ({len(everything)})").trigger()
    assert set(shown.query().fields) == set(everything)
    entry(shown.section.menu_of_many(), "Remove all").trigger()
    assert shown.query().fields == ()
    assert shown.section.problem


async def test_a_reference_gives_what_is_named_of_it_or_all_that_its_object_has(show: Show, models: ModelService, until: Until) -> None:
    shown = show(BILLS)
    entry(shown.section.menu_of_many(), "Fields of a reference", "vendor", "The usual ones").trigger()
    assert {"vendor.key", "vendor.id"} <= set(shown.query().fields)
    assert models.loaded(VENDOR) is None
    entry(shown.section.menu_of_many(), "Fields of a reference", "vendor", "All fields of Vendor").trigger()
    await until(lambda: "vendor.creditLimit" in shown.query().fields)
    assert len(set(shown.query().fields)) == len(shown.query().fields)
    assert not entry(shown.section.menu_of_many(), "Fields of a reference", "vendor", "All fields of Vendor").isEnabled()


async def test_fields_that_come_too_late_do_not_go_into_another_query(show: Show, models: ModelService, until: Until) -> None:
    shown = show(BILLS)
    entry(shown.section.menu_of_many(), "Fields of a reference", "vendor", "All fields of Vendor").trigger()
    other = Query("company-config/department", ("key",))
    shown.show(other)
    await until(lambda: models.loaded(VENDOR) is not None)
    await until(lambda: models.loaded("company-config/department") is not None)
    assert shown.query() == other
    assert shown.queries == []


async def test_everything_is_done_by_keyboard_too(show: Show, popup: Callable[[], QMenu]) -> None:
    shown = show(BILLS)
    first, second, _ = shown.section.chips.chips
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert shown.query().fields == ("totalTxnAmountDue", "vendor.name", "state")
    QTest.keyClick(second, Qt.Key.Key_Left)
    assert shown.page.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert "Compute" in texts(popup())
    popup().close()
    QTest.keyClick(first, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert "Compute" in texts(popup())
    popup().close()
    QTest.keyClick(shown.section.many, Qt.Key.Key_Space)
    assert any(words.startswith("All fields") for words in texts(popup()))
    popup().close()
    for _ in BILLS.fields:
        QTest.keyClick(shown.page.focusWidget(), Qt.Key.Key_Delete)
    assert shown.query().fields == ()
    assert shown.page.focusWidget() is shown.section.add


async def test_tab_goes_along_the_columns_in_their_order(show: Show) -> None:
    shown = show(Query(BILL))
    for fields in (("key",), ("key", "state", "dueDate"), ("state", "key"), ("a", "b", "c", "d")):
        shown.show(Query(BILL, fields))
        pull(shown.section.chips.chips[0], shown.section.chips.chips[-1].geometry().center())
        reached: list[QWidget] = []
        shown.section.chips.chips[0].setFocus()
        while (focused := shown.page.focusWidget()) not in reached:
            reached.append(focused)
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert reached == [*shown.section.chips.chips, shown.section.add, shown.section.many]


async def test_a_chip_that_is_dragged_stays_or_goes_back(show: Show) -> None:
    shown = show(BILLS)
    row = shown.section.chips
    first, second, last = row.chips
    pull(first, second.geometry().center() + QPoint(5, 0))
    assert shown.query().fields == ("totalTxnAmountDue", "vendor.name", "state")
    assert shown.page.focusWidget() is second, "where it went"
    pull(first, last.geometry().center() + QPoint(5, 0), release=False)
    assert row.chips == [second, last, first]
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert row.chips == [first, second, last]
    pull(first, QPoint(row.width() - 2, 10), release=False)
    shown.show(Query(BILL, ("key", "state")))
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton)
    assert shown.query().fields == ("key", "state")
    assert len(shown.queries) == 1


async def test_what_the_check_found_is_on_its_chip_until_the_columns_change(show: Show, models: ModelService) -> None:
    shown = show(Query(BILL, ("key", "sum:state")))
    section = shown.section
    section.show_findings(check(shown.query(), ModelLookup(models.loaded, BILL)))
    assert [bool(chip.accessibleDescription()) for chip in section.chips.chips] == [False, True]
    shown.show(Query(BILL, shown.query().fields, size=7))
    assert section.chips.chips[1].accessibleDescription()
    entry(section.chips.menu_for(0), "Remove").trigger()
    assert not section.chips.chips[0].accessibleDescription()


async def test_four_hundred_columns_are_laid_out_together(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[int] = []
    lay_out = FlowLayout._lay_out

    def counted(self: FlowLayout, rect: QRect, *, place: bool) -> int:
        passes.append(1)
        return lay_out(self, rect, place=place)

    monkeypatch.setattr(FlowLayout, "_lay_out", counted)
    page = QWidget()
    qtbot.addWidget(page)
    row = ChipRow(QWidget(page), page)
    row.resize(800, 400)
    page.show()

    def cost(names: list[str]) -> int:
        """How often all chips were laid out."""
        passes.clear()
        row.set_chips([ChipText(name, name) for name in names])
        settle()
        return len(passes)

    names = [f"field{number:03}" for number in range(400)]
    few = cost(names[:4])
    cost([])
    assert cost(names) <= 2 * few, "not once for each"
    assert cost(names) == 0
    assert cost([*names[:-1], "another"]) <= few
    assert cost([]) <= 2 * few
