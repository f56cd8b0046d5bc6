"""Makes the file of a query: from every row that matches, counted before and after, or by Intacct's own export service."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import cast

import msgspec

from intacct_desktop.api.export_service import ExportFormat, export
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.api.query_service import Page, count, query_pages
from intacct_desktop.cli.loop import check_interrupted
from intacct_desktop.cli.progress import Progress, number, rows
from intacct_desktop.connections.session import Session
from intacct_desktop.results import writers
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.files import Target, named
from intacct_desktop.results.loading import load_all
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.writers import FileFormat


class State(StrEnum):
    """How a file stands to the company."""

    COMPLETE = "COMPLETE"
    """Every row that matched, before the load and after it."""
    INCOMPLETE = "INCOMPLETE"
    """Other rows than match came."""
    CHANGED_WHILE_READING = "CHANGED_WHILE_READING"
    """The number of rows that match changed on the way: some may be missing, or stand twice."""
    UNVERIFIED = "UNVERIFIED"
    """Intacct wrote the file, and does not say how many rows are in it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is there; ``rows`` is None where the server made it."""

    state: State
    rows: int | None
    total_before: int
    total_after: int
    bytes: int
    sha256: str
    shortened: int = 0


async def make_file(
    session: Session, query: Query, file_format: FileFormat, path: Path, progress: Progress, entities: Sequence[str | None] = ()
) -> Made:
    """Load every row that matches, of each of ``entities`` where there are any, and write them. The file appears when it is whole.

    With entities the first column has the entity's id, and the totals are their sums. Raises what the client raises, and OSError.
    """
    Target(path).discard()  # a folder that refuses does it before the calls, not after them
    everything = replace(query, start=None, size=MAX_SIZE)
    columns = await columns_for(query, session.models)
    if entities:
        columns = (_entity_column(query), *columns)
    before = await _totals(session, everything, entities)
    with ResultSet(columns) as result_set:
        pages = _pages(session, everything, before, columns[0].path) if entities else query_pages(session.client, everything)
        loaded = await load_all(pages, result_set, lambda done, total: progress.under_way(f"Loaded {rows(done, total)}"))
        check_interrupted()
        after = await _totals(session, everything, entities)
        written = await _written(result_set, file_format, path, progress)
    total_before, total_after = sum(before.values()), sum(after.values())
    if loaded.total_changed or total_before != total_after:
        state = State.CHANGED_WHILE_READING
    else:
        state = State.COMPLETE if loaded.complete and loaded.rows == total_before else State.INCOMPLETE
    return Made(state, written.rows, total_before, total_after, written.bytes, await asyncio.to_thread(sha256_of, path), written.shortened)


async def make_by_server(session: Session, query: Query, file_format: ExportFormat, path: Path, progress: Progress) -> Made:
    """Have Intacct make the file of everything that matches, as it comes. Raises what the client raises, and `FileTrouble`."""
    target = Target(path)
    try:
        everything = replace(query, start=None, size=None)
        before = await count(session.client, everything)
        with named(target.path):
            await _downloaded(session, everything, file_format, target.temporary, progress)
        after = await count(session.client, everything)
        digest = await asyncio.to_thread(sha256_of, target.temporary)
        size = target.keep()
    except BaseException:
        target.discard()
        raise
    return Made(State.UNVERIFIED if before == after else State.CHANGED_WHILE_READING, None, before, after, size, digest)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _totals(session: Session, query: Query, entities: Sequence[str | None]) -> dict[str | None, int]:
    """How many rows match, by entity; without entities, in the session's own."""
    return {entity: await count(session.client, query, entity) for entity in entities or (session.entity,)}


async def _pages(session: Session, query: Query, totals: Mapping[str | None, int], column: str) -> AsyncGenerator[Page, None]:
    """The pages of each entity in turn, with the entity in their rows, and in each the total of all as far as it is known by then."""
    total, own = sum(totals.values()), session.entity
    try:
        for entity, before in totals.items():
            session.switch_entity(entity)
            member = msgspec.json.encode({column: entity})[:-1]
            async with aclosing(cast("AsyncGenerator[Page, None]", query_pages(session.client, query))) as pages:
                async for page in pages:
                    total += page.meta.total_count - before
                    before = page.meta.total_count
                    yield replace(
                        page, rows=tuple(_with_member(row, member) for row in page.rows), meta=replace(page.meta, total_count=total)
                    )
    finally:
        session.switch_entity(own)


def _with_member(row: msgspec.Raw, member: bytes) -> msgspec.Raw:
    """A row with one more member at its beginning, as bytes, so that no digit of the others is touched."""
    text = bytes(row).lstrip()
    if not text.startswith(b"{"):
        return row
    rest = text[1:].lstrip()
    return msgspec.Raw(member + (b"" if rest.startswith(b"}") else b",") + rest)


def _entity_column(query: Query) -> Column:
    name = "entity"
    while name in query.fields:
        name += "_"
    return Column(name, ValueKind.TEXT, None, "Entity")


async def _written(result_set: ResultSet, file_format: FileFormat, path: Path, progress: Progress) -> writers.Outcome:
    """Cancelled, it ends when nothing is left of the file."""
    cancelled, total = threading.Event(), result_set.count

    def heard(done: int) -> None:
        progress.under_way(f"Wrote {rows(done, total)}")

    writing = asyncio.ensure_future(asyncio.to_thread(writers.write, result_set, path, file_format, None, heard, cancelled))
    while not writing.done():
        try:
            await asyncio.wait({writing})
        except asyncio.CancelledError:
            cancelled.set()
    try:
        return writing.result()
    except writers.Cancelled:
        raise asyncio.CancelledError from None


async def _downloaded(session: Session, query: Query, file_format: ExportFormat, path: Path, progress: Progress) -> None:
    def heard(done: int) -> None:
        progress.under_way(f"{number(done)} bytes")

    exporting = asyncio.ensure_future(export(session.client, query, file_format, path, heard))
    try:
        await asyncio.wait({exporting})
    except asyncio.CancelledError:
        exporting.cancel()
        await session.client.aclose(0.0)  # it would wait for the next bytes, which may be long in coming
        await asyncio.wait({exporting})
        raise
    exporting.result()
