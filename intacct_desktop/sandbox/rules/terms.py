"""When a document falls due by its terms."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE
from intacct_desktop.sandbox.store import Record, Store, Value

_MONTHS = {"NextMonth": 1, "2ndMonth": 2, "3rdMonth": 3, "4thMonth": 4, "5thMonth": 5, "6thMonth": 6}


@dataclass(frozen=True, slots=True)
class Dates:
    """The due date, and the last day of the discount where the term grants one."""

    due: date | None
    discount: date | None


def dates_of(store: Store, name: str, key: Value, issued: date) -> Dates:
    """What the term with this key of the object ``name`` makes of a document's date: nothing, where that leaves the calendar."""
    term = store.record(name, int(key)) if key else None
    if term is None:
        return Dates(None, None)
    try:
        return Dates(_day(term, "due", issued), _day(term, "discount", issued))
    except (OverflowError, ValueError):
        return Dates(None, None)


def _day(term: Record, what: str, issued: date) -> date | None:
    """So many days after the document's date or after its month's end, or that day of a month (terms of the model)."""
    days, start = term[f"{what}.days"], str(term[f"{what}.from"] or "")
    if days is None:
        return None
    count = int(days) // WHOLE
    month_end = issued.replace(day=monthrange(issued.year, issued.month)[1])
    if start.startswith("from"):
        due = issued + timedelta(days=count)
        return due.replace(day=monthrange(due.year, due.month)[1]) if start.endswith("ExtendingToEom") else due
    if start.startswith("afterEndOfMonth"):
        return month_end + timedelta(days=count)
    months = next((at for word, at in _MONTHS.items() if word in start), 0)
    ordinal = issued.year * 12 + issued.month - 1 + months
    year, month = divmod(ordinal, 12)
    return date(year, month + 1, min(max(count, 1), monthrange(year, month + 1)[1]))
