"""What holds for every format: whole or not at all, complete or it says so, and every value is there."""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_format import FileFormat, Options, Partition
from intacct_desktop.results.formats.writing import Writing
from intacct_desktop.results.provenance import Asked, State
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import ResultClosed
from intacct_desktop.results.writers import Cancelled, asked_of, write
from tests.results.origins import SOURCE
from tests.results.reading_back import csv_rows, json_rows, ndjson_rows, xlsx_rows, xlsx_sheets

Make = Callable[..., ResultSet]

FOR_PROGRAMS = [each for each in FileFormat if not each.is_for_people]
COLUMNS = {"id": (ValueKind.TEXT, None), "amount": (ValueKind.DECIMAL, 2)}


def values_of(path: Path) -> list[list[Any]]:
    """The cells of a file of `COLUMNS`, as text."""
    match FileFormat(path.suffix.removeprefix(".")):
        case FileFormat.CSV:
            return csv_rows(path)[1:]
        case FileFormat.JSON:
            return [list(row.values()) for row in json_rows(path)]
        case FileFormat.NDJSON:
            return [list(row.values()) for row in ndjson_rows(path)]
        case FileFormat.XLSX:
            return [[name, str(amount)] for name, amount in xlsx_rows(path)]
        case FileFormat.PARQUET:
            return [[row["id"], str(row["amount"])] for row in pyarrow.parquet.read_table(path).to_pylist()]
    return [[path.read_text(errors="replace")]]


def asked_for(result_set: ResultSet, **changes: Any) -> Asked:
    return replace(asked_of(result_set, SOURCE), **changes)


@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_sums_agree_in_every_format(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    amounts = [f"{n * 37 % 10_007 - 5_000}.{n % 100:02}" for n in range(2_500)]
    result_set = make_result(COLUMNS, *({"id": str(n), "amount": amount} for n, amount in enumerate(amounts)))
    path = tmp_path / f"sums{file_format.suffix}"
    heard: list[int] = []
    outcome = write(result_set, path, file_format, progress=heard.append)
    found = values_of(path)
    assert sum(Decimal(amount) for _, amount in found) == sum(map(Decimal, amounts)) == outcome.sums["amount"]
    assert [name for name, _ in found] == [str(n) for n in range(2_500)]
    assert (outcome.state, outcome.rows, outcome.bytes) == (State.COMPLETE, 2_500, path.stat().st_size)
    assert outcome.sha256 == sha256(path.read_bytes()).hexdigest()
    assert heard[-1] == 2_500
    assert heard == sorted(heard)
    assert outcome.manifest is None, "nobody said where the rows come from"


@pytest.mark.parametrize("file_format", FileFormat)
def test_arranged_rows_are_written_as_they_are_arranged(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    result_set = make_result(COLUMNS, *({"id": f"N{n}", "amount": f"{n % 7}.00"} for n in range(70)))
    wanted = Arrangement(order=(SortKey(1, descending=True), SortKey(0)), restrictions=(Restriction(1, (Decimal(6), Decimal(2))),))
    path = tmp_path / f"arranged{file_format.suffix}"
    with result_set.rows(wanted) as rows:
        outcome = write(rows, path, file_format, asked=asked_for(result_set))
    assert (outcome.rows, outcome.state, outcome.total_after) == (20, State.INCOMPLETE, 70)
    assert outcome.sums == {"amount": Decimal(80)}
    if file_format not in (FileFormat.PDF, FileFormat.HTML, FileFormat.MARKDOWN):
        assert [row[0] for row in values_of(path)] == [f"N{n}" for digit in (6, 2) for n in sorted(range(digit, 70, 7), key=str)]


@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_rows_stay_in_order_without_being_sorted(
    make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_format: FileFormat
) -> None:
    """DuckDB keeps the order of a scan and of what is computed of each row, and loses it where it makes a join of an expression."""
    plans: list[str] = []
    begun = Writing._begun

    def explained(own: Writing, work: Callable[[Any], Any]) -> Any:
        def explain(connection: Any) -> Any:
            return work(Explaining(connection, plans))

        return begun(own, explain)

    monkeypatch.setattr(Writing, "_begun", explained)
    columns = COLUMNS | {"tags": (ValueKind.ARRAY, None), "due": (ValueKind.DATE, None), "onHold": (ValueKind.BOOLEAN, None)}
    result_set = make_result(columns, *({"id": str(n), "amount": "n/a" if n % 9 else "1.00", "memo": "x" * n} for n in range(5_000)))
    path = tmp_path / f"out{file_format.suffix}"
    write(result_set, path, file_format)
    assert plans
    assert not [plan for plan in plans if "Join" in plan]


class Explaining:
    """A connection whose plans are kept."""

    def __init__(self, connection: Any, plans: list[str]) -> None:
        self._connection = connection
        self._plans = plans

    def execute(self, sql: str, *parameters: Any) -> Any:
        if not sql.startswith("SET"):
            self._plans += [plan for _, plan in self._connection.execute(f"EXPLAIN {sql}", *parameters).fetchall()]
        return self._connection.execute(sql, *parameters)


@pytest.mark.parametrize("file_format", FileFormat)
def test_no_rows_at_all(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    path = tmp_path / f"none{file_format.suffix}"
    result_set = make_result(COLUMNS)
    outcome = write(result_set, path, file_format, asked=asked_for(result_set))
    assert (outcome.rows, outcome.state) == (0, State.COMPLETE)
    match file_format:
        case FileFormat.CSV:
            assert csv_rows(path) == [["id", "amount"]]
        case FileFormat.JSON:
            assert json_rows(path) == []
        case FileFormat.NDJSON:
            assert path.read_bytes() == b""
        case FileFormat.PARQUET:
            assert pyarrow.parquet.read_table(path).schema.names == ["id", "amount"]
        case FileFormat.XLSX:
            assert xlsx_sheets(path)["Rows"] == [[("id", "s"), ("amount", "s")]]


def test_a_format_for_people_needs_to_know_where_the_rows_come_from(make_result: Make, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="where its rows come from"):
        write(make_result(COLUMNS), tmp_path / "out.pdf", FileFormat.PDF)
    assert [entry.name for entry in tmp_path.iterdir()] == ["results"]


# the statement


@pytest.mark.parametrize("file_format", [each for each in FileFormat if each is not FileFormat.XLSX])
def test_the_manifest_says_where_the_rows_come_from(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    result_set = make_result(COLUMNS, {"id": "1", "amount": "12345678901234567.89"}, {"id": "2", "amount": "n/a"})
    path = tmp_path / f"bills{file_format.suffix}"
    outcome = write(result_set, path, file_format, asked=asked_for(result_set, source=replace(SOURCE, entity="100", arranged="by amount")))
    assert outcome.manifest == tmp_path / f"bills{file_format.suffix}.manifest.json"
    found = json.loads(outcome.manifest.read_text("utf-8"))
    assert {name: found[name] for name in ("file", "sha256", "bytes", "rows", "state", "misfits", "sums")} == {
        "file": path.name,
        "sha256": sha256(path.read_bytes()).hexdigest(),
        "bytes": path.stat().st_size,
        "rows": 2,
        "state": "COMPLETE",
        "misfits": 1,
        "sums": {"amount": "12345678901234567.89"},
    }
    assert (found["totalCountBefore"], found["totalCountAfter"]) == (2, 2)
    assert found["query"] == {"object": "accounts-payable/bill"}
    assert [found[name] for name in ("company", "entity", "user", "apiVersion", "asked", "arranged")] == [
        SOURCE.company,
        "100",
        "admin",
        "v1",
        "2026-11-20T08:30:05Z",
        "by amount",
    ]
    assert [column["kind"] for column in found["columns"]] == ["text", "decimal"]


def test_a_book_says_it_on_a_sheet_of_its_own(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(COLUMNS, {"id": "1", "amount": "1240.50"}, {"id": "x" * 40_000, "amount": "n/a"}, total=3)
    outcome = write(result_set, tmp_path / "bills.xlsx", FileFormat.XLSX, asked=asked_for(result_set))
    assert (outcome.manifest, outcome.state, outcome.shortened) == (None, State.INCOMPLETE, 1)
    assert openpyxl.load_workbook(tmp_path / "bills.xlsx").sheetnames == ["Rows", "About this export"]
    about = {name: value for (name, _), (value, _) in xlsx_sheets(tmp_path / "bills.xlsx")["About this export"]}
    assert about["State"].startswith("INCOMPLETE: these are 2 of the 3 rows")
    assert about["Sum of amount"] == "1240.50"
    assert about["Company"] == SOURCE.company
    assert about["Entity"] == "Top level"
    assert about["Read"] == "2026-11-20T08:30:05Z (UTC)"
    assert json.loads(about["Query"]) == {"object": "accounts-payable/bill"}
    assert about["Texts cut at 32,767 characters, ending in …"] == "1"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, State.COMPLETE),
        ({"total_after": 2}, State.CHANGED),
        ({"total_before": 2, "total_after": 2}, State.INCOMPLETE),
        ({"changed": True}, State.CHANGED),
        ({"total_after": None}, State.INCOMPLETE),
    ],
)
def test_the_state_of_a_file(make_result: Make, tmp_path: Path, changes: dict[str, Any], state: State) -> None:
    result_set = make_result(COLUMNS, {"id": "1"})
    outcome = write(result_set, tmp_path / "one.csv", FileFormat.CSV, asked=asked_for(result_set, **changes))
    assert outcome.state is state
    assert outcome.complete is (state is State.COMPLETE)
    assert json.loads((tmp_path / "one.csv.manifest.json").read_text())["state"] == state.value


def test_a_sum_may_have_more_digits_than_the_store(make_result: Make, tmp_path: Path) -> None:
    most = "9" * 36 + ".99"
    outcome = write(make_result(COLUMNS, *({"id": "1", "amount": most} for _ in range(3))), tmp_path / "out.csv", FileFormat.CSV)
    assert str(outcome.sums["amount"]) == "2999999999999999999999999999999999999.97"


def test_the_log_says_it_without_names(make_result: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    result_set = make_result(COLUMNS, {"id": "1"})
    with caplog.at_level(logging.INFO):
        outcome = write(result_set, tmp_path / "secret name.csv", FileFormat.CSV, asked=asked_for(result_set))
    [line] = [record.getMessage() for record in caplog.records if record.name.startswith("intacct_desktop")]
    assert line == f"csv: 1 rows, COMPLETE, {outcome.bytes} bytes, SHA-256 {outcome.sha256}"


# other tables


class Plain:
    """A table that is no result: two columns of one name, and a value that is not of its column's type."""

    columns = (Column("n", ValueKind.TEXT, None, "n"), Column("n", ValueKind.DECIMAL, 2, "n"))
    complete = False

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder = folder
        self.count = rows
        self.asked: list[int] = []

    def window(self, start: int, count: int, width: int | None = None) -> list[tuple[Any, ...]]:
        self.asked.append(count)
        return [(f"ü{n}", Decimal(n) / 100 if n else "none")[:width] for n in range(start, min(start + count, self.count))]


@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_tables_that_are_no_results_take_the_same_way(tmp_path: Path, file_format: FileFormat) -> None:
    (tmp_path / "scratch").mkdir()
    table, path = Plain(tmp_path / "scratch", 6_000), tmp_path / f"plain{file_format.suffix}"
    outcome = write(table, path, file_format)
    assert (outcome.rows, outcome.misfits, outcome.state) == (6_000, 1, State.INCOMPLETE)
    assert sum(table.asked) == 6_000
    assert not list((tmp_path / "scratch").iterdir())
    match file_format:
        case FileFormat.CSV:
            found = csv_rows(path)
        case FileFormat.XLSX:
            found = [[str(value) for value, _ in row] for row in xlsx_sheets(path)["Rows"]]
        case FileFormat.PARQUET:
            parquet = pyarrow.parquet.read_table(path)
            assert parquet.schema.names == ["n", "n_2", "n (as it came)"]
            assert parquet.column(2)[0].as_py() == "none"
            return
        case _:
            return
    assert found[:3] == [["n", "n"], ["ü0", "none"], ["ü1", "0.01"]]
    assert len(found) == 6_001


# called off


class AtLook(threading.Event):
    """Set when somebody has looked often enough; ``too_many`` counts the looks after the first that saw it set."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._left = looks

    def is_set(self) -> bool:
        self._left -= 1
        return self._left <= 0

    @property
    def too_many(self) -> int:
        return -self._left


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row a thousand times, so that no statement comes to its end by itself."""
    once: Callable[[Writing], str] = vars(Writing)["source"].fget
    monkeypatch.setattr(Writing, "source", property(lambda own: f"(SELECT found.* FROM {once(own)} AS found, range(2000))"))  # noqa: S608
    monkeypatch.setattr(Writing, "sums", lambda _own: {})


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize(
    ("file_format", "options"),
    [*((each, Options()) for each in FOR_PROGRAMS), (FileFormat.PARQUET, Options(partition=Partition("id")))],
)
def test_cancelled_on_the_way_it_ends_at_once_and_leaves_nothing(
    make_result: Make, tmp_path: Path, file_format: FileFormat, options: Options
) -> None:
    memo = {f"memo{n}": (ValueKind.TEXT, None) for n in range(6)}
    result_set = make_result(COLUMNS | memo, *({"id": str(n % 7), "amount": "1.00"} | dict.fromkeys(memo, "x" * 40) for n in range(4_000)))
    (tmp_path / "other").write_text("before")
    cancelled = AtLook(10)  # one look in 50 ms
    with pytest.raises(Cancelled):
        write(result_set, tmp_path / "out", file_format, options, cancelled=cancelled, asked=asked_for(result_set))
    assert 0 <= cancelled.too_many <= 3, "a statement that would not end was broken off at the first look, or one of the next"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["other", "results"]
    assert len(result_set.window(3_999, 1)) == 1


@pytest.mark.parametrize("file_format", [each for each in FileFormat if each is not FileFormat.PDF])  # which looks at each cell
def test_whenever_it_is_called_off_nothing_is_left(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    result_set = make_result(COLUMNS, *({"id": str(n), "amount": "1.00"} for n in range(2_500)))
    asked, path = asked_for(result_set), tmp_path / "out"
    looks = 1
    while True:
        try:
            write(result_set, path, file_format, cancelled=AtLook(looks), asked=asked)
        except Cancelled:
            assert [entry.name for entry in tmp_path.iterdir()] == ["results"]
            looks += 1
        else:
            break
    assert looks > 3
    assert path.exists()


def test_a_result_that_is_closed_ends_what_is_written_of_it(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(COLUMNS, *({"id": str(n), "amount": "1.00"} for n in range(2_500)))
    closing: list[threading.Thread] = []

    def close(_rows: int) -> None:
        if not closing:
            closing.append(threading.Thread(target=result_set.close))
            closing[0].start()
            while not result_set.closed:
                pass

    with pytest.raises(ResultClosed):
        write(result_set, tmp_path / "out.html", FileFormat.HTML, progress=close, asked=asked_for(result_set))
    closing[0].join()
    assert not [entry for entry in tmp_path.iterdir() if entry.is_file()]
