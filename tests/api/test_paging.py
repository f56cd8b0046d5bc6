"""All rows once each, in the order of their keys, whatever happens to them meanwhile."""

import itertools
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.paging import Stretch, keyed, keyed_pages
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, practice_company, signed_in_client

OBJECT = "company-config/department"
PATH = f"/objects/{OBJECT}"
DEPARTMENTS = Query(OBJECT, ("id", "name"), (Filter(Operator.STARTS_WITH, "id", "PG"),))
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def own_practice() -> Iterator[SandboxServer]:
    """A company that may be written to."""
    with practice_company() as server:
        yield server


@pytest.fixture
async def own_client(own_practice: SandboxServer) -> AsyncIterator[Client]:
    async with signed_in_client(own_practice.ready) as client:
        yield client


@pytest.fixture
def own_company(own_practice: SandboxServer) -> Iterator[Company]:
    company = Company(own_practice.ready)
    yield company
    company.close()


async def _add(client: Client) -> str:
    number = next(_numbers)
    body = msgspec.json.encode({"id": f"PG{number:05}", "name": f"Page {number}"})
    answer = await client.request("POST", PATH, json=body)
    return str(msgspec.json.decode(answer.body)["ia::result"]["key"])


async def _remove(client: Client, key: str) -> None:
    await client.request("DELETE", f"{PATH}/{key}")


async def _empty(client: Client) -> None:
    for key in await _keys(client, DEPARTMENTS, 4_000):
        await _remove(client, key)


async def _paged(client: Client, query: Query, size: int) -> Query:
    found = await keyed(query, ModelService(client))
    assert found is not None
    return replace(found, size=size)


async def _keys(client: Client, query: Query, size: int) -> list[str]:
    async with aclosing(keyed_pages(client, await _paged(client, query, size), None)) as stretches:
        return [key async for stretch in stretches for key in _of(stretch)]


def _of(stretch: Stretch) -> list[str]:
    return [str(msgspec.json.decode(row)["key"]) for row in stretch.rows]


@pytest.mark.parametrize("size", [2, 7, 20, 21, 100])
async def test_every_row_once(own_client: Client, size: int) -> None:
    await _empty(own_client)
    made = [await _add(own_client) for _ in range(13)]
    assert await _keys(own_client, DEPARTMENTS, size) == made
    backwards = replace(DEPARTMENTS, order_by=(Order("key", Direction.DESCENDING),))
    assert await _keys(own_client, backwards, size) == made[::-1]


@pytest.mark.parametrize("seed", range(4))
async def test_rows_that_come_and_go_meanwhile(own_client: Client, seed: int) -> None:
    """What was there all the time comes once, in order; nothing comes twice."""
    rng = random.Random(seed)  # noqa: S311
    await _empty(own_client)
    there = [await _add(own_client) for _ in range(24)]
    stayed = set(there)
    seen: list[str] = []
    query = await _paged(own_client, DEPARTMENTS, rng.choice((3, 5, 8)))
    async with aclosing(keyed_pages(own_client, query, None)) as stretches:
        async for stretch in stretches:
            seen += _of(stretch)
            for _ in range(rng.randrange(3)):
                if there and rng.random() < 0.7:
                    gone = there.pop(rng.randrange(len(there)))
                    stayed.discard(gone)
                    await _remove(own_client, gone)
                else:
                    there.append(await _add(own_client))
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen, key=int)
    assert stayed <= set(seen)


@pytest.mark.parametrize("words", [None, "or", "1 or 2"])
async def test_going_on_after_a_row_keeps_to_the_filters(own_client: Client, words: str | None) -> None:
    await _empty(own_client)
    made = [await _add(own_client) for _ in range(12)]
    both = (Filter(Operator.STARTS_WITH, "id", "PG"), Filter(Operator.CONTAINS, "name", "Page"))
    query = await _paged(own_client, Query(OBJECT, ("name",), both, words), 5)
    async with aclosing(keyed_pages(own_client, query, None, anchor=made[3], before=4)) as stretches:
        found = [stretch async for stretch in stretches]
    assert [key for stretch in found for key in _of(stretch)] == made[4:]
    assert {stretch.total for stretch in found} == {12}
    assert found[-1].anchor == made[-1]


async def test_a_service_that_does_not_take_the_filter_on_keys_ends_the_load(own_client: Client, own_company: Company) -> None:
    """No row twice, no call without end: the totals say that rows are missing."""
    await _empty(own_client)
    made = [await _add(own_client) for _ in range(6)]
    query = await _paged(own_client, DEPARTMENTS, 3)
    rows = [{"key": key} for key in made[:3]]
    body = {"ia::result": rows, "ia::meta": {"totalCount": 6, "start": 1, "pageSize": 3, "next": 4}}
    own_company.fails("services/core/query", status=200, body=body, times=9)
    async with aclosing(keyed_pages(own_client, query, None, anchor=made[3], before=4)) as stretches:
        [only] = [stretch async for stretch in stretches]
    own_company.forget()
    assert (only.rows, only.total, only.anchor) == ((), 10, made[3])


async def test_what_has_no_stable_order(own_client: Client) -> None:
    models = ModelService(own_client)
    assert await keyed(Query(OBJECT, ("status", "count:id")), models) is None
    assert await keyed(replace(DEPARTMENTS, start=5), models) is None
    assert await keyed(replace(DEPARTMENTS, order_by=(Order("status"),)), models) is None, "its column is not among those asked for"
    by_name = await keyed(replace(DEPARTMENTS, order_by=(Order("name"),)), models)
    assert by_name is not None
    assert (by_name.order_by, by_name.fields) == ((Order("key"),), ("id", "name", "key"))


async def test_a_refused_page_is_raised_after_what_came(own_client: Client, own_company: Company) -> None:
    await _empty(own_client)
    made = [await _add(own_client) for _ in range(12)]
    query = await _paged(own_client, DEPARTMENTS, 4)
    seen: list[str] = []
    own_company.lets("services/core/query 403 after=1")

    async def read() -> None:
        async with aclosing(keyed_pages(own_client, query, None)) as stretches:
            async for stretch in stretches:
                seen.extend(_of(stretch))

    with pytest.raises(IntacctError):
        await read()
    own_company.forget()
    assert seen == made[:4]
