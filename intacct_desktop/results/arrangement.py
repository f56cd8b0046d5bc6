"""How the rows of a result are arranged for reading: which of them, in which order. A value; SQL of it for the store's own tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intacct_desktop.results.casting import Storage
from intacct_desktop.results.database import literal


@dataclass(frozen=True, slots=True)
class SortKey:
    """Order by the column at ``position``. Nulls stand last either way, and after them what is not of the column's type."""

    position: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """Only rows whose cell at ``position`` is one of ``values``, as `Rows.window` gives them, None among them; or none of them."""

    position: int
    values: tuple[Any, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``search`` are texts one of which must stand in some cell, whatever its case and accents: one wish, in all its spellings.

    Rows that are equal in every key of ``order`` stay in the order in which they came.
    """

    order: tuple[SortKey, ...] = ()
    search: tuple[str, ...] = ()
    restrictions: tuple[Restriction, ...] = ()

    @property
    def filters(self) -> bool:
        """Whether it leaves rows out."""
        return bool(self.search or self.restrictions)

    @property
    def is_natural(self) -> bool:
        """All rows, in the order in which they came."""
        return not self.order and not self.filters


AS_THEY_CAME = Arrangement()


def value_text(at: int, storage: Storage) -> str:
    """SQL for a cell as text: a misfit's own, null for null."""
    return f"c{at}" if storage.is_text else f"coalesce(c{at}::VARCHAR, t{at})"


def folded(text: str) -> str:
    """SQL for a text without regard to case and accents."""
    return f"strip_accents(lower({text}))"


def search_condition(search: Sequence[str], storage: Sequence[Storage], positions: Sequence[int] | None = None) -> str:
    """SQL for: one of these texts stands in a cell, of any column or of those at ``positions``."""
    places = range(len(storage)) if positions is None else positions
    cells = [cell_contains(search, at, storage[at]) for at in places]
    return f"({' OR '.join(cells) or 'FALSE'})"


def cell_contains(search: Sequence[str], at: int, storage: Storage) -> str:
    """SQL for: one of these texts stands in the cell; never null."""
    cell = folded(value_text(at, storage)) if storage.is_text else f"lower({value_text(at, storage)})"
    found = " OR ".join(f"contains({cell}, {folded(literal(text))})" for text in search)
    return f"coalesce({found}, FALSE)"


def restriction_condition(restriction: Restriction, storage: Storage) -> str:
    """SQL for a restriction; it has no parameters."""
    at = restriction.position
    cell = value_text(at, storage)
    texts = [literal(_spelled(value)) for value in restriction.values if value is not None]
    # Values are compared as what they are, where they are of the column's type: 1.5 is 1.50.
    same = [f"{cell} IN ({', '.join(texts)})"] if texts else []
    if texts and not storage.is_text:
        same.append(f"c{at} IN ({', '.join(f'TRY_CAST({text} AS {storage.sql_type})' for text in texts)})")
    if None in restriction.values:
        same.append(f"{cell} IS NULL")
    found = f"coalesce({' OR '.join(same) or 'FALSE'}, FALSE)"
    return f"NOT {found}" if restriction.excluded else found


def order_terms(key: SortKey, storage: Storage, *, numeric: bool, misfits: bool) -> str:
    """SQL for one key of an order. ``numeric`` says that every text of the column is a whole number, and is to stand as one, ``misfits``
    that it has values which are not of its type."""
    direction = "DESC" if key.descending else "ASC"
    cell = f"c{key.position}"
    if not storage.is_text:
        text = f", t{key.position} {direction} NULLS LAST" if misfits else ""
        return f"{cell} {direction} NULLS LAST{text}"
    if numeric:
        return f"TRY_CAST({cell} AS BIGINT) {direction} NULLS LAST"
    return f"{folded(cell)} {direction} NULLS LAST, {cell} {direction} NULLS LAST"


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
