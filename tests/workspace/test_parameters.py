from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import Field, ValueKind
from intacct_desktop.api.operators import RELATIVE_DATES, Operator
from intacct_desktop.api.query import Filter, FilterValue, Query
from intacct_desktop.workspace.parameters import (
    MissingValue,
    Parameter,
    Problem,
    WrongValue,
    declared,
    fill,
    inferred,
    placeholders,
    problem,
)

BILLS = Query(
    "accounts-payable/bill",
    ("key",),
    (
        Filter(Operator.BETWEEN, "dueDate", ("{{from}}", "{{ to }}")),
        Filter(Operator.IN, "vendor.id", "{{vendors}}"),
        Filter(Operator.GT, "totalTxnAmountDue", "{{least}}"),
        Filter(Operator.EQ, "state", "{{state}}"),
        Filter(Operator.EQ, "isOnHold", "{{hold}}"),
        Filter(Operator.EQ, "description", "for {{from}} only"),
    ),
    "(1 and 2) or (3 and 4 and 5) or 6",
    {"asOfDate": "{{day}}", "includePrivate": True},
)
OPTIONAL = tuple(
    Parameter(name, kind=kind, optional=True, many=name == "vendors")
    for name, kind in (
        ("vendors", ValueKind.TEXT),
        ("from", ValueKind.DATE),
        ("to", ValueKind.DATE),
        ("least", ValueKind.DECIMAL),
        ("state", ValueKind.ENUM),
        ("hold", ValueKind.BOOLEAN),
        ("day", ValueKind.DATE),
        ("unused", ValueKind.DATE),
    )
)


def test_placeholders_are_whole_values_in_order_of_appearance() -> None:
    assert placeholders(BILLS) == ("from", "to", "vendors", "least", "state", "hold", "day")
    assert placeholders(replace(BILLS, muted=frozenset({0, 3}))) == ("vendors", "least", "hold", "day")


@pytest.mark.parametrize("text", ["{{}}", "{{1st}}", "{{a b}}", "x{{a}}", "{{a}} ", "{a}", "{{a}}{{b}}", ""])
def test_what_only_looks_like_a_placeholder_is_a_text(text: str) -> None:
    query = Query("a/b", (), (Filter(Operator.EQ, "id", text),))
    assert placeholders(query) == ()
    assert fill(query, (), {}) == query


def test_what_is_asked_for_stands_in_the_order_of_its_declaration() -> None:
    known = (Parameter("day", "As of", ValueKind.DATE), Parameter("unused"), Parameter("from", "From"), Parameter("from", "again"))
    asked = declared(BILLS, known)
    assert [parameter.name for parameter in asked] == ["day", "from", "to", "vendors", "least", "state", "hold"]
    assert asked[1].label == "From"
    assert asked[2] == Parameter("to")
    assert declared(BILLS, known, lambda name: inferred(name, BILLS, FIND))[2] == Parameter("to", kind=ValueKind.DATE)


def test_values_are_written_as_the_api_wants_them() -> None:
    filled = fill(
        BILLS,
        OPTIONAL,
        {
            "from": "priorMonth",
            "to": "2026-11-20",
            "vendors": ("V-1", "V-2"),
            "least": Decimal("1000.50"),
            "state": "posted",
            "hold": "false",
            "day": "2026-11-01",
        },
    )
    assert [entry.value for entry in filled.filters] == [
        ("priorMonth", "2026-11-20"),
        ("V-1", "V-2"),
        "1000.50",
        "posted",
        False,
        "for {{from}} only",
    ]
    assert filled.filter_parameters == {"asOfDate": "2026-11-01", "includePrivate": True}
    assert filled.filter_expression == BILLS.filter_expression
    assert placeholders(filled) == ()


def test_what_is_left_empty_takes_its_filter_away() -> None:
    filled = fill(BILLS, OPTIONAL, {"to": "2026-11-20", "state": "posted", "vendors": (), "hold": "", "least": None})
    assert filled.filters == (
        Filter(Operator.LTE, "dueDate", "2026-11-20"),
        Filter(Operator.EQ, "state", "posted"),
        Filter(Operator.EQ, "description", "for {{from}} only"),
    )
    assert filled.filter_expression == "1 or 2 or 3"
    assert filled.filter_parameters == {"includePrivate": True}


@pytest.mark.parametrize(
    ("operator", "ends", "left"),
    [
        (Operator.BETWEEN, ("1", None), (Operator.GTE, "1")),
        (Operator.BETWEEN, (None, "2"), (Operator.LTE, "2")),
        (Operator.NOT_BETWEEN, ("1", None), (Operator.LT, "1")),
        (Operator.NOT_BETWEEN, (None, "2"), (Operator.GT, "2")),
        (Operator.BETWEEN, (None, None), None),
    ],
)
def test_a_range_may_lack_an_end(operator: Operator, ends: tuple[str | None, ...], left: tuple[Operator, str] | None) -> None:
    query = Query("a/b", (), (Filter(operator, "amount", ("{{low}}", "{{high}}")),))
    optional = [Parameter(name, kind=ValueKind.DECIMAL, optional=True) for name in ("low", "high")]
    filled = fill(query, optional, dict(zip(("low", "high"), ends, strict=True)))
    assert [(entry.operator, entry.value) for entry in filled.filters] == ([left] if left else [])


@pytest.mark.parametrize(
    ("value", "given", "left"),
    [
        ("{{ids}}", ("a", "b"), ("a", "b")),
        ("{{ids}}", "a", ("a",)),
        (("x", "{{ids}}", "y"), ("a", "b"), ("x", "a", "b", "y")),
        (("x", "{{ids}}"), (), ("x",)),
        (("{{ids}}",), (), None),
        ("{{ids}}", ("", None), None),
    ],
)
def test_several_values_stand_in_a_list(value: FilterValue, given: FilterValue, left: FilterValue) -> None:
    query = Query("a/b", (), (Filter(Operator.IN, "id", value),))
    filled = fill(query, (Parameter("ids", many=True, optional=True),), {"ids": given})
    assert [entry.value for entry in filled.filters] == ([left] if left else [])


def test_several_values_cannot_stand_where_one_belongs() -> None:
    query = Query("a/b", (), (Filter(Operator.EQ, "id", "{{id}}"),))
    for parameter in (Parameter("id"), Parameter("id", many=True)):
        with pytest.raises(WrongValue) as caught:
            fill(query, (parameter,), {"id": ("a", "b")})
        assert (caught.value.name, caught.value.problem) == ("id", Problem.ONE_ONLY)


def test_a_default_stands_for_a_value_that_was_not_asked_for() -> None:
    query = Query("a/b", (), (Filter(Operator.GTE, "dueDate", "{{from}}"),))
    parameter = Parameter("from", kind=ValueKind.DATE, default="today")
    assert fill(query, (parameter,), {}).filters[0].value == "today"
    with pytest.raises(MissingValue) as caught:
        fill(query, (parameter,), {"from": None})
    assert caught.value.name == "from"


def test_muted_filters_are_neither_asked_for_nor_sent() -> None:
    filled = fill(replace(BILLS, muted=frozenset({3, 4})), OPTIONAL, {"from": "today", "to": "today"})
    assert [entry.field for entry in filled.filters] == ["dueDate", "description"]
    assert filled.filter_expression == "1 or 2"
    assert not filled.muted


def test_a_filter_that_the_expression_leaves_out_does_not_count_when_the_others_go() -> None:
    filters = (Filter(Operator.EQ, "id", "{{id}}"), Filter(Operator.EQ, "state", "posted"))
    query = Query("a/b", (), filters, "1")
    assert fill(query, (Parameter("id", optional=True),), {}).filters == ()
    assert fill(query, (Parameter("id"),), {"id": "7"}) == replace(query, filters=(Filter(Operator.EQ, "id", "7"), filters[1]))


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (ValueKind.TEXT, "007", "007"),
        (ValueKind.TEXT, 7, "7"),
        (ValueKind.TEXT, True, Problem.NOT_A_TEXT),
        (ValueKind.BOOLEAN, True, True),
        (ValueKind.BOOLEAN, " TRUE ", True),
        (ValueKind.BOOLEAN, "yes", Problem.NOT_TRUE_OR_FALSE),
        (ValueKind.BOOLEAN, 1, Problem.NOT_TRUE_OR_FALSE),
        (ValueKind.INTEGER, "-12", -12),
        (ValueKind.INTEGER, 10**30, 10**30),
        (ValueKind.INTEGER, Decimal("12.5"), Problem.NOT_WHOLE),
        (ValueKind.INTEGER, "a dozen", Problem.NOT_A_NUMBER),
        (ValueKind.INTEGER, True, Problem.NOT_A_NUMBER),
        (ValueKind.DECIMAL, "0012.50", "12.50"),
        (ValueKind.DECIMAL, Decimal("1E+3"), "1000"),
        (ValueKind.DECIMAL, " -0.50 ", "-0.50"),
        (ValueKind.DECIMAL, 12, "12"),
        (ValueKind.DECIMAL, "1,234.50", Problem.NOT_A_NUMBER),
        (ValueKind.DECIMAL, "NaN", Problem.NOT_A_NUMBER),
        (ValueKind.DECIMAL, Decimal("1E+999999999"), Problem.NOT_A_NUMBER),
        (ValueKind.DATE, " 2026-02-28 ", "2026-02-28"),
        (ValueKind.DATE, "2026-02-29", Problem.NOT_A_DATE),
        (ValueKind.DATE, "28.02.2026", Problem.NOT_A_DATE),
        (ValueKind.DATE, "2026-02-28T10:00:00Z", Problem.NOT_A_DATE),
        (ValueKind.DATE, "nextMonth", Problem.NOT_A_DATE),
        (ValueKind.DATE_TIME, "2026-02-28T10:00:00Z", "2026-02-28T10:00:00Z"),
        (ValueKind.DATE_TIME, "2026-02-28T25:00:00Z", Problem.NOT_A_DATE),
        (ValueKind.DATE_TIME, "2026-02-28", "2026-02-28"),
        (ValueKind.ENUM, "posted", "posted"),
        (ValueKind.ENUM, "Posted", Problem.NOT_A_CHOICE),
        *((ValueKind.DATE, name, name) for name in RELATIVE_DATES),
    ],
)
def test_a_value_is_of_its_kind(kind: ValueKind, value: FilterValue, written: object) -> None:
    parameter = Parameter("x", kind=kind, choices=("draft", "posted") if kind is ValueKind.ENUM else ())
    query = Query("a/b", (), (Filter(Operator.EQ, "f", "{{x}}"),))
    if isinstance(written, Problem):
        assert problem(parameter, value) is written
        with pytest.raises(WrongValue) as caught:
            fill(query, (parameter,), {"x": value})
        assert caught.value.problem is written
    else:
        assert problem(parameter, value) is None
        assert repr(fill(query, (parameter,), {"x": value}).filters[0].value) == repr(written)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_an_amount_keeps_its_digits(amount: Decimal) -> None:
    query = Query("a/b", (), (Filter(Operator.EQ, "f", "{{x}}"),))
    written = fill(query, (Parameter("x", kind=ValueKind.DECIMAL),), {"x": amount}).filters[0].value
    assert isinstance(written, str)
    assert Decimal(written).as_tuple() == Decimal(format(amount, "f")).as_tuple()


def test_nothing_is_missing_where_nothing_has_to_be_given() -> None:
    assert problem(Parameter("x", optional=True), None) is None
    assert problem(Parameter("x"), "") is Problem.MISSING
    assert problem(Parameter("x", many=True), ()) is Problem.MISSING


def fields(**types: Field) -> Callable[[str], Field | None]:
    return {name.replace("_", "."): field for name, field in types.items()}.get


FIND = fields(
    dueDate=Field("dueDate", "string", "date"),
    vendor_id=Field("vendor.id", "string"),
    totalTxnAmountDue=Field("totalTxnAmountDue", "string", "decimal-precision-2"),
    state=Field("state", "string", enum=(None, "draft", "posted")),
    isOnHold=Field("isOnHold", "boolean"),
    tags=Field("tags", "array"),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("to", Parameter("to", kind=ValueKind.DATE)),
        ("vendors", Parameter("vendors", many=True, object="accounts-payable/vendor")),
        ("least", Parameter("least", kind=ValueKind.DECIMAL)),
        ("state", Parameter("state", kind=ValueKind.ENUM, choices=("draft", "posted"))),
        ("hold", Parameter("hold", kind=ValueKind.BOOLEAN)),
        ("day", Parameter("day", kind=ValueKind.DATE)),
        ("elsewhere", Parameter("elsewhere")),
    ],
)
def test_a_parameter_is_inferred_from_its_place(name: str, expected: Parameter) -> None:
    assert inferred(name, BILLS, FIND, {"vendor.id": "accounts-payable/vendor"}.get) == expected


@pytest.mark.parametrize(
    ("operator", "field"), [(Operator.CONTAINS, "totalTxnAmountDue"), (Operator.HAS, "tags"), (Operator.EQ, "tags"), (Operator.EQ, "gone")]
)
def test_parts_of_texts_and_items_of_arrays_are_texts(operator: Operator, field: str) -> None:
    assert inferred("x", Query("a/b", (), (Filter(operator, field, "{{x}}"),)), FIND) == Parameter("x")


def test_filter_parameters_are_filled_to_any_depth() -> None:
    query = Query("a/b", filter_parameters={"own": {"a": ["{{ids}}", 1], "b": "{{gone}}"}})
    both = (Parameter("ids", many=True), Parameter("gone", optional=True))
    assert fill(query, both, {"ids": ("x", "y")}).filter_parameters == {"own": {"a": ["x", "y", 1]}}
