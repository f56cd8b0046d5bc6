"""Bad input, over HTTP: every answer is one of the company's own, none is a failure of the server, and what is refused changes nothing."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.sandbox.facts import Model, load_facts
from intacct_desktop.sandbox.ready import Ready
from intacct_desktop.sandbox.services.catalogue import SERVICES

FACTS = load_facts()
BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

# JSON that is none, or that a careless reader chokes on.
BODIES = [
    b"",
    b"{",
    b"null",
    b"[null]",
    b"[[]]",
    b'{"key": NaN}',
    b'{"key": -Infinity}',
    b'"\xff"',
    b'"\\ud800"',
    b'\xef\xbb\xbf{"key": "1"}',
    b'{"key": 1, "key": 2}',
    b"{}{}",
    b"[" * 50_000,
    b'{"key":' * 50_000,
    b"[1e99999999999999999999]",
    b'{"key": 1e999999999}',
    b'{"key": ' + b"9" * 5_000 + b"}",
    b'{"\\u0000": 1}',
    b" " * 1_000_001,
]

KEYS = ["0", "-1", "9" * 20, "1,", "1,1", ",", "%00", "1%2F2", "%2e%2e", "1/", "%20", "%D9%A1", "1;2", "%ff", "1e3", "x" * 3_000]

TRICKS = [
    "//objects",
    "/objects/",
    "/objects//bill",
    "/objects/accounts-payable%2Fbill",
    "/objects/../../_sandbox/faults",
    "/objects/::/::",
    "/objects/order-entry/document::",
    "/objects/order-entry/document::%00",
    "/objects/sqlite_master/x",
    "/services/",
    "/services/core/query/",
    "/workflows/a/b/c/d",
]


class Foul(str):
    """JSON as it stands."""


AWKWARD: list[Any] = [
    *(None, True, 0, -1, 2**63 - 1, 2**63, 10**30, "", "\0", "x" * 5_000, "\N{ARABIC-INDIC DIGIT ONE}", "2026-02-30", "0001-01-01", "NaN"),
    *("999999999999999999.99", "-0", "1e5", "9999-12-31T23:59:59Z", Foul("1e999999999"), Foul("-1e-999999999"), Foul("0.1")),
    *([], [[]], [None], [{}], {}, {"": ""}, {"key": {}}, {"key": "9" * 20}, {"id": "\0"}, {"key": "1", "id": "nobody"}),
    *([{"key": "1"}, {"key": "1"}], [{"key": "1", "ia::operation": "delete"}], {"ia::operation": "x"}),
]


def written(value: Any) -> str:
    match value:
        case Foul():
            return str(value)
        case dict():
            return "{" + ",".join(f"{json.dumps(name)}:{written(each)}" for name, each in value.items()) + "}"
        case list():
            return f"[{','.join(map(written, value))}]"
        case _:
            return json.dumps(value)


def members(node: Model, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of a model's members: plausible values here, awkward ones there."""
    choices: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in (node.get("fields") or {}).items():
        if not field.get("readOnly"):
            choices[name] = st.sampled_from([*(field.get("enum") or ()), "1", "1.00", "2026-11-02", 1, *AWKWARD])
    for name, group in (node.get("groups") or {}).items():
        choices[name] = st.one_of(members(group, depth), st.sampled_from(AWKWARD))
    for name in node.get("refs") or ():
        choices[name] = st.sampled_from([{"key": "1"}, {"id": "100"}, *AWKWARD])
    for name, items in (node.get("lists") or {}).items() if isinstance(node.get("lists"), dict) else ():
        item = FACTS.objects[items["apiObject"]].model if items.get("apiObject") in FACTS.objects else items
        if depth < 2:
            choices[name] = st.one_of(st.lists(members(item, depth + 1), max_size=2), st.sampled_from(AWKWARD))
    return st.fixed_dictionaries({}, optional=choices)


WRITABLE = [name for name, facts in FACTS.objects.items() if {"POST", "PATCH"} & set(facts.http_methods)]


def test_bodies_that_are_no_json(api: httpx.Client) -> None:
    paths = ["/objects/accounts-payable/bill", "/objects/accounts-payable/bill/1"]
    paths += [f"/services/{name}" for name, method in FACTS.services.items() if method == "POST"]
    paths += [f"/workflows/{name}" for name in FACTS.workflows]
    for number, path in enumerate(paths):
        for body in BODIES if number < 10 else BODIES[number % 5 :: 5]:
            method = "PATCH" if path.endswith("/1") else "POST"
            answer = api.request(method, path, content=body, headers={"Content-Type": "application/json"})
            # A list of queries has an answer for each of them.
            several = path == "/services/core/query" and answer.status_code == 207
            assert 400 <= answer.status_code < 500 or several, (path, body[:50], answer.text)


def test_paths_and_keys_that_lead_nowhere(api: httpx.Client) -> None:
    names = [
        "accounts-payable/bill",
        "general-ledger/journal-entry-line",
        "order-entry/document::Sales%20Order",
        "platform-apps/nsp::channel_UDD",
    ]
    for path in (*TRICKS, *(f"/objects/{name}/{key}" for name in names for key in KEYS)):
        for method, body in (("GET", None), ("PATCH", b"{}"), ("POST", b"{}"), ("FOO", None)):
            answer = api.request(method, path, content=body)
            assert answer.status_code in (200, 207, 400, 404, 405), (method, path, answer.status_code)


@pytest.mark.parametrize("name", ["filter", "descriptionFilter"])
@pytest.mark.parametrize(
    "pattern",
    [".*" * 30 + "!", "(.|[a-z])" * 30, "(?:.*)" * 20 + "!", "[a-z]*" * 30, ".{0,50}" * 12, "a{99999999999999999999}", "[[a]", "(" * 299],
)
def test_regular_expressions_that_would_never_end(api: httpx.Client, name: str, pattern: str) -> None:
    assert api.get("/services/core/model", params={name: pattern}).status_code == 400


@pytest.mark.parametrize("operator", ["$contains", "$startsWith", "$eq", "$in"])
@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999"])
def test_numbers_that_would_fill_the_memory(api: httpx.Client, operator: str, number: str) -> None:
    value = f"[{number}]" if operator == "$in" else number
    filters = f'[{{"{operator}": {{"totalTxnAmount": {value}}}}}]'
    body = f'{{"object": "accounts-payable/bill", "fields": ["key"], "filters": {filters}}}'
    answer = api.post("/services/core/query", content=body)
    assert answer.status_code == 400
    assert answer.json()["ia::result"]["ia::error"]["errorId"] == "REST-1064"


def test_bodies_without_an_end(api: httpx.Client, control: httpx.Client) -> None:
    """A form, a fault and a record are refused when they are too long, not when they are complete."""

    def endless() -> Iterator[bytes]:
        for _ in range(101):
            yield b"x" * 100_000

    for client, path in ((api, "/oauth2/token"), (api, "/oauth2/sign-in"), (api, "/objects/accounts-payable/vendor"), (control, "/faults")):
        try:
            status = client.post(path, content=endless()).status_code
        except httpx.WriteError:
            # The answer came, and the connection was closed, while there was still more to send.
            continue
        assert status == 413


@BOUNDED
@given(st.data())
def test_records_made_of_anything(api: httpx.Client, control: httpx.Client, query: Any, data: st.DataObject) -> None:
    """Whatever a body says, it is taken or refused; refused, it leaves no trace in the audit history."""
    name = data.draw(st.sampled_from(WRITABLE))
    methods = FACTS.objects[name].http_methods
    body = data.draw(members(FACTS.objects[name].model))
    history = "company-config/audit-history"
    before = query(history, ["key"], size=1)["ia::meta"]["totalCount"]
    if "POST" in methods and data.draw(st.booleans()):
        items = data.draw(st.booleans())
        answer = api.post(f"/objects/{name}", content=written([body, body] if items else body))
    else:
        answer = api.patch(f"/objects/{name}/1", content=written(body))
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert query(history, ["key"], size=1)["ia::meta"]["totalCount"] == before


@BOUNDED
@given(st.data())
def test_services_asked_anything(api: httpx.Client, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name, method in FACTS.services.items() if method == "POST" and name != "bulk/job/create"]))
    shape = SERVICES[name]
    plausible = [
        "1",
        "x",
        "2026-11-02",
        "accounts-payable/bill",
        "accounts-payable/bill::systemfw1",
        "GET",
        "/objects/accounts-payable/bill/1",
    ]
    anything = st.sampled_from([*plausible, *AWKWARD])
    body = data.draw(st.fixed_dictionaries({member.name: anything for member in shape.request if member.required}))
    body |= data.draw(st.fixed_dictionaries({}, optional={member.name: anything for member in shape.request if not member.required}))
    answer = api.post(f"/services/{name}", content=written([body, body] if shape.batch else body))
    assert answer.status_code < 500


def test_lists_within_lists_that_are_no_objects(api: httpx.Client) -> None:
    """The one place of the model where an item that has no key has items of its own."""
    role = api.get("/objects/company-config/role/1").json()["ia::result"]
    assignment = {"agent": {"id": "AGENT", "permissions": [{"name": "Read", "group": "agents"}]}, "allowedAccessRights": ["read"]}
    address = f"/objects/company-config/role/{role['key']}"
    assert api.patch(address, json={"agentRolePermissionAssignments": [assignment]}).status_code == 200
    [kept] = api.get(address).json()["ia::result"]["agentRolePermissionAssignments"]
    assert kept["agent"]["permissions"] == [{"name": "Read", "group": "agents"}]


@pytest.mark.parametrize(
    "host", ["", "Host: example.org\r\n", "Host: 127.0.0.1.example.org\r\n", "Host: localhost\r\nHost: example.org\r\n"]
)
def test_only_requests_that_mean_this_computer_are_answered(ready: Ready, host: str) -> None:
    address = urlsplit(ready.base_url)
    with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
        connection.sendall(f"GET /_sandbox/requests HTTP/1.1\r\n{host}\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 400"
