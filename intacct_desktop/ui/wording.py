"""Errors in words: what happened, what it means for the person's data, what they can do.

Everything below the window raises codes and parameters; the sentences are made here, in the person's language.
"""

import errno
import traceback
from dataclasses import dataclass
from enum import Enum
from functools import singledispatch

from PySide6.QtCore import QCoreApplication

from intacct_desktop.api.errors import IntacctError, NoAnswer, NoAnswerReason, NotSignedIn
from intacct_desktop.api.view_service import ViewChanged
from intacct_desktop.connections.safety import Refusal, WriteRefused
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.ui.error_words import explanation


def _tr(text: str) -> str:
    return QCoreApplication.translate("Wording", text)


class Severity(Enum):
    """How bad it is; the value is the style sheet's word and the icon's name."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"

    def word(self) -> str:
        return {
            Severity.INFO: _tr("Note"),
            Severity.SUCCESS: _tr("Done"),
            Severity.WARNING: _tr("Warning"),
            Severity.ERROR: _tr("Error"),
        }[self]


@dataclass(frozen=True)
class Message:
    """The three parts, plain text and translated; `details` is for "Copy details": Intacct's own words and ids, or a traceback."""

    severity: Severity
    happened: str
    means: str = ""
    todo: str = ""
    details: str = ""

    def spoken(self) -> str:
        """The message in one breath, for a screen reader."""
        return " ".join(part for part in (f"{self.severity.word()}:", self.happened, self.means, self.todo) if part)


@singledispatch
def describe(error: BaseException) -> Message:
    """An error in words. A room with errors of its own adds them with ``@describe.register``."""
    return Message(
        Severity.ERROR,
        _tr("Something went wrong that the program did not expect."),
        _tr("What you see stays as it was."),
        _tr("Try again. If it happens again, copy the details and report them."),
        "".join(traceback.format_exception(error)),
    )


@describe.register
def _(error: FileTrouble) -> Message:
    happened, todo = {
        Trouble.FULL: (_tr("There is no room left on the disk for {name}."), _tr("Make room, or choose another folder, then try again.")),
        Trouble.NOT_ALLOWED: (_tr("{name} may not be written there."), _tr("Choose a folder that you may write to.")),
        Trouble.IN_USE: (_tr("{name} is open in another program."), _tr("Close it there, or choose another name, then try again.")),
        Trouble.NO_FOLDER: (_tr("The folder for {name} does not exist."), _tr("Choose another folder, then try again.")),
        Trouble.TOO_LONG: (
            _tr("The name of {name}, or the path to it, is longer than the system allows."),
            _tr("Choose a shorter name, or a folder that is not so deep."),
        ),
        Trouble.GONE: (
            _tr("The drive or network share of {name} does not answer any more."),
            _tr("Connect it again, or choose a folder on this computer, then try again. The rows are still here."),
        ),
        Trouble.OTHER: (_tr("{name} could not be written."), _tr("Try again, or choose another folder.")),
    }[error.trouble]
    return Message(
        Severity.ERROR,
        happened.format(name=error.path.name),
        _tr("No half file was left. A file that had this name before is as it was."),
        todo,
        f"{error.path}\n{error.strerror}",
    )


@describe.register
def _(error: OSError) -> Message:
    where = f": {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Message(
            Severity.ERROR,
            _tr("There is no room left on the disk."),
            _tr("What is loaded stays. Nothing in the company was changed by this step."),
            _tr("Make room on the disk, then try again."),
            "".join(traceback.format_exception_only(error)),
        )
    return Message(
        Severity.ERROR,
        _tr("The computer refused: {reason}").format(reason=(error.strerror or str(error) or type(error).__name__) + where),
        _tr("Nothing in the company was changed by this step."),
        _tr("Check the disk, the folder and its permissions, then try again."),
        "".join(traceback.format_exception_only(error)),
    )


@describe.register
def _(error: TimeoutError) -> Message:
    return Message(
        Severity.ERROR,
        _tr("It took too long and was given up."),
        _tr("What you see stays as it was."),
        _tr("Try again in a moment."),
        "".join(traceback.format_exception_only(error)),
    )


@describe.register
def _(error: NotSignedIn) -> Message:
    return Message(
        Severity.WARNING,
        _tr("You are not signed in, or the sign-in has ended."),
        _tr("Nothing was sent. What is loaded stays."),
        _tr("Sign in again, then repeat the step."),
        str(error),
    )


@describe.register
def _(error: NoAnswer) -> Message:
    happened, todo = {
        NoAnswerReason.UNREACHABLE: (_tr("{host} cannot be reached."), _tr("Check the network or the VPN, then try again.")),
        NoAnswerReason.TIMED_OUT: (
            _tr("{host} did not answer in time."),
            _tr("Try again, or ask for less: fewer rows a page, fewer columns."),
        ),
        NoAnswerReason.INTERRUPTED: (_tr("The connection to {host} broke before the answer was whole."), _tr("Try again.")),
        NoAnswerReason.NOT_TRUSTED: (
            _tr("The certificate of {host} is not trusted by this computer."),
            _tr("If your network inspects traffic, ask its keeper to install its certificate in the system's store."),
        ),
        NoAnswerReason.PROXY: (
            _tr("The proxy did not let the request to {host} through."),
            _tr("Check the system's proxy settings, then try again."),
        ),
    }[error.reason]
    return Message(
        Severity.ERROR,
        happened.format(host=error.host),
        _tr("What is loaded stays. If the step was to change something, look at the record before you send it again."),
        todo,
        error.detail,
    )


@describe.register
def _(error: IntacctError) -> Message:
    happened = (
        _tr("Intacct refused: {message}").format(message=error.message) if error.message else _tr("Intacct refused, without saying why.")
    )
    todo = _tr("Read Intacct's reason, change what it names and try again. Its support can look up the ids in the details.")
    severity = Severity.ERROR
    known = explanation(error) if error.status < 500 else ""
    means = " ".join(part for part in (known, _tr("Nothing was changed. What is loaded stays.")) if part)
    if error.leaves_open:
        means = _tr("What is loaded stays. If the step was to change something, look at the record before you send it again.")
    if error.refused_field:
        todo = _tr("Take the field {field} out of the query, or choose another, and run it again.").format(field=error.refused_field)
    elif error.is_token_invalid:
        todo = _tr("Sign in again, then repeat the step.")
    elif error.is_overload:
        severity = Severity.WARNING
        happened = _tr("Intacct is busy: too many requests at once.")
        todo = _tr("Wait a minute, then try again.")
    elif error.is_foreign and error.status < 500 and error.status != 404:
        happened = _tr("An answer came that does not come from Intacct ({status}).").format(status=error.status)
        todo = _tr("A proxy, a filter or the sign-in page of a network may be in between: open a web page to see, then try again.")
    elif error.status == 403:
        todo = _tr("Ask an administrator of the company for the permission, or choose another entity.")
    elif error.status == 404:
        todo = _tr("It may have been deleted, or belong to another entity. Refresh and look again.")
    elif error.status >= 500:
        happened = _tr("Intacct had an error of its own ({status}).").format(status=error.status)
        todo = _tr("Try again in a minute. If it lasts, give the ids in the details to Intacct's support.")
    return Message(severity, happened, means, todo, _details(error))


@describe.register
def _(error: WriteRefused) -> Message:
    happened, todo = {
        Refusal.VIEW_ONLY: (
            _tr("The safety level of this company is View only: the change was not sent."),
            _tr("Change the safety level, then send it again."),
        ),
        Refusal.NOT_CONFIRMED: (
            _tr("The change was stopped: nobody has confirmed it."),
            _tr("Send it again, look at the difference and confirm it."),
        ),
        Refusal.COMPANY_NOT_TYPED: (
            _tr("The change was stopped: the safety level wants the company's id typed for it."),
            _tr("Send it again, and type the company's id when you are asked."),
        ),
        Refusal.OTHER_THAN_CONFIRMED: (
            _tr("The change was stopped: it is another than the one that was confirmed."),
            _tr("Send it again and look at the difference. If it happens again, copy the details and report them."),
        ),
    }[error.reason]
    return Message(Severity.WARNING, happened, _tr("Nothing was changed in the company. What you typed stays."), todo, str(error))


@describe.register
def _(error: ViewChanged) -> Message:
    return Message(
        Severity.WARNING,
        _tr("Somebody changed the view “{name}” meanwhile.").format(name=error.present.title),
        _tr("Nothing was written: it is as they left it."),
        _tr("Open it again, then repeat your change."),
        str(error),
    )


def _details(error: IntacctError) -> str:
    """Intacct's own words and ids, untranslated."""
    lines = [f"HTTP {error.status}", error.message]
    lines += [
        f"{name}: {value}" for name, value in (("code", error.code), ("errorId", error.error_id), ("supportId", error.support_id)) if value
    ]
    for detail in error.details:
        words = " · ".join(part for part in (detail.error_id or detail.code, detail.target, detail.message, detail.correction) if part)
        lines.append(f"- {words}")
    return "\n".join(line for line in lines if line)
