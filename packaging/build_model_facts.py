"""Boil the catalogue of the API's objects down to ``resources/model/facts.json``: names, types and flags, no texts and no examples.

Usage: ``python packaging/build_model_facts.py PATH/model-catalog.json``. The same catalogue gives the same bytes.

The catalogue was collected from the published reference, which differs from what the running service says in a few regular ways (facts
2.3, compared with the recorded models of bill and customer). They are put right here:

- ``nullable`` is false exactly for an enumeration without null, and an enumeration with a default has none;
- members of a read-only reference are read-only themselves, and the reference carries no flag;
- ``default`` has the type of its field;
- the reference leaves some targets open that the service names (``LIVE_TARGETS``);
- two fields of an invoice are refused by a query as write-only (``LIVE_WRITE_ONLY``, facts 2.4);
- some members of a bill and a customer differ (``LIVE_MEMBERS``);
- object-specific filter parameters are only in the recorded models (``LIVE_FILTER_PARAMETERS``);
- four objects have no members there: one is another's by a misspelt address (``MISSPELT``), of the others only what every record has is
  known.

The file's shape: ``attributes`` and ``nodes`` are pools, everything else points into them by index. A node is
``[fields, groups, refs, lists]``: fields name -> attribute, groups name -> node, refs name -> [apiObject, node, isOwner], lists name ->
apiObject, or [apiObject, node] where the members are given inline. An object is
``[type, httpMethods, idempotenceSupported, node, requiredOnCreate]``.
"""

import json
import sys
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "resources" / "model" / "facts.json"

FLAGS = ("readOnly", "writeOnly", "nullable", "mutable", "deprecated")

LIVE_TARGETS = {
    "billBackTemplate": "accounts-receivable/billback-template",
    "purchasing": "purchasing/document",
    "purchasingDocument": "purchasing/document",
    "contacts.primary": "company-config/contact",
    "contacts.recipient1099": "company-config/contact",
    "contacts.site": "company-config/contact",
    "tax.group": "tax/contact-tax-group",
    "tax.solution": "tax/tax-solution",
}

LIVE_WRITE_ONLY = {"accounts-receivable/invoice": {"action", "createAPBill"}}

MISSPELT = {"acounts-payable/joint-payee": "accounts-payable/joint-payee"}

LIVE_MEMBERS: dict[str, dict[str, dict[str, Any]]] = {
    "accounts-payable/bill": {
        "refs purchasing": {"readOnly": True},
        "refs recurringSchedule": {"apiObject": "core/schedule", "readOnly": True},
    },
    "accounts-receivable/customer": {
        "fields id": {"mutable": False},
        "groups contacts refs default groups electronicInvoiceDetails fields registeredCapital": {"type": "integer"},
        "groups customerAccountHealth fields healthScore": {"type": "integer"},
        "refs priceSchedule": {"apiObject": "purchasing/price-schedule"},
    },
}

_APPROVALS = {"approvalsForUser": {"parameters": {"submitState": {"type": "string"}}}}
LIVE_FILTER_PARAMETERS = {"accounts-payable/bill": _APPROVALS, "accounts-payable/vendor": _APPROVALS}


class Pool:
    """Values by index, each kept once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._index: dict[str, int] = {}

    def index(self, value: Any) -> int:
        """The place of ``value`` in the pool, added at the end when it is new."""
        text = json.dumps(value, sort_keys=True)
        if text not in self._index:
            self._index[text] = len(self.values)
            self.values.append(value)
        return self._index[text]


class Facts:
    """The pools being filled, and the walk through the catalogue that fills them."""

    def __init__(self) -> None:
        self.attributes = Pool()
        self.nodes = Pool()

    def attribute(self, field: dict[str, Any], *, read_only: bool) -> int:
        """One field's facts: [type, format, flags, extras], the flags as letters in the order of ``FLAGS``."""
        enum = list(field.get("enum", ()))
        if enum and field["nullable"] and "default" not in field and None not in enum:
            enum.append(None)
        flags = {
            "readOnly": field["readOnly"] or read_only,
            "writeOnly": field["writeOnly"],
            "nullable": not enum or None in enum,
            "mutable": field["mutable"] and not read_only and not field["readOnly"],
            "deprecated": field.get("deprecated", False),
        }
        extras: dict[str, Any] = {}
        if enum:
            extras["enum"] = enum
        if "default" in field:
            extras["default"] = default_of(field)
        if "items" in field:
            extras["items"] = field["items"]
        entry = [field["type"], field.get("format"), "".join(flag[0] for flag in FLAGS if flags[flag])]
        return self.attributes.index([*entry, extras] if extras else entry)

    def node(self, group: dict[str, Any], path: str, *, read_only: bool = False) -> int:
        """A group, a reference's members or a whole object, as an index of ``nodes``."""
        fields = {name: self.attribute(field, read_only=read_only) for name, field in sorted(group.get("fields", {}).items())}
        groups = {name: self.node(inner, name, read_only=read_only) for name, inner in sorted((group.get("groups") or {}).items())}
        refs = {name: self.reference(name, ref, path, read_only=read_only) for name, ref in sorted((group.get("refs") or {}).items())}
        lists = {name: self.owned(name, inner) for name, inner in sorted((group.get("lists") or {}).items())}
        return self.nodes.index([fields, groups, refs, lists])

    def reference(self, name: str, ref: dict[str, Any], path: str, *, read_only: bool) -> list[Any]:
        """[apiObject or null, members, isOwner]."""
        target = ref.get("apiObject") or LIVE_TARGETS.get(f"{path}.{name}" if path else name)
        members = self.node(ref, name, read_only=read_only or ref.get("readOnly", False))
        return [target, members, 1 if ref.get("isOwner") else 0]

    def owned(self, name: str, inner: dict[str, Any]) -> Any:
        """An owned list: its object, or [apiObject or null, node] where the reference gives the members inline."""
        target = inner.get("apiObject")
        if "fields" not in inner and "groups" not in inner:
            return target
        return [target, self.node(inner, name)]


def with_members(name: str, objects: dict[str, Any]) -> dict[str, Any]:
    """The catalogue's entry of an object, with members where it has none."""
    entry: dict[str, Any] = objects[name]
    if entry["fields"]:
        return entry
    if name in MISSPELT:
        right: dict[str, Any] = objects[MISSPELT[name]]
        return right
    own = {"type": "string", "readOnly": True, "writeOnly": False, "nullable": True, "mutable": False}
    return entry | {"fields": dict.fromkeys(("href", "id", "key"), own)}


def default_of(field: dict[str, Any]) -> Any:
    """The default as the service sends it; the reference writes every one as a string."""
    text = field["default"]
    if field["type"] == "boolean":
        return text == "true"
    if field["type"] in {"number", "integer"}:
        return int(text)
    return text


def build(catalogue: dict[str, Any]) -> dict[str, Any]:
    """The whole resource as plain JSON values."""
    facts = Facts()
    for name, fields in LIVE_WRITE_ONLY.items():
        for field in fields:
            catalogue["objects"][name]["fields"][field]["writeOnly"] = True
    for name in LIVE_MEMBERS.keys() & catalogue["objects"].keys():
        for path, facts_of_member in LIVE_MEMBERS[name].items():
            reduce(getitem, path.split(), catalogue["objects"][name]).update(facts_of_member)
    objects = {
        name: [
            entry["type"],
            entry["httpMethods"],
            entry["idempotenceSupported"],
            facts.node(with_members(name, catalogue["objects"]), ""),
            sorted(entry.get("requiredOnCreate") or []),
        ]
        for name, entry in sorted(catalogue["objects"].items())
    }
    return {
        "attributes": facts.attributes.values,
        "nodes": facts.nodes.values,
        "objects": objects,
        "filterParameters": LIVE_FILTER_PARAMETERS,
        "services": {name: ",".join(methods) for name, methods in sorted(catalogue["services"].items())},
        "workflows": {name: ",".join(methods) for name, methods in sorted(catalogue["workflows"].items())},
    }


def write(facts: dict[str, Any], target: Path) -> None:
    """One entry a line, so that a newer catalogue shows as a readable difference."""

    def dump(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    parts = []
    for name, entries in facts.items():
        if isinstance(entries, dict):
            rows = (f"{dump(key)}:{dump(value)}" for key, value in entries.items())
            parts.append(f"{dump(name)}:{{\n" + ",\n".join(rows) + "\n}")
        else:
            parts.append(f"{dump(name)}:[\n" + ",\n".join(map(dump, entries)) + "\n]")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    """Read the catalogue named on the command line and write the resource."""
    if len(arguments) != 1:
        print("usage: build_model_facts.py PATH/model-catalog.json", file=sys.stderr)
        return 2
    write(build(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))), TARGET)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
