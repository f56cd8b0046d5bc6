"""The two kinds of payments, and what their details say of the documents that they pay or use up."""

from collections.abc import Iterator
from dataclasses import dataclass

from intacct_desktop.sandbox.company.ledger.accounts import (
    CUSTOMER_ADVANCES,
    DISBURSEMENT_JOURNAL,
    PAYABLES,
    RECEIPT_JOURNAL,
    RECEIVABLES,
    VENDOR_ADVANCES,
)
from intacct_desktop.sandbox.rules.banks import Bank, bank_of
from intacct_desktop.sandbox.rules.document_kinds import (
    AP_ADJUSTMENT,
    AP_ADVANCE,
    AR_ADJUSTMENT,
    AR_ADVANCE,
    BILL,
    INVOICE,
    WITH_CUSTOMER,
    WITH_VENDOR,
    Document,
    Partner,
)
from intacct_desktop.sandbox.rules.money import APPROVAL_LIMIT
from intacct_desktop.sandbox.rules.rule import key_of, number, was
from intacct_desktop.sandbox.store import Record, Store
from intacct_desktop.sandbox.writing.change import Row

PAID = "txnCurrency.paymentAmount"
BASE_PAID = "baseCurrency.paymentAmount"


@dataclass(frozen=True, slots=True)
class Use:
    """How a detail refers to a document: to pay it (``amount`` is what is paid), or to use it up, where it counts with ``sign``."""

    path: str
    document: Document
    amount: str = "paymentAmount"
    sign: int = 1

    @property
    def line(self) -> str:
        """The column of the reference to the document's line."""
        return f"{self.path}Line.key"

    @property
    def txn(self) -> str:
        """The path of the amount in the payment's currency."""
        return f"txnCurrency.{self.amount}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One of the two kinds of payments."""

    name: str
    title: str
    journal: str
    control: str
    advances: str
    sign: int
    partner: Partner
    payee: str
    partner_contact: str
    day: str
    details: str
    detail: str
    owner: str
    line: str
    targets: tuple[Use, ...]
    credits: tuple[Use, ...]
    pending: frozenset[str]
    done: frozenset[str]
    posted: frozenset[str]
    constants: Record
    editable: frozenset[str] = frozenset({"draft", "declined"})


AP_PAYMENT = Payment(
    name="accounts-payable/payment",
    title="Payments",
    journal=DISBURSEMENT_JOURNAL,
    control=PAYABLES,
    advances=VENDOR_ADVANCES,
    sign=1,
    partner=WITH_VENDOR,
    payee="payTo.key",
    partner_contact="contacts.payTo.key",
    day="paymentDate",
    details="details",
    detail="accounts-payable/payment-detail",
    owner="apPayment",
    line="accounts-payable/payment-line",
    targets=(Use("bill", BILL), Use("apCreditAdjustment", AP_ADJUSTMENT)),
    credits=(
        Use("apDebitAdjustment", AP_ADJUSTMENT, "adjustmentAmount", -1),
        Use("apAdvance", AP_ADVANCE, "postedAdvanceAmount"),
        Use("apPostedAdvance", AP_ADVANCE, "postedAdvanceAmount"),
        Use("inlineBill", BILL, "inlineAmount", -1),
    ),
    pending=frozenset({"draft", "submitted", "partiallyApproved", "approved", "delivered"}),
    done=frozenset({"confirmed"}),
    posted=frozenset({"confirmed"}),
    constants={
        "recordType": "apPayment",
        "cleared": "uncleared",
        "paymentFileType": "none",
        "systemGenerated": "false",
        "isInclusiveTax": 0,
    },
)

AR_PAYMENT = Payment(
    name="accounts-receivable/payment",
    title="Receipts",
    journal=RECEIPT_JOURNAL,
    control=RECEIVABLES,
    advances=CUSTOMER_ADVANCES,
    sign=-1,
    partner=WITH_CUSTOMER,
    payee="contacts.payTo.key",
    partner_contact="contacts.billTo.key",
    day="paidDate",
    details="paymentDetails",
    detail="accounts-receivable/payment-detail",
    owner="arPayment",
    line="accounts-receivable/payment-line",
    targets=(Use("arInvoice", INVOICE), Use("positiveAdjustment", AR_ADJUSTMENT)),
    credits=(
        Use("arAdjustment", AR_ADJUSTMENT, "adjustmentAmount", -1),
        Use("arAdvance", AR_ADVANCE, "postedAdvanceAmount"),
        Use("postedAdvance", AR_ADVANCE, "postedAdvanceAmount"),
        Use("negativeInvoice", INVOICE, "negativeInvoiceAmount", -1),
    ),
    pending=frozenset({"draft"}),
    done=frozenset({"complete", "reconciled"}),
    posted=frozenset({"complete", "reconciled", "reversed", "reversal"}),
    constants={"recordType": "arReceipts", "bankReconciliationStatus": "uncleared", "overPaymentAmount": 0},
)


def is_editable(kind: Payment, root: Row) -> bool:
    """Whether the payment's amounts may still change."""
    return root.is_new or was(root, "state") in kind.editable


def uses_of(kind: Payment, detail: Row) -> Iterator[tuple[Use, int, int]]:
    """The documents that a detail names: how, the key, and the amount."""
    for use in (*kind.targets, *kind.credits):
        if key := key_of(detail, f"{use.path}.key"):
            yield use, key, number(detail, use.txn)


def target_of(kind: Payment, detail: Row) -> tuple[Use, int] | None:
    """The document that a detail pays."""
    return next(((use, key) for use, key, _ in uses_of(kind, detail) if use in kind.targets), None)


def settled(kind: Payment, detail: Row) -> int:
    """How much of its document a detail settles: with money, and with what is used up."""
    paths = {use.txn for use in (*kind.targets, *kind.credits)}
    return sum(number(detail, path) for path in paths)


def submitted(kind: Payment, root: Row) -> str:
    """The state that a payment gets when it is submitted: large ones wait for an approval, and checks to be printed."""
    if kind is AR_PAYMENT:
        return "complete"
    if number(root, "financialEntity.baseAmount") > APPROVAL_LIMIT:
        return "submitted"
    return "approved" if root.values.get("paymentMethod") == "printedCheck" else "confirmed"


def bank_for(store: Store, root: Row) -> Bank | None:
    """The bank account that a payment names."""
    return bank_of(store, root.values.get("financialEntity.entityId"))
