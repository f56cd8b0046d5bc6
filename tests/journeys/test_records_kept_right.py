"""Nothing to regret: two who change one record, what is taken back, deleted, or done to it, and the level that forbids it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from intacct_desktop.api.client import Client
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.record.actions.action_dialog import ActionDialog
from intacct_desktop.ui.record.review.conflict_dialog import ConflictDialog
from intacct_desktop.ui.record.review.deletion_view import DeletionView
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog
from intacct_desktop.ui.safety.asking import AskDialog
from intacct_desktop.ui.safety.raise_dialog import RaiseDialog
from intacct_desktop.ui.tour.hands import click, showing, until, write
from intacct_desktop.workspace.journal import Action, Outcome
from tests.journeys.conftest import VENDORS, Desk, press, settled, sign_in
from tests.journeys.records_at_hand import (
    BILL,
    VENDOR,
    active,
    bill_line,
    bill_of,
    change,
    changed,
    delete,
    enter,
    enter_cell,
    journal,
    lines,
    make,
    opened,
    read,
    record,
    reviewed,
    row,
    send,
    sent,
    shortcut,
    shown,
)
from tests.journeys.working import CONTROL, focused, go, gone, key, typed
from tests.practice import machine_profile


async def test_two_who_change_a_record(desk: Desk, client: Client) -> None:
    harbour = await make(client, VENDOR, {"id": "J-0010", "name": "Harbour Pumps", "notes": "old", "taxId": "1"})
    tab = await opened(desk, VENDOR, harbour)
    enter(tab, "name", "Harbour Mine")
    enter(tab, "notes", "mine")
    await change(client, VENDOR, harbour, {"name": "Harbour Theirs", "notes": "theirs", "taxId": "2"})
    await reviewed(desk)
    shortcut(desk, "record.send")
    dialog = await until(lambda: showing(ConflictDialog), "the conflict is shown")
    QTest.keyClick(dialog.table, Qt.Key.Key_Right)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await gone(dialog)
    await settled()
    assert changed(tab) == [("notes", "theirs", "mine")], "nothing is sent before it was looked at"
    assert desk.company.count(f"PATCH /objects/{VENDOR}/{harbour}") == 1
    await send(desk)
    there = await read(desk, VENDOR, harbour)
    assert (there["name"], there["notes"], there["taxId"]) == ("Harbour Theirs", "mine", "2")

    enter(tab, "name", "Harbour Both")
    while (await read(desk, VENDOR, harbour))["audit"]["modifiedDateTime"] == there["audit"]["modifiedDateTime"]:  # has whole seconds
        await change(client, VENDOR, harbour, {"taxId": "3"})
    await reviewed(desk)
    shortcut(desk, "record.send")
    dialog = await until(lambda: showing(ConflictDialog), "that it was changed is said")
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


def undone(desk: Desk) -> list[tuple[Action, int | None, int | None]]:
    """What the journal says of the writes, the first first."""
    return [(entry.action, entry.undoes, entry.undone_by) for entry in reversed(journal(desk))]


async def latest(desk: Desk) -> None:
    """Go to the newest write of the journal, by key."""
    shortcut(desk, "view.journal")
    page = desk.workbench.records.journal
    await settled()
    page.table.setFocus()
    key(Qt.Key.Key_Home, CONTROL)
    await settled()


async def test_a_change_is_taken_back(desk: Desk, client: Client) -> None:
    bill = await make(client, BILL, bill_of("Pumps", bill_line("60.00", "first")))
    tab = await opened(desk, BILL, bill)
    enter(tab, "description", "Valves")
    enter_cell(lines(tab), 0, "memo", "changed")
    await sent(desk)
    await latest(desk)
    shortcut(desk, "journal.undo")
    tab = await shown(desk, BILL, bill)
    assert changed(tab) == [("description", "Valves", "Pumps"), ("lines[1].memo", "changed", "first")]
    await send(desk)
    there = await read(desk, BILL, bill)
    assert (there["description"], there["lines"][0]["memo"]) == ("Pumps", "first")
    assert undone(desk) == [(Action.CHANGE, None, 2), (Action.CHANGE, 1, None)]

    await change(client, BILL, bill, {"description": "Theirs"})
    await latest(desk)
    shortcut(desk, "journal.undo")
    dialog = await until(lambda: showing(ConflictDialog), "it was changed since")
    QTest.keyClick(dialog.table, Qt.Key.Key_Right)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    await gone(dialog)
    tab = await shown(desk, BILL, bill)
    assert changed(tab) == [("lines[1].memo", "first", "changed")]
    await send(desk)
    there = await read(desk, BILL, bill)
    assert (there["description"], there["lines"][0]["memo"]) == ("Theirs", "changed")


async def test_a_creation_and_a_deletion_are_taken_back(desk: Desk, client: Client) -> None:
    await active(desk)
    desk.workbench.records.new.new_of(VENDOR)
    tab = await shown(desk, VENDOR)
    enter(tab, "id", "J-0020")
    enter(tab, "name", "Harbour Undone")
    await sent(desk)
    await latest(desk)
    shortcut(desk, "journal.undo")
    asked = await until(lambda: showing(AskDialog), "it asks")
    uses = asked.findChildren(DeletionView)[0].uses
    await until(lambda: "Nothing that refers to it was found" in uses.text(), "who refers to it is counted")
    click(asked.agree)
    await gone(asked)
    await settled()
    assert tab.document is None, "there is no such record any more"
    assert (tab.notices.notices, tab.bar.workflow.isEnabled()) == ([], False), "nor what was said of it, nor what could be done with it"
    assert undone(desk) == [(Action.CREATE, None, 2), (Action.DELETE, 1, None)]

    await latest(desk)
    shortcut(desk, "journal.undo")
    tab = await shown(desk, VENDOR)
    assert row(tab, "name").text == "Harbour Undone"
    assert tab.is_changed, "what comes back is kept over a crash, and is not closed without a question"
    await send(desk)
    assert tab.title == "Vendor J-0020"
    assert undone(desk)[1:] == [(Action.DELETE, 1, 3), (Action.CREATE, 2, None)]

    await latest(desk)
    shortcut(desk, "journal.undo")
    asked = await until(lambda: showing(AskDialog), "it asks again")
    asked.reject()
    await gone(asked)
    await delete(client, VENDOR, str(journal(desk)[0].key))
    shortcut(desk, "journal.undo")
    await settled()
    assert desk.window.notices.notices[0].message.happened == "“Vendor J-0020” cannot be undone."
    assert "no longer there" in desk.window.notices.notices[0].message.means


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
    assert asked.box is not None
    assert not asked.agree.isEnabled()
    typed("riverside")
    key(Qt.Key.Key_Return)
    outcomes = await until(lambda: showing(OutcomesDialog), "what became of each is shown")
    told = [line.split("\t") for line in outcomes.as_text().splitlines() if line]
    assert [line[:2] for line in told] == [["Vendor V-00003", "Refused (422)"], ["Vendor J-0030", "Done"], ["Vendor J-0031", "Done"]]
    assert "is in use: accounts-payable/bill" in told[0][2]
    outcomes.accept()
    await gone(outcomes)
    await settled()
    assert [(entry.title, entry.outcome) for entry in reversed(journal(desk))] == [
        ("Vendor V-00003", Outcome.REFUSED),
        ("Vendor J-0030", Outcome.DONE),
        ("Vendor J-0031", Outcome.DONE),
    ]
    assert desk.company.count(f"DELETE /objects/{VENDOR}/{','.join(('3', *own))}") == 1


async def wish(desk: Desk, title: str) -> ActionDialog:
    """Choose an action of the record in front by key; what asks for its parameters."""
    await active(desk)
    workflow = record(desk).bar.workflow
    menu = workflow.menu()
    workflow.setFocus()
    key(Qt.Key.Key_Space)
    await until(menu.isVisible, "the actions show")
    await settled()
    go(Qt.Key.Key_Down, lambda: menu.activeAction() is not None and menu.activeAction().text().startswith(title))
    key(Qt.Key.Key_Return)
    return await until(lambda: showing(ActionDialog), "it asks")


async def test_a_bill_goes_its_way(desk: Desk, client: Client) -> None:
    bill = await make(client, BILL, bill_of("Pumps", bill_line("12000.00", "first")))
    tab = await opened(desk, BILL, bill)
    for action, state in (("Submit", "submitted"), ("Approve", "posted")):
        dialog = await wish(desk, action)
        assert f"POST /workflows/{BILL}/{action.lower()}\n" in dialog.request.toPlainText()
        click(dialog.go)
        await settled()
        assert tab.header.state.text() == state
    dialog = await wish(desk, "Reverse")
    day = dialog.rows["reverseDate"]
    write(focused(), "11/09/2026")
    click(dialog.go)
    await until(lambda: dialog.notices.notices, "it is refused")
    assert "is not after" in day.problem
    write(focused(), "11/12/2026")
    click(dialog.go)
    await settled()
    assert tab.header.state.text() == "reversed"
    assert [(entry.action, entry.outcome) for entry in journal(desk)] == [
        (Action.WORKFLOW, Outcome.DONE),
        (Action.WORKFLOW, Outcome.REFUSED),
        (Action.WORKFLOW, Outcome.DONE),
        (Action.WORKFLOW, Outcome.DONE),
    ]


async def test_view_only(empty_desk: Desk, practice: SandboxServer, client: Client) -> None:
    desk = empty_desk
    await sign_in(desk, practice.ready, replace(machine_profile(practice.ready), safety=SafetyLevel.VIEW_ONLY))
    bill = await make(client, BILL, bill_of("Pumps", bill_line("60.00", "first")))
    desk.company.forget()
    tab = await opened(desk, BILL, bill)
    assert "View only" in desk.window.windowTitle()
    enter(tab, "description", "not now")
    await reviewed(desk)
    assert not tab.review.send.isEnabled()
    assert "View only" in tab.review.note.text()
    shortcut(desk, "record.send")
    await settled()
    shortcut(desk, "record.delete")
    await settled()
    notice = tab.notices.notices[0]
    assert "View only" in notice.message.happened
    assert not journal(desk)
    assert desk.company.count(f"PATCH /objects/{BILL}/{bill}") == desk.company.count(f"DELETE /objects/{BILL}/{bill}") == 0

    shortcut(desk, "safety.ask")
    question = await until(lambda: showing(RaiseDialog), "it asks")
    click(question.agree)
    await gone(question)
    await settled()
    assert tab.review.send.isEnabled()
    await send(desk)
    assert (await read(desk, BILL, bill))["description"] == "not now"
    assert desk.company.count(f"PATCH /objects/{BILL}/{bill}") == 1

    enter(tab, "description", "too late")
    await reviewed(desk)
    desk.session.safety._ends = 0.0  # a quarter of an hour later
    desk.workbench.safety._timer.timeout.emit()
    assert "View only" in desk.window.windowTitle()
    assert not tab.review.send.isEnabled()
    assert row(tab, "description").text == "too late"
