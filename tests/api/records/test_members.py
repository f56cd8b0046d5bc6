"""Members by GET, many records at a time, against the practice company."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.query import Order, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.members import MOST_KEYS, calls_for, fetch_members
from tests.practice import Company

BILL = "accounts-payable/bill"


async def bills(client: Client, count: int, entity: str | None = None) -> dict[str, dict[str, Any]]:
    page = await fetch_page(client, Query(BILL, ("key", "vendor.id", "totalTxnAmount"), order_by=(Order("key"),), size=count), entity)
    rows = [msgspec.json.decode(row) for row in page.rows]
    return {row["key"]: row for row in rows}


async def test_what_a_record_shows_is_what_a_query_gives(client: Client) -> None:
    rows = await bills(client, 30)
    before = client.calls
    found = await fetch_members(client, BILL, list(rows), ["vendor.id", "totalTxnAmount", "lines", "nope.nothing"])
    assert list(found) == list(rows)
    for key, row in rows.items():
        assert (found[key]["vendor.id"], found[key]["totalTxnAmount"]) == (row["vendor.id"], row["totalTxnAmount"])
        assert isinstance(found[key]["lines"], list)
        assert "nope.nothing" not in found[key]
    assert client.calls - before == 1


async def test_numbers_are_exact(client: Client) -> None:
    rows = await bills(client, 1)
    (found,) = (await fetch_members(client, BILL, list(rows), ["currency.exchangeRate.rate"])).values()
    assert isinstance(found["currency.exchangeRate.rate"], int | Decimal | str)


async def test_records_that_are_gone_are_left_out(client: Client) -> None:
    (key,) = await bills(client, 1)
    assert list(await fetch_members(client, BILL, ["99999999", key, "99999998"], ["key"])) == [key]
    assert await fetch_members(client, BILL, ["99999999"], ["key"]) == {}
    assert await fetch_members(client, BILL, ["99999999", "99999998"], ["key"]) == {}
    assert await fetch_members(client, BILL, [], ["key"]) == {}


async def test_a_refusal_is_no_absence(client: Client, company: Company) -> None:
    company.fails("/objects/accounts-payable/bill", status=403)
    with pytest.raises(IntacctError):
        await fetch_members(client, BILL, ["1", "2"], ["key"])


async def test_a_refusal_that_is_no_list_of_absences_is_said(client: Client, company: Company) -> None:
    rows = await bills(client, 2)
    company.fails("/objects/accounts-payable/bill", status=400, body="<html>a proxy's page</html>")
    with pytest.raises(IntacctError) as caught:
        await fetch_members(client, BILL, list(rows), ["key"])
    assert caught.value.status == 400


async def test_a_record_is_told_by_its_own_key(client: Client, company: Company) -> None:
    company.fails("/objects/accounts-payable/bill", status=200, body={"ia::result": [{"key": "2", "state": "paid"}]})
    assert await fetch_members(client, BILL, ["1", "2"], ["state"]) == {"2": {"state": "paid"}}


async def test_the_calls_are_known_before(client: Client) -> None:
    rows = list(await bills(client, MOST_KEYS + 20))
    before = client.calls
    found = await fetch_members(client, BILL, [*rows, *rows], ["key"])
    assert set(found) == set(rows)
    assert client.calls - before == calls_for([*rows, *rows]) == 2


@pytest.mark.parametrize(
    ("keys", "calls"), [([], 0), (["1"], 1), (["1"] * 9, 1), ([f"{n}" for n in range(500)], 1), ([f"{n:0100}" for n in range(100)], 3)]
)
def test_an_address_stays_short_enough(keys: list[str], calls: int) -> None:
    assert calls_for(keys) == calls


async def test_the_entity_is_the_one_that_was_asked_for(client: Client) -> None:
    page = await fetch_page(client, Query("company-config/entity", ("id",), order_by=(Order("key"),)), None)
    entity = msgspec.json.decode(page.rows[0])["id"]
    everywhere, there = await bills(client, 400), await bills(client, 4000, entity)
    expected = [key for key in everywhere if key in there]
    assert 0 < len(expected) < len(everywhere)
    assert list(await fetch_members(client, BILL, list(everywhere), ["key"], entity)) == expected
    client.entity = entity
    assert list(await fetch_members(client, BILL, list(everywhere), ["key"])) == expected
