"""The embedded browser itself, offscreen, against the practice company's pages and a small site of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QWidget

from intacct_desktop.api.oauth import Authorization, OAuthClient, begin_authorization
from intacct_desktop.connections.profile import Environment, Profile
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.ui.sign_in.browser import SignInBrowser, accept_language, is_redirect
from intacct_desktop.ui.sign_in.words import SignInCancelled
from tests.ui.sign_in.pages import fill, press, script, shows, until


@pytest.fixture
def connection(practice: SandboxServer) -> Profile:
    ready = practice.ready
    return Profile(
        id="person",
        name="Riverside",
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        redirect_uri=ready.redirect_uri,
    )


def begin(connection: Profile) -> Authorization:
    return begin_authorization(connection.base_url, OAuthClient(connection.client_id, None, connection.redirect_uri))


async def test_a_person_signs_in(connection: Profile, practice: SandboxServer) -> None:
    browser = SignInBrowser(connection)
    authorization = begin(connection)
    waiting = asyncio.ensure_future(browser.authorize(authorization))
    await asyncio.sleep(0)
    user = practice.ready.users[0]
    await fill(browser.page, practice.ready.company.id, user.user_id, user.password)
    await press(browser.page, "button[value=allow]")
    assert authorization.code_from(await waiting)
