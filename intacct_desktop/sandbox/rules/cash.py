"""Money between the company's own accounts: transfers, and deposits of what customers brought."""

from collections.abc import Iterator

from intacct_desktop.sandbox.company.books import WHOLE
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT, DISBURSEMENT_JOURNAL, RECEIPT_JOURNAL, UNDEPOSITED
from intacct_desktop.sandbox.company.ledger.postings import Posted
from intacct_desktop.sandbox.rules.banks import bank_of
from intacct_desktop.sandbox.rules.consequences import add_record
from intacct_desktop.sandbox.rules.entities import entity_of
from intacct_desktop.sandbox.rules.ledger import post
from intacct_desktop.sandbox.rules.money import as_text
from intacct_desktop.sandbox.rules.numbering import following
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record, Store, Value
from intacct_desktop.sandbox.writing.change import Change, Problem, Row

UNDEPOSITED_FUND = "cash-management/undeposited-fund"
TRANSFER_LINE = "cash-management/funds-transfer-line"
DEPOSIT_LINE = "cash-management/deposit-line"
DEPOSIT_DETAIL = "cash-management/deposit-detail"

_FROM, _TO = "transferFromAccount.bankAccount.key", "transferToAccount.bankAccount.key"
_SENT, _RECEIVED = "transferFromAccount.transferAmount", "transferToAccount.receivedAmount"
_SIDES = ("baseCurrencyConversion.transferFromCurrency", "baseCurrencyConversion.transferToCurrency")


class Transfer(Rule):
    """What leaves one account of an entity comes into another."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if not root.is_new:
            return
        source, target = bank_of(store, root.values.get(_FROM)), bank_of(store, root.values.get(_TO))
        if root.values.get(ENTITY) is None and source:
            root.values[ENTITY] = source.entity
        root.values["entity.key"] = root.values.get(ENTITY)
        default(root, _RECEIVED, root.values.get(_SENT))
        default(root, _SENT, root.values.get(_RECEIVED))
        default(root, "sendDate", change.today.isoformat())
        default(root, "reconciliationState", "uncleared")
        default(root, "referenceNumber", following(store, root.name, "TR"))
        if root.values.get("state") != "reversal":
            root.values["state"] = "posted"
        currency = entity_of(store, root.values.get(ENTITY)).currency
        amount = number(root, _SENT)
        for side in _SIDES:
            root.values |= {
                f"{side}.baseCurrencyAmount": amount,
                f"{side}.companyBaseCurrency": currency,
                f"{side}.exchangeRate": WHOLE,
                f"{side}.exchangeRateDate": root.values["sendDate"],
            }
        lines = []
        for path, bank, signed in (("transferToAccount", target, amount), ("transferFromAccount", source, -amount)):
            if bank:
                account = store.record(ACCOUNT, bank.account)
                root.values[f"{path}.glAccountNumber"] = str(account["id"]) if account else None
                lines.append(
                    Row(TRANSFER_LINE, _line(root, bank.account, signed, currency, "currency.exchangeRate", "currency.exchangeRateDate"))
                )
        root.lists["lines"] = lines

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or not root.is_new:
            return
        banks = {path: bank_of(change.store, root.values.get(path)) for path in (_FROM, _TO)}
        for path, bank in banks.items():
            if bank is None:
                yield problem(root, path, "Name a checking or savings account")
            elif not bank.is_active:
                yield problem(root, path, f"The bank account {bank.id} is inactive")
        source, target = banks[_FROM], banks[_TO]
        if source and target and source.id == target.id:
            yield problem(root, _TO, "The money would stay where it is: name another account")
        elif source and target and source.entity != target.entity:
            yield problem(root, _TO, "The two accounts belong to different entities")
        if number(root, _SENT) <= 0 and root.values.get("state") != "reversal":
            yield problem(root, _SENT, "The amount is larger than zero")
        if number(root, _SENT) != number(root, _RECEIVED):
            yield problem(root, _RECEIVED, f"{as_text(number(root, _SENT))} is sent, in the same currency")

    def settle(self, change: Change) -> None:
        root = change.root
        if not root.is_new:
            return
        day = day_of(root, "sendDate") or change.today

        def fill(entry: Posted) -> None:
            for line in root.items("lines"):
                amount = number(line, "txnAmount")
                entry.add(number(line, "glAccount.key"), amount, amount, str(line.values["currency.txnCurrency"]))

        post(change, day, root.values.get(ENTITY), DISBURSEMENT_JOURNAL, "Transfers", fill)


class Deposit(Rule):
    """Checks and cash go to the bank: each detail names one of the undeposited funds."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if not root.is_new:
            return
        bank = bank_of(store, root.values.get("bankAccount.key"))
        if root.values.get(ENTITY) is None and bank:
            root.values[ENTITY] = bank.entity
        root.values["entity.key"] = root.values.get(ENTITY)
        currency = entity_of(store, root.values.get(ENTITY)).currency
        default(root, "depositId", following(store, root.name, "DEP"))
        default(root, "postingDate", root.values.get("txnDate"))
        if root.values.get("state") != "void":
            root.values["state"] = "approve"
        root.values |= {"reconciliationState": "uncleared", "baseCurrency": currency, "txnCurrency": currency}
        account = account_key(store, UNDEPOSITED)
        lines = []
        for detail in root.items("details"):
            if fund := _fund(store, detail):
                detail.values |= {path: fund[path] for path in _FUND_MEMBERS} | {"state": "deposited", "status": "active"}
            amount = number(detail, "txnTotalEntered")
            line = _line(root, account, amount, currency, "currency.exchangeRate.rate", "currency.exchangeRate.date")
            line |= {"status": "active", "amount": amount, "dimensions.customer.key": detail.values.get("customer.key")}
            lines.append(Row(DEPOSIT_LINE, line))
        root.lists["lines"] = lines
        total = sum(number(detail, "txnTotalEntered") for detail in root.items("details"))
        root.values |= {"totalEntered": total, "txnTotalEntered": total}

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or not root.is_new or change.action:
            return
        bank = bank_of(change.store, root.values.get("bankAccount.key"))
        if bank is None or not bank.is_active:
            yield problem(root, "bankAccount", "Name an active checking or savings account")
        if not root.items("details"):
            yield problem(root, "details", "The deposit takes nothing to the bank")
        seen = set()
        for detail in root.items("details"):
            fund = _fund(change.store, detail)
            if fund is None or fund["key"] in seen:
                yield problem(detail, "id", "Name one of the undeposited funds, each once")
            elif fund[ENTITY] != root.values.get(ENTITY):
                yield problem(detail, "id", "The undeposited fund belongs to another entity than the bank account")
            if fund:
                seen.add(fund["key"])

    def settle(self, change: Change) -> None:
        root, store = change.root, change.store
        day = day_of(root, "postingDate", "txnDate") or change.today
        direction = 1 if root.is_new else -1 if root.values["state"] == "void" and was(root, "state") != "void" else 0
        bank = bank_of(store, root.values.get("bankAccount.key"))
        if not direction or bank is None:
            return
        account = bank.account

        def fill(entry: Posted) -> None:
            entry.add(
                account, number(root, "totalEntered") * direction, number(root, "totalEntered") * direction, str(root.values["txnCurrency"])
            )
            entry.add_base(UNDEPOSITED, -number(root, "totalEntered") * direction)

        post(change, change.effective or day, root.values.get(ENTITY), RECEIPT_JOURNAL, "Deposits", fill)
        for detail in root.items("details"):
            if direction > 0:
                if fund := _fund(store, detail):
                    store.delete(UNDEPOSITED_FUND, int(fund["key"] or 0))
            else:
                members = {path: detail.values[path] for path in _FUND_MEMBERS}
                keep_fund(change, members, detail.values.get(ENTITY))
                store.update(DEPOSIT_DETAIL, number(detail, "key"), {"state": "undeposited"})


_FUND_MEMBERS = ("currency", "customer.key", "documentNumber", "payee", "paymentMethod", "totalEntered", "txnTotalEntered")


def keep_fund(change: Change, members: Record, entity: Value) -> None:
    """Keep a check or cash as an undeposited fund."""
    add_record(change, UNDEPOSITED_FUND, {**members, ENTITY: entity})


def account_key(store: Store, account: str) -> int:
    """The key of the ledger account with this id."""
    found = store.records(ACCOUNT, id=account)
    return int(found[0]["key"] or 0) if found else 0


def _fund(store: Store, detail: Row) -> Record | None:
    wanted = detail.values.get("id") or detail.values.get("key")
    return store.record(UNDEPOSITED_FUND, int(wanted)) if wanted and str(wanted).isdigit() else None


def _line(root: Row, account: int, amount: int, currency: str, rate: str, day: str) -> Record:
    return {
        "glAccount.key": account,
        "txnAmount": amount,
        "baseAmount": amount,
        "currency.baseCurrency": currency,
        "currency.txnCurrency": currency,
        rate: WHOLE,
        day: root.values.get("sendDate") or root.values.get("txnDate"),
        "baseLocation.key": root.values.get(ENTITY),
        "dimensions.location.key": root.values.get(ENTITY),
    }
