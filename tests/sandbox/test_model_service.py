"""The model service: its list, its models, and its parameters."""

from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.facts import load_facts


def ask(api: httpx.Client, **parameters: str) -> tuple[Any, dict[str, int]]:
    answer = api.get("/services/core/model", params=parameters)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["ia::result"], body["ia::meta"]


def test_list_has_every_resource(api: httpx.Client) -> None:
    facts = load_facts()
    entries, meta = ask(api)
    assert meta == {"totalCount": len(entries), "totalSuccess": len(entries), "totalError": 0}
    assert len(entries) == len(facts.objects) + len(facts.services) + len(facts.workflows) > 640
    by_name = {entry["apiObject"]: entry for entry in entries}
    assert by_name["objects/company-config/department"] == {
        "apiObject": "objects/company-config/department",
        "type": "rootObject",
        "httpMethods": "OPTIONS,GET,POST,PATCH,DELETE",
        "href": "/services/core/model?version=v1&name=objects/company-config/department",
    }
    assert by_name["objects/accounts-payable/bill-line"]["type"] == "ownedObject"
    assert by_name["services/core/query"]["httpMethods"] == "POST"
    assert by_name["workflows/accounts-payable/bill/submit"]["type"] == "workflow"
    assert "objects/platform-apps/nsp::asset_checkout" in by_name


@pytest.mark.parametrize("name", ["accounts-payable/bill", "objects/accounts-payable/bill"])
def test_one_model(api: httpx.Client, name: str) -> None:
    model, meta = ask(api, name=name)
    assert meta == {"totalCount": 1, "totalSuccess": 1, "totalError": 0}
    assert model["apiObject"] == "objects/accounts-payable/bill"
    assert model["refs"]["vendor"]["apiObject"] == "accounts-payable/vendor"
    assert model["lists"]["lines"] == {"apiObject": "accounts-payable/bill-line"}
    assert model["fields"]["nsp::region"]["type"] == "string"
    assert not model["fields"]["dueDate"]["required"]
    assert model["additionalQueryFilterParameters"]["approvalsForUser"]


def test_href_of_the_list_leads_to_the_model(api: httpx.Client) -> None:
    entries, _ = ask(api, filter=".*asset_checkout")
    answer = api.get(entries[0]["href"])
    assert answer.json()["ia::result"]["apiObject"] == "objects/platform-apps/nsp::asset_checkout"


def test_unknown_name_is_an_empty_result(api: httpx.Client) -> None:
    assert ask(api, name="accounts-payable/nope") == ([], {"totalCount": 0, "totalSuccess": 0, "totalError": 0})


def test_types_filters_schema(api: httpx.Client) -> None:
    assert {entry["type"] for entry in ask(api, type="object")[0]} == {"rootObject", "ownedObject"}
    assert {entry["type"] for entry in ask(api, type="ownedObject,workflow")[0]} == {"ownedObject", "workflow"}
    assert [entry["apiObject"] for entry in ask(api, filter=r".*company-config\/clas.*")[0]] == [
        "objects/company-config/class",
        "objects/company-config/class-group",
    ]
    [full] = ask(api, filter="accounts-payable/vendor", schema="true")[0]
    assert full["fields"]["name"]
    assert "fields" not in ask(api, name="accounts-payable/vendor", schema="false")[0]
    assert ask(api, name="core/query")[0]["request"]["httpMethods"] == "POST"
    assert ask(api, version="all")[0] == ["v1"]


def test_descriptions_are_made_on_demand_and_can_be_searched(api: httpx.Client) -> None:
    plain, _ = ask(api, name="accounts-payable/bill")
    model, _ = ask(api, name="accounts-payable/bill", description="true")
    assert model["description"] == "Object of the application accounts payable: bill."
    assert model["fields"]["dueDate"]["description"] == "Due date of the bill."
    assert model["fields"]["dueDate"]["examples"] == ["2026-03-31"]
    assert model["groups"]["audit"]["fields"]["createdDateTime"]["description"] == "Created date time of the audit."
    assert model["tags"] == ["accounts payable"]
    assert not {"description", "tags"} & plain.keys()
    assert "examples" not in plain["fields"]["dueDate"]
    names = [entry["apiObject"] for entry in ask(api, descriptionFilter=".*application time: timesheet rule.*")[0]]
    assert names == ["objects/time/timesheet-rule"]


def test_services_and_actions_name_their_members(api: httpx.Client) -> None:
    query, _ = ask(api, name="services/core/query")
    assert query["request"]["httpMethods"] == "POST"
    assert query["request"]["fields"]["object"]["type"] == "string"
    assert query["request"]["groups"]["filterParameters"]["fields"]["asOfDate"]["format"] == "date"
    assert query["request"]["refs"] == []
    models, meta = ask(api, schema="true", type="workflow")
    assert meta["totalCount"] == 72
    for model in models:
        assert model["apiObject"].startswith("workflows/")
        assert model["request"]["fields"]["key"] == {
            "type": "string",
            "readOnly": False,
            "writeOnly": False,
            "required": False,
            "nullable": False,
            "mutable": True,
        }
        assert model["response"]["fields"]
    assert len(ask(api, schema="true", type="service")[0]) == 44


def test_the_services_own_habits(api: httpx.Client) -> None:
    models, meta = ask(api, schema="true", type="object")
    assert meta["totalCount"] == len(models) == len(load_facts().objects)
    for model in models:
        assert model["apiObject"].startswith("objects/")
        assert model["lists"] or model["lists"] == []
        assert not any(field["required"] for field in model["fields"].values())
        assert not any((ref["apiObject"] or "").startswith("objects/") for ref in (model["refs"] or {}).values())


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object,rootObject"},
        {"type": "service,rootObject"},
        {"type": "table"},
        {"schema": "yes"},
        {"description": "1"},
        {"filter": "("},
        {"filter": "(a+)+"},
        {"version": "v2"},
        {"names": "x"},
    ],
)
def test_refusals(api: httpx.Client, parameters: dict[str, str]) -> None:
    answer = api.get("/services/core/model", params=parameters)
    assert answer.status_code == 400
    assert answer.json()["ia::result"]["ia::error"]["code"] == "invalidRequest"
