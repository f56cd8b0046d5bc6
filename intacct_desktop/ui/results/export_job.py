"""Making a file from the dialog: `workspace.export_job`, and what it made as the dialog tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intacct_desktop.api.client import Client
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.model_service import ModelService
from intacct_desktop.api.query import Query
from intacct_desktop.results.file_format import FileFormat, Options
from intacct_desktop.results.provenance import Source, State
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import Outcome
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


async def by_server(client: Client, query: Query, file_format: ExportFormat, path: Path, on_bytes: Callable[[int], None]) -> Made:
    """Have Intacct make the file of everything that matches. Raises what the client raises, and `files.FileTrouble`."""
    return Made(*await export_job.export_by_server(client, query, file_format, path, on_bytes))


async def of_rows(
    result_set: ResultSet, file_format: FileFormat, options: Options, path: Path, progress: Progress, source: Source | None = None
) -> Made:
    """Write the rows that are loaded. Raises `files.FileTrouble`.

    Cancelled, it ends when nothing is left of the file; where the file has its name already, that comes too late.
    """
    asked = asked_of(result_set, source)
    return _made(await export_job.export_loaded(result_set, path, file_format, options, asked=asked, writing=progress))


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
    )
