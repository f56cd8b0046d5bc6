"""Two results compared by key, against the same comparison in plain Python."""

import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.comparing import DIFFERENT, EVERY, Change, ComparedRow, Comparison, NotShared, default_key
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from tests.rows import raw

Make = Callable[..., ResultSet]
Compare = Callable[..., Comparison]

TEXT = (ValueKind.TEXT, None)
AMOUNT = (ValueKind.DECIMAL, 2)
NUMBER = (ValueKind.INTEGER, None)
COLUMNS = {"key": TEXT, "name": TEXT, "amount": AMOUNT}


@pytest.fixture
def compare(tmp_path: Path) -> Any:
    made: list[Comparison] = []

    def compare(before: ResultSet, after: ResultSet, key: Sequence[str] | None = None) -> Comparison:
        made.append(Comparison(before, after, key, root=tmp_path / "results"))
        return made[-1]

    yield compare
    for comparison in made:
        comparison.close()


def kinds_of(comparison: Comparison) -> list[str]:
    """``["+1", "≠2 name", "=3"]``: a sign, the key, and the columns that changed."""
    signs = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "≠", Change.SAME: "="}
    paths = [column.path for column in comparison.columns]
    return [
        " ".join([f"{signs[row.change]}{(row.after or row.before or ('',))[0]}", *(paths[at] for at in sorted(row.changed))])
        for row in comparison.window(0, comparison.count())
    ]


def test_rows_that_came_went_and_changed(make_result: Make, compare: Compare) -> None:
    before = make_result(
        COLUMNS,
        {"key": "1", "name": "one", "amount": "1.00"},
        {"key": "2", "name": "two", "amount": "2.00"},
        {"key": "3", "name": "three", "amount": "3.00"},
    )
    after = make_result(
        COLUMNS,
        {"key": "1", "name": "one", "amount": "1.00"},
        {"key": "3", "name": "three", "amount": "3.01"},
        {"key": "4", "name": "four", "amount": "4.00"},
    )
    comparison = compare(before, after)
    before.close()
    after.close()
    assert kinds_of(comparison) == ["=1", "-2", "≠3 amount", "+4"]
    assert comparison.counts == {Change.ADDED: 1, Change.REMOVED: 1, Change.CHANGED: 1, Change.SAME: 1}
    assert [(column.path, column.is_key, column.changed) for column in comparison.columns] == [
        ("key", True, 0),
        ("name", False, 0),
        ("amount", False, 1),
    ]
    assert comparison.window(0, 9, {Change.CHANGED}) == [
        ComparedRow(Change.CHANGED, ("3", "three", Decimal("3.00")), ("3", "three", Decimal("3.01")), frozenset({2}))
    ]
    assert comparison.window(0, 9, {Change.REMOVED}) == [ComparedRow(Change.REMOVED, ("2", "two", Decimal("2.00")), None)]
    assert comparison.before.extent.complete
    comparison.swap()
    assert kinds_of(comparison) == ["=1", "+2", "≠3 amount", "-4"]
    assert comparison.window(0, 9, {Change.ADDED}) == [ComparedRow(Change.ADDED, None, ("2", "two", Decimal("2.00")))]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["1", "01", "", None, "a b", "é", "1.0"]),
            "place": st.sampled_from(["x", None]),
            "amount": st.sampled_from(["1.00", "1.0", "-0.01", None, "99999999999999999999.99", "n/a", "1.005"]),
            "days": st.sampled_from([1, 2, None, "soon"]),
        }
    ),
    max_size=8,
)
MIXED = {"key": TEXT, "place": TEXT, "amount": AMOUNT, "days": NUMBER}
Pairs = list[tuple[Change, Mapping[str, Any] | None, Mapping[str, Any] | None]]


def expected(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], key: Sequence[str]) -> Pairs:
    """Rows of one key meet in their order; what is left over came or went."""
    piles: tuple[dict[Any, list[Any]], ...] = defaultdict(list), defaultdict(list)
    for rows, pile in zip((before, after), piles, strict=True):
        for row in rows:
            pile[tuple(row[name] for name in key)].append(row)
    pairs: Pairs = []
    for found in dict.fromkeys([*piles[0], *piles[1]]):
        one, other = piles[0][found], piles[1][found]
        for at in range(max(len(one), len(other))):
            if at >= len(one):
                pairs.append((Change.ADDED, None, other[at]))
            elif at >= len(other):
                pairs.append((Change.REMOVED, one[at], None))
            else:
                pairs.append((Change.SAME if one[at] == other[at] else Change.CHANGED, one[at], other[at]))
    return pairs


def in_order(pairs: Pairs) -> list[str]:
    return sorted(repr((change, one and dict(one), other and dict(other))) for change, one, other in pairs)


@given(ROWS, ROWS, st.sampled_from([("key",), ("key", "place"), ("amount",), ("days", "amount")]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_what_plain_python_says(
    tmp_path: Path, before: list[dict[str, Any]], after: list[dict[str, Any]], key: tuple[str, ...]
) -> None:
    columns = [Column(path, kind, scale, path) for path, (kind, scale) in MIXED.items()]
    with ResultSet(columns, root=tmp_path) as one, ResultSet(columns, root=tmp_path) as other:
        for result_set, rows in ((one, before), (other, after)):
            result_set.append(raw(*rows), len(rows))
        # The cells as the results have them are what Python compares.
        cells = [
            [dict(zip(MIXED, row, strict=True)) for row in result_set.window(0, result_set.count)] if result_set.count else []
            for result_set in (one, other)
        ]
        with Comparison(one, other, key, root=tmp_path) as comparison:
            found = comparison.window(0, 100)
            named: Pairs = [
                (
                    row.change,
                    None if row.before is None else dict(zip(MIXED, row.before, strict=True)),
                    None if row.after is None else dict(zip(MIXED, row.after, strict=True)),
                )
                for row in found
            ]
            wanted = expected(cells[0], cells[1], key)
            assert in_order(named) == in_order(wanted)
            assert sum(comparison.counts.values()) == len(wanted)
            assert [row.after for row in found if row.after] == [tuple(row.values()) for row in cells[1]], "the order of the result after"
            for row in found:
                differ = {at for at in range(len(MIXED)) if row.before and row.after and row.before[at] != row.after[at]}
                assert row.changed == differ
            for at, column in enumerate(comparison.columns):
                assert column.changed == sum(at in row.changed for row in found)
            repeated = [len(side) - len({tuple(row[name] for name in key) for row in side}) for side in cells]
            assert [comparison.before.repeated, comparison.after.repeated] == repeated


def test_filters_page_through_the_rows_of_some_kinds(make_result: Make, compare: Compare) -> None:
    before = make_result({"key": NUMBER, "n": NUMBER}, *({"key": key, "n": 0} for key in range(1_000)))
    after = make_result({"key": NUMBER, "n": NUMBER}, *({"key": key, "n": int(key % 10 == 3)} for key in range(1_000)))
    after.append(raw({"key": 5_000, "n": 0}))
    comparison = compare(before, after)
    assert comparison.count(DIFFERENT) == 101
    found = [row.after[0] for row in comparison.window(99, 50, DIFFERENT) if row.after]
    assert found == [993, 5_000]
    assert comparison.window(0, 5, frozenset()) == []
    assert comparison.next_change(-1) == 3
    assert comparison.next_change(3) == 13
    assert comparison.next_change(993) == 1_000
    assert comparison.next_change(1_000) is None
    assert comparison.next_change(13, back=True) == 3
    assert comparison.next_change(3, back=True) is None
    assert comparison.next_change(0, {Change.CHANGED}) == 1
    assert comparison.next_change(0, {Change.SAME}) is None


def test_a_column_of_one_side_only_is_said_and_changes_nothing(make_result: Make, compare: Compare) -> None:
    before = make_result({"key": TEXT, "old": TEXT, "name": TEXT}, {"key": "1", "old": "x", "name": "n"})
    after = make_result({"name": TEXT, "key": TEXT, "new": TEXT}, {"key": "1", "new": "y", "name": "n"})
    comparison = compare(before, after)
    assert [(column.path, bool(column.before), bool(column.after)) for column in comparison.columns] == [
        ("name", True, True),
        ("key", True, True),
        ("new", False, True),
        ("old", True, False),
    ]
    assert comparison.window(0, 9) == [ComparedRow(Change.SAME, ("n", "1", None, "x"), ("n", "1", "y", None))]
    comparison.swap()
    assert comparison.columns[2].after is None


@pytest.mark.parametrize(
    ("one", "other", "change"),
    [
        (((ValueKind.DECIMAL, 2), "1.50"), ((ValueKind.DECIMAL, 4), "1.5000"), Change.SAME),
        (((ValueKind.DECIMAL, 2), "1.50"), ((ValueKind.DECIMAL, 4), "1.5001"), Change.CHANGED),
        (((ValueKind.DECIMAL, 2), "123456789012345678901234567890.12"), ((ValueKind.DECIMAL, 10), "1.5"), Change.CHANGED),
        (((ValueKind.DECIMAL, 2), "100.00"), ((ValueKind.INTEGER, None), 100), Change.SAME),
        (((ValueKind.DECIMAL, 2), "100.00"), (TEXT, "100"), Change.CHANGED),
        (((ValueKind.DECIMAL, 2), "100.00"), (TEXT, "100.00"), Change.SAME),
        ((TEXT, "007"), (NUMBER, "7"), Change.CHANGED),
        ((TEXT, ""), (TEXT, None), Change.CHANGED),
        ((TEXT, None), (NUMBER, None), Change.SAME),
        (((ValueKind.BOOLEAN, None), True), (TEXT, "true"), Change.SAME),
        (((ValueKind.DATE, None), "2026-01-31"), (TEXT, "2026-01-31"), Change.SAME),
        (((ValueKind.DATE, None), "2026-01-31"), ((ValueKind.DATE_TIME, None), "2026-01-31T00:00:00Z"), Change.CHANGED),
        ((AMOUNT, "n/a"), (NUMBER, "n/a"), Change.SAME),
        ((AMOUNT, "n/a"), (AMOUNT, None), Change.CHANGED),
    ],
)
def test_values_of_other_types_are_compared_exactly(make_result: Make, compare: Compare, one: Any, other: Any, change: Change) -> None:
    before = make_result({"key": TEXT, "v": one[0]}, {"key": "1", "v": one[1]})
    after = make_result({"key": TEXT, "v": other[0]}, {"key": "1", "v": other[1]})
    (row,) = compare(before, after).window(0, 9)
    assert row.change is change
    by_value = compare(before, after, ("v",)).counts
    assert by_value[Change.ADDED] == by_value[Change.REMOVED] == (change is Change.CHANGED)


def test_a_misfit_comes_out_as_one(make_result: Make, compare: Compare) -> None:
    before = make_result({"key": TEXT, "v": NUMBER}, {"key": "1", "v": 1})
    after = make_result({"key": TEXT, "v": NUMBER}, {"key": "1", "v": "1e9"})
    (row,) = compare(before, after).window(0, 9)
    assert (row.before, row.after) == (("1", 1), ("1", "1e9"))
    assert row.after is not None
    assert isinstance(row.after[1], Misfit)


@pytest.mark.parametrize(
    ("before", "after", "across", "key"),
    [
        (("id", "key"), ("key", "id"), False, ("key",)),
        (("id", "key"), ("key", "id"), True, ("id",)),
        (("id", "name"), ("name", "id"), False, ("id",)),
        (("key",), ("key",), True, ("key",)),
        (("vendor.id", "state", "sum:totalTxnAmount"), ("vendor.id", "state", "sum:totalTxnAmount"), False, ("vendor.id", "state")),
        (("sum:totalTxnAmount",), ("sum:totalTxnAmount",), False, ()),
        (("name", "state"), ("name", "state"), False, ()),
        (("key",), ("id",), False, ()),
    ],
)
def test_the_key_when_nobody_chooses_one(before: Sequence[str], after: Sequence[str], across: bool, key: Sequence[str]) -> None:
    columns = [[Column(path, ValueKind.TEXT, None, path) for path in side] for side in (before, after)]
    assert default_key(*columns, across_companies=across) == key


def test_without_a_key_there_is_nothing_until_one_is_chosen(make_result: Make, compare: Compare) -> None:
    before = make_result({"name": TEXT, "n": NUMBER}, {"name": "a", "n": 1})
    after = make_result({"name": TEXT, "n": NUMBER}, {"name": "a", "n": 2})
    comparison = compare(before, after)
    assert (comparison.key, comparison.count(), comparison.window(0, 9), comparison.next_change(-1)) == ((), 0, [], None)
    with pytest.raises(NotShared):
        comparison.match(("nothing",))
    comparison.match(("name",))
    assert kinds_of(comparison) == ["≠a n"]
    assert len(comparison.window(0, 9, DIFFERENT)) == 1
    comparison.match(("n", "name"))
    assert comparison.counts[Change.ADDED] == comparison.counts[Change.REMOVED] == 1
    assert comparison.window(0, 9, DIFFERENT) == comparison.window(0, 9)


def test_what_was_not_loaded_is_said(make_result: Make, compare: Compare) -> None:
    comparison = compare(make_result({"key": TEXT}, {"key": "1"}, total=7), make_result({"key": TEXT}, {"key": "1"}))
    assert (comparison.before.extent.complete, comparison.before.extent.total, comparison.after.extent.complete) == (False, 7, True)


def test_two_results_without_rows_are_the_same(make_result: Make, compare: Compare) -> None:
    assert compare(make_result(COLUMNS), make_result(COLUMNS)).count(EVERY) == 0


def test_a_copy_outlives_its_result_and_neither_changes_the_other(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(COLUMNS, {"key": "1", "amount": "n/a"}, {"key": "2", "amount": "1.50"}, total=3)
    copy = result_set.copy(root=tmp_path)
    result_set.append(raw({"key": "3"}), 3)
    result_set.close()
    assert (copy.count, copy.total_count, copy.misfits, copy.complete) == (2, 3, 1, False)
    assert copy.window(0, 9) == [("1", None, "n/a"), ("2", None, Decimal("1.50"))]
    copy.append(raw({"key": "4", "amount": "x"}), 3)
    assert (copy.count, copy.misfits, copy.complete) == (3, 2, True)
    copy.close()
    with pytest.raises(ResultClosed):
        result_set.copy(root=tmp_path)
    assert list(tmp_path.glob("result-*")) == []


_NO_ROOM = """
import pathlib, random, resource, sys, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.comparing import Comparison
from intacct_desktop.results.result_set import ResultSet
chance, root = random.Random(7), pathlib.Path(sys.argv[1])
rows = [msgspec.Raw(b'{"key":%d,"text":"%s"}' % (n, chance.randbytes(100).hex().encode())) for n in range(12_000)]
columns = [Column("key", ValueKind.INTEGER, None, "key"), Column("text", ValueKind.TEXT, None, "text")]
with ResultSet(columns, root=root) as result_set:
    result_set.append(rows)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, resource.RLIM_INFINITY))
    for make in (lambda: result_set.copy(root=root), lambda: Comparison(result_set, result_set, root=root)):
        try:
            make()
        except OSError:
            print(len(result_set.window(11_990, 99)), len(list(root.iterdir())))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with result_set.copy(root=root) as copy:
        print(copy.count, result_set.append(rows[:1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
def test_no_room_leaves_the_results_as_they_are(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _NO_ROOM, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["10 1", "10 1", "12000 12001"], done.stderr


def test_closing_deletes_its_files_and_breaks_off_what_is_under_way(make_result: Make, compare: Compare, tmp_path: Path) -> None:
    rows = make_result({"key": NUMBER, "n": NUMBER}, *({"key": key % 7, "n": key} for key in range(20_000)))
    comparison = compare(rows, rows)
    ended: list[type[BaseException]] = []

    def match() -> None:
        try:
            while True:
                comparison.match(("key", "n"))
        except ResultClosed as error:
            ended.append(type(error))

    matching = threading.Thread(target=match)
    matching.start()
    comparison.close()
    comparison.close()
    matching.join(20)
    assert ended == [ResultClosed]
    assert not comparison.folder.exists()
    with pytest.raises(ResultClosed):
        comparison.window(0, 1)


def test_a_closed_result_leaves_nothing_of_the_comparison(make_result: Make, tmp_path: Path) -> None:
    one, other = make_result(COLUMNS), make_result(COLUMNS)
    other.close()
    with pytest.raises(ResultClosed):
        Comparison(one, other, root=tmp_path / "comparisons")
    assert os.listdir(tmp_path / "comparisons") == []


def test_many_rows_are_matched_in_the_file_not_in_python(make_result: Make, compare: Compare) -> None:
    count = 200_000
    lines = [b'{"key":"%d","name":"row %d of the company","amount":"%d.25"}' % (key, key, key) for key in range(count)]
    before = make_result(COLUMNS, *lines)
    lines[7] = lines[7].replace(b"25", b"26")
    del lines[100]
    after = make_result(COLUMNS, *lines, *lines[:1])
    comparison = compare(before, after)
    assert comparison.counts == {Change.ADDED: 1, Change.REMOVED: 1, Change.CHANGED: 1, Change.SAME: count - 2}
    assert comparison.after.repeated == 1
    (row,) = comparison.window(150_000, 1)
    assert row.after is not None
    assert row.after[0] == "150000"
    assert comparison.next_change(200) == count
