"""Several records in one request: results by position, all or nothing on demand, and requests that are no good as a whole."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

DEPARTMENT = "company-config/department"
CHECKOUT = "platform-apps/nsp::asset_checkout"
ATOMIC = {"X-IA-API-Param-Transaction": "true"}


@pytest.fixture
def ids(api: httpx.Client, query: Callable[..., Any]) -> Iterator[Callable[[], list[str]]]:
    """The ids of the departments that the test has made, which go with it."""
    wanted = [{"$startsWith": {"id": "BT-"}}]

    def rows() -> list[dict[str, Any]]:
        return list(query(DEPARTMENT, ["key", "id"], filters=wanted, orderBy=[{"id": "asc"}])["ia::result"])

    yield lambda: [row["id"] for row in rows()]
    for row in rows():
        assert api.delete(f"/objects/{DEPARTMENT}/{row['key']}").status_code == 204


def department(number: int, **members: object) -> dict[str, Any]:
    return {"id": f"BT-{number}", "name": f"Department {number}"} | members


def made(api: httpx.Client, *numbers: int) -> list[str]:
    answer = api.post(f"/objects/{DEPARTMENT}", json=[department(number) for number in numbers])
    assert answer.status_code == 201, answer.text
    return [item["key"] for item in answer.json()["ia::result"]]


def statuses(answer: httpx.Response) -> list[tuple[int, str | None]]:
    """The status and the error's code of each item."""
    return [(item["ia::status"], item.get("ia::error", {}).get("code")) for item in answer.json()["ia::result"]]


def test_all_went_well(api: httpx.Client, ids: Callable[[], list[str]]) -> None:
    answer = api.post(f"/objects/{DEPARTMENT}", json=[department(1), department(2)])
    assert answer.status_code == 201
    assert [item["id"] for item in answer.json()["ia::result"]] == ["BT-1", "BT-2"]
    assert answer.json()["ia::meta"] == {"totalCount": 2, "totalSuccess": 2, "totalError": 0}
    one, two = (item["key"] for item in answer.json()["ia::result"])
    changes = [{"key": two, "name": "Two"}, {"key": one, "name": "One"}]
    answer = api.patch(f"/objects/{DEPARTMENT}", json=changes)
    assert answer.status_code == 200
    assert [item["key"] for item in answer.json()["ia::result"]] == [two, one]
    assert [record["name"] for record in api.get(f"/objects/{DEPARTMENT}/{one},{two}").json()["ia::result"]] == ["One", "Two"]
    answer = api.delete(f"/objects/{DEPARTMENT}/{one},{two}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ids() == []


def test_some_went_wrong(api: httpx.Client, ids: Callable[[], list[str]]) -> None:
    answer = api.post(f"/objects/{DEPARTMENT}", json=[department(1), department(2, colour="red"), "text", department(1), department(3)])
    assert answer.status_code == 207
    assert answer.json()["ia::meta"] == {"totalCount": 5, "totalSuccess": 2, "totalError": 3}
    assert statuses(answer) == [(201, None), (400, "invalidRequest"), (400, "invalidRequest"), (409, "duplicateId"), (201, None)]
    first, second = answer.json()["ia::result"][:2]
    assert first.keys() == {"key", "id", "href", "ia::status"}
    assert [detail["target"] for detail in second["ia::error"]["details"]] == ["/colour"]
    assert ids() == ["BT-1", "BT-3"]
    key = first["key"]
    changes = [{"key": key, "name": "A"}, {"name": "B"}, {"key": "999999", "name": "C"}, {"key": key, "name": "D"}, {"key": 5}]
    answer = api.patch(f"/objects/{DEPARTMENT}", json=changes)
    assert answer.status_code == 207
    assert [status for status, _ in statuses(answer)] == [200, 400, 404, 400, 400]
    assert api.get(f"/objects/{DEPARTMENT}/{key}").json()["ia::result"]["name"] == "A"
    answer = api.delete(f"/objects/{DEPARTMENT}/{key},999999,{key}")
    assert (answer.status_code, statuses(answer)) == (207, [(204, None), (404, "notFound"), (400, "invalidRequest")])
    assert answer.json()["ia::meta"] == {"totalCount": 3, "totalSuccess": 1, "totalError": 2}
    assert answer.json()["ia::result"][0] == {"ia::status": 204}


def test_all_went_wrong(api: httpx.Client, ids: Callable[[], list[str]]) -> None:
    answer = api.post(f"/objects/{DEPARTMENT}", json=[{}, {"id": "BT-1"}])
    assert (answer.status_code, statuses(answer)) == (400, [(400, "invalidRequest")] * 2)
    assert api.delete(f"/objects/{DEPARTMENT}/999998,x").status_code == 400
    assert ids() == []


def test_all_or_nothing(api: httpx.Client, ids: Callable[[], list[str]]) -> None:
    answer = api.post(f"/objects/{DEPARTMENT}", json=[department(1), department(2, colour="red"), department(3)], headers=ATOMIC)
    assert answer.status_code == 400
    assert statuses(answer) == [(422, "atomicOperationFailure"), (400, "invalidRequest"), (422, "atomicOperationFailure")]
    assert answer.json()["ia::meta"] == {"totalCount": 3, "totalSuccess": 0, "totalError": 3}
    assert ids() == []
    one, two = made(api, 1, 2)
    changes = [{"key": one, "name": "Changed"}, {"key": "999999", "name": "Missing"}]
    assert statuses(api.patch(f"/objects/{DEPARTMENT}", json=changes, headers=ATOMIC)) == [
        (422, "atomicOperationFailure"),
        (404, "notFound"),
    ]
    assert statuses(api.delete(f"/objects/{DEPARTMENT}/{one},999999,{two}", headers=ATOMIC))[1] == (404, "notFound")
    assert api.get(f"/objects/{DEPARTMENT}/{one}").json()["ia::result"]["name"] == "Department 1"
    assert api.delete(f"/objects/{DEPARTMENT}/{one},{two}", headers=ATOMIC).status_code == 204
    assert (
        api.post(f"/objects/{DEPARTMENT}", json=[department(1)], headers=ATOMIC | {"X-IA-API-Param-Transaction": "yes"}).status_code == 400
    )


def test_keys_given_up_by_a_failed_transaction_are_no_gap(api: httpx.Client, ids: Callable[[], list[str]]) -> None:
    [before] = made(api, 1)
    api.post(f"/objects/{DEPARTMENT}", json=[department(2), department(2)], headers=ATOMIC)
    [after] = made(api, 3)
    assert int(after) == int(before) + 1
    assert ids() == ["BT-1", "BT-3"]


def test_five_hundred_and_no_more(api: httpx.Client) -> None:
    bodies = [{"id": f"BT-{number}", "name": "Many"} for number in range(501)]
    answer = api.post(f"/objects/{CHECKOUT}", json=bodies[:500])
    assert answer.status_code == 201
    keys = [item["key"] for item in answer.json()["ia::result"]]
    assert [item["id"] for item in answer.json()["ia::result"]] == [body["id"] for body in bodies[:500]]
    assert api.patch(f"/objects/{CHECKOUT}", json=[{"key": key, "name": "All"} for key in keys]).status_code == 200
    assert api.delete(f"/objects/{CHECKOUT}/{','.join([*keys, '1'])}").status_code == 400
    assert api.delete(f"/objects/{CHECKOUT}/{','.join(keys)}").status_code == 204
    for body in ([], bodies):
        assert api.post(f"/objects/{CHECKOUT}", json=body).status_code == 400
        assert api.patch(f"/objects/{CHECKOUT}", json=body).status_code == 400


def test_a_change_of_one_record_has_its_own_address(api: httpx.Client) -> None:
    assert api.patch(f"/objects/{DEPARTMENT}", json={"key": "1", "name": "x"}).status_code == 400
    assert api.patch(f"/objects/{DEPARTMENT}/1", json=[{"name": "x"}]).status_code == 400
