"""How fast rows become files, against the libraries that write such files and against DuckDB itself."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from intacct_desktop.results.database import connected, literal
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat, write
from tests.benchmarks.figures import Figure, figure, in_turns, least_times, seconds
from tests.benchmarks.lines import FIELDS, some_lines
from tests.benchmarks.setting import Measurements, Setting

_ROWS = 200_000
_WINDOW = 1_000


def xlsx(setting: Setting) -> Iterator[Figure]:
    """The same rows for all three: windows of the same result, read while the file is written."""

    def own(result_set: ResultSet, path: Path) -> None:
        write(result_set, path, FileFormat.XLSX)

    def measured(result_set: ResultSet, folder: Path) -> Iterator[Figure]:
        speeds = in_turns(*_speeds(result_set, folder / "file.xlsx", own, _by_xlsxwriter, _by_openpyxl), rounds=3)
        name = f"files: XLSX of {result_set.count:,} x {len(FIELDS)}"
        note = "all read windows of the same result while they write"
        for speed, library in zip(speeds[1:], ("XlsxWriter, constant_memory", "openpyxl, write_only"), strict=True):
            yield figure(name, "rows/s", speeds[0], speed, library, goal=least_times(5), note=note)

    yield from _with_lines(setting, measured)


def csv(setting: Setting) -> Iterator[Figure]:
    yield from _against_copy(setting, "csv", "FORMAT csv, HEADER")


def parquet(setting: Setting) -> Iterator[Figure]:
    yield from _against_copy(setting, "parquet", "FORMAT parquet")


def _against_copy(setting: Setting, suffix: str, options: str) -> Iterator[Figure]:
    """DuckDB has the same table in a file of its own, opened as ours is."""
    file_format = FileFormat(suffix)

    def measured(result_set: ResultSet, folder: Path) -> Iterator[Figure]:
        file = folder / f"{suffix}.duckdb"
        result_set.copy_into(file, "result")
        columns = ", ".join(f"c{at} AS {_quoted(column.path)}" for at, column in enumerate(result_set.columns))
        with connected(file) as duckdb:

            def copy(_result_set: ResultSet, path: Path) -> None:
                duckdb.execute(f"COPY (SELECT {columns} FROM result) TO {literal(str(path))} ({options})")  # noqa: S608 - own names

            def own(result_set: ResultSet, path: Path) -> None:
                write(result_set, path, file_format)

            ours, theirs = in_turns(*_speeds(result_set, folder / f"file.{suffix}", own, copy), rounds=5)
        name = f"files: {suffix.upper() if suffix == 'csv' else 'Parquet'} of {result_set.count:,} x {len(FIELDS)}"
        yield figure(name, "rows/s", ours, theirs, "DuckDB's COPY of the same table", goal=least_times(0.5))

    yield from _with_lines(setting, measured)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _speeds(result_set: ResultSet, path: Path, *writers: Callable[[ResultSet, Path], None]) -> list[Callable[[], float]]:
    """Rows a second of each."""

    def speed(writer: Callable[[ResultSet, Path], None]) -> float:
        try:
            return result_set.count / seconds(lambda: writer(result_set, path))
        finally:
            path.unlink(missing_ok=True)

    return [lambda writer=writer: speed(writer) for writer in writers]  # type: ignore[misc]


def _with_lines(setting: Setting, measured: Callable[[ResultSet, Path], Iterator[Figure]]) -> list[Figure]:
    async def main() -> list[Figure]:
        async with some_lines(setting.company, min(setting.rows, _ROWS), setting.path) as result_set:
            return list(measured(result_set, setting.path))

    return asyncio.run(main())


def _rows(result_set: ResultSet) -> Iterator[tuple[Any, ...]]:
    for start in range(0, result_set.count, _WINDOW):
        yield from result_set.window(start, _WINDOW)


def _by_xlsxwriter(result_set: ResultSet, path: Path) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(str(path), {**options, "default_date_format": "yyyy-mm-dd"})
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, [column.path for column in result_set.columns])
    writers = {str: sheet.write_string, bool: sheet.write_boolean, int: sheet.write_number, Decimal: sheet.write_number}
    writers |= {date: sheet.write_datetime, datetime: sheet.write_datetime}
    for line, row in enumerate(_rows(result_set), 1):
        for at, value in enumerate(row):
            if value is not None:
                writers[type(value)](line, at, value)
    workbook.close()


def _by_openpyxl(result_set: ResultSet, path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append([column.path for column in result_set.columns])
    for row in _rows(result_set):
        sheet.append(row)
    workbook.save(str(path))


MEASUREMENTS: Measurements = {"files: XLSX": xlsx, "files: CSV": csv, "files: Parquet": parquet}
