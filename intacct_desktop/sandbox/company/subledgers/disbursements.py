"""Payments to vendors, with their details by bill line and their lines by bill."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, rate_text, stamp
from intacct_desktop.sandbox.company.ledger.accounts import BANKS, DISBURSEMENT_JOURNAL, PAYABLES, REALIZED_GAIN, VENDOR_ADVANCES
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.masters.partners import VENDOR
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import PAYABLES_CLERKS
from intacct_desktop.sandbox.company.subledgers.adjustments import Adjustments
from intacct_desktop.sandbox.company.subledgers.advances import Advances
from intacct_desktop.sandbox.company.subledgers.deductions import Deduction, Money, deduct, money_of
from intacct_desktop.sandbox.company.subledgers.documents import Document
from intacct_desktop.sandbox.company.subledgers.settlements import Payment, bank_members, payments_of, rate_members, selections_of
from intacct_desktop.sandbox.company.subledgers.summaries import Summaries
from intacct_desktop.sandbox.store import ENTITY, Value

PAYMENT = "accounts-payable/payment"
DETAIL = "accounts-payable/payment-detail"
LINE = "accounts-payable/payment-line"

_METHODS = {"printedCheck": "printedCheck", "ACH": "ach", "EFT": "eft"}
_DETAIL_PATHS = (
    "apPaymentLine.key",
    "bill.key",
    "moduleKey",
    "paymentDate",
    "state",
    "txnCurrency.currency",
    "billLine.key",
    *(
        f"{currency}.{amount}"
        for amount in ("paymentAmount", "adjustmentAmount", "discountAmount", "inlineAmount", "postedAdvanceAmount")
        for currency in ("txnCurrency", "baseCurrency")
    ),
    "apDebitAdjustment.key",
    "apDebitAdjustmentLine.key",
    "apPostedAdvance.key",
    "apPostedAdvanceLine.key",
)
_NOTHING_USED = (0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)


class Disbursements:
    """Writes the payments that the bills' paid amounts came from."""

    def __init__(self, books: Books, postings: Postings, summaries: Summaries, adjustments: Adjustments, advances: Advances) -> None:
        self._books = books
        self._postings = postings
        self._summaries = summaries
        self._adjustments = adjustments
        self._advances = advances
        self._numbers: Counter[str] = Counter()
        self._payables = books.key("general-ledger/account", PAYABLES)

    def add_payments(self, bills: Sequence[Document], subject: str = "payments") -> None:
        """All payments of the bills, some of them made twice because the first was voided, and those being prepared."""
        self._chance = chance = self._books.chance(subject)
        self._memos = Memos(chance)
        for payment in payments_of(bills, chance):
            self._void_first(payment)
            deduction = deduct(payment, chance, self._books.opening, None, self._adjustments.add_payable, self._advances.add_paid)
            self._post(payment, self._add_payment(payment, "confirmed", deduction), deduction)
        for payment in selections_of(bills, self._books.today):
            self._add_payment(payment, chance.choice(("draft", "submitted", "partiallyApproved")), None)

    def _void_first(self, payment: Payment) -> None:
        day = payment.day - timedelta(days=7)
        if payment.is_foreign or self._chance.random() > 0.012 or day < max(part.document.issued for part in payment.parts):
            return
        voided = Payment(payment.partner, payment.entity, payment.currency, day, payment.parts)
        amount = self._add_payment(voided, "voided", None)
        self._post(voided, amount, None)
        self._post(voided, -amount, None, day + timedelta(days=self._chance.choice((1, 3, 4))))

    def _add_payment(self, payment: Payment, state: str, deduction: Deduction | None) -> int:
        """Write the payment; what it takes from the bank, in the entity's currency."""
        books, chance, each = self._books, self._chance, payment
        bank, vendor = BANKS[each.entity.id], books.records(VENDOR)[each.partner.key - 1]
        rate, currency = rate_members(books, each)
        currency["exchangeRate.rate"] = rate_text(rate)
        money = money_of(each, deduction, rate)
        from_bank = sum(money.bank)
        is_paid, is_final = state == "confirmed", state in {"confirmed", "voided"}
        method = _METHODS.get(str(vendor["preferredPaymentMethod"]), "eft")
        clerk, day = PAYABLES_CLERKS[each.entity.key - 1], each.day.isoformat()
        is_cleared = is_paid and (books.today - each.day).days > 35
        audit = stamp(chance, clerk, each.day)
        key = books.add(
            PAYMENT,
            {
                "action": "submit" if is_final else "draft",
                "cleared": "cleared" if is_cleared else "uncleared",
                "clearedDate": (each.day + timedelta(days=3)).isoformat() if is_cleared else None,
                "description": self._memos.memo(),
                "documentNumber": self._number(bank.id, method) if is_final else None,
                "isInclusiveTax": 0,
                "paymentDate": day,
                "paymentFileType": "none",
                "paymentMethod": method,
                "paymentRequestMethod": "mergeRequestsIntoOnePerVendor" if len(each.parts) > 1 else "generateOneRequestPerBill",
                "paymentSubmitter": str(clerk),
                "recordType": "apPayment",
                "state": state,
                "systemGenerated": "false",
                "txnDate": day,
                "txnPaidDate": day if is_paid else None,
                "financialEntity.entityId": bank.id,
                "financialEntity.id": bank.id,
                "financialEntity.currency": each.entity.currency,
                "financialEntity.baseCurrency": each.entity.currency,
                "financialEntity.txnAmount": from_bank,
                "financialEntity.baseAmount": from_bank,
                "paymentSummary.key": self._summaries.take(
                    "accounts-payable/summary", "Payments", each.day, each.entity, from_bank, summaryType="apManualPayment"
                )
                if is_final
                else None,
                "payTo.key": vendor["contacts.payTo.key"],
                "vendor.key": each.partner.key,
                "entity.key": each.entity.key,
                **currency,
                **_totals("txnCurrency", each.currency, sum(money.txn), state),
                **_totals("baseCurrency", each.entity.currency, sum(money.base), state),
                **audit,
            },
        )
        self._add_lines(each, {ENTITY: each.entity.key, "apPayment.key": key, **audit}, currency, money, deduction, state)
        return from_bank

    def _add_lines(self, payment: Payment, common: Record, currency: Record, money: Money, deduction: Deduction | None, state: str) -> None:
        books, each = self._books, payment
        is_paid, is_final = state == "confirmed", state in {"confirmed", "voided"}
        detail_state = "confirmed" if is_final else "draft"
        paths = (*common, *_DETAIL_PATHS)
        for at, part in enumerate(each.parts):
            members = {
                **common,
                **currency,
                **bank_members(each.entity, money.bank[at], each.day),
                "baseLocation": each.entity.id,
                "isTax": 0,
                "lineNumber": (at + 1) * WHOLE,
                "txnCurrency.amount": money.txn[at],
                "txnCurrency.currency": each.currency,
                "txnCurrency.totalPaid": money.txn[at] if is_paid else 0,
                "txnCurrency.totalSelected": 0 if is_final else money.txn[at],
                "baseCurrency.amount": money.base[at],
                "baseCurrency.currency": each.entity.currency,
                "baseCurrency.totalPaid": money.base[at] if is_paid else 0,
                "baseCurrency.totalSelected": 0 if is_final else money.base[at],
                "glAccount.key": self._payables,
                "dimensions.location.key": each.entity.key,
                "dimensions.vendor.key": each.partner.key,
            }
            line = books.add_row(LINE, tuple(members), tuple(members.values()))
            shared = (*common.values(), line, part.document.key, "accountsPayable", each.day.isoformat(), detail_state, each.currency)
            for place, (txn, in_base, bill_line) in enumerate(zip(part.txn, part.base, part.document.lines, strict=True)):
                used = deduction if deduction and deduction.is_at(at, place) else None
                if txn:
                    books.add_row(DETAIL, paths, (*shared, bill_line["key"], *_amounts(txn, in_base, used)))

    def _post(self, payment: Payment, amount: int, deduction: Deduction | None, day: date | None = None) -> None:
        """Pay ``amount`` of the entity's currency from the bank; a negative amount takes a payment back."""
        each, vendor = payment, payment.partner.key
        posted = self._postings.batch(day or each.day, each.entity, DISBURSEMENT_JOURNAL, "Payments")
        deducted = deduction.amount if deduction else 0
        txn = (each.total - deducted) * (1 if amount >= 0 else -1)
        account = BANKS[each.entity.id].account
        posted.add(PAYABLES, txn, amount, each.currency, vendor=vendor)
        posted.add(account, -txn, -amount, each.currency)
        if each.is_foreign:
            # The bill was worth this much more in the books when it was entered than when it was paid.
            gain = each.base - amount
            posted.add_base(PAYABLES, gain, vendor=vendor)
            posted.add_base(REALIZED_GAIN, -gain)
        if deduction and deduction.is_advance:
            posted.add_base(PAYABLES, deducted, vendor=vendor)
            posted.add_base(VENDOR_ADVANCES, -deducted, vendor=vendor)

    def _number(self, bank: str, method: str) -> str:
        series = f"{bank} {method}"
        self._numbers[series] += 1
        return f"{10_000 + self._numbers[series]:08}" if method == "printedCheck" else f"{method.upper()}-{self._numbers[series]:06}"


def _totals(group: str, currency: str, amount: int, state: str) -> Record:
    is_paid, is_final = state == "confirmed", state in {"confirmed", "voided"}
    return {
        f"{group}.currency": currency,
        f"{group}.amountToPay": amount,
        f"{group}.totalAmount": amount,
        f"{group}.totalPaid": amount if is_paid else 0,
        f"{group}.totalDue": 0 if is_final else amount,
        f"{group}.totalSelected": 0 if is_final else amount,
    }


def _amounts(txn: int, base: int, used: Deduction | None) -> tuple[Value, ...]:
    # Deductions are in the entity's currency only, where both amounts are the same.
    if used is None:
        return txn, base, *_NOTHING_USED
    rest, document, line = txn - used.amount, used.written.key, used.written.line
    if used.is_advance:
        return rest, rest, 0, 0, 0, 0, 0, 0, used.amount, used.amount, None, None, document, line
    return rest, rest, used.amount, used.amount, 0, 0, 0, 0, 0, 0, document, line, None, None
