"""Lists whose items are no objects of their own: kept as JSON beside their record, checked against the model all the same."""

from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from intacct_desktop.sandbox.errors import ENCODER
from intacct_desktop.sandbox.facts import Model, ObjectFacts
from intacct_desktop.sandbox.query.reading import read
from intacct_desktop.sandbox.store import LISTS, Kind, StoredColumn, Value, stored_column

_DECODER = msgspec.json.Decoder(dict[str, list[Any]], float_hook=Decimal)

# How deep an item may go that the model does not describe: a filter is {"$in": {"status": ["active"]}}.
_DEPTH = 3


@cache
def item_facts(owner: ObjectFacts, path: str) -> ObjectFacts | None:
    """The items of the inline list ``path`` of ``owner``, itself an item or a record; None where the model does not say what they are."""
    node: Model = owner.model
    *groups, last = path.split(".")
    for group in groups:
        node = node["groups"][group]
    node = node["lists"][last]
    facts = ObjectFacts(f"{owner.name}[{path}]", lambda: node)
    return facts if facts.paths else None


def inline_lists(content: Value) -> dict[str, list[Any]]:
    """The lists of a record by path, from the text they are stored as."""
    return _DECODER.decode(str(content)) if content else {}


def with_list(content: Value, path: str, items: list[Any]) -> str:
    """The text with one list set anew."""
    return ENCODER.encode(inline_lists(content) | {path: items}).decode()


def is_plain(item: Any, depth: int = _DEPTH) -> bool:
    """Whether an item that the model does not describe is no deeper than those that there can be."""
    if not isinstance(item, dict | list):
        return True
    return depth > 0 and all(is_plain(each, depth - 1) for each in (item.values() if isinstance(item, dict) else item))


def to_json(facts: ObjectFacts, values: dict[str, Value]) -> dict[str, Any]:
    """An item as it is kept: its stored values, and the lists within it, nested as the model nests them."""
    item: dict[str, Any] = {}
    for path, items in inline_lists(values.pop(LISTS, None)).items():
        put(item, path, items)
    for path, value in values.items():
        member = facts.paths.get(path)
        # The keys are those of records, also where the model takes them for texts.
        column = stored_column(member) if member and not path.endswith(".key") else StoredColumn(path, Kind.KEY)
        put(item, path, read(value, column.kind, column.scale))
    return item


def whole(facts: ObjectFacts | None, item: Any) -> Any:
    """A kept item with all members that the model names, null where it has none; only the link of a reference to nothing is left out."""
    if facts is None or not isinstance(item, dict):
        return item
    full: dict[str, Any] = {}
    for path, member in facts.paths.items():
        reference, _, last = path.rpartition(".")
        leads_nowhere = last == "href" and reference and _get(item, f"{reference}.key") is None
        if not member.write_only and not leads_nowhere:
            put(full, path, _get(item, path))
    for path in facts.lists:
        put(full, path, [whole(item_facts(facts, path), each) for each in _get(item, path) or ()])
    return full


def put(record: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path, making the groups on the way."""
    *groups, name = path.split(".")
    for group in groups:
        record = record.setdefault(group, {})
    record[name] = value


def _get(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = record.get(name) if isinstance(record, dict) else None
    return record
