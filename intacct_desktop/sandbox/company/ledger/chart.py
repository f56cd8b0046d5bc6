"""The chart of accounts, and the journals."""

from intacct_desktop.sandbox.company.books import Books, stamp
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT, JOURNAL, PAYABLES, RECEIVABLES, RETAINED_EARNINGS, SUBLEDGER_JOURNALS
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ADMIN, FOUNDED


def add_chart(books: Books) -> None:
    """Accounts and journals."""
    chance = books.chance("chart")
    for account_id, name, category in words("organisation")["accounts"]:
        on_balance_sheet = account_id < "4"
        debit = account_id[0] in "1568" or account_id == "4900"
        books.add(
            ACCOUNT,
            {
                "id": account_id,
                "name": name,
                "category": category,
                "accountType": "balanceSheet" if on_balance_sheet else "incomeStatement",
                "normalBalance": "debit" if debit and account_id not in {"1110", "1590"} else "credit",
                "closingType": "nonClosingAccount" if on_balance_sheet else "closingAccount",
                "alternativeGLAccount": {PAYABLES: "payablesAccount", RECEIVABLES: "receivablesAccount"}.get(account_id, "none"),
                "status": "active",
                "disallowDirectPosting": int(account_id in {PAYABLES, RECEIVABLES}),
                "enableGLMatching": 0,
                "isTaxable": int(account_id.startswith("40")),
                "requireDimensions.department": int(account_id >= "6"),
                "requireDimensions.location": 1,
                "requireDimensions.customer": int(account_id == RECEIVABLES),
                "requireDimensions.vendor": int(account_id == PAYABLES),
                **stamp(chance, ADMIN, FOUNDED, books.opening if chance.random() < 0.3 else None),
            },
        )
    retained = books.key(ACCOUNT, RETAINED_EARNINGS)
    for account in books.records(ACCOUNT):
        account["closeToGLAccount.key"] = retained if account["closingType"] == "closingAccount" else None
    for journal_id, name, is_adjustment in words("organisation")["journals"]:
        books.add(
            JOURNAL,
            {
                "id": journal_id,
                "name": name,
                "bookId": "ACCRUAL",
                "bookType": "accrual",
                "status": "active",
                "isAdjustment": int(is_adjustment),
                "isBillable": 0,
                "disallowDirectPosting": int(journal_id in SUBLEDGER_JOURNALS),
                **stamp(chance, ADMIN, FOUNDED),
            },
        )
