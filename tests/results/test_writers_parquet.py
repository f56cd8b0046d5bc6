"""Parquet: typed columns, misfits beside them, and data sets of a folder for each value."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.results.formats import parquet_file
from intacct_desktop.results.formats.file_format import FileFormat, Options, Partition
from intacct_desktop.results.formats.parquet_file import TooManyParts
from intacct_desktop.results.manifest import WrittenFile, digest_of
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.statistics import DatePart
from intacct_desktop.results.writers import asked_of, write
from tests.results.origins import SOURCE

Make = Callable[..., ResultSet]

COLUMNS = {
    "id": (ValueKind.TEXT, None),
    "state": (ValueKind.ENUM, None),
    "amount": (ValueKind.DECIMAL, 2),
    "due": (ValueKind.DATE, None),
    "modified": (ValueKind.DATE_TIME, None),
    "days": (ValueKind.INTEGER, None),
    "onHold": (ValueKind.BOOLEAN, None),
}


def test_types(make_result: Make, tmp_path: Path) -> None:
    row = {"id": "0017", "amount": "1.10", "due": "2026-11-20", "modified": "2026-11-20T08:30:00Z", "days": 3, "onHold": True}
    write(make_result(COLUMNS, row, {"due": "n/a"}), tmp_path / "out.parquet", FileFormat.PARQUET)
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert {field.name: field.type for field in table.schema} == {
        "id": pa.string(),
        "state": pa.string(),
        "amount": pa.decimal128(38, 2),
        "due": pa.date32(),
        "due (as it came)": pa.string(),
        "modified": pa.timestamp("us", tz="UTC"),
        "days": pa.int64(),
        "onHold": pa.bool_(),
    }
    first = table.to_pylist()[0]
    assert (first["amount"], first["due"], first["modified"]) == (
        Decimal("1.10"),
        date(2026, 11, 20),
        datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    )
    assert table.to_pylist()[1]["due (as it came)"] == "n/a"


@pytest.mark.parametrize("states", [("posted", "draft"), ("", None, "a/b", "..", "é 😀=%", "\x00x", "__HIVE_DEFAULT_PARTITION__")])
def test_a_folder_for_each_value_and_the_value_in_the_file(make_result: Make, tmp_path: Path, states: tuple[str | None, ...]) -> None:
    rows = [{"id": str(n), "state": states[n % len(states)], "amount": f"{n}.00"} for n in range(40)]
    result_set = make_result(COLUMNS, *rows)
    folder = tmp_path / "set.parquet"
    chosen = Options(partition=Partition("state"))
    for _again in range(2):
        outcome = write(result_set, folder, FileFormat.PARQUET, chosen, asked=asked_of(result_set, SOURCE))
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["results", "set.parquet", "set.parquet.manifest.json"]
    files = sorted(folder.rglob("*.parquet"))
    assert all(file.parent.parent == folder and file.parent.name.startswith("by_state=") for file in files)
    found = [row for file in files for row in pa.parquet.ParquetFile(file).read().to_pylist()]
    assert sorted((int(row["id"]), row["state"]) for row in found) == [(n, states[n % len(states)]) for n in range(40)]
    assert outcome.manifest is not None
    manifest = json.loads(outcome.manifest.read_text())
    assert {file["name"] for file in manifest["files"]} == {file.relative_to(folder).as_posix() for file in files}
    assert manifest["bytes"] == outcome.bytes == sum(file.stat().st_size for file in files)
    assert manifest["sha256"] == outcome.sha256 == digest_of([WrittenFile(**file) for file in manifest["files"]])


def test_dates_by_year_and_month(make_result: Make, tmp_path: Path) -> None:
    dues = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", None, "n/a"]
    result_set = make_result(COLUMNS, *({"id": str(n), "due": due} for n, due in enumerate(dues)))
    write(result_set, tmp_path / "months", FileFormat.PARQUET, Options(partition=Partition("due", DatePart.MONTH)))
    found = {path.parent.relative_to(tmp_path / "months").as_posix() for path in (tmp_path / "months").rglob("*.parquet")}
    assert found == {
        "by_due_year=2025/by_due_month=12",
        "by_due_year=2026/by_due_month=1",
        "by_due_year=2026/by_due_month=2",
        "by_due_year=__HIVE_DEFAULT_PARTITION__/by_due_month=__HIVE_DEFAULT_PARTITION__",
    }
    months = pyarrow.dataset.dataset(tmp_path / "months", partitioning="hive").to_table().to_pylist()
    assert {(row["id"], row["by_due_year"]) for row in months} >= {("0", 2025), ("3", 2026)}
    write(result_set, tmp_path / "years", FileFormat.PARQUET, Options(partition=Partition("due", DatePart.YEAR)))
    assert {path.name for path in (tmp_path / "years").iterdir()} == {
        "by_due_year=2025",
        "by_due_year=2026",
        "by_due_year=__HIVE_DEFAULT_PARTITION__",
    }


def test_a_data_set_without_rows_has_its_columns(make_result: Make, tmp_path: Path) -> None:
    write(make_result(COLUMNS), tmp_path / "set", FileFormat.PARQUET, Options(partition=Partition("state")))
    assert pyarrow.dataset.dataset(tmp_path / "set").schema.names == list(COLUMNS)


def test_what_would_be_too_many_folders_is_refused(make_result: Make, tmp_path: Path) -> None:
    result_set = make_result(COLUMNS, *({"id": str(n)} for n in range(1_001)))
    with pytest.raises(TooManyParts) as caught:
        write(result_set, tmp_path / "set", FileFormat.PARQUET, Options(partition=Partition("id")))
    assert caught.value.parts == 1_001
    with pytest.raises(KeyError):
        write(result_set, tmp_path / "set", FileFormat.PARQUET, Options(partition=Partition("nothing")))
    assert [entry.name for entry in tmp_path.iterdir()] == ["results"]


def test_a_folder_with_anything_else_in_it_is_left_alone(make_result: Make, tmp_path: Path) -> None:
    (tmp_path / "set" / "by_state=posted").mkdir(parents=True)
    (tmp_path / "set" / "by_state=posted" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("set", "file"):
        with pytest.raises(FileTrouble) as caught:
            write(make_result(COLUMNS), tmp_path / name, FileFormat.PARQUET, Options(partition=Partition("state")))
        assert caught.value.trouble is Trouble.NOT_ALLOWED
    assert (tmp_path / "set" / "by_state=posted" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("partition", [None, Partition("state")])
def test_rows_too_wide_for_memory_go_by_way_of_pieces(
    make_result: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, partition: Partition | None
) -> None:
    monkeypatch.setattr(parquet_file, "_MOST_BYTES", 100_000)
    result_set = make_result(COLUMNS, *({"id": f"{n}", "state": "ab"[n % 2], "modified": "2026-11-20T08:30:00Z"} for n in range(6_000)))
    path, heard = tmp_path / "out", list[int]()
    write(result_set, path, FileFormat.PARQUET, Options(partition=partition), heard.append)
    files = [path] if partition is None else sorted(path.rglob("*.parquet"))
    found = [row for file in files for row in pa.parquet.ParquetFile(file).read().to_pylist()]
    numbers = [int(row["id"]) for row in found]
    assert numbers == list(range(6_000)) if partition is None else sorted(numbers) == list(range(6_000))
    assert found[0]["modified"] == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert heard[-1] == 6_000
