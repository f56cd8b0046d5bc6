"""What a fault does to one request. Each effect is a value; its text is its word in the fault language (`language`)."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_desktop.sandbox.errors import ApiError, error_object, gateway, json_response, meta

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Practice company: {status}</title></head>
<body><h1>{status}</h1><p>The practice company was told to answer with a page.</p></body></html>
"""
# A part of a slow answer: a tenth of a second of it, or this many bytes.
_LARGEST_PART = 1000


@dataclass(frozen=True, slots=True)
class Struck:
    """A request that met a fault, and what is behind it: the company, and the end of all its access tokens."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    expire_tokens: Callable[[], None]

    async def go_through(self, send: Send | None = None) -> None:
        await self.app(self.scope, self.receive, send or self.send)

    async def answer(self, response: Response) -> None:
        await response(self.scope, self.receive, self.send)

    async def wait(self, seconds: float) -> None:
        """Let time pass, but no longer than the client keeps the connection."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)

    async def hang_up(self) -> None:
        """Close the connection as it is, and wait until the server has noticed: it then expects no answer any more."""
        self.scope["state"]["transport"].abort()
        await self._closed.wait()

    @property
    def _closed(self) -> asyncio.Event:
        closed: asyncio.Event = self.scope["state"]["closed"]
        return closed


class Effect(Protocol):
    """What happens in place of, or to, the company's answer."""

    async def strike(self, struck: Struck) -> None: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """An envelope with a failing ``status``; ``retry_after`` (milliseconds) becomes the headers of that name."""

    status: int
    retry_after: int | None = None

    async def strike(self, struck: Struck) -> None:
        headers = {} if self.retry_after is None else retry_headers(f"{Decimal(self.retry_after) / 1000:f}")
        await struck.answer(refusal(self.status, headers))

    def __str__(self) -> str:
        return str(self.status) if self.retry_after is None else f"{self.status}={duration(self.retry_after)}"


@dataclass(frozen=True, slots=True)
class Canned:
    """Exactly this answer; a ``body`` that is no text is sent as JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    async def strike(self, struck: Struck) -> None:
        if isinstance(self.body, str):
            await struck.answer(Response(self.body, self.status, self.headers))
        elif self.body is not None:
            await struck.answer(json_response(self.body, self.status, self.headers))
        else:
            await struck.answer(refusal(self.status, self.headers))


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is closed: before the company hears of the request, or ``after`` so many bytes of the body of its answer.

    A body that is no longer than that arrives whole.
    """

    after: int | None = None

    async def strike(self, struck: Struck) -> None:
        if self.after is None:
            await struck.hang_up()
            return
        left = self.after

        async def send(message: Message) -> None:
            nonlocal left
            part = message.get("body", b"")
            if left < 0:
                return
            if len(part) <= left:
                await struck.send(message)
            else:
                await struck.send({**message, "body": part[:left], "more_body": True})
                await struck.hang_up()
            left -= len(part)

        await struck.go_through(send)

    def __str__(self) -> str:
        return "drop" if self.after is None else f"drop={self.after}b"


@dataclass(frozen=True, slots=True)
class TruncatedJson:
    """An answer that is complete to HTTP, but whose JSON stops after ``size`` bytes, or half-way. Other answers stay as they are."""

    size: int | None = None

    async def strike(self, struck: Struck) -> None:
        await _with_other_json(struck, lambda body: body[: min(len(body) // 2 if self.size is None else self.size, len(body) - 1)])

    def __str__(self) -> str:
        return "truncated-json" if self.size is None else f"truncated-json={self.size}b"


@dataclass(frozen=True, slots=True)
class InvalidJson:
    """A comma too many at the end of the JSON. Other answers stay as they are."""

    async def strike(self, struck: Struck) -> None:
        await _with_other_json(struck, lambda body: body[:-1] + b"," + body[-1:])

    def __str__(self) -> str:
        return "invalid-json"


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page of HTML, as a gateway or a hotel's network sends it."""

    status: int = 502

    async def strike(self, struck: Struck) -> None:
        await struck.answer(HTMLResponse(_PAGE.format(status=self.status), self.status))

    def __str__(self) -> str:
        return "html" if self.status == HtmlPage().status else f"html={self.status}"


@dataclass(frozen=True, slots=True)
class ExpiredToken:
    """All access tokens so far expire, the request's own included: the company refuses it with 401 GW-0040."""

    async def strike(self, struck: Struck) -> None:
        struck.expire_tokens()
        await struck.go_through()

    def __str__(self) -> str:
        return "expired-token"


@dataclass(frozen=True, slots=True)
class Drip:
    """The body of the answer comes at ``rate`` bytes a second."""

    rate: int

    async def strike(self, struck: Struck) -> None:
        size = max(1, min(self.rate // 10, _LARGEST_PART))

        async def send(message: Message) -> None:
            body = message.get("body", b"")
            for at in range(0, len(body) - size, size):
                await struck.send({"type": message["type"], "body": body[at : at + size], "more_body": True})
                await struck.wait(size / self.rate)
            await struck.send({**message, "body": body[max(0, len(body) - 1) // size * size :]} if body else message)

        await struck.go_through(send)

    def __str__(self) -> str:
        return f"drip={self.rate}b/s"


@dataclass(frozen=True, slots=True)
class ErrorIn200:
    """A refusal whose HTTP status is 200 (facts 6.1, envelope 5)."""

    async def strike(self, struck: Struck) -> None:
        await struck.answer(refusal(200))

    def __str__(self) -> str:
        return "error-in-200"


@dataclass(frozen=True, slots=True)
class Nothing:
    """The request goes through; a fault may be a delay alone."""

    async def strike(self, struck: Struck) -> None:
        await struck.go_through()


NOTHING = Nothing()


def retry_headers(seconds: str) -> dict[str, str]:
    """What a 429 says about when to come back (facts 7)."""
    return {"Retry-After": seconds, "X-IA-Throttle-Retry-After": seconds}


def refusal(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An envelope that fits the status: the gateway's own for 429, else that of the API (facts 6.1)."""
    if status == 429:
        return gateway(429, "GW-0010", "Too many requests at once", headers).response()
    error = error_object("operationFailed", f"The practice company was told to answer {status}")
    return ApiError(status, {"ia::result": {"ia::error": error}, "ia::meta": meta(1, 0)}, headers).response()


def duration(milliseconds: int) -> str:
    """A time as the fault language writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds}ms" if rest or not milliseconds else f"{seconds}s"


async def _with_other_json(struck: Struck, change: Callable[[bytes], bytes]) -> None:
    """The company's answer, its JSON body changed and the length of it said rightly."""
    head: Message = {}
    body = bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            head.update(message)
        else:
            body.extend(message.get("body", b""))

    await struck.go_through(keep)
    headers = MutableHeaders(scope=head)
    content = bytes(body)
    if content and "json" in headers.get("content-type", ""):
        content = change(content)
        headers["content-length"] = str(len(content))
    await struck.send(head)
    await struck.send({"type": "http.response.body", "body": content})
