"""What a payment does to the documents, to the ledger and to its own lines."""

from collections.abc import Iterator, Sequence

from intacct_desktop.sandbox.company.books import WHOLE, converted
from intacct_desktop.sandbox.company.ledger.accounts import REALIZED_GAIN
from intacct_desktop.sandbox.company.ledger.postings import Posted
from intacct_desktop.sandbox.rules import balances
from intacct_desktop.sandbox.rules.document_kinds import SPLIT
from intacct_desktop.sandbox.rules.ledger import post
from intacct_desktop.sandbox.rules.money import rate_on, spread
from intacct_desktop.sandbox.rules.payments.kinds import AP_PAYMENT, Payment, Use, bank_for, settled, target_of, uses_of
from intacct_desktop.sandbox.rules.payments.settling import Part, Stand, apply, stand
from intacct_desktop.sandbox.rules.rule import Rule, day_of, is_deletion, key_of, number, was
from intacct_desktop.sandbox.store import ENTITY, Record, Value
from intacct_desktop.sandbox.writing.change import Change, Operation, Row


class Effects(Rule):
    """What a payment selects, pays, posts and leaves undeposited."""

    def __init__(self, kind: Payment) -> None:
        self._kind = kind

    def settle(self, change: Change) -> None:
        kind, root, store = self._kind, change.root, change.store
        self._link(change)
        day = change.effective or day_of(root, kind.day) or change.today
        for (name, key), parts in moves_of(change, kind).items():
            document = next(use.document for use in (*kind.targets, *kind.credits) if use.document.name == name)
            if (found := stand(store, document, key)) and any(part.paid or part.selected for part in parts.values()):
                apply(change, found, _by_key(found, parts), day)
        before, after = was(root, "state") in kind.posted, not is_deletion(change) and root.values["state"] in kind.posted
        if before != after:
            direction = 1 if after else -1
            post(change, day, root.values.get(ENTITY), kind.journal, kind.title, lambda entry: self._fill(change, entry, direction))
        if after and not before and kind is AP_PAYMENT:
            balances.latest(store, kind.partner.name, number(root, "vendor.key"), "lastPaymentMadeDate", day)

    def _link(self, change: Change) -> None:
        """The references between the payment, its lines and its details, which have their keys only now."""
        kind, root, store = self._kind, change.root, change.store
        if is_deletion(change):
            return
        is_done = root.values["state"] in kind.done | {"voided"}
        for detail in root.items(kind.details):
            target = target_of(kind, detail)
            members: Record = {f"{kind.owner}.key": root.key}
            if kind is AP_PAYMENT:
                members["state"] = "confirmed" if is_done else "draft"
            if target:
                members[f"{kind.owner}Line.key"] = self._line_of(root, target)
            store.update(kind.detail, number(detail, "key"), members)
        totals = _totals(kind, root)
        store.update(kind.name, number(root, "key"), totals)
        for line in root.items("lines"):
            store.update(kind.line, number(line, "key"), _line_totals(kind, root, line))

    def _line_of(self, root: Row, target: tuple[Use, int]) -> Value:
        documents = list(
            dict.fromkeys(
                (use.path, key) for detail in root.items(self._kind.details) for use, key in [target_of(self._kind, detail) or target]
            )
        )
        lines = root.items("lines")
        at = documents.index((target[0].path, target[1]))
        return lines[at].key if at < len(lines) else None

    def _fill(self, change: Change, entry: Posted, direction: int) -> None:
        kind, root, store = self._kind, change.root, change.store
        sign, partner = kind.sign * direction, {kind.partner.dimension: number(root, f"{kind.partner.path}.key")}
        currency, base_currency = str(root.values[SPLIT.txn]), str(root.values[SPLIT.base])
        bank = bank_for(store, root)
        money = bank.account if bank else number(root, "undepositedGLAccount.key")
        cash, base = number(root, "txnCurrency.totalAmount"), number(root, "baseCurrency.totalAmount")
        amount, over = number(root, "financialEntity.baseAmount"), number(root, "overPaymentAmount")
        in_base = converted(over, rate_on(store, currency, base_currency, day_of(root, kind.day) or change.today) or WHOLE)
        entry.add(money, -cash * sign, -amount * sign, currency)
        entry.add(kind.control, (cash - over) * sign, (amount - in_base) * sign, currency, **partner)
        entry.add(kind.advances, over * sign, in_base * sign, currency, **partner)
        # The documents were worth this much more in the books when they were entered than when they were paid.
        gain = base - amount
        entry.add_base(kind.control, gain * sign, **partner)
        entry.add_base(REALIZED_GAIN, -gain * sign)
        for account, txn, in_base in _advances(change, kind):
            entry.add(kind.control, txn * sign, in_base * sign, currency, **partner)
            entry.add(account, -txn * sign, -in_base * sign, currency, **partner)


def _advances(change: Change, kind: Payment) -> Iterator[tuple[int, int, int]]:
    """The advances that the details use up: the account that each lies in, and the amounts."""
    for detail in change.root.items(kind.details):
        for use, key, amount in uses_of(kind, detail):
            found = stand(change.store, use.document, key) if use.amount == "postedAdvanceAmount" and amount else None
            if found:
                line = next((each for each in found.lines if each["key"] == key_of(detail, use.line)), found.lines[0])
                yield int(line["glAccount.key"] or 0), amount, number(detail, f"baseCurrency.{use.amount}")


def own_selection(change: Change, kind: Payment) -> dict[tuple[str, int, int], int]:
    """What the payment selected before the change, by object, document and line. The line is 0 where a detail names none."""
    before = Change(Operation.DELETE, change.root, change.store, change.scope, change.user, change.today)
    return {(name, key, line): -part.selected for (name, key), parts in moves_of(before, kind).items() for line, part in parts.items()}


def moves_of(change: Change, kind: Payment) -> dict[tuple[str, int], dict[int, Part]]:
    """What the change adds to the paid and selected amounts, by document and line. The line is 0 where a detail names none."""
    root = change.root
    moves: dict[tuple[str, int], dict[int, Part]] = {}
    sides = [(-1, was(root, "state"), False)] if root.before else []
    if not is_deletion(change):
        sides.append((1, root.values["state"], True))
    for sign, state, is_after in sides:
        if state not in kind.pending | kind.done:
            continue
        for detail in root.lists.get(kind.details, ()):
            if (is_after and detail.removed) or (not is_after and detail.before is None):
                continue
            values = detail if is_after else Row(detail.name, dict(detail.before or {}))
            for use, key, amount in uses_of(kind, values):
                moved = settled(kind, values) if use in kind.targets else amount * use.sign
                part = moves.setdefault((use.document.name, key), {}).setdefault(key_of(values, use.line) or 0, Part())
                if state in kind.done:
                    part.paid += moved * sign
                else:
                    part.selected += moved * sign
    return moves


def _by_key(found: Stand, parts: dict[int, Part]) -> dict[int, Part]:
    """The parts with those that name no line on the document's lines, from the first on."""
    keys = [int(line["key"] or 0) for line in found.lines]
    loose = parts.pop(0, None)
    if loose:
        total = [int(line[found.document.line_amount.txn] or 0) for line in found.lines]
        left = found.open
        # What is given back first can then be taken: a draft that is submitted pays what it had selected.
        for member, amount in sorted((("paid", loose.paid), ("selected", loose.selected)), key=lambda each: each[1] * sum(total) > 0):
            shares = _shares(found, total, left, amount)
            left = [each - share for each, share in zip(left, shares, strict=True)]
            for key, share in zip(keys, shares, strict=True):
                part = parts.setdefault(key, Part())
                setattr(part, member, getattr(part, member) + share)
    return parts


def _shares(found: Stand, total: Sequence[int], left: Sequence[int], amount: int) -> list[int]:
    """``amount`` taken from what is left of each line, or given back to what was taken of it."""
    if found.document.line_paid is None or not amount:
        return [amount, *([0] * (len(found.lines) - 1))]
    taken = [number - each for number, each in zip(total, left, strict=True)]
    return spread(left, amount) if amount * sum(total) > 0 else [-share for share in spread(taken, -amount)]


def _totals(kind: Payment, root: Row) -> Record:
    state = root.values["state"]
    members: Record = {}
    for group in ("txnCurrency", "baseCurrency"):
        amount = number(root, f"{group}.totalAmount")
        members[f"{group}.totalPaid"] = amount if state in kind.done else 0
        if kind is AP_PAYMENT:
            is_pending = state in kind.pending
            members[f"{group}.totalDue"] = members[f"{group}.totalSelected"] = amount if is_pending else 0
        else:
            members[f"{group}.totalDue"] = 0
    if kind is AP_PAYMENT:
        members |= {
            "txnDate": root.values.get(kind.day),
            "txnPaidDate": root.values.get(kind.day) if state in kind.done else None,
        }
    return members


def _line_totals(kind: Payment, root: Row, line: Row) -> Record:
    state = root.values["state"]
    return {
        f"{group}.{total}": number(line, f"{group}.amount") if state in states else 0
        for group in ("txnCurrency", "baseCurrency")
        for total, states in (("totalPaid", kind.done), ("totalSelected", kind.pending))
    }
