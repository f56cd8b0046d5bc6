"""Files read back by other programs' libraries, each as lists of the cells that they found."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl

from intacct_desktop.results.formats.file_format import Options

Cells = list[list[Any]]


def csv_rows(path: Path, options: Options | None = None) -> list[list[str]]:
    """With the header; every cell as text."""
    chosen = options or Options()
    text = path.read_bytes().decode("utf-8-sig")
    # Read as a whole: a file opened for reading by lines would make others of the line ends within cells.
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=chosen.separator))


def xlsx_sheets(path: Path) -> dict[str, list[list[tuple[Any, str]]]]:
    """Each sheet's cells with their types, header included; what Excel writes for control characters is read as Excel does."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[(_unescaped(cell.value), cell.data_type) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def xlsx_rows(path: Path) -> Cells:
    """The values of the first sheet, without the header."""
    sheet = next(iter(xlsx_sheets(path).values()))
    return [[value for value, _ in row] for row in sheet[1:]]


def json_rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"), parse_float=str, parse_constant=_no_constant)
    return found


def ndjson_rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line, parse_float=str, parse_constant=_no_constant) for line in lines]


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def _unescaped(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # As Excel reads it: each mark once, from the left. openpyxl leaves that to its caller.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)
