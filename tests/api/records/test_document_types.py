"""The types of documents, and documents that are made by their type's address."""

from collections.abc import Iterator
from datetime import date

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.records.document_types import document_types, is_typed, type_of, typed_name
from intacct_desktop.api.records.reading import get_result, list_objects, record_path
from intacct_desktop.api.records.writes import Write, delete_of, send
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, practice_company

DOCUMENT = "order-entry/document"
DAY = date.today().isoformat()  # noqa: DTZ011 - the practice company's day is this computer's
LINE = {
    "dimensions": {"item": {"id": "FM-002"}, "warehouse": {"id": "WH-PDX"}, "location": {"id": "100"}},
    "unit": "Each",
    "unitQuantity": "1",
    "unitPrice": "10.00",
}


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxServer]:
    """A company of this module's own: its records change."""
    with practice_company() as server:
        yield server


def test_a_name_tells_whether_it_needs_a_type_and_which_it_has() -> None:
    typed = typed_name(DOCUMENT, "Sales Invoice")
    assert typed == "order-entry/document::Sales Invoice"
    assert [is_typed(name) for name in (DOCUMENT, typed, "accounts-payable/bill")] == [True, False, False]
    assert [type_of(name) for name in (typed, DOCUMENT, "platform-apps/nsp::asset_checkout")] == ["Sales Invoice", None, None]


@pytest.mark.parametrize("name", [DOCUMENT, "purchasing/document", "inventory-control/document"])
async def test_every_type_that_is_offered_addresses_documents(client: Client, name: str) -> None:
    found = await document_types(client, name)
    assert found
    assert list(found) == sorted(found)
    for document_type in found:
        await list_objects(client, typed_name(name, document_type))  # an unknown type is a 404


async def test_an_object_without_types_is_not_asked_for(client: Client, company: Company) -> None:
    assert await document_types(client, "accounts-payable/bill") == ()
    assert company.count("POST /services/core/query") == 0


async def test_an_inactive_type_is_not_offered(client: Client) -> None:
    document_type = f"Quote {id(client)}"
    definition = {"id": document_type}
    [made] = await send(client, Write("POST", "/objects/order-entry/txn-definition", "order-entry/txn-definition", body=definition))
    assert document_type in await document_types(client, DOCUMENT)
    path = f"/objects/order-entry/txn-definition/{made.reference.key}"
    await send(client, Write("PATCH", path, "order-entry/txn-definition", (made.reference.key,), {"status": "inactive"}))
    assert document_type not in await document_types(client, DOCUMENT)


async def test_a_document_is_made_and_deleted_under_the_name_of_its_type_alone(client: Client) -> None:
    name = typed_name(DOCUMENT, "Sales Quote")
    body = {"txnDate": DAY, "customer": {"id": "C-00001"}, "lines": [LINE]}
    with pytest.raises(IntacctError) as refused:
        await send(client, Write("POST", record_path(DOCUMENT), DOCUMENT, body=body))
    assert refused.value.status == 405
    [made] = await send(client, Write("POST", record_path(name), name, body=body))
    key = made.reference.key
    assert (await get_result(client, record_path(name, key)))["documentType"] == "Sales Quote"
    [gone] = await send(client, delete_of(name, key))
    assert gone.status == 204
