"""Rows put together: the table with its total, its order, its chart, what Intacct can be asked for, and files of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.results import groups_table
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement, Restriction
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import DatePart, GroupKey
from intacct_desktop.ui.results.beside.chart_series import Kind
from intacct_desktop.ui.results.beside.group_pane import GroupPane
from tests.ui.results.waiting import settled

Make = Callable[..., ResultSet]

COLUMNS = {
    "key": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "due": (ValueKind.DATE, None),
    "amount": (ValueKind.DECIMAL, 2),
    "days": (ValueKind.INTEGER, None),
}
ROWS: list[dict[str, Any]] = [
    {"key": "1", "state": "posted", "due": "2026-01-05", "amount": "12345678901234567.89", "days": 3},
    {"key": "2", "state": "draft", "due": "2026-03-31", "amount": "-320.00", "days": None},
    {"key": "3", "state": "posted", "due": "2026-03-01", "amount": "0.01", "days": 4},
    {"key": "4", "state": None, "due": None, "amount": "n/a", "days": 1},
    {"key": "5", "state": "", "due": "soon", "amount": None, "days": 0},
]
STATE, DUE, AMOUNT, DAYS = 1, 2, 3, 4
QUERY = Query("accounts-payable/bill", tuple(COLUMNS), (Filter(Operator.EQ, "state", "posted"),), order_by=(Order("key"),), start=101)


@pytest.fixture
def pane(qtbot: QtBot) -> GroupPane:
    made = GroupPane(lambda: QUERY)
    qtbot.addWidget(made)
    made.resize(560, 760)
    made.show()
    return made


async def show(pane: GroupPane, result_set: ResultSet, *keys: GroupKey, summed: tuple[int, ...] = (AMOUNT,)) -> None:
    pane.show_rows(result_set, AS_THEY_CAME)
    pane.form.set_summed(summed)
    pane.form.set_keys(keys)
    await settled()


def lines(pane: GroupPane) -> list[list[str]]:
    """The total last."""
    models: tuple[QAbstractItemModel, ...] = (pane.grid.groups, pane.lines.totals.model())
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for model in models for row in range(model.rowCount())
    ]


def headings(pane: GroupPane) -> list[str]:
    model = pane.grid.groups
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


async def test_groups_have_exact_sums_and_a_total(pane: GroupPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(STATE), summed=(AMOUNT, DAYS))
    assert headings(pane) == ["state", "Rows", "Sum of amount", "Sum of days"]
    assert lines(pane) == [
        ["empty", "1", "", "0"],
        ["draft", "1", "−320.00", ""],
        ["posted", "2", "12,345,678,901,234,567.90", "7"],
        ["null", "1", "", "1"],
        ["Total", "5", "12,345,678,901,234,247.90", "8"],
    ]
    assert pane.scope.text() == "Of all 5 rows that match · 4 groups"
    QAbstractItemModelTester(pane.grid.groups, QAbstractItemModelTester.FailureReportingMode.Fatal)
    await settled()


async def test_a_click_on_a_header_sorts_and_the_total_stays_last(pane: GroupPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(STATE))
    header = pane.grid.horizontalHeader()
    place = header.sectionViewportPosition(2) + 20
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert [line[2] for line in lines(pane)] == ["−320.00", "12,345,678,901,234,567.90", "", "", "12,345,678,901,234,247.90"]
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert [line[2] for line in lines(pane)] == ["12,345,678,901,234,567.90", "−320.00", "", "", "12,345,678,901,234,247.90"]
    pane.show_rows(make_result(COLUMNS, *ROWS[:2]), AS_THEY_CAME)
    await settled()
    assert [line[0] for line in lines(pane)] == ["posted", "draft", "Total"], "the order stays with the columns"
    await settled()


async def test_dates_are_put_together_by_periods(pane: GroupPane, make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    await show(pane, result_set, GroupKey(DUE, DatePart.MONTH))
    assert headings(pane)[0] == "due by month"
    assert [line[:2] for line in lines(pane)] == [["Jan 2026", "1"], ["Mar 2026", "2"], ["soon", "1"], ["null", "1"], ["Total", "5"]]
    assert pane.charts.chart.series.kind is Kind.COLUMNS
    assert pane.charts.chart.series.table == "Jan 2026: 12,345,678,901,234,567.89\nFeb 2026: 0\nMar 2026: −319.99"
    assert "without 2 rows that have no date" in pane.charts.chart.series.title
    await show(pane, result_set, GroupKey(DUE, DatePart.QUARTER))
    assert lines(pane)[0][0] == "Q1 2026"
    await show(pane, result_set, GroupKey(DUE, DatePart.DAY))
    assert lines(pane)[0][0] == "01/05/2026"
    await show(pane, result_set, GroupKey(DUE, DatePart.YEAR))
    assert lines(pane)[0][0] == "2026"
    await settled()


async def test_three_keys_and_one_taken_away(pane: GroupPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(STATE))
    pane.form.add.click()
    pane.form.add.click()
    await settled()
    assert len(pane.form.keys) == 3
    assert pane.form.add.isHidden()
    pane.form._remove(0)
    await settled()
    assert [key.position for key in pane.form.keys] == [DUE, 0], "what puts most together comes first"
    assert headings(pane)[:2] == ["due by month", "key"]
    await settled()


async def test_the_chart_shows_the_largest_and_says_what_is_left(pane: GroupPane, make_result: Make) -> None:
    many = ({"key": str(number), "amount": f"{number - 50}.10"} for number in range(100))
    await show(pane, make_result(COLUMNS, *many), GroupKey(0))
    series = pane.charts.chart.series
    assert len(series.bars) == 40
    assert series.bars[-1].label == "others (61)"
    assert series.title == "Sum of amount per key (the largest 39 of 100)"
    pane.charts.figure.setCurrentIndex(0)
    assert pane.charts.chart.series.title.startswith("Rows per key")
    assert not pane.charts.kind.isEnabled()
    pane.charts.copy()
    assert not QGuiApplication.clipboard().image().isNull()
    await settled()


async def test_a_hundred_thousand_groups_are_bounded_and_the_total_is_of_all(
    pane: GroupPane, make_result: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups_table, "MOST_GROUPS", 5_000)
    rows = (b'{"key":"%06d","amount":"1.10"}' % number for number in range(100_000))
    await show(pane, make_result(COLUMNS, *rows), GroupKey(0))
    table = pane.table
    assert table is not None
    assert (table.count, table.groups, table.complete) == (5_000, 100_000, False)
    assert lines(pane)[-1] == ["Total", "100,000", "110,000.00"]
    assert "the first 5,000 of 100,000 groups are shown, the total is of all" in pane.scope.text()
    assert pane.charts.chart.series.bars[-1].text == "109,957.10"
    assert "39 of 100,000" in pane.charts.chart.series.title
    await settled()


async def test_intacct_is_asked_for_what_it_can_group(pane: GroupPane, make_result: Make, qtbot: QtBot) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    await show(pane, result_set, GroupKey(STATE), GroupKey(DUE, DatePart.DAY))
    with qtbot.waitSignal(pane.query_wished) as wished:
        pane.ask.click()
    assert wished.args is not None
    [query] = wished.args
    assert query.fields == ("state", "due", "count:key", "sum:amount")
    assert query.filters == QUERY.filters
    assert query.order_by == (Order("state"), Order("due"))
    assert query.start is None
    await show(pane, result_set, GroupKey(DUE, DatePart.MONTH))
    assert not pane.ask.isEnabled()
    assert "whole dates" in pane.ask.toolTip()
    assert pane.note.text() == pane.ask.toolTip()
    computed = make_result({"state": (ValueKind.ENUM, None), "sum:amount": (ValueKind.DECIMAL, 2)}, {"state": "posted", "sum:amount": "1"})
    await show(pane, computed, GroupKey(0), summed=(1,))
    assert not pane.ask.isEnabled()
    assert "sum:amount" in pane.ask.toolTip()
    await settled()


async def test_a_group_shows_its_rows_alone(pane: GroupPane, make_result: Make, qtbot: QtBot) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(DUE, DatePart.MONTH))
    pane.grid.setCurrentIndex(pane.grid.groups.index(1, 0))
    with qtbot.waitSignal(pane.only_wished) as wished:
        QTest.keyClick(pane.grid, Qt.Key.Key_Return)
    assert wished.args is not None
    assert wished.args[1][0] == "2026-03"
    await settled()


async def test_copying_and_files_leave_the_total_out(pane: GroupPane, make_result: Make, tmp_path: Path) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(STATE))
    QTest.keyClick(pane.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await settled()
    assert QGuiApplication.clipboard().text().splitlines()[-1] == "\t1\t"
    pane.copy_button.click()
    await settled()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "state\trows\tsum:amount"
    for name in ("groups.xlsx", "groups.csv"):
        handle = pane.save(tmp_path / name)
        assert handle is not None
        await handle.wait()
    sheet = openpyxl.load_workbook(tmp_path / "groups.xlsx").worksheets[0]
    assert sheet.max_row == 5
    assert sheet["C3"].value == -320
    assert sheet["C4"].value == "12345678901234567.90", "a cell would round it"
    assert "4 rows written to groups.csv" in pane.note.text()
    await settled()


async def test_the_total_stays_in_line_with_its_columns(pane: GroupPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), GroupKey(0), GroupKey(STATE), GroupKey(DUE, DatePart.MONTH), summed=(AMOUNT, DAYS))
    totals, grid = pane.lines.totals, pane.grid
    grid.setColumnWidth(1, 333)
    totals.horizontalScrollBar().setValue(150)
    assert grid.horizontalScrollBar().value() == 150
    for column in range(6):
        assert totals.columnViewportPosition(column) == grid.columnViewportPosition(column)
    assert totals.height() > totals.rowHeight(0)
    pane.resize(1_400, 700)
    await settled()
    assert totals.height() == totals.rowHeight(0)


async def test_what_suits_the_current_column_is_only_suggested(pane: GroupPane, make_result: Make) -> None:
    pane.show_rows(make_result(COLUMNS, *ROWS), AS_THEY_CAME, -1)
    assert pane.form.keys == (GroupKey(STATE),), "a key puts nothing together"
    pane.suggest(DUE)
    assert pane.form.keys == (GroupKey(DUE, DatePart.MONTH),)
    pane.form.parts[0].setCurrentIndex(0)
    pane.suggest(STATE)
    assert pane.form.keys == (GroupKey(DUE, DatePart.DAY),)
    pane.group_by(DAYS)
    assert pane.form.summed == (DAYS,)
    await settled()


async def test_filtered_none_hidden_and_closed(pane: GroupPane, make_result: Make) -> None:
    assert "Run a query" in pane.state.message.text()
    result_set = make_result(COLUMNS, *ROWS)
    await show(pane, result_set, GroupKey(STATE))
    pane.show_rows(result_set, Arrangement(restrictions=(Restriction(STATE, ("posted",)),)))
    await settled()
    assert pane.scope.text() == "Of the 2 rows that the grid shows, of 5 loaded · 1 group"
    pane.show_rows(make_result(COLUMNS), AS_THEY_CAME)
    await settled()
    assert not pane.state.is_content
    pane.hide()
    pane.show_rows(result_set, AS_THEY_CAME)
    result_set.close()
    pane.show()
    await settled()
    assert pane.table is None
    pane.show_rows(None, AS_THEY_CAME)
    await settled()


async def test_many_columns_and_none_to_sum(pane: GroupPane, make_result: Make) -> None:
    wide = make_result({f"c{at}": (ValueKind.TEXT, None) for at in range(400)}, {"c1": "a"}, {"c1": "a"})
    pane.show_rows(wide, AS_THEY_CAME, 1)
    await settled()
    assert lines(pane) == [["a", "2"], ["Total", "2"]]
    assert not pane.form.sums.isEnabled()
    assert pane.minimumSizeHint().width() <= 480
    await settled()
