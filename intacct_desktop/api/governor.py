"""Who may send now: a fixed number of lanes, and a common pause when Intacct asks for one.

Intacct limits the requests of a company in flight (facts 7: 6 to 20 by tier, shared by all its programs); more is 429. Waiting for a lane
may be cancelled at any time.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_RETRY_AFTER_HEADERS = (
    "Retry-After",
    "X-IA-Throttle-Retry-After",
    "X-IA-TENANT-Throttle-Retry-After",
    "X-IA-Hour-Rate-Limit-Retry-After",
)


class Governor:
    """Lanes and pauses of one connection. ``in_flight`` and ``waiting`` count requests."""

    def __init__(self, lanes: int = 3) -> None:
        self.lanes = lanes
        self.in_flight = 0
        self.waiting = 0
        self._free = asyncio.Semaphore(lanes)
        self._resume_at = 0.0
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` whenever a count changes; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def pause(self, seconds: float) -> None:
        """No new request before ``seconds`` from now; a longer pause that is already under way stays."""
        self._resume_at = max(self._resume_at, asyncio.get_running_loop().time() + seconds)

    @asynccontextmanager
    async def lane(self) -> AsyncIterator[None]:
        """Hold one lane. Waiting, for a lane or for the end of a pause, can be cancelled."""
        self._count(waiting=1)
        try:
            await self._free.acquire()
        except BaseException:
            self._count(waiting=-1)
            raise
        try:
            try:
                await self._pause_over()
            finally:
                self._count(waiting=-1)
            self._count(in_flight=1)
            try:
                yield
            finally:
                self._count(in_flight=-1)
        finally:
            self._free.release()

    async def _pause_over(self) -> None:
        clock = asyncio.get_running_loop().time
        while (left := self._resume_at - clock()) > 0:  # noqa: ASYNC110  a pause may be extended while we sleep
            await asyncio.sleep(left)

    def _count(self, *, in_flight: int = 0, waiting: int = 0) -> None:
        self.in_flight += in_flight
        self.waiting += waiting
        for listener in tuple(self._listeners):
            listener()


def pause_asked_for(headers: Mapping[str, str]) -> float | None:
    """The longest wait that any of the headers asks for, in seconds; Intacct writes ``-1`` where there is no limit (facts 7)."""
    asked = [seconds for name in _RETRY_AFTER_HEADERS if (seconds := _seconds(headers.get(name))) is not None and 0 <= seconds < math.inf]
    return max(asked, default=None)


def _seconds(value: str | None) -> float | None:
    """``Retry-After`` is a number of seconds or an HTTP date."""
    if value is None:
        return None
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
