"""``intacct-desktop run`` and ``intacct-desktop export``: the rows of a query as a file, written here or by Intacct."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.query import Query
from intacct_desktop.cli.asking import STANDARD, check_values, filled, given_values, saved_query
from intacct_desktop.cli.exits import Exit
from intacct_desktop.cli.failures import CannotGoOn
from intacct_desktop.cli.files import destination, format_of
from intacct_desktop.cli.loop import carry_out, insisting
from intacct_desktop.cli.making import STATES, UNVERIFIED, Made, make_by_server, make_file, make_file_by_entity
from intacct_desktop.cli.progress import Progress, number, rows
from intacct_desktop.cli.report import Report
from intacct_desktop.cli.signing_in import Company, places_of, signed_in
from intacct_desktop.results.formats.file_format import PRESETS, FileFormat, Options, Preset
from intacct_desktop.results.provenance import State
from intacct_desktop.workspace.history import HistoryEntry, Outcome
from intacct_desktop.workspace.saved_queries import SavedQueries

_MEMBERS = (
    *("rows", "total_before", "total_after", "file", "bytes", "sha256", "sums", "misfits", "shortened", "manifest"),
    *("seconds", "calls", "connection", "entity", "entities", "query", "object"),
)
_WORDS = {
    STATES[State.COMPLETE]: "complete.",
    STATES[State.INCOMPLETE]: "INCOMPLETE: these are not all the rows that match.",
    STATES[State.CHANGED]: "CHANGED WHILE READING: what is in the file is neither the company before nor after it.",
    UNVERIFIED: "written by Intacct, which does not say how many rows are in it.",
}
_F = TypeVar("_F", FileFormat, ExportFormat)


@dataclass(frozen=True, slots=True)
class _Job:
    """What a file is to be made of, once somebody is signed in."""

    company: Company
    query: Query
    path: Path
    arguments: argparse.Namespace
    report: Report
    progress: Progress


_Make: TypeAlias = Callable[[_Job, _F], Coroutine[Any, Any, Made]]


def run(arguments: argparse.Namespace) -> int:
    """Load the rows of a query and write them; the exit status."""
    return _carry_out(arguments, FileFormat, _make_here)


def export(arguments: argparse.Namespace) -> int:
    """Have Intacct write the rows of a query; the exit status."""
    return _carry_out(arguments, ExportFormat, _make_there)


async def _make_here(job: _Job, file_format: FileFormat) -> Made:
    session, options = job.company.session, _options(job.arguments)
    if not job.arguments.all_entities:
        return await make_file(session, job.query, file_format, options, job.path, job.progress)
    # A company that has only one lists none.
    entities: Sequence[str | None] = [entity.id for entity in await session.entities()] or [session.entity]
    job.report.tell(entities=entities)
    return await make_file_by_entity(session, entities, job.query, file_format, options, job.path, job.progress)


async def _make_there(job: _Job, file_format: ExportFormat) -> Made:
    return await make_by_server(job.company.session, job.query, file_format, job.path, job.progress)


def _options(arguments: argparse.Namespace) -> Options:
    return Options() if arguments.preset is None else PRESETS[Preset(arguments.preset)]


def _carry_out(arguments: argparse.Namespace, formats: type[_F], make: "_Make[_F]") -> int:
    report, progress = Report(*_MEMBERS), Progress(sys.stderr, quiet=arguments.quiet)
    if arguments.out == STANDARD:
        report.stream = sys.stderr

    def work() -> Coroutine[Any, Any, Exit]:
        file_format = format_of(arguments, formats)
        if getattr(arguments, "preset", None) and file_format.suffix != FileFormat.CSV.suffix:
            raise CannotGoOn(Exit.USAGE, f"--preset is for csv, not for {file_format}.")
        saved = saved_query(arguments.file, SavedQueries(places_of(arguments).queries))
        given = given_values(arguments.param)
        report.tell(query=saved.name, object=saved.query.object)
        check_values(saved, given)

        async def at_work() -> Exit:
            with destination(arguments, file_format.suffix, report) as path:
                async with signed_in(arguments, report, progress) as company:
                    query = await filled(saved, given, company.session.models)
                    job = _Job(company, query, path, arguments, report, progress)
                    made = await _remembered(company, saved.name, query, make(job, file_format))
                _tell(made, arguments, report, progress)
            return Exit.COMPLETE if made.whole else Exit.NOT_WHOLE

        return at_work()

    return carry_out(report, progress, work)


async def _remembered(company: Company, title: str, query: Query, making: Coroutine[Any, Any, Made]) -> Made:
    """What is made, with an entry in the history that the window shows."""
    at, began = datetime.now(UTC), time.monotonic()
    made: Made | None = None
    outcome, detail = Outcome.DONE, ""
    try:
        made = await insisting(making)
    except asyncio.CancelledError:
        outcome = Outcome.STOPPED
        raise
    except BaseException as error:
        outcome, detail = Outcome.FAILED, str(error)
        raise
    finally:
        profile = company.session.profile
        entry = HistoryEntry(
            at=at,
            profile_id=profile.id,
            company=profile.name,
            environment=profile.environment,
            entity=company.session.entity,
            title=title,
            query=query,
            rows=None if made is None else made.rows,
            total=None if made is None else made.total_after,
            seconds=time.monotonic() - began,
            outcome=outcome,
            detail=detail,
        )
        # The file is what was asked for; that the history has no room does not make it a failure.
        with suppress(OSError):
            await asyncio.to_thread(company.kept.history.add, entry)
    return made


def _tell(made: Made, arguments: argparse.Namespace, report: Report, progress: Progress) -> None:
    report.tell(
        state=made.state,
        rows=made.rows,
        total_before=made.total_before,
        total_after=made.total_after,
        bytes=made.bytes,
        sha256=made.sha256,
        sums={path: f"{total:f}" for path, total in made.sums.items()},
        misfits=made.misfits,
        shortened=made.shortened,
        manifest=None if made.manifest is None or arguments.out == STANDARD else str(made.manifest),
    )
    where = "standard output" if arguments.out == STANDARD else arguments.out
    what = f"{number(made.total_after or 0)} matched" if made.rows is None else rows(made.rows, made.total_after)
    if made.whole:
        progress.under_way(f"{where}: {what}, {_WORDS[made.state]}", last=True)
    else:
        progress.say(f"{where}: {what}, {_WORDS[made.state]}")
    if made.shortened:
        progress.say(f"{number(made.shortened)} texts were too long for the format and were cut.")
