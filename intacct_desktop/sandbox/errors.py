"""What the practice company answers when it refuses: every envelope of facts 6.1, each built in one place."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from starlette.responses import Response

ENCODER = msgspec.json.Encoder(decimal_format="number")

InvalidToken = Literal["REST-1206", "REST-2102"]


class ApiError(Exception):
    """A refusal, ready to be sent: HTTP status, JSON body, extra headers."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})

    def response(self) -> Response:
        return json_response(self.body, self.status, self.headers)


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``body`` as JSON; a Decimal is written as the number that it is, digit for digit."""
    return Response(ENCODER.encode(body), status, dict(headers or {}), "application/json")


def meta(total: int, success: int | None = None) -> dict[str, int]:
    """The ``ia::meta`` of an answer that is not paged: ``{totalCount, totalSuccess, totalError}``."""
    good = total if success is None else success
    return {"totalCount": total, "totalSuccess": good, "totalError": total - good}


def support_id() -> str:
    """A supportId as the service writes them: url-escaped, with ``%7E``."""
    return f"{secrets.token_hex(4)}%7E{secrets.token_urlsafe(24)}-%7E"


def error_object(
    code: str,
    message: str,
    error_id: str | None = None,
    message_id: str | None = None,
    placeholders: Mapping[str, str] | None = None,
    details: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """One ``ia::error`` (facts 6.2). Members that the facts do not know for a case are left out, not invented."""
    error: dict[str, Any] = {"code": code, "message": message}
    if error_id:
        error["errorId"] = error_id
    if message_id:
        error["additionalInfo"] = {"messageId": message_id, "placeholders": dict(placeholders or {}), "propertySet": {}}
    error["supportId"] = support_id()
    if details:
        error["details"] = list(details)
    return error


def refused(
    status: int,
    code: str,
    message: str,
    error_id: str | None = None,
    message_id: str | None = None,
    placeholders: Mapping[str, str] | None = None,
    details: Sequence[Mapping[str, Any]] = (),
) -> ApiError:
    """Envelope 1 of facts 6.1: ``ia::error`` inside ``ia::result``."""
    error = error_object(code, message, error_id, message_id, placeholders, details)
    return ApiError(status, {"ia::result": {"ia::error": error}, "ia::meta": meta(1, 0)})


def invalid_request(message: str) -> ApiError:
    """400 for a payload whose own error id is not known."""
    return refused(400, "invalidRequest", message)


def invalid_payload(message: str, problem: str, target: str) -> ApiError:
    """400 REST-1064 with one detail, at the JSON pointer ``target`` (facts 6.2)."""
    return _payload_error(message, {"code": "invalidRequest", "message": problem, "target": target})


def unknown_key(name: str, payload: str, target: str) -> ApiError:
    """The same for a member that the payload must not have: the detail is REST-1043 (facts 3.6, 6.2)."""
    detail = error_object("invalidRequest", f"{target} is not a valid field", "REST-1043", "IA.NOT_A_VALID_FIELD", {"FIELD": target})
    del detail["supportId"]
    return _payload_error(f"Unrecognized key {name} in {payload}", detail | {"target": target})


def _payload_error(message: str, detail: Mapping[str, Any]) -> ApiError:
    return refused(400, "invalidRequest", message, "REST-1064", "IA.PAYLOAD_CONTAINS_ERRORS", details=[detail])


def malformed_json() -> ApiError:
    return refused(400, "invalidRequest", "The request payload is not valid JSON", "REST-1030", "IA.MALFORMED_JSON")


def payload_required(operation: str) -> ApiError:
    return refused(
        400,
        "invalidRequest",
        f"A {operation} request requires a payload",
        "REST-1028",
        "IA.REQUEST_REQUIRES_A_PAYLOAD",
        {"OPERATION": operation},
    )


def not_queryable(field: str, object_name: str) -> ApiError:
    """400 REST-1106, which names one field only (facts 3.6)."""
    return refused(
        400,
        "invalidRequest",
        f"The {field} field in {object_name} object cannot be used in query in version 1",
        "REST-1106",
        "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY",
        {"FIELD": field, "OBJECT": object_name, "VERSION": "1"},
    )


def not_found(path: str) -> ApiError:
    return refused(404, "notFound", f"There is no {path}")


def method_not_allowed(method: str, path: str, allowed: str) -> ApiError:
    error = refused(405, "invalidRequest", f"{method} is not supported on {path}")
    error.headers["Allow"] = allowed
    return error


def gateway(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> ApiError:
    """The gateway's own envelope: ``ia::error`` at the top, ``details`` an object (facts 6.2)."""
    request_id = f"{secrets.token_hex(4).upper()}:{secrets.token_hex(2).upper()}"
    return ApiError(status, {"ia::error": {"code": code, "message": message, "details": {"requestId": request_id}}}, headers)


def token_invalid(form: InvalidToken) -> ApiError:
    """A token that was never issued, or was revoked: both forms are seen in the wild (facts 1.4)."""
    if form == "REST-1206":
        return refused(400, "invalidRequest", "The token is not valid", "REST-1206")
    return ApiError(401, {"error": error_object("tokenInvalid", "Token is not valid", "REST-2102", "IA.TOKEN_IS_INVALID")})


def oauth_error(error: str, description: str = "", status: int = 400) -> ApiError:
    """The token endpoint's flat form, ``{"error": "invalid_grant"}``."""
    body = {"error": error, "error_description": description} if description else {"error": error}
    return ApiError(status, body)


def bad_credentials(message: str = "Credentials are invalid.", status: int = 401) -> ApiError:
    """The token endpoint's other flat form, ``{code, message, supportId}`` (facts 1.4)."""
    return ApiError(status, {"code": "invalidRequest", "message": message, "supportId": support_id()})


def client_incorrect() -> ApiError:
    message = "The Client ID, Client Secret, and/or 3rd Party Application are incorrect"
    return ApiError(401, {"error": error_object("invalidRequest", message, "REST-1216")})
