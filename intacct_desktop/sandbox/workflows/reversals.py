"""Reversals: a second record that takes back the first, on a day of its own."""

from collections.abc import Iterator

from intacct_desktop.sandbox.rules.document_kinds import Document
from intacct_desktop.sandbox.rules.rule import day_of, number
from intacct_desktop.sandbox.store import ENTITY, Kind, Record
from intacct_desktop.sandbox.workflows.moves import Move, states
from intacct_desktop.sandbox.workflows.task import Task, check_day
from intacct_desktop.sandbox.writing.change import Problem, Row

# What a reversal does not take over from the record that it reverses.
_OWN = ("audit.", "reversalOf.", "reversedBy.", "webURL", "downloadURL", "clearingDate", "reconciliationState")


def document_reversal(document: Document, request_day: str, *, strictly: bool = False, shows_reversal: bool = False) -> Move:
    """The reversal of a document: unpaid, on a day that ``request_day`` names. ``strictly``: after its own day, not on it.

    The answer shows the reversed document, or with ``shows_reversal`` the one that reverses it.
    """

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, request_day, day_of(task.root, *document.posted_on), strictly=strictly)
        for paths in (document.paid, document.selected):
            if paths and number(task.root, paths.txn):
                yield Problem("/key", f"The {document.word} is paid or selected for payment", correction="Reverse the payment first")
                return

    def act(task: Task) -> None:
        task.effective = task.day(request_day)
        if document.due:
            task.root.values |= {document.due.txn: 0, document.due.base: 0}

    def then(task: Task) -> None:
        if document.states.reversal is None:
            return
        key = task.create(document.name, *_taken_back(task, document))
        task.store.update(document.name, number(task.root, "key"), _links(task, document.name, key))
        if shows_reversal:
            task.answer |= {"key": str(key), "id": str(key), "href": f"/objects/{document.name}/{key}"}

    return Move(start=states(document.states.open), end=document.states.reversed, refuse=refuse, act=act, then=then)


def _taken_back(task: Task, document: Document) -> tuple[Record, dict[str, list[Row]], frozenset[str]]:
    """The values, the lines and the sent members of the document that reverses another: all amounts the other way round."""
    root, day = task.root, str(task.effective)
    values = _kept(root)
    values |= {path: day for path in (document.day, document.posting_day, document.due_day) if path}
    values |= {document.state: document.states.reversal, "description": _note(task)}
    if document.number:
        values[document.number] = f"R-{root.values.get(document.number)}"
    values |= dict.fromkeys(_back(task, document.name), root.values["key"])
    lines = []
    for line in root.items(document.lines):
        item = _kept(line)
        item[document.line_amount.txn] = -number(line, document.line_amount.txn)
        lines.append(Row(line.name, item))
    # Taken back at the rate at which it was entered.
    return values, {document.lines: lines}, frozenset({document.currency.rate, document.currency.day})


def _kept(row: Row) -> Record:
    return {path: value for path, value in row.values.items() if path not in ("key", "id") and not path.startswith(_OWN)}


def _note(task: Task) -> str:
    note = next((task.body[name] for name in ("notes", "memo", "description") if task.body.get(name)), None)
    return str(note) if note else f"Reversed - {task.root.values.get('description') or task.word}"


def _back(task: Task, name: str) -> list[str]:
    return [path for path in ("reversalOf.key", "reversedVoidPaymentKey") if path in task.store.table(name).columns]


def _links(task: Task, name: str, key: int) -> Record:
    """How the reversed record refers to the one that reverses it."""
    columns = task.store.table(name).columns
    links: Record = {"reversedBy.key": key, "voidPaymentKey": str(key), "reversalDate": str(task.effective)}
    return {path: value for path, value in links.items() if path in columns}


def transfer_reversal() -> Move:
    """A transfer goes back: a second one of the same amount below zero."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "reversedDate", day_of(task.root, "sendDate"))
        if task.root.values.get("reconciliationState") == "cleared":
            yield Problem("/key", "The transfer is reconciled", correction="Reopen the bank reconciliation first")

    def act(task: Task) -> None:
        task.effective = task.day("reversedDate")

    def then(task: Task) -> None:
        values = _kept(task.root) | {"state": "reversal", "sendDate": str(task.effective), "description": _note(task)}
        for path in ("transferFromAccount.transferAmount", "transferToAccount.receivedAmount"):
            values[path] = -number(task.root, path)
        values |= {"reversalOf.key": task.root.values["key"], "reconciliationState": "uncleared"}
        key = task.create(task.root.name, values)
        task.store.update(task.root.name, number(task.root, "key"), {"reversedBy.key": key})
        task.answer |= {"key": str(key), "id": str(key), "href": f"/objects/{task.root.name}/{key}"}

    return Move(start=states("posted"), end="reversed", refuse=refuse, act=act, then=then)


def deposit_reversal() -> Move:
    """A deposit is taken back from the bank, and what it held is undeposited again."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "reversedDate", day_of(task.root, "postingDate", "txnDate"))
        if task.root.values.get("reconciliationState") == "cleared":
            yield Problem("/key", "The deposit is reconciled", correction="Reopen the bank reconciliation first")

    def act(task: Task) -> None:
        task.effective = task.day("reversedDate")
        task.root.values["reversalDate"] = str(task.effective)

    return Move(start=states("approve"), end="void", refuse=refuse, act=act)


def received_payment_reversal() -> Move:
    """A received payment is taken back by a second one with all amounts below zero; its invoices are open again."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "reversedDate", day_of(task.root, "paidDate"))

    def act(task: Task) -> None:
        task.effective = task.day("reversedDate")

    def then(task: Task) -> None:
        root = task.root
        values = _negative(task, root) | {"state": "reversal", "paidDate": str(task.effective), "description": _note(task)}
        lists = {path: [Row(item.name, _negative(task, item)) for item in root.items(path)] for path in ("paymentDetails", "lines")}
        task.create(root.name, values, lists)

    return Move(start=states("complete"), end="reversed", refuse=refuse, act=act, then=then)


def _negative(task: Task, row: Row) -> Record:
    """The values with every amount of money below zero; rates stay."""
    columns = task.store.table(row.name).columns
    return {
        path: -int(value) if value and path in columns and columns[path].kind is Kind.DECIMAL and columns[path].scale == 2 else value
        for path, value in _kept(row).items()
        if path != f"{_OWNERS.get(row.name, '')}.key"
    }


_OWNERS = {"accounts-receivable/payment-detail": "arPayment", "accounts-receivable/payment-line": "arPayment"}


def expense_reversal() -> Move:
    """An expense report is taken back by a second one with all amounts below zero."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "reverseDate", day_of(task.root, "createdDate"), strictly=True)

    def act(task: Task) -> None:
        task.effective = task.day("reverseDate")
        for group in ("basePayment", "reimbursement"):
            task.root.values[f"{group}.totalDue"] = 0

    def then(task: Task) -> None:
        root = task.root
        report = root.values.get("expenseReportNumber")
        values = _kept(root) | {"state": "reversal", "createdDate": str(task.effective), "memo": _note(task)}
        values |= {"expenseReportNumber": f"R-{report}", ENTITY: root.values.get(ENTITY)}
        rate = "transactionToReimburseConversion.exchangeRate"
        lines = [
            Row(line.name, _kept(line) | {"txnAmount": -number(line, "txnAmount")}, sent=frozenset({rate})) for line in root.items("lines")
        ]
        task.create(root.name, values, {"lines": lines})

    return Move(start=states("posted", "approved"), end="reversed", refuse=refuse, act=act, then=then)
