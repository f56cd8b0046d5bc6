"""The safety level at the window: named everywhere, lowered at once, raised after a question, and over in time."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from intacct_desktop.connections.profile import Environment, Profile
from intacct_desktop.connections.safety import RAISED_FOR, Refusal, Safety, SafetyLevel, WriteRefused
from intacct_desktop.ui.main_window import MainWindow
from intacct_desktop.ui.safety.level_button import LevelButton
from intacct_desktop.ui.safety.level_switch import LevelSwitch
from intacct_desktop.ui.safety.raise_dialog import RaiseDialog
from intacct_desktop.ui.safety.words import LEVELS, level_meaning, level_role
from intacct_desktop.ui.theme import Role, theme
from intacct_desktop.ui.tour.hands import click, showing, write
from tests.ui.conftest import Until

SANDBOX = Profile(id="a", name="Riverside Group", environment=Environment.SANDBOX, client_id="x", company="riverside")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> MainWindow:
    theme().apply(qapp, "light")
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1_200, 600)
    window.set_connection(Environment.SANDBOX, SANDBOX.name)
    window.banner.set_session("admin", None)
    window.show()
    return window


@pytest.fixture
def switch(window: MainWindow) -> Iterator[LevelSwitch]:
    switch = LevelSwitch(window, window)
    yield switch
    if shiboken6.isValid(window):  # a test on the window's loop ends with its window
        switch.leave()


def entered(switch: LevelSwitch, clock: Clock, profile: Profile = SANDBOX) -> Safety:
    safety = Safety(profile.starting_level, lambda: profile.company, clock)
    switch.enter(safety, profile)
    return safety


def button(window: MainWindow) -> LevelButton:
    return window.banner.findChildren(LevelButton)[0]


def test_the_level_stands_in_banner_title_and_menu(window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    assert not button(window).isVisible()
    assert window.windowTitle() == "Riverside Group · Intacct Desktop"
    assert not any(window.registry.action(f"safety.{level}").isEnabled() for level in LEVELS)
    safety = entered(switch, clock)
    for level, words in (
        (SafetyLevel.ASK, "Ask"),
        (SafetyLevel.VIEW_ONLY, "View only"),
        (SafetyLevel.ASK_TWICE, "Ask twice"),
        (SafetyLevel.FREE, "Free"),
    ):
        safety.set_level(level)
        assert window.windowTitle() == f"Riverside Group · {words} · Intacct Desktop"
        assert button(window).text().split(" · ")[0] == words
        assert button(window).accessibleName().startswith(f"Safety level: {words}")
        assert button(window).accessibleDescription() == level_meaning(level)
        assert [each for each in LEVELS if window.registry.action(f"safety.{each}").isChecked()] == [level]
    switch.leave()
    assert not button(window).isVisible()
    assert window.windowTitle() == "Riverside Group · Intacct Desktop"
    safety.set_level(SafetyLevel.ASK)
    assert not button(window).isVisible(), "that company was left"


def test_each_level_is_offered_with_a_line_that_explains_it(window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    entered(switch, clock)
    offered = [action.text() for action in button(window).menu().actions()]
    assert [text.partition(": ")[0] for text in offered] == ["View only", "Ask twice", "Ask", "Free"]
    assert [text.partition(": ")[2] for text in offered] == [level_meaning(level) for level in LEVELS]
    shortcuts = [window.registry.action(f"safety.{level}").shortcut().toString() for level in LEVELS]
    assert shortcuts == ["Ctrl+Alt+6", "Ctrl+Alt+7", "Ctrl+Alt+8", "Ctrl+Alt+9"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_keeps_the_environments_colour_and_has_the_levels_within(
    level: SafetyLevel, scheme: str, window: MainWindow, switch: LevelSwitch, clock: Clock, qapp: QApplication
) -> None:
    theme().apply(qapp, "dark" if scheme == "dark" else "light")
    entered(switch, clock).set_level(level)
    QApplication.processEvents()
    picture = window.grab().toImage()
    right, middle = picture.width() - 1, picture.height() // 2
    environment, inner = theme().color(Role.SANDBOX), theme().color(level_role(level))
    assert [picture.pixelColor(x, middle) for x in (0, 1, right)] == [environment] * 3
    seen: list[QColor] = [picture.pixelColor(x, middle) for x in range(3, 8)]
    width = {SafetyLevel.VIEW_ONLY: 0, SafetyLevel.FREE: 4}.get(level, 2)
    assert [color == inner for color in seen] == [x < width for x in range(5)]
    theme().apply(qapp, "light")


def test_lowering_is_at_once(window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    safety = entered(switch, clock)
    button(window).menu().actions()[0].trigger()
    assert safety.level is SafetyLevel.VIEW_ONLY
    assert showing(RaiseDialog) is None
    assert switch._timer.isActive() is False


async def test_raising_asks_first_and_says_for_how_long(window: MainWindow, switch: LevelSwitch, clock: Clock, until: Until) -> None:
    safety = entered(switch, clock)
    free = window.registry.action("safety.free")
    for decline in (Qt.Key.Key_Escape, Qt.Key.Key_Return):  # Cancel has the focus of Return
        free.trigger()
        assert window.registry.action("safety.ask").isChecked(), "until it is agreed to"
        await until(lambda: showing(RaiseDialog))
        dialog = showing(RaiseDialog)
        assert dialog is not None
        words = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert "Free" in dialog.windowTitle()
        assert "15 minutes" in words
        assert "Ask again" in words
        assert level_meaning(SafetyLevel.FREE) in words
        QTest.keyClick(dialog, decline)
        await until(lambda: showing(RaiseDialog) is None)
        assert safety.level is SafetyLevel.ASK
    free.trigger()
    await until(lambda: showing(RaiseDialog))
    dialog = showing(RaiseDialog)
    assert dialog is not None
    assert (dialog.agree.text(), dialog.agree.accessibleName() or dialog.agree.text()) == ("Change to Free", "Change to Free")
    click(dialog.agree)
    await until(lambda: safety.level is SafetyLevel.FREE)
    assert button(window).text() == "Free · 15 min left"
    assert free.isChecked()


async def test_going_back_up_to_the_first_level_has_no_end(window: MainWindow, switch: LevelSwitch, clock: Clock, until: Until) -> None:
    safety = entered(switch, clock)
    safety.set_level(SafetyLevel.VIEW_ONLY)
    switch.choose(SafetyLevel.ASK)
    await until(lambda: showing(RaiseDialog))
    dialog = showing(RaiseDialog)
    assert dialog is not None
    assert "minutes" not in " ".join(label.text() for label in dialog.findChildren(QLabel))
    click(dialog.agree)
    await until(lambda: safety.level is SafetyLevel.ASK)
    assert button(window).text() == "Ask"


async def test_in_production_the_company_is_typed(window: MainWindow, switch: LevelSwitch, clock: Clock, until: Until) -> None:
    safety = entered(switch, clock, replace(SANDBOX, environment=Environment.PRODUCTION))
    switch.choose(SafetyLevel.ASK)
    await until(lambda: showing(RaiseDialog))
    dialog = showing(RaiseDialog)
    assert dialog is not None
    assert dialog.box is not None
    assert dialog.box.line.hasFocus() or dialog.focusWidget() is dialog.box.line
    assert "riverside" in dialog.box.line.accessibleName()
    assert not dialog.agree.isEnabled()
    write(dialog.box.line, "lakeside")
    QTest.keyClick(dialog.box.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.agree.isEnabled()
    write(dialog.box.line, " Riverside ")
    assert dialog.agree.isEnabled()
    QTest.keyClick(dialog.box.line, Qt.Key.Key_Return)
    await until(lambda: safety.level is SafetyLevel.ASK)
    assert safety.ends_in == RAISED_FOR


def test_a_raised_level_counts_down_and_ends_with_a_word(window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    safety = entered(switch, clock)
    safety.set_level(SafetyLevel.FREE)
    for seconds, words in ((60, "14 min left"), (839, "1 min left")):
        assert switch._timer.isActive()
        clock.now += seconds
        switch._timer.timeout.emit()
        assert button(window).text() == f"Free · {words}"
    assert not window.notices.notices
    assert 0 < switch._timer.interval() <= 1_000
    clock.now += 1
    switch._timer.timeout.emit()
    assert (safety.level, button(window).text()) == (SafetyLevel.ASK, "Ask")
    assert not switch._timer.isActive()
    (said,) = window.notices.notices
    assert "Ask again" in said.message.happened
    safety.set_level(SafetyLevel.FREE)
    switch.leave()
    assert not switch._timer.isActive()


@pytest.mark.parametrize("reason", Refusal)
def test_a_refused_write_comes_with_the_way_to_the_levels(reason: Refusal, window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    entered(switch, clock)
    notice = window.notices.show_error(WriteRefused(reason, SafetyLevel.VIEW_ONLY))
    assert all((notice.message.happened, notice.message.means, notice.message.todo))
    ways = [each for each in notice.findChildren(QPushButton) if each.text() == "Change the safety level"]
    assert len(ways) == (reason is Refusal.VIEW_ONLY), "what is wrong with a write is not mended by a freer level"
    if not ways:
        return
    click(ways[0])
    menu = button(window).menu()
    assert menu.isVisible()
    menu.close()


def test_the_levels_are_reached_by_keyboard(window: MainWindow, switch: LevelSwitch, clock: Clock) -> None:
    safety = entered(switch, clock)
    window.registry.action("safety.offer").trigger()
    menu = button(window).menu()
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert safety.level is SafetyLevel.VIEW_ONLY
