"""The request log: what it shows, keeps and copies."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot

from intacct_desktop.api.exchange import Exchange
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.request_log import MOST, Column, RequestLog, RequestModel
from intacct_desktop.ui.theme import Role, theme


def exchange(
    number: int = 1, status: int | None = 200, *, parameters: str = "", answer: str | None = '{"amount":"10.00","n":1.50}'
) -> Exchange:
    return Exchange(
        number=number,
        started=datetime(2026, 11, 20, 9, 14, 5, tzinfo=UTC).astimezone(),
        method="POST",
        path="/ia/api/v1/services/core/query",
        parameters=parameters,
        request_headers={"content-type": "application/json"},
        request_body='{"object":"accounts-payable/bill"}',
        status=status,
        size=None if status is None else 41_213,
        seconds=0.314,
        response_headers={} if status is None else {"server": "practice"},
        response_excerpt=answer,
        error="connection refused" if status is None else None,
    )


def texts(model: RequestModel, row: int) -> list[object]:
    return [model.index(row, column).data() for column in Column]


def test_the_model_holds_what_qt_asks_of_one() -> None:
    model = RequestModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for number in range(3):
        model.add(exchange(number))
    model.clear()
    model.add(exchange())
    assert tester.model() is model


def test_a_row_reads_like_the_exchange() -> None:
    model = RequestModel()
    model.add(exchange(parameters="name=a"))
    local = datetime(2026, 11, 20, 9, 14, 5, tzinfo=UTC).astimezone().strftime("%H:%M:%S")
    assert texts(model, 0) == [local, "POST", "/ia/api/v1/services/core/query?name=a", "200", "41 kB", "0.31 s"]
    assert model.index(0, Column.STATUS).data(Qt.ItemDataRole.ForegroundRole) is None


def test_a_failure_has_a_colour_and_a_sign_or_word() -> None:
    model = RequestModel()
    model.add(exchange(status=400))
    model.add(exchange(status=None))
    for row in (0, 1):
        assert model.index(row, Column.PATH).data(Qt.ItemDataRole.ForegroundRole) == theme().color(Role.NEGATIVE)
        assert not model.index(row, Column.STATUS).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert [texts(model, row)[Column.STATUS] for row in (0, 1)] == ["400", "no answer"]
    assert texts(model, 1)[Column.SIZE] == ""


def test_the_oldest_make_room() -> None:
    model = RequestModel()
    for number in range(MOST + 5):
        model.add(exchange(number))
    assert model.rowCount() == MOST
    assert (model.exchange(0).number, model.exchange(MOST - 1).number) == (5, MOST + 4)


def test_choosing_shows_and_copies_the_whole(qtbot: QtBot) -> None:
    actions = Actions()
    log = RequestLog(actions)
    qtbot.addWidget(log)
    assert not actions.action("requests.copy").isEnabled()
    log.add(exchange())
    log.add(exchange(status=None, answer='{"cut": "sho'))
    log.choose(0)
    whole = log.findChildren(QPlainTextEdit)[0]
    assert whole.toPlainText().splitlines() == [
        "POST /ia/api/v1/services/core/query",
        "content-type: application/json",
        "",
        "{",
        '  "object": "accounts-payable/bill"',
        "}",
        "",
        "HTTP 200",
        "server: practice",
        "",
        "{",
        '  "amount": "10.00",',
        '  "n": 1.50',
        "}",
    ]
    actions.action("requests.copy").trigger()
    assert QGuiApplication.clipboard().text() == whole.toPlainText() + "\n"
    log.choose(1)
    assert whole.toPlainText().splitlines()[-3:] == ["connection refused", "", '{"cut": "sho']
    actions.action("requests.clear").trigger()
    assert log.model.rowCount() == 0
    assert whole.toPlainText() == ""
    assert not actions.action("requests.clear").isEnabled()


def test_it_keeps_to_the_end_until_one_scrolls_away(qtbot: QtBot) -> None:
    log = RequestLog(Actions())
    qtbot.addWidget(log)
    log.resize(900, 200)
    log.show()
    bar = log.findChildren(QTableView)[0].verticalScrollBar()
    for number in range(50):
        log.add(exchange(number))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(0)
    log.add(exchange(50))
    log.findChildren(QTableView)[0].grab()
    assert bar.value() == 0


def test_the_latest_in_one_line(qtbot: QtBot) -> None:
    log = RequestLog(Actions())
    qtbot.addWidget(log)
    with qtbot.waitSignal(log.last_changed) as told:
        log.add(exchange())
    assert told.args == ["POST /ia/api/v1/services/core/query · 200 · 41 kB · 0.31 s"]
