"""``@{vendor.1.key}``: what a call of a composite request takes from the result of an earlier one (facts 8)."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

_REFERENCE = re.compile(r"@\{([^{}]*)\}")


class UnresolvedReferenceError(Exception):
    """A reference to what is not there; the message names it."""


def names_in(value: Any) -> Iterator[str]:
    """The results that the texts of ``value`` refer to."""
    match value:
        case str():
            yield from (path.partition(".")[0] for path in _REFERENCE.findall(value))
        case dict():
            for each in value.values():
                yield from names_in(each)
        case list():
            for each in value:
                yield from names_in(each)


def filled(value: Any, results: Mapping[str, Any]) -> Any:
    """``value`` with its references replaced: a text that is one reference becomes what it refers to, any other takes it in as text."""
    match value:
        case str():
            if whole := _REFERENCE.fullmatch(value):
                return _found(whole[1], results)
            return _REFERENCE.sub(lambda match: _text(match[1], results), value)
        case dict():
            return {name: filled(each, results) for name, each in value.items()}
        case list():
            return [filled(each, results) for each in value]
        case _:
            return value


def filled_path(path: str, results: Mapping[str, Any]) -> str:
    """A path with its references replaced, escaped."""
    return _REFERENCE.sub(lambda match: quote(_text(match[1], results), safe=""), path)


def _text(path: str, results: Mapping[str, Any]) -> str:
    match _found(path, results):
        case bool() as truth:
            return "true" if truth else "false"
        case str() | int() | Decimal() as value:
            return str(value)
        case None:
            raise UnresolvedReferenceError(f"@{{{path}}} is null")
        case _:
            raise UnresolvedReferenceError(f"@{{{path}}} is no single value")


def _found(path: str, results: Mapping[str, Any]) -> Any:
    name, *steps = path.split(".")
    here = results[name]
    # The guide counts even where there is one result only.
    if steps and steps[0] == "1" and isinstance(here, dict):
        steps = steps[1:]
    if not steps:
        raise UnresolvedReferenceError(f"@{{{path}}} names no member of the result")
    for step in steps:
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdecimal() and 1 <= int(step) <= len(here):
            here = here[int(step) - 1]
        else:
            raise UnresolvedReferenceError(f"@{{{path}}}: the result has no {step}")
    return here
