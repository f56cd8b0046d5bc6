"""Payments from customers, with their details by invoice line and their lines by invoice, and the deposits that gather the checks."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import (
    BANKS,
    CUSTOMER_ADVANCES,
    REALIZED_GAIN,
    RECEIPT_JOURNAL,
    RECEIVABLES,
    UNDEPOSITED,
)
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import RECEIVABLES_CLERKS
from intacct_desktop.sandbox.company.subledgers.adjustments import Adjustments
from intacct_desktop.sandbox.company.subledgers.advances import Advances
from intacct_desktop.sandbox.company.subledgers.deductions import Deduction, Money, deduct, money_of
from intacct_desktop.sandbox.company.subledgers.deposits import Check, Deposits
from intacct_desktop.sandbox.company.subledgers.documents import Document
from intacct_desktop.sandbox.company.subledgers.settlements import Payment, bank_members, payments_of, rate_members
from intacct_desktop.sandbox.company.subledgers.summaries import Summaries
from intacct_desktop.sandbox.store import ENTITY, Value

PAYMENT = "accounts-receivable/payment"
DETAIL = "accounts-receivable/payment-detail"
LINE = "accounts-receivable/payment-line"

_DETAIL_PATHS = (
    ENTITY,
    "arPayment.key",
    "arPaymentLine.key",
    "arInvoice.key",
    "paymentDate",
    "txnCurrency.currency",
    "arInvoiceLine.key",
    *(
        f"{currency}.{amount}"
        for amount in (
            "paymentAmount",
            "adjustmentAmount",
            "inlineAmount",
            "negativeInvoiceAmount",
            "postedAdvanceAmount",
            "postedOverPaymentAmount",
        )
        for currency in ("txnCurrency", "baseCurrency")
    ),
    "arAdjustment.key",
    "arAdjustmentLine.key",
    "postedAdvance.key",
    "postedAdvanceLine.key",
)
_NOTHING_USED = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)


class Receipts:
    """Writes the payments that the invoices' paid amounts came from."""

    def __init__(self, books: Books, postings: Postings, summaries: Summaries, adjustments: Adjustments, advances: Advances) -> None:
        self._books = books
        self._postings = postings
        self._summaries = summaries
        self._adjustments = adjustments
        self._advances = advances
        self._deposits = Deposits(books, postings)
        self._numbers: Counter[str] = Counter()
        self._receivables = books.key("general-ledger/account", RECEIVABLES)
        self._undeposited = books.key("general-ledger/account", UNDEPOSITED)
        self._returns = books.key("general-ledger/account", "4900")

    def add_payments(self, invoices: Sequence[Document], subject: str = "receipts") -> None:
        """All payments of the invoices; some come in twice because the first did not clear."""
        self._chance = chance = self._books.chance(subject)
        self._memos = Memos(chance)
        for payment in payments_of(invoices, chance):
            deduction = deduct(
                payment, chance, self._books.opening, self._returns, self._adjustments.add_receivable, self._advances.add_received
            )
            method = self._method(payment)
            if deduction is None and method == "eft":
                self._return_first(payment)
            self._add_payment(payment, "complete", method, deduction)

    def add_deposits(self) -> None:
        """The deposits of all checks received so far."""
        self._deposits.add_deposits()

    def _method(self, payment: Payment) -> str:
        if payment.is_foreign:
            return "eft"
        return self._chance.choices(("eft", "printedCheck", "creditCard", "cash"), weights=(62, 27, 10, 1))[0]

    def _return_first(self, payment: Payment) -> None:
        day = payment.day - timedelta(days=7)
        if payment.is_foreign or self._chance.random() > 0.012 or day < max(part.document.issued for part in payment.parts):
            return
        self._add_payment(Payment(payment.partner, payment.entity, payment.currency, day, payment.parts), "reversed", "eft", None)
        taken_back = [part.reversed() for part in payment.parts]
        returned = Payment(payment.partner, payment.entity, payment.currency, day + timedelta(days=3), taken_back)
        self._add_payment(returned, "reversal", "eft", None)

    def _add_payment(self, payment: Payment, state: str, method: str, deduction: Deduction | None) -> None:
        books, chance, each = self._books, self._chance, payment
        bank, customer = BANKS[each.entity.id], books.records(CUSTOMER)[each.partner.key - 1]
        rate, currency = rate_members(books, each)
        currency["exchangeRate.rate"] = rate
        money = money_of(each, deduction, rate)
        at_bank = sum(money.bank)
        is_paid, is_check = state == "complete", method in {"printedCheck", "cash"}
        is_reconciled = is_paid and (books.today - each.day).days > 45
        day = each.day.isoformat()
        number = self._number(each, method)
        audit = stamp(chance, RECEIVABLES_CLERKS[each.entity.key - 1], each.day)
        key = books.add(
            PAYMENT,
            {
                "bankReconciliationStatus": "cleared" if is_reconciled else "uncleared",
                "bankReconciliationDate": (each.day + timedelta(days=2)).isoformat() if is_reconciled else None,
                "description": self._memos.memo(),
                "documentNumber": number,
                "overPaymentAmount": 0,
                "paidDate": day,
                "payerName": customer["name"] if chance.random() < 0.8 else None,
                "paymentMethod": method,
                "recordType": "arReceipts",
                "referenceNumber": f"{chance.randint(0, 9_999_999):09}" if chance.random() < 0.4 else None,
                "state": "reconciled" if is_reconciled else state,
                "financialEntity.entityId": None if is_check else bank.id,
                "financialEntity.entityType": None if is_check else "checking",
                "financialEntity.currency": each.entity.currency,
                "financialEntity.baseCurrency": each.entity.currency,
                "financialEntity.txnAmount": at_bank,
                "financialEntity.baseAmount": at_bank,
                "undepositedGLAccount.key": self._undeposited if is_check else None,
                "contacts.payTo.key": customer["contacts.billTo.key"],
                "customer.key": each.partner.key,
                "entity.key": each.entity.key,
                **currency,
                **_totals("txnCurrency", each.currency, sum(money.txn), is_paid),
                **_totals("baseCurrency", each.entity.currency, sum(money.base), is_paid),
                **audit,
            },
        )
        self._add_lines(each, key, currency | audit, money, deduction, is_paid)
        self._summaries.take(
            "accounts-receivable/payment-summary",
            "Undeposited receipts" if is_check else "Receipts",
            each.day,
            each.entity,
            at_bank,
            recordType="payment",
            **({"undepositedGLAccount.key": self._undeposited} if is_check else {"bankAccount.key": self._bank_key(bank.id)}),
        )
        self._post(each, sum(money.txn), at_bank, sum(money.base), UNDEPOSITED if is_check else bank.account, deduction)
        if is_check:
            self._deposits.take(Check(each.entity, each.day, each.partner.key, str(customer["name"]), number, method, at_bank))

    def _add_lines(
        self,
        payment: Payment,
        key: int,
        shared: Record,
        money: Money,
        deduction: Deduction | None,
        is_paid: bool,
    ) -> None:
        books, each = self._books, payment
        day = each.day.isoformat()
        audit = {path: value for path, value in shared.items() if path.startswith("audit.")}
        paths = (*audit, *_DETAIL_PATHS)
        for at, part in enumerate(each.parts):
            members = shared | {
                ENTITY: each.entity.key,
                "arPayment.key": key,
                "isOverpaid": 0,
                "lineNumber": (at + 1) * WHOLE,
                **bank_members(each.entity, money.bank[at], each.day),
                "txnCurrency.amount": money.txn[at],
                "txnCurrency.currency": each.currency,
                "txnCurrency.totalPaid": money.txn[at] if is_paid else 0,
                "txnCurrency.totalSelected": 0,
                "baseCurrency.amount": money.base[at],
                "baseCurrency.currency": each.entity.currency,
                "baseCurrency.totalPaid": money.base[at] if is_paid else 0,
                "baseCurrency.totalSelected": 0,
                "glAccount.key": self._receivables,
                "dimensions.location.key": each.entity.key,
                "dimensions.customer.key": each.partner.key,
            }
            line = books.add_row(LINE, tuple(members), tuple(members.values()))
            common = (*audit.values(), each.entity.key, key, line, part.document.key, day, each.currency)
            for place, (txn, in_base, invoice_line) in enumerate(zip(part.txn, part.base, part.document.lines, strict=True)):
                used = deduction if deduction and deduction.is_at(at, place) else None
                if txn:
                    books.add_row(DETAIL, paths, (*common, invoice_line["key"], *_amounts(txn, in_base, used)))

    def _post(self, payment: Payment, txn: int, amount: int, base: int, account: str, deduction: Deduction | None) -> None:
        each, customer = payment, payment.partner.key
        posted = self._postings.batch(each.day, each.entity, RECEIPT_JOURNAL, "Receipts")
        posted.add(account, txn, amount, each.currency)
        posted.add(RECEIVABLES, -txn, -amount, each.currency, customer=customer)
        # The invoice was worth this much more in the books when it was written than when it was paid.
        loss = base - amount
        posted.add_base(RECEIVABLES, -loss, customer=customer)
        posted.add_base(REALIZED_GAIN, loss)
        if deduction and deduction.is_advance:
            posted.add_base(CUSTOMER_ADVANCES, deduction.amount, customer=customer)
            posted.add_base(RECEIVABLES, -deduction.amount, customer=customer)

    def _number(self, payment: Payment, method: str) -> str:
        if method == "printedCheck":
            return f"{self._chance.randint(1, 99_999):06}"
        self._numbers[payment.entity.id] += 1
        return f"R{payment.entity.id}-{self._numbers[payment.entity.id]:06}"

    def _bank_key(self, bank: str) -> int:
        return self._books.key("cash-management/bank-account", bank)


def _totals(group: str, currency: str, amount: int, is_paid: bool) -> Record:
    return {
        f"{group}.currency": currency,
        f"{group}.amountToPay": amount,
        f"{group}.totalAmount": amount,
        f"{group}.totalPaid": amount if is_paid else 0,
        f"{group}.totalDue": 0,
    }


def _amounts(txn: int, base: int, used: Deduction | None) -> tuple[Value, ...]:
    # Deductions are in the entity's currency only, where both amounts are the same.
    if used is None:
        return txn, base, *_NOTHING_USED
    rest, document, line = txn - used.amount, used.written.key, used.written.line
    if used.is_advance:
        return rest, rest, 0, 0, 0, 0, 0, 0, used.amount, used.amount, 0, 0, None, None, document, line
    return rest, rest, used.amount, used.amount, 0, 0, 0, 0, 0, 0, 0, 0, document, line, None, None
