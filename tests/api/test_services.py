"""Model, query, records, export and OAuth, against the practice company over real loopback connections."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from intacct_desktop.api import oauth, query_service, records
from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NotSignedIn
from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.oauth import AuthorizationRefused, ForgedCallback, OAuthClient, RenewingTokens
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Order, Query
from intacct_desktop.sandbox.server import SandboxServer
from tests.api.company import Company, governed

BILLS = Query("accounts-payable/bill", ("key", "id", "vendor.name", "totalTxnAmount"), order_by=(Order("key"),), size=100)


def keys(page: query_service.Page) -> list[str]:
    return [msgspec.json.decode(row)["key"] for row in page.rows]


async def test_a_page_carries_raw_rows_and_its_place(client: Client) -> None:
    page = await query_service.fetch_page(client, BILLS)
    assert len(page.rows) == page.meta.page_size == 100
    assert (page.meta.start, page.meta.next, page.meta.previous) == (1, 101, None)
    assert set(msgspec.json.decode(page.rows[0])) == set(BILLS.fields)


async def test_all_pages_come_in_order_and_complete(client: Client) -> None:
    some = Query("accounts-payable/bill", ("key",), order_by=(Order("key"),), filters=(Filter(Operator.EQ, "state", "posted"),), size=37)
    found = [key async for page in query_service.query_pages(client, some) for key in keys(page)]
    assert len(found) == len(set(found)) == await query_service.count(client, some)
    assert found == sorted(found, key=int)


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


async def test_a_path_is_resolved_through_references(client: Client) -> None:
    models = ModelService(client)
    due = await models.field("accounts-payable/bill-line", "bill.dueDate")
    assert due is not None
    assert (due.path, due.kind) == ("bill.dueDate", ValueKind.DATE)
    assert await models.field("accounts-payable/bill", "vendor.nothingOfTheKind") is None
    with pytest.raises(UnknownObject):
        await models.model("accounts-payable/unicorn")


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
