"""The facts answer in the shape of the recorded models (facts 2.3), and their dotted paths lead where a query expects."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from intacct_desktop.resources import resource
from intacct_desktop.sandbox.facts import NUMBER_SCALE, load_facts

FACTS = load_facts()
BILL = "accounts-payable/bill"
FLAGS = {"readOnly", "writeOnly", "required", "nullable", "mutable"}


def fields(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from group.get("fields", {}).values()
    for kind in ("groups", "refs"):
        for inner in (group.get(kind) or {}).values():
            yield from fields(inner)


def test_every_field_carries_the_five_flags_and_is_never_required() -> None:
    seen = 0
    for facts in FACTS.objects.values():
        for field in fields(facts.model):
            seen += 1
            assert FLAGS <= field.keys() <= FLAGS | {"type", "format", "enum", "default", "deprecated", "items"}
            assert field["required"] is False
            assert field["nullable"] is ("enum" not in field or None in field["enum"])
            assert field.get("deprecated", True) is True
    assert seen > 20_000


def test_the_shape_around_the_fields() -> None:
    bill = FACTS.objects[BILL].model
    assert list(bill) == [
        "additionalQueryFilterParameters",
        "fields",
        "groups",
        "httpMethods",
        "lists",
        "refs",
        "idempotenceSupported",
        "apiObject",
        "type",
        "href",
    ]
    assert bill["apiObject"] == f"objects/{BILL}"
    assert bill["refs"]["vendor"]["apiObject"] == "accounts-payable/vendor"
    assert bill["lists"] == {"lines": {"apiObject": "accounts-payable/bill-line"}}
    assert bill["fields"]["isOnHold"]["default"] is False
    department = FACTS.objects["company-config/department"].model
    assert department["lists"] == []
    assert "lists" not in department["groups"]["audit"]
    assert FACTS.objects["accounts-payable/bill-line"].model["refs"]["bill"]["isOwner"] is True


def test_a_model_can_be_changed_without_changing_another() -> None:
    one, other = FACTS.objects["accounts-payable/term"].model, FACTS.objects["accounts-receivable/term"].model
    assert one["fields"]["id"] == other["fields"]["id"]
    assert one["fields"]["id"] is not other["fields"]["id"]


def test_what_a_query_cannot_name_is_known() -> None:
    invoice = FACTS.objects["accounts-receivable/invoice"]
    assert {path for path, facts in invoice.paths.items() if facts.write_only} == {"action", "createAPBill"}
    assert invoice.lists == {"lines": "accounts-receivable/invoice-line"}
    assert FACTS.resolve("accounts-receivable/invoice", "lines") is None
    assert FACTS.resolve(BILL, "vendor") is None
    assert FACTS.resolve(BILL, "vendor.nonsense") is None
    assert FACTS.resolve(BILL, "") is None


@pytest.mark.parametrize(
    ("path", "steps", "name", "end"),
    [
        ("dueDate", [], BILL, "dueDate"),
        ("currency.txnCurrency", [], BILL, "currency.txnCurrency"),
        ("nsp::region", [], BILL, "nsp::region"),
        ("vendor.key", [], BILL, "vendor.key"),
        ("vendor.name", ["vendor"], "accounts-payable/vendor", "name"),
        ("vendor.term.id", ["vendor", "term"], "accounts-payable/term", "id"),
        ("contacts.payTo.tax.taxId", ["contacts.payTo"], "company-config/contact", "tax.taxId"),
        (
            "audit.createdByUser.contact.mailingAddress.city",
            ["audit.createdByUser", "contact"],
            "company-config/contact",
            "mailingAddress.city",
        ),
    ],
)
def test_paths_lead_through_references(path: str, steps: list[str], name: str, end: str) -> None:
    found = FACTS.resolve(BILL, path)
    assert found is not None
    assert [step.path for step in found.steps] == steps
    assert (found.name, found.path) == (name, end)
    assert found.facts is not None
    assert found.facts.path == end


def test_a_member_that_only_the_reference_shows_is_null() -> None:
    found = FACTS.resolve("accounts-receivable/invoice", "customer.customerDue")
    assert found is not None
    assert found.facts is None


def test_a_reference_without_a_target_keeps_its_members() -> None:
    found = FACTS.resolve("company-config/entity", "baseCurrency.id")
    assert found is not None
    assert (found.steps, found.path) == ((), "baseCurrency.id")


def test_scales_come_from_the_formats() -> None:
    paths = FACTS.objects[BILL].paths
    assert paths["totalTxnAmount"].scale == 2
    assert paths["currency.exchangeRate.rate"].scale == NUMBER_SCALE
    assert paths["dueDate"].scale is None
    assert FACTS.objects["inventory-control/item"].paths["sales.basePrice"].scale == 10


def test_required_on_create_and_owner() -> None:
    assert "vendor.id" in FACTS.objects[BILL].required_on_create
    owner = FACTS.objects["general-ledger/journal-entry-line"].owner
    assert owner is not None
    assert (owner.path, owner.target) == ("journalEntry", "general-ledger/journal-entry")


def test_the_company_has_its_own_object() -> None:
    checkout = FACTS.objects["platform-apps/nsp::asset_checkout"]
    assert checkout.model["apiObject"] == "objects/platform-apps/nsp::asset_checkout"
    assert checkout.references["employee"].target == "company-config/employee"
    assert "nsp::region" in FACTS.objects["accounts-receivable/customer"].paths


def test_the_shipped_file_holds_facts_only() -> None:
    text = resource("model", "facts.json").read_text(encoding="utf-8")
    assert len(text) < 450_000
    assert '"example"' not in text
    assert {"objects", "services", "workflows"} <= json.loads(text).keys()
    assert FACTS.services["core/query"] == "POST"
    assert len(FACTS.workflows) == 72


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    path = Path(__file__).parents[2] / "packaging" / "build_model_facts.py"
    spec = importlib.util.spec_from_file_location("build_model_facts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_builder_puts_the_published_reference_right(builder: ModuleType) -> None:
    def field(**facts: Any) -> dict[str, Any]:
        flags = {"readOnly": False, "writeOnly": False, "required": False, "nullable": False, "mutable": True}
        return {"type": "string", "example": "x", **flags, **facts}

    catalogue = {
        "objects": {
            "accounts-receivable/invoice": {
                "type": "rootObject",
                "httpMethods": "GET",
                "idempotenceSupported": True,
                "fields": {
                    "action": field(),
                    "createAPBill": field(type="boolean", default="true"),
                    "state": field(enum=["a", "b"], default="a"),
                    "source": field(enum=["a"], nullable=True),
                },
                "groups": {"contacts": {"refs": {"primary": {"apiObject": None, "readOnly": True, "fields": {"id": field()}}}}},
                "refs": {},
                "lists": {},
            }
        },
        "services": {"core/query": ["POST"]},
        "workflows": {},
    }
    built = builder.build(json.loads(json.dumps(catalogue)))
    assert built == builder.build(json.loads(json.dumps(catalogue)))
    attributes, nodes = built["attributes"], built["nodes"]
    fields_, groups, _, _ = nodes[built["objects"]["accounts-receivable/invoice"][3]]
    described = {name: attributes[at] for name, at in fields_.items()}
    assert described == {
        "action": ["string", None, "wnm"],
        "createAPBill": ["boolean", None, "wnm", {"default": True}],
        "source": ["string", None, "nm", {"enum": ["a", None]}],
        "state": ["string", None, "m", {"enum": ["a", "b"], "default": "a"}],
    }
    target, members, _ = nodes[groups["contacts"]][2]["primary"]
    assert target == "company-config/contact"
    assert attributes[nodes[members][0]["id"]] == ["string", None, "rn"]


def test_what_the_recorded_models_say_otherwise() -> None:
    """The reference and the running service differ in these members of a bill and a customer; the service is right."""
    bill, customer = FACTS.objects["accounts-payable/bill"], FACTS.objects["accounts-receivable/customer"]
    assert bill.references["recurringSchedule"].target == "core/schedule"
    assert bill.paths["purchasing.key"].read_only
    assert not customer.paths["id"].mutable
    assert customer.paths["customerAccountHealth.healthScore"].type == "integer"
    assert customer.references["priceSchedule"].target == "purchasing/price-schedule"
