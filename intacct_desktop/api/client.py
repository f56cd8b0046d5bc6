"""The one door for HTTP (design idea 5): lanes, token, retry, one error type, one stream of `Exchange` records.

This is the only module that imports httpx. Its pool loses a connection for good when a request in flight is cancelled
(encode/httpcore#1093), so a request that was sent is never cancelled: its owner may stop waiting, its answer still reaches the log.
"""

import asyncio
import itertools
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from time import perf_counter
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar, cast
from urllib.parse import urlencode

import httpx
import stamina
import truststore

from intacct_desktop.api.errors import IntacctError, NoAnswer, NoAnswerReason, NotSignedIn, error_from, unexpected
from intacct_desktop.api.exchange import Exchange, visible_body, visible_headers, visible_parameters
from intacct_desktop.api.governor import Governor, pause_asked_for

ENTITY_HEADER = "X-IA-API-Param-Entity"
IDEMPOTENCY_HEADER = "Idempotency-Key"

_ATTEMPTS = 4
_LONGEST_PAUSE = 60.0
_LONGEST_REFUSAL = 1 << 20  # bytes; an envelope takes some hundred, a proxy's page may be of any length
_TIMEOUTS = httpx.Timeout(connect=10.0, read=120.0, write=60.0, pool=None)
# Every attempt is an `Exchange`: a second log of retries would only repeat it.
stamina.instrumentation.set_on_retry_hooks([])

Method: TypeAlias = Literal["GET", "POST", "PATCH", "DELETE"]
_T = TypeVar("_T")


class Scope(Enum):
    """Whose records are asked for where no entity is named."""

    PRESENT = "present"
    """Those of the client's `entity` at the time of the request."""


class TokenSource(Protocol):
    """Where the client gets its bearer token from."""

    async def access_token(self, refused: str | None = None) -> str:
        """A token to send. ``refused`` is one that Intacct has just turned down: the answer must be another.

        Raises `NotSignedIn` when there is none.
        """
        ...


class Guard(Protocol):
    """Who has a say before anything is sent."""

    def admit(self, method: str, path: str, content: bytes | None, idempotency_key: str | None, entity: str | None) -> None:
        """Return where this request may be sent, and raise a `RequestError` where not; it is asked once, whatever is retried.

        ``path`` comes with its query string, ``entity`` as its header names it.
        """
        ...

    def recheck(self, method: str, path: str) -> None:
        """Asked when the turn of a request has come that was admitted: it may have waited long. Raises as `admit`."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: 2xx or 3xx. ``seconds`` is the time on the wire, waiting for a lane not included."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class _Request:
    method: Method
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes | None
    repeatable: bool
    authorized: bool

    @property
    def is_secret(self) -> bool:
        return "/oauth2/" in self.path

    @property
    def target(self) -> str:
        """The path with its query string."""
        return f"{self.path}?{urlencode(self.parameters)}" if self.parameters else self.path


@dataclass(frozen=True, slots=True)
class _Finished(Generic[_T]):
    received: _T
    status: int
    headers: Mapping[str, str]
    seconds: float


_Receive: TypeAlias = Callable[[httpx.Response], Awaitable[_T]]


class Client:
    """An Intacct company over HTTP, for one signed-in user.

    ``base_url`` ends in ``/ia/api/v1``. ``entity`` is the id of the entity that requests are scoped to, None for the top level.
    ``guard`` is asked before anything is sent; without one everything is. Build it inside a running loop and end it with `aclose`.
    """

    def __init__(self, base_url: str, *, tokens: TokenSource | None = None, entity: str | None = None, lanes: int = 3) -> None:
        self.base_url = base_url.rstrip("/")
        self.tokens = tokens
        self.entity = entity
        self.guard: Guard | None = None
        self.governor = Governor(lanes)
        self.calls = 0
        self._listeners: list[Callable[[Exchange], None]] = []
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._http = httpx.AsyncClient(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=_TIMEOUTS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=lanes),
            # A proxy of the system is for the world outside: the practice company is on this computer.
            mounts={"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None},
            headers={"Accept": "application/json", "User-Agent": "intacct-desktop"},
        )

    async def aclose(self, patience: float = 2.0) -> None:
        """Wait up to ``patience`` seconds for requests in flight, then close the connections.

        Whoever still waits for one of them gets `NoAnswer`, whoever asks from now on `NotSignedIn`.
        """
        self._closed = True
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=patience)
        left = tuple(self._in_flight)
        for task in left:
            # The pool ends with them: the slot that a cancelled request loses is of no use to anyone any more.
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._http.aclose()

    def subscribe(self, listener: Callable[[Exchange], None]) -> Callable[[], None]:
        """Call ``listener`` with every finished attempt; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def request(
        self,
        method: Method,
        path: str,
        *,
        parameters: Mapping[str, str] | None = None,
        json: bytes | None = None,
        form: bytes | None = None,
        repeatable: bool | None = None,
        authorized: bool = True,
        entity: str | Scope | None = Scope.PRESENT,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Send one request and give its answer.

        ``path`` is below the base URL. ``repeatable`` says that sending twice does no harm; None means only GET is. ``entity`` is the id
        of the one to ask in place of the client's, None for the top level. With an ``idempotency_key`` (at most 256 characters; POST and
        PATCH, facts 7) a write that is asked for again is done once. Raises `IntacctError`, `NoAnswer`, `NotSignedIn` and what the guard
        raises. When the caller is cancelled, a request that was sent goes on by itself.
        """
        headers = {} if idempotency_key is None else {IDEMPOTENCY_HEADER: idempotency_key}
        if json is not None:
            headers["Content-Type"] = "application/json"
        elif form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        entity = self.entity if entity is Scope.PRESENT else entity
        if entity is not None and authorized:
            headers[ENTITY_HEADER] = entity
        repeatable = method == "GET" if repeatable is None else repeatable
        content = json if json is not None else form
        sent = _Request(method, path, parameters or {}, headers, content, repeatable, authorized)
        finished = await self._persistently(sent, httpx.Response.aread)
        return Answer(finished.status, finished.headers, finished.received, finished.seconds)

    async def download(self, path: str, *, json: bytes, target: Path, on_bytes: Callable[[int], None]) -> int:
        """Stream the answer of a POST that changes nothing into ``target``; gives the number of bytes.

        ``on_bytes`` hears the bytes so far. When the caller is cancelled the transfer ends at its next chunk, and ``target`` is closed.
        Raises `OSError` for what the file system says, `IntacctError` also for a success that holds no file, and whatever `request` raises.
        """
        headers = {"Content-Type": "application/json"}
        if self.entity is not None:
            headers[ENTITY_HEADER] = self.entity
        stop, closed = asyncio.Event(), asyncio.Event()
        closed.set()

        async def receive(response: httpx.Response) -> int:
            if stop.is_set():
                return 0
            if response.status_code != 200 or _is_no_file(response):
                raise unexpected(response.status_code, await _refusal(response), "not-a-file")
            count = 0
            closed.clear()
            chunks = cast("AsyncGenerator[bytes, None]", response.aiter_bytes(1 << 16))
            try:
                with target.open("wb") as file:
                    async for chunk in chunks:
                        if stop.is_set():
                            # The next read fails then, which winds up the generators below: a mere `break` would leave them in mid-air.
                            await response.aclose()
                            continue
                        await asyncio.to_thread(file.write, chunk)
                        count += len(chunk)
                        on_bytes(count)
            finally:
                # In this order: an iteration that was left half-way would otherwise be collected later, where nobody can wait for it.
                await response.aclose()
                await chunks.aclose()
                closed.set()
            return count

        try:
            return (await self._persistently(_Request("POST", path, {}, headers, json, True, True), receive)).received
        except asyncio.CancelledError:
            stop.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(closed.wait(), 2.0)
            raise

    async def _persistently(self, request: _Request, receive: _Receive[_T]) -> _Finished[_T]:
        """Send, and send again where the retry policy says so; a token that is refused is renewed once."""
        if self.guard is not None:
            headers = request.headers
            self.guard.admit(request.method, request.target, request.content, headers.get(IDEMPOTENCY_HEADER), headers.get(ENTITY_HEADER))
        token: str | None = None
        may_renew = request.authorized
        numbers = itertools.count(1)
        async for attempt in stamina.retry_context(
            on=lambda error: self._pause_before_retry(request, error), attempts=_ATTEMPTS, timeout=None, wait_initial=0.3, wait_max=5.0
        ):
            with attempt:
                if request.authorized and token is None:
                    token = await self._token()
                try:
                    return await self._detached(request, token, next(numbers), receive)
                except IntacctError as error:
                    if not (may_renew and error.is_token_invalid):
                        raise
                # In this order: a renewal that did not come through is tried again with the request.
                token = await self._token(refused=token)
                may_renew = False
                return await self._detached(request, token, next(numbers), receive)
        raise AssertionError("the last attempt either returns or raises")

    async def _token(self, refused: str | None = None) -> str:
        if self.tokens is None:
            raise NotSignedIn
        return await self.tokens.access_token(refused)

    def _pause_before_retry(self, request: _Request, error: Exception) -> bool | float:
        """The retry policy: False for never, True for the usual back-off, else seconds."""
        if self._closed or not request.repeatable:
            return False
        match error:
            case NoAnswer(reason=NoAnswerReason.UNREACHABLE | NoAnswerReason.INTERRUPTED):
                return True
            case IntacctError(is_overload=True, retry_after=None):
                return True
            case IntacctError(is_overload=True, retry_after=float(seconds)) if seconds <= _LONGEST_PAUSE:
                self.governor.pause(seconds)
                return seconds
        return False

    async def _detached(self, request: _Request, token: str | None, attempt: int, receive: _Receive[_T]) -> _Finished[_T]:
        """One attempt that outlives its caller once it was sent."""
        if self._closed:
            raise NotSignedIn
        sent = asyncio.Event()
        task = asyncio.create_task(self._on_the_wire(request, token, attempt, receive, sent), name=f"{request.method} {request.path}")
        self._in_flight.add(task)
        task.add_done_callback(self._landed)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if task.cancelled() and not (caller and caller.cancelling()):
                # Ended by `aclose`, not by who asked: that one is not to vanish without a word.
                raise NoAnswer(NoAnswerReason.INTERRUPTED, self.base_url, "the connection was closed") from None
            if not sent.is_set():
                task.cancel()
            raise

    def _landed(self, task: asyncio.Task[Any]) -> None:
        self._in_flight.discard(task)
        if not task.cancelled():
            # Marks the error as seen: it is in the log, and a caller that still waits gets it too.
            task.exception()

    async def _on_the_wire(
        self, request: _Request, token: str | None, attempt: int, receive: _Receive[_T], sent: asyncio.Event
    ) -> _Finished[_T]:
        async with self.governor.lane():
            if self._closed:
                raise NotSignedIn
            if self.guard is not None:
                self.guard.recheck(request.method, request.path)
            sent.set()
            self.calls += 1
            exchange = _begun(self.calls, request, attempt)
            began = perf_counter()
            response: httpx.Response | None = None
            refusal: bytes | None = None
            failure: str | None = None
            try:
                response = await self._http.send(self._prepared(request, token), stream=True)
                if response.status_code >= 400:
                    refusal = await _refusal(response)
                    raise error_from(response.status_code, refusal, pause_asked_for(response.headers))
                received = await receive(response)
                return _Finished(received, response.status_code, response.headers, perf_counter() - began)
            except asyncio.CancelledError:
                failure = "the connection was closed"
                raise
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                failure = _words(error)
                raise _no_answer(error, self.base_url) from error
            finally:
                if response is not None:
                    await response.aclose()
                exchange = replace(exchange, seconds=perf_counter() - began, error=failure)
                self._tell(_ended(exchange, request, response, refusal))

    def _prepared(self, request: _Request, token: str | None) -> httpx.Request:
        headers = dict(request.headers)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self._http.build_request(
            request.method,
            self.base_url + request.path,
            params=request.parameters or None,
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],  # the id of an entity may have accents
            content=request.content,
        )

    def _tell(self, exchange: Exchange) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(exchange)
            except Exception as error:  # noqa: BLE001 - a log that breaks must not make a failure of a request that Intacct has answered
                said = {"message": f"A listener of {exchange.method} {exchange.path} failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(said)


def _begun(number: int, request: _Request, attempt: int) -> Exchange:
    return Exchange(
        number=number,
        started=datetime.now(UTC),
        method=request.method,
        path=request.path,
        parameters=visible_parameters(request.parameters),
        request_headers=visible_headers(request.headers.items()),
        request_body=visible_body(request.content, request.headers.get("Content-Type", ""), secret=request.is_secret),
        attempt=attempt,
    )


def _ended(exchange: Exchange, request: _Request, response: httpx.Response | None, refusal: bytes | None) -> Exchange:
    if response is None:
        return exchange
    return replace(
        exchange,
        status=response.status_code,
        size=response.num_bytes_downloaded,
        response_headers=visible_headers(response.headers.items()),
        response_excerpt=_excerpt(request, response, refusal),
    )


def _excerpt(request: _Request, response: httpx.Response, refusal: bytes | None) -> str | None:
    try:
        body = response.content if refusal is None else refusal
    except httpx.ResponseNotRead:
        return None  # it went into a file
    return visible_body(body, response.headers.get("Content-Type", ""), secret=request.is_secret)


async def _refusal(response: httpx.Response) -> bytes:
    """The body of a refusal; of a long one, as much as an envelope could need."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk[: max(0, _LONGEST_REFUSAL - len(body))]
    return bytes(body)


def _is_no_file(response: httpx.Response) -> bool:
    """An envelope, or the page of a proxy: none of the export's formats is JSON or HTML (facts 4)."""
    kind = response.headers.get("Content-Type", "").lower()
    return "json" in kind or "html" in kind


def _no_answer(error: Exception, base_url: str) -> NoAnswer:
    match error:
        case httpx.ProxyError():
            reason = NoAnswerReason.PROXY
        case httpx.ConnectError() if _is_distrust(error):
            reason = NoAnswerReason.NOT_TRUSTED
        case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.UnsupportedProtocol() | httpx.InvalidURL():
            reason = NoAnswerReason.UNREACHABLE
        case httpx.TimeoutException():
            reason = NoAnswerReason.TIMED_OUT
        case _:
            reason = NoAnswerReason.INTERRUPTED
    return NoAnswer(reason, base_url, _words(error))


def _is_distrust(error: BaseException | None) -> bool:
    """Whether the certificate is behind it; the transport's own layers lie between."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _words(error: Exception) -> str:
    """What the transport says. Of a header that it will not send it would repeat the value, and the token is one."""
    return type(error).__name__ if isinstance(error, httpx.LocalProtocolError) else str(error) or type(error).__name__
