"""Who may write what: entities, the top level, and users who only look."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

VENDOR = "accounts-payable/vendor"
UK = {"X-IA-API-Param-Entity": "200"}
US = {"X-IA-API-Param-Entity": "100"}


def created(api: httpx.Client, record_id: str, headers: dict[str, str] | None = None) -> str:
    answer = api.post(f"/objects/{VENDOR}", json={"id": record_id, "name": "Scoped"}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ia::result"]["href"])


def test_a_record_belongs_where_it_is_made(api: httpx.Client) -> None:
    top, uk = created(api, "SC-TOP"), created(api, "SC-UK", UK)
    assert api.get(top).json()["ia::result"]["entity"]["id"] is None
    assert api.get(uk).json()["ia::result"]["entity"]["id"] == "200"
    assert api.get(uk, headers=US).status_code == 404
    assert api.get(top, headers=US).status_code == 200
    # Changed where it was made, or from the top level; an entity only reads what is the top level's.
    change = {"name": "Changed"}
    for address, headers, status in ((uk, UK, 200), (uk, None, 200), (uk, US, 403), (top, UK, 403), (top, None, 200)):
        assert api.patch(address, json=change, headers=headers).status_code == status
    assert [api.delete(address, headers=US).status_code for address in (top, uk)] == [403, 403]
    assert [api.delete(address).status_code for address in (top, uk)] == [204, 204]


def test_an_id_is_one_of_the_whole_company(api: httpx.Client) -> None:
    address = created(api, "SC-ONE", UK)
    answer = api.post(f"/objects/{VENDOR}", json={"id": "SC-ONE", "name": "x"}, headers=US)
    assert answer.status_code == 409
    assert api.delete(address).status_code == 204


def test_a_reference_must_be_visible(api: httpx.Client) -> None:
    address = created(api, "SC-REF", UK)
    group = {"id": "SC-P", "name": "Parent elsewhere", "parent": {"id": "SC-REF"}}
    answer = api.post(f"/objects/{VENDOR}", json=group, headers=US)
    assert answer.status_code == 400
    assert [detail["target"] for detail in answer.json()["ia::result"]["ia::error"]["details"]] == ["/parent"]
    assert api.delete(address).status_code == 204


def test_a_user_of_one_entity_writes_there(client_of: Callable[[str], httpx.Client], api: httpx.Client) -> None:
    clerk = client_of("uk.clerk")
    address = created(clerk, "SC-CLERK")
    record = api.get(address).json()["ia::result"]
    assert (record["entity"]["id"], record["audit"]["createdByUser"]["id"]) == ("200", "uk.clerk")
    assert clerk.delete(address, headers=US).status_code == 403
    assert clerk.delete(address).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", VENDOR, {"id": "V", "name": "V"}),
        ("POST", VENDOR, [{"id": "V", "name": "V"}]),
        ("PATCH", VENDOR, [{"key": "1", "name": "V"}]),
        ("PATCH", f"{VENDOR}/1", {"name": "V"}),
        ("DELETE", f"{VENDOR}/1", None),
        ("DELETE", f"{VENDOR}/1,2", None),
    ],
)
def test_who_only_looks(client_of: Callable[[str], httpx.Client], method: str, path: str, body: Any) -> None:
    viewer = client_of("viewer")
    answer = viewer.request(method, f"/objects/{path}", json=body)
    assert answer.status_code == 403
    assert answer.json()["ia::error"]["code"] == "GW-0042"
    assert viewer.get(f"/objects/{VENDOR}/1").status_code == 200
