"""The difference as a person meets it: what would go out is seen, all of it, and only that can be sent."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QToolButton, QWidget

from intacct_desktop.api.records.draft import draft_of, outgoing
from intacct_desktop.ui.record.document import RecordDocument
from intacct_desktop.ui.record.review.changes_table import FIELD, NEW, OLD, ChangesTable
from intacct_desktop.ui.record.review.review_pane import ReviewPane
from intacct_desktop.ui.tour.hands import click
from tests.ui.record.review.conftest import FORM, LONG, bill, changed, created, line

Shows = Callable[[QWidget], None]


@pytest.fixture
def pane(shows: Shows) -> ReviewPane:
    pane = ReviewPane()
    shows(pane)
    return pane


def rows(table: ChangesTable, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[tuple[str, ...]]:
    model = table.model()
    columns = [column for column in (FIELD, OLD, NEW) if not table.isColumnHidden(column)]
    return [tuple(model.index(row, column).data(role) for column in columns) for row in range(model.rowCount())]


def test_old_and_new_stand_side_by_side_and_the_exact_request_below(pane: ReviewPane) -> None:
    document = changed()
    document.entity = "Lyon"
    pane.set_document(document)
    assert rows(pane.table) == [
        ("dueDate", "11/16/2026", "11/30/2026"),
        ("lines[2].memo", "Paper", "Ink"),
        ("lines[3]", "new line", "Pens · 100.00 · 4000 · 100"),
        ("lines[3]", "Paper · 100.00 · 4000 · 100", "removed"),
    ]
    (write,) = pane.writes
    assert write == document.write()[0]
    head, body = pane.request.toPlainText().split("\n\n")
    assert head.splitlines() == [
        "PATCH /objects/accounts-payable/bill/10248",
        "X-IA-API-Param-Entity: Lyon",
        f"Idempotency-Key: {write.idempotency_key}",
        "Content-Type: application/json",
    ]
    assert msgspec.json.decode(body) == write.body
    assert pane.send.text() == "Send 4 changes"
    sent = QSignalSpy(pane.send_wished)
    click(pane.send)
    assert sent.count() == 1


def test_of_a_new_record_all_is_shown_that_goes_out(pane: ReviewPane) -> None:
    document = created()
    pane.set_document(document)
    (write,) = pane.writes
    assert [head for column in (FIELD, NEW) if (head := pane.table.model().headerData(column, Qt.Orientation.Horizontal))] == [
        "Field",
        "Value",
    ]
    assert pane.table.isColumnHidden(OLD)
    listed = {field for field, _ in rows(pane.table)}
    assert {field.partition("[")[0].partition(".")[0] for field in listed} == set(write.body)
    assert {"state", "isOnHold", "lines[1]", "lines[2]"} <= listed, "defaults go out, too"
    assert {change.path for change in outgoing(document.draft, document.form)} == listed
    assert (pane.send.text(), pane.send.isEnabled()) == ("Create bill", True)
    assert not pane.state.isVisible()


def test_of_long_texts_the_difference_is_seen_and_all_can_be_read(pane: ReviewPane) -> None:
    pane.set_document(changed({"/description": f"{LONG}, site B"}))
    assert rows(pane.table) == [("description", "…e pond", "…e pond, site B")]
    assert rows(pane.table, Qt.ItemDataRole.ToolTipRole) == [("description", LONG, f"{LONG}, site B")]
    assert rows(pane.table, Qt.ItemDataRole.AccessibleTextRole) == [("description", LONG, f"{LONG}, site B")]


def test_what_stands_in_the_way_is_said_and_led_to(pane: ReviewPane) -> None:
    document = changed({"/dueDate": "31.11.2026", "/vendor": None})
    pane.set_document(document)
    assert pane.note.text() == "dueDate: This is not a date. 1 more is marked."
    assert pane.send.accessibleDescription() == pane.note.text()
    assert not pane.send.isEnabled()
    wished = QSignalSpy(pane.place_chosen)
    click(pane.look)
    assert wished.at(0) == ["/dueDate"]
    document.edit("/dueDate", "2026-11-29")
    assert pane.note.text() == "vendor: This is required."
    document.edit("/vendor", {"id": "V-00014"})
    assert pane.send.isEnabled()
    assert not pane.look.isVisible()


def test_what_the_level_forbids_and_what_is_under_way_cannot_be_sent(pane: ReviewPane) -> None:
    pane.set_document(changed())
    pane.set_forbidden("The safety level is View only.")
    assert (pane.send.isEnabled(), pane.discard.isEnabled(), pane.note.text()) == (False, True, "The safety level is View only.")
    pane.set_forbidden("")
    pane.set_busy(True)
    assert (pane.send.isEnabled(), pane.discard.isEnabled(), pane.note.text()) == (False, False, "Waiting for Intacct…")
    pane.set_busy(False)
    assert pane.send.isEnabled()
    assert "journal" in pane.note.text()


def test_nothing_changed_and_too_much_changed(pane: ReviewPane) -> None:
    pane.set_document(RecordDocument(FORM, draft_of(FORM, bill())))
    assert (pane.note.text(), pane.send.isEnabled(), pane.send.text()) == ("Nothing has been changed.", False, "Send")
    pane.set_document(changed({"/description": "x" * 1_000_001}))
    assert "takes 976.6 KiB at most" in pane.note.text()
    assert not pane.send.isEnabled()


def test_what_is_said_of_the_record_lasts_until_it_is_read_again(pane: ReviewPane) -> None:
    document = changed()
    document.read_at = datetime(2026, 11, 21, 9, 14).astimezone(UTC)
    pane.set_document(document)
    assert pane.state.text().replace("\u202f", " ").startswith("Read at 9:14 AM;")
    pane.show_state("No answer came the last time.", "warning")
    document.edit("/dueDate", "2026-12-01")
    assert pane.state.text() == "No answer came the last time."
    document.show(FORM, draft_of(FORM, bill()), None)
    assert document.read_at > datetime.now(UTC) - timedelta(minutes=1)
    assert pane.state.text().startswith("Read at ")


def test_by_keyboard_to_the_field_to_the_clipboard_and_out(pane: ReviewPane) -> None:
    pane.set_document(changed())
    chosen, closed = QSignalSpy(pane.place_chosen), QSignalSpy(pane.close_wished)
    pane.table.setCurrentIndex(pane.table.model().index(1, FIELD))
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert chosen.at(0) == ["/lines/1/memo"]
    QTest.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "lines[2].memo\tPaper\tInk"
    click(next(button for button in pane.findChildren(QToolButton) if button.accessibleName() == "Copy the request"))
    assert QGuiApplication.clipboard().text() == pane.request.toPlainText()
    QTest.keyClick(pane.table, Qt.Key.Key_Escape)
    assert closed.count() == 1


def test_an_edit_elsewhere_leaves_the_row_and_the_place_where_one_reads(pane: ReviewPane) -> None:
    document = changed({"/lines": [line(str(20_000 + at), f"Memo {at}") for at in range(60)]}, lines=60)
    pane.set_document(document)
    pane.table.setCurrentIndex(pane.table.model().index(30, FIELD))
    pane.request.verticalScrollBar().setValue(20)
    document.edit("/lines/59/memo", "Another")
    assert pane.table.currentIndex().row() == 30
    assert pane.request.verticalScrollBar().value() == 20
    assert rows(pane.table)[59] == ("lines[60].memo", "Paper", "Another")


def test_a_hidden_pane_does_nothing_and_a_closed_one_follows_no_more(pane: ReviewPane) -> None:
    document = changed()
    pane.hide()
    pane.set_document(document)
    assert rows(pane.table) == []
    pane.show()
    assert len(rows(pane.table)) == 4
    pane.set_document(None)
    document.edit("/dueDate", "2026-12-01")
    assert pane.writes == ()
    assert pane.first_problem() is None


def test_names_keep_to_their_part_of_a_narrow_pane(pane: ReviewPane) -> None:
    pane.set_document(changed({"/lines": [line("20000", "x") | {"dimensions": {"location": {"id": "200"}, "department": {"id": "1"}}}]}))
    for width in (340, 480):
        pane.resize(width, 620)
        table = pane.table
        assert table.columnWidth(FIELD) <= 0.46 * table.viewport().width()
        assert sum(table.columnWidth(column) for column in (FIELD, OLD, NEW)) == table.viewport().width()
        assert table.wanted_height < pane.height()


def test_two_thousand_changed_lines_take_little_longer_than_a_tenth_of_them(pane: ReviewPane) -> None:
    """What is seen is drawn, and no more: the rest is the request's text, which grows with the lines."""

    def seconds(lines: int) -> float:
        document = changed({"/lines": [line(str(20_000 + at), "x") for at in range(lines)]}, lines=lines)
        pane.set_document(document)
        taken = []
        for round_ in range(3):
            document.edit("/lines/0/memo", f"Memo {round_}")
            began = time.process_time()
            pane.refresh()
            pane.grab()
            taken.append(time.process_time() - began)
        return min(taken)

    few, many = seconds(200), seconds(2_000)
    assert len(rows(pane.table)) == 2_000
    assert many < 20 * few
