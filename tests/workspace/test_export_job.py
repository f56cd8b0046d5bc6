"""A query becomes a file: every row that matches, in the order that was asked for, counted before and after."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import NoAnswer, NoAnswerReason, RequestError
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.operators import Operator
from intacct_desktop.api.query import Direction, Filter, Order, Query
from intacct_desktop.api.query_service import Page, Place, count, query_fetch
from intacct_desktop.api.view_service import ViewKind, get_view
from intacct_desktop.results import writers
from intacct_desktop.results.arrangement import Arrangement, SortKey
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.files import FileTrouble, Trouble
from intacct_desktop.results.formats.file_format import FileFormat, Options, Partition
from intacct_desktop.results.provenance import State
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.workspace import export_job
from intacct_desktop.workspace.export_job import asked_of, export_by_server, export_everything, export_loaded
from tests.results.origins import SOURCE
from tests.results.reading_back import csv_rows, ndjson_rows, xlsx_rows
from tests.rows import raw
from tests.views import create_view, delete_view

QUERY = Query("accounts-payable/vendor", ("id", "name", "creditLimit"), order_by=(Order("id", Direction.DESCENDING),), size=20)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where results are kept; nothing may be left there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def results_in(cache: Path) -> list[Path]:
    return list(cache.rglob("result-*"))


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def rows_in(folder: Path) -> int:
    return sum(pyarrow.parquet.read_metadata(file).num_rows for file in folder.rglob("*.parquet"))


def ids_in(path: Path) -> list[str]:
    match path.suffix:
        case ".csv":
            return [row[0] for row in csv_rows(path)[1:]]
        case ".xlsx":
            return [row[0] for row in xlsx_rows(path)]
        case ".ndjson":
            return [row["id"] for row in ndjson_rows(path)]
        case ".parquet":
            found: list[str] = pyarrow.parquet.read_table(path)["id"].to_pylist()
            return found
        case _:
            return [row["id"] for row in json.loads(path.read_text())]


@pytest.mark.parametrize("file_format", FileFormat)
async def test_every_row_that_matches_is_in_the_file(
    client: Client, models: ModelService, out: Path, cache: Path, file_format: FileFormat
) -> None:
    total, path, loaded, written = await count(client, QUERY), out / f"vendors{file_format.suffix}", [], []
    calls = client.calls
    outcome = await export_everything(
        client,
        models,
        QUERY,
        SOURCE,
        path,
        file_format,
        loading=lambda done, of: loaded.append((done, of)),
        writing=lambda done, of: written.append((done, of)),
    )
    await asyncio.sleep(0)  # what was told to the loop is heard now
    assert (outcome.state, outcome.rows, outcome.total_before, outcome.total_after) == (State.COMPLETE, total, total, total)
    assert (outcome.path, outcome.bytes) == (path, path.stat().st_size)
    assert client.calls - calls <= 4, "the models, the rows, and how many there are then"
    assert (loaded[-1], written[-1]) == ((total, total), (total, total))
    assert results_in(cache) == []
    if not file_format.is_for_people:
        found = ids_in(path)
        assert len(set(found)) == len(found) == total
    if file_format is not FileFormat.XLSX:
        assert outcome.manifest is not None
        manifest = json.loads(outcome.manifest.read_text())
        assert (manifest["rows"], manifest["totalCountBefore"], manifest["totalCountAfter"]) == (total, total, total)
        assert manifest["sums"].keys() == {"creditLimit"}


async def test_rows_stand_as_the_query_asks(client: Client, models: ModelService, out: Path) -> None:
    """They are loaded in the order of their keys, whatever the query's."""
    await export_everything(client, models, QUERY, None, out / "vendors.csv", FileFormat.CSV)
    found = ids_in(out / "vendors.csv")
    assert found == sorted(found, reverse=True)


async def test_groups_are_loaded_by_their_places(client: Client, models: ModelService, out: Path) -> None:
    groups = Query("accounts-payable/bill", ("state", "count:id", "sum:totalTxnAmount"), order_by=(Order("state"),))
    outcome = await export_everything(client, models, groups, SOURCE, out / "states.csv", FileFormat.CSV)
    assert outcome.state is State.COMPLETE
    assert outcome.sums.keys() == {"sum:totalTxnAmount"}
    assert len(csv_rows(out / "states.csv")) == outcome.rows + 1


async def test_a_view_of_the_company(client: Client, models: ModelService, out: Path) -> None:
    key = await create_view(client, Query(QUERY.object, ("id", "name"), (Filter(Operator.EQ, "status", "active"),), size=20), "for export")
    try:
        view = await get_view(client, ViewKind.USER, key)
        outcome = await export_everything(client, models, view, SOURCE, out / "view.ndjson", FileFormat.NDJSON)
    finally:
        await delete_view(client, key)
    assert outcome.state is State.COMPLETE
    assert outcome.rows == len(set(ids_in(out / "view.ndjson"))) > 20


@pytest.mark.parametrize(("more", "state"), [(1, State.CHANGED), (None, State.INCOMPLETE)])
async def test_a_count_that_is_another_then_or_that_nobody_gives(
    client: Client, models: ModelService, out: Path, monkeypatch: pytest.MonkeyPatch, more: int | None, state: State
) -> None:
    """The file is made all the same, for what is in it took long to come."""

    def counting_otherwise(own: Client, query: Query) -> Any:
        fetch = query_fetch(own, query)

        async def fetch_page(place: Place | None, entity: str | None) -> Page:
            if more is None:
                raise NoAnswer(NoAnswerReason.TIMED_OUT, "127.0.0.1", "")
            page = await fetch(place, entity)
            return replace(page, meta=replace(page.meta, total_count=page.meta.total_count + more))

        return fetch_page

    monkeypatch.setattr(export_job, "query_fetch", counting_otherwise)
    outcome = await export_everything(client, models, QUERY, SOURCE, out / "vendors.csv", FileFormat.CSV)
    assert outcome.state is state
    assert outcome.manifest is not None
    assert json.loads(outcome.manifest.read_text())["state"] == state.value
    assert len(csv_rows(out / "vendors.csv")) == outcome.rows + 1


async def test_a_refusal_on_the_way_leaves_nothing(client: Client, models: ModelService, out: Path, cache: Path) -> None:
    with pytest.raises(RequestError):
        await export_everything(client, models, replace(QUERY, fields=("id", "nothing")), SOURCE, out / "x.csv", FileFormat.CSV)
    assert names_in(out) == []
    assert results_in(cache) == []


@pytest.mark.parametrize("options", [Options(), Options(partition=Partition("id"))])
async def test_a_folder_that_refuses_does_it_before_the_calls(client: Client, models: ModelService, out: Path, options: Options) -> None:
    calls = client.calls
    with pytest.raises(FileTrouble) as caught:
        await export_everything(client, models, QUERY, SOURCE, out / "nowhere" / "x.parquet", FileFormat.PARQUET, options)
    assert (caught.value.trouble, client.calls) == (Trouble.NO_FOLDER, calls)


async def test_a_data_set_takes_the_place_of_the_one_before(client: Client, models: ModelService, out: Path) -> None:
    states = Query("accounts-payable/bill", ("id", "state"), (Filter(Operator.IN, "state", ("draft", "posted")),))
    options = Options(partition=Partition("state"))
    for _again in range(2):
        outcome = await export_everything(client, models, states, SOURCE, out / "bills", FileFormat.PARQUET, options)
    assert names_in(out) == ["bills", "bills.manifest.json"]
    assert rows_in(outcome.path) == outcome.rows


@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.XLSX, FileFormat.PARQUET])
@pytest.mark.parametrize("phase", ["loading", "writing"])
async def test_cancelled_it_leaves_nothing(
    client: Client, models: ModelService, out: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, file_format: FileFormat, phase: str
) -> None:
    path = out / f"vendors{file_format.suffix}"
    path.write_text("before")
    write = writers.write
    loop = asyncio.get_running_loop()

    def cancel(*_heard: object) -> None:
        task.cancel()

    def cancelled_first(*arguments: Any, **more: Any) -> Any:
        asyncio.run_coroutine_threadsafe(asyncio.to_thread(int), loop)  # the loop is awake
        loop.call_soon_threadsafe(cancel)
        assert arguments[5].wait(10)
        return write(*arguments, **more)

    if phase == "writing":
        monkeypatch.setattr(writers, "write", cancelled_first)
    loading = cancel if phase == "loading" else lambda *_heard: None
    task = asyncio.ensure_future(export_everything(client, models, QUERY, SOURCE, path, file_format, loading=loading))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert path.read_text() == "before"
    assert names_in(out) == [path.name]
    assert results_in(cache) == []


async def test_a_result_that_is_loaded(client: Client, models: ModelService, out: Path, tmp_path: Path) -> None:
    """Whole or as it is arranged; it may go on growing, and is there afterwards."""
    columns = await columns_for(QUERY, models)
    with ResultSet(columns, root=tmp_path) as result_set:
        result_set.append(raw(*({"id": f"V{n}", "name": f"{n % 10}", "creditLimit": f"{n}.50"} for n in range(40))), 50)
        whole = await export_loaded(result_set, out / "all.json", FileFormat.JSON, asked=asked_of(result_set, SOURCE))
        assert (whole.rows, whole.state, whole.total_before, whole.total_after) == (40, State.INCOMPLETE, 50, 50)
        wanted = Arrangement(order=(SortKey(2, descending=True),), search=("V1",))
        heard: list[tuple[int, int | None]] = []
        found = await export_loaded(
            result_set, out / "some.json", FileFormat.JSON, arrangement=wanted, writing=lambda done, of: heard.append((done, of))
        )
        await asyncio.sleep(0)
        assert ids_in(out / "some.json") == ["V19", "V18", "V17", "V16", "V15", "V14", "V13", "V12", "V11", "V10", "V1"]
        assert (found.rows, found.manifest, heard[-1]) == (11, None, (11, 11))
        result_set.append(raw(*({"id": f"V{n}"} for n in range(40, 50))), 50)
        assert (await export_loaded(result_set, out / "all.json", FileFormat.JSON)).state is State.COMPLETE


async def test_intacct_makes_the_file(client: Client, out: Path) -> None:
    heard: list[int] = []
    path, size = await export_by_server(client, QUERY, ExportFormat.CSV, out / "vendors.csv", heard.append)
    assert (path, size) == (out / "vendors.csv", (out / "vendors.csv").stat().st_size)
    assert heard[-1] == size
