"""Making a file from the dialog: `workspace.export_job`, and what it made as the dialog tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement
from intacct_desktop.results.files import sha256_of
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.provenance import Source, State
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import Outcome
from intacct_desktop.ui import tasks
from intacct_desktop.workspace import export_job
from intacct_desktop.workspace.export_job import Progress, asked_of


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
    outcome: Outcome | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows as a person has sorted and filtered them; ``said`` has that in words, ``count`` is how many are left."""

    arrangement: Arrangement
    count: int
    said: str = ""


async def by_server(client: Client, query: Query, file_format: ExportFormat, path: Path, on_bytes: Callable[[int], None]) -> Made:
    """Have Intacct make the file of everything that matches. Raises what the client raises, and `files.FileTrouble`."""
    made, size = await export_job.export_by_server(client, query, file_format, path, on_bytes)
    return Made(made, size, sha256=await tasks.in_thread(sha256_of, made))


async def of_rows(
    result_set: ResultSet,
    file_format: FileFormat,
    options: Options,
    path: Path,
    progress: Progress,
    source: Source | None = None,
    arrangement: Arrangement = AS_THEY_CAME,
) -> Made:
    """Write the rows that are loaded, as they are arranged. Raises `files.FileTrouble`.

    Cancelled, it ends when nothing is left of the file; where the file has its name already, that comes too late.
    """
    asked = asked_of(result_set, source)
    written = await export_job.export_loaded(result_set, path, file_format, options, asked=asked, arrangement=arrangement, writing=progress)
    return _made(written)


async def of_everything(
    client: Client,
    models: ModelService,
    query: Query,
    file_format: FileFormat,
    options: Options,
    path: Path,
    loading: Progress,
    progress: Progress,
    source: Source | None = None,
) -> Made:
    """Load every row that matches into a result of its own, and write it. Raises what the client raises, and `files.FileTrouble`."""
    return _made(
        await export_job.export_everything(client, models, query, source, path, file_format, options, loading=loading, writing=progress)
    )


def _made(outcome: Outcome) -> Made:
    return Made(
        outcome.path,
        outcome.bytes,
        outcome.rows,
        outcome.complete,
        outcome.total_after,
        outcome.state is State.CHANGED,
        outcome.shortened,
        outcome,
        outcome.sha256,
    )
