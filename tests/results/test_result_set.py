"""What goes into a result comes out of it: exactly, in order, typed, and nothing is dropped."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results import scratch
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.ndjson import NotARow
from intacct_desktop.results.result_set import ResultClosed, ResultSet

Make = Callable[..., ResultSet]
Raw = Callable[..., list[Any]]

TEXT = (ValueKind.TEXT, None)
AMOUNT = (ValueKind.DECIMAL, 2)
UNSCALED = (ValueKind.DECIMAL, None)
property_test = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def only(result_set: ResultSet) -> list[Any]:
    return [row[0] for row in result_set.window(0, result_set.count)]


@property_test
@given(values=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_text_comes_back(make_result: Make, values: list[str | None]) -> None:
    assert only(make_result({"vendor.name": TEXT}, *({"vendor.name": value} for value in values))) == values


@property_test
@given(
    values=st.lists(st.decimals(-(10**17), 10**17, allow_nan=False, allow_infinity=False, places=20) | st.integers(-(10**17), 10**17)),
    scale=st.none() | st.integers(0, 14),
    as_number=st.booleans(),
)
def test_any_amount_keeps_every_digit(make_result: Make, values: list[Decimal | int], scale: int | None, as_number: bool) -> None:
    quote = "" if as_number else '"'
    rows = [f'{{"amount": {quote}{Decimal(value):f}{quote}}}'.encode() for value in values]
    result_set = make_result({"amount": (ValueKind.DECIMAL, scale)}, *rows)
    found = only(result_set)
    assert found == values
    assert all(isinstance(value, Decimal) for value in found)
    assert Fraction(result_set.sum_of(0, [range(result_set.count)])) == sum(map(Fraction, values))
    assert result_set.misfits == 0


@property_test
@given(
    moments=st.lists(
        st.datetimes(
            datetime.fromisoformat("1900-01-01"),
            datetime.fromisoformat("2200-01-01"),
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=-30))]),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_any_time_comes_back_in_utc(make_result: Make, moments: list[datetime]) -> None:
    rows = [{"when": moment.isoformat(), "day": moment.date().isoformat()} for moment in moments]
    result_set = make_result({"when": (ValueKind.DATE_TIME, None), "day": (ValueKind.DATE, None)}, *rows)
    assert result_set.window(0, 10) == [(moment.astimezone(UTC).replace(tzinfo=None), moment.date()) for moment in moments]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"1.10", Decimal("1.10")),
        (b"12345678901234.56", Decimal("12345678901234.56")),
        (b"12345678901234567890.12", Decimal("12345678901234567890.12")),
        (b"1.5e-7", Decimal("0.00000015")),
        (b"123456789012345678", Decimal("123456789012345678")),
        (b"123456789012345678901234567890", Decimal("123456789012345678901234567890")),
        (b"1e999999999", "1e999999999"),
    ],
)
def test_a_json_number_does_not_pass_through_a_double(make_result: Make, written: bytes, expected: Decimal | str) -> None:
    found = only(make_result({"creditLimit": UNSCALED}, b'{"creditLimit": %b}' % written))[0]
    assert str(found) == str(expected)


def test_the_scale_grows_with_the_rows_and_what_was_there_stays_exact(make_result: Make, raw: Raw) -> None:
    result_set = make_result({"rate": UNSCALED, "amount": AMOUNT}, {"rate": "5", "amount": "1.50000"}, total=3)
    assert [column.scale for column in result_set.columns] == [None, 2]
    result_set.append(raw({"rate": "1.10", "amount": "-0.005"}, {"rate": "1.23456789012345", "amount": None}), 3)
    assert [column.scale for column in result_set.columns] == [14, 3]
    assert result_set.window(0, 3) == [
        (Decimal(5), Decimal("1.5")),
        (Decimal("1.10"), Decimal("-0.005")),
        (Decimal("1.23456789012345"), None),
    ]
    assert result_set.misfits == 0


@pytest.mark.parametrize(
    ("kind", "fits", "value", "misfit"),
    [
        (AMOUNT, "1.00", Decimal("1.00"), "n/a"),
        (AMOUNT, "1.00", Decimal("1.00"), "1e3"),
        (AMOUNT, "1.00", Decimal("1.00"), "0." + "1" * 30),
        ((ValueKind.INTEGER, None), "-12", -12, "1.5"),
        ((ValueKind.INTEGER, None), "12", 12, "9" * 30),
        ((ValueKind.DATE, None), "2026-11-20", date(2026, 11, 20), "2026-11-20T00:00:00Z"),
        ((ValueKind.DATE, None), "2026-11-20", date(2026, 11, 20), "2026-13-40"),
        ((ValueKind.DATE_TIME, None), "2026-11-20T10:00:00+02:00", datetime.fromisoformat("2026-11-20T08:00:00"), "yesterday"),
        ((ValueKind.BOOLEAN, None), "true", True, "T"),
    ],
)
def test_a_misfit_keeps_its_text_and_is_counted(
    make_result: Make, raw: Raw, kind: tuple[ValueKind, int | None], fits: str, value: Any, misfit: str
) -> None:
    result_set = make_result({"key": TEXT, "f": kind}, {"key": "1", "f": fits}, {"key": "2", "f": misfit}, total=3)
    assert result_set.window(0, 9) == [("1", value), ("2", misfit)]
    assert isinstance(result_set.window(1, 1)[0][1], Misfit)
    assert result_set.misfits == 1
    result_set.append(raw({"key": "3", "f": misfit}), 3)
    assert result_set.misfits == 2
    assert result_set.window(2, 1) == [("3", misfit)]


def test_null_and_absent_are_the_same_and_aliases_are_passed_over(make_result: Make) -> None:
    result_set = make_result({"id": TEXT, "state": TEXT}, {"API_QUERY_ALIAS__25": "x", "state": None, "id": "007"}, {})
    assert result_set.window(0, 9) == [("007", None), (None, None)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"sum:amount": "1.50", "vendor.id": "V1", "count:id": 3}, ("V1", Decimal("1.50"), 3)),
        ({"vendor.id": "V1", "SUM_1": "1.50", "API_QUERY_ALIAS__2": "9", "COUNT_2": 3}, ("V1", Decimal("1.50"), 3)),
        ({"vendor.id": "V1", "surprise": "1", "SUM_1": "1.50", "COUNT_2": 3}, ("V1", None, None)),
    ],
)
def test_aggregates_come_by_name_else_by_position(make_result: Make, row: dict[str, Any], expected: tuple[Any, ...]) -> None:
    columns = {"vendor.id": TEXT, "sum:amount": AMOUNT, "count:id": (ValueKind.INTEGER, None)}
    assert make_result(columns, row).window(0, 1) == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b'{\n "id":\r\n "1\\n2",\n "name": null\n}', ("1\n2", None)),
        (b'{"id":"1","id":"2","name":"x"}', ("2", "x")),
        (b'{"id":"\xff","name":"\\ud800x"}', ("\ufffd", "\ufffdx")),
        (b'{"id":["a",{"b":1.10}],"name":true}', ('["a", {"b": "1.10"}]', "true")),
        (b'{"id":"it\'s \\"quoted\\"\\u0000","name":""}', ('it\'s "quoted"\0', "")),
    ],
)
def test_odd_rows_do_not_lose_the_page(make_result: Make, row: bytes, expected: tuple[Any, ...]) -> None:
    result_set = make_result({"id": TEXT, "name": TEXT}, {"id": "0", "name": "before"}, row, {"id": "9", "name": "after"})
    assert result_set.window(0, 3) == [("0", "before"), expected, ("9", "after")]


def test_names_that_differ_in_case_only_are_two_columns(make_result: Make) -> None:
    result_set = make_result(
        {"nsp::Region": TEXT, "nsp::region": TEXT, "o\"d'd": TEXT}, {"nsp::region": "b", "nsp::Region": "a", "o\"d'd": "c"}
    )
    assert result_set.window(0, 1) == [("a", "b", "c")]


def test_what_is_no_row_is_refused_whole(make_result: Make, raw: Raw) -> None:
    result_set = make_result({"id": TEXT}, {"id": "1"}, total=3)
    with pytest.raises(NotARow):
        result_set.append(raw({"id": "2"}, b"5"), 3)
    assert only(result_set) == ["1"]


def test_rows_keep_the_order_in_which_they_came(make_result: Make, raw: Raw) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None), "a": UNSCALED}, total=30_000)
    for start in range(0, 30_000, 10_000):
        result_set.append(raw(*({"n": n, "a": "1" if n != 25_000 else "1.25"} for n in range(start, start + 10_000))), 30_000)
    assert [row[0] for row in result_set.window(0, 30_000)] == list(range(30_000))
    assert [row[0] for row in result_set.window(29_990, 100)] == list(range(29_990, 30_000))
    assert result_set.sum_of(0, [range(3), range(29_999, 30_000)]) == 0 + 1 + 2 + 29_999
    assert result_set.sum_of(0, []) == 0


@pytest.mark.parametrize(("rows", "width"), [(2_000, 9_000), (3, 9_000_000)])
def test_a_batch_may_be_larger_than_what_duckdb_reads_at_once(make_result: Make, raw: Raw, rows: int, width: int) -> None:
    result_set = make_result({"key": TEXT, "text": TEXT})
    result_set.append(raw(*(b'{"key":"%d","text":"%s"}' % (key, b"x" * width) for key in range(rows))))
    assert [row[0] for row in result_set.window(0, rows)] == [str(key) for key in range(rows)]
    assert {len(row[1]) for row in result_set.window(rows - 2, 2)} == {width}


def test_complete_is_what_the_service_counts(make_result: Make, raw: Raw) -> None:
    result_set = make_result({"id": TEXT}, {"id": "1"}, total=2)
    states = [(result_set.complete, result_set.total_changed)]
    for key, total in (("2", 2), ("3", 3)):
        result_set.append(raw({"id": key}), total)
        states.append((result_set.complete, result_set.total_changed))
    assert result_set.total_count == result_set.count == 3
    assert states == [(False, False), (True, False), (False, True)]


def test_many_threads_may_read_while_rows_arrive(make_result: Make, raw: Raw) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, total=4_000)
    wrong: list[Any] = []

    def read() -> None:
        while result_set.count < 4_000:
            rows = result_set.window(0, 4_000)
            if [row[0] for row in rows] != list(range(len(rows))):
                wrong.append(rows)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(0, 4_000, 500):
        result_set.append(raw(*({"n": n} for n in range(start, start + 500))), 4_000)
    for reader in readers:
        reader.join()
    assert not wrong


_NO_ROOM = """
import pathlib, random, resource, sys, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
chance = random.Random(7)
rows = [msgspec.Raw(b'{"n":%d,"text":"%s"}' % (n, chance.randbytes(100).hex().encode())) for n in range(4000)]
columns = [Column("n", ValueKind.INTEGER, None, "n"), Column("text", ValueKind.TEXT, None, "text")]
with ResultSet(columns, root=pathlib.Path(sys.argv[1])) as result_set:
    result_set.append(rows, 12_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        while True:
            result_set.append(rows)
    except OSError:
        print(result_set.count % 4000, [row[0] for row in result_set.window(result_set.count - 1, 9)], result_set.complete)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    before = result_set.count
    print(result_set.append(rows) - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
@pytest.mark.parametrize("room", [500_000, 2_000_000])  # not even for the page; for the page, but not for the store
def test_no_room_keeps_the_rows_that_are_there(tmp_path: Path, room: int) -> None:
    done = subprocess.run([sys.executable, "-c", _NO_ROOM, str(tmp_path), str(room)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["0 [3999] False", "4000"], done.stderr


def test_closing_deletes_the_rows(make_result: Make) -> None:
    result_set = make_result({"id": TEXT}, {"id": "1"})
    folder = result_set.folder
    assert folder.is_dir()
    result_set.close()
    result_set.close()
    assert not folder.exists()
    with pytest.raises(ResultClosed):
        result_set.window(0, 1)


_CRASH = """
import os, sys, pathlib, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
result_set = ResultSet([Column("id", ValueKind.TEXT, None, "id")], root=pathlib.Path(sys.argv[1]))
result_set.append([msgspec.Raw(b'{"id":"1"}')])
print(result_set.folder, flush=True)
sys.stdin.readline()
os._exit(1)
"""


def test_what_a_crash_leaves_is_swept_but_nothing_in_use(make_result: Make, tmp_path: Path) -> None:
    mine = make_result({"id": TEXT}, {"id": "1"})
    root = mine.folder.parent
    with subprocess.Popen([sys.executable, "-c", _CRASH, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        for folder in (mine.folder, theirs):
            os.utime(folder, (0, 0))
        assert scratch.sweep(root) == 0
        assert only(mine) == ["1"]
        other.communicate("crash\n")
    os.utime(theirs, (0, 0))
    fresh = scratch.ScratchFolder(root)
    assert scratch.sweep(root) == 1
    assert not theirs.exists()
    assert mine.folder.exists()
    assert fresh.path.exists()
    fresh.close()


def test_both_ways_into_the_store_give_the_same(make_result: Make) -> None:
    usual = {"key": "10231", "onHold": False, "dueInDays": 12, "amount": "68400.00"}
    columns = {"key": TEXT, "onHold": (ValueKind.BOOLEAN, None), "dueInDays": (ValueKind.INTEGER, None), "amount": AMOUNT}
    exact = json.dumps(usual | {"others": [1.5]}).encode()
    assert (
        make_result(columns, usual).window(0, 1) == make_result(columns, exact).window(0, 1) == [("10231", False, 12, Decimal("68400.00"))]
    )
