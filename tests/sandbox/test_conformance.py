"""Every object of the catalogue over HTTP: its model, its list, its records, a query of all its fields, and every write that it allows."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.facts import ObjectFacts, load_facts
from tests.sandbox.sample_bodies import Bodies

FACTS = load_facts()
APPLICATIONS: dict[str, list[str]] = defaultdict(list)
for _name in sorted(FACTS.objects):
    APPLICATIONS[_name.partition("/")[0]].append(_name)

# They have no draft, and what is posted stays.
POSTED_AT_ONCE = ("cash-management/credit-card-txn", "cash-management/other-receipt")


@pytest.fixture(scope="module")
def bodies(api: httpx.Client) -> Bodies:
    @cache
    def first(name: str) -> dict[str, Any] | None:
        listed = api.get(f"/objects/{name}").json()["ia::result"]
        return dict(api.get(listed[0]["href"]).json()["ia::result"]) if listed else None

    def make(name: str, body: dict[str, Any]) -> str:
        key = str(api.post(f"/objects/{name}", json=body).json()["ia::result"]["key"])
        if name == "accounts-payable/bill" and "state" not in body:
            assert api.post(f"/workflows/{name}/submit", json={"key": key}).status_code == 200
        return key

    return Bodies(first, make)


@pytest.mark.parametrize("application", APPLICATIONS)
def test_reading(api: httpx.Client, application: str) -> None:
    for name in APPLICATIONS[application]:
        facts = FACTS.objects[name]
        model = api.get("/services/core/model", params={"name": name, "schema": "true"}).json()["ia::result"]
        assert model["apiObject"] == f"objects/{name}"
        # The exceptions of facts 5.10: one lists the views of one object, and has an address for none of them; preferences have no list.
        is_list = name != "core/system-view"
        listed = api.get(f"/objects/{name}", params={} if is_list else {"name": "accounts-payable/vendor"})
        if facts.type == "rootObject" and name.endswith("-preference"):
            assert listed.status_code == 405, name
            references = [{"key": "1", "id": "1", "href": f"/objects/{name}/1"}]
        else:
            assert listed.status_code == 200, (name, listed.text)
            references = listed.json()["ia::result"]
        for entry in references[:1] if is_list else ():
            assert entry.keys() == {"key", "id", "href"}, name
            answer = api.get(entry["href"])
            assert answer.status_code == 200, (name, answer.text)
            record = members(answer.json()["ia::result"], facts)
            # A reference to nothing has no link.
            left_out = {path for path in facts.paths if path.endswith(".href")} - record.keys()
            assert [path for path in left_out if record[path.replace(".href", ".key")] is not None] == [], name
            assert record.keys() | left_out == {path for path, member in facts.paths.items() if not member.write_only}, name
            row = queried(api, name, entry["key"])
            assert {path: value for path, value in row.items() if path not in left_out}.items() <= record.items(), name
            assert all(row[path] is None for path in left_out & row.keys()), name


def queried(api: httpx.Client, name: str, key: str) -> dict[str, Any]:
    """All fields of one record that a query can name: the refusal of the others names them (facts 2.4)."""
    facts = FACTS.objects[name]
    fields = [path for path, member in facts.paths.items() if not member.write_only]
    # Three objects have no key to ask for.
    while "key" in fields:
        body = {"object": name, "fields": fields, "filters": [{"$eq": {"key": key}}]}
        answer = api.post("/services/core/query", json=body).json()["ia::result"]
        if isinstance(answer, list):
            [row] = answer
            assert list(row) == fields
            return dict(row)
        assert answer["ia::error"]["errorId"] == "REST-1106", (name, answer)
        fields.remove(answer["ia::error"]["additionalInfo"]["placeholders"]["FIELD"])
    return {}


@pytest.mark.parametrize("application", APPLICATIONS)
def test_writing(api: httpx.Client, bodies: Bodies, application: str) -> None:
    for name in APPLICATIONS[application]:
        methods = FACTS.objects[name].http_methods
        if "POST" in methods:
            live(api, bodies, name)
        elif "PATCH" in methods:
            has_list = not name.endswith("-preference") or FACTS.objects[name].type != "rootObject"
            keys = [entry["key"] for entry in api.get(f"/objects/{name}").json()["ia::result"]] if has_list else ["1"]
            for key in keys[-1:]:
                change(api, bodies, name, key)
        else:
            assert api.post(f"/objects/{name}", json={}).status_code == 405, name
            assert api.patch(f"/objects/{name}/1", json={}).status_code == 405, name
        if "DELETE" not in methods:
            assert api.delete(f"/objects/{name}/1").status_code == 405, name


def live(api: httpx.Client, bodies: Bodies, name: str) -> None:
    """A record is made, read, changed and deleted, as far as its methods go."""
    if name == "inventory-control/stockable-kit-document":
        # Its definition is one of two, by names that the company has to have given first.
        assert api.post("/objects/inventory-control/txn-definition", json={"id": "buildKits"}).status_code == 201
    body = bodies.new(name)
    made = api.post(f"/objects/{name}", json=body)
    assert made.status_code == 201, (name, body, made.text)
    address = made.json()["ia::result"]["href"]
    assert list(differences(body, api.get(address).json()["ia::result"])) == [], name
    methods = FACTS.objects[name].http_methods
    if "PATCH" in methods:
        change(api, bodies, name, made.json()["ia::result"]["key"])
    if "DELETE" in methods:
        deleted = api.delete(address)
        if name in POSTED_AT_ONCE:
            assert deleted.status_code == 422, (name, deleted.text)
            return
        assert (deleted.status_code, deleted.content) == (204, b""), (name, deleted.text)
        assert api.get(address).status_code == 404, name


def change(api: httpx.Client, bodies: Bodies, name: str, key: str) -> None:
    """Change a text that means nothing to any rule; where there is none, nothing."""
    facts = FACTS.objects[name]
    texts = [path for path in ("description", "memo", "notes", "comments") if path in facts.paths and facts.paths[path].mutable]
    body = {path: bodies.value(facts.paths[path]) for path in texts[:1]}
    answer = api.patch(f"/objects/{name}/{key}", json=body)
    assert answer.status_code == 200, (name, body, answer.text)
    assert list(differences(body, api.get(f"/objects/{name}/{key}").json()["ia::result"])) == [], name


def members(record: dict[str, Any], facts: ObjectFacts) -> dict[str, Any]:
    """A record's scalars by path; the lists are left out."""
    flat: dict[str, Any] = {}

    def walk(value: dict[str, Any], prefix: str) -> None:
        for name, each in value.items():
            if isinstance(each, dict):
                walk(each, f"{prefix}{name}.")
            elif prefix + name not in facts.lists:
                flat[prefix + name] = each

    walk(record, "")
    return flat


def differences(sent: Any, read: Any, path: str = "") -> Iterator[str]:
    """Where what was read is not what was sent."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            yield from differences(value, read.get(name) if isinstance(read, dict) else None, f"{path}/{name}")
    elif isinstance(sent, list) and isinstance(read, list) and len(sent) == len(read):
        for number, value in enumerate(sent):
            yield from differences(value, read[number], f"{path}/{number}")
    elif sent != read:
        yield f"{path}: {sent!r} became {read!r}"
