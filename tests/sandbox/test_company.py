# ruff: noqa: S608 - SQL over the own tables' names
"""The practice company's books add up, refer to what exists, and are the same on every start."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from intacct_desktop.sandbox.company.books import converted
from intacct_desktop.sandbox.company.building import build_company
from intacct_desktop.sandbox.company.masters.terms import AR_TERMS, TERMS, Term
from intacct_desktop.sandbox.company.people import ENTITIES, USERS
from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.store import ENTITY, Kind, Store, Value, quoted
from tests.practice import kept_company

TODAY = date(2026, 11, 20)
BILL, BILL_LINE = "accounts-payable/bill", "accounts-payable/bill-line"
INVOICE, INVOICE_LINE = "accounts-receivable/invoice", "accounts-receivable/invoice-line"
ENTRY, ENTRY_LINE = "general-ledger/journal-entry", "general-ledger/journal-entry-line"
DOCUMENTS = [(BILL, BILL_LINE, "bill.key"), (INVOICE, INVOICE_LINE, "invoice.key")]

documents = pytest.mark.parametrize(("header", "line", "owner"), DOCUMENTS)


def built(seed: int = 7, today: date = TODAY) -> Store:
    store = Store.open(None)
    build_company(store, seed, today)
    return store


@pytest.fixture(scope="module")
def company() -> Iterator[Store]:
    with kept_company(TODAY) as store:
        yield store


def count(company: Store, sql: str) -> int:
    return int(str(company.rows(f"SELECT count(*) FROM {sql}")[0][0]))


def test_the_company_is_as_large_as_promised(company: Store) -> None:
    sizes = {name: count(company, quoted(name)) for name in company.tables}
    assert sizes["company-config/entity"] == 4
    assert sizes["accounts-payable/vendor"] == 306
    assert sizes["accounts-receivable/customer"] == 405
    assert 4_500 < sizes[BILL] < 5_100
    assert 5_700 < sizes[INVOICE] < 6_300
    assert 6_500 < sizes[ENTRY] < 8_500
    assert 1_350 < count(company, f"{quoted(ENTRY)} WHERE moduleName = 'generalLedger'") < 1_700
    assert sizes["platform-apps/nsp::asset_checkout"] > 0
    assert min(sizes.values()) > 0


def test_another_seed_gives_another_company(company: Store) -> None:
    """That the same one gives the same company is said where it is kept: `test_company_file`."""
    with closing(built(seed=8)) as other:
        for name in (BILL, INVOICE, ENTRY):
            everything = f"SELECT * FROM {quoted(name)} ORDER BY key"
            assert other.rows(everything) != company.rows(everything), name


@pytest.fixture(scope="module", params=[date(2024, 2, 29), date(2026, 3, 1), date(2027, 1, 1), date(2026, 12, 31)], ids=str)
def any_day(request: pytest.FixtureRequest) -> Iterator[tuple[date, Store]]:
    """A day, and the company as it is on that day."""
    with closing(built(today=request.param)) as store:
        yield request.param, store


def test_the_books_end_on_any_day(any_day: tuple[date, Store]) -> None:
    today, store = any_day
    for name, day in ((BILL, "createdDate"), (INVOICE, "invoiceDate"), (ENTRY, "postingDate")):
        first, last = store.rows(f"SELECT min({day}), max({day}) FROM {quoted(name)}")[0]
        assert str(first) <= date(today.year - 2 + (today.month == 12), today.month % 12 + 1, 3).isoformat()
        assert (today - timedelta(days=7)).isoformat() <= str(last) <= today.isoformat()


def test_operations_end_on_any_day(any_day: tuple[date, Store]) -> None:
    today, store = any_day
    for name, day in (("order-entry/document", "txnDate"), ("purchasing/document", "txnDate"), ("time/timesheet-line", "entryDate")):
        [(latest,)] = store.rows(f"SELECT max({quoted(day)}) FROM {quoted(name)}")
        assert (today - timedelta(days=20)).isoformat() <= str(latest) <= today.isoformat()
    assert store.rows('SELECT max("endDate") FROM "general-ledger/reporting-period"') == [(f"{today.year + 1}-12-31",)]


def test_every_reference_leads_to_a_record(company: Store) -> None:
    for name, table in company.tables.items():
        for path, target in table.joins.items():
            column = quoted(f"{path}.key")
            known = f"SELECT key FROM {quoted(target)}" if target in company.tables else ""
            lost = count(company, f"{quoted(name)} WHERE {column} IS NOT NULL AND {column} NOT IN ({known})")
            assert lost == 0, f"{name}.{path}"


def test_every_value_is_what_the_model_says(company: Store) -> None:
    facts = load_facts()
    for name, table in company.tables.items():
        paths = facts.objects[name].paths
        for path, column in table.columns.items():
            if path not in paths:
                continue
            values = {value for (value,) in company.rows(f"SELECT DISTINCT {quoted(path)} FROM {quoted(name)}")} - {None}
            if enum := paths[path].enum:
                assert values <= set(enum), f"{name}.{path}"
            if column.kind is Kind.DATE:
                assert all(date.fromisoformat(str(value)).isoformat() == value for value in values), f"{name}.{path}"
            if column.kind is Kind.DATE_TIME:
                assert all(str(value)[10] == "T" and str(value).endswith("Z") for value in values), f"{name}.{path}"
            if column.kind is Kind.BOOLEAN:
                assert values <= {0, 1}, f"{name}.{path}"
            assert all(isinstance(value, str) == (column.kind.sql_type == "TEXT") for value in values), f"{name}.{path}"


def test_ids_are_unique(company: Store) -> None:
    for name in company.tables:
        assert count(company, quoted(name)) == count(company, f"(SELECT DISTINCT id FROM {quoted(name)} WHERE id IS NOT NULL)"), name


@documents
def test_totals_are_the_sums_of_the_lines(company: Store, header: str, line: str, owner: str) -> None:
    pairs = [
        ("totalTxnAmount", "txnAmount"),
        ("totalBaseAmount", "baseAmount"),
        ("paymentInformation.totalTxnAmountPaid", "paymentInformation.totalTxnAmountPaid"),
        ("paymentInformation.totalBaseAmountPaid", "paymentInformation.totalBaseAmountPaid"),
    ]
    totals = ", ".join(quoted(total) for total, _ in pairs)
    sums = ", ".join(f"sum({quoted(part)})" for _, part in pairs)
    lines = company.rows(f"SELECT {quoted(owner)}, {sums}, count(*) FROM {quoted(line)} GROUP BY 1 ORDER BY 1")
    headers = company.rows(f"SELECT key, {totals} FROM {quoted(header)} ORDER BY key")
    assert headers == [each[:-1] for each in lines]
    assert all(1 <= int(str(each[-1])) <= 8 for each in lines)


@documents
def test_what_is_due_follows_from_the_state(company: Store, header: str, line: str, owner: str) -> None:
    rows = company.rows(
        'SELECT state, "totalTxnAmount", "totalTxnAmountDue", "paymentInformation.totalTxnAmountPaid", "totalBaseAmount",'
        f' "totalBaseAmountDue", "paymentInformation.totalBaseAmountPaid", "paymentInformation.fullyPaidDate" FROM {quoted(header)}'
    )
    states = {str(row[0]) for row in rows}
    assert {"draft", "posted", "partiallyPaid", "paid"} <= states
    for state, total, due, paid, base, base_due, base_paid, paid_on in rows:
        assert isinstance(total, int)
        assert isinstance(paid, int)
        assert isinstance(base, int)
        assert isinstance(base_paid, int)
        assert (due, base_due) == (total - paid, base - base_paid)
        assert (state == "paid") is (due == 0) is (paid_on is not None)
        assert (state == "partiallyPaid") is (0 < paid < total)


@documents
def test_amounts_follow_the_exchange_rate(company: Store, header: str, line: str, owner: str) -> None:
    rows = company.rows(
        'SELECT "txnAmount", "baseAmount", "currency.exchangeRate.rate", "currency.txnCurrency" = "currency.baseCurrency",'
        f' "currency.baseCurrency", {ENTITY} FROM {quoted(line)}'
    )
    assert {int(str(same)) for *_, same, _, _ in rows} == {0, 1}
    for amount, base, rate, same, currency, entity in rows:
        assert base == converted(int(str(amount)), int(str(rate)))
        assert (rate == 1_000_000) is bool(same)
        assert currency == ENTITIES[int(str(entity)) - 1].currency


@pytest.mark.parametrize(
    ("header", "issued", "terms"),
    [(BILL, "createdDate", TERMS), (INVOICE, "invoiceDate", AR_TERMS)],
)
def test_terms_lead_to_the_due_date(company: Store, header: str, issued: str, terms: tuple[Term, ...]) -> None:
    rows = company.rows(f'SELECT {issued}, "dueDate", "discountCutOffDate", "term.key" FROM {quoted(header)}')
    assert {int(str(term)) for *_, term in rows} == set(range(1, 8))
    for day, due, discount, term_key in rows:
        term, start = terms[int(str(term_key)) - 1], date.fromisoformat(str(day))
        until = term.discount_until(start)
        assert (due, discount) == (term.due(start).isoformat(), until.isoformat() if until else None)


def test_terms_count_days_or_from_the_end_of_the_month() -> None:
    assert Term(30).due(date(2026, 1, 31)) == date(2026, 3, 2)
    assert Term(15, after_month_end=True).due(date(2028, 2, 3)) == date(2028, 3, 15)
    assert Term(30, discount_days=10).discount_until(date(2026, 12, 28)) == date(2027, 1, 7)
    assert Term(30).discount_until(date(2026, 1, 1)) is None


def test_entries_balance(company: Store) -> None:
    for amount in ("txnAmount", "baseAmount"):
        unbalanced = company.rows(
            f'SELECT "journalEntry.key" FROM {quoted(ENTRY_LINE)} GROUP BY 1 HAVING sum(CASE "txnType" WHEN \'debit\' THEN 1 ELSE -1 END'
            f' * "{amount}") <> 0 OR count(*) < 2'
        )
        assert unbalanced == []
    assert count(company, f'{quoted(ENTRY_LINE)} WHERE "txnAmount" <= 0') == 0
    assert count(company, f'{quoted(ENTRY)} WHERE key NOT IN (SELECT "journalEntry.key" FROM {quoted(ENTRY_LINE)})') == 0


def test_accruals_are_reversed(company: Store) -> None:
    def about(date_path: str, other_path: str) -> set[tuple[Value, ...]]:
        return set(
            company.rows(
                f"SELECT {date_path}, {other_path}, replace(description, 'Reversed - ', ''), \"entity.key\" FROM {quoted(ENTRY)}"
                f" WHERE {other_path} IS NOT NULL AND {max(date_path, other_path)} <= '{TODAY}'"
            )
        )

    accruals = {
        row
        for row in company.rows(f'SELECT "automaticReversalDate", "postingDate", description, "entity.key" FROM {quoted(ENTRY)}')
        if row[0] is not None and str(row[0]) <= TODAY.isoformat()
    }
    assert accruals
    assert accruals == about('"postingDate"', '"reversedFromDate"')


def test_lines_hit_the_accounts_a_bookkeeper_expects(company: Store) -> None:
    def accounts(line: str) -> set[str]:
        rows = company.rows(f'SELECT DISTINCT a.id FROM {quoted(line)} l JOIN "general-ledger/account" a ON a.key = l."glAccount.key"')
        return {str(account) for (account,) in rows}

    assert all(account[0] in "56" or account in {"1200", "1300", "1510", "1520", "1530"} for account in accounts(BILL_LINE))
    assert all(account[0] == "4" for account in accounts(INVOICE_LINE))


def test_records_belong_to_their_entity(company: Store) -> None:
    for name, table in company.tables.items():
        if "entity.key" in table.columns:
            assert count(company, f'{quoted(name)} WHERE "entity.key" IS NOT {ENTITY}') == 0, name
    for header, line, owner in [*DOCUMENTS, (ENTRY, ENTRY_LINE, "journalEntry.key")]:
        astray = f"{quoted(line)} l JOIN {quoted(header)} h ON h.key = l.{quoted(owner)} WHERE l.{ENTITY} IS NOT h.{ENTITY}"
        assert count(company, astray) == 0
        place = (
            f'{quoted(line)} l JOIN "company-config/location" p ON p.key = l."dimensions.location.key" WHERE p."entity.key" <> l.{ENTITY}'
        )
        assert count(company, place) == 0
        assert {entity for (entity,) in company.rows(f"SELECT DISTINCT {ENTITY} FROM {quoted(header)}")} == {1, 2, 3, 4}


def test_some_of_everything_that_makes_books_interesting(company: Store) -> None:
    for header in (BILL, INVOICE):
        assert count(company, f'{quoted(header)} WHERE "totalTxnAmount" < 0') > 10
        assert count(company, f'{quoted(header)} WHERE "totalTxnAmountDue" > 0 AND "dueDate" < \'{TODAY}\'') > 50
        assert count(company, f'{quoted(header)} WHERE "currency.txnCurrency" <> "currency.baseCurrency"') > 100
        assert count(company, f"{quoted(header)} WHERE description IS NULL") > 100
    assert count(company, f'{quoted(BILL)} WHERE "isOnHold" = 1') > 0


def test_names_try_every_writer(company: Store) -> None:
    names = {
        str(name)
        for (name,) in company.rows('SELECT name FROM "accounts-payable/vendor" UNION SELECT name FROM "accounts-receivable/customer"')
    }
    assert any(name.startswith("=") for name in names)
    assert any(len(name) == 200 for name in names)
    assert any("\u0590" <= letter <= "\u06ff" for name in names for letter in name)
    for sign in "'\",;<é":
        assert any(sign in name for name in names), sign
    departments = {department for (department,) in company.rows('SELECT id FROM "company-config/department"')}
    assert {"0010", "0100"} <= departments


def test_users_are_those_who_may_sign_in(company: Store) -> None:
    users = company.rows('SELECT key, id, "userName", "adminPrivileges", "userType" FROM "company-config/user" ORDER BY key')
    assert users == [(user.key, user.id, user.name, user.admin, user.type) for user in USERS]
    assert {user.entity for user in USERS} <= {None, *(entity.id for entity in ENTITIES)}
    assert any(user.is_read_only and user.password for user in USERS)


def test_nobody_has_entered_anything_later_than_the_day_before(company: Store) -> None:
    made, changed = '"audit.createdDateTime"', '"audit.modifiedDateTime"'
    for name in (name for name, table in company.tables.items() if made.strip('"') in table.columns):
        [(latest, backwards)] = company.rows(f"SELECT MAX({changed}), SUM({changed} < {made}) FROM {quoted(name)}")
        assert str(latest or "") < TODAY.isoformat(), name
        assert not backwards, name
    [(entered_today,)] = company.rows(f"SELECT COUNT(*) FROM {quoted(BILL)} WHERE createdDate = ?", (TODAY.isoformat(),))
    assert int(entered_today or 0) > 0
