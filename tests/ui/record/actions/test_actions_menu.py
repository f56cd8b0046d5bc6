"""The menu of a record's workflow actions."""

import asyncio

from pytestqt.qtbot import QtBot

from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.allowed_operations import AllowedOperations
from intacct_desktop.api.records.workflow_actions import WorkflowAction
from intacct_desktop.ui import tasks
from intacct_desktop.ui.record.actions.actions_menu import ActionsMenu
from tests.practice import Company
from tests.ui.conftest import Until
from tests.ui.record.actions.conftest import LatestIn

BILL = "accounts-payable/bill"
ASKED = "POST /services/core/allowed-operations/list"


def opened(menu: ActionsMenu) -> list[str]:
    """What the menu shows from now on."""
    menu.menu().popup(menu.mapToGlobal(menu.rect().bottomLeft()))
    return texts(menu)


def texts(menu: ActionsMenu) -> list[str]:
    return [entry.text() for entry in menu.menu().actions()]


async def test_a_bill_has_its_actions_and_what_is_allowed_is_asked_when_it_matters(
    qtbot: QtBot, models: ModelService, allowed: AllowedOperations, company: Company, until: Until, latest_in: LatestIn
) -> None:
    menu = ActionsMenu(models, allowed)
    qtbot.addWidget(menu)
    chosen: list[WorkflowAction] = []
    menu.action_chosen.connect(chosen.append)
    assert not menu.isEnabled()
    key = await latest_in(BILL, "posted")
    menu.show_record(BILL, key)
    await until(menu.isEnabled)
    assert company.count(ASKED) == 0
    menu.show()
    assert opened(menu) == ["Approve…", "Recall…", "Submit…", "", "Decline…", "Reverse…"]
    await until(lambda: allowed.known(BILL, key))
    assert all(entry.isEnabled() for entry in menu.entries)
    menu.entries[-1].trigger()
    assert [action.name for action in chosen] == [f"workflows/{BILL}/reverse"]
    menu.menu().hide()
    opened(menu)
    menu.show_record(BILL, key)
    assert menu.isEnabled(), "read again, it keeps the focus"
    opened(menu)
    assert company.count(ASKED) == 1, "known, until somebody says that the record has changed"
    menu.menu().hide()


async def test_with_a_record_that_is_gone_nothing_can_be_done_and_the_menu_says_why(
    qtbot: QtBot, models: ModelService, allowed: AllowedOperations, until: Until
) -> None:
    menu = ActionsMenu(models, allowed)
    qtbot.addWidget(menu)
    menu.show()
    menu.show_record(BILL, "999999999")
    await until(menu.isEnabled)
    opened(menu)
    await until(lambda: menu.entries and not menu.entries[0].isEnabled())
    assert not any(entry.isEnabled() for entry in menu.entries)
    assert "does not let you see" in menu.entries[0].toolTip()
    assert menu.menu().toolTipsVisible()
    menu.menu().hide()


async def test_where_the_company_does_not_say_everything_can_be_chosen(
    qtbot: QtBot, models: ModelService, allowed: AllowedOperations, company: Company, until: Until
) -> None:
    company.fails("allowed-operations", status=500)
    menu = ActionsMenu(models, allowed)
    qtbot.addWidget(menu)
    menu.show()
    menu.show_record(BILL, "1")
    await until(menu.isEnabled)
    opened(menu)
    note = "The company does not say which of these are allowed"
    await until(lambda: note in texts(menu))
    assert all(entry.isEnabled() for entry in menu.entries)
    menu.show_record("order-entry/document::Sales Invoice", "1")
    await until(menu.isEnabled)
    assert texts(menu) == ["Generate PDF…"]
    opened(menu)
    await until(lambda: note in texts(menu))
    assert menu.entries[0].isEnabled()
    menu.menu().hide()


async def test_without_actions_or_without_a_record_the_button_says_why(
    qtbot: QtBot, models: ModelService, allowed: AllowedOperations, until: Until
) -> None:
    menu = ActionsMenu(models, allowed)
    qtbot.addWidget(menu)
    menu.show_record("general-ledger/account", "1")
    await until(lambda: "nothing to be done" in menu.toolTip())
    assert not menu.isEnabled()
    menu.show_record(BILL, "1")
    menu.show_record(BILL, None)
    assert not menu.isEnabled()
    await asyncio.gather(*(handle.wait() for handle in tasks.running()))
    assert not menu.entries, "the answer for the record before comes too late"
    assert menu.accessibleDescription() == "The company does not have this record yet."
    assert menu.entries == []


async def test_the_answer_for_one_record_is_not_taken_for_the_next(
    qtbot: QtBot, models: ModelService, allowed: AllowedOperations, company: Company, until: Until, latest_in: LatestIn
) -> None:
    company.fails("allowed-operations", delay=0.2)
    menu = ActionsMenu(models, allowed)
    qtbot.addWidget(menu)
    menu.show()
    menu.show_record(BILL, "999999999")
    await until(menu.isEnabled)
    opened(menu)
    menu.menu().hide()
    menu.show_record(BILL, await latest_in(BILL, "posted"))
    await until(lambda: allowed.known(BILL, "999999999"))
    assert all(entry.isEnabled() for entry in menu.entries)
