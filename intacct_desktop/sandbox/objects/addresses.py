"""What an address below ``/objects`` names: an object or a type of documents, its records, and the methods that it takes (facts 5)."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from intacct_desktop.sandbox.facts import definitions_of, split_document
from intacct_desktop.sandbox.requests import ROOT, only
from intacct_desktop.sandbox.store import Store

COLLECTION = f"{ROOT}/objects/{{app}}/{{name}}"
RECORD = f"{COLLECTION}/{{key}}"

_IN_COLLECTION = ("GET", "POST", "PATCH")
_ON_RECORD = ("GET", "PATCH", "DELETE")
_WRITING = ("POST", "PATCH", "DELETE")

# Where the only record of these objects can be found without its key (facts 5.10).
_SETUP = "setup"
_SINGLETONS = frozenset({"company-config/advanced-consolidation-preference", "company-config/consolidation-preference"})


async def named(store: Store, request: Request) -> str:
    """The object, or type of documents, of a request. Raises the HTML 404 for one that does not exist."""
    name = f"{request.path_params['app']}/{request.path_params['name']}"
    object_name, document_type = split_document(name)
    if object_name not in store.facts.objects:
        raise HTTPException(404)
    if document_type is not None:
        definitions = await asyncio.to_thread(store.records, definitions_of(object_name), id=document_type)
        if not definitions:
            raise HTTPException(404)
    return name


async def keys_of(store: Store, request: Request, name: str) -> list[str]:
    """The keys that the address of a record, or of several, names."""
    keys: list[str] = request.path_params["key"].split(",")
    if keys == [_SETUP] and name in _SINGLETONS:
        return [str(key) for key in await asyncio.to_thread(store.keys, name)]
    return keys


def options(store: Store, request: Request, name: str) -> Response | None:
    """The answer to OPTIONS; None for any other method. Raises 405 for one that the object does not allow at this address.

    Documents are written by their type only, preferences have no list, and what a misspelt address allows is its own (facts 5.10).
    """
    object_name, document_type = split_document(name)
    facts = store.facts.objects.get(name) or store.facts.objects[object_name]
    is_record = "key" in request.path_params
    allowed = {*facts.http_methods, *(_WRITING if document_type else ())}
    if not is_record and facts.type == "rootObject" and name.endswith("-preference"):
        allowed.discard("GET")
    methods = [method for method in (_ON_RECORD if is_record else _IN_COLLECTION) if method in allowed]
    if request.method == "OPTIONS":
        return Response(headers={"Allow": ", ".join(["OPTIONS", *methods])})
    only(request, *methods)
    return None
