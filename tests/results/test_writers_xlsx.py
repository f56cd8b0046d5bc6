"""XLSX as spreadsheets open it: typed, exact, nothing run as a formula, dressed to be read."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats import xlsx_file
from intacct_desktop.results.formats.file_format import FileFormat, Header, Options
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import asked_of, write
from tests.results.origins import SOURCE
from tests.results.reading_back import xlsx_sheets
from tests.results.test_writers_round_trip import UGLY

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
    {"id": "=1+1", "amount": "12345678901234567.89", "dueDate": "1900-02-28", "modified": "1850-01-01T00:00:01Z", "onHold": False},
    {"id": 'Café "Étoile", SARL\nline; 2', "amount": "0.00", "dueDate": "n/a", "modified": "", "days": 10**17, "tags": []},
]


def test_cells_and_how_they_look(make_result: Make, tmp_path: Path) -> None:
    write(make_result(COLUMNS, *ROWS), tmp_path / "bills.xlsx", FileFormat.XLSX)
    sheet = openpyxl.load_workbook(tmp_path / "bills.xlsx").active
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()] == [
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
        [
            ("=1+1", "s"),
            ("12345678901234567.89", "s"),
            ("1900-02-28", "s"),
            ("1850-01-01T00:00:01Z", "s"),
            (False, "b"),
            (None, "n"),
            (None, "n"),
        ],
        [('Café "Étoile", SARL\nline; 2', "s"), (0, "n"), ("n/a", "s"), ("", "s"), (None, "n"), (10**17, "n"), ("[]", "s")],
    ]
    assert [sheet[f"{letter}2"].number_format for letter in "BCDF"] == ["#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0"]
    assert sheet["A1"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A2", "A1:G4", "A1:G4")
    assert sheet.column_dimensions["A"].width > 15
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    ("amount", "is_number"),
    [
        ("999999999999999", True),
        ("-9999999999999.99", True),
        ("9999999999999.991", False),
        ("0.00000123456789012345", True),
        ("0.1234567890123456", False),
        ("1234567890123456000000", False),
        ("123456789012345000000", True),
        ("-0.00", True),
    ],
)
def test_a_number_keeps_every_digit_or_is_text(make_result: Make, tmp_path: Path, amount: str, is_number: bool) -> None:
    write(make_result({"n": (ValueKind.DECIMAL, None)}, {"n": amount}), tmp_path / "n.xlsx", FileFormat.XLSX)
    [_, [(value, kind)]] = xlsx_sheets(tmp_path / "n.xlsx")["Rows"]
    assert kind == ("n" if is_number else "s")
    assert float(value) == float(amount)


def test_rows_go_on_on_the_next_sheet(make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 10)
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(25)))
    write(result_set, tmp_path / "many.xlsx", FileFormat.XLSX, asked=asked_of(result_set, SOURCE))
    sheets = xlsx_sheets(tmp_path / "many.xlsx")
    assert list(sheets) == ["Rows", "Rows (2)", "Rows (3)", "About this export"]
    assert [[row[0] for row in list(sheets.values())[at]] for at in range(3)] == [
        [("n", "s"), *((n, "n") for n in part)] for part in (range(10), range(10, 20), range(20, 25))
    ]
    assert [sheet.auto_filter.ref for sheet in openpyxl.load_workbook(tmp_path / "many.xlsx").worksheets[:3]] == [
        "A1:A11",
        "A1:A11",
        "A1:A6",
    ]


def test_a_sheet_longer_than_the_archive_can_say_is_said_so(make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(2_000)))
    for most, version in ((xlsx_file._MOST_IN_ARCHIVE, 20), (10_000, 45)):
        monkeypatch.setattr(xlsx_file, "_MOST_IN_ARCHIVE", most)
        write(result_set, tmp_path / "n.xlsx", FileFormat.XLSX)
        with zipfile.ZipFile(tmp_path / "n.xlsx") as archive:
            assert archive.testzip() is None
            assert archive.getinfo("xl/worksheets/sheet1.xml").extract_version == version
        assert len(xlsx_sheets(tmp_path / "n.xlsx")["Rows"]) == 2_001


def test_texts_are_cut_where_a_cell_ends_and_counted(make_result: Make, tmp_path: Path) -> None:
    rows = [{"t": text} for text in ("x" * 32_767, "x" * 32_768, "😀" * 16_383, "😀" * 16_384, "<" * 40_000)]
    result_set = make_result({"t": (ValueKind.TEXT, None), "n": (ValueKind.INTEGER, None)}, *rows, {"n": "y" * 32_768})
    assert write(result_set, tmp_path / "long.xlsx", FileFormat.XLSX).shortened == 4
    found = [[value for value, _ in row] for row in xlsx_sheets(tmp_path / "long.xlsx")["Rows"][1:]]
    assert [row[0] and len(row[0].encode("utf-16-le")) // 2 for row in found][:3] == [32_767, 32_767, 32_766]
    assert found[1][0] == "x" * 32_766 + "…"
    assert found[3][0] == "😀" * 16_382 + "…"
    assert found[5][1] == "y" * 32_766 + "…"


def test_titles_in_the_first_row(tmp_path: Path) -> None:
    with ResultSet([Column("dueDate", ValueKind.DATE, None, "Due date")], root=tmp_path / "results") as result_set:
        write(result_set, tmp_path / "t.xlsx", FileFormat.XLSX, Options(header=Header.TITLE))
    assert xlsx_sheets(tmp_path / "t.xlsx") == {"Rows": [[("Due date", "s")]]}


# Of LibreOffice's export: comma, quotation mark, UTF-8, from line 1, no formats, no language, only the quotes that are needed, values and
# not what is shown of them, no formulas, spaces kept, every sheet.
_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


@pytest.mark.skipif(shutil.which("soffice") is None or sys.platform == "win32", reason="needs LibreOffice")
@pytest.mark.timeout(180)
def test_libreoffice_reads_what_was_written(make_result: Make, tmp_path: Path) -> None:
    """Control characters aside, which LibreOffice does not write into its CSV as they are."""
    texts = [text for text in UGLY if text.isprintable() or text in ("two\nlines", "\n")]
    texts = [text for text in texts if len(text) < 10_000]
    result_set = make_result(COLUMNS, *ROWS, *({"id": text, "amount": "1.10"} for text in texts))
    write(result_set, tmp_path / "bills.xlsx", FileFormat.XLSX, asked=asked_of(result_set, SOURCE))
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", _AS_CSV, "--outdir", str(tmp_path)]
    environment = os.environ | {"HOME": str(tmp_path)}
    converting = subprocess.Popen([*command, str(tmp_path / "bills.xlsx")], env=environment, start_new_session=True)
    try:
        assert converting.wait(150) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(converting.pid, signal.SIGKILL)  # its helpers too, where it came to no end
    with (tmp_path / "bills-Rows.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == list(COLUMNS)
    assert found[1][:2] == ["0017", "-1240.5"]
    assert found[1][4:] == ["TRUE", "-3", '["a", "b"]']
    assert [row[:3] for row in found[2:4]] == [
        ["=1+1", "12345678901234567.89", "1900-02-28"],
        ['Café "Étoile", SARL\nline; 2', "0", "n/a"],
    ]
    assert [row[0] for row in found[4:]] == texts
    assert {row[1] for row in found[4:]} == {"1.1"}
    with (tmp_path / "bills-About this export.csv").open(encoding="utf-8", newline="") as file:
        about = {row[0]: row[1] for row in csv.reader(file)}
    assert about["Company"] == SOURCE.company
