"""What the general ledger says: the posted lines of journal entries by account, in the currency of each entity's books.

Amounts are cents, debits positive. Companies with several base currencies do not add them up: every figure belongs to one currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intacct_desktop.sandbox.errors import refused
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.services.endpoint import Company
from intacct_desktop.sandbox.services.reports.period import Period, referred
from intacct_desktop.sandbox.store import Value, quoted

ACCOUNT = "general-ledger/account"
LINE = "general-ledger/journal-entry-line"

MOST_LINES = 100_000

_SIGNED = """CASE t0."txnType" WHEN 'debit' THEN t0."baseAmount" ELSE -t0."baseAmount" END"""
_SPLITS = {"location": "company-config/location", "department": "company-config/department"}

Row = tuple[Value, ...]


@dataclass(slots=True)
class Balance:
    """One account in one currency (and, in a report by dimension, of one location and department)."""

    account: str
    name: str
    currency: str
    split: tuple[str, ...] = ()
    opening: int = 0
    debits: int = 0
    credits: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.debits - self.credits


@dataclass(frozen=True)
class Ledger:
    """The part of the ledger that a report is about."""

    company: Company
    scope: Scope
    period: Period
    parameters: Mapping[str, Any]
    _where: list[str] = field(default_factory=list)
    _values: list[Value] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Work out the filters. Raises 400 for one that names nothing."""
        visible = self.scope.condition(Source(self.company.store, LINE))
        self._require(visible.sql, *visible.values)
        self._require("t0.state = 'posted'")
        table = self.company.store.table(LINE)
        for name, reference in self.parameters.get("dimensions", {}).items():
            path = f"dimensions.{name}"
            place = f"/parameters/{path.replace('.', '/')}"
            found = referred(self.company.store, table.joins[path], reference, place)
            self._require(f"t0.{quoted(f'{path}.key')} IN ({self._family(table.joins[path])})", found["key"])
        ranges = [self._range(at, each) for at, each in enumerate(self.parameters.get("glAccountRange", ()))]
        if ranges:
            self._require(" OR ".join(["a.id BETWEEN ? AND ?"] * len(ranges)), *(end for each in ranges for end in each))

    def balances(self, *, split: bool = False) -> list[Balance]:
        """Every account that ever moved, by number. With ``split``, each by location and department too.

        Accounts of the income statement begin every calendar year at nothing; what they held before stands in the account that they are
        closed to. So the opening balances come to nothing in each currency, as the movements do.
        """
        first, year = self.period.first.isoformat(), self.period.first.replace(month=1, day=1).isoformat()
        closed = """a."closingType" = 'closingAccount'"""
        account = f"""CASE WHEN {closed} AND t0."entryDate" < ? THEN COALESCE(a."closeToGLAccount.key", a.key) ELSE a.key END"""
        splits = [f"""COALESCE({name}.id, '')""" for name in _SPLITS] if split else []
        groups = ", ".join([account, """COALESCE(t0."currency.baseCurrency", '')""", *splits])
        sums = (
            f"""SUM(CASE WHEN t0."entryDate" < ? THEN {_SIGNED} ELSE 0 END), """
            f"""SUM(CASE WHEN t0."entryDate" >= ? AND t0."txnType" = 'debit' THEN t0."baseAmount" ELSE 0 END), """
            f"""SUM(CASE WHEN t0."entryDate" >= ? AND t0."txnType" = 'credit' THEN t0."baseAmount" ELSE 0 END)"""
        )
        joins = "".join(
            f' LEFT JOIN {quoted(target)} AS {name} ON {name}.key = t0."dimensions.{name}.key"' for name, target in _SPLITS.items()
        )
        marks = ", ".join(str(at + 1) for at in range(2 + len(splits)))
        rows = self._select(f"{groups}, {sums}", f"GROUP BY {marks}", (year, first, first, first), joins if split else "")
        names = {key: (str(number), str(name)) for key, number, name in self._accounts()}
        found = [
            Balance(*names[row[0]], str(row[1]), tuple(map(str, row[2:-3])), *(int(value or 0) for value in row[-3:]))
            for row in rows
            if row[0] in names
        ]
        return sorted(filter(self._is_shown, found), key=lambda each: (each.account, each.currency, each.split))

    def lines(self) -> list[Row]:
        """Account number and name, currency, day, journal, entry, description, and the signed amount of every line of the period.

        Raises 422 where there are more than a report holds.
        """
        joins = (
            ' LEFT JOIN "general-ledger/journal-entry" AS e ON e.key = t0."journalEntry.key"'
            ' LEFT JOIN "general-ledger/journal" AS j ON j.key = e."glJournal.key"'
        )
        self.company.store.table("general-ledger/journal-entry")
        self.company.store.table("general-ledger/journal")
        columns = f"""a.id, a.name, t0."currency.baseCurrency", t0."entryDate", j.id, e."txnNumber", t0.description, {_SIGNED}"""
        first = self.period.first.isoformat()
        rest = f"""AND t0."entryDate" >= ? ORDER BY 1, 3, 4, t0.key LIMIT {MOST_LINES + 1}"""
        found = self._select(columns, rest, (), joins, (first,))
        if len(found) > MOST_LINES:
            raise refused(422, "operationFailed", f"The period has more than {MOST_LINES} lines: choose a shorter one")
        return found

    def _select(self, columns: str, rest: str, before: Sequence[Value], joins: str = "", after: Sequence[Value] = ()) -> list[Row]:
        store = self.company.store
        for name in (ACCOUNT, LINE, *_SPLITS.values()):
            store.table(name)
        where = " AND ".join(f"({test})" for test in self._where)
        sql = (
            f"""SELECT {columns} FROM {quoted(LINE)} AS t0 JOIN {quoted(ACCOUNT)} AS a ON a.key = t0."glAccount.key"{joins} """  # noqa: S608 - own names
            f"""WHERE {where} AND t0."entryDate" <= ? {rest}"""
        )
        return store.rows(sql, (*before, *self._values, self.period.last.isoformat(), *after))

    def _is_shown(self, balance: Balance) -> bool:
        moved = balance.debits or balance.credits
        match self.parameters.get("showZeroBalanceAccounts", "onlyWithActivity"):
            case "all":
                return True
            case "doNotShow":
                return balance.closing != 0
            case _:
                return bool(moved or balance.closing)

    def _accounts(self) -> list[Row]:
        return self.company.store.rows(f"SELECT key, id, name FROM {quoted(ACCOUNT)}")  # noqa: S608 - own name

    def _range(self, at: int, ends: Mapping[str, Any]) -> tuple[Value, Value]:
        place = f"/parameters/glAccountRange/{at}"
        found = {name: referred(self.company.store, ACCOUNT, ends[name], f"{place}/{name}")["id"] for name in ends}
        first = found.get("startingAccount", "")
        return first, found.get("endingAccount", "\U0010ffff")

    def _family(self, name: str) -> str:
        """The record with the key ``?`` and all below it, as SQL."""
        columns = self.company.store.table(name).columns
        if "parent.key" not in columns:
            return "?"
        below = f'SELECT each.key FROM {quoted(name)} AS each JOIN family ON each."parent.key" = family.key'  # noqa: S608 - own name
        return f"WITH RECURSIVE family(key) AS (VALUES (?) UNION {below}) SELECT key FROM family"  # noqa: S608 - own name

    def _require(self, test: str, *values: Value) -> None:
        self._where.append(test)
        self._values.extend(values)
