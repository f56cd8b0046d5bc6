"""One request and its answer as everybody downstream sees it: the request log, the meter, the support bundle, the journal.

Secrets are removed before an `Exchange` exists, so nothing downstream can leak one (design idea 5).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

_HIDDEN = "•••"
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
_SECRET_MEMBERS = re.compile(
    r'"(?P<name>[^"]*(?:token|secret|password|passphrase|session_?id|authorization|code_verifier|credential)[^"]*)"\s*:\s*"(?:[^"\\]|\\.)*"?',
    re.IGNORECASE,
)
_EXCERPT = 20_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request on the wire, one attempt each.

    ``size`` counts the bytes of the answer's body, ``seconds`` the time from sending to the last byte. ``status`` and ``size`` are None
    when no answer came; ``error`` then says why, in the words of the transport.
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
        return self.status is None or self.status >= 400


def visible_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers that may be shown: a list of the known harmless ones, so that an unknown secret stays hidden."""
    return {name: value if name.lower() in _HEADERS_SHOWN or name.lower().startswith("x-ia-") else _HIDDEN for name, value in headers}


def visible_body(body: bytes | None, content_type: str, *, secret: bool) -> str | None:
    """The first characters of a body, without the values of members that sound like secrets.

    ``secret`` bodies (everything that goes to or comes from the token endpoints) are hidden whole.
    """
    if not body:
        return None
    if secret:
        return _HIDDEN
    if "json" not in content_type and "text" not in content_type:
        return f"{len(body):,} bytes of {content_type or 'unknown type'}"
    text = body[: _EXCERPT * 2].decode("utf-8", "replace")
    shown = _SECRET_MEMBERS.sub(lambda found: f'"{found["name"]}":"{_HIDDEN}"', text)[:_EXCERPT]
    return shown if len(body) <= _EXCERPT else f"{shown}…"
