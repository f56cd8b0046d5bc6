"""All of the company's records, in the order in which one follows from another."""

from datetime import date

from intacct_desktop.sandbox.company.books import Books, all_kept
from intacct_desktop.sandbox.company.cash.banks import add_banks
from intacct_desktop.sandbox.company.ledger.chart import add_chart
from intacct_desktop.sandbox.company.ledger.entries import Ledger
from intacct_desktop.sandbox.company.ledger.planning import add_planning
from intacct_desktop.sandbox.company.masters.access import add_access
from intacct_desktop.sandbox.company.masters.catalogue import Item, add_items, add_projects, add_warehouses
from intacct_desktop.sandbox.company.masters.currencies import add_currencies
from intacct_desktop.sandbox.company.masters.groups import add_groups
from intacct_desktop.sandbox.company.masters.organisation import add_organisation
from intacct_desktop.sandbox.company.masters.partners import Partner, add_customers, add_private_customers, add_private_vendors, add_vendors
from intacct_desktop.sandbox.company.masters.taxes import add_taxes
from intacct_desktop.sandbox.company.masters.terms import add_terms
from intacct_desktop.sandbox.company.office.channels import add_channels
from intacct_desktop.sandbox.company.office.files import add_files
from intacct_desktop.sandbox.company.office.history import add_history
from intacct_desktop.sandbox.company.office.views_and_templates import add_views_and_templates
from intacct_desktop.sandbox.company.operations.contracts import add_contracts
from intacct_desktop.sandbox.company.operations.expenses import add_expenses
from intacct_desktop.sandbox.company.operations.orders import add_orders
from intacct_desktop.sandbox.company.operations.project_work import add_project_work
from intacct_desktop.sandbox.company.operations.stock import add_stock
from intacct_desktop.sandbox.company.operations.stock_movements import add_stock_movements
from intacct_desktop.sandbox.company.subledgers.both import Subledgers
from intacct_desktop.sandbox.company.subledgers.payables import Payables
from intacct_desktop.sandbox.company.subledgers.receivables import Receivables
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
        _add_operations(books, customers, items)
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


def _add_operations(books: Books, customers: tuple[Partner, ...], items: tuple[Item, ...]) -> None:
    """Everything that is not money in the ledger or the subledgers; it refers to all that is."""
    add_access(books)
    add_planning(books)
    add_taxes(books)
    add_stock(books, items)
    add_stock_movements(books)
    add_orders(books)
    add_contracts(books, customers, items)
    add_project_work(books)
    add_expenses(books)
    add_groups(books)
    add_views_and_templates(books)
    add_files(books)
    add_channels(books)
    add_history(books)
