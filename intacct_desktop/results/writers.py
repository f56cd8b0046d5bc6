"""A result as a file: one way in for every format, whole or not at all, with the statement of whether it is complete."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from intacct_desktop.results.files import FolderTarget, Target, keep, named
from intacct_desktop.results.formats.csv_file import write_csv
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.formats.json_file import write_json, write_ndjson
from intacct_desktop.results.formats.parquet_file import write_parquet, write_parquet_folders
from intacct_desktop.results.formats.taken_over import Table, taken_over
from intacct_desktop.results.formats.writing import WINDOW, Cancelled, Writing
from intacct_desktop.results.manifest import about_of, digest_of, listed, manifest_of, manifest_path
from intacct_desktop.results.provenance import Asked, Provenance, Source, State, state_of
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.rows import Rows

__all__ = ["WINDOW", "Cancelled", "FileFormat", "Options", "Outcome", "Table", "asked_of", "try_out", "write"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A file that is there. ``bytes``, ``sha256`` are those of the file; of a data set the sum, and the digest of its listing.

    ``sums`` are of every amount column. ``misfits`` counts values that are not of their column's type and stand as text, ``shortened``
    texts that were cut because the format has a limit (XLSX: 32,767 characters a cell). ``manifest`` is the file beside it that says all
    this, where there is one.
    """

    path: Path
    bytes: int
    rows: int
    state: State
    sha256: str
    total_before: int | None = None
    total_after: int | None = None
    sums: Mapping[str, Decimal | int] = field(default_factory=dict)
    misfits: int = 0
    shortened: int = 0
    manifest: Path | None = None

    @property
    def complete(self) -> bool:
        return self.state is State.COMPLETE


def asked_of(result_set: ResultSet, source: Source | None, total_after: int | None = None) -> Asked:
    """What a loaded result knows of its rows. ``total_after`` is the company's count of now, by default that of the last page."""
    return Asked(
        source=source,
        total_before=result_set.progress.first_total,
        total_after=result_set.total_count if total_after is None else total_after,
        changed=result_set.total_changed,
    )


def write(
    table: ResultSet | Rows | Table,
    path: Path,
    file_format: FileFormat,
    options: Options | None = None,
    progress: Callable[[int], None] = lambda rows: None,
    cancelled: threading.Event | None = None,
    *,
    asked: Asked | None = None,
) -> Outcome:
    """Write every row to ``path``, which appears when it is whole. Blocks: call it in a thread.

    ``progress`` hears the rows so far, in the writer's thread. Where ``asked`` has a source, the file says where it comes from: XLSX on a
    sheet, every other format in a manifest beside it. Without ``asked`` a result says itself whether it is complete.

    Raises `Cancelled`, `files.FileTrouble`, `ResultClosed`; ValueError for a format that people read and nothing to tell them
    (`FileFormat.is_for_people`), `page_setup.TooMuchForPaper`, `parquet_file.TooManyParts`.
    """
    options, asked, cancelled = options or Options(), asked or _known(table), cancelled or threading.Event()
    if asked.source is None and file_format.is_for_people:
        raise ValueError(f"{file_format} has to say where its rows come from")
    target = _target(path, file_format, options)
    manifest: Target | None = None

    def check() -> None:
        if cancelled.is_set():
            raise Cancelled

    try:
        if asked.source is not None and file_format is not FileFormat.XLSX:
            manifest = Target(manifest_path(target.path))
        with named(target.path):
            with taken_over(table, check) as (rows, columns):
                writing = Writing(rows, columns, progress, cancelled)
                found = _fill(writing, target.temporary, file_format, options, asked)
            files = listed(target.files, target.temporary, check)
        digest = files[0].sha256 if isinstance(target, Target) else digest_of(files)
        size = sum(file.bytes for file in files)
        if manifest is not None:
            with named(manifest.path):
                manifest.temporary.write_bytes(
                    manifest_of(target.path.name, file_format, options, columns, files, digest, found, datetime.now(UTC))
                )
        check()
        keep(target, manifest)
    except BaseException:
        target.discard()
        if manifest is not None:
            manifest.discard()
        raise
    progress(found.rows)
    _log.info("%s: %d rows, %s, %d bytes, SHA-256 %s", file_format, found.rows, found.state, size, digest)
    return Outcome(
        path=target.path,
        bytes=size,
        rows=found.rows,
        state=found.state,
        sha256=digest,
        total_before=found.total_before,
        total_after=found.total_after,
        sums=found.sums,
        misfits=found.misfits,
        shortened=found.shortened,
        manifest=manifest.path if manifest is not None else None,
    )


def try_out(path: Path, file_format: FileFormat, options: Options | None = None) -> None:
    """Raise what `write` would say of the place before its first byte."""
    target = _target(path, file_format, options or Options())
    target.discard()
    if file_format is not FileFormat.XLSX:
        Target(manifest_path(target.path)).discard()


def _target(path: Path, file_format: FileFormat, options: Options) -> Target | FolderTarget:
    is_one = file_format is not FileFormat.PARQUET or options.partition is None
    return Target(path) if is_one else FolderTarget(path)


def _known(table: ResultSet | Rows | Table) -> Asked:
    """What a table says itself of its completeness; a reader says nothing."""
    if isinstance(table, ResultSet):
        return asked_of(table, None)
    total = table.count if not isinstance(table, Rows) and table.complete else None
    return Asked(source=None, total_before=total, total_after=total)


def _fill(writing: Writing, path: Path, file_format: FileFormat, options: Options, asked: Asked) -> Provenance:
    """Write the rows, and say what was written."""
    if file_format is FileFormat.XLSX:
        return _fill_book(writing, path, options, asked)
    with writing.reading():
        found = _found(writing, asked)
        match file_format:
            case FileFormat.CSV:
                write_csv(writing, path, options)
            case FileFormat.JSON:
                write_json(writing, path)
            case FileFormat.NDJSON:
                write_ndjson(writing, path)
            case FileFormat.PARQUET if options.partition is not None:
                write_parquet_folders(writing, path, options.partition)
            case FileFormat.PARQUET:
                write_parquet(writing, path)
    return _fill_page(writing, path, file_format, options, found) if file_format.is_for_people else found


def _fill_book(writing: Writing, path: Path, options: Options, asked: Asked) -> Provenance:
    from intacct_desktop.results.formats.xlsx_file import examined, sample, write_xlsx

    first = sample(writing)
    with writing.reading():
        content = examined(writing, first)
        found = replace(_found(writing, asked), shortened=content.shortened)
        about = about_of(found, datetime.now(UTC), options) if asked.source is not None else ()
        write_xlsx(writing, path, content, options.header, about)
    return found


def _fill_page(writing: Writing, path: Path, file_format: FileFormat, options: Options, found: Provenance) -> Provenance:
    rows, shortened = writing.windows(), 0
    match file_format:
        case FileFormat.PDF:
            from intacct_desktop.results.formats.pdf_file import PdfOptions, write_pdf

            chosen = PdfOptions(options.title, options.page, options.notation, options.words)
            shortened = write_pdf(path, writing.columns, rows, lambda: found, chosen, writing.check)
        case FileFormat.HTML:
            from intacct_desktop.results.formats.html_file import HtmlOptions, write_html

            page = HtmlOptions(options.title, options.notation, options.words, options.language)
            write_html(path, writing.columns, rows, found.source, lambda: found, page)
        case FileFormat.MARKDOWN:
            from intacct_desktop.results.formats.markdown_file import MarkdownOptions, write_markdown

            write_markdown(path, writing.columns, rows, lambda: found, MarkdownOptions(options.title, options.notation, options.words))
    return replace(found, shortened=shortened)


def _found(writing: Writing, asked: Asked) -> Provenance:
    return Provenance(
        source=asked.source or _NOBODY,
        rows=writing.count,
        total_before=asked.total_before,
        total_after=asked.total_after,
        state=state_of(writing.count, asked.total_before, asked.total_after, changed=asked.changed),
        sums=writing.sums(),
        misfits=writing.misfits(),
    )


_NOBODY = Source(
    company="",
    environment="",
    base_url="",
    entity=None,
    user="",
    connection="",
    query="",
    api_version="",
    asked=datetime.fromtimestamp(0, UTC),
)
"""Of rows that nobody said where they come from; told to nobody either."""
