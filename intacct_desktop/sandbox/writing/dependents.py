"""Who still refers to records that are gone: such a change is refused."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.store import Store, describe, quoted
from intacct_desktop.sandbox.writing.change import Problem, Row

# Objects with more rows than this are not searched: their references have no index, and a deletion must not take seconds.
_MOST_ROWS = 300_000


def still_needed(store: Store, gone: Mapping[str, Mapping[int, Row]]) -> Iterator[Problem]:
    """One problem for each object whose records refer to one of the ``gone``, which are given by object and key.

    Only tables that have been made are searched: a record that nobody could have asked for refers to nothing.
    """
    made = store.tables
    for target, rows in gone.items():
        for name, columns in _referrers().get(target, {}).items():
            if name in made and _last_key(store, name) <= _MOST_ROWS:
                yield from _found(store, name, columns, rows)


def _found(store: Store, name: str, columns: tuple[str, ...], rows: Mapping[int, Row]) -> Iterator[Problem]:
    keys = ", ".join(map(str, rows))
    tests = " OR ".join(f"{quoted(column)} IN ({keys})" for column in columns)
    sql = f"SELECT key, {', '.join(map(quoted, columns))} FROM {quoted(name)} WHERE {tests} LIMIT 1"  # noqa: S608 - own names, quoted
    for key, *targets in store.rows(sql):
        row = next(rows[int(target)] for target in targets if target is not None and int(target) in rows)
        yield Problem(row.pointer, f"{row.name} with the key {row.key} is in use: {name} with the key {key} refers to it")


def _last_key(store: Store, name: str) -> int:
    [(last,)] = store.rows(f"SELECT MAX(key) FROM {quoted(name)}")  # noqa: S608 - own names, quoted
    return int(last or 0)


@cache
def _referrers() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The objects that refer to an object, each with the columns that do, by that object."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, facts in load_facts().objects.items():
        for path, target in describe(facts).joins.items():
            columns = found.setdefault(target, {})
            columns[name] = (*columns.get(name, ()), f"{path}.key")
    return MappingProxyType(found)
