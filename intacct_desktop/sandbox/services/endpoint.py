"""The endpoint of every service: who calls, by which method, with a payload of the right shape. Then the service itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import json_response, meta
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.requests import METHODS, ROOT, Access, Gate, json_body, only
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.catalogue import SERVICES
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.writing.objects import Objects


@dataclass(frozen=True, slots=True)
class Company:
    """What services work with: the records and their model, how they are queried and written, the company's day, and a clock in seconds."""

    store: Store
    queries: QueryService
    objects: Objects
    today: Callable[[], date]
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service. ``payload`` is its JSON, or the parameters of a GET; None where the service reads the request itself."""

    request: Request
    access: Access
    payload: Any


Handler = Callable[[Call], Awaitable[Response]]

# Its payload is multipart.
_READS_ITSELF = frozenset({"bulk/job/create"})


def threaded(work: Callable[[Call], Response]) -> Handler:
    """A service whose work blocks."""

    async def handler(call: Call) -> Response:
        return await asyncio.to_thread(work, call)

    return handler


def answered(result: Any, status: int = 200) -> Response:
    """A result in the envelope; an array counts its items."""
    return json_response({"ia::result": result, "ia::meta": meta(len(result) if isinstance(result, list) else 1)}, status)


def route(gate: Gate, facts: Facts, handlers: Mapping[str, Handler]) -> Route:
    """The one route of all services that have a handler: a hundred patterns would be slower to make and to match."""

    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        handler = handlers.get(name)
        if handler is None:
            raise HTTPException(404)
        access = gate.admit(request)
        method, shape = facts.services[name], SERVICES[name]
        only(request, method)
        if name in _READS_ITSELF:
            return await handler(Call(request, access, None))
        if method == "GET":
            return await handler(Call(request, access, payload.parameters(request.query_params.multi_items(), shape)))
        body = await json_body(request)
        payload.check(body, shape)
        return await handler(Call(request, access, body))

    return Route(f"{ROOT}/services/{{name:path}}", endpoint, methods=METHODS)
