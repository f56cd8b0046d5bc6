"""What partners owe and are owed in all, and the summaries (batches) that documents belong to."""

from datetime import date

from intacct_desktop.sandbox.rules.consequences import add_record
from intacct_desktop.sandbox.rules.document_kinds import Document, Summary
from intacct_desktop.sandbox.rules.rule import day_of, is_deletion, number
from intacct_desktop.sandbox.store import ENTITY, Record, Store, Value, quoted
from intacct_desktop.sandbox.writing.change import Change

ADVANCES = frozenset({"accounts-payable/advance", "accounts-receivable/advance"})


def due_of(document: Document, values: Record) -> int:
    """What a document adds to its partner's balance, in its own currency: nothing before it is posted, and nothing of an advance."""
    if document.due is None or document.name in ADVANCES or values.get(document.state) not in document.states.payable:
        return 0
    return int(values.get(document.due.txn) or 0)


def move(change: Change, document: Document) -> None:
    """Carry what the change makes more or less due to the partner."""
    root, partner = change.root, document.partner
    if partner is None:
        return
    before: Record = dict(root.before or {})
    after: Record = {} if is_deletion(change) else root.values
    key = number(root, f"{partner.path}.key")
    shift(change.store, document, key, root.values.get(ENTITY), due_of(document, after) - due_of(document, before))
    was_posted, is_posted = (each.get(document.state) not in document.states.unposted for each in (before, after))
    day = day_of(root, document.day)
    if document.due_day and day and is_posted and not was_posted:
        latest(change.store, partner.name, key, partner.last_document, day)


def latest(store: Store, name: str, key: int, path: str, day: date) -> None:
    """Remember the day of the newest document or payment on a partner's own record."""
    record = store.record(name, key)
    if record and str(record[path] or "") < day.isoformat():
        store.update(name, key, {path: day.isoformat()})


def shift(store: Store, document: Document, partner: int, entity: Value, amount: int) -> None:
    """Change what is due with a partner, in all and in one entity."""
    if document.partner is None or not amount:
        return
    record = store.record(document.partner.name, partner)
    if record:
        store.update(document.partner.name, partner, {"totalDue": int(record["totalDue"] or 0) + amount})
    where = {f"{document.partner.path}.key": partner, "entity.key": entity}
    if found := store.records(document.partner.totals, **where):
        store.update(document.partner.totals, int(found[0]["key"] or 0), {"totalDue": int(found[0]["totalDue"] or 0) + amount})
    else:
        key = store.add(document.partner.totals, {**where, ENTITY: entity, "totalDue": amount})
        store.update(document.partner.totals, key, {"id": str(key)})


def summarise(change: Change, summary: Summary, name: str, day: date, amount: int) -> int:
    """Add an amount to the open summary of this name and entity, made where there is none; its key."""
    store, entity = change.store, change.root.values.get(ENTITY)
    table = store.table(summary.name)
    sql = f"SELECT key, totalAmount FROM {quoted(table.name)} WHERE name = ? AND state = 'open' AND {quoted(ENTITY)} IS ?"  # noqa: S608 - own names
    if found := store.rows(sql, (name, entity)):
        key, total = (int(value or 0) for value in found[0])
        store.update(summary.name, key, {"totalAmount": total + amount})
        return key
    members: Record = {
        "name": name,
        "glPostingDate": day.isoformat(),
        "state": "open",
        "status": "active",
        "summaryCreationType": "system",
        "isQuickPaymentSummary": 0,
        "preventGLPosting": 0,
        "totalAmount": amount,
        ENTITY: entity,
        "entity.key": entity,
        "isSummaryOpen": "open",
        **summary.members,
    }
    return add_record(change, summary.name, {path: value for path, value in members.items() if path in table.columns or path == ENTITY})
