"""From a saved connection to a session: with what is stored if that still works, otherwise by asking."""

from PySide6.QtWidgets import QWidget

from intacct_desktop.api.errors import NotSignedIn
from intacct_desktop.api.oauth import Authorization
from intacct_desktop.connections import session as sessions
from intacct_desktop.connections.profile import Grant, Profile
from intacct_desktop.connections.session import OnExchange, SecretMissing, Session
from intacct_desktop.connections.vault import Secrets, Vault
from intacct_desktop.ui.sign_in.chromium import BrowserUnavailable, Obstacle
from intacct_desktop.ui.sign_in.secret_dialog import SecretDialog


async def connect(profile: Profile, vault: Vault, parent: QWidget | None, on_exchange: OnExchange | None = None) -> Session:
    """Sign in: silently with the tokens in the vault, else in the embedded browser or with the client's credentials.

    A client secret that the vault has lost is asked for. Raises `Declined` when the person closes a window, `BrowserUnavailable`,
    and the errors of `api` and `connections`, a network that is not there included.
    """
    try:
        return await sessions.resume(profile, vault, on_exchange)
    except NotSignedIn:
        pass
    try:
        return await _sign_in(profile, vault, parent, on_exchange)
    except SecretMissing:
        kept = await vault.read(profile.id) or Secrets()
        secret = await SecretDialog(profile, vault.state, parent).ask()
        await vault.write(profile.id, Secrets(secret, kept.refresh_token, kept.access_token, kept.expires_at))
        return await _sign_in(profile, vault, parent, on_exchange)


async def sign_in_again(session: Session, parent: QWidget | None) -> None:
    """A new sign-in for a session whose grant has ended; its rows and queries stay.

    Raises what `connect` raises, and `OtherCompany`.
    """
    if session.profile.grant is Grant.CLIENT_CREDENTIALS:
        await session.take_client_credentials()
        return
    authorization = await session.begin_again()
    await session.take_code(authorization, await _ask_browser(session.profile, authorization, parent))


async def _sign_in(profile: Profile, vault: Vault, parent: QWidget | None, on_exchange: OnExchange | None) -> Session:
    if profile.grant is Grant.CLIENT_CREDENTIALS:
        return await sessions.sign_in_with_client_credentials(profile, vault, on_exchange)
    authorization = await sessions.begin(profile, vault)
    callback = await _ask_browser(profile, authorization, parent)
    return await sessions.sign_in_with_code(profile, vault, authorization, callback, on_exchange)


async def _ask_browser(profile: Profile, authorization: Authorization, parent: QWidget | None) -> str:
    try:
        from intacct_desktop.ui.sign_in.browser import SignInBrowser
    except ImportError as error:
        raise BrowserUnavailable(Obstacle.LIBRARIES, str(error)) from error
    return await SignInBrowser(profile, parent).authorize(authorization)
