"""The bar of a record: what gives way where there is little room, and the keys that its buttons tell of."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.records.allowed_operations import AllowedOperations
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.record import declared
from intacct_desktop.ui.record.actions.actions_menu import ActionsMenu
from intacct_desktop.ui.record.record_bar import RecordBar
from intacct_desktop.ui.theme import theme

ADDRESS = "/objects/accounts-payable/bill/12"


@pytest.fixture
def actions(qapp: QApplication) -> Actions:
    theme().apply(qapp, "light")
    actions = Actions()
    declared.declare(actions)
    return actions


@pytest.fixture
async def bar(qtbot: QtBot, actions: Actions, client: Client, models: ModelService) -> RecordBar:
    bar = RecordBar(ActionsMenu(models, AllowedOperations(client)), actions)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def shown(bar: RecordBar) -> tuple[bool, str, bool]:
    return bar.duplicate.isVisible(), bar.workflow.text(), bar.delete.isVisible()


async def test_the_address_can_be_read_in_a_narrow_window(bar: RecordBar, qapp: QApplication) -> None:
    bar.show_address(ADDRESS)
    seen: list[tuple[bool, str, bool]] = []
    for width in (1000, *range(900, 510, -10), 1000):
        bar.resize(width, bar.sizeHint().height())
        qapp.sendPostedEvents()
        assert bar.address.width() >= 155, width
        assert bar.review.width() >= bar.review.sizeHint().width()
        if not seen or seen[-1] != shown(bar):
            seen.append(shown(bar))
    assert seen == [
        (True, "Actions ▾", True),
        (False, "Actions ▾", True),
        (False, "⋯", True),
        (False, "⋯", False),
        (True, "Actions ▾", True),
    ]
    assert bar.workflow.accessibleName() == "Actions"


async def test_longer_words_take_room_from_what_can_give_way(bar: RecordBar, qapp: QApplication) -> None:
    bar.resize(860, bar.sizeHint().height())
    qapp.sendPostedEvents()
    assert bar.duplicate.isVisible()
    bar.review.setText("Review 1,234,567 changes and then some more")
    qapp.sendPostedEvents()
    assert not bar.duplicate.isVisible()
    assert bar.address.width() >= 155


async def test_the_main_button_has_its_words_whole_at_once(bar: RecordBar, qapp: QApplication) -> None:
    bar.resize(1000, bar.sizeHint().height())
    qapp.sendPostedEvents()
    bar.resize(560, bar.height())
    assert bar.review.width() >= bar.review.sizeHint().width()
    bar.show_review("Review 12 changes")
    assert bar.review.width() >= bar.review.sizeHint().width()


async def test_the_buttons_tell_of_the_keys_that_the_menus_have(bar: RecordBar, actions: Actions) -> None:
    for button, id_ in (
        (bar.back, "record.back"),
        (bar.reload, "record.reload"),
        (bar.duplicate, "record.duplicate"),
        (bar.delete, "record.delete"),
        (bar.review, "record.review"),
    ):
        assert f"({actions.action(id_).shortcut().toString()})" in button.toolTip()


async def test_what_is_typed_into_the_address_stays(bar: RecordBar) -> None:
    entered = QSignalSpy(bar.address_entered)
    bar.activateWindow()
    bar.address.setFocus()
    QTest.keyClicks(bar.address, "bill 7")
    bar.show_address(ADDRESS)
    QTest.keyClick(bar.address, Qt.Key.Key_Return)
    assert entered.at(0) == ["bill 7"]
