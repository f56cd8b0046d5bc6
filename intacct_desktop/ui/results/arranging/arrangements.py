"""One arrangement made of another, as a person changes it: a click on a header, a value chosen, a chip taken away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intacct_desktop.results.arrangement import Arrangement, Restriction, SortKey


def turned(arrangement: Arrangement, position: int, *, further: bool = False) -> Arrangement:
    """Ordered by a column: ascending, then descending, then no longer. ``further`` keeps the other keys, else it is the only one."""
    order = arrangement.order
    own = next((key for key in order if key.position == position), None)
    if own is None:
        keys: tuple[SortKey, ...] = (SortKey(position),)
    else:
        keys = () if own.descending else (SortKey(position, descending=True),)
    if not further:
        return replace(arrangement, order=keys)
    if own is None:
        return replace(arrangement, order=order + keys)
    return replace(arrangement, order=tuple(new for key in order for new in (keys if key is own else (key,))))


def ordered(arrangement: Arrangement, position: int, *, descending: bool) -> Arrangement:
    """Ordered by one column only."""
    return replace(arrangement, order=(SortKey(position, descending),))


def searching(arrangement: Arrangement, spellings: Sequence[str]) -> Arrangement:
    """Only rows in which one of these texts stands; all where there is none."""
    return replace(arrangement, search=tuple(spellings))


def restriction(arrangement: Arrangement, position: int, *, excluded: bool = False) -> Restriction | None:
    """What is wished of one column already."""
    return next((entry for entry in arrangement.restrictions if (entry.position, entry.excluded) == (position, excluded)), None)


def only(arrangement: Arrangement, position: int, values: Sequence[Any]) -> Arrangement:
    """Only rows with one of these values in a column, in place of what was wished of it."""
    return replace(without_restrictions(arrangement, position), restrictions=(*_others(arrangement, position), _of(position, values)))


def without(arrangement: Arrangement, position: int, value: Any) -> Arrangement:
    """No row with this value in a column, nor with those that were left out before."""
    before = restriction(arrangement, position, excluded=True)
    kept = tuple(entry for entry in arrangement.restrictions if entry is not before)
    values = (*(before.values if before is not None else ()), value)
    return replace(arrangement, restrictions=(*kept, _of(position, values, excluded=True)))


def without_restrictions(arrangement: Arrangement, position: int) -> Arrangement:
    """Nothing is wished of a column."""
    return replace(arrangement, restrictions=_others(arrangement, position))


def without_one(arrangement: Arrangement, entry: Restriction) -> Arrangement:
    """All but this restriction."""
    return replace(arrangement, restrictions=tuple(other for other in arrangement.restrictions if other != entry))


def unfiltered(arrangement: Arrangement) -> Arrangement:
    """All rows, in the same order."""
    return Arrangement(order=arrangement.order)


def _others(arrangement: Arrangement, position: int) -> tuple[Restriction, ...]:
    return tuple(entry for entry in arrangement.restrictions if entry.position != position)


def _of(position: int, values: Sequence[Any], *, excluded: bool = False) -> Restriction:
    return Restriction(position, tuple(dict.fromkeys(values)), excluded)
