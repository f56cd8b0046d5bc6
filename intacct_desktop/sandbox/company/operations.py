"""Everything of the company that is not money in the ledger or the subledgers, in the order in which one thing refers to another."""

from collections.abc import Sequence

from intacct_desktop.sandbox.company.access import add_access
from intacct_desktop.sandbox.company.books import Books
from intacct_desktop.sandbox.company.catalogue import Item
from intacct_desktop.sandbox.company.channels import add_channels
from intacct_desktop.sandbox.company.contracts import add_contracts
from intacct_desktop.sandbox.company.desk import add_desk
from intacct_desktop.sandbox.company.expenses import add_expenses
from intacct_desktop.sandbox.company.files import add_files
from intacct_desktop.sandbox.company.groups import add_groups
from intacct_desktop.sandbox.company.history import add_history
from intacct_desktop.sandbox.company.movements import add_movements
from intacct_desktop.sandbox.company.orders import add_orders
from intacct_desktop.sandbox.company.partners import Partner
from intacct_desktop.sandbox.company.planning import add_planning
from intacct_desktop.sandbox.company.stock import add_stock
from intacct_desktop.sandbox.company.taxes import add_taxes
from intacct_desktop.sandbox.company.work import add_work


def add_operations(books: Books, customers: Sequence[Partner], items: Sequence[Item]) -> None:
    """Must come after all documents of the ledger and the subledgers."""
    add_access(books)
    add_planning(books)
    add_taxes(books)
    add_stock(books, items)
    add_movements(books)
    add_orders(books)
    add_contracts(books, customers, items)
    add_work(books)
    add_expenses(books)
    add_groups(books)
    add_desk(books)
    add_files(books)
    add_channels(books)
    add_history(books)
