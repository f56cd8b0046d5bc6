"""What the subledgers post to the general ledger: one balanced entry for each day, entity, journal and kind of document."""

from datetime import date
from typing import NamedTuple

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.people import ACCOUNTANT, ENTITIES, Entity
from intacct_desktop.sandbox.store import ENTITY, Value

ENTRY = "general-ledger/journal-entry"
ENTRY_LINE = "general-ledger/journal-entry-line"

MODULES = {
    "APJ": "accountsPayable",
    "ARJ": "accountsReceivable",
    "CDJ": "cashManagement",
    "CRJ": "cashManagement",
    "CCJ": "cashManagement",
    "GJ": "generalLedger",
}


class Batch(NamedTuple):
    """Which entry a posting goes to."""

    day: date
    entity: int
    journal: str
    title: str


class Side(NamedTuple):
    """Which line of the entry: postings that agree in all of this are added up."""

    account: int
    is_debit: bool
    currency: str
    department: int | None
    location: int
    vendor: int | None
    customer: int | None


class Postings:
    """Collects the postings of all subledgers until ``write`` puts them into the books."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._batches: dict[Batch, dict[Side, list[int]]] = {}
        self._accounts = {str(account["id"]): int(str(account["key"])) for account in books.records("general-ledger/account")}

    def batch(self, day: date, entity: Entity, journal: str, title: str) -> "Posted":
        """The entry of this day; postings to it must balance in the end."""
        return Posted(self._accounts, entity, self._batches.setdefault(Batch(day, entity.key, journal, title), {}))

    def movements(self, account: int, entity: Entity) -> list[tuple[str, int]]:
        """Day and signed base amount of what has been posted to an account."""
        return [
            (batch.day.isoformat(), base if side.is_debit else -base)
            for batch, sides in self._batches.items()
            if batch.entity == entity.key
            for side, (_, base) in sides.items()
            if side.account == account
        ]

    def write(self) -> None:
        """Add the entries, in the order of their days."""
        books = self._books
        chance = books.chance("postings")
        journals = {str(journal["id"]): journal["key"] for journal in books.records("general-ledger/journal")}
        numbers: dict[str, int] = {}
        for batch in sorted(self._batches):
            number = numbers[batch.journal] = numbers.get(batch.journal, 0) + 1
            self._add_entry(batch, number * WHOLE, journals[batch.journal], stamp(chance, ACCOUNTANT, batch.day))

    def _add_entry(self, batch: Batch, number: int, journal: object, audit: Record) -> None:
        books, entity = self._books, ENTITIES[batch.entity - 1]
        key = books.add(ENTRY, {"glJournal.key": int(str(journal)), "txnNumber": number, **entry_members(batch), **audit})
        shared = (key, *_batch_values(batch, entity), *audit.values())
        paths = ("journalEntry.key", *_BATCH_PATHS, *audit, "lineNumber", *_SIDE_PATHS)
        for at, (side, (txn, base)) in enumerate(self._batches[batch].items(), 1):
            rate = WHOLE if side.currency == entity.currency else books.rate(side.currency, entity.currency, batch.day)
            books.add_row(ENTRY_LINE, paths, (*shared, at * WHOLE, *_side_values(side, entity, txn, base, rate)))


def entry_members(batch: Batch) -> Record:
    """What an entry says of itself, but for its journal, its number and who made it."""
    return {
        ENTITY: batch.entity,
        "postingDate": batch.day.isoformat(),
        "description": batch_name(batch.title, batch.day),
        "moduleName": MODULES[batch.journal],
        "state": "posted",
        "balance": 0,
        "baseLocation.key": batch.entity,
        "entity.key": batch.entity,
    }


def line_members(batch: Batch, entity: Entity, side: Side, txn: int, base: int, rate: int) -> Record:
    """What a line of it says, but for its entry, its place and who made it; ``rate`` is that of the day."""
    values = (*_batch_values(batch, entity), *_side_values(side, entity, txn, base, rate))
    return dict(zip((*_BATCH_PATHS, *_SIDE_PATHS), values, strict=True))


_BATCH_PATHS = (
    ENTITY,
    "entryDate",
    "accountingPeriod",
    "state",
    "isBillable",
    "isBilled",
    "description",
    "currency.baseCurrency",
    "currency.exchangeRateDate",
)
_SIDE_PATHS = (
    "txnType",
    "txnAmount",
    "baseAmount",
    "glAccount.key",
    "currency.txnCurrency",
    "currency.exchangeRate",
    "currency.exchangeRateTypeId",
    "dimensions.department.key",
    "dimensions.location.key",
    "dimensions.vendor.key",
    "dimensions.customer.key",
)


def _batch_values(batch: Batch, entity: Entity) -> tuple[Value, ...]:
    day = batch.day.isoformat()
    period = batch.day.month * WHOLE
    return batch.entity, day, period, "posted", 0, 0, batch_name(batch.title, batch.day), entity.currency, day


def _side_values(side: Side, entity: Entity, txn: int, base: int, rate: int) -> tuple[Value, ...]:
    account, is_debit, currency, *dimensions = side
    rate_type = None if currency == entity.currency else DAILY_RATE
    return "debit" if is_debit else "credit", txn, base, account, currency, rate, rate_type, *dimensions


class Posted:
    """One entry while it is being collected."""

    def __init__(self, accounts: dict[str, int], entity: Entity, sides: dict[Side, list[int]]) -> None:
        self._accounts = accounts
        self._entity = entity
        self._sides = sides

    def add(
        self,
        account: str | int,
        txn: int,
        base: int,
        currency: str,
        *,
        department: int | None = None,
        location: int | None = None,
        vendor: int | None = None,
        customer: int | None = None,
    ) -> None:
        """Debit an account, given by id or key, or credit it with negative amounts: cents of ``currency`` and of the entity's."""
        if txn == 0:
            return
        key = self._accounts[account] if isinstance(account, str) else account
        side = Side(key, txn > 0, currency, department, location or self._entity.key, vendor, customer)
        amounts = self._sides.setdefault(side, [0, 0])
        amounts[0] += abs(txn)
        amounts[1] += abs(base)

    def add_base(self, account: str, amount: int, *, vendor: int | None = None, customer: int | None = None) -> None:
        """The same for an amount of the entity's own currency."""
        self.add(account, amount, amount, self._entity.currency, vendor=vendor, customer=customer)


def batch_name(title: str, day: date) -> str:
    """What an entry and the summary behind it are called: "Bills: 2026-11-20 Batch"."""
    return f"{title}: {day.isoformat()} Batch"
