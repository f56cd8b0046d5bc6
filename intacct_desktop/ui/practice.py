"""The practice company as the window opens it: what is said when it does not start, and how somebody signs in to it."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.connections.profile import Environment, Grant, Profile
from intacct_desktop.sandbox.process import PracticeFailed
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.ui.wording import Message, Severity, describe

PROFILE_ID = "practice"


@describe.register
def _(error: PracticeFailed) -> Message:
    def tr(text: str) -> str:
        return QCoreApplication.translate("Practice", text)

    return Message(
        Severity.ERROR,
        tr("The practice company did not start."),
        tr("It is a second program on this computer. Your own companies and connections are not touched."),
        tr("Try again. If it fails again, the details say why: a security program may keep it from starting, or its files are missing."),
        error.detail,
    )


def practice_profile(ready: Ready) -> Profile:
    """The connection to a running practice company: PKCE alone, no secret, as a desktop program should."""
    return Profile(
        id=PROFILE_ID,
        name=ready.company.name,
        environment=Environment.PRACTICE,
        base_url=ready.base_url,
        client_id=ready.client_id,
        redirect_uri=ready.redirect_uri,
        grant=Grant.AUTHORIZATION_CODE,
        company=ready.company.name,
    )
