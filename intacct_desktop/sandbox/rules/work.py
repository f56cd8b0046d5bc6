"""Contracts with their lines, time sheets and expense reports."""

from collections.abc import Iterator
from datetime import date

from intacct_desktop.sandbox.rules.entities import entity_of, location_entity
from intacct_desktop.sandbox.rules.money import WHOLE, converted, rate_on
from intacct_desktop.sandbox.rules.numbering import following
from intacct_desktop.sandbox.rules.rule import Rule, begins_as_draft, day_of, default, is_deletion, number, problem, was
from intacct_desktop.sandbox.store import ENTITY, Record, Value
from intacct_desktop.sandbox.writing.change import Change, Problem, Row

CONTRACT = "contracts/contract"
CONTRACT_LINE = "contracts/contract-line"
EMPLOYEE = "company-config/employee"

_CANCELED = "cancellationDate"
_AMOUNT = "billing.flatFixedAmount"
_WEEK = 7
_HOURS = 24 * WHOLE
# The digits of the exchange rates of expenses.
_RATE = 10**5


class Draft(Rule):
    """A record begins as a draft, or in the state that submitting gives it; later only the workflow's actions change that."""

    def __init__(self, submitted: str, deletable: frozenset[str] = frozenset({"draft"})) -> None:
        self._submitted = submitted
        self._deletable = deletable

    def complete(self, change: Change) -> None:
        root = change.root
        if root.is_new and not change.action:
            root.values["state"] = "draft" if begins_as_draft(root) else self._submitted

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change):
            if root.values["state"] not in self._deletable:
                yield problem(root, "", f"This is {root.values['state']} and cannot be deleted any more")
        elif "state" in root.sent and not change.action and not root.is_new and root.changed("state"):
            yield problem(root, "state", "The state changes by the workflow's actions only")


class Locked(Rule):
    """In these states a record and its lines stay as they are, but for what says something about them."""

    def __init__(self, *states: str, lines: str = "lines") -> None:
        self._states = frozenset(states)
        self._lines = lines

    def check(self, change: Change) -> Iterator[Problem]:
        root, state = change.root, was(change.root, "state")
        if change.action or is_deletion(change) or state not in self._states:
            return
        for row in (root, *root.lists.get(self._lines, ())):
            if row is not root and (row.is_new or row.removed):
                yield problem(row, "", f"This is {state}: its lines can no longer come or go")
                continue
            for path in sorted(row.sent - {self._lines, "state", "description", "memo", "attachment.key"}):
                if row.changed(path):
                    yield problem(row, path, f"This is {state}: it cannot be changed any more")


class Contract(Rule):
    """A contract's currencies and entity, and its end before its time: a cancellation date cancels it, with its lines."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        if self._is_canceled(change):
            root.values["state"] = "canceled"
        if not root.is_new:
            return
        if root.values.get(ENTITY) is None:
            root.values[ENTITY] = root.values["entity.key"] = location_entity(store, root.values.get("dimensions.location.key"))
        base = entity_of(store, root.values.get(ENTITY)).currency
        customer = store.record("accounts-receivable/customer", number(root, "dimensions.customer.key")) or {}
        default(root, "currency.baseCurrency", base)
        default(root, "currency.txnCurrency", customer.get("currency") or base)
        for path in ("contractTotalAmount", "billedAmount", "holdBilling", "holdExpense", "holdRevenue"):
            default(root, path, 0)

    def _is_canceled(self, change: Change) -> bool:
        root = change.root
        return not change.action and was(root, "state") == "inProgress" and bool(root.values.get(_CANCELED)) and root.changed(_CANCELED)

    def check(self, change: Change) -> Iterator[Problem]:
        root = change.root
        if is_deletion(change) or change.action or not root.changed(_CANCELED) or not root.values.get(_CANCELED):
            return
        if was(root, "state") != "inProgress":
            yield problem(root, _CANCELED, f"The contract is {root.values['state']}: only one in progress can be canceled")
        elif not str(root.values["startDate"]) <= str(root.values[_CANCELED]) <= str(root.values["endDate"]):
            yield problem(root, _CANCELED, f"The contract runs from {root.values['startDate']} to {root.values['endDate']}")

    def settle(self, change: Change) -> None:
        root, store = change.root, change.store
        if is_deletion(change) or not self._is_canceled(change):
            return
        for line in store.records(CONTRACT_LINE, **{"contract.key": root.key}):
            if line["state"] == "inProgress":
                members: Record = {"state": "canceled", "cancelationDate": root.values[_CANCELED]}
                store.update(CONTRACT_LINE, int(line["key"] or 0), members)


class ContractLine(Rule):
    """A line of a contract: within its contract's dates, in its currency, and part of its total."""

    def complete(self, change: Change) -> None:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if not root.is_new or contract is None:
            return
        last = max(
            (int(str(line["lineNumber"] or 0)) for line in store.records(CONTRACT_LINE, **{"contract.key": contract["key"]})), default=0
        )
        root.values |= {
            ENTITY: contract[ENTITY],
            "lineNumber": str(last + 1),
            "lineType": "sale",
            "currency.txnCurrency": contract["currency.txnCurrency"],
            "currency.baseCurrency": contract["currency.baseCurrency"],
        }
        for path in ("startDate", "endDate", "dimensions.customer.key", "dimensions.location.key"):
            default(root, path, contract[path])
        root.values["billing.totalFlatFixedAmount"] = root.values.get(_AMOUNT)

    def check(self, change: Change) -> Iterator[Problem]:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if is_deletion(change) or change.action or contract is None:
            return
        if root.is_new and contract["state"] in ("canceled", "notRenewed", "renewed"):
            yield problem(root, "contract.key", f"The contract {contract['id']} is {contract['state']}")
        for path, is_outside in (("startDate", str.__lt__), ("endDate", str.__gt__)):
            day, limit = root.values.get(path), contract[path]
            if day and limit and root.changed(path) and is_outside(str(day), str(limit)):
                yield problem(root, path, f"The contract runs from {contract['startDate']} to {contract['endDate']}")

    def settle(self, change: Change) -> None:
        root, store = change.root, change.store
        contract = store.record(CONTRACT, number(root, "contract.key"))
        if contract:
            lines = store.records(CONTRACT_LINE, **{"contract.key": contract["key"]})
            total = sum(int(line[_AMOUNT] or 0) for line in lines if line["state"] != "canceled")
            store.update(CONTRACT, int(contract["key"] or 0), {"contractTotalAmount": total})


class Timesheet(Rule):
    """A week of an employee's time."""

    def complete(self, change: Change) -> None:
        root = change.root
        begin = day_of(root, "beginDate")
        root.values["endDate"] = date.fromordinal(min(begin.toordinal() + _WEEK - 1, date.max.toordinal())).isoformat() if begin else None
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
            if not 0 <= hours <= _HOURS:
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
