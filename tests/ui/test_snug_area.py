from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.ui.snug_area import SnugArea


def test_what_it_holds_is_whole_where_there_is_room_and_scrolls_where_not(qtbot: QtBot) -> None:
    page, content, rest = QWidget(), QWidget(), QWidget()
    qtbot.addWidget(page)
    rest.setMinimumHeight(100)
    lines = QVBoxLayout(content)
    area = SnugArea(content)
    column = QVBoxLayout(page)
    column.addWidget(area)
    column.addWidget(rest, 1)
    lines.addWidget(QLabel("one"))
    page.resize(300, 600)
    page.show()
    assert area.height() == content.sizeHint().height()

    tall = QLabel("two", alignment=Qt.AlignmentFlag.AlignTop)
    tall.setMinimumHeight(400)
    lines.addWidget(tall)
    qtbot.waitUntil(lambda: area.height() == content.sizeHint().height())
    assert not area.verticalScrollBar().isVisible()

    page.resize(300, 300)
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert rest.height() >= 100
