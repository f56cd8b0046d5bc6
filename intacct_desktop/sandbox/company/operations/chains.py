"""Sales and purchases: which documents follow one another on each side, and in which subledger they end."""

from dataclasses import dataclass

from intacct_desktop.sandbox.company.people import PAYABLES_CLERKS, RECEIVABLES_CLERKS


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: its transaction definition's name, and how many days pass until the next kind of the chain follows."""

    name: str
    prefix: str
    doc_class: str
    category: str
    days: tuple[int, int]
    # How many of the chains begin here.
    begins: float = 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """Sales or purchases: the application, whom it deals with, and which subledger document a chain ends in."""

    app: str
    partner: str
    kinds: tuple[Kind, ...]
    ledger: str
    line: str
    issued: str
    charges: tuple[str, ...]
    clerks: tuple[int, ...]
    wanted: int
    # The subledger document's reference to the last of these.
    back: str

    @property
    def document(self) -> str:
        """The object of the documents."""
        return f"{self.app}/document"

    @property
    def ledger_member(self) -> str:
        """``invoice`` or ``bill``: the reference to the subledger document."""
        return self.ledger.rpartition("/")[2]


SALES = Side(
    "order-entry",
    "customer",
    (
        Kind("Sales Quote", "SQ", "quote", "quote", (5, 30), 0.6),
        Kind("Sales Order", "SO", "order", "order", (2, 20), 1.0),
        Kind("Sales Invoice", "SI", "invoice", "invoice", (0, 0)),
    ),
    "accounts-receivable/invoice",
    "accounts-receivable/invoice-line",
    "invoiceDate",
    ("4300",),
    RECEIVABLES_CLERKS,
    230,
    "salesDocument.key",
)
PURCHASES = Side(
    "purchasing",
    "vendor",
    (
        Kind("Purchase Requisition", "PR", "quote", "quote", (1, 9), 0.4),
        Kind("Purchase Order", "PO", "order", "order", (4, 25), 1.0),
        Kind("Receipt", "RC", "list", "shipping", (0, 6)),
        Kind("Vendor Invoice", "VI", "invoice", "invoice", (0, 0)),
    ),
    "accounts-payable/bill",
    "accounts-payable/bill-line",
    "createdDate",
    ("5000", "6130"),
    PAYABLES_CLERKS,
    150,
    "purchasingDocument.key",
)
