"""What the safety level of a connection wants before a command may change anything: agreed to beforehand, or at the terminal.

The level itself is held below, by the client of the session (`connections.safety`): what is not agreed to here is not sent there.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from intacct_desktop.api.records.request_words import request_words
from intacct_desktop.api.records.writes import Write
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn
from intacct_desktop.cli.loop import interrupting
from intacct_desktop.cli.progress import Progress
from intacct_desktop.connections.safety import Asking, Confirmation, Safety, SafetyLevel
from intacct_desktop.workspace.secret_members import without_secrets

_YES = ("y", "yes")


def visible(writes: Sequence[Write]) -> list[Write]:
    """The requests as they may be shown: values of members that sound like secrets are hidden."""
    return [replace(write, body=without_secrets(write.body)) if isinstance(write.body, Mapping) else write for write in writes]


def as_members(writes: Sequence[Write]) -> list[dict[str, Any]]:
    """The requests as the report has them."""
    return [
        {
            "method": write.method,
            "path": write.path,
            "entity": write.entity,
            "idempotencyKey": write.idempotency_key,
            "body": write.body,
        }
        for write in visible(writes)
    ]


def is_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def agree(safety: Safety, writes: Sequence[Write], arguments: argparse.Namespace, progress: Progress) -> Confirmation | None:
    """The confirmation of exactly these requests; None where the level asks for none. Raises `CannotGoOn`: nothing is sent then.

    A level of View only is raised to Ask twice for this command, by ``--allow-writes`` and the company's id. Blocks while it asks.
    """
    asker = _Asker(safety, writes, arguments, progress)
    if safety.level is SafetyLevel.VIEW_ONLY:
        if not arguments.allow_writes:
            raise asker.refusal("The connection is View only", f"--allow-writes --company {safety.company or 'ID'} lets one command write.")
        asker.name_company("The connection is View only")
        safety.set_level(SafetyLevel.ASK_TWICE)
    asking = safety.asks(writes)
    if asking is Asking.NOTHING:
        return None
    if asking is Asking.TYPE_COMPANY:
        asker.name_company("The safety level asks twice")
    if not arguments.yes:
        asker.ask_for_yes()
    return Confirmation.of(writes, asker.company)


class _Asker:
    def __init__(self, safety: Safety, writes: Sequence[Write], arguments: argparse.Namespace, progress: Progress) -> None:
        self.company: str = arguments.company or ""
        self._safety = safety
        self._writes = writes
        self._progress = progress
        self._shown = False

    def refusal(self, why: str, todo: str) -> CannotGoOn:
        self._show()
        return CannotGoOn(Exit.NOT_ALLOWED, f"{why}: nothing was sent.", todo)

    def name_company(self, why: str) -> None:
        if not self.company and is_terminal():
            self._show()
            self.company = self._answer(f"{why}. Type the id of the company to change it: ")
        if not self._safety.is_company(self.company):
            known = f": {self._safety.company}" if self._safety.company else ""
            wants = f"--company has to be the id of the company that is signed in to{known}."
            raise self.refusal(why, wants)

    def ask_for_yes(self) -> None:
        if not is_terminal():
            raise self.refusal("The safety level asks before each change, and nobody is here to answer", "--yes agrees beforehand.")
        self._show()
        if self._answer("Send it? [y/N] ").casefold() not in _YES:
            raise CannotGoOn(Exit.NOT_ALLOWED, "Nobody agreed: nothing was sent.")

    def _show(self) -> None:
        if not self._shown:
            self._progress.say(request_words(visible(self._writes)))
            self._shown = True

    def _answer(self, question: str) -> str:
        with interrupting():
            sys.stderr.write(question)
            sys.stderr.flush()
            return sys.stdin.readline().strip()
