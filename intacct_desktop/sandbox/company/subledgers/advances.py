"""Advances of both subledgers: paid to vendors, or received from customers, before there is anything to pay."""

from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, rate_text, stamp
from intacct_desktop.sandbox.company.ledger.accounts import (
    BANKS,
    CUSTOMER_ADVANCES,
    DISBURSEMENT_JOURNAL,
    RECEIPT_JOURNAL,
    VENDOR_ADVANCES,
)
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.masters.partners import Partner
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import PAYABLES_CLERKS, RECEIVABLES_CLERKS, Entity
from intacct_desktop.sandbox.company.subledgers.adjustments import Written
from intacct_desktop.sandbox.company.subledgers.settlements import bank_members
from intacct_desktop.sandbox.company.subledgers.summaries import Summaries
from intacct_desktop.sandbox.store import ENTITY

AP_ADVANCE = "accounts-payable/advance"
AR_ADVANCE = "accounts-receivable/advance"

OPEN_ADVANCES = 14


@dataclass(frozen=True, slots=True)
class Advance:
    """An advance to be written, in the entity's currency; ``used`` of it is applied in a payment of the day ``used_on``."""

    partner: Partner
    entity: Entity
    day: date
    amount: int
    used: int = 0
    used_on: date | None = None

    def state(self, unused: str) -> str:
        """How far it is used up; ``unused`` is what the subledger calls an open one."""
        if self.used == 0:
            return unused
        return "fullyApplied" if self.used == self.amount else "partiallyApplied"


class Advances:
    """Writes advances into the books."""

    def __init__(self, books: Books, postings: Postings, summaries: Summaries) -> None:
        self._books = books
        self._postings = postings
        self._summaries = summaries
        self._chance = books.chance("advances")
        self._memos = Memos(self._chance)

    def add_open(self, vendors: tuple[Partner, ...], customers: tuple[Partner, ...]) -> None:
        """Advances of the last weeks that nobody has used yet."""
        chance, books = self._chance, self._books
        for partners, write in ((vendors, self.add_paid), (customers, self.add_received)):
            for partner in chance.sample([partner for partner in partners if partner.currency == partner.entity.currency], OPEN_ADVANCES):
                day = books.today - timedelta(days=chance.randint(1, 60))
                write(Advance(partner, partner.entity, day, chance.randint(4, 240) * 2_500))

    def add_paid(self, advance: Advance) -> Written:
        """An advance to a vendor."""
        books, each = self._books, advance
        bank = BANKS[each.entity.id]
        audit = stamp(self._chance, PAYABLES_CLERKS[each.entity.key - 1], each.day, each.used_on)
        day, due = each.day.isoformat(), each.amount - each.used
        currency: Record = {
            "currency.baseCurrency": each.entity.currency,
            "currency.txnCurrency": each.entity.currency,
            "currency.exchangeRate.date": day,
        }
        paid: Record = {
            "paymentInformation.totalPaid": each.used,
            "paymentInformation.totalSelected": 0,
            "paymentInformation.txnTotalPaid": each.used,
            "paymentInformation.txnTotalSelected": 0,
        }
        key = books.add(
            AP_ADVANCE,
            {
                "advanceNumber": f"ADV-{books.count(AP_ADVANCE) + 1:05}",
                "advanceDate": day,
                "dueDate": day,
                "description": self._memos.memo(),
                "referenceNumber": f"{self._chance.randint(1, 99_999):06}",
                "isSystemGenerated": "false",
                "paymentMethod": self._chance.choice(("printedCheck", "eft", "ach")),
                "recordType": "apAdvance",
                "state": each.state("advancePaid"),
                "totalDue": due,
                "totalEntered": each.amount,
                "txnTotalDue": due,
                "txnTotalEntered": each.amount,
                "currency.exchangeRate.rate": WHOLE,
                "financialEntity.entityId": bank.id,
                "financialEntity.id": bank.id,
                "financialEntity.baseAmount": each.amount,
                "financialEntity.baseCurrency": each.entity.currency,
                "financialEntity.currency": each.entity.currency,
                "financialEntity.txnAmount": each.amount,
                "paymentInformation.paidDate": each.used_on.isoformat() if each.used_on else None,
                "reconciliationGroup.cleared": "true" if (books.today - each.day).days > 40 else "false",
                "advanceSummary.key": self._summaries.take(
                    "accounts-payable/summary", "Advances", each.day, each.entity, each.amount, summaryType="apManualPayment"
                ),
                "vendor.key": each.partner.key,
                "location.key": each.entity.key,
                "entity.key": each.entity.key,
                **currency,
                **paid,
                **audit,
            },
        )
        line = books.add(
            "accounts-payable/advance-line",
            {
                ENTITY: each.entity.key,
                "apAdvance.key": key,
                "lineNumber": WHOLE,
                "memo": self._memos.memo(),
                "txnAmount": each.amount,
                "baseAmount": each.amount,
                "currency.exchangeRate.rate": rate_text(WHOLE),
                "glAccount.key": books.key("general-ledger/account", VENDOR_ADVANCES),
                "baseLocation.key": each.entity.key,
                "dimensions.location.key": each.entity.key,
                "dimensions.vendor.key": each.partner.key,
                **bank_members(each.entity, each.amount, each.day),
                **currency,
                **paid,
                **audit,
            },
        )
        posted = self._postings.batch(each.day, each.entity, DISBURSEMENT_JOURNAL, "Advances")
        posted.add_base(VENDOR_ADVANCES, each.amount, vendor=each.partner.key)
        posted.add_base(bank.account, -each.amount)
        return Written(key, line)

    def add_received(self, advance: Advance) -> Written:
        """An advance from a customer."""
        books, each = self._books, advance
        bank = BANKS[each.entity.id]
        audit = stamp(self._chance, RECEIVABLES_CLERKS[each.entity.key - 1], each.day, each.used_on)
        day, due = each.day.isoformat(), each.amount - each.used
        paid: Record = {
            "paymentInformation.totalPaid": each.used,
            "paymentInformation.totalSelected": 0,
            "paymentInformation.txnTotalPaid": each.used,
            "paymentInformation.txnTotalSelected": 0,
        }
        account = books.key("general-ledger/account", CUSTOMER_ADVANCES)
        key = books.add(
            AR_ADVANCE,
            {
                "advanceNumber": f"ADV-{books.count(AR_ADVANCE) + 1:05}",
                "createdDate": day,
                "description": self._memos.memo(),
                "referenceNumber": f"{self._chance.randint(1, 99_999):06}",
                "isSystemGenerated": 0,
                "recordType": "arAdvance",
                "state": each.state("posted"),
                "totalEntered": each.amount,
                "txnTotalEntered": each.amount,
                "paymentInformation.paymentDate": day,
                "paymentInformation.receiptDate": day,
                "paymentInformation.paymentMethod": self._chance.choice(("eft", "ach")),
                "paymentInformation.totalDue": due,
                "paymentInformation.totalTxnAmountDue": due,
                "paymentInformation.currency.baseCurrency": each.entity.currency,
                "paymentInformation.currency.txnCurrency": each.entity.currency,
                "paymentInformation.currency.exchangeRate": WHOLE,
                "paymentInformation.currency.exchangeRateDate": day,
                "paymentInformation.financialEntity.key": books.key("cash-management/bank-account", bank.id),
                "reconciliationGroup.cleared": "true" if (books.today - each.day).days > 40 else "false",
                "customer.key": each.partner.key,
                "glAccount.key": account,
                "entity.key": each.entity.key,
                **paid,
                **audit,
            },
        )
        line = books.add(
            "accounts-receivable/advance-line",
            {
                ENTITY: each.entity.key,
                "arAdvance.key": key,
                "lineNumber": WHOLE,
                "memo": self._memos.memo(),
                "txnAmount": each.amount,
                "baseAmount": each.amount,
                "currency.baseCurrency": each.entity.currency,
                "currency.txnCurrency": each.entity.currency,
                "currency.exchangeRate.date": day,
                "currency.exchangeRate.rate": WHOLE,
                "glAccount.key": account,
                "baseLocation.key": each.entity.key,
                "dimensions.location.key": each.entity.key,
                "dimensions.customer.key": each.partner.key,
                **bank_members(each.entity, each.amount, each.day),
                **paid,
                **audit,
            },
        )
        posted = self._postings.batch(each.day, each.entity, RECEIPT_JOURNAL, "Advances")
        posted.add_base(bank.account, each.amount)
        posted.add_base(CUSTOMER_ADVANCES, -each.amount, customer=each.partner.key)
        return Written(key, line)
