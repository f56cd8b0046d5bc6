"""The practice company's own controls, below ``/_sandbox``: no part of the API, and for tests only."""

from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from intacct_desktop.sandbox.errors import ApiError, json_response
from intacct_desktop.sandbox.faults import Fault, Faults, FaultSyntaxError, parse_faults
from intacct_desktop.sandbox.limits import Limits
from intacct_desktop.sandbox.recent import Recent
from intacct_desktop.sandbox.requests import bounded_body

PATH = "/_sandbox"
# A fault may hold the body of an answer that is too long for a client.
_MAX_ORDER = 10_000_000  # bytes
# Those asked for last are counted.
_MOST_PATHS = 1_000


class Control:
    """The outermost layer: answers for its own paths, counts every other request and hands it on to ``app``."""

    def __init__(self, app: ASGIApp, faults: Faults, limits: Limits, expire_tokens: Callable[[], None]) -> None:
        self._app = app
        self._faults = faults
        self._limits = limits
        self._expire_tokens = expire_tokens
        self._requests: Recent[str, int] = Recent(_MOST_PATHS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PATH):
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)
            return
        if scope["type"] == "http":
            name = f"{scope['method']} {scope['path']}"
            self._requests[name] = self._requests.get(name, 0) + 1
        await self._app(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        match request.method, request.url.path.removeprefix(PATH):
            case "GET", "/faults":
                return json_response({"faults": [standing.described() for standing in self._faults.in_force]})
            case "POST", "/faults":
                try:
                    await self._order(request)
                except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, FaultSyntaxError) as error:
                    return json_response({"error": str(error)}, 400)
                except ApiError as error:
                    return error.response()
            case "DELETE", "/faults":
                self._faults.clear()
            case "GET", "/requests":
                flight = {"inFlight": self._limits.in_flight, "maxInFlight": self._limits.most_in_flight}
                return json_response({"requests": self._requests, **flight})
            case "DELETE", "/requests":
                self._requests.clear()
                self._limits.forget()
            case "POST", "/expire-tokens":
                self._expire_tokens()
            case _:
                return json_response({"error": "unknown"}, 404)
        return Response(status_code=204)

    async def _order(self, request: Request) -> None:
        """One fault as JSON, or as ``text/plain`` rules of the fault language, all or none of them."""
        body = await bounded_body(request, _MAX_ORDER)
        if request.headers.get("content-type", "").startswith("text/plain"):
            for rule in parse_faults(body.decode()):
                self._faults.order(rule)
        else:
            self._faults.order(msgspec.json.decode(body, type=Fault))
