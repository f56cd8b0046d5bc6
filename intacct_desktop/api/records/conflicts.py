"""Two who change one record: what was read, what I made of it, and what it has become meanwhile, member by member."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intacct_desktop.api.records.draft import Change, ChangeKind, RecordDraft, changes, items_of, same_value
from intacct_desktop.api.records.form import Entry, Form, Lines
from intacct_desktop.api.records.values import Place, Record, path_of, steps_of, value_at, with_value

_STAMP = "/audit/modifiedDateTime"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A member, or an item of a list, that both changed. ``place`` is in my draft, as that of a `Change`. A value of None: it is gone.

    ``lost``: the item in which the member stood is gone, so that mine has nowhere to go, whatever is chosen.
    """

    place: Place
    base: Any
    mine: Any
    theirs: Any
    entry: Entry | None = None
    lost: bool = False

    @property
    def path(self) -> str:
        return path_of(self.place)


def has_moved(base: Record, theirs: Record) -> bool:
    """Whether the record was written since it was read: by its stamp, where it has one, else by anything that it says."""
    before, now = value_at(base, _STAMP), value_at(theirs, _STAMP)
    return bool(before != now) if before or now else base != theirs


def conflicts(draft: RecordDraft, form: Form, theirs: Record) -> tuple[Conflict, ...]:
    """What I changed and finds itself changed otherwise."""
    return tuple(_conflicts(draft, form, theirs))


def changed_elsewhere(draft: RecordDraft, form: Form, theirs: Record) -> tuple[Change, ...]:
    """What became of members that can be written, without mine: from what was read to what it is now."""
    return changes(replace(draft, record=theirs), form)


def rebased(draft: RecordDraft, form: Form, theirs: Record, taken: Collection[Place] = ()) -> RecordDraft:
    """My changes upon what the record has become, but for those at the places ``taken``, where theirs stay."""
    record, places = theirs, _PlacesIn(theirs)
    for change in changes(draft, form):
        if change.place not in taken or change.kind is ChangeKind.ADDED:
            record = _applied(record, places, draft, change)
    return RecordDraft(draft.object, draft.key, theirs, record)


class _PlacesIn:
    """Where the members of changes stand in another state of the record: items are found by key."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._known: dict[Place, Mapping[Any, int]] = {}

    def place(self, draft: RecordDraft, change: Change) -> Place | None:
        """None where its item is gone."""
        lines = change.lines
        if lines is None or not lines.keyed:
            return change.place
        if lines.place not in self._known:
            self._known[lines.place] = {item.get("key"): at for at, item in enumerate(items_of(self._record, lines))}
        depth = len(steps_of(lines.place)) + 2
        steps = change.place.split("/")
        source = draft.base if change.kind is ChangeKind.REMOVED else draft.record
        item: Mapping[str, Any] = value_at(source, "/".join(steps[:depth])) or {}
        at = self._known[lines.place].get(item.get("key"))
        return None if at is None else "/".join([lines.place, str(at), *steps[depth:]])


def _conflicts(draft: RecordDraft, form: Form, theirs: Record) -> Iterator[Conflict]:
    places = _PlacesIn(theirs)
    for change in changes(draft, form):
        if change.kind is ChangeKind.ADDED:
            continue
        place = places.place(draft, change)
        now = value_at(theirs, place) if place is not None else None
        if change.kind is ChangeKind.REMOVED:
            if now is not None and not _same_item(change.lines, change.old, now):
                yield Conflict(change.place, change.old, None, now)
            continue
        if place is None or not (same_value(change.entry, now, change.old) or same_value(change.entry, now, change.new)):
            yield Conflict(change.place, change.old, change.new, now, change.entry, lost=place is None)


def _applied(record: Record, places: _PlacesIn, draft: RecordDraft, change: Change) -> Record:
    """``places`` are those of the record before any change: what is added comes to its end, and items go after all others were changed."""
    lines = change.lines
    if lines is None or not lines.keyed:
        return with_value(record, change.place, change.new)
    items = list(items_of(record, lines))
    if change.kind is ChangeKind.ADDED:
        return with_value(record, lines.place, [*items, change.new])
    if change.kind is ChangeKind.REMOVED:
        return with_value(record, lines.place, [item for item in items if item.get("key") != change.old.get("key")])
    place = places.place(draft, change)
    # An item that is gone is not made again by changing it.
    return with_value(record, place, change.new) if place is not None else record


def _same_item(lines: Lines | None, left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    columns = lines.columns if lines is not None else ()
    return all(same_value(column, value_at(left, column.place), value_at(right, column.place)) for column in columns if not column.lock)
