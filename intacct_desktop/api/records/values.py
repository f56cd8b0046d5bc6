"""A record as nested JSON, and places in it: JSON pointers such as ``/lines/2/dimensions/department``.

Values are as they travel (facts 3.5, 5.8): amounts are text, numbers int or `Decimal`, dates ``YYYY-MM-DD``, references mappings with
``key``, ``id`` and ``name``, owned lists lists of mappings. Nothing here changes a record: a change gives a new one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Record: TypeAlias = Mapping[str, Any]
Place: TypeAlias = str
"""A JSON pointer (RFC 6901) into a record."""

IDENTITY = ("key", "id", "name", "href")
"""What a reference says of the record that it leads to."""


def place_of(path: str, above: Place = "") -> Place:
    """The place of a dotted path, below another place where one is given."""
    return "".join([above, *(f"/{_escaped(step)}" for step in path.split("."))])


def steps_of(place: Place) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]


def path_of(place: Place) -> str:
    """A place as people write it: ``lines[2].memo``, counted from 1."""
    text = ""
    for step in steps_of(place):
        text += f"[{int(step) + 1}]" if step.isdecimal() else f".{step}" if text else step
    return text


def value_at(record: Any, place: Place) -> Any:
    """What stands at a place; None where there is nothing."""
    for step in steps_of(place):
        if isinstance(record, Mapping):
            record = record.get(step)
        elif isinstance(record, list | tuple) and step.isdecimal() and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def with_value(record: Record, place: Place, value: Any) -> dict[str, Any]:
    """The record with another value at a place. Groups on the way are made. Raises IndexError for an item that a list does not have."""
    changed: dict[str, Any] = _with(record, steps_of(place), value)
    return changed


def is_empty(value: object) -> bool:
    """Nothing is said: null, an empty text or list, a reference to nothing."""
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    return value is None or value == "" or (isinstance(value, Sequence) and not value)


def _with(present: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(present, list | tuple):
        items = list(present)
        items[int(step)] = _with(items[int(step)], rest, value)
        return items
    members = dict(present) if isinstance(present, Mapping) else {}
    members[step] = _with(members.get(step), rest, value)
    return members


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
