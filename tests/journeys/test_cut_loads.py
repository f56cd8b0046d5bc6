"""A load that is cut goes on: in the tab, and after the program was closed."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from intacct_desktop.api import paging
from intacct_desktop.results import scratch
from intacct_desktop.sandbox.server import SandboxServer
from tests.journeys.conftest import INVOICE_LINES, Desk, at_desk, keys, press, said, settled, sign_in

QUERY = "/services/core/query"
# Not in the order of its keys: that is made here, when all rows have come.
BY_AMOUNT = replace(INVOICE_LINES, order_by=())


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
