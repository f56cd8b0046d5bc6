"""What stands above a form: the record's name, its state, whom it is about, and the way to a field."""

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from intacct_desktop.api.records.draft import draft_of, new_draft
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.ui.record.record_header import RecordHeader
from intacct_desktop.ui.tour.hands import click
from tests.forms import form_for

BILL = "accounts-payable/bill"
FORM, NEW = form_for(BILL, Purpose.CHANGE), form_for(BILL, Purpose.CREATE)
WEB = "https://www.example.com/bill?.r=7"
RECORD = {
    "key": "7",
    "id": "7",
    "state": "partiallyPaid",
    "webURL": WEB,
    "vendor": {"key": "14", "id": "V-00014", "name": "O'Neill & Sons"},
}


@pytest.fixture
def header(qtbot: QtBot) -> RecordHeader:
    header = RecordHeader()
    qtbot.addWidget(header)
    header.show()
    return header


def test_a_record_and_the_ways_out_of_it(header: RecordHeader) -> None:
    header.show_record(FORM, draft_of(FORM, RECORD), quick=False)
    assert header.title.text() == "Bill 7"
    assert header.state.isVisible()
    assert "artiallyPaid" in header.state.text() or "artially paid" in header.state.text()
    assert header.state.text() in header.state.accessibleName(), "the state is heard, too"
    assert header.party.text() == "V-00014 · O'Neill && Sons", "the sign of a shortcut is none here"
    assert not header.all_fields.isVisible()
    links, web = QSignalSpy(header.link_wished), QSignalSpy(header.web_wished)
    click(header.party)
    click(header.web)
    assert (links.at(0), web.at(0)) == (["accounts-payable/vendor", "14"], [WEB])


def test_a_new_record_has_a_name_and_no_state(header: RecordHeader) -> None:
    header.show_record(FORM, draft_of(FORM, RECORD), quick=False)
    header.show_record(NEW, new_draft(NEW, {"/vendor": {"id": "V-1", "key": None}}), quick=True)
    assert header.title.text() == "New bill"
    shown = [widget.isVisible() for widget in (header.state, header.party, header.web, header.all_fields)]
    assert shown == [False, False, False, True]


def test_what_is_found_is_counted_while_something_is_looked_for(header: RecordHeader) -> None:
    header.show_found(3)
    assert header.found.text() == ""
    header.search.setText("date")
    header.show_found(1)
    assert header.found.text() == "1 field"
    header.show_found(3)
    assert header.found.text() == "3 fields"
