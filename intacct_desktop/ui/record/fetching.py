"""A record brought from the company, with the form that it is edited in."""

import asyncio

from intacct_desktop.api.errors import IntacctError, RequestError
from intacct_desktop.api.records.address import RecordAddress
from intacct_desktop.api.records.document_types import written_as
from intacct_desktop.api.records.form import Form, Purpose, load_form
from intacct_desktop.api.records.reading import read_record
from intacct_desktop.api.records.values import Record
from intacct_desktop.ui.record.company_records import CompanyRecords


async def fetch(records: CompanyRecords, address: RecordAddress, entity: str | None) -> tuple[Form, Record]:
    """The record at an address, as an entity sees it, and its form; of a document that of its type. Raises what the client raises."""
    model, record = await asyncio.gather(records.models.model(address.model_name), _record(records, address, entity))
    return await load_form(records.models, written_as(model, record), Purpose.CHANGE), record


async def _record(records: CompanyRecords, address: RecordAddress, entity: str | None) -> Record:
    """By its key; people also write the id in its place."""
    try:
        return await read_record(records.client, address.object, address.key, entity)
    except IntacctError as error:
        if error.status != 404:
            raise
        try:
            found = await records.source.find(address.model_name, "id", address.key)
        except RequestError:
            raise error from None  # not every object can be asked for an id
        if found is None or not found.get("key"):
            raise
        return await read_record(records.client, address.object, str(found["key"]), entity)
