"""Somebody else was quicker: mine, theirs and what was before, and one of the two for every field."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.conflicts import changed_elsewhere, conflicts, rebased
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.values import Place, Record, with_value
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.record.review.choices_table import BASE, FIELD, MINE, THEIRS, ChoicesTable
from intacct_desktop.ui.record.review.conflict_dialog import ConflictDialog, resolved
from intacct_desktop.ui.tour.hands import click, showing
from tests.ui.conftest import Until
from tests.ui.record.review.conftest import FORM, bill, changed, line

Shows = Callable[[QWidget], None]


def there(values: dict[Place, Any], lines: int = 3) -> Record:
    record = bill(lines)
    for place, value in values.items():
        record = with_value(record, place, value)
    return record


def dialog_of(draft: RecordDraft, theirs: Record, who: str = "ap.clerk") -> ConflictDialog:
    return ConflictDialog("Bill 10248", conflicts(draft, FORM, theirs), changed_elsewhere(draft, FORM, theirs), who)


def cells(table: ChoicesTable, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[tuple[str, ...]]:
    return [tuple(table.rows.index(row, column).data(role) for column in range(4)) for row in range(table.rows.rowCount())]


def test_both_sides_and_what_came_in_by_itself(shows: Shows) -> None:
    draft = changed({"/dueDate": "2026-11-30", "/description": None}).draft
    dialog = dialog_of(draft, there({"/dueDate": "2026-12-15", "/description": "Ponds", "/referenceNumber": "PO-9"}))
    shows(dialog)
    assert cells(dialog.table) == [
        ("description", "Maintenance of the grounds and of the pond", "null", "Ponds"),
        ("dueDate", "11/16/2026", "11/30/2026", "12/15/2026"),
    ]
    others = dialog.others.rows
    assert [[others.text(change, column) for column in range(3)] for change in others.changes] == [["referenceNumber", "null", "PO-9"]]
    assert "ap.clerk" in dialog.findChildren(type(dialog.words))[0].text()
    assert dialog.taken == frozenset(), "what is mine stands first"
    assert dialog.go_on.isDefault()


def test_a_side_is_taken_with_the_mouse_with_space_and_for_all(shows: Shows) -> None:
    draft = changed({"/dueDate": "2026-11-30", "/description": "Mine"}).draft
    dialog = dialog_of(draft, there({"/dueDate": "2026-12-15", "/description": "Theirs"}))
    shows(dialog)
    table = dialog.table
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.rows.index(1, THEIRS)).center())
    assert dialog.taken == {"/dueDate"}
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.rows.index(1, BASE)).center())
    assert dialog.taken == {"/dueDate"}, "what was before cannot be chosen"
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert dialog.taken == frozenset()
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert dialog.taken == {"/description"}
    spoken = cells(table, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken[0][MINE:] == ("Mine", "Theirs, chosen")
    assert spoken[1][MINE:] == ("11/30/2026, chosen", "12/15/2026")
    table.setCurrentIndex(table.rows.index(0, FIELD))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert dialog.taken == frozenset(), "on the name of the field, the other side"
    click(dialog.all_theirs)
    assert dialog.taken == {"/dueDate", "/description"}
    click(dialog.all_mine)
    assert dialog.taken == frozenset()


def test_what_stood_in_a_line_that_is_gone_cannot_be_kept(shows: Shows) -> None:
    mine = changed({"/lines": [line("20000", "Mine"), line("20001", "Mine, too"), line("20002")]}).draft
    theirs = there({"/lines": [line("20001", "Theirs"), line("20002")]})
    dialog = dialog_of(mine, theirs)
    shows(dialog)
    assert cells(dialog.table) == [
        ("lines[1].memo", "Paper", "Mine", "the line is gone"),
        ("lines[2].memo", "Paper", "Mine, too", "Theirs"),
    ]
    assert "cannot be kept" in dialog.words.text()
    click(dialog.all_mine)
    assert dialog.taken == {"/lines/0/memo"}
    assert [each["memo"] for each in rebased(mine, FORM, theirs, dialog.taken).record["lines"]] == ["Mine, too", "Paper"]
    removed = [each for each in dialog.others.rows.changes if each.new is None]
    assert [change.old["key"] for change in removed] == ["20000"]


def test_a_line_that_i_removed_and_they_changed(shows: Shows) -> None:
    mine = changed({"/lines": [line("20001"), line("20002")]}).draft
    dialog = dialog_of(mine, there({"/lines": [line("20000", "Theirs"), line("20001"), line("20002")]}))
    shows(dialog)
    assert cells(dialog.table) == [("lines[1]", "Paper · 100.00 · 4000 · 100", "removed", "Theirs · 100.00 · 4000 · 100")]


def test_where_nothing_is_in_conflict_nothing_is_asked(shows: Shows) -> None:
    dialog = dialog_of(changed({"/dueDate": "2026-11-30"}).draft, there({"/referenceNumber": "PO-9"}), who="")
    shows(dialog)
    assert not dialog.table.isVisible()
    assert not dialog.all_mine.isVisible()
    assert dialog.others.isVisible()
    assert "None of your changes touches" in dialog.words.text()
    assert dialog.taken == frozenset()


@pytest.mark.parametrize("count", [60, 2_000])
def test_many_conflicts_stay_within_the_screen_and_are_there_at_once(shows: Shows, count: int) -> None:
    mine = changed({"/lines": [line(str(20_000 + at), f"Mine {at}") for at in range(count)]}, lines=count).draft
    theirs = there({"/lines": [line(str(20_000 + at), f"Theirs {at}") for at in range(count)]})
    found, elsewhere = conflicts(mine, FORM, theirs), changed_elsewhere(mine, FORM, theirs)
    began = time.process_time()
    dialog = ConflictDialog("Bill 10248", found, elsewhere, "")
    shows(dialog)
    dialog.grab()
    click(dialog.all_theirs)
    assert time.process_time() - began < 2
    assert len(dialog.taken) == count
    assert not dialog.others.isVisible(), "all of it is in conflict"
    assert dialog.height() < dialog.screen().availableGeometry().height()


async def test_the_choice_is_told_and_closing_declines(shows: Shows, until: Until) -> None:
    page = QWidget()
    shows(page)
    draft, theirs = changed({"/dueDate": "2026-11-30"}).draft, there({"/dueDate": "2026-12-15"})

    async def opened() -> "tuple[asyncio.Task[frozenset[Place]], ConflictDialog]":
        asking = asyncio.create_task(resolved("Bill", conflicts(draft, FORM, theirs), (), "", page))
        await until(lambda: showing(ConflictDialog))
        dialog = showing(ConflictDialog)
        assert dialog is not None
        return asking, dialog

    asking, dialog = await opened()
    assert dialog.focusWidget() is dialog.table
    QTest.keyClick(dialog.table, Qt.Key.Key_Right)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert await asking == {"/dueDate"}
    asking, dialog = await opened()
    QTest.keyClick(dialog.table, Qt.Key.Key_Escape)
    with pytest.raises(Declined):
        await asking
