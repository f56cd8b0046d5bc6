"""Views of the practice company, over real HTTP: listed, read, run, saved, changed, deleted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from intacct_desktop.api import query_service, view_service
from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import IntacctError, NoAnswer
from intacct_desktop.api.model_service import ModelService, UnknownObject
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.records.writes import new_idempotency_key
from intacct_desktop.api.view_service import ViewChanged, ViewEntry, ViewKind
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.result_set import ResultSet
from tests.practice import Company
from tests.views import create_view, delete_view, update_view

DEPARTMENTS = Query(
    "company-config/department",
    ("id", "name"),
    (Filter(Operator.LT, "id", "0300"), Filter(Operator.EQ, "status", "active")),
    "1 and 2",
    {"caseSensitiveComparison": False},
    (Order("id", Direction.DESCENDING),),
)
PATH = "/objects/core/user-view"


@pytest.fixture
async def key(client: Client) -> AsyncIterator[str]:
    """A view of one's own, gone after the test."""
    made = await create_view(client, DEPARTMENTS, "Early departments", description="Those below 300")
    yield made
    if any(entry.key == made for entry in await view_service.list_user_views(client)):
        await delete_view(client, made)


async def rows_of(pages: AsyncIterator[query_service.Page]) -> list[Any]:
    return [msgspec.json.decode(row) async for page in pages for row in page.rows]


async def test_the_views_of_users_are_listed(client: Client, company: Company) -> None:
    listed = await view_service.list_user_views(client)
    assert [entry.object for entry in listed] == sorted(entry.object for entry in listed)
    found = {entry.name: entry for entry in listed}
    mine = found["Bills on hold"]
    assert (mine.kind, mine.object, mine.is_public, mine.owner, mine.description) == (
        ViewKind.USER,
        "accounts-payable/bill",
        False,
        "ap.clerk",
        "ap.clerk's own",
    )
    assert found["Chart of accounts"].is_public
    assert company.count("POST /services/core/query") == 1
    assert {entry.name for entry in await view_service.list_user_views(client, "accounts-payable/bill")} == {
        "Bills on hold",
        "Open bills, oldest first",
    }


async def test_five_thousand_views_take_two_calls(client: Client, company: Company) -> None:
    views = [{"key": str(number), "name": f"View {number}", "object": "a/b", "isPublic": "true"} for number in range(5_000)]
    for start in (0, 4_000):
        meta = {"totalCount": 5_000, "start": start + 1, "pageSize": 4_000, "next": 4_001 if start == 0 else None}
        company.fails("/services/core/query", status=200, body={"ia::result": views[start : start + 4_000], "ia::meta": meta})
    listed = await view_service.list_user_views(client)
    assert len(listed) == len({entry.key for entry in listed}) == 5_000
    assert all(entry.is_public for entry in listed)
    assert company.count("POST /services/core/query") == 2


async def test_members_that_may_not_be_queried_are_done_without(client: Client, company: Company) -> None:
    refusal = {"code": "invalidRequest", "message": "no", "errorId": "REST-1106", "additionalInfo": {"placeholders": {"FIELD": "owner.id"}}}
    company.fails("/services/core/query", status=400, body={"ia::result": {"ia::error": refusal}})
    found = {entry.name: entry.owner for entry in await view_service.list_user_views(client)}
    assert found["Bills on hold"] == ""
    company.fails("/services/core/query", status=403, body={"ia::result": {"ia::error": {"code": "forbidden", "message": "no"}}})
    with pytest.raises(IntacctError) as caught:
        await view_service.list_user_views(client)
    assert caught.value.status == 403


async def test_the_systems_views_of_an_object(client: Client) -> None:
    views = await view_service.system_views(client, "accounts-payable/bill")
    assert [view.name for view in views] == ["All", "Recently changed"]
    for view in views:
        assert (view.kind, view.object, view.is_public) == (ViewKind.SYSTEM, "accounts-payable/bill", True)
        assert await view_service.get_view(client, ViewKind.SYSTEM, view.key) == view
        assert view.query is not None
        page = await anext(view_service.view_pages(client, view, size=2))
        assert list(msgspec.json.decode(page.rows[0])) == list(view.query.fields)
    assert await view_service.system_views(client, "core/operation") == ()
    with pytest.raises(IntacctError) as caught:
        await view_service.get_view(client, ViewKind.SYSTEM, "accounts-payable/bill::none")
    assert caught.value.status == 404


def test_a_system_view_named_by_a_token_has_a_title() -> None:
    assert ViewEntry(ViewKind.SYSTEM, "k", "IA.RECENTLY_MODIFIED", "a/b").title == "Recently modified"
    assert ViewEntry(ViewKind.USER, "k", "Overdue, ours", "a/b").title == "Overdue, ours"


async def test_a_query_that_is_stored_comes_back_and_runs(client: Client, key: str) -> None:
    view = await view_service.get_view(client, ViewKind.USER, key)
    assert view.query is not None
    assert view.query.to_body() == DEPARTMENTS.to_body()
    assert (view.name, view.description, view.is_public, view.owner) == ("Early departments", "Those below 300", False, "api.user")
    assert view.metadata["columns"][0]["id"] == "id"
    rows = await rows_of(view_service.view_pages(client, view, size=2))
    assert rows == await rows_of(query_service.query_pages(client, replace(DEPARTMENTS, size=100)))
    assert len(rows) > 3
    shape = view_service.shape_of(view)
    assert (shape.object, shape.fields) == (DEPARTMENTS.object, DEPARTMENTS.fields)


async def test_what_a_query_leaves_open_a_view_does_not_answer_otherwise(client: Client) -> None:
    query = Query("company-config/department", ("id", "name"), (Filter(Operator.CONTAINS, "name", "s"),), order_by=(Order("id"),))
    key = await create_view(client, query, "By letter")
    view = await view_service.get_view(client, ViewKind.USER, key)
    assert view.query is not None
    assert view.query.to_body() == query.to_body()
    assert await rows_of(view_service.view_pages(client, view)) == await rows_of(query_service.query_pages(client, query))
    await delete_view(client, key)


async def test_pages_of_a_view_follow_and_keep_to_their_entity(client: Client, company: Company) -> None:
    (view, _) = await view_service.system_views(client, "accounts-payable/bill")
    everywhere = (await anext(view_service.view_pages(client, view, size=1))).meta.total_count
    client.entity = "200"
    pages = view_service.view_pages(client, view, size=30)
    first = await anext(pages)
    client.entity = None
    rows = [*first.rows, *[row async for page in pages for row in page.rows]]
    assert len(rows) == first.meta.total_count < everywhere


async def test_a_new_query_takes_the_place_of_all_of_the_old_one(client: Client, key: str) -> None:
    view = await view_service.get_view(client, ViewKind.USER, key)
    lesser = Query("company-config/department", ("name",), size=50)
    changed = await update_view(client, view, lesser, name="All departments", description="Each", is_public=True)
    assert changed.query is not None
    assert changed.query.to_body() == lesser.to_body()
    assert (changed.name, changed.description, changed.is_public) == ("All departments", "Each", True)
    assert [column["id"] for column in changed.metadata["columns"]] == ["name"]
    renamed = await update_view(client, changed, name="Departments")
    assert (renamed.name, renamed.query) == ("Departments", changed.query)


async def test_a_view_that_was_changed_meanwhile_is_not_overwritten(client: Client, company: Company, key: str) -> None:
    view = await view_service.get_view(client, ViewKind.USER, key)
    with pytest.raises(ViewChanged) as caught:
        await update_view(client, replace(view, modified="2020-01-01T00:00:00Z"), name="Mine")
    assert caught.value.present == view
    assert company.count(f"PATCH {PATH}/{key}") == 0


async def test_a_view_that_was_deleted_meanwhile(client: Client, key: str) -> None:
    view = await view_service.get_view(client, ViewKind.USER, key)
    await delete_view(client, key)
    for asking in (
        view_service.get_view(client, ViewKind.USER, key),
        update_view(client, view, name="x"),
        delete_view(client, key),
        anext(view_service.view_pages(client, view)),
    ):
        with pytest.raises(IntacctError) as caught:
            await asking
        assert caught.value.status == 404


async def test_a_write_is_sent_once_and_the_same_key_makes_one_view(client: Client, company: Company) -> None:
    once = new_idempotency_key()
    company.fails(PATH, drop=True)
    with pytest.raises(NoAnswer):
        await create_view(client, DEPARTMENTS, "Once", idempotency_key=once)
    assert company.count(f"POST {PATH}") == 1
    first = await create_view(client, DEPARTMENTS, "Once", idempotency_key=once)
    again = await create_view(client, DEPARTMENTS, "Once", idempotency_key=once)
    assert first == again
    with pytest.raises(IntacctError) as caught:
        await create_view(client, DEPARTMENTS, "Twice", idempotency_key=once)
    assert caught.value.status == 409
    await delete_view(client, first)


async def test_what_a_view_has_no_place_for_is_refused_not_left_out(client: Client) -> None:
    with pytest.raises(IntacctError) as caught:
        await create_view(client, replace(DEPARTMENTS, others={"novel": 1}), "Too much")
    assert [detail.target for detail in caught.value.details] == ["/query/novel"]


async def test_another_ones_private_view_cannot_be_run(client: Client, company: Company) -> None:
    theirs = next(entry for entry in await view_service.list_user_views(client) if entry.name == "Bills on hold")
    with pytest.raises(IntacctError) as caught:
        await anext(view_service.view_pages(client, theirs))
    assert caught.value.status == 404
    company.fails(f"{PATH}/{theirs.key}", status=403, body={"ia::result": {"ia::error": {"code": "forbidden", "message": "Not yours"}}})
    with pytest.raises(IntacctError) as caught:
        await view_service.get_view(client, ViewKind.USER, theirs.key)
    assert (caught.value.status, caught.value.message) == (403, "Not yours")


async def test_a_view_of_fields_that_are_gone_opens_and_says_which(client: Client, models: ModelService) -> None:
    query = Query(
        "company-config/department",
        ("id", "count:id", "gone", "parent.gone"),
        (Filter(Operator.EQ, "lost", "1"), Filter(Operator.EQ, "status", "active")),
        order_by=(Order("id"), Order("gone")),
    )
    key = await create_view(client, query, "Of another time")
    view = await view_service.get_view(client, ViewKind.USER, key)
    assert view.query is not None
    assert await view_service.gone_fields(view.query, models) == ("gone", "parent.gone", "lost")
    with pytest.raises(UnknownObject):
        await view_service.gone_fields(replace(view.query, object="a/b"), models)
    with pytest.raises(IntacctError) as caught:
        await anext(view_service.view_pages(client, view))
    assert caught.value.refused_field == "gone"
    await delete_view(client, key)


@pytest.mark.parametrize(
    ("stored", "problem"),
    [
        (None, "missing"),
        ({}, "missing"),
        ("SELECT 1", "not-an-object"),
        ({"fields": "id"}, "wrong-type"),
        ({"fields": ["id", "name"], "filters": [{"$near": {"name": "x"}}]}, "unknown-operator"),
    ],
)
async def test_a_view_whose_query_is_none_is_shown_with_the_reason(client: Client, company: Company, stored: Any, problem: str) -> None:
    members = {"key": "9", "name": "Odd", "object": "company-config/department", "query": stored}
    company.fails(f"{PATH}/9", status=200, body={"ia::result": members})
    view = await view_service.get_view(client, ViewKind.USER, "9")
    assert view.query is None
    assert view.trouble is not None
    assert view.trouble.problem == problem
    # The company may still know how to run it: then the rows say what there is.
    page = query_service.Page((msgspec.Raw(b'{"id":"1","name":"a"}'),), query_service.PageMeta(1), 0.1, 20)
    assert view_service.shape_of(view, page).fields == ("id", "name")


async def test_a_view_that_says_little_or_says_it_in_text(client: Client, company: Company) -> None:
    query = {
        "fields": ["id"],
        "filters": None,
        "orderBy": [],
        "filterExpression": "and",
        "start": "1",
        "size": "20",
        "filterParameters": None,
    }
    members = {"key": 9, "name": "Odd", "query": query | {"object": "a/b"}, "isPublic": "true", "description": None, "owner": None}
    company.fails(f"{PATH}/9", status=200, body={"ia::result": members})
    view = await view_service.get_view(client, ViewKind.USER, "9")
    assert (view.key, view.object, view.is_public, view.description, view.owner) == ("9", "a/b", True, "", "")
    assert view.query is not None
    assert view.query.to_body() == {"object": "a/b", "fields": ["id"], "size": 20}


@pytest.mark.parametrize("body", ["<html>a proxy's page</html>", '{"ia::result":[]}', "[1]", '{"ia::result":{"name":"no key"}}'])
async def test_an_answer_that_is_no_view(client: Client, company: Company, body: str) -> None:
    company.fails(f"{PATH}/9", status=200, body=body)
    with pytest.raises(IntacctError) as caught:
        await view_service.get_view(client, ViewKind.USER, "9")
    assert caught.value.code in ("not-a-record", "notFound")


@pytest.mark.parametrize(
    "body", ["<html>a proxy's page</html>", '{"ia::result":[]}', '{"ia::result":{"ia::error":{"code":"x","message":"inside"}}}']
)
async def test_an_answer_to_a_write_that_is_none(client: Client, company: Company, body: str) -> None:
    company.fails(PATH, status=201, body=body)
    with pytest.raises(IntacctError) as caught:
        await create_view(client, DEPARTMENTS, "Lost")
    assert caught.value.code in ("not-a-record", "x")


async def test_a_view_fills_a_result(client: Client, models: ModelService, tmp_path: Path) -> None:
    (view, _) = await view_service.system_views(client, "accounts-payable/bill")
    columns = await columns_for(view_service.shape_of(view), models)
    with ResultSet(columns, root=tmp_path) as result_set:
        loaded = await load_all(view_service.view_pages(client, view, size=200), result_set)
        assert loaded.complete
        assert loaded.rows == loaded.total == await query_service.count(client, Query("accounts-payable/bill", ("key",))) > 200
        assert isinstance(
            dict(zip([column.path for column in columns], result_set.window(0, 1)[0], strict=True))["totalTxnAmount"], Decimal
        )
