"""``GET /objects/...``: the endpoints that show records, listed or whole (facts 5)."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import json_response
from intacct_desktop.sandbox.objects.addresses import COLLECTION, RECORD, keys_of, named, options
from intacct_desktop.sandbox.objects.records import Records
from intacct_desktop.sandbox.requests import Gate
from intacct_desktop.sandbox.store import Store

_METHODS = ["GET", "OPTIONS"]


class ObjectService:
    """The endpoints of all objects. Which methods one allows is in its facts."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate
        self._records = Records(store)

    @property
    def routes(self) -> list[Route]:
        return [Route(COLLECTION, self.collection, methods=_METHODS), Route(RECORD, self.record, methods=_METHODS)]

    async def collection(self, request: Request) -> Response:
        """The list."""
        access = self._gate.admit(request)
        name = await named(self._store, request)
        if answer := options(self._store, request, name):
            return answer
        return json_response(await asyncio.to_thread(self._records.listed, name, access.scope))

    async def record(self, request: Request) -> Response:
        """One record, or several by a list of keys."""
        access = self._gate.admit(request)
        name = await named(self._store, request)
        if answer := options(self._store, request, name):
            return answer
        keys = await keys_of(self._store, request, name)
        if len(keys) == 1:
            return json_response(await asyncio.to_thread(self._records.one, name, keys[0], access.scope))
        status, body = await asyncio.to_thread(self._records.several, name, keys, access.scope)
        return json_response(body, status)
