"""Bills that are being changed, and a document of each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from intacct_desktop.api.records.draft import draft_of, new_draft
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.values import Place, Record
from intacct_desktop.ui.record.document import RecordDocument
from tests.forms import form_for

BILL = "accounts-payable/bill"
FORM, NEW = form_for(BILL, Purpose.CHANGE), form_for(BILL, Purpose.CREATE)
LONG = "Maintenance of the grounds and of the pond"


def line(key: str | None, memo: str = "Paper", amount: str = "100.00") -> dict[str, Any]:
    item = {
        "memo": memo,
        "txnAmount": amount,
        "glAccount": {"key": "5", "id": "4000", "name": "Sales"},
        "dimensions": {"location": {"key": "1", "id": "100", "name": "Riverside"}},
    }
    return item if key is None else {"key": key, "id": key, **item}


def bill(lines: int = 3) -> Record:
    return {
        "key": "10248",
        "id": "10248",
        "billNumber": "INV-1",
        "referenceNumber": None,
        "dueDate": "2026-11-16",
        "createdDate": "2026-10-23",
        "description": LONG,
        "vendor": {"key": "14", "id": "V-00014", "name": "O'Neill & Sons"},
        "lines": [line(str(20_000 + at)) for at in range(lines)],
        "audit": {"modifiedDateTime": "2026-10-23T08:00:00Z"},
    }


def changed(values: dict[Place, Any] | None = None, lines: int = 3, entity: str | None = None) -> RecordDocument:
    """A bill with these changes; by default of a member, and of its lines one changed, one removed, one added."""
    draft = draft_of(FORM, bill(lines))
    first, second, *_ = draft.record["lines"]
    for place, value in (values or {"/dueDate": "2026-11-30", "/lines": [first, {**second, "memo": "Ink"}, line(None, "Pens")]}).items():
        draft = draft.with_value(place, value)
    return RecordDocument(FORM, draft, entity=entity)


def created(**values: Any) -> RecordDocument:
    required = {"billNumber": "INV-2", "createdDate": "2026-11-01", "dueDate": "2026-11-30", "vendor": {"id": "V-00014"}}
    draft = new_draft(NEW, {f"/{name}": value for name, value in (required | values).items()})
    return RecordDocument(NEW, draft.with_value("/currency/txnCurrency", "USD").with_value("/lines", [line(None), line(None, "Ink")]))


@pytest.fixture
def shows() -> Iterator[Callable[[QWidget], None]]:
    """Show a widget at the width of a pane beside a form, until the test is over."""
    shown: list[QWidget] = []

    def show(widget: QWidget) -> None:
        shown.append(widget)
        widget.resize(380, 620)
        widget.show()

    yield show
    for widget in shown:
        widget.close()
        widget.deleteLater()
    QGuiApplication.clipboard().clear()
