"""What a test can make the practice company do: be slow, refuse, break off. And what it saw of the requests.

`Faults` is the outermost layer of the server. It answers under ``/_sandbox`` itself and stands between the network and everything else.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intacct_desktop.sandbox.errors import ApiError, error_object, gateway, json_response, meta

PATH = "/_sandbox"
API = "/ia/api/v1/"


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to the next ``times`` requests whose path contains ``match``.

    ``delay`` (seconds) comes first. Then, in this order: ``drop`` closes the connection without an answer; ``status`` answers instead of
    the company, with ``headers`` and ``body`` (text as it stands, any other JSON as JSON; without one an envelope that fits the status);
    ``truncate`` lets the company answer, but closes the connection after that many bytes of the body. With only ``delay`` set the request
    goes through.
    """

    match: str
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    delay: Annotated[float, msgspec.Meta(ge=0)] = 0
    drop: bool = False
    status: int | None = None
    headers: dict[str, str] = {}
    body: Any = None
    truncate: int | None = None


class Faults:
    """The layer itself, wrapped around ``app``."""

    def __init__(self, app: ASGIApp, expire_tokens: Callable[[], None], concurrency: int) -> None:
        self._app = app
        self._expire_tokens = expire_tokens
        self._concurrency = concurrency
        self._faults: list[tuple[Fault, int]] = []
        self._requests: Counter[str] = Counter()
        self._in_flight = 0
        self._most_in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(PATH):
            response = await self._control(Request(scope, receive))
            await response(scope, receive, send)
        else:
            self._requests[f"{scope['method']} {scope['path']}"] += 1
            self._in_flight += 1
            self._most_in_flight = max(self._most_in_flight, self._in_flight)
            try:
                await self._serve(scope, receive, send)
            finally:
                self._in_flight -= 1

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._next(scope["path"])
        if fault is None and self._in_flight > self._concurrency and scope["path"].startswith(API):
            await gateway(429, "GW-0010", "Too many requests at once", {"Retry-After": "1"}).response()(scope, receive, send)
        elif fault is None:
            await self._app(scope, receive, send)
        else:
            await self._fail(fault, scope, receive, send)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.delay:
            await _wait(fault.delay, scope)
        if fault.drop:
            await _hang_up(scope)
        elif fault.status is not None:
            await _answer(fault, fault.status)(scope, receive, send)
        elif fault.truncate is not None:
            await self._truncated(fault.truncate, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _truncated(self, size: int, scope: Scope, receive: Receive, send: Send) -> None:
        left = size

        async def send_part(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.body" and left >= 0:
                part = message.get("body", b"")[:left]
                left -= len(message.get("body", b""))
                await send({"type": "http.response.body", "body": part, "more_body": True})
                if left < 0:
                    await _hang_up(scope)
            elif left >= 0:
                await send(message)

        await self._app(scope, receive, send_part)

    def _next(self, path: str) -> Fault | None:
        for at, (fault, left) in enumerate(self._faults):
            if fault.match in path:
                self._faults[at : at + 1] = [(fault, left - 1)] if left > 1 else []
                return fault
        return None

    async def _control(self, request: Request) -> Response:
        match request.method, request.url.path.removeprefix(PATH):
            case "POST", "/faults":
                try:
                    fault = msgspec.json.decode(await request.body(), type=Fault)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    return json_response({"error": str(error)}, 400)
                self._faults.append((fault, fault.times))
            case "DELETE", "/faults":
                self._faults.clear()
            case "GET", "/requests":
                return json_response({"requests": self._requests, "inFlight": self._in_flight, "maxInFlight": self._most_in_flight})
            case "DELETE", "/requests":
                self._requests.clear()
                self._most_in_flight = self._in_flight
            case "POST", "/expire-tokens":
                self._expire_tokens()
            case _:
                return json_response({"error": "unknown"}, 404)
        return Response(status_code=204)


def _answer(fault: Fault, status: int) -> Response:
    if isinstance(fault.body, str):
        return Response(fault.body, status, fault.headers)
    if fault.body is not None:
        return json_response(fault.body, status, fault.headers)
    if status == 429:
        return gateway(429, "GW-0010", "Too many requests at once", fault.headers).response()
    error = error_object("operationFailed", f"The practice company was told to answer {status}")
    return ApiError(status, {"ia::result": {"ia::error": error}, "ia::meta": meta(1, 0)}, fault.headers).response()


async def _wait(seconds: float, scope: Scope) -> None:
    """Let time pass, but no longer than the client keeps the connection."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(scope["state"]["closed"].wait(), seconds)


async def _hang_up(scope: Scope) -> None:
    """Close the connection as it is, and wait until the server has noticed: it then expects no answer any more."""
    scope["state"]["transport"].abort()
    await scope["state"]["closed"].wait()
