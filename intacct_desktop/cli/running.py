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
from intacct_desktop.cli.files import destination, format_of
from intacct_desktop.cli.loop import carry_out
from intacct_desktop.cli.making import Made, State, make_by_server, make_file
from intacct_desktop.cli.progress import Progress, number, rows
from intacct_desktop.cli.report import Report
from intacct_desktop.cli.signing_in import Company, places_of, signed_in
from intacct_desktop.results.writers import FileFormat
from intacct_desktop.workspace.history import HistoryEntry, Outcome
from intacct_desktop.workspace.saved_queries import SavedQueries

_MEMBERS = (
    *("rows", "total_before", "total_after", "file", "bytes", "sha256", "shortened"),
    *("seconds", "calls", "connection", "entity", "entities", "query", "object"),
)
_WORDS = {
    State.COMPLETE: "complete.",
    State.INCOMPLETE: "INCOMPLETE: these are not all the rows that match.",
    State.CHANGED_WHILE_READING: "CHANGED WHILE READING: rows may be missing, or stand twice.",
    State.UNVERIFIED: "written by Intacct, which does not say how many rows are in it.",
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
    session = job.company.session
    entities: Sequence[str | None] = ()
    if job.arguments.all_entities:
        # A company that has only one lists none.
        entities = [entity.id for entity in await session.entities()] or [session.entity]
        job.report.tell(entities=entities)
    return await make_file(session, job.query, file_format, job.path, job.progress, entities)


async def _make_there(job: _Job, file_format: ExportFormat) -> Made:
    return await make_by_server(job.company.session, job.query, file_format, job.path, job.progress)


def _carry_out(arguments: argparse.Namespace, formats: type[_F], make: "_Make[_F]") -> int:
    report, progress = Report(*_MEMBERS), Progress(sys.stderr, quiet=arguments.quiet)
    if arguments.out == STANDARD:
        report.stream = sys.stderr

    def work() -> Coroutine[Any, Any, Exit]:
        file_format = format_of(arguments, formats)
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
            return Exit.COMPLETE if made.state in (State.COMPLETE, State.UNVERIFIED) else Exit.NOT_WHOLE

        return at_work()

    return carry_out(report, progress, work)


async def _remembered(company: Company, title: str, query: Query, making: Coroutine[Any, Any, Made]) -> Made:
    """What is made, with an entry in the history that the window shows."""
    at, began = datetime.now(UTC), time.monotonic()
    made: Made | None = None
    outcome, detail = Outcome.DONE, ""
    try:
        made = await making
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
        shortened=made.shortened,
    )
    where = "standard output" if arguments.out == STANDARD else arguments.out
    what = f"{number(made.total_after)} matched" if made.rows is None else rows(made.rows, made.total_after)
    if made.state in (State.INCOMPLETE, State.CHANGED_WHILE_READING):
        progress.say(f"{where}: {what}, {_WORDS[made.state]}")
    else:
        progress.under_way(f"{where}: {what}, {_WORDS[made.state]}", last=True)
    if made.shortened:
        progress.say(f"{number(made.shortened)} texts were too long for the format and were cut.")
