"""What may be done with records, asked of the practice company before trying."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.api.query_service import fetch_page
from intacct_desktop.api.records.allowed_operations import AllowedOperations, Operation, allowed_operations
from intacct_desktop.api.records.writes import Write, send
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, practice_company

BILL = "accounts-payable/bill"
LIST = "/services/core/allowed-operations/list"


@pytest.fixture(scope="module")
def practice() -> Iterator[SandboxServer]:
    """A company of this module's own: its records change."""
    with practice_company() as server:
        yield server


async def one_in(client: Client, state: str) -> str:
    [row] = (await fetch_page(client, Query(BILL, ("key",), (Filter(Operator.EQ, "state", state),), size=1))).rows
    return str(msgspec.json.decode(row)["key"])


async def test_a_posted_bill_can_be_changed_but_not_deleted_and_a_draft_both(client: Client) -> None:
    allowed = AllowedOperations(client)
    posted, draft = await allowed.of(BILL, await one_in(client, "posted")), await allowed.of(BILL, await one_in(client, "draft"))
    assert [posted.allows(each) for each in Operation] == [True, True, False]
    assert [draft.allows(each) for each in Operation] == [True, True, True]
    assert posted.refusal is None


async def test_with_what_cannot_be_seen_nothing_can_be_done(client: Client) -> None:
    allowance = await AllowedOperations(client).of(BILL, "999999999")
    assert not any(allowance.allows(each) for each in Operation)


async def test_more_than_a_thousand_keys_are_asked_for_in_turn(client: Client, company: Company) -> None:
    keys = [str(key) for key in range(900_000_000, 900_001_001)]
    allowed = await allowed_operations(client, BILL, keys)
    assert list(allowed) == keys
    assert set(allowed.values()) == {frozenset()}
    assert company.count(f"POST {LIST}") == 2


async def test_an_answer_is_kept_until_the_record_is_written(client: Client, company: Company) -> None:
    key = await one_in(client, "draft")
    allowed = AllowedOperations(client)
    assert allowed.known(BILL, key) is None
    first, again = await asyncio.gather(allowed.of(BILL, key), allowed.of(BILL, key))
    assert first is again is allowed.known(BILL, key)
    assert company.count(f"POST {LIST}") == 1
    await send(client, Write("POST", f"/workflows/{BILL}/submit", BILL, (key,), {"key": key}))
    assert (await allowed.of(BILL, key)).allows(Operation.DELETE), "as it was"
    allowed.forget(BILL, key)
    assert not (await allowed.of(BILL, key)).allows(Operation.DELETE)
    assert company.count(f"POST {LIST}") == 2


async def test_an_answer_to_what_was_forgotten_meanwhile_is_not_kept(client: Client, company: Company) -> None:
    key = await one_in(client, "draft")
    allowed = AllowedOperations(client)
    company.fails("allowed-operations", delay=0.1)
    asking = asyncio.create_task(allowed.of(BILL, key))
    while not client.governor.in_flight:  # noqa: ASYNC110
        await asyncio.sleep(0)
    allowed.forget(BILL, key)
    await asking
    assert allowed.known(BILL, key) is None


async def test_what_is_allowed_in_one_entity_is_asked_for_again_in_another(client: Client) -> None:
    key = await one_in(client, "draft")
    allowed = AllowedOperations(client)
    await allowed.of(BILL, key)
    client.entity = "100"
    assert allowed.known(BILL, key) is None


async def test_where_the_company_refuses_to_say_everything_counts_as_allowed(client: Client, company: Company) -> None:
    """The type of a document is one thing that the service does not know."""
    typed = "order-entry/document::Sales Invoice"
    allowed = AllowedOperations(client)
    allowance = await allowed.of(typed, "1")
    assert all(allowance.allows(each) for each in Operation)
    assert allowance.refusal is not None
    assert allowance.refusal.status == 400
    assert await allowed.of(typed, "1") is allowance
    assert company.count(f"POST {LIST}") == 1


async def test_a_company_without_the_service_is_asked_once(client: Client, company: Company) -> None:
    company.fails("allowed-operations", status=404, times=9)
    allowed = AllowedOperations(client)
    for key in ("1", "2"):
        allowance = await allowed.of(BILL, key)
        assert all(allowance.allows(each) for each in Operation)
        assert allowance.refusal is not None
    assert company.count(f"POST {LIST}") == 1


@pytest.mark.parametrize("fault", [{"status": 500}, {"body": "{}", "status": 200}])
async def test_what_may_be_answered_another_time_is_no_answer(client: Client, company: Company, fault: dict[str, Any]) -> None:
    company.fails("allowed-operations", **fault)
    key = await one_in(client, "draft")
    allowed = AllowedOperations(client)
    with pytest.raises(IntacctError):
        await allowed.of(BILL, key)
    assert (await allowed.of(BILL, key)).allows(Operation.DELETE)
