"""A list's table in a window, with whoever holds the list beside it: what is told comes back as what is shown."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from intacct_desktop.api.records.form import Form, Purpose
from intacct_desktop.api.records.source import ValueSource
from intacct_desktop.api.records.values import Place, Record, value_at
from intacct_desktop.ui.record.lines import telling
from intacct_desktop.ui.record.lines.lines_table import LinesTable
from tests.forms import form_for
from tests.ui.conftest import Until

KEY = Qt.Key
CTRL, ALT, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier

BILL = form_for("accounts-payable/bill", Purpose.CHANGE)
JOURNAL = form_for("general-ledger/journal-entry", Purpose.CREATE)
ATTACHMENT = form_for("company-config/attachment", Purpose.CHANGE)
GROUP = form_for("accounts-payable/vendor-group", Purpose.CHANGE)


def line(key: str | None, amount: str, memo: str = "Paper") -> dict[str, Any]:
    item = {
        "memo": memo,
        "txnAmount": amount,
        "baseAmount": amount,
        "glAccount": {"key": "5", "id": "6252", "name": "Entertainment", "href": "/objects/general-ledger/account/5"},
        "dimensions": {"location": {"key": "1", "id": "100", "name": "Riverside"}, "department": {"key": None, "id": None, "name": None}},
    }
    return item if key is None else {"key": key, "id": key, **item}


class Held:
    """The table, what it told, and the list as it is."""

    def __init__(self, form: Form, path: str, base: Sequence[Record], header: Record, source: ValueSource | None) -> None:
        self.table = LinesTable(form.lines[path], source)
        self.base, self.items, self.header = list(base), list(base), header
        self.told: list[list[Record]] = []
        self.links: list[tuple[str, str]] = []
        self.problems: dict[Place, str] = {}
        self.table.items_edited.connect(self._take)
        self.table.link_wished.connect(lambda *link: self.links.append(link))
        self.show()

    def _take(self, items: list[Record]) -> None:
        self.told.append(items)
        self.items = items
        self.show()

    def show(self, *, editable: bool = True) -> None:
        self.table.show_items(self.items, self.base, self.problems, editable=editable, header=self.header)

    @property
    def columns(self) -> list[str]:
        return [column.path for column in self.table.view.rows.columns]

    @property
    def cursor(self) -> tuple[int, str]:
        current = self.table.view.currentIndex()
        return current.row(), self.columns[current.column()]

    def goes_to(self, row: int, path: str) -> None:
        self.table.view.setFocus()
        self.table.view.go_to(row, self.columns.index(path))

    def presses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """In whatever has the focus."""
        focused = QGuiApplication.focusObject()
        assert isinstance(focused, QWidget)
        QTest.keyClick(focused, key, modifiers)

    def types(self, text: str) -> None:
        for sign in text:
            focused = QGuiApplication.focusObject()
            assert isinstance(focused, QWidget)
            QTest.keyClicks(focused, sign)

    def pastes(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.presses(KEY.Key_V, CTRL)

    def column(self, path: str) -> list[Any]:
        return [value_at(item, "/" + path.replace(".", "/")) for item in self.items]

    @property
    def editor(self) -> QLineEdit | None:
        focused = QGuiApplication.focusObject()
        return focused if isinstance(focused, QLineEdit) else None


@pytest.fixture(autouse=True)
def nothing_chosen() -> Iterator[None]:
    """No choice of columns from another test."""
    telling.chosen.cache_clear()
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def hold(until: Until) -> Iterator[Callable[..., Awaitable[Held]]]:
    """``await hold(BILL, "lines", items)``: a table in an active window, the cursor in its first cell."""
    made: list[Held] = []

    async def make(
        form: Form, path: str, base: Sequence[Record], header: Mapping[str, Any] | None = None, source: ValueSource | None = None
    ) -> Held:
        held = Held(form, path, base, header or {}, source)
        made.append(held)
        held.table.resize(1000, 400)
        held.table.show()
        held.table.activateWindow()
        await until(held.table.isActiveWindow)
        held.table.setFocus()
        return held

    yield make
    for held in made:
        held.table.close()
        held.table.deleteLater()
