"""The form of a connection: the safety level that it starts in."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from intacct_desktop.connections.profile import Environment, Profile
from intacct_desktop.connections.safety import SafetyLevel
from intacct_desktop.connections.vault import Vault
from intacct_desktop.ui.sign_in.connection_dialog import ConnectionDialog

BEFORE = Profile(id="a", name="Riverside", client_id="x", redirect_uri="https://127.0.0.1/callback")


@pytest.fixture
def form_of() -> Iterator[Callable[[Profile], ConnectionDialog]]:
    forms: list[ConnectionDialog] = []

    def make(before: Profile) -> ConnectionDialog:
        forms.append(ConnectionDialog(before, [], Vault(None).state))
        forms[-1].show()
        return forms[-1]

    yield make
    for form in forms:
        form.close()
        form.deleteLater()


def choose(form: ConnectionDialog, environment: Environment) -> None:
    form.environment.setCurrentIndex(form.environment.findData(environment.value))


def test_a_level_is_chosen_by_keyboard_and_explained(form_of: Callable[[Profile], ConnectionDialog]) -> None:
    form = form_of(BEFORE)
    assert (form.safety.currentText(), form.safety.accessibleName()) == ("Ask", "Starts in")
    assert form.answers().profile.safety is None, "nobody has chosen"
    for key, level in ((Qt.Key.Key_Up, SafetyLevel.ASK_TWICE), (Qt.Key.Key_Up, SafetyLevel.VIEW_ONLY)):
        QTest.keyClick(form.safety, key)
        assert form.answers().profile.safety is level
    assert "Nothing in the company can be changed." in [label.text() for label in form.findChildren(QLabel) if label.isVisible()]


def test_production_always_starts_in_view_only_and_says_why(form_of: Callable[[Profile], ConnectionDialog]) -> None:
    chosen = Profile(id="a", name="R", client_id="x", redirect_uri="https://127.0.0.1/callback", safety=SafetyLevel.FREE)
    form = form_of(chosen)
    assert form.safety.currentText() == "Free"
    choose(form, Environment.PRODUCTION)
    assert (form.safety.currentText(), form.safety.isEnabled()) == ("View only", False)
    assert "always starts in View only" in form.safety.accessibleDescription()
    assert form.answers().profile.starting_level is SafetyLevel.VIEW_ONLY
    choose(form, Environment.SANDBOX)
    assert (form.safety.currentText(), form.safety.isEnabled()) == ("Free", True)
