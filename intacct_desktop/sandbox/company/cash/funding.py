"""How much cash each entity begins with: so much that its bank account is never overdrawn."""

from itertools import accumulate

from intacct_desktop.sandbox.company.books import Books, Record
from intacct_desktop.sandbox.company.ledger.accounts import BANKS, RETAINED_EARNINGS
from intacct_desktop.sandbox.company.ledger.entries import OPENING
from intacct_desktop.sandbox.company.ledger.postings import ENTRY_LINE, Postings
from intacct_desktop.sandbox.company.people import ENTITIES
from intacct_desktop.sandbox.store import ENTITY

# In cents: what is always left, and what the opening balance is a multiple of.
_RESERVE, _STEP = 15_000_000, 5_000_000


def fund(books: Books, postings: Postings) -> None:
    """Add to the opening balances what is missing; must come after all postings, and before they are written."""
    lines = books.records(ENTRY_LINE)
    equity = books.key("general-ledger/account", RETAINED_EARNINGS)
    for entity in ENTITIES:
        account = books.key("general-ledger/account", BANKS[entity.id].account)
        posted = [line for line in lines if line["glAccount.key"] == account and line["state"] == "posted" and line[ENTITY] == entity.key]
        movements = [(str(line["entryDate"]), _signed(line)) for line in posted] + postings.movements(account, entity)
        missing = _RESERVE - min(accumulate(amount for _, amount in sorted(movements)))
        if missing > 0:
            missing += -missing % _STEP
            for line in lines:
                if line["description"] == OPENING and line[ENTITY] == entity.key and line["glAccount.key"] in {account, equity}:
                    amount = _signed(line) + (missing if line["glAccount.key"] == account else -missing)
                    line["txnType"] = "debit" if amount >= 0 else "credit"
                    line["txnAmount"] = line["baseAmount"] = abs(amount)


def _signed(line: Record) -> int:
    amount = int(str(line["baseAmount"]))
    return amount if line["txnType"] == "debit" else -amount
