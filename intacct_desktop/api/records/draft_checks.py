"""What can be said against a draft before Intacct says it: what is missing, and what is no value of its kind."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from intacct_desktop.api.filter_values import is_date, is_moment, number_in
from intacct_desktop.api.records.draft import RecordDraft, items_of, same_value
from intacct_desktop.api.records.form import Entry, EntryKind, Form, Lines
from intacct_desktop.api.records.values import Place, is_empty, path_of, place_of, value_at


class DraftFault(StrEnum):
    """What is wrong at a place."""

    MISSING = "missing"
    """It is required and empty."""
    NO_ITEMS = "no-items"
    """The list needs at least one item."""
    NOT_A_NUMBER = "not-a-number"
    TOO_PRECISE = "too-precise"
    """More places than ``scale``."""
    NOT_A_DATE = "not-a-date"
    NOT_YES_OR_NO = "not-yes-or-no"
    NO_CHOICE = "no-choice"
    """The model offers no such choice (any longer)."""
    NOT_A_REFERENCE = "not-a-reference"
    NOT_A_LIST = "not-a-list"
    NOT_BASE64 = "not-base64"
    NOT_JSON = "not-json"
    NOT_EMPTY = "not-empty"
    """It cannot be emptied: the model allows no null."""


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """One fault. ``found`` has what its words need: ``value``, ``scale``."""

    place: Place
    fault: DraftFault
    found: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return path_of(self.place)


def check_draft(draft: RecordDraft, form: Form) -> tuple[DraftProblem, ...]:
    """All that stands in the way of sending, members first, then lists. What the company has already is not judged."""
    return (*_member_problems(draft, form), *(problem for lines in form.lines.values() for problem in _item_problems(draft, lines)))


def _member_problems(draft: RecordDraft, form: Form) -> Iterator[DraftProblem]:
    for entry in form.entries.values():
        if entry.lock is None:
            yield from _problems(entry, entry.place, draft.value(entry.place), value_at(draft.base, entry.place), is_new=draft.is_new)


def _item_problems(draft: RecordDraft, lines: Lines) -> Iterator[DraftProblem]:
    if lines.lock is not None:
        return
    value = draft.value(lines.place)
    if not is_empty(value) and not isinstance(value, list | tuple):
        yield DraftProblem(lines.place, DraftFault.NOT_A_LIST, {"value": value})
        return
    items = items_of(draft.record, lines)
    if lines.required and not items and (draft.is_new or items_of(draft.base, lines)):
        yield DraftProblem(lines.place, DraftFault.NO_ITEMS)
    there = {item["key"]: item for item in items_of(draft.base, lines) if item.get("key") is not None} if lines.keyed else {}
    needed = [column for column in lines.columns if column.required]
    for at, item in enumerate(items):
        was = there.get(item.get("key"))
        if item is was:
            continue
        above = f"{lines.place}/{at}"
        # What an item does not say is at fault only where it is required, or was said before.
        looked_at = [*needed, *(column for column, _ in lines.said(item))] if was is None else lines.touched(was, item)
        for column in {column.path: column for column in looked_at}.values():
            if lines.lock_of(column, item) is None:
                before = value_at(was, column.place) if was is not None else None
                value = value_at(item, column.place)
                yield from _problems(column, place_of(column.path, above), value, before, is_new=was is None)


def _problems(entry: Entry, place: Place, value: Any, was: Any, *, is_new: bool) -> Iterator[DraftProblem]:
    if is_empty(value):
        if entry.required and (is_new or not is_empty(was)):
            yield DraftProblem(place, DraftFault.MISSING)
        elif entry.field is not None and not entry.field.nullable and not is_empty(was):
            yield DraftProblem(place, DraftFault.NOT_EMPTY)
    elif (is_new or not same_value(entry, was, value)) and (fault := _fault(entry, value)) is not None:
        scale = entry.field.scale if entry.field is not None else None
        yield DraftProblem(place, fault, {"value": value, "scale": scale})


def _fault(entry: Entry, value: Any) -> DraftFault | None:
    match entry.kind:
        case EntryKind.DECIMAL | EntryKind.INTEGER:
            return _number_fault(entry, value)
        case EntryKind.DATE:
            return None if isinstance(value, str) and is_date(value) else DraftFault.NOT_A_DATE
        case EntryKind.DATE_TIME:
            return None if isinstance(value, str) and is_moment(value) else DraftFault.NOT_A_DATE
        case EntryKind.BOOLEAN:
            return None if isinstance(value, bool) else DraftFault.NOT_YES_OR_NO
        case EntryKind.ENUM:
            return None if entry.field is None or value in entry.field.enum else DraftFault.NO_CHOICE
        case EntryKind.REFERENCE:
            return None if entry.identity(value) is not None else DraftFault.NOT_A_REFERENCE
        case EntryKind.SEVERAL:
            return None if isinstance(value, list | tuple) else DraftFault.NOT_A_LIST
        case EntryKind.FILE:
            return None if _is_base64(value) else DraftFault.NOT_BASE64
        case EntryKind.JSON:
            return DraftFault.NOT_JSON if isinstance(value, str) else None
    return None


def _number_fault(entry: Entry, value: Any) -> DraftFault | None:
    """Amounts travel as text, numbers as numbers; a number that stands as text is one that was typed and not understood."""
    is_amount = entry.field is not None and entry.field.type == "string"
    number = number_in(value) if isinstance(value, str if is_amount else int | Decimal) and not isinstance(value, bool) else None
    if number is None:
        return DraftFault.NOT_A_NUMBER
    if entry.kind is EntryKind.INTEGER and number != number.to_integral_value():
        return DraftFault.TOO_PRECISE
    scale = entry.field.scale if entry.field is not None else None
    exponent = number.as_tuple().exponent
    return DraftFault.TOO_PRECISE if scale is not None and isinstance(exponent, int) and -exponent > scale else None


def _is_base64(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        return False
