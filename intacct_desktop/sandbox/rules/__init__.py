"""What objects ask of their changes: business rules, members that follow from others, and consequences in other records."""

from functools import cache

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.rules import cash, documents, entries, limits, masters, orders, shapes, work
from intacct_desktop.sandbox.rules.payment_amounts import Amounts
from intacct_desktop.sandbox.rules.payment_checks import Documents, Stage
from intacct_desktop.sandbox.rules.payment_effects import Effects
from intacct_desktop.sandbox.rules.payment_kinds import AP_PAYMENT, AR_PAYMENT, Payment
from intacct_desktop.sandbox.rules.payment_papers import Papers
from intacct_desktop.sandbox.rules.rule import Rule, Rulebook
from intacct_desktop.sandbox.rules.till import Till
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
    rules += [limits.Order(first, last) for first, last in _PERIODS if {first, last} <= table.columns.keys()]
    return rules


def _document(document: shapes.Document) -> tuple[Rule, ...]:
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
    return (Amounts(kind), Stage(kind), Papers(kind), Documents(kind), *_REFERS, limits.OpenPeriod(kind.day), Effects(kind))


def _order(kind: orders.Kind) -> tuple[Rule, ...]:
    prices = limits.NotNegative("unitQuantity", kind.unit, "discount")
    return (orders.Amounts(kind), orders.Stage(), *_REFERS, prices, limits.Order(kind.day, "dueDate"))


_PERIODS = (("startDate", "endDate"), ("beginDate", "endDate"), ("planned.startDate", "planned.endDate"))

_RULES: dict[str, tuple[Rule, ...]] = {
    **{name: _document(document) for name, document in shapes.DOCUMENTS.items()},
    AP_PAYMENT.name: _payment(AP_PAYMENT),
    AR_PAYMENT.name: (*_payment(AR_PAYMENT), Till()),
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
    work.CONTRACT: (work.Draft("draft"), work.Contract(), *_REFERS),
    work.CONTRACT_LINE: (
        work.Draft("draft"),
        work.ContractLine(),
        *_REFERS,
        limits.NotNegative("billing.flatFixedAmount"),
        limits.Fixed("contract.key"),
    ),
    "time/timesheet": (
        work.Draft("submitted", frozenset({"draft", "saved", "declined", "submitted"})),
        work.Timesheet(),
        work.Locked("approved", "partiallyApproved"),
        *_REFERS,
    ),
    "expenses/employee-expense": (
        work.Draft("submitted", frozenset({"draft", "declined"})),
        work.Expense(),
        work.Locked("submitted", "partiallyApproved", "approved", "posted", "paid", "partiallyPaid", "reversed", "reversal", "voided"),
        *_REFERS,
    ),
    shapes.VENDOR: (masters.Begins(totalDue=0, state="a", status="active"), limits.NotNegative("creditLimit")),
    shapes.CUSTOMER: (masters.Begins(totalDue=0, status="active"), limits.NotNegative("creditLimit")),
    "company-config/attachment": (masters.Measured(),),
    "core/user-view": (masters.Owned(),),
    "company-config/exchange-rate-line": (limits.NotNegative("rate", "reciprocalRate"),),
    "company-config/exchange-rate": (limits.NotNegative("rate", "reciprocalRate"),),
    "inventory-control/item": (limits.NotNegative("sales.basePrice", "purchasing.standardCost"),),
}
