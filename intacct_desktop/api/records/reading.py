"""Whole records by GET: the list of an object's keys, one record by its key, and what any such answer holds (facts 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from intacct_desktop.api.client import Client, Scope
from intacct_desktop.api.errors import IntacctError, error_within, unexpected
from intacct_desktop.api.exact_json import DECODER
from intacct_desktop.api.model import ObjectModel, ValueKind


@dataclass(frozen=True, slots=True)
class RecordReference:
    """One line of an object's list: what is needed to ask for the record."""

    key: str
    id: str
    href: str


async def list_objects(client: Client, object_name: str) -> tuple[RecordReference, ...]:
    """Up to 100 records of an object; the service offers no paging here (facts 5.1)."""
    result = await get_result(client, record_path(object_name))
    entries = [entry for entry in result if isinstance(entry, Mapping)] if isinstance(result, list) else []
    return tuple(RecordReference(*(str(entry.get(name) or "") for name in ("key", "id", "href"))) for entry in entries)


async def get_record(client: Client, model: ObjectModel, key: str) -> Mapping[str, Any]:
    """One record as Intacct nests it; amounts are `Decimal`, everything else is as it came.

    Raises `IntacctError` with status 404 where there is none.
    """
    return _with_amounts(await read_record(client, model.name, key), model, "")


async def read_record(client: Client, object_name: str, key: str, entity: str | Scope | None = Scope.PRESENT) -> Mapping[str, Any]:
    """One record as it came: nested, amounts as text (`api.records.values`). Raises `IntacctError` with status 404 where there is none, as
    far as ``entity`` sees."""
    result = await get_result(client, record_path(object_name, key), entity=entity)
    if not isinstance(result, Mapping):
        raise IntacctError(404, "", code="notFound")
    return result


def record_path(object_name: str, *keys: str) -> str:
    """Where the records with these keys are; without one, the object's list."""
    application, _, name = object_name.partition("/")
    path = f"/objects/{application}/{quote(name, safe=':')}" if name else f"/objects/{quote(application, safe=':')}"
    return f"{path}/{','.join(quote(key, safe='') for key in keys)}" if keys else path


async def get_result(
    client: Client, path: str, parameters: Mapping[str, str] | None = None, entity: str | Scope | None = Scope.PRESENT
) -> Any:
    """``ia::result`` of a GET, its fractions `Decimal`. Raises what the client raises, also for a refusal inside a success (facts 6.1)."""
    answer = await client.request("GET", path, parameters=parameters, entity=entity)
    try:
        decoded = DECODER.decode(answer.body)
    except (ValueError, RecursionError) as error:
        raise unexpected(answer.status, answer.body, "not-a-record") from error
    if (found := error_within(answer.status, decoded)) is not None:
        raise found
    return decoded.get("ia::result") if isinstance(decoded, Mapping) else None


def _with_amounts(members: Mapping[str, Any], model: ObjectModel, above: str) -> dict[str, Any]:
    """Amounts come as text (facts 3.5); the model says which texts are amounts. Lines are left as they are: they have their own model."""
    typed: dict[str, Any] = {}
    for name, value in members.items():
        path = f"{above}.{name}" if above else name
        field = model.fields.get(path)
        if isinstance(value, Mapping):
            typed[name] = _with_amounts(value, model, path)
        elif isinstance(value, str) and field is not None and field.kind is ValueKind.DECIMAL:
            typed[name] = _amount(value)
        else:
            typed[name] = value
    return typed


def _amount(text: str) -> Decimal | str:
    """An amount that is no number stays the text that it is: showing it beats losing it."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
