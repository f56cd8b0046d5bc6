# ruff: noqa: S608 - SQL over the own tables' names
"""The practice company's money: payments, adjustments, cash and the ledger all say the same as its bills and invoices."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from intacct_desktop.sandbox.company.books import OPEN_MONTHS, Books, closed_until, converted
from intacct_desktop.sandbox.company.building import build_company
from intacct_desktop.sandbox.company.ledger.accounts import (
    BANKS,
    CREDIT_CARDS,
    CUSTOMER_ADVANCES,
    PAYABLES,
    PAYROLL_BANK,
    RECEIVABLES,
    SAVINGS_BANK,
    SUBLEDGER_JOURNALS,
    UNDEPOSITED,
    VENDOR_ADVANCES,
)
from intacct_desktop.sandbox.company.people import ENTITIES
from intacct_desktop.sandbox.company.subledgers.documents import UNPOSTED
from intacct_desktop.sandbox.store import ENTITY, Store, quoted
from tests.practice import kept_company

TODAY = date(2026, 11, 20)
BILL, INVOICE = "accounts-payable/bill", "accounts-receivable/invoice"
AP, AR, CASH = "accounts-payable", "accounts-receivable", "cash-management"


class Ledger:
    """What is posted, by account and whatever else is asked for: debits less credits in the entities' currencies."""

    def __init__(self, store: Store) -> None:
        self._lines = store.rows(
            'SELECT a.id, l._entity, l."dimensions.vendor.key", l."dimensions.customer.key", j.id,'
            ' CASE l."txnType" WHEN \'debit\' THEN l."baseAmount" ELSE -l."baseAmount" END'
            ' FROM "general-ledger/journal-entry-line" l JOIN "general-ledger/account" a ON a.key = l."glAccount.key"'
            ' JOIN "general-ledger/journal-entry" e ON e.key = l."journalEntry.key"'
            ' JOIN "general-ledger/journal" j ON j.key = e."glJournal.key" WHERE l.state = \'posted\''
        )

    def balances(self, account: str, *by: str, manual: bool | None = None) -> dict[tuple[Any, ...], int]:
        """The balances of one account that are not zero; ``manual`` True or False looks at only one sort of entry."""
        places = [("entity", "vendor", "customer").index(name) + 1 for name in by]
        totals: Counter[tuple[Any, ...]] = Counter()
        for line in self._lines:
            if line[0] == account and manual in {None, line[4] not in SUBLEDGER_JOURNALS}:
                totals[tuple(line[place] for place in places)] += int(str(line[5]))
        return nonzero(totals)


def nonzero(totals: Counter[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    return {key: total for key, total in totals.items() if total}


def summed(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """The last column, added up by all the others."""
    totals: Counter[tuple[Any, ...]] = Counter()
    for *key, amount in rows:
        totals[tuple(key)] += amount
    return totals


def select(store: Store, name: str, *members: str, where: str = "1") -> list[tuple[Any, ...]]:
    return store.rows(f"SELECT {', '.join(map(quoted, members))} FROM {quoted(name)} WHERE {where}")


@pytest.fixture(scope="module")
def company() -> Iterator[Store]:
    with kept_company(TODAY) as store:
        yield store


@pytest.fixture(scope="module")
def ledger(company: Store) -> Ledger:
    return Ledger(company)


_LINES = [(f"{currency}.totalAmount", f"{currency}.amount") for currency in ("txnCurrency", "baseCurrency")]
_DETAILS = [(f"{currency}.totalAmount", f"{currency}.paymentAmount") for currency in ("txnCurrency", "baseCurrency")]
_PAID = "paymentInformation.txnTotalPaid"
_AR_ENTERED = [("txnCurrency.totalEntered", "txnCurrency.amount"), ("baseCurrency.totalAmountEntered", "baseCurrency.amount")]
_ENTERED = [("txnTotalEntered", "txnAmount"), ("totalEntered", "baseAmount")]
_ENTERED_AMOUNT = [("txnTotalEntered", "txnAmount"), ("totalEntered", "amount")]


@pytest.mark.parametrize(
    ("header", "line", "owner", "pairs"),
    [
        (f"{AP}/payment", f"{AP}/payment-line", "apPayment", [*_LINES, ("financialEntity.baseAmount", "bank.amount")]),
        (f"{AP}/payment", f"{AP}/payment-detail", "apPayment", _DETAILS),
        (f"{AR}/payment", f"{AR}/payment-line", "arPayment", [*_LINES, ("financialEntity.baseAmount", "bank.amount")]),
        (f"{AR}/payment", f"{AR}/payment-detail", "arPayment", _DETAILS),
        (f"{AP}/adjustment", f"{AP}/adjustment-line", "apAdjustment", [*_ENTERED, (_PAID, _PAID)]),
        (f"{AR}/adjustment", f"{AR}/adjustment-line", "arAdjustment", _AR_ENTERED),
        (f"{AP}/advance", f"{AP}/advance-line", "apAdvance", [*_ENTERED, ("paymentInformation.totalPaid", "paymentInformation.totalPaid")]),
        (f"{AR}/advance", f"{AR}/advance-line", "arAdvance", [*_ENTERED, ("paymentInformation.totalPaid", "paymentInformation.totalPaid")]),
        (f"{CASH}/deposit", f"{CASH}/deposit-detail", "deposit", [("totalEntered", "totalEntered")]),
        (f"{CASH}/deposit", f"{CASH}/deposit-line", "deposit", _ENTERED_AMOUNT),
        (f"{CASH}/bank-fee", f"{CASH}/bank-fee-line", "bankFee", _ENTERED),
        (f"{CASH}/other-receipt", f"{CASH}/other-receipt-line", "otherReceipts", _ENTERED_AMOUNT),
        (f"{CASH}/credit-card-txn", f"{CASH}/credit-card-txn-line", "creditCardTxn", [*_ENTERED_AMOUNT, ("totalPaid", "totalPaid")]),
    ],
)  # fmt: skip
def test_totals_are_the_sums_of_the_lines(company: Store, header: str, line: str, owner: str, pairs: list[tuple[str, str]]) -> None:
    for total, part in pairs:
        lines = summed(select(company, line, f"{owner}.key", part))
        assert dict(select(company, header, "key", total)) == {key: amount for (key,), amount in lines.items()}, total
        assert any(lines.values())


def test_transfers_take_what_they_bring(company: Store) -> None:
    lines = defaultdict(list)
    for key, amount in select(company, f"{CASH}/funds-transfer-line", "fundsTransfer.key", "baseAmount"):
        lines[key].append(amount)
    transfers = select(company, f"{CASH}/funds-transfer", "key", "transferFromAccount.transferAmount", "transferToAccount.receivedAmount")
    assert transfers
    for key, sent, received in transfers:
        assert sorted(lines[key]) == [-sent, received]
        assert sent == received > 0


@pytest.mark.parametrize("currency", ["txnCurrency", "baseCurrency"])
@pytest.mark.parametrize(
    ("app", "payment", "document", "used"),
    [
        (AP, "apPayment", "bill", ("adjustmentAmount", "postedAdvanceAmount", "discountAmount", "inlineAmount")),
        (AR, "arPayment", "arInvoice", ("adjustmentAmount", "postedAdvanceAmount", "inlineAmount", "negativeInvoiceAmount")),
    ],
)
def test_payments_pay_what_the_documents_say(
    company: Store, app: str, payment: str, document: str, used: tuple[str, ...], currency: str
) -> None:
    states = dict(select(company, f"{app}/payment", "key", "state"))
    counted = {key for key, state in states.items() if state in {"confirmed", "complete", "reconciled"}}
    assert set(states.values()) - {"confirmed", "complete", "reconciled"} >= (
        {"voided", "draft"} if app == AP else {"reversed", "reversal"}
    )
    amounts = [f"{currency}.{amount}" for amount in ("paymentAmount", *used)]
    paid: Counter[tuple[Any, ...]] = Counter()
    paid_lines: Counter[tuple[Any, ...]] = Counter()
    for of, key, line, *parts in select(
        company, f"{app}/payment-detail", f"{payment}.key", f"{document}.key", f"{document}Line.key", *amounts
    ):
        if of in counted:
            paid[key,] += sum(parts)
            paid_lines[line,] += sum(parts)
    total = "paymentInformation.totalTxnAmountPaid" if currency == "txnCurrency" else "paymentInformation.totalBaseAmountPaid"
    header = BILL if app == AP else INVOICE
    assert nonzero(paid) == nonzero(summed(select(company, header, "key", total)))
    assert nonzero(paid_lines) == nonzero(summed(select(company, f"{header}-line", "key", total)))
    assert any(amount < 0 for amount in paid.values()), "no credit note is used up"
    for amount in used[:2]:
        assert any(row[0] for row in select(company, f"{app}/payment-detail", f"{currency}.{amount}"))


def test_bills_selected_for_payment_are_in_a_payment_that_is_not_made(company: Store) -> None:
    open_payments = {key for key, state in select(company, f"{AP}/payment", "key", "state") if state not in {"confirmed", "voided"}}
    details = select(company, f"{AP}/payment-detail", "apPayment.key", "bill.key", "txnCurrency.paymentAmount")
    selected = summed((bill, amount) for payment, bill, amount in details if payment in open_payments)
    assert selected
    assert selected == nonzero(summed(select(company, BILL, "key", "paymentInformation.totalTxnAmountSelectedForPayment")))


@pytest.mark.parametrize(("app", "partner", "day"), [(AP, "vendor", "paymentDate"), (AR, "customer", "paidDate")])
def test_there_is_one_payment_for_each_partner_entity_currency_and_day(company: Store, app: str, partner: str, day: str) -> None:
    where = "state IN ('confirmed', 'complete', 'reconciled')"
    rows = select(company, f"{app}/payment", f"{partner}.key", ENTITY, "txnCurrency.currency", day, where=where)
    assert len(rows) == len(set(rows)) > 3_000
    # No payment takes money from whom it should go to.
    assert select(company, f"{app}/payment", "key", where=f'{where} AND "txnCurrency.totalAmount" <= 0') == []
    assert select(company, f"{app}/payment", "key", where='"baseCurrency.currency" <> "txnCurrency.currency"')


@pytest.mark.parametrize(
    ("account", "partner", "document", "adjustment", "due", "sign"),
    [
        (PAYABLES, "vendor", BILL, f"{AP}/adjustment", "totalBaseAmountDue", -1),
        (RECEIVABLES, "customer", INVOICE, f"{AR}/adjustment", "baseCurrency.totalDue", 1),
    ],
)
def test_control_accounts_equal_what_is_open(
    company: Store, ledger: Ledger, account: str, partner: str, document: str, adjustment: str, due: str, sign: int
) -> None:
    unposted = ", ".join(f"'{state}'" for state in UNPOSTED)
    reference = f"{partner}.key"
    owed = summed(select(company, document, ENTITY, reference, "totalBaseAmountDue", where=f"state NOT IN ({unposted})"))
    owed.update(summed(select(company, adjustment, ENTITY, reference, due)))
    assert ledger.balances(account, "entity", partner) == {key: total * sign for key, total in nonzero(owed).items()}
    assert {entity for entity, _ in owed} == {entity.key for entity in ENTITIES}
    # Nobody but the subledger posts to it.
    assert ledger.balances(account, "entity", manual=True) == {}


def test_other_subledger_accounts_equal_what_is_open(company: Store, ledger: Ledger) -> None:
    for account, partner, name, due, sign in (
        (VENDOR_ADVANCES, "vendor", f"{AP}/advance", "totalDue", 1),
        (CUSTOMER_ADVANCES, "customer", f"{AR}/advance", "paymentInformation.totalDue", -1),
    ):
        open_advances = nonzero(summed(select(company, name, ENTITY, f"{partner}.key", due)))
        assert open_advances
        assert ledger.balances(account, "entity", partner) == {key: total * sign for key, total in open_advances.items()}
    funds = nonzero(summed(select(company, f"{CASH}/undeposited-fund", ENTITY, "totalEntered")))
    assert ledger.balances(UNDEPOSITED, "entity") == funds
    cards = nonzero(summed(select(company, f"{CASH}/credit-card-txn", ENTITY, "totalDue")))
    assert ledger.balances(CREDIT_CARDS, "entity") == {key: -total for key, total in cards.items()}


def test_bank_balances_are_the_sums_of_their_movements(company: Store, ledger: Ledger) -> None:
    names = dict(select(company, f"{CASH}/bank-account", "key", "id"))
    moved: Counter[str] = Counter()
    for bank, amount in select(
        company, f"{AP}/payment", "financialEntity.entityId", "financialEntity.txnAmount", where="state = 'confirmed'"
    ):
        moved[bank] -= amount
    for bank, amount in select(company, f"{AP}/advance", "financialEntity.entityId", "financialEntity.txnAmount"):
        moved[bank] -= amount
    received = '"financialEntity.entityId" IS NOT NULL'
    for bank, amount in select(company, f"{AR}/payment", "financialEntity.entityId", "financialEntity.txnAmount", where=received):
        moved[bank] += amount
    for name, reference, total in (
        (f"{AR}/advance", "paymentInformation.financialEntity.key", "totalEntered"),
        (f"{CASH}/deposit", "bankAccount.key", "totalEntered"),
        (f"{CASH}/other-receipt", "bankAccount.key", "totalEntered"),
        (f"{CASH}/funds-transfer", "transferToAccount.bankAccount.key", "transferToAccount.receivedAmount"),
    ):
        for bank, amount in select(company, name, reference, total):
            moved[names[bank]] += amount
    for bank, kind, amount in select(company, f"{CASH}/bank-fee", "bankAccount.key", "txnType", "totalEntered"):
        moved[names[bank]] += amount if kind == "interestEarned" else -amount
    for bank, amount in select(
        company, f"{CASH}/funds-transfer", "transferFromAccount.bankAccount.key", "transferFromAccount.transferAmount"
    ):
        moved[names[bank]] -= amount
    for entity, amount in select(company, f"{CASH}/credit-card-txn", ENTITY, "totalPaid"):
        moved[BANKS[ENTITIES[entity - 1].id].id] -= amount
    for bank in (*BANKS.values(), PAYROLL_BANK, SAVINGS_BANK):
        assert moved[bank.id] != 0
        assert ledger.balances(bank.account, manual=False) == {(): moved[bank.id]}, bank.id
        assert ledger.balances(bank.account).get((), 0) >= 0, f"{bank.id} is overdrawn"


def test_subledgers_post_what_they_owe_the_ledger(company: Store) -> None:
    rows = company.rows(
        'SELECT j.id, e.moduleName, count(*) FROM "general-ledger/journal-entry" e JOIN "general-ledger/journal" j'
        ' ON j.key = e."glJournal.key" GROUP BY 1, 2'
    )
    modules = {str(journal): str(module) for journal, module, _ in rows}
    assert set(modules) >= SUBLEDGER_JOURNALS
    assert all((modules[journal] == "generalLedger") is (journal not in SUBLEDGER_JOURNALS) for journal in modules)
    closed = {journal for journal, direct in select(company, "general-ledger/journal", "id", "disallowDirectPosting") if direct}
    assert closed == SUBLEDGER_JOURNALS


@pytest.mark.parametrize(
    ("name", "reference", "summary", "document", "amount"),
    [
        (f"{AP}/bill-summary", "billSummary.key", "Bills", BILL, "totalBaseAmount"),
        (f"{AR}/summary", "invoiceSummary.key", "Invoices", INVOICE, "totalBaseAmount"),
        (f"{AP}/summary", "paymentSummary.key", "Payments", f"{AP}/payment", "financialEntity.baseAmount"),
        (f"{AP}/adjustment-summary", "adjustmentSummary.key", "AP adjustments", f"{AP}/adjustment", "totalEntered"),
    ],
)
def test_summaries_add_up_their_documents(company: Store, name: str, reference: str, summary: str, document: str, amount: str) -> None:
    totals = summed(select(company, document, reference, ENTITY, amount, where=f'"{reference}" IS NOT NULL'))
    assert totals == summed(select(company, name, "key", ENTITY, "totalAmount", where=f"name LIKE '{summary}: %'"))


def test_the_rates_are_those_of_the_documents(company: Store) -> None:
    pairs = {
        key: (source, target)
        for key, source, target in select(company, "company-config/exchange-rate", "key", "fromCurrency", "toCurrency")
    }
    rates = {
        (*pairs[of], start[:7]): rate
        for of, start, rate in select(company, "company-config/exchange-rate-line", "exchangeRate.key", "effectiveStartDate", "rate")
    }
    assert {code for pair in pairs.values() for code in pair} == {code for (code,) in select(company, "company-config/txn-currency", "id")}
    members = ("currency.txnCurrency", "currency.baseCurrency", "currency.exchangeRate.date", "currency.exchangeRate.rate")
    for name in (BILL, INVOICE):
        foreign = select(company, name, *members, where='"currency.txnCurrency" <> "currency.baseCurrency"')
        assert len(foreign) > 100
        assert all(rates[txn, base, day[:7]] == rate for txn, base, day, rate in foreign)
    details = company.rows(
        'SELECT p."txnCurrency.currency", p."baseCurrency.currency", p.paidDate, l."txnCurrency.amount", l."bank.amount"'
        f' FROM "{AR}/payment-line" l JOIN "{AR}/payment" p ON p.key = l."arPayment.key"'
    )
    for txn, base, day, amount, banked in details:
        rate = 1_000_000 if txn == base else rates[str(txn), str(base), str(day)[:7]]
        assert banked == converted(int(str(amount)), rate)


def test_partners_owe_what_is_open(company: Store) -> None:
    unposted = ", ".join(f"'{state}'" for state in UNPOSTED)
    for partner, document, adjustment, due, totals in (
        ("vendor", BILL, f"{AP}/adjustment", "txnTotalDue", f"{AP}/vendor-total"),
        ("customer", INVOICE, f"{AR}/adjustment", "txnCurrency.totalDue", f"{AR}/customer-total"),
    ):
        name = f"{document.partition('/')[0]}/{partner}"
        owed = summed(select(company, document, f"{partner}.key", "totalTxnAmountDue", where=f"state NOT IN ({unposted})"))
        owed.update(summed(select(company, adjustment, f"{partner}.key", due)))
        assert nonzero(summed(select(company, name, "key", "totalDue"))) == nonzero(owed)
        assert nonzero(summed(select(company, totals, f"{partner}.key", "totalDue"))) == nonzero(owed)


def test_no_payment_is_older_than_its_document(company: Store) -> None:
    for document, issued, detail, reference in (
        (BILL, "createdDate", f"{AP}/payment-detail", "bill.key"),
        (INVOICE, "invoiceDate", f"{AR}/payment-detail", "arInvoice.key"),
    ):
        days = dict(select(company, document, "key", issued))
        assert all(days[key] <= day <= TODAY.isoformat() for key, day in select(company, detail, reference, "paymentDate"))


def test_descriptions_and_numbers_try_every_writer(company: Store) -> None:
    written = [text for name in (f"{AP}/payment", f"{AR}/payment") for (text,) in select(company, name, "description")]
    texts = {text for text in written if text is not None}
    assert None in written
    assert any(len(text) == 200 for text in texts)
    assert any("\u0590" <= letter <= "\u06ff" for text in texts for letter in text)
    assert all(any(sign in text for text in texts) for sign in "'\",;\n\t<=é")
    checks = {number for (number,) in select(company, f"{AP}/payment", "documentNumber", where="paymentMethod = 'printedCheck'")}
    assert all(number is None or (number.startswith("000") and number.isdigit()) for number in checks)


def test_a_change_in_one_subject_leaves_the_others_as_they_were(company: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intacct_desktop.sandbox.company.cash.movements._SWEEP", 1_000_000)
    other = Store.open(None)
    build_company(other, 7, TODAY)
    everything = "SELECT * FROM {} ORDER BY key"
    for name in (BILL, INVOICE, f"{AP}/payment", f"{AR}/payment-detail", f"{CASH}/deposit", f"{CASH}/credit-card-txn"):
        assert other.rows(everything.format(quoted(name))) == company.rows(everything.format(quoted(name))), name
    transfers = everything.format(quoted(f"{CASH}/funds-transfer"))
    assert other.rows(transfers) != company.rows(transfers)
    other.close()


@pytest.mark.parametrize(
    ("today", "until"),
    [(date(2026, 11, 20), date(2025, 9, 30)), (date(2027, 1, 1), date(2025, 11, 30)), (date(2026, 2, 28), date(2024, 12, 31))],
)
def test_old_periods_are_closed(today: date, until: date) -> None:
    assert Books(7, today).closed_until == closed_until(today) == until
    assert OPEN_MONTHS == 14


def test_the_private_entity_keeps_to_itself(company: Store) -> None:
    private = next(entity.key for entity in ENTITIES if entity.private)
    for name in (
        "company-config/contact",
        f"{AP}/vendor",
        BILL,
        f"{BILL}-line",
        f"{AP}/payment",
        f"{AR}/customer",
        INVOICE,
        f"{AR}/payment",
        "general-ledger/journal-entry",
    ):
        assert 0 < len(select(company, name, "key", where=f"{ENTITY} = {private}")) < len(select(company, name, "key")) / 10
    for name, table in company.tables.items():
        for path, target in table.joins.items():
            if target in company.tables:
                leaks = company.rows(
                    f'SELECT n.key FROM {quoted(name)} n JOIN {quoted(target)} t ON t.key = n."{path}.key"'
                    f" WHERE t.{ENTITY} = {private} AND n.{ENTITY} IS NOT {private}"
                )
                assert leaks == [], f"{name}.{path}"


def test_the_top_level_sees_private_records_only_on_demand(api: httpx.Client) -> None:
    def entities(headers: dict[str, str] | None = None, **parameters: Any) -> Counter[str]:
        query = {"object": BILL, "fields": ["entity.id"], "size": 4000, "filters": [{"$gt": {"totalTxnAmountDue": "0"}}], **parameters}
        answer = api.post("services/core/query", json=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return Counter(row["entity.id"] for row in answer.json()["ia::result"])

    public, everything = entities(), entities(filterParameters={"includePrivate": True})
    assert set(public) == {"100", "200", "300"}
    assert everything - public == entities({"X-IA-API-Param-Entity": "400"})
    assert (everything - public)["400"] > 0
