"""Entries of the journal as files, read back by other programs' readers."""

import csv
import json
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from intacct_desktop.results.files import FileTrouble
from intacct_desktop.results.writers import Cancelled, FileFormat
from intacct_desktop.workspace.journal import Journal, Outcome, Wanted
from intacct_desktop.workspace.journal_export import export
from tests.workspace.test_journal import AFTER, BEFORE, ENTRY


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "journal.db")
    for title in ("Bill 10248", "=HYPERLINK(1)", "other"):
        journal.finish(journal.begin(replace(ENTRY, title=title)), Outcome.DONE, after=AFTER, status=200)
    return journal


def test_json_loses_nothing(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    outcome = export(journal, Wanted(text="bill"), path, FileFormat.JSON)
    found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    assert (outcome.rows, outcome.bytes, len(found)) == (3, path.stat().st_size, 3)
    assert found[-1]["before"] == BEFORE
    assert str(found[-1]["before"]["rate"]) == "1.250"
    assert found[-1]["after"] == AFTER
    assert found[-1]["body"] == ENTRY.body
    assert found[-1]["at"] == "2026-11-20T10:30:15.000250Z"
    assert set(found[-1]) == set(type(ENTRY).__dataclass_fields__)


def test_csv_has_no_formulas(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.csv"
    export(journal, [1, 2], path, FileFormat.CSV)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["title"]) for row in rows] == [("2", "'=HYPERLINK(1)"), ("1", "Bill 10248")]
    assert json.loads(rows[1]["before"], parse_float=Decimal) == BEFORE
    assert (rows[1]["at"], rows[1]["outcome"], rows[1]["undone_by"]) == ("2026-11-20T10:30:15.000250+00:00", "done", "")


def test_xlsx_opens(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.xlsx"
    journal.finish(3, Outcome.DONE, after={"memo": "x" * 40_000})
    assert export(journal, Wanted(), path, FileFormat.XLSX).shortened == 1
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    assert [row[0] for row in rows] == ["id", 3, 2, 1]


def test_nothing_is_left_of_a_file_that_was_called_off(journal: Journal, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    for file_format in (FileFormat.CSV, FileFormat.JSON, FileFormat.XLSX):
        with pytest.raises(Cancelled):
            export(journal, Wanted(), tmp_path / "out" / ".." / f"journal{file_format.suffix}", file_format, cancelled=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"]
    with pytest.raises(FileTrouble):
        export(journal, Wanted(), tmp_path / "nowhere" / "journal.json", FileFormat.JSON)


def test_nothing_at_all_is_an_empty_list(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    assert export(journal, Wanted(text="nobody"), path, FileFormat.JSON).rows == 0
    assert json.loads(path.read_text()) == []
