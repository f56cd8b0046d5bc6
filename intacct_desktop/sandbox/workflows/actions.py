"""The members of the 72 workflow actions of API v1 (facts 9, 10): what each takes, and what it answers.

Every action takes the ``key`` of its record and answers with the record's ``key``, ``id``, ``href`` and state. Where the reference names
more members, they are here under its own names, which differ between the applications; where it is silent, the members are those of the
same action of a neighbour.
"""

from collections.abc import Mapping

from intacct_desktop.sandbox.services.shapes import Member, ServiceShape, choice, date, flag, items, reference, texts

_KEY, _ID, _HREF, _STATE = texts("key", "id", "href", "state")
_DONE = (_KEY, _ID, _HREF, _STATE)
_NOTES, _MEMO, _DESCRIPTION = texts("notes", "memo", "description")

_HELD = (date("asOfDate").needed, _MEMO.needed, *(flag(name).needed for name in ("holdBilling", "holdRevenue", "holdExpense")))
_RESUMED = (
    date("asOfDate").needed,
    _MEMO.needed,
    *(flag(name).needed for name in ("resumeBilling", "resumeRevenue", "resumeExpense")),
    choice("revenueAdjustmentType", "template", "oneTime", "distributed", "walkForward"),
)
_CONTRACT_LINES = Member("contractLineKeys").needed
_POSTED = (date("glPostingDate"), Member("postMemo"))
_ATTACHMENT = reference("attachment", "company-config/attachment")


def _action(*members: Member, answers: tuple[Member, ...] = _DONE) -> ServiceShape:
    return ServiceShape((_KEY.needed, *members), answers)


_PLAIN = _action()
_NOTED = _action(_NOTES)
# The day of a reversal has another name in almost every application.
_REVERSED_IN_PAYABLES = _action(date("reverseDate").needed, _NOTES)
_REVERSED_IN_RECEIVABLES = _action(date("reversedDate").needed, _MEMO)
_REVERSED_FEE = _action(date("reversedDate").needed, _NOTES)
_REVERSED_CASH = _action(date("reversedDate").needed, _MEMO)
_PDF = _action(answers=(_KEY, _ID, _HREF, Member("downloadURL")))
_REVIEWED_LINES = _action(_NOTES, Member("lineKeys", "array"))

WORKFLOWS: Mapping[str, ServiceShape] = {
    "accounts-payable/adjustment/reverse": _REVERSED_IN_PAYABLES,
    "accounts-payable/adjustment/submit": _PLAIN,
    "accounts-payable/advance/reverse": _REVERSED_IN_PAYABLES,
    "accounts-payable/advance/submit": _PLAIN,
    "accounts-payable/bill-line/release": _action(answers=(_KEY, _ID, _HREF, flag("releaseToPay"))),
    "accounts-payable/bill/approve": _NOTED,
    "accounts-payable/bill/decline": _NOTED,
    "accounts-payable/bill/recall": _PLAIN,
    "accounts-payable/bill/reverse": _REVERSED_IN_PAYABLES,
    "accounts-payable/bill/submit": _PLAIN,
    "accounts-payable/payment/approve": _NOTED,
    "accounts-payable/payment/confirm": _PLAIN,
    "accounts-payable/payment/decline": _NOTED,
    "accounts-payable/payment/print": _PLAIN,
    "accounts-payable/payment/reverse": _action(date("paymentDate"), Member("description", nullable=True)),
    "accounts-payable/payment/submit": _PLAIN,
    "accounts-payable/vendor/approve": _NOTED,
    "accounts-payable/vendor/decline": _NOTED,
    "accounts-receivable/adjustment/reclassify": _action(
        *texts("id", "adjustmentNumber", "documentNumber"), _DESCRIPTION, _ATTACHMENT, items("lines")
    ),
    "accounts-receivable/adjustment/reverse": _REVERSED_IN_RECEIVABLES,
    "accounts-receivable/adjustment/submit": _PLAIN,
    "accounts-receivable/advance/reverse": _REVERSED_IN_RECEIVABLES,
    "accounts-receivable/advance/submit": _PLAIN,
    "accounts-receivable/customer-refund/reverse": _REVERSED_IN_RECEIVABLES,
    "accounts-receivable/customer-refund/submit": _PLAIN,
    "accounts-receivable/invoice/generate-pdf": _PDF,
    "accounts-receivable/invoice/reclassify": _action(
        *texts("id", "invoiceNumber", "referenceNumber"),
        _DESCRIPTION,
        reference("term", "accounts-receivable/term"),
        date("dueDate"),
        _ATTACHMENT,
        items("lines"),
    ),
    "accounts-receivable/invoice/reverse": _REVERSED_IN_RECEIVABLES,
    "accounts-receivable/invoice/submit": _PLAIN,
    "accounts-receivable/payment/reverse": _REVERSED_IN_RECEIVABLES,
    "accounts-receivable/payment/submit": _PLAIN,
    "cash-management/bank-fee/reverse": _REVERSED_FEE,
    "cash-management/bank-reconciliation/reopen": _PLAIN,
    "cash-management/bank-transaction/assign-customer": _action(reference("customer", "accounts-receivable/customer").needed),
    "cash-management/bank-transaction/ignore": _PLAIN,
    "cash-management/bank-transaction/stop-ignoring": _PLAIN,
    "cash-management/credit-card-fee/reverse": _REVERSED_FEE,
    "cash-management/credit-card-reconciliation/reopen": _PLAIN,
    "cash-management/credit-card-txn/reverse": _REVERSED_FEE,
    "cash-management/deposit/reverse": _REVERSED_CASH,
    "cash-management/funds-transfer/reverse": _REVERSED_CASH,
    "cash-management/other-receipt/reverse": _REVERSED_CASH,
    "company-config/sandbox/refresh": _PLAIN,
    "contracts/contract-line/deliver": _action(date("deliveryDate").needed),
    "contracts/contract-line/hold-schedules": _action(*_HELD),
    "contracts/contract-line/post": _action(*_POSTED),
    "contracts/contract-line/reestimate": _action(
        date("revaluedDate"),
        Member("quantity", nullable=True),
        Member("rate", nullable=True),
        Member("flatFixedAmount", format="decimal-precision-2"),
    ),
    "contracts/contract-line/resume-schedules": _action(*_RESUMED),
    "contracts/contract-line/revalue": _action(date("revaluedDate")),
    "contracts/contract-line/uncancel": _PLAIN,
    "contracts/contract/clear-all-mea": _PLAIN,
    "contracts/contract/clear-last-active-mea": _PLAIN,
    "contracts/contract/expire": _PLAIN,
    "contracts/contract/hold-schedules": _action(_CONTRACT_LINES, *_HELD),
    "contracts/contract/post": _action(*_POSTED),
    "contracts/contract/renew": _PLAIN,
    "contracts/contract/resume-schedules": _action(_CONTRACT_LINES, *_RESUMED),
    "contracts/contract/uncancel": _PLAIN,
    "contracts/expense-schedule-line/post": _action(date("actualPostingDate")),
    "contracts/expense-schedule-line/unpost": _PLAIN,
    "contracts/expense/hold-schedules": _action(date("asOfDate").needed, _MEMO),
    "contracts/expense/post": _action(*_POSTED),
    "contracts/expense/resume-schedules": _action(date("asOfDate").needed, _MEMO),
    "contracts/revenue-schedule-line/post": _action(date("actualPostingDate")),
    "contracts/revenue-schedule-line/unpost": _PLAIN,
    "expenses/employee-expense/recall": _PLAIN,
    "expenses/employee-expense/reverse": _REVERSED_IN_PAYABLES,
    "general-ledger/account-allocation-run/restart": _PLAIN,
    "order-entry/document/generate-pdf": _PDF,
    "purchasing/document/approve": _REVIEWED_LINES,
    "purchasing/document/decline": _REVIEWED_LINES,
    "purchasing/document/submit": _PLAIN,
}
