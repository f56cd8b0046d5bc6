"""The services of the company itself: the door of all 44, views, allowed operations, dimensions, sequences, sessions, introspection."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.services.catalogue import SERVICES
from intacct_desktop.sandbox.services.shapes import Form, Member, model_part
from intacct_desktop.sandbox.services.system_views import views_of

if TYPE_CHECKING:
    from intacct_desktop.sandbox.ready import Ready

FACTS = load_facts()

Answered = dict[str, Any]
ClientOf = Callable[[str], httpx.Client]

# Members whose value must stand for something, by service and path.
GOOD: dict[str, Answered] = {
    "bulk/job/status": {"jobId": "none"},
    "company-config/document-sequence/generate-next-value": {"key": "1"},
    "core/allowed-operations/list": {"object": "accounts-payable/bill", "keys": ["1"]},
    "core/export": {"fileType": "csv", "query": {"object": "company-config/department", "fields": ["id"]}},
    "core/query": {"object": "company-config/department", "fields": ["id"]},
    "core/view": {"key": "company-config/department::systemfw1", "viewType": "system"},
    "core/model": {"name": "company-config/department"},
    "contracts/expense-schedule/reallocate": {"key": "1"},
    "contracts/revenue-schedule/reallocate": {"key": "1"},
    "cash-management/bank-file/generate": {"keys": ["1"]},
    "consolidation/ownership-structure/consolidate": {"key": "1"},
    "construction-forecasting/wip-period/generate": {"key": "1"},
    "construction-forecasting/wip-project/calculate": {"key": "1"},
}
CALLS = [{"method": "GET", "path": "/services/core/session/id"}] * 2

UNSUBSCRIBED = ("cash-management/bank-file/", "consolidation/", "construction-forecasting/")


def smallest(members: tuple[Member, ...]) -> Answered:
    """A payload with the required members only."""
    return {member.name: value_of(member) for member in members if member.required}


def value_of(member: Member) -> Any:
    if member.form is Form.REFERENCE:
        return {"key": "1"}
    if member.form is Form.GROUP:
        return smallest(member.members)
    if member.enum:
        return member.enum[0]
    plain = "2026-10-31" if member.format == "date" else "1"
    return {"string": plain, "boolean": True, "integer": 1, "array": ["1"], "object": {}}[member.type]


def ask(api: httpx.Client, name: str, body: Any = None) -> httpx.Response:
    if FACTS.services[name] == "GET":
        return api.get(f"/services/{name}", params=body or {})
    return api.post(f"/services/{name}", json=body)


def error_of(answer: httpx.Response) -> Answered:
    error: Answered = answer.json()["ia::result"]["ia::error"]
    return error


def test_every_service_has_a_shape() -> None:
    assert SERVICES.keys() == FACTS.services.keys()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_wrong_method_is_405(api: httpx.Client, name: str) -> None:
    method = FACTS.services[name]
    for wrong in {"GET", "POST", "PATCH", "DELETE"} - {method}:
        answer = api.request(wrong, f"/services/{name}")
        assert answer.status_code == 405
        assert answer.headers["allow"] == method
        assert error_of(answer)["code"] == "invalidRequest"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nobody_gets_in_without_a_token(ready: "Ready", name: str) -> None:
    answer = httpx.request(FACTS.services[name], f"{ready.base_url}/services/{name}", trust_env=False)
    assert (answer.status_code, answer.json()["ia::error"]["code"]) == (401, "GW-0034")


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"bulk/job/create"}))
def test_a_good_request_is_answered(api: httpx.Client, name: str) -> None:
    answer = ask(api, name, CALLS if name == "core/composite" else GOOD.get(name, smallest(SERVICES[name].request)))
    status = answer.status_code
    if name.startswith(UNSUBSCRIBED):
        assert (status, error_of(answer)["code"]) == (403, "operationFailed")
        assert "no subscription" in error_of(answer)["message"]
    elif name.endswith("/reallocate"):
        assert (status, error_of(answer)["code"]) == (422, "operationFailed")
    elif name in ("bulk/job/status", "reports/status", "reports/download", "reports/cancel", "reports/stored-reports"):
        assert (status, error_of(answer)["code"]) == (404, "notFound")
    elif name.startswith("reports/"):
        assert (status, answer.json()["ia::result"]["status"]) == (202, "submitted")
    elif name == "core/export":
        assert (status, answer.text.split()[0]) == (200, "id")
    else:
        assert status == 200, answer.text
        assert answer.json()["ia::meta"]["totalCount"] >= 1


@pytest.mark.parametrize("name", sorted(name for name, method in FACTS.services.items() if method == "POST"))
def test_a_payload_that_is_none_is_refused(api: httpx.Client, name: str) -> None:
    empty = api.post(f"/services/{name}")
    assert (empty.status_code, error_of(empty)["errorId"]) == (400, "REST-1028")
    broken = api.post(f"/services/{name}", content=b'{"key": ', headers={"content-type": "application/json"})
    assert (broken.status_code, error_of(broken)["errorId"]) == (400, "REST-1064" if name == "bulk/job/create" else "REST-1030")
    nothing = api.post(f"/services/{name}", json=None)
    assert nothing.status_code == 400


CHECKED = sorted(name for name, shape in SERVICES.items() if not shape.open and name not in ("core/query", "core/export", "core/model"))


@pytest.mark.parametrize("name", [name for name in CHECKED if name not in ("bulk/job/create", "core/composite")])
def test_what_a_service_does_not_know_is_refused_by_name(api: httpx.Client, name: str) -> None:
    answer = ask(api, name, smallest(SERVICES[name].request) | GOOD.get(name, {}) | {"newDate": "1"})
    [detail] = error_of(answer)["details"]
    assert (answer.status_code, error_of(answer)["errorId"]) == (400, "REST-1064")
    assert (detail["errorId"], detail["target"]) == ("REST-1043", "/newDate")


@pytest.mark.parametrize(
    ("name", "change", "target"),
    [
        ("core/view", {"key": 1}, "/key"),
        ("core/view", {"viewType": "own"}, "/viewType"),
        ("core/view", {"size": True}, "/size"),
        ("core/view", {"filterParameters": {"asOfDate": "2026-02-30"}}, "/filterParameters/asOfDate"),
        ("core/view", {"filterParameters": {"now": True}}, "/filterParameters/now"),
        ("core/allowed-operations/list", {"keys": [1]}, "/keys"),
        ("core/allowed-operations/list", {"operations": ["canPost"]}, "/operations"),
        ("core/allowed-operations/list", {"object": "accounts-payable/none"}, "/object"),
        ("core/allowed-operations/list", {"keys": [str(key) for key in range(1001)]}, "/keys"),
        ("consolidation/book/consolidate", {"timePeriod": {"href": "x"}}, "/timePeriod"),
        ("consolidation/book/consolidate", {"entities": [{"rate": "1"}]}, "/entities/0/rate"),
    ],
)
def test_a_wrong_member_is_told_by_its_pointer(api: httpx.Client, name: str, change: Answered, target: str) -> None:
    answer = ask(api, name, smallest(SERVICES[name].request) | GOOD.get(name, {}) | change)
    assert answer.status_code == 400
    assert [detail["target"] for detail in error_of(answer)["details"]] == [target]


def test_a_parameter_that_is_missing_or_given_twice_is_refused(api: httpx.Client) -> None:
    missing = api.get("/services/reports/status", params={"reportId": "1", "outputType": "pdf"})
    assert error_of(missing)["details"][0]["target"] == "/outputLocation"
    twice = api.get("/services/bulk/job/status?jobId=1&jobId=2")
    assert error_of(twice)["details"][0]["target"] == "/jobId"


def test_a_shape_reads_as_the_model_service_writes_one() -> None:
    shape = SERVICES["consolidation/book/consolidate"]
    request, response = model_part(shape.request, read_only=False), model_part(shape.response, read_only=True)
    flags = {"readOnly": False, "writeOnly": False, "required": False, "nullable": False, "mutable": True}
    assert request["fields"]["runOffline"] == {"type": "boolean", **flags}
    assert request["refs"]["timePeriod"]["apiObject"] == "consolidation/time-period"
    assert request["lists"]["entities"]["refs"]["entity"]["fields"].keys() == {"key", "id", "href"}
    assert response["fields"]["status"]["readOnly"] is True
    assert response["refs"] == response["lists"] == []


# Views


@pytest.mark.parametrize("name", [name for name in FACTS.objects if views_of(name)])
def test_every_system_view_runs(api: httpx.Client, name: str) -> None:
    answer = api.get("/objects/core/system-view", params={"name": name})
    views = answer.json()["ia::result"]
    assert answer.json()["ia::meta"]["totalCount"] == len(views) >= 1
    for view in views:
        assert api.get(view["href"]).json()["ia::result"] == view
        page = api.post("/services/core/view", json={"key": view["key"], "viewType": "system", "size": 1}).json()
        assert list(page["ia::result"][0]) == view["query"]["fields"] == view["query"]["fields"]
        assert page["ia::meta"]["pageSize"] == 1


def test_a_system_view_is_asked_for_by_name(api: httpx.Client) -> None:
    assert api.get("/objects/core/system-view").status_code == 400
    assert api.get("/objects/core/system-view", params={"name": "accounts-payable/none"}).status_code == 400
    assert api.get("/objects/core/system-view", params={"name": "accounts-payable/bill::none"}).status_code == 404
    assert api.get("/objects/core/system-view", params={"name": "core/operation"}).json()["ia::result"] == []
    assert api.post("/objects/core/system-view", json={}).status_code == 405


VIEW = {
    "name": "Early departments",
    "query": {
        "object": "company-config/department",
        "fields": ["id", "name"],
        "filters": [{"$lt": {"id": "0300"}}, {"$eq": {"status": "active"}}],
        "filterExpression": "1 and 2",
        "orderBy": [{"id": "desc"}],
    },
}


def test_a_user_view_is_stored_and_run(api: httpx.Client, client_of: ClientOf) -> None:
    key = api.post("/objects/core/user-view", json=VIEW | {"isPublic": False}).json()["ia::result"]["key"]
    asked = {"key": key, "viewType": "user"}
    expected = api.post("/services/core/query", json=VIEW["query"]).json()
    assert expected["ia::meta"]["totalCount"] > 3
    assert api.post("/services/core/view", json=asked).json() == expected
    page = api.post(
        "/services/core/view", json=asked | {"start": 2, "size": 2, "filterParameters": {"caseSensitiveComparison": False}}
    ).json()
    assert page["ia::result"] == expected["ia::result"][1:3]
    # It is its owner's until it is public.
    assert client_of("viewer").post("/services/core/view", json=asked).status_code == 404
    assert api.patch(f"/objects/core/user-view/{key}", json={"isPublic": True}).status_code == 200
    assert client_of("viewer").post("/services/core/view", json=asked).json() == expected


@pytest.mark.parametrize("key", ["999999", "x", "accounts-payable/bill::systemfw1", "9" * 30])
def test_a_view_that_is_none_is_404(api: httpx.Client, key: str) -> None:
    assert api.post("/services/core/view", json={"key": key, "viewType": "user"}).status_code == 404


def test_a_view_keeps_to_the_entity(api: httpx.Client) -> None:
    asked = {"key": "accounts-payable/bill::systemfw1", "viewType": "system"}
    everywhere = api.post("/services/core/view", json=asked).json()["ia::meta"]["totalCount"]
    here = api.post("/services/core/view", json=asked, headers={"X-IA-API-Param-Entity": "200"}).json()["ia::meta"]["totalCount"]
    assert 0 < here < everywhere


# Allowed operations


def operations(api: httpx.Client, name: str, keys: list[str], **members: Any) -> list[list[str]]:
    body = {"object": name, "keys": keys} | members
    answer = api.post("/services/core/allowed-operations/list", json=body, headers={"X-IA-API-Param-Entity": members.pop("entity", "")})
    assert answer.status_code == 200, answer.text
    entries = answer.json()["ia::result"]
    assert [entry["key"] for entry in entries] == keys
    return [entry["operations"] for entry in entries]


def test_what_is_allowed_depends_on_user_object_and_record(api: httpx.Client, client_of: ClientOf) -> None:
    department = api.post("/objects/company-config/department", json={"id": "0999", "name": "New"}).json()["ia::result"]["key"]
    everything = ["canView", "canEdit", "canDelete"]
    assert operations(api, "company-config/department", [department, "999999", "x"]) == [everything, [], []]
    assert operations(api, "company-config/department", [department], operations=["canDelete", "canView"]) == [["canView", "canDelete"]]
    assert operations(client_of("viewer"), "company-config/department", [department]) == [["canView"]]
    # Read only by the model.
    assert operations(api, "company-config/audit-history", ["1"]) == [["canView"]]
    # Asking changes nothing.
    assert api.get(f"/objects/company-config/department/{department}").status_code == 200
    # A department in which people work stays.
    used = api.post("/services/core/query", json={"object": "company-config/employee", "fields": ["department.key"], "size": 1})
    key = used.json()["ia::result"][0]["department.key"]
    can_delete = "canDelete" in operations(api, "company-config/department", [key])[0]
    assert (api.delete(f"/objects/company-config/department/{key}").status_code == 204) == can_delete


# The company


def test_dimensions_have_labels_and_addresses(api: httpx.Client) -> None:
    dimensions = {entry["dimensionName"]: entry for entry in api.get("/services/company-config/dimensions/list").json()["ia::result"]}
    assert dimensions["COSTTYPE"]["dimensionLabel"] == "Cost type"
    assert dimensions["DEPARTMENT"]["dimensionEndpoint"] == "/objects/company-config/department"
    custom = [entry for entry in dimensions.values() if entry["isUserDefinedDimension"]]
    assert [entry["dimensionName"] for entry in custom] == ["GLDIMCHANNEL"]
    assert api.get(custom[0]["dimensionEndpoint"]).json()["ia::meta"]["totalCount"] > 0


def test_a_sequence_advances_and_keeps_its_zeros(api: httpx.Client, client_of: ClientOf) -> None:
    sequence = {
        "id": "Tests",
        "printTitle": "Tests",
        "type": "numeric",
        "fixedPrefix": "T",
        "prefixSeparator": "-",
        "suffixSeparator": "/",
        "fixedSuffix": "Z",
        "fixedLength": "4",
        "startingNumber": 8,
        "nextNumber": 9,
        "endingNumber": 10,
    }
    key = api.post("/objects/company-config/document-sequence", json=sequence).json()["ia::result"]["key"]
    name = "company-config/document-sequence/generate-next-value"
    assert ask(client_of("viewer"), name, {"key": key}).status_code == 403
    assert ask(api, name, {"id": "Tests"}).json()["ia::result"] == {"id": "Tests", "nextSequence": "T-0009/Z"}
    assert ask(api, name, {"key": key}).json()["ia::result"]["nextSequence"] == "T-0010/Z"
    assert api.get(f"/objects/company-config/document-sequence/{key}").json()["ia::result"]["nextNumber"] == 11
    over = ask(api, name, {"key": key})
    assert (over.status_code, error_of(over)["code"]) == (422, "operationFailed")
    assert ask(api, name, {"id": "None"}).status_code == 404
    assert ask(api, name, {"id": "Tests", "key": key}).status_code == ask(api, name, {}).status_code == 400


def test_a_session_id_is_new_each_time(api: httpx.Client) -> None:
    first, second = (api.get("/services/core/session/id").json()["ia::result"] for _ in range(2))
    assert first["sessionId"] != second["sessionId"]
    assert first["expiresIn"] == 3600


def test_introspection_tells_the_owner_and_the_client(client_of: ClientOf, ready: "Ready") -> None:
    client = client_of("ap.clerk")
    token = client.headers["authorization"].removeprefix("Bearer ")

    def ask_about(token: str, **authorization: Any) -> httpx.Response:
        return httpx.post(f"{ready.base_url}/oauth2/introspect", data={"token": token}, trust_env=False, **authorization)

    application = (ready.client_id, ready.client_secret)
    told = ask_about(token, auth=application).json()
    assert (told["active"], told["user_id"], told["cny_id"], told["client_id"]) == (True, "ap.clerk", "riverside", ready.client_id)
    assert told["exp"] - told["iat"] == 43_200
    assert ask_about(token, headers=client.headers).json() == told
    assert ask_about(token, headers=client_of("viewer").headers).json() == {"active": False}
    assert ask_about(token, auth=(ready.client_id, "wrong")).status_code == ask_about(token).status_code == 401
    assert ask_about(token, headers={"Authorization": "Basic x"}).status_code == 401
    assert ask_about("", auth=application).status_code == 400
    assert ask_about("no.token.this", auth=application).json() == {"active": False}
    revoked = {"token": token, "client_id": ready.client_id, "client_secret": ready.client_secret}
    assert httpx.post(f"{ready.base_url}/oauth2/revoke", data=revoked, trust_env=False).json() == {"revoked": True}
    assert ask_about(token, auth=application).json() == {"active": False}
