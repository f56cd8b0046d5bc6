"""Cells on the clipboard: every form of text, and the table in which a spreadsheet finds their types."""

import subprocess
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results import clipboard
from intacct_desktop.results.clipboard import Cancelled, CopyFormat, Excerpt, TooMany, copied
from intacct_desktop.results.result_set import ResultClosed, ResultSet

Make = Callable[..., ResultSet]

COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "amount": (ValueKind.DECIMAL, 2),
    "days": (ValueKind.INTEGER, None),
    "due": (ValueKind.DATE, None),
    "changed": (ValueKind.DATE_TIME, None),
    "paid": (ValueKind.BOOLEAN, None),
    "tags": (ValueKind.ARRAY, None),
}
ROWS: list[dict[str, Any]] = [
    {
        "id": "00123",
        "amount": "-1240.50",
        "days": 3,
        "due": "2026-11-20",
        "changed": "2026-11-20T08:30:01Z",
        "paid": True,
        "tags": ["a", "b"],
    },
    {"id": "=1+1", "amount": "12345678901234567.89", "days": None, "due": "1899-01-02", "changed": None, "paid": False, "tags": None},
    {"id": "1/2", "amount": "n/a", "days": 0, "due": None, "changed": "2026-01-01T00:00:00Z", "paid": None, "tags": []},
    {"id": 'two\nlines, a\ttab, a |\t"pipe" & <b>', "amount": "0.00", "days": -7, "due": "2026-01-01", "changed": None, "paid": None},
    {"id": "  two  spaces ", "amount": None, "days": 999999999999999999},
]


def excerpt(result_set: ResultSet, *positions: int, spans: tuple[range, ...] | None = None) -> Excerpt:
    return Excerpt(result_set.rows(), spans or (range(result_set.count),), positions or tuple(range(len(result_set.columns))))


def test_text_with_tabs_in_the_order_of_the_screen(make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    chosen = excerpt(result_set, 1, 0, spans=(range(1), range(2, 4)))
    made = copied(chosen, CopyFormat.CELLS)
    assert made.rows == 3
    assert made.text == '-1240.50\t00123\nn/a\t1/2\n0.00\t"two\nlines, a\ttab, a |\t""pipe"" & <b>"\n'
    assert copied(chosen, CopyFormat.WITH_HEADERS, ",").text.startswith("amount\tid\n-1240,50\t00123\n")


def test_csv_has_exact_values_whatever_the_language(make_result: Make) -> None:
    made = copied(excerpt(make_result(COLUMNS, ROWS[0])), CopyFormat.CSV, ",")
    assert made.text.splitlines() == [
        "id,amount,days,due,changed,paid,tags",
        '00123,-1240.50,3,2026-11-20,2026-11-20T08:30:01Z,true,"[""a"", ""b""]"',
    ]
    assert not made.html


def test_json_has_amounts_as_text_and_lists_as_lists(make_result: Make) -> None:
    found = msgspec.json.decode(copied(excerpt(make_result(COLUMNS, *ROWS)), CopyFormat.JSON).text)
    assert [row["amount"] for row in found] == ["-1240.50", "12345678901234567.89", "n/a", "0.00", None]
    assert found[0] == {
        "id": "00123",
        "amount": "-1240.50",
        "days": 3,
        "due": "2026-11-20",
        "changed": "2026-11-20T08:30:01Z",
        "paid": True,
        "tags": ["a", "b"],
    }
    assert copied(excerpt(make_result(COLUMNS)), CopyFormat.JSON).text == "[]\n"


def test_markdown_escapes_what_would_end_a_cell(make_result: Make) -> None:
    made = copied(excerpt(make_result(COLUMNS, ROWS[0], ROWS[3]), 0, 1), CopyFormat.MARKDOWN)
    assert made.text.splitlines() == [
        "| id | amount |",
        "| --- | ---: |",
        "| 00123 | -1240.50 |",
        '| two<br>lines, a\ttab, a \\|\t"pipe" & \\<b\\> | 0.00 |',
    ]


def test_more_cells_than_a_clipboard_takes_are_refused_before_anything_is_read(make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    with pytest.raises(TooMany) as refused:
        copied(Excerpt(result_set.rows(), (range(1_000_000),), tuple(range(7))), CopyFormat.CELLS)
    assert refused.value.cells == 7_000_000


def test_a_copy_can_be_called_off_and_a_large_one_is_text_only(make_result: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    result_set = make_result({"n": (ValueKind.INTEGER, None)}, *({"n": n} for n in range(200)))
    called_off = threading.Event()
    called_off.set()
    with pytest.raises(Cancelled):
        copied(excerpt(result_set), CopyFormat.CELLS, cancelled=called_off)
    assert copied(excerpt(result_set), CopyFormat.CELLS).html
    monkeypatch.setattr(clipboard, "MOST_TYPED_CELLS", 199)
    made = copied(excerpt(result_set), CopyFormat.CELLS)
    assert made.text.count("\n") == 200
    assert not made.html


def test_what_is_closed_says_so(make_result: Make) -> None:
    result_set = make_result(COLUMNS, *ROWS)
    chosen = excerpt(result_set)
    result_set.close()
    with pytest.raises(ResultClosed):
        copied(chosen, CopyFormat.CELLS)


@pytest.mark.timeout(150)
def test_libreoffice_keeps_the_types_of_what_is_pasted(make_result: Make, tmp_path: Path) -> None:
    """The clipboard's table goes through the filter that pasting uses."""
    source = tmp_path / "pasted.html"
    source.write_text(copied(excerpt(make_result(COLUMNS, *ROWS)), CopyFormat.WITH_HEADERS, ",").html, encoding="utf-8")
    _convert(source, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "pasted.xlsx").active
    assert sheet is not None
    lines = [[(cell.data_type, cell.value) for cell in row] for row in sheet.iter_rows()]
    assert [value for _, value in lines[0]] == list(COLUMNS)
    first, formula, fraction, lines_of_text, spaces = lines[1:]
    assert first[:6] == [
        ("s", "00123"),
        ("n", -1240.5),
        ("n", 3),
        ("d", datetime.fromisoformat("2026-11-20T00:00:00")),
        ("d", datetime.fromisoformat("2026-11-20T08:30:01")),
        ("b", True),
    ]
    assert sheet["B2"].number_format == "0.00"
    assert formula[0] == ("s", "=1+1")
    assert formula[1] == ("s", "12345678901234567.89".replace(".", ",")), "a cell would round it"
    assert formula[3] == ("s", "1899-01-02"), "before the days that Excel counts right"
    assert fraction[:2] == [("s", "1/2"), ("s", "n/a")]
    assert fraction[4] == ("d", datetime.fromisoformat("2026-01-01T00:00:00"))
    assert lines_of_text[0] == ("s", 'two\nlines, a tab, a | "pipe" & <b>')
    assert lines_of_text[1:3] == [("n", 0), ("n", -7)]
    assert spaces[0] == ("s", "  two  spaces ")
    assert spaces[2] == ("s", "999999999999999999")


def _convert(source: Path, folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--infilter=HTML (StarCalc)", "--convert-to", "xlsx"]
    try:
        subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=120)
    except FileNotFoundError:
        pytest.skip("LibreOffice is not installed")
