"""Request bodies for new records, made from the facts alone: what is required, with values and references that exist."""

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from intacct_desktop.sandbox.facts import ObjectFacts, PathFacts, load_facts
from intacct_desktop.sandbox.writing.ownership import places
from intacct_desktop.sandbox.writing.requirements import required_of_item

Body = dict[str, Any]

# The first record of an object as GET answers it; None where there is none.
First = Callable[[str], Body | None]

# Makes a record; its key.
Make = Callable[[str, Body], str]

_LINE: Body = {"glAccount": {"id": "6100"}, "txnAmount": "60.00", "dimensions": {"location": {"id": "100"}}}
_COUNTED: Body = {"statisticalAccount": {"key": "1"}, "txnAmount": "5.00", "txnType": "increase", "dimensions": {"location": {"id": "100"}}}
_VENDOR, _CUSTOMER = {"vendor": {"id": "V-00001"}}, {"customer": {"id": "C-00001"}}
_DRAFT = {"state": "draft"}

# What the business rules of the main documents ask for beyond their facts. A draft can be deleted again.
_MAIN: dict[str, Body] = {
    "accounts-payable/adjustment": _DRAFT | {"lines": [_LINE], **_VENDOR},
    "accounts-payable/advance": _DRAFT | {"financialEntity": {"entityId": "OPS-USD"}, "lines": [_LINE | {"accountLabel": {"key": "1"}}]},
    "accounts-payable/bill": _DRAFT | {"lines": [_LINE], **_VENDOR},
    "accounts-payable/bill-line": _LINE,
    "accounts-receivable/adjustment": _DRAFT,
    "accounts-receivable/advance": _DRAFT,
    "accounts-receivable/invoice": _DRAFT | {"lines": [_LINE | {"glAccount": {"id": "4000"}}], **_CUSTOMER},
    "cash-management/bank-fee": {"lines": [_LINE]},
    "cash-management/credit-card-fee": {"lines": [_LINE]},
    "cash-management/credit-card-txn": {"lines": [_LINE]},
    "cash-management/deposit": {"details": [{"id": "1"}]},
    "cash-management/funds-transfer": {
        "transferFromAccount": {"bankAccount": {"id": "OPS-USD"}, "transferAmount": "10.00"},
        "transferToAccount": {"bankAccount": {"id": "SAV-USD"}},
    },
    "contracts/contract-line": {"contract": {"key": "2"}, "item": {"key": "2"}},
    "expenses/employee-expense": _DRAFT,
    "general-ledger/journal-entry": _DRAFT | {"lines": [_LINE | {"txnType": "debit"}, _LINE | {"txnType": "credit"}]},
    "general-ledger/statistical-journal-entry": _DRAFT | {"lines": [_COUNTED]},
    "inventory-control/stockable-kit-document": {"txnDefinition": {"id": "buildKits"}},
    "time/timesheet": _DRAFT | {"beginDate": "2026-11-02"},
    "time/timesheet-line": {"entryDate": "2026-11-02", "quantity": 8},
}

_number = itertools.count(1)


class Bodies:
    """Makes bodies; no two have the same id or name."""

    def __init__(self, first: First, make: Make) -> None:
        self._first = first
        self._make = make
        self._facts = load_facts()

    def new(self, name: str) -> Body:
        """The smallest body that a new record of ``name`` can have, with an id and a name where these are the client's to give."""
        facts = self._facts.objects[name]
        body: Body = {}
        place = next(iter(places(name)), None)
        required = required_of_item(self._facts.objects[place.owner], place.path, facts) if place else facts.required_on_create
        for path in ("id", "name", *required):
            self._fill(body, facts, path)
        body |= _MAIN.get(name, {}) | self._payment(name)
        if place and facts.owner:
            key = self._make(place.owner, self.new(place.owner)) if place.owner in _MAIN else self._existing(place.owner)["key"]
            _put(body, facts.owner.path, {"key": key})
        return body

    def complete(self, name: str, body: Body, paths: Iterable[str]) -> None:
        """Fill these members, too."""
        for path in paths:
            self._fill(body, self._facts.objects[name], path)

    def _payment(self, name: str) -> Body:
        """What a payment needs to say: it pays a document that is open."""
        if name == "accounts-payable/payment":
            bill = self.new("accounts-payable/bill")
            del bill["state"]
            details = [{"bill": {"key": self._make("accounts-payable/bill", bill)}, "txnCurrency": {"paymentAmount": "60.00"}}]
            return _DRAFT | {"details": details, "financialEntity": {"entityId": "OPS-USD"}, "paymentMethod": "printedCheck", **_VENDOR}
        if name == "accounts-receivable/payment":
            invoice = self.new("accounts-receivable/invoice")
            del invoice["state"]
            details = [
                {"arInvoice": {"key": self._make("accounts-receivable/invoice", invoice)}, "txnCurrency": {"paymentAmount": "60.00"}}
            ]
            return _DRAFT | {"paymentDetails": details, **_CUSTOMER}
        return {}

    def value(self, member: PathFacts) -> Any:
        """Something that the member takes, other than the time before where it can be."""
        number = next(_number)
        if member.path.lower().endswith("currency"):
            return "USD"
        if member.enum:
            return next(each for each in member.enum if each)
        match member.type, member.format, member.scale:
            case "boolean", _, _:
                return number % 2 == 0
            case "array", _, _:
                return [f"Value {number}"]
            case (("number" | "integer"), _, _):
                return number
            case _, "date", _:
                return "2026-11-02"
            case _, "date-time", _:
                return "2026-11-02T09:30:00Z"
            case _, "base64zip" | "inbound-binary" | "base64url", _:
                return "cHJhY3RpY2U="
            case _, "email", _:
                return f"clerk{number}@riverside.example"
            case _, _, None:
                return f"T{number:05}"
            case _, _, scale:
                return f"{number}.{'0' * scale}"

    def _fill(self, body: Body, facts: ObjectFacts, path: str) -> None:
        path, _, of_items = path.partition("[].")
        path = path.removesuffix("[]")
        member = facts.paths.get(path)
        if of_items or path in facts.lists:
            self._fill_list(body, facts, path, of_items)
        elif path in facts.references or (member and member.reference):
            self._refer(body, facts, path if path in facts.references else str(member and member.reference))
        elif member:
            if not member.read_only:
                _put(body, path, self.value(member))
        elif below := next((each for each in facts.paths.values() if each.path.startswith(f"{path}.") and not each.read_only), None):
            self._fill(body, facts, below.path)

    def _fill_list(self, body: Body, facts: ObjectFacts, path: str, of_items: str) -> None:
        name = facts.lists[path] or ""
        items = _get(body, path) or [{}]
        _put(body, path, items)
        if name in self._facts.objects:
            item = self._facts.objects[name]
            for each in [of_items] if of_items else required_of_item(facts, path, item):
                self._fill(items[0], item, each)

    def _refer(self, body: Body, facts: ObjectFacts, path: str) -> None:
        target = facts.references[path].target or ""
        paths = facts.paths
        members = [each for each in ("key", "id", "name") if (f := paths.get(f"{path}.{each}")) and not f.read_only]
        if members:
            record = self._existing(target) if target in self._facts.objects else {members[0]: "1"}
            _put(body, path, {members[0]: record[members[0]]})

    def _existing(self, name: str) -> Body:
        record = self._first(name)
        assert record is not None, f"{name} has no records"
        return record


def _put(body: Body, path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        body = body.setdefault(group, {})
    body[name] = value


def _get(body: Body, path: str) -> Any:
    here: Any = body
    for name in path.split("."):
        here = here.get(name) if isinstance(here, dict) else None
    return here
