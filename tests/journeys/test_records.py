"""Records with the whole window and the practice company: read, made, changed, deleted, refused, taken back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from intacct_desktop.api.client import Client
from intacct_desktop.ui.record.open_dialog import OpenRecordDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from tests.journeys.conftest import VENDORS, Desk, settled
from tests.journeys.records_at_hand import BILL, ENTRY, VENDOR, active, changed, delete, editor, enter, journal, make, opened, problems, read, record, reviewed, row, send, sent, shortcut, shown, lines, paste, cell, enter_cell
from tests.journeys.records_at_hand import change as changed_by_others
from tests.journeys.working import CONTROL, double_click_row, focused, key, typed


async def test_a_vendor(desk: Desk, client: Client) -> None:
    mine = await make(client, VENDOR, {"id": "J-0001", "name": "Harbour Pumps", "notes": "old"})
    tab = await desk.opened(VENDORS)
    grid = tab.view.grid
    await active(desk)
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(2, 0))
    key(Qt.Key.Key_Return)
    first = await shown(desk, VENDOR, "3")
    first.grab().save("/tmp/j/vendor.png")
    desk.window.grab().save("/tmp/j/vendor-w.png")
    desk.window.tabs.bring(tab)
    double_click_row(grid, grid.model().index(4, 2))
    await shown(desk, VENDOR, "5")
    QGuiApplication.clipboard().setText(f"https://x.example/ia/api/v1/objects/accounts-payable/vendor/{mine}")
    shortcut(desk, "record.open")
    assert focused() is record(desk).bar.address
    key(Qt.Key.Key_V, CONTROL)
    key(Qt.Key.Key_Return)
    vendor = await shown(desk, VENDOR, mine)
    enter(vendor, "name", "Harbour Pumps & Valves")
    enter(vendor, "notes", "new")
    enter(vendor, "creditLimit", "12,5x")
    print(problems(vendor), vendor.document.changes)
    enter(vendor, "creditLimit", "1,250.50")
    await reviewed(desk)
    print(changed(vendor))
    desk.window.grab().save("/tmp/j/vendor-review.png")
    print(vendor.review.request.toPlainText())
    notice = await send(desk)
    print(notice.message)
    print((await read(desk, VENDOR, mine))["name"])
    print(journal(desk)[0])
    desk.window.grab().save("/tmp/j/vendor-sent.png")
