"""One request and its answer as everybody downstream sees it: the request log, the meter, the support bundle, the journal.

Secrets are removed before an `Exchange` exists, so nothing downstream can leak one (design idea 5).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote_plus

HIDDEN = "•••"
"""Stands where a secret was."""

_HEADERS_SHOWN = frozenset(
    {
        "accept",
        "content-type",
        "content-length",
        "content-disposition",
        "date",
        "idempotency-key",
        "prefer",
        "retry-after",
        "server",
    }
)
_SENSITIVE_WORDS = (
    *("token", "secret", "password", "passphrase", "pwd", "session_id", "sessionid"),
    *("authorization", "code_verifier", "credential", "signature"),
)
_SENSITIVE = "|".join(_SENSITIVE_WORDS)
_SENSITIVE_NAME = re.compile(_SENSITIVE, re.IGNORECASE)
# A text, a number or a list. Of a nested object each member speaks for itself: in `password: {neverExpires: true}` nothing is secret.
_SENSITIVE_MEMBERS = re.compile(
    rf'"(?P<name>[^"]*(?:{_SENSITIVE})[^"]*)"\s*:\s*(?:"(?:[^"\\]|\\.)*"?|-?[\d.][-+.\deE]*|\[[^\]]*\]?)',
    re.IGNORECASE,
)
_EXCERPT = 20_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request on the wire, one attempt each.

    ``size`` counts the bytes of the answer's body as they came, compressed or not; ``seconds`` is the time from sending to the last byte.
    ``status`` and ``size`` are None when no answer came; ``error`` says why there was none, or why it broke off, in the transport's words.
    """

    number: int
    started: datetime
    method: str
    path: str
    parameters: str
    request_headers: Mapping[str, str]
    request_body: str | None
    status: int | None = None
    size: int | None = None
    seconds: float = 0.0
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_excerpt: str | None = None
    error: str | None = None
    attempt: int = 1

    @property
    def failed(self) -> bool:
        return self.status is None or self.status >= 400 or self.error is not None


@lru_cache(4096)
def sounds_secret(name: str) -> bool:
    """Whether a member, parameter or header of this name would carry a secret."""
    return _SENSITIVE_NAME.search(name) is not None


def visible_text(text: str) -> str:
    """JSON, whole or cut off, without the values of members that sound like secrets."""
    folded = text.casefold()
    if not any(word in folded for word in _SENSITIVE_WORDS):
        return text  # as most pages of rows, for which the search below would take longer than all else that is done with them
    return _SENSITIVE_MEMBERS.sub(lambda found: f'"{found["name"]}":"{HIDDEN}"', text)


def visible_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers that may be shown: a list of the known harmless ones, so that an unknown secret stays hidden."""
    return {name: value if _may_be_shown(name.lower()) else HIDDEN for name, value in headers}


def _may_be_shown(header: str) -> bool:
    return header in _HEADERS_SHOWN or (header.startswith("x-ia-") and not sounds_secret(header))


def visible_parameters(parameters: Mapping[str, str]) -> str:
    """The query string of a URL, without the values of parameters that sound like secrets."""
    return "&".join(f"{quote_plus(name)}={HIDDEN if sounds_secret(name) else quote_plus(value)}" for name, value in parameters.items())


def visible_body(body: bytes | None, content_type: str, *, secret: bool) -> str | None:
    """The first characters of a body, without the values of members that sound like secrets.

    ``secret`` bodies (everything that goes to or comes from the token endpoints) are hidden whole.
    """
    if not body:
        return None
    if secret:
        return HIDDEN
    if "json" not in content_type and "text" not in content_type:
        return f"{len(body):,} bytes of {content_type or 'unknown type'}"
    text = body[: _EXCERPT * 2].decode("utf-8", "replace")
    shown = visible_text(text)[:_EXCERPT]
    return shown if len(body) <= _EXCERPT else f"{shown}…"
