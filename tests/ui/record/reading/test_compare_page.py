"""Two records side by side in their page."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.form import Purpose, load_form
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.compare import actions as compare_actions
from intacct_desktop.ui.query import actions as query_actions
from intacct_desktop.ui.record.reading.compare_page import RecordComparePage, RecordSide
from tests.ui.conftest import Until
from tests.ui.record.reading.conftest import BILL

Settled = Callable[[], Awaitable[None]]
LATER = BILL | {
    "referenceNumber": "PO-4471",
    "totalTxnAmount": "24000.00",
    "vendor": BILL["vendor"] | {"id": "V-00015"},
    "lines": [BILL["lines"][1] | {"memo": "+ site B"}],
}


@pytest.fixture
def actions() -> Actions:
    made = Actions()
    query_actions.declare(made)
    compare_actions.declare(made)
    return made


@pytest.fixture
async def page(models: ModelService, qtbot: QtBot, settled: Settled, until: Until, actions: Actions) -> RecordComparePage:
    form = await load_form(models, "accounts-payable/bill", Purpose.READ)
    labels = {"dimensions.location": "Site", "lines.dimensions.location": "Site"}
    page = RecordComparePage(RecordSide("Bill 10248", BILL), RecordSide("Bill 10250", LATER), form, labels, actions)
    qtbot.addWidget(page)
    actions.set_context(page)
    page.resize(900, 400)
    page.show()
    page.activateWindow()
    await settled()
    await until(page.isActiveWindow)
    return page


def rows(page: RecordComparePage) -> list[list[Any]]:
    model = page.rows
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


async def test_only_what_differs_stands_there_first(page: RecordComparePage) -> None:
    assert page.title == page.accessibleName() == "Bill 10248 ↔ Bill 10250"
    assert [page.rows.headerData(section, Qt.Orientation.Horizontal) for section in (3, 4)] == ["Bill 10248", "Bill 10250"]
    assert rows(page) == [
        ["≠", "referenceNumber", "Reference number", "null", "PO-4471"],
        ["≠", "totalTxnAmount", "Total transaction amount", "24,150.50", "24,000.00"],
        ["≠", "vendor.id", "Vendor ID", "V-00014", "V-00015"],
        ["−", "lines[1].key", "Lines key", "20496", "—"],
        ["−", "lines[1].memo", "Lines memo", "=cmd|' /C calc'!A1", "—"],
        ["−", "lines[1].txnAmount", "Lines transaction amount", "-4,150.50", "—"],
        ["−", "lines[1].dimensions.location.id", "Site: ID", "100", "—"],
        ["≠", "lines[2].memo", "Lines memo", "Annual maintenance", "+ site B"],
    ]
    assert page.count.text() == f"8 of {len(page.comparison.fields)} fields differ · 4 only left"
    sign = page.rows.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert sign == "Only left", "a sign is not enough for a screen reader"
    QAbstractItemModelTester(page.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)


async def test_all_fields_and_the_way_from_difference_to_difference(page: RecordComparePage, actions: Actions) -> None:
    page.differences.setFocus()
    QTest.keyClick(page.differences, Qt.Key.Key_Space)
    shown = rows(page)
    assert len(shown) == len(page.comparison.fields)
    assert ["=", "billNumber", "Bill number", "INV-902852", "INV-902852"] in shown
    assert ["=", "isOnHold", "Is on hold", "No", "No"] in shown
    places = []
    for step in ("next", "next", "next", "previous"):
        actions.action(f"compare.{step}").trigger()
        places.append(shown[page.table.currentIndex().row()][1])
    assert places == ["referenceNumber", "totalTxnAmount", "vendor.id", "totalTxnAmount"]


async def test_copied_as_a_table(page: RecordComparePage) -> None:
    QTest.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    copied = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert copied[0] == ["Path", "Field", "Bill 10248", "Bill 10250"]
    assert copied[1] == ["referenceNumber", "Reference number", "", "PO-4471"]
    assert copied[2] == ["totalTxnAmount", "Total transaction amount", "24150.50", "24000.00"]
    assert copied[5] == ["lines[1].memo", "Lines memo", "'=cmd|' /C calc'!A1", ""]
    assert copied[-1][-1] == "'+ site B"
    assert len(copied) == 9
    page.table.setFocus()
    page.table.selectRow(2)
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["vendor.id\tVendor ID\tV-00014\tV-00015"]


async def test_the_sides_change_places(page: RecordComparePage, settled: Settled, actions: Actions) -> None:
    actions.action("compare.swap").trigger()
    assert not actions.action("results.copy").isEnabled(), "there is nothing to copy yet"
    await settled()
    assert actions.action("results.copy").isEnabled()
    assert page.title == page.accessibleName() == "Bill 10250 ↔ Bill 10248"
    assert rows(page)[0] == ["≠", "referenceNumber", "Reference number", "PO-4471", "null"]
    assert page.count.text().endswith("4 only right")


async def test_no_differences(qtbot: QtBot, settled: Settled) -> None:
    page = RecordComparePage(RecordSide("Bill 1 · 09:14", BILL), RecordSide("Bill 1 · 10:02", BILL))
    qtbot.addWidget(page)
    page.show()
    await settled()
    assert (page.state.heading.text(), page.state.is_content) == ("No differences", False)
    assert not page.copy_button.isEnabled()
    QTest.mouseClick(page.state.button, Qt.MouseButton.LeftButton)
    assert len(rows(page)) == len(page.comparison.fields) > 10
    assert not page.next.isEnabled()
    nothing = RecordComparePage(RecordSide("a", {}), RecordSide("b", {}))
    qtbot.addWidget(nothing)
    await settled()
    assert nothing.state.heading.text() == "Nothing to compare"


async def test_cells_are_lines(qtbot: QtBot, settled: Settled) -> None:
    page = RecordComparePage(RecordSide("a", {"notes": "one\ntwo", "tags": ["x"]}), RecordSide("b", {"notes": "", "tags": ["y"]}))
    qtbot.addWidget(page)
    await settled()
    assert [row[3:] for row in rows(page)] == [["one⏎two", "empty"], ['["x"]', '["y"]']]
    assert page.rows.rowCount(page.rows.index(0, 0)) == 0
    assert page.rows.index(5, 0) == QModelIndex()
