"""What employees spend on the company's behalf: expense types, ways of paying, and expense reports with their lines."""

from datetime import timedelta

from intacct_desktop.sandbox.company.books import WHOLE, Books, Record, converted, stamp
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import ACCOUNTANT, ADMIN, ENTITIES, FOUNDED, PUBLIC_ENTITIES
from intacct_desktop.sandbox.store import ENTITY

EXPENSE = "expenses/employee-expense"
EXPENSE_TYPE = "expenses/employee-expense-type"
REPORTS = 140


# How much one of each type costs, in units of the currency, from and to.
_USUAL = {"Airfare": (120, 900), "Hotel": (90, 320), "Meals": (12, 85), "Mileage": (15, 140), "Parking": (4, 40), "Supplies": (8, 120)}


def add_expenses(books: Books) -> None:
    """Two years of expense reports; must come after the chart of accounts and the employees."""
    founding = stamp(books.chance("expense types"), ADMIN, FOUNDED)
    for type_id, description, account in words("operations")["expense_types"]:
        books.add(
            EXPENSE_TYPE,
            {
                "id": type_id,
                "description": description,
                "status": "active",
                "glAccount.key": books.key("general-ledger/account", account),
                "offsetGLAccount.key": books.key("general-ledger/account", "2100"),
                **founding,
            },
        )
    for payment_id, is_company in words("operations")["expense_payments"]:
        books.add(
            "expenses/employee-expense-payment-type",
            {"id": payment_id, "description": None, "isNonReimbursable": is_company, "status": "active", **founding},
        )
    chance = books.chance("expenses")
    employees = [each for each in books.records("company-config/employee") if each["status"] == "active"]
    days = sorted(chance.choice(chance.choice([month for month in books.months if month.workdays]).workdays) for _ in range(REPORTS))
    for number, day in enumerate(days, 1):
        hired = [each for each in employees if str(each["startDate"]) <= day.isoformat()]
        _Report(books, number, chance.choice(hired or employees)).add(day.isoformat(), (books.today - day).days)


class _Report:
    def __init__(self, books: Books, number: int, employee: Record) -> None:
        self.books = books
        self.number = number
        self.employee = employee
        self.chance = books.chance(f"expense report {number}")
        place = books.records("company-config/location")[int(str(employee["location.key"])) - 1]
        self.entity = ENTITIES[int(str(place["entity.key"])) - 1]

    def add(self, day: str, age: int) -> None:
        """The report of this day and its lines; the older, the further it has come."""
        chance, books, currency = self.chance, self.books, self.entity.currency
        state = (
            "draft"
            if age < 4
            else "submitted"
            if age < 10
            else "approved"
            if age < 25
            else "declined"
            if chance.random() < 0.03
            else "paid"
        )
        made = books.today - timedelta(days=age)
        paid = min(made + timedelta(days=25), books.today)
        audit = stamp(chance, ADMIN, made, paid if state == "paid" else None, ACCOUNTANT)
        places = words("names")["place"][self.entity.country]
        reason = chance.choice(words("operations")["expense_reasons"]).replace("{place}", chance.choice(places)[0])
        header: Record = {
            "createdDate": day,
            "expenseReportNumber": f"EXP-{self.number:05}",
            "description": reason,
            "memo": None if chance.random() < 0.7 else "Receipts in the folder",
            "state": state,
            "employee.key": self.employee["key"],
            "employeeContact.key": self.employee["primaryContact.key"],
            "entity.key": self.entity.key,
            "reimbursement.reimbursementCurrency": currency,
            "basePayment.baseCurrency": currency,
            "basePayment.paidDate": paid.isoformat() if state == "paid" else None,
            **audit,
        }
        report = books.add(EXPENSE, header)
        owed = own = 0
        for at in range(1, chance.randint(2, 6)):
            amount, is_company = self._add_line(report, at, day, reason, audit, state)
            owed, own = (owed, own + amount) if is_company else (owed + amount, own)
        is_paid = state == "paid"
        totals = {"totalEntered": owed, "totalPaid": owed if is_paid else 0, "totalDue": 0 if is_paid else owed, "totalSelected": 0}
        header |= {f"{group}.{total}": amount for group in ("reimbursement", "basePayment") for total, amount in totals.items()}
        header |= {"nonReimbursable.baseTotalEntered": own, "nonReimbursable.reimbursementTotalEntered": own}

    def _add_line(self, report: int, at: int, day: str, reason: str, audit: Record, state: str) -> tuple[int, bool]:
        """One line; its amount in the entity's currency, and whether the company's card paid it."""
        chance, books, currency = self.chance, self.books, self.entity.currency
        type_id = chance.choice(list(_USUAL))
        low, high = _USUAL[type_id]
        spent = currency if chance.random() < 0.85 else chance.choice(PUBLIC_ENTITIES).currency
        on = books.today.fromisoformat(day)
        # The model keeps five digits of this rate.
        rate = round(books.rate(spent, currency, on), -1)
        amount = chance.randint(low * 100, high * 100)
        reimbursed = converted(amount, rate)
        is_company = chance.random() < 0.2
        expense_type = books.key(EXPENSE_TYPE, type_id)
        paid = reimbursed if state == "paid" and not is_company else 0
        books.add(
            "expenses/employee-expense-line",
            {
                ENTITY: self.entity.key,
                "lineNumber": at * WHOLE,
                "entryDate": max(on - timedelta(days=chance.randint(0, 6)), books.opening).isoformat(),
                "paidFor": reason,
                "paidTo": chance.choice(("Railway", "Hôtel de l'Europe", "Petrol station", "City Garage", None)),
                "quantity": 100,
                "unitRate": amount,
                "txnAmount": amount,
                "txnCurrency": spent,
                "reimbursementAmount": reimbursed,
                "reimbursementCurrency": currency,
                "baseAmount": reimbursed,
                "baseCurrency": currency,
                "transactionToReimburseConversion.exchangeRate": rate // 10,
                "transactionToReimburseConversion.exchangeRateDate": day,
                "reimburseToBaseConversion.exchangeRate": 10**5,
                "reimburseToBaseConversion.exchangeRateDate": day,
                "totalPaid": paid,
                "totalSelected": 0,
                "isBillable": 0,
                "isBilled": 0,
                "state": state,
                "employeeExpense.key": report,
                "expenseType.key": str(expense_type),
                "expenseType.id": type_id,
                "glAccount.key": books.records(EXPENSE_TYPE)[expense_type - 1]["glAccount.key"],
                "paymentType.key": 2 if is_company else 1,
                "dimensions.employee.key": self.employee["key"],
                "dimensions.department.key": self.employee["department.key"],
                "dimensions.location.key": self.employee["location.key"],
                **audit,
            },
        )
        return reimbursed, is_company
