"""Services that write: composite requests, each through the whole application, and bulk jobs, which move by the clock."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from intacct_desktop.sandbox.app import create_app
from intacct_desktop.sandbox.company.people import COMPANY_ID, ENTITIES, USERS
from intacct_desktop.sandbox.services import bulk
from intacct_desktop.sandbox.services.result_references import UnresolvedReferenceError, filled, filled_path
from intacct_desktop.sandbox.settings import Settings
from intacct_desktop.sandbox.sign_in.grants import Grants
from intacct_desktop.sandbox.store import Store

if TYPE_CHECKING:
    from tests.sandbox.conftest import Clock

Answered = dict[str, Any]
ClientOf = Callable[[str], httpx.Client]

DEPARTMENT = "/objects/company-config/department"
SESSION = {"method": "GET", "path": "/services/core/session/id"}


def compose(api: httpx.Client, *calls: Any, **headers: str) -> httpx.Response:
    return api.post("/services/core/composite", json=list(calls), headers=headers)


def creation(number: str, **others: Any) -> Answered:
    return {"method": "POST", "path": DEPARTMENT, "body": {"id": number, "name": f"Department {number}"}} | others


def ids(api: httpx.Client, start: str) -> list[str]:
    body = {
        "object": "company-config/department",
        "fields": ["id"],
        "filters": [{"$startsWith": {"id": start}}],
        "orderBy": [{"id": "asc"}],
    }
    return [row["id"] for row in api.post("/services/core/query", json=body).json()["ia::result"]]


def target(answer: httpx.Response) -> str:
    assert answer.status_code == 400
    error = answer.json()["ia::result"]["ia::error"]
    assert error["errorId"] == "REST-1064"
    [detail] = error["details"]
    return str(detail["target"])


def test_calls_use_the_results_of_earlier_ones(api: httpx.Client) -> None:
    answer = compose(
        api,
        creation("C1", resultReference="first"),
        creation("C2", body={"id": "C2", "name": "Below @{first.id}", "parent": {"key": "@{first.1.key}"}}, resultReference="second"),
        {"method": "GET", "path": f"{DEPARTMENT}/@{{second.key}}", "resultReference": "read"},
        {"method": "PATCH", "path": f"{DEPARTMENT}/@{{read.key}}", "body": {"name": "@{read.parent.name} 2"}},
        {
            "method": "POST",
            "path": "/services/core/query",
            "body": {
                "object": "company-config/department",
                "fields": ["name"],
                "filters": [{"$in": {"id": ["@{first.id}", "@{read.id}"]}}],
            },
            "resultReference": "rows",
        },
        creation("C3", body={"id": "C3", "name": "@{rows.2.name}"}),
    )
    assert answer.status_code == 200
    assert answer.json()["ia::meta"] == {"totalCount": 6}
    made, below, read, changed, rows, last = answer.json()["ia::result"]
    assert made["ia::result"]["id"] == "C1"
    assert [made["ia::status"], made["ia::headers"]] == [201, {"X-ORM-ACTION": "create"}]
    assert below["ia::meta"] == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    assert (read["ia::result"]["name"], read["ia::result"]["parent"]["id"]) == ("Below C1", "C1")
    assert (changed["ia::status"], "ia::headers" in changed) == (200, False)
    assert [row["name"] for row in rows["ia::result"]] == ["Department C1", "Department C1 2"]
    assert "ia::headers" not in rows
    assert api.get(last["ia::result"]["href"]).json()["ia::result"]["name"] == "Department C1 2"


def test_the_first_failure_stops_and_nothing_is_undone(api: httpx.Client) -> None:
    answer = compose(api, creation("D1"), {"method": "DELETE", "path": f"{DEPARTMENT}/999999"}, creation("D2"), creation("D3"))
    assert answer.status_code == 207
    made, failed, *skipped = answer.json()["ia::result"]
    assert made["ia::status"] == 201
    assert (failed["ia::status"], failed["ia::error"]["code"], failed.keys()) == (404, "notFound", {"ia::error", "ia::status"})
    message = "Operation skipped due to atomic transaction failure"
    assert skipped == [{"ia::error": {"code": "unprocessed", "message": message}, "ia::status": 422}] * 2
    assert answer.json()["ia::meta"] == {"totalCount": 4, "totalSuccess": 1, "totalError": 3}
    assert ids(api, "D") == ["D1"]


def test_a_failure_of_the_last_call_is_a_207_too(api: httpx.Client) -> None:
    answer = compose(api, SESSION, {"method": "GET", "path": f"{DEPARTMENT}/x"})
    assert (answer.status_code, answer.json()["ia::meta"]) == (207, {"totalCount": 2, "totalSuccess": 1, "totalError": 1})


def test_a_deletion_answers_its_status_only(api: httpx.Client) -> None:
    answer = compose(api, creation("E1", resultReference="it"), {"method": "DELETE", "path": f"{DEPARTMENT}/@{{it.key}}"})
    assert (answer.status_code, answer.json()["ia::result"][1]) == (200, {"ia::status": 204})
    assert ids(api, "E") == []


def test_a_call_that_fails_on_its_reference(api: httpx.Client) -> None:
    root = creation("F1", resultReference="root")
    for path, problem in {
        f"{DEPARTMENT}/@{{root.none}}": "@{root.none}: the result has no none",
        f"{DEPARTMENT}/@{{root}}": "@{root} names no member of the result",
    }.items():
        answer = compose(api, root, {"method": "GET", "path": path})
        if ids(api, "F1"):
            root = SESSION | {"resultReference": "root"}
        failed = answer.json()["ia::result"][1]
        assert (answer.status_code, failed["ia::status"], failed["ia::error"]["message"]) == (207, 400, problem)


def test_a_file_or_an_unknown_path_has_no_place_in_it(api: httpx.Client) -> None:
    exported = {"fileType": "csv", "query": {"object": "company-config/department", "fields": ["id"]}}
    answer = compose(api, SESSION, {"method": "POST", "path": "/services/core/export", "body": exported})
    assert answer.json()["ia::result"][1]["ia::status"] == 400
    answer = compose(api, SESSION, {"method": "GET", "path": "/objects/no/such"})
    assert answer.json()["ia::result"][1]["ia::error"]["code"] == "notFound"


def test_headers_are_inherited_and_can_be_given(api: httpx.Client, client_of: ClientOf) -> None:
    query = {"object": "company-config/location", "fields": ["id"], "orderBy": [{"id": "asc"}]}
    call = {"method": "POST", "path": "/services/core/query", "body": query}
    entity = "X-IA-API-Param-Entity"
    british = api.post("/services/core/query", json=query, headers={entity: "200"}).json()
    canadian = api.post("/services/core/query", json=query, headers={entity: "300"}).json()
    answer = compose(api, call, call | {"headers": {entity: "300"}}, **{entity: "200"})
    assert [item["ia::result"] for item in answer.json()["ia::result"]] == [british["ia::result"], canadian["ia::result"]]
    assert british["ia::result"] != canadian["ia::result"]
    # Whoever may not write does not write here.
    refused = compose(client_of("viewer"), SESSION, creation("G1")).json()["ia::result"][1]
    assert refused["ia::status"] == 403
    # An own key against doing a thing twice; that of the whole request is not for its parts.
    keyed = creation("G2", headers={"Idempotency-Key": "composite-1"})
    assert compose(api, SESSION, keyed, **{"Idempotency-Key": "outer"}).status_code == 200
    assert compose(api, SESSION, keyed, **{"Idempotency-Key": "outer"}).status_code == 200
    assert ids(api, "G") == ["G2"]


@pytest.mark.parametrize(
    ("calls", "place"),
    [
        ([SESSION], ""),
        ([SESSION] * 11, ""),
        ([SESSION, "x"], "/1"),
        ([SESSION, {"path": "/objects/a/b"}], "/1/method"),
        ([SESSION, {"method": "PUT", "path": "/objects/a/b"}], "/1/method"),
        ([SESSION, {"method": "GET", "path": "/ia/api/v1/objects/company-config/department"}], "/1/path"),
        ([SESSION, {"method": "GET", "path": "https://127.0.0.1/objects/a/b"}], "/1/path"),
        ([SESSION, {"method": "GET", "path": "/oauth2/revoke"}], "/1/path"),
        ([SESSION, {"method": "POST", "path": "/services/core/composite", "body": {}}], "/1/path"),
        ([SESSION, SESSION | {"body": {}}], "/1/body"),
        ([SESSION, creation("H1", headers={"authorization": "Bearer x"})], "/1/headers/authorization"),
        ([SESSION, creation("H1", headers={"x": "a\r\nb"})], "/1/headers/x"),
        ([SESSION, creation("H1", headers={"x": 1})], "/1/headers/x"),
        ([creation("H1", resultReference="a"), creation("H2", resultReference="a")], "/1/resultReference"),
        ([creation("H1", resultReference="a.b"), SESSION], "/0/resultReference"),
        ([creation("H1", body={"id": "@{later.id}"}), creation("H2", resultReference="later")], "/0/body"),
        ([creation("H1"), {"method": "GET", "path": f"{DEPARTMENT}/@{{H1.key}}"}], "/1/path"),
    ],
)
def test_a_composite_request_that_is_wrong_does_nothing(api: httpx.Client, calls: list[Any], place: str) -> None:
    assert target(compose(api, *calls)) == place
    assert ids(api, "H") == []


def test_references_keep_types_and_are_escaped_in_paths() -> None:
    results = {"a": {"n": 3, "flag": True, "list": [{"x": None}], "text": "é /?"}, "b": [{"key": "7"}]}
    assert filled({"n": "@{a.n}", "whole": ["@{a.list}"], "text": "<@{a.n}@{a.flag}>"}, results) == {
        "n": 3,
        "whole": [[{"x": None}]],
        "text": "<3true>",
    }
    assert filled_path("/x/@{b.1.key}/@{a.text}", results) == "/x/7/%C3%A9%20%2F%3F"
    for wrong in ("@{b.2.key}", "@{b.0.key}", "@{b.-1.key}", "@{a.list.1.y}", "@{a.n.x}", "@{a}"):
        with pytest.raises(UnresolvedReferenceError):
            filled(wrong, results)
    for many in ("<@{a.list}>", "<@{a.list.1.x}>"):
        with pytest.raises(UnresolvedReferenceError):
            filled(many, results)


# Bulk jobs

VENDOR = "accounts-payable/vendor"


def order(
    api: httpx.Client, records: Any, *, part: str = "file", name: str = "vendors.json", content: bytes | None = None, **members: Any
) -> httpx.Response:
    body = {"objectName": VENDOR, "operation": "create", "jobFile": "file", "fileContentType": "json"} | members
    files: dict[str, tuple[str | None, bytes, str]] = {
        "ia::requestBody": (None, json.dumps(body).encode(), "application/json"),
        part: (name, json.dumps(records).encode() if content is None else content, "application/json"),
    }
    return api.post("/services/bulk/job/create", files=files)


def finished(api: httpx.Client, clock: "Clock", records: Any, **members: Any) -> Answered:
    """The result file of a job."""
    answer = order(api, records, **members)
    assert answer.status_code == 200, answer.text
    clock.advance(5)
    url = answer.json()["ia::result"]["statusURL"]
    assert api.get(url).json()["ia::result"]["status"] == "completed"
    downloaded: Answered = api.get(f"{url}&download=true").json()
    return downloaded


def found(api: httpx.Client, start: str) -> list[str]:
    body = {"object": VENDOR, "fields": ["id"], "filters": [{"$startsWith": {"id": start}}], "orderBy": [{"id": "asc"}]}
    return [row["id"] for row in api.post("/services/core/query", json=body).json()["ia::result"]]


def vendors(start: str, count: int = 3) -> list[Answered]:
    return [{"id": f"{start}{number}", "name": f"Großhändler {number}"} for number in range(count)]


def test_a_job_goes_through_its_states(api: httpx.Client, clock: "Clock") -> None:
    created = order(api, vendors("BA")).json()["ia::result"]
    assert created["statusURL"] == f"/services/bulk/job/status?jobId={created['jobId']}"
    seen: list[tuple[str, int]] = []
    while not seen or seen[-1][0] != "completed":
        state = api.get(created["statusURL"]).json()["ia::result"]
        seen.append((state["status"], state["percentComplete"]))
        assert (state["downloadURL"] is None) == (state["status"] != "completed")
        # The records come when they are processed.
        assert (found(api, "BA") == []) == (state["status"] in ("queued", "preprocessing"))
        if state["status"] == "processing":
            assert api.get(f"{created['statusURL']}&download=true").status_code == 400
        clock.advance(0.5)
    assert list(dict.fromkeys(status for status, _ in seen)) == ["queued", "preprocessing", "processing", "postprocessing", "completed"]
    assert [percent for status, percent in seen if status == "processing"] == [0, 25, 50, 75]
    assert {percent for status, percent in seen if status in ("queued", "preprocessing")} == {0}
    result = api.get(state["downloadURL"])
    assert state["jobStatusFile"] == f"{created['jobId']}-response.json"
    assert state["jobStatusFile"] in result.headers["content-disposition"]
    assert result.json()["ia::meta"] == {"totalCount": 3, "totalSuccess": 3, "totalError": 0}
    assert [(item["id"], item["ia::status"]) for item in result.json()["ia::result"]] == [("BA0", 201), ("BA1", 201), ("BA2", 201)]


def test_one_record_that_fails_stops_no_other(api: httpx.Client, clock: "Clock") -> None:
    first, second, third = vendors("BB")
    result = finished(api, clock, [first, second | {"newDate": "x"}, "text", first, third])
    assert [item["ia::status"] for item in result["ia::result"]] == [201, 400, 400, 409, 201]
    assert result["ia::result"][1]["ia::error"]["errorId"] == "REST-1064"
    assert result["ia::meta"] == {"totalCount": 5, "totalSuccess": 2, "totalError": 3}
    assert found(api, "BB") == ["BB0", "BB2"]


def test_jobs_update_and_delete(api: httpx.Client, clock: "Clock") -> None:
    # The name of the file in its part does as well as that of the part.
    made = finished(api, clock, vendors("BC"), part="upload", jobFile="vendors.json")["ia::result"]
    keys = [item["key"] for item in made]
    changes = [{"key": key, "name": f"Changed {key}"} for key in keys[:2]] + [{"name": "No key"}]
    updated = finished(api, clock, changes, operation="update")
    assert [item["ia::status"] for item in updated["ia::result"]] == [200, 200, 400]
    assert api.get(f"/objects/{VENDOR}/{keys[1]}").json()["ia::result"]["name"] == f"Changed {keys[1]}"
    deleted = finished(api, clock, [{"key": key} for key in (*keys, "999999")], operation="delete")
    assert deleted["ia::result"][:3] == [{"ia::status": 204}] * 3
    assert deleted["ia::result"][3]["ia::status"] == 404
    assert found(api, "BC") == []


def test_a_long_job_is_written_whole(api: httpx.Client, clock: "Clock") -> None:
    result = finished(api, clock, vendors("BD", 120))
    assert result["ia::meta"]["totalSuccess"] == 120
    assert len({item["key"] for item in result["ia::result"]}) == 120


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"\xff", b"id,name\r\nA,B\r\n"])
def test_a_broken_file_fails_its_job(api: httpx.Client, clock: "Clock", content: bytes) -> None:
    url = order(api, None, content=content).json()["ia::result"]["statusURL"]
    clock.advance(1.5)
    assert api.get(url).json()["ia::result"]["status"] == "preprocessing"
    clock.advance(1)
    state = api.get(url).json()["ia::result"]
    assert (state["status"], state["downloadURL"]) == ("failed", None)
    assert "no JSON list" in api.get(f"{url}&download=true").json()["ia::result"]["ia::error"]["message"]


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"objectName": "vendor"}, "/objectName"),
        ({"objectName": "order-entry/document::None"}, "/objectName"),
        ({"objectName": "order-entry/document"}, "/operation"),
        ({"objectName": "general-ledger/journal-entry-line"}, "/operation"),
        ({"operation": "upsert"}, "/operation"),
        ({"jobFile": "other.json"}, "/jobFile"),
        ({"fileContentType": "csv"}, "/fileContentType"),
        ({"callbackURL": "http://127.0.0.1/x"}, "/callbackURL"),
        ({"callbackURL": "nowhere"}, "/callbackURL"),
        ({"callbackURL": "https://[::1/x"}, "/callbackURL"),
        ({"delay": 1}, "/delay"),
    ],
)
def test_an_order_that_is_wrong_is_refused_at_once(api: httpx.Client, members: Answered, place: str) -> None:
    assert target(order(api, [], **members)) == place


def test_nobody_is_called_back(api: httpx.Client, clock: "Clock") -> None:
    # Not even tried: the job is done as any other. A null is none.
    assert finished(api, clock, vendors("BE", 1), callbackURL="https://127.0.0.1:9/callback")["ia::meta"]["totalSuccess"] == 1
    assert finished(api, clock, vendors("BF", 1), callbackURL=None)["ia::meta"]["totalSuccess"] == 1


async def test_a_job_is_done_though_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_PROCESSING", 0.02)
    settings = Settings()
    grants = Grants(settings, COMPANY_ID, USERS, [])
    form = {"client_id": settings.client_id, "client_secret": settings.client_secret, "username": f"api.user@{COMPANY_ID}"}
    headers = {"Authorization": f"Bearer {grants.by_client_credentials(form)['access_token']}"}
    store = Store.open(None)
    app = httpx.ASGITransport(create_app(store, grants, {entity.id: entity.key for entity in ENTITIES}))
    async with httpx.AsyncClient(transport=app, base_url="http://127.0.0.1/ia/api/v1", headers=headers) as client:
        body = {"objectName": "company-config/department", "operation": "create", "jobFile": "file", "fileContentType": "json"}
        content = json.dumps([{"id": "BG", "name": "Nobody asked"}]).encode()
        files = {"ia::requestBody": (None, json.dumps(body).encode()), "file": ("a.json", content)}
        assert (await client.post("/services/bulk/job/create", files=files)).status_code == 200
        while not store.records("company-config/department", id="BG"):
            assert (await client.get("/services/core/session/id")).status_code == 200
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name().startswith("bulk job")))
    store.close()


def test_a_job_belongs_to_its_user(api: httpx.Client, clock: "Clock", client_of: ClientOf) -> None:
    url = order(api, []).json()["ia::result"]["statusURL"]
    assert client_of("ap.clerk").get(url).status_code == 404
    assert api.get("/services/bulk/job/status", params={"jobId": "none"}).status_code == 404
    assert order(client_of("viewer"), []).status_code == 403
    clock.advance(5)
    assert api.get(f"{url}&download=true").json()["ia::result"] == []


def test_a_form_that_is_none_or_too_large_is_refused(api: httpx.Client) -> None:
    assert api.post("/services/bulk/job/create", json={}).status_code == 400
    head = {"content-type": "multipart/form-data; boundary=b"}
    for body in (b"--b\r\n\r\nx\r\n--b--", b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\n[]", b"--c--"):
        assert api.post("/services/bulk/job/create", content=body, headers=head).status_code == 400
    without_order = api.post("/services/bulk/job/create", files={"file": ("a.json", b"[]")})
    assert target(without_order) == "/ia::requestBody"
    large = order(api, None, content=b" " * 20_000_000)
    assert (large.status_code, large.json()["ia::error"]["code"]) == (413, "GW-0011")
