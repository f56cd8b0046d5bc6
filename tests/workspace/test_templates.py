import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import operators_for
from intacct_desktop.api.query import MAX_SIZE, Direction, FilterValue, Query, split_aggregate
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.resources import resource
from intacct_desktop.workspace.parameters import declared, fill, inferred, placeholders
from intacct_desktop.workspace.query_file import SavedQuery, to_text
from intacct_desktop.workspace.templates import templates

Row = Mapping[str, Any]
ALL = {saved.name: saved for saved in templates()}
VENDOR, CUSTOMER = "V-00059", "C-00010"
OPEN = ("posted", "partiallyPaid", "selected")


async def rows(client: Client, query: Query) -> list[dict[str, Any]]:
    pages = [page async for page in query_pages(client, replace(query, size=MAX_SIZE))]
    return [json.loads(bytes(row), parse_float=Decimal) for page in pages for row in page.rows]


async def run(client: Client, name: str, **values: FilterValue) -> list[dict[str, Any]]:
    saved = ALL[name]
    return await rows(client, fill(saved.query, saved.parameters, values))


async def plain(client: Client, object_name: str, fields: Iterable[str]) -> list[dict[str, Any]]:
    """Everything there is, without a filter."""
    return await rows(client, Query(object_name, tuple(fields)))


def keys(found: Iterable[Row]) -> set[str]:
    return {row["key"] for row in found}


def test_templates_are_there_in_the_users_words() -> None:
    assert list(ALL) == [
        "List vendors",
        "List customers",
        "List GL accounts",
        "List journal entries",
        "List invoices",
        "List bills",
        "Open payables by vendor",
        "Overdue receivables",
        "Bills changed since a date",
        "Vendors changed since a date",
        "Invoices changed since a date",
        "Customers changed since a date",
        "GL detail of a period by account",
    ]


@pytest.mark.parametrize("saved", ALL.values(), ids=lambda saved: saved.name)
def test_a_template_is_an_ordinary_file_with_all_that_it_needs(saved: SavedQuery) -> None:
    assert to_text(saved) in {path.read_text(encoding="utf-8") for path in resource("templates").iterdir()}
    assert saved.description.endswith(".")
    assert saved.query.size
    assert saved.query.order_by
    assert [parameter.name for parameter in saved.parameters] == [parameter.name for parameter in declared(saved.query, saved.parameters)]
    assert set(placeholders(saved.query)) == {parameter.name for parameter in saved.parameters}
    assert all(parameter.label for parameter in saved.parameters)
    assert all(parameter.optional or parameter.default for parameter in saved.parameters)


@pytest.mark.parametrize("saved", ALL.values(), ids=lambda saved: saved.name)
async def test_a_template_names_fields_that_exist_and_asks_for_their_kinds(models: ModelService, saved: SavedQuery) -> None:
    query = saved.query
    columns = [split_aggregate(name)[1] for name in query.fields]
    names = [*columns, *(entry.field for entry in query.filters), *(order.field for order in query.order_by)]
    known = {name: field for name in dict.fromkeys(names) if (field := await models.field(query.object, name)) is not None}
    assert set(names) == set(known)
    for entry in query.filters:
        assert entry.operator in operators_for(known[entry.field])
    model = await models.model(query.object)

    def target(path: str) -> str | None:
        above = model.reference_above(path)
        return above[0].object if above else None

    for parameter in saved.parameters:
        guess = inferred(parameter.name, query, known.get, target)
        assert (parameter.kind, parameter.many, parameter.object) == (guess.kind, guess.many, guess.object)


@pytest.mark.parametrize("name", ALL)
async def test_every_template_runs_as_it_is_offered(client: Client, name: str) -> None:
    saved = ALL[name]
    asked = fill(saved.query, saved.parameters, {})
    page = await anext(aiter(query_pages(client, asked)))
    assert len(page.rows) == min(saved.query.page_size, page.meta.total_count)
    names = [set(msgspec.json.decode(row)) for row in page.rows]
    assert all(found == set(saved.query.fields) for found in names)


@pytest.mark.parametrize(
    "name", ["List vendors", "List customers", "List GL accounts", "List journal entries", "List invoices", "List bills"]
)
async def test_lists_list_everything_in_their_order(client: Client, name: str) -> None:
    found = await run(client, name)
    assert keys(found) == keys(await plain(client, ALL[name].query.object, ("key",)))
    first = ALL[name].query.order_by[0]
    ordered = [row[first.field] for row in found]
    assert ordered == sorted(ordered, reverse=first.direction is Direction.DESCENDING)
    assert len(found) > 50


async def test_bills_and_invoices_of_one_partner(client: Client) -> None:
    for name, partner, value in (("List bills", "vendor", VENDOR), ("List invoices", "customer", CUSTOMER)):
        everything = await plain(client, ALL[name].query.object, ("key", f"{partner}.id"))
        found = await run(client, name, **{partner: value})
        assert keys(found) == keys(row for row in everything if row[f"{partner}.id"] == value)
        assert found


@pytest.mark.parametrize(
    ("asked", "low", "high", "journal"),
    [
        ({"from": "2025-03-01", "to": "2025-03-31"}, "2025-03-01", "2025-03-31", None),
        ({"from": "2026-05-15"}, "2026-05-15", "9999", None),
        ({"to": "2025-01-31", "journal": "GJ"}, "", "2025-01-31", "GJ"),
    ],
)
async def test_journal_entries_between_dates(client: Client, asked: dict[str, str], low: str, high: str, journal: str | None) -> None:
    everything = await plain(client, "general-ledger/journal-entry", ("key", "postingDate", "glJournal.id"))
    expected = [row for row in everything if low <= row["postingDate"] <= high and journal in (None, row["glJournal.id"])]
    assert keys(await run(client, "List journal entries", **asked)) == keys(expected)
    assert 0 < len(expected) < len(everything)


@pytest.mark.parametrize("due", [None, "2026-08-31"])
async def test_open_payables_are_the_sums_of_the_open_bills(client: Client, due: str | None) -> None:
    names = ("vendor.id", "currency.baseCurrency", "state", "dueDate", "totalBaseAmountDue", "totalBaseAmount")
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal()] * 3)
    for bill in await plain(client, "accounts-payable/bill", names):
        if bill["state"] in OPEN and Decimal(bill["totalBaseAmountDue"]) > 0 and (due is None or bill["dueDate"] <= due):
            so_far = sums[bill["vendor.id"], bill["currency.baseCurrency"]]
            added = (Decimal(1), Decimal(bill["totalBaseAmount"]), Decimal(bill["totalBaseAmountDue"]))
            sums[bill["vendor.id"], bill["currency.baseCurrency"]] = [old + new for old, new in zip(so_far, added, strict=True)]
    found = await run(client, "Open payables by vendor", due=due)
    assert {
        (row["vendor.id"], row["currency.baseCurrency"]): [
            Decimal(row[name]) for name in ("count:state", "sum:totalBaseAmount", "sum:totalBaseAmountDue")
        ]
        for row in found
    } == sums
    assert len(found) == len(sums) > 20


@pytest.mark.parametrize("customer", [None, "one"])
@pytest.mark.parametrize("as_of", [None, "2026-03-15"])
async def test_overdue_is_due_before_today_and_not_paid(client: Client, customer: str | None, as_of: str | None) -> None:
    names = ("key", "customer.id", "state", "dueDate", "totalTxnAmountDue")
    everything = await plain(client, "accounts-receivable/invoice", names)
    today = as_of or date.today().isoformat()  # noqa: DTZ011 - the practice company's day is this computer's
    expected = [row for row in everything if row["state"] in OPEN and Decimal(row["totalTxnAmountDue"]) > 0 and row["dueDate"] < today]
    if customer:
        customer = expected[0]["customer.id"]
        expected = [row for row in expected if row["customer.id"] == customer]
    saved = ALL["Overdue receivables"]
    asked = fill(saved.query, saved.parameters, {"customer": customer})
    found = await rows(client, replace(asked, filter_parameters={"asOfDate": as_of} if as_of else {}))
    assert keys(found) == keys(expected)
    assert 0 < len(found) < len(everything)
    assert [row["dueDate"] for row in found] == sorted(row["dueDate"] for row in found)


@pytest.mark.parametrize("kind", ["Bills", "Vendors", "Invoices", "Customers"])
async def test_changed_since_a_moment(client: Client, kind: str) -> None:
    name = f"{kind} changed since a date"
    everything = await plain(client, ALL[name].query.object, ("key", "audit.modifiedDateTime"))
    moments = sorted(row["audit.modifiedDateTime"] for row in everything)
    since = moments[len(moments) * 3 // 4]
    expected = [row for row in everything if row["audit.modifiedDateTime"] >= since]
    found = await run(client, name, since=since)
    assert keys(found) == keys(expected)
    assert 0 < len(found) < len(everything)
    day = since[:10]
    expected = [row for row in everything if row["audit.modifiedDateTime"] >= day]
    assert keys(await run(client, name, since=day)) == keys(expected)


async def test_ledger_detail_balances_and_says_what_the_entries_say(client: Client) -> None:
    name = "GL detail of a period by account"
    names = ("key", "entryDate", "state", "glAccount.id", "txnType", "baseAmount", "currency.baseCurrency")
    everything = await plain(client, "general-ledger/journal-entry-line", names)
    period = [row for row in everything if "2025-06-01" <= row["entryDate"] <= "2025-06-30" and row["state"] == "posted"]
    asked = {"from": "2025-06-01", "to": "2025-06-30"}
    found = await run(client, name, **asked)
    assert len(found) == len(period) > 100

    def sums(lines: Iterable[Row]) -> dict[tuple[str, str], Decimal]:
        total: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for line in lines:
            total[line["glAccount.id"], line["txnType"]] += Decimal(line["baseAmount"])
        return total

    assert sums(found) == sums(period)
    debits, credits_ = (sum(amount for (_, side), amount in sums(found).items() if side == wanted) for wanted in ("debit", "credit"))
    assert debits == credits_ > 0
    assert [row["glAccount.id"] for row in found] == sorted(row["glAccount.id"] for row in found)
    some = ("1000", "1200")
    chosen = await run(client, name, accounts=some, **asked)
    assert sums(chosen) == {key: amount for key, amount in sums(period).items() if key[0] in some}
    assert chosen


async def test_the_period_that_is_offered_is_the_month_before_this_one(client: Client) -> None:
    saved = ALL["GL detail of a period by account"]
    asked = fill(saved.query, saved.parameters, {})
    found = await rows(client, replace(asked, filter_parameters={"asOfDate": "2026-03-15"}))
    assert {row["entryDate"][:7] for row in found} == {"2026-02"}
    days = {date.fromisoformat(row["entryDate"]) for row in found}
    assert max(days) - min(days) > timedelta(20)
