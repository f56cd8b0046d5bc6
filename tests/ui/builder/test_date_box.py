"""A date is typed, or chosen by name or in the calendar, by mouse and by keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView, QToolButton

from intacct_desktop.api.operators import RELATIVE_DATES
from intacct_desktop.ui.builder.date_box import DateBox
from intacct_desktop.ui.builder.entry import DateCodec, DateTimeCodec, Notation

NOTATION = Notation()


@pytest.fixture
def boxes() -> Iterator[list[DateBox]]:
    made: list[DateBox] = []
    yield made
    for box in made:
        box.panel.close()
        box.close()
        box.deleteLater()


def shown(boxes: list[DateBox], box: DateBox, value: str) -> DateBox:
    boxes.append(box)
    box.set_value(value)
    box.show()
    box.open_panel()
    return box


def test_all_relative_dates_are_offered_by_name(boxes: list[DateBox]) -> None:
    box = shown(boxes, DateBox(DateCodec(NOTATION), NOTATION), "today")
    names = [box.panel.relative.item(row).data(Qt.ItemDataRole.UserRole) for row in range(box.panel.relative.count())]
    assert tuple(names) == RELATIVE_DATES
    QTest.keyClick(box.panel.relative, Qt.Key.Key_End)
    QTest.keyClick(box.panel.relative, Qt.Key.Key_Return)
    assert box.value == "priorYear"
    assert not box.panel.isVisible()


def test_a_day_is_clicked_in_the_calendar(boxes: list[DateBox]) -> None:
    box = shown(boxes, DateBox(DateCodec(NOTATION), NOTATION), "2026-11-18")
    calendar = box.panel.calendar
    following = next(button for button in calendar.findChildren(QToolButton) if button.objectName() == "qt_calendar_nextmonth")
    QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    assert (calendar.yearShown(), calendar.monthShown()) == (2026, 12)
    view = calendar.findChild(QTableView)
    assert view is not None
    day = next(
        view.model().index(row, column)
        for row in range(2, view.model().rowCount())
        for column in range(view.model().columnCount())
        if view.model().index(row, column).data() == 16
    )
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(day).center() + QPoint(1, 1))
    assert box.value == "2026-12-16"
    assert not box.panel.isVisible()


def test_a_day_is_reached_by_the_arrow_keys(boxes: list[DateBox]) -> None:
    box = shown(boxes, DateBox(DateCodec(NOTATION), NOTATION), "2026-11-18")
    view = box.panel.calendar.findChild(QTableView)
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert box.panel.calendar.selectedDate() == QDate(2026, 11, 26)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert box.value == "2026-11-26"
    assert not box.panel.isVisible()


def test_another_day_keeps_the_time(boxes: list[DateBox]) -> None:
    box = shown(boxes, DateBox(DateTimeCodec(NOTATION), NOTATION), "2026-11-18T16:30:00Z")
    box.panel.calendar.clicked.emit(QDate(2026, 12, 1))
    assert box.value == "2026-12-01T16:30:00Z"
    box.open_panel()
    QTest.keyClick(box.panel.relative, Qt.Key.Key_Home)
    QTest.keyClick(box.panel.relative, Qt.Key.Key_Return)
    assert box.value == "today"
