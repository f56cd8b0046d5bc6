"""What bills and invoices have in common: amounts in two currencies, what has been paid of them, and when they are issued."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, Books, Month, Record, converted
from intacct_desktop.sandbox.company.masters.partners import Partner
from intacct_desktop.sandbox.company.people import Entity

# The states in which a bill or an invoice has not reached the ledger yet.
UNPOSTED = frozenset({"draft", "submitted"})


@dataclass(frozen=True, slots=True)
class Settlement:
    """How far a document has come: its state, the percentage paid, and the day of the last payment."""

    state: str
    percent: int = 0
    paid_on: date | None = None


def settle(chance: random.Random, today: date, issued: date, due: date, lateness: float, runs_on: int | None = None) -> Settlement:
    """Older documents are mostly paid around their due date; recent ones are open, some still drafts; a few stay unpaid or partly paid.

    They are paid on any workday, or with the next payment run, every week on the weekday ``runs_on``.
    """
    if (today - issued).days <= 9 and chance.random() < 0.15:
        return Settlement("draft")
    payday = max(issued + timedelta(days=1), due + timedelta(days=round(chance.gauss(lateness, 5))))
    payday += timedelta(days=(0, 0, 0, 0, 0, 2, 1)[payday.weekday()] if runs_on is None else (runs_on - payday.weekday()) % 7)
    fate = chance.random()
    if payday > today or fate < 0.012:
        return Settlement("posted")
    if fate < 0.042:
        return Settlement("partiallyPaid", chance.randint(3, 17) * 5, payday)
    return Settlement("paid", 100, payday)


class Amounts:
    """A document's amounts in cents, line by line, in its own currency (txn) and its entity's (base).

    The header's totals are the sums of the lines.
    """

    def __init__(self, txn: Sequence[int], rate: int, settlement: Settlement) -> None:
        self.txn = list(txn)
        self.base = [converted(amount, rate) for amount in txn]
        self.paid = self._shares(settlement)
        self.base_paid = [
            base if paid == amount else converted(paid, rate) for amount, base, paid in zip(self.txn, self.base, self.paid, strict=True)
        ]
        self.is_selected = settlement.state == "selected"

    @property
    def due(self) -> int:
        """What is still to be paid, in the document's currency."""
        return sum(self.txn) - sum(self.paid)

    def header(self) -> Record:
        """The members of the document."""
        total, base, paid, base_paid = sum(self.txn), sum(self.base), sum(self.paid), sum(self.base_paid)
        return {
            "totalTxnAmount": total,
            "totalTxnAmountDue": total - paid,
            "totalBaseAmount": base,
            "totalBaseAmountDue": base - base_paid,
            **self._payment(total, base, paid, base_paid),
        }

    def line(self, at: int) -> Record:
        """The members of one line."""
        return {
            "txnAmount": self.txn[at],
            "baseAmount": self.base[at],
            **self._payment(self.txn[at], self.base[at], self.paid[at], self.base_paid[at]),
        }

    def _payment(self, total: int, base: int, paid: int, base_paid: int) -> Record:
        return {
            "paymentInformation.totalTxnAmountPaid": paid,
            "paymentInformation.totalBaseAmountPaid": base_paid,
            "paymentInformation.totalTxnAmountSelectedForPayment": total if self.is_selected else 0,
            "paymentInformation.totalBaseAmountSelectedForPayment": base if self.is_selected else 0,
        }

    def _shares(self, settlement: Settlement) -> list[int]:
        # A part payment is used up from the first line on.
        if settlement.percent == 100:
            return list(self.txn)
        left = sum(self.txn) * settlement.percent // 100
        shares = []
        for amount in self.txn:
            share = max(0, min(amount, left))
            shares.append(share)
            left -= share
        return shares


@dataclass(slots=True)
class Document:
    """A bill or invoice in the books, with its lines."""

    partner: Partner
    entity: Entity
    currency: str
    rate: int
    issued: date
    due: date
    settlement: Settlement
    amounts: Amounts
    # What the ledger needs to know of its lines.
    accounts: list[int]
    department: int
    location: int
    record: Record = field(default_factory=dict)
    lines: list[Record] = field(default_factory=list)

    @property
    def key(self) -> int:
        """The document's key."""
        return int(str(self.record["key"]))

    @property
    def total(self) -> int:
        """In the document's currency; negative for a credit note."""
        return sum(self.amounts.txn)

    @property
    def is_posted(self) -> bool:
        """Whether the ledger knows it."""
        return self.settlement.state not in UNPOSTED

    def pay(self, day: date) -> None:
        """Settle the whole document on this day."""
        self.settlement = Settlement("paid", 100, day)
        self.amounts = Amounts(self.amounts.txn, self.rate, self.settlement)
        self.record.update(self.amounts.header())
        self.record |= {"state": "paid", "dueInDays": None, "paymentInformation.fullyPaidDate": day.isoformat()}
        if "paymentInformation.daysToPay" in self.record:
            self.record["paymentInformation.daysToPay"] = (day - self.issued).days * WHOLE
            self.record["paymentInformation.daysPaidAfterDue"] = (day - self.due).days * WHOLE
        for at, line in enumerate(self.lines):
            line.update(self.amounts.line(at))


def currencies(books: Books, currency: str, base: str, day: date) -> tuple[int, Record]:
    """The exchange rate of a document of this day, and its ``currency`` group."""
    rate = books.rate(currency, base, day)
    return rate, {
        "currency.txnCurrency": currency,
        "currency.baseCurrency": base,
        "currency.exchangeRate.date": day.isoformat(),
        "currency.exchangeRate.rate": rate,
        "currency.exchangeRate.typeId": None if currency == base else DAILY_RATE,
    }


def occasional(chance: random.Random, months: Sequence[Month], partners: Sequence[Partner], count: int) -> list[tuple[date, Partner]]:
    """About ``count`` documents over the months, a little more of them from month to month, by the partners' weights."""
    weights = [partner.weight for partner in partners]
    growth = [1 + 0.015 * month.index for month in months]
    dates = []
    for month in months:
        # The current month has only come so far.
        elapsed = len(month.workdays) / 21
        for partner in chance.choices(partners, weights, k=round(count * growth[month.index] / sum(growth) * min(elapsed, 1.0))):
            dates.append((chance.choice(month.workdays), partner))  # noqa: PERF401 - two draws for each
    return dates


def days_until(day: date, today: date) -> int:
    """Whole days from today; negative when the day has passed."""
    return (day - today).days
