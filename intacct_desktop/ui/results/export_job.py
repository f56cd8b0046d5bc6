"""Making a file of a query: by Intacct's server, or here from rows. The file appears when it is whole, or not at all."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.api.query_service import query_pages
from intacct_desktop.results import writers
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.files import Target, named
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat, Options, Outcome
from intacct_desktop.ui import tasks

Progress = Callable[[int, int | None], None]
"""Done and total; the total is None where nobody knows it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is there. ``rows`` and ``complete`` are None where the server made it and says neither; ``total`` is what matches."""

    path: Path
    bytes: int
    rows: int | None = None
    complete: bool | None = None
    total: int | None = None
    total_changed: bool = False
    shortened: int = 0


async def by_server(client: Client, query: Query, file_format: ExportFormat, path: Path, on_bytes: Callable[[int], None]) -> Made:
    """Have Intacct make the file of everything that matches. Raises what the client raises, and `files.FileTrouble`."""
    target = await tasks.make_in_thread(Target.discard, Target, path)
    try:
        with named(target.path):
            await export(client, replace(query, start=None, size=None), file_format, target.temporary, on_bytes)
        size = await tasks.finish_in_thread(target.keep)
    except BaseException:
        target.discard()
        raise
    return Made(target.path, size)


async def of_rows(result_set: ResultSet, file_format: FileFormat, options: Options, path: Path, progress: Progress) -> Made:
    """Write the rows that are loaded. Raises `files.FileTrouble`.

    Cancelled, it ends when nothing is left of the file; where the file has its name already, that comes too late.
    """
    loop, cancelled, total = asyncio.get_running_loop(), threading.Event(), result_set.count

    def heard(rows: int) -> None:
        loop.call_soon_threadsafe(progress, rows, total)

    writing = asyncio.ensure_future(tasks.in_thread(writers.write, result_set, path, file_format, options, heard, cancelled))
    await tasks.outlast(writing, cancelled.set)
    try:
        outcome: Outcome = writing.result()
    except writers.Cancelled:
        raise asyncio.CancelledError from None
    return Made(path, outcome.bytes, outcome.rows, outcome.complete, result_set.total_count, result_set.total_changed, outcome.shortened)


async def of_everything(
    client: Client,
    models: ModelService,
    query: Query,
    file_format: FileFormat,
    options: Options,
    path: Path,
    loading: Progress,
    progress: Progress,
) -> Made:
    """Load every row that matches into a result of its own, and write it. Raises what the client raises, and `files.FileTrouble`."""
    await tasks.finish_in_thread(lambda: Target(path).discard())  # a folder that refuses does it before the calls, not after them
    columns = await columns_for(query, models)
    result_set = await tasks.make_in_thread(ResultSet.close, ResultSet, columns)
    try:
        await load_all(query_pages(client, replace(query, start=None, size=MAX_SIZE)), result_set, loading)
        return await of_rows(result_set, file_format, options, path, progress)
    finally:
        await tasks.finish_in_thread(result_set.close)
