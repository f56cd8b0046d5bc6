"""What each detail of a payment pays, and what the whole comes to."""

from collections.abc import Iterator

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, converted
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT, UNDEPOSITED
from intacct_desktop.sandbox.rules.document_kinds import SPLIT
from intacct_desktop.sandbox.rules.entities import entity_of
from intacct_desktop.sandbox.rules.money import as_text, rate_on, spread, stored_rate
from intacct_desktop.sandbox.rules.payments.kinds import (
    AP_PAYMENT,
    AR_PAYMENT,
    BASE_PAID,
    PAID,
    Payment,
    Use,
    bank_for,
    is_editable,
    settled,
    target_of,
)
from intacct_desktop.sandbox.rules.payments.settling import Stand, stand
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, key_of, number, problem
from intacct_desktop.sandbox.store import ENTITY, Record
from intacct_desktop.sandbox.writing.change import Change, Problem, Row


class Amounts(Rule):
    """Splits the details by the lines of their documents, and adds them up."""

    def __init__(self, kind: Payment) -> None:
        self._kind = kind

    def complete(self, change: Change) -> None:
        kind, root = self._kind, change.root
        if not is_editable(kind, root) or change.action == "reverse":
            return
        self._head(change)
        self._split(change)
        base = self._add_up(change)
        bank = bank_for(change.store, root)
        default(root, "financialEntity.currency", bank.currency if bank else base)

    def _head(self, change: Change) -> None:
        kind, root, store = self._kind, change.root, change.store
        entity_id = "financialEntity.entityId"
        if "financialEntity.id" in store.table(root.name).columns:
            default(root, entity_id, root.values.get("financialEntity.id"))
            root.values["financialEntity.id"] = root.values.get(entity_id)
        bank, first = bank_for(store, root), self._first(change)
        if root.values.get(ENTITY) is None:
            root.values[ENTITY] = bank.entity if bank else first.record[ENTITY] if first else None
        root.values["entity.key"] = root.values[ENTITY]
        base = entity_of(store, root.values[ENTITY]).currency
        default(root, SPLIT.txn, str(first.record[first.document.currency.txn]) if first else base)
        root.values[SPLIT.base] = base
        day = day_of(root, kind.day)
        rate = rate_on(store, str(root.values[SPLIT.txn]), base, day) if day else None
        root.values |= {
            SPLIT.day: day.isoformat() if day else None,
            SPLIT.type: None if root.values[SPLIT.txn] == base else DAILY_RATE,
            SPLIT.rate: None if rate is None else stored_rate(rate, store.table(root.name).columns[SPLIT.rate]),
        }
        if kind is AR_PAYMENT and root.values.get(entity_id) is None and root.values.get("undepositedGLAccount.key") is None:
            found = store.records(ACCOUNT, id=UNDEPOSITED)
            root.values["undepositedGLAccount.key"] = found[0]["key"] if found else None
        for path, value in kind.constants.items():
            default(root, path, value)

    def _first(self, change: Change) -> Stand | None:
        for detail in change.root.items(self._kind.details):
            if target := target_of(self._kind, detail):
                return stand(change.store, target[0].document, target[1])
        return None

    def _split(self, change: Change) -> None:
        """A detail that names no line pays the lines of its document from the first on: it becomes one detail for each."""
        kind, root = self._kind, change.root
        details = []
        for detail in root.lists.get(kind.details, []):
            target = None if detail.removed else target_of(kind, detail)
            if target is None or key_of(detail, target[0].line):
                details.append(detail)
                continue
            found = stand(change.store, target[0].document, target[1])
            details += _by_line(kind, detail, target[0], found) if found else [detail]
        root.lists[kind.details] = details

    def _add_up(self, change: Change) -> str:
        kind, root = self._kind, change.root
        base_currency, currency = str(root.values[SPLIT.base]), str(root.values[SPLIT.txn])
        documents: dict[tuple[str, int], list[Row]] = {}
        for detail in root.items(kind.details):
            detail.values |= {
                "txnCurrency.currency": currency,
                "paymentDate": root.values.get(kind.day),
                **({"state": "draft", "moduleKey": "accountsPayable"} if kind is AP_PAYMENT else {}),
            }
            target = target_of(kind, detail)
            if target is None:
                continue
            use, key = target
            documents.setdefault((use.path, key), []).append(detail)
            _reckon(change, kind, detail, use, key)
        day = day_of(root, kind.day) or change.today
        rate = rate_on(change.store, currency, base_currency, day) or WHOLE
        lines = [self._line(change, group, rate) for group in documents.values()]
        root.lists["lines"] = [*(_removed(line) for line in root.lists.get("lines", []) if not line.is_new), *lines]
        over = number(root, "overPaymentAmount")
        cash = over + sum(number(line, "txnCurrency.amount") for line in lines)
        base = converted(over, rate) + sum(number(line, "baseCurrency.amount") for line in lines)
        to_bank = converted(over, rate) + sum(number(line, "bank.amount") for line in lines)
        root.values |= {
            "financialEntity.txnAmount": to_bank,
            "financialEntity.baseAmount": to_bank,
            "financialEntity.baseCurrency": base_currency,
        }
        for group, amount in (("txnCurrency", cash), ("baseCurrency", base)):
            root.values |= {path: amount for path in (f"{group}.totalAmount", f"{group}.amountToPay") if path not in root.sent}
        return base_currency

    def _line(self, change: Change, details: list[Row], rate: int) -> Row:
        """The payment's line for one document."""
        kind, root, store = self._kind, change.root, change.store
        cash, base = (sum(number(detail, path) for detail in details) for path in (PAID, BASE_PAID))
        accounts = store.records(ACCOUNT, id=kind.control)
        entity = entity_of(store, root.values.get(ENTITY))
        amount = converted(cash, rate)
        values: Record = {
            "txnCurrency.amount": cash,
            "txnCurrency.currency": root.values[SPLIT.txn],
            "baseCurrency.amount": base,
            "baseCurrency.currency": entity.currency,
            "bank.amount": amount,
            "bank.txnAmount": amount,
            "bank.baseCurrency": entity.currency,
            "bank.txnCurrency": entity.currency,
            "bank.bankExchangeRate.date": root.values.get(kind.day),
            "bank.bankExchangeRate.rate": WHOLE,
            SPLIT.day: root.values[SPLIT.day],
            SPLIT.rate: root.values[SPLIT.rate],
            SPLIT.type: root.values[SPLIT.type],
            "glAccount.key": accounts[0]["key"] if accounts else None,
            "dimensions.location.key": root.values.get(ENTITY),
            f"dimensions.{kind.partner.dimension}.key": root.values.get(f"{kind.partner.path}.key"),
            **({"baseLocation": entity.id, "isTax": 0} if kind is AP_PAYMENT else {"isOverpaid": 0}),
        }
        return Row(kind.line, values)

    def check(self, change: Change) -> Iterator[Problem]:
        kind, root = self._kind, change.root
        if is_deletion(change) or not is_editable(kind, root) or change.action == "reverse":
            return
        cash = number(root, "overPaymentAmount") + sum(number(line, "txnCurrency.amount") for line in root.items("lines"))
        if not root.items(kind.details) and not number(root, "overPaymentAmount"):
            yield problem(root, kind.details, "The payment pays nothing")
        if cash < 0:
            yield problem(root, kind.details, "More is used up than is paid: a payment cannot be negative")
        for path in ("txnCurrency.amountToPay", "txnCurrency.totalAmount"):
            if path in root.sent and number(root, path) != cash:
                yield problem(root, path, f"The details come to {as_text(cash)}", "Leave the amount out, or make the details agree")
        if root.values.get(SPLIT.rate) is None and day_of(root, kind.day):
            yield problem(root, SPLIT.txn, f"There is no exchange rate from {root.values[SPLIT.txn]} to {root.values[SPLIT.base]}")


def _by_line(kind: Payment, detail: Row, use: Use, found: Stand) -> list[Row]:
    wanted = settled(kind, detail)
    shares = spread(found.open, wanted)
    if sum(shares) != wanted or not any(shares):
        return [detail]
    used_up = {each.txn: number(detail, each.txn) for each in kind.credits}
    details: list[Row] = []
    for line, share in zip(found.lines, shares, strict=True):
        if not share:
            continue
        item = detail if not details else Row(detail.name, dict(detail.values), pointer=detail.pointer, sent=detail.sent)
        item.values[use.line] = line["key"]
        left = share
        # What is used up goes to the first lines.
        for path, amount in used_up.items():
            taken = min(amount, left) if left > 0 else 0
            item.values[path] = taken or None
            used_up[path] -= taken
            left -= taken
        item.values[PAID] = left
        details.append(item)
    return details


def _reckon(change: Change, kind: Payment, detail: Row, use: Use, key: int) -> None:
    """The detail's amounts in the entity's currency, at the document's rate."""
    found = stand(change.store, use.document, key)
    if found is None:
        return
    keys = [int(line["key"] or 0) for line in found.lines]
    line = key_of(detail, use.line)
    at = keys.index(line) if line in keys else 0
    base = found.base_of(at, settled(kind, detail)) if keys else 0
    for credit in kind.credits:
        amount = number(detail, credit.txn)
        taken = converted(amount, found.rate)
        detail.values[credit.txn] = amount
        detail.values[f"baseCurrency.{credit.amount}"] = taken
    base -= sum(number(detail, f"baseCurrency.{name}") for name in {credit.amount for credit in kind.credits})
    detail.values[BASE_PAID] = base


def _removed(line: Row) -> Row:
    line.removed = True
    return line
