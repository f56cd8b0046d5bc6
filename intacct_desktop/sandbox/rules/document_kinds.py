"""Where the documents of the subledgers keep the same things under different names, and where they post them."""

from dataclasses import dataclass, field

from intacct_desktop.sandbox.company.ledger.accounts import (
    BILL_JOURNAL,
    CARD_JOURNAL,
    CREDIT_CARDS,
    DISBURSEMENT_JOURNAL,
    INVOICE_JOURNAL,
    PAYABLES,
    RECEIPT_JOURNAL,
    RECEIVABLES,
    UNDEPOSITED,
)
from intacct_desktop.sandbox.store import Value

VENDOR = "accounts-payable/vendor"
CUSTOMER = "accounts-receivable/customer"
CARD = "cash-management/credit-card-account"


@dataclass(frozen=True, slots=True)
class Pair:
    """The paths of an amount in the document's currency and in its entity's. A base path may be empty: the object has only one."""

    txn: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class Currency:
    """The paths of a document's currencies and of its exchange rate; empty where an object has none."""

    txn: str
    base: str
    rate: str
    day: str
    type: str


def _grouped(prefix: str = "currency.", rate: str = "exchangeRate.") -> Currency:
    return Currency(f"{prefix}txnCurrency", f"{prefix}baseCurrency", f"{prefix}{rate}rate", f"{prefix}{rate}date", f"{prefix}{rate}typeId")


def _flat(prefix: str = "currency.") -> Currency:
    name = f"{prefix}exchangeRate"
    return Currency(f"{prefix}txnCurrency", f"{prefix}baseCurrency", name, f"{name}Date", f"{name}TypeId")


GROUPED, FLAT = _grouped(), _flat()
SPLIT = Currency("txnCurrency.currency", "baseCurrency.currency", "exchangeRate.rate", "exchangeRate.date", "exchangeRate.typeId")
PLAIN = Currency("txnCurrency", "baseCurrency", "exchangeRate.rate", "exchangeRate.date", "exchangeRate.typeId")


@dataclass(frozen=True, slots=True)
class States:
    """What a document's stages are called; None where an object does not know the stage."""

    open: str | None
    draft: str | None = "draft"
    submitted: str | None = None
    declined: str | None = None
    partly: str | None = None
    fully: str | None = None
    selected: str | None = None
    reversed: str | None = "reversed"
    reversal: str | None = "reversal"

    @property
    def unposted(self) -> frozenset[str | None]:
        """The stages that the ledger does not know."""
        return frozenset({self.draft, self.submitted, self.declined, "partiallyApproved", "analyzing", "noValue", None}) - {self.open}

    @property
    def editable(self) -> frozenset[str | None]:
        """The stages in which everything may be changed."""
        return frozenset({self.draft, self.declined}) - {None}

    @property
    def payable(self) -> frozenset[str | None]:
        """The stages in which something may be due."""
        return frozenset({self.open, self.partly, self.selected}) - {None}

    @property
    def final(self) -> frozenset[str | None]:
        """The stages after which nothing changes any more."""
        return frozenset({self.reversed, self.reversal}) - {None}


@dataclass(frozen=True, slots=True)
class Partner:
    """With whom a document is: the reference, its object, and what the partner's own record says of its documents."""

    path: str
    name: str
    dimension: str
    totals: str
    last_document: str
    default_account: str
    contact: str


WITH_VENDOR = Partner(
    "vendor", VENDOR, "vendor", "accounts-payable/vendor-total", "lastBillCreatedDate", "defaultExpenseGLAccount.key", "contacts.payTo.key"
)
WITH_CUSTOMER = Partner(
    "customer",
    CUSTOMER,
    "customer",
    "accounts-receivable/customer-total",
    "lastInvoiceCreatedDate",
    "defaultRevenueGLAccount.key",
    "contacts.billTo.key",
)


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a document goes in the ledger: its lines to their accounts, debited where ``sign`` is 1, against one account.

    That is the one behind the bank account that the document names in ``bank``, else ``account``.
    """

    journal: str
    title: str
    sign: int
    account: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary (batch) that a document belongs to once it is posted."""

    path: str
    name: str
    members: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One object of the subledgers. All members are paths of its columns, or of those of its lines; empty where it has none."""

    name: str
    word: str
    day: str
    states: States
    currency: Currency
    total: Pair
    posting: Posting
    state: str = "state"
    lines: str = "lines"
    line_amount: Pair = Pair("txnAmount", "baseAmount")
    line_currency: Currency = GROUPED
    line_copies: tuple[str, ...] = ()
    posting_day: str = ""
    due_day: str = ""
    number: str = ""
    prefix: str = ""
    partner: Partner | None = None
    # Paths of the due, paid and selected amounts; a document that nobody pays has none.
    due: Pair | None = None
    paid: Pair | None = None
    selected: Pair | None = None
    line_paid: Pair | None = None
    line_selected: Pair | None = None
    paid_on: str = ""
    term: str = ""
    summary: Summary | None = None
    constants: dict[str, Value] = field(default_factory=dict)
    line_constants: dict[str, Value] = field(default_factory=dict)
    # What may still be changed of a posted document, and of its lines.
    free: frozenset[str] = frozenset({"description", "referenceNumber", "attachment.key", "memo"})

    @property
    def posted_on(self) -> tuple[str, ...]:
        """The paths of its posting date, the first that has a value counts."""
        return (self.posting_day, self.day) if self.posting_day else (self.day,)


_PAYABLE = States("posted", submitted=None, partly="partiallyPaid", fully="paid", selected="selected")
_PAID = Pair("paymentInformation.totalTxnAmountPaid", "paymentInformation.totalBaseAmountPaid")
_SELECTED = Pair("paymentInformation.totalTxnAmountSelectedForPayment", "paymentInformation.totalBaseAmountSelectedForPayment")
_ADJUSTED = Pair("paymentInformation.txnTotalPaid", "paymentInformation.totalBaseAmountPaid")
_ADJUSTED_SELECTED = Pair("paymentInformation.txnTotalSelected", "paymentInformation.totalBaseAmountSelected")
_ADVANCED = Pair("paymentInformation.txnTotalPaid", "paymentInformation.totalPaid")
_ADVANCED_SELECTED = Pair("paymentInformation.txnTotalSelected", "paymentInformation.totalSelected")
_FREE = frozenset({"description", "referenceNumber", "attachment.key", "memo"})

BILL = Document(
    name="accounts-payable/bill",
    word="bill",
    day="createdDate",
    posting_day="postingDate",
    due_day="dueDate",
    number="billNumber",
    prefix="BILL",
    states=States("posted", submitted="submitted", declined="declined", partly="partiallyPaid", fully="paid", selected="selected"),
    currency=GROUPED,
    total=Pair("totalTxnAmount", "totalBaseAmount"),
    due=Pair("totalTxnAmountDue", "totalBaseAmountDue"),
    paid=_PAID,
    selected=_SELECTED,
    line_paid=_PAID,
    line_selected=_SELECTED,
    line_copies=("billNumber", "createdDate", "vendor.key"),
    paid_on="paymentInformation.fullyPaidDate",
    partner=WITH_VENDOR,
    term="accounts-payable/term",
    posting=Posting(BILL_JOURNAL, "Bills", 1, account=PAYABLES),
    summary=Summary("billSummary.key", "accounts-payable/bill-summary", {"recordType": "apBill", "isSummaryPosted": 1}),
    constants={"recordType": "apBill", "moduleName": "accountsPayable", "sourceModule": "accountsPayable", "isSystemGenerated": 0},
    line_constants={"releaseToPay": 0, "hasForm1099": "false", "project.isBilled": 0},
    free=_FREE
    | {"dueDate", "term.key", "recommendedPaymentDate", "paymentPriority", "isOnHold", "contacts.payTo.key", "contacts.returnTo.key"},
)

INVOICE = Document(
    name="accounts-receivable/invoice",
    word="invoice",
    day="invoiceDate",
    due_day="dueDate",
    number="invoiceNumber",
    prefix="INV",
    states=_PAYABLE,
    currency=GROUPED,
    total=Pair("totalTxnAmount", "totalBaseAmount"),
    due=Pair("totalTxnAmountDue", "totalBaseAmountDue"),
    paid=_PAID,
    selected=_SELECTED,
    line_paid=_PAID,
    line_selected=_SELECTED,
    paid_on="paymentInformation.fullyPaidDate",
    partner=WITH_CUSTOMER,
    term="accounts-receivable/term",
    posting=Posting(INVOICE_JOURNAL, "Invoices", -1, account=RECEIVABLES),
    summary=Summary("invoiceSummary.key", "accounts-receivable/summary", {"recordType": "invoice"}),
    constants={"recordType": "arInvoice", "moduleKey": "accountsReceivable", "isSystemGeneratedDocument": 0, "dunningCount": 0},
    line_constants={"isSummarized": 0},
    free=_FREE | {"dueDate", "term.key", "customerMessage.key", "contacts.payTo.key", "contacts.returnTo.key"},
)

AP_ADJUSTMENT = Document(
    name="accounts-payable/adjustment",
    word="adjustment",
    day="createdDate",
    number="adjustmentNumber",
    prefix="ADJ",
    states=_PAYABLE,
    currency=FLAT,
    total=Pair("txnTotalEntered", "totalEntered"),
    due=Pair("txnTotalDue", "totalBaseAmountDue"),
    paid=_ADJUSTED,
    selected=_ADJUSTED_SELECTED,
    line_paid=_ADJUSTED,
    line_selected=_ADJUSTED_SELECTED,
    paid_on="paymentInformation.paidDate",
    partner=WITH_VENDOR,
    posting=Posting(BILL_JOURNAL, "AP adjustments", 1, account=PAYABLES),
    summary=Summary("adjustmentSummary.key", "accounts-payable/adjustment-summary", {"recordType": "apAdjustments"}),
    constants={"recordType": "apAdjustments", "moduleKey": "accountsPayable"},
    line_constants={"hasForm1099": "false"},
)

AR_ADJUSTMENT = Document(
    name="accounts-receivable/adjustment",
    word="adjustment",
    day="createdDate",
    posting_day="glPostingDate",
    number="adjustmentNumber",
    prefix="ADJ",
    states=_PAYABLE,
    currency=SPLIT,
    line_currency=SPLIT,
    total=Pair("txnCurrency.totalEntered", "baseCurrency.totalAmountEntered"),
    due=Pair("txnCurrency.totalDue", "baseCurrency.totalDue"),
    paid=Pair("txnCurrency.totalPaid", "baseCurrency.totalPaid"),
    selected=Pair("txnCurrency.totalSelected", "baseCurrency.totalSelected"),
    line_amount=Pair("txnCurrency.amount", "baseCurrency.amount"),
    paid_on="baseCurrency.paidDate",
    partner=WITH_CUSTOMER,
    posting=Posting(INVOICE_JOURNAL, "AR adjustments", -1, account=RECEIVABLES),
    summary=Summary("adjustmentSummary.key", "accounts-payable/adjustment-summary", {"recordType": "arAdjustments"}),
    constants={"txnType": "arAdjustments", "moduleKey": "accountsReceivable"},
    line_constants={"isTax": 0},
    free=_FREE | {"documentNumber"},
)

AP_ADVANCE = Document(
    name="accounts-payable/advance",
    word="advance",
    day="advanceDate",
    number="advanceNumber",
    prefix="ADV",
    states=States("advancePaid", declined="declined", partly="partiallyApplied", fully="fullyApplied", reversed="voided", reversal=None),
    currency=GROUPED,
    total=Pair("txnTotalEntered", "totalEntered"),
    due=Pair("txnTotalDue", "totalDue"),
    paid=_ADVANCED,
    selected=_ADVANCED_SELECTED,
    line_paid=_ADVANCED,
    line_selected=_ADVANCED_SELECTED,
    paid_on="paymentInformation.paidDate",
    partner=WITH_VENDOR,
    posting=Posting(DISBURSEMENT_JOURNAL, "Advances", 1, bank="financialEntity.entityId"),
    summary=Summary("advanceSummary.key", "accounts-payable/summary", {"summaryType": "apManualPayment"}),
    constants={"recordType": "apAdvance", "isSystemGenerated": "false"},
)

AR_ADVANCE = Document(
    name="accounts-receivable/advance",
    word="advance",
    day="paymentInformation.receiptDate",
    number="advanceNumber",
    prefix="ADV",
    lines="items",
    states=States("posted", partly="partiallyApplied", fully="fullyApplied", selected="selected"),
    currency=_flat("paymentInformation.currency."),
    total=Pair("txnTotalEntered", "totalEntered"),
    due=Pair("paymentInformation.totalTxnAmountDue", "paymentInformation.totalDue"),
    paid=_ADVANCED,
    selected=_ADVANCED_SELECTED,
    line_paid=_ADVANCED,
    line_selected=_ADVANCED_SELECTED,
    partner=WITH_CUSTOMER,
    posting=Posting(RECEIPT_JOURNAL, "Advances", -1, account=UNDEPOSITED, bank="paymentInformation.financialEntity.key"),
    constants={"recordType": "arAdvance", "isSystemGenerated": 0},
)

BANK_FEE = Document(
    name="cash-management/bank-fee",
    word="bank fee",
    day="txnDate",
    states=States("posted", draft=None),
    currency=GROUPED,
    total=Pair("txnTotalEntered", "totalEntered"),
    posting=Posting(DISBURSEMENT_JOURNAL, "Bank charges and interest", 1, bank="bankAccount.key"),
    line_constants={"status": "active"},
    free=_FREE | {"documentNumber"},
)

CARD_FEE = Document(
    name="cash-management/credit-card-fee",
    word="credit card fee",
    day="txnDate",
    states=States(None, draft=None, reversed="void", reversal="void"),
    currency=FLAT,
    total=Pair("txnTotalEntered", "totalEntered"),
    posting=Posting(CARD_JOURNAL, "Card fees", 1, account=CREDIT_CARDS),
    line_constants={"status": "active"},
)

CARD_TXN = Document(
    name="cash-management/credit-card-txn",
    word="credit card transaction",
    day="txnDate",
    states=States("posted", draft=None, partly="partiallyPaid", fully="paid", selected="selected"),
    currency=GROUPED,
    total=Pair("txnTotalEntered", "totalEntered"),
    due=Pair("txnTotalDue", "totalDue"),
    paid=Pair("txnTotalPaid", "totalPaid"),
    selected=Pair("txnTotalSelected", "totalSelected"),
    line_amount=Pair("txnAmount", "amount"),
    line_paid=Pair("txnTotalPaid", "totalPaid"),
    paid_on="whenPaid",
    posting=Posting(CARD_JOURNAL, "Card charges", 1, account=CREDIT_CARDS),
    line_constants={"isBilled": 0},
    free=_FREE | {"payee"},
)

OTHER_RECEIPT = Document(
    name="cash-management/other-receipt",
    word="receipt",
    day="txnDate",
    states=States("approved", draft=None, fully="deposited"),
    currency=PLAIN,
    line_currency=Currency("currency", "baseCurrency", "exchangeRate.rate", "exchangeRate.date", "exchangeRate.typeId"),
    total=Pair("txnTotalEntered", "totalEntered"),
    line_amount=Pair("txnAmount", "amount"),
    posting=Posting(RECEIPT_JOURNAL, "Other receipts", -1, bank="bankAccount.key"),
    constants={"recordType": "otherReceipts"},
    line_constants={"status": "active", "isTax": 0},
    free=_FREE | {"payer"},
)

DOCUMENTS = {
    document.name: document
    for document in (
        BILL,
        INVOICE,
        AP_ADJUSTMENT,
        AR_ADJUSTMENT,
        AP_ADVANCE,
        AR_ADVANCE,
        BANK_FEE,
        CARD_FEE,
        CARD_TXN,
        OTHER_RECEIPT,
    )
}
