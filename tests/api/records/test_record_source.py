"""Records to refer to: found by what is typed of them, in few calls."""

import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Direction, Order
from intacct_desktop.api.records.source import MOST, PAGE_SIZE, RecordSource
from tests.practice import Company

VENDOR = "accounts-payable/vendor"
QUERIES = "POST /services/core/query"


@pytest.fixture
async def source(client: Client, models: ModelService, company: Company) -> RecordSource:
    """The practice company's records; its vendor's model is loaded, and no query has been counted."""
    await models.model(VENDOR)
    return RecordSource(client, models)


async def test_ids_that_start_so_and_names_that_have_it_in_few_calls(source: RecordSource, company: Company) -> None:
    many = await source.suggest(VENDOR, "v-000")
    assert len(many) == MOST
    assert all(str(each["id"]).startswith("V-000") and each["key"] and each["name"] for each in many)
    few = await source.suggest(VENDOR, "V-0001")
    assert 1 < len(few) < MOST
    assert company.count(QUERIES) == 2
    word = max(str(few[0]["name"]).split(), key=len)
    assert few[0] in await source.suggest(VENDOR, word.upper())
    assert company.count(QUERIES) == 3
    assert await source.suggest(VENDOR, str(few[1]["id"]).lower()) == (few[1],)  # all that begin so are known
    assert await source.find(VENDOR, "id", str(few[1]["id"]).lower()) == few[1]
    assert await source.suggest(VENDOR, " ") == ()
    assert company.count(QUERIES) == 3
    source.forget()
    assert await source.find(VENDOR, "id", str(few[1]["id"]).lower()) == few[1]
    assert await source.find(VENDOR, "key", str(few[1]["key"])) == few[1]
    assert await source.find(VENDOR, "id", "no-such") is None
    assert await source.find(VENDOR, "id", "no-such") is None
    assert company.count(QUERIES) <= 6


async def test_pages_are_searched_and_sorted(source: RecordSource) -> None:
    page = await source.page(VENDOR, "", 1, None)
    paths = [column.path for column in page.columns]
    assert paths[:4] == ["key", "id", "name", "status"]
    assert 4 < len(paths) <= 8
    assert len(page.rows) == PAGE_SIZE < page.total
    following = await source.page(VENDOR, "", page.next or 0, None)
    assert following.start == PAGE_SIZE + 1
    assert following.rows[0]["id"] > page.rows[-1]["id"]
    last = await source.page(VENDOR, "", 1, Order("id", Direction.DESCENDING))
    assert last.rows[0]["id"] > page.rows[-1]["id"]
    name = str(page.rows[3]["name"])
    found = await source.page(VENDOR, name[1:].upper(), 1, None)
    assert page.rows[3]["key"] in [row["key"] for row in found.rows]
    assert found.total < page.total


async def test_a_column_that_queries_refuse_is_left_out(source: RecordSource, company: Company) -> None:
    company.fails("/services/core/query", status=400)
    page = await source.page(VENDOR, "", 1, Order("dueDate", Direction.ASCENDING))
    assert [column.path for column in page.columns] == ["key", "id", "name", "status"]
    company.fails("/services/core/query", status=400)
    with pytest.raises(RequestError):
        await source.page(VENDOR, "", 1, None)


async def test_many_are_found_in_one_call(source: RecordSource, company: Company) -> None:
    [known] = await source.suggest(VENDOR, "V-00014")
    found = await source.find_all(VENDOR, "id", ["V-00012", "v-00013", "V-00014", "no-such"])
    assert [row and row["key"] for row in found.values()] == ["12", "13", known["key"], None]
    assert company.count(QUERIES) == 2
    assert await source.find_all(VENDOR, "id", ["V-00012", "V-00013"]) == {"V-00012": found["V-00012"], "V-00013": found["v-00013"]}
    assert company.count(QUERIES) == 2
    many = await source.find_all(VENDOR, "key", [str(key) for key in range(1, 151)])
    assert all(row is not None and row["key"] == key for key, row in many.items())
    assert company.count(QUERIES) == 4
