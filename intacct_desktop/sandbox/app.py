"""The practice company as one web application: which address answers with what, for whom, and in which scope."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox import model_service, pages
from intacct_desktop.sandbox.errors import ApiError, gateway, json_response
from intacct_desktop.sandbox.export_service import Download, export
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.grants import Grants
from intacct_desktop.sandbox.oauth import OAuth
from intacct_desktop.sandbox.object_service import ObjectService
from intacct_desktop.sandbox.query.dates import local_today
from intacct_desktop.sandbox.query.quirks import Quirk
from intacct_desktop.sandbox.query_service import QueryService
from intacct_desktop.sandbox.requests import METHODS, ROOT, Gate, json_body, only
from intacct_desktop.sandbox.rules import rules_of
from intacct_desktop.sandbox.services import offices
from intacct_desktop.sandbox.services.desk import Company
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.workflows.service import Workflows
from intacct_desktop.sandbox.writing.change import utc_now
from intacct_desktop.sandbox.writing.objects import Objects


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
            Route(f"{ROOT}/services/core/export", self.export, methods=METHODS),
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

    async def export(self, request: Request) -> Response:
        scope = self._gate.admit(request).scope
        only(request, "POST")
        body = await json_body(request)
        return Download(await asyncio.to_thread(export, self._queries, body, scope))


def create_app(
    facts: Facts,
    store: Store,
    grants: Grants,
    entities: dict[str, int],
    private: frozenset[int] = frozenset(),
    today: Callable[[], date] = local_today,
    quirks: frozenset[Quirk] = frozenset(),
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application. ``entities`` gives the key of each entity by its id; ``private`` the keys that the top level sees only on demand.

    Jobs and reports move by ``clock`` (seconds).
    """
    gate = Gate(grants, entities, private)
    queries = QueryService(facts, store, today, quirks)
    now = utc_now if today is local_today else _on(today)
    objects = Objects(store, rules_of, today, now)
    company = Company(facts, store, queries, objects, today, clock)
    handlers: dict[Any, Any] = {ApiError: _refuse, HTTPException: _nothing_here, ClientDisconnect: _gone, Exception: _broken}
    routes = [
        *Api(facts, gate, queries).routes,
        *Workflows(store, gate, rules_of, today, now).routes,
        *offices.routes(gate, company),
        *ObjectService(store, gate, objects).routes,
        *OAuth(grants).routes,
    ]
    app = Starlette(routes=routes, exception_handlers=handlers)
    # A path with a slash too many is an unknown path, not a redirect.
    app.router.redirect_slashes = False
    return app


def _on(today: Callable[[], date]) -> Callable[[], datetime]:
    """The time of day, on a day that is not the real one."""
    return lambda: datetime.combine(today(), utc_now().timetz())


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
