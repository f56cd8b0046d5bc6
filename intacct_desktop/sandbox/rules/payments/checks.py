"""What a payment may pay, and which states it goes through."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.document_kinds import SPLIT
from intacct_desktop.sandbox.rules.money import as_text
from intacct_desktop.sandbox.rules.payments.effects import own_selection
from intacct_desktop.sandbox.rules.payments.kinds import (
    AP_PAYMENT,
    Payment,
    Use,
    bank_for,
    is_editable,
    settled,
    submitted,
    target_of,
    uses_of,
)
from intacct_desktop.sandbox.rules.payments.settling import Stand, stand
from intacct_desktop.sandbox.rules.rule import Rule, begins_as_draft, is_deletion, key_of, number, problem, was
from intacct_desktop.sandbox.store import ENTITY
from intacct_desktop.sandbox.writing.change import Change, Problem, Row


class Documents(Rule):
    """A payment pays what is open, of documents of its own partner, currency and entity."""

    def __init__(self, kind: Payment) -> None:
        self._kind = kind

    def check(self, change: Change) -> Iterator[Problem]:
        kind, root = self._kind, change.root
        if is_deletion(change) or not (is_editable(kind, root) or change.action == "submit") or change.action == "reverse":
            return
        yield from self._check_partner(change)
        used: dict[tuple[str, int, int], int] = {}
        for detail in root.items(kind.details):
            if target_of(kind, detail) is None:
                yield problem(detail, kind.targets[0].path, f"The detail pays nothing: name the {kind.targets[0].document.word}")
            for use, key, amount in uses_of(kind, detail):
                found = stand(change.store, use.document, key)
                if found is None:
                    continue
                yield from self._check_document(root, detail, use, found)
                yield from self._check_amount(change, detail, use, found, amount, used)

    def _check_partner(self, change: Change) -> Iterator[Problem]:
        kind, root = self._kind, change.root
        path = f"{kind.partner.path}.key"
        partner = change.store.record(kind.partner.name, number(root, path)) or {}
        for member, message in (("isOnHold", "is on hold"), ("doNotPay", "is not to be paid")):
            if kind is AP_PAYMENT and partner.get(member):
                yield problem(root, path, f"The vendor {partner['id']} {message}")
        bank = bank_for(change.store, root)
        given = root.values.get("financialEntity.entityId")
        if given and bank is None:
            yield problem(root, "financialEntity.entityId", f"There is no bank account {given}")
        elif bank and not bank.is_active:
            yield problem(root, "financialEntity.entityId", f"The bank account {bank.id} is inactive")
        elif bank and bank.entity and root.values.get(ENTITY) and bank.entity != root.values[ENTITY]:
            yield problem(root, "financialEntity.entityId", f"The bank account {bank.id} belongs to another entity than the payment")

    def _check_document(self, root: Row, detail: Row, use: Use, found: Stand) -> Iterator[Problem]:
        document, record, partner = use.document, found.record, self._kind.partner
        if not found.is_payable:
            yield problem(detail, use.path, f"The {document.word} is {found.state}: there is nothing to pay")
        if record.get(f"{partner.path}.key") != root.values.get(f"{partner.path}.key"):
            yield problem(detail, use.path, f"The {document.word} is another {partner.path}'s")
        if record[document.currency.txn] != root.values[SPLIT.txn]:
            currencies = f"{record[document.currency.txn]}, the payment in {root.values[SPLIT.txn]}"
            yield problem(detail, use.path, f"The {document.word} is in {currencies}")
        if record[ENTITY] != root.values.get(ENTITY):
            yield problem(detail, use.path, f"The {document.word} belongs to another entity than the payment")
        if record.get("isOnHold"):
            yield problem(detail, use.path, f"The {document.word} is on hold")

    def _check_amount(
        self, change: Change, detail: Row, use: Use, found: Stand, amount: int, used: dict[tuple[str, int, int], int]
    ) -> Iterator[Problem]:
        """Not more than is open, over all details; what the payment itself has selected so far is open to it."""
        kind = self._kind
        wanted = settled(kind, detail) if use in kind.targets else amount * use.sign
        if wanted == 0:
            yield problem(detail, use.txn, "The amount is missing")
            return
        line = key_of(detail, use.line)
        keys = [int(each["key"] or 0) for each in found.lines]
        if line is not None and line not in keys:
            yield problem(detail, use.line, f"The line is not one of the {use.document.word}'s")
            return
        own, document = own_selection(change, kind), (use.document.name, int(found.record["key"] or 0))
        open_amounts = [left + own.get((*document, key), 0) for key, left in zip(keys, found.open, strict=True)]
        left = open_amounts[keys.index(line)] if line is not None else sum(open_amounts) + own.get((*document, 0), 0)
        place = (*document, line or 0)
        before = used.get(place, 0)
        used[place] = before + wanted
        if left == 0 or (before + wanted) * left < 0 or abs(before + wanted) > abs(left):
            yield problem(detail, use.txn, f"Of the {use.document.word} only {as_text(left - before)} is open, not {as_text(wanted)}")


class Stage(Rule):
    """The state of a payment: a draft, or on its way at once; later only the workflow's actions change it."""

    def __init__(self, kind: Payment) -> None:
        self._kind = kind

    def complete(self, change: Change) -> None:
        root = change.root
        if change.action:
            return
        if root.is_new:
            root.values["state"] = "draft" if begins_as_draft(root) else submitted(self._kind, root)
        elif "state" not in root.sent:
            root.values["state"] = was(root, "state")

    def check(self, change: Change) -> Iterator[Problem]:
        kind, root = self._kind, change.root
        if is_deletion(change):
            if root.values["state"] not in kind.editable:
                yield problem(root, "", f"The payment is {root.values['state']}: only a draft can be deleted", "Reverse it instead")
            return
        if change.action or root.is_new:
            return
        if root.changed("state"):
            yield problem(root, "state", "The state changes by the workflow's actions only")
        if is_editable(kind, root):
            return
        for row in (root, *(item for items in root.lists.values() for item in items)):
            for path in sorted(row.sent - {"state", kind.details, "lines", "description", "attachment.key"}):
                if row.changed(path):
                    yield problem(row, path, f"The payment is {root.values['state']}: this cannot be changed any more")
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", f"The payment is {root.values['state']}: its details can no longer come or go")
