"""What this room shows in words: environments, where secrets are kept, what is wrong with a connection, and its errors."""

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.oauth import AuthorizationRefused, ForgedCallback
from intacct_desktop.connections.profile import DamagedProfiles, Environment, Grant, Problem
from intacct_desktop.connections.session import OtherCompany, SecretMissing
from intacct_desktop.connections.vault import Keeping, VaultState
from intacct_desktop.ui.sign_in.chromium import BrowserUnavailable, Obstacle
from intacct_desktop.ui.wording import Message, Severity, describe


def _tr(text: str) -> str:
    return QCoreApplication.translate("SignIn", text)


def environment_meaning(environment: Environment) -> str:
    """What a mistake would cost there."""
    return {
        Environment.PRACTICE: _tr("Invented records on this computer."),
        Environment.SANDBOX: _tr("A copy for trying things out. Mistakes cost nothing."),
        Environment.PRODUCTION: _tr("The real books. Every change counts."),
    }[environment]


def grant_name(grant: Grant) -> str:
    return {
        Grant.AUTHORIZATION_CODE: _tr("A person, in the browser"),
        Grant.CLIENT_CREDENTIALS: _tr("A Web Services user, with the client secret"),
    }[grant]


def problem_words(member: str, problem: Problem) -> str:
    """What to put right in the field for `member` of a profile."""
    special = {
        ("name", Problem.MISSING): _tr("Give the connection a name."),
        ("name", Problem.TAKEN): _tr("Another connection has this name. Choose a different one."),
        ("base_url", Problem.MISSING): _tr("Enter the address of the API."),
        ("client_id", Problem.MISSING): _tr("Enter the client ID from Sage's developer portal."),
        ("client_secret", Problem.MISSING): _tr("Enter the client secret. A Web Services user cannot sign in without it."),
        ("redirect_uri", Problem.MISSING): _tr("Enter the redirect URI, exactly as it is registered in Sage's developer portal."),
        ("redirect_uri", Problem.NOT_A_URL): _tr("A redirect URI looks like https://host/path or name://path, without ? or #."),
        ("redirect_uri", Problem.NOT_ENCRYPTED): _tr("Intacct refuses http here. Use https or a scheme of your own."),
        ("username", Problem.MISSING): _tr("Enter the Web Services user."),
    }
    general = {
        Problem.NOT_A_URL: _tr("An address looks like https://host/path, without ? or #."),
        Problem.NOT_ENCRYPTED: _tr("Only https protects your records on the way. http is for this computer only."),
        Problem.NOT_A_USERNAME: _tr("Write USER@COMPANY or USER@COMPANY|ENTITY."),
    }
    return special.get((member, problem)) or general[problem]


def keeping_message(state: VaultState) -> Message | None:
    """What it means that secrets are kept in memory only; None where there is nothing to say."""
    again = _tr("You stay signed in until you close the program, and will be asked to sign in again next time.")
    happened, todo = {
        Keeping.NO_KEYRING: (
            _tr("This computer offers no place to keep secrets."),
            _tr("On Linux, install and unlock a keyring such as GNOME Keyring or KWallet to stay signed in."),
        ),
        Keeping.TIMED_OUT: (
            _tr("The keyring of this computer has not answered yet."),
            _tr("If it asks for a password in a window of its own, answer it: your sign-in is then kept after all."),
        ),
        Keeping.LOCKED: (
            _tr("The keyring of this computer stayed locked."),
            _tr("Unlock it and start the program again to stay signed in."),
        ),
        Keeping.FAILED: (
            _tr("The keyring of this computer did not work."),
            _tr("The details may help whoever looks after this computer."),
        ),
        Keeping.NOT_WRITTEN: (
            _tr("Your sign-in could not be saved on disk."),
            _tr("Check the free space and the permissions of the program's folder."),
        ),
    }.get(state.keeping, ("", ""))
    return Message(Severity.INFO, happened, again, todo, state.detail) if happened else None


@describe.register
def _(error: AuthorizationRefused) -> Message:
    denied = error.error == "access_denied"
    return Message(
        Severity.WARNING if denied else Severity.ERROR,
        _tr("Access was denied on the sign-in page.") if denied else _tr("Intacct refused the sign-in: {error}").format(error=error.error),
        _tr("You are not signed in; nothing was read or changed."),
        _tr("Connect again and choose Allow.")
        if denied
        else _tr("Check the client ID and the redirect URI of this connection against Sage's developer portal."),
        f"{error.error}\n{error.description}".strip(),
    )


@describe.register
def _(error: ForgedCallback) -> Message:
    return Message(
        Severity.ERROR,
        _tr("The answer of the sign-in page does not belong to the sign-in that you began."),
        _tr("It was not used. You are not signed in."),
        _tr("Connect again. If it happens again, somebody may be interfering: tell whoever looks after your network."),
    )


@describe.register
def _(error: SecretMissing) -> Message:
    return Message(
        Severity.WARNING,
        _tr("The client secret of {connection} is not on this computer any more.").format(connection=error.profile.name),
        _tr("You are not signed in. The connection itself is kept."),
        _tr("Edit the connection and enter its client secret again."),
    )


@describe.register
def _(error: OtherCompany) -> Message:
    return Message(
        Severity.WARNING,
        _tr("You signed in to another company: {company}.").format(company=error.company),
        _tr("The tabs here belong to the company before, so that sign-in was not used."),
        _tr("Sign in again as a user of this company, or disconnect and open the other one."),
    )


@describe.register
def _(error: BrowserUnavailable) -> Message:
    happened, todo = {
        Obstacle.LIBRARIES: (
            _tr("The built-in browser cannot start: this computer lacks something that it needs."),
            _tr("Install what the details name, then connect again."),
        ),
        Obstacle.SANDBOX: (
            _tr("The built-in browser cannot start: this computer does not let it protect itself."),
            _tr("Ask whoever looks after this computer to allow user namespaces for this program. The details name the setting."),
        ),
    }[error.obstacle]
    return Message(Severity.ERROR, happened, _tr("You are not signed in; nothing was sent."), todo, error.detail)


@describe.register
def _(error: DamagedProfiles) -> Message:
    return Message(
        Severity.WARNING,
        _tr("The list of connections could not be read."),
        _tr("It was kept as {path}, and a new list begins. Your company is not affected.").format(path=error.kept),
        _tr("Enter the connections again, or put back a copy of the file from a backup."),
        error.detail,
    )
