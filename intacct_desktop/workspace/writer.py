"""The one way by which this program writes: with the permit of the safety level, and with an entry of the journal before and after."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer, RequestError
from intacct_desktop.api.exact_json import ENCODER
from intacct_desktop.api.naming import title_of
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Record
from intacct_desktop.api.records.writes import Write, Written, send
from intacct_desktop.connections.profile import Profile
from intacct_desktop.connections.safety import Confirmation, Safety
from intacct_desktop.workspace.journal import Action, Journal, JournalEntry, NoSuchEntry, Outcome

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a write is for, in the words of the journal. ``titles`` and ``before`` are by key; a record to be made has neither.
    ``undoes`` is the entry that it takes back."""

    action: Action
    titles: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Record] = field(default_factory=dict)
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a write. ``after`` is the record as it is now, where one was made or changed and could be read again; ``entries`` are
    the journal's, one for each record."""

    written: tuple[Written, ...]
    entries: tuple[int, ...]
    after: Record | None = None
    unkept: OSError | NoSuchEntry | None = None
    """Why the journal could not keep the outcome of what was done: its entries say that no answer is known."""


class Writer:
    """Writes for one session; ``user`` says who is signed in. A write that was begun is finished, and its outcome kept, whoever stops
    waiting for it."""

    def __init__(self, client: Client, safety: Safety, journal: Journal, profile: Profile, user: Callable[[], str]) -> None:
        self.safety = safety
        self._client = client
        self._journal = journal
        self._profile = profile
        self._user = user
        self._under_way: set[asyncio.Task[Any]] = set()
        self._unanswered: dict[str, tuple[int, ...]] = {}  # entries by idempotency key, for when it is sent again

    async def send(self, write: Write, intent: Intent, confirmation: Confirmation | None) -> Sent:
        """Send it as it was confirmed.

        Raises `WriteRefused` and OSError, with nothing sent: what cannot be kept in the journal could not be undone. Raises
        `IntacctError` for a refusal; `NoAnswer`, or an `IntacctError` that ``leaves_open``, where nobody knows whether it was done: the
        same write may then be sent again, a DELETE after a look at the record.
        """
        return await self._outliving(self._send(write, intent, confirmation))

    def is_unanswered(self, write: Write) -> bool:
        """Whether it was sent before and no answer came: sent again, it is done once all the same."""
        return (write.idempotency_key or "") in self._unanswered

    async def aclose(self) -> None:
        """Wait for what is under way, so that the journal knows its outcome."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _outliving(self, work: Coroutine[Any, Any, _T]) -> _T:
        task = asyncio.create_task(work, name="write")
        self._under_way.add(task)
        task.add_done_callback(self._landed)
        return await asyncio.shield(task)

    def _landed(self, task: "asyncio.Task[Any]") -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # kept in the journal, whether or not somebody still waits

    async def _send(self, write: Write, intent: Intent, confirmation: Confirmation | None) -> Sent:
        with self.safety.permit([write], confirmation):
            entries = await self._begun(write, intent)
            try:
                written = await send(self._client, write)
            except RequestError as error:
                await self._failed(write, entries, error)
                raise
        self._unanswered.pop(write.idempotency_key or "", None)
        after = await self._read_again(write, intent, written)
        try:
            await asyncio.to_thread(self._keep_outcomes, write, entries, written, after)
        except (OSError, NoSuchEntry) as error:
            return Sent(written, entries, after, error)
        return Sent(written, entries, after)

    async def _begun(self, write: Write, intent: Intent) -> tuple[int, ...]:
        """An entry for each record; one that waits for an answer already where the write is sent again."""
        again = self._unanswered.get(write.idempotency_key or "")
        return again if again is not None else await asyncio.to_thread(self._begin, write, intent)

    def _begin(self, write: Write, intent: Intent) -> tuple[int, ...]:
        batch = uuid.uuid4().hex if write.records > 1 else None
        bodies: Sequence[Any] = write.body if isinstance(write.body, list) else [write.body] * write.records
        keys: Sequence[str | None] = write.keys or [None] * write.records
        return self._journal.begin_all(
            [
                JournalEntry(
                    at=datetime.now(UTC),
                    profile_id=self._profile.id,
                    company=self._profile.name,
                    environment=self._profile.environment,
                    entity=write.entity,
                    user=self._user(),
                    action=intent.action,
                    object=write.object,
                    key=key,
                    title=intent.titles.get(key or "", title_of(write.object)),
                    method=write.method,
                    path=write.path,
                    idempotency_key=write.idempotency_key,
                    undoes=intent.undoes,
                    batch=batch,
                    before=intent.before.get(key or ""),
                    body=None if body is None else ENCODER.encode(body).decode(),
                )
                for key, body in zip(keys, bodies, strict=True)
            ]
        )

    async def _failed(self, write: Write, entries: tuple[int, ...], error: RequestError) -> None:
        """Where even that cannot be kept, what the write came to is the graver news: the entries stay as those without an answer."""
        key = write.idempotency_key or ""
        # What was stopped before it was sent again says nothing of the first time.
        is_open = error.leaves_open if isinstance(error, IntacctError) else isinstance(error, NoAnswer) or key in self._unanswered
        if is_open and key:
            self._unanswered[key] = entries
        elif not is_open:
            self._unanswered.pop(key, None)
        try:
            await asyncio.to_thread(self._finish, entries, Outcome.UNKNOWN if is_open else Outcome.REFUSED, error)
        except (OSError, NoSuchEntry) as failure:
            _log.warning("The journal could not keep the outcome of a write: %s", failure)

    def _finish(self, entries: tuple[int, ...], outcome: Outcome, error: RequestError) -> None:
        for entry in entries:
            self._journal.finish(entry, outcome, **_said(error))

    async def _read_again(self, write: Write, intent: Intent, written: tuple[Written, ...]) -> Record | None:
        """The record as it is now, for the person and for undoing; that it cannot be read does not make the write fail."""
        if intent.action is Action.DELETE or len(written) != 1 or not (key := written[0].reference.key):
            return None
        with suppress(RequestError):
            return await read_record(self._client, write.object, key, write.entity)
        return None

    def _keep_outcomes(self, write: Write, entries: tuple[int, ...], written: tuple[Written, ...], after: Record | None) -> None:
        for entry, each in zip(entries, written, strict=True):
            if each.error is not None:
                self._finish((entry,), Outcome.UNKNOWN if each.error.leaves_open else Outcome.REFUSED, each.error)
            else:
                answer = ENCODER.encode(each.answer).decode() if each.answer else ""
                name = each.reference.id or each.reference.key
                self._journal.finish(
                    entry,
                    Outcome.DONE,
                    after=after,
                    key=each.reference.key or None,
                    title=None if write.keys else f"{title_of(write.object)} {name}",
                    status=each.status,
                    answer=answer,
                )


def _said(error: RequestError) -> dict[str, Any]:
    """What a failure leaves in the journal."""
    if not isinstance(error, IntacctError):
        return {"detail": str(error)}
    details = [f"{detail.target}: {detail.message}" for detail in error.details]
    return {
        "status": error.status,
        "error_id": error.error_id or error.code,
        "support_id": error.support_id,
        "detail": "\n".join([error.message, *details]).strip(),
    }
