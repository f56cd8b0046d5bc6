# ruff: noqa: S608 - SQL over the own tables' names
"""Orders, contracts, time, expenses, periods, access, files and the audit trail go together with the books and with one another."""

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from intacct_desktop.sandbox.company.books import converted
from intacct_desktop.sandbox.company.names import words
from intacct_desktop.sandbox.company.people import USERS
from intacct_desktop.sandbox.customisation import CHANNEL, CHANNEL_DIMENSION, DIMENSIONED
from intacct_desktop.sandbox.facts import OWNER, load_facts
from intacct_desktop.sandbox.store import ENTITY, LISTS, Store, Value, quoted
from tests.practice import kept_company

TODAY = date(2026, 11, 20)
SIDES = [
    ("order-entry", "accounts-receivable/invoice", "invoice", "orderEntryDocument"),
    ("purchasing", "accounts-payable/bill", "bill", "purchasingDocument"),
]

sides = pytest.mark.parametrize(("app", "ledger", "member", "owner"), SIDES, ids=["sales", "purchases"])


@pytest.fixture(scope="module")
def company() -> Iterator[Store]:
    with kept_company(TODAY) as store:
        yield store


def numbers(company: Store, sql: str) -> list[tuple[int, ...]]:
    return [tuple(int(str(value)) for value in row) for row in company.rows(sql)]


def count(company: Store, sql: str) -> int:
    return numbers(company, f"SELECT count(*) FROM {sql}")[0][0]


def texts(company: Store, sql: str) -> list[str]:
    return [str(value) for (value,) in company.rows(sql)]


def test_clearly_more_than_sixty_objects_are_filled(company: Store) -> None:
    assert len(company.tables) > 120
    assert {name.partition("/")[0] for name in company.tables} >= {
        "contracts",
        "core",
        "expenses",
        "order-entry",
        "projects",
        "purchasing",
        "tax",
        "time",
    }


def test_every_filled_table_has_only_users_that_exist_and_a_plausible_stamp(company: Store) -> None:
    users = {user.key for user in USERS}
    for name, table in company.tables.items():
        if "audit.createdDateTime" in table.columns:
            made, changed, by = "audit.createdDateTime", "audit.modifiedDateTime", "audit.createdByUser.key"
            assert count(company, f"{quoted(name)} WHERE {quoted(made)} > {quoted(changed)}") == 0, name
            assert {key for (key,) in company.rows(f"SELECT DISTINCT {quoted(by)} FROM {quoted(name)}")} <= {*users, None}, name
            assert count(company, f"{quoted(name)} WHERE {quoted(changed)} > '{TODAY + timedelta(days=1)}'") == 0, name


def test_references_lead_to_records_that_whoever_sees_the_one_may_see(company: Store) -> None:
    for name, table in company.tables.items():
        owner = load_facts().objects[name].owner
        for path, target in table.joins.items():
            column = quoted(f"{path}.key")
            if target not in company.tables:
                assert count(company, f"{quoted(name)} WHERE {column} IS NOT NULL") == 0, f"{name}.{path}"
                continue
            lost = f"{quoted(name)} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT key FROM {quoted(target)})"
            assert count(company, lost) == 0, f"{name}.{path}"
            joined = f"{quoted(name)} a JOIN {quoted(target)} b ON b.key = a.{column}"
            assert count(company, f"{joined} WHERE b.{ENTITY} = 4 AND a.{ENTITY} IS NOT 4") == 0, f"{name}.{path}"
            if owner and owner.path == path:
                assert count(company, f"{joined} WHERE b.{ENTITY} IS NOT a.{ENTITY}") == 0, f"{name}.{path}"


@sides
def test_documents_total_their_lines_and_charges(company: Store, app: str, ledger: str, member: str, owner: str) -> None:
    assert count(company, f'"{app}/document"') > 400
    for total, price, charge in (("total", "price", "total"), ("totalInTxnCurrency", "priceInTxnCurrency", "txnTotal")):
        subtotal = total.replace("total", "subtotal")
        lines = f'SELECT "sourceDocument.key" k, sum("{price}") s FROM "{app}/document-line" GROUP BY 1'
        joined = f'SELECT d.key FROM "{app}/document" d LEFT JOIN ({lines}) l ON l.k = d.key'
        joined += f' LEFT JOIN (SELECT {OWNER} k, sum("{charge}") s FROM "{app}/document-subtotal" GROUP BY 1) c ON c.k = d.key'
        wrong = f'{joined} WHERE d."{subtotal}" * 100000000 IS NOT l.s OR d."{total}" IS NOT d."{subtotal}" + coalesce(c.s, 0)'
        assert company.rows(wrong) == []


@sides
def test_lines_are_quantity_times_price_at_the_rate(company: Store, app: str, ledger: str, member: str, owner: str) -> None:
    rows = numbers(
        company,
        'SELECT l."unitQuantity", l."unitPrice", l."priceInTxnCurrency", l.price, d."exchangeRate.rate",'
        ' l."quantityConverted" + l."quantityRemaining"'
        f' FROM "{app}/document-line" l JOIN "{app}/document" d ON d.key = l."sourceDocument.key"',
    )
    for quantity, unit_price, amount, base, rate, counted in rows:
        assert quantity * unit_price == amount * 10**10
        assert base // 10**8 == converted(amount // 10**8, rate // 10**4)
        assert counted in {0, quantity}


def test_goods_cost_about_what_they_usually_cost(company: Store) -> None:
    lines = '"purchasing/document-line" l JOIN "inventory-control/item" i ON i.key = l."item.key"'
    near = 'l."unitPrice" BETWEEN i."purchasing.standardCost" * 0.85 AND i."purchasing.standardCost" * 1.15'
    assert count(company, f"{lines} WHERE {near}") > 0.97 * count(company, lines)
    assert count(company, f'{lines} WHERE l."unitPrice" > i."sales.basePrice"') == 0


def test_offices_stand_in_their_towns(company: Store) -> None:
    offices = company.rows(
        'SELECT l.name, c."mailingAddress.city" FROM "company-config/location" l JOIN "company-config/contact" c'
        """ ON c.key = l."contacts.primary.key" WHERE l."locationType" = 'location'"""
    )
    assert len(offices) == 7
    assert all(str(name).startswith(str(town)) for name, town in offices)


def test_people_work_where_their_title_belongs(company: Store) -> None:
    titles = words("organisation")["titles"]
    people = company.rows(
        'SELECT d.id, e."jobTitle" FROM "company-config/employee" e JOIN "company-config/department" d ON d.key = e."department.key"'
    )
    assert len(people) > 100
    assert all(title in titles[department] for department, title in people)


@sides
def test_a_chain_ends_in_the_subledger_with_the_same_amount(company: Store, app: str, ledger: str, member: str, owner: str) -> None:
    partner = "customer" if app == "order-entry" else "vendor"
    back = "salesDocument" if app == "order-entry" else "purchasingDocument"
    joined = f'"{app}/document" d JOIN "{ledger}" i ON i.key = d."{member}.key"'
    assert count(company, joined) > 100
    differ = f'd."totalInTxnCurrency" <> i."totalTxnAmount" OR d.total <> i."totalBaseAmount" OR d."{partner}.key" <> i."{partner}.key"'
    assert count(company, f'{joined} WHERE {differ} OR d.{ENTITY} IS NOT i.{ENTITY} OR i."{back}.key" IS NOT d.key') == 0
    steps = f'"{app}/document" d JOIN "{app}/document" b ON b.key = d."sourceDocument.key"'
    assert count(company, steps) > 250
    changed = 'b."documentType" = d."documentType" OR b."totalInTxnCurrency" <> d."totalInTxnCurrency"'
    astray = f'b.state <> \'converted\' OR b."txnDate" > d."txnDate" OR {changed}'
    assert count(company, f"{steps} WHERE {astray}") == 0
    assert count(company, f'"{app}/document-history"') == 2 * count(company, steps)
    told = (
        f'"{app}/document-history" h JOIN "{app}/document" d ON d.key = h."{owner}.key"'
        f' JOIN "{app}/document" b ON b.id = h."convertedFrom.id" AND CAST(b.key AS TEXT) = h."convertedFrom.key"'
    )
    assert count(company, f'{told} WHERE d."sourceDocument.key" = b.key') == count(company, steps)
    open_ones = texts(company, f"SELECT state FROM \"{app}/document\" WHERE state IN ('pending', 'draft')")
    assert len(open_ones) > 20


@sides
def test_documents_are_numbered_without_gaps(company: Store, app: str, ledger: str, member: str, owner: str) -> None:
    definitions = company.rows(
        f'SELECT t.id, s."fixedPrefix", s."nextNumber" FROM "{app}/txn-definition" t'
        ' JOIN "company-config/document-sequence" s ON s.key = t."documentSequence.key"'
    )
    assert len(definitions) == {"order-entry": 3, "purchasing": 4}[app]
    for definition, prefix, following in definitions:
        found = texts(company, f'SELECT "documentNumber" FROM "{app}/document" WHERE "documentType" = \'{definition}\' ORDER BY key')
        assert found == [f"{prefix}-{number:05}" for number in range(1, int(str(following)) // 10**6)]
        dates = texts(company, f'SELECT "txnDate" FROM "{app}/document" WHERE "documentType" = \'{definition}\' ORDER BY key')
        assert dates == sorted(dates)


def test_other_headers_total_their_lines(company: Store) -> None:
    pairs = [
        ("contracts/contract", "contractTotalAmount", "contracts/contract-line", "billing.totalFlatFixedAmount", "contract.key", 1),
        ("inventory-control/document", "subTotal", "inventory-control/document-line", "extendedCost", "sourceDocument.key", 10**8),
        ("expenses/employee-expense", None, "expenses/employee-expense-line", "reimbursementAmount", "employeeExpense.key", 1),
    ]
    for header, total, line, amount, owner, scale in pairs:
        sums = numbers(company, f"SELECT {quoted(owner)}, sum({quoted(amount)}) FROM {quoted(line)} GROUP BY 1 ORDER BY 1")
        totals = quoted(total) if total else '"reimbursement.totalEntered" + "nonReimbursable.reimbursementTotalEntered"'
        headers = numbers(company, f"SELECT key, {totals} FROM {quoted(header)} ORDER BY key")
        assert sums == [(key, value * scale) for key, value in headers], header


def test_paid_expenses_are_not_due(company: Store) -> None:
    rows = company.rows(
        'SELECT state, "reimbursement.totalEntered", "reimbursement.totalPaid", "reimbursement.totalDue", "basePayment.paidDate"'
        ' FROM "expenses/employee-expense"'
    )
    assert {str(row[0]) for row in rows} >= {"paid", "approved", "submitted"}
    for state, entered, paid, due, paid_on in rows:
        assert (paid, due) == ((entered, 0) if state == "paid" else (0, entered))
        assert (paid_on is not None) is (state == "paid")


def test_contracts_follow_one_another(company: Store) -> None:
    pairs = company.rows(
        'SELECT a."endDate", b."startDate", a.state, a."dimensions.customer.key" = b."dimensions.customer.key"'
        ' FROM "contracts/contract" a JOIN "contracts/contract" b ON b.key = a."renewedContract.key"'
    )
    assert len(pairs) > 20
    for end, start, state, is_same in pairs:
        assert date.fromisoformat(str(end)) + timedelta(days=1) == date.fromisoformat(str(start))
        assert (state, is_same) == ("renewed", 1)
    assert count(company, '"contracts/contract" WHERE "billedAmount" > "contractTotalAmount"') == 0


def test_months_follow_without_gap_or_overlap(company: Store) -> None:
    for title, length in (("Month", 1), ("Quarter", 3), ("Year", 12)):
        periods = company.rows(
            'SELECT "startDate", "endDate", status FROM "general-ledger/reporting-period"'
            f" WHERE id LIKE '{title} Ended%' ORDER BY \"startDate\""
        )
        assert len(periods) * length == 48
        for (_, end, _), (start, _, _) in pairwise(periods):
            assert date.fromisoformat(str(end)) + timedelta(days=1) == date.fromisoformat(str(start))
        assert periods[-1][1] == "2027-12-31"
        assert all((status == "active") is (str(end) >= "2024-12-01") for _, end, status in periods)


def test_budgets_cover_every_month_of_their_year(company: Store) -> None:
    months = company.rows(
        'SELECT b.id, d."glAccount.key", group_concat(DISTINCT substr(p."endDate", 1, 4)), count(DISTINCT p.key), count(*)'
        ' FROM "general-ledger/budget-detail" d JOIN "general-ledger/budget" b ON b.key = d."budget.key"'
        ' JOIN "general-ledger/reporting-period" p ON p.key = d."reportingPeriod.key" WHERE p."isBudgetable" GROUP BY 1, 2'
    )
    assert {(str(name)[-4:], years, distinct, rows) for name, _, years, distinct, rows in months} == {
        ("2026", "2026", 12, 12),
        ("2027", "2027", 12, 12),
    }


def test_account_groups_cover_the_chart(company: Store) -> None:
    covered = texts(
        company,
        'SELECT a.id FROM "general-ledger/account" a JOIN "general-ledger/account-range" r ON a.id BETWEEN r."rangeFrom" AND r."rangeTo"',
    )
    assert sorted(covered) == sorted(texts(company, 'SELECT id FROM "general-ledger/account"'))
    assert set(texts(company, 'SELECT category FROM "general-ledger/account"')) == set(
        texts(company, 'SELECT id FROM "general-ledger/account-category"')
    )


def test_time_is_written_on_workdays_of_its_week(company: Store) -> None:
    crews = '"time/timesheet-line" l JOIN "company-config/department" d ON d.key = l."dimensions.department.key"'
    assert sorted(texts(company, f"SELECT DISTINCT substr(d.id, 1, 2) FROM {crews}")) == ["03", "04"]
    rows = company.rows(
        'SELECT t."beginDate", t."endDate", l."entryDate", l.quantity, t."employee.key" = l."dimensions.employee.key", t.state = l.state'
        ' FROM "time/timesheet-line" l JOIN "time/timesheet" t ON t.key = l."timesheet.key"'
    )
    assert len(rows) > 800
    for begin, end, day, hours, is_same, agrees in rows:
        assert str(begin) <= str(day) <= min(str(end), TODAY.isoformat())
        assert date.fromisoformat(str(day)).weekday() < 5
        assert 0 < int(str(hours)) <= 12 * 10**6
        assert (is_same, agrees) == (1, 1)
    tasks = '"time/timesheet-line" l JOIN "projects/task" t ON t.key = l."dimensions.task.key"'
    assert count(company, f'{tasks} WHERE t."project.key" <> l."dimensions.project.key"') == 0


def test_tasks_fill_the_time_of_their_project(company: Store) -> None:
    rows = company.rows(
        'SELECT p."startDate", min(t."planned.startDate"), max(t."planned.endDate"), p."endDate" FROM "projects/task" t'
        ' JOIN "projects/project" p ON p.key = t."project.key" GROUP BY p.key'
    )
    assert len(rows) == 45
    assert all(start == first and str(last) <= str(end) for start, first, last, end in rows)
    assert (
        count(
            company,
            '"projects/task" a JOIN "projects/task" b ON b.key = a."dependentOn.key" WHERE b."planned.endDate" > a."planned.startDate"',
        )
        == 0
    )


def test_stock_in_the_warehouses_is_what_the_item_says(company: Store) -> None:
    rows = company.rows(
        'SELECT i."quantityOnHand", sum(w."onHand") FROM "inventory-control/item-warehouse-inventory" w'
        ' JOIN "inventory-control/item" i ON i.key = w."item.key" GROUP BY i.key'
    )
    assert len(rows) > 20
    assert all(int(str(on_hand)) * 10**6 == total for on_hand, total in rows)


def test_files_are_what_their_names_say(company: Store) -> None:
    files = company.rows('SELECT name, data, size, "attachment.key" FROM "company-config/file"')
    for name, encoded, size, _ in files:
        content = base64.b64decode(str(encoded), validate=True)
        assert len(content) * 10**6 == size
        if str(name).endswith(".pdf"):
            table = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
            assert content[table:].startswith(b"xref")
            assert all(
                content[int(line[:10]) :].startswith(b"%d 0 obj" % at) for at, line in enumerate(content[table:].splitlines()[3:8], 1)
            )
        else:
            assert content.decode().endswith("\n")
    attached = count(
        company, '"accounts-payable/bill" b JOIN "company-config/attachment" a ON a.key = b."attachment.key" AND a._entity IS b._entity'
    )
    assert attached == sum(str(name).endswith(".pdf") for name, *_ in files) == 40


def test_users_have_the_roles_that_list_them(company: Store) -> None:
    mapped = company.rows(
        'SELECT u.id, r.id FROM "company-config/role-user-map" m JOIN "company-config/user" u ON u.key = m."user.key"'
        ' JOIN "company-config/role" r ON r.key = m."role.key"'
    )
    listed = [
        (user, role["id"])
        for user, lists in company.rows(f'SELECT id, {LISTS} FROM "company-config/user"')
        for role in json.loads(str(lists))["roles"]
    ]
    assert sorted(mapped) == sorted(listed)
    assert {user for user, _ in listed} == {user.id for user in USERS}


def test_views_query_what_exists(company: Store) -> None:
    facts = load_facts()
    views = company.rows(f'SELECT "query.object", "query.fields", {LISTS} FROM "core/user-view"')
    assert len(views) == 6
    for name, fields, lists in views:
        written = json.loads(str(lists))
        assert all(facts.resolve(str(name), path) for path in json.loads(str(fields)))
        for condition in written["query.filters"]:
            [members] = condition.values()
            assert all(facts.resolve(str(name), path) for path in members)
        assert [column["id"] for column in written["metadata.columns"]] == json.loads(str(fields))


def test_the_audit_trail_tells_what_the_records_say(company: Store) -> None:
    trail = company.rows(
        'SELECT "changeSource.accessDateTime", "changeDetails.objectName", "changeDetails.objectId", "changeSource.actionPerformed",'
        ' "changeSource.completedBy" FROM "company-config/audit-history" ORDER BY key'
    )
    assert len(trail) > 500
    assert [row[0] for row in trail] == sorted(str(row[0]) for row in trail)
    users = {user.id: user.key for user in USERS}
    for moment, name, record_id, action, user in trail:
        what = "created" if action == "create" else "modified"
        found = company.rows(f'SELECT "audit.{what}DateTime", "audit.{what}ByUser.key" FROM {quoted(str(name))} WHERE id = ?', (record_id,))
        assert found == [(moment, users[str(user)])]
    changes = "\"company-config/audit-history\" WHERE \"changeSource.actionPerformed\" IN ('modify', 'workflow')"
    assert count(company, changes) > 100
    assert count(company, f'{changes} AND "changeDetails.previousValue" IS "changeDetails.newValue"') == 0


def test_the_dimension_is_a_custom_object_that_nobody_writes(company: Store) -> None:
    facts = load_facts()
    channel = facts.objects[CHANNEL]
    assert channel.http_methods == ("OPTIONS", "GET")
    assert all(member.read_only for member in channel.paths.values())
    assert texts(company, f"SELECT id FROM {quoted(CHANNEL)}") == texts(company, f"SELECT key FROM {quoted(CHANNEL)}")


@pytest.mark.parametrize("name", DIMENSIONED)
def test_a_fifth_of_the_lines_carry_the_dimension(company: Store, name: str) -> None:
    model = load_facts().objects[name].model["groups"]["dimensions"]["refs"][CHANNEL_DIMENSION]
    assert model["apiObject"] == CHANNEL
    assert set(model["fields"]) == {"key", "href"}
    path = quoted(f"dimensions.{CHANNEL_DIMENSION}.key")
    # The entries that the subledgers post come without it.
    manual = '"journalEntry.key" IN (SELECT key FROM "general-ledger/journal-entry" WHERE "moduleName" = \'generalLedger\')'
    lines = f"{quoted(name)} WHERE {manual if 'journal' in name else 'true'}"
    assert 0.14 < count(company, f"{lines} AND {path} IS NOT NULL") / count(company, lines) < 0.22
    used: set[Value] = {key for (key,) in company.rows(f"SELECT DISTINCT {path} FROM {quoted(name)}")}
    assert used == {1, 2, 3, 4, 5, 6, None}
