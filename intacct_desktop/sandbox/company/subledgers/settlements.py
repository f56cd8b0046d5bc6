"""Which payments the documents' paid amounts came from: one for each partner, entity, currency and day."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, Books, Record, converted
from intacct_desktop.sandbox.company.masters.partners import Partner
from intacct_desktop.sandbox.company.people import Entity
from intacct_desktop.sandbox.company.subledgers.documents import Document

# What a credit note must leave of a payment, in cents.
_LEAST = 1_000


@dataclass(slots=True)
class Part:
    """What a payment pays of one document, line by line, in the document's currency and, at the document's rate, in its entity's."""

    document: Document
    txn: list[int]
    base: list[int]

    def reversed(self) -> "Part":
        """What takes it back."""
        return Part(self.document, [-amount for amount in self.txn], [-amount for amount in self.base])


@dataclass(slots=True)
class Payment:
    """A payment to be written."""

    partner: Partner
    entity: Entity
    currency: str
    day: date
    parts: list[Part] = field(default_factory=list)

    @property
    def total(self) -> int:
        """In the documents' currency."""
        return sum(sum(part.txn) for part in self.parts)

    @property
    def base(self) -> int:
        """What the payment settles in the entity's currency, at the documents' rates."""
        return sum(sum(part.base) for part in self.parts)

    @property
    def is_foreign(self) -> bool:
        """Whether the documents' currency is another than the bank account's, which is the entity's."""
        return self.currency != self.entity.currency

    @property
    def largest(self) -> tuple[int, int, int]:
        """The largest line of all parts: its part, its place in it, its amount."""
        return max(
            ((at, line, amount) for at, part in enumerate(self.parts) for line, amount in enumerate(part.txn)), key=lambda found: found[2]
        )


def payments_of(documents: Sequence[Document], chance: random.Random) -> list[Payment]:
    """The payments behind what is paid of the documents, by day.

    Credit notes, which are open until here, are used up in the first later payment that is large enough.
    """
    payments: dict[tuple[int, int, str, date], Payment] = {}
    for document in documents:
        if document.settlement.paid_on is None:
            continue
        for day, txn, base in _instalments(document, chance):
            partner, entity, currency = document.partner, document.entity, document.currency
            payment = payments.setdefault((partner.key, entity.key, currency, day), Payment(partner, entity, currency, day))
            payment.parts.append(Part(document, txn, base))
    in_order = sorted(payments.values(), key=lambda payment: (payment.day, payment.entity.key, payment.partner.key, payment.currency))
    _use_credits([document for document in documents if document.total < 0 and document.is_posted], in_order, chance)
    return in_order


def selections_of(documents: Sequence[Document], today: date) -> list[Payment]:
    """The payments that are being prepared for the documents selected for payment."""
    payments: dict[tuple[int, int, str], Payment] = {}
    for document in documents:
        if document.settlement.state == "selected":
            partner, entity, currency = document.partner, document.entity, document.currency
            payment = payments.setdefault((partner.key, entity.key, currency), Payment(partner, entity, currency, today))
            payment.parts.append(Part(document, document.amounts.txn, document.amounts.base))
    return list(payments.values())


def rate_members(books: Books, payment: Payment) -> tuple[int, Record]:
    """The rate of the day of the payment, and the members that say so but for the rate itself, which is a text or a number by object."""
    rate = books.rate(payment.currency, payment.entity.currency, payment.day)
    return rate, {"exchangeRate.date": payment.day.isoformat(), "exchangeRate.typeId": DAILY_RATE if payment.is_foreign else None}


def bank_members(entity: Entity, amount: int, day: date) -> Record:
    """What a line says of the bank account, which is in the entity's currency."""
    return {
        "bank.amount": amount,
        "bank.baseCurrency": entity.currency,
        "bank.txnAmount": amount,
        "bank.txnCurrency": entity.currency,
        "bank.bankExchangeRate.date": day.isoformat(),
        "bank.bankExchangeRate.rate": WHOLE,
    }


def _instalments(document: Document, chance: random.Random) -> list[tuple[date, list[int], list[int]]]:
    amounts, paid_on = document.amounts, document.settlement.paid_on
    if paid_on is None:
        return []
    days = (paid_on - document.issued).days
    if document.settlement.percent < 100 or days < 14 or chance.random() > 0.03:
        return [(paid_on, amounts.paid, amounts.base_paid)]
    earlier = paid_on - timedelta(days=7)
    first = [amount // 2 for amount in amounts.paid]
    first_base = [converted(amount, document.rate) for amount in first]
    return [
        (earlier, first, first_base),
        (
            paid_on,
            [paid - amount for paid, amount in zip(amounts.paid, first, strict=True)],
            [paid - amount for paid, amount in zip(amounts.base_paid, first_base, strict=True)],
        ),
    ]


def _use_credits(notes: Sequence[Document], payments: Sequence[Payment], chance: random.Random) -> None:
    by_partner: dict[tuple[int, int, str], list[Payment]] = {}
    for payment in payments:
        by_partner.setdefault((payment.partner.key, payment.entity.key, payment.currency), []).append(payment)
    for note in notes:
        if chance.random() < 0.1:
            continue
        for payment in by_partner.get((note.partner.key, note.entity.key, note.currency), ()):
            if payment.day >= note.issued and payment.total + note.total > _LEAST:
                note.pay(payment.day)
                payment.parts.append(Part(note, note.amounts.paid, note.amounts.base_paid))
                break
