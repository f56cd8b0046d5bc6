"""Messages: their words, their place, their buttons."""

import asyncio
import errno
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.api.errors import ErrorDetail, IntacctError, NoAnswer, NoAnswerReason, NotSignedIn
from intacct_desktop.ui import tasks
from intacct_desktop.ui.notice import NoticeArea, reporter
from intacct_desktop.ui.wording import Message, Severity, describe

REFUSED = Message(Severity.ERROR, "Intacct refused.", "Nothing was changed.", "Try again.", "REST-1106")


@pytest.fixture
def area(qtbot: QtBot) -> NoticeArea:
    area = NoticeArea()
    qtbot.addWidget(area)
    return area


@pytest.fixture
def default_reporter() -> Iterator[None]:
    yield
    tasks.set_reporter(None)


def button(within: QWidget, text: str) -> QPushButton:
    return next(found for found in within.findChildren(QPushButton) if found.text() == text)


def test_the_area_takes_no_room_while_it_is_empty(area: NoticeArea) -> None:
    assert area.isHidden()
    notice = area.show_message(REFUSED)
    assert area.isVisible()
    assert notice.accessibleName() == "Error: Intacct refused. Nothing was changed. Try again."
    next(close for close in notice.findChildren(QToolButton)).click()
    assert area.isHidden()
    assert area.notices == []


def test_details_are_copied_and_again_takes_the_notice_away(area: NoticeArea) -> None:
    ran: list[bool] = []
    notice = area.show_message(REFUSED, again=lambda: ran.append(True))
    button(notice, "Copy details").click()
    assert QGuiApplication.clipboard().text() == "Intacct refused.\nNothing was changed.\nTry again.\n\nREST-1106\n"
    button(notice, "Try again").click()
    assert ran == [True]
    assert area.notices == []


def test_the_same_message_stands_once_and_the_newest_first(area: NoticeArea) -> None:
    for number in (1, 2, 1, 3, 4, 5):
        area.show_message(Message(Severity.WARNING, f"Message {number}."))
    assert [notice.message.happened for notice in area.notices] == [f"Message {number}." for number in (5, 4, 3, 1)]


def test_what_was_done_last_takes_the_place_of_what_was_done_before(area: NoticeArea) -> None:
    area.show_message(REFUSED)
    for number in (1, 2, 3):
        area.show_message(Message(Severity.SUCCESS, f"Bill {number} was changed."))
    assert [notice.message.happened for notice in area.notices] == ["Bill 3 was changed.", "Intacct refused."]


@pytest.mark.usefixtures("default_reporter")
async def test_an_error_stands_on_the_page_of_its_owner_else_in_the_window(qtbot: QtBot, area: NoticeArea) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    own, child = NoticeArea(page), QWidget(page)
    tasks.set_reporter(reporter(area))
    stray = QWidget()
    qtbot.addWidget(stray)

    async def fail() -> None:
        raise OSError(errno.EACCES, "Permission denied", "bills.csv")

    for owner in (child, stray):
        await tasks.run(owner, fail(), name="Export").wait()
        await asyncio.sleep(0)
    assert [notice.message.happened for notice in own.notices] == ["The computer refused: Permission denied: bills.csv"]
    assert len(area.notices) == 1


@pytest.mark.parametrize(
    ("error", "severity", "says"),
    [
        (IntacctError(400, "Not queryable", error_id="REST-1106", placeholders={"FIELD": "dueDays"}), Severity.ERROR, "field dueDays"),
        (IntacctError(401, "Invalid token"), Severity.ERROR, "Sign in again"),
        (IntacctError(429, "", retry_after=3.0), Severity.WARNING, "Wait a minute"),
        (IntacctError(403, "No permission"), Severity.ERROR, "administrator"),
        (IntacctError(403, ""), Severity.ERROR, "proxy"),
        (IntacctError(200, "", code="not-a-page"), Severity.ERROR, "proxy"),
        (OSError(errno.ENOSPC, "No space left on device"), Severity.ERROR, "Make room"),
        (IntacctError(404, "Not found"), Severity.ERROR, "deleted"),
        (IntacctError(500, "Oops"), Severity.ERROR, "support"),
        (NotSignedIn(), Severity.WARNING, "Sign in"),
        (ValueError("odd"), Severity.ERROR, "report"),
        (TimeoutError(), Severity.ERROR, "again"),
        *((NoAnswer(reason, "api.example", "detail"), Severity.ERROR, "") for reason in NoAnswerReason),
    ],
    ids=lambda value: str(value) if isinstance(value, Exception) else "",
)
def test_every_error_has_its_three_parts(error: Exception, severity: Severity, says: str) -> None:
    message = describe(error)
    assert message.severity is severity
    assert all((message.happened, message.means, message.todo))
    assert says in message.todo
    assert "{" not in message.spoken()


def test_the_details_are_intaccts_own_words_and_ids() -> None:
    error = IntacctError(
        422,
        "Not valid",
        code="invalidRequest",
        error_id="REST-1034",
        support_id="Kxyz~1",
        details=(ErrorDetail("Not a date", error_id="BL01", target="/dueDate", correction="Use YYYY-MM-DD"),),
    )
    assert describe(error).details.splitlines() == [
        "HTTP 422",
        "Not valid",
        "code: invalidRequest",
        "errorId: REST-1034",
        "supportId: Kxyz~1",
        "- BL01 · /dueDate · Not a date · Use YYYY-MM-DD",
    ]
