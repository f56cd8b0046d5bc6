"""What employees hand in: time sheets and expense reports."""

from collections.abc import Iterator
from datetime import date

from intacct_desktop.sandbox.company.books import WHOLE, converted
from intacct_desktop.sandbox.rules.entities import entity_of, location_entity
from intacct_desktop.sandbox.rules.money import rate_on
from intacct_desktop.sandbox.rules.numbering import following
from intacct_desktop.sandbox.rules.rule import Rule, day_of, default, is_deletion, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record, Value
from intacct_desktop.sandbox.writing.change import Change, Problem, Row

EMPLOYEE = "company-config/employee"

_DAYS_OF_WEEK = 7
_HOURS_OF_DAY = 24 * WHOLE
# The digits of the exchange rates of expenses.
_RATE = 10**5


class Timesheet(Rule):
    """A week of an employee's time."""

    def complete(self, change: Change) -> None:
        root = change.root
        begin = day_of(root, "beginDate")
        root.values["endDate"] = (
            date.fromordinal(min(begin.toordinal() + _DAYS_OF_WEEK - 1, date.max.toordinal())).isoformat() if begin else None
        )
        employee = change.store.record(EMPLOYEE, number(root, "employee.key"))
        if root.is_new and employee:
            default(root, "employeeContact.key", employee["primaryContact.key"])
        for line in root.items("lines"):
            line.values["state"] = root.values.get("state")
            default(line, "isBilled", "false")

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change):
            return
        begin, end = day_of(root, "beginDate"), day_of(root, "endDate")
        for line in root.items("lines"):
            day, hours = day_of(line, "entryDate"), number(line, "quantity")
            if begin and end and day and not begin <= day <= end:
                yield problem(line, "entryDate", f"The time sheet covers {begin} to {end}")
            if not 0 <= hours <= _HOURS_OF_DAY:
                yield problem(line, "quantity", "A day has 0 to 24 hours")


class Expense(Rule):
    """The amounts of an expense report, in the currency in which it is paid back, which is the entity's."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if not root.is_new and was(root, "state") not in ("draft", "declined"):
            for line in root.items("lines"):
                line.values["state"] = root.values["state"]
            return
        employee: Record = store.record(EMPLOYEE, number(root, "employee.key")) or {}
        if root.values.get(ENTITY) is None:
            place = employee.get("location.key")
            root.values[ENTITY] = root.values["entity.key"] = location_entity(store, place)
        base = entity_of(store, root.values.get(ENTITY)).currency
        default(root, "expenseReportNumber", following(store, root.name, "EXP"))
        default(root, "employeeContact.key", employee.get("primaryContact.key"))
        root.values |= {"basePayment.baseCurrency": base, "reimbursement.reimbursementCurrency": base}
        owed = own = 0
        for line in root.items("lines"):
            amount = self._complete_line(change, line, base, employee)
            owed, own = (owed, own + amount) if self._is_company_paid(change, line) else (owed + amount, own)
        is_over = root.values.get("state") in ("reversal", "reversed")
        for group in ("basePayment", "reimbursement"):
            root.values |= {
                f"{group}.totalEntered": owed,
                f"{group}.totalDue": 0 if is_over else owed,
                f"{group}.totalPaid": 0,
                f"{group}.totalSelected": 0,
            }
        root.values |= {"nonReimbursable.baseTotalEntered": own, "nonReimbursable.reimbursementTotalEntered": own}

    def _complete_line(self, change: Change, line: Row, base: str, employee: Record) -> int:
        root = change.root
        default(line, "txnCurrency", base)
        default(line, "entryDate", root.values.get("createdDate"))
        day, currency = day_of(line, "entryDate"), str(line.values["txnCurrency"])
        path = "transactionToReimburseConversion.exchangeRate"
        if path not in line.sent:
            rate = rate_on(change.store, currency, base, day) if day else None
            line.values[path] = None if rate is None else rate * _RATE // WHOLE
        amount = converted(number(line, "txnAmount"), number(line, path) * WHOLE // _RATE)
        line.values |= {
            "baseCurrency": base,
            "baseAmount": amount,
            "reimbursementCurrency": base,
            "reimbursementAmount": amount,
            "reimburseToBaseConversion.exchangeRate": _RATE,
            "reimburseToBaseConversion.exchangeRateDate": line.values["entryDate"],
            "totalPaid": 0,
            "totalSelected": 0,
            "isBilled": 0,
            "state": root.values["state"],
        }
        default(line, "dimensions.employee.key", root.values.get("employee.key"))
        return amount

    def _is_company_paid(self, change: Change, line: Row) -> Value:
        kind = change.store.record("expenses/employee-expense-payment-type", number(line, "paymentType.key"))
        return (kind or {}).get("isNonReimbursable")

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change):
            return
        if not root.items("lines"):
            yield problem(root, "lines", "The expense report has no lines")
        for line in root.items("lines"):
            if line.changed("txnAmount") and number(line, "txnAmount") <= 0 and change.action != "reverse":
                yield problem(line, "txnAmount", "An amount is larger than zero")
            if line.values.get("transactionToReimburseConversion.exchangeRate") is None:
                yield problem(line, "txnCurrency", "There is no exchange rate for this currency", "Give the rate")
