"""What the company lets the caller do with records, asked before trying (facts 9).

The service knows three operations: to see, to change and to delete. Of workflow actions it says nothing. Who approves need not be able to
edit, so an action is only known to be impossible where the record cannot be seen. What the company does not say counts as allowed: it
decides when it is asked to do it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

import msgspec

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.errors import IntacctError, unexpected

_PATH = "/services/core/allowed-operations/list"
_MOST_KEYS = 1000
_NO_SERVICE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)


class Operation(StrEnum):
    """The service's own names."""

    VIEW = "canView"
    EDIT = "canEdit"
    DELETE = "canDelete"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is known of one record. ``operations`` is None where the company does not say, for which ``refusal`` has its reason, if any."""

    operations: frozenset[str] | None = None
    refusal: IntacctError | None = None

    def allows(self, operation: Operation) -> bool:
        return self.operations is None or operation in self.operations


class _Allowed(msgspec.Struct):
    key: str
    operations: tuple[str, ...] = ()


class _Envelope(msgspec.Struct):
    result: tuple[_Allowed, ...] = msgspec.field(name="ia::result")


_ANSWER = msgspec.json.Decoder(_Envelope, strict=False)


async def allowed_operations(
    client: Client, object_name: str, keys: Sequence[str], entity: str | Scope | None = Scope.PRESENT
) -> Mapping[str, frozenset[str]]:
    """The operations that are allowed with each record, one request for every 1,000; a key that the answer leaves out is left out.

    Raises what the client raises: `IntacctError` with 400 for an object that the service does not know, a document's type included.
    """
    allowed: dict[str, frozenset[str]] = {}
    for first in range(0, len(keys), _MOST_KEYS):
        body = {"object": object_name, "keys": list(keys[first : first + _MOST_KEYS]), "operations": list(Operation)}
        answer = await client.request("POST", _PATH, json=msgspec.json.encode(body), repeatable=True, entity=entity)
        try:
            listed = _ANSWER.decode(answer.body).result
        except ValueError as error:
            raise unexpected(answer.status, answer.body, "not-a-list") from error
        allowed |= {each.key: frozenset(each.operations) for each in listed}
    return allowed


class AllowedOperations:
    """Remembers what is allowed with each record of a company, until it is told that one has changed. One at a time is asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str | None, str, str], Allowance] = {}
        self._missing: IntacctError | None = None
        self._asking = asyncio.Lock()

    async def of(self, object_name: str, key: str, entity: str | Scope | None = Scope.PRESENT) -> Allowance:
        """What is allowed with one record, as an entity sees it; where the company refuses to say, everything.

        Raises `NoAnswer`, `NotSignedIn`, and `IntacctError` where it may answer another time.
        """
        entity = self._client.entity if entity is Scope.PRESENT else entity
        place = (entity, object_name, key)
        async with self._asking:
            # An answer that comes after the record was forgotten is nobody's any more: `forget` begins another mapping.
            known = self._known
            if place not in known:
                known[place] = await self._ask(object_name, key, entity)
            return known[place]

    def known(self, object_name: str, key: str, entity: str | Scope | None = Scope.PRESENT) -> Allowance | None:
        """The same, as far as it was asked for."""
        return self._known.get((self._client.entity if entity is Scope.PRESENT else entity, object_name, key))

    def forget(self, object_name: str, key: str) -> None:
        """The record was written, or read again."""
        self._known = {place: allowance for place, allowance in self._known.items() if place[1:] != (object_name, key)}

    async def _ask(self, object_name: str, key: str, entity: str | None) -> Allowance:
        if self._missing is not None:
            return Allowance(refusal=self._missing)
        try:
            return Allowance((await allowed_operations(self._client, object_name, [key], entity)).get(key))
        except IntacctError as error:
            if error.status in _NO_SERVICE:
                self._missing = error
            elif error.is_overload or error.is_token_invalid or error.is_foreign or not 400 <= error.status < 500:
                raise
            return Allowance(refusal=error)
