"""All actions: from which states each starts, and into which it leads (facts 10)."""

from collections.abc import Iterator, Mapping

from intacct_desktop.sandbox.rules import documents
from intacct_desktop.sandbox.rules.document_kinds import (
    AP_ADJUSTMENT,
    AP_ADVANCE,
    AR_ADJUSTMENT,
    AR_ADVANCE,
    BANK_FEE,
    BILL,
    CARD_FEE,
    CARD_TXN,
    CUSTOMER,
    INVOICE,
    OTHER_RECEIPT,
    Document,
)
from intacct_desktop.sandbox.rules.payments.kinds import AP_PAYMENT, AR_PAYMENT, Payment, submitted
from intacct_desktop.sandbox.rules.rule import day_of
from intacct_desktop.sandbox.store import Value
from intacct_desktop.sandbox.workflows import contracts, reversals
from intacct_desktop.sandbox.workflows.moves import Move, states
from intacct_desktop.sandbox.workflows.prints import print_document
from intacct_desktop.sandbox.workflows.reclassify import reclassify
from intacct_desktop.sandbox.workflows.task import Task, check_day
from intacct_desktop.sandbox.writing import targets
from intacct_desktop.sandbox.writing.change import Operation, Problem

_BANK_STATUS = "reconciliationInformation.status"


def _submit(document: Document) -> Move:
    def act(task: Task) -> None:
        documents.reckon_due_days(task.change(Operation.UPDATE, task.root), document)

    return Move(
        start=document.states.editable,
        end=lambda task: documents.submitted(document, task.root),
        act=act if document.due_day else None,
    )


def _submit_payment(kind: Payment) -> Move:
    return Move(start=kind.editable if kind is AP_PAYMENT else states("draft"), end=lambda task: submitted(kind, task.root))


def _reverse_payment() -> Move:
    """A check that was printed but not confirmed goes back to the approved ones; a confirmed payment is void."""

    def refuse(task: Task) -> Iterator[Problem]:
        yield from check_day(task, "paymentDate", day_of(task.root, "paymentDate"))
        if task.root.values.get("cleared") == "cleared":
            yield Problem("/key", "The payment is reconciled", correction="Reopen the bank reconciliation first")

    def end(task: Task) -> Value:
        return "approved" if task.state_of("state") == "delivered" else "voided"

    def act(task: Task) -> None:
        task.effective = task.day("paymentDate") or task.today
        if description := task.body.get("description"):
            task.root.values["description"] = description

    return Move(start=states("delivered", "confirmed"), end=end, refuse=refuse, act=act)


def _print_check() -> Move:
    def refuse(task: Task) -> Iterator[Problem]:
        if task.root.values.get("paymentMethod") != "printedCheck":
            yield Problem("/key", f"The payment is made by {task.root.values.get('paymentMethod')}: there is no check to print")

    return Move(start=states("approved"), end="delivered", refuse=refuse)


def _release() -> Move:
    def refuse(task: Task) -> Iterator[Problem]:
        if task.root.values["state"] in BILL.states.final | {BILL.states.fully, BILL.states.draft}:
            yield Problem("/key", f"The bill is {task.root.values['state']}: there is nothing to release")

    def act(task: Task) -> None:
        task.row.values["releaseToPay"] = 1
        task.answer["releaseToPay"] = True

    return Move(path="releaseToPay", start=states(0, None), end=None, refuse=refuse, act=act, shows=None)


def _assign_customer() -> Move:
    def refuse(task: Task) -> Iterator[Problem]:
        key = targets.find(
            task.store, CUSTOMER, {name: task.body["customer"][name] for name in ("key", "id") if name in task.body["customer"]}, task.scope
        )
        if key is None:
            yield Problem("/customer", "There is no such customer")
        elif task.row.values.get("txnType") not in ("deposit", "payment"):
            yield Problem("/key", f"The transaction is a {task.row.values.get('txnType')}: money from a customer comes in")
        else:
            task.row.values["customer.key"] = key

    def act(task: Task) -> None:
        task.answer["state"] = "assigned"

    return Move(path=_BANK_STATUS, start=states("unmatched", "partiallyMatched", "draftMatched"), end=None, refuse=refuse, act=act)


def _review(end: str) -> Move:
    """The approval of a purchase, of all its lines or of some."""

    def refuse(task: Task) -> Iterator[Problem]:
        known = {str(line.key) for line in task.root.items("lines")}
        if strange := [key for key in task.body.get("lineKeys", []) if key not in known]:
            yield Problem("/lineKeys", f"The document has no line with the key {', '.join(strange)}")

    def state(task: Task) -> Value:
        keys = task.body.get("lineKeys") or [str(line.key) for line in task.root.items("lines")]
        for line in task.root.items("lines"):
            if str(line.key) in keys:
                line.values["approvalState"] = end
        reviewed = {line.values.get("approvalState") for line in task.root.items("lines")}
        if end == "declined" or reviewed == {"approved"}:
            return end
        return "partiallyApproved"

    return Move(start=states("submitted", "partiallyApproved"), end=state, refuse=refuse)


def _refresh() -> Move:
    def act(task: Task) -> None:
        task.root.values["lastRefreshedDate"] = task.today.isoformat()

    # Nothing is copied, so it is done at once.
    return Move(start=states("ready", "failed"), end="ready", act=act)


def _restart() -> Move:
    def act(task: Task) -> None:
        task.root.values["message"] = None

    return Move(start=states("failed", "partialSuccess"), end="success", act=act)


def _reopen() -> Move:
    def act(task: Task) -> None:
        task.root.values["isReopened"] = 1

    return Move(path="reconciliationStatus", start=states("reconciled"), end="draft", act=act)


_PENDING = states("submitted", "partiallyApproved")

MOVES: Mapping[str, Move] = {
    "accounts-payable/adjustment/reverse": reversals.document_reversal(AP_ADJUSTMENT, "reverseDate"),
    "accounts-payable/adjustment/submit": _submit(AP_ADJUSTMENT),
    "accounts-payable/advance/reverse": reversals.document_reversal(AP_ADVANCE, "reverseDate"),
    "accounts-payable/advance/submit": _submit(AP_ADVANCE),
    "accounts-payable/bill-line/release": _release(),
    "accounts-payable/bill/approve": Move(start=_PENDING, end="posted"),
    "accounts-payable/bill/decline": Move(start=_PENDING, end="declined"),
    "accounts-payable/bill/recall": Move(start=states("submitted"), end="draft"),
    "accounts-payable/bill/reverse": reversals.document_reversal(BILL, "reverseDate", strictly=True),
    "accounts-payable/bill/submit": _submit(BILL),
    "accounts-payable/payment/approve": Move(start=_PENDING, end="approved"),
    "accounts-payable/payment/confirm": Move(start=states("approved", "delivered"), end="confirmed"),
    "accounts-payable/payment/decline": Move(start=_PENDING, end="declined"),
    "accounts-payable/payment/print": _print_check(),
    "accounts-payable/payment/reverse": _reverse_payment(),
    "accounts-payable/payment/submit": _submit_payment(AP_PAYMENT),
    "accounts-payable/vendor/approve": Move(start=states("s"), end="a"),
    "accounts-payable/vendor/decline": Move(start=states("s"), end="r"),
    "accounts-receivable/adjustment/reclassify": reclassify(AR_ADJUSTMENT),
    "accounts-receivable/adjustment/reverse": reversals.document_reversal(AR_ADJUSTMENT, "reversedDate"),
    "accounts-receivable/adjustment/submit": _submit(AR_ADJUSTMENT),
    "accounts-receivable/advance/reverse": reversals.document_reversal(AR_ADVANCE, "reversedDate"),
    "accounts-receivable/advance/submit": _submit(AR_ADVANCE),
    "accounts-receivable/customer-refund/reverse": Move(
        start=states("posted"), end="voided", refuse=lambda task: check_day(task, "reversedDate", day_of(task.root, "refundDate"))
    ),
    "accounts-receivable/customer-refund/submit": Move(start=states("draft"), end="posted"),
    "accounts-receivable/invoice/generate-pdf": print_document("posted", "partiallyPaid", "paid", "selected", "reversed", "reversal"),
    "accounts-receivable/invoice/reclassify": reclassify(INVOICE),
    "accounts-receivable/invoice/reverse": reversals.document_reversal(INVOICE, "reversedDate"),
    "accounts-receivable/invoice/submit": _submit(INVOICE),
    "accounts-receivable/payment/reverse": reversals.received_payment_reversal(),
    "accounts-receivable/payment/submit": _submit_payment(AR_PAYMENT),
    "cash-management/bank-fee/reverse": reversals.document_reversal(BANK_FEE, "reversedDate", shows_reversal=True),
    "cash-management/bank-reconciliation/reopen": _reopen(),
    "cash-management/bank-transaction/assign-customer": _assign_customer(),
    "cash-management/bank-transaction/ignore": Move(path=_BANK_STATUS, start=states("unmatched"), end="ignored"),
    "cash-management/bank-transaction/stop-ignoring": Move(path=_BANK_STATUS, start=states("ignored"), end="unmatched"),
    "cash-management/credit-card-fee/reverse": reversals.document_reversal(CARD_FEE, "reversedDate", shows_reversal=True),
    "cash-management/credit-card-reconciliation/reopen": _reopen(),
    "cash-management/credit-card-txn/reverse": reversals.document_reversal(CARD_TXN, "reversedDate", shows_reversal=True),
    "cash-management/deposit/reverse": reversals.deposit_reversal(),
    "cash-management/funds-transfer/reverse": reversals.transfer_reversal(),
    "cash-management/other-receipt/reverse": reversals.document_reversal(OTHER_RECEIPT, "reversedDate", shows_reversal=True),
    "company-config/sandbox/refresh": _refresh(),
    "contracts/contract-line/deliver": contracts.deliver(),
    "contracts/contract-line/hold-schedules": contracts.hold_line(),
    "contracts/contract-line/post": contracts.post_line(),
    "contracts/contract-line/reestimate": contracts.revalue(),
    "contracts/contract-line/resume-schedules": contracts.resume_line(),
    "contracts/contract-line/revalue": contracts.revalue(),
    "contracts/contract-line/uncancel": contracts.uncancel("cancelationDate"),
    "contracts/contract/clear-all-mea": contracts.clear_allocations(only_last=False),
    "contracts/contract/clear-last-active-mea": contracts.clear_allocations(only_last=True),
    "contracts/contract/expire": contracts.expire(),
    "contracts/contract/hold-schedules": contracts.hold_contract(),
    "contracts/contract/post": contracts.post_contract(),
    "contracts/contract/renew": contracts.renew(),
    "contracts/contract/resume-schedules": contracts.resume_contract(),
    "contracts/contract/uncancel": contracts.uncancel("cancellationDate"),
    "contracts/expense-schedule-line/post": contracts.post_schedule(),
    "contracts/expense-schedule-line/unpost": contracts.unpost_schedule(),
    "contracts/expense/hold-schedules": contracts.move_schedule("open", "onHold"),
    "contracts/expense/post": contracts.post_line(),
    "contracts/expense/resume-schedules": contracts.move_schedule("onHold", "open"),
    "contracts/revenue-schedule-line/post": contracts.post_schedule(),
    "contracts/revenue-schedule-line/unpost": contracts.unpost_schedule(),
    "expenses/employee-expense/recall": Move(start=states("submitted"), end="draft"),
    "expenses/employee-expense/reverse": reversals.expense_reversal(),
    "general-ledger/account-allocation-run/restart": _restart(),
    "order-entry/document/generate-pdf": print_document(
        "submitted",
        "approved",
        "partiallyApproved",
        "pending",
        "closed",
        "inProgress",
        "converted",
        "partiallyConverted",
        "convertedByLine",
        "partiallyConvertedByLine",
        "exception",
    ),
    "purchasing/document/approve": _review("approved"),
    "purchasing/document/decline": _review("declined"),
    "purchasing/document/submit": Move(start=states("draft", "declined", "pending"), end="submitted"),
}
