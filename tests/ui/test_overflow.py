"""What a bar has no room for is in its menu, and does the same there."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from intacct_desktop.ui.overflow import Overflow


@pytest.fixture
def bar(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QHBoxLayout(made)
    return made


def buttons(bar: QWidget, *names: str) -> list[QPushButton]:
    made = []
    for name in names:
        button = QPushButton(name, bar)
        button.setAccessibleName(name)
        made.append(button)
    return made


def test_as_many_as_there_is_room_for(bar: QWidget) -> None:
    made = buttons(bar, "Count", "Save", "JSON")
    more = Overflow(made, bar)
    wide = sum(button.sizeHint().width() + 8 for button in made)
    more.fit(wide, 8)
    assert (more.folded, more.isHidden()) == ((), True)
    more.fit(wide - 1, 8)
    assert more.folded
    assert more.folded == tuple(made[-len(more.folded) :])
    assert not more.isHidden()
    more.fit(0, 8)
    assert more.folded == tuple(made)
    more.fit(wide, 8)
    assert (more.folded, more.isHidden()) == ((), True)


def test_the_menu_does_what_the_buttons_do(bar: QWidget) -> None:
    pressed: list[str] = []
    count, pane = buttons(bar, "Count", "JSON")
    count.clicked.connect(lambda: pressed.append("count"))
    count.setEnabled(False)
    pane.setCheckable(True)
    more = Overflow([count, pane], bar)
    more.fit(0, 8)
    menu = more.menu()
    menu.aboutToShow.emit()
    first, second = menu.actions()
    assert (first.text(), first.isEnabled(), second.text(), second.isChecked()) == ("Count", False, "JSON", False)
    second.trigger()
    assert pane.isChecked()
    count.setEnabled(True)
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert pressed == ["count"]
    assert menu.actions()[1].isChecked()
