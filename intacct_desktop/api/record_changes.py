"""Making, changing and deleting one record: one POST, PATCH or DELETE each (facts 5.3).

Nothing here asks whether it may, and nothing is sent a second time: after `NoAnswer` nobody knows whether Intacct did it. Who then wants
to try again passes the same idempotency key, so that it is done once.
"""

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from intacct_desktop.api.client import Client, Method
from intacct_desktop.api.errors import unexpected
from intacct_desktop.api.records import RecordReference, record_path

_ENCODER = msgspec.json.Encoder(decimal_format="string")


class _Reference(msgspec.Struct):
    key: str | None
    id: str | None = None
    href: str | None = None


class _Envelope(msgspec.Struct):
    result: _Reference = msgspec.field(name="ia::result")


_ANSWER = msgspec.json.Decoder(_Envelope, strict=False)


def new_idempotency_key() -> str:
    """A key that no other write has."""
    return str(uuid.uuid4())


async def create_record(client: Client, object_name: str, body: Mapping[str, Any], idempotency_key: str) -> RecordReference:
    """POST one record. Raises `IntacctError` (409 where the key was used for another body), `NoAnswer` or `NotSignedIn`."""
    return await _sent(client, "POST", record_path(object_name), body, idempotency_key)


async def update_record(client: Client, object_name: str, key: str, body: Mapping[str, Any], idempotency_key: str) -> RecordReference:
    """PATCH the members in ``body``; what it does not name stays. Raises as `create_record`, 404 where there is no such record."""
    return await _sent(client, "PATCH", record_path(object_name, key), body, idempotency_key)


async def delete_record(client: Client, object_name: str, key: str) -> None:
    """DELETE one record. Raises `IntacctError` (404 where it is gone already), `NoAnswer` or `NotSignedIn`."""
    answer = await client.request("DELETE", record_path(object_name, key))
    if answer.body and (refusal := unexpected(answer.status, answer.body, "")).message:
        raise refusal


async def _sent(client: Client, method: Method, path: str, body: Mapping[str, Any], idempotency_key: str) -> RecordReference:
    answer = await client.request(method, path, json=_ENCODER.encode(body), idempotency_key=idempotency_key)
    return _reference(answer.status, answer.body)


def _reference(status: int, body: bytes) -> RecordReference:
    """What Intacct says of the record it wrote; also a refusal inside a success (facts 6.1)."""
    try:
        found = _ANSWER.decode(body).result
    except ValueError as error:
        raise unexpected(status, body, "not-a-record") from error
    return RecordReference(found.key or "", found.id or "", found.href or "")
