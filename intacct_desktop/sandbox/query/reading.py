"""From stored values to the values of an answer: in Python for groupings and exports, and in SQL for pages of records.

SQLite writes the JSON of a page in half of the time that Python takes for it, and without holding other threads up.
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from intacct_desktop.sandbox.store import Kind, Value


def read(value: Value, kind: Kind, scale: int) -> Any:
    """One stored value as `reader` reads it; null stays null."""
    make = reader(kind, scale)
    return value if value is None or make is None else make(value)


@cache
def reader(kind: Kind, scale: int) -> Callable[[Any], Any] | None:
    """How a stored value of this kind that is not null reads; None where it is answered as it is stored.

    Keys and amounts are texts ("17", "68400.00"). A JSON number is an int or a Decimal, without digits that say nothing.
    """
    match kind:
        case Kind.KEY:
            return str
        case Kind.BOOLEAN:
            return bool
        case Kind.ARRAY:
            return json.loads
        case Kind.DECIMAL:
            return _amount(scale)
        case Kind.NUMBER:
            return _number(scale)
        case _:
            return None


def _amount(scale: int) -> Callable[[int], str]:
    if scale == 0:
        return str

    def read(value: int) -> str:
        # At least one digit before the point, and a place for the sign.
        digits = f"{value:0{scale + 1 + (value < 0)}d}"
        return f"{digits[:-scale]}.{digits[-scale:]}"

    return read


def _number(scale: int) -> Callable[[int], int | Decimal]:
    unit, amount = 10**scale, _amount(scale)

    def read(value: int) -> int | Decimal:
        return Decimal(amount(value).rstrip("0")) if value % unit else value // unit

    return read


def text_sql(sql: str, kind: Kind, scale: int) -> str:
    """SQL of the value as text, as the API writes it: null stays null."""
    match kind:
        case Kind.KEY | Kind.INTEGER:
            return f"CAST({sql} AS TEXT)"
        case Kind.DECIMAL:
            return _digits_sql(sql, scale)
        case Kind.NUMBER:
            return f"iif({sql} % {10**scale}, rtrim({_digits_sql(sql, scale)}, '0'), CAST({sql} / {10**scale} AS TEXT))"
        case _:
            return sql


def object_sql(members: Iterable[tuple[str, str, Kind, int]]) -> str:
    """SQL of the JSON object of members given by name, SQL, kind and digits. The values are those of `reader`."""
    parts: list[str] = []
    for name, sql, kind, scale in members:
        label = f"{',' if parts else '{'}{json.dumps(name, ensure_ascii=False)}:".replace("'", "''")
        parts.append(_member_sql(label, sql, kind, scale))
    parts.append("'}'")
    return _concatenated(parts)


def _member_sql(label: str, sql: str, kind: Kind, scale: int) -> str:
    match kind:
        case Kind.KEY | Kind.DATE | Kind.DATE_TIME:
            return f"""coalesce('{label}"' || {sql} || '"', '{label}null')"""
        case Kind.DECIMAL:
            unit = 10**scale
            return (
                f"""CASE WHEN {sql} >= 0 THEN printf('{label}"%d.%0{scale}d"', {sql} / {unit}, {sql} % {unit}) """
                f"""WHEN {sql} < 0 THEN printf('{label}"-%d.%0{scale}d"', -{sql} / {unit}, -{sql} % {unit}) ELSE '{label}null' END"""
            )
        case Kind.BOOLEAN:
            return f"'{label}' || iif({sql} IS NULL, 'null', iif({sql}, 'true', 'false'))"
        case Kind.INTEGER | Kind.NUMBER | Kind.ARRAY:
            return f"'{label}' || coalesce({text_sql(sql, kind, scale)}, 'null')"
        case _:
            return f"'{label}' || json_quote({sql})"


def _concatenated(parts: list[str]) -> str:
    """A tree of even height: a chain would copy what it has at every step."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_concatenated(parts[:half])} || {_concatenated(parts[half:])})"


def _digits_sql(sql: str, scale: int) -> str:
    if scale == 0:
        return f"CAST({sql} AS TEXT)"
    unit = 10**scale
    return f"iif({sql} IS NULL, NULL, printf('%s%d.%0{scale}d', iif({sql} < 0, '-', ''), abs({sql}) / {unit}, abs({sql}) % {unit}))"
