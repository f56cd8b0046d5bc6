"""What the check says before the click, held against what the practice company says after it, over HTTP."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.checks import Finding, check, refused_paths
from intacct_desktop.api.lookup import Absent, Lookup, Member, ModelLookup
from intacct_desktop.api.model import Field, ObjectModel, OwnedList, Reference, parse_model
from intacct_desktop.api.operators import RELATIVE_DATES, Operator
from intacct_desktop.api.problems import Problem, Severity
from intacct_desktop.api.query import Direction, Filter, FilterValue, Order, Query
from intacct_desktop.sandbox.server import SandboxServer

BILL = "accounts-payable/bill"
BILLS = Query(BILL, ("key", "billNumber"))


@pytest.fixture(scope="module")
def api(practice: SandboxServer) -> Iterator[httpx.Client]:
    """A client of the practice company that waits for its answers."""
    ready = practice.ready
    form = {"grant_type": "client_credentials", "client_id": ready.client_id, "client_secret": ready.client_secret}
    with httpx.Client(base_url=ready.base_url, trust_env=False, timeout=30) as client:
        token = client.post("/oauth2/token", data={**form, "username": ready.username}).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture(scope="module")
def loaded(api: httpx.Client) -> Callable[[str], ObjectModel | None]:
    """The company's models, all of them loaded."""
    result = api.get("/services/core/model", params={"version": "v1", "type": "object", "schema": "true"}).json()["ia::result"]
    answers = {answer["apiObject"].removeprefix("objects/"): answer for answer in (result.values() if isinstance(result, dict) else result)}
    models: dict[str, ObjectModel] = {}

    def model(name: str) -> ObjectModel | None:
        if name not in models and name in answers:
            models[name] = parse_model(answers[name])
        return models.get(name)

    return model


@pytest.fixture(scope="module")
def find(loaded: Callable[[str], ObjectModel | None]) -> ModelLookup:
    return ModelLookup(loaded, BILL)


@pytest.fixture(scope="module")
def accepts(api: httpx.Client) -> Callable[[Query], bool]:
    def ask(query: Query) -> bool:
        answer = api.post("/services/core/query", content=query.to_json())
        assert answer.status_code in (200, 400), answer.text
        return answer.status_code == 200

    return ask


def errors(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def fully_mended(query: Query, find: Lookup) -> Query:
    """Every error's button pressed, the first one first."""
    for _ in range(100):
        wrong = errors(check(query, find))
        if not wrong:
            return query
        mend = wrong[0].mend
        assert mend is not None, wrong[0]
        assert (mend, repr(mend)) != (query, repr(query)), wrong[0]  # to ==, 0 is False
        query = mend
    raise AssertionError("no end of mending")


def filtered(operator: Operator, field: str, value: FilterValue) -> Query:
    return replace(BILLS, filters=(Filter(operator, field, value),))


REFUSED: dict[Problem, list[Query]] = {
    Problem.NO_COLUMNS: [Query(BILL)],
    Problem.UNKNOWN_FIELD: [
        replace(BILLS, fields=("key", "dueDat")),
        replace(BILLS, fields=("vendor.nmae",)),
        replace(BILLS, order_by=(Order("zzz"),)),
        filtered(Operator.EQ, "nothing.at.all", "x"),
    ],
    Problem.REFERENCE: [
        replace(BILLS, fields=("vendor",)),
        filtered(Operator.EQ, "vendor", "V1"),
        replace(BILLS, order_by=(Order("vendor"),)),
    ],
    Problem.LIST: [replace(BILLS, fields=("key", "lines")), replace(BILLS, fields=("key", "lines.key"))],
    Problem.GROUP: [replace(BILLS, fields=("key", "audit"))],
    Problem.WRITE_ONLY: [Query("accounts-receivable/invoice", ("key", "action"))],
    Problem.BINARY: [Query("company-config/file", ("key", "data"))],
    Problem.LINK: [
        filtered(Operator.EQ, "href", "/x"),
        replace(BILLS, order_by=(Order("vendor.href"),)),
        replace(BILLS, fields=("count:href",)),
    ],
    Problem.AGGREGATE_IN_FILTER: [filtered(Operator.GT, "sum:totalTxnAmount", "1")],
    Problem.AGGREGATE: [
        replace(BILLS, fields=("sum:billNumber",)),
        replace(BILLS, fields=("avg:dueDate", "key")),
        replace(BILLS, fields=("min:isOnHold",)),
    ],
    Problem.NOT_SORTABLE: [Query("company-config/entity", ("key",), order_by=(Order("businessDays"),))],
    Problem.NOT_GROUPED: [
        replace(BILLS, fields=("state", "sum:totalTxnAmount"), order_by=(Order("dueDate"),)),
        replace(BILLS, order_by=(Order("sum:totalTxnAmount"),)),
        replace(BILLS, fields=("state", "count:key"), order_by=(Order("sum:totalTxnAmount", Direction.DESCENDING),)),
    ],
    Problem.OPERATOR: [
        filtered(Operator.CONTAINS, "dueDate", "2026"),
        filtered(Operator.NOT_STARTS_WITH, "isOnHold", "t"),
        filtered(Operator.HAS, "billNumber", "7"),
        filtered(Operator.GT, "isOnHold", False),
        filtered(Operator.BETWEEN, "isOnHold", (False, True)),
    ],
    Problem.NULL: [
        filtered(Operator.GT, "dueDate", None),
        filtered(Operator.NOT_CONTAINS, "billNumber", None),
        filtered(Operator.IN, "state", None),
    ],
    Problem.NO_LIST: [
        filtered(Operator.EQ, "state", ("posted", "paid")),
        filtered(Operator.NE, "billNumber", ("7",)),
        filtered(Operator.GT, "totalTxnAmount", ("1", "2")),
    ],
    Problem.NOT_A_LIST: [filtered(Operator.IN, "state", "posted")],
    Problem.NOT_A_RANGE: [
        filtered(Operator.BETWEEN, "totalTxnAmount", "1"),
        filtered(Operator.BETWEEN, "totalTxnAmount", ("1", "2", "3")),
        filtered(Operator.NOT_BETWEEN, "dueDate", ("2026-01-01", None)),
    ],
    Problem.EMPTY_LIST: [filtered(Operator.NOT_IN, "state", ())],
    Problem.MISSING: [
        filtered(Operator.EQ, "dueDate", ""),
        filtered(Operator.BETWEEN, "totalTxnAmount", ("1", "")),
        filtered(Operator.EQ, "billNumber", ()),
    ],
    Problem.NOT_A_VALUE: [filtered(Operator.IN, "state", ("posted", ["paid"]))],  # type: ignore[arg-type]
    Problem.WRONG_KIND: [
        filtered(Operator.EQ, "dueDate", "soon"),
        filtered(Operator.EQ, "dueDate", "Current Week"),
        filtered(Operator.LT, "dueDate", "2026-02-30"),
        filtered(Operator.LT, "dueDate", "2026-02-03T10:00:00Z"),
        filtered(Operator.GT, "audit.modifiedDateTime", "10:00"),
        filtered(Operator.GT, "totalTxnAmount", "1,234.50"),
        filtered(Operator.IN, "totalTxnAmount", ("1", True)),
        filtered(Operator.EQ, "isOnHold", "true"),
        filtered(Operator.CONTAINS, "billNumber", True),
    ],
    Problem.EXPRESSION: [
        replace(filtered(Operator.EQ, "state", "posted"), filter_expression="1 and"),
        replace(filtered(Operator.EQ, "state", "posted"), filter_expression="1 or 2"),
        replace(BILLS, filter_expression="1"),
    ],
    Problem.SIZE: [replace(BILLS, size=4001), replace(BILLS, size=0), replace(BILLS, size=-1)],
    Problem.START: [replace(BILLS, start=0)],
    Problem.PARAMETER_VALUE: [
        replace(BILLS, filter_parameters={"asOfDate": "today"}),
        replace(BILLS, filter_parameters={"asOfDate": "2026-02-30"}),
        replace(BILLS, filter_parameters={"caseSensitiveComparison": "false"}),
        replace(BILLS, filter_parameters={"includePrivate": 1}),
    ],
}


@pytest.mark.parametrize(("problem", "query"), [(problem, query) for problem, queries in REFUSED.items() for query in queries])
def test_an_error_is_what_the_company_refuses_and_its_mend_what_it_takes(
    problem: Problem, query: Query, loaded: Callable[[str], ObjectModel | None], accepts: Callable[[Query], bool]
) -> None:
    find = ModelLookup(loaded, query.object)
    assert problem in [finding.problem for finding in errors(check(query, find))]
    assert not accepts(query)
    assert accepts(fully_mended(query, find))


def test_every_error_is_in_the_table() -> None:
    warnings = {Problem.UNSEEN_FIELD, Problem.TWICE, Problem.NO_CHOICE, Problem.NUMBER_AS_TEXT, Problem.TOO_PRECISE, Problem.REVERSED}
    warnings |= {Problem.UNUSED, Problem.PARAMETER, Problem.MEMBER}
    assert set(REFUSED) == set(Problem) - warnings - {Problem.REFUSED}  # which this company has to be asked about first


FIELDS = (
    "key",
    "billNumber",
    "state",
    "isOnHold",
    "dueDate",
    "totalTxnAmount",
    "currency.exchangeRate.rate",
    "audit.modifiedDateTime",
    "vendor.id",
    "vendor.vendorType.id",
    "vendor.creditLimit",
    "vendor.isOnHold",
    "vendor",
    "lines",
    "href",
    "nothing",
)
texts = st.sampled_from(["x", "posted", "true", "12", "12.5", "1.234", "-7", "2026-11-01", "2026-11-01T10:00:00Z", "2026-13-01", "soon"])
scalars: st.SearchStrategy[Any] = (
    texts | st.sampled_from(RELATIVE_DATES) | st.integers(-5, 10**6) | st.decimals(-100, 100, places=2) | st.booleans() | st.none()
)
values: st.SearchStrategy[FilterValue] = scalars | st.lists(scalars, max_size=3).map(tuple)
paths = st.sampled_from(FIELDS)
names = paths | st.builds("{}:{}".format, st.sampled_from(["sum", "avg", "min", "max", "count"]), paths)
queries = st.builds(
    Query,
    st.just(BILL),
    fields=st.lists(names, max_size=3).map(tuple),
    filters=st.lists(st.builds(Filter, st.sampled_from(Operator), paths, values), max_size=3).map(tuple),
    filter_expression=st.sampled_from([None, "and", "or", "1", "1 and 2", "(1 or 2) and 3", "1 or"]),
    filter_parameters=st.dictionaries(
        st.sampled_from(["asOfDate", "includePrivate", "caseSensitiveComparison"]), st.sampled_from(["2026-01-31", "x", True]), max_size=1
    ),
    order_by=st.lists(st.builds(Order, names, st.sampled_from(Direction)), max_size=2).map(tuple),
    start=st.none() | st.integers(-1, 5),
    size=st.none() | st.sampled_from([0, 1, 4000, 4001]),
    muted=st.frozensets(st.integers(0, 2), max_size=2),
).map(lambda query: replace(query, muted=frozenset(at for at in query.muted if at < len(query.filters))))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_what_the_company_takes_is_no_error(query: Query, find: ModelLookup, accepts: Callable[[Query], bool]) -> None:
    if accepts(query):
        assert errors(check(query, find)) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_mending_comes_to_an_end(query: Query, find: ModelLookup) -> None:
    assert not errors(check(fully_mended(query, find), find))


@pytest.mark.parametrize(
    ("query", "problem", "place"),
    [
        (replace(BILLS, fields=("key", "key")), Problem.TWICE, "/fields/1"),
        (filtered(Operator.IN, "state", ("posted", "payd")), Problem.NO_CHOICE, "/filters/0"),
        (filtered(Operator.EQ, "vendor.id", 17), Problem.NUMBER_AS_TEXT, "/filters/0"),
        (filtered(Operator.EQ, "totalTxnAmount", Decimal("1.005")), Problem.TOO_PRECISE, "/filters/0"),
        (filtered(Operator.BETWEEN, "totalTxnAmount", ("1000", "200.50")), Problem.REVERSED, "/filters/0"),
        (filtered(Operator.BETWEEN, "dueDate", ("2026-12-01", "2026-01-01")), Problem.REVERSED, "/filters/0"),
        (
            replace(BILLS, filters=(Filter(Operator.EQ, "state", "paid"), Filter(Operator.EQ, "isOnHold", True)), filter_expression="2"),
            Problem.UNUSED,
            "/filters/0",
        ),
        (replace(BILLS, filter_parameters={"a/b": 1}), Problem.PARAMETER, "/filterParameters/a~1b"),
        (replace(BILLS, others={"includePrivate": True}), Problem.MEMBER, "/includePrivate"),
        (replace(BILLS, others={"a/b~": 1}), Problem.MEMBER, "/a~1b~0"),
    ],
)
def test_a_warning_stops_nothing_and_offers_a_mend(query: Query, problem: Problem, place: str, find: ModelLookup) -> None:
    (finding,) = check(query, find)
    assert (finding.severity, finding.problem, finding.place) == (Severity.WARNING, problem, place)
    if problem is not Problem.TOO_PRECISE:
        assert finding.mend is not None
        assert check(finding.mend, find) == ()


@pytest.mark.parametrize(
    ("query", "mended"),
    [
        (replace(BILLS, fields=("count:vendor",)), replace(BILLS, fields=("count:vendor.id",))),
        (filtered(Operator.BETWEEN, "totalTxnAmount", ("9", "1")), filtered(Operator.BETWEEN, "totalTxnAmount", ("1", "9"))),
        (filtered(Operator.NE, "state", ("paid", "posted")), filtered(Operator.NOT_IN, "state", ("paid", "posted"))),
        (filtered(Operator.IN, "state", ("posted", "payd")), filtered(Operator.IN, "state", ("posted", "paid"))),
        (filtered(Operator.EQ, "isOnHold", "Yes"), filtered(Operator.EQ, "isOnHold", True)),
        (filtered(Operator.EQ, "dueDate", "2026-02-03T10:00:00Z"), filtered(Operator.EQ, "dueDate", "2026-02-03")),
        (filtered(Operator.NOT_CONTAINS, "dueDate", "today"), filtered(Operator.NE, "dueDate", "today")),
        (replace(BILLS, size=100_000), replace(BILLS, size=4000)),
        (
            replace(BILLS, others={"includePrivate": True}),
            replace(BILLS, filter_parameters={"includePrivate": True}),
        ),
        (replace(filtered(Operator.EQ, "dueDate", "soon")), replace(filtered(Operator.EQ, "dueDate", "soon"), muted=frozenset({0}))),
    ],
)
def test_a_mend_changes_what_is_wrong_and_nothing_else(query: Query, mended: Query, find: ModelLookup) -> None:
    (finding,) = check(query, find)
    assert finding.mend == mended


def test_a_filter_that_the_expression_leaves_out_is_joined(find: ModelLookup) -> None:
    states = tuple(Filter(Operator.EQ, "state", state) for state in ("paid", "posted", "draft"))
    (finding,) = check(replace(BILLS, filters=states, filter_expression="1 or 2"), find)
    assert finding.mend is not None
    assert finding.mend.filter_expression == "(1 or 2) and 3"


def test_keys_in_base64_are_no_files(loaded: Callable[[str], ObjectModel | None], accepts: Callable[[Query], bool]) -> None:
    query = Query("company-config/audit-history", ("key",))
    assert accepts(query)
    assert check(query, ModelLookup(loaded, query.object)) == ()


def test_placeholders_fit_everywhere(find: ModelLookup) -> None:
    filters = tuple(
        Filter(operator, field, value)
        for field, operator, value in (
            ("dueDate", Operator.EQ, "{{from}}"),
            ("dueDate", Operator.BETWEEN, ("{{from}}", "2020-01-01")),
            ("totalTxnAmount", Operator.IN, ("1.00", "{{ amount }}")),
            ("state", Operator.IN, "{{states}}"),
            ("isOnHold", Operator.EQ, "{{hold}}"),
        )
    )
    assert check(replace(BILLS, filters=filters, filter_parameters={"asOfDate": "{{day}}", "includePrivate": "{{all}}"}), find) == ()


def test_muted_filters_are_not_judged(find: ModelLookup) -> None:
    wrong = Filter(Operator.EQ, "dueDate", "soon")
    good = Filter(Operator.EQ, "state", "paid")
    assert check(replace(BILLS, filters=(wrong, good), muted=frozenset({0}), filter_expression="2"), find) == ()
    assert check(replace(BILLS, filters=(wrong,), muted=frozenset({0}), filter_expression="1 and"), find) == ()
    assert [
        finding.problem for finding in check(replace(BILLS, filters=(good, wrong), muted=frozenset({0}), filter_expression="1"), find)
    ] == [Problem.UNUSED]


def test_a_refused_field_is_refused_wherever_it_is_named(find: ModelLookup) -> None:
    query = replace(BILLS, fields=("key", "max:dueDate"), filters=(Filter(Operator.EQ, "dueDate", "today"),))
    found = check(query, find, {"dueDate"})
    assert [(finding.problem, finding.place) for finding in found] == [(Problem.REFUSED, "/fields/1"), (Problem.REFUSED, "/filters/0")]
    assert check(query, find, {"max:dueDate"}) == found[:1]


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("dueDate", ("dueDate",)),
        ("sum:vendor.name", ("sum:vendor.name",)),
        ("name", ("vendor.name",)),
        ("action", ()),
    ],
)
def test_a_refusal_names_a_path_or_its_last_step(name: str, paths: tuple[str, ...]) -> None:
    query = Query(BILL, ("key", "sum:vendor.name"), filters=(Filter(Operator.EQ, "dueDate", "today"),))
    assert refused_paths(query, name) == paths


class Scripted:
    """A lookup that knows these members, and counts how often it is asked."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self.members = members
        self.asked = 0

    def member(self, path: str) -> Member:
        self.asked += 1
        return self.members.get(path, Absent.PENDING)

    def suggestion(self, path: str) -> str | None:
        raise AssertionError("looked for although nothing is wrong")

    def parameters(self) -> tuple[str, ...] | None:
        return None


def test_what_is_not_known_yet_is_not_judged() -> None:
    query = replace(filtered(Operator.CONTAINS, "later.date", "soon"), fields=("any.thing",), filter_parameters={"own": 1})
    assert check(query, Scripted({})) == ()
    assert [finding.severity for finding in check(query, Scripted({"any.thing": Absent.UNSEEN}))] == [Severity.WARNING]


def test_a_large_query_is_looked_up_a_few_times_a_name() -> None:
    amount = Field("amount", "string", "decimal-precision-2")
    fields = {f"f{at}": amount for at in range(400)}
    query = Query("a/b", tuple(fields), tuple(Filter(Operator.GT, f"f{at % 400}", str(at)) for at in range(500)))
    find = Scripted(fields)
    assert check(query, find) == ()
    assert find.asked <= 2 * (400 + 500)


def test_models_are_walked_once(loaded: Callable[[str], ObjectModel | None]) -> None:
    asked: list[str] = []

    def counted(name: str) -> ObjectModel | None:
        asked.append(name)
        return loaded(name)

    find = ModelLookup(counted, BILL)
    query = replace(BILLS, fields=("vendor.vendorType.id", "vendor.nmae", "nothing", "vendor"))
    first = check(query, find)
    asked.clear()
    assert check(query, find) == first
    assert set(asked) == {BILL}  # only whether it is the same model still


def test_members_of_every_sort_are_told_apart(find: ModelLookup) -> None:
    assert isinstance(find.member("vendor.vendorType.id"), Field)
    assert isinstance(find.member("vendor.vendorType"), Reference)
    below = find.member("lines.glAccount.id")
    assert isinstance(below, OwnedList)
    assert below.path == "lines"
    assert find.member("vendor.nope") is Absent.UNKNOWN
    assert find.suggestion("vendor.vendorType") == "vendor.vendorType.id"
    assert find.suggestion("Vendor.ID") == "vendor.id"
    assert find.suggestion("qqqqqqqq") is None


def test_a_model_that_is_loaded_anew_is_looked_at_anew(loaded: Callable[[str], ObjectModel | None]) -> None:
    known: dict[str, ObjectModel | None] = {}
    find = ModelLookup(known.get, BILL)
    assert find.member("vendor.creditLimit") is Absent.PENDING
    known[BILL] = loaded(BILL)
    assert find.member("vendor.creditLimit") is Absent.PENDING
    known["accounts-payable/vendor"] = loaded("accounts-payable/vendor")
    assert isinstance(find.member("vendor.creditLimit"), Field)
    known[BILL] = parse_model({"apiObject": BILL, "fields": {"key": {"type": "string"}}})
    assert find.member("vendor.creditLimit") is Absent.UNKNOWN


def test_a_body_of_any_json_is_judged_without_an_accident(find: ModelLookup) -> None:
    body = (
        b'{"object":"accounts-payable/bill","fields":["sum:",":","","~/"],"filters":[{"$in":{"totalTxnAmount":[{},null,1e400]}},'
        b'{"$gt":{"totalTxnAmount":1e-99999}},{"$eq":{"dueDate":[[]]}}],"orderBy":[{"":"asc"}],"size":99999999999999,"a/~":1}'
    )
    query = Query.from_json(body)
    assert errors(check(query, find))
    assert msgspec.json.decode(fully_mended(query, find).to_json())
