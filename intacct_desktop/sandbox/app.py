"""The practice company as one web application: which address answers with what, for whom, and in which scope."""

import asyncio
import functools
import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_desktop.sandbox.errors import ApiError, gateway, json_response
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.model import service as model_service
from intacct_desktop.sandbox.objects.service import ObjectService
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.requests import METHODS, ROOT, Gate, json_body, only
from intacct_desktop.sandbox.sign_in import pages
from intacct_desktop.sandbox.sign_in.grants import Grants
from intacct_desktop.sandbox.sign_in.oauth import OAuth
from intacct_desktop.sandbox.store import Store


class Api:
    """The API's endpoints. Work in SQLite goes to asyncio's own threads, which end with the loop, so that the server leaves none behind."""

    def __init__(self, facts: Facts, gate: Gate, queries: QueryService) -> None:
        self._facts = facts
        self._gate = gate
        self._queries = queries

    @property
    def routes(self) -> list[Route]:
        return [
            Route(f"{ROOT}/services/core/model", self.model, methods=METHODS),
            Route(f"{ROOT}/services/core/query", self.query, methods=METHODS),
        ]

    async def model(self, request: Request) -> Response:
        self._gate.admit(request)
        only(request, "GET")
        return await asyncio.to_thread(lambda: json_response(model_service.answer(self._facts, request.query_params)))

    async def query(self, request: Request) -> Response:
        scope = self._gate.admit(request).scope
        only(request, "POST")
        body = await json_body(request)

        def answer() -> Response:
            status, content = self._queries.answer(body, scope)
            return json_response(content, status)

        return await asyncio.to_thread(answer)


class Later:
    """An ASGI application that is made for its first request, which waits for it, as all others do."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._made = functools.cache(make)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._made()(scope, receive, send)


def create_app(store: Store, grants: Grants, entities: Mapping[str, int], today: Callable[[], date] = local_today) -> Starlette:
    """The application with the settings of its ``grants``. ``entities`` gives the key of each entity by its id."""
    settings = grants.settings
    gate = Gate(grants, entities, frozenset(entities[entity] for entity in settings.private_entities))
    queries = QueryService(store, today, settings.quirks)

    def make_the_rest() -> ASGIApp:
        # More than half of the code, which a start would wait for.
        from intacct_desktop.sandbox import beyond_reading

        return Router(beyond_reading.routes(store, gate, queries, today, settings.clock), redirect_slashes=False)

    rest = Later(make_the_rest)
    routes = [
        # Not a record, though it is called one.
        Route(f"{ROOT}/objects/core/system-view", rest),
        *Api(store.facts, gate, queries).routes,
        *ObjectService(store, gate).routes,
        *(Route(f"{ROOT}/{kind}/{{rest:path}}", rest) for kind in ("objects", "services", "workflows")),
        *OAuth(grants).routes,
    ]
    handlers: dict[Any, Any] = {ApiError: _refuse, HTTPException: _nothing_here, ClientDisconnect: _gone, Exception: _broken}
    app = Starlette(routes=routes, exception_handlers=handlers)
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
