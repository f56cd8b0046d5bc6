"""``GET /objects/...``: the list of an object's records, and whole records with their groups, references and owned lists (facts 5).

Names may be those of typed documents; then only documents of that type are there.
"""

from collections.abc import Sequence
from typing import Any

from intacct_desktop.sandbox.errors import error_object, invalid_request, meta, not_found
from intacct_desktop.sandbox.facts import split_document
from intacct_desktop.sandbox.query.conditions import Condition
from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import LISTS, Store, Value, quoted
from intacct_desktop.sandbox.writing.inline import inline_lists, item_facts, put, whole
from intacct_desktop.sandbox.writing.targets import parse_key

LIST_SIZE = 100
MAX_KEYS = 500


class Records:
    """Reads records of one store. Its methods block for as long as SQLite works: call them from a thread."""

    def __init__(self, store: Store) -> None:
        self._facts = store.facts
        self._store = store

    def listed(self, name: str, scope: Scope) -> dict[str, Any]:
        """The answer with the first 100 references ``{key, id, href}``. There is no way to see more of them here (facts 5.1)."""
        object_name, document_type = split_document(name)
        source = Source(self._store, object_name)
        record_id = source.column("id").sql if "id" in self._facts.objects[object_name].paths else source.key
        where = self._visible(source, document_type, scope.condition(source))
        [(total,)] = self._store.rows(f"SELECT COUNT(*) {source.sql} WHERE {where.sql}", where.values)
        sql = f"SELECT {source.key}, {record_id} {source.sql} WHERE {where.sql} ORDER BY {source.key} LIMIT {LIST_SIZE:d}"
        references = [_reference(object_name, key, record_id) for key, record_id in self._store.rows(sql, where.values)]
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
        """The status and the answer for many keys: 207 where some are missing, which stand in their place as errors, 400 where all are."""
        if len(keys) > MAX_KEYS:
            raise invalid_request(f"A request takes at most {MAX_KEYS} keys")
        items = [self._record(name, key, scope) for key in keys]
        found = [item for item in items if item is not None]
        if len(found) == len(keys):
            return 200, {"ia::result": found, "ia::meta": meta(len(keys))}
        result = [
            {"ia::status": 404, "ia::error": error_object("notFound", f"There is no {name} with the key {key}")}
            if item is None
            else item | {"ia::status": 200}
            for item, key in zip(items, keys, strict=True)
        ]
        return 207 if found else 400, {"ia::result": result, "ia::meta": meta(len(keys), len(found))}

    def _visible(self, source: Source, document_type: str | None, visible: Condition) -> Condition:
        if document_type is None:
            return visible
        return Condition(f"{source.column('documentType').sql} = ? AND {visible.sql}", (document_type, *visible.values))

    def _record(self, name: str, key: str, scope: Scope) -> dict[str, Any] | None:
        object_name, document_type = split_document(name)
        number = parse_key(key)
        if number is None:
            return None
        source = Source(self._store, object_name)
        visible = self._visible(source, document_type, scope.condition(source, include_private=True))
        found = self._whole(object_name, Condition(f"{source.key} = ? AND {visible.sql}", (number, *visible.values)))
        return found[0] if found else None

    def _whole(self, name: str, where: Condition) -> list[dict[str, Any]]:
        """The records ``where`` is true of, nested as the model nests them, with the items of their lists."""
        facts = self._facts.objects[name]
        source = Source(self._store, name)
        columns = [source.column(path) for path, member in facts.paths.items() if not member.write_only]
        places = {column.name: place for place, column in enumerate(columns)}
        # Where the key beside a link stands: a reference to nothing reads {"key": null, "id": null}, without one (facts 5.8).
        keys = [places.get(f"{column.name.removesuffix('href')}key") if column.is_href else None for column in columns]
        selected = ", ".join([source.key, f"t0.{LISTS}", *(column.sql for column in columns)])
        sql = f"SELECT {selected} {source.sql} WHERE {where.sql} ORDER BY {source.key}"
        records = []
        for key, inline, *values in self._store.rows(sql, where.values):
            record: dict[str, Any] = {}
            for column, beside, value in zip(columns, keys, values, strict=True):
                if beside is None or values[beside] is not None:
                    put(record, column.name, column.read(value))
            for path, items in self._lists(name, int(key or 0), inline).items():
                put(record, path, items)
            records.append(record)
        return records

    def _lists(self, name: str, key: int, inline: Value) -> dict[str, list[Any]]:
        """All lists of one record by path: items that are records of their own, and those that stand beside it as JSON."""
        kept = inline_lists(inline)
        lists = {}
        for path, item in self._facts.objects[name].lists.items():
            if item is None or item not in self._facts.objects:
                facts = item_facts(self._facts.objects[name], path)
                lists[path] = [whole(facts, each) for each in kept.get(path, ())]
            else:
                column = self._facts.objects[item].owner_column(name)
                lists[path] = self._whole(item, Condition(f"t0.{quoted(column)} = ?", (key,)))
        return lists


def _reference(name: str, key: Value, record_id: Value) -> dict[str, str]:
    return {"key": str(key), "id": str(key if record_id is None else record_id), "href": f"/objects/{name}/{key}"}
