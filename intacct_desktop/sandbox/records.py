"""``GET /objects/...``: the list of an object's records, and whole records with their groups, references and owned lists (facts 5)."""

from collections.abc import Sequence
from typing import Any

from intacct_desktop.sandbox.errors import error_object, invalid_request, meta, not_found
from intacct_desktop.sandbox.facts import Facts
from intacct_desktop.sandbox.query.conditions import Condition
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store, quoted

LIST_SIZE = 100
MAX_KEYS = 500


class Records:
    """Reads records of one store. Its methods block for as long as SQLite works: call them from a thread."""

    def __init__(self, facts: Facts, store: Store) -> None:
        self._facts = facts
        self._store = store

    def listed(self, name: str, scope: Scope) -> dict[str, Any]:
        """The answer with the first 100 references ``{key, id, href}``. There is no way to see more of them here (facts 5.1)."""
        source = Source(self._facts, self._store, name)
        visible = scope.condition(source)
        where = f"{source.sql} WHERE {visible.sql}"
        [(total,)] = self._store.rows(f"SELECT COUNT(*) {where}", visible.values)
        has_id = "id" in self._facts.objects[name].paths
        # An object without records may be one without keys.
        rows = self._rows(name, ["key", "id"] if has_id else ["key"], visible, LIST_SIZE) if total else []
        references = [{"key": row["key"], "id": row.get("id", row["key"]), "href": f"/objects/{name}/{row['key']}"} for row in rows]
        count = int(total or 0)
        page = {
            "totalCount": count,
            "start": 1,
            "pageSize": LIST_SIZE,
            "next": LIST_SIZE + 1 if count > LIST_SIZE else None,
            "previous": None,
        }
        return {"ia::result": references, "ia::meta": page}

    def one(self, name: str, key: str, scope: Scope) -> dict[str, Any]:
        """The answer with one whole record. Raises 404 ``notFound``."""
        record = self._record(name, key, scope)
        if record is None:
            raise not_found(f"{name} with the key {key}")
        return {"ia::result": record, "ia::meta": meta(1)}

    def several(self, name: str, keys: Sequence[str], scope: Scope) -> tuple[int, dict[str, Any]]:
        """The status and the answer for many keys: 207 where some are missing, which stand in their place as errors (facts 5.6)."""
        if len(keys) > MAX_KEYS:
            raise invalid_request(f"A request takes at most {MAX_KEYS} keys")
        items = [self._record(name, key, scope) for key in keys]
        found = sum(item is not None for item in items)
        result = [
            item or {"ia::status": 404, "ia::error": error_object("notFound", f"There is no {name} with the key {key}")}
            for item, key in zip(items, keys, strict=True)
        ]
        return 200 if found == len(keys) else 207, {"ia::result": result, "ia::meta": meta(len(keys), found)}

    def _record(self, name: str, key: str, scope: Scope) -> dict[str, Any] | None:
        if self._store.table(name) is None or not (key.isascii() and key.isdigit() and len(key) <= 18):
            return None
        visible = scope.condition(Source(self._facts, self._store, name), include_private=True)
        found = self._whole(name, Condition(f"t0.key = ? AND {visible.sql}", (int(key), *visible.values)))
        return found[0] if found else None

    def _whole(self, name: str, where: Condition) -> list[dict[str, Any]]:
        """The records ``where`` is true of, nested as the model nests them, with the items of their owned lists."""
        facts = self._facts.objects[name]
        paths = [path for path, member in facts.paths.items() if not member.write_only]
        records = []
        for flat in self._rows(name, paths, where, -1):
            record: dict[str, Any] = {}
            for path, value in flat.items():
                _put(record, path, value)
            for path, item in facts.lists.items():
                _put(record, path, self._items(name, item, int(flat["key"])))
            records.append(record)
        return records

    def _items(self, owner: str, item: str | None, key: int) -> list[dict[str, Any]]:
        if item is None or self._store.table(item) is None:
            return []
        reference = self._facts.objects[item].owner
        if reference is None or reference.target != owner:
            return []
        return self._whole(item, Condition(f"t0.{quoted(f'{reference.path}.key')} = ?", (key,)))

    def _rows(self, name: str, paths: Sequence[str], where: Condition, limit: int) -> list[dict[str, Any]]:
        source = Source(self._facts, self._store, name)
        columns = [source.column(path) for path in paths]
        selected = ", ".join(column.sql for column in columns)
        sql = f"SELECT {selected} {source.sql} WHERE {where.sql} ORDER BY {source.key} LIMIT {limit:d}"
        rows = self._store.rows(sql, where.values)
        return [{column.name: column.read(value) for column, value in zip(columns, row, strict=True)} for row in rows]


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *groups, name = path.split(".")
    for group in groups:
        record = record.setdefault(group, {})
    record[name] = value
