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
from tests.ui.sign_in.pages import fill, press, script, shows, until, signing_in


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


@pytest.mark.parametrize("n",[1,2,3])
async def test_a_person_signs_in(connection: Profile, practice: SandboxServer, n:int) -> None:
    user = practice.ready.users[0]
    async with signing_in(connection) as attempt:
        await fill(attempt.page, practice.ready.company.id, user.user_id, user.password)
        await press(attempt.page, "button[value=allow]")
        assert attempt.authorization.code_from(await asyncio.wait_for(attempt.callback, 10))
