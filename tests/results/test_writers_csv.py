"""CSV as its options say, read by programs that are strict about it."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats import writing
from intacct_desktop.results.formats.file_format import PRESETS, FileFormat, Header, Options, Preset, Quote
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import write
from tests.results.reading_back import csv_rows, json_rows, ndjson_rows
from tests.rows import raw

Make = Callable[..., ResultSet]

COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "amount": (ValueKind.DECIMAL, 2),
    "due": (ValueKind.DATE, None),
    "modified": (ValueKind.DATE_TIME, None),
    "days": (ValueKind.INTEGER, None),
    "onHold": (ValueKind.BOOLEAN, None),
}
ROW: dict[str, Any] = {
    "id": "0017",
    "amount": "-1240.50",
    "due": "2026-01-09",
    "modified": "2026-01-09T08:30:00.25Z",
    "days": -3,
    "onHold": True,
}


@pytest.fixture
def result_set(make_result: Make) -> ResultSet:
    return make_result(COLUMNS, ROW, {"id": "=1+1", "amount": "n/a"})


def lines(result_set: ResultSet, tmp_path: Path, options: Options) -> list[str]:
    path = tmp_path / "out.csv"
    write(result_set, path, FileFormat.CSV, options)
    return path.read_bytes().decode().split("\r\n")


@pytest.mark.parametrize(
    ("preset", "wanted"),
    [
        (
            Preset.EXCEL_FRENCH,
            [
                "\ufeffid;amount;due;modified;days;onHold",
                "0017;-1240,50;09/01/2026;09/01/2026 08:30:00,250000;-3;true",
                "'=1+1;n/a;;;;",
            ],
        ),
        (
            Preset.EXCEL_US,
            [
                "\ufeffid,amount,due,modified,days,onHold",
                "0017,-1240.50,1/9/2026,1/9/2026 08:30:00.250000,-3,true",
                "'=1+1,n/a,,,,",
            ],
        ),
        (
            Preset.SYSTEM_LOAD,
            ["id,amount,due,modified,days,onHold", "0017,-1240.50,2026-01-09,2026-01-09T08:30:00.25Z,-3,true", "=1+1,n/a,,,,"],
        ),
    ],
)
def test_presets(result_set: ResultSet, tmp_path: Path, preset: Preset, wanted: list[str]) -> None:
    assert lines(result_set, tmp_path, PRESETS[preset]) == [*wanted, ""]


def test_each_option_by_itself(result_set: ResultSet, tmp_path: Path) -> None:
    plain = PRESETS[Preset.SYSTEM_LOAD]
    assert lines(result_set, tmp_path, replace(plain, separator="\t"))[0] == "id\tamount\tdue\tmodified\tdays\tonHold"
    assert lines(result_set, tmp_path, replace(plain, quote=Quote.ALL))[1:3] == [
        '"0017","-1240.50","2026-01-09","2026-01-09T08:30:00.25Z","-3","true"',
        '"=1+1","n/a",,,,',
    ]
    assert lines(result_set, tmp_path, replace(plain, null="NULL"))[2] == "=1+1,n/a,NULL,NULL,NULL,NULL"
    assert lines(result_set, tmp_path, replace(plain, decimal_mark=","))[1].startswith('0017,"-1240,50",2026')
    assert lines(result_set, tmp_path, replace(plain, date_format="dd.mm.yy"))[1].split(",")[2:4] == [
        "09.01.26",
        "09.01.26 08:30:00.250000",
    ]


def test_titles_in_the_first_line(tmp_path: Path) -> None:
    columns = [Column("a", ValueKind.TEXT, None, "=Title, quoted"), Column("b", ValueKind.TEXT, None, "B")]
    with ResultSet(columns, root=tmp_path / "results") as result_set:
        assert lines(result_set, tmp_path, Options(header=Header.TITLE)) == ['\ufeff"\'=Title, quoted",B', ""]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_the_guard_is_on_unless_it_is_turned_off(make_result: Make, tmp_path: Path, text: str) -> None:
    result_set = make_result({"t": (ValueKind.TEXT, None), "n": (ValueKind.DECIMAL, 2)}, {"t": text, "n": "-1.00"})
    assert Options().formula_guard
    write(result_set, tmp_path / "out.csv", FileFormat.CSV)
    assert csv_rows(tmp_path / "out.csv")[1] == [f"'{text}", "-1.00"]
    write(result_set, tmp_path / "out.csv", FileFormat.CSV, Options(formula_guard=False))
    assert csv_rows(tmp_path / "out.csv")[1] == [text, "-1.00"]


def test_a_number_has_no_apostrophe_where_it_is_too_long_for_its_column(make_result: Make, tmp_path: Path) -> None:
    long = f"-{'9' * 60}.5"
    result_set = make_result({"n": (ValueKind.DECIMAL, 2)}, {"n": long}, {"n": "-x"}, {"n": "+1"})
    assert write(result_set, tmp_path / "out.csv", FileFormat.CSV).misfits == 3
    assert csv_rows(tmp_path / "out.csv") == [["n"], [long], ["'-x"], ["'+1"]]


def test_null_and_empty_text_stay_apart(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result({"a": (ValueKind.TEXT, None), "b": (ValueKind.TEXT, None)}, {"a": "", "b": None}, {"a": "x", "b": ""})
    path = tmp_path / "out.csv"
    write(result_set, path, FileFormat.CSV)
    assert path.read_bytes().endswith(b'"",\r\nx,""\r\n')
    strict = "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, auto_detect = false"
    with duckdb.connect() as connection:
        found = connection.execute(f"FROM read_csv(?, {strict}, columns = {{a: 'VARCHAR', b: 'VARCHAR'}})", [str(path)]).fetchall()
    assert found == [("", None), ("x", "")]


def test_a_row_of_nothing_is_a_row(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result({"a": (ValueKind.TEXT, None)}, {"a": None}, {"a": "x"}, {"a": None})
    write(result_set, tmp_path / "out.csv", FileFormat.CSV)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["a"] for row in csv.DictReader(file)] == ["", "x", ""]


def test_it_goes_on_where_a_piece_ends(make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long rows, and one that is longer than a piece among them, are written piece by piece."""
    monkeypatch.setattr(writing, "_MOST_BYTES", 1 << 20)
    memo = {"n": (ValueKind.INTEGER, None), "memo": (ValueKind.TEXT, None)}
    result_set = make_result(memo)
    for start in range(0, 6_000, 500):
        result_set.append(raw(*({"n": n, "memo": "x" * (2_000_000 if n == 3_210 else 800)} for n in range(start, start + 500))))
    heard: list[int] = []
    wanted = [(str(n), 2_000_000 if n == 3_210 else 800) for n in range(6_000)]
    write(result_set, tmp_path / "out.csv", FileFormat.CSV, progress=heard.append)
    csv.field_size_limit(10_000_000)
    assert [(n, len(memo)) for n, memo in csv_rows(tmp_path / "out.csv")[1:]] == wanted
    write(result_set, tmp_path / "out.ndjson", FileFormat.NDJSON)
    assert [(str(row["n"]), len(row["memo"])) for row in ndjson_rows(tmp_path / "out.ndjson")] == wanted
    write(result_set, tmp_path / "out.json", FileFormat.JSON)
    assert len(json_rows(tmp_path / "out.json")) == 6_000
    assert len(set(heard)) > 4
