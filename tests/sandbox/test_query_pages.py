"""Any page of any listing holds the rows that stand there in the plain order, whatever was asked for and written before."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_desktop.sandbox.query.service import QueryService
from intacct_desktop.sandbox.scope import Scope
from intacct_desktop.sandbox.store import ENTITY, Record, Store

VENDOR = "accounts-payable/vendor"
TOP, ENTITY_2 = Scope(None, frozenset({4})), Scope(2, frozenset({4}))


def fill(store: Store) -> None:
    chance = random.Random(5)  # noqa: S311 - test rows
    paths = ["key", "id", "name", "creditLimit", ENTITY]
    rows = [
        (key, f"V-{key:05}", chance.choice("àBcdé"), chance.choice((None, 0, 10**6, 2_500_000)), chance.choice((None, 1, 2, 4)))
        for key in sorted(chance.sample(range(1, 3_000), 700))
    ]
    store.create([VENDOR])
    store.insert(VENDOR, paths, rows)
    store.index()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    opened = Store.open(None)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def queries(store: Store) -> QueryService:
    return QueryService(store, lambda: date(2026, 11, 20))


def page(queries: QueryService, scope: Scope = TOP, **members: Any) -> tuple[list[str], dict[str, Any]]:
    body = queries.page({"object": VENDOR, "fields": ["key"], **members}, scope).body
    rows = msgspec.json.decode(msgspec.json.encode(body["ia::result"]))
    return [row["key"] for row in rows], body["ia::meta"]


def in_order(records: Sequence[Record], orders: Sequence[tuple[str, str]]) -> list[str]:
    """Plain Python: null last in ascending order, first in descending; at the end by key."""
    rows = sorted(records, key=lambda record: int(record["key"] or 0))
    for field, direction in reversed(orders):
        rows.sort(key=lambda record: (record[field] is None, record[field] or 0, record[field] or ""), reverse=direction == "desc")
    return [str(record["key"]) for record in rows]


def seen(store: Store, scope: Scope, name: str | None) -> list[Record]:
    entities = (None, 1, 2, 3) if scope is TOP else (None, 2)
    return [record for record in store.records(VENDOR) if record[ENTITY] in entities and name in (None, record["name"])]


FIELDS = st.sampled_from(["key", "id", "creditLimit"])
ORDERS = st.lists(st.tuples(FIELDS, st.sampled_from(["asc", "desc"])), max_size=2, unique_by=lambda order: order[0])


@settings(max_examples=150, deadline=None)
@given(
    orders=ORDERS,
    scope=st.sampled_from([TOP, ENTITY_2]),
    name=st.sampled_from([None, None, "é", "nobody"]),
    size=st.integers(1, 300),
    starts=st.lists(st.integers(1, 800), min_size=1, max_size=6),
)
def test_a_page_anywhere(
    queries: QueryService, store: Store, orders: list[tuple[str, str]], scope: Scope, name: str | None, size: int, starts: list[int]
) -> None:
    expected = in_order(seen(store, scope, name), orders)
    asked: dict[str, Any] = {"orderBy": [{field: direction} for field, direction in orders], "size": size}
    if name:
        asked["filters"] = [{"$eq": {"name": name}}]
    for start in starts:
        rows, meta = page(queries, scope, start=start, **asked)
        assert rows == expected[start - 1 : start - 1 + size]
        assert meta["totalCount"] == len(expected)


@pytest.mark.parametrize("order", [[], [{"key": "desc"}], [{"creditLimit": "asc"}]])
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_are_everything(queries: QueryService, store: Store, order: list[dict[str, str]], backwards: bool) -> None:
    expected, _ = page(queries, size=4000, orderBy=order)
    starts = range(1, len(expected) + 1, 37)
    pages = {start: page(queries, size=37, start=start, orderBy=order)[0] for start in (reversed(starts) if backwards else starts)}
    assert [key for start in starts for key in pages[start]] == expected


@pytest.mark.parametrize("order", [[], [{"key": "desc"}], [{"creditLimit": "asc"}]])
@pytest.mark.parametrize("name", ["é", "nobody", None])
@pytest.mark.parametrize("start", [1, 30])
@pytest.mark.parametrize("size", [1, 70, 4000])
def test_the_first_question_counts_right(store: Store, order: list[dict[str, str]], name: str | None, start: int, size: int) -> None:
    """With nothing remembered yet."""
    fresh = QueryService(store, lambda: date(2026, 11, 20))
    filters = [{"$eq": {"name": name}}] if name else []
    _, meta = page(fresh, orderBy=order, filters=filters, start=start, size=size)
    assert meta["totalCount"] == len(seen(store, TOP, name))


def test_pages_follow_what_is_written() -> None:
    store = Store.open(None)
    fill(store)
    queries = QueryService(store, lambda: date(2026, 11, 20))

    def check() -> None:
        for orders in ([], [("creditLimit", "desc")]):
            expected = in_order(seen(store, TOP, None), orders)
            body: dict[str, Any] = {"orderBy": [{field: direction} for field, direction in orders], "size": 100}
            for start in (1, 101, 301, len(expected) - 50):
                rows, meta = page(queries, start=start, **body)
                assert rows == expected[start - 1 : start + 99]
                assert meta["totalCount"] == len(expected)

    check()
    first = store.keys(VENDOR)[0]
    store.delete(VENDOR, first)
    check()
    store.add(VENDOR, {"id": "V-9", "name": "new"})
    check()
    store.update(VENDOR, store.keys(VENDOR)[5], {"creditLimit": 7, ENTITY: 4})
    check()
    with pytest.raises(RuntimeError):
        take_back(store, queries)
    check()
    store.close()


def take_back(store: Store, queries: QueryService) -> None:
    """A change that is seen by a query before it is undone."""
    with store.transaction():
        store.delete(VENDOR, store.keys(VENDOR)[0])
        page(queries)
        raise RuntimeError
