"""The summaries (batches) that documents belong to: one for each object, day, entity and title, with the documents' total."""

from collections.abc import Mapping
from datetime import date

from intacct_desktop.sandbox.company.books import Books, Record, stamp
from intacct_desktop.sandbox.company.ledger.postings import batch_name
from intacct_desktop.sandbox.company.people import ADMIN, Entity
from intacct_desktop.sandbox.store import ENTITY, Value

_BILLS = "accounts-payable/bill-summary"

# The objects that have a reference to the entity.
_OF_ENTITIES = {"accounts-payable/summary", "accounts-receivable/summary", "accounts-receivable/payment-summary"}

# Summaries are locked once their month is over.
_OPEN_DAYS = 31


class Summaries:
    """Gives each document its summary, made on first use."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._chance = books.chance("summaries")
        # Key, total and record of each.
        self._summaries: dict[tuple[str, date, int, str], tuple[int, list[int], Record]] = {}

    def take(self, name: str, title: str, day: date, entity: Entity, amount: int, **members: str | int) -> int:
        """Add a document's base amount to the summary of its day in the object ``name``; the summary's key."""
        found = self._summaries.get((name, day, entity.key, title))
        if found is None:
            found = self._summaries[name, day, entity.key, title] = self._add(name, title, day, entity, members)
        key, total, record = found
        total[0] += amount
        record["totalAmount"] = total[0]
        return key

    def _add(self, name: str, title: str, day: date, entity: Entity, members: Mapping[str, Value]) -> tuple[int, list[int], Record]:
        is_open = (self._books.today - day).days < _OPEN_DAYS
        record: Record = {
            "name": batch_name(title, day),
            "glPostingDate": day.isoformat(),
            "state": "open" if is_open else "closed",
            "status": "active",
            "summaryCreationType": "system",
            "isQuickPaymentSummary": 0,
            "preventGLPosting": 0,
            ENTITY: entity.key,
            **({"entity.key": entity.key} if name in _OF_ENTITIES else {}),
            **({"isSummaryOpen": "open" if is_open else "closed"} if name == _BILLS else {}),
            **members,
            **stamp(self._chance, ADMIN, day),
        }
        return self._books.add(name, record), [0], record
