"""What files for people say beside the rows: where these came from, when, and whether they are all.

English by default; the window gives its own language's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from intacct_desktop.results.formats.notation import Notation
from intacct_desktop.results.provenance import Provenance, Source, State


@dataclass(frozen=True, slots=True)
class Words:
    """Templates, whose names in braces are filled in."""

    company: str = "Company"
    environment: str = "Environment"
    entity: str = "Entity"
    top_level: str = "Top level"
    user: str = "User"
    read_at: str = "Read"
    time: str = "{utc} UTC, {local} local time (UTC{offset})"
    read_by: str = "Read {time} by {user}"
    read: str = "Read {time}"
    rows: str = "Rows"
    arranged: str = "Arranged here"
    state: str = "State"
    complete: str = "{state}: these are all {rows} rows that match."
    incomplete: str = "{state}: these are {rows} of the {total} rows that match."
    incomplete_of_unknown: str = "{state}: these are {rows} rows; how many match was not asked."
    changed: str = "{state}: the company changed meanwhile, so rows may be missing or stand twice. {rows} rows are here, {total} match."
    sums: str = "Sums"
    misfits: str = "{count} values are not of their column's type and stand here as they came."
    shortened: str = "{count} texts are cut, which … shows: a CSV or XLSX file has them whole."
    unknown_characters: str = "� stands for characters that the font has not."
    query: str = "Query"
    server: str = "Server"
    page: str = "Page {page} of {pages}"
    columns: str = "Columns {first}–{last} of {count}"


ENGLISH = Words()


def time_words(asked: datetime, notation: Notation, words: Words) -> str:
    """A moment in UTC, and as the clock of this computer shows it."""
    local = asked.astimezone()
    offset = f"{local:%z}"
    return words.time.format(
        utc=notation.time(asked.astimezone(UTC)), local=notation.time(local), offset=f"{offset[:3]}:{offset[3:5]}" if offset else ""
    )


def read_words(source: Source, notation: Notation, words: Words) -> str:
    """When the rows were asked for, and by whom."""
    time = time_words(source.asked, notation, words)
    return words.read_by.format(time=time, user=source.user) if source.user else words.read.format(time=time)


def company_words(source: Source) -> str:
    """The company: the token names it by its id, people by the name of the connection."""
    if source.connection in ("", source.company):
        return source.company
    return f"{source.connection} ({source.company})" if source.company else source.connection


def place_words(source: Source, words: Words) -> str:
    """The company, its environment and the entity, on one line."""
    return " · ".join(
        part for part in (company_words(source), source.environment, f"{words.entity}: {source.entity or words.top_level}") if part
    )


def state_words(found: Provenance, notation: Notation, words: Words) -> str:
    """Whether these are all rows, in a sentence that begins with the state itself."""
    total = found.total_after if found.total_after is not None else found.total_before
    match found.state:
        case State.COMPLETE:
            template = words.complete
        case State.CHANGED:
            template = words.changed
        case State.INCOMPLETE:
            template = words.incomplete if total is not None else words.incomplete_of_unknown
    return template.format(state=found.state.value, rows=notation.number(found.rows), total=notation.number(total or 0))


def sums_words(found: Provenance, notation: Notation) -> str:
    """Each amount column with its sum; empty where there is none."""
    return " · ".join(f"{path} {notation.number(total)}" for path, total in found.sums.items())


def facts(found: Provenance, notation: Notation, words: Words) -> Sequence[tuple[str, str]]:
    """Everything that is known of the rows' origin, as names and values; what is empty is left out."""
    source = found.source
    listed = (
        (words.company, company_words(source)),
        (words.environment, source.environment),
        (words.entity, source.entity or words.top_level),
        (words.user, source.user),
        (words.read_at, time_words(source.asked, notation, words)),
        (words.arranged, source.arranged),
        (words.state, state_words(found, notation, words)),
        (words.sums, sums_words(found, notation)),
        ("", words.misfits.format(count=notation.number(found.misfits)) if found.misfits else ""),
        ("", words.shortened.format(count=notation.number(found.shortened)) if found.shortened else ""),
        (words.server, source.base_url),
        (words.query, source.query),
    )
    return [(name, text) for name, text in listed if text]
