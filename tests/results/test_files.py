"""A file appears whole or not at all."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from intacct_desktop.results.files import FileTrouble, Target, Trouble, target_file, trouble_with


def test_the_name_is_given_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    path.write_text("before")
    with target_file(path) as target:
        target.temporary.write_text("after")
        assert path.read_text() == "before"
        assert target.temporary.parent == tmp_path
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    path.write_text("before")

    def fail() -> None:
        with target_file(path) as target:
            target.temporary.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_long_name_of_wide_letters_leaves_room_for_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / f"{'名' * 80}.csv"
    Target(path).keep()
    assert path.exists()


def test_a_missing_folder_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught:
        Target(tmp_path / "nowhere" / "bills.csv")
    assert caught.value.trouble is Trouble.NO_FOLDER


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bills.csv").mkdir()
    with pytest.raises(FileTrouble) as caught:
        Target(tmp_path / "bills.csv")
    assert caught.value.trouble is Trouble.NOT_ALLOWED
    assert [entry.name for entry in tmp_path.iterdir()] == ["bills.csv"]


def test_the_size_comes_back(tmp_path: Path) -> None:
    target = Target(tmp_path / "bills.csv")
    target.temporary.write_bytes(b"12345")
    assert target.keep() == 5


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, Trouble.FULL),
        (errno.EACCES, Trouble.NOT_ALLOWED),
        (errno.EROFS, Trouble.NOT_ALLOWED),
        (errno.EBUSY, Trouble.IN_USE),
        (errno.ENAMETOOLONG, Trouble.TOO_LONG),
        (errno.EIO, Trouble.GONE),
        (errno.ENOTCONN, Trouble.GONE),
        (errno.ESTALE, Trouble.GONE),
        (errno.EHOSTDOWN, Trouble.GONE),
        (errno.ETIMEDOUT, Trouble.GONE),
        (errno.EINVAL, Trouble.OTHER),
    ],
)
def test_the_systems_refusals_in_our_terms(number: int, trouble: Trouble) -> None:
    found = trouble_with(Path("bills.csv"), OSError(number, os.strerror(number)))
    assert (found.trouble, found.errno, found.filename) == (trouble, number, "bills.csv")


_NO_ROOM = """
import pathlib, random, resource, sys, msgspec
from intacct_desktop.api.model import ValueKind
from intacct_desktop.results import writers
from intacct_desktop.results.columns import Column
from intacct_desktop.results.files import FileTrouble
from intacct_desktop.results.result_set import ResultSet
folder = pathlib.Path(sys.argv[1])
with ResultSet([Column("id", ValueKind.TEXT, None, "id")], root=folder / "results") as result_set:
    result_set.append([msgspec.Raw(b'{"id":"%d-%s"}' % (n, random.randbytes(200).hex().encode())) for n in range(2000)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        writers.write(result_set, folder / "bills", writers.FileFormat(sys.argv[2]))
    except FileTrouble as error:
        print(error.trouble)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print([entry.name for entry in folder.iterdir()])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of this sort on Windows")
@pytest.mark.parametrize("file_format", ["csv", "json", "ndjson", "xlsx", "parquet"])
def test_no_room_leaves_no_file(tmp_path: Path, file_format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _NO_ROOM, str(tmp_path), file_format], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["full", "['results']"], done.stderr
    assert done.stderr == ""
