"""An action as it is asked for, sent, refused, mended and done."""

import asyncio
from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import NoAnswer
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.source import RecordSource
from intacct_desktop.api.records.writes import Write, Written, send
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.record.actions.action_dialog import ActionDialog, carried_out
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.record.actions.conftest import LatestIn, LoadAction

BILL = "accounts-payable/bill"
TODAY = date.today()  # noqa: DTZ011 - the practice company's day is this computer's


class Sending:
    """Sends what dialogs wish, and remembers it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.writes: list[Write] = []
        self.decline = False

    async def __call__(self, write: Write) -> tuple[Written, ...]:
        self.writes.append(write)
        if self.decline:
            raise Declined
        return await send(self._client, write)


@pytest.fixture
def sending(client: Client) -> Sending:
    return Sending(client)


def line(dialog: ActionDialog, path: str) -> QLineEdit:
    """Where one types a parameter."""
    found = dialog.rows[path].editor.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def enter(dialog: ActionDialog, path: str, text: str) -> None:
    line(dialog, path).selectAll()
    QTest.keyClicks(line(dialog, path), text) if text else QTest.keyClick(line(dialog, path), Qt.Key.Key_Delete)


def said(dialog: ActionDialog, path: str) -> str:
    """What is wrong with a parameter."""
    return dialog.rows[path].problem


async def test_reversing_a_bill_shows_the_request_that_is_sent(load_action: LoadAction, latest_in: LatestIn, sending: Sending) -> None:
    action, form = await load_action(f"{BILL}/reverse")
    key = await latest_in(BILL, "posted")
    dialog = ActionDialog(action, form, {key: "B-7"}, TODAY, entity=None)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    assert dialog.go.text() == dialog.windowTitle() == "Reverse bill B-7"
    assert dialog.go.property("role") == "danger"
    enter(dialog, "notes", "Twice")
    shown = dialog.request.toPlainText()
    assert shown.startswith(f"POST /workflows/{BILL}/reverse\n")
    assert f"Idempotency-Key: {dialog.write.idempotency_key}" in shown
    assert msgspec.json.decode(shown.partition("\n\n")[2]) == {"key": key, "reverseDate": TODAY.isoformat(), "notes": "Twice"}
    write = dialog.write
    dialog.go.click()
    assert not dialog.go.isEnabled()
    [done] = await doing
    assert done.answer["state"] == "reversed"
    assert sending.writes == [write]


async def test_what_takes_something_back_is_not_done_by_enter(load_action: LoadAction, sending: Sending) -> None:
    action, form = await load_action(f"{BILL}/reverse")
    dialog = ActionDialog(action, form, {"1": "1"}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    for path in form.entries:
        QTest.keyClick(line(dialog, path), Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    with pytest.raises(Declined):
        await doing
    assert not sending.writes


async def test_an_action_that_asks_for_nothing_is_done_by_enter(load_action: LoadAction, latest_in: LatestIn, sending: Sending) -> None:
    action, form = await load_action(f"{BILL}/submit")
    key = await latest_in(BILL, "draft")
    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    assert dialog.focusWidget() is dialog.go
    QTest.keyClick(dialog.go, Qt.Key.Key_Return)
    [done] = await doing
    assert done.status == 200


async def test_nothing_is_sent_while_something_is_missing_or_no_value(load_action: LoadAction, sending: Sending) -> None:
    action, form = await load_action(f"{BILL}/reverse")
    dialog = ActionDialog(action, form, {"1": "1"}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    enter(dialog, "reverseDate", "")
    assert not said(dialog, "reverseDate"), "what is missing is not complained of while one types"
    dialog.go.click()
    assert said(dialog, "reverseDate") == "This is required."
    assert dialog.focusWidget() is line(dialog, "reverseDate")
    enter(dialog, "reverseDate", "some day")
    dialog.go.click()
    assert said(dialog, "reverseDate") == "This is not a date."
    assert line(dialog, "reverseDate").text() == "some day"
    assert not sending.writes
    enter(dialog, "reverseDate", "11/20/2026")
    assert not said(dialog, "reverseDate")
    assert dialog.write.body["reverseDate"] == "2026-11-20"
    dialog.reject()
    with pytest.raises(Declined):
        await doing


async def test_a_refusal_comes_back_to_what_it_is_about_and_mended_it_is_accepted(
    load_action: LoadAction, latest_in: LatestIn, sending: Sending, until: Until
) -> None:
    action, form = await load_action("accounts-receivable/invoice/reverse")
    key = await latest_in("accounts-receivable/invoice", "posted")
    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    enter(dialog, "memo", "Twice")
    enter(dialog, "reversedDate", "1/1/2031")
    dialog.go.click()
    await until(lambda: said(dialog, "reversedDate"))
    assert "has not come yet" in said(dialog, "reversedDate")
    assert line(dialog, "memo").text() == "Twice"
    assert dialog.notices.notices
    assert dialog.go.isEnabled()
    enter(dialog, "reversedDate", f"{TODAY.month}/{TODAY.day}/{TODAY.year}")
    assert not said(dialog, "reversedDate")
    dialog.go.click()
    assert not dialog.notices.notices
    [done] = await doing
    assert done.answer["state"] == "reversed"
    first, second = sending.writes
    assert first.idempotency_key != second.idempotency_key, "another request"


async def test_a_record_in_the_wrong_state_is_refused_in_words(
    load_action: LoadAction, latest_in: LatestIn, sending: Sending, until: Until
) -> None:
    action, form = await load_action(f"{BILL}/recall")
    key = await latest_in(BILL, "paid")
    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    dialog.go.click()
    await until(lambda: dialog.notices.notices)
    [notice] = dialog.notices.notices
    assert "The bill is paid" in notice.message.means
    dialog.reject()
    with pytest.raises(Declined):
        await doing


async def test_after_a_lost_answer_the_same_request_can_be_sent_again(
    load_action: LoadAction, latest_in: LatestIn, sending: Sending, company: Company, until: Until
) -> None:
    action, form = await load_action(f"{BILL}/submit")
    key = await latest_in(BILL, "draft")
    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    company.fails("bill/submit", drop=True)
    dialog.go.click()
    await until(lambda: dialog.notices.notices)
    dialog.go.click()
    [done] = await doing
    assert done.status == 200
    assert sending.writes[0] == sending.writes[1]


async def test_who_does_not_confirm_is_back_in_the_dialog(load_action: LoadAction, sending: Sending, until: Until) -> None:
    action, form = await load_action(f"{BILL}/submit")
    dialog = ActionDialog(action, form, {"1": "1"}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    sending.decline = True
    dialog.go.click()
    await until(dialog.go.isEnabled)
    assert dialog.isVisible()
    assert not dialog.notices.notices
    dialog.reject()
    with pytest.raises(Declined):
        await doing


async def test_what_is_on_its_way_when_the_dialog_closes_still_has_its_outcome(
    load_action: LoadAction, latest_in: LatestIn, sending: Sending, company: Company
) -> None:
    action, form = await load_action(f"{BILL}/submit")
    key = await latest_in(BILL, "draft")
    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    company.fails("bill/submit", delay=0.1)
    dialog.go.click()
    await asyncio.sleep(0)
    dialog.reject()
    [done] = await doing
    assert done.status == 200

    dialog = ActionDialog(action, form, {key: key}, TODAY)
    doing = asyncio.ensure_future(carried_out(dialog, sending))
    await asyncio.sleep(0)
    company.fails("bill/submit", drop=True)
    dialog.go.click()
    await asyncio.sleep(0)
    dialog.reject()
    with pytest.raises(NoAnswer):
        await doing


async def test_a_reference_is_chosen_and_several_records_are_counted(
    load_action: LoadAction, client: Client, models: ModelService, qtbot: QtBot
) -> None:
    action, form = await load_action("cash-management/bank-transaction/assign-customer")
    dialog = ActionDialog(action, form, {"3": "3"}, TODAY, source=RecordSource(client, models), entity="100")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.go.text() == "Assign customer: bank transaction 3"
    assert "X-IA-API-Param-Entity: 100" in dialog.request.toPlainText()
    dialog.rows["customer"].editor.value_edited.emit({"key": "7", "id": "C-00007", "name": "Any"})
    assert dialog.write.body == {"key": "3", "customer": {"id": "C-00007"}}
    dialog.reject()
    action, form = await load_action(f"{BILL}/approve")
    several = ActionDialog(action, form, {"1": "1", "2": "2"}, TODAY)
    qtbot.addWidget(several)
    assert several.go.text() == "Approve 2 records"
    assert several.write.body == [{"key": "1"}, {"key": "2"}]


async def test_every_editor_has_a_name(load_action: LoadAction, qtbot: QtBot) -> None:
    action, form = await load_action("contracts/contract/hold-schedules")
    dialog = ActionDialog(action, form, {"3": "CT-3"}, TODAY)
    qtbot.addWidget(dialog)
    dialog.open()
    focused = [row.editor.focusProxy() for row in dialog.rows.values()]
    assert [each.accessibleName() for each in focused if each is not None][:2] == [
        "Contract line keys, contractLineKeys",
        "As of date, asOfDate",
    ]
    dialog.reject()
