"""Documents whose address names their type: only ``order-entry/document::Sales Invoice`` can be made, changed or deleted (facts 5.10).

The types of an object are the ids of the records of another, which ``resources/model/document_types.json`` names.
"""

from collections.abc import Mapping
from functools import cache

import msgspec

from intacct_desktop.api.client import Client
from intacct_desktop.api.model import ObjectModel
from intacct_desktop.api.query import MAX_SIZE, Direction, Order, Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.api.records.values import Record, place_of, value_at
from intacct_desktop.resources import resource

_SEPARATOR = "::"


class _Definition(msgspec.Struct):
    id: str
    status: str | None = None


_DEFINITION = msgspec.json.Decoder(_Definition, strict=False)


def is_typed(object_name: str) -> bool:
    """Whether a new record of this object needs a type, and ``object_name`` has none yet."""
    return object_name in _definitions()


def typed_name(object_name: str, document_type: str) -> str:
    """The name under which documents of one type are written: ``order-entry/document::Sales Invoice``."""
    return f"{object_name}{_SEPARATOR}{document_type}"


def type_of(object_name: str) -> str | None:
    """``Sales Invoice`` of ``order-entry/document::Sales Invoice``; None for any other name, a company's own object included."""
    name, separator, document_type = object_name.partition(_SEPARATOR)
    return document_type if separator and is_typed(name) else None


def written_as(model: ObjectModel, record: Record) -> str:
    """The name under which a record is changed and deleted: that of its object, of a document with the type that it says."""
    definition = _definitions().get(model.name)
    reference = next((each for each in model.references.values() if definition is not None and each.object == definition), None)
    document_type = value_at(record, place_of(f"{reference.path}.id")) if reference is not None else None
    return typed_name(model.name, document_type) if document_type else model.name


async def document_types(client: Client, object_name: str) -> tuple[str, ...]:
    """The types that new documents may have, by name, inactive ones left out; empty for an object that needs none.

    Raises what the query service raises.
    """
    if not is_typed(object_name):
        return ()
    query = Query(_definitions()[object_name], ("id", "status"), order_by=(Order("id", Direction.ASCENDING),), size=MAX_SIZE)
    found = [_DEFINITION.decode(row) async for page in query_pages(client, query) for row in page.rows]
    return tuple(definition.id for definition in found if definition.status != "inactive")


@cache
def _definitions() -> Mapping[str, str]:
    return msgspec.json.decode(resource("model", "document_types.json").read_bytes(), type=dict[str, str])
