"""Pages, references, aggregates and order of the query service, whose records a caller sees, and what it refuses."""

from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.settings import Settings
from tests.practice import practice_company

Row = dict[str, Any]
Query = Callable[..., dict[str, Any]]
Rows = Callable[..., list[Row]]

BILL = "accounts-payable/bill"
INVOICE = "accounts-receivable/invoice"


def test_pages_join_without_gap_or_repeat(query: Query) -> None:
    first = query(BILL, ["key"], filters=[{"$eq": {"state": "posted"}}])
    total = first["ia::meta"]["totalCount"]
    assert first["ia::meta"] == {"totalCount": total, "start": 1, "pageSize": 100, "next": 101, "previous": None}
    second = query(BILL, ["key"], filters=[{"$eq": {"state": "posted"}}], start=101)
    assert second["ia::meta"]["previous"] == 1
    all_at_once = query(BILL, ["key"], filters=[{"$eq": {"state": "posted"}}], size=4000)
    assert all_at_once["ia::meta"] == {"totalCount": total, "start": 1, "pageSize": 4000, "next": None, "previous": None}
    assert first["ia::result"] + second["ia::result"] == all_at_once["ia::result"][:200]
    last = query(BILL, ["key"], filters=[{"$eq": {"state": "posted"}}], start=total, size=10)
    assert last["ia::result"] == all_at_once["ia::result"][-1:]
    assert last["ia::meta"]["next"] is None
    assert last["ia::meta"]["previous"] == total - 10


def test_nothing_found(query: Query) -> None:
    page = query(BILL, ["key"], filters=[{"$eq": {"billNumber": "no such number"}}])
    assert page == {"ia::result": [], "ia::meta": {"totalCount": 0, "start": 1, "pageSize": 100, "next": None, "previous": None}}
    assert query(BILL, ["key"], start=100_000)["ia::result"] == []


def test_rows_have_the_requested_names_in_the_requested_order(query: Query) -> None:
    fields = ["vendor.name", "totalTxnAmount", "id", "audit.createdByUser.key", "nsp::region", "vendor.href", "isOnHold", "term.id"]
    row = query(BILL, [*fields, "id"], size=1)["ia::result"][0]
    assert list(row) == fields
    assert isinstance(row["totalTxnAmount"], str)
    assert isinstance(row["audit.createdByUser.key"], str)
    assert row["isOnHold"] in (True, False)
    assert row["vendor.href"].startswith("/objects/accounts-payable/vendor/")


def test_references_lead_on_to_any_depth(query: Query, all_rows: Rows) -> None:
    lines = query(
        "accounts-payable/bill-line",
        ["key", "bill.key", "bill.vendor.key", "bill.vendor.name", "bill.vendor.term.id", "bill.entity.name", "dimensions.location.name"],
        filters=[{"$startsWith": {"bill.vendor.name": "M"}}],
        orderBy=[{"bill.vendor.name": "desc"}, {"bill.key": "asc"}],
        size=300,
    )["ia::result"]
    bills = {row["key"]: row for row in all_rows(BILL, ["key", "vendor.key", "entity.name"])}
    vendors = {row["key"]: row for row in all_rows("accounts-payable/vendor", ["key", "name", "term.id"])}
    for line in lines:
        bill = bills[line["bill.key"]]
        vendor = vendors[bill["vendor.key"]]
        assert (line["bill.vendor.key"], line["bill.vendor.name"]) == (vendor["key"], vendor["name"])
        assert (line["bill.vendor.term.id"], line["bill.entity.name"]) == (vendor["term.id"], bill["entity.name"])
    assert lines == sorted(lines, key=lambda line: int(line["bill.key"])) or len({line["bill.vendor.name"] for line in lines}) > 1
    assert [line["bill.vendor.name"] for line in lines] == sorted((line["bill.vendor.name"] for line in lines), reverse=True)


def test_order_puts_null_last_and_is_stable(all_rows: Rows) -> None:
    up = all_rows(BILL, ["key", "nsp::region"], orderBy=[{"nsp::region": "asc"}])
    assert up == sorted(up, key=lambda row: (row["nsp::region"] is None, row["nsp::region"] or "", int(row["key"])))
    down = all_rows(BILL, ["key", "nsp::region", "totalTxnAmount"], orderBy=[{"nsp::region": "desc"}, {"totalTxnAmount": "desc"}])
    assert down[0]["nsp::region"] is None
    amounts = [Decimal(row["totalTxnAmount"]) for row in down if row["nsp::region"] == "west"]
    assert amounts == sorted(amounts, reverse=True)


def test_aggregates_group_by_the_other_fields(query: Query, all_rows: Rows) -> None:
    fields = ["state", "entity.id", "count:id", "sum:totalTxnAmount", "avg:totalTxnAmount", "min:dueDate", "max:totalTxnAmount"]
    page = query(BILL, fields, orderBy=[{"sum:totalTxnAmount": "desc"}])
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in all_rows(BILL, ["state", "entity.id", "totalTxnAmount", "dueDate"]):
        groups[row["state"], row["entity.id"]].append(row)
    assert page["ia::meta"]["totalCount"] == len(page["ia::result"]) == len(groups)
    for row in page["ia::result"]:
        members = groups[row["state"], row["entity.id"]]
        amounts = [Decimal(member["totalTxnAmount"]) for member in members]
        average = (sum(amounts, Decimal(0)) / len(amounts)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert row["count:id"] == len(members)
        assert row["sum:totalTxnAmount"] == str(sum(amounts))
        assert row["avg:totalTxnAmount"] == str(average)
        assert row["min:dueDate"] == min(member["dueDate"] for member in members)
        assert row["max:totalTxnAmount"] == str(max(amounts))
    sums = [Decimal(row["sum:totalTxnAmount"]) for row in page["ia::result"]]
    assert sums == sorted(sums, reverse=True)


def test_aggregates_without_grouping_are_one_row(query: Query, all_rows: Rows) -> None:
    [row] = query(BILL, ["sum:totalTxnAmount", "count:nsp::region"])["ia::result"]
    rows = all_rows(BILL, ["totalTxnAmount", "nsp::region"])
    assert row["sum:totalTxnAmount"] == str(sum(Decimal(entry["totalTxnAmount"]) for entry in rows))
    assert row["count:nsp::region"] == sum(entry["nsp::region"] is not None for entry in rows)
    nothing = query(BILL, ["sum:totalTxnAmount", "count:id"], filters=[{"$eq": {"id": "none"}}])
    assert nothing["ia::result"] == [{"sum:totalTxnAmount": None, "count:id": 0}]
    assert nothing["ia::meta"]["totalCount"] == 1


def test_an_object_that_nobody_filled_is_checked_like_any_other(query: Query, api: httpx.Client) -> None:
    assert query("tax/tax-solution", ["id", "taxCalculationMethod"])["ia::result"]
    assert error_of(post(api, object="tax/tax-solution", fields=["id", "nope"]))["additionalInfo"]["placeholders"]["FIELD"] == "nope"
    assert error_of(post(api, object="tax/tax-solution", fields=["id"], filters=[{"$eq": {"enableMultilineTax": "x"}}]))


def test_entity_header_scopes_rows(all_rows: Rows, api: httpx.Client) -> None:
    everywhere = all_rows(BILL, ["key", "entity.id"])
    inside = all_rows(BILL, ["key", "entity.id"], headers={"X-IA-API-Param-Entity": "200"})
    assert inside == [row for row in everywhere if row["entity.id"] in ("200", None)]
    assert 0 < len(inside) < len(everywhere)
    misspelt = all_rows(BILL, ["key", "entity.id"], headers={"X-IA-API-ParamEntity": "200"})
    assert misspelt == everywhere
    answer = api.post("/services/core/query", json={"object": BILL, "fields": ["key"]}, headers={"X-IA-API-Param-Entity": "999"})
    assert answer.status_code == 400
    outside = next(row["key"] for row in everywhere if row["entity.id"] == "100")
    assert api.get(f"/objects/{BILL}/{outside}", headers={"X-IA-API-Param-Entity": "200"}).status_code == 404
    assert api.get(f"/objects/{BILL}/{outside}").status_code == 200


def test_top_level_sees_a_private_entity_on_demand_only() -> None:
    with practice_company(settings=Settings(private_entities=("300",))) as server:
        ready = server.ready
        members = {"grant_type": "client_credentials", "client_id": ready.client_id, "client_secret": ready.client_secret}
        token = httpx.post(f"{ready.base_url}/oauth2/token", data={**members, "username": ready.username}, trust_env=False).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}

        def entities(**members: Any) -> set[str]:
            body = {"object": BILL, "fields": ["entity.id", "count:id"], **members}
            answer = httpx.post(f"{ready.base_url}/services/core/query", json=body, headers=headers, trust_env=False)
            return {row["entity.id"] for row in answer.json()["ia::result"]}

        assert entities() == {"100", "200", "400"}
        assert entities(filterParameters={"includePrivate": True}) == {"100", "200", "300", "400"}


def post(api: httpx.Client, **body: Any) -> httpx.Response:
    return api.post("/services/core/query", json=body)


def error_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["ia::meta"] == {"totalCount": 1, "totalSuccess": 0, "totalError": 1}
    error: dict[str, Any] = body["ia::result"]["ia::error"]
    assert error["supportId"]
    return error


@pytest.mark.parametrize(
    ("object_name", "members", "field"),
    [
        (INVOICE, {"fields": ["id", "action", "createAPBill"]}, "action"),
        (BILL, {"fields": ["id", "lines"]}, "lines"),
        (BILL, {"fields": ["lines.key"]}, "lines.key"),
        (BILL, {"fields": ["vendor"]}, "vendor"),
        (BILL, {"fields": ["audit"]}, "audit"),
        (BILL, {"fields": ["*"]}, "*"),
        (BILL, {"fields": ["vendor.term.nope"]}, "vendor.term.nope"),
        (BILL, {"fields": ["vendor.key.id"]}, "vendor.key.id"),
        (BILL, {"fields": ['id"; DROP TABLE x']}, 'id"; DROP TABLE x'),
        (BILL, {"fields": ["sum:vendor.name"]}, "sum:vendor.name"),
        (BILL, {"fields": ["max:isOnHold"]}, "max:isOnHold"),
        (BILL, {"fields": ["total:id"]}, "total:id"),
        (BILL, {"fields": ["id"], "filters": [{"$eq": {"nope": "x"}}]}, "nope"),
        (BILL, {"fields": ["id"], "filters": [{"$eq": {"href": "x"}}]}, "href"),
        (BILL, {"fields": ["id"], "filters": [{"$gt": {"sum:totalTxnAmount": "1"}}]}, "sum:totalTxnAmount"),
        (BILL, {"fields": ["id"], "orderBy": [{"vendor.href": "asc"}]}, "vendor.href"),
        (BILL, {"fields": ["id"], "orderBy": [{"sum:totalTxnAmount": "asc"}]}, "sum:totalTxnAmount"),
        (BILL, {"fields": ["state", "count:id"], "orderBy": [{"dueDate": "asc"}]}, "dueDate"),
    ],
)
def test_first_field_that_cannot_be_queried_is_named(api: httpx.Client, object_name: str, members: dict[str, Any], field: str) -> None:
    error = error_of(post(api, object=object_name, **members))
    assert error["message"] == f"The {field} field in {object_name} object cannot be used in query in version 1"
    assert error["errorId"] == "REST-1106"
    assert error["additionalInfo"] == {
        "messageId": "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY",
        "placeholders": {"FIELD": field, "OBJECT": object_name, "VERSION": "1"},
        "propertySet": {},
    }


@pytest.mark.parametrize(
    ("filter_", "problem"),
    [
        ({"$contains": {"dueDate": "2026"}}, "date"),
        ({"$startsWith": {"audit.modifiedDateTime": "today"}}, "date-time"),
        ({"$contains": {"isOnHold": "t"}}, "boolean"),
        ({"$contains": {"vendor.name": True}}, "text"),
        ({"$eq": {"dueDate": "2026-02-30"}}, "date"),
        ({"$eq": {"dueDate": "20.11.2026"}}, "date"),
        ({"$eq": {"dueDate": "thisWeek"}}, "date"),
        ({"$eq": {"dueDate": 20261120}}, "date"),
        ({"$eq": {"isOnHold": "true"}}, "true or false"),
        ({"$lt": {"isOnHold": True}}, "boolean"),
        ({"$eq": {"totalTxnAmount": "1,000.00"}}, "number"),
        ({"$eq": {"totalTxnAmount": True}}, "number"),
        ({"$eq": {"totalTxnAmount": "1.005"}}, "2 decimal digits"),
        ({"$gt": {"totalTxnAmount": 1e300}}, "smaller"),
        ({"$eq": {"billNumber": 17}}, "text"),
        ({"$eq": {"billNumber": ["a"]}}, "one value"),
        ({"$lt": {"billNumber": None}}, "null"),
        ({"$contains": {"billNumber": None}}, "null"),
        ({"$in": {"billNumber": "a"}}, "array"),
        ({"$in": {"billNumber": []}}, "at least one"),
        ({"$in": {"billNumber": ["a", ["b"]]}}, "text"),
        ({"$between": {"dueDate": ["today"]}}, "two values"),
        ({"$between": {"dueDate": ["today", None]}}, "two values"),
        ({"$has": {"billNumber": "a"}}, "array field"),
    ],
)
def test_value_that_does_not_fit_the_field(api: httpx.Client, filter_: Row, problem: str) -> None:
    error = error_of(post(api, object=BILL, fields=["id"], filters=[{"$eq": {"id": "1"}}, filter_]))
    [(operator, condition)] = filter_.items()
    assert error["errorId"] == "REST-1064"
    assert error["details"][0]["target"] == f"/filters/1/{operator}/{next(iter(condition))}"
    assert problem in error["message"]


@pytest.mark.parametrize(
    ("members", "target"),
    [
        ({"includePrivate": True}, "/includePrivate"),
        ({"object": "accounts-payable/nope"}, "/object"),
        ({"object": "objects/accounts-payable/bill"}, "/object"),
        ({"object": 1}, "/object"),
        ({"fields": []}, "/fields"),
        ({"fields": "id"}, "/fields"),
        ({"fields": [1]}, "/fields/0"),
        ({"size": 0}, "/size"),
        ({"size": 4001}, "/size"),
        ({"size": "100"}, "/size"),
        ({"size": True}, "/size"),
        ({"start": 0}, "/start"),
        ({"start": 10**30}, "/start"),
        ({"filters": {"$eq": {"id": "1"}}}, "/filters"),
        ({"filters": [{"$ge": {"id": "1"}}]}, "/filters/0"),
        ({"filters": [{"$like": {"id": "1"}}]}, "/filters/0"),
        ({"filters": [{"field": "id", "operator": "$eq", "value": "1"}]}, "/filters/0"),
        ({"filters": [{"$eq": {"id": "1", "key": "1"}}]}, "/filters/0/$eq"),
        ({"filters": [{"$eq": {"id": {"a": 1}}}]}, "/filters/0/$eq/id"),
        ({"filters": [{"$eq": {"id": "1"}}], "filterExpression": "1 and"}, "/filterExpression"),
        ({"filters": [{"$eq": {"id": "1"}}], "filterExpression": "2"}, "/filterExpression"),
        ({"filters": [{"$eq": {"id": "1"}}], "filterExpression": "1 xor 1"}, "/filterExpression"),
        ({"filters": [{"$eq": {"id": "1"}}], "filterExpression": "(1 and (1 or " * 40 + "1" + "))" * 40}, "/filterExpression"),
        ({"filterExpression": "1"}, "/filterExpression"),
        ({"filterParameters": {"asOfDate": "today"}}, "/filterParameters/asOfDate"),
        ({"filterParameters": {"includePrivate": "true"}}, "/filterParameters/includePrivate"),
        ({"filterParameters": {"caseSensitive": True}}, "/filterParameters/caseSensitive"),
        ({"orderBy": [{"id": "up"}]}, "/orderBy/0/id"),
        ({"orderBy": {"id": "asc"}}, "/orderBy"),
        ({"filters": [{"$eq": {"id": "1"}}] * 501}, "/filters"),
    ],
)
def test_payload_that_is_no_query(api: httpx.Client, members: dict[str, Any], target: str) -> None:
    error = error_of(post(api, **{"object": BILL, "fields": ["id"]} | members))
    assert error["errorId"] == "REST-1064"
    assert error["details"][0]["target"] == target


def test_unknown_key_is_named(api: httpx.Client) -> None:
    error = error_of(post(api, object=BILL, fields=["id"], includePrivate=True))
    assert error["message"] == "Unrecognized key includePrivate in query payload"


@pytest.mark.parametrize(
    ("body", "error_id"),
    [
        (b"", "REST-1028"),
        (b"{", "REST-1030"),
        (b'{"object":"accounts-payable/bill","fields":["id"],"size":NaN}', "REST-1030"),
        (b'{"object":"\\ud800","fields":["id"]}', "REST-1030"),
        (b'{"object":"\xff"}', "REST-1030"),
        (b"[" * 200_000, "REST-1030"),
        (b"[]", "REST-1064"),
        (b"null", "REST-1064"),
        (b'"accounts-payable/bill"', "REST-1064"),
    ],
)
def test_body_that_is_not_an_object(api: httpx.Client, body: bytes, error_id: str) -> None:
    answer = api.post("/services/core/query", content=body, headers={"Content-Type": "application/json"})
    assert error_of(answer)["errorId"] == error_id


def test_body_over_a_megabyte(api: httpx.Client) -> None:
    assert api.post("/services/core/query", content=b" " * 1_000_001).status_code == 413


def test_references_to_follow_are_bounded(api: httpx.Client) -> None:
    deep = [".".join(["audit.createdByUser"] * depth) + ".id" for depth in range(1, 63)]
    assert post(api, object=BILL, fields=deep[:60]).status_code == 200
    assert "at most 60 references" in error_of(post(api, object=BILL, fields=deep))["message"]


FACTS = load_facts()
PATHS = st.sampled_from(sorted(FACTS.objects[BILL].paths))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["today", "17", "1.5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
OPERATORS = st.sampled_from(["$eq", "$ne", "$lt", "$gte", "$in", "$notIn", "$between", "$contains", "$notEndsWith", "$has", "$nope"])


@settings(max_examples=150, deadline=None)
@given(
    fields=st.lists(PATHS | st.builds("{}:{}".format, st.sampled_from(["count", "sum", "avg", "min", "max"]), PATHS), max_size=4),
    filters=st.lists(st.builds(lambda operator, path, value: {operator: {path: value}}, OPERATORS, PATHS, VALUES), max_size=3),
    members=st.dictionaries(st.sampled_from(["filterExpression", "filterParameters", "orderBy", "start", "size", "x"]), VALUES, max_size=2),
)
def test_every_body_is_answered_or_refused(api: httpx.Client, fields: list[str], filters: list[Row], members: dict[str, Any]) -> None:
    answer = post(api, **{"object": BILL, "fields": fields, "filters": filters, **members})
    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or error_of(answer)


def test_other_methods(api: httpx.Client, ready: Ready) -> None:
    answer = api.get("/services/core/query")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "ia::error" in answer.json()["ia::result"]
    assert httpx.post(f"{ready.base_url}/services/core/query", json={}, trust_env=False).status_code == 401
