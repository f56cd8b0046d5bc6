"""Requests that the company makes of itself, for a composite call: through the whole application, with every rule."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Message

from intacct_desktop.sandbox.errors import ENCODER
from intacct_desktop.sandbox.requests import ROOT, decoded

# What belongs to the outer request alone: its body, and its key against doing a thing twice.
_NOT_INHERITED = frozenset({"content-length", "content-type", "transfer-encoding", "idempotency-key", "x-ia-api-param-transaction"})


class Answer(msgspec.Struct, frozen=True):
    """What came back. ``body`` is None for an empty answer and for one that is no JSON."""

    status: int
    body: Any
    is_json: bool


async def ask(outer: Request, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to ``method`` on ``path`` (relative to the version, escaped), with the headers of ``outer``."""
    content = b"" if body is None else ENCODER.encode(body)
    where, _, query = path.partition("?")
    scope = {name: outer.scope[name] for name in ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "state")} | {
        "method": method,
        "path": unquote(ROOT + where),
        "raw_path": (ROOT + where).encode(),
        "query_string": query.encode(),
        "headers": list(_headers(outer.headers, headers or {}, len(content))),
    }
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            # Nobody goes away here.
            await asyncio.Event().wait()
        sent = True
        return {"type": "http.request", "body": content, "more_body": False}

    status, kind, received = 0, "", bytearray()

    async def send(message: Message) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status, kind = message["status"], Headers(raw=message["headers"]).get("content-type", "")
        else:
            received.extend(message.get("body", b""))

    await outer.app(scope, receive, send)
    is_json = kind.startswith("application/json")
    return Answer(status, decoded(bytes(received)) if is_json else None, is_json or not received)


def _headers(outer: Headers, own: Mapping[str, str], length: int) -> Iterable[tuple[bytes, bytes]]:
    merged = {name: value for name, value in outer.items() if name not in _NOT_INHERITED}
    merged |= {name.lower(): value for name, value in own.items()}
    merged |= {"content-type": "application/json", "content-length": str(length)}
    return ((name.encode("latin-1"), value.encode("latin-1")) for name, value in merged.items())
