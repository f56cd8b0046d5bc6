"""What became of several records: the ones that failed first, each with its reason."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from intacct_desktop.api.errors import ErrorDetail, IntacctError
from intacct_desktop.ui.record.review.outcomes_dialog import OutcomesDialog, RecordOutcome
from intacct_desktop.ui.tour.hands import click

USED = IntacctError(
    422,
    "The operation failed",
    code="operationFailed",
    support_id="aZ~9",
    details=(ErrorDetail("The vendor is used by 3 bills", "operationFailed"), ErrorDetail("The operation failed", "operationFailed")),
)
OUTCOMES = [
    RecordOutcome("Vendor V-1", "1"),
    RecordOutcome("Vendor V-2", "2", USED),
    RecordOutcome("Vendor V-3", "3"),
    RecordOutcome("Vendor V-4", "4", IntacctError(404, "", code="notFound")),
    RecordOutcome("Vendor V-5", "5", IntacctError(0, "host: timed-out: 60 s", code="no-answer")),
]


def test_each_record_has_its_outcome_and_the_reason_can_be_read_whole(shows: Callable[[QWidget], None]) -> None:
    dialog = OutcomesDialog("2 vendors deleted, 3 refused", OUTCOMES)
    shows(dialog)
    assert dialog.as_text().splitlines() == [
        "Vendor V-2\tRefused (422)\tThe operation failed · The vendor is used by 3 bills · operationFailed aZ~9",
        "Vendor V-4\tRefused (404)\tnotFound",
        "Vendor V-5\tNo answer\thost: timed-out: 60 s",
        "Vendor V-1\tDone\t",
        "Vendor V-3\tDone\t",
    ]
    table = dialog.table
    assert [table.model().index(row, 0).data() for row in range(5)] == [line.split("\t")[0] for line in dialog.as_text().splitlines()]
    assert dialog.why.text().splitlines()[:2] == ["The operation failed", "The vendor is used by 3 bills"]
    assert "rule of the company" in dialog.why.text()
    assert dialog.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert dialog.why.text() == "Intacct has nothing by this name or key."
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert dialog.why.text() == "It was done."
    copy = next(button for button in dialog.findChildren(QPushButton) if button.accessibleName() == "Copy all outcomes")
    click(copy)
    assert QGuiApplication.clipboard().text() == dialog.as_text()
