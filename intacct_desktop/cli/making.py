"""Makes the file of a query by the job that the window has, too: here, entity by entity, or by Intacct's own export service."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import msgspec

from intacct_desktop.api.errors import RequestError
from intacct_desktop.api.export_service import ExportFormat
from intacct_desktop.api.model import ValueKind
from intacct_desktop.api.paging import Stretch, keyed, keyed_pages
from intacct_desktop.api.query import MAX_SIZE, Query
from intacct_desktop.api.query_service import Page, PageMeta, count, query_pages
from intacct_desktop.cli.progress import Progress, number, rows
from intacct_desktop.connections.session import Session
from intacct_desktop.results.arrangement import AS_THEY_CAME, Arrangement, SortKey
from intacct_desktop.results.columns import Column, columns_for
from intacct_desktop.results.files import Target, sha256_of
from intacct_desktop.results.formats.file_format import FileFormat, Options
from intacct_desktop.results.loading import Heard, arrangement_of, load_all
from intacct_desktop.results.provenance import Asked, Source, State
from intacct_desktop.results.result_set import ResultSet
from intacct_desktop.results.threads import in_thread
from intacct_desktop.results.writers import Outcome, try_out
from intacct_desktop.workspace.export_job import export_by_server, export_everything, export_loaded

UNVERIFIED = "UNVERIFIED"
"""The state of a file that Intacct wrote: it does not say how many rows are in it."""
STATES = {state: state.value.replace(" ", "_") for state in State}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that is there. ``rows`` is None where the server made it, ``total_after`` where it could not be counted again."""

    state: str
    rows: int | None
    total_before: int | None
    total_after: int | None
    bytes: int
    sha256: str
    sums: Mapping[str, Decimal | int] = field(default_factory=dict)
    misfits: int = 0
    shortened: int = 0
    manifest: Path | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing or doubled."""
        return self.state in (STATES[State.COMPLETE], UNVERIFIED)


async def make_file(session: Session, query: Query, file_format: FileFormat, options: Options, path: Path, progress: Progress) -> Made:
    """Load every row that matches, and write them. Raises what the client raises, and OSError."""
    loading, writing = _heard_loading(progress), _heard_writing(progress)
    source = _source(session, query, session.entity)
    outcome = await export_everything(
        session.client, session.models, query, source, path, file_format, options, loading=loading, writing=writing
    )
    return _made(outcome)


async def make_file_by_entity(
    session: Session,
    entities: Sequence[str | None],
    query: Query,
    file_format: FileFormat,
    options: Options,
    path: Path,
    progress: Progress,
) -> Made:
    """The same of each entity, one below the other, its id in the first column; the totals are sums over all. As `make_file`."""
    await in_thread(try_out, path, file_format, options)
    everything = replace(query, start=None, size=MAX_SIZE)
    columns = (_entity_column(query), *await columns_for(query, session.models))
    by_key = await keyed(everything, session.models)
    source = _source(session, query, ", ".join(entity or "" for entity in entities))
    before = await _totals(session, everything, entities)
    with ResultSet(columns) as result_set:
        pages = _pages(session, by_key or everything, before, columns[0].path, by_key=by_key is not None)
        await load_all(pages, result_set, _heard_loading(progress))
        after = sum((await _totals(session, everything, entities)).values())
        asked = Asked(source=source, total_before=sum(before.values()), total_after=after, changed=result_set.total_changed)
        arrangement = _within_entities(query, columns) if by_key is not None else AS_THEY_CAME
        outcome = await export_loaded(
            result_set, path, file_format, options, asked=asked, arrangement=arrangement, writing=_heard_writing(progress)
        )
    return _made(outcome)


async def make_by_server(session: Session, query: Query, file_format: ExportFormat, path: Path, progress: Progress) -> Made:
    """Have Intacct make the file of everything that matches, as it comes. Raises what the client raises, and `FileTrouble`."""
    Target(path).discard()
    before = await count(session.client, query)
    made, size = await export_by_server(session.client, query, file_format, path, lambda done: progress.under_way(f"{number(done)} bytes"))
    after: int | None = None
    with suppress(RequestError):  # the file is there, whether or not the rows can be counted again
        after = await count(session.client, query)
    state = UNVERIFIED if after in (before, None) else STATES[State.CHANGED]
    return Made(state=state, rows=None, total_before=before, total_after=after, bytes=size, sha256=await in_thread(sha256_of, made))


def _made(outcome: Outcome) -> Made:
    return Made(
        state=STATES[outcome.state],
        rows=outcome.rows,
        total_before=outcome.total_before,
        total_after=outcome.total_after,
        bytes=outcome.bytes,
        sha256=outcome.sha256,
        sums=outcome.sums,
        misfits=outcome.misfits,
        shortened=outcome.shortened,
        manifest=outcome.manifest,
    )


def _source(session: Session, query: Query, entity: str | None) -> Source:
    profile = session.profile
    return Source(
        company=session.company or profile.name,
        environment=profile.environment,
        base_url=profile.base_url,
        entity=entity,
        user=session.user,
        connection=profile.name,
        query=query.to_json(),
        api_version=profile.base_url.rstrip("/").rpartition("/")[2],
        asked=datetime.now(UTC),
    )


def _heard_loading(progress: Progress) -> Heard:
    return lambda done, total: progress.under_way(f"Loaded {rows(done, total)}")


def _heard_writing(progress: Progress) -> Heard:
    return lambda done, total: progress.under_way(f"Wrote {rows(done, total)}")


async def _totals(session: Session, query: Query, entities: Sequence[str | None]) -> dict[str | None, int]:
    """How many rows match in each entity."""
    return {entity: await count(session.client, query, entity) for entity in entities}


async def _pages(
    session: Session, query: Query, totals: Mapping[str | None, int], column: str, *, by_key: bool
) -> AsyncGenerator[Page, None]:
    """The pages of each entity in turn, with the entity in their rows, and in each the total of all as far as it is known by then."""
    total, own = sum(totals.values()), session.entity
    try:
        for entity, before in totals.items():
            session.switch_entity(entity)
            member, known = msgspec.json.encode({column: entity})[:-1], before
            async with aclosing(_pages_of(session, query, entity, by_key=by_key)) as pages:
                async for stretch in pages:
                    total, known = total + stretch.total - known, stretch.total
                    own_rows = tuple(_with_member(row, member) for row in stretch.rows)
                    yield Page(own_rows, PageMeta(total), stretch.seconds, 0)
    finally:
        session.switch_entity(own)


async def _pages_of(session: Session, query: Query, entity: str | None, *, by_key: bool) -> AsyncGenerator[Stretch, None]:
    if by_key:
        async with aclosing(keyed_pages(session.client, query, entity)) as stretches:
            async for stretch in stretches:
                yield stretch
        return
    async with aclosing(cast("AsyncGenerator[Page, None]", query_pages(session.client, query))) as pages:
        async for page in pages:
            yield Stretch(page.rows, page.meta.total_count, None, page.seconds)


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


def _within_entities(query: Query, columns: tuple[Column, ...]) -> Arrangement:
    """The order that the query asks for, entity by entity, of rows that came in the order of their keys."""
    found = arrangement_of(query, columns)
    return found if found.is_natural else replace(found, order=(SortKey(0), *found.order))
