"""Records with the whole window and the practice company: read, made, changed, refused, sent again."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from intacct_desktop.api.client import Client
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.ui.record.lines.paste_dialog import PasteDialog
from intacct_desktop.ui.record.open_dialog import OpenRecordDialog
from intacct_desktop.ui.tour.hands import click, showing, until
from intacct_desktop.ui.wording import Severity
from intacct_desktop.workspace.journal import Outcome
from tests.journeys.conftest import BILLS, VENDORS, Desk, keys, settled
from tests.journeys.records_at_hand import (
    BILL,
    ENTRY,
    VENDOR,
    active,
    agreed,
    cell,
    changed,
    enter,
    enter_cell,
    journal,
    lines,
    make,
    opened,
    paste,
    problems,
    read,
    record,
    reviewed,
    row,
    send,
    sent,
    shortcut,
    shown,
)
from tests.journeys.working import CONTROL, double_click_row, key, rows_of, typed


async def test_a_vendor(desk: Desk, client: Client) -> None:
    harbour = await make(client, VENDOR, {"id": "J-0001", "name": "Harbour Pumps", "notes": "old"})
    rows = await desk.opened(VENDORS)
    grid = rows.view.grid
    await active(desk)
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(2, 0))
    key(Qt.Key.Key_Return)
    await shown(desk, VENDOR, keys(rows)[2])
    desk.window.tabs.bring(rows)
    double_click_row(grid, grid.model().index(4, 2))
    await shown(desk, VENDOR, keys(rows)[4])

    QGuiApplication.clipboard().setText(f"https://api.intacct.example/ia/api/v1/objects/{VENDOR}/{harbour}")
    shortcut(desk, "record.open")
    key(Qt.Key.Key_V, CONTROL)
    key(Qt.Key.Key_Return)
    tab = await shown(desk, VENDOR, harbour)
    assert tab.title == "Vendor J-0001"
    enter(tab, "name", "Harbour Pumps & Valves")
    enter(tab, "creditLimit", "12,5x")
    assert "is not a number" in problems(tab)["creditLimit"]
    shortcut(desk, "record.review")
    assert not tab.review.send.isEnabled()
    assert row(tab, "creditLimit").has_focus, "what has to be put right is gone to"
    enter(tab, "creditLimit", "1,250.50")
    assert changed(tab) == [("creditLimit", "null", "1,250.5"), ("name", "Harbour Pumps", "Harbour Pumps & Valves")]
    assert f"PATCH /objects/{VENDOR}/{harbour}\nIdempotency-Key: " in tab.review.request.toPlainText()
    await send(desk)
    there = await read(desk, VENDOR, harbour)
    assert (there["name"], str(there["creditLimit"]), there["notes"]) == ("Harbour Pumps & Valves", "1250.5", "old")
    assert tab.document is not None
    assert (tab.document.draft.base, tab.is_changed, tab.review.isVisible()) == (there, False, False)
    assert journal(desk)[0].changed == "creditLimit, name"

    shortcut(desk, "record.duplicate")
    tab = await shown(desk, VENDOR)
    assert row(tab, "name").text == "Harbour Pumps & Valves"
    enter(tab, "id", "J-0002")
    tab = await sent(desk)
    assert tab.title == "Vendor J-0002"

    shortcut(desk, "record.new")
    tab = await shown(desk, VENDOR)
    assert not problems(tab), "nothing is complained of yet"
    enter(tab, "id", "J-0003")
    shortcut(desk, "record.review")
    assert problems(tab) == {"name": "This is required."}
    typed("Harbour Light")  # the cursor went there
    assert ("name", "null", "Harbour Light") in changed(tab)
    assert "created" in (await send(desk)).message.happened
    assert desk.company.count(f"POST /objects/{VENDOR}") == 3


async def test_there_and_back(desk: Desk) -> None:
    shortcut(desk, "record.open")
    dialog = await until(lambda: showing(OpenRecordDialog), "it asks which")
    typed("accounts-payable/bil/12")
    key(Qt.Key.Key_Return)
    assert "accounts-payable/bill" in dialog.problem.text()
    typed("accounts-payable/bill/12")
    key(Qt.Key.Key_Return)
    tab = await shown(desk, BILL, "12")
    assert tab.document is not None
    vendor = str(tab.document.draft.value("/vendor")["key"])
    click(tab.header.party)
    await shown(desk, VENDOR, vendor)
    shortcut(desk, "record.back")
    await shown(desk, BILL, "12")
    shortcut(desk, "record.forward")
    await shown(desk, VENDOR, vendor)
    shortcut(desk, "record.back")
    await shown(desk, BILL, "12")
    assert desk.window.tabs.pages == [tab]
    enter(tab, "description", "not to be lost")
    shortcut(desk, "record.forward")
    await shown(desk, VENDOR, vendor)
    assert len(desk.window.tabs.pages) == 2, "what has changes stays as it is"
    assert tab.is_changed
    shortcut(desk, "record.open")
    typed("999999")
    key(Qt.Key.Key_Return)
    await settled()
    there = record(desk)
    assert "key 999999" in there.notices.notices[0].message.happened
    assert there.address is not None
    assert (there.title.startswith("Vendor "), there.address.key) == (True, vendor), "what is shown stays"


async def test_a_record_is_in_one_tab(desk: Desk) -> None:
    tabs = desk.workbench.records.tabs
    assert tabs.open(BILL, "12") is tabs.open(BILL, "12"), "it is about to be there"
    bill = await shown(desk, BILL, "12")
    enter(bill, "description", "not to be lost")
    vendor = await opened(desk, VENDOR, "3")
    shortcut(desk, "record.open")
    typed(f"{BILL}/12")
    key(Qt.Key.Key_Return)
    await settled()
    assert record(desk) is bill
    assert row(bill, "description").text == "not to be lost"
    assert len(desk.window.tabs.pages) == 2
    await active(desk)
    shortcut(desk, "record.open")
    typed("12")
    key(Qt.Key.Key_Return)
    await settled()
    assert "with what you changed" in bill.notices.notices[0].message.happened

    desk.window.tabs.bring(vendor)
    await active(desk)
    shortcut(desk, "record.open")
    typed("4")
    key(Qt.Key.Key_Return)
    await shown(desk, VENDOR, "4")
    shortcut(desk, "record.find")
    typed("tax")
    shortcut(desk, "record.back")
    await shown(desk, VENDOR, "3")
    assert not vendor.header.search.text(), "the other record has all its fields"


async def test_a_bill(desk: Desk) -> None:
    await active(desk)
    shortcut(desk, "record.quick.bill")
    tab = await shown(desk, BILL)
    enter(tab, "vendor", "V-00003")
    enter(tab, "currency.txnCurrency", "USD")
    table = lines(tab)
    assert [column.path for column in table.view.rows.columns][:3] == ["glAccount", "txnAmount", "memo"], "as the template has them"
    paste(table, "6100\t1,200.00\tPump\t100\n6200\t80.50\tFreight\t100\n6100\t0.01\tRounding\t100\n")
    click(tab.header.all_fields)
    await settled()
    enter(tab, "description", "Two pumps")
    tab = await sent(desk)
    bill = tab.title.removeprefix("Bill ")
    [entry] = journal(desk)
    assert (entry.title, entry.method, entry.outcome) == (tab.title, "POST", Outcome.DONE)
    key_ = str(entry.key)
    there = await read(desk, BILL, key_)
    assert (there["description"], there["totalTxnAmount"], there["state"]) == ("Two pumps", "1280.51", "draft")
    assert [line["memo"] for line in there["lines"]] == ["Pump", "Freight", "Rounding"]
    found = await desk.opened(replace(BILLS, filters=(Filter(Operator.EQ, "key", key_),)))
    assert rows_of(found)[0][1] == bill
    desk.window.tabs.bring(tab)

    table = lines(tab)
    enter_cell(table, 0, "txnAmount", "1300")
    cell(table, 1, "memo")
    key(Qt.Key.Key_Delete, CONTROL)
    key(Qt.Key.Key_Return, CONTROL)
    enter_cell(table, 2, "glAccount", "6200")
    enter_cell(table, 2, "txnAmount", "15.49")
    enter_cell(table, 2, "dimensions.location", "100")
    await reviewed(desk)
    assert [line[0] for line in changed(tab)] == ["lines[1].txnAmount", "lines[3]", "lines[2]"]
    assert '"ia::operation": "delete"' in tab.review.request.toPlainText()
    assert (await send(desk)).message.severity is Severity.SUCCESS
    there = await read(desk, BILL, key_)
    assert [line["txnAmount"] for line in there["lines"]] == ["1300.00", "0.01", "15.49"]
    assert there["totalTxnAmount"] == "1315.50"
    assert desk.company.count(f"PATCH /objects/{BILL}/{key_}") == 1


async def test_an_entry_that_does_not_balance(desk: Desk) -> None:
    await active(desk)
    desk.workbench.records.new.new_of(ENTRY)
    tab = await shown(desk, ENTRY)
    enter(tab, "glJournal", "GJ")
    enter(tab, "postingDate", "11/12/2026")
    enter(tab, "description", "Supplies for the workshop")
    paste(lines(tab), "txnType\tglAccount\ttxnAmount\tdimensions.location\ndebit\t6200\t30.00\t110\ncredit\t2100\t20.00\t110\n")
    await agreed(PasteDialog)
    await reviewed(desk)
    notice = await send(desk)
    assert "Each reason stands at its field" in notice.message.todo
    page = tab.form.page
    assert page is not None
    assert page.lists["lines"].problems == {"": "The debits are 10.00 more than the credits."}
    assert journal(desk)[0].outcome is Outcome.REFUSED
    enter_cell(lines(tab), 1, "txnAmount", "30.00")
    assert not page.lists["lines"].problems
    assert (await send(desk)).message.severity is Severity.SUCCESS
    assert tab.document is not None
    assert (tab.document.draft.base["state"], len(journal(desk))) == ("posted", 2)
