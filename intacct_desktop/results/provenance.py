"""Where the rows of a file came from, and whether they are all: what the last dialog, the log, the About sheet and the manifest state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """Whether a file holds every row that matches."""

    COMPLETE = "COMPLETE"
    INCOMPLETE = "INCOMPLETE"
    CHANGED = "CHANGED WHILE READING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whom the rows were asked of. ``entity`` is None for the top level, ``user`` who was signed in, ``query`` the request's body as JSON.

    ``arranged`` says in words how the rows were sorted and filtered here, "" where they stand as the query asks.
    """

    company: str
    environment: str
    base_url: str
    entity: str | None
    user: str
    connection: str
    query: str
    api_version: str
    asked: datetime
    """When the first row was asked for, in UTC."""
    arranged: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the company says of the rows, before they are written: ``total_before`` and ``total_after`` as `Provenance` has them.

    ``changed`` says that the rows were seen to change on the way, whatever the totals are. Without a ``source`` the file does not say
    where it comes from.
    """

    source: Source | None
    total_before: int | None
    total_after: int | None
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What was written. ``total_before`` and ``total_after`` are ``totalCount`` as the first and the last answer gave it, None where
    nobody asked; ``sums`` are of every amount column over the rows written.
    """

    source: Source
    rows: int
    total_before: int | None
    total_after: int | None
    state: State
    sums: Mapping[str, Decimal | int]
    misfits: int = 0
    shortened: int = 0


def state_of(rows: int, total_before: int | None, total_after: int | None, *, changed: bool = False) -> State:
    """``changed`` says that the rows were seen to change on the way, whatever the totals are."""
    if changed or (total_before is not None and total_after is not None and total_before != total_after):
        return State.CHANGED
    return State.COMPLETE if rows == total_after else State.INCOMPLETE
