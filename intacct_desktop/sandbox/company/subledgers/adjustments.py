"""Adjustments of both subledgers: what is owed by more or by less than the bills and invoices say.

Amounts are signed: negative for what makes less be owed (a debit memo to a vendor, a credit memo to a customer).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import DAILY_RATE, Books, Record, converted, rate_text, stamp
from intacct_desktop.sandbox.company.ledger.accounts import BILL_JOURNAL, INVOICE_JOURNAL, PAYABLES, RECEIVABLES
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, VENDOR, Partner
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import PAYABLES_CLERKS, RECEIVABLES_CLERKS, Entity
from intacct_desktop.sandbox.company.subledgers.summaries import Summaries
from intacct_desktop.sandbox.store import ENTITY

AP_ADJUSTMENT = "accounts-payable/adjustment"
AR_ADJUSTMENT = "accounts-receivable/adjustment"

OPEN_ADJUSTMENTS = 45

# What is open, by partner and entity.
Open = Counter[tuple[int, int]]

_RETURNS = "4900"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An adjustment to be written: ``amount`` in ``currency``, all of it used up in a payment of the day ``used_on``, or still open.

    It hits ``account`` (a key), with the dimensions of the document line that it corrects.
    """

    partner: Partner
    entity: Entity
    currency: str
    day: date
    amount: int
    account: int
    department: int | None
    location: int
    used_on: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The keys of a document and of its only line."""

    key: int
    line: int


class Adjustments:
    """Writes adjustments into the books."""

    def __init__(self, books: Books, postings: Postings, summaries: Summaries) -> None:
        self._books = books
        self._postings = postings
        self._summaries = summaries
        self._chance = books.chance("adjustments")
        self._memos = Memos(self._chance)
        self.payable: Open = Counter()
        self.receivable: Open = Counter()

    def add_open(self, vendors: tuple[Partner, ...], customers: tuple[Partner, ...]) -> None:
        """Adjustments of the last months that nobody has used yet, of either sign."""
        chance, books = self._chance, self._books
        expense, returns = books.key("general-ledger/account", "5010"), books.key("general-ledger/account", _RETURNS)
        department = books.key("company-config/department", "0100")
        for number in range(OPEN_ADJUSTMENTS):
            day = books.today - timedelta(days=chance.randint(2, 150))
            # Two out of three make less be owed.
            amount = chance.randint(1_500, 90_000) * (1 if number % 3 == 0 else -1)
            for partners, account, write in ((vendors, expense, self.add_payable), (customers, returns, self.add_receivable)):
                partner = chance.choice(partners)
                write(Adjustment(partner, partner.entity, partner.currency, day, amount, account, department, partner.entity.key))

    def add_payable(self, adjustment: Adjustment) -> Written:
        """An adjustment with a vendor."""
        books, each = self._books, adjustment
        rate, base = self._base(each)
        paid, base_paid = (each.amount, base) if each.used_on else (0, 0)
        audit = stamp(self._chance, PAYABLES_CLERKS[each.entity.key - 1], each.day, each.used_on)
        currency: Record = {"currency.baseCurrency": each.entity.currency, "currency.txnCurrency": each.currency}
        rate_type = DAILY_RATE if each.currency != each.entity.currency else None
        is_debit = each.amount < 0
        key = books.add(
            AP_ADJUSTMENT,
            {
                "adjustmentNumber": f"{'DM' if is_debit else 'CM'}-{books.count(AP_ADJUSTMENT) + 1:05}",
                "createdDate": each.day.isoformat(),
                "description": self._memos.memo(),
                "isTaxInclusive": 0,
                "moduleKey": "accountsPayable",
                "recordType": "apAdjustments",
                "state": "paid" if each.used_on else "posted",
                "txnTotalEntered": each.amount,
                "txnTotalDue": each.amount - paid,
                "totalEntered": base,
                "totalBaseAmountDue": base - base_paid,
                "currency.exchangeRate": rate,
                "currency.exchangeRateDate": each.day.isoformat(),
                "currency.exchangeRateTypeId": rate_type,
                "paymentInformation.paidDate": each.used_on.isoformat() if each.used_on else None,
                "paymentInformation.totalBaseAmountPaid": base_paid,
                "paymentInformation.totalBaseAmountSelected": 0,
                "paymentInformation.txnTotalPaid": paid,
                "paymentInformation.txnTotalSelected": 0,
                "adjustmentSummary.key": self._summaries.take(
                    "accounts-payable/adjustment-summary", "AP adjustments", each.day, each.entity, base, recordType="apAdjustments"
                ),
                "contacts.payTo.key": books.records(VENDOR)[each.partner.key - 1]["contacts.payTo.key"],
                "vendor.key": each.partner.key,
                "entity.key": each.entity.key,
                **currency,
                **audit,
            },
        )
        line = books.add(
            "accounts-payable/adjustment-line",
            {
                ENTITY: each.entity.key,
                "apAdjustment.key": key,
                "lineNumber": "1",
                "adjustmentType": "debit" if is_debit else "credit",
                "memo": self._memos.memo(),
                "txnAmount": each.amount,
                "totalTxnAmount": each.amount,
                "baseAmount": base,
                "hasForm1099": "false",
                "currency.exchangeRate.date": each.day.isoformat(),
                "currency.exchangeRate.rate": rate_text(rate),
                "currency.exchangeRate.typeId": rate_type,
                "paymentInformation.totalBaseAmountPaid": base_paid,
                "paymentInformation.totalBaseAmountSelected": 0,
                "paymentInformation.txnTotalPaid": paid,
                "paymentInformation.txnTotalSelected": 0,
                "glAccount.key": each.account,
                "dimensions.location.key": each.location,
                "dimensions.department.key": each.department,
                "dimensions.vendor.key": each.partner.key,
                **currency,
                **audit,
            },
        )
        posted = self._postings.batch(each.day, each.entity, BILL_JOURNAL, "AP adjustments")
        posted.add(PAYABLES, -each.amount, -base, each.currency, vendor=each.partner.key)
        posted.add(each.account, each.amount, base, each.currency, department=each.department, location=each.location)
        self.payable[each.partner.key, each.entity.key] += each.amount - paid
        return Written(key, line)

    def add_receivable(self, adjustment: Adjustment) -> Written:
        """An adjustment with a customer."""
        books, each = self._books, adjustment
        rate, base = self._base(each)
        paid, base_paid = (each.amount, base) if each.used_on else (0, 0)
        audit = stamp(self._chance, RECEIVABLES_CLERKS[each.entity.key - 1], each.day, each.used_on)
        common: Record = {
            "baseCurrency.currency": each.entity.currency,
            "txnCurrency.currency": each.currency,
            "exchangeRate.date": each.day.isoformat(),
            "exchangeRate.rate": rate_text(rate),
            "exchangeRate.typeId": DAILY_RATE if each.currency != each.entity.currency else None,
        }
        is_credit = each.amount < 0
        contact = books.records(CUSTOMER)[each.partner.key - 1]["contacts.billTo.key"]
        key = books.add(
            AR_ADJUSTMENT,
            {
                "adjustmentNumber": f"{'CM' if is_credit else 'DM'}-{books.count(AR_ADJUSTMENT) + 1:05}",
                "createdDate": each.day.isoformat(),
                "glPostingDate": each.day.isoformat(),
                "description": self._memos.memo(),
                "moduleKey": "accountsReceivable",
                "txnType": "arAdjustments",
                "state": "paid" if each.used_on else "posted",
                "baseCurrency.paidDate": each.used_on.isoformat() if each.used_on else None,
                "baseCurrency.totalAmountEntered": base,
                "baseCurrency.totalDue": base - base_paid,
                "baseCurrency.totalPaid": base_paid,
                "baseCurrency.totalSelected": 0,
                "txnCurrency.totalEntered": each.amount,
                "txnCurrency.totalDue": each.amount - paid,
                "txnCurrency.totalPaid": paid,
                "txnCurrency.totalSelected": 0,
                # The published reference points to the summaries of accounts payable.
                "adjustmentSummary.key": self._summaries.take(
                    "accounts-payable/adjustment-summary", "AR adjustments", each.day, each.entity, base, recordType="arAdjustments"
                ),
                "contacts.billTo.key": contact,
                "contacts.shipTo.key": contact,
                "customer.key": each.partner.key,
                "entity.key": each.entity.key,
                **common,
                **audit,
            },
        )
        line = books.add(
            "accounts-receivable/adjustment-line",
            {
                ENTITY: each.entity.key,
                "arAdjustment.key": key,
                "lineNumber": "1",
                "adjustmentType": "credit" if is_credit else "debit",
                "memo": self._memos.memo(),
                "isTax": 0,
                "txnCurrency.amount": each.amount,
                "baseCurrency.amount": base,
                "glAccount.key": each.account,
                "dimensions.location.key": each.location,
                "dimensions.department.key": each.department,
                "dimensions.customer.key": each.partner.key,
                **common,
                **audit,
            },
        )
        posted = self._postings.batch(each.day, each.entity, INVOICE_JOURNAL, "AR adjustments")
        posted.add(RECEIVABLES, each.amount, base, each.currency, customer=each.partner.key)
        posted.add(each.account, -each.amount, -base, each.currency, department=each.department, location=each.location)
        self.receivable[each.partner.key, each.entity.key] += each.amount - paid
        return Written(key, line)

    def _base(self, each: Adjustment) -> tuple[int, int]:
        rate = self._books.rate(each.currency, each.entity.currency, each.day)
        return rate, converted(each.amount, rate)
