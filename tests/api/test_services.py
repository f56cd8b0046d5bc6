"""Model, query, records, export and OAuth, against the practice company over real loopback connections."""

import asyncio
import gc
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from intacct_desktop.api import oauth, query_service
from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer, NotSignedIn
from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model import ResourceKind, ValueKind
from intacct_desktop.api.model_service import ModelService, UnknownObject, UnknownService
from intacct_desktop.api.oauth import AuthorizationRefused, ForgedCallback, OAuthClient, RenewingTokens
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.api.records import reading as records
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, governed, signed_in_client

BILLS = Query("accounts-payable/bill", ("key", "id", "vendor.name", "totalTxnAmount"), order_by=(Order("key"),), size=100)


def keys(page: query_service.Page) -> list[str]:
    return [msgspec.json.decode(row)["key"] for row in page.rows]


async def test_a_page_carries_raw_rows_and_its_place(client: Client) -> None:
    page = await query_service.fetch_page(client, BILLS)
    assert len(page.rows) == 100
    assert (page.meta.start, page.meta.next) == (1, 101)
    assert set(msgspec.json.decode(page.rows[0])) == set(BILLS.fields)


async def test_all_pages_come_in_order_and_complete(client: Client) -> None:
    some = Query("accounts-payable/bill", ("key",), order_by=(Order("key"),), filters=(Filter(Operator.EQ, "state", "posted"),), size=37)
    found = [key async for page in query_service.query_pages(client, some) for key in keys(page)]
    assert len(found) == len(set(found)) == await query_service.count(client, some)
    assert found == sorted(found, key=int)


@pytest.mark.parametrize(
    ("rows", "meta", "expected"),
    [
        (2, {"totalCount": 5}, (5, 1, 3)),
        (2, {"totalCount": 2}, (2, 1, None)),
        (0, {"totalCount": 5}, (5, 1, None)),
        (2, {"totalCount": "5", "start": "1", "pageSize": "2", "next": "3", "previous": None}, (5, 1, 3)),
        (2, {"totalCount": 5, "next": None}, (5, 1, None)),
    ],
)
async def test_a_meta_that_says_little_or_says_it_in_text(
    client: Client, company: Company, rows: int, meta: dict[str, object], expected: tuple[int, int, int | None]
) -> None:
    company.fails("/services/core/query", status=200, body={"ia::result": [{"key": str(n)} for n in range(rows)], "ia::meta": meta})
    page = await query_service.fetch_page(client, BILLS)
    assert (page.meta.total_count, page.meta.start, page.meta.next) == expected


async def test_the_service_may_give_shorter_pages_than_were_asked_for(practice: SandboxServer, company: Company) -> None:
    some = Query("company-config/department", ("key",), order_by=(Order("key"),))
    async with signed_in_client(practice.ready, lanes=1) as client:
        everything = keys(await query_service.fetch_page(client, some))
        for start in (1, 4):
            meta = {"totalCount": len(everything), "start": start, "pageSize": 100, "next": start + 3, "previous": None}
            rows = [{"key": key} for key in everything[start - 1 : start + 2]]
            company.fails("/services/core/query", status=200, body={"ia::result": rows, "ia::meta": meta})
        found = [key async for page in query_service.query_pages(client, some) for key in keys(page)]
    assert found == everything
    assert len(everything) > 6


@pytest.mark.parametrize(("start", "more"), [(1, {"filters": (Filter(Operator.EQ, "id", "nobody"),)}), (1_000_000, {})])
async def test_no_rows_are_one_page(client: Client, company: Company, start: int, more: dict[str, Any]) -> None:
    pages = [page async for page in query_service.query_pages(client, replace(BILLS, start=start, **more))]
    assert [page.rows for page in pages] == [()]
    assert company.count("POST /services/core/query") == 1


async def test_a_total_that_shrinks_is_where_the_pages_end(client: Client, company: Company) -> None:
    some = Query("company-config/department", ("key",), order_by=(Order("key"),), size=3)
    total = await query_service.count(client, some)
    rows = [{"key": str(number)} for number in range(3)]
    company.fails("/services/core/query", status=200, body={"ia::result": rows, "ia::meta": {"totalCount": total + 9, "next": 4}})
    pages = [page async for page in query_service.query_pages(client, some)]
    assert sum(len(page.rows) for page in pages) == total
    assert {page.meta.total_count for page in pages} == {total, total + 9}


async def test_leaving_the_pages_leaves_nothing_behind(client: Client) -> None:
    pages = query_service.query_pages(client, BILLS)
    await anext(pages)
    await anext(pages)
    await pages.aclose()  # type: ignore[attr-defined]
    await governed(client.governor, lambda: client.governor.in_flight == 0)


async def test_a_refusal_names_the_field(client: Client) -> None:
    with pytest.raises(IntacctError) as caught:
        await query_service.fetch_page(client, BILLS.adding_field("notThere"))
    assert (caught.value.status, caught.value.refused_field) == (400, "notThere")


@pytest.mark.parametrize(
    "body",
    ['{"ia::result":{"ia::error":{"code":"x","message":"inside"}},"ia::meta":{}}', "<html>a proxy's page</html>", '{"ia::result":[{"key":'],
)
async def test_a_success_that_is_none(client: Client, company: Company, body: str) -> None:
    company.fails("/services/core/query", status=200, body=body)
    with pytest.raises(IntacctError) as caught:
        await query_service.fetch_page(client, BILLS)
    assert caught.value.status == 200
    assert caught.value.code in ("x", "not-a-page")


async def test_the_company_lists_its_objects_once(client: Client, company: Company) -> None:
    models = ModelService(client)
    first, second = await asyncio.gather(models.entries(), models.entries())
    assert first is second
    assert company.count("GET /services/core/model") == 1
    assert {"accounts-payable/bill", "accounts-receivable/customer"} <= {entry.name for entry in first}
    assert any(entry.is_custom for entry in first)


@pytest.mark.parametrize("body", ["<html>a proxy's page</html>", "[1]", '{"ia::meta":{}}', '{"ia::result":"\x80'])
async def test_an_answer_that_is_no_model(client: Client, company: Company, body: str) -> None:
    company.fails("/services/core/model", status=200, body=body, times=2)
    models = ModelService(client)
    for asking in (models.entries(), models.model("accounts-payable/bill")):
        with pytest.raises(IntacctError) as caught:
            await asking
        assert caught.value.code == "not-a-model"
    assert await models.entries()


async def test_entries_that_are_none_are_passed_over(client: Client, company: Company) -> None:
    entries = ["odd", None, {"type": "rootObject"}, {"apiObject": "objects/a/b", "type": "rootObject"}]
    company.fails("/services/core/model", status=200, body={"ia::result": entries})
    assert [entry.name for entry in await ModelService(client).entries()] == ["a/b"]


async def test_several_who_wait_share_a_refusal_too(client: Client, company: Company) -> None:
    company.fails("/services/core/model", status=400)
    models = ModelService(client)
    refused = await asyncio.gather(models.entries(), models.entries(), return_exceptions=True)
    assert [type(error) for error in refused] == [IntacctError, IntacctError]
    assert company.count("GET /services/core/model") == 1
    assert await models.entries()


async def test_forgetting_keeps_nothing_of_an_answer_that_is_on_its_way(client: Client, company: Company) -> None:
    async def arrived(count: int) -> None:
        while company.count("GET /services/core/model") < count:  # noqa: ASYNC110  the company sets no events
            await asyncio.sleep(0)

    models = ModelService(client)
    old = {"ia::result": [{"apiObject": "objects/a/old", "type": "rootObject"}]}
    company.fails("/services/core/model", status=200, body=old, delay=0.5)
    listing = asyncio.create_task(models.entries())
    await arrived(1)
    company.fails("/services/core/model", delay=0.5)
    reading = asyncio.create_task(models.model("accounts-payable/bill"))
    await arrived(2)
    models.forget()
    fresh = await models.entries()
    assert not listing.done()
    assert [entry.name for entry in await listing] == ["a/old"]
    assert await models.entries() is fresh
    assert (await reading).name == "accounts-payable/bill"
    assert models.loaded("accounts-payable/bill") is None


async def test_a_path_is_resolved_through_references(client: Client) -> None:
    models = ModelService(client)
    due = await models.field("accounts-payable/bill-line", "bill.dueDate")
    assert due is not None
    assert (due.path, due.kind) == ("bill.dueDate", ValueKind.DATE)
    assert await models.field("accounts-payable/bill", "vendor.nothingOfTheKind") is None
    with pytest.raises(UnknownObject):
        await models.model("accounts-payable/unicorn")


async def test_every_service_and_workflow_action_has_a_model(client: Client) -> None:
    models = ModelService(client)
    listed = [entry for entry in await models.entries() if entry.kind in (ResourceKind.SERVICE, ResourceKind.WORKFLOW)]
    found = await asyncio.gather(*(models.service(entry.name) for entry in listed))
    assert [(model.name, model.type, model.methods) for model in found] == [(entry.name, entry.type, entry.methods) for entry in listed]
    assert len(found) == 72 + 44
    assert models.entry("services/core/query") in listed
    assert models.entry("core/query") is None


async def test_the_model_of_a_service_is_asked_for_once_and_forgotten_with_the_others(client: Client, company: Company) -> None:
    models = ModelService(client)
    first, second = await asyncio.gather(*(models.service("services/core/query") for _ in "ab"))
    assert first is second is await models.service("services/core/query")
    assert company.count("GET /services/core/model") == 1
    models.forget()
    assert await models.service("services/core/query") == first
    assert company.count("GET /services/core/model") == 2


async def test_a_service_is_told_from_an_object_of_the_same_name(client: Client, company: Company) -> None:
    both = [
        {"apiObject": "objects/a/list", "type": "rootObject"},
        {"apiObject": "services/a/list", "type": "service", "httpMethods": "GET"},
    ]
    company.fails("/services/core/model", status=200, body={"ia::result": both}, times=2)
    models = ModelService(client)
    assert (await models.service("services/a/list")).methods == {"GET"}
    with pytest.raises(UnknownService):
        await models.service("workflows/a/list")


async def test_every_model_at_once(client: Client, company: Company) -> None:
    models = ModelService(client)
    await models.load_all()
    assert all(models.loaded(entry.name) for entry in await models.entries() if entry.type in ("rootObject", "ownedObject"))
    assert company.count("GET /services/core/model") == 2


async def test_a_record_has_amounts_as_decimals(client: Client) -> None:
    model = await ModelService(client).model("accounts-payable/bill")
    listed = await records.list_objects(client, model.name)
    assert 0 < len(listed) <= 100
    record: Any = await records.get_record(client, model, listed[0].key)
    assert isinstance(record["totalTxnAmount"], Decimal)
    assert record["key"] == listed[0].key
    with pytest.raises(IntacctError) as caught:
        await records.get_record(client, model, "999999999")
    assert caught.value.status == 404


async def test_intacct_writes_the_file(client: Client, tmp_path: Path) -> None:
    some = Query("company-config/department", ("id", "name"))
    target = tmp_path / "departments.xlsx"
    await export(client, some, ExportFormat.XLSX, target)
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert len(rows) - 1 == await query_service.count(client, some)


def test_a_sign_in_is_bound_to_its_state(oauth_client: OAuthClient) -> None:
    begun = oauth.begin_authorization("http://127.0.0.1/ia/api/v1", oauth_client)
    assert begun.state in begun.url
    assert begun.verifier not in begun.url
    assert not any(secret in repr(begun) for secret in (begun.state, begun.verifier))
    assert begun.code_from(f"{begun.redirect_uri}?code=abc&state={begun.state}") == "abc"
    with pytest.raises(ForgedCallback):
        begun.code_from(f"{begun.redirect_uri}?code=abc&state=other")
    with pytest.raises(ForgedCallback):
        begun.code_from(f"{begun.redirect_uri}?state={begun.state}")
    with pytest.raises(AuthorizationRefused) as caught:
        begun.code_from(f"{begun.redirect_uri}?error=access_denied&error_description=No&state={begun.state}")
    assert (caught.value.error, caught.value.description) == ("access_denied", "No")


async def test_a_revoked_grant_means_signing_in_again(client: Client, practice: SandboxServer, oauth_client: OAuthClient) -> None:
    tokens = client.tokens
    assert isinstance(tokens, RenewingTokens)
    assert tokens.token.claims
    heard: list[object] = []
    tokens.subscribe(heard.append)
    await oauth.revoke(client, oauth_client, tokens.token.refresh_token or "")
    with pytest.raises(NotSignedIn):
        await query_service.fetch_page(client, BILLS)
    assert heard == [None]
    await tokens.adopt(await oauth.client_credentials(client, oauth_client, practice.ready.username))
    assert (await query_service.fetch_page(client, BILLS)).rows


def tokens_of(client: Client) -> RenewingTokens:
    assert isinstance(client.tokens, RenewingTokens)
    return client.tokens


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"drop": True}, NoAnswer),
        ({"status": 503}, IntacctError),
        ({"status": 403, "body": "<html>a proxy's page</html>"}, IntacctError),
        ({"status": 200, "body": {"access_token": None, "expires_in": 43200}}, IntacctError),
        ({"status": 200, "body": {"access_token": "a.b.c", "expires_in": "1e300"}}, IntacctError),
    ],
)
async def test_a_renewal_that_does_not_come_through_does_not_sign_out(
    client: Client, company: Company, fault: dict[str, Any], error: type[Exception]
) -> None:
    company.expires_tokens()
    company.fails("/oauth2/token", **fault)
    heard: list[object] = []
    tokens_of(client).subscribe(heard.append)
    outdated = tokens_of(client).token.access_token
    outcomes = await asyncio.gather(*(tokens_of(client).access_token(outdated) for _ in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [error] * 5
    assert company.count("POST /oauth2/token") == 1, "who waits for the same renewal shares its failure"
    assert heard == []
    assert (await query_service.fetch_page(client, BILLS)).rows


async def test_a_renewal_outlives_who_asked_for_it(client: Client, company: Company) -> None:
    company.fails("/oauth2/token", delay=0.1)
    outdated = tokens_of(client).token.access_token
    asking = asyncio.create_task(tokens_of(client).access_token(outdated))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert tokens_of(client).token.access_token == outdated, "who asked is let go at once"
    await tokens_of(client).aclose()
    assert tokens_of(client).token.access_token != outdated


async def test_a_renewal_that_nobody_waits_for_may_fail(client: Client, company: Company) -> None:
    company.fails("/oauth2/token", delay=0.05, status=400, body={"error": "invalid_grant"})
    asking = asyncio.create_task(tokens_of(client).access_token(tokens_of(client).token.access_token))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await tokens_of(client).aclose()
    gc.collect()  # an error that nobody saw would be logged now


async def test_a_new_sign_in_is_not_undone_by_a_renewal(
    client: Client, company: Company, practice: SandboxServer, oauth_client: OAuthClient
) -> None:
    new = await oauth.client_credentials(client, oauth_client, practice.ready.username)
    company.fails("/oauth2/token", delay=0.1, status=400, body={"error": "invalid_grant"})
    asking = asyncio.create_task(tokens_of(client).access_token(tokens_of(client).token.access_token))
    await governed(client.governor, lambda: client.governor.in_flight > 0)
    heard: list[object] = []
    tokens_of(client).subscribe(heard.append)
    await tokens_of(client).adopt(new)
    assert heard == [None, new]
    with pytest.raises(NotSignedIn):
        await asking
    assert await tokens_of(client).access_token() == new.access_token


async def test_a_new_token_is_kept_before_it_is_used(client: Client, company: Company, oauth_client: OAuthClient) -> None:
    first = client.tokens
    assert isinstance(first, RenewingTokens)
    order: list[str] = []

    async def renew(token: oauth.Token) -> oauth.Token:
        return await oauth.refresh(client, oauth_client, token.refresh_token or "")

    async def store(token: oauth.Token) -> None:
        order.append("kept")

    client.tokens = RenewingTokens(first.token, renew, store)
    client.tokens.subscribe(lambda _token: order.append("announced"))
    client.subscribe(lambda exchange: order.append(f"{exchange.status}"))
    company.expires_tokens()
    await query_service.fetch_page(client, BILLS)
    assert order == ["401", "200", "kept", "announced", "200"]
