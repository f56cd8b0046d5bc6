"""What the accountants enter by hand: the opening balances, and two years of journal entries that balance."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Month, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import (
    ACCOUNT,
    BANKS,
    PAYROLL_BANK,
    RETAINED_EARNINGS,
)
from intacct_desktop.sandbox.company.ledger.postings import ENTRY, ENTRY_LINE
from intacct_desktop.sandbox.company.people import ACCOUNTANT, ENTITIES, Entity
from intacct_desktop.sandbox.store import ENTITY

OPENING = "Opening balances"
_CASH = 250_000

# How large an entity's amounts are beside the American one's.
_SIZE = {"100": 1.0, "200": 0.3, "300": 0.26, "400": 0.12}


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: a positive amount is a debit, a negative one a credit, in cents."""

    account: str
    amount: int
    department: str | None = None
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry to be written. An accrual is ``reversed_on`` a later day by an entry of its own."""

    journal: str
    day: date
    description: str
    postings: tuple[Posting, ...]
    reversed_on: date | None = None
    reverses: date | None = None

    def reversal(self) -> "Entry":
        """The same entry the other way round, on its reversal date."""
        if self.reversed_on is None:
            raise ValueError(f"{self.description} is not reversed")
        postings = tuple(Posting(side.account, -side.amount, side.department, side.memo) for side in self.postings)
        return Entry(self.journal, self.reversed_on, f"Reversed - {self.description}", postings, reverses=self.day)


Cents = Callable[[int, float], int]

_PAYROLL = (("0010", 9_500), ("0100", 17_000), ("0210", 24_500), ("0310", 16_000), ("0320", 27_000), ("0410", 33_000))
_RECLASSIFICATIONS = (
    ("6200", "6220", "small equipment booked as supplies"),
    ("6210", "1310", "annual licence paid in advance"),
    ("6320", "6300", "legal opinion booked as consulting"),
    ("5300", "6700", "outbound freight booked as inbound"),
    ("6130", "1530", "calibration rig to be capitalised"),
    ("6510", "6520", "client dinner on the hotel bill"),
    ("6400", "6500", "fair travel booked as marketing"),
    ("4000", "4010", "spare parts sold as instruments"),
)


def _simple(
    journal: str, day: date, description: str, debit: str, credit: str, amount: int, department: str | None, reversed_on: date | None = None
) -> Entry:
    """A debit and a credit of the same amount; a negative amount turns them round."""
    return Entry(journal, day, description, (Posting(debit, amount, department), Posting(credit, -amount)), reversed_on)


def _payroll(chance: random.Random, cents: Cents) -> tuple[Posting, ...]:
    """Half a month's pay: wages and benefits by department, taxes, and what is owed to staff and to the state."""
    wages = tuple(Posting("6000", cents(usual, 0.04), department) for department, usual in _PAYROLL)
    gross = sum(posting.amount for posting in wages)
    taxes, benefits = gross * 765 // 10_000, gross * chance.randint(9, 12) // 100
    return (
        *wages,
        Posting("6010", taxes, "0500"),
        Posting("6020", benefits, "0500"),
        Posting("2120", -taxes - gross // 5, None, "Withholding and employer's share"),
        Posting("2110", -(gross - gross // 5) - benefits, None, "Net pay and benefits"),
    )


# In whole units of the American entity's currency; the rest is the owners'. No bill or invoice is open from before.
_OPENING = (
    ("1200", 2_900_000),
    ("1300", 140_000),
    ("1310", 30_000),
    ("1500", 310_000),
    ("1510", 240_000),
    ("1520", 420_000),
    ("1530", 780_000),
    ("2300", -620_000),
)


def _opening(day: date, entity: Entity) -> Entry:
    """What the books begin with; cash is added as it is needed (funding)."""
    size = _SIZE[entity.id]
    balances = [] if entity.private else [Posting(account, int(amount * size) * 100) for account, amount in _OPENING]
    cash = Posting(BANKS[entity.id].account, _CASH * 100)
    worn = Posting("1590", -int(520_000 * size) * 100)
    stock = Posting("3000", -int(500_000 * size) * 100)
    rest = -sum(side.amount for side in (*balances, cash, worn, stock))
    return Entry("GJ", day, OPENING, (*balances, cash, worn, stock, Posting(RETAINED_EARNINGS, rest)))


class Ledger:
    """Writes the manual entries of each month and entity."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.payrolls: list[tuple[date, int]] = []
        self._chance = books.chance("journal entries")
        self._private_chance = books.chance("private journal entries")
        self._numbers: dict[str, int] = {}
        self._locations = {
            entity.key: [place["key"] for place in books.records("company-config/location") if place.get("parent.key") == entity.key]
            or [entity.key]
            for entity in ENTITIES
        }

    def add_entries(self) -> None:
        """All entries up to today, in the order of their dates."""
        written = [(self.books.opening, entity.key, _opening(self.books.opening, entity)) for entity in ENTITIES]
        for month in self.books.months:
            for entity in ENTITIES:
                for entry in self._private_month(month, entity) if entity.private else self._month(month, entity):
                    written.append((entry.day, entity.key, entry))
                    if entry.reversed_on:
                        reversal = entry.reversal()
                        written.append((reversal.day, entity.key, reversal))
        for day, entity_key, entry in sorted(written, key=lambda each: each[:2]):
            if day <= self.books.today:
                self._add_entry(entry, ENTITIES[entity_key - 1])

    def _month(self, month: Month, entity: Entity) -> Iterator[Entry]:
        chance, size = self._chance, _SIZE[entity.id]
        growth = size * (1 + 0.006 * month.index)
        last, following = month.last, month.last + timedelta(days=1)
        label = month.label

        def cents(usual: int, spread: float) -> int:
            return int(usual * growth * 100 * chance.uniform(1 - spread, 1 + spread))

        for day, half in ((month.first + timedelta(days=14), "first half"), (last, "second half")):
            postings = _payroll(chance, cents)
            yield Entry("PYRJ", day, f"Payroll {half}, {label}", postings)
            yield self._pay(entity, day, f"Payroll paid, {half}, {label}", postings)
        yield _simple("ADJ", last, f"Payroll accrual {label}", "6000", "2110", cents(21_000, 0.08), "0100", following)
        yield _simple("ADJ", last, f"Bonus accrual {label}", "6030", "2130", cents(6_500, 0.08), "0010")
        yield _simple("ADJ", last, f"Accrued expenses {label}", "6320", "2100", cents(8_400, 0.4), "0100", following)
        yield _simple("ADJ", last, f"Goods received not invoiced {label}", "1200", "2050", cents(26_000, 0.5), None, following)
        assets = cents(7_800, 0.0)
        parts = (assets // 2, assets // 3, assets - assets // 2 - assets // 3)
        yield Entry(
            "FAJ",
            last,
            f"Depreciation {label}",
            (
                *(Posting("6800", part, department) for part, department in zip(parts, ("0310", "0410", "0600"), strict=True)),
                Posting("1590", -assets),
            ),
        )
        yield _simple("GJ", last, f"Prepaid insurance {label}", "6600", "1300", cents(3_900, 0.0), "0130")
        yield _simple("GJ", last, f"Prepaid software {label}", "6210", "1310", cents(1_450, 0.0), "0600")
        yield _simple("GJ", last, f"Deferred revenue released {label}", "2300", "4200", cents(18_500, 0.08), "0220")
        yield _simple("GJ", last, f"Cost of instruments sold {label}", "5000", "1200", cents(148_000, 0.2), "0310")
        yield _simple("GJ", last, f"Cost of parts sold {label}", "5010", "1200", cents(19_000, 0.2), "0310")
        if entity.id == "100":
            yield _simple("ICJ", last, f"Management fee charged {label}", "1400", "4300", cents(14_000, 0.0), "0010")
        else:
            yield _simple("ICJ", last, f"Management fee {label}", "6320", "2400", cents(14_000, 0.0), "0010")
            gain = cents(2_200, 0.9) * chance.choice((1, -1))
            yield _simple("ADJ", last, f"Currency revaluation {label}", "8100", "1120", gain, "0130", following)
        if month.first.month % 3 == 0:
            yield _simple("ADJ", last, f"Doubtful accounts, quarter to {label}", "6910", "1110", cents(5_200, 0.4), "0120")
        for _ in range(chance.choice((1, 2, 2, 3))):
            yield self._reclassification(month, cents)

    def _pay(self, entity: Entity, day: date, description: str, payroll: tuple[Posting, ...]) -> Entry:
        """What is owed for a payroll, paid on its day."""
        owed = [Posting(side.account, -side.amount) for side in payroll if side.amount < 0]
        total = sum(side.amount for side in owed)
        bank = PAYROLL_BANK if entity.id == "100" else BANKS[entity.id]
        if entity.id == "100" and day <= self.books.today:
            self.payrolls.append((day, total))
        return Entry("PYRJ", day, description, (*owed, Posting(bank.account, -total)))

    def _private_month(self, month: Month, entity: Entity) -> Iterator[Entry]:
        """The few entries of the private entity."""
        chance, last, label = self._private_chance, month.last, month.label
        yield _simple("GJ", last, f"Steering board's fee {label}", "6320", "2100", chance.randint(70_000, 90_000), "0010")
        yield _simple("FAJ", last, f"Depreciation {label}", "6800", "1590", 41_250, "0010")
        if month.first.month % 3 == 0:
            yield _simple("ADJ", last, f"Audit accrual, quarter to {label}", "6310", "2100", chance.randint(240_000, 310_000), "0010")

    def _reclassification(self, month: Month, cents: Cents) -> Entry:
        chance = self._chance
        wrong, right, why = chance.choice(_RECLASSIFICATIONS)
        amount = cents(1_900, 0.85)
        department = chance.choice(("0100", "0310", "0410", "0600", "0700"))
        day = month.first + timedelta(days=chance.randint(3, 26))
        return Entry("GJ", day, f"Reclass: {why}", (Posting(right, amount, department, why), Posting(wrong, -amount, department, why)))

    def _add_entry(self, entry: Entry, entity: Entity) -> None:
        chance, books = self._chance, self.books
        number = self._numbers.get(entry.journal, 0) + 1
        self._numbers[entry.journal] = number
        is_draft = (books.today - entry.day).days < 12 and entry.reverses is None and chance.random() < 0.2
        state = "draft" if is_draft else "posted"
        entered = min(entry.day + timedelta(days=chance.choice((0, 1, 1, 2, 3))), books.today)
        audit = stamp(chance, ACCOUNTANT, entered)
        key = books.add(
            ENTRY,
            {
                "glJournal.key": books.key("general-ledger/journal", entry.journal),
                "txnNumber": number * WHOLE,
                "postingDate": entry.day.isoformat(),
                "description": entry.description,
                "referenceNumber": f"{entry.journal}-{number:05}" if chance.random() < 0.7 else None,
                "moduleName": "generalLedger",
                "state": state,
                "automaticReversalDate": entry.reversed_on.isoformat() if entry.reversed_on else None,
                "reversedFromDate": entry.reverses.isoformat() if entry.reverses else None,
                "balance": 0,
                "baseLocation.key": entity.key,
                "entity.key": entity.key,
                **audit,
            },
        )
        location = chance.choice(self._locations[entity.key])
        common: Record = {
            ENTITY: entity.key,
            "journalEntry.key": key,
            "entryDate": entry.day.isoformat(),
            "accountingPeriod": entry.day.month * WHOLE,
            "state": state,
            "isBillable": 0,
            "isBilled": 0,
            "currency.txnCurrency": entity.currency,
            "currency.baseCurrency": entity.currency,
            "currency.exchangeRate": WHOLE,
            "currency.exchangeRateDate": entry.day.isoformat(),
            "dimensions.location.key": location,
            **audit,
        }
        for at, side in enumerate(entry.postings, 1):
            books.add(
                ENTRY_LINE,
                common
                | {
                    "lineNumber": at * WHOLE,
                    "txnType": "debit" if side.amount >= 0 else "credit",
                    "txnAmount": abs(side.amount),
                    "baseAmount": abs(side.amount),
                    "description": side.memo or entry.description,
                    "glAccount.key": books.key(ACCOUNT, side.account),
                    "dimensions.department.key": books.key("company-config/department", side.department) if side.department else None,
                },
            )
