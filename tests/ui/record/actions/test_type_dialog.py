"""Choosing the type of a new document."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.client import Client
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.record.actions.type_dialog import TypeDialog, name_for_new
from tests.ui.conftest import Until

DOCUMENT = "order-entry/document"


async def test_a_new_document_is_named_by_the_type_that_one_types_and_takes(qtbot: QtBot, client: Client, until: Until) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    naming = asyncio.ensure_future(name_for_new(parent, client, DOCUMENT))
    await until(lambda: parent.findChildren(TypeDialog))
    [dialog] = parent.findChildren(TypeDialog)
    assert dialog.focusWidget() is dialog.search
    first = dialog.chosen
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.chosen != first
    QTest.keyClicks(dialog.search, "order")
    assert dialog.chosen == "Sales Order"
    assert dialog.take.text() == "New Sales Order"
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert await naming == "order-entry/document::Sales Order"


async def test_closing_it_makes_nothing(qtbot: QtBot, client: Client, until: Until) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    naming = asyncio.ensure_future(name_for_new(parent, client, DOCUMENT))
    await until(lambda: parent.findChildren(TypeDialog))
    parent.findChildren(TypeDialog)[0].reject()
    with pytest.raises(Declined):
        await naming


async def test_what_needs_no_type_is_not_asked_for_one(qtbot: QtBot, client: Client) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert await name_for_new(parent, client, "accounts-payable/bill") == "accounts-payable/bill"
    assert not parent.findChildren(TypeDialog)


@pytest.mark.parametrize(
    ("types", "typed", "words"), [((), "", "no type of document that is in use"), (("A", "B"), "z", "No type is called so")]
)
async def test_with_nothing_to_take_it_says_so(qtbot: QtBot, types: tuple[str, ...], typed: str, words: str) -> None:
    dialog = TypeDialog(DOCUMENT, types)
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.keyClicks(dialog.search, typed)
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.take.isEnabled()
    assert words in dialog.hint
