"""What went wrong, in plain words and as an exit status. Secrets are in none of these errors; see `api.exchange`."""

import errno
from dataclasses import dataclass, field
from typing import Any

from intacct_desktop.api.errors import IntacctError, NoAnswer, NoAnswerReason, NotSignedIn
from intacct_desktop.api.model_service import UnknownObject
from intacct_desktop.cli.exits import Exit
from intacct_desktop.connections.profile import DamagedProfiles
from intacct_desktop.connections.safety import WriteRefused
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.sandbox.process import PracticeFailed
from intacct_desktop.workspace.query_file import QueryFileError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class CannotGoOn(Exception):
    """Why a command ends here: ``happened`` and ``todo`` are sentences, ``members`` go with the error of the report."""

    def __init__(self, exit_code: Exit, happened: str, todo: str = "", **members: Any) -> None:
        super().__init__(happened)
        self.failure = Failure(exit_code, happened, todo, members)


@dataclass(frozen=True, slots=True)
class Failure:
    exit: Exit
    happened: str
    todo: str = ""
    members: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """For a person: what happened, Intacct's ids, what to do."""
        ids = " ".join(f"{name}: {self.members[name]}" for name in ("errorId", "supportId") if self.members.get(name))
        details = [f"- {detail}" for detail in self.members.get("details", ())]
        return "\n".join(part for part in (self.happened, *details, ids, self.todo) if part)

    @property
    def error(self) -> dict[str, Any]:
        """For a program."""
        ids = dict.fromkeys(("status", "code", "errorId", "supportId"))
        return {"message": self.happened, "todo": self.todo, **ids, "details": [], **self.members}


def failure_of(error: BaseException) -> Failure:
    """The failure that an error is; `Exit.FAILED` for one that nobody expects."""
    match error:
        case CannotGoOn():
            return error.failure
        case IntacctError():
            return _refusal(error)
        case NoAnswer():
            return _no_answer(error)
        case NotSignedIn():
            return Failure(Exit.NOT_SIGNED_IN, "The sign-in has ended.", "Sign in to this connection in the window, then run this again.")
        case UnknownObject():
            return Failure(Exit.REFUSED, f"The company has no object {error.name}.", "Objects are named like accounts-payable/bill.")
        case WriteRefused():
            return Failure(
                Exit.NOT_ALLOWED, f"The safety level is {error.level}: the change was not sent.", members={"code": str(error.reason)}
            )
        case QueryFileError():
            return _bad_query(error)
        case DamagedProfiles():
            return Failure(Exit.FILE_TROUBLE, f"The saved connections could not be read. The file is kept as {error.kept}.", error.detail)
        case FileTrouble():
            return _file_trouble(error)
        case PracticeFailed():
            return Failure(Exit.FAILED, "The practice company did not start.", error.detail)
        case OSError():
            return _of_the_computer(error)
    return Failure(Exit.FAILED, f"Something went wrong that the program did not expect: {type(error).__name__}: {error}")


def members_of(error: IntacctError) -> dict[str, Any]:
    """Intacct's own words and ids."""
    details = (
        " · ".join(part for part in (each.error_id or each.code, each.target, each.message, each.correction) if part)
        for each in error.details
    )
    return {
        "status": error.status,
        "code": error.code or None,
        "errorId": error.error_id or None,
        "supportId": error.support_id or None,
        "details": [detail for detail in details if detail],
    }


def _refusal(error: IntacctError) -> Failure:
    members = members_of(error)
    if error.is_token_invalid:
        todo = "Sign in to this connection in the window, then run this again."
        return Failure(Exit.NOT_SIGNED_IN, f"Intacct did not take the sign-in: {error.message or error.status}", todo, members)
    if error.is_overload:
        return Failure(Exit.NO_ANSWER, "Intacct is busy: too many requests at once.", "Run this again later.", members)
    if error.is_foreign and error.status != 404:
        happened = f"An answer came that does not come from Intacct (HTTP {error.status})."
        return Failure(Exit.NO_ANSWER, happened, "A proxy or the sign-in page of a network may be in between.", members)
    if error.is_foreign:
        return Failure(Exit.REFUSED, "Intacct has nothing of this name or key (HTTP 404).", members=members)
    return Failure(Exit.REFUSED, f"Intacct refused: {error.message or error.error_id}", members=members)


def _no_answer(error: NoAnswer) -> Failure:
    happened = {
        NoAnswerReason.UNREACHABLE: f"{error.host} cannot be reached.",
        NoAnswerReason.TIMED_OUT: f"{error.host} did not answer in time.",
        NoAnswerReason.INTERRUPTED: f"The connection to {error.host} broke before the answer was whole.",
        NoAnswerReason.NOT_TRUSTED: f"The certificate of {error.host} is not trusted by this computer.",
        NoAnswerReason.PROXY: f"The proxy did not let the request to {error.host} through.",
    }[error.reason]
    return Failure(Exit.NO_ANSWER, happened, "Check the network, then run this again.", {"details": [error.detail]})


def _bad_query(error: QueryFileError) -> Failure:
    place = f"line {error.line}, column {error.column}" if error.line is not None else error.path or "its beginning"
    happened = {
        "not-json": f"The query is no JSON: {place}.",
        "not-a-query-file": "The file is neither a saved query nor a request body.",
        "newer": f"The query was saved by a newer version of this program (version {error.detail} of the file).",
        "bad-query": f"The query is not right at {place}: {error.detail}.",
        "bad-member": f"The file is not right at {place}: {error.detail}.",
        "too-big": f"The file is longer than {error.detail} bytes.",
    }[error.problem]
    return Failure(Exit.USAGE, happened)


def _file_trouble(error: FileTrouble) -> Failure:
    happened = {
        Trouble.FULL: f"There is no room left on the disk for {error.path}.",
        Trouble.NOT_ALLOWED: f"{error.path} may not be written.",
        Trouble.IN_USE: f"{error.path} is open in another program.",
        Trouble.NO_FOLDER: f"The folder of {error.path} does not exist.",
        Trouble.TOO_LONG: f"The path {error.path} is longer than the system allows.",
        Trouble.GONE: f"The drive or network share of {error.path} does not answer any more.",
        Trouble.OTHER: f"{error.path} could not be written: {error.strerror}.",
    }[error.trouble]
    return Failure(Exit.FILE_TROUBLE, happened, "No half file was left. A file that had this name before is as it was.")


def _of_the_computer(error: OSError) -> Failure:
    if error.errno in _FULL:
        return Failure(Exit.FILE_TROUBLE, "There is no room left on the disk.", "Make room, then run this again.")
    where = f": {error.filename}" if error.filename else ""
    return Failure(Exit.FILE_TROUBLE, f"The computer refused: {error.strerror or error}{where}")
