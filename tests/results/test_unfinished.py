"""A load that is cut goes on, and comes to the same result."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import pytest
import stamina

from intacct_desktop.api.errors import NoAnswer
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.paging import keyed
from intacct_desktop.api.query import Query
from intacct_desktop.results import result_set as result_set_module
from intacct_desktop.results import scratch
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.loading import load_keyed
from intacct_desktop.results.result_set import ResultClosed, ResultSet
from intacct_desktop.results.unfinished import LoadNote, drop_note, keep_note, unfinished
from intacct_desktop.sandbox.server import SandboxServer
from tests.practice import Company, signed_in_client
from tests.rows import raw

BILLS = Query("accounts-payable/bill", ("id", "vendor.name", "dueDate", "totalTxnAmount", "isOnHold", "audit.modifiedDateTime"))
PAGE = 400
CUTS = 100


def _note(columns: tuple[Column, ...], asked: int = 0) -> LoadNote:
    when = datetime.fromtimestamp(1_760_000_000 + asked, UTC)
    return LoadNote(profile="p", company="Riverside", entity=None, title="Bills", query=BILLS.to_json(), asked=when, columns=columns)


@pytest.fixture
def once() -> Iterator[None]:
    """A request whose connection breaks is not sent again."""
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


@pytest.mark.usefixtures("once")
async def test_a_load_cut_at_a_random_byte_comes_to_the_same_result(practice: SandboxServer, company: Company, tmp_path: Path) -> None:
    """A hundred times the connection breaks at a random byte of a random page; each time the result is closed, found again and filled
    further, until it has all rows."""
    chance = random.Random(11)  # noqa: S311
    async with signed_in_client(practice.ready) as client:
        models = ModelService(client)
        columns = await columns_for(BILLS, models)
        query = await keyed(BILLS, models)
        assert query is not None
        query = replace(query, size=PAGE)
        with ResultSet(columns, root=tmp_path / "whole") as whole:
            assert (await load_keyed(client, query, None, whole)).complete
            expected = whole.window(0, whole.count)
        answer = await client.request("POST", "/services/core/query", json=query.to_json().encode(), repeatable=True)
        pages, cuts = -(-len(expected) // PAGE), 0
        while cuts < CUTS:
            result_set = ResultSet(columns, root=tmp_path)
            keep_note(result_set, _note(columns))
            while True:
                left = pages - result_set.count // PAGE
                company.lets(f"services/core/query drop={chance.randrange(len(answer.body))}b times=1 after={chance.randrange(left)}")
                try:
                    await load_keyed(client, query, None, result_set)
                except NoAnswer:
                    cuts += 1
                else:
                    break
                finally:
                    company.forget()
                before, folder = result_set.count, result_set.folder
                result_set.close(keep=True)
                if cuts % 10 == 0:  # as the program looks for it; else as it opens what it has found
                    assert [load.rows for load in unfinished("p", tmp_path)] == ([before] if before else [])
                result_set = ResultSet.reopened(folder, columns) if before else ResultSet(columns, root=tmp_path)
                keep_note(result_set, _note(columns))
            assert result_set.complete
            assert result_set.window(0, len(expected) + 1) == expected
            result_set.close()


_KILLED = """
import pathlib, sys, msgspec
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.unfinished import keep_note
from tests.results.test_unfinished import COLUMNS, numbered, _note
result_set = ResultSet(COLUMNS, root=pathlib.Path(sys.argv[1]))
keep_note(result_set, _note(COLUMNS))
start = 0
while True:
    start = result_set.append(numbered(start, 500), 1_000_000, position=msgspec.Raw(b'{"anchor":"%d"}' % (start + 499)))
    print(start, flush=True)
"""
COLUMNS = (Column("key", ValueKind.TEXT, None, "key"), Column("amount", ValueKind.DECIMAL, None, "amount"))


def numbered(start: int, count: int) -> list[msgspec.Raw]:
    """Rows whose amounts need more digits the further they are."""
    return raw(*({"key": str(n), "amount": f"{n}.{'1' * (n // 1500 + 1)}"} for n in range(start, start + count)))


@pytest.mark.parametrize("kills", range(3))
def test_rows_and_position_survive_a_kill_in_step(tmp_path: Path, kills: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [int(process.stdout.readline()) for _ in range(2 + 3 * kills)][-1]
        process.kill()
    [load] = unfinished("p", tmp_path)
    assert load.rows >= seen
    assert load.rows % 500 == 0
    with load.reopened() as result_set:
        assert msgspec.json.decode(result_set.progress.position) == {"anchor": str(load.rows - 1)}
        assert result_set.misfits == 0
        [*rows] = result_set.window(0, load.rows + 1)
        assert [(key, str(amount).rstrip("0")) for key, amount in rows] == [
            (str(n), f"{n}.{'1' * (n // 1500 + 1)}") for n in range(load.rows)
        ]
        result_set.append(numbered(load.rows, 10), 1_000_000)
        assert result_set.window(load.rows + 9, 5)[0][0] == str(load.rows + 9)


def test_a_column_that_was_filled_in_later_can_be_filled_in_again(tmp_path: Path) -> None:
    result_set = ResultSet(COLUMNS, root=tmp_path)
    keep_note(result_set, _note(COLUMNS))
    result_set.append(numbered(0, 3), 10)
    country = Column("country", ValueKind.TEXT, None, "country")
    result_set.fill_column(country, {"1": "FR"})
    result_set.close(keep=True)
    [load] = unfinished("p", tmp_path)
    with load.reopened() as again:
        assert again.columns[1].scale == 1
        assert len(again.window(0, 1)[0]) == 2
        again.fill_column(country, {"2": "CA"})
        assert [row[2] for row in again.window(0, 3)] == [None, None, "CA"]


def test_what_is_listed_to_go_on(tmp_path: Path) -> None:
    for number in range(7):
        result_set = ResultSet(COLUMNS, root=tmp_path)
        keep_note(result_set, _note(COLUMNS, number))
        result_set.append(numbered(0, number), 10)
        result_set.close(keep=True)
    damaged = ResultSet(COLUMNS, root=tmp_path)
    keep_note(damaged, _note(COLUMNS, 9))
    damaged.close(keep=True)
    (damaged.folder / "rows.duckdb").write_bytes(b"no database")
    busy = ResultSet(COLUMNS, root=tmp_path)
    keep_note(busy, _note(COLUMNS, 10))
    done = ResultSet(COLUMNS, root=tmp_path)
    keep_note(done, _note(COLUMNS, 11))
    drop_note(done)
    done.append(numbered(0, 3), 3)
    done.close(keep=True)
    assert [(load.rows, load.total) for load in unfinished("p", tmp_path)] == [(rows, 10) for rows in (6, 5, 4, 3, 2)]
    assert unfinished("another", tmp_path) == []
    assert not damaged.folder.exists()
    assert busy.folder.exists()
    busy.close()


def test_what_the_disk_refuses_now_is_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for profile in ("p", "other"):
        result_set = ResultSet(COLUMNS, root=tmp_path)
        keep_note(result_set, msgspec.structs.replace(_note(COLUMNS), profile=profile))
        result_set.append(numbered(0, 3), 10)
        result_set.close(keep=True)

    def full(_file: Path) -> None:
        raise duckdb.IOException("Could not write file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(result_set_module, "connected", full)
        assert unfinished("p", tmp_path) == []
    assert [load.rows for load in unfinished("p", tmp_path)] == [3]
    assert [load.rows for load in unfinished("other", tmp_path)] == [3]


def test_a_kept_load_is_swept_after_a_week(tmp_path: Path) -> None:
    result_set = ResultSet(COLUMNS, root=tmp_path)
    keep_note(result_set, _note(COLUMNS))
    result_set.append(numbered(0, 3), 10)
    result_set.close(keep=True)
    day = 86_400
    for age, swept in ((6 * day, 0), (8 * day, 1)):
        then = time.time() - age
        os.utime(result_set.folder, (then, then))
        assert scratch.sweep(tmp_path) == swept


def test_only_one_program_goes_on_with_a_load(tmp_path: Path) -> None:
    result_set = ResultSet(COLUMNS, root=tmp_path)
    keep_note(result_set, _note(COLUMNS))
    result_set.append(numbered(0, 3), 10)
    result_set.close(keep=True)
    with pytest.raises(ResultClosed):
        result_set.window(0, 1)
    [load] = unfinished("p", tmp_path)
    with load.reopened() as again:
        with pytest.raises(OSError, match="lock"):
            load.reopened()
        assert again.count == 3
