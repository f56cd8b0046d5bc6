"""What the company has added to its own model: custom fields, a custom object, a dimension; as the model service shows them (facts 2.3)."""

from typing import Any

Model = dict[str, Any]


def _field(type_: str = "string", *, read_only: bool = False, **facts: Any) -> Model:
    return {
        "type": type_,
        **facts,
        "readOnly": read_only,
        "writeOnly": False,
        "required": False,
        "nullable": "enum" not in facts or None in facts["enum"],
        "mutable": not read_only,
    }


def _ref(target: str, *, named: bool = True, read_only: bool = False) -> Model:
    members = ("href", "id", "key", "name") if named else ("href", "id", "key")
    return {"apiObject": target, "fields": {member: _field(read_only=read_only or member in {"href", "name"}) for member in members}}


REGIONS = ("north", "south", "east", "west", "international")
ASSET_CHECKOUT = "platform-apps/nsp::asset_checkout"

# A user-defined dimension is an object of its own, which only the user interface can change (facts 2.2, 9).
CHANNEL = "platform-apps/nsp::channel_UDD"
CHANNEL_DIMENSION = "nsp::channel"

_REGION = {"nsp::region": _field(enum=[*REGIONS, None])}

CUSTOM_FIELDS: dict[str, Model] = {"accounts-receivable/customer": _REGION, "accounts-payable/bill": _REGION}

# The lines that carry the dimension. Of a user-defined dimension they show the key only (facts 5.8).
DIMENSIONED = (
    "accounts-payable/bill-line",
    "accounts-receivable/invoice-line",
    "general-ledger/journal-entry-line",
    "order-entry/document-line",
    "purchasing/document-line",
)
CUSTOM_DIMENSIONS: Model = {
    CHANNEL_DIMENSION: {"apiObject": CHANNEL, "fields": {"key": _field(), "href": _field(read_only=True)}},
}

_AUDIT = {
    "fields": {
        "createdDateTime": _field(read_only=True, format="date-time"),
        "modifiedDateTime": _field(read_only=True, format="date-time"),
    },
    "refs": {
        "createdByUser": _ref("company-config/user", named=False, read_only=True),
        "modifiedByUser": _ref("company-config/user", named=False, read_only=True),
    },
}

CUSTOM_OBJECTS: dict[str, Model] = {
    ASSET_CHECKOUT: {
        "fields": {
            "condition": _field(enum=["new", "good", "worn", "damaged", None]),
            "deposit": _field(format="decimal-precision-2"),
            "dueBack": _field(format="date"),
            "href": _field(read_only=True),
            "id": _field(),
            "isReturned": _field("boolean", default=False),
            "key": _field(read_only=True),
            "name": _field(),
            "returnedOn": _field(format="date"),
            "takenOn": _field(format="date"),
        },
        "groups": {"audit": _AUDIT},
        "httpMethods": "OPTIONS,GET,POST,PATCH,DELETE",
        "lists": [],
        "refs": {
            "employee": _ref("company-config/employee"),
            "entity": _ref("company-config/entity", read_only=True),
            "location": _ref("company-config/location"),
        },
        "idempotenceSupported": True,
        "apiObject": f"objects/{ASSET_CHECKOUT}",
        "type": "rootObject",
        "href": f"/services/core/model?version=v1&name=objects/{ASSET_CHECKOUT}",
    },
    CHANNEL: {
        "fields": {
            "description": _field(read_only=True),
            "href": _field(read_only=True),
            "id": _field(read_only=True),
            "key": _field(read_only=True),
            "name": _field(read_only=True),
            "status": _field(read_only=True, enum=["active", "inactive"], default="active"),
        },
        "groups": {"audit": _AUDIT},
        "httpMethods": "OPTIONS,GET",
        "lists": [],
        "refs": [],
        "idempotenceSupported": False,
        "apiObject": f"objects/{CHANNEL}",
        "type": "rootObject",
        "href": f"/services/core/model?version=v1&name=objects/{CHANNEL}",
    },
}
