"""Checks and cash from customers: kept as undeposited funds until the week's deposit takes them to the bank."""

from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import BANKS, RECEIPT_JOURNAL, UNDEPOSITED
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import RECEIVABLES_CLERKS, Entity
from intacct_desktop.sandbox.store import ENTITY

DEPOSIT = "cash-management/deposit"
_UNDEPOSITED = "cash-management/undeposited-fund"


@dataclass(frozen=True, slots=True)
class Check:
    """A check, or cash, of one customer, in the entity's currency."""

    entity: Entity
    day: date
    customer: int
    payer: str
    number: str
    method: str
    amount: int

    def members(self) -> Record:
        """What a deposit's detail and an undeposited fund both say."""
        return {
            ENTITY: self.entity.key,
            "currency": self.entity.currency,
            "documentNumber": self.number,
            "payee": self.payer,
            "paymentMethod": "cash" if self.method == "cash" else "check",
            "totalEntered": self.amount,
            "txnTotalEntered": self.amount,
            "customer.key": self.customer,
        }


class Deposits:
    """Gathers checks, and writes them as deposits and what is not deposited yet."""

    def __init__(self, books: Books, postings: Postings) -> None:
        self._books = books
        self._postings = postings
        self._chance = books.chance("deposits")
        self._memos = Memos(self._chance)
        self._weeks: dict[tuple[date, int], list[Check]] = {}

    def take(self, check: Check) -> None:
        """Put a check to the others of its week, which are deposited on Friday."""
        friday = check.day + timedelta(days=(4 - check.day.weekday()) % 7)
        self._weeks.setdefault((friday, check.entity.key), []).append(check)

    def add_deposits(self) -> None:
        """One deposit for each week and entity up to yesterday."""
        self._books.own(_UNDEPOSITED)
        for (friday, _), checks in sorted(self._weeks.items(), key=lambda week: week[0]):
            if friday < self._books.today:
                self._add_deposit(friday, checks)
            else:
                for check in checks:
                    self._books.add(_UNDEPOSITED, check.members() | stamp(self._chance, 6, check.day))

    def _add_deposit(self, day: date, checks: list[Check]) -> None:
        books, entity, bank = self._books, checks[0].entity, BANKS[checks[0].entity.id]
        total = sum(check.amount for check in checks)
        audit = stamp(self._chance, RECEIVABLES_CLERKS[entity.key - 1], day)
        is_cleared = (books.today - day).days > 40
        key = books.add(
            DEPOSIT,
            {
                "depositId": f"DEP-{books.count(DEPOSIT) + 1:05}",
                "description": self._memos.memo(),
                "txnDate": day.isoformat(),
                "postingDate": day.isoformat(),
                "state": "approve",
                "reconciliationState": "cleared" if is_cleared else "uncleared",
                "baseCurrency": entity.currency,
                "txnCurrency": entity.currency,
                "totalEntered": total,
                "txnTotalEntered": total,
                "bankAccount.key": books.key("cash-management/bank-account", bank.id),
                "entity.key": entity.key,
                **audit,
            },
        )
        for check in checks:
            members = check.members() | {"deposit.key": key, "state": "deposited", "status": "active", **audit}
            books.add("cash-management/deposit-detail", members)
            books.add(
                "cash-management/deposit-line",
                {
                    ENTITY: entity.key,
                    "deposit.key": key,
                    "status": "active",
                    "amount": check.amount,
                    "txnAmount": check.amount,
                    "currency.baseCurrency": entity.currency,
                    "currency.txnCurrency": entity.currency,
                    "currency.exchangeRate.date": day.isoformat(),
                    "currency.exchangeRate.rate": WHOLE,
                    "glAccount.key": books.key("general-ledger/account", UNDEPOSITED),
                    "baseLocation.key": entity.key,
                    "dimensions.location.key": entity.key,
                    "dimensions.customer.key": check.customer,
                    **audit,
                },
            )
        posted = self._postings.batch(day, entity, RECEIPT_JOURNAL, "Deposits")
        posted.add_base(bank.account, total)
        posted.add_base(UNDEPOSITED, -total)
