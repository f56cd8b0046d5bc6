"""The main job from end to end, by the real program in a process of its own; its files are opened by other libraries."""

import csv
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
from PySide6.QtGui import QImage

DUE = "totalTxnAmountDue"


def take_tour(directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "intacct_desktop", "--demo", "--tour", str(directory)],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_it_goes_all_the_way_and_its_files_agree(tmp_path: Path) -> None:
    done = take_tour(tmp_path)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
    report: dict[str, Any] = json.loads((tmp_path / "tour.json").read_text(encoding="utf-8"))
    rows, due = report["rows"], Decimal(report["total_due"])
    assert report["failed"] == ""
    assert rows > 0
    assert due > 0

    names = [step["picture"] for step in report["steps"]]
    assert names == sorted(names)
    assert len(names) >= 15
    for name in names:
        picture = QImage(str(tmp_path / name))
        assert len({picture.pixel(x, y) for x in range(0, picture.width(), 40) for y in range(0, picture.height(), 40)}) > 3, name

    with (tmp_path / "bills-overdue.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert (len(lines), sum(Decimal(line[DUE]) for line in lines)) == (rows, due)

    sheet = openpyxl.load_workbook(tmp_path / "bills-overdue.xlsx").active
    assert sheet is not None
    header, *cells = list(sheet.iter_rows(values_only=True))
    at = header.index(DUE)
    assert (len(cells), sum(Decimal(str(row[at])) for row in cells)) == (rows, due)
    assert [row[header.index("key")] for row in cells] == [line["key"] for line in lines]

    words = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "bills-overdue.pdf").pages)
    assert all(line["key"] in words for line in lines)


def test_it_stops_at_the_first_thing_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "bills-overdue.csv").mkdir()
    done = take_tour(tmp_path)
    assert done.returncode == 1
    report = json.loads((tmp_path / "tour.json").read_text(encoding="utf-8"))
    assert "bills-overdue.csv" in report["failed"]
    assert report["files"] == []
    assert list(tmp_path.glob("*-stopped-here.png"))
