"""How many requests the company takes: so many in flight, so many a minute, and the headers that say how many are left (facts 7)."""

import math
import time
from collections import deque
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_desktop.sandbox.errors import gateway
from intacct_desktop.sandbox.faults.effects import retry_headers
from intacct_desktop.sandbox.faults.language import API

_SIGN_IN = f"{API}oauth2/"
_MINUTE = 60.0
_NO_LIMIT = -1


class Limits:
    """An ASGI layer around ``app``. ``in_flight`` counts the API requests that are not answered to their last byte.

    ``concurrency`` of them may be in flight; ``requests_per_minute`` (None: any number) may begin within any 60 seconds of ``clock``. What
    is refused does not count for the minute. Signing in and asking for tokens is no API request.
    """

    def __init__(
        self, app: ASGIApp, concurrency: int, requests_per_minute: int | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.in_flight = 0
        self.most_in_flight = 0
        self._app = app
        self._concurrency = concurrency
        self._per_minute = requests_per_minute
        self._clock = clock
        self._begun: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API) or scope["path"].startswith(_SIGN_IN):
            await self._app(scope, receive, send)
            return
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await self._serve(scope, receive, send)
        finally:
            self.in_flight -= 1

    def forget(self) -> None:
        """Take the requests in flight now for the most there were."""
        self.most_in_flight = self.in_flight

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, str(value))
            await send(message)

        app = self._app
        if self.in_flight > self._concurrency:
            app = gateway(429, "GW-0010", "Too many requests at once", retry_headers("1")).response()
        elif seconds := self._seconds_to_wait():
            app = gateway(429, "GW-0010", "Too many requests in a minute", retry_headers(str(seconds))).response()
        elif self._per_minute is not None:
            self._begun.append(self._clock())
        await app(scope, receive, send_with_headers)

    def _seconds_to_wait(self) -> int:
        """Whole seconds until the minute has room for one more; 0 when it has."""
        if self._per_minute is None or self._left_in_minute() > 0:
            return 0
        oldest = self._begun[0] if self._begun else self._clock()
        return max(1, math.ceil(oldest + _MINUTE - self._clock()))

    def _left_in_minute(self) -> int:
        if self._per_minute is None:
            return _NO_LIMIT
        while self._begun and self._begun[0] <= self._clock() - _MINUTE:
            self._begun.popleft()
        return self._per_minute - len(self._begun)

    @property
    def _headers(self) -> dict[str, int]:
        return {
            "X-IA-Throttle-Limit": self._concurrency,
            "X-IA-Throttle-Remaining": max(0, self._concurrency - self.in_flight),
            "X-IA-Minute-Rate-Limit": _NO_LIMIT if self._per_minute is None else self._per_minute,
            "X-IA-Minute-Rate-Limit-Remaining": self._left_in_minute(),
            "X-IA-Hour-Rate-Limit": _NO_LIMIT,
            "X-IA-Hour-Rate-Limit-Remaining": _NO_LIMIT,
        }
