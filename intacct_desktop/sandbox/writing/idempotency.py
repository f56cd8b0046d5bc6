"""``Idempotency-Key``: the same request twice is done once, and answered twice with the same words (facts 7)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from intacct_desktop.sandbox.errors import ApiError, invalid_request, refused
from intacct_desktop.sandbox.requests import header

HEADER = "Idempotency-Key"
CACHED_DATE = "x-ia-idempotency-cached-date"
MAX_KEY = 256

# The oldest answers are forgotten when there are more, or more bytes of them.
_MOST_ANSWERS = 1_000
_MOST_BYTES = 20_000_000

# What of a request, beside its address and its body, makes it another one.
_PARAMETERS = ("x-ia-api-param-entity", "x-ia-api-param-transaction")


@dataclass(slots=True, eq=False)
class _Entry:
    fingerprint: bytes
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Response | None = None
    moment: str = ""

    @property
    def size(self) -> int:
        return len(self.answer.body) if self.answer else 0


class Idempotency:
    """The answers of the server's life so far, by user and key. It lives on the server's event loop, so it needs no lock."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], _Entry] = {}

    async def once(self, request: Request, user: str, content: bytes, work: Callable[[], Awaitable[Response]]) -> Response:
        """Do ``work`` unless this request was made before; while it still runs, wait for its answer.

        Refusals are answers too; a failure of the server is none. Raises 409 where the key belongs to another request.
        """
        key = header(request, HEADER)
        if key is None:
            return await work()
        if not 0 < len(key) <= MAX_KEY:
            raise invalid_request(f"{HEADER} has 1 to {MAX_KEY} characters")
        fingerprint = _fingerprint(request, content)
        while entry := self._entries.get((user, key)):
            if entry.fingerprint != fingerprint:
                raise refused(409, "invalidRequest", f"The {HEADER} was used for another request")
            await entry.answered.wait()
            if entry.answer:
                headers = {CACHED_DATE: entry.moment}
                return Response(entry.answer.body, entry.answer.status_code, headers, entry.answer.media_type)
        return await self._first((user, key), _Entry(fingerprint), work)

    async def _first(self, name: tuple[str, str], entry: _Entry, work: Callable[[], Awaitable[Response]]) -> Response:
        self._entries[name] = entry
        try:
            try:
                answer = await work()
            except ApiError as error:
                answer = error.response()
            entry.answer = answer
            entry.moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        finally:
            if entry.answer is None:
                del self._entries[name]
            entry.answered.set()
        self._forget_oldest()
        return answer

    def _forget_oldest(self) -> None:
        size = sum(entry.size for entry in self._entries.values())
        for name, entry in list(self._entries.items()):
            if len(self._entries) <= _MOST_ANSWERS and size <= _MOST_BYTES:
                break
            if entry.answer:
                size -= entry.size
                del self._entries[name]


def _fingerprint(request: Request, content: bytes) -> bytes:
    named = "\0".join((request.method, request.url.path, *(request.headers.get(name, "") for name in _PARAMETERS)))
    return hashlib.sha256(named.encode() + b"\0" + content).digest()
