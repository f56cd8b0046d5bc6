"""Members of records by GET, for what a query refuses and a record shows (facts 2.4, 5.2), many records at a time (facts 5.6)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.errors import IntacctError, error_within, unexpected
from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.records.reading import record_path
from intacct_desktop.api.records.values import Record

MOST_KEYS = 500
"""Records a request (facts 5.6)."""
_LONGEST = 4_000
"""Characters of keys in one address: servers on the way commonly take 8,000 for all of it."""


Members = dict[str, dict[str, Any]]
"""By key, the values by dotted path. A path that the record does not have is not there."""


def calls_for(keys: Sequence[str]) -> int:
    """How many calls `fetch_members` makes for these keys."""
    return sum(1 for _ in batches(keys))


async def fetch_members(
    client: Client, object_name: str, keys: Sequence[str], paths: Sequence[str], entity: str | Scope | None = Scope.PRESENT
) -> Members:
    """The members at ``paths`` of the records with these keys, as they came: amounts are texts or `Decimal`, never float.

    A record that is gone, or that the user may not see, is not in the answer. A path may name a list or a whole reference. All calls are
    made of the entity of the first. Raises what the client raises.
    """
    entity = client.entity if entity is Scope.PRESENT else entity
    found: Members = {}
    for batch in batches(keys):
        for key, record in await _records(client, object_name, batch, entity):
            found[key] = dict(_picked(record, paths))
    return found


async def read_records(
    client: Client, object_name: str, keys: Sequence[str], entity: str | Scope | None = Scope.PRESENT
) -> dict[str, Record]:
    """The records with these keys as they came, whole. Those that are gone, or not to be seen, are not there. As `fetch_members`."""
    entity = client.entity if entity is Scope.PRESENT else entity
    return {key: record for batch in batches(keys) for key, record in await _records(client, object_name, batch, entity)}


def batches(keys: Sequence[str]) -> Iterator[list[str]]:
    """The keys in portions that one address has room for, and one request takes."""
    batch: list[str] = []
    length = 0
    for key in dict.fromkeys(keys):
        needed = len(quote(key, safe="")) + 1
        if batch and (len(batch) == MOST_KEYS or length + needed > _LONGEST):
            yield batch
            batch, length = [], 0
        batch.append(key)
        length += needed
    if batch:
        yield batch


async def _records(
    client: Client, object_name: str, keys: Sequence[str], entity: str | Scope | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        answer = await client.request("GET", record_path(object_name, *keys), entity=entity)
    except IntacctError as error:
        if error.status == 404:
            return iter(())
        # All of them are missing, perhaps, which is a list of errors (facts 5.6). Asked for alone, the first says so in an envelope.
        may_be_missing = error.status == 400 and error.is_foreign and len(keys) > 1
        if may_be_missing and not list(await _records(client, object_name, keys[:1], entity)):
            return iter(())
        raise
    try:
        decoded = DECODER.decode(answer.body)
    except (ValueError, RecursionError) as error:
        raise unexpected(answer.status, answer.body, "not-a-record") from error
    result = decoded.get("ia::result") if isinstance(decoded, Mapping) else None
    if isinstance(result, Mapping) and "ia::error" not in result:
        result = [result]  # one key gives one record, not a list of one
    if not isinstance(result, list):
        raise error_within(answer.status, decoded) or IntacctError(answer.status, "", code="not-a-record")
    # By position where an entry does not say which it is: one that failed has no key (facts 5.6).
    found = ((key, entry) for key, entry in zip(keys, result, strict=False) if isinstance(entry, Mapping) and "ia::error" not in entry)
    return ((own if (own := str(entry.get("key"))) in keys else key, entry) for key, entry in found)


def _picked(record: Mapping[str, Any], paths: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for path in paths:
        value: Any = record
        for step in path.split("."):
            if not isinstance(value, Mapping) or step not in value:
                break
            value = value[step]
        else:
            yield path, value
