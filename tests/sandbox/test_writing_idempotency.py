"""``Idempotency-Key``: a request that comes twice is done once."""

import threading
from collections.abc import Callable
from typing import Any

import httpx

DEPARTMENT = "company-config/department"
CHECKOUT = "platform-apps/nsp::asset_checkout"
CACHED = "x-ia-idempotency-cached-date"


def post(api: httpx.Client, key: str, body: Any, path: str = DEPARTMENT, **headers: str) -> httpx.Response:
    return api.post(f"/objects/{path}", json=body, headers={"Idempotency-Key": key, **headers})


def test_the_same_request_is_done_once(api: httpx.Client) -> None:
    body = {"id": "IDEM-1", "name": "Once"}
    first, second = post(api, "once", body), post(api, "once", body)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["content-type"] == first.headers["content-type"]
    assert CACHED not in first.headers
    assert len(second.headers[CACHED]) == len("2026-11-20T09:30:00Z")
    address = first.json()["ia::result"]["href"]
    change = httpx.Headers({"Idempotency-Key": "change"})
    once, twice = (api.patch(address, json={"name": "Changed"}, headers=change) for _ in range(2))
    assert (once.status_code, once.content) == (200, twice.content)
    assert api.delete(address, headers={"Idempotency-Key": "once"}).status_code == 204
    # Even now: the answer is that of the first time.
    assert post(api, "once", body).content == first.content
    assert api.get(address).status_code == 404


def test_a_refusal_is_an_answer_too(api: httpx.Client) -> None:
    first, second = post(api, "refused", {"name": "No id"}), post(api, "refused", {"name": "No id"})
    assert (first.status_code, second.status_code) == (400, 400)
    assert first.content == second.content
    assert CACHED in second.headers


def test_a_key_belongs_to_one_request(api: httpx.Client, client_of: Callable[[str], httpx.Client]) -> None:
    body = {"id": "IDEM-2", "name": "First"}
    address = post(api, "taken", body).json()["ia::result"]["href"]
    others = (
        post(api, "taken", body | {"name": "Other"}),
        post(api, "taken", body, "company-config/class"),
        post(api, "taken", body, **{"X-IA-API-Param-Entity": "100"}),
        api.patch(address, json=body, headers={"Idempotency-Key": "taken"}),
    )
    assert [answer.status_code for answer in others] == [409] * 4
    # Another user's key is another key: the request is done, and finds the id taken.
    assert post(client_of("admin"), "taken", body).json()["ia::result"]["ia::error"]["code"] == "duplicateId"
    assert api.delete(address).status_code == 204


def test_keys_that_are_none(api: httpx.Client) -> None:
    for key in ("", "k" * 257):
        assert post(api, key, {"id": "IDEM-3", "name": "x"}).status_code == 400
    address = post(api, "k" * 256, {"id": "IDEM-3", "name": "x"}).json()["ia::result"]["href"]
    assert api.delete(address).status_code == 204


def test_two_at_the_same_time_get_one_answer(api: httpx.Client, query: Callable[..., Any]) -> None:
    body = [{"id": f"IDEM-4-{number}", "name": "Many"} for number in range(300)]
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(post(api, "together", body, CHECKOUT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert [CACHED in answer.headers for answer in answers].count(False) == 1
    assert query(CHECKOUT, ["key"], filters=[{"$startsWith": {"id": "IDEM-4-"}}])["ia::meta"]["totalCount"] == 300
