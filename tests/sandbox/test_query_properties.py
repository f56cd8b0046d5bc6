"""The query service against a plain Python reading of the same rows: legal queries of every shape, made up by hypothesis."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.conftest import TODAY

Row = dict[str, Any]
Filter = dict[str, dict[str, Any]]


class Kind(Enum):
    TEXT = auto()
    KEY = auto()
    AMOUNT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    DATE = auto()
    MOMENT = auto()
    ARRAY = auto()


OBJECTS: dict[str, dict[str, Kind]] = {
    "accounts-payable/bill": {
        "key": Kind.KEY,
        "billNumber": Kind.TEXT,
        "vendor.key": Kind.KEY,
        "vendor.name": Kind.TEXT,
        "state": Kind.TEXT,
        "isOnHold": Kind.BOOLEAN,
        "dueDate": Kind.DATE,
        "paymentInformation.fullyPaidDate": Kind.DATE,
        "totalTxnAmount": Kind.AMOUNT,
        "totalTxnAmountDue": Kind.AMOUNT,
        "currency.exchangeRate.rate": Kind.NUMBER,
        "nsp::region": Kind.TEXT,
        "audit.modifiedDateTime": Kind.MOMENT,
    },
    "accounts-receivable/customer": {
        "key": Kind.KEY,
        "id": Kind.TEXT,
        "name": Kind.TEXT,
        "totalDue": Kind.AMOUNT,
        "isOnHold": Kind.BOOLEAN,
        "lastInvoiceCreatedDate": Kind.DATE,
        "nsp::region": Kind.TEXT,
        "contacts.default.mailingAddress.city": Kind.TEXT,
        "customerType.id": Kind.TEXT,
        "audit.createdDateTime": Kind.MOMENT,
    },
    "general-ledger/journal-entry": {
        "key": Kind.KEY,
        "txnNumber": Kind.NUMBER,
        "referenceNumber": Kind.TEXT,
        "description": Kind.TEXT,
        "postingDate": Kind.DATE,
        "reversedFromDate": Kind.DATE,
        "glJournal.id": Kind.TEXT,
        "glJournal.isAdjustment": Kind.BOOLEAN,
    },
    "company-config/entity": {
        "key": Kind.KEY,
        "id": Kind.TEXT,
        "name": Kind.TEXT,
        "startDate": Kind.DATE,
        "endDate": Kind.DATE,
        "businessDays": Kind.ARRAY,
        "weekendDays": Kind.ARRAY,
        "isRoot": Kind.BOOLEAN,
    },
}

NUMBERS = (Kind.KEY, Kind.AMOUNT, Kind.NUMBER)
DAYS = (Kind.DATE, Kind.MOMENT)
PERIODS = ["currentWeek", "lastWeek", "currentMonth", "priorMonth", "currentQuarter", "priorQuarter", "currentYear", "priorYear"]
EQUAL = ["$eq", "$ne", "$in", "$notIn"]
ORDERED = ["$lt", "$lte", "$gt", "$gte", "$between", "$notBetween"]
TEXTUAL = ["$contains", "$notContains", "$startsWith", "$notStartsWith", "$endsWith", "$notEndsWith"]


@dataclass(frozen=True)
class Cell:
    """A value as the API wrote it, and as what it means: a number, a text, a boolean, a list; None for null."""

    written: Any
    meant: Any


@dataclass(frozen=True)
class Table:
    """All records of one object, by key, and what may be asked of them."""

    name: str
    kinds: Mapping[str, Kind]
    rows: list[dict[str, Cell]]

    def values(self, field: str) -> list[Any]:
        """Some of the values that the field has."""
        found = list(dict.fromkeys(str(row[field].written) for row in self.rows if row[field].written is not None))
        return found[:: max(1, len(found) // 50)]


@pytest.fixture(scope="module")
def tables(all_rows: Callable[..., list[Row]]) -> Callable[[str], Table]:
    read: dict[str, Table] = {}

    def table(name: str) -> Table:
        if name not in read:
            kinds = OBJECTS[name]
            rows = sorted(all_rows(name, list(kinds)), key=lambda row: int(row["key"]))
            read[name] = Table(
                name, kinds, [{field: Cell(row[field], meaning(kinds[field], row[field])) for field in kinds} for row in rows]
            )
        return read[name]

    return table


def meaning(kind: Kind, written: Any) -> Any:
    return Decimal(written) if kind in NUMBERS and written is not None else written


# What a query asks for.


@st.composite
def filters(draw: st.DrawFn, table: Table) -> Filter:
    field = draw(st.sampled_from(list(table.kinds)))
    kind = table.kinds[field]
    if kind is Kind.ARRAY:
        operator = draw(st.sampled_from(["$has", "$eq", "$ne"]))
        return {operator: {field: draw(st.sampled_from(["monday", "Sunday", "noday"])) if operator == "$has" else None}}
    allowed = {Kind.BOOLEAN: [*EQUAL, "$lte", "$gte"], Kind.DATE: EQUAL + ORDERED, Kind.MOMENT: EQUAL + ORDERED}
    operator = draw(st.sampled_from(allowed.get(kind, EQUAL + ORDERED + TEXTUAL)))
    value = parts(table, field) if operator in TEXTUAL else operands(table, field)
    if operator in ("$in", "$notIn"):
        return {operator: {field: draw(st.lists(value | st.none(), min_size=1, max_size=4))}}
    if operator in ("$between", "$notBetween"):
        return {operator: {field: draw(st.lists(value, min_size=2, max_size=2))}}
    return {operator: {field: draw(value | st.none() if operator in ("$eq", "$ne") else value)}}


def operands(table: Table, field: str) -> st.SearchStrategy[Any]:
    """Values that the field has or nearly has, in every form in which a query may write them."""
    kind, some = table.kinds[field], st.sampled_from(table.values(field) or ["2026-01-31"])
    match kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.KEY:
            return some | some.map(int)
        case Kind.AMOUNT | Kind.NUMBER:
            near = st.builds(lambda text, change: str(Decimal(text) + change), some, st.decimals(-100, 100, places=2))
            return some | near | some.map(float) | st.integers(-1000, 100_000)
        case Kind.DATE | Kind.MOMENT:
            near = st.builds(lambda text, days: str(date.fromisoformat(text[:10]) + timedelta(days)), some, st.integers(-3, 3))
            return some | near | st.sampled_from(["today", "yesterday", *PERIODS])
        case _:
            return some | some.map(str.swapcase)


def parts(table: Table, field: str) -> st.SearchStrategy[str]:
    """Pieces of the texts that the field has, from any place in them."""
    some = st.sampled_from(table.values(field) or [""])
    place = st.integers(0, 12)
    return st.builds(lambda text, start, length: text[start : start + length], some, place, place) | some.map(
        lambda text: text[-3:].upper()
    )


def expressions(count: int) -> st.SearchStrategy[str | None]:
    number = st.integers(1, count).map(str)
    word = st.sampled_from([" and ", " or ", " AND ", "  Or "])
    tree = st.recursive(number, lambda inner: st.builds("{}{}{}".format, inner, word, inner) | inner.map("({})".format), max_leaves=5)
    return tree | st.sampled_from([None, "and", "or"])


@st.composite
def conditions(draw: st.DrawFn, table: Table) -> Row:
    """The members of a query that say which rows it means."""
    members: Row = {}
    if chosen := draw(st.lists(filters(table), max_size=4)):
        members["filters"] = chosen
        expression = draw(expressions(len(chosen)))
        if expression is not None:
            members["filterExpression"] = expression
    parameters = draw(
        st.fixed_dictionaries(
            {}, optional={"caseSensitiveComparison": st.booleans(), "asOfDate": st.dates(date(2024, 12, 1), TODAY).map(str)}
        )
    )
    return members | ({"filterParameters": parameters} if parameters else {})


# What its rows are, by plain Python.


def matching(table: Table, body: Row) -> list[dict[str, Cell]]:
    wanted = body.get("filters", [])
    if not wanted:
        return table.rows
    parameters = body.get("filterParameters", {})
    anchor = date.fromisoformat(parameters.get("asOfDate", TODAY.isoformat()))
    fold = not parameters.get("caseSensitiveComparison", True)
    expression = body.get("filterExpression", "and").lower()
    if expression in ("and", "or"):
        expression = f" {expression} ".join(str(number) for number in range(1, len(wanted) + 1))
    # Python's own `and`, `or` and parentheses bind as those of the service do.
    code = compile(re.sub(r"\d+", r"holds(\g<0>)", expression), "filterExpression", "eval")

    def keeps(row: dict[str, Cell]) -> bool:
        def holds(number: int) -> bool:
            [(operator, condition)] = wanted[number - 1].items()
            [(field, value)] = condition.items()
            return is_true(operator, table.kinds[field], row[field], value, anchor, fold)

        return bool(eval(code, {"holds": holds}))  # noqa: S307 - our own numbers, words and parentheses

    return [row for row in table.rows if keeps(row)]


def is_true(operator: str, kind: Kind, cell: Cell, value: Any, anchor: date, fold: bool) -> bool:
    if cell.meant is None:
        return (operator == "$eq" and value is None) or (operator == "$in" and None in value)
    if operator in TEXTUAL:
        text, part = folded(f"{cell.written:f}" if isinstance(cell.written, Decimal) else str(cell.written), fold), folded(value, fold)
        found = {"contains": part in text, "startswith": text.startswith(part), "endswith": text.endswith(part)}
        return bool(found[operator.lower().lstrip("$").removeprefix("not")]) != operator.startswith("$not")
    if operator == "$has":
        return folded(value, fold) in [folded(item, fold) for item in cell.meant]
    if value is None:
        return operator == "$ne"
    meant = folded(cell.meant, fold)
    spans = [span(kind, item, anchor, fold) for item in (value if isinstance(value, list) else [value]) if item is not None]
    match operator:
        case "$eq" | "$in":
            return any(low <= meant <= high for low, high in spans)
        case "$ne" | "$notIn":
            return not any(low <= meant <= high for low, high in spans)
        case "$between" | "$notBetween":
            return bool(spans[0][0] <= meant <= spans[1][1]) == (operator == "$between")
    [(low, high)] = spans
    return bool({"$lt": meant < low, "$lte": meant <= high, "$gt": meant > high, "$gte": meant >= low}[operator])


def folded(value: Any, fold: bool) -> Any:
    return value.casefold() if fold and isinstance(value, str) else value


def span(kind: Kind, value: Any, anchor: date, fold: bool) -> tuple[Any, Any]:
    """The first and the last value that a value of a filter stands for."""
    if kind in NUMBERS:
        return Decimal(str(value)), Decimal(str(value))
    if kind not in DAYS:
        return folded(value, fold), folded(value, fold)
    first, last = (days.isoformat() for days in period(value, anchor)) if value.isalpha() else (value, value)
    if kind is Kind.DATE or "T" in value:
        first, last = first, last
    else:
        first, last = f"{first}T00:00:00Z", f"{last}T23:59:59Z"
    return folded(first, fold), folded(last, fold)


def period(word: str, anchor: date) -> tuple[date, date]:
    if word in ("today", "yesterday"):
        day = anchor - timedelta(word == "yesterday")
        return day, day
    unit = re.sub("current|prior|last", "", word)
    first = beginning(unit, anchor)
    if not word.startswith("current"):
        first = beginning(unit, first - timedelta(1))
    return first, beginning(unit, first + timedelta({"Week": 7, "Month": 31, "Quarter": 92, "Year": 366}[unit])) - timedelta(1)


def beginning(unit: str, day: date) -> date:
    match unit:
        case "Week":
            return day - timedelta(day.weekday())
        case "Month":
            return day.replace(day=1)
        case "Quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def rank(cell: Cell) -> tuple[bool, Any]:
    """Null comes last."""
    return (cell.meant is None, 0 if cell.meant is None else cell.meant)


# Both, side by side.


@pytest.mark.parametrize("name", OBJECTS)
@settings(derandomize=True, deadline=None, max_examples=50)
@given(data=st.data())
def test_rows(name: str, data: st.DataObject, tables: Callable[[str], Table], query: Callable[..., Any]) -> None:
    table = tables(name)
    sortable = [field for field, kind in table.kinds.items() if kind is not Kind.ARRAY]
    fields = data.draw(st.lists(st.sampled_from(list(table.kinds)), min_size=1, max_size=4, unique=True), "fields")
    body = data.draw(conditions(table), "conditions")
    order = data.draw(st.lists(st.tuples(st.sampled_from(sortable), st.sampled_from(["asc", "desc"])), max_size=3), "order")
    start, size = data.draw(st.integers(1, 50)), data.draw(st.sampled_from([1, 7, 100, 4000]))

    expected = matching(table, body)
    for field, direction in reversed(order):
        expected = sorted(expected, key=lambda row, field=field: rank(row[field]), reverse=direction == "desc")  # type: ignore[misc]
    page = query(name, fields, start=start, size=size, orderBy=[{field: direction} for field, direction in order], **body)
    assert page["ia::result"] == [{field: row[field].written for field in fields} for row in expected[start - 1 : start - 1 + size]]
    meta = page["ia::meta"]
    assert (meta["totalCount"], meta["start"], meta["pageSize"]) == (len(expected), start, size)
    assert meta["next"] == (start + size if start + size <= len(expected) else None)


@pytest.mark.parametrize("name", OBJECTS)
@settings(derandomize=True, deadline=None, max_examples=25)
@given(data=st.data())
def test_aggregates(name: str, data: st.DataObject, tables: Callable[[str], Table], all_rows: Callable[..., list[Row]]) -> None:
    table = tables(name)
    fields = list(table.kinds)
    numeric = [field for field, kind in table.kinds.items() if kind in (Kind.AMOUNT, Kind.NUMBER)]
    ordered = [field for field, kind in table.kinds.items() if kind not in (Kind.BOOLEAN, Kind.ARRAY)]
    aggregate = st.tuples(st.just("count"), st.sampled_from(fields)) | st.tuples(st.sampled_from(["min", "max"]), st.sampled_from(ordered))
    if numeric:
        aggregate |= st.tuples(st.sampled_from(["sum", "avg"]), st.sampled_from(numeric))
    grouping = data.draw(
        st.lists(st.sampled_from([f for f in fields if table.kinds[f] is not Kind.ARRAY]), max_size=2, unique=True), "grouping"
    )
    asked = data.draw(st.lists(aggregate, min_size=1, max_size=3, unique=True), "aggregates")
    body = data.draw(conditions(table), "conditions")
    names = [*grouping, *(f"{function}:{field}" for function, field in asked)]
    sortable = [*grouping, *(f"{function}:{field}" for function, field in asked if table.kinds[field] is not Kind.ARRAY)]
    orders = st.tuples(st.sampled_from(sortable), st.sampled_from(["asc", "desc"])) if sortable else st.nothing()
    order = data.draw(st.none() | orders, "order")

    groups: dict[tuple[Any, ...], list[dict[str, Cell]]] = {} if grouping else {(): []}
    for row in matching(table, body):
        groups.setdefault(tuple(row[field].written for field in grouping), []).append(row)
    expected = [
        dict(
            zip(
                names,
                (*group, *(aggregated(function, table.kinds[field], [row[field] for row in rows]) for function, field in asked)),
                strict=True,
            )
        )
        for group, rows in groups.items()
    ]
    found = all_rows(name, names, **body, **({"orderBy": [{order[0]: order[1]}]} if order else {}))
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    if order:
        kinds = {name: table.kinds[name] for name in grouping} | {f"{f}:{field}": table.kinds[field] for f, field in asked if f != "count"}
        kind = kinds.get(order[0], Kind.NUMBER)
        column = [Cell(row[order[0]], meaning(kind, row[order[0]])) for row in found]
        assert [rank(cell) for cell in column] == sorted(map(rank, column), reverse=order[1] == "desc")


def aggregated(function: str, kind: Kind, cells: list[Cell]) -> Any:
    """An aggregate as the API writes it."""
    present = [cell for cell in cells if cell.meant is not None]
    if function == "count":
        return len(present)
    if not present:
        return None
    if function in ("min", "max"):
        return (min if function == "min" else max)(present, key=lambda cell: cell.meant).written
    total = sum(cell.meant for cell in present)
    if kind is Kind.AMOUNT:
        value = total if function == "sum" else (total / len(present)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{value:.2f}"
    return total if function == "sum" else (total / len(present)).quantize(Decimal("0.000001"), ROUND_HALF_UP).normalize()


@pytest.mark.parametrize("name", OBJECTS)
def test_the_rows_are_the_records(name: str, tables: Callable[[str], Table], api: httpx.Client) -> None:
    """What the queries are measured against is what GET says, too."""
    table = tables(name)
    some = table.rows[:: max(1, len(table.rows) // 20)]
    records = api.get(f"/objects/{name}/{','.join(row['key'].written for row in some)}").json()["ia::result"]
    for row, record in zip(some, records if len(some) > 1 else [records], strict=True):
        own = {field: cell.written for field, cell in row.items() if field in OWN or "." not in field}
        assert own == {field: reached(record, field) for field in own}


# Fields of groups and the ids of references stand in a record; other fields of what is referred to do not.
OWN = (
    "vendor.key",
    "vendor.name",
    "currency.exchangeRate.rate",
    "paymentInformation.fullyPaidDate",
    "audit.modifiedDateTime",
    "glJournal.id",
)


def reached(record: Any, path: str) -> Any:
    for member in path.split("."):
        record = record[member]
    return Decimal(str(record)) if isinstance(record, float) else record
