"""Documents of the subledgers: what follows from their lines, what they must be like, and what they post."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from intacct_desktop.sandbox.company.books import DAILY_RATE, WHOLE, converted
from intacct_desktop.sandbox.company.ledger.accounts import RECEIPT_JOURNAL
from intacct_desktop.sandbox.company.ledger.postings import Posted, batch_name
from intacct_desktop.sandbox.rules import balances, numbering, terms
from intacct_desktop.sandbox.rules.banks import bank_of
from intacct_desktop.sandbox.rules.document_kinds import Document, Posting
from intacct_desktop.sandbox.rules.entities import LOCATION, entity_of, location_entity
from intacct_desktop.sandbox.rules.ledger import post
from intacct_desktop.sandbox.rules.money import APPROVAL_LIMIT, rate_on, stored_rate, whole_rate
from intacct_desktop.sandbox.rules.rule import Rule, begins_as_draft, day_of, default, is_deletion, key_of, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Kind, Table, Value
from intacct_desktop.sandbox.writing.change import Change, Problem, Row


def is_draft(document: Document, row: Row) -> bool:
    """Whether everything of it may still change: it is new, or was not submitted yet."""
    return row.is_new or was(row, document.state) in document.states.editable


class Heading(Rule):
    """Number, dates, entity and currencies of a document, where the request leaves them to the company."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def complete(self, change: Change) -> None:
        document, root = self._document, change.root
        if not is_draft(document, root):
            return
        for path, value in document.constants.items():
            default(root, path, value)
        if document.number:
            default(root, document.number, numbering.following(change.store, document.name, document.prefix))
        if document.posting_day:
            default(root, document.posting_day, root.values.get(document.day))
        self._place(change)
        if document.partner and root.is_new:
            partner = change.store.record(document.partner.name, number(root, f"{document.partner.path}.key")) or {}
            for path in {"contacts.payTo.key", "contacts.billTo.key"} & change.store.table(root.name).columns.keys():
                default(root, path, partner.get(document.partner.contact))
        self._fall_due(change)
        self._convert(change)

    def _place(self, change: Change) -> None:
        """A document made at the top level belongs to the entity of its bank account, else of its first line."""
        document, root = self._document, change.root
        if root.values.get(ENTITY) is None:
            bank = bank_of(change.store, root.values.get(document.posting.bank)) if document.posting.bank else None
            places = (location_entity(change.store, line.values.get(LOCATION)) for line in root.items(document.lines))
            root.values[ENTITY] = bank.entity if bank else next((place for place in places if place), None)
        if "entity.key" in change.store.table(root.name).columns:
            root.values["entity.key"] = root.values[ENTITY]

    def _fall_due(self, change: Change) -> None:
        document, root, store = self._document, change.root, change.store
        issued = day_of(root, document.day)
        if not document.term or issued is None:
            return
        if document.partner and root.is_new:
            partner = store.record(document.partner.name, number(root, f"{document.partner.path}.key"))
            default(root, "term.key", (partner or {}).get("term.key"))
        dates = terms.dates_of(store, document.term, root.values.get("term.key"), issued)
        if dates.due:
            default(root, document.due_day, dates.due.isoformat())
        root.values["discountCutOffDate"] = dates.discount.isoformat() if dates.discount else None

    def _convert(self, change: Change) -> None:
        document, root, store, paths = self._document, change.root, change.store, self._document.currency
        base = entity_of(store, root.values.get(ENTITY)).currency
        default(root, paths.base, base)
        if root.values.get(paths.txn) is None and document.partner:
            partner = store.record(document.partner.name, number(root, f"{document.partner.path}.key"))
            default(root, paths.txn, (partner or {}).get("currency"))
        default(root, paths.txn, base)
        day = day_of(root, paths.day, *document.posted_on) if paths.day in root.sent else day_of(root, *document.posted_on)
        currency = str(root.values[paths.txn])
        if day is None:
            return
        column = store.table(root.name).columns[paths.rate]
        if paths.rate not in root.sent or currency == base:
            rate = rate_on(store, currency, base, day)
            root.values[paths.rate] = None if rate is None else stored_rate(rate, column)
            root.values[paths.type] = None if currency == base else DAILY_RATE
        root.values[paths.day] = day.isoformat()

    def check(self, change: Change) -> Iterator[Problem]:
        document, root = self._document, change.root
        if is_deletion(change) or not is_draft(document, root):
            return
        base, paths = entity_of(change.store, root.values.get(ENTITY)).currency, document.currency
        if root.values[paths.base] != base:
            yield problem(root, paths.base, f"The entity keeps its books in {base}, not in {root.values[paths.base]}")
        rate = whole_rate(root.values.get(paths.rate), change.store.table(root.name).columns[paths.rate])
        if rate is None and root.values.get(paths.day):
            pair = f"from {root.values[paths.txn]} to {base}"
            yield problem(root, paths.rate, f"There is no exchange rate {pair} on {root.values[paths.day]}", "Give the rate")
        elif rate is not None and rate <= 0:
            yield problem(root, paths.rate, "An exchange rate is larger than zero")
        given = root.values.get(document.posting.bank) if document.posting.bank else None
        bank = bank_of(change.store, given)
        if document.posting.bank and (bank is None or not bank.is_active) and (given or not document.posting.account):
            yield problem(root, document.posting.bank, "Name an active checking or savings account")
        due, issued = day_of(root, document.due_day) if document.due_day else None, day_of(root, document.day)
        if due and issued and due < issued:
            yield problem(root, document.due_day, f"The {document.word} is due on {due}, before its date, {issued}")
        partner = change.store.record(document.partner.name, number(root, f"{document.partner.path}.key")) if document.partner else None
        if document.partner and partner and partner.get("state", "a") != "a":
            yield problem(root, document.partner.path, f"The vendor {partner['id']} is not approved", "Approve the vendor first")
        if document.partner and document.number and document.number in root.sent:
            yield from numbering.check_unique(change, document)


class Lines(Rule):
    """Amounts of the lines in both currencies, and the document's totals."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def complete(self, change: Change) -> None:
        document, root = self._document, change.root
        if not is_draft(document, root):
            return
        rate = whole_rate(root.values.get(document.currency.rate), change.store.table(root.name).columns[document.currency.rate]) or WHOLE
        for line in root.items(document.lines):
            self._complete_line(change, line, rate)
        txn, base = self._sum(root, document.line_amount.txn), self._sum(root, document.line_amount.base)
        root.values |= {document.total.txn: txn, document.total.base: base}
        is_over = root.values.get(document.state) in document.states.final
        if document.due:
            root.values |= {document.due.txn: 0 if is_over else txn, document.due.base: 0 if is_over else base}
        for paths in (document.paid, document.selected):
            if paths:
                root.values |= {paths.txn: 0, paths.base: 0}

    def _complete_line(self, change: Change, line: Row, rate: int) -> None:
        document, root = self._document, change.root
        table = change.store.table(line.name)
        columns = table.columns
        txn, base = document.line_amount.txn, document.line_amount.base
        if line.values.get(txn) is None and "totalTxnAmount" in columns:
            line.values[txn] = line.values.get("totalTxnAmount")
        if line.values.get(txn) is not None:
            line.values[base] = converted(number(line, txn), rate)
            for path in {"totalTxnAmount", "billAmount"} & columns.keys():
                line.values[path] = line.values[txn]
        for path, value in document.line_constants.items():
            default(line, path, value)
        for path in document.line_copies:
            line.values[path] = root.values.get(path)
        self._copy_currency(change, line, table)
        for paths in (document.line_paid, document.line_selected):
            if paths:
                line.values[paths.txn] = line.values[paths.base] = 0
        if "baseLocation.key" in columns:
            line.values["baseLocation.key"] = root.values.get(ENTITY)
        if document.partner:
            default(line, f"dimensions.{document.partner.dimension}.key", root.values.get(f"{document.partner.path}.key"))
        if line.values.get("glAccount.key") is None:
            line.values["glAccount.key"] = self._account(change, line)

    def _copy_currency(self, change: Change, line: Row, table: Table) -> None:
        source, target = self._document.currency, self._document.line_currency
        root = change.root
        for path, value in (
            (target.txn, root.values.get(source.txn)),
            (target.base, root.values.get(source.base)),
            (target.day, root.values.get(source.day)),
            (target.type, root.values.get(source.type)),
        ):
            if path in table.columns:
                line.values[path] = value
        rate = whole_rate(root.values.get(source.rate), change.store.table(root.name).columns[source.rate])
        if target.rate in table.columns and rate is not None:
            line.values[target.rate] = stored_rate(rate, table.columns[target.rate])

    def _account(self, change: Change, line: Row) -> int | None:
        """The account that a line without one goes to: that of its label, else the partner's usual one."""
        store, document = change.store, self._document
        label = key_of(line, "accountLabel.key")
        reference = store.facts.objects[line.name].references.get("accountLabel")
        if label and reference and reference.target:
            account = (store.record(reference.target, label) or {}).get("glAccount.key")
            return int(account) if account else None
        if document.partner is None:
            return None
        partner = store.record(document.partner.name, number(change.root, f"{document.partner.path}.key")) or {}
        account = partner.get(document.partner.default_account)
        return int(account) if account else None

    def _sum(self, root: Row, path: str) -> int:
        return sum(number(line, path) for line in root.items(self._document.lines))

    def check(self, change: Change) -> Iterator[Problem]:
        document, root = self._document, change.root
        if is_deletion(change) or not is_draft(document, root):
            return
        lines = root.items(document.lines)
        if not lines:
            yield problem(root, document.lines, f"The {document.word} has no lines")
        for line in lines:
            if line.values.get(document.line_amount.txn) is None:
                yield problem(line, document.line_amount.txn, "The line has no amount")
            if line.values.get("glAccount.key") is None:
                yield problem(line, "glAccount", "The line has no account")


class Stage(Rule):
    """The state of a document: it begins as a draft or is submitted at once; later only the workflow's actions change it."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def complete(self, change: Change) -> None:
        document, root = self._document, change.root
        if change.action:
            return
        if root.is_new:
            is_draft = document.states.draft and begins_as_draft(root, document.state)
            root.values[document.state] = document.states.draft if is_draft else submitted(document, root)
            if not is_draft:
                reckon_due_days(change, document)
        elif document.state not in root.sent:
            root.values[document.state] = was(root, document.state)

    def check(self, change: Change) -> Iterator[Problem]:
        document, root = self._document, change.root
        if is_deletion(change):
            state = root.values.get(document.state)
            if state not in document.states.editable:
                yield problem(root, "", f"The {document.word} is {state}: only a draft can be deleted", "Reverse it instead")
        elif not change.action and not root.is_new and root.changed(document.state):
            yield problem(root, document.state, "The state changes by the workflow's actions only")


def submitted(document: Document, row: Row) -> str | None:
    """The state that a document gets when it is submitted."""
    needs_approval = document.states.submitted and abs(number(row, document.total.base)) > APPROVAL_LIMIT
    return document.states.submitted if needs_approval else document.states.open


def reckon_due_days(change: Change, document: Document) -> None:
    """How many days are left until the document is due, in the object's own way."""
    column = change.store.table(document.name).columns.get("dueInDays")
    due = day_of(change.root, document.due_day) if document.due_day else None
    if column and due:
        days = (due - change.today).days
        change.root.values["dueInDays"] = str(days) if column.kind is Kind.TEXT else days * 10**column.scale


class Lock(Rule):
    """Of a document that was submitted, only what says something about it may still change."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def check(self, change: Change) -> Iterator[Problem]:
        document, root = self._document, change.root
        if change.action or is_deletion(change) or is_draft(document, root):
            return
        state = was(root, document.state)
        locked = state in document.states.final or state in document.states.unposted
        message = f"The {document.word} is {state}: this cannot be changed any more"
        for row in (root, *root.lists.get(document.lines, ())):
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", f"The {document.word} is {state}: its lines can no longer come or go")
                continue
            for path in sorted(row.sent - {document.lines, document.state}):
                is_free = path in document.free or path.startswith("nsp::")
                if row.changed(path) and (locked or not is_free):
                    yield problem(row, path, message)


class Ledger(Rule):
    """What a document posts once it leaves its drafts, and what its partner owes or is owed by it."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def settle(self, change: Change) -> None:
        document, root = self._document, change.root
        before = root.before is not None and self._is_posted(root.before)
        after = not is_deletion(change) and self._is_posted(root.values)
        if before != after:
            self._post(change, 1 if after else -1)
        if document.partner and document.due:
            balances.move(change, document)

    def _is_posted(self, values: Mapping[str, Value]) -> bool:
        """A document that nothing takes back is out of the ledger once it is reversed."""
        states, state = self._document.states, values.get(self._document.state)
        return state not in states.unposted and not (states.reversal is None and state == states.reversed)

    def _post(self, change: Change, direction: int) -> None:
        document, root = self._document, change.root
        day = change.effective or day_of(root, *document.posted_on) or change.today
        posting = posting_of(document, root)
        entity = root.values.get(ENTITY)
        key = post(change, day, entity, posting.journal, posting.title, lambda entry: fill(change, document, entry, direction))
        if document.summary and key and direction > 0:
            name, total = batch_name(posting.title, day), number(root, document.total.base)
            root.values[document.summary.path] = summary = balances.summarise(change, document.summary, name, day, total)
            change.store.update(root.name, number(root, "key"), {document.summary.path: summary})


def posting_of(document: Document, row: Row) -> Posting:
    """Where the document goes; what a bank pays instead of taking it goes the other way."""
    if row.values.get("txnType") == "interestEarned":
        return replace(document.posting, journal=RECEIPT_JOURNAL, sign=-document.posting.sign)
    return document.posting


def fill(change: Change, document: Document, entry: Posted, direction: int) -> None:
    """Post the lines to their accounts, and their total against the control account or the bank; ``direction`` -1 takes it back."""
    root, posting = change.root, posting_of(document, change.root)
    sign = posting.sign * direction
    currency = str(root.values[document.currency.txn])
    partner = number(root, f"{document.partner.path}.key") if document.partner else None
    is_vendor = document.partner is not None and document.partner.dimension == "vendor"
    bank = bank_of(change.store, root.values.get(posting.bank)) if posting.bank else None
    for line in root.items(document.lines):
        txn, base = number(line, document.line_amount.txn), number(line, document.line_amount.base)
        own = {"vendor": partner} if is_vendor else {"customer": partner}
        # An advance stays the partner's; other lines are the company's own.
        dimension = own if bank and document.partner else {}
        entry.add(
            number(line, "glAccount.key"),
            txn * sign,
            base * sign,
            currency,
            department=key_of(line, "dimensions.department.key"),
            location=key_of(line, LOCATION),
            **dimension,
        )
        control = bank.account if bank else key_of(line, "overrideOffsetGLAccount.key") or posting.account
        entry.add(control, -txn * sign, -base * sign, currency, **({} if bank else own))
