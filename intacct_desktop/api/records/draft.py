"""A record that is being edited, as one value: what it was and what it is to become. Every edit makes a new one.

A text that is no value of its kind (a date that is none) stands in the record as it was typed, so that nothing is lost; `draft_checks`
says so, and nothing is sent meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines
from intacct_desktop.api.records.values import IDENTITY, Place, Record, is_empty, path_of, place_of, value_at, with_value

_NOT_COPIED = frozenset({"id"})
"""What a record has for itself alone: the company refuses it a second time."""
_SET_BY_COMPANY = frozenset({"key", "id", "href", "audit"})
"""What an item of a list within an item has for itself alone."""
_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """``key`` is None for a record that the company does not have yet; ``base`` then holds the model's defaults."""

    object: str
    key: str | None
    base: Record = field(default_factory=dict)
    record: Record = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.key is None

    def value(self, place: Place) -> Any:
        return value_at(self.record, place)

    def with_value(self, place: Place, value: Any) -> "RecordDraft":
        return replace(self, record=with_value(self.record, place, value))

    def was(self, lines: Lines, item: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """An item of a list as the company has it; None for one that it does not have."""
        key = item.get("key")
        return None if key is None else next((each for each in items_of(self.base, lines) if each.get("key") == key), None)


class ChangeKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    """A whole item of a list."""
    REMOVED = "removed"
    """A whole item of a list."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what a record was and what it is to become. ``place`` is in the draft's record, that of something removed in
    its base; ``path`` is the same in words: ``lines[2].memo``."""

    place: Place
    kind: ChangeKind
    old: Any
    new: Any
    entry: Entry | None = None
    lines: Lines | None = None

    @property
    def path(self) -> str:
        return path_of(self.place)


def draft_of(form: Form, record: Record) -> RecordDraft:
    """To change a record that the company has."""
    return RecordDraft(form.object, str(record["key"]), record, record)


def new_draft(form: Form, values: Mapping[Place, Any] | None = None) -> RecordDraft:
    """To make a record, with the model's defaults filled in, and these values."""
    base: Record = {}
    for entry in form.entries.values():
        if entry.lock is None and (value := _default(entry)) is not None:
            base = with_value(base, entry.place, value)
    draft = RecordDraft(form.object, None, base, base)
    for place, value in (values or {}).items():
        draft = draft.with_value(place, value)
    return draft


def duplicate_of(form: Form, record: Record) -> RecordDraft:
    """To make a record like another one: of what may be said of a new one, all but its id and its state. ``form`` is for creating."""
    draft = new_draft(form)
    for entry in form.entries.values():
        if entry.lock is None and entry.path not in _NOT_COPIED:
            value = value_at(record, entry.place)
            # Where the other has nothing, and nothing is not to be said, the default stays.
            if (not is_empty(value) or entry.field is None or entry.field.nullable) and not is_later_state(entry, value):
                draft = draft.with_value(entry.place, value)
    for lines in form.lines.values():
        if lines.lock is None and (items := items_of(record, lines)):
            draft = draft.with_value(lines.place, [item_like(lines, item) for item in items])
    return draft


def items_of(record: Record, lines: Lines) -> Sequence[Mapping[str, Any]]:
    """The items of a list; what is no item is passed over."""
    found = value_at(record, lines.place)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def item_like(lines: Lines, item: Mapping[str, Any], *, with_id: bool = False) -> Record:
    """A new item that says what another one does, as far as a new one may say it. What it has for itself alone is left out, but for its id
    where it is wanted; in a list without keys an id says which record is meant, and stays.
    """
    if not lines.columns:
        return _unowned(item)
    left_out = _NOT_COPIED if lines.keyed and not with_id else frozenset()
    made: Record = {}
    for column, value in lines.said(item):
        if column.lock is None and column.path not in left_out:
            made = with_value(made, column.place, _unowned_each(value) if column.kind is EntryKind.JSON else value)
    return made


def changes(draft: RecordDraft, form: Form) -> tuple[Change, ...]:
    """What is different, in the order of the form: members first, then lists. Members that cannot be entered are not compared."""
    return (*_changed_members(draft, form), *(change for lines in form.lines.values() for change in _changed_items(draft, lines)))


def outgoing(draft: RecordDraft, form: Form) -> tuple[Change, ...]:
    """What sending a draft says: the changes of a record that the company has, all that a new one says, its defaults too."""
    return changes(replace(draft, base={}) if draft.is_new else draft, form)


def same_value(entry: Entry | None, left: Any, right: Any) -> bool:
    """Whether two values say the same: nothing is nothing, 1.5 is 1.50, and a reference is what it leads to."""
    if is_empty(left) or is_empty(right):
        return is_empty(left) and is_empty(right)
    kind = entry.kind if entry is not None else None
    if kind is EntryKind.REFERENCE and isinstance(left, Mapping) and isinstance(right, Mapping):
        shared = next((name for name in ("key", "id", "name") if not is_empty(left.get(name)) and not is_empty(right.get(name))), None)
        return left.get(shared) == right.get(shared) if shared is not None else dict(left) == dict(right)
    if kind in (EntryKind.DECIMAL, EntryKind.INTEGER):
        one, other = _number(left), _number(right)
        if one is not None and other is not None:
            return one == other
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _changed_members(draft: RecordDraft, form: Form) -> Iterator[Change]:
    for entry in form.entries.values():
        if entry.lock is None:
            old, new = value_at(draft.base, entry.place), draft.value(entry.place)
            if not same_value(entry, old, new):
                yield Change(entry.place, ChangeKind.CHANGED, old, new, entry)


def _changed_items(draft: RecordDraft, lines: Lines) -> Iterator[Change]:
    if lines.lock is not None:
        return
    if not lines.keyed:
        old, new = value_at(draft.base, lines.place), draft.value(lines.place)
        if not same_value(None, old, new):
            yield Change(lines.place, ChangeKind.CHANGED, old, new, lines=lines)
        return
    there = {item["key"]: item for item in items_of(draft.base, lines) if item.get("key") is not None}
    kept = set()
    for at, item in enumerate(items_of(draft.record, lines)):
        place = f"{lines.place}/{at}"
        was = there.get(item.get("key"))
        if was is None:
            yield Change(place, ChangeKind.ADDED, None, item, lines=lines)
            continue
        kept.add(item["key"])
        if item is was:
            continue  # most of a long list
        for column in lines.touched(was, item):
            if lines.lock_of(column, item) is None:
                old, new = value_at(was, column.place), value_at(item, column.place)
                if not same_value(column, old, new):
                    yield Change(place_of(column.path, place), ChangeKind.CHANGED, old, new, column, lines)
    for at, item in enumerate(items_of(draft.base, lines)):
        if item.get("key") is not None and item["key"] not in kept:
            yield Change(f"{lines.place}/{at}", ChangeKind.REMOVED, item, None, lines=lines)


def _unowned_each(value: Any) -> Any:
    return [_unowned(each) if isinstance(each, Mapping) else each for each in value] if isinstance(value, list) else value


def _unowned(item: Mapping[str, Any]) -> Record:
    """An item that the model does not describe, without what it has for itself alone. A mere reference is nothing else, and stays whole."""
    is_reference = item.keys() <= set(IDENTITY)
    return item if is_reference else {name: value for name, value in item.items() if name not in _SET_BY_COMPANY}


def is_later_state(entry: Entry, value: object) -> bool:
    """Whether this is the state of a document that a new one may not say: it may say the draft alone (facts 5.10)."""
    return entry.field is not None and entry.field.name == "state" and _DRAFT in entry.field.choices and value != _DRAFT


def _default(entry: Entry) -> Any:
    """What a new record begins with. What is only written, or no longer to be used, is left to who knows what it does."""
    field = entry.field
    if field is None or field.write_only or field.deprecated:
        return None
    return None if is_later_state(entry, field.default) else field.default


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
