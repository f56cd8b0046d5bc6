"""The faults that a test can order, as JSON and in the fault language, and what the practice company counts."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.ready import Ready
from tests.sandbox.conftest import fetch_token

QUERY = "/services/core/query"
BODY = {"object": "accounts-payable/bill", "fields": ["key", "vendor.name"]}


@pytest.fixture(autouse=True)
def clean(control: httpx.Client) -> Iterator[None]:
    yield
    control.delete("/faults")
    control.delete("/requests")


@pytest.fixture
def order(control: httpx.Client) -> Callable[..., None]:
    def post(**fault: Any) -> None:
        answer = control.post("/faults", json={"match": QUERY} | fault)
        assert answer.status_code == 204, answer.text

    return post


@pytest.fixture
def rules(control: httpx.Client) -> Callable[[str], None]:
    """Put rules of the fault language in force."""

    def post(text: str) -> None:
        answer = control.post("/faults", content=text, headers={"Content-Type": "text/plain; charset=utf-8"})
        assert answer.status_code == 204, answer.text

    return post


def in_force(control: httpx.Client) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = control.get("/faults").json()["faults"]
    return listed


def test_status_with_headers_and_times(api: httpx.Client, order: Callable[..., None]) -> None:
    order(status=429, headers={"Retry-After": "1"}, times=2)
    for _ in range(2):
        answer = api.post(QUERY, json=BODY)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        assert answer.json()["ia::error"]["code"] == "GW-0010"
    assert api.get("/services/core/model?name=x").status_code == 200
    assert api.post(QUERY, json=BODY).status_code == 200


def test_body_as_text_and_as_json(api: httpx.Client, order: Callable[..., None]) -> None:
    order(status=503, body="<html>overload</html>", headers={"Content-Type": "text/html"})
    order(status=200, body={"ia::error": [{"code": "x"}]})
    order(status=500)
    assert api.post(QUERY, json=BODY).text == "<html>overload</html>"
    assert api.post(QUERY, json=BODY).json() == {"ia::error": [{"code": "x"}]}
    assert api.post(QUERY, json=BODY).json()["ia::result"]["ia::error"]["code"] == "operationFailed"


def test_delay(api: httpx.Client, order: Callable[..., None], control: httpx.Client) -> None:
    order(delay=0.3)
    before = time.monotonic()
    assert api.post(QUERY, json=BODY).status_code == 200
    assert time.monotonic() - before >= 0.3
    order(delay=30)
    with pytest.raises(httpx.ReadTimeout):
        api.post(QUERY, json=BODY, timeout=0.2)
    while control.get("/requests").json()["inFlight"]:
        assert time.monotonic() - before < 20, "a request whose client has gone is over"


def test_drop(api: httpx.Client, order: Callable[..., None]) -> None:
    order(drop=True)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        api.post(QUERY, json=BODY)
    assert api.post(QUERY, json=BODY).status_code == 200


@pytest.mark.parametrize("size", [0, 1000])
def test_truncate(api: httpx.Client, order: Callable[..., None], size: int) -> None:
    order(truncate=size)
    received: list[bytes] = []
    with api.stream("POST", QUERY, json=BODY) as answer:
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) > size
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            received.extend(answer.iter_raw())
    assert len(b"".join(received)) == size
    assert api.post(QUERY, json=BODY).status_code == 200


@pytest.mark.parametrize("fault", [{}, {"match": QUERY, "sleep": 1}, {"match": 1}, [], {"match": "x", "times": 0}])
def test_fault_that_is_none(control: httpx.Client, fault: Any) -> None:
    assert control.post("/faults", json=fault).status_code == 400


@pytest.mark.parametrize(("rule", "status", "headers"), [
    ("* 429", 429, {}),
    ("* 429=2s", 429, {"retry-after": "2", "x-ia-throttle-retry-after": "2"}),
    ("* 503=50ms", 503, {"retry-after": "0.05"}),
    ("* 500", 500, {}),
])  # fmt: skip
def test_refusal(api: httpx.Client, rules: Callable[[str], None], rule: str, status: int, headers: dict[str, str]) -> None:
    rules(rule)
    answer = api.post(QUERY, json=BODY)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in headers} == headers
    assert ("retry-after" in answer.headers) == bool(headers)
    body = answer.json()
    assert (body["ia::error"]["code"] == "GW-0010") if status == 429 else (body["ia::result"]["ia::error"]["code"] == "operationFailed")


def test_latency(api: httpx.Client, rules: Callable[[str], None]) -> None:
    rules("* latency=150ms..300ms")
    before = time.monotonic()
    assert api.post(QUERY, json=BODY).status_code == 200
    assert time.monotonic() - before >= 0.15


def test_latency_before_another_fault(api: httpx.Client, rules: Callable[[str], None]) -> None:
    rules("* 503 latency=150ms")
    before = time.monotonic()
    assert api.post(QUERY, json=BODY).status_code == 503
    assert time.monotonic() - before >= 0.15


def test_connection_that_breaks(api: httpx.Client, rules: Callable[[str], None], control: httpx.Client) -> None:
    whole = len(api.post(QUERY, json=BODY).content)
    rules(f"* drop times=1; * drop=500b times=1; * drop={whole}b times=1")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        api.post(QUERY, json=BODY)
    received: list[bytes] = []
    with api.stream("POST", QUERY, json=BODY) as answer, pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        received.extend(answer.iter_raw())
    assert len(b"".join(received)) == 500
    assert len(api.post(QUERY, json=BODY).content) == whole, "a body that is no longer than that arrives whole"
    assert in_force(control) == []


@pytest.mark.parametrize(("rule", "size"), [("* truncated-json", None), ("* truncated-json=10b", 10), ("* truncated-json=9000kb", -1)])
def test_truncated_json(api: httpx.Client, rules: Callable[[str], None], rule: str, size: int | None) -> None:
    whole = api.post(QUERY, json=BODY).content
    rules(rule)
    answer = api.post(QUERY, json=BODY)
    expected = whole[: len(whole) // 2 if size is None else size]
    assert (answer.status_code, answer.content) == (200, expected)
    assert answer.headers["content-length"] == str(len(expected))
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_invalid_json(api: httpx.Client, rules: Callable[[str], None]) -> None:
    whole = api.post(QUERY, json=BODY).content
    rules("* invalid-json")
    answer = api.post(QUERY, json=BODY)
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.content) == len(whole) + 1
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_faults_of_json_leave_other_answers_as_they_are(api: httpx.Client, rules: Callable[[str], None]) -> None:
    export = {"fileType": "csv", "query": BODY}
    whole = api.post("/services/core/export", json=export).content
    rules("* truncated-json times=1; * invalid-json times=1")
    assert [api.post("/services/core/export", json=export).content for _ in range(2)] == [whole, whole]


@pytest.mark.parametrize(("rule", "status"), [("* html", 502), ("* html=200", 200)])
def test_html_page(api: httpx.Client, rules: Callable[[str], None], rule: str, status: int) -> None:
    rules(rule)
    answer = api.post(QUERY, json=BODY)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "Practice company" in answer.text


def test_error_in_200(api: httpx.Client, rules: Callable[[str], None]) -> None:
    rules("* error-in-200")
    answer = api.post(QUERY, json=BODY)
    assert (answer.status_code, answer.json()["ia::result"]["ia::error"]["code"]) == (200, "operationFailed")


def test_expired_token(api: httpx.Client, ready: Ready, rules: Callable[[str], None]) -> None:
    rules("services/* expired-token times=1")
    for _ in range(2):
        answer = api.post(QUERY, json=BODY)
        assert (answer.status_code, answer.json()["ia::error"]["code"]) == (401, "GW-0040"), "a token that has expired stays so"
    token = fetch_token(ready, grant_type="client_credentials", username=ready.username).json()["access_token"]
    api.headers["Authorization"] = f"Bearer {token}"
    assert api.post(QUERY, json=BODY).status_code == 200


def test_slow_drip(api: httpx.Client, rules: Callable[[str], None]) -> None:
    body = BODY | {"size": 10}
    whole = api.post(QUERY, json=body).content
    rules(f"* drip={len(whole) * 4}b/s")
    before = time.monotonic()
    with api.stream("POST", QUERY, json=body) as answer:
        parts = list(answer.iter_raw())
    assert b"".join(parts) == whole
    assert time.monotonic() - before >= 0.1
    assert len(parts) >= 2


def test_a_slow_drip_ends_with_its_client(api: httpx.Client, rules: Callable[[str], None], control: httpx.Client) -> None:
    rules("* drip=10b/s")
    with api.stream("POST", QUERY, json=BODY) as answer:
        assert control.get("/requests").json()["inFlight"] == 1, "an answer on its way is a request in flight"
        next(answer.iter_raw())
    before = time.monotonic()
    while control.get("/requests").json()["inFlight"]:
        assert time.monotonic() - before < 20


def test_rules_say_which_requests_they_mean(api: httpx.Client, rules: Callable[[str], None], control: httpx.Client) -> None:
    rules("objects/*/bill 500 method=GET after=1 times=2 # the second and the third list")
    assert [api.get("/objects/accounts-payable/bill").status_code for _ in range(4)] == [200, 500, 500, 200]
    rules("/ia/api/v1/services/*/query 500 method=GET; services/* 503 after=1")
    assert api.post(QUERY, json=BODY).status_code == 200
    assert in_force(control) == [
        {"rule": "/ia/api/v1/services/*/query 500 method=GET", "met": 0, "struck": 0},
        {"rule": "services/* 503 after=1", "met": 1, "struck": 0},
    ]
    assert api.post(QUERY, json=BODY).status_code == 503
    assert in_force(control)[1] == {"rule": "services/* 503 after=1", "met": 2, "struck": 1}


def test_the_first_rule_that_strikes_is_the_one(api: httpx.Client, rules: Callable[[str], None], order: Callable[..., None]) -> None:
    rules("* 500 times=1; services/* 503")
    order(status=418)
    assert [api.post(QUERY, json=BODY).status_code for _ in range(3)] == [500, 503, 503]


def test_the_same_seed_is_the_same_chance(api: httpx.Client, rules: Callable[[str], None], control: httpx.Client) -> None:
    def fates() -> list[int]:
        control.delete("/faults")
        rules("objects/* 503 p=0.3; objects/* 500 p=0.3")
        return [api.get("/objects/company-config/department").status_code for _ in range(40)]

    first = fates()
    assert set(first) == {200, 500, 503}
    assert fates() == first


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b"* 503\nobjects/* rain p=2", "line 2, character 11: rain is neither a fault"),
        (b"* 503; objects/* 500 p=2", "line 1, character 22: p=2 needs a probability"),
        (b"* \xff", "utf-8"),
    ],
)
def test_rules_that_cannot_be_read(control: httpx.Client, text: bytes, error: str) -> None:
    answer = control.post("/faults", content=text, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400
    assert error in answer.json()["error"]
    assert in_force(control) == []


def test_faults_in_force_are_listed(control: httpx.Client, order: Callable[..., None]) -> None:
    order(status=500, times=3)
    [listed] = in_force(control)
    assert (listed["fault"]["match"], listed["fault"]["times"], listed["met"], listed["struck"]) == (QUERY, 3, 0, 0)


def test_unknown_control(control: httpx.Client) -> None:
    assert control.get("/nothing").status_code == 404


def test_requests_are_counted(api: httpx.Client, control: httpx.Client) -> None:
    control.delete("/requests")
    for _ in range(3):
        api.post(QUERY, json=BODY)
    assert control.get("/requests").json() == {"requests": {f"POST /ia/api/v1{QUERY}": 3}, "inFlight": 0, "maxInFlight": 1}


async def test_too_many_at_once(ready: Ready, api: httpx.Client, order: Callable[..., None]) -> None:
    order(delay=0.5, times=8)
    async with httpx.AsyncClient(base_url=ready.base_url, headers=api.headers, trust_env=False) as client:
        answers = await asyncio.gather(*(client.post(QUERY, json=BODY) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 8 + [429] * 2
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 429} == {"1"}


async def test_answers_while_another_request_is_at_work(ready: Ready, api: httpx.Client) -> None:
    export = {"fileType": "pdf", "query": {"object": "accounts-receivable/invoice", "fields": ["key", "customer.name", "totalTxnAmount"]}}
    async with httpx.AsyncClient(base_url=ready.base_url, headers=api.headers, trust_env=False, timeout=60) as client:
        long = asyncio.ensure_future(client.post("/services/core/export", json=export))
        await asyncio.sleep(0)
        answer = await client.get("/services/core/model", params={"name": "accounts-payable/bill"})
        assert answer.status_code == 200
        assert not long.done()
        assert (await long).content.startswith(b"%PDF")
