"""A failure anywhere is a message with what to do next, and the window goes on working."""

import pytest
from PySide6.QtCore import Qt

from intacct_desktop.ui.tour.hands import until
from tests.journeys.conftest import BILLS, INVOICE_LINES, Desk, keys, press, said, settled

QUERY = "/services/core/query"


@pytest.mark.usefixtures("at_once")
async def test_a_connection_that_breaks_during_a_run(desk: Desk) -> None:
    tab = await desk.opened()
    before = keys(tab)
    desk.company.fails(QUERY, drop=True, times=4)
    tab.bar.run.click()
    notice = await said(tab.notices)
    assert "broke before the answer was whole" in notice.message.happened
    assert keys(tab) == before
    assert tab.view.grid.cells.faded
    press(notice, "Try again")
    await settled()
    assert not tab.notices.notices
    assert not tab.view.grid.cells.faded
    await settled()
