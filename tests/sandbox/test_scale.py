# ruff: noqa: S608 - SQL over the own tables' names
"""The large company is as sound as the small one, and only larger."""

from collections.abc import Iterator
from datetime import date

import pytest

from intacct_desktop.sandbox.company.building import build_company
from intacct_desktop.sandbox.company.ledger.postings import ENTRY_LINE
from intacct_desktop.sandbox.company.scale import scale
from intacct_desktop.sandbox.store import ENTITY, Kind, Store, quoted

TODAY = date(2026, 11, 20)
COPIES = 2


@pytest.fixture(scope="module")
def small() -> Iterator[Store]:
    store = Store.open(None)
    build_company(store, 7, TODAY)
    yield store
    store.close()


@pytest.fixture(scope="module")
def large(small: Store) -> Iterator[Store]:
    store = Store.open(None)
    small.connection.backup(store.connection)
    copied = Store(store.connection, store.facts)
    lines = visible(small)
    assert scale(copied, COPIES * lines) == COPIES * lines == visible(copied)
    yield copied
    copied.close()


def number(store: Store, sql: str) -> int:
    [(found,)] = store.rows(sql)
    return int(found or 0)


def visible(store: Store) -> int:
    """Lines of the general ledger that the top level sees."""
    return number(store, f"SELECT COUNT(*) FROM {quoted(ENTRY_LINE)} WHERE {ENTITY} <> 4")


def size(store: Store, name: str) -> int:
    return number(store, f"SELECT COUNT(*) FROM {quoted(name)}")


@pytest.fixture(scope="module")
def documents(small: Store, large: Store) -> list[str]:
    """The objects that were copied."""
    times = {name: size(large, name) / size(small, name) for name in small.tables}
    assert set(times.values()) == {1, COPIES}
    return [name for name, factor in times.items() if factor == COPIES]


def test_all_that_is_posted_is_copied(documents: list[str]) -> None:
    assert {"accounts-payable/bill", "accounts-payable/bill-line", "accounts-receivable/invoice", "accounts-receivable/invoice-line"} <= {
        *documents
    }
    assert {"accounts-payable/payment-detail", "cash-management/deposit-line", "general-ledger/journal-entry", ENTRY_LINE} <= {*documents}
    assert not {"accounts-payable/vendor", "general-ledger/account", "order-entry/document"} & {*documents}


def test_every_amount_is_there_so_many_times(small: Store, large: Store, documents: list[str]) -> None:
    for name in [*documents, "accounts-payable/vendor", "accounts-receivable/customer"]:
        for column in small.tables[name].columns.values():
            if column.kind is Kind.DECIMAL and (name in documents or column.path == "totalDue"):
                sql = f"SELECT SUM({quoted(column.path)}) FROM {quoted(name)}"
                assert number(large, sql) == COPIES * number(small, sql), column.path


def test_every_reference_leads_to_a_record_of_the_same_copy(small: Store, large: Store, documents: list[str]) -> None:
    for name in documents:
        last = number(small, f"SELECT MAX(key) FROM {quoted(name)}")
        for path, target in large.tables[name].joins.items():
            column = quoted(f"{path}.key")
            if target in documents:
                stride = number(small, f"SELECT MAX(key) FROM {quoted(target)}")
                test = f"{column} NOT IN (SELECT key FROM {quoted(target)}) OR ({column} - 1) / {stride} <> (key - 1) / {last}"
            elif target in large.tables:
                test = f"{column} NOT IN (SELECT key FROM {quoted(target)})"
            else:
                test = f"{column} IS NOT NULL"
            assert number(large, f"SELECT COUNT(*) FROM {quoted(name)} WHERE {test}") == 0, f"{name} {path}"


def test_headers_equal_their_lines_and_debits_their_credits(large: Store) -> None:
    for header, line, owner in (
        ("accounts-payable/bill", "accounts-payable/bill-line", "bill.key"),
        ("accounts-receivable/invoice", "accounts-receivable/invoice-line", "invoice.key"),
    ):
        lines = large.rows(f'SELECT {quoted(owner)}, SUM("txnAmount"), SUM("baseAmount") FROM {quoted(line)} GROUP BY 1 ORDER BY 1')
        assert lines == large.rows(f'SELECT key, "totalTxnAmount", "totalBaseAmount" FROM {quoted(header)} ORDER BY key')
    sides = "SUM(CASE txnType WHEN 'debit' THEN txnAmount ELSE -txnAmount END)"
    assert large.rows(f'SELECT "journalEntry.key" FROM {quoted(ENTRY_LINE)} GROUP BY 1 HAVING {sides} <> 0') == []


def test_what_told_documents_apart_still_does(small: Store, large: Store, documents: list[str]) -> None:
    for name in documents:
        for path in {"id", "billNumber", "invoiceNumber", "documentNumber", "referenceNumber"} & small.tables[name].columns.keys():
            sql = f"SELECT COUNT({quoted(path)}), COUNT(DISTINCT {quoted(path)}) FROM {quoted(name)}"
            [(all_few, few)], [(all_many, many)] = small.rows(sql), large.rows(sql)
            assert (all_many, many) == (COPIES * int(all_few or 0), COPIES * int(few or 0)), f"{name} {path}"


def test_a_company_that_is_large_enough_stays_as_it_is(small: Store) -> None:
    version = small.version
    assert scale(small, 1_000) == visible(small)
    assert small.version == version


def test_indexes_are_those_of_the_small_company(small: Store, large: Store) -> None:
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    assert large.rows(sql) == small.rows(sql)
