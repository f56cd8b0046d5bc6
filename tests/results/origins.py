"""Where the rows of a test's file came from, and columns for them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from intacct_desktop.api.model import ValueKind
from intacct_desktop.results.columns import Column
from intacct_desktop.results.provenance import Provenance, Source, state_of

SOURCE = Source(
    company="riverside",
    environment="practice",
    base_url="http://127.0.0.1:1/ia/api/v1",
    entity=None,
    user="admin",
    connection="Riverside Group",
    query='{"object": "accounts-payable/bill"}',
    api_version="v1",
    asked=datetime(2026, 11, 20, 8, 30, 5, tzinfo=UTC),
)


def columns(kinds: Mapping[str, ValueKind]) -> tuple[Column, ...]:
    return tuple(Column(path, kind, 2 if kind is ValueKind.DECIMAL else None, path.capitalize()) for path, kind in kinds.items())


def origin(
    rows: int, total: int | None = None, *, sums: Mapping[str, Decimal | int] | None = None, arranged: str = "", misfits: int = 0
) -> Callable[[], Provenance]:
    """All of ``rows`` rows, or so many of ``total``."""
    after = rows if total is None else total
    return lambda: Provenance(
        source=replace(SOURCE, arranged=arranged),
        rows=rows,
        total_before=after,
        total_after=after,
        state=state_of(rows, after, after),
        sums=sums or {},
        misfits=misfits,
    )
