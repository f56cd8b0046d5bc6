"""``/objects/...``: records listed, read, created, changed and deleted over HTTP, one or many at a time (facts 5)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intacct_desktop.sandbox.errors import invalid_payload, invalid_request, json_response, meta
from intacct_desktop.sandbox.facts import split_document
from intacct_desktop.sandbox.records import Records
from intacct_desktop.sandbox.requests import METHODS, ROOT, Access, Gate, decoded, only, raw_body
from intacct_desktop.sandbox.store import Store
from intacct_desktop.sandbox.writing.change import Operation
from intacct_desktop.sandbox.writing.idempotency import Idempotency
from intacct_desktop.sandbox.writing.objects import ItemResult, Objects, definitions_of

TRANSACTION_HEADER = "X-IA-API-Param-Transaction"
MAX_ITEMS = 500

_COLLECTION = ("GET", "POST", "PATCH")
_RECORD = ("GET", "PATCH", "DELETE")

# Where the only record of these objects can be found without its key (facts 5.10).
_SETUP = "setup"
_SINGLETONS = frozenset({"company-config/advanced-consolidation-preference", "company-config/consolidation-preference"})
_WRITING = ("POST", "PATCH", "DELETE")


class ObjectService:
    """The endpoints of all objects. Which methods one allows is in its facts."""

    def __init__(self, store: Store, gate: Gate, objects: Objects) -> None:
        self._store = store
        self._gate = gate
        self._records = Records(store)
        self._objects = objects
        self._idempotency = Idempotency()

    @property
    def routes(self) -> list[Route]:
        methods = [*METHODS, "OPTIONS"]
        return [
            Route(f"{ROOT}/objects/{{app}}/{{name}}", self.collection, methods=methods),
            Route(f"{ROOT}/objects/{{app}}/{{name}}/{{key}}", self.record, methods=methods),
        ]

    async def collection(self, request: Request) -> Response:
        """The list, new records, or changes of several."""
        access = self._gate.admit(request)
        name = await asyncio.to_thread(self._name, request)
        if refusal := self._options(request, name, _COLLECTION):
            return refusal
        if request.method in ("GET", "HEAD"):
            return json_response(await asyncio.to_thread(self._records.listed, name, access.scope))
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
        """One record, or several by a list of keys, read or deleted; or one changed."""
        access = self._gate.admit(request)
        name = await asyncio.to_thread(self._name, request)
        if refusal := self._options(request, name, _RECORD):
            return refusal
        keys = request.path_params["key"].split(",")
        if keys == [_SETUP] and name in _SINGLETONS:
            keys = [str(key) for key in await asyncio.to_thread(self._store.keys, name)]
        if request.method == "PATCH":
            key = ",".join(keys)
            return await self._write(request, name, access, lambda body: _done(self._objects.update(name, key, body, access), 200))
        if request.method == "DELETE":
            return await asyncio.to_thread(self._delete, name, keys, access, is_atomic(request))
        if len(keys) == 1:
            return json_response(await asyncio.to_thread(self._records.one, name, keys[0], access.scope))
        status, body = await asyncio.to_thread(self._records.several, name, keys, access.scope)
        return json_response(body, status)

    def _name(self, request: Request) -> str:
        """The object, or type of documents, that a path names. Raises the HTML 404 for one that does not exist."""
        name = f"{request.path_params['app']}/{request.path_params['name']}"
        object_name, document_type = split_document(name)
        if object_name not in self._store.facts.objects:
            raise HTTPException(404)
        if document_type is not None and not self._store.records(definitions_of(object_name), id=document_type):
            raise HTTPException(404)
        return name

    def _options(self, request: Request, name: str, here: tuple[str, ...]) -> Response | None:
        """The answer to OPTIONS. Raises 405 for a method that the object does not allow at this address.

        Documents are written by their type only, preferences have no list, and what a misspelt address allows is its own (facts 5.10).
        """
        object_name, document_type = split_document(name)
        facts = self._store.facts.objects.get(name) or self._store.facts.objects[object_name]
        allowed = {*facts.http_methods, *(_WRITING if document_type else ())}
        if here is _COLLECTION and facts.type == "rootObject" and name.endswith("-preference"):
            allowed.discard("GET")
        methods = [method for method in here if method in allowed]
        if request.method == "OPTIONS":
            return Response(headers={"Allow": ", ".join(["OPTIONS", *methods])})
        only(request, *methods)
        return None

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
    wanted = request.headers.get(TRANSACTION_HEADER, "false").strip().lower()
    if wanted not in ("true", "false"):
        raise invalid_request(f"{TRANSACTION_HEADER} is true or false")
    return wanted == "true"
