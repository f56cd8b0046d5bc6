"""A service's payload against its shape: the first thing that is wrong, told by its JSON pointer (facts 6.2)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from intacct_desktop.sandbox.errors import ApiError, invalid_payload, unknown_key
from intacct_desktop.sandbox.services.shapes import Form, Member, ServiceShape

_TYPES: Mapping[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "integer": (int,), "array": (list,), "object": (dict,)}
_NAMES = {"string": "a text", "boolean": "true or false", "integer": "a whole number", "array": "a list", "object": "an object"}


def check(body: Any, shape: ServiceShape) -> None:
    """Raises `ApiError` for a payload that the service does not take."""
    if not shape.batch:
        _check_object(body, shape.request, "", open_ended=shape.open)
        return
    if not isinstance(body, list):
        raise wrong("The payload is a list", "")
    for at, each in enumerate(body):
        _check_object(each, shape.request, f"/{at}", open_ended=shape.open)


def parameters(given: Iterable[tuple[str, str]], shape: ServiceShape) -> dict[str, Any]:
    """The query parameters of a request that has no payload, each once, booleans as such."""
    values: dict[str, Any] = {}
    known = {member.name: member for member in shape.request}
    for name, text in given:
        if name in values:
            raise wrong(f"{name} is given twice", f"/{name}")
        is_switch = name in known and known[name].type == "boolean" and text in ("true", "false")
        values[name] = text == "true" if is_switch else text
    _check_object(values, shape.request, "", open_ended=False)
    return values


def wrong(problem: str, target: str) -> ApiError:
    """400 for one member of the payload."""
    return invalid_payload("Payload contains errors", problem, target)


def _check_object(value: Any, members: Sequence[Member], target: str, *, open_ended: bool) -> None:
    if not isinstance(value, dict):
        raise wrong("An object is expected", target)
    known = {member.name: member for member in members}
    for name, each in value.items():
        place = f"{target}/{name}"
        if name in known:
            _check_value(each, known[name], place)
        elif not open_ended:
            raise unknown_key(name, "payload", place)
    for member in members:
        if member.required and member.name not in value:
            raise wrong(f"{member.name} is required", f"{target}/{member.name}")


def _check_value(value: Any, member: Member, target: str) -> None:
    if value is None and member.nullable:
        return
    if not _is_of(value, member.type):
        raise wrong(f"{member.name} is {_NAMES[member.type]}", target)
    if member.format == "date" and not _is_date(value):
        raise wrong(f"{member.name} is a date", target)
    for each in value if isinstance(value, list) else [value]:
        if member.enum and each not in member.enum:
            raise wrong(f"{member.name} is one of {', '.join(member.enum)}", target)
    match member.form:
        case Form.GROUP | Form.REFERENCE:
            _check_object(value, member.members, target, open_ended=False)
            if member.form is Form.REFERENCE and not value.keys() & {"key", "id"}:
                raise wrong(f"{member.name} needs a key or an id", target)
        case Form.LIST:
            for at, each in enumerate(value):
                _check_object(each, member.members, f"{target}/{at}", open_ended=not member.members)
        case Form.FIELD if member.type == "array" and not all(isinstance(each, str) for each in value):
            raise wrong(f"{member.name} is a list of texts", target)


def _is_of(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
