from intacct_desktop.api.model import parse_model
from intacct_desktop.api.query import Order
from intacct_desktop.workspace.starter import starter_query

NAMED = {"fields": {"id": {"type": "string"}, "name": {"type": "string"}}}


def test_the_first_columns_tell_records_apart() -> None:
    model = parse_model(
        {
            "apiObject": "objects/accounts-payable/bill",
            "fields": {
                "billNumber": {"type": "string"},
                "discountCutOffDate": {"type": "string", "format": "date"},
                "dueDate": {"type": "string", "format": "date"},
                "id": {"type": "string"},
                "key": {"type": "string"},
                "state": {"type": "string", "enum": ["draft", "posted"]},
                "totalTxnAmount": {"type": "string", "format": "decimal-precision-2"},
                "totalTxnAmountDue": {"type": "string", "format": "decimal-precision-2"},
                "pin": {"type": "string", "enum": ["a"], "writeOnly": True},
            },
            "refs": {
                "entity": {"apiObject": "company-config/entity", **NAMED},
                "location": {"apiObject": "company-config/location", **NAMED},
                "vendor": {"apiObject": "accounts-payable/vendor", **NAMED},
            },
        }
    )
    query = starter_query(model)
    assert query.fields == ("key", "id", "vendor.name", "dueDate", "state", "totalTxnAmount", "totalTxnAmountDue")
    assert query.order_by == (Order("key"),)


def test_an_object_without_an_identity_still_shows_something() -> None:
    query = starter_query(parse_model({"apiObject": "objects/a/b", "fields": {"longName": {"type": "string"}, "code": {"type": "string"}}}))
    assert query.fields == ("code",)
    assert query.order_by == ()
