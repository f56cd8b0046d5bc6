"""What the real service does now and then must not change what a client reads: the same rows with all quirks as without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.api.query_service import fetch_page, query_pages
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.sandbox.query.quirks import ALL, code
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.server import SandboxServer
from intacct_desktop.sandbox.settings import Settings
from tests.practice import practice_company, signed_in_client

BILLS = Query(
    "accounts-payable/bill",
    ("key", "vendor.name", "state", "dueDate", "isOnHold", "totalTxnAmount", "currency.exchangeRate.rate", "nsp::region"),
    filters=(Filter(Operator.LT, "key", "1500"),),
    order_by=(Order("vendor.name"),),
    size=400,
)
SUMS = Query("accounts-payable/bill", ("state", "count:id", "sum:totalTxnAmount"), order_by=(Order("count:id"), Order("state")))
STATE = 2


@pytest.fixture(scope="module")
def quirky() -> Iterator[SandboxServer]:
    with practice_company(settings=Settings(quirks=ALL)) as server:
        yield server


async def loaded(ready: Ready, query: Query, root: Path) -> list[tuple[Any, ...]]:
    async with signed_in_client(ready) as client:
        with ResultSet(await columns_for(query, ModelService(client)), root=root) as result_set:
            assert (await load_all(query_pages(client, query), result_set)).complete
            assert result_set.misfits == 0
            return result_set.window(0, 4_000)


async def test_rows_are_the_same(practice: SandboxServer, quirky: SandboxServer, tmp_path: Path) -> None:
    plain, odd = await loaded(practice.ready, BILLS, tmp_path), await loaded(quirky.ready, BILLS, tmp_path)
    assert len(plain) == 1_499
    # A code is all there is of the state: nobody can read it back.
    assert odd == [(*row[:STATE], code(row[STATE]), *row[STATE + 1 :]) for row in plain]
    assert {row[STATE] for row in odd} >= {"p", "pp"}


async def test_groups_are_the_same(practice: SandboxServer, quirky: SandboxServer, tmp_path: Path) -> None:
    plain, odd = await loaded(practice.ready, SUMS, tmp_path), await loaded(quirky.ready, SUMS, tmp_path)
    assert odd == [(code(state), *rest) for state, *rest in plain]


async def test_the_quirks_are_there(quirky: SandboxServer) -> None:
    async with signed_in_client(quirky.ready) as client:
        row = bytes((await fetch_page(client, BILLS)).rows[0]).decode()
    assert row.startswith('{"API_QUERY_ALIAS__9":')
    assert row.index('"key"') > row.index('"dueDate"')


async def test_an_error_inside_a_200(quirky: SandboxServer) -> None:
    async with signed_in_client(quirky.ready) as client:
        with pytest.raises(IntacctError) as refused:
            await fetch_page(client, Query("accounts-receivable/invoice", ("id", "action")))
    assert (refused.value.status, refused.value.error_id, refused.value.placeholders["FIELD"]) == (200, "REST-1106", "action")
