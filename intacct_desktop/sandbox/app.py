"""The practice company as one web application: which address answers with what, for whom, and in which scope."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox import model_service, pages
from intacct_desktop.sandbox.errors import (
    ApiError,
    gateway,
    invalid_request,
    json_response,
    malformed_json,
    method_not_allowed,
    payload_required,
)
from intacct_desktop.sandbox.export_service import export
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.grants import Grants
from intacct_desktop.sandbox.oauth import OAuth
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.query_service import QueryService
from intacct_desktop.sandbox.records import Records
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store

ROOT = "/ia/api/v1"
ENTITY_HEADER = "X-IA-API-Param-Entity"
MAX_BODY = 1_000_000  # bytes, facts 7

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


class Api:
    """The API's endpoints. Work in SQLite goes to asyncio's own threads, which end with the loop, so that the server leaves none behind."""

    def __init__(
        self, facts: Facts, store: Store, grants: Grants, entities: dict[str, int], private: frozenset[int], today: Callable[[], date]
    ) -> None:
        self._facts = facts
        self._grants = grants
        self._entities = entities
        self._private = private
        self._queries = QueryService(facts, store, today)
        self._records = Records(facts, store)

    @property
    def routes(self) -> list[Route]:
        return [
            Route(f"{ROOT}/services/core/model", self.model, methods=_METHODS),
            Route(f"{ROOT}/services/core/query", self.query, methods=_METHODS),
            Route(f"{ROOT}/services/core/export", self.export, methods=_METHODS),
            Route(f"{ROOT}/objects/{{app}}/{{name}}", self.records, methods=_METHODS),
            Route(f"{ROOT}/objects/{{app}}/{{name}}/{{key}}", self.record, methods=_METHODS),
        ]

    async def model(self, request: Request) -> Response:
        self._scope(request)
        _only(request, "GET")
        return json_response(model_service.answer(self._facts, request.query_params))

    async def query(self, request: Request) -> Response:
        scope = self._scope(request)
        _only(request, "POST")
        body = await _body(request)
        return await asyncio.to_thread(lambda: json_response(self._queries.page(body, scope).body))

    async def export(self, request: Request) -> Response:
        scope = self._scope(request)
        _only(request, "POST")
        body = await _body(request)
        exported = await asyncio.to_thread(export, self._queries, body, scope)
        return Response(exported.content, media_type=exported.media_type)

    async def records(self, request: Request) -> Response:
        scope = self._scope(request)
        name = self._object(request)
        return json_response(await asyncio.to_thread(self._records.listed, name, scope))

    async def record(self, request: Request) -> Response:
        scope = self._scope(request)
        name = self._object(request)
        keys = request.path_params["key"].split(",")
        if len(keys) == 1:
            return json_response(await asyncio.to_thread(self._records.one, name, keys[0], scope))
        status, body = await asyncio.to_thread(self._records.several, name, keys, scope)
        return json_response(body, status)

    def _object(self, request: Request) -> str:
        """The object that a path names. Raises the HTML 404 for one that does not exist, 405 where there is nothing to read."""
        name = f"{request.path_params['app']}/{request.path_params['name']}"
        facts = self._facts.objects.get(name)
        if facts is None:
            raise HTTPException(404)
        _only(request, *(method for method in facts.http_methods if method == "GET"))
        return name

    def _scope(self, request: Request) -> Scope:
        """What the caller may see. Raises `ApiError` for a token that is no good and for an entity that is not theirs."""
        caller = self._grants.identify(request.headers.get("authorization"))
        wanted = request.headers.get(ENTITY_HEADER) or caller.entity
        if wanted is None:
            return Scope(None, self._private)
        if wanted not in self._entities:
            raise invalid_request(f"{ENTITY_HEADER}: there is no entity {wanted}")
        if caller.entity not in (None, wanted):
            raise gateway(403, "GW-0042", "Forbidden")
        return Scope(self._entities[wanted], self._private)


def create_app(
    facts: Facts,
    store: Store,
    grants: Grants,
    entities: dict[str, int],
    private: frozenset[int] = frozenset(),
    today: Callable[[], date] = local_today,
) -> Starlette:
    """The application. ``entities`` gives the key of each entity by its id; ``private`` the keys that the top level sees only on demand."""
    api = Api(facts, store, grants, entities, private, today)
    handlers: dict[Any, Any] = {ApiError: _refuse, HTTPException: _nothing_here, ClientDisconnect: _gone, Exception: _broken}
    app = Starlette(routes=[*api.routes, *OAuth(grants).routes], exception_handlers=handlers)
    # A path with a slash too many is an unknown path, not a redirect.
    app.router.redirect_slashes = False
    return app


async def _refuse(_: Request, error: ApiError) -> Response:
    return error.response()


async def _nothing_here(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return pages.not_found(pages.language(request.headers.get("accept-language")))
    return Response(status_code=error.status_code, headers=error.headers)


async def _gone(_: Request, __: ClientDisconnect) -> Response:
    # Nobody reads it.
    return Response(status_code=400)


async def _broken(request: Request, error: Exception) -> Response:
    logging.getLogger(__name__).error("%s %s failed", request.method, request.url.path, exc_info=error)
    return gateway(500, "GW-0001", "Internal error").response()


def _only(request: Request, *methods: str) -> None:
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        raise method_not_allowed(request.method, request.url.path, ", ".join(methods))


async def _body(request: Request) -> Any:
    """The JSON of a request body, its numbers exact."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MAX_BODY:
            raise gateway(413, "GW-0011", "Invalid Request")
    if not received:
        raise payload_required(request.method)
    try:
        return _DECODER.decode(received)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise malformed_json() from None
