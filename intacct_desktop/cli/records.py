"""``intacct-desktop records``: reads, creates, changes and deletes records, by the one way in which this program writes."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any

from intacct_desktop.api.client import Method
from intacct_desktop.api.errors import IntacctError, NoAnswer, NotSignedIn, RequestError
from intacct_desktop.api.naming import title_of
from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.api.records.conflicts import has_moved
from intacct_desktop.api.records.document_types import written_as
from intacct_desktop.api.records.members import batches, read_records
from intacct_desktop.api.records.reading import read_record, record_path
from intacct_desktop.api.records.request_words import request_words
from intacct_desktop.api.records.values import Record, path_of, value_at
from intacct_desktop.api.records.writes import MOST_BYTES, Write, delete_of, new_idempotency_key
from intacct_desktop.cli.agreeing import agree, as_members, visible
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn, failure_of
from intacct_desktop.cli.loop import carry_out
from intacct_desktop.cli.members import body_of, leaves, with_members
from intacct_desktop.cli.progress import Progress
from intacct_desktop.cli.report import Report
from intacct_desktop.cli.signing_in import Company, signed_in
from intacct_desktop.connections.safety import Confirmation
from intacct_desktop.workspace.journal import Action
from intacct_desktop.workspace.secret_members import without_secrets
from intacct_desktop.workspace.writer import Intent, Sent, Writer

_STAMP = "/audit/modifiedDateTime"
_PATIENCE = 10.0
"""Seconds that an interrupted command waits for the answer to what it has sent."""
_DRY_RUN = "DRY_RUN"
_WHERE = ("seconds", "calls", "connection", "entity")


class Outcome(StrEnum):
    """What became of one record."""

    NOT_SENT = "NOT_SENT"
    DONE = "DONE"
    REFUSED = "REFUSED"
    NOT_FOUND = "NOT_FOUND"
    OPEN = "OPEN"
    """It was sent, and nobody knows whether Intacct did it."""


def get(arguments: argparse.Namespace) -> int:
    """Print records; the exit status."""
    report, progress = Report("object", "records", "missing", *_WHERE), Progress(sys.stderr, quiet=arguments.quiet)

    async def work() -> Exit:
        async with signed_in(arguments, report, progress) as company:
            client, name = company.session.client, RecordAddress(arguments.object, "").model_name
            if len(arguments.keys) == 1:
                found = {arguments.keys[0]: await read_record(client, name, arguments.keys[0])}
            else:
                found = await read_records(client, name, arguments.keys)
        missing = [key for key in arguments.keys if key not in found]
        report.tell(object=name, records=[without_secrets(found[key]) for key in arguments.keys if key in found], missing=missing)
        if not missing:
            return Exit.COMPLETE
        progress.say(f"There is no {name} with the key {', '.join(missing)}.")
        report.tell(state="INCOMPLETE")
        return Exit.NOT_WHOLE

    return carry_out(report, progress, work)


def create(arguments: argparse.Namespace) -> int:
    """Create a record; the exit status."""
    return _write_one(arguments, _new)


def update(arguments: argparse.Namespace) -> int:
    """Change members of a record; the exit status."""
    return _write_one(arguments, _changed)


def delete(arguments: argparse.Namespace) -> int:
    """Delete records; the exit status."""
    report = Report("object", "outcomes", "requests", "journal", *_WHERE)
    progress = Progress(sys.stderr, quiet=arguments.quiet)

    async def work() -> Exit:
        async with signed_in(arguments, report, progress) as company:
            return await _Deletion(company, arguments, report, progress).carry_out()

    return carry_out(report, progress, work)


_Prepare = Callable[[Company, argparse.Namespace, dict[str, Any]], Coroutine[Any, Any, "tuple[Write, Record | None]"]]


def _write_one(arguments: argparse.Namespace, prepare: _Prepare) -> int:
    report = Report("object", "key", "id", "outcome", "modified", "changes", "requests", "journal", *_WHERE)
    progress = Progress(sys.stderr, quiet=arguments.quiet)

    def work() -> Coroutine[Any, Any, Exit]:
        body = body_of(arguments)

        async def at_work() -> Exit:
            async with signed_in(arguments, report, progress) as company:
                write, before = await prepare(company, arguments, body)
                return await _One(company, arguments, report, progress).carry_out(write, before)

        return at_work()

    return carry_out(report, progress, work)


async def _new(company: Company, arguments: argparse.Namespace, body: dict[str, Any]) -> tuple[Write, None]:
    session, name = company.session, arguments.object
    body = await with_members(body, arguments, RecordAddress(name, "").model_name, session.models)
    return _checked("POST", record_path(name), name, (), body, arguments, session.entity), None


async def _changed(company: Company, arguments: argparse.Namespace, body: dict[str, Any]) -> tuple[Write, Record]:
    """What is asked for, on the record as it is now. Raises `CannotGoOn` where that is another than the one that was seen."""
    session, name = company.session, RecordAddress(arguments.object, "").model_name
    body = await with_members(body, arguments, name, session.models)
    before = await read_record(session.client, name, arguments.key)
    stamp = value_at(before, _STAMP)
    if arguments.unchanged_since is not None and arguments.unchanged_since != stamp:
        raise _conflict(stamp, before)
    written = written_as(await session.models.model(name), before)
    path = record_path(written, arguments.key)
    return _checked("PATCH", path, written, (arguments.key,), body, arguments, session.entity), before


def _checked(
    method: Method, path: str, name: str, keys: tuple[str, ...], body: dict[str, Any], arguments: argparse.Namespace, entity: str | None
) -> Write:
    write = Write(method, path, name, keys, body, arguments.idempotency_key or new_idempotency_key(), entity)
    if len(write.content or b"") > MOST_BYTES:
        raise CannotGoOn(Exit.USAGE, f"The request is longer than the {MOST_BYTES:,} bytes that Intacct takes.")
    return write


def _conflict(stamp: object, record: Record) -> CannotGoOn:
    who = value_at(record, "/audit/modifiedByUser/id")
    by = f" by {who}" if who else ""
    happened = f"The record was changed meanwhile{by}{f', at {stamp}' if stamp else ''}: nothing was sent."
    return CannotGoOn(Exit.CONFLICT, happened, "Read it again, then decide anew.", modified=stamp)


class _Sending:
    """The writer of one command. What was begun is waited for, also when the command is interrupted."""

    def __init__(self, company: Company, arguments: argparse.Namespace, report: Report, progress: Progress) -> None:
        session = company.session
        self.session, self.arguments, self.report, self.progress = session, arguments, report, progress
        self.writer = Writer(session.client, session.safety, company.kept.journal, session.profile, lambda: session.user)
        self.interrupted = False

    def agreed(self, writes: Sequence[Write]) -> Confirmation | None:
        return agree(self.session.safety, writes, self.arguments, self.progress)

    async def send(self, write: Write, intent: Intent, confirmation: Confirmation | None) -> Sent:
        """Raises what the writer raises. Interrupted, it waits for the answer all the same, and `interrupted` says so."""
        sending = asyncio.ensure_future(self.writer.send(write, intent, confirmation))
        try:
            await asyncio.wait({sending})
        except asyncio.CancelledError:
            self.interrupted = True
            self.progress.say("A request is under way: waiting for its answer. Interrupt again to leave it.")
            with suppress(asyncio.CancelledError):
                await asyncio.wait({sending}, timeout=_PATIENCE)
            if not sending.done():
                await self.session.client.aclose(0.0)  # which ends the wait, as one without an answer
                await asyncio.wait({sending})
            if isinstance(sending.exception(), NotSignedIn):  # it was still waiting for its turn when the client was closed
                raise
        return sending.result()

    def keep(self, sent: Sent) -> None:
        self.report.tell(journal=[*(self.report["journal"] or ()), *sent.entries])
        if sent.unkept is not None:
            self.progress.say(f"The journal could not keep the outcome, so that it may not be possible to undo it: {sent.unkept}")

    def go_on(self) -> None:
        """Raises CancelledError where the command was interrupted meanwhile."""
        if self.interrupted:
            raise asyncio.CancelledError


class _One(_Sending):
    async def carry_out(self, write: Write, before: Record | None) -> Exit:
        changes = [
            {"member": path_of(place), "before": _shown(before, place), "after": value}
            for place, value in leaves(without_secrets(write.body))
        ]
        self.report.tell(
            object=write.object,
            key=next(iter(write.keys), None),
            id=before and before.get("id"),
            modified=value_at(before, _STAMP),
            outcome=Outcome.NOT_SENT,
            changes=changes,
            requests=as_members([write]),
        )
        if self.arguments.dry_run:
            return _dry_run([write], self.report, self.progress)
        confirmation = self.agreed([write])
        if before is not None and not self.arguments.yes:
            # Somebody took their time to answer.
            now = await read_record(self.session.client, RecordAddress(write.object, "").model_name, write.keys[0], write.entity)
            if has_moved(before, now):
                raise _conflict(value_at(now, _STAMP), now)
        self.report.tell(outcome=Outcome.OPEN)
        try:
            sent = await self.send(write, _intent(write, before), confirmation)
        except (IntacctError, NoAnswer) as error:
            if _leaves_open(error):
                raise self._open(write, error) from error
            self.report.tell(outcome=Outcome.REFUSED)
            raise
        except BaseException as error:
            if not isinstance(error, asyncio.CancelledError):
                self.report.tell(outcome=Outcome.NOT_SENT)
            raise
        reference = sent.written[0].reference
        self.report.tell(
            state="DONE",
            outcome=Outcome.DONE,
            key=reference.key,
            id=reference.id or self.report["id"],
            modified=value_at(sent.after, _STAMP),
        )
        self.keep(sent)
        self.go_on()
        self.progress.under_way(f"{title_of(write.object)} {reference.id or reference.key}: done.", last=True)
        return Exit.COMPLETE

    def _open(self, write: Write, error: RequestError) -> CannotGoOn:
        failure = failure_of(error)
        todo = f"Run it again with --idempotency-key {write.idempotency_key}: under that key it is done once, however often it is sent."
        return CannotGoOn(Exit.OPEN, f"{failure.happened} Nobody knows whether Intacct did it.", todo, **failure.members)


class _Deletion(_Sending):
    async def carry_out(self) -> Exit:
        keys: list[str] = list(dict.fromkeys(self.arguments.keys))
        name, entity = RecordAddress(self.arguments.object, "").model_name, self.session.entity
        model = await self.session.models.model(name)
        before = await read_records(self.session.client, name, keys, entity)
        titles = {key: f"{title_of(name)} {record.get('id') or key}" for key, record in before.items()}
        self.outcomes: dict[str, dict[str, Any]] = {
            key: {"key": key, "title": titles.get(key), "outcome": Outcome.NOT_SENT if key in before else Outcome.NOT_FOUND, "error": None}
            for key in keys
        }
        writes = list(_deletes({key: written_as(model, record) for key, record in before.items()}, entity))
        self.report.tell(object=name, outcomes=list(self.outcomes.values()), requests=as_members(writes))
        if self.arguments.dry_run:
            return _dry_run(writes, self.report, self.progress)
        if writes:
            confirmation = self.agreed(writes)
            intent = Intent(action=Action.DELETE, titles=titles, before=before)
            for write in writes:
                await self._send(write, intent, confirmation)
                if not self._is_open:
                    self.go_on()
                elif self.interrupted:
                    break
        return self._told()

    async def _send(self, write: Write, intent: Intent, confirmation: Confirmation | None) -> None:
        try:
            sent = await self.send(write, intent, confirmation)
        except (IntacctError, NoAnswer) as error:
            if not _leaves_open(error):
                for key in write.keys:
                    self._note(key, Outcome.REFUSED, error)
                return
            for key in write.keys:
                self._note(key, Outcome.OPEN, error)
            if self.interrupted:
                return
            with suppress(RequestError):  # nobody knows then, which is what is noted
                left = await read_records(self.session.client, write.object, write.keys, write.entity)
                for key in write.keys:
                    if key not in left:
                        self._note(key, Outcome.DONE)
            return
        for key, each in zip(write.keys, sent.written, strict=True):
            if each.error is None:
                self._note(key, Outcome.DONE)
            else:
                self._note(key, Outcome.OPEN if each.error.leaves_open else Outcome.REFUSED, each.error)
        self.keep(sent)

    @property
    def _is_open(self) -> bool:
        return any(each["outcome"] is Outcome.OPEN for each in self.outcomes.values())

    def _note(self, key: str, outcome: Outcome, error: RequestError | None = None) -> None:
        self.outcomes[key] |= {"outcome": outcome, "error": None if error is None else failure_of(error).error}

    def _told(self) -> Exit:
        found = [each["outcome"] for each in self.outcomes.values()]
        for each in self.outcomes.values():
            why = f": {each['error']['message']}" if each["error"] else ""
            line = f"{each['title'] or each['key']}: {each['outcome']}{why}"
            if each["outcome"] is Outcome.DONE:
                self.progress.under_way(line, last=True)
            else:
                self.progress.say(line)
        if all(outcome is Outcome.DONE for outcome in found):
            self.report.tell(state="DONE")
            return Exit.COMPLETE
        self.report.tell(state="PARTLY_DONE" if Outcome.DONE in found else None)
        return Exit.OPEN if self._is_open else Exit.REFUSED


def _deletes(names: Mapping[str, str], entity: str | None) -> Iterator[Write]:
    """As few requests as there are addresses and room in them; documents of two types have two addresses."""
    for name in dict.fromkeys(names.values()):
        for batch in batches([key for key, each in names.items() if each == name]):
            yield delete_of(name, *batch, entity=entity)


def _intent(write: Write, before: Record | None) -> Intent:
    if before is None:
        return Intent(action=Action.CREATE)
    key = write.keys[0]
    title = f"{title_of(RecordAddress(write.object, '').model_name)} {before.get('id') or key}"
    return Intent(action=Action.CHANGE, titles={key: title}, before={key: before})


def _dry_run(writes: Sequence[Write], report: Report, progress: Progress) -> Exit:
    progress.under_way(request_words(visible(writes)), last=True)
    report.tell(state=_DRY_RUN)
    return Exit.COMPLETE


def _leaves_open(error: RequestError) -> bool:
    return error.leaves_open if isinstance(error, IntacctError) else isinstance(error, NoAnswer)


def _shown(record: Record | None, place: str) -> Any:
    return value_at(without_secrets(record), place) if record is not None else None
