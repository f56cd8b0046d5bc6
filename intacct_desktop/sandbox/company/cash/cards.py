"""Charges to the credit cards, and their payment with the next month's statement."""

from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, Books, Record, converted, stamp
from intacct_desktop.sandbox.company.cash.banks import CARDS
from intacct_desktop.sandbox.company.ledger.accounts import BANKS, CARD_JOURNAL, CREDIT_CARDS, DISBURSEMENT_JOURNAL
from intacct_desktop.sandbox.company.ledger.postings import Postings
from intacct_desktop.sandbox.company.memos import Memos
from intacct_desktop.sandbox.company.people import ENTITIES, PAYABLES_CLERKS, PUBLIC_ENTITIES, Entity
from intacct_desktop.sandbox.store import ENTITY

TXN = "cash-management/credit-card-txn"
LINE = "cash-management/credit-card-txn-line"

# Payee, what for, account, department, and usual amount in cents.
_CHARGES = (
    ("Hôtel de l'Écluse", "Lodging, 2 nights", "6510", "0210", 34_000),
    ('Aéroport Taxi "Bleu"', "Taxi", "6520", "0320", 4_800),
    ("Brown, Hay & Co.", "Small tools", "6220", "0320", 12_500),
    ("Cloud storage", "Storage plan", "6210", "0600", 9_900),
    ("Rail ticket office", "Rail tickets", "6500", "0210", 15_600),
    ("Café Zoë", "Client lunch", "6520", "0210", 7_400),
    ("Office world", "Paper", "6200", "0500", 6_150),
)


class Cards:
    """Writes the charges into the books."""

    def __init__(self, books: Books, postings: Postings) -> None:
        self._books = books
        self._postings = postings
        self._chance = books.chance("card charges")
        self._memos = Memos(self._chance)

    def add_charges(self) -> None:
        """The charges of all cards; those of past months are paid on the tenth of the next."""
        for month in self._books.months:
            paid_on = month.last + timedelta(days=10)
            is_paid = paid_on <= self._books.today
            for card_id, entity_id, *_ in CARDS:
                entity = next(entity for entity in ENTITIES if entity.id == entity_id)
                if not month.workdays:
                    continue
                days = sorted(self._chance.choice(month.workdays) for _ in range(self._chance.randint(1, 4)))
                owed = sum(self._add_charge(card_id, entity, day, paid_on if is_paid else None) for day in days)
                if is_paid:
                    posted = self._postings.batch(paid_on, entity, DISBURSEMENT_JOURNAL, "Card statements")
                    posted.add_base(CREDIT_CARDS, owed)
                    posted.add_base(BANKS[entity.id].account, -owed)

    def _add_charge(self, card_id: str, entity: Entity, day: date, paid_on: date | None) -> int:
        """Write one charge; its amount in the entity's currency."""
        books, chance = self._books, self._chance
        currency = chance.choice(PUBLIC_ENTITIES).currency if chance.random() < 0.15 else entity.currency
        rate = books.rate(currency, entity.currency, day)
        chosen = chance.sample(_CHARGES, k=chance.choice((1, 1, 1, 2)))
        amounts = [int(usual * chance.uniform(0.5, 1.8)) for *_, usual in chosen]
        bases = [converted(amount, rate) for amount in amounts]
        total, base = sum(amounts), sum(bases)
        paid, base_paid = (total, base) if paid_on else (0, 0)
        audit = stamp(chance, PAYABLES_CLERKS[entity.key - 1], day, paid_on)
        shared: Record = {
            "currency.baseCurrency": entity.currency,
            "currency.txnCurrency": currency,
            "currency.exchangeRate.date": day.isoformat(),
            "currency.exchangeRate.rate": rate,
        }
        key = books.add(
            TXN,
            {
                "description": self._memos.memo(),
                "isInclusiveTax": 0,
                "payee": chosen[0][0],
                "reconciliationState": "cleared" if paid_on else "uncleared",
                "clearingDate": paid_on.isoformat() if paid_on else None,
                "referenceNumber": f"{chance.randint(1, 9_999_999):09}",
                "state": "paid" if paid_on else "posted",
                "totalEntered": base,
                "totalDue": base - base_paid,
                "totalPaid": base_paid,
                "totalSelected": 0,
                "txnTotalEntered": total,
                "txnTotalDue": total - paid,
                "txnTotalPaid": paid,
                "txnTotalSelected": 0,
                "txnDate": day.isoformat(),
                "whenPaid": paid_on.isoformat() if paid_on else None,
                "currency.exchangeRate.typeId": DAILY_RATE if currency != entity.currency else None,
                "creditCardAccount.key": books.key("cash-management/credit-card-account", card_id),
                "entity.key": entity.key,
                **shared,
                **audit,
            },
        )
        posted = self._postings.batch(day, entity, CARD_JOURNAL, "Card charges")
        posted.add(CREDIT_CARDS, -total, -base, currency)
        for number, ((_, memo, account, department_id, _), amount, in_base) in enumerate(zip(chosen, amounts, bases, strict=True), 1):
            department = books.key("company-config/department", department_id)
            posted.add(account, amount, in_base, currency, department=department)
            books.add(
                LINE,
                {
                    ENTITY: entity.key,
                    "creditCardTxn.key": key,
                    "lineNumber": number * WHOLE,
                    "description": memo,
                    "isBillable": 0,
                    "isBilled": 0,
                    "amount": in_base,
                    "txnAmount": amount,
                    "totalTxnAmount": amount,
                    "totalPaid": in_base if paid_on else 0,
                    "txnTotalPaid": amount if paid_on else 0,
                    "glAccount.key": books.key("general-ledger/account", account),
                    "baseLocation.key": entity.key,
                    "dimensions.location.key": entity.key,
                    "dimensions.department.key": department,
                    **shared,
                    **audit,
                },
            )
        return base
