"""A value of a request as it is stored, or why it cannot be."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from intacct_desktop.sandbox.facts import PathFacts, load_facts
from intacct_desktop.sandbox.query.dates import parse_date
from intacct_desktop.sandbox.store import Kind, StoredColumn, Value, stored_column

_DECIMAL = re.compile(r"-?\d{1,18}(\.\d+)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_LARGEST = 2**63 - 1
_MOST_DIGITS = 18

_BASE64 = {"base64zip": b"+/", "inbound-binary": b"+/", "outbound-binary": b"+/", "base64url": b"-_"}


def stored(value: Any, facts: PathFacts) -> Value:
    """The stored form of a JSON value of the member ``facts``. Raises ValueError, whose text says what the member takes.

    Amounts and rates are texts, as the model says, with at most the member's digits; numbers are JSON numbers. Nothing is rounded.
    """
    if value is None:
        if facts.nullable or None in (facts.enum or ()):
            return None
        raise ValueError("cannot be null")
    column = stored_column(facts)
    match column.kind:
        case Kind.BOOLEAN:
            if isinstance(value, bool):
                return int(value)
            raise ValueError("is true or false")
        case Kind.INTEGER | Kind.NUMBER:
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return _scaled(Decimal(value), column)
            raise ValueError("is a number")
        case Kind.ARRAY:
            if isinstance(value, list) and all(isinstance(item, str) for item in value):
                return json.dumps(value, ensure_ascii=False)
            raise ValueError("is an array of texts")
    if not isinstance(value, str):
        raise ValueError("is a text")
    match column.kind:
        case Kind.DECIMAL:
            if _DECIMAL.fullmatch(value):
                return _scaled(Decimal(value), column)
            raise ValueError("is a decimal number as text")
        case Kind.DATE:
            if parse_date(value):
                return value
            raise ValueError("is a date, YYYY-MM-DD")
        case Kind.DATE_TIME:
            if _is_moment(value):
                return value
            raise ValueError("is a date-time, YYYY-MM-DDTHH:MM:SSZ")
    return _text(value, facts)


def _text(value: str, facts: PathFacts) -> str:
    if facts.enum and value not in facts.enum:
        raise ValueError(f"is one of {', '.join(member for member in facts.enum if member)}")
    if facts.format in _BASE64 and not _is_base64(value, _BASE64[facts.format]):
        raise ValueError("is base64")
    if facts.format == "email" and "@" not in value:
        raise ValueError("is an e-mail address")
    return value


def _scaled(number: Decimal, column: StoredColumn) -> int:
    if number and number.adjusted() > _MOST_DIGITS:
        raise ValueError("is out of range")
    # A Fraction is exact, but one of 1E-999999999 would fill the memory.
    scaled = Fraction(number) * 10**column.scale if not number or number.adjusted() > -_MOST_DIGITS else None
    if scaled is None or scaled.denominator != 1:
        raise ValueError(f"has at most {column.scale} decimal digits" if column.scale else "is a whole number")
    if abs(scaled) > _LARGEST:
        raise ValueError("is out of range")
    return int(scaled)


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_base64(text: str, letters: bytes) -> bool:
    try:
        base64.b64decode(text, letters, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


@cache
def defaults(name: str) -> Mapping[str, Value]:
    """What the model fills in where a new record of ``name`` says nothing, by path."""
    facts = load_facts().objects[name]
    found = {}
    for path, default in facts.defaults.items():
        member = facts.paths[path]
        if member.enum is None or default in member.enum:
            found[path] = stored(default, member)
    return MappingProxyType(found)
