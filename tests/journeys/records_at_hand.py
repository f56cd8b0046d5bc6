"""Hands for records: a record in front, its form and lines as one types into them, what is sent and what is said of it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from intacct_desktop.api.client import Client
from intacct_desktop.api.records.reading import read_record, record_path
from intacct_desktop.ui.notice import Notice
from intacct_desktop.ui.record.editors.editor import Editor
from intacct_desktop.ui.record.form.entry_row import EntryRow
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from intacct_desktop.ui.record.record_tab import RecordTab
from intacct_desktop.ui.tour.hands import click, showing, until
from intacct_desktop.ui.wording import Severity
from intacct_desktop.workspace.journal import JournalEntry, Wanted
from tests.journeys.conftest import Desk, settled
from tests.journeys.working import CONTROL, focused, gone, key, typed

BILL, VENDOR, ENTRY = "accounts-payable/bill", "accounts-payable/vendor", "general-ledger/journal-entry"

# what is sent for a new bill


def bill_line(amount: str, memo: str) -> dict[str, Any]:
    return {"glAccount": {"id": "6100"}, "txnAmount": amount, "memo": memo, "dimensions": {"location": {"id": "100"}}}


def bill_of(description: str, *lines: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "vendor": {"id": "V-00003"},
        "createdDate": "2026-11-10",
        "dueDate": "2026-12-10",
        "currency": {"txnCurrency": "USD"},
        "description": description,
        "lines": lines,
    }


# what somebody else does, with a client of their own


async def make(client: Client, object_name: str, body: Mapping[str, Any]) -> str:
    """Create a record; its key."""
    answer = await client.request("POST", record_path(object_name), json=msgspec.json.encode(body))
    return str(msgspec.json.decode(answer.body)["ia::result"]["key"])


async def change(client: Client, object_name: str, key: str, body: Mapping[str, Any]) -> None:
    await client.request("PATCH", record_path(object_name, key), json=msgspec.json.encode(body))


async def delete(client: Client, object_name: str, key: str) -> None:
    await client.request("DELETE", record_path(object_name, key))


# records


def shortcut(desk: Desk, id_: str) -> None:
    """Press the keys of an action where the focus is."""
    QTest.keySequence(focused(), desk.window.registry.action(id_).shortcut())


def record(desk: Desk) -> RecordTab:
    """The record tab in front."""
    tab = desk.workbench.records.tabs.front
    assert tab is not None
    return tab


async def shown(desk: Desk, object_name: str, key: str = "") -> RecordTab:
    """The tab in front shows a record of an object, whole; a new one without a key."""

    def there() -> bool:
        tab = desk.workbench.records.tabs.front
        document = tab.document if tab is not None else None
        draft = document.draft if document is not None else None
        return tab is not None and not tab.busy and draft is not None and (draft.object, draft.key or "") == (object_name, key)

    await until(there, f"{object_name} {key} shows", 10.0)
    await settled()
    await active(desk)
    return record(desk)


async def active(desk: Desk) -> None:
    """Keys come to the window."""
    desk.window.activateWindow()
    await until(desk.window.isActiveWindow, "the window is active")


async def opened(desk: Desk, object_name: str, key: str) -> RecordTab:
    """Open a record, and wait until it is there."""
    desk.workbench.records.tabs.open(object_name, key)
    return await shown(desk, object_name, key)


def row(tab: RecordTab, path: str) -> EntryRow:
    page = tab.form.page
    assert page is not None
    return page.rows[path]


def editor(tab: RecordTab, path: str) -> Editor:
    """Click an entry, so that it is entered."""
    entry = row(tab, path)
    tab.form._area.ensureWidgetVisible(entry)  # as the wheel does
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    place = QPoint(entry.width() - 80, 16)
    there = entry.childAt(place) or entry
    click(there, there.mapFrom(entry, place) if there is not entry else place)
    assert entry.editor is not None
    assert entry.has_focus, path
    return entry.editor


def enter(tab: RecordTab, path: str, text: str) -> None:
    """Click an entry, and type over what is there."""
    editor(tab, path)
    key(Qt.Key.Key_A, CONTROL)
    typed(text)


def lines(tab: RecordTab, path: str = "lines") -> LinesTable:
    """A list's table, in view."""
    page = tab.form.page
    assert page is not None
    part = page.lists[path]
    tab.form._area.ensureWidgetVisible(part)
    table = part.open_table()
    assert table is not None
    return table


def paste(table: LinesTable, text: str) -> None:
    """What was copied in a spreadsheet, by key."""
    QGuiApplication.clipboard().setText(text)
    table.view.setFocus()
    key(Qt.Key.Key_V, CONTROL)


async def agreed(kind: type[QDialog]) -> None:
    """A dialog opens, and Enter is what it wants."""
    dialog = await until(lambda: showing(kind), f"the {kind.__name__} opens")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await gone(dialog)


def cell(table: LinesTable, at: int, path: str) -> None:
    """Put the cursor there by a click."""
    column = next(number for number, entry in enumerate(table.view.rows.columns) if entry.path == path)
    index = table.view.rows.index(at, column)
    table.view.scrollTo(index)
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=table.view.visualRect(index).center())
    assert table.view.currentIndex() == index


def enter_cell(table: LinesTable, at: int, path: str, text: str) -> None:
    """Go to a cell and type, then Enter."""
    cell(table, at, path)
    typed(text)
    key(Qt.Key.Key_Return)


def changed(tab: RecordTab) -> list[tuple[str, str, str]]:
    """The rows of the difference: field, old, new."""
    table = tab.review.table
    assert table.isVisible()
    rows = table.model()
    return [tuple(rows.index(at, column).data() for column in range(3)) for at in range(rows.rowCount())]


async def reviewed(desk: Desk) -> RecordTab:
    """The difference stands beside the form."""
    tab = record(desk)
    shortcut(desk, "record.review")
    await until(tab.review.isVisible, "the difference shows")
    return tab


async def send(desk: Desk) -> Notice:
    """Send what is reviewed, by key; what is said then."""
    tab = record(desk)
    before = tab.notices.notices
    shortcut(desk, "record.send")
    await settled()
    assert tab.notices.notices != before, "something is said"
    return tab.notices.notices[0]


async def sent(desk: Desk) -> RecordTab:
    """Look at the difference, send it, and see it done."""
    await reviewed(desk)
    notice = await send(desk)
    assert notice.message.severity is Severity.SUCCESS, notice.message
    return record(desk)


async def read(desk: Desk, object_name: str, key: str) -> Mapping[str, Any]:
    """The record as the company has it."""
    return await read_record(desk.session.client, object_name, key)


def problems(tab: RecordTab) -> dict[str, str]:
    """What stands beneath the entries, by path."""
    page = tab.form.page
    assert page is not None
    return {path: row.problem for path, row in page.rows.items() if row.problem}


def journal(desk: Desk) -> list[JournalEntry]:
    """Every write that is kept, the newest first."""
    kept = desk.workbench.records.journal._journal
    return [kept.get(line.id) for line in kept.search(Wanted(), limit=500)]
