"""Requests exactly as they are sent, in the writing of HTTP."""

from collections.abc import Iterable

import msgspec

from intacct_desktop.api.client import ENTITY_HEADER, IDEMPOTENCY_HEADER
from intacct_desktop.api.records.writes import Write


def request_words(writes: Iterable[Write]) -> str:
    """Requests in the writing of HTTP, one below the other, their bodies indented. The token, which every request carries, is left out."""
    return "\n\n".join(map(_words, writes))


def _words(write: Write) -> str:
    content = write.content
    headers = {
        ENTITY_HEADER: write.entity,
        IDEMPOTENCY_HEADER: write.idempotency_key,
        "Content-Type": None if content is None else "application/json",
    }
    lines = [f"{write.method} {write.path}", *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
    if content is not None:
        lines += ["", msgspec.json.format(content, indent=2).decode()]
    return "\n".join(lines)
