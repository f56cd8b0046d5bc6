"""What each of the seven reports shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.services import payload
from intacct_desktop.sandbox.services.endpoint import Company
from intacct_desktop.sandbox.services.reports.ledger import Balance, Ledger
from intacct_desktop.sandbox.services.reports.period import Period, period, referred
from intacct_desktop.sandbox.services.reports.table import Table, amount
from intacct_desktop.sandbox.store import Kind, Value, quoted

Columns = Sequence[tuple[str, Kind, int]]

_ACCOUNT: Columns = (("Account", Kind.TEXT, 0), ("Account title", Kind.TEXT, 0), ("Currency", Kind.TEXT, 0))
_ITEM: Columns = (("Item", Kind.TEXT, 0), ("Item name", Kind.TEXT, 0), ("Warehouse", Kind.TEXT, 0))

_GROUP, _MEMBER = "general-ledger/account-group", "general-ledger/account-group-member"
_ITEMS, _WAREHOUSES = "inventory-control/item", "inventory-control/warehouse"
_STOCK = "inventory-control/item-warehouse-inventory"
_DOCUMENT, _DOCUMENT_LINE = "inventory-control/document", "inventory-control/document-line"
_DEFINITION = "inventory-control/txn-definition"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Order:
    """A report as it was asked for: its parameters and what the one who asked may see."""

    company: Company
    scope: Scope
    parameters: Mapping[str, Any]

    @property
    def period(self) -> Period:
        return period(self.company.store, self.parameters, self.company.today())

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.company, self.scope, self.period, self.parameters)


def _money(*names: str) -> Columns:
    return tuple((name, Kind.DECIMAL, 2) for name in names)


def _text(*names: str) -> Columns:
    return tuple((name, Kind.TEXT, 0) for name in names)


def _trial_balance(order: Order) -> Table:
    """Every account's opening balance, debits, credits and closing balance; the totals of each currency balance."""
    balances = order.ledger.balances()
    rows = [_trial_row(each.account, each.name, each) for each in balances]
    for currency in sorted({each.currency for each in balances}):
        of_it = [each for each in balances if each.currency == currency]
        total = Balance("", "Total", currency)
        for each in of_it:
            total.opening += each.opening
            total.debits += each.debits
            total.credits += each.credits
        rows.append(_trial_row(None, "Total", total))
    columns = (*_ACCOUNT, *_money("Opening balance", "Debits", "Credits", "Closing balance"))
    return Table("Trial balance", ("Trial balance", str(order.period)), columns, rows)


def _trial_row(account: str | None, name: str, of: Balance) -> list[str | None]:
    return [account, name, of.currency, *map(amount, (of.opening, of.debits, of.credits, of.closing))]


def _account_balance(order: Order) -> Table:
    rows = [
        [each.account, each.name, each.currency, *map(amount, (each.opening, each.closing - each.opening, each.closing))]
        for each in order.ledger.balances()
    ]
    return Table(
        "Account balance",
        ("Account balance", str(order.period)),
        (*_ACCOUNT, *_money("Opening balance", "Change", "Closing balance")),
        rows,
    )


def _account_balance_by_dimension(order: Order) -> Table:
    rows = [
        [each.account, each.name, each.currency, *each.split, *map(amount, (each.opening, each.debits, each.credits, each.closing))]
        for each in order.ledger.balances(split=True)
    ]
    columns = (*_ACCOUNT, *_text("Location", "Department"), *_money("Opening balance", "Debits", "Credits", "Closing balance"))
    return Table("Account balance by dimension", ("Account balance by dimension", str(order.period)), columns, rows)


def _details(order: Order) -> Table:
    """Every line of the period, with the balance of its account after it."""
    ledger = order.ledger
    running = {(each.account, each.currency): each.opening for each in ledger.balances()}
    rows = []
    for account, name, currency, day, journal, number, description, signed in ledger.lines():
        place, moved = (str(account), str(currency or "")), int(signed or 0)
        running[place] = running.get(place, 0) + moved
        sides = (amount(moved) if moved > 0 else None, amount(-moved) if moved <= 0 else None)
        entry = None if number is None else f"{journal}-{int(number) // 10**6}"
        rows.append([account, name, currency, day, entry, description, *sides, amount(running[place])])
    columns = (*_ACCOUNT, ("Date", Kind.DATE, 0), *_text("Entry", "Description"), *_money("Debit", "Credit", "Balance"))
    return Table("General ledger", ("General ledger", str(order.period)), columns, rows)


def _account_group_hierarchy(order: Order) -> Table:
    """The groups under the one that is asked for, or under all that stand in no other."""
    store = order.company.store
    groups = {record["key"]: record for record in store.records(_GROUP)}
    below: dict[Value, list[Value]] = {}
    for member in store.records(_MEMBER):
        below.setdefault(member["accountGroup.key"], []).append(member["glAccountGroup.key"])
    wanted = order.parameters.get("glAccountGroup")
    if wanted:
        roots: list[Value] = [referred(store, _GROUP, wanted, "/parameters/glAccountGroup")["key"]]
    else:
        inside = {key for keys in below.values() for key in keys}
        roots = [key for key in groups if key not in inside]

    def walk(keys: Sequence[Value], path: tuple[Value, ...]) -> Iterator[list[Value]]:
        for key in keys:
            if key in groups and key not in path:
                group = groups[key]
                yield [len(path) + 1, group["id"], group["title"], group["groupType"]]
                yield from walk(below.get(key, []), (*path, key))

    columns = (("Level", Kind.INTEGER, 0), *_text("Account group", "Title", "Type"))
    return Table("Account group hierarchy", ("Account group hierarchy",), columns, list(walk(roots, ())))


def _inventory_valuation(order: Order) -> Table:
    """What stands in each warehouse, at its average cost."""
    rows = []
    total = Decimal(0)
    for item, name, warehouse, scaled, cost in _stock(order):
        count, unit = Decimal(int(scaled or 0)).scaleb(-6), Decimal(str(cost or "0"))
        value = (count * unit).quantize(_CENT)
        total += value
        rows.append([item, name, warehouse, f"{count:.2f}", f"{unit:.2f}", f"{value:.2f}"])
    rows.append([None, "Total", None, None, None, f"{total:.2f}"])
    title = f"As of {order.company.today()}"
    return Table("Inventory valuation", ("Inventory valuation", title), (*_ITEM, *_money("On hand", "Average cost", "Value")), rows)


def _item_activity(order: Order) -> Table:
    """What came into the warehouses and, as negative numbers, what went out of them."""
    columns = (*_ITEM, ("Date", Kind.DATE, 0), *_text("Document", "Type", "Currency"), *_money("Quantity", "Value"))
    scale = 10**10
    rows = [
        [*shown, *(f"{Decimal(int(each or 0)) / scale:.2f}" for each in (quantity, value))] for *shown, quantity, value in _moves(order)
    ]
    return Table("Item activity", ("Item activity", str(order.period)), columns, rows)


def _stock(order: Order) -> list[tuple[Value, ...]]:
    return _inventory(order, _STOCK, "", "i.id, i.name, w.id", 't0."onHand", t0."averageCost"', "item", "warehouse", ())


def _moves(order: Order) -> list[tuple[Value, ...]]:
    store = order.company.store
    store.table(_DOCUMENT)
    days = (order.period.first.isoformat(), order.period.last.isoformat())
    store.table(_DEFINITION)
    join = (
        f' JOIN {quoted(_DOCUMENT)} AS d ON d.key = t0."documentHeader.key" AND d."transactionDate" BETWEEN ? AND ?'
        f' LEFT JOIN {quoted(_DEFINITION)} AS n ON n.key = d."txnDefinition.key"'
    )
    sign = """CASE n."inventoryControl.increaseOrDecreaseInventory" WHEN 'decrease' THEN -1 ELSE 1 END"""
    shown = 'i.id, i.name, w.id, d."transactionDate", d."documentNumber", d."documentType", t0."txnCurrency"'
    figures = f'{sign} * t0.quantity, {sign} * t0."totalCost"'
    return _inventory(order, _DOCUMENT_LINE, join, shown, figures, "dimensions.item", "dimensions.warehouse", days)


def _inventory(
    order: Order, name: str, join: str, shown: str, figures: str, item: str, warehouse: str, values: Sequence[Value]
) -> list[tuple[Value, ...]]:
    """Rows of an inventory object that the caller sees and the filters let through."""
    store = order.company.store
    for table in (name, _ITEMS, _WAREHOUSES):
        store.table(table)
    visible = order.scope.condition(Source(store, name))
    tests, wanted = [visible.sql], list(visible.values)
    for dimension, reference in order.parameters.get("dimensions", {}).items():
        place = f"/parameters/dimensions/{dimension}"
        path, target = {"item": (item, _ITEMS), "warehouse": (warehouse, _WAREHOUSES)}.get(dimension, ("", ""))
        if not path:
            raise payload.wrong("An inventory report is filtered by item and warehouse", place)
        tests.append(f"t0.{quoted(f'{path}.key')} = ?")
        wanted.append(referred(store, target, reference, place)["key"])
    sql = (
        f"""SELECT {shown}, {figures} FROM {quoted(name)} AS t0{join} """  # noqa: S608 - own names
        f"""JOIN {quoted(_ITEMS)} AS i ON i.key = t0.{quoted(f"{item}.key")} """
        f"""LEFT JOIN {quoted(_WAREHOUSES)} AS w ON w.key = t0.{quoted(f"{warehouse}.key")} """
        f"""WHERE {" AND ".join(tests)} ORDER BY i.id, w.id, t0.key"""
    )
    return store.rows(sql, (*values, *wanted))


CONTENTS: Mapping[str, Callable[[Order], Table]] = {
    "reports/general-ledger/account-balance": _account_balance,
    "reports/general-ledger/account-balance-by-dimension": _account_balance_by_dimension,
    "reports/general-ledger/account-group-hierarchy": _account_group_hierarchy,
    "reports/general-ledger/details": _details,
    "reports/general-ledger/trial-balance": _trial_balance,
    "reports/inventory-control/inventory-valuation": _inventory_valuation,
    "reports/inventory-control/item-activity": _item_activity,
}
