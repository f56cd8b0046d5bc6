"""Queries in plain words, and that nothing can be misread or missing."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pytest

from intacct_desktop.api import expression
from intacct_desktop.api.expression import And, Leaf, Node, Or
from intacct_desktop.api.model import Field
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Filter, Query
from intacct_desktop.ui.builder.entry import Notation
from intacct_desktop.ui.builder.sentence import clauses, columns, sentence, short_sentence

FIELDS = [
    Field("id", "string"),
    Field("key", "string"),
    Field("vendor.id", "string"),
    Field("vendor.name", "string"),
    Field("description", "string"),
    Field("state", "string", enum=("draft", "posted", "partiallyPaid", None)),
    Field("isOnHold", "boolean"),
    Field("vendor.isOnHold", "boolean"),
    Field("enableTax", "boolean"),
    Field("dueDate", "string", "date"),
    Field("postingDate", "string", "date"),
    Field("audit.modifiedDateTime", "string", "date-time"),
    Field("total", "string", "decimal-precision-2"),
    Field("tags", "array"),
]
find = {field.path: field for field in FIELDS}.get
ENGLISH = Notation(".", ",", "mdy", "/")


def query(body: dict[str, Any]) -> Query:
    return Query.from_body({"object": "accounts-payable/bill", "fields": ["id"], **body})


def filters(*entries: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"filters": list(entries), **others}


OVERDUE, STATES, LARGE = {"$lt": {"dueDate": "today"}}, {"$in": {"state": ["posted", "partiallyPaid"]}}, {"$gt": {"total": "1000.00"}}
OVERDUE_SAID, STATES_SAID, LARGE_SAID = (
    "whose due date is before today",
    "whose state is one of posted, partially paid",
    "whose total is more than 1,000.00",
)

TABLE: list[tuple[dict[str, Any], str]] = [
    ({}, "All bills"),
    (
        filters({"$eq": {"vendor.name": "Acme"}}, {"$lte": {"dueDate": "currentMonth"}}, orderBy=[{"dueDate": "desc"}]),
        "Bills whose vendor name is Acme and whose due date is in or before the current month, newest due date first",
    ),
    # how they combine
    (filters(OVERDUE, STATES, LARGE), f"Bills {OVERDUE_SAID}, {STATES_SAID} and {LARGE_SAID}"),
    (filters(OVERDUE, STATES, filterExpression="or"), f"Bills {OVERDUE_SAID} or {STATES_SAID}"),
    (filters(OVERDUE, STATES, LARGE, filterExpression="1 and (2 or 3)"), f"Bills {OVERDUE_SAID}, and either {STATES_SAID} or {LARGE_SAID}"),
    (filters(OVERDUE, STATES, LARGE, filterExpression="1 and 2 or 3"), f"Bills either {OVERDUE_SAID} and {STATES_SAID}, or {LARGE_SAID}"),
    (
        filters(OVERDUE, STATES, LARGE, {"$eq": {"isOnHold": True}}, filterExpression="1 and (2 or (3 and 4))"),
        f"Bills {OVERDUE_SAID}, and (either {STATES_SAID}, or {LARGE_SAID} and that are on hold)",
    ),
    (filters(OVERDUE, filterExpression="1 and ("), "Bills with filters whose expression “1 and (” cannot be read"),
    # values by kind
    (filters({"$eq": {"dueDate": None}}, {"$ne": {"vendor.id": None}}), "Bills that have no due date and whose vendor ID is filled in"),
    (
        filters({"$ne": {"isOnHold": True}}, {"$eq": {"vendor.isOnHold": False}}, {"$eq": {"enableTax": True}}),
        "Bills that are not on hold, whose vendor is not on hold and for which “enable tax” is yes",
    ),
    (
        filters({"$between": {"postingDate": ["2026-01-31", "yesterday"]}}, {"$notBetween": {"total": ["5", "1234.5"]}}),
        "Bills whose posting date is between 01/31/2026 and yesterday and whose total is not between 5 and 1,234.5",
    ),
    (
        filters({"$gte": {"dueDate": "2026-11-20"}}, {"$gt": {"audit.modifiedDateTime": "2026-11-01T16:30:00Z"}}),
        "Bills whose due date is on or after 11/20/2026 and whose audit modified date time is after 11/01/2026 16:30:00",
    ),
    (
        filters({"$in": {"vendor.id": [f"V-{number}" for number in range(45)]}}),
        "Bills whose vendor ID is one of V-0, V-1, V-2, V-3, V-4 and 40 more",
    ),
    (
        filters({"$in": {"state": ["posted"]}}, {"$notIn": {"vendor.id": ["V-1"]}}),
        "Bills whose state is posted and whose vendor ID is not V-1",
    ),
    (
        filters({"$contains": {"description": "rent and lease"}}, {"$notStartsWith": {"id": "X"}}),
        "Bills whose description contains “rent and lease” and whose ID does not start with X",
    ),
    (
        filters({"$eq": {"vendor.name": ""}}, {"$ne": {"vendor.name": "or"}}, {"$gt": {"vendor.name": "M"}}),
        "Bills whose vendor name is an empty text, whose vendor name is not “or” and whose vendor name sorts after M",
    ),
    (filters({"$has": {"tags": "a\nb"}}), "Bills whose tags includes “a⏎b”"),
    (
        filters({"$eq": {"dueDate": ""}}, {"$in": {"state": []}}),
        "Bills whose due date is (not given yet) and whose state is one of (no values yet)",
    ),
    (
        filters({"$gte": {"dueDate": "{{from}}"}}, {"$eq": {"vendor.id": "{{ vendor }}"}}),
        "Bills whose due date is on or after the date you give as “from” and whose vendor ID is the one you give as “vendor”",
    ),
    (
        filters({"$in": {"id": ["{{ids}}"]}}, {"$notIn": {"key": "{{keys}}"}}, {"$in": {"state": ["posted", "{{other}}"]}}),
        "Bills whose ID is one of those you give as “ids”, whose key is none of those you give as “keys” "
        "and whose state is one of posted, the one you give as “other”",
    ),
    # fields that no model knows
    (filters({"$lt": {"nsp::someDay": "today"}}, {"$gte": {"x": 5}}), "Bills whose some day is before today and whose x is at least 5"),
    # figures, order, settings
    (
        {"fields": ["vendor.name", "sum:total"], **filters(OVERDUE), "orderBy": [{"sum:total": "desc"}]},
        f"Sum of total by vendor name, from bills {OVERDUE_SAID}, largest sum of total first",
    ),
    ({"fields": ["count:id", "max:dueDate"]}, "Count of ID and latest due date of all bills"),
    (
        {"orderBy": [{"state": "asc"}, {"total": "asc"}, {"x": "desc"}]},
        "All bills, by state from A to Z, then smallest total first, then by x, descending",
    ),
    (
        {"filterParameters": {"asOfDate": "2026-10-31", "includePrivate": True, "bookId": "ACCRUAL"}, "start": 201, "size": 4000},
        "All bills, as of 10/31/2026, private entities included, with book ID ACCRUAL, from row 201 on, 4,000 rows a page",
    ),
]


@pytest.mark.parametrize(("body", "words"), TABLE)
def test_a_query_in_words(body: dict[str, Any], words: str) -> None:
    assert sentence(query(body), find, ENGLISH) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("general-ledger/journal-entry", "All journal entries"),
        ("company-config/class", "All classes"),
        ("company-config/holiday", "All holidays"),
        ("x/account-allocation-basis", "All account allocation bases"),
        ("platform-apps/nsp::site_visit", "All site visits"),
    ],
)
def test_objects_are_many(name: str, words: str) -> None:
    assert sentence(Query(name), find, ENGLISH) == words


def test_muted_filters_are_not_said_in_the_sentence_and_said_by_themselves() -> None:
    muted = Query("accounts-payable/bill", (), query(filters(OVERDUE, STATES, LARGE)).filters, "(1 or 2) and 3", muted=frozenset({1}))
    assert sentence(muted, find, ENGLISH) == f"Bills {OVERDUE_SAID} and {LARGE_SAID}"
    assert clauses(muted, find, ENGLISH) == (OVERDUE_SAID, STATES_SAID, LARGE_SAID)


def test_the_short_one_has_two_conditions_and_says_how_many_more() -> None:
    body = filters(OVERDUE, STATES, LARGE, orderBy=[{"id": "asc"}])
    assert short_sentence(query(body), find, ENGLISH) == f"Bills {OVERDUE_SAID}, {STATES_SAID} and 1 more condition"


def test_hundreds_of_filters_stay_readable() -> None:
    many = Query("a/b", (), tuple(Filter(Operator.EQ, "x", number) for number in range(500)))
    said = sentence(many, find, ENGLISH)
    assert said.endswith("whose x is 19 and 480 more conditions")


def test_columns_by_their_readable_names() -> None:
    assert columns(query({"fields": ["id", "vendor.name", "min:dueDate"]}), find) == "ID, vendor name and earliest due date"


def trees(numbers: tuple[int, ...]) -> Iterator[Node]:
    """Every expression over these numbers in this order."""
    if len(numbers) == 1:
        yield Leaf(numbers[0])
        return
    for cuts in product((False, True), repeat=len(numbers) - 1):
        if any(cuts):
            edges = [0, *(at for at, cut in enumerate(cuts, start=1) if cut), len(numbers)]
            for items in product(*(tuple(trees(numbers[start:end])) for start, end in pairwise(edges))):
                yield And(items)
                yield Or(items)


def meaning(tree: Node) -> tuple[bool, ...]:
    """Which rows of the truth table it lets through."""

    def holds(node: Node, row: tuple[bool, ...]) -> bool:
        if isinstance(node, Leaf):
            return row[node.number - 1]
        return (all if isinstance(node, And) else any)(holds(item, row) for item in node.items)

    return tuple(holds(tree, row) for row in product((False, True), repeat=5))


def test_two_expressions_are_said_alike_only_if_they_mean_the_same() -> None:
    entries = tuple(Filter(Operator.EQ, "x", number) for number in range(1, 6))
    every = list(trees((1, 2, 3, 4, 5)))
    said = {(sentence(Query("a/b", (), entries, expression.write(tree)), find, ENGLISH), meaning(tree)) for tree in every}
    assert len({words for words, _ in said}) == len({means for _, means in said}) == len(said) > 80
