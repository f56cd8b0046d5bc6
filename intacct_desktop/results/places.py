"""Where a row stands among arranged rows, and how many numbers some of them have."""

from collections.abc import Sequence
from typing import Any

from intacct_desktop.results.rows import Rows


def place_of(rows: Rows, position: int, value: Any) -> int | None:
    """The first row whose cell at ``position``, in a column of texts, is this; None where there is none."""
    with rows.reading() as (connection, source):
        [[found]] = connection.execute(f"SELECT min(place) FROM ({source}) WHERE c{position} = ?", [value]).fetchall()  # noqa: S608
        return int(found) if found is not None else None


def numbers_in(rows: Rows, position: int, spans: Sequence[range]) -> int:
    """How many cells of a column have a value of its type in these rows (0-based, as arranged): what a sum is divided by."""
    within = " OR ".join(f"place BETWEEN {span.start} AND {span.stop - 1}" for span in spans if span) or "FALSE"
    with rows.reading() as (connection, source):
        [[found]] = connection.execute(f"SELECT count(c{position}) FROM ({source}) WHERE {within}").fetchall()  # noqa: S608
        return int(found)
