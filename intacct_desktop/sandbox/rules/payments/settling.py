"""What payments do to the documents they pay: how much of each line is paid or selected, and what is still due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE, converted
from intacct_desktop.sandbox.rules import balances
from intacct_desktop.sandbox.rules.consequences import stamp
from intacct_desktop.sandbox.rules.document_kinds import Document, Pair
from intacct_desktop.sandbox.rules.money import whole_rate
from intacct_desktop.sandbox.store import ENTITY, Kind, Record, Store
from intacct_desktop.sandbox.writing.change import Change

_DAYS_TO_PAY, _DAYS_LATE = "paymentInformation.daysToPay", "paymentInformation.daysPaidAfterDue"


@dataclass(slots=True)
class Part:
    """What a payment adds to one line, in the document's currency: to what is paid, and to what is selected for payment."""

    paid: int = 0
    selected: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """A document with its lines, as far as it is paid."""

    document: Document
    record: Record
    lines: Sequence[Record]
    rate: int

    @property
    def state(self) -> str:
        """The document's state."""
        return str(self.record[self.document.state])

    @property
    def is_payable(self) -> bool:
        """Whether something may be due."""
        return self.record[self.document.state] in self.document.states.payable

    @property
    def open(self) -> list[int]:
        """What is neither paid nor selected, line by line. A document that does not know it by line has it all on its first."""
        document = self.document
        if document.line_paid is None:
            left = _left(document.total, document.paid, document.selected, self.record)
            return [left, *([0] * (len(self.lines) - 1))]
        return [_left(document.line_amount, document.line_paid, document.line_selected, line) for line in self.lines]

    def base_of(self, at: int, amount: int) -> int:
        """What ``amount`` more paid on a line comes to in the entity's currency: what is paid last takes up what rounding left."""
        document = self.document
        values, total, paid = (
            (self.lines[at], document.line_amount, document.line_paid)
            if document.line_paid
            else (self.record, document.total, document.paid)
        )
        if paid is None:
            return 0
        before = int(values[paid.txn] or 0)
        return _base(values, total, before + amount, self.rate) - _base(values, total, before, self.rate)


def stand(store: Store, document: Document, key: int) -> Stand | None:
    """The document with this key; None where there is none."""
    record = store.record(document.name, key)
    if record is None:
        return None
    facts = store.facts.objects[document.name]
    item = str(facts.lists[document.lines])
    lines = store.records(item, **{store.facts.objects[item].owner_column(document.name): key})
    column = store.table(document.name).columns[document.currency.rate]
    return Stand(document, record, lines, whole_rate(record[document.currency.rate], column) or WHOLE)


def apply(change: Change, found: Stand, parts: Mapping[int, Part], day: date) -> None:
    """Add what a payment of this day pays or selects of a document, by the keys of its lines, and all that follows for the document."""
    store, document = change.store, found.document
    if document.paid is None or document.due is None:
        return
    before = balances.due_of(document, found.record)
    record = dict(found.record)
    lines = [dict(line) for line in found.lines]
    for line in lines:
        part = parts.get(int(line["key"] or 0))
        if part and document.line_paid:
            _add(line, document.line_amount, document.line_paid, part.paid, found.rate)
            _add(line, document.line_amount, document.line_selected, part.selected, found.rate)
            store.update(_item(store, document), int(line["key"] or 0), _changes(line, document.line_paid, document.line_selected))
    for paths, line_paths, added in (
        (document.paid, document.line_paid, sum(part.paid for part in parts.values())),
        (document.selected, document.line_selected, sum(part.selected for part in parts.values())),
    ):
        if paths and line_paths:
            record |= {
                path: sum(int(line[of] or 0) for line in lines) for path, of in ((paths.txn, line_paths.txn), (paths.base, line_paths.base))
            }
        elif paths:
            _add(record, document.total, paths, added, found.rate)
    record |= {
        document.due.txn: int(record[document.total.txn] or 0) - int(record[document.paid.txn] or 0),
        document.due.base: int(record[document.total.base] or 0) - int(record[document.paid.base] or 0),
    }
    record |= _stage(document, record, day)
    record |= _days(store, document, record, day)
    audit = stamp(change, store.table(document.name))
    record |= {path: value for path, value in audit.items() if path.startswith("audit.modified")}
    store.update(document.name, int(record["key"] or 0), {path: value for path, value in record.items() if value != found.record[path]})
    if document.partner:
        partner = int(record[f"{document.partner.path}.key"] or 0)
        balances.shift(store, document, partner, record[ENTITY], balances.due_of(document, record) - before)


def _item(store: Store, document: Document) -> str:
    return str(store.facts.objects[document.name].lists[document.lines])


def _left(total: Pair, paid: Pair | None, selected: Pair | None, values: Record) -> int:
    return int(values[total.txn] or 0) - sum(int(values[each.txn] or 0) for each in (paid, selected) if each)


def _base(values: Record, total: Pair, amount: int, rate: int) -> int:
    return int(values[total.base] or 0) if amount == values[total.txn] else converted(amount, rate)


def _add(values: Record, total: Pair, paths: Pair | None, amount: int, rate: int) -> None:
    if paths:
        values[paths.txn] = txn = int(values[paths.txn] or 0) + amount
        values[paths.base] = _base(values, total, txn, rate)


def _changes(line: Record, *pairs: Pair | None) -> Record:
    return {path: line[path] for pair in pairs if pair for path in (pair.txn, pair.base)}


def _stage(document: Document, record: Record, day: date) -> Record:
    """The state that follows from what is paid and selected, and since when it is paid in full."""
    states = document.states
    paid = int(record[document.paid.txn] or 0) if document.paid else 0
    selected = int(record[document.selected.txn] or 0) if document.selected else 0
    if paid and paid == record[document.total.txn]:
        state = states.fully
    elif selected and states.selected:
        state = states.selected
    else:
        state = states.partly if paid else states.open
    members: Record = {document.state: state}
    if document.paid_on:
        members[document.paid_on] = day.isoformat() if state == states.fully else None
    return members


def _days(store: Store, document: Document, record: Record, day: date) -> Record:
    """How long it took to pay; days until it is due make sense while something is."""
    columns = store.table(document.name).columns
    is_paid = record[document.state] == document.states.fully
    issued, due = record.get(document.day), record.get(document.due_day)
    members: Record = {}
    for path, start in ((_DAYS_TO_PAY, issued), (_DAYS_LATE, due)):
        if path in columns:
            members[path] = (day - date.fromisoformat(str(start))).days * WHOLE if is_paid and start else None
    if "dueInDays" in columns and is_paid:
        members["dueInDays"] = None
    elif "dueInDays" in columns and due and record.get("dueInDays") is None:
        days = (date.fromisoformat(str(due)) - day).days
        members["dueInDays"] = str(days) if columns["dueInDays"].kind is Kind.TEXT else days * WHOLE
    return members
