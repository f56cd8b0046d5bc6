"""What the accountants keep beside the ledger: periods, categories and groups of accounts, budgets, and figures that are not money."""

from calendar import monthrange
from datetime import date, timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, stamp
from intacct_desktop.sandbox.company.ledger.accounts import ACCOUNT
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ACCOUNTANT, ADMIN, FOUNDED, PUBLIC_ENTITIES
from intacct_desktop.sandbox.store import ENTITY

PERIOD = "general-ledger/reporting-period"

# Title, range of accounts, normal balance.
_GROUPS = (
    ("Assets", "1000", "1999", "debit"),
    ("Liabilities", "2000", "2999", "credit"),
    ("Equity", "3000", "3999", "credit"),
    ("Revenue", "4000", "4999", "credit"),
    ("Cost of revenue", "5000", "5999", "debit"),
    ("Operating expenses", "6000", "6999", "debit"),
    ("Other income & expenses", "7000", "8999", "debit"),
)


def add_planning(books: Books) -> None:
    """Must come after the chart of accounts."""
    founding = stamp(books.chance("planning"), ADMIN, FOUNDED)
    _add_periods(books, founding)
    _add_account_groups(books, founding)
    _add_budgets(books)
    _add_statistics(books, founding)
    _add_allocations(books, founding)
    _add_holidays(books, founding)


def _add_periods(books: Books, founding: Record) -> None:
    """Years, quarters and months from the year the books open to the end of the next; those before the books are inactive."""
    for year in range(books.opening.year, books.today.year + 2):
        for length, title in ((12, "Year"), (3, "Quarter"), (1, "Month")):
            for month in range(length, 13, length):
                first, last = date(year, month - length + 1, 1), date(year, month, monthrange(year, month)[1])
                books.add(
                    PERIOD,
                    {
                        "id": f"{title} Ended {last:%B %Y}",
                        "columnHeader1": f"{title} Ended",
                        "columnHeader2": f"{last:%B %Y}",
                        "startDate": first.isoformat(),
                        "endDate": last.isoformat(),
                        "isBudgetable": int(length == 1),
                        "reportingPeriodType": "standard",
                        "status": "inactive" if last < books.opening else "active",
                        **founding,
                    },
                )


def _add_account_groups(books: Books, founding: Record) -> None:
    types = {"1": "asset", "2": "liability", "3": "equity", "4": "income", "5": "costOfRevenue", "6": "expense"}
    for category, first in {account["category"]: str(account["id"])[0] for account in books.records(ACCOUNT)}.items():
        books.add(
            "general-ledger/account-category",
            {
                "id": category,
                "accountType": types.get(first, "other"),
                "normalBalance": "debit" if first in "1568" else "credit",
                "isStatistical": 0,
            },
        )
    for purpose in words("operations")["purposes"]:
        books.add("general-ledger/account-group-purpose", {"id": purpose, "status": "active", **founding})
    group = "general-ledger/account-group"
    common: Record = {"calculationMethod": "period", "includeChildAmount": 1, "isKPI": 0, "accountGroupPurpose.key": 1, **founding}
    for title, low, high, balance in _GROUPS:
        titled = {"id": title, "title": title, "displayTotalLineAs": f"Total {title.lower()}", "normalBalance": balance}
        key = books.add(group, common | titled | {"groupType": "accounts"})
        books.add(
            "general-ledger/account-range", {"rangeFrom": low, "rangeTo": high, "sortOrder": WHOLE, "glAccountGroup.key": key, **founding}
        )
    cash = books.add(group, common | {"id": "Cash", "title": "Cash", "groupType": "category", "normalBalance": "debit"})
    for at, category in enumerate(("Bank Accounts", "Cash and Cash Equivalents"), 1):
        books.add(
            "general-ledger/account-group-category-member",
            {
                "sortOrder": at * WHOLE,
                "accountCategory.key": books.key("general-ledger/account-category", category),
                "glAccountGroup.key": cash,
                **founding,
            },
        )
    income = books.add(
        group, common | {"id": "Net income", "title": "Net income", "groupType": "groups", "normalBalance": "credit", "isKPI": 1}
    )
    for at, title in enumerate(("Revenue", "Cost of revenue", "Operating expenses", "Other income & expenses"), 1):
        books.add(
            "general-ledger/account-group-member",
            {"sortOrder": at * WHOLE, "accountGroup.key": income, "glAccountGroup.key": books.key(group, title), **founding},
        )


def _add_budgets(books: Books) -> None:
    """One for this year and one for the next, month by month, for every account of the income statement."""
    departments = {"6": "0100", "5": "0310", "4": "0210"}
    for year in (books.today.year, books.today.year + 1):
        chance = books.chance(f"budget {year}")
        day = max(date(year - 1, 10, 15), books.opening)
        audit = stamp(chance, ACCOUNTANT, min(day, books.today))
        is_current = year == books.today.year
        budget = books.add(
            "general-ledger/budget",
            {
                "id": f"Budget {year}",
                "description": f"Budget {year}{'' if is_current else ', not yet approved'}",
                "currency": "USD",
                "isDefault": int(is_current),
                "consolidateAmounts": 0,
                "status": "active",
                "submitterName": "Ruth Sandoval",
                "systemGenerated": "false",
                "postProjectContract": 0,
                "postProjectEstimate": 0,
                **audit,
            },
        )
        for account in books.records(ACCOUNT):
            account_id = str(account["id"])
            if account_id < "4":
                continue
            # Revenue carries the rest: about fifteen times an ordinary expense.
            usual = chance.randint(20, 400) * (1500 if account_id < "4300" else 100)
            department = departments.get(account_id[0])
            for month in range(1, 13):
                last = date(year, month, monthrange(year, month)[1])
                books.add(
                    "general-ledger/budget-detail",
                    {
                        "amount": usual * (100 + month) // 100 * (1 if is_current else 104) // (1 if is_current else 100),
                        "currency.txnCurrency": "USD",
                        "currency.baseCurrency": "USD",
                        "currency.exchangeRate": WHOLE,
                        "notes": "Without the new depot" if chance.random() < 0.01 else None,
                        "budget.key": budget,
                        "glAccount.key": account["key"],
                        "reportingPeriod.key": books.key(PERIOD, f"Month Ended {last:%B %Y}"),
                        "dimensions.department.key": books.key("company-config/department", department) if department else None,
                        "dimensions.location.key": 1,
                        **audit,
                    },
                )


def _add_statistics(books: Books, founding: Record) -> None:
    """Headcount, stations and field hours of each entity, every month."""
    chance = books.chance("statistics")
    journal = books.add(
        "general-ledger/statistical-journal",
        {
            "id": "STAT",
            "name": "Statistics",
            "bookId": "ACCRUAL",
            "bookType": "accrual",
            "disallowDirectPosting": 0,
            "status": "active",
            **founding,
        },
    )
    for account_id, name, report_type in words("operations")["statistical_accounts"]:
        books.add(
            "general-ledger/statistical-account",
            {
                "id": account_id,
                "name": name,
                "reportType": report_type,
                "isTaxable": 0,
                "status": "active",
                "requireDimensions.location": 1,
                **founding,
            },
        )
    entry_name = "general-ledger/statistical-journal-entry"
    for month in books.months:
        if month.last > books.today:
            continue
        for entity in PUBLIC_ENTITIES:
            audit = stamp(chance, ACCOUNTANT, month.last)
            entry = books.add(
                entry_name,
                {
                    "description": f"Figures of {month.label}",
                    "postingDate": month.last.isoformat(),
                    "txnNumber": (len(PUBLIC_ENTITIES) * month.index + entity.key) * WHOLE,
                    "moduleName": "generalLedger",
                    "state": "posted",
                    "statisticalJournal.key": journal,
                    "entity.key": entity.key,
                    **audit,
                },
            )
            for at, account in enumerate(books.keys("general-ledger/statistical-account"), 1):
                count = chance.randint(1, 9) * 100 // entity.key
                books.add(
                    f"{entry_name}-line",
                    {
                        ENTITY: entity.key,
                        "lineNumber": at * WHOLE,
                        "entryDate": month.last.isoformat(),
                        "accountingPeriod": month.first.month * WHOLE,
                        "txnType": "increase",
                        "txnAmount": count * 100,
                        "numberOfUnits": count * WHOLE,
                        "state": "posted",
                        "statisticalAccount.key": account,
                        "statisticalJournalEntry.key": entry,
                        "dimensions.location.key": entity.key,
                        **audit,
                    },
                )


def _add_allocations(books: Books, founding: Record) -> None:
    """A book of the company's own with its journal, and how costs are split over departments."""
    book = books.add(
        "general-ledger/user-defined-book",
        {"id": "MGMT", "description": "Management adjustments", "isManagementReporting": 1, "status": "active", **founding},
    )
    books.add(
        "general-ledger/user-defined-journal",
        {
            "id": "MJ",
            "name": "Management Journal",
            "bookType": "accrual",
            "disallowDirectPosting": 0,
            "isBillable": 0,
            "status": "active",
            "userDefinedBook.key": book,
            **founding,
        },
    )
    for template_id, description, shares in words("operations")["allocations"]:
        template = books.add(
            "general-ledger/txn-allocation-template",
            {"id": template_id, "description": description, "allocateBy": "percentage", "status": "active", **founding},
        )
        for at, (department, percent) in enumerate(shares, 1):
            books.add(
                "general-ledger/txn-allocation-template-line",
                {
                    "lineNumber": at * WHOLE,
                    "value": str(percent),
                    "valueType": "percent",
                    "dimensions.department.key": books.key("company-config/department", department),
                    "txnAllocationTemplate.key": template,
                    **founding,
                },
            )


def _add_holidays(books: Books, founding: Record) -> None:
    for schedule_id, entity_id, holidays in words("operations")["holidays"]:
        entity = books.key("company-config/entity", entity_id)
        schedule = books.add("company-config/holiday-schedule", {"id": schedule_id, "entity.key": entity, **founding})
        for year in range(books.opening.year, books.today.year + 2):
            for month, day, name in holidays:
                # A holiday on a Sunday is kept on the Monday.
                falls = date(year, month, day)
                kept = falls + timedelta(days=1) if falls.weekday() == 6 else falls
                books.add(
                    "company-config/holiday",
                    {"name": name, "holidayDate": kept.isoformat(), "entity.key": entity, "holidaySchedule.key": schedule, **founding},
                )
