"""What every API request says before its service looks at it: who calls, what they may see, which method, which payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from starlette.requests import Request

from intacct_desktop.sandbox.company.people import User
from intacct_desktop.sandbox.errors import gateway, invalid_request, malformed_json, method_not_allowed, payload_required
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.sign_in.grants import Grants

ROOT = "/ia/api/v1"
ENTITY_HEADER = "X-IA-API-Param-Entity"
MAX_BODY = 1_000_000  # bytes, facts 7

# Routes take all of them, so that the wrong one gets the API's own answer.
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]

_DECODER = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Access:
    """A caller, and what they see."""

    user: User
    scope: Scope


class Gate:
    """Lets requests in. ``entities`` are keys by id, ``private`` the keys that the top level sees only on demand."""

    def __init__(self, grants: Grants, entities: Mapping[str, int], private: frozenset[int]) -> None:
        self._grants = grants
        self._entities = entities
        self._private = private

    def admit(self, request: Request) -> Access:
        """Who calls. Raises `ApiError` for a token that is no good, an entity that is not theirs, or an answer that is to come later.

        Such answers go to a webhook (facts 7), and the practice company calls nobody.
        """
        caller = self._grants.identify(header(request, "Authorization"))
        if "respond-async" in request.headers.get("prefer", "").lower():
            raise invalid_request("Prefer: respond-async is not available, as nothing is delivered to a webhook")
        wanted = header(request, ENTITY_HEADER) or caller.entity
        if wanted is None:
            return Access(caller.user, Scope(None, self._private))
        if wanted not in self._entities:
            raise invalid_request(f"{ENTITY_HEADER}: there is no entity {wanted}")
        if caller.entity not in (None, wanted):
            raise gateway(403, "GW-0042", "Forbidden")
        return Access(caller.user, Scope(self._entities[wanted], self._private))


def header(request: Request, name: str) -> str | None:
    """The one header of this name, None without it. Raises 400 for several: which of them is meant would be a guess."""
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise invalid_request(f"{name} is given more than once")
    return values[0] if values else None


def only(request: Request, *methods: str) -> None:
    """Raises 405 for a method that is none of these; HEAD goes with GET."""
    if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
        raise method_not_allowed(request.method, request.url.path, ", ".join(methods))


async def raw_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The bytes of a request body. Raises 413 as soon as there are more than ``limit``, and REST-1028 for none."""
    received = await bounded_body(request, limit)
    if not received:
        raise payload_required(request.method)
    return received


async def bounded_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The bytes of a request body, which may be none. Raises 413 as soon as there are more than ``limit``."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > limit:
            raise gateway(413, "GW-0011", "Invalid Request")
    return bytes(received)


async def json_body(request: Request) -> Any:
    """The JSON of a request body, its numbers exact."""
    return decoded(await raw_body(request))


def decoded(content: bytes) -> Any:
    """JSON with exact numbers. Raises 400 REST-1030."""
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidOperation):
        # The last one is a number whose exponent no Decimal can hold.
        raise malformed_json() from None
