"""Who refers to a record: found in the model, counted and queried against the practice company."""

import asyncio

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model import ObjectModel, parse_model
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.reading import list_objects
from intacct_desktop.api.records.used_by import Referrer, all_models, count_each, query_of, referrers
from tests.practice import Company

BILL, VENDOR, AUDIT = "accounts-payable/bill", "accounts-payable/vendor", "company-config/audit-history"
TEN = (
    BILL,
    VENDOR,
    "accounts-receivable/customer",
    "general-ledger/account",
    "general-ledger/journal-entry",
    "inventory-control/item",
    "order-entry/document",
    "projects/project",
    "company-config/department",
    "platform-apps/nsp::channel_UDD",
)


def starter(referrer: Referrer) -> Query:
    return Query(referrer.object, ("key",), size=2)


_loaded: dict[str, ObjectModel] = {}


@pytest.fixture
async def loaded(models: ModelService) -> dict[str, ObjectModel]:
    """Every model, read by the first test that wants them: they are values."""
    if not _loaded:
        _loaded.update((model.name, model) for model in await all_models(models))
    return _loaded


async def test_all_models_take_one_request_and_the_list(models: ModelService, company: Company) -> None:
    assert len(await all_models(models)) == len(await all_models(models)) > 500
    assert company.count("GET /services/core/model") == 2


async def test_the_useful_ones_come_first(loaded: dict[str, ObjectModel]) -> None:
    found = referrers(loaded.values(), BILL)
    assert found[0].object.startswith("accounts-payable/")
    assert ("Payment details: bill", "accounts-payable/payment-detail", "bill", False) in {
        (each.title, each.object, each.path, each.is_owner) for each in found
    }
    own = [each.is_owner for each in found if each.object.startswith("accounts-payable/")]
    assert own == sorted(own)
    assert {each.object for each in found if each.is_owner} == {"accounts-payable/bill-line"}
    assert [each.object for each in found if each.object_path is not None] == [AUDIT]
    assert any(each.object == BILL for each in referrers(loaded.values(), VENDOR)[:20])


async def test_stamps_come_last(loaded: dict[str, ObjectModel]) -> None:
    stamps = [each.path.startswith("audit.") for each in referrers(loaded.values(), "company-config/user")]
    assert stamps == sorted(stamps)
    assert stamps.count(True) > 400


async def test_every_reference_is_found_from_its_other_end(loaded: dict[str, ObjectModel]) -> None:
    forward = {(name, each.path, each.object) for name, model in loaded.items() for each in model.references.values() if each.object in TEN}
    found = [each for target in TEN for each in referrers(loaded.values(), target) if each.object_path is None]
    assert {(each.object, each.path, each.target) for each in found} == forward
    assert len(found) == len(forward)
    titles = [(each.target, each.title) for each in found]
    assert len(set(titles)) == len(titles), "no two of one target read the same"


async def test_counts_are_what_a_query_gives(client: Client, loaded: dict[str, ObjectModel], company: Company) -> None:
    key = msgspec.json.decode((await fetch_page(client, Query(VENDOR, ("key",), size=1))).rows[0])["key"]
    wanted = [each for each in referrers(loaded.values(), VENDOR) if each.object_path is None][:25]
    company.forget()
    counted = {each.referrer: each async for each in count_each(client, wanted, key)}
    assert company.count("POST /services/core/query") == len(counted) == 25
    assert company.most_in_flight <= client.governor.lanes
    assert any(each.count for each in counted.values())
    for referrer, each in counted.items():
        keys = await keys_of_all(client, referrer)
        assert each.count == keys.count(key), referrer


async def keys_of_all(client: Client, referrer: Referrer) -> list[object]:
    """The keys that the references of all records have, read without a filter."""
    found: list[object] = []
    start: int | None = 1
    while start is not None:
        page = await fetch_page(client, Query(referrer.object, (f"{referrer.path}.key",), start=start, size=4000))
        found += [msgspec.json.decode(row)[f"{referrer.path}.key"] for row in page.rows]
        start = page.meta.next
    return found


@pytest.mark.parametrize("name", TEN)
async def test_the_company_takes_every_query(name: str, client: Client, loaded: dict[str, ObjectModel]) -> None:
    record = (await list_objects(client, name))[0]
    found = referrers(loaded.values(), name)
    assert found

    async def refusal(referrer: Referrer) -> str:
        query = query_of(referrer, starter(referrer), loaded[referrer.object], record.key, record.id)
        try:
            await fetch_page(client, query)
        except IntacctError as error:
            return error.error_id
        return ""

    assert set(await asyncio.gather(*map(refusal, found))) <= {"", "REST-1106"}


async def test_a_line_leads_on_to_its_owner(loaded: dict[str, ObjectModel]) -> None:
    referrer = next(
        each for each in referrers(loaded.values(), BILL) if each.object == "accounts-payable/payment-detail" and each.path == "bill"
    )
    query = query_of(referrer, starter(referrer), loaded[referrer.object], "10248")
    assert query.fields == ("key", "apPayment.key", "apPayment.id")
    assert query.filters == (Filter(Operator.EQ, "bill.key", "10248"),)


async def test_the_trail_of_changes(client: Client, loaded: dict[str, ObjectModel]) -> None:
    trail = next(each for each in referrers(loaded.values(), VENDOR) if each.object == AUDIT)
    told = Query(AUDIT, ("changeDetails.objectId",), filters=(Filter(Operator.EQ, "changeDetails.objectName", VENDOR),), size=1)
    id_ = msgspec.json.decode((await fetch_page(client, told)).rows[0])["changeDetails.objectId"]
    query = query_of(trail, starter(trail), loaded[AUDIT], "0", id_)
    page = await fetch_page(client, query)
    assert page.meta.total_count > 0
    rows = [msgspec.json.decode(row) for row in page.rows]
    assert {(row["changeDetails.objectName"], row["changeDetails.objectId"]) for row in rows} == {(VENDOR, id_)}
    (counted,) = [each async for each in count_each(client, [trail], "0", id_=id_)]
    assert counted.count == page.meta.total_count
    asked = {trail.object for trail in referrers(loaded.values(), "company-config/contact") if trail.object_path}
    assert asked == {AUDIT, "company-config/advanced-audit-history"}
    assert {trail.object for trail in referrers(loaded.values(), BILL) if trail.object_path} == {AUDIT}, "the other is of few objects"


async def test_a_refusal_is_said_of_its_referrer(client: Client, loaded: dict[str, ObjectModel], company: Company) -> None:
    wanted = referrers(loaded.values(), VENDOR)[:4]
    refusal = {"code": "invalidRequest", "message": "Not today", "errorId": "REST-1106"}
    company.fails("core/query", status=400, times=1, body={"ia::result": {"ia::error": refusal}})
    counted = [each async for each in count_each(client, wanted, "1")]
    (refused,) = [each for each in counted if each.refusal is not None]
    assert refused.count is None
    assert refused.refusal is not None
    assert refused.refusal.error_id == "REST-1106"
    assert {each.referrer for each in counted} == set(wanted)


async def test_a_count_that_is_left_ends(client: Client, loaded: dict[str, ObjectModel]) -> None:
    counting = count_each(client, referrers(loaded.values(), VENDOR)[:30], "1")
    assert (await anext(counting)).count is not None
    await counting.aclose()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("count ")]


def test_what_is_not_named_refers_to_nothing() -> None:
    model = parse_model({"apiObject": "a/thing", "refs": {"open": {"fields": {}}, "set": {"apiObject": "a/other", "fields": {}}}})
    assert referrers([model], "a/thing") == ()
    assert referrers([model], "a/other") == (Referrer("a/thing", "set", "Things", "a/other"),)
