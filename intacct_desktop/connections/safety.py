"""The safety level of a connection, and the guard that holds it: no write leaves the program that the level does not let through.

`Safety` is the `Guard` of the session's client, so that there is no way around it. Who writes first looks what is to be asked
(`Safety.asks`), gets the person's `Confirmation` of exactly these requests, and sends them while `Safety.permit` is open.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, StrEnum
from hashlib import sha256
from typing import Self, TypeAlias

from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.reading import only_reads
from intacct_desktop.api.records.writes import Write

RAISED_FOR = 15 * 60.0
"""Seconds after which a level above the one that a connection starts in ends by itself."""


class SafetyLevel(StrEnum):
    """What stands between a person and the books. The values are those of the file of profiles."""

    VIEW_ONLY = "view-only"
    ASK = "ask"
    ASK_TWICE = "ask-twice"
    FREE = "free"

    def is_above(self, other: "SafetyLevel") -> bool:
        """Whether it lets more through, or asks for less, than ``other``: to ask twice is below asking."""
        return _STRICTEST_FIRST.index(self) > _STRICTEST_FIRST.index(other)


_STRICTEST_FIRST = (SafetyLevel.VIEW_ONLY, SafetyLevel.ASK_TWICE, SafetyLevel.ASK, SafetyLevel.FREE)


class Asking(Enum):
    """What the person has to do before something is written."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    """Agree, with the difference in view."""
    TYPE_COMPANY = "type-company"
    """Agree, and type the company's id."""


class Refusal(StrEnum):
    VIEW_ONLY = "view-only"
    NOT_CONFIRMED = "not-confirmed"
    COMPANY_NOT_TYPED = "company-not-typed"
    OTHER_THAN_CONFIRMED = "other-than-confirmed"


class WriteRefused(RequestError):
    """The level forbids this write. Nothing was sent."""

    def __init__(self, reason: Refusal, level: SafetyLevel) -> None:
        super().__init__(f"{level}: {reason}")
        self.reason = reason
        self.level = level


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the person agreed to: these requests, by their digests, and the company's id where it was typed."""

    digests: tuple[str, ...]
    typed: str = ""

    @classmethod
    def of(cls, writes: Sequence[Write], typed: str = "") -> Self:
        """The confirmation of all of ``writes``, as they were shown."""
        return cls(tuple(_digest_of(write) for write in writes), typed)


_Listener: TypeAlias = Callable[[], None]


class TimePassed:
    """Seconds since it was made. They pass while the computer sleeps, when ``running`` may stop, and never go back, as ``calendar`` does
    when somebody sets it: whichever of the two has gone further counts."""

    def __init__(self, running: Callable[[], float] = time.monotonic, calendar: Callable[[], float] = time.time) -> None:
        self._clocks = tuple((clock, clock()) for clock in (running, calendar))
        self._furthest = 0.0

    def __call__(self) -> float:
        self._furthest = max(self._furthest, *(clock() - began for clock, began in self._clocks))
        return self._furthest


class Safety:
    """The level in force in one session. ``start`` is where it begins and falls back to; ``company`` gives the id of the company as its
    token says it. ``clock`` gives seconds, from anywhere on; `TimePassed` unless told.
    """

    def __init__(self, start: SafetyLevel, company: Callable[[], str], clock: Callable[[], float] | None = None) -> None:
        self.start = start
        self._company = company
        self._clock = clock or TimePassed()
        self._level = start
        self._ends: float | None = None
        self._permits: list[_Permit] = []
        self._listeners: list[_Listener] = []

    @property
    def level(self) -> SafetyLevel:
        """The level that counts now."""
        return self.start if self._is_over else self._level

    @property
    def ends_in(self) -> float | None:
        """Seconds until a raised level falls back; None where there is nothing to end."""
        return None if self._ends is None or self._is_over else self._ends - self._clock()

    @property
    def company(self) -> str:
        """The id that is to be typed; empty where the token has none, and then nothing typed is right."""
        return self._company()

    def set_level(self, level: SafetyLevel) -> None:
        """Put ``level`` in force at once. One above ``start`` ends after `RAISED_FOR`; going down does not put that off."""
        present, ends = self.level, self._ends
        self._level = level
        if not level.is_above(self.start):
            self._ends = None
        elif not present.is_above(level) or ends is None:
            self._ends = self._clock() + RAISED_FOR
        self._tell()

    def refresh(self) -> None:
        """Tell the listeners when the time of a raised level is over. Whoever shows the level calls this now and then."""
        if self._is_over:
            self._level, self._ends = self.start, None
            self._tell()

    def subscribe(self, listener: _Listener) -> Callable[[], None]:
        """Call ``listener`` whenever another level is in force; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def asks(self, writes: Sequence[Write]) -> Asking:
        """What the level asks before these are sent together. Raises `WriteRefused` where it lets nothing through."""
        match self.level:
            case SafetyLevel.VIEW_ONLY:
                raise WriteRefused(Refusal.VIEW_ONLY, self.level)
            case SafetyLevel.FREE:
                return Asking.NOTHING
            case SafetyLevel.ASK_TWICE if _is_grave(writes):
                return Asking.TYPE_COMPANY
            case _:
                return Asking.CONFIRM

    def is_company(self, typed: str) -> bool:
        """Whether ``typed`` is the company's id, but for case and for spaces around it."""
        company = self.company.strip().casefold()
        return bool(company) and typed.strip().casefold() == company

    @contextmanager
    def permit(self, writes: Sequence[Write], confirmation: Confirmation | None) -> Iterator[None]:
        """Let these writes through, each once, and again only under its own ``Idempotency-Key``; a DELETE never again.

        Raises `WriteRefused` where the level asks for more than ``confirmation`` has. It is looked at again with each request: a level
        that falls back meanwhile ends the permit.
        """
        permit = _Permit(tuple(writes), confirmation)
        self._check(permit)
        self._permits.append(permit)
        try:
            yield
        finally:
            self._permits.remove(permit)

    def admit(self, method: str, path: str, content: bytes | None, idempotency_key: str | None, entity: str | None) -> None:
        """Return where this request may be sent. Raises `WriteRefused`."""
        if only_reads(method, path) or self.level is SafetyLevel.FREE:
            return
        digest = _digest(method, path, content, idempotency_key, entity)
        permit = next((permit for permit in self._permits if permit.has(digest, again=method != "DELETE" and bool(idempotency_key))), None)
        if permit is None:
            reason = Refusal.OTHER_THAN_CONFIRMED if self._permits else Refusal.NOT_CONFIRMED
            raise WriteRefused(Refusal.VIEW_ONLY if self.level is SafetyLevel.VIEW_ONLY else reason, self.level)
        self._check(permit)
        permit.use(digest)

    def recheck(self, method: str, path: str) -> None:
        """Stop what was admitted and has waited for its turn, if nothing may be written any more. Raises `WriteRefused`."""
        if self.level is SafetyLevel.VIEW_ONLY and not only_reads(method, path):
            raise WriteRefused(Refusal.VIEW_ONLY, self.level)

    @property
    def _is_over(self) -> bool:
        return self._ends is not None and self._clock() >= self._ends

    def _check(self, permit: "_Permit") -> None:
        asking = self.asks(permit.writes)
        if asking is Asking.NOTHING:
            return
        if permit.confirmation is None:
            raise WriteRefused(Refusal.NOT_CONFIRMED, self.level)
        if permit.digests - Counter(permit.confirmation.digests):
            raise WriteRefused(Refusal.OTHER_THAN_CONFIRMED, self.level)
        if asking is Asking.TYPE_COMPANY and not self.is_company(permit.confirmation.typed):
            raise WriteRefused(Refusal.COMPANY_NOT_TYPED, self.level)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


class _Permit:
    """Some writes, and which of them were let through."""

    def __init__(self, writes: tuple[Write, ...], confirmation: Confirmation | None) -> None:
        self.writes = writes
        self.confirmation = confirmation
        self.digests = Counter(_digest_of(write) for write in writes)
        self._used: Counter[str] = Counter()

    def has(self, digest: str, *, again: bool) -> bool:
        """Whether a request is one of these and still to come, or may come ``again``."""
        return digest in self.digests and (again or self._used[digest] < self.digests[digest])

    def use(self, digest: str) -> None:
        self._used[digest] += 1


def _is_grave(writes: Sequence[Write]) -> bool:
    return any(write.method == "DELETE" for write in writes) or sum(write.records for write in writes) > 1


def _digest_of(write: Write) -> str:
    return _digest(write.method, write.path, write.content, write.idempotency_key, write.entity)


def _digest(method: str, path: str, content: bytes | None, idempotency_key: str | None, entity: str | None) -> str:
    """What two requests have in common only if they do the same, to the same company or entity, and count as one for Intacct."""
    parts = (method.encode(), path.encode(), content or b"", (idempotency_key or "").encode(), (entity or "").encode())
    return sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()
