"""The start page: signing in through the real browser, the form for a connection, and what is kept where."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
import shiboken6
from keyring.core import load_keyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.connections.profile import Environment, Grant, Profile, ProfileStore
from intacct_desktop.connections.session import Session
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui import tasks
from intacct_desktop.ui.actions import Actions
from intacct_desktop.ui.asking import Declined
from intacct_desktop.ui.notice import reporter
from intacct_desktop.ui.sign_in.connection_dialog import ConnectionDialog
from intacct_desktop.ui.sign_in.connection_row import ConnectionRow
from intacct_desktop.ui.sign_in.flow import connect
from intacct_desktop.ui.sign_in.secret_dialog import SecretDialog
from intacct_desktop.ui.sign_in.start_page import StartPage
from tests.connections.rings import Ring
from tests.practice import machine_profile, person_profile
from tests.ui.sign_in.pages import fill_form, opened_browser, page_of, press


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    fail = load_keyring("keyring.backends.fail.Keyring")
    keyring.set_keyring(fail)
    yield
    keyring.set_keyring(fail)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles.json")


@pytest.fixture
def page(store: ProfileStore, vault: Vault) -> Iterator[StartPage]:
    page = StartPage(store, vault)
    tasks.set_reporter(reporter(page.notices))
    page.show()
    yield page
    tasks.set_reporter(None)
    shiboken6.delete(page)


@pytest.fixture
def person(practice: SandboxServer) -> Profile:
    return person_profile(practice.ready)


@pytest.fixture
def machine(practice: SandboxServer) -> Profile:
    return machine_profile(practice.ready)


async def once(found: Callable[[], object]) -> None:
    """Return when `found` gives something true."""
    async with asyncio.timeout(20):
        while not found():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def dialog(kind: type[QDialog]) -> QDialog:
    """The open dialog of a kind."""
    await once(lambda: [window for window in QApplication.topLevelWidgets() if type(window) is kind and window.isVisible()])
    (found,) = (window for window in QApplication.topLevelWidgets() if type(window) is kind and window.isVisible())
    assert isinstance(found, QDialog)
    return found


def button(parent: object, text: str) -> QPushButton:
    assert hasattr(parent, "findChildren")
    (found,) = (child for child in parent.findChildren(QPushButton) if text in (child.text(), child.accessibleName()))
    assert isinstance(found, QPushButton)
    return found


def field(parent: QDialog, name: str) -> QLineEdit:
    (found,) = (child for child in parent.findChildren(QLineEdit) if child.accessibleName() == name)
    return found


def choose(parent: QDialog, name: str, text: str) -> None:
    (found,) = (child for child in parent.findChildren(QComboBox) if child.accessibleName() == name)
    found.setCurrentText(text)
    assert found.currentText() == text


async def test_a_person_connects_and_next_time_is_not_asked(
    person: Profile, practice: SandboxServer, vault: Vault, page: StartPage
) -> None:
    sessions: list[Session] = []
    page.signed_in.connect(sessions.append)
    page.connect_to(person)
    browser = await opened_browser()
    assert not button(page, "Open the practice company").isEnabled()
    await fill_form(page_of(browser), practice, "viewer")
    await press(page_of(browser), "button[value=allow]")
    await once(lambda: sessions)
    assert (sessions[0].user, sessions[0].company) == ("viewer", "riverside")
    assert button(page, "Open the practice company").isEnabled()
    await sessions[0].aclose()

    again = await connect(person, vault, None)
    assert again.user == "viewer"
    await again.aclose()


async def test_deny_is_told_on_the_page_and_close_is_silent(person: Profile, practice: SandboxServer, page: StartPage) -> None:
    page.connect_to(person)
    browser = await opened_browser()
    browser.close()
    await once(lambda: button(page, "Open the practice company").isEnabled())
    assert page.notices.notices == []

    page.connect_to(person)
    browser = await opened_browser()
    await fill_form(page_of(browser), practice)
    await press(page_of(browser), "button[value=deny]")
    await once(lambda: page.notices.notices)
    assert "Access was denied" in page.notices.notices[0].message.spoken()


async def test_stop_ends_the_attempt(person: Profile, page: StartPage) -> None:
    page.connect_to(person)
    await opened_browser()
    button(page, "Stop").click()
    await once(lambda: button(page, "Open the practice company").isEnabled())
    assert page.notices.notices == []


async def test_a_lost_secret_is_asked_for_and_kept(machine: Profile, practice: SandboxServer, vault: Vault) -> None:
    signing_in = asyncio.ensure_future(connect(machine, vault, None))
    asked = await dialog(SecretDialog)
    assert not button(asked, "Connect").isEnabled()
    QTest.keyClicks(field(asked, "Client secret"), practice.ready.client_secret)
    QTest.keyClick(asked, Qt.Key.Key_Return)
    session = await signing_in
    assert session.user
    await session.aclose()
    kept = await vault.read("machine")
    assert kept is not None
    assert kept.client_secret == practice.ready.client_secret

    await vault.forget("machine")
    cancelled = asyncio.ensure_future(connect(machine, vault, None))
    (await dialog(SecretDialog)).reject()
    with pytest.raises(Declined):
        await cancelled


async def test_a_wrong_secret_is_intaccts_refusal(machine: Profile, vault: Vault) -> None:
    await vault.write("machine", Secrets(client_secret="wrong"))
    with pytest.raises(IntacctError):
        await connect(machine, vault, None)


async def test_a_new_connection_is_checked_saved_and_its_secret_only_in_the_vault(
    page: StartPage, store: ProfileStore, vault: Vault
) -> None:
    keyring.set_keyring(Ring())
    await page.load()
    button(page, "New connection…").click()
    form = await dialog(ConnectionDialog)
    button(form, "Save connection").click()
    assert form.isVisible()
    assert field(form, "Name").accessibleDescription() == "Give the connection a name."
    assert field(form, "Redirect URI").property("invalid") is True

    choose(form, "Who signs in", "A Web Services user, with the client secret")
    choose(form, "Environment", "Production")
    for name, text in {
        "Name": "Riverside",
        "Client ID": "b5974.app.sage.com",
        "Client secret": "s3cret",
        "Web Services user": "api",
    }.items():
        QTest.keyClicks(field(form, name), text)
    assert field(form, "Web Services user").accessibleDescription() == "Write USER@COMPANY or USER@COMPANY|ENTITY."
    QTest.keyClicks(field(form, "Web Services user"), "@riverside")
    button(form, "Save connection").click()
    await once(lambda: page.profiles)

    (profile,) = page.profiles
    assert (profile.name, profile.environment, profile.grant) == ("Riverside", Environment.PRODUCTION, Grant.CLIENT_CREDENTIALS)
    assert (profile.username, profile.has_secret) == ("api@riverside", True)
    assert store.load() == (profile,)
    assert "s3cret" not in json.dumps(store.path.read_text())
    assert await vault.read(profile.id) == Secrets(client_secret="s3cret")
    assert vault.state.lasting
    assert [row.profile for row in page.findChildren(ConnectionRow)] == [profile]


async def test_editing_keeps_the_secret_and_drops_tokens_that_no_longer_fit(
    page: StartPage, store: ProfileStore, vault: Vault, machine: Profile
) -> None:
    store.save([machine, replace(machine, id="other", name="Other")])
    await vault.write("machine", Secrets("secret", "refresh", "access"))
    await page.load()
    button(page, "Edit the connection Night run").click()
    form = await dialog(ConnectionDialog)
    assert field(form, "Client secret").text() == ""
    field(form, "Name").setText("other")
    button(form, "Save connection").click()
    assert field(form, "Name").accessibleDescription() == "Another connection has this name. Choose a different one."
    field(form, "Name").setText("Renamed")
    button(form, "Save connection").click()
    await once(lambda: page.profiles[0].name == "Renamed")
    assert await vault.read("machine") == Secrets("secret", "refresh", "access")

    button(page, "Edit the connection Renamed").click()
    form = await dialog(ConnectionDialog)
    field(form, "Client ID").setText("another.app.sage.com")
    button(form, "Save connection").click()
    await once(lambda: page.profiles[0].client_id == "another.app.sage.com")
    assert await vault.read("machine") == Secrets(client_secret="secret")


async def test_forgetting_asks_first_and_removes_every_trace(page: StartPage, store: ProfileStore, vault: Vault, machine: Profile) -> None:
    store.save([machine])
    await vault.write("machine", Secrets("secret"))
    await page.load()
    button(page, "Forget the connection Night run").click()
    (await dialog(QDialog)).reject()
    await once(lambda: not tasks.running())
    assert page.profiles == (machine,)
    button(page, "Forget the connection Night run").click()
    button(await dialog(QDialog), "Forget the connection").click()
    await once(lambda: not page.profiles)
    assert store.load() == ()
    assert await vault.read("machine") is None


async def test_where_secrets_are_kept_is_said_only_when_it_matters(page: StartPage, store: ProfileStore, machine: Profile) -> None:
    def words() -> str:
        return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())

    await page.load()
    assert "no place to keep secrets" not in words()  # nothing saved: nobody was asked
    store.save([machine])
    await page.load()
    assert "This computer offers no place to keep secrets" in words()
    assert "asked to sign in again next time" in words()


async def test_damaged_files_are_told(page: StartPage, store: ProfileStore, vault: Vault, machine: Profile, tmp_path: Path) -> None:
    keyring.set_keyring(Ring())
    store.path.write_text("{")
    await page.load()
    assert "list of connections could not be read" in page.notices.notices[0].message.spoken()
    store.save([machine])
    await page.load()
    (tmp_path / "vault").mkdir(exist_ok=True)
    (tmp_path / "vault" / "machine.secrets").write_text("x")
    assert await vault.read("machine") is None
    assert "saved sign-in of Night run could not be opened" in page.notices.notices[0].message.spoken()


async def test_the_menus_do_what_the_page_does(page: StartPage) -> None:
    registry = Actions()
    page.declare_actions(registry)
    asked: list[bool] = []
    page.practice_requested.connect(lambda: asked.append(True))
    registry.set_context(page)
    registry.action("connection.practice").trigger()
    assert asked == [True]
    registry.action("connection.new").trigger()
    (await dialog(ConnectionDialog)).reject()
    await once(lambda: not tasks.running())


async def test_every_control_has_a_name(page: StartPage, store: ProfileStore, machine: Profile) -> None:
    store.save([machine])
    await page.load()
    form = ConnectionDialog(machine, [], Vault(None).state, page)
    controls = [
        *page.findChildren(QPushButton),
        *form.findChildren(QPushButton),
        *form.findChildren(QLineEdit),
        *form.findChildren(QComboBox),
    ]
    assert not [control for control in controls if not (control.accessibleName() or getattr(control, "text", str)())]
