"""What customers bring in checks and cash is kept as an undeposited fund until a deposit takes it to the bank."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.cash import UNDEPOSITED_FUND, keep_fund
from intacct_desktop.sandbox.rules.payments.kinds import bank_for
from intacct_desktop.sandbox.rules.rule import Rule, is_deletion, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record
from intacct_desktop.sandbox.writing.change import Change, Problem

_METHODS = {"cash": "cash", "creditCard": "chargeCard", "onlineChargeCard": "onlineChargeCard"}


class Undeposited(Rule):
    """A received payment that names no bank account becomes an undeposited fund; when it is taken back, it must still be one."""

    def check(self, change: Change) -> Iterator[Problem]:
        if self._leaves(change) and self._fund(change) is None:
            yield problem(change.root, "", "The payment was deposited", "Reverse the deposit first")

    def settle(self, change: Change) -> None:
        root = change.root
        if self._leaves(change):
            if fund := self._fund(change):
                change.store.delete(UNDEPOSITED_FUND, int(fund["key"] or 0))
        elif self._arrives(change) and was(root, "state") != "complete":
            customer = change.store.record("accounts-receivable/customer", number(root, "customer.key")) or {}
            members: Record = {
                "currency": root.values["txnCurrency.currency"],
                "customer.key": root.values.get("customer.key"),
                "documentNumber": root.values.get("documentNumber"),
                "payee": root.values.get("payerName") or customer.get("name"),
                "paymentMethod": _METHODS.get(str(root.values.get("paymentMethod")), "check"),
                "totalEntered": root.values["financialEntity.baseAmount"],
                "txnTotalEntered": root.values["txnCurrency.totalAmount"],
            }
            keep_fund(change, members, root.values.get(ENTITY))

    def _arrives(self, change: Change) -> bool:
        root = change.root
        return not is_deletion(change) and root.values["state"] == "complete" and bank_for(change.store, root) is None

    def _leaves(self, change: Change) -> bool:
        root = change.root
        is_taken_back = was(root, "state") == "complete" and root.values["state"] == "reversed"
        return is_taken_back and bank_for(change.store, root) is None

    def _fund(self, change: Change) -> Record | None:
        root = change.root
        found = change.store.records(
            UNDEPOSITED_FUND,
            documentNumber=root.values.get("documentNumber"),
            totalEntered=root.values["financialEntity.baseAmount"],
            **{"customer.key": root.values.get("customer.key")},
        )
        return found[0] if found else None
