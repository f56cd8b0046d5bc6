"""What objects ask of their changes: business rules, members that follow from others, and consequences in other records."""

from functools import cache

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.rules import (
    cash,
    contracts,
    document_kinds,
    documents,
    entries,
    limits,
    masters,
    orders,
    submissions,
    time_and_expenses,
)
from intacct_desktop.sandbox.rules.payments.amounts import Amounts
from intacct_desktop.sandbox.rules.payments.checks import Documents, Stage
from intacct_desktop.sandbox.rules.payments.effects import Effects
from intacct_desktop.sandbox.rules.payments.headings import Heading
from intacct_desktop.sandbox.rules.payments.kinds import AP_PAYMENT, AR_PAYMENT, Payment
from intacct_desktop.sandbox.rules.payments.undeposited import Undeposited
from intacct_desktop.sandbox.rules.rule import Rule, Rulebook
from intacct_desktop.sandbox.store import describe
from intacct_desktop.sandbox.writing.change import Rules

# What a transaction may refer to.
_REFERS = (limits.Active(), limits.OwnEntity())


@cache
def rules_of(name: str) -> Rules:
    """The rules of the object ``name``: its own, and those that follow from the members it has."""
    return Rulebook(*_RULES.get(name, ()), *_general(name))


def _general(name: str) -> list[Rule]:
    table = describe(load_facts().objects[name])
    rules: list[Rule] = [limits.NoCircle(f"{path}.key") for path, target in table.joins.items() if path == "parent" and target == name]
    rules += [limits.DatesInOrder(first, last) for first, last in _PERIODS if {first, last} <= table.columns.keys()]
    return rules


def _document(document: document_kinds.Document) -> tuple[Rule, ...]:
    return (
        documents.Heading(document),
        documents.Lines(document),
        documents.Stage(document),
        documents.Lock(document),
        *_REFERS,
        limits.OpenPeriod(*document.posted_on),
        limits.DirectPosting(document.lines),
        documents.Ledger(document),
    )


def _payment(kind: Payment) -> tuple[Rule, ...]:
    return (Amounts(kind), Stage(kind), Heading(kind), Documents(kind), *_REFERS, limits.OpenPeriod(kind.day), Effects(kind))


def _order(kind: orders.Kind) -> tuple[Rule, ...]:
    prices = limits.NotNegative("unitQuantity", kind.unit, "discount")
    return (orders.Amounts(kind), orders.Stage(), *_REFERS, prices, limits.DatesInOrder(kind.day, "dueDate"))


_PERIODS = (("startDate", "endDate"), ("beginDate", "endDate"), ("planned.startDate", "planned.endDate"))

_RULES: dict[str, tuple[Rule, ...]] = {
    **{name: _document(document) for name, document in document_kinds.DOCUMENTS.items()},
    AP_PAYMENT.name: _payment(AP_PAYMENT),
    AR_PAYMENT.name: (*_payment(AR_PAYMENT), Undeposited()),
    "general-ledger/journal-entry": (
        entries.Journals(),
        entries.Amounts(),
        entries.Posted(),
        *_REFERS,
        limits.OpenPeriod("postingDate"),
        limits.DirectPosting(),
        entries.Reversal(),
    ),
    "general-ledger/statistical-journal-entry": (
        entries.Statistical(),
        entries.Posted(),
        *_REFERS,
        limits.OpenPeriod("postingDate"),
    ),
    "cash-management/funds-transfer": (cash.Transfer(), *_REFERS, limits.OpenPeriod("sendDate")),
    "cash-management/deposit": (cash.Deposit(), *_REFERS, limits.OpenPeriod("postingDate", "txnDate")),
    orders.SALES.name: _order(orders.SALES),
    orders.PURCHASES.name: _order(orders.PURCHASES),
    orders.INVENTORY.name: _order(orders.INVENTORY),
    contracts.CONTRACT: (submissions.Draft("draft"), contracts.Contract(), *_REFERS),
    contracts.CONTRACT_LINE: (
        submissions.Draft("draft"),
        contracts.ContractLine(),
        *_REFERS,
        limits.NotNegative("billing.flatFixedAmount"),
        limits.Fixed("contract.key"),
    ),
    "time/timesheet": (
        submissions.Draft("submitted", frozenset({"draft", "saved", "declined", "submitted"})),
        time_and_expenses.Timesheet(),
        submissions.Locked("approved", "partiallyApproved"),
        *_REFERS,
    ),
    "expenses/employee-expense": (
        submissions.Draft("submitted", frozenset({"draft", "declined"})),
        time_and_expenses.Expense(),
        submissions.Locked(
            "submitted", "partiallyApproved", "approved", "posted", "paid", "partiallyPaid", "reversed", "reversal", "voided"
        ),
        *_REFERS,
    ),
    document_kinds.VENDOR: (masters.Begins(totalDue=0, state="a", status="active"), limits.NotNegative("creditLimit")),
    document_kinds.CUSTOMER: (masters.Begins(totalDue=0, status="active"), limits.NotNegative("creditLimit")),
    "company-config/attachment": (masters.Measured(),),
    "core/user-view": (masters.Owned(),),
    "company-config/exchange-rate-line": (limits.NotNegative("rate", "reciprocalRate"),),
    "company-config/exchange-rate": (limits.NotNegative("rate", "reciprocalRate"),),
    "inventory-control/item": (limits.NotNegative("sales.basePrice", "purchasing.standardCost"),),
}
