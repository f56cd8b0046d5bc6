"""What goes wrong while a file is written is told in our terms, leaves nothing behind, and leaves the rows where they are."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.database import disk_error
from intacct_desktop.results.files import FileTrouble, Trouble, trouble_with
from intacct_desktop.results.formats.file_format import FileFormat, Options, Partition
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import Outcome, asked_of, write
from tests.results.origins import SOURCE
from tests.results.reading_back import csv_rows, json_rows, ndjson_rows, xlsx_rows

Make = Callable[..., ResultSet]

FOR_PROGRAMS = [each for each in FileFormat if not each.is_for_people]
TEXT = {"id": (ValueKind.TEXT, None)}


def written(result_set: ResultSet, path: Path, file_format: FileFormat = FileFormat.CSV, options: Options | None = None) -> Outcome:
    return write(result_set, path, file_format, options, asked=asked_of(result_set, SOURCE))


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name != "results")


# what rows may hold


@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_four_hundred_columns(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    kinds = (ValueKind.TEXT, ValueKind.DECIMAL, ValueKind.DATE, ValueKind.INTEGER)
    columns = {f"c{n}": (kinds[n % 4], None) for n in range(400)}
    row = {f"c{n}": ("x", "1.10", "2026-11-20", n)[n % 4] for n in range(400)}
    path = tmp_path / f"wide{file_format.suffix}"
    outcome = write(make_result(columns, *[row] * 120), path, file_format)
    assert (outcome.rows, len(outcome.sums)) == (120, 100)
    match file_format:
        case FileFormat.CSV:
            last = csv_rows(path)[-1]
        case FileFormat.JSON:
            last = list(json_rows(path)[-1].values())
        case FileFormat.NDJSON:
            last = list(ndjson_rows(path)[-1].values())
        case FileFormat.XLSX:
            last = xlsx_rows(path)[-1]
        case _:
            last = list(pyarrow.parquet.read_table(path).to_pylist()[-1].values())
    assert (len(last), str(last[396]), str(last[399])) == (400, "x", "399")


@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_a_value_of_five_megabytes_and_bytes_that_are_no_text(make_result: Make, tmp_path: Path, file_format: FileFormat) -> None:
    result_set = make_result(TEXT, {"id": "x" * 5_000_000}, b'{"id":"a\xff\xfeb"}', b'{"id":"\\ud800c"}')
    path = tmp_path / f"long{file_format.suffix}"
    outcome = write(result_set, path, file_format)
    assert outcome.shortened == (1 if file_format is FileFormat.XLSX else 0)
    match file_format:
        case FileFormat.JSON:
            found = [row["id"] for row in json_rows(path)]
        case FileFormat.NDJSON:
            found = [row["id"] for row in ndjson_rows(path)]
        case FileFormat.XLSX:
            found = [row[0] for row in xlsx_rows(path)]
        case FileFormat.PARQUET:
            found = pyarrow.parquet.read_table(path)["id"].to_pylist()
        case _:
            found = path.read_bytes().decode("utf-8-sig").split("\r\n")[1:4]
    assert len(found[0]) == (32_767 if file_format is FileFormat.XLSX else 5_000_000)
    assert found[1:] == [row[0] for row in result_set.window(1, 2)] == ["a\ufffd\ufffdb", "\ufffdc"]


# the disk

_FULL = """
import pathlib, random, resource, sys, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.formats.file_format import FileFormat, Options, Partition
from intacct_desktop.results.files import FileTrouble
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import write
folder, kind = pathlib.Path(sys.argv[1]), FileFormat(sys.argv[2])
with ResultSet([Column("id", ValueKind.TEXT, None, "id")], root=folder / "results") as result_set:
    result_set.append([msgspec.Raw(b'{"id":"%s"}' % random.randbytes(250).hex().encode()) for n in range(4000)])
    whole = write(result_set, folder / "bills", kind)
    before = (folder / "bills").read_bytes()
    resource.setrlimit(resource.RLIMIT_FSIZE, (whole.bytes * 9 // 10, resource.RLIM_INFINITY))
    try:
        write(result_set, folder / "bills", kind)
    except FileTrouble as error:
        print(error.trouble, error.path.name)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print((folder / "bills").read_bytes() == before, len(result_set.window(0, 5000)))
    print(sorted(entry.name for entry in folder.iterdir()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
@pytest.mark.parametrize("file_format", FOR_PROGRAMS)
def test_a_disk_that_is_full_at_nine_tenths(tmp_path: Path, file_format: FileFormat) -> None:
    command = [sys.executable, "-W", "error", "-c", _FULL, str(tmp_path), file_format.value]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout.splitlines(), done.stderr) == (["full bills", "True 4000", "['bills', 'results']"], "")


def refusing(function: Callable[..., Any], ending: str, error: OSError) -> Callable[..., Any]:
    """The function, but for a path that ends so."""

    def refuse(*arguments: Any, **more: Any) -> Any:
        if str(arguments[-1]).endswith(ending):
            raise error
        return function(*arguments, **more)

    return refuse


def windows_error(number: int) -> OSError:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("ending", "error", "trouble"),
    [
        ("bills.csv", windows_error(32), Trouble.IN_USE),
        ("bills.csv.manifest.json", windows_error(33), Trouble.IN_USE),
        ("bills.csv", OSError(errno.ESTALE, "Stale file handle"), Trouble.GONE),
        ("bills.csv.manifest.json", OSError(errno.EHOSTDOWN, "Host is down"), Trouble.GONE),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_neither_the_file_nor_its_manifest_is_left_alone(
    make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, error: OSError, trouble: Trouble, there: bool
) -> None:
    """Where the renaming of one of the two fails, both are as they were."""
    result_set, path = make_result(TEXT, {"id": "1"}), tmp_path / "bills.csv"
    if there:
        written(result_set, path)
        result_set.append([])
    before = {entry: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()}
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refusing(os.replace, ending, error))
        with pytest.raises(FileTrouble) as caught:
            written(result_set, path)
    assert caught.value.trouble is trouble
    assert caught.value.path.name == ending
    assert {entry: entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()} == before
    assert result_set.window(0, 1) == [("1",)]


def test_a_share_that_goes_away_before_the_last_byte(make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result_set = make_result(TEXT, {"id": "1"})

    def gone(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", gone)
    for chosen in (Options(), Options(partition=Partition("id"))):
        with pytest.raises(FileTrouble) as caught:
            written(result_set, tmp_path / "bills.parquet", FileFormat.PARQUET, chosen)
        assert caught.value.trouble is Trouble.GONE
        assert left_in(tmp_path) == []


def test_a_file_that_may_not_be_written_is_refused_before_the_work(
    make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bills.csv"
    path.write_text("mine")
    heard: list[int] = []
    monkeypatch.setattr(os, "open", refusing(os.open, "nothing", OSError()))
    real = os.open

    def read_only(name: Any, flags: int, *more: Any) -> int:
        if str(name).endswith("bills.csv"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(name, flags, *more)

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(FileTrouble) as caught:
        write(make_result(TEXT, {"id": "1"}), path, FileFormat.CSV, progress=heard.append)
    assert (caught.value.trouble, heard, path.read_text()) == (Trouble.NOT_ALLOWED, [], "mine")
    assert left_in(tmp_path) == ["bills.csv"]


def test_a_name_that_is_too_long_for_the_system_or_for_its_manifest(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(TEXT, {"id": "1"})
    for name in ("x" * 300 + ".csv", "x" * 245 + ".csv"):
        with pytest.raises(FileTrouble) as caught:
            written(result_set, tmp_path / name)
        assert caught.value.trouble is Trouble.TOO_LONG
        assert left_in(tmp_path) == []
    deep = tmp_path / "/".join(["y" * 200] * 30) / "bills.csv"
    with pytest.raises(FileTrouble) as caught:
        written(result_set, deep)
    assert caught.value.trouble is Trouble.TOO_LONG


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ('Async write failed: {"exception_message":"Could not write","errno":"28"}', Trouble.FULL),
        (f"Could not write file: {os.strerror(errno.ENOTCONN)}", Trouble.GONE),
        (f'Cannot open file "x": {os.strerror(errno.EACCES)}', Trouble.NOT_ALLOWED),
        ("something else", Trouble.OTHER),
    ],
)
def test_what_the_store_says_of_the_disk(said: str, trouble: Trouble) -> None:
    assert trouble_with(Path("x"), disk_error(duckdb.IOException(said))).trouble is trouble
