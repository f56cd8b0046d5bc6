"""All of the company's records, in the order in which one follows from another."""

from datetime import date

from intacct_desktop.sandbox.company.banks import add_banks
from intacct_desktop.sandbox.company.books import Books, all_kept
from intacct_desktop.sandbox.company.catalogue import Item, add_items, add_projects, add_warehouses
from intacct_desktop.sandbox.company.currencies import add_currencies
from intacct_desktop.sandbox.company.ledger import Ledger, add_chart
from intacct_desktop.sandbox.company.operations import add_operations
from intacct_desktop.sandbox.company.organisation import add_organisation
from intacct_desktop.sandbox.company.partners import Partner, add_customers, add_private_customers, add_private_vendors, add_vendors
from intacct_desktop.sandbox.company.payables import Payables
from intacct_desktop.sandbox.company.receivables import Receivables
from intacct_desktop.sandbox.company.subledgers import Subledgers
from intacct_desktop.sandbox.company.terms import add_terms
from intacct_desktop.sandbox.store import Store

_PRIVATE_BILLS = 40
_PRIVATE_INVOICES = 60


def build_company(store: Store, seed: int = 7, today: date | None = None) -> None:
    """Fill an empty store with the company's records, 24 months up to ``today``. The same seed and today give the same records."""
    with all_kept():
        books = Books(seed, today or date.today())  # noqa: DTZ011 - the practice company lives on this machine's calendar
        add_organisation(books)
        add_chart(books)
        add_currencies(books)
        add_terms(books)
        items = add_items(books)
        add_warehouses(books)
        vendors = add_vendors(books)
        customers = add_customers(books)
        add_projects(books)
        add_banks(books)
        _add_money(books, vendors, customers, items)
        add_operations(books, customers, items)
        books.write(store)


def _add_money(books: Books, vendors: tuple[Partner, ...], customers: tuple[Partner, ...], items: tuple[Item, ...]) -> None:
    """Bills, invoices, journal entries, and all that follows from them."""
    bills = Payables(books, vendors).add_bills()
    invoices = Receivables(books, customers, items).add_invoices()
    private_bills = Payables(books, add_private_vendors(books), "private bills").add_bills(_PRIVATE_BILLS)
    private_invoices = Receivables(books, add_private_customers(books), items, "private invoices").add_invoices(_PRIVATE_INVOICES)
    ledger = Ledger(books)
    ledger.add_entries()
    subledgers = Subledgers(books)
    subledgers.add_payables(bills)
    subledgers.add_receivables(invoices)
    subledgers.add_payables(private_bills, "private payments")
    subledgers.add_receivables(private_invoices, "private receipts")
    subledgers.add_rest(vendors, customers, ledger.payrolls)
    subledgers.close([*bills, *private_bills], [*invoices, *private_invoices])
