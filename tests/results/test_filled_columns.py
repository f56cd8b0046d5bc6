"""A column that was filled by key afterwards is a column like any other: exact, typed, in windows and in files."""

import csv
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.misfits import Misfit
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat, write

Make = Callable[..., ResultSet]

AMOUNT = Column("loan.amount", ValueKind.DECIMAL, 2, "Amount")
BASE: dict[str, tuple[ValueKind, int | None]] = {"key": (ValueKind.TEXT, None), "name": (ValueKind.TEXT, None)}
ROWS = [{"key": str(number), "name": f"row {number}"} for number in (3, 1, 2)]


@pytest.fixture
def result_set(make_result: Make) -> ResultSet:
    return make_result(BASE, *ROWS)


def test_values_find_their_rows_whatever_the_order(result_set: ResultSet) -> None:
    result_set.fill_column(AMOUNT, {"1": "12345678901234567.89", "2": None, "99": "5.00"})
    assert result_set.columns[-1] == AMOUNT
    assert result_set.window(0, 3) == [("3", "row 3", None), ("1", "row 1", Decimal("12345678901234567.89")), ("2", "row 2", None)]
    assert result_set.sum_of(2, [range(3)]) == Decimal("12345678901234567.89")
    assert result_set.complete


@pytest.mark.parametrize(
    ("kind", "scale", "value", "read"),
    [
        (ValueKind.TEXT, None, "0017", "0017"),
        (ValueKind.TEXT, None, Decimal("10.50"), "10.50"),
        (ValueKind.TEXT, None, True, "true"),
        (ValueKind.TEXT, None, {"id": "V1", "due": Decimal("0.10")}, '{"id": "V1", "due": "0.10"}'),
        (ValueKind.ARRAY, None, ["a", "ß"], '["a", "ß"]'),
        (ValueKind.DECIMAL, None, Decimal("0.1000000000000000001"), Decimal("0.1000000000000000001")),
        (ValueKind.DECIMAL, 2, Decimal("1E+3"), Decimal("1000.00")),
        (ValueKind.DECIMAL, 2, "1.125", Decimal("1.125")),
        (ValueKind.DECIMAL, 2, "n/a", Misfit("n/a")),
        (ValueKind.INTEGER, None, 12, 12),
        (ValueKind.BOOLEAN, None, False, False),
        (ValueKind.DATE, None, "2026-11-20", date(2026, 11, 20)),
        (ValueKind.DATE, None, "2026-02-30", Misfit("2026-02-30")),
    ],
)
def test_a_value_is_read_as_its_column_has_it(result_set: ResultSet, kind: ValueKind, scale: int | None, value: Any, read: Any) -> None:
    result_set.fill_column(Column("more", kind, scale, "More"), {"1": value})
    found = result_set.window(0, 3)[1][2]
    assert found == read
    assert type(found) is type(read)
    assert result_set.misfits == isinstance(read, Misfit)


def test_filling_again_reaches_rows_that_came_later_and_puts_a_misfit_right(result_set: ResultSet) -> None:
    result_set.fill_column(AMOUNT, {"3": "n/a", "1": "1.00"})
    assert result_set.misfits == 1
    result_set.append([msgspec.Raw(b'{"key":"4","name":"row 4"}')], 4)
    assert [row[2] for row in result_set.window(0, 4)] == [Misfit("n/a"), Decimal("1.00"), None, None]
    result_set.fill_column(AMOUNT, {"4": "4.00", "3": "3.00"})
    assert [row[2] for row in result_set.window(0, 4)] == [Decimal("3.00"), Decimal("1.00"), None, Decimal("4.00")]
    assert result_set.misfits == 0
    assert len(result_set.columns) == 3


def test_without_the_keys_nothing_changes(make_result: Make) -> None:
    result_set = make_result({"name": (ValueKind.TEXT, None)}, {"name": "a"})
    with pytest.raises(KeyError):
        result_set.fill_column(AMOUNT, {"1": "1.00"})
    assert [column.path for column in result_set.columns] == ["name"]


def test_no_values_make_an_empty_column(result_set: ResultSet) -> None:
    result_set.fill_column(AMOUNT, {})
    assert [row[2] for row in result_set.window(0, 3)] == [None, None, None]


def test_files_have_the_column(result_set: ResultSet, tmp_path: Path) -> None:
    result_set.fill_column(AMOUNT, {"1": "1.10", "2": "2.20"})
    paths = {kind: tmp_path / f"rows{kind.suffix}" for kind in (FileFormat.CSV, FileFormat.JSON, FileFormat.XLSX)}
    for kind, path in paths.items():
        write(result_set, path, kind)
    with paths[FileFormat.CSV].open(encoding="utf-8-sig", newline="") as file:
        assert [row[2] for row in csv.reader(file)] == ["loan.amount", "", "1.10", "2.20"]
    assert [row["loan.amount"] for row in json.loads(paths[FileFormat.JSON].read_text(), parse_float=str)] == [None, "1.10", "2.20"]
    sheet = openpyxl.load_workbook(paths[FileFormat.XLSX]).active
    assert [cell.value for cell in next(sheet.iter_cols(3, 3))] == ["loan.amount", None, 1.1, 2.2]


def test_a_file_that_is_being_written_keeps_to_the_columns_it_began_with(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(BASE, *({"key": str(number), "name": "x"} for number in range(2_500)))
    filled = threading.Event()

    def fill_once(rows: int) -> None:
        if not filled.is_set():
            filled.set()
            result_set.fill_column(AMOUNT, {"2000": "1.00"})

    write(result_set, tmp_path / "rows.csv", FileFormat.CSV, progress=fill_once)
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {len(row) for row in csv.reader(file)} == {2}


def test_windows_are_whole_while_columns_are_filled(make_result: Make) -> None:
    result_set = make_result(BASE, *({"key": str(number), "name": "x"} for number in range(300)))
    values = {str(number): "1.00" for number in range(300)}
    with ThreadPoolExecutor(4) as pool:
        fills = [pool.submit(result_set.fill_column, Column(f"more{at}", ValueKind.DECIMAL, 2, ""), values) for at in range(6)]
        reads = [pool.submit(result_set.window, 0, 300) for _ in range(20)]
        for fill in fills:
            fill.result()
    for read in reads:
        assert len({len(row) for row in read.result()}) == 1
    assert {row[2:] for row in result_set.window(0, 300)} == {(Decimal("1.00"),) * 6}


_NO_ROOM = """
import errno, pathlib, resource, sys, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.result_set import ResultSet
amount = Column("amount", ValueKind.DECIMAL, 2, "amount")
with ResultSet([Column("key", ValueKind.TEXT, None, "key")], root=pathlib.Path(sys.argv[1])) as result_set:
    result_set.append([msgspec.Raw(b'{"key":"1"}')])
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, resource.RLIM_INFINITY))
    try:
        result_set.fill_column(amount, {str(number): "1.00" for number in range(50_000)})
    except OSError as error:
        print(error.errno == errno.EFBIG, result_set.window(0, 9), len(list(result_set.folder.glob("*.ndjson"))))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    result_set.fill_column(amount, {"1": "1.00"})
    print(result_set.window(0, 9))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
def test_no_room_leaves_the_rows_as_they_are(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _NO_ROOM, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True [('1',)] 0", "[('1', Decimal('1.00'))]"], done.stderr
