from typing import Any

import pytest

from intacct_desktop.api.model import Field, ValueKind, parse_entry, parse_model
from intacct_desktop.api.naming import readable
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
    assert readable("totalTxnAmountDue") == "Total txn amount due"
    assert readable("glAccount.id") == "GL account ID"
    assert readable("accounts-payable") == "Accounts payable"
    assert readable("nsp::asset_checkout") == "Asset checkout"


def test_an_entry_of_the_list() -> None:
    entry = parse_entry({"apiObject": "objects/platform-apps/nsp::asset", "type": "rootObject", "httpMethods": "GET"})
    assert (entry.name, entry.application, entry.is_custom) == ("platform-apps/nsp::asset", "platform-apps", True)
