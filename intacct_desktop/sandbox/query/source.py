"""Where a query's fields come from: an object's table and, joined to it, the tables that its references lead to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intacct_desktop.sandbox.errors import invalid_request, not_queryable
from intacct_desktop.sandbox.facts import Facts, PathFacts
from intacct_desktop.sandbox.store import ENTITY, Kind, Store, StoredColumn, Table, Value, decode, quoted, stored_column

# SQLite joins at most 64 tables.
_MAX_JOINS = 60

_BINARY_FORMATS = frozenset({"inbound-binary", "outbound-binary", "base64zip", "base64url"})


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a query: its name there, an SQL expression of its stored value, and how that value reads."""

    name: str
    sql: str
    kind: Kind
    scale: int = 0
    is_href: bool = False
    is_binary: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)

    def read(self, value: Value) -> Any:
        """A stored value as the API answers it. A JSON number is an int or a Decimal, without digits that say nothing."""
        if self.kind is not Kind.NUMBER or value is None:
            return decode(value, StoredColumn(self.name, self.kind, self.scale))
        whole, rest = divmod(int(value), 10**self.scale)
        return whole if rest == 0 else Decimal(int(value)).scaleb(-self.scale).normalize()


class Source:
    """The FROM clause of one statement; asking for a column adds the joins that it needs.

    An object without a table is a source without rows, whose columns are known all the same.
    """

    def __init__(self, facts: Facts, store: Store, object_name: str) -> None:
        self.object_name = object_name
        self._facts = facts
        self._store = store
        self._joins: dict[tuple[str, str], tuple[str, Table]] = {}

    @property
    def key(self) -> str:
        return "t0.key"

    @property
    def entity(self) -> str:
        return f"t0.{ENTITY}"

    @property
    def sql(self) -> str:
        """``FROM`` and the joins of every column that was asked for so far."""
        if self._store.table(self.object_name) is None:
            return f"FROM (SELECT NULL AS key, NULL AS {ENTITY} WHERE 0) AS t0"
        joins = [
            f"LEFT JOIN {quoted(table.name)} AS {alias} ON {alias}.key = {outer}.{quoted(f'{path}.key')}"
            for (outer, path), (alias, table) in self._joins.items()
        ]
        return " ".join((f"FROM {quoted(self.object_name)} AS t0", *joins))

    def column(self, path: str) -> Column:
        """The column behind a dotted path of any depth. Raises REST-1106 for what a query cannot name (facts 2.4)."""
        found = self._facts.resolve(self.object_name, path)
        if found is None or (found.facts and found.facts.write_only):
            raise not_queryable(path, self.object_name)
        alias, table = "t0", self._store.table(self.object_name)
        for step in found.steps:
            if table is None or step.path not in table.joins:
                table = None
                break
            alias, table = self._join(alias, step.path, table.joins[step.path])
        if found.facts is None:
            return Column(path, "NULL", Kind.TEXT)
        if found.facts.member == "href":
            sql = "NULL" if table is None or found.facts.reference else f"'/objects/{found.name}/' || {alias}.key"
            return Column(path, sql, Kind.TEXT, is_href=True)
        return self._stored(path, found.facts, alias, table)

    def _stored(self, path: str, facts: PathFacts, alias: str, table: Table | None) -> Column:
        stored = table.columns.get(facts.path) if table else None
        sql = f"{alias}.{quoted(facts.path)}" if stored else "NULL"
        stored = stored or (StoredColumn(facts.path, Kind.KEY) if facts.member == "key" else stored_column(facts))
        return Column(path, sql, stored.kind, stored.scale, is_binary=facts.format in _BINARY_FORMATS)

    def _join(self, outer: str, path: str, target: str) -> tuple[str, Table]:
        joined = self._joins.get((outer, path))
        if joined is None:
            table = self._store.table(target)
            if table is None:
                raise LookupError(target)
            if len(self._joins) == _MAX_JOINS:
                raise invalid_request(f"A query can follow at most {_MAX_JOINS} references")
            joined = self._joins[outer, path] = (f"t{len(self._joins) + 1}", table)
        return joined
