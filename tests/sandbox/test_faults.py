"""The faults that a test can order, and what the practice company counts."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.ready import Ready

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
