"""Loading everything: in a stable order, shown in the order that was asked for; and a load that is cut goes on."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from intacct_desktop.api import paging
from intacct_desktop.api.query import Direction, Order
from intacct_desktop.results import scratch
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.tour.hands import until
from tests.journeys.conftest import INVOICE_LINES, Desk, at_desk, keys, press, said, settled, sign_in

QUERY = "/services/core/query"
BY_AMOUNT = replace(INVOICE_LINES, order_by=(Order("txnAmount", Direction.DESCENDING),))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_SIZE", 1_500)


async def _cut(desk: Desk) -> tuple[int, int]:
    """Break a load off on its third page; how many rows there are, and how many match."""
    tab = await desk.opened(BY_AMOUNT)
    desk.company.lets("services/core/query 403 after=2 times=1")
    tab.bar.load_all.click()
    await said(tab.notices)
    await settled()
    rows = tab.result_set
    assert rows is not None
    assert rows.total_count is not None
    assert 0 < rows.count < rows.total_count
    return rows.count, rows.total_count


async def test_rows_come_by_their_keys_and_stand_as_they_were_asked_for(desk: Desk) -> None:
    tab = await desk.opened(BY_AMOUNT)
    tab.bar.load_all.click()
    await settled()
    await until(lambda: tab.view.arrangement.order, "the order is made")
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert keys(tab) == sorted(set(keys(tab)), key=int)
    source = tab.view.grid.source
    assert source is not None
    shown = [row[1] for row in source.window(0, tab.result_set.count)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] > shown[-1]
    assert "sorted here by txnAmount" in tab.view.status.order.text()
    tab.view.unsort()
    await settled()
    assert "sorted by Intacct: key" in tab.view.status.order.text()
    assert not tab.view.status.state.text()
    await settled()


async def test_what_cannot_be_made_stable_is_said(desk: Desk) -> None:
    tab = await desk.opened(replace(INVOICE_LINES, order_by=(Order("lineNumber"),)))
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert "by places" in tab.view.status.state.text()
    await settled()


async def test_fewer_rows_than_the_company_counts_are_said(desk: Desk) -> None:
    tab = await desk.opened(BY_AMOUNT)
    page = {"ia::result": [{"key": "1", "txnAmount": "1.00"}], "ia::meta": {"totalCount": 7, "start": 1, "pageSize": 4000, "next": None}}
    desk.company.fails(QUERY, status=200, body=page)
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set is not None
    assert not tab.result_set.complete
    assert "gave 1 row and says that 7 match" in tab.view.status.state.text()
    assert "complete" not in tab.view.status.loaded.text()
    await settled()


async def test_the_tab_goes_on_from_the_last_row(desk: Desk) -> None:
    count, total = await _cut(desk)
    tab = desk.workbench.library.queries.front
    assert tab is not None
    before = tab.result_set
    asked = desk.company.count(f"POST {QUERY}")
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set is before
    assert tab.result_set is not None
    assert tab.result_set.complete
    assert len(set(keys(tab))) == total
    assert desk.company.count(f"POST {QUERY}") - asked == -(-(total - count - 1) // 1_499)
    await settled()


async def test_a_page_more_after_a_cut_follows_the_rows_that_came(desk: Desk) -> None:
    count, total = await _cut(desk)
    tab = desk.workbench.library.queries.front
    assert tab is not None
    await tab.page_forward()
    assert tab.result_set is not None
    assert tab.result_set.count == count + 50
    assert keys(tab) == sorted(set(keys(tab)), key=int)
    tab.bar.load_all.click()
    await settled()
    assert tab.result_set.complete
    assert len(set(keys(tab))) == len(keys(tab)) == total
    await settled()


@pytest.mark.parametrize("choice", ["continue", "delete", "close the tab"])
async def test_after_the_program_was_closed(practice: SandboxServer, tmp_path: Path, choice: str) -> None:
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        count, total = await _cut(desk)
        if choice == "close the tab":
            desk.window.close_tab_requested.emit(desk.window.tabs.current())
            await settled()
        await desk.closed()
    async with at_desk(practice.ready, tmp_path) as desk:
        await sign_in(desk, practice.ready)
        if choice == "close the tab":
            assert not desk.window.notices.notices
            return
        notice = await said(desk.window.notices)
        assert f"{count:,} of {total:,} rows" in notice.message.means
        if choice == "delete":
            press(notice, "Delete the rows")
            await settled()
            assert not list(scratch.default_root().glob("result-*/load.json"))
            return
        press(notice, f"Continue from row {count + 1:,}")
        await settled()
        tab = desk.workbench.library.queries.front
        assert tab is not None
        assert tab.result_set is not None
        assert tab.result_set.complete
        assert len(set(keys(tab))) == total
        assert tab.view.status.loaded.text().endswith("complete")
        assert not desk.window.notices.notices
        assert not desk.window.findChildren(QPushButton, "Continue")
        await settled()
