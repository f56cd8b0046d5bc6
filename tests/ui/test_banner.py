"""The banner says where one is, as whom, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from intacct_desktop.connections.profile import Environment
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.ui.banner import Banner


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(1400, banner.height())
    banner.show()
    return banner


def shown(banner: Banner) -> list[str]:
    """The words that stand there, but for the choice of the entity."""
    labels = [label.text() for label in banner.findChildren(QLabel) if label.isVisible()]
    buttons = [button.text() for button in banner.findChildren(QToolButton)[1:] if button.isVisible()]
    return [text for text in labels + buttons if text]


def sign_in(banner: Banner, left: timedelta) -> None:
    banner.set_connection(Environment.PRACTICE, "Riverside Group")
    banner.set_session("admin", datetime.now(UTC) + left + timedelta(seconds=1))
    banner.set_entities([("E100", "Riverside US"), ("E200", "Riverside France")])
    banner.set_safety(SafetyLevel.VIEW_ONLY)
    banner.set_lanes(1, 3)
    banner.set_calls(42)


def test_signed_out_it_says_so_and_nothing_else(banner: Banner) -> None:
    assert shown(banner) == ["Not signed in"]
    assert not banner.findChildren(QToolButton)[0].isVisible()


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=11, minutes=42), "admin · 11 h 42 min left"),
        (timedelta(minutes=59), "admin · 59 min left"),
        (timedelta(0), "admin · 0 min left"),
        (timedelta(minutes=-5), "admin · sign-in has ended"),
    ],
)
def test_the_time_left_in_words(banner: Banner, left: timedelta, words: str) -> None:
    sign_in(banner, left)
    assert words in shown(banner)


def test_everything_shows_where_there_is_room_captions_go_first(banner: Banner) -> None:
    sign_in(banner, timedelta(hours=1))
    values = {"PRACTICE", "Riverside Group", "admin · 1 h 0 min left", "View only", "1 of 3", "42 calls"}
    assert set(shown(banner)) == values | {"Entity", "Signed in as", "Safety", "Lanes", "This session"}
    banner.resize(900, banner.height())
    assert set(shown(banner)) == values
    banner.set_calls(1)
    assert "1 call" in shown(banner)


def test_choosing_an_entity_tells_once(banner: Banner, qtbot: QtBot) -> None:
    sign_in(banner, timedelta(hours=1))
    chosen: list[object] = []
    banner.entity_chosen.connect(chosen.append)
    button = banner.findChildren(QToolButton)[0]
    entries = button.menu().actions()
    assert [entry.text() for entry in entries] == ["Top level", "E100 · Riverside US", "E200 · Riverside France"]
    for position in (0, 2, 2, 0):
        entries[position].trigger()
    assert chosen == ["E200", None]
    banner.set_entity("E100")
    assert (button.text(), button.accessibleName()) == ("E100 · Riverside US", "Entity: E100 · Riverside US")
    assert chosen == ["E200", None]
