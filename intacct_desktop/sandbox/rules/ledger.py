"""What a change posts to the general ledger: balanced entries, made as the company's own are (company.ledger.postings)."""

from collections.abc import Callable
from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT, JOURNAL
from intacct_desktop.sandbox.company.ledger.postings import ENTRY, ENTRY_LINE, Batch, Posted, Side, entry_members, line_members
from intacct_desktop.sandbox.rules.consequences import add_record
from intacct_desktop.sandbox.rules.entities import entity_of
from intacct_desktop.sandbox.rules.money import rate_on
from intacct_desktop.sandbox.store import Record, Store, Value, quoted
from intacct_desktop.sandbox.writing.change import Change

Fill = Callable[[Posted], None]


def post(change: Change, day: date, entity: Value, journal: str, title: str, fill: Fill) -> int | None:
    """Write the entry whose postings ``fill`` gives; its key, None where nothing is posted. Raises ValueError when they do not balance."""
    store, owner = change.store, entity_of(change.store, entity)
    accounts = {str(name): int(key or 0) for name, key in store.rows(f"SELECT id, key FROM {quoted(ACCOUNT)}")}  # noqa: S608 - own names
    sides: dict[Side, list[int]] = {}
    fill(Posted(accounts, owner, sides))
    if not sides:
        return None
    if sum(base if side.is_debit else -base for side, (_, base) in sides.items()):
        raise ValueError(f"{title} of {day} do not balance")
    batch = Batch(day, owner.key, journal, title)
    book = _journal(store, journal)
    place: Record = {"glJournal.key": book, "txnNumber": next_number_of(store, ENTRY, "glJournal.key", book)}
    key = add_record(change, ENTRY, place | entry_members(batch))
    for at, (side, (txn, base)) in enumerate(sides.items(), 1):
        rate = rate_on(store, side.currency, owner.currency, day) or WHOLE
        place = {"journalEntry.key": key, "lineNumber": at * WHOLE}
        add_record(change, ENTRY_LINE, place | line_members(batch, owner, side, txn, base, rate))
    return key


def next_number_of(store: Store, name: str, path: str, journal: Value) -> int:
    """The number of the next entry in the journal with this key, as it is stored. Entries are numbered as they come: the last ones tell."""
    entries = f"SELECT txnNumber FROM {quoted(store.table(name).name)} WHERE {quoted(path)} IS ? ORDER BY key DESC LIMIT 100"  # noqa: S608
    [(last,)] = store.rows(f"SELECT MAX(txnNumber) FROM ({entries})", (journal,))  # noqa: S608 - own names, quoted
    return int(last or 0) + WHOLE


def _journal(store: Store, journal: str) -> Value:
    found = store.rows(f"SELECT key FROM {quoted(JOURNAL)} WHERE id = ?", (journal,))  # noqa: S608 - own names
    return found[0][0] if found else None
