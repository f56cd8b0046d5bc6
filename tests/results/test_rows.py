"""Arranged, summed, grouped and searched: as plain Python would have it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results import rows as rows_module
from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.rows import Interrupted
from intacct_desktop.results.statistics import DatePart, Found, Frequent, Group, GroupKey
from tests.rows import raw

Make = Callable[..., ResultSet]
ID, VENDOR, AMOUNT, DUE = range(4)
COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "vendor": (ValueKind.TEXT, None),
    "amount": (ValueKind.DECIMAL, 2),
    "due": (ValueKind.DATE, None),
}
ROWS: list[dict[str, Any]] = [
    {"id": "10", "vendor": "Étoile", "amount": "5.00", "due": "2026-11-20"},
    {"id": "9", "vendor": "acme", "amount": "-7.25", "due": "2026-10-01"},
    {"id": "100", "vendor": "Acme", "amount": None, "due": "2026-11-01"},
    {"id": "11", "vendor": "", "amount": "n/a", "due": None},
    {"id": "8", "vendor": None, "amount": "5.00", "due": "2027-01-31"},
]
quick = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def result_set(make_result: Make) -> ResultSet:
    return make_result(COLUMNS, *ROWS)


def ids(result_set: ResultSet, arrangement: Arrangement) -> list[str]:
    with result_set.rows(arrangement) as rows:
        found = [row[ID] for row in rows.window(0, 100)]
        assert rows.count == len(found)
        return found


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((SortKey(ID),), ["8", "9", "10", "11", "100"]),
        ((SortKey(ID, descending=True),), ["100", "11", "10", "9", "8"]),
        ((SortKey(VENDOR),), ["11", "100", "9", "10", "8"]),
        ((SortKey(AMOUNT),), ["9", "10", "8", "11", "100"]),
        ((SortKey(AMOUNT, descending=True),), ["10", "8", "9", "11", "100"]),
        ((SortKey(AMOUNT), SortKey(DUE, descending=True)), ["9", "8", "10", "11", "100"]),
        ((SortKey(DUE),), ["9", "100", "10", "8", "11"]),
    ],
)
def test_order(result_set: ResultSet, order: tuple[SortKey, ...], expected: list[str]) -> None:
    assert ids(result_set, Arrangement(order)) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (("ACME",), ["9", "100"]),
        (("etoile",), ["10"]),
        (("5.00",), ["10", "8"]),
        (("N/A",), ["11"]),
        (("2026-11",), ["10", "100"]),
        (("5,00", "5.00"), ["10", "8"]),
        (("it's %_\\",), []),
        (("",), ["10", "9", "100", "11", "8"]),
    ],
)
def test_search(result_set: ResultSet, search: tuple[str, ...], expected: list[str]) -> None:
    assert ids(result_set, Arrangement(search=search)) == expected


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Restriction(AMOUNT, (Decimal("5"),)), ["10", "8"]),
        (Restriction(AMOUNT, (Decimal("5"), None)), ["10", "100", "8"]),
        (Restriction(AMOUNT, (Misfit("n/a"),)), ["11"]),
        (Restriction(AMOUNT, (Decimal("5"),), excluded=True), ["9", "100", "11"]),
        (Restriction(VENDOR, ("", "acme")), ["9", "11"]),
        (Restriction(VENDOR, (None,), excluded=True), ["10", "9", "100", "11"]),
        (Restriction(DUE, (date(2026, 11, 20),)), ["10"]),
        (Restriction(VENDOR, ()), []),
    ],
)
def test_restriction(result_set: ResultSet, restriction: Restriction, expected: list[str]) -> None:
    assert ids(result_set, Arrangement(restrictions=(restriction,))) == expected


@quick
@given(
    cells=st.lists(st.tuples(st.none() | st.text("aAéÉ1 '%", max_size=3), st.none() | st.integers(-3, 3)), min_size=1, max_size=30),
    start=st.integers(0, 10),
    descending=st.booleans(),
)
def test_windows_of_an_order_are_the_order(
    make_result: Make, cells: list[tuple[str | None, int | None]], start: int, descending: bool
) -> None:
    result_set = make_result(
        {"a": (ValueKind.TEXT, None), "n": (ValueKind.INTEGER, None)}, *({"a": text, "n": number} for text, number in cells)
    )
    with result_set.rows(Arrangement((SortKey(1, descending),))) as rows:
        known = [cell for cell in cells if cell[1] is not None]
        sign = -1 if descending else 1
        expected = sorted(known, key=lambda cell: sign * (cell[1] or 0)) + [cell for cell in cells if cell[1] is None]
        assert rows.window(0, 99) == expected
        assert rows.window(start, 3) == expected[start : start + 3]
        spans = [range(2), range(start, start + 5)]
        chosen = {at for span in spans for at in span if at < len(expected)}
        assert rows.sum_of(1, spans) == sum(expected[at][1] or 0 for at in chosen)


def test_a_reader_knows_the_rows_of_its_moment(result_set: ResultSet) -> None:
    with result_set.rows(Arrangement((SortKey(ID),))) as arranged, result_set.rows() as plain:
        result_set.append(raw({"id": "1", "amount": "1.005"}), 6)
        assert (arranged.count, plain.count, result_set.count) == (5, 5, 6)
        assert plain.totals() == (None, None, Decimal("2.75"), None)
        assert [row[ID] for row in plain.window(3, 9)] == ["11", "8"]
        assert result_set.window(5, 1)[0][AMOUNT] == Decimal("1.005")


@pytest.mark.parametrize("descending", [False, True])
def test_texts_that_recur_are_ordered_by_their_ranks(make_result: Make, monkeypatch: pytest.MonkeyPatch, descending: bool) -> None:
    texts = ["beta", "Alpha", None, "álpha", "", "beta"]
    cells = [(texts[n % len(texts)], n % 7) for n in range(120)]
    result_set = make_result(
        {"a": (ValueKind.ENUM, None), "n": (ValueKind.INTEGER, None)}, *({"a": text, "n": number} for text, number in cells)
    )
    arrangement = Arrangement((SortKey(0, descending), SortKey(1)), restrictions=(Restriction(1, (3,), excluded=True),))
    with result_set.rows(arrangement) as rows:
        expected = rows.window(0, 200)
    monkeypatch.setattr(rows_module, "_WORTH_RANKING", 100)
    with result_set.rows(arrangement) as ranked:
        assert ranked.window(0, 200) == expected
        assert len(expected) == sum(number != 3 for _, number in cells)


def test_statistics(result_set: ResultSet) -> None:
    with result_set.rows() as rows:
        found = rows.statistics(AMOUNT)
        assert (found.rows, found.nulls, found.empty, found.misfits, found.distinct) == (5, 1, 0, 1, 3)
        assert (found.sum, found.least, found.most) == (Decimal("2.75"), Decimal("-7.25"), Decimal("5.00"))
        assert found.average == Decimal("0.91666667")
        assert found.top[0] == Frequent(Decimal("5.00"), 2)
        assert Frequent(Misfit("n/a"), 1) in found.top
        text = rows.statistics(VENDOR, top=2)
        assert (text.nulls, text.empty, text.distinct, text.sum, text.average) == (1, 1, 4, None, None)
        assert text.top == (Frequent(None, 1), Frequent("", 1))
        keys = rows.statistics(ID)
        assert (keys.least, keys.most) == ("8", "100"), "texts that are numbers are compared as numbers"
    with result_set.rows(Arrangement(search=("nothing of this sort",))) as none:
        empty = none.statistics(AMOUNT)
        assert (empty.rows, empty.sum, empty.average, empty.least, empty.top) == (0, 0, None, None, ())
        assert none.totals() == (None, None, 0, None)
        assert none.groups([GroupKey(VENDOR)]).count == 0


def test_totals_of_rows_without_numbers(make_result: Make) -> None:
    with make_result({"id": (ValueKind.TEXT, None)}, {"id": "1"}, {"id": "2"}).rows() as rows:
        assert rows.totals() == (None,)


def test_the_average_of_amounts_of_many_digits(make_result: Make) -> None:
    amount = "123456789.12345678901234"
    with make_result({"rate": (ValueKind.DECIMAL, 14)}, {"rate": amount}, {"rate": amount}).rows() as rows:
        assert rows.statistics(0).average == Decimal(amount)


def test_groups(result_set: ResultSet) -> None:
    with result_set.rows() as rows:
        assert rows.groups([], [AMOUNT]).groups == (Group((), 5, (Decimal("2.75"),)),)
        by_month = rows.groups([GroupKey(DUE, DatePart.MONTH)], [AMOUNT])
        assert [(group.values, group.rows, group.sums) for group in by_month.groups] == [
            (("2026-10",), 1, (Decimal("-7.25"),)),
            (("2026-11",), 2, (Decimal("5.00"),)),
            (("2027-01",), 1, (Decimal("5.00"),)),
            ((None,), 1, (None,)),
        ]
        assert [group.values[0] for group in rows.groups([GroupKey(DUE, DatePart.QUARTER)]).groups] == [
            "2026-Q4",
            "2027-Q1",
            None,
        ]
        by_amount = rows.groups([GroupKey(AMOUNT)], limit=2)
        assert by_amount.count == 4
        assert [group.values for group in by_amount.groups] == [(Decimal("-7.25"),), (Decimal("5.00"),)]
        assert {group.values for group in rows.groups([GroupKey(AMOUNT)]).groups} >= {(Misfit("n/a"),), (None,)}


@quick
@given(cells=st.lists(st.tuples(st.sampled_from("abc"), st.integers(-99, 99)), min_size=1, max_size=40))
def test_groups_add_up(make_result: Make, cells: list[tuple[str, int]]) -> None:
    result_set = make_result(
        {"a": (ValueKind.TEXT, None), "n": (ValueKind.INTEGER, None)}, *({"a": text, "n": number} for text, number in cells)
    )
    sums: Counter[str] = Counter()
    for text, number in cells:
        sums[text] += number
    with result_set.rows() as rows:
        assert {group.values[0]: group.sums[0] for group in rows.groups([GroupKey(0)], [1]).groups} == dict(sums)
        assert rows.values(0, [range(len(cells))], 9) == list(dict.fromkeys(text for text, _ in cells))


def test_find_goes_round_and_comes_back(result_set: ResultSet) -> None:
    with result_set.rows(Arrangement((SortKey(ID),))) as rows:
        places = [VENDOR, ID, AMOUNT]  # as on the screen: two columns changed their places, one is hidden

        def walk(backwards: bool) -> Iterator[Found | None]:
            row, place = 0, -1
            for _ in range(4):
                found = rows.find(["1"], row, place, places, backwards=backwards)
                yield found
                if found is not None:
                    row, place = found.row, places.index(found.position)

        assert list(walk(backwards=False)) == [Found(2, ID), Found(3, ID), Found(4, ID), Found(2, ID)]
        assert list(walk(backwards=True)) == [Found(4, ID), Found(3, ID), Found(2, ID), Found(4, ID)]
        assert rows.find(["acme"], 1, 0, places) == Found(4, VENDOR)
        assert rows.find(["nowhere"], 0, 0) is None


def test_closing_the_result_ends_what_reads(make_result: Make) -> None:
    """A reader in the middle of long work neither holds the closing up nor outlives it."""
    result_set = make_result({"a": (ValueKind.TEXT, None)}, *({"a": str(n)} for n in range(3_000)))
    rows = result_set.rows()
    began, ended = threading.Event(), []

    def read() -> None:
        with rows.reading() as (connection, select):
            began.set()
            try:
                connection.execute(f"SELECT count(*) FROM ({select}) a, ({select}) b, ({select}) c WHERE a.c0 || b.c0 || c.c0 = 'x'")  # noqa: S608
            except BaseException as error:
                ended.append(error)
                raise

    def guarded() -> None:
        with pytest.raises(Interrupted):
            read()

    reader = threading.Thread(target=guarded)
    reader.start()
    began.wait()
    while reader.is_alive():  # an interrupt that comes before the statement does is lost
        rows.interrupt()
        reader.join(0.05)
    assert ended
    result_set.close()
    with pytest.raises(ResultClosed):
        rows.window(0, 1)
