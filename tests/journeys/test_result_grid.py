"""The rows of a query worked with in the window: filtered, sorted, summed, followed to another record, and found as they were left."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from intacct_desktop.ui.tour.hands import click, until
from tests.journeys.conftest import BILLS, Desk, settled
from tests.journeys.records_at_hand import active, shortcut
from tests.journeys.working import CONTROL, LEFT, NONE, SHIFT, key, rows_of

QUERY = replace(BILLS, fields=("key", "vendor.id", "vendor.name", "dueDate", "state", "totalTxnAmount"))
VENDOR_ID, VENDOR_NAME, DUE, AMOUNT = 1, 2, 3, 5


async def test_rows_are_filtered_sorted_summed_and_followed(desk: Desk) -> None:
    tab = await desk.opened(QUERY)
    view, grid = tab.view, tab.view.grid
    await active(desk)
    header = grid.horizontalHeader()

    def click_header(position: int, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(header.viewport(), LEFT, modifier, QPoint(header.sectionViewportPosition(position) + 12, header.height() // 2))

    click_header(AMOUNT)
    await settled()
    assert tab.query.order_by[0].field == "totalTxnAmount", "while rows are left, the company sorts"
    click(tab.bar.load_all)
    await until(lambda: view.all_loaded and not tab.busy, "every row is loaded")
    await settled()
    rows = rows_of(tab)
    assert view.frame.totals.totals[AMOUNT] == sum(Decimal(str(row[AMOUNT])) for row in rows if row[AMOUNT] is not None)

    grid.setFocus()
    shortcut(desk, "results.filter")
    assert view.filter_bar.search.hasFocus()
    QTest.keyClicks(view.filter_bar.search, "etoile")
    await until(lambda: view.arrangement.search == ("etoile",), "the rows are filtered")
    found = [row for row in rows if "Étoile" in str(row[VENDOR_NAME])]
    assert grid.rows.rowCount() == len(found) > 1
    assert view.status.range.text() == f"{len(found)} of {len(rows):,} loaded rows"
    key(Qt.Key.Key_Return)
    click_header(DUE)
    click_header(AMOUNT, SHIFT)
    await until(lambda: len(view.arrangement.order) == 2, "the rows are sorted here")
    await settled()
    assert view.status.order.text() == "sorted here by dueDate, totalTxnAmount"
    shown = [(grid.rows.value(grid.rows.index(at, DUE)), grid.rows.value(grid.rows.index(at, AMOUNT))) for at in range(len(found))]
    assert shown == sorted(shown)
    grid.select_column(AMOUNT)
    await settled()
    assert view.status.selection.text().startswith(f"{len(found)} cells selected · sum ")

    vendor = str(grid.rows.value(grid.rows.index(0, VENDOR_ID)))
    QTest.mouseClick(grid.viewport(), LEFT, CONTROL, grid.cell_rect(grid.rows.index(0, VENDOR_ID)).center())
    await until(lambda: desk.workbench.records.tabs.front is not None, "a record opens")
    await settled()
    opened = desk.workbench.records.tabs.front
    assert opened is not None
    assert opened.title == f"Vendor {vendor}"
    desk.window.tabs.bring(tab)

    grid.setCurrentIndex(grid.rows.index(0, DUE))
    grid.setFocus()
    key(Qt.Key.Key_Return)
    bill = str(grid.rows.value(grid.rows.index(0, 0)))
    await until(lambda: desk.workbench.records.tabs.showing("accounts-payable/bill", bill), "Enter opens the row as it is arranged")
    await settled()


async def test_a_grid_is_found_as_it_was_left(desk: Desk) -> None:
    tab = await desk.opened(QUERY)
    await active(desk)
    grid = tab.view.grid
    grid.setCurrentIndex(grid.rows.index(0, DUE))
    shortcut(desk, "results.compact")
    assert desk.window.registry.action("results.compact").isChecked()
    for id_ in ("results.freeze", "results.hide_column"):
        desk.window.registry.action(id_).trigger()
    other = await desk.opened(BILLS)
    assert not desk.window.registry.action("results.compact").isChecked()
    assert not other.view.grid.is_compact
    await desk.workbench._close(tab)
    again = await desk.opened(replace(QUERY, filters=(), size=20))
    assert again.view.grid.columns.hidden == [DUE]
    assert again.view.grid.columns.frozen_count == DUE + 1
    assert again.view.grid.is_compact
    assert desk.window.registry.action("results.compact").isChecked()
    desk.window.registry.action("results.reset_layout").trigger()
    assert not again.view.grid.columns.hidden
    await settled()
