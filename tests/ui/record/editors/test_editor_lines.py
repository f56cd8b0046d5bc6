"""Numbers, dates and moments: read while they are typed, written the usual way when the line is left, kept where they are none."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from intacct_desktop.api.filter_values import number_in
from intacct_desktop.api.records.form import EntryKind, Lock
from intacct_desktop.ui.record.editors.date_editor import DateEditor
from intacct_desktop.ui.record.editors.line import Line
from tests.ui.record.editors.conftest import Show, entry_of

AMOUNT = entry_of(EntryKind.DECIMAL, format="decimal-precision-2")
RATE = entry_of(EntryKind.DECIMAL, format="decimal-precision-10")
NUMBER = entry_of(EntryKind.DECIMAL, "number")
INTEGER = entry_of(EntryKind.INTEGER, "integer")
DAY = entry_of(EntryKind.DATE, format="date")
MOMENT = entry_of(EntryKind.DATE_TIME, format="date-time")


async def test_an_amount_is_sent_as_it_travels_and_shown_as_the_language_writes_it(show: Show) -> None:
    shown = await show(AMOUNT, "1240.00", locale="fr_FR")
    assert shown.line.text() == "1\u202f240,00"
    shown.types("2 480,5")
    assert shown.values[-1] == shown.editor.value == "2480.50"
    assert shown.line.text() == "2 480,5"
    shown.leaves()
    assert shown.line.text() == "2\u202f480,50"
    assert shown.values[-1] == "2480.50"
    assert not shown.editor.problem


async def test_typing_is_not_disturbed_by_the_value_that_comes_back(show: Show) -> None:
    shown = await show(AMOUNT, "1.00")
    shown.editor.value_edited.connect(shown.editor.set_value)
    shown.types("12.3")
    shown.line.setCursorPosition(1)
    shown.editor.set_value("12.30")
    QTest.keyClicks(shown.line, "9")
    assert shown.line.text() == "192.3"
    assert shown.values == ["12.00", "12.30", "192.30"]  # "1" was there, "12." is "12"
    shown.editor.set_value("5.00")
    assert shown.line.text() == "5.00"
    assert len(shown.values) == 3


@pytest.mark.parametrize("typed", ["12,505", "12,3,4", "1.240", "douze"])
async def test_what_is_no_amount_stays_as_typed_and_is_none_on_the_wire(show: Show, typed: str) -> None:
    shown = await show(AMOUNT, "1.00", locale="fr_FR")
    shown.types(typed)
    assert shown.values[-1].rstrip() == shown.line.text() == typed
    assert shown.editor.problem
    assert shown.line.property("invalid") is True
    assert shown.line.accessibleDescription() == shown.editor.problem
    shown.leaves()
    assert shown.line.text() == typed
    kept = shown.values[-1]
    assert number_in(kept) is None
    again = await show(AMOUNT, kept, locale="fr_FR")
    assert again.line.text() == typed
    assert again.editor.problem == shown.editor.problem
    again.types("12,50")
    assert again.values[-1] == "12.50"
    assert not again.editor.problem
    assert again.line.property("invalid") is False


async def test_a_rate_keeps_its_places(show: Show) -> None:
    shown = await show(RATE, None)
    shown.types("1.0854321")
    shown.leaves()
    assert (shown.values[-1], shown.line.text()) == ("1.0854321", "1.0854321")


async def test_numbers_travel_as_numbers(show: Show) -> None:
    from decimal import Decimal

    shown = await show(NUMBER, 3)
    shown.types("1,240.75")
    assert repr(shown.values[-1]) == repr(Decimal("1240.75"))
    shown.types("12")
    assert repr(shown.values[-1]) == "12"
    whole = await show(INTEGER, 3)
    whole.types("4.5")
    assert whole.values[-1].rstrip() == "4.5"
    assert whole.editor.problem
    whole.types("1,240")
    assert repr(whole.values[-1]) == "1240"
    whole.types(" ")
    assert whole.values[-1] is None


async def test_a_date_that_is_none_and_a_pasted_one(show: Show) -> None:
    shown = await show(DAY, "2026-11-30", locale="fr_FR")
    assert shown.line.text() == "30/11/2026"
    shown.types("31/02/2026")
    shown.leaves()
    assert shown.line.text() == shown.values[-1] == "31/02/2026"
    assert "31/12/2026" in shown.editor.problem  # how to write it
    shown.pastes("31 déc. 2026")
    shown.leaves()
    assert shown.line.text() == "31/12/2026"
    assert shown.values[-1] == "2026-12-31"
    assert not shown.editor.problem


async def test_a_day_is_chosen_in_the_calendar_and_keeps_its_time(show: Show) -> None:
    shown = await show(MOMENT, "2026-11-30T16:30:00Z")
    assert shown.line.text() == "11/30/2026 16:30:00 UTC"
    QTest.keyClick(shown.line, Qt.Key.Key_F4)
    assert isinstance(shown.editor, DateEditor)
    assert shown.editor.panel.isVisible()
    assert shown.editor.panel.calendar.selectedDate() == QDate(2026, 11, 30)
    shown.editor.panel.calendar.clicked.emit(QDate(2026, 12, 24))
    assert shown.values == ["2026-12-24T16:30:00Z"]
    day = await show(DAY, None)
    QTest.keyClick(day.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert isinstance(day.editor, DateEditor)
    day.editor.panel.calendar.clicked.emit(QDate(2026, 12, 24))
    assert (day.values, day.line.text()) == (["2026-12-24"], "12/24/2026")


async def test_a_lock_is_seen_said_and_lets_copy(show: Show) -> None:
    shown = await show(DAY, "2026-11-30")
    shown.editor.set_lock(Lock.CREATE_ONLY)
    assert isinstance(shown.line, Line)
    assert shown.line.tag == "create only"
    assert "cannot be changed later" in shown.line.toolTip()
    assert shown.line.toolTip() == shown.line.accessibleDescription()
    assert shown.line.accessibleName() == "Member"
    shown.types("12/31/2026")
    QTest.keyClick(shown.line, Qt.Key.Key_F4)
    shown.leaves()
    assert shown.line.text() == "11/30/2026"
    assert shown.values == []
    shown.line.selectAll()
    assert shown.line.selectedText() == "11/30/2026"
    shown.editor.set_lock(None)
    shown.types("12/31/2026")
    assert shown.values[-1] == "2026-12-31"
    assert not shown.line.toolTip()


async def test_the_words_of_a_lock_give_way_to_the_text(show: Show) -> None:
    narrow = await show(MOMENT, "2026-11-30T16:30:00Z", width=210)
    wide = await show(MOMENT, "2026-11-30T16:30:00Z", width=420)
    margins = []
    for shown in (narrow, wide):
        shown.editor.set_lock(Lock.CREATE_ONLY)
        margins.append(shown.line.textMargins().right())
    assert margins[0] < margins[1]


async def test_what_the_company_itself_says_is_not_the_persons_to_mend(show: Show) -> None:
    shown = await show(DAY, None)
    shown.editor.set_lock(Lock.READ_ONLY)
    shown.editor.set_value("00/00/0000")
    assert shown.line.text() == "00/00/0000"
    assert not shown.editor.problem


async def test_a_refusal_is_marked_until_it_is_taken_away(show: Show) -> None:
    shown = await show(AMOUNT, "1.00")
    shown.editor.set_problem("The amount must be at least 2.")
    assert shown.line.property("invalid") is True
    assert shown.line.toolTip() == shown.line.accessibleDescription() == "The amount must be at least 2."
    shown.editor.set_problem("")
    assert shown.line.property("invalid") is False
