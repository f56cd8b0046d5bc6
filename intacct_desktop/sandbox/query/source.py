"""Where a query's fields come from: an object's table and, joined to it, the tables that its references lead to."""

from dataclasses import dataclass
from typing import Any

from intacct_desktop.sandbox.errors import invalid_request, not_queryable
from intacct_desktop.sandbox.facts import PathFacts
from intacct_desktop.sandbox.query.hidden import is_hidden
from intacct_desktop.sandbox.query.reading import read
from intacct_desktop.sandbox.store import ENTITY, Kind, Store, StoredColumn, Table, Value, quoted, stored_column

# SQLite joins at most 64 tables.
_MAX_JOINS = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a query: its name there, an SQL expression of its stored value, and how that value reads."""

    name: str
    sql: str
    kind: Kind
    scale: int = 0
    is_href: bool = False
    is_enum: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.NUMBER)

    def read(self, value: Value) -> Any:
        """A stored value as the API answers it (`reading`)."""
        return read(value, self.kind, self.scale)


class Source:
    """The FROM clause of one statement; asking for a column adds the joins that it needs."""

    def __init__(self, store: Store, object_name: str, *, hides: bool = False) -> None:
        """With ``hides`` the members that only a record itself shows cannot be named (`hidden`)."""
        self.object_name = object_name
        self._hides = hides
        self._store = store
        self._joins: dict[tuple[str, str], tuple[str, Table]] = {}

    @property
    def key(self) -> str:
        return "t0.key"

    @property
    def entity(self) -> str:
        # The plus keeps SQLite from looking the few entities up in their index: it would then have to sort what it finds by key.
        return f"+t0.{ENTITY}"

    @property
    def sql(self) -> str:
        """``FROM`` and the joins of every column that was asked for so far."""
        self._store.table(self.object_name)
        return f"FROM {quoted(self.object_name)} AS t0{self._joined}"

    def sql_of(self, given: str, key: str) -> str:
        """The same for the records whose keys are in a table: ``given`` is that table, ``key`` its column. Its order is kept."""
        self._store.table(self.object_name)
        # Tables on both sides of a CROSS JOIN stay where they are.
        return f"FROM {given} CROSS JOIN {quoted(self.object_name)} AS t0 ON t0.key = {key}{self._joined}"

    @property
    def _joined(self) -> str:
        return "".join(
            f" LEFT JOIN {quoted(table.name)} AS {alias} ON {alias}.key = {outer}.{quoted(f'{path}.key')}"
            for (outer, path), (alias, table) in self._joins.items()
        )

    def column(self, path: str) -> Column:
        """The column behind a dotted path of any depth. Raises REST-1106 for what a query cannot name (facts 2.4)."""
        found = self._store.facts.resolve(self.object_name, path)
        if found is None or (found.facts and (found.facts.write_only or (self._hides and is_hidden(found.name, found.facts)))):
            raise not_queryable(path, self.object_name)
        alias, table = "t0", self._store.table(self.object_name)
        for step in found.steps:
            alias, table = self._join(alias, step.path, table.joins[step.path])
        if found.facts is None:
            return Column(path, "NULL", Kind.TEXT)
        if found.facts.member == "href":
            sql = "NULL" if found.facts.reference else f"'/objects/{found.name}/' || {alias}.key"
            return Column(path, sql, Kind.TEXT, is_href=True)
        return self._stored(path, found.facts, alias, table)

    def _stored(self, path: str, facts: PathFacts, alias: str, table: Table) -> Column:
        stored = table.columns.get(facts.path)
        # The plus keeps SQLite from beginning with the joined table, and from there going through all records for each one found.
        sql = f"{'' if alias == 't0' else '+'}{alias}.{quoted(facts.path)}" if stored else "NULL"
        stored = stored or (StoredColumn(facts.path, Kind.KEY) if facts.member == "key" else stored_column(facts))
        return Column(path, sql, stored.kind, stored.scale, is_enum=facts.enum is not None)

    def _join(self, outer: str, path: str, target: str) -> tuple[str, Table]:
        joined = self._joins.get((outer, path))
        if joined is None:
            if len(self._joins) == _MAX_JOINS:
                raise invalid_request(f"A query can follow at most {_MAX_JOINS} references")
            joined = self._joins[outer, path] = (f"t{len(self._joins) + 1}", self._store.table(target))
        return joined
