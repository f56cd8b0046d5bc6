"""Files are read back by other programs' libraries and say what the rows say."""

import csv
import json
import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import Cancelled, FileFormat, Options, write
from intacct_desktop.results.xlsx_file import write_xlsx

Make = Callable[..., ResultSet]

COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "amount": (ValueKind.DECIMAL, 2),
    "dueDate": (ValueKind.DATE, None),
    "modified": (ValueKind.DATE_TIME, None),
    "onHold": (ValueKind.BOOLEAN, None),
    "days": (ValueKind.INTEGER, None),
    "tags": (ValueKind.ARRAY, None),
}
ROWS: list[dict[str, Any]] = [
    {
        "id": "0017",
        "amount": "-1240.50",
        "dueDate": "2026-11-20",
        "modified": "2026-11-20T08:30:00Z",
        "onHold": True,
        "days": -3,
        "tags": ["a", "b"],
    },
    {
        "id": "=1+1",
        "amount": "12345678901234567.89",
        "dueDate": "1850-01-01",
        "modified": None,
        "onHold": False,
        "days": None,
        "tags": None,
    },
    {"id": 'Café "Étoile", SARL\nline; 2', "amount": "0.00", "dueDate": "n/a", "modified": "", "onHold": None, "days": 10**17, "tags": []},
]


@pytest.fixture
def result_set(make_result: Make) -> ResultSet:
    return make_result(COLUMNS, *ROWS, total=4)


def test_csv(result_set: ResultSet, tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    outcome = write(result_set, path, FileFormat.CSV, Options(formula_guard=False))
    assert (outcome.rows, outcome.complete, outcome.bytes) == (3, False, path.stat().st_size)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,amount,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines == [
        list(COLUMNS),
        ["0017", "-1240.50", "2026-11-20", "2026-11-20T08:30:00Z", "true", "-3", '["a", "b"]'],
        ["=1+1", "12345678901234567.89", "1850-01-01", "", "false", "", ""],
        ['Café "Étoile", SARL\nline; 2', "0.00", "n/a", "", "", "1" + "0" * 17, "[]"],
    ]


def test_csv_for_a_spreadsheet(result_set: ResultSet, tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    write(result_set, path, FileFormat.CSV, Options(separator=";", byte_order_mark=False))
    found = duckdb.read_csv(str(path), delimiter=";", all_varchar=True).fetchall()
    assert [row[:2] for row in found] == [("0017", "-1240.50"), ("'=1+1", "12345678901234567.89"), ('Café "Étoile", SARL\nline; 2', "0.00")]


def test_json(result_set: ResultSet, tmp_path: Path) -> None:
    path = tmp_path / "bills.json"
    write(result_set, path, FileFormat.JSON)
    found = json.loads(path.read_text("utf-8"))
    assert found == [ROWS[0], ROWS[1], ROWS[2]]
    assert list(found[0]) == list(COLUMNS)
    assert len(duckdb.read_json(str(path)).fetchall()) == 3


def test_json_without_rows(make_result: Make, tmp_path: Path) -> None:
    write(make_result(COLUMNS), tmp_path / "none.json", FileFormat.JSON)
    assert json.loads((tmp_path / "none.json").read_text()) == []


def test_xlsx(result_set: ResultSet, tmp_path: Path) -> None:
    path = tmp_path / "bills.xlsx"
    write(result_set, path, FileFormat.XLSX)
    sheet = openpyxl.load_workbook(path).active
    lines = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert lines == [
        [(name, "s") for name in COLUMNS],
        [
            ("0017", "s"),
            (-1240.5, "n"),
            (datetime.fromisoformat("2026-11-20"), "d"),
            (datetime.fromisoformat("2026-11-20T08:30:00"), "d"),
            (True, "b"),
            (-3, "n"),
            ('["a", "b"]', "s"),
        ],
        [("=1+1", "s"), ("12345678901234567.89", "s"), ("1850-01-01", "s"), (None, "n"), (False, "b"), (None, "n"), (None, "n")],
        [
            ('Café "Étoile", SARL\nline; 2', "s"),
            (0, "n"),
            ("n/a", "s"),
            ("", "s"),
            (None, "n"),
            (10**17, "n"),
            ("[]", "s"),
        ],
    ]
    assert sheet["B2"].number_format == "#,##0.00"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G4"


def test_xlsx_goes_on_on_the_next_sheet(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(25)))
    path = tmp_path / "many.xlsx"
    write_xlsx(path, result_set.columns, iter(result_set.window(0, 25)), tmp_path, sheet_rows=10)
    found = [[row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in openpyxl.load_workbook(path)]
    assert found == [list(range(10)), list(range(10, 20)), list(range(20, 25))]


@pytest.mark.parametrize("text", ["<r>bold</r>", "_x0041_", "http://127.0.0.1/", "001", "\x01\x02", "{=1}", "x" * 32_767])
def test_xlsx_takes_text_for_text(make_result: Make, tmp_path: Path, text: str) -> None:
    path = tmp_path / "text.xlsx"
    assert write(make_result({"t": (ValueKind.TEXT, None)}, {"t": text}), path, FileFormat.XLSX).shortened == 0
    cell = openpyxl.load_workbook(path).active["A2"]
    assert (openpyxl.utils.escape.unescape(cell.value), cell.data_type) == (text, "s")


def test_xlsx_says_what_it_had_to_cut(make_result: Make, tmp_path: Path) -> None:
    rows = {"t": "x" * 40_000}, {"t": f"<r>{'x' * 40_000}</r>"}
    outcome = write(make_result({"t": (ValueKind.TEXT, None)}, *rows), tmp_path / "long.xlsx", FileFormat.XLSX)
    assert outcome.shortened == 2
    sheet = openpyxl.load_workbook(tmp_path / "long.xlsx").active
    assert [len(cell.value) for cell in sheet["A"][1:]] == [32_767, 32_767]


@pytest.mark.parametrize("file_format", FileFormat)
def test_cancelling_leaves_nothing(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(5_000)))
    cancelled = threading.Event()
    seen: list[int] = []

    def progress(rows: int) -> None:
        seen.append(rows)
        if rows == 2_000:
            cancelled.set()

    with pytest.raises(Cancelled):
        write(result_set, tmp_path / "out", file_format, progress=progress, cancelled=cancelled)
    assert seen == [1_000, 2_000]
    assert [entry.name for entry in tmp_path.iterdir()] == ["results"]


@pytest.mark.parametrize("file_format", FileFormat)
def test_sums_agree_in_every_format(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    amounts = [f"{n * 37 % 10_007 - 5_000}.{n % 100:02}" for n in range(2_500)]
    result_set = make_result({"amount": (ValueKind.DECIMAL, 2)}, *({"amount": amount} for amount in amounts))
    path = tmp_path / "sums"
    outcome = write(result_set, path.with_suffix(file_format.suffix), file_format)
    path = path.with_suffix(file_format.suffix)
    match file_format:
        case FileFormat.CSV:
            with path.open(encoding="utf-8-sig", newline="") as file:
                found = [Decimal(row["amount"]) for row in csv.DictReader(file)]
        case FileFormat.JSON:
            found = [Decimal(row["amount"]) for row in json.loads(path.read_text())]
        case FileFormat.XLSX:
            found = [Decimal(str(row[0])) for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)]
    assert sum(found) == result_set.sum_of(0, [range(2_500)]) == sum(map(Decimal, amounts))
    assert outcome.complete
    assert outcome.rows == 2_500
