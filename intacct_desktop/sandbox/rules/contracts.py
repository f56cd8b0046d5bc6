"""Contracts and their lines."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.entities import entity_of, location_entity
from intacct_desktop.sandbox.rules.rule import Rule, default, is_deletion, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record
from intacct_desktop.sandbox.writing.change import Change, Problem

CONTRACT = "contracts/contract"
CONTRACT_LINE = "contracts/contract-line"

_CANCELED = "cancellationDate"
_AMOUNT = "billing.flatFixedAmount"


class Contract(Rule):
    """A contract's currencies and entity, and its end before its time: a cancellation date cancels it, with its lines."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if self._is_canceled(change):
            root.values["state"] = "canceled"
        if not root.is_new:
            return
        if root.values.get(ENTITY) is None:
            root.values[ENTITY] = root.values["entity.key"] = location_entity(store, root.values.get("dimensions.location.key"))
        base = entity_of(store, root.values.get(ENTITY)).currency
        customer = store.record("accounts-receivable/customer", number(root, "dimensions.customer.key")) or {}
        default(root, "currency.baseCurrency", base)
        default(root, "currency.txnCurrency", customer.get("currency") or base)
        for path in ("contractTotalAmount", "billedAmount", "holdBilling", "holdExpense", "holdRevenue"):
            default(root, path, 0)

    def _is_canceled(self, change: Change) -> bool:
        root = change.root
        return not change.action and was(root, "state") == "inProgress" and bool(root.values.get(_CANCELED)) and root.changed(_CANCELED)

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or change.action or not root.changed(_CANCELED) or not root.values.get(_CANCELED):
            return
        if was(root, "state") != "inProgress":
            yield problem(root, _CANCELED, f"The contract is {root.values['state']}: only one in progress can be canceled")
        elif not str(root.values["startDate"]) <= str(root.values[_CANCELED]) <= str(root.values["endDate"]):
            yield problem(root, _CANCELED, f"The contract runs from {root.values['startDate']} to {root.values['endDate']}")

    def settle(self, change: Change) -> None:
        root, store = change.root, change.store
        if is_deletion(change) or not self._is_canceled(change):
            return
        for line in store.records(CONTRACT_LINE, **{"contract.key": root.key}):
            if line["state"] == "inProgress":
                members: Record = {"state": "canceled", "cancelationDate": root.values[_CANCELED]}
                store.update(CONTRACT_LINE, int(line["key"] or 0), members)


class ContractLine(Rule):
    """A line of a contract: within its contract's dates, in its currency, and part of its total."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if not root.is_new or contract is None:
            return
        last = max(
            (int(str(line["lineNumber"] or 0)) for line in store.records(CONTRACT_LINE, **{"contract.key": contract["key"]})), default=0
        )
        root.values |= {
            ENTITY: contract[ENTITY],
            "lineNumber": str(last + 1),
            "lineType": "sale",
            "currency.txnCurrency": contract["currency.txnCurrency"],
            "currency.baseCurrency": contract["currency.baseCurrency"],
        }
        for path in ("startDate", "endDate", "dimensions.customer.key", "dimensions.location.key"):
            default(root, path, contract[path])
        root.values["billing.totalFlatFixedAmount"] = root.values.get(_AMOUNT)

    def check(self, change: Change) -> Iterator[Problem]:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if is_deletion(change) or change.action or contract is None:
            return
        if root.is_new and contract["state"] in ("canceled", "notRenewed", "renewed"):
            yield problem(root, "contract.key", f"The contract {contract['id']} is {contract['state']}")
        for path, is_outside in (("startDate", str.__lt__), ("endDate", str.__gt__)):
            day, limit = root.values.get(path), contract[path]
            if day and limit and root.changed(path) and is_outside(str(day), str(limit)):
                yield problem(root, path, f"The contract runs from {contract['startDate']} to {contract['endDate']}")

    def settle(self, change: Change) -> None:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if contract:
            lines = store.records(CONTRACT_LINE, **{"contract.key": contract["key"]})
            total = sum(int(line[_AMOUNT] or 0) for line in lines if line["state"] != "canceled")
            store.update(CONTRACT, int(contract["key"] or 0), {"contractTotalAmount": total})
