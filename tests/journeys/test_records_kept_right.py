"""Nothing to regret: two who change one record, what is taken back, deleted, or done to it, and the level that forbids it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intacct_desktop.api.client import Client
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.record.actions.action_dialog import ActionDialog
from intacct_desktop.ui.record.review.conflict_dialog import ConflictDialog
from intacct_desktop.ui.record.review.deletion_view import DeletionView
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog
from intacct_desktop.ui.safety.asking import AskDialog
from intacct_desktop.ui.safety.raise_dialog import RaiseDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from intacct_desktop.ui.wording import Severity
from intacct_desktop.workspace.journal import Action, Outcome
from tests.journeys.conftest import VENDORS, Desk, press, settled
from tests.journeys.records_at_hand import (
    BILL,
    VENDOR,
    active,
    change,
    changed,
    delete,
    enter,
    enter_cell,
    journal,
    lines,
    make,
    opened,
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
from tests.journeys.working import focused, gone, key, typed

BODY = {
    "vendor": {"id": "V-00003"},
    "createdDate": "2026-11-10",
    "dueDate": "2026-12-10",
    "currency": {"txnCurrency": "USD"},
    "description": "Pumps",
    "lines": [{"glAccount": {"id": "6100"}, "txnAmount": "60.00", "memo": "first", "dimensions": {"location": {"id": "100"}}}],
}


async def test_two_who_change_a_record(desk: Desk, client: Client) -> None:
    harbour = await make(client, VENDOR, {"id": "J-0010", "name": "Harbour Pumps", "notes": "old", "taxId": "1"})
    tab = await opened(desk, VENDOR, harbour)
    enter(tab, "name", "Harbour Mine")
    enter(tab, "notes", "mine")
    await change(client, VENDOR, harbour, {"name": "Harbour Theirs", "notes": "theirs", "taxId": "2"})
    await reviewed(desk)
    shortcut(desk, "record.send")
    dialog = await until(lambda: showing(ConflictDialog), "the conflict is shown")
    desk.window.grab().save("/tmp/j/conflict-w.png")
    dialog.grab().save("/tmp/j/conflict.png")
    QTest.keyClick(dialog.table, Qt.Key.Key_Right)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await gone(dialog)
    await settled()
    assert changed(tab) == [("notes", "theirs", "mine")], "nothing is sent before it was looked at"
    assert desk.company.count(f"PATCH /objects/{VENDOR}/{harbour}") == 1
    desk.window.grab().save("/tmp/j/conflict-after.png")
    await send(desk)
    there = await read(desk, VENDOR, harbour)
    assert (there["name"], there["notes"], there["taxId"]) == ("Harbour Theirs", "mine", "2")

    enter(tab, "name", "Harbour Both")
    while (await read(desk, VENDOR, harbour))["audit"]["modifiedDateTime"] == there["audit"]["modifiedDateTime"]:  # has whole seconds
        await change(client, VENDOR, harbour, {"taxId": "3"})
    await reviewed(desk)
    shortcut(desk, "record.send")
    dialog = await until(lambda: showing(ConflictDialog), "that it was changed is said")
    dialog.grab().save("/tmp/j/conflict2.png")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await gone(dialog)
    await settled()
    await send(desk)
    there = await read(desk, VENDOR, harbour)
    assert (there["name"], there["taxId"]) == ("Harbour Both", "3")

    enter(tab, "name", "Harbour Again")
    await delete(client, VENDOR, harbour)
    await reviewed(desk)
    notice = await send(desk)
    assert notice.message.happened == "Vendor J-0010 is gone."
    assert row(tab, "name").text == "Harbour Again"
    press(notice, "New vendor like this")
    again = await shown(desk, VENDOR)
    assert (row(again, "name").text, row(again, "taxId").text) == ("Harbour Again", "3")
    enter(again, "id", "J-0010")
    await sent(desk)


async def test_what_is_taken_back(desk: Desk, client: Client) -> None:
    key_ = await make(client, BILL, BODY)
    tab = await opened(desk, BILL, key_)
    enter(tab, "description", "Valves")
    enter_cell(lines(tab), 0, "memo", "changed")
    await sent(desk)
    shortcut(desk, "view.journal")
    page = desk.workbench.records.journal
    await settled()
    assert page.isVisible()
    desk.window.grab().save("/tmp/j/journal.png")
    shortcut(desk, "journal.undo")
    undoing = await shown(desk, BILL, key_)
    print(undoing is tab, desk.window.tabs.pages)
    desk.window.grab().save("/tmp/j/undo.png")
    print(changed(undoing))
    await send(desk)
    there = await read(desk, BILL, key_)
    assert (there["description"], there["lines"][0]["memo"]) == ("Pumps", "first")
    print([(e.title, e.action, e.undoes, e.undone_by) for e in journal(desk)])

async def test_what_is_taken_back2(desk: Desk, client: Client) -> None:
    key_ = await make(client, BILL, BODY)
    await active(desk)
    desk.workbench.records.new_of(VENDOR)
    tab = await shown(desk, VENDOR)
    enter(tab, "id", "J-0020")
    enter(tab, "name", "Harbour Undone")
    await sent(desk)
    shortcut(desk, "view.journal")
    page = desk.workbench.records.journal
    await settled()
    shortcut(desk, "journal.undo")
    asked = await until(lambda: showing(AskDialog), "it asks")
    uses = asked.findChild(DeletionView).uses
    await until(lambda: "Looking" not in uses.text(), "who refers to it is counted")
    print(uses.text())
    asked.grab().save("/tmp/j/undo-create.png")
    click(asked.agree)
    await gone(asked)
    await settled()
    print(desk.window.notices.notices[0].message, tab.document)
    desk.window.grab().save("/tmp/j/undo-create2.png")
    print([(e.title, e.action, e.undoes, e.undone_by) for e in journal(desk)])
    # the deletion itself
    shortcut(desk, "journal.undo")
    tab = await shown(desk, VENDOR)
    desk.window.grab().save("/tmp/j/undo-delete.png")
    print(tab.notices.notices[0].message)
    print((await send(desk)).message)
    await settled()
    print([(e.title, e.action, e.undoes, e.undone_by) for e in journal(desk)])
    print(tab.title, row(tab, "name").text)


async def test_several_are_deleted(desk: Desk, client: Client) -> None:
    own = [await make(client, VENDOR, {"id": f"J-003{n}", "name": f"Harbour {n}"}) for n in range(2)]
    desk.session.safety.set_level(SafetyLevel.ASK_TWICE)
    rows = await desk.opened(replace(VENDORS, filters=(Filter(Operator.IN, "key", ("3", *own)),)))
    await active(desk)
    grid = rows.view.grid
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    grid.selectAll()
    shortcut(desk, "record.delete")
    asked = await until(lambda: showing(AskDialog), "it asks")
    asked.grab().save("/tmp/j/batch-ask.png")
    assert asked.box is not None
    assert not asked.agree.isEnabled()
    typed("riverside")
    print(focused(), asked.agree.isEnabled())
    key(Qt.Key.Key_Return)
    outcomes = await until(lambda: showing(OutcomesDialog), "what became of each is shown")
    outcomes.grab().save("/tmp/j/batch.png")
    print(outcomes.as_text())
    outcomes.accept()
    await gone(outcomes)
    print([(e.title, e.action, e.outcome, e.status, e.batch) for e in journal(desk)])
    await settled()


async def test_a_bill_goes_its_way(desk: Desk, client: Client) -> None:
    key_ = await make(client, BILL, {**BODY, "lines": [{**BODY["lines"][0], "txnAmount": "12000.00"}]})
    tab = await opened(desk, BILL, key_)
    click(tab.bar.workflow)
    menu = tab.bar.workflow.menu()
    await until(menu.isVisible, "the actions show")
    await settled()
    print([(a.text(), a.isEnabled(), a.toolTip()) for a in tab.bar.workflow.entries])
    menu.grab().save("/tmp/j/actions.png")
    menu.close()


async def test_view_only(desk: Desk, client: Client) -> None:
    key_ = await make(client, BILL, BODY)
    desk.company.forget()
    shortcut(desk, "safety.view-only")
    tab = await opened(desk, BILL, key_)
    assert "View only" in desk.window.windowTitle()
    enter(tab, "description", "not now")
    await reviewed(desk)
    desk.window.grab().save("/tmp/j/viewonly.png")
    print(tab.review.send.isEnabled(), tab.review.note.text())
    shortcut(desk, "record.send")
    await settled()
    print(tab.notices.notices and tab.notices.notices[0].message)
