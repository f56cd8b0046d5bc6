"""Both subledgers as a whole: what bills and invoices post, what pays them, and what is owed in the end."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from intacct_desktop.sandbox.company.books import Books
from intacct_desktop.sandbox.company.cash.cards import Cards
from intacct_desktop.sandbox.company.cash.funding import fund
from intacct_desktop.sandbox.company.cash.movements import Cash
from intacct_desktop.sandbox.company.ledger.accounts import BILL_JOURNAL, INVOICE_JOURNAL, PAYABLES, RECEIVABLES
from intacct_desktop.sandbox.company.ledger.postings import Posted, Postings
from intacct_desktop.sandbox.company.masters.partners import CUSTOMER, VENDOR, Partner
from intacct_desktop.sandbox.company.subledgers.adjustments import Adjustments, Open
from intacct_desktop.sandbox.company.subledgers.advances import Advances
from intacct_desktop.sandbox.company.subledgers.disbursements import Disbursements
from intacct_desktop.sandbox.company.subledgers.documents import Document
from intacct_desktop.sandbox.company.subledgers.receipts import Receipts
from intacct_desktop.sandbox.company.subledgers.summaries import Summaries
from intacct_desktop.sandbox.store import ENTITY


class Subledgers:
    """Writes everything that follows from the bills and the invoices, and posts it all to the ledger."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._postings = Postings(books)
        self._summaries = Summaries(books)
        self._adjustments = Adjustments(books, self._postings, self._summaries)
        self._advances = Advances(books, self._postings, self._summaries)
        self._disbursements = Disbursements(books, self._postings, self._summaries, self._adjustments, self._advances)
        self._receipts = Receipts(books, self._postings, self._summaries, self._adjustments, self._advances)

    def add_payables(self, bills: Sequence[Document], subject: str = "payments") -> None:
        """Post the bills, and pay what is paid of them."""
        for bill in bills:
            if bill.is_posted:
                self._post_bill(bill)
        self._disbursements.add_payments(bills, subject)

    def add_receivables(self, invoices: Sequence[Document], subject: str = "receipts") -> None:
        """Post the invoices, and receive what is paid of them."""
        for invoice in invoices:
            if invoice.is_posted:
                self._post_invoice(invoice)
        self._receipts.add_payments(invoices, subject)

    def add_rest(self, vendors: tuple[Partner, ...], customers: tuple[Partner, ...], payrolls: Sequence[tuple[date, int]]) -> None:
        """What is still open beside the documents, deposits, and money that moves without documents."""
        self._adjustments.add_open(vendors, customers)
        self._advances.add_open(vendors, customers)
        self._receipts.add_deposits()
        Cash(self._books, self._postings).add_movements(payrolls)
        Cards(self._books, self._postings).add_charges()

    def close(self, bills: Sequence[Document], invoices: Sequence[Document]) -> None:
        """Write the ledger entries, and what is owed to vendors and by customers."""
        fund(self._books, self._postings)
        self._postings.write()
        self._add_totals(VENDOR, "accounts-payable/vendor-total", "vendor.key", bills, self._adjustments.payable)
        self._add_totals(CUSTOMER, "accounts-receivable/customer-total", "customer.key", invoices, self._adjustments.receivable)
        vendors, customers = self._books.records(VENDOR), self._books.records(CUSTOMER)
        for bill in bills:
            vendor = vendors[bill.partner.key - 1]
            if bill.is_posted:
                vendor["lastBillCreatedDate"] = _later(vendor.get("lastBillCreatedDate"), bill.issued)
            if bill.settlement.paid_on:
                vendor["lastPaymentMadeDate"] = _later(vendor.get("lastPaymentMadeDate"), bill.settlement.paid_on)
        for invoice in invoices:
            customer = customers[invoice.partner.key - 1]
            if invoice.is_posted:
                customer["lastInvoiceCreatedDate"] = _later(customer.get("lastInvoiceCreatedDate"), invoice.issued)

    def _post_bill(self, bill: Document) -> None:
        base = sum(bill.amounts.base)
        posted = self._postings.batch(bill.issued, bill.entity, BILL_JOURNAL, "Bills")
        posted.add(PAYABLES, -bill.total, -base, bill.currency, vendor=bill.partner.key)
        _post_lines(posted, bill, 1)
        bill.record["billSummary.key"] = self._summaries.take(
            "accounts-payable/bill-summary", "Bills", bill.issued, bill.entity, base, recordType="apBill", isSummaryPosted=1
        )

    def _post_invoice(self, invoice: Document) -> None:
        base = sum(invoice.amounts.base)
        posted = self._postings.batch(invoice.issued, invoice.entity, INVOICE_JOURNAL, "Invoices")
        posted.add(RECEIVABLES, invoice.total, base, invoice.currency, customer=invoice.partner.key)
        _post_lines(posted, invoice, -1)
        # The same summary is an object of its own besides, which no other refers to.
        for name in ("accounts-receivable/invoice-summary", "accounts-receivable/summary"):
            key = self._summaries.take(name, "Invoices", invoice.issued, invoice.entity, base, recordType="invoice")
        invoice.record["invoiceSummary.key"] = key

    def _add_totals(self, name: str, totals: str, reference: str, documents: Sequence[Document], adjusted: Open) -> None:
        owed = Counter(adjusted)
        for document in documents:
            if document.is_posted:
                owed[document.partner.key, document.entity.key] += document.amounts.due
        partners = self._books.records(name)
        for partner in partners:
            partner["totalDue"] = 0
        for (partner_key, entity), due in sorted(owed.items()):
            if due:
                partner = partners[partner_key - 1]
                partner["totalDue"] = int(str(partner["totalDue"])) + due
                self._books.add(totals, {reference: partner_key, "entity.key": entity, ENTITY: entity, "totalDue": due})


def _post_lines(posted: Posted, document: Document, sign: int) -> None:
    """Each line of a document on its account: a debit with ``sign`` 1, a credit with -1."""
    amounts, department, location = document.amounts, document.department, document.location
    for account, txn, base in zip(document.accounts, amounts.txn, amounts.base, strict=True):
        posted.add(account, txn * sign, base * sign, document.currency, department=department, location=location)


def _later(known: object, day: date) -> str:
    return max(str(known), day.isoformat()) if known else day.isoformat()
