"""The record tabs of one connection, as they were when they last changed: what was typed and not sent survives a crash."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from intacct_desktop.api.exact_json import DECODER, ENCODER
from intacct_desktop.api.exchange import HIDDEN
from intacct_desktop.api.records.draft import RecordDraft
from intacct_desktop.api.records.form import Purpose
from intacct_desktop.api.records.values import Place, Record, place_of, steps_of, value_at, with_value
from intacct_desktop.workspace.kept_tabs import KeptTabs, Tabs
from intacct_desktop.workspace.secret_members import without_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTabDraft:
    """One tab. ``id`` tells it from the others, ``position`` counts from 0 among all tabs, those of queries included.

    ``key`` is None for a record that the company does not have yet; ``base`` is the record as it was read in ``entity`` (None: the top
    level), ``record`` as it stands in the form. ``quick_form`` names the template that the form is shown with. Values that sound like
    secrets come back as `exchange.HIDDEN`. ``undoes`` is the entry of the journal that sending it takes back.
    ``has_lost`` says, once it comes back, that a secret had been entered, which is as it was before.
    """

    id: str
    object: str
    key: str | None = None
    base: Record = field(default_factory=dict)
    record: Record = field(default_factory=dict)
    title: str = ""
    purpose: Purpose
    quick_form: str | None = None
    entity: str | None = None
    undoes: int | None = None
    position: int = 0
    has_lost: bool = False


OpenRecords: TypeAlias = Tabs[RecordTabDraft]


class _Tab(msgspec.Struct, omit_defaults=True):
    id: str
    object: str
    purpose: Purpose
    base: msgspec.Raw
    record: msgspec.Raw
    key: str | None = None
    title: str = ""
    quick_form: str | None = None
    entity: str | None = None
    undoes: int | None = None
    position: int = 0
    has_lost: bool = False


class RecordDrafts(KeptTabs[RecordTabDraft]):
    """One small file for each connection, in the folder of the query tabs' files. Methods block; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ".records.json", _encoded, _decoded)


def revived(kept: RecordTabDraft) -> tuple[RecordDraft, bool]:
    """The draft as it can go on, and whether something of it is lost: a secret that was entered and is not kept is as it was before."""
    return RecordDraft(kept.object, kept.key, kept.base, kept.record), kept.has_lost


def _without_entered(draft: RecordTabDraft) -> tuple[Record, bool]:
    """What is written of the record, its secrets hidden where they are those of the base and else as the base has them; and whether any
    had been entered."""
    base, record = without_secrets(draft.base), without_secrets(draft.record)
    entered = [each for each in _hidden(record, "") if value_at(draft.record, each) != _before(draft.base, draft.record, each)]
    for place in entered:
        record = with_value(record, place, _before(base, draft.record, place))
    return record, bool(entered)


def _before(base: Record, record: Record, place: Place) -> Any:
    """What stood at a place of the record before it was edited: an item of a list is known by its key, where it has one."""
    was: Any = base
    now: Any = record
    for step in steps_of(place):
        is_item = isinstance(now, list)
        now = _inner(now, step)
        key = now.get("key") if is_item and isinstance(now, Mapping) else None
        if key is not None and isinstance(was, list):
            was = next((each for each in was if isinstance(each, Mapping) and each.get("key") == key), None)
        else:
            was = _inner(was, step)
    return was


def _inner(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    return value[int(step)] if isinstance(value, list) and step.isdecimal() and int(step) < len(value) else None


def _hidden(value: Any, place: Place) -> Iterator[Place]:
    """Where values stand that are not kept."""
    if value == HIDDEN:
        yield place
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _hidden(each, place_of(name, place))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _hidden(each, f"{place}/{at}")


def _encoded(draft: RecordTabDraft) -> bytes:
    record, has_lost = _without_entered(draft)
    return msgspec.json.encode(
        _Tab(
            draft.id,
            draft.object,
            draft.purpose,
            _written(without_secrets(draft.base)),
            _written(record),
            draft.key,
            draft.title,
            draft.quick_form,
            draft.entity,
            draft.undoes,
            draft.position,
            has_lost,
        )
    )


def _decoded(content: bytes) -> RecordTabDraft:
    tab = msgspec.json.decode(content, type=_Tab)
    return RecordTabDraft(
        id=tab.id,
        object=tab.object,
        key=tab.key,
        base=_read(tab.base),
        record=_read(tab.record),
        title=tab.title,
        purpose=tab.purpose,
        quick_form=tab.quick_form,
        entity=tab.entity,
        undoes=tab.undoes,
        position=tab.position,
        has_lost=tab.has_lost,
    )


def _written(record: Record) -> msgspec.Raw:
    return msgspec.Raw(ENCODER.encode(record))


def _read(content: msgspec.Raw) -> dict[str, Any]:
    found = DECODER.decode(content)
    if not isinstance(found, dict):
        raise ValueError("no record")
    return found
