"""The endpoints that change records: created, changed and deleted over HTTP, one or many at a time (facts 5)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import invalid_payload, invalid_request, json_response, meta
from intacct_desktop.sandbox.facts import split_document
from intacct_desktop.sandbox.objects.addresses import COLLECTION, RECORD, keys_of, named, options
from intacct_desktop.sandbox.requests import METHODS, Access, Gate, decoded, header, raw_body
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.writing.change import Operation
from intacct_desktop.sandbox.writing.idempotency import Idempotency
from intacct_desktop.sandbox.writing.objects import ItemResult, Objects

TRANSACTION_HEADER = "X-IA-API-Param-Transaction"
MAX_ITEMS = 500


class WritingService:
    """The endpoints of all objects. Which methods one allows is in its facts."""

    def __init__(self, store: Store, gate: Gate, objects: Objects) -> None:
        self._store = store
        self._gate = gate
        self._objects = objects
        self._idempotency = Idempotency()

    @property
    def routes(self) -> list[Route]:
        return [Route(COLLECTION, self.collection, methods=METHODS), Route(RECORD, self.record, methods=METHODS)]

    async def collection(self, request: Request) -> Response:
        """New records, or changes of several."""
        access, name = await self._admitted(request)
        atomic = is_atomic(request)

        def write(body: Any) -> Response:
            if isinstance(body, list):
                operation = Operation.CREATE if request.method == "POST" else Operation.UPDATE
                return self._batch(operation, name, body, access, atomic)
            if request.method == "PATCH":
                raise invalid_payload("Several records are changed by an array", "Each item names its key", "")
            return _done(self._objects.create(name, body, access), 201)

        return await self._write(request, name, access, write)

    async def record(self, request: Request) -> Response:
        """One record changed, or one or several by a list of keys deleted."""
        access, name = await self._admitted(request)
        keys = await keys_of(self._store, request, name)
        if request.method == "DELETE":
            return await asyncio.to_thread(self._delete, name, keys, access, is_atomic(request))
        key = ",".join(keys)
        return await self._write(request, name, access, lambda body: _done(self._objects.update(name, key, body, access), 200))

    async def _admitted(self, request: Request) -> tuple[Access, str]:
        access = self._gate.admit(request)
        name = await named(self._store, request)
        options(self._store, request, name)
        return access, name

    async def _write(self, request: Request, name: str, access: Access, write: Callable[[Any], Response]) -> Response:
        content = await raw_body(request)

        def work() -> Awaitable[Response]:
            return asyncio.to_thread(lambda: write(decoded(content)))

        if not self._store.facts.objects[split_document(name)[0]].model["idempotenceSupported"]:
            return await work()
        return await self._idempotency.once(request, access.user.id, content, work)

    def _delete(self, name: str, keys: list[str], access: Access, atomic: bool) -> Response:
        if len(keys) == 1:
            self._objects.delete(name, keys[0], access)
            return Response(status_code=204)
        return self._batch(Operation.DELETE, name, [{"key": key} for key in keys], access, atomic)

    def _batch(self, operation: Operation, name: str, items: list[Any], access: Access, atomic: bool) -> Response:
        if not 1 <= len(items) <= MAX_ITEMS:
            raise invalid_request(f"A request takes 1 to {MAX_ITEMS} records")
        return answer_many(operation, self._objects.write_many(operation, name, items, access, atomic=atomic))


def _done(reference: dict[str, str], status: int) -> Response:
    return json_response({"ia::result": reference, "ia::meta": meta(1)}, status)


def answer_many(operation: Operation, results: list[ItemResult]) -> Response:
    """The answer for many: references where all went well, else every item with its status, 400 where none went well (facts 5.6)."""
    good = sum(result.error is None for result in results)
    if good < len(results):
        body = {"ia::result": [result.body for result in results], "ia::meta": meta(len(results), good)}
        return json_response(body, 207 if good else 400)
    if operation is Operation.DELETE:
        return Response(status_code=204)
    return json_response({"ia::result": [result.reference for result in results], "ia::meta": meta(len(results))}, results[0].status)


def is_atomic(request: Request) -> bool:
    """Whether a request asks for all of its items or none."""
    wanted = (header(request, TRANSACTION_HEADER) or "false").strip().lower()
    if wanted not in ("true", "false"):
        raise invalid_request(f"{TRANSACTION_HEADER} is true or false")
    return wanted == "true"
