"""Two records of one object, or one record at two times, field by field: what differs. Records are the JSON of a GET as it came."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any


class Difference(StrEnum):
    """What became of a field from the left record to the right one."""

    SAME = "same"
    CHANGED = "changed"
    LEFT_ONLY = "left-only"
    """In an item of a list that the right record does not have."""
    RIGHT_ONLY = "right-only"


class Absent(Enum):
    """No value, not even null: the record has no such member."""

    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field. ``path`` is dotted as the model has it (``lines.memo``), ``name`` says which item of a list too: ``lines[2].memo``.

    Items are counted from 1; where a pair stands at two places, the left one counts. A list of values is one field.
    """

    path: str
    name: str
    left: Any
    right: Any
    difference: Difference


@dataclass(frozen=True)
class RecordComparison:
    """All fields in the order of the left record, what only the right one has after its neighbours."""

    fields: tuple[ComparedField, ...]

    @property
    def different(self) -> tuple[ComparedField, ...]:
        return tuple(field for field in self.fields if field.difference is not Difference.SAME)


def compare_records(left: Mapping[str, Any], right: Mapping[str, Any]) -> RecordComparison:
    """Every field of either record. Null and a member that is not there are the same; ``href`` is left out, the key says it.

    Items of a list are paired by key where the two lists share one, else by their place.
    """
    return RecordComparison(tuple(_members(left, right, "", "", None)))


def _members(left: Mapping[str, Any], right: Mapping[str, Any], path: str, name: str, only: Difference | None) -> Iterator[ComparedField]:
    for member in _in_order(left, right):
        if member == "href":
            continue
        pair = left.get(member, Absent.ABSENT), right.get(member, Absent.ABSENT)
        yield from _values(*pair, _below(path, member), _below(name, member), only)


def _values(left: Any, right: Any, path: str, name: str, only: Difference | None) -> Iterator[ComparedField]:
    if _all(Mapping, left, right):
        yield from _members(_mapping(left), _mapping(right), path, name, only)
    elif _all(list, left, right) and _has_items(left, right):
        yield from _items(_list(left), _list(right), path, name, only)
    else:
        yield ComparedField(path, name, left, right, only or (Difference.SAME if _same(left, right) else Difference.CHANGED))


def _items(left: list[Any], right: list[Any], path: str, name: str, only: Difference | None) -> Iterator[ComparedField]:
    for at_left, at_right in _pairs(left, right):
        at = at_right if at_left is None else at_left
        found = only
        if at_left is None or at_right is None:
            found = Difference.RIGHT_ONLY if at_left is None else Difference.LEFT_ONLY
        items = ({} if at_left is None else left[at_left], {} if at_right is None else right[at_right])
        yield from _members(*items, path, f"{name}[{(at or 0) + 1}]", found)


def _pairs(left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int | None, int | None]]:
    """The places of the items that belong together; None where one has no partner. Items without a key are partners in their order."""
    if not (_keys(left) & _keys(right)):
        for at in range(max(len(left), len(right))):
            yield (at if at < len(left) else None), (at if at < len(right) else None)
        return
    places: dict[str | None, deque[int]] = {}
    for at, item in enumerate(right):
        places.setdefault(_key(item), deque()).append(at)
    for at, item in enumerate(left):
        partners = places.get(_key(item))
        yield at, partners.popleft() if partners else None
    yield from ((None, at) for at in sorted(at for rest in places.values() for at in rest))


def _key(item: Mapping[str, Any]) -> str | None:
    key = item.get("key")
    return None if key is None else str(key)


def _keys(items: Sequence[Mapping[str, Any]]) -> set[str]:
    return {key for item in items if (key := _key(item)) is not None}


def _in_order(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    names = list(left)
    at = 0
    for name in right:
        if name in left:
            at = names.index(name) + 1
        else:
            names.insert(at, name)
            at += 1
    return names


def _all(kind: type, *values: Any) -> bool:
    """Both are of a kind, or one of them is and the other is nothing."""
    return any(isinstance(value, kind) for value in values) and all(
        isinstance(value, kind) or value is None or value is Absent.ABSENT for value in values
    )


def _has_items(left: Any, right: Any) -> bool:
    items = [*_list(left), *_list(right)]
    return bool(items) and all(isinstance(item, Mapping) for item in items)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _same(left: Any, right: Any) -> bool:
    """Equal as JSON: 1 and true are not, 1 and 1.0 are, null and nothing are."""
    if left in (None, Absent.ABSENT) and right in (None, Absent.ABSENT):
        return True
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same(*pair) for pair in zip(left, right, strict=True))
    numbers = isinstance(left, int | Decimal) and isinstance(right, int | Decimal)
    return (numbers or type(left) is type(right)) and bool(left == right)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
