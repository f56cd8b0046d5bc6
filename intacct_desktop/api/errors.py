"""What can go wrong on the wire: one `IntacctError` out of every envelope that Intacct writes (facts 6), one `NoAnswer` for the rest.

Errors below the window carry codes and parameters, not sentences: the window words them, in the user's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias
from urllib.parse import unquote

import msgspec

_TOKEN_INVALID = frozenset({"REST-1206", "REST-2102", "GW-0034", "GW-0040"})


class RequestError(Exception):
    """A request that did not bring what was asked for."""


class NoAnswerReason(StrEnum):
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    INTERRUPTED = "interrupted"
    NOT_TRUSTED = "not-trusted"
    PROXY = "proxy"


class NoAnswer(RequestError):
    """Nothing, or nothing whole, came back. For a write this does not say whether Intacct did it."""

    def __init__(self, reason: NoAnswerReason, host: str, detail: str) -> None:
        super().__init__(f"{host}: {reason}: {detail}")
        self.reason = reason
        self.host = host
        self.detail = detail


class NotSignedIn(RequestError):
    """There is no token that could be used or renewed."""


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of ``details``: which member of the body, and why."""

    message: str
    code: str = ""
    error_id: str = ""
    target: str = ""
    correction: str = ""


class IntacctError(RequestError):
    """Intacct's refusal, whatever its envelope.

    ``status`` is the HTTP status, 200 included (envelope 5: an error inside a success). ``placeholders`` are the values of the message,
    e.g. ``FIELD`` for REST-1106. ``retry_after`` is in seconds. ``items`` are the answers to each of several records where all of them
    were refused, which leaves the rest empty (facts 5.6).
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "",
        error_id: str = "",
        support_id: str = "",
        message_id: str = "",
        placeholders: Mapping[str, str] | None = None,
        details: tuple[ErrorDetail, ...] = (),
        retry_after: float | None = None,
        items: tuple[Any, ...] = (),
    ) -> None:
        super().__init__(f"{status} {error_id or code}: {message}")
        self.status = status
        self.message = message
        self.code = code
        self.error_id = error_id
        self.support_id = support_id
        self.message_id = message_id
        self.placeholders = dict(placeholders or {})
        self.details = details
        self.retry_after = retry_after
        self.items = items

    @property
    def is_token_invalid(self) -> bool:
        """The token is expired, unknown or malformed: 401, or a 400 that says so (facts 1.4)."""
        return (
            self.status == 401
            or self.error_id in _TOKEN_INVALID
            or self.code in _TOKEN_INVALID
            or self.code == "tokenInvalid"
            or (self.status == 400 and any(words in self.message.lower() for words in ("token is not valid", "invalid token")))
        )

    @property
    def is_foreign(self) -> bool:
        """None of Intacct's forms: something on the way answered in its place, such as a proxy or the sign-in page of a network."""
        return not (self.message or self.error_id or self.support_id)

    @property
    def is_overload(self) -> bool:
        return self.status in (429, 503)

    @property
    def leaves_open(self) -> bool:
        """Whether a write may have been done all the same: something failed on the way or in Intacct, or a success cannot be read."""
        return (self.status >= 500 and not self.is_overload) or (self.status < 400 and self.is_foreign)

    @property
    def refused_field(self) -> str | None:
        """The field that a query may not use (REST-1106); Intacct names only the first."""
        return self.placeholders.get("FIELD") if self.error_id == "REST-1106" else None


_Members: TypeAlias = Mapping[str, Any]


def error_from(status: int, body: bytes, retry_after: float | None = None) -> IntacctError:
    """The error of an answer with a failing status; an HTML page or an empty body gives an error without ids."""
    decoded = _decoded(body)
    members = _find(decoded)
    if members is None:
        several = decoded.get("ia::result") if isinstance(decoded, Mapping) else None
        return IntacctError(status, "", retry_after=retry_after, items=tuple(several) if isinstance(several, list) else ())
    return _from_members(status, members, retry_after)


def unexpected(status: int, body: bytes, code: str) -> IntacctError:
    """The error inside a success (facts 6.1, envelope 5); where there is none, that the body is not what was asked for, as ``code``."""
    return error_within(status, _decoded(body)) or IntacctError(status, "", code=code)


def _decoded(body: bytes) -> object:
    """The JSON of a body; None for a page of HTML, for nothing, and for all else that is none."""
    try:
        return msgspec.json.decode(body) if body else None
    except (ValueError, RecursionError):  # broken text is a ValueError of its own
        return None


def error_within(status: int, answer: object) -> IntacctError | None:
    """The error that hides in a decoded answer of any status; None where there is none."""
    members = _find(answer)
    return None if members is None else _from_members(status, members, None)


def _find(answer: object) -> _Members | None:
    """The members of the first error in any of the six envelopes (facts 6.1)."""
    if not isinstance(answer, Mapping):
        return None
    result = answer.get("ia::result")
    places = (
        result.get("ia::error") if isinstance(result, Mapping) else None,
        answer.get("ia::error"),
        answer.get("error"),
    )
    for place in places:
        if isinstance(place, Mapping):
            return place
        if isinstance(place, list) and place and isinstance(place[0], Mapping):
            return place[0]
        if isinstance(place, str):
            return {"code": place, "message": answer.get("error_description") or place}
    if "code" in answer and "message" in answer:
        return answer
    return None


def _from_members(status: int, members: _Members, retry_after: float | None) -> IntacctError:
    extra = members.get("additionalInfo")
    extra = extra if isinstance(extra, Mapping) else {}
    placeholders = extra.get("placeholders")
    details = members.get("details")
    request_id = details.get("requestId", "") if isinstance(details, Mapping) else ""
    return IntacctError(
        status,
        str(members.get("message") or ""),
        code=str(members.get("code") or ""),
        error_id=str(members.get("errorId") or ""),
        support_id=unquote(str(members.get("supportId") or request_id)),
        message_id=str(extra.get("messageId") or ""),
        placeholders={str(name): str(value) for name, value in placeholders.items()} if isinstance(placeholders, Mapping) else {},
        details=tuple(_detail(entry) for entry in details if isinstance(entry, Mapping)) if isinstance(details, list) else (),
        retry_after=retry_after,
    )


def _detail(entry: _Members) -> ErrorDetail:
    return ErrorDetail(
        message=str(entry.get("message") or ""),
        code=str(entry.get("code") or ""),
        error_id=str(entry.get("errorId") or ""),
        target=str(entry.get("target") or ""),
        correction=str(entry.get("correction") or ""),
    )
