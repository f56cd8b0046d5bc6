"""Which record a reference in a request means: the one that has every member given, if the caller can see it (facts 5.8)."""

from collections.abc import Mapping
from typing import Any

from intacct_desktop.sandbox.query.source import Source
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import Store, Value

_MOST_DIGITS = 18


def find(store: Store, name: str, members: Mapping[str, Value], scope: Scope) -> int | None:
    """The key of the record of ``name`` with these values, stored ones by the members' paths; None where ``scope`` shows none."""
    key = members.get("key")
    if key is not None and parse_key(key) is None:
        return None
    source = Source(store, name)
    tests, values = ["1"], []
    for member, value in members.items():
        tests.append(f"{source.column(member).sql} = ?")
        values.append(parse_key(value) if member == "key" else value)
    visible = scope.condition(source, include_private=True)
    sql = f"SELECT t0.key {source.sql} WHERE {' AND '.join(tests)} AND {visible.sql} ORDER BY t0.key LIMIT 1"
    rows = store.rows(sql, (*values, *visible.values))
    return int(rows[0][0] or 0) if rows else None


def parse_key(text: Any) -> int | None:
    """A key as it is stored; None for what is none."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    return None
