"""What a payment is called and filed under: its number, its payee, its summary."""

from intacct_desktop.sandbox.company.ledger.postings import batch_name
from intacct_desktop.sandbox.rules import balances
from intacct_desktop.sandbox.rules.banks import CHECKING
from intacct_desktop.sandbox.rules.document_kinds import Summary
from intacct_desktop.sandbox.rules.numbering import following
from intacct_desktop.sandbox.rules.payments.kinds import AP_PAYMENT, Payment
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, number
from intacct_desktop.sandbox.store import Store, Value
from intacct_desktop.sandbox.writing.change import Change

_SUMMARY = Summary("paymentSummary.key", "accounts-payable/summary", {"summaryType": "apManualPayment"})
_NEXT_CHECK = "checkPrinting.printSettings.nextCheckNumber"
_DIGITS = 6


class Heading(Rule):
    """Members that say who is paid, by whom, and with which number."""

    def __init__(self, kind: Payment) -> None:
        self._kind = kind

    def complete(self, change: Change) -> None:
        kind, root, store = self._kind, change.root, change.store
        if root.is_new and change.action != "reverse":
            partner = store.record(kind.partner.name, number(root, f"{kind.partner.path}.key")) or {}
            default(root, kind.payee, partner.get(kind.partner_contact))
        if kind is not AP_PAYMENT:
            default(root, "documentNumber", following(store, root.name, "RCPT", _DIGITS))
            return
        state = root.values["state"]
        root.values["action"] = "draft" if state == "draft" else "submit"
        if state != "draft":
            default(root, "paymentSubmitter", str(change.user.key))
        if state in kind.done | {"delivered"} and root.values.get("documentNumber") is None:
            root.values["documentNumber"] = self._number(change)

    def _number(self, change: Change) -> Value:
        method = str(change.root.values.get("paymentMethod"))
        check = _take_check(change.store, change.root.values.get("financialEntity.entityId")) if method == "printedCheck" else None
        return check or following(change.store, change.root.name, method.upper(), _DIGITS)

    def settle(self, change: Change) -> None:
        kind, root = self._kind, change.root
        is_new = kind is AP_PAYMENT and root.values.get(_SUMMARY.path) is None
        if is_deletion(change) or not is_new or root.values["state"] not in kind.done:
            return
        day = day_of(root, kind.day) or change.today
        key = balances.summarise(change, _SUMMARY, batch_name(kind.title, day), day, number(root, "financialEntity.baseAmount"))
        root.values[_SUMMARY.path] = key
        change.store.update(root.name, number(root, "key"), {_SUMMARY.path: key})


def _take_check(store: Store, bank: Value) -> str | None:
    """The next check of a bank account; None where it has none."""
    for account in store.records(CHECKING, id=bank) if bank else ():
        check = account[_NEXT_CHECK]
        if check:
            store.update(CHECKING, int(account["key"] or 0), {_NEXT_CHECK: f"{int(str(check)) + 1:0{len(str(check))}}"})
            return str(check)
    return None
