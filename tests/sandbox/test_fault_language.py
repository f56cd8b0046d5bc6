"""The fault language: what it reads, how it writes it again, and where it says a text is wrong."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intacct_desktop.sandbox.faults.effects import (
    NOTHING,
    Drip,
    Drop,
    ErrorIn200,
    ExpiredToken,
    HtmlPage,
    InvalidJson,
    Refusal,
    TruncatedJson,
)
from intacct_desktop.sandbox.faults.language import METHODS, NO_LATENCY, FaultSyntaxError, Latency, Rule, parse_faults

MILLISECONDS = st.integers(0, 999_999_999)
BYTES = st.integers(0, 999_999_999)
COUNTS = st.integers(1, 999_999_999)
STATUSES = st.integers(400, 599)
EFFECTS = st.one_of(
    st.builds(Refusal, STATUSES, st.none() | MILLISECONDS),
    st.builds(Drop, st.none() | BYTES),
    st.builds(TruncatedJson, st.none() | BYTES),
    st.builds(HtmlPage, STATUSES | st.just(200)),
    st.builds(Drip, COUNTS),
    st.sampled_from([InvalidJson(), ExpiredToken(), ErrorIn200()]),
)
LATENCIES = st.tuples(MILLISECONDS, COUNTS).map(sorted).map(lambda times: Latency(*times))
HAPPENS = st.tuples(EFFECTS, LATENCIES | st.just(NO_LATENCY)) | st.tuples(st.just(NOTHING), LATENCIES)
RULES = st.builds(
    lambda path, happens, **when: Rule(path, *happens, **when),
    st.from_regex(r"[a-z0-9*?/:._-]{1,30}", fullmatch=True),
    HAPPENS,
    chance=st.integers(1, 10**9).map(lambda billionths: Decimal(billionths).scaleb(-9)),
    times=st.none() | COUNTS,
    after=st.integers(0, 999_999_999),
    method=st.none() | st.sampled_from(METHODS),
)


@settings(derandomize=True, deadline=None)
@given(st.lists(RULES, max_size=4), st.sampled_from(["\n", ";", " ; ", "\r\n\n", "  # why; not=this\n"]))
def test_rules_are_read_as_they_are_written(rules: list[Rule], between: str) -> None:
    assert parse_faults(between.join(map(str, rules))) == tuple(rules)


WORDS = st.sampled_from(
    [
        "*",
        "objects/*",
        "latency=",
        "1s",
        "..",
        "503",
        "429=",
        "drop",
        "=",
        "b",
        "kb",
        "/s",
        "p=",
        "0.5",
        "times=",
        "٣",
        "1e9",
        ";",
        "#",
        "\n",
        " ",
    ]
)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.text() | st.lists(WORDS).map("".join))
def test_any_text_is_rules_or_a_place_where_it_is_wrong(text: str) -> None:
    try:
        rules, wrong = parse_faults(text), None
    except FaultSyntaxError as error:
        rules, wrong = (), text.splitlines()[error.line - 1][error.column - 1]
    assert parse_faults("\n".join(map(str, rules))) == rules
    assert wrong is None or not wrong.isspace()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("* latency=1.5s", Rule("*", latency=Latency(1500, 1500))),
        ("* latency=200ms..2s p=0.3", Rule("*", latency=Latency(200, 2000), chance=Decimal("0.3"))),
        ("objects/* 503=1s method=get", Rule("objects/*", Refusal(503, 1000), method="GET")),
        ("\t* times=1 drop=2kb", Rule("*", Drop(2000), times=1)),
        ("* html p=1.0 after=0", Rule("*", HtmlPage())),
        ("*  drip=500b/s  latency=1s", Rule("*", Drip(500), Latency(1000, 1000))),
    ],
)
def test_what_a_rule_means(text: str, rule: Rule) -> None:
    assert parse_faults(text) == (rule,)


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("latency=200ms", 1, "begins with a path"),
        ("objects/*", 1, "nothing is said to happen to objects/*"),
        ("* p=0.5", 1, "nothing is said to happen"),
        ("* slow", 3, "slow is neither a fault (drop, "),
        ("* 200", 3, "200 is neither"),
        ("* 503 500", 7, "500 comes after another fault"),
        ("* 503 p=0.1 p=0.2", 13, "p=0.2 comes after another p"),
        ("* latency", 3, "needs a time"),
        ("* latency=5", 3, "needs a time"),
        ("* latency=2s..1s", 3, "the shorter one comes first"),
        ("* latency=0ms", 3, "not nothing"),
        ("* 429=soon", 3, "needs a time"),
        ("* drop=many", 3, "needs a number of bytes"),
        ("* drip=500b", 3, "needs bytes a second"),
        ("* drip=0b/s", 3, "needs bytes a second"),
        ("* html=302", 3, "needs a status"),
        ("* invalid-json=2b", 3, "takes no value"),
        ("* 503 p=0", 7, "a probability"),
        ("* 503 p=1.1", 7, "a probability"),
        ("* 503 p=1e-3", 7, "a probability"),
        ("* 503 times=0", 7, "a whole number from 1"),
        ("* 503 after=-1", 7, "a whole number from 0"),
        ("* 503 method=LOOK", 7, "one of GET, POST"),
    ],
)
def test_where_and_why_a_rule_is_wrong(text: str, column: int, problem: str) -> None:
    with pytest.raises(FaultSyntaxError) as caught:
        parse_faults(f"# first\n* 503 ;{text}")
    assert (caught.value.line, caught.value.column) == (2, column + 7)
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"line 2, character {column + 7}: ")
