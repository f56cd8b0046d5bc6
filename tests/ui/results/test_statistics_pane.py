"""The statistics of a column beside the rows: what they say, of which rows, and what a value does."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement, Restriction
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.ui.results.beside.statistics_pane import StatisticsPane
from tests.ui.results.waiting import settled

Make = Callable[..., ResultSet]

COLUMNS = {
    "key": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "amount": (ValueKind.DECIMAL, 2),
    "due": (ValueKind.DATE, None),
    "paid": (ValueKind.BOOLEAN, None),
}
ROWS: list[dict[str, Any]] = [
    {"key": "001", "state": "posted", "amount": "1240.50", "due": "2026-11-20", "paid": True},
    {"key": "002", "state": "posted", "amount": "-320.00", "due": "2026-01-05", "paid": False},
    {"key": "003", "state": "", "amount": "n/a", "due": None, "paid": None},
    {"key": "004", "state": None, "amount": None, "due": "2026-11-20", "paid": True},
]


@pytest.fixture
def pane(qtbot: QtBot) -> StatisticsPane:
    made = StatisticsPane()
    qtbot.addWidget(made)
    made.resize(340, 640)
    made.show()
    return made


def facts(pane: StatisticsPane) -> dict[str, str]:
    words = [label.text() for label in pane.facts.findChildren(QLabel) if not label.isHidden()]
    return dict(zip(words[::2], words[1::2], strict=True))


def values(pane: StatisticsPane) -> list[str]:
    model = pane.values.model()
    return [model.index(row, 0).data(int(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


async def show(pane: StatisticsPane, result_set: ResultSet, position: int, arrangement: Arrangement = AS_THEY_CAME) -> None:
    pane.show_rows(result_set, arrangement)
    pane.show_column(position)
    await settled()


async def test_what_is_said_of_an_amount(pane: StatisticsPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS, total=10), 2)
    assert facts(pane) == {
        "Rows": "4",
        "Nulls": "1 (25.0 %)",
        "Not decimal": "1 (25.0 %)",
        "Different values": "3",
        "Sum": "920.50",
        "Average": "460.25000000",
        "Least": "−320.00",
        "Most": "1,240.50",
    }
    assert pane.scope.text() == "Of the 4 rows that are loaded, not all 10 that match"
    assert sorted(values(pane)) == ["1,240.50: 1 row, 25.0 %", "n/a: 1 row, 25.0 %", "null: 1 row, 25.0 %", "−320.00: 1 row, 25.0 %"]
    pane.copy()
    assert "Sum\t920.50\n" in QGuiApplication.clipboard().text()
    await settled()


async def test_what_is_said_of_texts_dates_and_yes_or_no(pane: StatisticsPane, make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    await show(pane, result_set, 1)
    assert facts(pane)["Empty"] == "1 (25.0 %)"
    assert "Sum" not in facts(pane)
    assert values(pane)[0] == "posted: 2 rows, 50.0 %"
    assert pane.scope.text() == "Of all 4 rows that match"
    await show(pane, result_set, 3)
    assert (facts(pane)["Least"], facts(pane)["Most"]) == ("01/05/2026", "11/20/2026")
    await show(pane, result_set, 4)
    assert values(pane)[0] == "true: 2 rows, 50.0 %"
    QLocale.setDefault(QLocale("de_DE"))
    await show(pane, result_set, 2)
    assert facts(pane)["Sum"] == "920,50"


async def test_the_rows_that_the_grid_leaves_out_do_not_count(pane: StatisticsPane, make_result: Make) -> None:
    posted = Arrangement(restrictions=(Restriction(1, ("posted",)),))
    await show(pane, make_result(COLUMNS, *ROWS), 2, posted)
    assert facts(pane)["Rows"] == "2"
    assert pane.scope.text() == "Of the 2 rows that the grid shows, of 4 loaded"
    nothing = Arrangement(restrictions=(Restriction(1, ("sent",)),))
    await show(pane, make_result(COLUMNS, *ROWS), 2, nothing)
    assert not pane.state.is_content
    assert "Take away a filter" in pane.state.message.text()
    await settled()


async def test_a_value_filters_the_grid_or_asks_intacct(pane: StatisticsPane, make_result: Make, qtbot: QtBot) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), 1)
    assert not pane.only.isEnabled()
    pane.values.setFocus()
    pane.values.setCurrentIndex(pane.values.model().index(0, 0))
    with qtbot.waitSignal(pane.only_wished) as only:
        pane.only.click()
    assert only.args == [1, "posted"]
    with qtbot.waitSignal(pane.ask_wished) as asked:
        pane.ask.click()
    assert asked.args is not None
    assert (asked.args[0].path, asked.args[1]) == ("state", "posted")
    with qtbot.waitSignal(pane.only_wished):
        QTest.keyClick(pane.values, Qt.Key.Key_Return)
    await settled()


async def test_it_follows_the_current_column_until_one_is_chosen(pane: StatisticsPane, make_result: Make) -> None:
    await show(pane, make_result(COLUMNS, *ROWS), 0)
    pane.follow(2)
    pane.follow(3)
    await settled()
    assert (pane.position, pane.columns.currentText()) == (3, "due")
    pane.columns.setCurrentIndex(1)
    await settled()
    assert not pane.follows.isChecked()
    pane.follow(0)
    await settled()
    assert pane.described is not None
    assert pane.described.statistics.column.path == "state"
    await settled()


async def test_nothing_empty_and_wide(pane: StatisticsPane, make_result: Make) -> None:
    assert "Run a query" in pane.state.message.text()
    await show(pane, make_result(COLUMNS), 2)
    assert not pane.state.is_content
    await show(pane, make_result({"none": (ValueKind.DECIMAL, 2)}, *({"none": None} for _ in range(5))), 0)
    assert facts(pane)["Nulls"] == "5 (100.0 %)"
    assert facts(pane)["Sum"] == "0"
    wide = make_result({f"c{at}": (ValueKind.TEXT, None) for at in range(400)}, {"c399": "x" * 100_000})
    await show(pane, wide, 399)
    assert len(facts(pane)["Most"]) == 200
    assert pane.columns.count() == 400
    await settled()


async def test_a_hidden_pane_reads_nothing_and_a_closed_result_is_no_error(pane: StatisticsPane, make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    pane.hide()
    await show(pane, result_set, 1)
    assert pane.described is None
    pane.show()
    result_set.close()
    await settled()
    assert pane.described is None
    pane.show_column(2)
    await settled()
    assert not pane.state.is_content
    pane.show_rows(None, AS_THEY_CAME)
    assert pane.columns.count() == 0
    await settled()
