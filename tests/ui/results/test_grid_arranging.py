"""Rows sorted and filtered in the window: what was loaded, in a thread, with the old rows in place until the new ones are there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import Order
from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.result_view import ResultView
from tests.rows import raw
from tests.ui.results.views import BILLS, FIVE, keys, settled, show

Make = Callable[..., ResultSet]
Until = Callable[..., Any]
NUMBERS = {"key": (ValueKind.TEXT, None), "n": (ValueKind.INTEGER, None)}


async def test_a_header_sorts_here_where_every_row_is_loaded_and_the_third_click_undoes_it(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE), order=(Order("key"),))
    assert view.status.order.text() == "sorted by Intacct: key"
    for expected, arrow in ((["9", "6", "10", "8", "7"], "amount ↑"), (["10", "6", "9", "8", "7"], "amount ↓")):
        view.grid.sort_wished.emit(4, False)
        await settled()
        assert keys(view) == expected
        assert view.grid.rows.headerData(4, Qt.Orientation.Horizontal) == arrow
        assert view.status.order.text() == "sorted here by amount"
    assert "Every row is loaded" in view.grid.rows.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    view.grid.sort_wished.emit(4, False)
    await settled()
    assert keys(view) == ["10", "9", "8", "7", "6"]
    assert view.status.order.text() == "sorted by Intacct: key"
    assert view.arrangement == Arrangement()


async def test_a_misfit_stands_behind_the_numbers_and_before_nothing_it_was_not(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.sort(4)
    await settled()
    assert keys(view, 4) == ["−320.00", "99.90", "1,240.50", "n/a", "null"]


async def test_shift_adds_a_key_and_keys_stand_as_numbers(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.sort(3)
    view.sort(0, further=True)
    await settled()
    assert keys(view) == ["6", "9", "7", "10", "8"]
    assert [view.grid.rows.headerData(at, Qt.Orientation.Horizontal) for at in (3, 0)] == ["dueDate ↑1", "key ↑2"]
    assert view.status.order.text() == "sorted here by dueDate, key"


async def test_where_rows_are_left_the_company_sorts(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE, total=90))
    wished: list[str] = []
    view.order_wished.connect(wished.append)
    view.sort(4)
    await settled()
    assert wished == ["amount"]
    assert view.arrangement.is_natural
    assert "in the company" in view.grid.rows.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [
        ("en_US", "etoile", ["10", "8"]),
        ("en_US", "1,240.5", ["10"]),
        ("de_DE", "1.240,50", ["10"]),
        ("en_US", "(320", ["9"]),
        ("en_US", "-320", ["9"]),
        ("en_US", "11/18/2026", ["9", "6"]),
        ("de_DE", "18.11.2026", ["9", "6"]),
        ("en_US", "n/a", ["8"]),
    ],
)
async def test_the_quick_filter_finds_what_is_typed_as_one_reads_it(
    make_result: Make, view: ResultView, until: Until, language: str, typed: str, found: list[str]
) -> None:
    QLocale.setDefault(QLocale(language))
    show(view, make_result(BILLS, *FIVE))
    view.filter_bar.begin()
    QTest.keyClicks(view.filter_bar.search, typed)
    await until(lambda: view.arrangement.filters)
    await settled()
    assert keys(view) == found
    assert view.filter_bar.count.text() == f"{len(found)} of 5 loaded rows"
    assert view.status.range.text() == f"{len(found)} of 5 loaded rows"
    QTest.keyClick(view.filter_bar.search, Qt.Key.Key_Escape)
    await settled()
    assert len(keys(view)) == 5
    assert view.filter_bar.isHidden()
    assert not view.filter_bar.search.text()


async def test_a_filter_that_matches_nothing_says_so_and_offers_the_way_back(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.search("nobody")
    await settled()
    assert view.pane.heading.isVisible()
    assert view.pane.heading.text() == "No loaded row matches"
    view.pane.button.click()
    await settled()
    assert view.pane.is_content
    assert len(keys(view)) == 5


async def test_values_are_picked_left_out_and_taken_away_as_chips(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    picker = view.pick_values(2)
    assert picker is not None
    await settled()
    assert [picker.list.item(row).text() for row in range(picker.list.count())] == ["posted · 3 rows", "empty · 1 row", "draft · 1 row"]
    assert not picker.only_button.isEnabled()
    picker.list.item(0).setCheckState(Qt.CheckState.Checked)
    picker.list.item(2).setCheckState(Qt.CheckState.Checked)
    picker.only_button.click()
    await settled()
    assert keys(view) == ["10", "9", "8", "6"]
    view.without_value(4, Decimal("99.9"))
    await settled()
    assert keys(view) == ["10", "9", "8"]
    chips = [button for button in view.filter_bar.findChildren(QPushButton) if button.property("role") == "chip" and button.isVisible()]
    assert [chip.text() for chip in chips] == ["state = posted, draft", "amount ≠ 99.9"]
    assert all(chip.accessibleName() for chip in chips)
    chips[0].click()
    await settled()
    assert keys(view) == ["10", "9", "8", "7"]
    view.clear_filters()
    await settled()
    assert len(keys(view)) == 5


async def test_the_picker_searches_among_many_values(make_result: Make, view: ResultView, until: Until) -> None:
    show(view, make_result(NUMBERS, *({"key": f"V-{n:04}", "n": n} for n in range(1_000))), 200)
    picker = view.pick_values(0)
    assert picker is not None
    await settled()
    assert picker.list.count() == 200
    assert picker.said.text() == "800 further values: type to find them"
    QTest.keyClicks(picker.search, "v-0777")
    await until(lambda: picker.list.count() == 1)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    await settled()
    assert keys(view) == ["V-0777"]
    again = view.pick_values(0)
    assert again is not None
    await settled()
    again.clear_button.click()
    await settled()
    assert view.arrangement.is_natural
    assert view.grid.rows.rowCount() == 200


async def test_the_row_one_was_at_stays_the_current_one(make_result: Make, view: ResultView) -> None:
    show(view, make_result(NUMBERS, *({"key": str(n), "n": n} for n in range(3_000))))
    view.grid.go_to(4, 1)
    view.sort(1)
    view.sort(1)
    await settled()
    assert view.grid.currentIndex().row() == 2_995
    assert view.grid.currentIndex().data() == "4"
    assert view.grid.selected_ranges() == [range(2_995, 2_996)]
    view.grid.select_rows()
    view.unsort()
    await settled()
    assert view.grid.currentIndex().row() == 4
    assert view.grid.is_whole_row_selected()


async def test_a_newer_wish_takes_the_place_of_an_older_one_and_old_rows_stay_until_then(make_result: Make, view: ResultView) -> None:
    show(view, make_result(NUMBERS, *({"key": str(n), "n": n} for n in range(20_000))), 20_000)
    for typed in ("1", "12", "123", "1234"):
        view.search(typed)
        assert view.grid.rows.rowCount() == 20_000
    await settled()
    assert keys(view) == ["1234", "11234", *(str(n) for n in range(12_340, 12_350))]
    assert view.wanted == view.arrangement == Arrangement(search=("1234",))


async def test_a_result_that_is_closed_while_it_is_sorted_ends_quietly(make_result: Make, view: ResultView) -> None:
    result_set = make_result(NUMBERS, *({"key": str(n), "n": n} for n in range(50_000)))
    show(view, result_set)
    view.sort(1)
    result_set.close()
    await settled()
    assert view.arrangement.is_natural
    other = make_result(BILLS, *FIVE)
    show(view, other)
    assert len(keys(view)) == 5
    view.sort(0)
    await settled()
    assert keys(view) == ["6", "7", "8", "9", "10"]
    other.close()
    view.show_start(lambda: None)
    await settled()


async def test_the_wishes_hold_for_the_rows_of_the_next_run_and_not_for_other_columns(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE))
    view.search("neill")
    view.sort(4)
    await settled()
    assert keys(view) == ["9", "6"]
    first = view.result_set
    assert first is not None
    show(view, make_result(BILLS, *FIVE, {"key": "5", "vendor.name": "O’Neill & O'Neill", "amount": "0.01"}))
    assert keys(view) == ["9", "6"], "the rows before stay until the new ones are arranged"
    first.close()
    await settled()
    assert keys(view) == ["9", "5", "6"]
    show(view, make_result(NUMBERS, {"key": "1", "n": 1}))
    assert keys(view) == ["1"]
    assert view.wanted.is_natural
    await settled()


async def test_rows_that_arrive_are_added_without_a_jump(make_result: Make, view: ResultView) -> None:
    result_set = make_result(NUMBERS, *({"key": str(n), "n": n} for n in range(1_000)), total=2_000)
    show(view, result_set)
    grid = view.grid
    grid.setColumnWidth(0, 222)
    grid.verticalScrollBar().setValue(700)
    flags = QItemSelectionModel.SelectionFlag
    grid.selectionModel().select(grid.rows.index(3, 1), flags.ClearAndSelect)
    resets: list[None] = []
    grid.rows.modelReset.connect(lambda: resets.append(None))
    result_set.append(raw(*({"key": str(n), "n": n} for n in range(1_000, 2_000))), 2_000)
    view.grow()
    assert grid.rows.rowCount() == 2_000
    assert (grid.verticalScrollBar().value(), grid.columnWidth(0), grid.selected_ranges()) == (700, 222, [range(3, 4)])
    assert not resets
    await settled()
    assert keys(view)[-1:] == ["…"]
    await settled()
    assert keys(view)[-1:] == ["1999"]
    await settled()


async def test_rows_that_arrive_are_filtered_and_sorted_as_the_others(make_result: Make, view: ResultView) -> None:
    result_set = make_result(NUMBERS, *({"key": str(n), "n": n} for n in range(1_000)), total=2_000)
    show(view, result_set)
    view.search("77")
    await settled()
    resets: list[None] = []
    view.grid.rows.modelReset.connect(lambda: resets.append(None))
    before = view.grid.rows.rowCount()
    result_set.append(raw(*({"key": str(n), "n": n} for n in range(1_000, 2_000))), 2_000)
    view.grow()
    await settled()
    assert view.grid.rows.rowCount() > before
    assert not resets, "a filter leaves the rows in their order, so they are added"
    assert view.status.range.text().endswith("of 2,000 loaded rows")
    view.arrange(Arrangement((SortKey(1, descending=True),), ("77",)))
    await settled()
    assert keys(view)[0] == "1977"
    await settled()


async def test_totals_are_exact_and_say_of_which_rows(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS, *FIVE, total=90))
    await settled()
    assert view.frame.totals.totals == (None, None, None, None, Decimal("1020.40"))
    assert view.frame.totals.words == "Total of 5 loaded rows"
    view.only_value(1, "O'Neill")
    await settled()
    assert view.frame.totals.totals[4] == Decimal("-220.10")
    assert view.frame.totals.words == "Total of 2 rows, filtered"
    assert "−220.10" in view.frame.totals.accessibleDescription()
    view.set_totals(False)
    assert view.frame.totals.isHidden()
    show(view, make_result({"key": (ValueKind.TEXT, None)}, {"key": "1"}))
    view.set_totals(True)
    assert view.frame.totals.isHidden(), "nothing to add up"
    await settled()


async def test_no_rows_at_all(make_result: Make, view: ResultView) -> None:
    show(view, make_result(BILLS))
    assert view.pane.heading.text() == "No rows match"
    view.sort(0)
    view.search("x")
    await settled()
    assert view.pane.heading.text() == "No rows match"
    assert view.grid.rows.rowCount() == 0
    view.arrange(Arrangement(restrictions=(Restriction(0, (None,)),)))
    view.clear_filters()
    await settled()
