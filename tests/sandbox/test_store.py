# ruff: noqa: S608 - SQL over the own tables' names
"""The store keeps exact values, joins what has records, and may be asked from any thread."""

import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.generated.rows import Generator
from intacct_desktop.sandbox.store import Kind, Record, Store, quoted

BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store.open(None)
    store.create([BILL, VENDOR, "company-config/entity"])
    yield store
    store.close()


def test_a_reference_is_one_key_and_the_rest_is_joined(store: Store) -> None:
    bill = store.table(BILL)
    assert bill is not None
    assert bill.joins["vendor"] == VENDOR
    assert bill.columns["vendor.key"].kind is Kind.KEY
    assert "vendor.name" not in bill.columns
    assert bill.joins["term"] == "accounts-payable/term"
    assert "href" not in bill.columns


def test_a_reference_without_a_target_has_all_its_members(store: Store) -> None:
    entity = store.tables["company-config/entity"]
    assert entity.columns["baseCurrency.id"].kind is Kind.TEXT
    assert entity.columns["baseCurrency.key"].kind is Kind.TEXT


def test_members_that_differ_in_case_only_share_a_column(store: Store) -> None:
    store.insert(VENDOR, ["key", "accountLabel.key"], [(1, 9)])
    assert store.rows(f"SELECT {quoted('accountlabel.key')} FROM {quoted(VENDOR)}") == [(9,)]


def test_an_object_that_nobody_filled_is_supplied_on_first_use() -> None:
    with closing(Store.open(None, supply=Generator(load_facts(), 7, date(2026, 11, 20)))) as store:
        store.create([VENDOR])
        assert "tax/tax-return" not in store.tables
        keys = store.keys("tax/tax-return")
        assert keys == list(range(1, len(keys) + 1))
        assert keys
        assert store.keys(VENDOR) == []


def test_the_order_of_first_use_does_not_matter() -> None:
    def built(names: Iterable[str]) -> dict[str, list[Record]]:
        with closing(Store.open(None, supply=Generator(load_facts(), 7, date(2026, 11, 20)))) as store:
            for name in names:
                store.table(name)
            return {name: store.records(name) for name in sorted(names)}

    names = [name for name in load_facts().objects if name.startswith("construction/")]
    assert built(names) == built(names[::-1])


def test_a_transaction_is_all_or_nothing_and_no_key_is_given_twice(store: Store) -> None:
    first = store.add(VENDOR, {"id": "V-1", "name": "One"})

    def fail() -> None:
        with store.transaction():
            assert store.add(VENDOR, {"id": "V-2"}) == first + 1
            store.update(VENDOR, first, {"name": "Changed"})
            with store.transaction():
                store.table("accounts-payable/term")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [(record["key"], record["name"]) for record in store.records(VENDOR)] == [(first, "One")]
    # A table that was made on the way stays: another thread may be about to read it.
    assert "accounts-payable/term" in store.tables
    assert store.records("accounts-payable/term") == []
    store.delete(VENDOR, first)
    assert store.add(VENDOR, {"id": "V-3"}) == first + 1
    assert [record["id"] for record in store.records(VENDOR)] == ["V-3"]
    assert store.records(VENDOR, id="V-1") == []


def test_every_object_can_be_stored() -> None:
    store = Store.open(None)
    store.create(load_facts().objects)
    store.index()
    assert store.tables.keys() == load_facts().objects.keys()
    store.close()


def test_a_file_keeps_its_records(tmp_path: Path) -> None:
    path = tmp_path / "practice.sqlite"
    first = Store.open(path)
    first.create([BILL, VENDOR])
    first.insert(VENDOR, ["key", "id", "name"], [(1, "V-00001", "=1+1")])
    first.index()
    first.close()
    again = Store.open(path)
    assert again.tables.keys() == {BILL, VENDOR}
    assert again.tables[BILL].joins["vendor"] == VENDOR
    assert again.rows(f"SELECT id, name FROM {quoted(VENDOR)}") == [("V-00001", "=1+1")]
    again.close()


def test_a_failed_insert_leaves_the_store_as_it_was(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.insert(VENDOR, ["key", "id"], [(1, "V-00001"), (1, "V-00002")])
    assert store.rows(f"SELECT count(*) FROM {quoted(VENDOR)}") == [(0,)]
    store.insert(VENDOR, ["key", "id"], [(1, "V-00003")])
    assert store.rows(f"SELECT id FROM {quoted(VENDOR)}") == [("V-00003",)]


def test_threads_may_read_while_one_writes(store: Store) -> None:
    count = f"SELECT count(*) FROM {quoted(VENDOR)}"

    def write(start: int) -> None:
        store.insert(VENDOR, ["key", "id"], [(key, f"V-{key:05}") for key in range(start, start + 50)])

    with ThreadPoolExecutor(4) as threads:
        writes = [threads.submit(write, start) for start in range(1, 1000, 50)]
        reads = [threads.submit(store.rows, count) for _ in range(40)]
        seen = [int(str(read.result()[0][0])) for read in reads]
        for each in writes:
            each.result()
    assert all(number % 50 == 0 for number in seen)
    assert store.rows(count) == [(1000,)]
