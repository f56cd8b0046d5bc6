"""Making a file of a query, a view or a result that is loaded, for the window and for the command line.

The file appears when it is whole, or not at all, and its outcome says whether it holds every row that matches: the rows that were written
are compared with the company's own count before the load and after it.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from intacct_desktop.api.client import Client
from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.paging import keyed
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.api.query_service import Fetch, Place, query_fetch
from intacct_desktop.api.view_service import View, shape_of, view_fetch
from intacct_desktop.results import writers
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.columns import columns_for
from intacct_desktop.results.files import Target, named
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.loading import arrangement_of, load_by_place, load_keyed
from intacct_desktop.results.provenance import Asked, Source
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.threads import finish_in_thread, make_in_thread, outlast
from intacct_desktop.results.writers import Outcome, asked_of

__all__ = ["Loading", "Outcome", "Progress", "asked_of", "export_by_server", "export_everything", "export_loaded"]

Progress = Callable[[int, int | None], None]
"""Hears rows and total, on the loop; the total is None where nobody knows it."""

_NOTHING: Progress = lambda done, total: None  # noqa: E731
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loading:
    """Rows that were loaded, in the order in which they came; ``arrangement`` puts them into the order that was asked for."""

    result_set: ResultSet
    arrangement: Arrangement
    fetch: Fetch
    entity: str | None


async def export_everything(
    client: Client,
    models: ModelService,
    what: Query | View,
    source: Source | None,
    path: Path,
    file_format: FileFormat,
    options: Options | None = None,
    *,
    loading: Progress = _NOTHING,
    writing: Progress = _NOTHING,
) -> Outcome:
    """Load every row that matches, ask how many there are then, and write the file.

    A folder that refuses does it before the calls. Cancelled, it ends when nothing is left of the file; where the file has its name
    already, that comes too late. Raises what the client raises, `files.FileTrouble`, and OSError where there is no room for the rows.
    """
    await finish_in_thread(writers.try_out, path, file_format, options)
    loaded = await _load(client, models, what, loading)
    try:
        total = await _count_again(loaded)
        result_set = loaded.result_set
        asked = Asked(
            source=source,
            total_before=result_set.progress.first_total,
            total_after=total,
            changed=result_set.total_changed,
        )
        return await export_loaded(result_set, path, file_format, options, asked=asked, arrangement=loaded.arrangement, writing=writing)
    finally:
        await finish_in_thread(loaded.result_set.close)


async def export_loaded(
    result_set: ResultSet,
    path: Path,
    file_format: FileFormat,
    options: Options | None = None,
    *,
    asked: Asked | None = None,
    arrangement: Arrangement = AS_THEY_CAME,
    writing: Progress = _NOTHING,
) -> Outcome:
    """Write the rows that are loaded, those of this moment, as ``arrangement`` has them; `asked_of` makes ``asked`` of what they know.

    Without ``asked`` the file does not say where it comes from. As `export_everything` otherwise.
    """
    loop, cancelled = asyncio.get_running_loop(), threading.Event()

    def work() -> Outcome:
        known = asked or asked_of(result_set, None)
        with result_set.rows(arrangement) as rows:

            def heard(done: int) -> None:
                with suppress(RuntimeError):  # the loop may end before the thread
                    loop.call_soon_threadsafe(writing, done, rows.count)

            return writers.write(rows, path, file_format, options, heard, cancelled, asked=known)

    making = asyncio.ensure_future(asyncio.to_thread(work))
    await outlast(making, cancelled.set)
    try:
        return making.result()
    except writers.Cancelled:
        raise asyncio.CancelledError from None


async def export_by_server(
    client: Client, query: Query, file_format: ExportFormat, path: Path, on_bytes: Callable[[int], None] = lambda count: None
) -> tuple[Path, int]:
    """Have Intacct make the file of everything that matches; its path and its bytes.

    Raises what the client raises, and `files.FileTrouble`.
    """
    target = await make_in_thread(Target.discard, Target, path)
    try:
        with named(target.path):
            await export(client, replace(query, start=None, size=None), file_format, target.temporary, on_bytes)
        return target.path, await finish_in_thread(target.keep)
    except BaseException:
        target.discard()
        raise


async def _load(client: Client, models: ModelService, what: Query | View, heard: Progress) -> Loading:
    """Every row that matches, in a result of its own. By key where that can be, so that none is skipped or stands twice."""
    entity = client.entity
    if isinstance(what, View):
        fetch = view_fetch(client, what, size=MAX_SIZE)
        columns = await columns_for(shape_of(what, await fetch(Place(1, 1), entity)), models)
        by_key = None
    else:
        whole = replace(what, start=None, size=MAX_SIZE)
        fetch = query_fetch(client, whole)
        columns = await columns_for(whole, models)
        by_key = await keyed(whole, models)
    result_set = await make_in_thread(ResultSet.close, ResultSet, columns)
    try:
        if by_key is None:
            await load_by_place(client, fetch, entity, 1, result_set, heard)
            return Loading(result_set, AS_THEY_CAME, fetch, entity)
        await load_keyed(client, by_key, entity, result_set, heard)
    except BaseException:
        await finish_in_thread(result_set.close)
        raise
    assert isinstance(what, Query)  # noqa: S101 - only a query has keys
    return Loading(result_set, arrangement_of(what, columns), fetch, entity)


async def _count_again(loaded: Loading) -> int | None:
    """How many rows match now, for one call; None where nobody says: what is loaded is written all the same, as not complete."""
    try:
        page = await loaded.fetch(Place(1, 1), loaded.entity)
    except RequestError as error:
        _log.info("the rows could not be counted again: %s", type(error).__name__)
        return None
    return page.meta.total_count
