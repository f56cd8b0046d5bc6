"""The words of the journal: what a write did, what became of it, why it cannot be taken back, and what can go wrong with the file."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from intacct_desktop.ui.results.words import day
from intacct_desktop.ui.theme import Role
from intacct_desktop.ui.wording import Message, Severity, describe
from intacct_desktop.workspace.database import Problem
from intacct_desktop.workspace.inverse import NoInverseReason
from intacct_desktop.workspace.journal import Action, JournalError, JournalLine, NoSuchEntry, Outcome


def _tr(text: str) -> str:
    return QCoreApplication.translate("Journal", text)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a write stands: a word, its colour, its sign, and a sentence where the word does not say all."""

    word: str
    role: Role
    sign: str
    sentence: str = ""


def when(at: datetime) -> str:
    local = at.astimezone()
    return f"{day(local.date())} {local:%H:%M}"


def action_word(action: Action) -> str:
    return {
        Action.CREATE: _tr("created"),
        Action.CHANGE: _tr("changed"),
        Action.DELETE: _tr("deleted"),
        Action.WORKFLOW: _tr("action"),
        Action.OTHER: _tr("other"),
    }[action]


def done_word(line: JournalLine) -> str:
    """What a write did, an action by its name: ``submit``."""
    return line.path.rpartition("/")[2] if line.action is Action.WORKFLOW and line.path else action_word(line.action)


def outcome_word(outcome: Outcome) -> str:
    return {
        Outcome.DONE: _tr("done"),
        Outcome.REFUSED: _tr("refused"),
        Outcome.UNKNOWN: _tr("answer lost"),
        Outcome.SENT: _tr("no answer known"),
    }[outcome]


def standing(line: JournalLine, *, waits: bool = False) -> Standing:
    """``waits``: its answer is on the way."""
    match line.outcome:
        case Outcome.DONE if line.undone_by is not None:
            return Standing(_tr("undone"), Role.MUTED, "undo", _tr("Undone by write {id}.").format(id=line.undone_by))
        case Outcome.DONE:
            return Standing(outcome_word(line.outcome), Role.SUCCESS, "success")
        case Outcome.REFUSED:
            return Standing(outcome_word(line.outcome), Role.NEGATIVE, "error", _tr("Intacct refused it. Nothing was changed."))
        case Outcome.UNKNOWN:
            lost = _tr("The answer was lost: nobody knows whether Intacct did it. Look at the record.")
            return Standing(outcome_word(line.outcome), Role.WARNING, "warning", lost)
        case _ if waits:
            return Standing(_tr("being sent"), Role.MUTED, "clock", _tr("Intacct has not answered yet."))
        case _:
            ended = _tr("No answer known: the program ended before one came. Look at the record.")
            return Standing(outcome_word(line.outcome), Role.WARNING, "warning", ended)


def reason_words(reason: NoInverseReason) -> str:
    """Why a write cannot be taken back."""
    return {
        NoInverseReason.NOT_DONE: _tr("There is nothing to undo: it was refused, or nobody knows whether it was done. Look at the record."),
        NoInverseReason.UNDONE: _tr("It is undone already."),
        NoInverseReason.NOT_KEPT: _tr("The journal does not have the record as it was, so it cannot be set back."),
        NoInverseReason.GONE: _tr("The record is no longer there."),
        NoInverseReason.THERE: _tr("The record is there again."),
        NoInverseReason.AS_BEFORE: _tr("The record is already as it was before."),
        NoInverseReason.NOT_ALLOWED: _tr("Intacct's API does not allow what would be needed with records of this kind."),
        NoInverseReason.SECRET: _tr("Only secrets were changed. They are not kept in the journal, so they cannot be brought back."),
        NoInverseReason.ONLY_REVERSED: _tr(
            "This cannot be undone. The record can only be reversed, which makes another record against it."
        ),
        NoInverseReason.NO_OPPOSITE: _tr("Intacct has no action that takes this back."),
    }[reason]


@describe.register
def _(error: JournalError) -> Message:
    happened = {
        Problem.LOCKED: _tr("The journal is in use by another program."),
        Problem.FULL: _tr("There is no room left on the disk for the journal."),
        Problem.NEWER: _tr("The journal was written by a newer version of this program."),
        Problem.UNREADABLE: _tr("The journal cannot be read or written."),
    }[error.problem]
    todo = {
        Problem.LOCKED: _tr("Close the other window of this program, then try again."),
        Problem.FULL: _tr("Make room on the disk, then try again."),
        Problem.NEWER: _tr("Update this program."),
        Problem.UNREADABLE: _tr("Check the folder and its permissions, then try again."),
    }[error.problem]
    means = _tr("Nothing is sent while the journal cannot be kept: what is not in it could not be undone.")
    return Message(Severity.ERROR, happened, means, todo, str(error))


@describe.register
def _(error: NoSuchEntry) -> Message:
    happened = _tr("This write is not in the journal any more.")
    return Message(Severity.WARNING, happened, _tr("It was forgotten, or the journal's file was damaged and put aside."), "", str(error))
