"""The practice company: Riverside Group, three entities in three currencies, two years of invented books."""

from datetime import date

from intacct_desktop.sandbox.company.books import Books
from intacct_desktop.sandbox.company.catalogue import add_items, add_projects, add_warehouses
from intacct_desktop.sandbox.company.ledger import Ledger, add_bank_accounts, add_chart
from intacct_desktop.sandbox.company.organisation import add_organisation
from intacct_desktop.sandbox.company.partners import add_customers, add_vendors
from intacct_desktop.sandbox.company.payables import Payables
from intacct_desktop.sandbox.company.people import COMPANY_ID, COMPANY_NAME, ENTITIES, USERS, Entity, User
from intacct_desktop.sandbox.company.receivables import Receivables
from intacct_desktop.sandbox.company.terms import add_terms
from intacct_desktop.sandbox.store import Store

__all__ = ["COMPANY_ID", "COMPANY_NAME", "ENTITIES", "USERS", "Entity", "User", "build_company"]


def build_company(store: Store, seed: int = 7, today: date | None = None) -> None:
    """Fill an empty store with the company's records, 24 months up to ``today``. The same seed and today give the same records."""
    books = Books(seed, today or date.today())  # noqa: DTZ011 - the practice company lives on this machine's calendar
    add_organisation(books)
    add_chart(books)
    add_bank_accounts(books)
    add_terms(books)
    items = add_items(books)
    add_warehouses(books)
    vendors = add_vendors(books)
    customers = add_customers(books)
    add_projects(books)
    Payables(books, vendors).add_bills()
    Receivables(books, customers, items).add_invoices()
    Ledger(books).add_entries()
    books.write(store)
