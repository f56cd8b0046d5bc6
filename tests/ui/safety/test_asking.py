"""What the level asks before something is written: shown exactly, agreed to or not."""

import asyncio
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.records.writes import Write, delete_of
from intacct_desktop.connections.safety import Confirmation, Safety, SafetyLevel, WriteRefused
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.safety.asking import AskDialog, confirmation_for
from intacct_desktop.ui.tour.hands import click, showing, write
from tests.ui.conftest import Until

VENDOR = "accounts-payable/vendor"
CHANGE = Write("PATCH", f"/objects/{VENDOR}/1", VENDOR, ("1",), {"name": "Acme", "creditLimit": "10.50"}, "key-1", "Lyon")
DELETE = delete_of(VENDOR, "1", "2")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page


def at(level: SafetyLevel) -> Safety:
    return Safety(level, lambda: "riverside")


def asked(page: QWidget, level: SafetyLevel, writes: Sequence[Write], detail: QWidget | None = None) -> "asyncio.Task[Confirmation | None]":
    asking = confirmation_for(writes, at(level), page, summary="Change Acme?", detail_widget=detail, verb="Send the change")
    return asyncio.create_task(asking)


async def opened(until: Until) -> AskDialog:
    await until(lambda: showing(AskDialog))
    dialog = showing(AskDialog)
    assert dialog is not None
    return dialog


async def test_the_difference_and_the_exact_request_are_shown(page: QWidget, until: Until) -> None:
    detail = QLabel("Acme Ltd becomes Acme")
    asking = asked(page, SafetyLevel.ASK, [CHANGE, DELETE], detail)
    dialog = await opened(until)
    assert dialog.windowTitle() == "Change Acme?"
    assert detail.isVisible()
    assert dialog.box is None
    assert dialog.requests.toPlainText() == (
        "PATCH /objects/accounts-payable/vendor/1\nX-IA-API-Param-Entity: Lyon\nIdempotency-Key: key-1\nContent-Type: application/json\n\n"
        '{\n  "name": "Acme",\n  "creditLimit": "10.50"\n}\n\n'
        "DELETE /objects/accounts-payable/vendor/1,2"
    )
    assert dialog.requests.isReadOnly()
    assert dialog.requests.accessibleName() == "Exactly this is sent"
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == dialog.requests.toPlainText()
    click(dialog.agree)
    assert await asking == Confirmation.of([CHANGE, DELETE])


async def test_return_does_not_agree_but_the_button_by_keyboard_does(page: QWidget, until: Until) -> None:
    asking = asked(page, SafetyLevel.ASK_TWICE, [CHANGE])
    dialog = await opened(until)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    with pytest.raises(Declined):
        await asking
    asking = asked(page, SafetyLevel.ASK_TWICE, [CHANGE])
    dialog = await opened(until)
    dialog.agree.setFocus()
    QTest.keyClick(dialog.agree, Qt.Key.Key_Space)
    assert await asking == Confirmation.of([CHANGE])


@pytest.mark.parametrize("mouse", [True, False])
async def test_what_is_grave_takes_the_company(page: QWidget, until: Until, mouse: bool) -> None:
    asking = asked(page, SafetyLevel.ASK_TWICE, [DELETE])
    dialog = await opened(until)
    assert dialog.box is not None
    assert dialog.focusWidget() is dialog.box.line
    assert "riverside" in dialog.box.line.accessibleName()
    for typed in ("", "river", "riverside2"):
        write(dialog.box.line, typed)
        assert not dialog.agree.isEnabled()
        QTest.keyClick(dialog.box.line, Qt.Key.Key_Return)
        assert dialog.isVisible()
    write(dialog.box.line, "RIVERSIDE")
    assert dialog.agree.isEnabled()
    if mouse:
        click(dialog.agree)
    else:
        QTest.keyClick(dialog.box.line, Qt.Key.Key_Return)
    confirmation = await asking
    assert confirmation == Confirmation.of([DELETE], "RIVERSIDE")
    with at(SafetyLevel.ASK_TWICE).permit([DELETE], confirmation):
        pass


async def test_closing_declines(page: QWidget, until: Until) -> None:
    asking = asked(page, SafetyLevel.ASK_TWICE, [DELETE])
    dialog = await opened(until)
    assert dialog.box is not None
    write(dialog.box.line, "riverside")
    QTest.keyClick(dialog.box.line, Qt.Key.Key_Escape)
    with pytest.raises(Declined):
        await asking
    assert showing(AskDialog) is None


async def test_free_asks_nothing_and_view_only_nothing_either(page: QWidget) -> None:
    assert await asked(page, SafetyLevel.FREE, [DELETE]) is None
    with pytest.raises(WriteRefused):
        await asked(page, SafetyLevel.VIEW_ONLY, [CHANGE])
    assert showing(AskDialog) is None


async def test_a_company_that_is_not_known_cannot_be_typed(page: QWidget, until: Until) -> None:
    safety = Safety(SafetyLevel.ASK_TWICE, lambda: "")
    asking = asyncio.create_task(confirmation_for([DELETE], safety, page, summary="Delete?", verb="Delete"))
    dialog = await opened(until)
    assert dialog.box is not None
    assert not dialog.box.line.isEnabled()
    assert not dialog.agree.isEnabled()
    click(dialog.cancel)
    with pytest.raises(Declined):
        await asking


async def test_a_large_batch_is_shown_whole(page: QWidget, until: Until) -> None:
    many = [Write("POST", f"/objects/{VENDOR}", VENDOR, (), {"id": f"V{number}", "name": "x" * 200}, f"k{number}") for number in range(500)]
    asking = asked(page, SafetyLevel.ASK_TWICE, many)
    dialog = await opened(until)
    assert dialog.requests.toPlainText().count("Idempotency-Key: k") == 500
    assert dialog.height() < page.screen().availableGeometry().height()
    click(dialog.cancel)
    with pytest.raises(Declined):
        await asking
