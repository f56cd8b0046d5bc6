"""What is written down of a record or a body: everything but the values of members that sound like secrets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.exchange import HIDDEN, sounds_secret, visible_text
from intacct_desktop.api.records.values import Record


def without_secrets(record: Record) -> dict[str, Any]:
    """The record with `HIDDEN` for texts, numbers and lists whose member sounds like a secret, at any depth.

    Of a nested object each member speaks for itself: in ``password: {neverExpires: true}`` nothing is secret.
    """
    return {name: HIDDEN if sounds_secret(name) and _is_value(value) else _seen(value) for name, value in record.items()}


def text_without_secrets(text: str) -> str:
    """JSON text as it is, unless there is a secret in it. Text that is no whole JSON is gone through member by member."""
    try:
        decoded = DECODER.decode(text)
    except (ValueError, RecursionError):
        return visible_text(text)
    seen = _seen(decoded)
    return text if seen == decoded else ENCODER.encode(seen).decode()


def _is_value(value: object) -> bool:
    return isinstance(value, str | int | Decimal | list | tuple) and not isinstance(value, bool)


def _seen(value: Any) -> Any:
    if value is None or isinstance(value, str | int):  # most of a long record; the looks below take their time
        return value
    if isinstance(value, Mapping):
        return without_secrets(value)
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]
    return value
