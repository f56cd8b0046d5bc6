"""Columns as a whole: what is computed of them, the groups that makes, and many chosen at once."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intacct_desktop.api.checks import check
from intacct_desktop.api.columns import adding_fields, aggregates_for, all_fields, fields_of_reference, grouping, with_aggregate
from intacct_desktop.api.lookup import ModelLookup
from intacct_desktop.api.model import Field, ObjectModel
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.problems import Problem
from intacct_desktop.api.query import Aggregate, Direction, Order, Query

BILL, VENDOR = "accounts-payable/bill", "accounts-payable/vendor"
COUNT, SUM, AVG, MIN, MAX = Aggregate.COUNT, Aggregate.SUM, Aggregate.AVG, Aggregate.MIN, Aggregate.MAX
ALL = {COUNT, SUM, AVG, MIN, MAX}
PATHS = st.sampled_from(["key", "dueDate", "vendor.id", "vendor.name", "totalTxnAmount", "sum:totalTxnAmount", "count:key"])
QUERIES = st.builds(
    Query,
    st.just(BILL),
    st.lists(PATHS, min_size=1, unique=True).map(tuple),
    order_by=st.lists(st.builds(Order, PATHS, st.sampled_from(Direction)), unique_by=lambda entry: entry.field).map(tuple),
)


@pytest.mark.parametrize(
    ("field", "fitting"),
    [
        (Field("totalTxnAmount", "string", "decimal-precision-2"), ALL),
        (Field("dueInDays", "integer"), ALL),
        (Field("billNumber", "string"), {COUNT, MIN, MAX}),
        (Field("dueDate", "string", "date"), {COUNT, MIN, MAX}),
        (Field("isOnHold", "boolean"), {COUNT}),
        (Field("vendor.href", "string"), set()),
        (None, ALL),
    ],
)
def test_what_can_be_computed_goes_by_the_kind(field: Field | None, fitting: set[Aggregate]) -> None:
    assert set(aggregates_for(field)) == fitting


async def test_the_check_lets_pass_what_is_offered_and_nothing_else(models: ModelService) -> None:
    model = await models.model(BILL)
    find = ModelLookup(models.loaded, BILL)
    fields = {path: field for path, field in model.fields.items() if field.queryable and field.path.count(".") == 0}
    assert len(fields) > 20
    for path, field in fields.items():
        for aggregate in Aggregate:
            problems = {finding.problem for finding in check(Query(BILL, (f"{aggregate}:{path}",)), find)}
            assert problems.isdisjoint({Problem.AGGREGATE, Problem.LINK}) is (aggregate in aggregates_for(field)), (path, aggregate)


def test_columns_that_are_not_computed_make_the_groups() -> None:
    assert grouping(Query(BILL, ("key", "vendor.id"))) is None
    assert grouping(Query(BILL, ("vendor.id", "sum:totalTxnAmount", "state"))) == ("vendor.id", "state")
    assert grouping(Query(BILL, ("count:key",))) == ()


@given(QUERIES, st.data())
def test_what_was_computed_can_be_taken_back(query: Query, data: st.DataObject) -> None:
    plain = [at for at, name in enumerate(query.fields) if ":" not in name]
    assume(plain)
    at = data.draw(st.sampled_from(plain))
    path = query.fields[at]
    fitting = [aggregate for aggregate in Aggregate if f"{aggregate}:{path}" not in {entry.field for entry in query.order_by}]
    computed = with_aggregate(query, at, data.draw(st.sampled_from(fitting)))
    assert grouping(computed) is not None
    assert path not in {entry.field for entry in computed.order_by}, "the order follows its column"
    assert with_aggregate(computed, at, None) == query


@given(QUERIES, st.lists(PATHS))
def test_fields_are_added_once_behind_what_is_there(query: Query, paths: list[str]) -> None:
    more = adding_fields(query, paths)
    assert more.fields[: len(query.fields)] == query.fields
    assert set(more.fields) == {*query.fields, *paths}
    assert len(set(more.fields)) == len(more.fields)
    assert adding_fields(more, paths) is more


@pytest.fixture
async def model(models: ModelService) -> Callable[[str], ObjectModel]:
    loaded = {name: await models.model(name) for name in (BILL, VENDOR, "accounts-receivable/invoice")}
    return loaded.__getitem__


async def test_all_fields_are_those_that_a_query_can_have(model: Callable[[str], ObjectModel]) -> None:
    paths = all_fields(model(BILL), refused={"dueDate"})
    assert {"key", "audit.createdDateTime", "vendor.id"} <= set(paths)
    assert not {"dueDate", "href", "vendor.href", "lines", "vendor"} & set(paths)
    invoice = model("accounts-receivable/invoice")
    assert {path for path, field in invoice.fields.items() if field.write_only}
    assert all(invoice.fields[path].queryable for path in all_fields(invoice))


async def test_a_reference_has_its_inline_fields_and_all_of_its_object(model: Callable[[str], ObjectModel]) -> None:
    inline = fields_of_reference(model(BILL), "vendor")
    whole = all_fields(model(VENDOR), {"vendor.creditLimit"}, below="vendor")
    assert {"vendor.key", "vendor.id"} <= set(inline)
    assert "vendor.vendorType.id" in whole
    assert "vendor.creditLimit" not in whole
    assert all(path.startswith("vendor.") for path in (*inline, *whole))
    assert "vendor.id" not in fields_of_reference(model(BILL), "vendor", {"vendor.id"})
