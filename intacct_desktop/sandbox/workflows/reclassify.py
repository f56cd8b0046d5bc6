"""Reclassification: a posted document keeps its amounts, and what they are booked under changes."""

from collections.abc import Callable, Iterator

from intacct_desktop.sandbox.company.ledger.postings import Posted
from intacct_desktop.sandbox.rules.document_kinds import Document
from intacct_desktop.sandbox.rules.ledger import post
from intacct_desktop.sandbox.rules.rule import day_of, key_of, number
from intacct_desktop.sandbox.store import ENTITY
from intacct_desktop.sandbox.workflows.moves import Move, states
from intacct_desktop.sandbox.workflows.task import Task
from intacct_desktop.sandbox.writing.change import Operation, Problem, Row
from intacct_desktop.sandbox.writing.payload import Payload
from intacct_desktop.sandbox.writing.refusals import payload_refused

_BOOKED = ("glAccount.key", "dimensions.department.key", "dimensions.location.key")


def reclassify(document: Document) -> Move:
    """The document's header members, and the accounts and dimensions of its lines. The ledger moves the amounts today."""

    def refuse(task: Task) -> Iterator[Problem]:
        payload = Payload(task.store, task.scope)
        payload.read(task.root, {name: value for name, value in task.body.items() if name not in ("key", "id")}, ())
        if payload.problems:
            raise payload_refused(payload.problems)
        issued, due = day_of(task.root, document.day), day_of(task.root, document.due_day) if document.due_day else None
        if issued and due and due < issued:
            yield Problem(f"/{document.due_day}", f"The {document.word} would be due on {due}, before its date, {issued}")
        for line in task.root.lists[document.lines]:
            if line.is_new or line.removed:
                yield Problem(line.pointer, "Lines can neither come nor go")
                continue
            for path in sorted(line.sent):
                if line.changed(path) and not (path in ("glAccount.key", "accountLabel.key", "memo") or path.startswith("dimensions.")):
                    yield Problem(f"{line.pointer}/{path.replace('.', '/')}", "Only the account, the dimensions and the memo may change")

    def then(task: Task) -> None:
        moved = [line for line in task.root.items(document.lines) if any(line.changed(path) for path in _BOOKED)]
        title = f"{document.posting.title} reclassified"
        change = task.change(Operation.UPDATE, task.root)
        post(change, task.today, task.root.values.get(ENTITY), document.posting.journal, title, _fill(document, task.root, moved))

    return Move(start=states("posted", "partiallyPaid", "paid", "selected"), end=None, refuse=refuse, then=then)


def _fill(document: Document, root: Row, lines: list[Row]) -> Callable[[Posted], None]:
    currency, sign = str(root.values[document.currency.txn]), document.posting.sign

    def fill(entry: Posted) -> None:
        for line in lines:
            txn, base = number(line, document.line_amount.txn) * sign, number(line, document.line_amount.base) * sign
            for row, direction in ((Row(line.name, dict(line.before or {})), -1), (line, 1)):
                entry.add(
                    number(row, "glAccount.key"),
                    txn * direction,
                    base * direction,
                    currency,
                    department=key_of(row, "dimensions.department.key"),
                    location=key_of(row, "dimensions.location.key"),
                )

    return fill
