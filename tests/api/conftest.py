"""The application as it is registered with the practice company."""

import pytest

from intacct_desktop.api.oauth import OAuthClient
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import oauth_client_of


@pytest.fixture
def oauth_client(practice: SandboxServer) -> OAuthClient:
    return oauth_client_of(practice.ready)
