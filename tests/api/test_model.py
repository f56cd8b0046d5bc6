from typing import Any

import pytest

from intacct_desktop.api.model import Field, ResourceKind, ServiceMembers, ValueKind, parse_entry, parse_model, parse_service
from intacct_desktop.api.naming import application_of, object_of, readable, title_of
from intacct_desktop.api.operators import Operator, operators_for

BILL: dict[str, Any] = {
    "apiObject": "objects/accounts-payable/bill",
    "type": "rootObject",
    "httpMethods": "OPTIONS,GET,POST,DELETE,PATCH",
    "idempotenceSupported": True,
    "fields": {
        "id": {"type": "string", "readOnly": True, "nullable": True, "mutable": False},
        "dueDate": {"type": "string", "format": "date"},
        "state": {"type": "string", "enum": ["draft", "posted", None]},
        "totalTxnAmount": {"type": "string", "format": "decimal-precision-2", "readOnly": True},
        "password": {"type": "string", "writeOnly": True},
    },
    "groups": {
        "audit": {
            "fields": {"createdDateTime": {"type": "string", "format": "date-time"}},
            "refs": {"createdByUser": {"apiObject": "company-config/user", "fields": {"id": {"type": "string"}}}},
        }
    },
    "refs": {"vendor": {"apiObject": "accounts-payable/vendor", "fields": {"id": {"type": "string"}, "key": {"type": "string"}}}},
    "lists": {"lines": {"apiObject": "accounts-payable/bill-line"}},
}


def test_reads_a_model_with_groups_references_and_lists() -> None:
    model = parse_model(BILL)
    assert model.name == "accounts-payable/bill"
    assert "PATCH" in model.methods
    assert model.fields["audit.createdDateTime"].kind is ValueKind.DATE_TIME
    assert model.fields["audit.createdByUser.id"].path == "audit.createdByUser.id"
    assert model.references["vendor"].object == "accounts-payable/vendor"
    assert model.lists["lines"].object == "accounts-payable/bill-line"
    assert model.fields["state"].choices == ("draft", "posted")
    assert not model.fields["password"].queryable


def test_the_service_writes_an_empty_list_where_there_is_nothing() -> None:
    assert parse_model({**BILL, "lists": [], "refs": [], "groups": []}).lists == {}


def test_what_describes_no_member_is_passed_over() -> None:
    model = parse_model({**BILL, "fields": {"id": {"type": "string"}, "odd": "string", "none": None}, "refs": {"odd": []}})
    assert set(model.root.fields) == {"id"}
    assert model.root.references == {}


def test_finds_the_reference_that_a_path_goes_through() -> None:
    above = parse_model(BILL).reference_above("audit.createdByUser.contact.name")
    assert above is not None
    assert (above[0].object, above[1]) == ("company-config/user", "contact.name")


@pytest.mark.parametrize(
    ("field", "kind", "scale"),
    [
        (Field("a", "string", "decimal-precision-10"), ValueKind.DECIMAL, 10),
        (Field("a", "string", "percent-precision-2"), ValueKind.DECIMAL, 2),
        (Field("a", "number"), ValueKind.DECIMAL, None),
        (Field("a", "string", enum=(None, "")), ValueKind.TEXT, None),
        (Field("a", "array"), ValueKind.ARRAY, None),
        (Field("a", "string", "outbound-binary"), ValueKind.BINARY, None),
    ],
)
def test_what_a_value_is(field: Field, kind: ValueKind, scale: int | None) -> None:
    assert (field.kind, field.scale) == (kind, scale)


def test_dates_take_no_text_operators() -> None:
    offered = operators_for(Field("dueDate", "string", "date"))
    assert Operator.BETWEEN in offered
    assert Operator.CONTAINS not in offered


def test_readable_names() -> None:
    assert readable("totalTxnAmountDue") == "Total transaction amount due"
    assert readable("glAccount.id") == "GL account ID"
    assert [readable(name) for name in ("cipAsset", "ipAddress", "ssoId", "upc", "tparAmount", "allowedTxns")] == [
        "CIP asset",
        "IP address",
        "SSO ID",
        "UPC",
        "TPAR amount",
        "Allowed transactions",
    ]
    assert readable("accounts-payable") == "Accounts payable"
    assert readable("nsp::asset_checkout") == "Asset checkout"


def test_an_entry_of_the_list() -> None:
    entry = parse_entry({"apiObject": "objects/platform-apps/nsp::asset", "type": "rootObject", "httpMethods": "GET"})
    assert (entry.name, entry.application, entry.is_custom) == ("platform-apps/nsp::asset", "platform-apps", True)


POST: dict[str, Any] = {
    "request": {
        "fields": {"ids": {"type": "array", "items": {"type": "integer"}, "delimiter": "|", "required": True}},
        "groups": {"options": {"fields": {"asOfDate": {"type": "string", "format": "date"}}}},
        "refs": {
            "term": {
                "apiObject": "a/term",
                "fields": {"id": {"type": "string"}},
                "groups": {"due": {"fields": {"days": {"type": "integer"}}}},
            }
        },
        "lists": {"lines": {"apiObject": "a/line", "fields": {"amount": {"type": "string"}}, "lists": {"taxes": {"apiObject": "a/tax"}}}},
        "httpMethods": "POST",
    },
    "response": {"fields": {"state": {"type": "string", "enum": ["posted"]}}, "groups": [], "refs": [], "lists": []},
    "idempotenceSupported": True,
    "apiObject": "workflows/a/contract-line/post",
    "type": "workflow",
    "httpMethods": "OPTIONS,POST",
}


def test_the_model_of_a_service_keeps_all_that_is_said_of_both_sides() -> None:
    service = parse_service(POST)
    assert (service.name, service.kind, service.idempotence_supported) == ("workflows/a/contract-line/post", ResourceKind.WORKFLOW, True)
    assert [sorted(methods) for methods in (service.methods, service.request.methods, service.response.methods)] == [
        ["OPTIONS", "POST"],
        ["POST"],
        [],
    ]
    request = service.request.root
    ids = request.fields["ids"]
    assert (ids.required, ids.delimiter, ids.items and ids.items.kind) == (True, "|", ValueKind.INTEGER)
    assert request.groups["options"].fields["asOfDate"].path == "options.asOfDate"
    assert request.references["term"].groups["due"].fields["days"].path == "term.due.days"
    lines = request.lists["lines"]
    assert lines.element is not None
    assert (lines.object, lines.element.fields["amount"].path) == ("a/line", "lines.amount")
    assert (lines.element.lists["taxes"].path, lines.element.lists["taxes"].element) == ("lines.taxes", None)
    assert service.response.root.fields["state"].choices == ("posted",)


@pytest.mark.parametrize("side", [None, [], {}, {"fields": [], "groups": [], "refs": [], "lists": []}])
def test_a_service_whose_model_says_nothing(side: object) -> None:
    service = parse_service({"apiObject": "services/core/query", "type": "service", "request": side})
    assert service.request.is_empty
    assert service.response == ServiceMembers(service.response.root)


def test_a_service_has_the_same_name_with_and_without_its_prefix() -> None:
    for name in ("services/core/session/id", "core/session/id"):
        entry = parse_entry({"apiObject": name, "type": "service", "httpMethods": "GET"})
        assert (entry.name, entry.kind, entry.application, entry.title) == (
            "services/core/session/id",
            ResourceKind.SERVICE,
            "core",
            "Session: ID",
        )
    assert parse_entry({"apiObject": "objects/core/session", "type": "something new"}).kind is None


def test_what_services_and_actions_are_called() -> None:
    action = "workflows/accounts-receivable/invoice/generate-pdf"
    assert (title_of(action), object_of(action), application_of(action)) == (
        "Invoice: generate PDF",
        "accounts-receivable/invoice",
        "accounts-receivable",
    )
    assert title_of("services/core/query") == "Query"
    assert title_of("general-ledger/journal-entry-line") == "Journal entry line"


def test_parameters_that_an_object_adds_have_their_members() -> None:
    extra = {"approvalsForUser": {"description": "Mine", "parameters": {"submitState": {"type": "string"}}}, "odd": {}, "none": []}
    model = parse_model({**BILL, "additionalQueryFilterParameters": extra})
    assert model.query_parameters == ("approvalsForUser", "odd")
    first, second = model.own_parameters
    assert (first.description, first.title) == ("Mine", "Approvals for user")
    assert first.fields == {"submitState": Field("submitState", "string")}
    assert second.fields == {}
