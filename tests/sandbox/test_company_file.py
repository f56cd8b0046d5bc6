# ruff: noqa: S608 - SQL over the own tables' names
"""The built company in its file: built once, the same as one in memory, never changed by a run."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from intacct_desktop.sandbox.company_file import open_company
from intacct_desktop.sandbox.facts import load_facts
from intacct_desktop.sandbox.generated.rows import Generator
from intacct_desktop.sandbox.store import Store, Value, quoted
from tests.practice import kept_company

TODAY = date(2026, 11, 20)
VENDOR = "accounts-payable/vendor"
ROWS = 60_000


def all_of(store: Store, name: str) -> list[tuple[Value, ...]]:
    return store.rows(f"SELECT * FROM {quoted(name)} ORDER BY key")


def rename(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"UPDATE {quoted(VENDOR)} SET name = ? WHERE key = 1", (name,))


def fill(store: Store) -> None:
    with store.transaction():
        for number in range(10_000):
            store.add(VENDOR, {"id": f"V-FULL-{number}", "name": "x" * 10_000})


def name_of(store: Store) -> object:
    record = store.record(VENDOR, 1)
    assert record is not None
    return record["name"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once")
    open_company(folder, 7, TODAY).close()
    return folder


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    """A folder with the built company."""
    return shutil.copytree(once, tmp_path / "companies")


def test_it_is_built_once_and_a_run_leaves_the_file_alone(folder: Path) -> None:
    [file] = folder.iterdir()
    rename(file, "Only in the file")
    with closing(open_company(folder, 7, TODAY)) as store:
        assert name_of(store) == "Only in the file"
        store.update(VENDOR, 1, {"name": "Only in this run"})
    with closing(open_company(folder, 7, TODAY)) as store:
        assert name_of(store) == "Only in the file"


def test_runs_share_the_file_and_see_nothing_of_each_other(folder: Path) -> None:
    [file] = folder.iterdir()
    before = file.read_bytes()
    with closing(open_company(folder, 7, TODAY)) as first, closing(open_company(folder, 7, TODAY)) as second:
        # More than a connection keeps of what it read.
        fill(first)
        second.update(VENDOR, 1, {"name": "Only in the second"})
        assert len(first.keys(VENDOR)) == len(second.keys(VENDOR)) + 10_000
        assert name_of(first) != name_of(second) == "Only in the second"
        assert file.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == [file.name]
    assert file.read_bytes() == before


def foreign() -> bytes:
    with closing(sqlite3.connect(":memory:")) as file:
        file.execute("CREATE TABLE x (y)")
        return file.serialize()


@pytest.mark.parametrize("content", [b"no database" * 1000, b"", foreign()], ids=["damaged", "empty", "foreign"])
def test_a_file_that_is_no_company_is_built_again_and_old_ones_go(folder: Path, expect_log: Callable[[str], None], content: bytes) -> None:
    expect_log("is damaged")
    [file] = folder.iterdir()
    old = [shutil.copy(file, folder / name) for name in ("company-0-old.sqlite", "building-x.sqlite")]
    old.append(shutil.copy(file, folder / "company-0-old.sqlite-journal"))
    week_ago = time.time() - 8 * 86_400
    for each in old:
        os.utime(each, (week_ago, week_ago))
    recent = shutil.copy(file, folder / "company-0-recent.sqlite")
    file.write_bytes(content)
    file.with_name(f"{file.name}-journal").write_bytes(b"of the file that was there before")
    with closing(open_company(folder, 7, TODAY)) as store:
        assert store.record(VENDOR, 1) is not None
    assert sorted(folder.iterdir()) == sorted([file, recent])


def test_a_full_disk_takes_back_what_was_written_and_never_changes_the_file(folder: Path) -> None:
    [file] = folder.iterdir()
    before = file.read_bytes()
    supply = Generator(load_facts(), 7, TODAY)
    with closing(Store.borrow(file, supply)) as store:
        store.update(VENDOR, 1, {"name": "Before the disk was full"})
        [(pages,)] = store.rows("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill(store)
        store.rows(f"PRAGMA max_page_count = {2 * int(pages or 0)}")
        key = store.add(VENDOR, {"id": "V-AFTER"})
        assert store.records(VENDOR, id="V-FULL-0") == []
        assert [record["key"] for record in store.records(VENDOR, id="V-AFTER")] == [key]
    assert file.read_bytes() == before


def test_without_a_place_to_keep_it_the_same_company_lives_in_memory(tmp_path: Path, expect_log: Callable[[str], None]) -> None:
    expect_log("cannot be kept")
    (tmp_path / "file").touch()
    with closing(open_company(tmp_path / "file", 7, TODAY)) as built, kept_company(TODAY) as kept:
        assert sorted(built.tables) == sorted(kept.tables)
        for name in built.tables:
            assert all_of(built, name) == all_of(kept, name), name
    with pytest.raises(OSError, match="file"):
        open_company(tmp_path / "file", 7, TODAY, ROWS)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    open_company(folder, 7, TODAY, ROWS).close()
    return folder


def test_a_large_company_is_as_before_when_it_closes(large: Path) -> None:
    with closing(open_company(large, 7, TODAY, ROWS)) as store:
        before = name_of(store)
        store.update(VENDOR, 1, {"name": "Only in this run"})
        assert store.keys("tax/tax-return")
        store.delete(VENDOR, 2)
    with closing(open_company(large, 7, date(2026, 11, 21), ROWS)) as store:
        assert name_of(store) == before
        assert store.record(VENDOR, 2) is not None
        assert "tax/tax-return" not in store.tables


def test_a_large_company_serves_one_at_a_time(large: Path) -> None:
    with closing(open_company(large, 7, TODAY, ROWS)), pytest.raises(OSError, match="open"):
        open_company(large, 7, TODAY, ROWS)
