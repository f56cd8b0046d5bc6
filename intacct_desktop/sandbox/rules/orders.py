"""Order, purchasing and inventory documents: numbers from their sequence, amounts from quantity and price, states by what they became."""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, converted
from intacct_desktop.sandbox.rules.entities import entity_of, location_entity
from intacct_desktop.sandbox.rules.money import APPROVAL_LIMIT, rate_on, stored_rate, whole_rate
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, key_of, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Store
from intacct_desktop.sandbox.writing.change import Change, Problem, Row

SEQUENCE = "company-config/document-sequence"
# Quantities and prices have ten digits, amounts of documents two.
_ONE, _CENT = 10**10, 10**8

# Documents that became another, or are done, stay as they are.
_LOCKED = frozenset({"closed", "converted", "partiallyConverted", "convertedByLine", "partiallyConvertedByLine", "approved", "submitted"})
_DELETABLE = frozenset({"draft", "pending", "declined", "inProgress"})
_FREE = frozenset({"memo", "referenceNumber", "notes", "attachment.key"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three applications. The paths are those of a line's price per unit and of its amounts in both currencies."""

    name: str
    day: str
    unit: str
    txn: str
    base: str
    subtotal: str
    partner: str = ""
    partner_object: str = ""
    needs_approval: bool = False


SALES = Kind(
    "order-entry/document", "txnDate", "unitPrice", "priceInTxnCurrency", "price", "subtotal", "customer", "accounts-receivable/customer"
)
PURCHASES = Kind(
    "purchasing/document",
    "txnDate",
    "unitPrice",
    "priceInTxnCurrency",
    "price",
    "subtotal",
    "vendor",
    "accounts-payable/vendor",
    needs_approval=True,
)
INVENTORY = Kind("inventory-control/document", "transactionDate", "unitCost", "extendedCost", "totalCost", "subTotal")


class Amounts(Rule):
    """Number, currencies, lines and totals of a document."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def complete(self, change: Change) -> None:
        kind, root, store = self._kind, change.root, change.store
        if not root.is_new and was(root, "state") in _LOCKED:
            return
        lines = root.items("lines")
        if root.values.get(ENTITY) is None:
            places = (location_entity(store, line.values.get("dimensions.location.key")) for line in lines)
            root.values[ENTITY] = root.values["entity.key"] = next((place for place in places if place), None)
        self._number(change)
        base = entity_of(store, root.values.get(ENTITY)).currency
        default(root, "baseCurrency", base)
        partner = store.record(kind.partner_object, number(root, f"{kind.partner}.key")) if kind.partner else None
        default(root, "txnCurrency", (partner or {}).get("currency") or base)
        rate = self._rate(change)
        totals = [self._complete_line(change, line, rate) for line in lines]
        txn, in_base = sum(total for total, _ in totals), sum(total for _, total in totals)
        root.values |= {f"{kind.subtotal}": in_base, "total": in_base, "subtotalInTxnCurrency": txn, "totalInTxnCurrency": txn}
        root.values["state"] = self._state(change)

    def _number(self, change: Change) -> None:
        """The next number of the document's sequence; its id is made of its type and number."""
        root, store = change.root, change.store
        application = root.name.partition("/")[0]
        definition = store.record(f"{application}/txn-definition", number(root, "txnDefinition.key")) or {}
        if root.values.get("documentNumber") is None:
            root.values["documentNumber"] = take_number(store, number(Row(SEQUENCE, definition), "documentSequence.key"))
        if root.is_new and root.values["documentNumber"] is not None:
            kind = root.values.get("documentType") or definition.get("id")
            root.values["documentType"] = kind
            root.values["id"] = root.values["documentId"] = f"{kind}-{root.values['documentNumber']}"

    def _rate(self, change: Change) -> int:
        root, store = change.root, change.store
        column = store.table(root.name).columns["exchangeRate.rate"]
        day = day_of(root, "exchangeRate.date", self._kind.day)
        currency, base = str(root.values["txnCurrency"]), str(root.values["baseCurrency"])
        if day and "exchangeRate.rate" not in root.sent:
            rate = rate_on(store, currency, base, day)
            root.values["exchangeRate.rate"] = None if rate is None else stored_rate(rate, column)
            root.values["exchangeRate.typeId"] = None if currency == base else DAILY_RATE
        default(root, "exchangeRate.date", day.isoformat() if day else None)
        return whole_rate(root.values.get("exchangeRate.rate"), column) or WHOLE

    def _complete_line(self, change: Change, line: Row, rate: int) -> tuple[int, int]:
        """Fill in a line; its amounts in cents, in both currencies."""
        kind, root = self._kind, change.root
        quantity, unit = number(line, "unitQuantity"), number(line, kind.unit)
        exact = quantity * unit // _ONE - number(line, "discount") * _CENT
        sign = 1 if exact >= 0 else -1
        txn = sign * ((abs(exact) + _CENT // 2) // _CENT)
        in_base = converted(txn, rate)
        line.values |= {
            "quantity": quantity,
            "quantityRemaining": quantity,
            "quantityConverted": 0,
            kind.txn: txn * _CENT,
            kind.base: in_base * _CENT,
            "documentType": root.values.get("documentType"),
            "txnCurrency": root.values.get("txnCurrency"),
            "baseCurrency": root.values.get("baseCurrency"),
        }
        if line.values.get("item.key") is None:
            line.values["item.key"] = line.values.get("dimensions.item.key")
        default(line, "status", "active")
        return txn, in_base

    def _state(self, change: Change) -> str | None:
        root = change.root
        state = root.values.get("state")
        if change.action or not root.is_new:
            return None if state is None else str(state)
        if "state" in root.sent and state == "draft":
            return "draft"
        return "submitted" if self._kind.needs_approval and number(root, "total") > APPROVAL_LIMIT else "pending"

    def check(self, change: Change) -> Iterator[Problem]:
        kind, root = self._kind, change.root
        if is_deletion(change):
            if root.values["state"] not in _DELETABLE:
                yield problem(root, "", f"The document is {root.values['state']} and cannot be deleted")
            return
        if not root.items("lines"):
            yield problem(root, "lines", "The document has no lines")
        for line in root.items("lines"):
            if line.is_new and key_of(line, "item.key") is None and "item.key" in change.store.table(line.name).columns:
                yield problem(line, "dimensions.item", "The line has no item")
            if line.is_new and number(line, "unitQuantity") == 0:
                yield problem(line, "unitQuantity", "The quantity is larger than zero")
        if root.values.get("exchangeRate.rate") is None and day_of(root, kind.day):
            yield problem(root, "exchangeRate.rate", "There is no exchange rate between the two currencies on this day", "Give the rate")


class Stage(Rule):
    """A document that became another, or waits for its approval, stays as it is."""

    def check(self, change: Change) -> Iterator[Problem]:
        root, state = change.root, was(change.root, "state")
        if change.action or root.is_new or is_deletion(change):
            return
        if root.changed("state"):
            yield problem(root, "state", "The state changes by the workflow's actions only")
        if state not in _LOCKED:
            return
        for row in (root, *root.lists.get("lines", ())):
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", f"The document is {state}: its lines can no longer come or go")
                continue
            for path in sorted(row.sent - {"lines", "state"} - _FREE):
                if row.changed(path):
                    yield problem(row, path, f"The document is {state}: this cannot be changed any more")


def take_number(store: Store, key: int) -> str | None:
    """The next number of a sequence, "SO-00042", which moves on; None where there is no such sequence."""
    sequence = store.record(SEQUENCE, key)
    if sequence is None:
        return None
    following = int(sequence["nextNumber"] or sequence["startingNumber"] or WHOLE)
    store.update(SEQUENCE, key, {"nextNumber": following + WHOLE})
    digits = f"{following // WHOLE:0{int(sequence['fixedLength'] or 1)}}"
    prefix = sequence["fixedPrefix"]
    return f"{prefix}{sequence['prefixSeparator'] or ''}{digits}" if prefix else digits
